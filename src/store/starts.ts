/**
 * 待落地的记录: decided records on their way into the tables, as bytes. A row is put into bytes the moment it is decided and moved as
 * bytes from there on: thousands of waiting rows as texts would be copied over and over by the garbage collector.
 */
import { randomBytes } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import { canonicalText, type Json } from '../core/log/canonical.ts';
import { type EntryBinding, entryCommitment, saltBytes } from '../core/log/commitment.ts';
import { pairsText } from '../core/words.ts';
import type { BulkStart, PlannedStart, Start } from './bulk.ts';
import { conceal, secretKeys } from './conceal.ts';
import { copyBytes, copyJson, copyNull, copyText, plainText } from './copy.ts';
import type { House } from './house.ts';
import { suite } from './log.ts';

/** Bytes that grow as they are written to. */
class Bytes {
  buffer: Buffer;
  length = 0;

  /** @param given how much room to begin with, or the room itself */
  constructor(given: number | Buffer) {
    this.buffer = typeof given === 'number' ? Buffer.allocUnsafeSlow(given) : given;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.length + more));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.buffer.write(text, this.length, 'utf8');
  }

  /** Takes over bytes of others. */
  bytes(from: Buffer, start: number, end: number): void {
    this.reserve(end - start);
    this.length += from.copy(this.buffer, this.length, start, end);
  }
}

/** By what a record and its entry are counted. */
export interface Tallied {
  readonly areaCode: string | null;
  readonly state: string;
  readonly item: string | null;
  readonly severity: string | null;
  readonly action: string;
}

/** What many rows of a file share: columns, and by what they are counted. */
interface Shared extends Tallied {
  readonly record: string;
  readonly entry: string;
}

/** Decided records: each is the lengths of its four parts, then its id and key, the columns of its own, its canonical input and the text it is found by. */
export interface Packed {
  readonly bytes: Buffer;
  /** Where each begins. */
  readonly at: readonly number[];
  readonly shared: readonly Shared[];
}

const headBytes = 16;
const room = ' '.repeat(headBytes);
const uuidChars = 36;
const keyChars = 64;
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

/** The keyed hash of what makes a packed record unique, in hexadecimal digits. */
export function keyOf({ bytes, at }: Packed, index: number): string | null {
  const from = (at[index] as number) + headBytes + uuidChars;
  return bytes[from] === 0x20 ? null : bytes.toString('latin1', from, from + keyChars);
}

const saltsAtOnce = 512;
let salts = Buffer.alloc(0);

/** Random bytes, drawn for many records at once; none is given twice. */
function freshSalt(): Buffer {
  if (salts.length === 0) salts = randomBytes(saltsAtOnce * saltBytes);
  const salt = salts.subarray(0, saltBytes);
  salts = salts.subarray(saltBytes);
  return salt;
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
  private readonly scratch = new Bytes(4096);
  private readonly recordTail: string;
  private readonly entryTail: string;
  private readonly contentHead: string;
  private readonly bound: Pick<EntryBinding, 'register' | 'n' | 'by' | 'on'>;

  /** @param room what earlier ones gave back */
  constructor(house: House, actor: Actor, { register, batchId, pushId, today }: BulkStart, room: Buffer[] = []) {
    this.record = linesOf(`rc.record (${recordColumns})`, room.pop());
    this.entry = linesOf(`rc.entry (${entryColumns})`, room.pop());
    this.content = linesOf(`rc.entry_content (${contentColumns})`, room.pop());
    const at = house.clock.now().toISOString();
    [this.at, this.makerBody] = [at, actor.bodyId];
    const [body, account] = [copyText(actor.bodyId), copyText(actor.accountId)];
    this.bound = { register: register.id, n: 1, by: actor.accountId, on: today };
    this.recordTail = `\t${register.id}\t1\t${body}\t${account}\t${pushId}\t${batchId}\t${at}\t${at}\t`;
    this.entryTail = `\t${register.id}\t1\t${account}\t${body}\t${at}\t${today}\t${pushId}\t`;
    this.contentHead = `${register.id}\t1\t`;
  }

  add({ bytes, at, shared: allShared }: Packed, index: number): WrittenStart {
    const { record, entry, content } = this;
    const head = at[index] as number;
    const shared = allShared[bytes.readUInt32LE(head + 12)] as Shared;
    const own = head + headBytes + uuidChars + keyChars;
    const input = own + bytes.readUInt32LE(head);
    const text = input + bytes.readUInt32LE(head + 4);
    const id = bytes.toString('latin1', head + headBytes, head + headBytes + uuidChars);
    const uniqueKey = keyOf({ bytes, at, shared: allShared }, index);
    const salt = freshSalt();
    for (const { out, at: begins } of [record, entry, content]) begins.push(out.length);
    record.out.bytes(bytes, own, input);
    record.out.text(`${shared.record}${this.recordTail}${id}\t${uniqueKey === null ? copyNull : `\\\\x${uniqueKey}`}\t`);
    record.out.text(pairsText(bytes.toString('utf8', text, text + bytes.readUInt32LE(head + 8))));
    entry.out.text(`${shared.entry}${this.entryTail}${id}\t${copyBytes(this.commit(shared, id, salt, bytes.subarray(input, text)))}\n`);
    content.out.text(`${this.contentHead}${id}\t${copyBytes(salt)}\t{"input":`);
    content.out.bytes(bytes, input, text);
    content.out.text('}\n');
    return { id, uniqueKey, index: record.at.length - 1, tallied: shared };
  }

  /** The room it took, once everything has landed. */
  given(): Buffer[] {
    return [this.content.out.buffer, this.entry.out.buffer, this.record.out.buffer];
  }

  /** The commitment of an entry whose content is this input alone. */
  private commit({ action, state }: Shared, id: string, salt: Buffer, input: Buffer): Buffer {
    const { scratch } = this;
    scratch.length = 0;
    scratch.text('{"input":');
    if (input.includes(0x5c)) scratch.text(plainText(input.toString()));
    else scratch.bytes(input, 0, input.length);
    scratch.text('}');
    return Buffer.from(entryCommitment(suite, salt, { ...this.bound, id, action, state }, scratch.buffer.subarray(0, scratch.length)));
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
