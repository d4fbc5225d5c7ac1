/**
 * 批量入门: many records through the same decision, row by row in memory, landing by COPY: a batch of thousands costs little more
 * than writing its rows. It starts records only; everything after that goes through the one door, one by one.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import type { Actor } from '../core/actor.ts';
import { commitmentOf, saltBytes } from '../core/log/commitment.ts';
import type { Json } from '../core/log/canonical.ts';
import { decide, type Decision } from '../core/lifecycle.ts';
import type { Problem } from '../core/problem.ts';
import type { Register, SubjectFacts } from '../core/register.ts';
import { vectorOf } from './act.ts';
import { conceal } from './conceal.ts';
import type { Tx } from './db.ts';
import type { House } from './house.ts';
import { blindIndex } from './keys.ts';
import { suite } from './log.ts';
import { nextNumbers } from './rows.ts';

export interface BulkRow {
  readonly input: Readonly<Record<string, unknown>>;
  readonly subject: SubjectFacts;
}

export interface BulkStart {
  readonly register: Register;
  readonly action: string;
  readonly batchId: string;
  readonly pushId: string;
  readonly rows: readonly BulkRow[];
}

export type BulkResult = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly problem: Problem };

/** A value in COPY's text form. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  const text = typeof value === 'object' ? (value instanceof Date ? value.toISOString() : JSON.stringify(value)) : String(value);
  return /[\\\t\n\r]/.test(text) ? text.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r') : text;
}

const line = (values: readonly unknown[]): string => `${values.map(cell).join('\t')}\n`;

async function copy(tx: Tx, into: string, lines: readonly string[]): Promise<void> {
  const stream = tx.query(copyFrom(`copy ${into} from stdin`));
  for (let at = 0; at < lines.length; at += 500) {
    if (!stream.write(lines.slice(at, at + 500).join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

interface Planned {
  readonly id: string;
  readonly decision: Decision;
  readonly subject: SubjectFacts;
}

const recordColumns = 'register, id, no, seq, version, state, title, item, subject_id, area_code, maker_body, maker, document_number, decided_on, severity, due_on, due, push_id, batch_id, unique_key, personal, data, words, created_at, updated_at';
const entryColumns = 'register, record_id, n, action, by_account, by_body, at, on_day, state_from, state_to, due_on, version, rules, push_id, commitment';

/** Starts many records inside the caller's transaction. @returns one result a row, in order; refused rows leave nothing. */
export async function startMany(tx: Tx, house: House, actor: Actor, b: BulkStart): Promise<BulkResult[]> {
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const results: BulkResult[] = [];
  const planned: Planned[] = [];
  for (const { input, subject } of b.rows) {
    const outcome = decide({ register: b.register, action: b.action, actor, input, today, rules, current: null, subject, deeds: [] });
    if (!outcome.ok) {
      results.push(outcome);
      continue;
    }
    const id = randomUUID();
    planned.push({ id, decision: outcome.value, subject });
    results.push({ ok: true, id });
  }
  if (planned.length > 0) await land(tx, house, actor, b, planned);
  return results;
}

async function land(tx: Tx, house: House, actor: Actor, b: BulkStart, planned: readonly Planned[]): Promise<void> {
  const { register } = b;
  const today = house.clock.today();
  const now = house.clock.now();
  const rules = house.rulesOn(today);
  const numbers = await nextNumbers(tx, register.series, Number(today.slice(0, 4)), planned.length);
  const records: string[] = [];
  const entries: string[] = [];
  const contents: string[] = [];
  for (const [at, { id, decision: d, subject }] of planned.entries()) {
    const no = numbers[at] as string;
    const c = register.columns(d.sofar, rules);
    const unique = c.uniqueKey == null ? null : blindIndex(house.keys, `unique ${register.id}`, c.uniqueKey);
    records.push(line([register.id, id, no, 1, d.version, d.state, c.title, c.item ?? null, c.subjectId ?? null, subject.areaCode ?? actor.areaCode, actor.bodyId, actor.accountId, c.documentNumber ?? null, c.decidedOn ?? null, c.severity ?? null,
      d.due?.on ?? null, d.due, b.pushId, b.batchId, unique, register.personal?.(d.sofar, rules) === true, conceal(house, register, d.sofar, d.sofar), vectorOf(`${no} ${c.title} ${c.searchText ?? ''}`), now, now]));
    const content = { input: conceal(house, register, d.input, d.sofar) };
    const salt = randomBytes(saltBytes);
    const bound = { register: register.id, id, n: 1, action: d.action, by: actor.accountId, on: today, state: d.state, content };
    entries.push(line([register.id, id, 1, d.action, actor.accountId, actor.bodyId, now, today, null, d.state, d.due?.on ?? null, d.version, JSON.stringify(d.rules), b.pushId, Buffer.from(commitmentOf(suite, salt, bound as unknown as Json))]));
    contents.push(line([register.id, id, 1, salt, content]));
  }
  await copy(tx, `rc.record (${recordColumns})`, records);
  await copy(tx, `rc.entry (${entryColumns})`, entries);
  await copy(tx, 'rc.entry_content (register, record_id, n, salt, body)', contents);
}

/** Which of these matters are recorded already: keyed hashes of the unique keys, with the number of the record that has it. */
export async function findTaken(tx: Pick<Tx, 'query'>, register: string, keys: readonly Buffer[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ key: string; no: string }>("select encode(unique_key, 'hex') as key, no from rc.record where register = $1 and unique_key = any($2::bytea[])", [register, keys]);
  return new Map(rows.map((r) => [r.key, r.no]));
}
