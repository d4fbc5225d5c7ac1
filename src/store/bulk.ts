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
import type { Tallied } from './packed.ts';
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

/** A written record and the number that was kept for it. */
export interface NumberedStart extends WrittenStart {
  readonly no: string;
}

/** Lands written records inside the caller's transaction. */
export async function landStarts(tx: Tx, start: BulkStart, writing: Writing, fresh: readonly NumberedStart[]): Promise<void> {
  if (fresh.length === 0) return;
  const { record, entry, content } = writing;
  // In order of id, so that neighbours in an index arrive one after the other.
  const ordered = [...fresh].sort((x, y) => (x.id < y.id ? -1 : 1));
  const end = (at: number): string => {
    const { no } = ordered[at] as NumberedStart;
    return ` ${vectorOf(no)}\t${no}\n`;
  };
  await tx.query("select set_config('rongcheng.tallied', 'on', true)");
  await copyPieces(tx, record.into, piecesOf(record, ordered, end));
  await copyPieces(tx, entry.into, piecesOf(entry, ordered));
  await tx.query("select set_config('rongcheng.tallied', 'off', true)");
  await tally(tx, start, writing, fresh);
  await copyPieces(tx, content.into, piecesOf(content, ordered));
}

/** Counts what lands as the triggers of its tables would, which are off meanwhile: they would look every record up again. */
async function tally(tx: Tx, { register, pushId, today }: BulkStart, { at, makerBody }: Writing, fresh: readonly WrittenStart[]): Promise<void> {
  const counts = new Map<Tallied, number>();
  for (const { tallied } of fresh) counts.set(tallied, (counts.get(tallied) ?? 0) + 1);
  const each = [...counts.keys()];
  await tx.query(
    `with landed as (select $1::text as register, $2::uuid as maker_body, $3::date as on_day, $4::uuid as push_id, $5::timestamptz as at, l.*
         from unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[]) as l (area_code, state, item, severity, action, n)),
       stock as (insert into rc.stock_tally select register, area_code, maker_body, state, item, severity, sum(n) from landed group by 1, 2, 3, 4, 5, 6),
       flow as (insert into rc.flow_tally select register, date_trunc('month', on_day)::date, action, area_code, maker_body, sum(n) from landed group by 1, 2, 3, 4, 5)
     insert into rc.push_tally select l.register, push_id, at, area_code, maker_body, sum(n), 0, 0
       from landed l join rc.handing h on (h.register, h.kind, h.name) = (l.register, 'up', l.action) join rc.handing a on (a.register, a.kind, a.name) = (l.register, 'awaits', l.state) group by 1, 2, 3, 4, 5`,
    [register.id, makerBody, today, pushId, at, each.map((e) => e.areaCode), each.map((e) => e.state), each.map((e) => e.item), each.map((e) => e.severity), each.map((e) => e.action), [...counts.values()]]);
}

/** Which of these matters are recorded already: keyed hashes of the unique keys in hexadecimal digits, with the number of the record that has it. */
export async function findTaken(tx: Pick<Tx, 'query'>, register: string, keys: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ key: string; no: string }>("select encode(unique_key, 'hex') as key, no from rc.record where register = $1 and unique_key = any($2::bytea[])", [register, keys.map((key) => `\\x${key}`)]);
  return new Map(rows.map((r) => [r.key, r.no]));
}
