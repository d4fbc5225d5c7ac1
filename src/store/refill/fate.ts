/**
 * 补回条目的后续: what each refilled leaf means for the records we have: whether a record that stands in public had ended, whether its
 * correction was lost, whether a disclosure's content is gone. Pure; leaves come in the order of the log.
 */
import type { EndedEntry, LogEntry } from '../../core/log/entry.ts';

/** A public record of ours that a refilled leaf speaks of. */
export interface Standing {
  readonly id: string;
  readonly no: string;
  /** Its latest leaf, as far as our database knows. */
  readonly leaf: number;
  /** All its leaves, oldest first. */
  readonly leaves: readonly number[];
}

/** A record that stands in public although the log says that it ended. */
export interface EndInLog {
  readonly id: string;
  readonly no: string;
  /** The leaf that ended it. */
  readonly leaf: number;
  readonly entry: EndedEntry;
  /** All its leaves, the end included. */
  readonly leaves: readonly number[];
}

/** What people have to do about a refilled leaf. */
export type Need = 'disclose' | 'correct' | 'nothing';

interface Line {
  readonly record: Standing | undefined;
  readonly leaves: readonly number[];
  readonly on: string;
}

/** What becomes of refilled leaves and of the records they speak of. */
export class Fate {
  readonly ends: EndInLog[] = [];
  readonly needs = new Map<number, Need>();
  /** Letters of which nothing but the leaf is left. */
  readonly letters: { readonly leaf: number; readonly on: string }[] = [];
  /** By the latest leaf: what stands in public according to the log. */
  readonly #standing = new Map<number, Line>();

  constructor(refilled: readonly { readonly leaf: number; readonly entry: LogEntry }[], records: readonly Standing[]) {
    for (const record of records) this.#standing.set(record.leaf, { record, leaves: record.leaves, on: '' });
    for (const { leaf, entry } of refilled) this.#take(leaf, entry);
  }

  #take(leaf: number, entry: LogEntry): void {
    if (entry.kind === 'disclosed') {
      this.#standing.set(leaf, { record: undefined, leaves: [leaf], on: entry.disclosedOn });
      this.needs.set(leaf, 'disclose');
      return;
    }
    // A letter whose leaf alone is left: nothing in public depends on it, but who holds it finds its code unknown.
    if (entry.kind === 'issued') {
      this.needs.set(leaf, 'nothing');
      this.letters.push({ leaf, on: entry.issuedOn });
      return;
    }
    const before = this.#standing.get(entry.refers);
    this.#standing.delete(entry.refers);
    if (this.needs.has(entry.refers)) this.needs.set(entry.refers, 'nothing');
    const leaves = [...(before?.leaves ?? [entry.refers]), leaf];
    if (entry.kind === 'corrected') {
      this.#standing.set(leaf, { record: before?.record, leaves, on: entry.correctedOn });
      this.needs.set(leaf, before?.record === undefined ? 'disclose' : 'correct');
      return;
    }
    this.needs.set(leaf, 'nothing');
    if (before?.record !== undefined) this.ends.push({ id: before.record.id, no: before.record.no, leaf, entry, leaves });
  }

  /** Public records whose last correction was lost. */
  get corrections(): { no: string; leaf: number; on: string }[] {
    return this.#having('correct').map(([leaf, line]) => ({ no: line.record?.no ?? '', leaf, on: line.on }));
  }

  /** Disclosures of which nothing but the leaf is left. */
  get disclosures(): { leaf: number; on: string }[] {
    return this.#having('disclose').map(([leaf, { on }]) => ({ leaf, on }));
  }

  #having(need: Need): [number, Line][] {
    return [...this.#standing].filter(([leaf]) => this.needs.get(leaf) === need);
  }
}
