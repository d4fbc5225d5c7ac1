/**
 * 批量入门: many records through the same decision, row by row in memory, landing by COPY: a batch of thousands costs little more
 * than writing its rows. It starts records only; everything after that goes through the one door, one by one.
 */
import { randomUUID } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import { decide, type Decision } from '../core/lifecycle.ts';
import { done, type Outcome } from '../core/problem.ts';
import type { Columns, Register, SubjectFacts } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import { vectorOf } from './act.ts';
import { copyPieces } from './copy.ts';
import type { Tx } from './db.ts';
import type { House } from './house.ts';
import { blindIndex } from './keys.ts';
import { nextNumbers } from './rows.ts';
import { piecesOf, type Writing, type WrittenStart } from './starts.ts';

export interface BulkRow {
  readonly input: Readonly<Record<string, unknown>>;
  /** Null while nobody knows who it is about. */
  readonly subject: SubjectFacts | null;
}

/** What the rows of a batch share. */
export interface Start {
  readonly register: Register;
  readonly action: string;
  /** The day on which it is decided, and its rules. */
  readonly today: string;
  readonly rules: RuleLookup;
}

/** The same, once they are to land. */
export interface BulkStart extends Start {
  readonly batchId: string;
  readonly pushId: string;
}

/** A record that was decided and waits to land. */
export interface PlannedStart {
  readonly id: string;
  readonly decision: Decision;
  readonly subject: SubjectFacts | null;
  readonly columns: Columns;
  readonly uniqueKey: Buffer | null;
}

/** Decides one row as the door would; writes nothing. */
export function planStart(house: House, actor: Actor, b: Start, { input, subject }: BulkRow): Outcome<PlannedStart> {
  const outcome = decide({ register: b.register, action: b.action, actor, input, today: b.today, rules: b.rules, current: null, subject, deeds: [] });
  if (!outcome.ok) return outcome;
  const columns = b.register.columns(outcome.value.sofar, b.rules);
  return done({ id: randomUUID(), decision: outcome.value, subject, columns, uniqueKey: columns.uniqueKey == null ? null : blindIndex(house.keys, `unique ${b.register.id}`, columns.uniqueKey) });
}

/**
 * Lands written records inside the caller's transaction. They are numbered in their order once it is their `turn`: numbers have no gaps, so
 * from there on other transactions wait for this one, and what needs no number goes first.
 */
export async function landStarts(tx: Tx, house: House, register: Register, { record, entry, content }: Writing, fresh: readonly WrittenStart[], turn: Promise<unknown>): Promise<void> {
  // In order of id, so that neighbours in an index arrive one after the other.
  const ordered = fresh.map((start, n) => ({ ...start, n })).sort((x, y) => (x.id < y.id ? -1 : 1));
  if (fresh.length > 0) await copyPieces(tx, content.into, piecesOf(content, ordered));
  await turn;
  if (fresh.length === 0) return;
  const numbers = await nextNumbers(tx, register.series, Number(house.clock.today().slice(0, 4)), fresh.length);
  const end = (at: number): string => {
    const no = numbers[(ordered[at] as { n: number }).n] as string;
    return ` ${vectorOf(no)}\t${no}\n`;
  };
  await copyPieces(tx, record.into, piecesOf(record, ordered, end));
  // After the records, whose areas and makers it is counted by.
  await copyPieces(tx, entry.into, piecesOf(entry, ordered));
}

/** Which of these matters are recorded already: keyed hashes of the unique keys in hexadecimal digits, with the number of the record that has it. */
export async function findTaken(tx: Pick<Tx, 'query'>, register: string, keys: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ key: string; no: string }>("select encode(unique_key, 'hex') as key, no from rc.record where register = $1 and unique_key = any($2::bytea[])", [register, keys.map((key) => `\\x${key}`)]);
  return new Map(rows.map((r) => [r.key, r.no]));
}
