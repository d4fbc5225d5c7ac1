/**
 * 批量入门: many records through the same decision, row by row in memory, landing by COPY: a batch of thousands costs little more
 * than writing its rows. It starts records only; everything after that goes through the one door, one by one.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import { commitmentOf, saltBytes } from '../core/log/commitment.ts';
import type { Json } from '../core/log/canonical.ts';
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
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const outcome = decide({ register: b.register, action: b.action, actor, input, today, rules, current: null, subject, deeds: [] });
  if (!outcome.ok) return outcome;
  const columns = b.register.columns(outcome.value.sofar, rules);
  return done({ id: randomUUID(), decision: outcome.value, subject, columns, uniqueKey: columns.uniqueKey == null ? null : blindIndex(house.keys, `unique ${b.register.id}`, columns.uniqueKey) });
}

const recordColumns = 'register, id, no, seq, version, state, title, item, subject_id, area_code, maker_body, maker, document_number, decided_on, severity, due_on, due, push_id, batch_id, unique_key, personal, data, words, created_at, updated_at';
const entryColumns = 'register, record_id, n, action, by_account, by_body, at, on_day, state_from, state_to, due_on, version, rules, push_id, commitment';

interface Landing {
  readonly house: House;
  readonly actor: Actor;
  readonly b: BulkStart;
  readonly today: string;
  readonly at: string;
  readonly rules: RuleLookup;
}

/** Lands planned records inside the caller's transaction: numbered in their order, each with its entry, content and commitment. */
export async function landStarts(tx: Tx, house: House, actor: Actor, b: BulkStart, planned: readonly PlannedStart[]): Promise<void> {
  if (planned.length === 0) return;
  const today = house.clock.today();
  const landing: Landing = { house, actor, b, today, at: house.clock.now().toISOString(), rules: house.rulesOn(today) };
  const numbers = await nextNumbers(tx, b.register.series, Number(today.slice(0, 4)), planned.length);
  // In order of id, so that neighbours in an index arrive one after the other.
  const ordered = planned.map((start, i) => ({ start, no: numbers[i] as string })).sort((x, y) => (x.start.id < y.start.id ? -1 : 1));
  await copyInto(tx, `rc.record (${recordColumns})`, mapped(ordered, ({ start, no }) => recordLine(landing, start, no)));
  const salts = randomBytes(saltBytes * planned.length);
  const contents: string[] = [];
  await copyInto(tx, `rc.entry (${entryColumns})`, mapped(ordered, ({ start }, i) => {
    const salt = salts.subarray(i * saltBytes, (i + 1) * saltBytes);
    const content = { input: conceal(house, b.register, start.decision.input, start.decision.sofar) };
    contents.push(lineOf([b.register.id, start.id, 1, copyBytes(salt), copyJson(content)]));
    return entryLine(landing, start, salt, content);
  }));
  await copyInto(tx, 'rc.entry_content (register, record_id, n, salt, body)', contents);
}

function* mapped<T>(list: readonly T[], line: (each: T, at: number) => string): Generator<string> {
  for (const [at, each] of list.entries()) yield line(each, at);
}

const lineOf = (columns: readonly (string | number | boolean)[]): string => `${columns.join('\t')}\n`;

function recordLine({ house, actor, b: { register, batchId, pushId }, at, rules }: Landing, { id, decision: d, subject, columns: c, uniqueKey }: PlannedStart, no: string): string {
  return lineOf([
    register.id, id, no, 1, d.version, d.state, copyText(c.title), copyText(c.item), copyText(c.subjectId), copyText(subject?.areaCode ?? actor.areaCode), copyText(actor.bodyId), copyText(actor.accountId),
    copyText(c.documentNumber), copyText(c.decidedOn), copyText(c.severity), copyText(d.due?.on), d.due === null ? copyNull : copyJson(d.due), pushId, batchId, copyBytes(uniqueKey),
    register.personal?.(d.sofar, rules) === true, copyJson(conceal(house, register, d.sofar, d.sofar)), copyText(vectorOf(`${no} ${c.title} ${c.searchText ?? ''}`)), at, at,
  ]);
}

function entryLine({ actor, b: { register, pushId }, today, at }: Landing, { id, decision: d }: PlannedStart, salt: Buffer, content: unknown): string {
  const bound = { register: register.id, id, n: 1, action: d.action, by: actor.accountId, on: today, state: d.state, content };
  const commitment = Buffer.from(commitmentOf(suite, salt, bound as unknown as Json));
  return lineOf([
    register.id, id, 1, d.action, copyText(actor.accountId), copyText(actor.bodyId), at, today, copyNull, d.state, copyText(d.due?.on), d.version, copyJson(d.rules), pushId, copyBytes(commitment),
  ]);
}

/** Which of these matters are recorded already: keyed hashes of the unique keys, with the number of the record that has it. */
export async function findTaken(tx: Pick<Tx, 'query'>, register: string, keys: readonly Buffer[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ key: string; no: string }>("select encode(unique_key, 'hex') as key, no from rc.record where register = $1 and unique_key = any($2::bytea[])", [register, keys]);
  return new Map(rows.map((r) => [r.key, r.no]));
}
