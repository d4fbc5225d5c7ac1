/**
 * 批量入门: many records through the same decision, row by row in memory, landing by COPY: a batch of thousands costs little more
 * than writing its rows. It starts records only; everything after that goes through the one door, one by one.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import { canonicalText, type Json } from '../core/log/canonical.ts';
import { entryCommitment, saltBytes } from '../core/log/commitment.ts';
import { decide, type Decision } from '../core/lifecycle.ts';
import { done, type Outcome } from '../core/problem.ts';
import type { Columns, Register, SubjectFacts } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import { vectorOf } from './act.ts';
import { conceal } from './conceal.ts';
import { copyBytes, copyInto, copyJson, copyNull, copyText } from './copy.ts';
import type { Tx } from './db.ts';
import type { House } from './house.ts';
import { blindIndex } from './keys.ts';
import { suite } from './log.ts';
import { nextNumbers } from './rows.ts';

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

const recordColumns = 'register, id, seq, version, state, title, item, subject_id, area_code, maker_body, maker, document_number, decided_on, severity, due_on, due, push_id, batch_id, unique_key, personal, data, created_at, updated_at, no, words';
const entryColumns = 'register, record_id, n, action, by_account, by_body, at, on_day, state_from, state_to, due_on, version, rules, push_id, commitment';
const contentColumns = 'register, record_id, n, salt, body';

/** A planned record as it will stand in its tables; only its number is still missing. */
export interface WrittenStart {
  readonly id: string;
  readonly uniqueKey: Buffer | null;
  readonly record: string;
  readonly words: string;
  readonly entry: string;
  readonly content: string;
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

const lineOf = (columns: readonly (string | number | boolean)[]): string => `${columns.join('\t')}\n`;

/** Puts a planned record, its entry, content and commitment into the form in which they land. Done ahead, while the server is busy with others. */
export function writeStart(house: House, actor: Actor, { register, batchId, pushId, today, rules }: BulkStart, { id, decision: d, subject, columns: c, uniqueKey }: PlannedStart): WrittenStart {
  const at = house.clock.now().toISOString();
  const salt = freshSalt();
  const content = canonicalText({ input: conceal(house, register, d.input, d.sofar) } as unknown as Json);
  const bound = { register: register.id, id, n: 1, action: d.action, by: actor.accountId, on: today, state: d.state };
  const commitment = Buffer.from(entryCommitment(suite, salt, bound, Buffer.from(content)));
  const personal = register.personal?.(d.sofar, rules) === true;
  const dueOn = copyText(d.due?.on);
  return {
    id, uniqueKey, words: vectorOf(`${c.title} ${c.searchText ?? ''}`),
    record: [
      register.id, id, 1, d.version, d.state, copyText(c.title), copyText(c.item), copyText(c.subjectId), copyText(subject?.areaCode ?? actor.areaCode), copyText(actor.bodyId), copyText(actor.accountId),
      copyText(c.documentNumber), copyText(c.decidedOn), copyText(c.severity), dueOn, d.due === null ? copyNull : copyJson(d.due), pushId, batchId, copyBytes(uniqueKey), personal,
      copyJson(conceal(house, register, d.sofar, d.sofar)), at, at,
    ].join('\t'),
    entry: lineOf([register.id, id, 1, d.action, copyText(actor.accountId), copyText(actor.bodyId), at, today, copyNull, d.state, dueOn, d.version, copyJson(d.rules), pushId, copyBytes(commitment)]),
    content: lineOf([register.id, id, 1, copyBytes(salt), copyText(content)]),
  };
}

/** Lands written records inside the caller's transaction, numbered in their order. */
export async function landStarts(tx: Tx, house: House, register: Register, written: readonly WrittenStart[]): Promise<void> {
  if (written.length === 0) return;
  const numbers = await nextNumbers(tx, register.series, Number(house.clock.today().slice(0, 4)), written.length);
  // In order of id, so that neighbours in an index arrive one after the other.
  const ordered = written.map((start, i) => ({ start, no: numbers[i] as string })).sort((x, y) => (x.start.id < y.start.id ? -1 : 1));
  await copyInto(tx, `rc.record (${recordColumns})`, mapped(ordered, ({ start, no }) => `${start.record}\t${no}\t${vectorOf(no)} ${start.words}\n`));
  await copyInto(tx, `rc.entry (${entryColumns})`, mapped(ordered, ({ start }) => start.entry));
  await copyInto(tx, `rc.entry_content (${contentColumns})`, mapped(ordered, ({ start }) => start.content));
}

function* mapped<T>(list: readonly T[], line: (each: T) => string): Generator<string> {
  for (const each of list) yield line(each);
}

/** Which of these matters are recorded already: keyed hashes of the unique keys, with the number of the record that has it. */
export async function findTaken(tx: Pick<Tx, 'query'>, register: string, keys: readonly Buffer[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ key: string; no: string }>("select encode(unique_key, 'hex') as key, no from rc.record where register = $1 and unique_key = any($2::bytea[])", [register, keys]);
  return new Map(rows.map((r) => [r.key, r.no]));
}
