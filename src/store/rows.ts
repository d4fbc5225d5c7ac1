/** 行与可见范围: the shape of a record's row, who may find it, and the small look-ups that every write needs. */
import { type Actor, type Grant, holds } from '../core/actor.ts';
import type { DueDay } from '../core/clock.ts';
import type { Deed, Register, StateDef, SubjectFacts } from '../core/register.ts';
import type { Asked } from './db.ts';

export interface RecordRow {
  readonly register: string;
  readonly id: string;
  readonly no: string;
  readonly seq: number;
  readonly version: number;
  readonly state: string;
  readonly title: string;
  readonly item: string | null;
  readonly subject_id: string | null;
  readonly area_code: string | null;
  readonly maker: string | null;
  readonly maker_body: string | null;
  readonly document_number: string | null;
  readonly decided_on: string | null;
  readonly severity: string | null;
  readonly due_on: string | null;
  readonly due: DueDay | null;
  readonly push_id: string | null;
  readonly batch_id: string | null;
  readonly personal: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Whether a grant reaches only what the actor's own body made: the ones that hold while a record is private. */
export const isOwn = (grant: Grant): boolean => grant.endsWith('@own');

/** Whether an actor may read a record: by the register's grants, or as the one it is about once they were told. */
export function readable(actor: Actor, register: Register, row: Pick<RecordRow, 'state' | 'subject_id' | 'area_code' | 'maker_body'>): boolean {
  const where = { subjectId: row.subject_id, areaCode: row.area_code, makerBody: row.maker_body };
  const state = register.states[row.state] as StateDef<any, any> | undefined;
  const reads = state?.private === true ? register.reads.filter(isOwn) : register.reads;
  if (reads.some((grant) => holds(actor, grant, where))) return true;
  return state?.toldSubject === true && (['contact@self', 'official@self'] as Grant[]).some((grant) => holds(actor, grant, where));
}

export async function findSubject(db: Asked, id: string): Promise<SubjectFacts | undefined> {
  const { rows } = await db.query<SubjectFacts>({
    name: 'subject-facts',
    text: `select s.id, s.kind, s.name, s.uscc, s.area_code as "areaCode", coalesce(a.name, '') as "areaName", s.level from rc.subject s left join rc.area a on a.code = s.area_code where s.id = $1`,
    values: [id],
  });
  return rows[0];
}

/** From a record to the one that took its place. */
export const insteadLink = 'instead';

/**
 * Who did what on records, oldest first: what "three different people" and open requests are judged by. Whoever brought in the table that a record came from, and
 * whoever of the maker's body worked on the record that it takes the place of, had a hand in it as well.
 */
export async function deedsOf(db: Asked, register: string, ids: readonly string[]): Promise<(Deed & { readonly record_id: string })[]> {
  const { rows } = await db.query<Deed & { record_id: string }>({
    name: 'deeds',
    text: `select record_id, action, by_account as by from (
      select record_id, n, action, by_account from rc.entry where register = $1 and record_id = any($2::uuid[])
      union all select r.id, 0, e.action, b.by_account from rc.record r join rc.batch b on b.id = r.batch_id join rc.entry e on (e.register, e.record_id, e.n) = (r.register, r.id, 1) where r.register = $1 and r.id = any($2::uuid[])
      union all select r.id, -1, e.action, e.by_account from rc.record r join rc.link l on (l.to_register, l.to_id, l.kind) = (r.register, r.id, '${insteadLink}')
        join rc.entry e on (e.register, e.record_id, e.by_body) = (l.from_register, l.from_id, r.maker_body) where r.register = $1 and r.id = any($2::uuid[])
    ) deed order by record_id, n`,
    values: [register, ids],
  });
  return rows;
}

/** Allocates record numbers of a series and year, without gaps: SX-2026-000123. */
export async function nextNumbers(db: Asked, prefix: string, year: number, count: number): Promise<string[]> {
  const { rows } = await db.query<{ last: number }>(
    'insert into rc.number_series (prefix, year, last) values ($1, $2, $3) on conflict (prefix, year) do update set last = rc.number_series.last + $3 returning last', [prefix, year, count]);
  const last = (rows[0] as { last: number }).last;
  return Array.from({ length: count }, (_, i) => `${prefix}-${year}-${String(last - count + 1 + i).padStart(6, '0')}`);
}
