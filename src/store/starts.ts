/** 待落地的记录: decided records on their way into the tables. A row is put into bytes the moment it is decided and moved as bytes from there on. */
import type { Actor } from '../core/actor.ts';
import { canonicalText, type Json } from '../core/log/canonical.ts';
import { Binding, boundChars } from './bound.ts';
import type { BulkStart, PlannedStart, Start } from './bulk.ts';
import { conceal, secretKeys } from './conceal.ts';
import { copyJson, copyNull, copyText } from './copy.ts';
import type { House } from './house.ts';
import { type Bound, Bytes, headBytes, keyChars, keyOf, type Packed, partsOf, type Shared, type Tallied } from './packed.ts';

const room = ' '.repeat(headBytes);
const noKey = ' '.repeat(keyChars);
const recordColumns = 'title, subject_id, document_number, decided_on, data, area_code, severity, state, version, item, personal, due_on, due, register, seq, maker_body, maker, push_id, batch_id, created_at, updated_at, id, unique_key, words, no';
const entryColumns = 'state_to, action, due_on, version, rules, register, n, by_account, by_body, at, on_day, push_id, record_id, commitment';
const contentColumns = 'register, n, record_id, salt, body';

/** Gathers plans as bytes. Identity numbers are concealed. */
export class Packing {
  private readonly house: House;
  private readonly actor: Actor;
  private readonly start: Start;
  private readonly out = new Bytes(2 ** 21);
  private readonly at: number[] = [];
  private readonly shared = new Map<string, number>();
  private readonly allShared: Shared[] = [];
  private readonly withSecrets = new Map<string, boolean>();

  constructor(house: House, actor: Actor, start: Start) {
    this.house = house;
    this.actor = actor;
    this.start = start;
  }

  /** Whether an item has identity numbers to conceal: asked once for each version. */
  private hasSecrets({ item, itemVersion }: Readonly<Record<string, unknown>>): boolean {
    const name = `${String(item)} ${String(itemVersion)}`;
    const known = this.withSecrets.get(name) ?? (typeof item === 'string' && secretKeys((typeof itemVersion === 'number' ? this.start.rules.version('item', item, itemVersion) : this.start.rules.find('item', item))?.body).length > 0);
    this.withSecrets.set(name, known);
    return known;
  }

  /** @returns the index of the record in what is packed. */
  add({ id, decision: d, subject, columns: c, uniqueKey }: PlannedStart): number {
    const { house, out, start: { register, rules } } = this;
    const hides = this.hasSecrets(d.sofar);
    const head = out.length;
    out.text(`${room}${id}${uniqueKey === null ? noKey : uniqueKey.toString('hex')}`);
    const parts = [
      `${copyText(c.title)}\t${copyText(c.subjectId)}\t${copyText(c.documentNumber)}\t${copyText(c.decidedOn)}\t${copyJson(hides ? conceal(house, register, d.sofar, d.sofar) : d.sofar)}`,
      copyText(canonicalText((hides ? conceal(house, register, d.input, d.sofar) : d.input) as Json)),
      `${c.title} ${c.searchText ?? ''}`,
    ];
    const lengths = parts.map((part) => {
      const before = out.length;
      out.text(part);
      return out.length - before;
    });
    const due = copyText(d.due?.on);
    const areaCode = subject?.areaCode ?? this.actor.areaCode;
    const shared: Shared = {
      areaCode, severity: c.severity ?? null, item: c.item ?? null,
      record: `\t${copyText(areaCode)}\t${copyText(c.severity)}\t${d.state}\t${d.version}\t${copyText(c.item)}\t${String(register.personal?.(d.sofar, rules) === true)}\t${due}\t${d.due === null ? copyNull : copyJson(d.due)}`,
      entry: `${d.state}\t${d.action}\t${due}\t${d.version}\t${copyJson(d.rules)}`, action: d.action, state: d.state,
    };
    [...lengths, this.shareOf(shared)].forEach((length, n) => out.buffer.writeUInt32LE(length, head + 4 * n));
    return this.at.push(head) - 1;
  }

  private shareOf(shared: Shared): number {
    const name = `${shared.record}\t${shared.entry}`;
    const known = this.shared.get(name);
    if (known !== undefined) return known;
    this.shared.set(name, this.allShared.length);
    return this.allShared.push(shared) - 1;
  }

  done(): Packed {
    return { bytes: this.out.buffer.subarray(0, this.out.length), at: this.at, shared: this.allShared };
  }
}

