/** 行与可见范围: the shape of a record's row, who may find it, and the small look-ups that every write needs. */
import { type Actor, type Grant, holds, type Whereabouts } from '../core/actor.ts';
import type { DueDay } from '../core/clock.ts';
import type { Register, StateDef, SubjectFacts } from '../core/register.ts';
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
  readonly handler_body: string | null;
  readonly disputed: boolean;
  readonly away_from: string | null;
  readonly barred: readonly string[] | null;
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

export type Placed = Pick<RecordRow, 'subject_id' | 'area_code' | 'maker_body' | 'handler_body'> & { readonly away_from?: string | null; readonly barred?: readonly string[] | null };

/** What scopes are judged by. */
export const whereabouts = (row: Placed): Whereabouts => ({ subjectId: row.subject_id, areaCode: row.area_code, makerBody: row.maker_body, handlerBody: row.handler_body, awayFrom: row.away_from ?? null, barred: row.barred ?? null });

/** Whether an actor may read a record: by the register's grants, or as the one it is about once they were told. */
export function readable(actor: Actor, register: Register, row: Placed & Pick<RecordRow, 'state'>): boolean {
  const where = whereabouts(row);
  const state = register.states[row.state] as StateDef<any, any> | undefined;
  const reads = state?.private === true ? register.reads.filter(isOwn) : register.reads;
  if (reads.some((grant) => holds(actor, grant, where))) return true;
  return state?.toldSubject === true && (['contact@self', 'official@self'] as Grant[]).some((grant) => holds(actor, grant, where));
}

export async function findSubject(db: Asked, id: string): Promise<SubjectFacts | undefined> {
  const { rows } = await db.query<SubjectFacts>({
    name: 'subject-facts',
    text: `select s.id, s.kind, s.name, s.uscc, s.area_code as "areaCode", coalesce(a.name, '') as "areaName", s.level, s.body_kind as "bodyKind" from rc.subject s left join rc.area a on a.code = s.area_code where s.id = $1`,
    values: [id],
  });
  return rows[0];
}

/** From a record to the one that took its place. */
export const insteadLink = 'instead';