/** Lines of one table: bytes, and where each line begins. */
interface Lines {
  readonly into: string;
  readonly out: Bytes;
  readonly at: number[];
}
const linesOf = (into: string, room: Buffer | undefined): Lines => ({ into, out: new Bytes(room ?? 2 ** 22), at: [] });

/** A written record: what is left to do is its number. */
export interface WrittenStart {
  readonly id: string;
  readonly uniqueKey: string | null;
  /** Which of the written ones. */
  readonly index: number;
  readonly tallied: Tallied;
}

/** Puts packed records into the form in which they land, each with entry, content and commitment. Done ahead, while the server is busy with others. */
export class Writing {
  readonly record: Lines;
  readonly entry: Lines;
  readonly content: Lines;
  /** When they are recorded, by whose body. */
  readonly at: string;
  readonly makerBody: string | null;
  private readonly recordTail: string;
  private readonly entryTail: string;
  private readonly contentHead: string;
  private readonly binding: Binding;

  /** @param room what earlier ones gave back */
  constructor(house: House, actor: Actor, { register, batchId, pushId, today }: BulkStart, room: Buffer[] = []) {
    this.record = linesOf(`rc.record (${recordColumns})`, room.pop());
    this.entry = linesOf(`rc.entry (${entryColumns})`, room.pop());
    this.content = linesOf(`rc.entry_content (${contentColumns})`, room.pop());
    const at = house.clock.now().toISOString();
    [this.at, this.makerBody] = [at, actor.bodyId];
    const [body, account] = [copyText(actor.bodyId), copyText(actor.accountId)];
    this.binding = new Binding({ register: register.id, n: 1, by: actor.accountId, on: today }, 8192);
    this.recordTail = `\t${register.id}\t1\t${body}\t${account}\t${pushId}\t${batchId}\t${at}\t${at}\t`;
    this.entryTail = `\t${register.id}\t1\t${account}\t${body}\t${at}\t${today}\t${pushId}\t`;
    this.contentHead = `${register.id}\t1\t`;
  }

  add(packed: Packed, index: number): WrittenStart {
    const { record, entry, content } = this;
    const { bytes } = packed;
    const { id, shared, own, input, text } = partsOf(packed, index);
    const uniqueKey = keyOf(packed, index);
    const [bound, n] = packed.bound === undefined ? [this.boundNow(packed, index), 0] : [packed.bound, index];
    const salt = bound.at[n] as number;
    const [commitment, words] = [salt + boundChars, salt + 2 * boundChars];
    for (const { out, at: begins } of [record, entry, content]) begins.push(out.length);
    record.out.bytes(bytes, own, input);
    record.out.text(`${shared.record}${this.recordTail}${id}\t${uniqueKey === null ? copyNull : `\\\\x${uniqueKey}`}\t`);
    record.out.bytes(bound.bytes, words, bound.at[n + 1] ?? bound.bytes.length);
    entry.out.text(`${shared.entry}${this.entryTail}${id}\t\\\\x`);
    entry.out.bytes(bound.bytes, commitment, words);
    entry.out.text('\n');
    content.out.text(`${this.contentHead}${id}\t\\\\x`);
    content.out.bytes(bound.bytes, salt, commitment);
    content.out.text('\t{"input":');
    content.out.bytes(bytes, input, text);
    content.out.text('}\n');
    return { id, uniqueKey, index: record.at.length - 1, tallied: shared };
  }

  private boundNow(packed: Packed, index: number): Bound {
    this.binding.clear();
    this.binding.add(packed, index);
    return this.binding.done();
  }

  /** The room it took, once everything has landed. */
  given(): Buffer[] {
    return [this.content.out.buffer, this.entry.out.buffer, this.record.out.buffer];
  }
}

/** Bytes sent at once. */
const pieceBytes = 2 ** 17;

/** Lines of a table in an order, in pieces. `end` ends the n-th line. */
export function* piecesOf({ out, at }: Lines, order: readonly WrittenStart[], end?: (n: number) => string): Generator<Buffer> {
  let piece = new Bytes(pieceBytes + 2 ** 15);
  for (const [n, { index }] of order.entries()) {
    piece.bytes(out.buffer, at[index] as number, at[index + 1] ?? out.length);
    if (end !== undefined) piece.text(end(n));
    if (piece.length < pieceBytes) continue;
    yield piece.buffer.subarray(0, piece.length);
    piece = new Bytes(pieceBytes + 2 ** 15);
  }
  if (piece.length > 0) yield piece.buffer.subarray(0, piece.length);
}
