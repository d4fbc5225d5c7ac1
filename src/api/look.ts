/** 查阅目的: every look at non-public data about a person states a purpose and is kept; a look without one is refused and kept too. */
import type { Actor } from '../core/actor.ts';
import type { FieldDef } from '../core/field.ts';
import type { Label } from '../core/label.ts';
import { ProblemError } from '../core/problem.ts';
import type { Register } from '../core/register.ts';
import { sessionHours } from '../directory/accounts.ts';
import type { BatchRow } from '../imports/batch.ts';
import { isHandledBy, keepRowsLook, type RowsLook } from '../imports/row-looks.ts';
import { findRecord, isId } from '../store/records.ts';
import type { RecordRow } from '../store/rows.ts';
import type { Wired } from '../wiring.ts';
import { notFound } from './route.ts';

export const purposes: Readonly<Record<string, Label>> = {
  verification: { zh: '核实失信记录', en: 'Verify a record' },
  appointment: { zh: '干部考察任用', en: 'Appointment' },
  award: { zh: '评优评先核查', en: 'Award check' },
  objection: { zh: '办理异议申诉', en: 'Objection or appeal' },
  clearance: { zh: '澄清正名', en: 'Clearing a name' },
  accountability: { zh: '责任追究', en: 'Accountability' },
  audit: { zh: '审计监督', en: 'Audit' },
  handling: { zh: '办理本事项', en: 'Handling the matter' },
};
const selectable = Object.entries(purposes).filter(([key]) => key !== 'handling').map(([key, label]) => ({ key, label }));

export interface Looking {
  readonly subjectId: string | null;
  readonly register: string | null;
  readonly recordId: string | null;
  readonly what: string;
  readonly purpose: string | undefined;
  readonly because: string | undefined;
  /** Part of handling the matter, as the server knows from what is done; never because somebody says so. */
  readonly handling?: boolean;
}

/** What the same person stated when they opened this record during a session's time: it holds for the record's documents too. */
export async function findStated(house: Wired, actor: Actor, row: Pick<RecordRow, 'id' | 'subject_id'>): Promise<{ purpose: string; because: string } | undefined> {
  const { rows: [stated] } = await house.pool.query<{ purpose: string; because: string }>(
    "select purpose, because from rc.look where subject_id is not distinct from $1 and record_id = $2 and account_id = $3 and allowed and purpose not in ('handling', 'self') and at > $4 order by at desc limit 1",
    [row.subject_id, row.id, actor.accountId, new Date(house.clock.now().getTime() - sessionHours * 3_600_000)]);
  return stated;
}

/** Whether a purpose that one may choose and a reason were given. */
export const isStated = (purpose: string | undefined, because: string | undefined): boolean => selectable.some((p) => p.key === purpose) && (because ?? '').trim().length >= 2;

/** Keeps the look. @throws purpose-required when no valid purpose was given. */
export async function look(house: Wired, actor: Actor, l: Looking): Promise<void> {
  const self = l.subjectId !== null && l.subjectId === actor.personId;
  const purpose = self ? 'self' : l.handling === true ? 'handling' : l.purpose;
  const allowed = self || l.handling === true || isStated(purpose, l.because);
  await house.pool.query('insert into rc.look (at, account_id, account_body, subject_id, register, record_id, purpose, because, what, allowed) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)',
    [house.clock.now(), actor.accountId, actor.bodyId, l.subjectId, l.register, l.recordId, purpose ?? null, l.because?.slice(0, 500) ?? null, l.what, allowed]);
  if (!allowed) refusePurpose();
}

/** Whether a register keeps from everybody who handed something in: an attempt kept there would tell who asks after their own report. */
const hidesSender = (register: Register): boolean => register.keepsAway === true || Object.values(register.fields as Record<string, FieldDef>).some((f) => f.secret === true);

/** A record within the actor's bounds. @throws not-found for any other: the attempt at one that is there is kept for the auditor, and answered like an address that leads nowhere. */
export async function getRecord(house: Wired, actor: Actor, register: Register, id: string | undefined, what: string): Promise<RecordRow> {
  const row = await findRecord(house.pool, actor, register, id ?? '');
  if (row !== undefined) return row;
  if (isId(id) && actor.accountId !== null && !hidesSender(register)) {
    await house.pool.query(
      'insert into rc.look (at, account_id, account_body, subject_id, register, record_id, what, allowed) select $1, $2, $3, subject_id, register, id, $4, false from rc.record where register = $5 and id = $6',
      [house.clock.now(), actor.accountId, actor.bodyId, `越出权限：${what}`, register.id, id]);
  }
  return notFound();
}

/** @throws purpose-required, with the purposes to choose from. */
export function refusePurpose(): never {
  throw new ProblemError({
    kind: 'purpose-required', code: 'purpose-required',
    detail: { zh: '涉及公务员个人信息：请选择查阅目的并写明事由，本次查阅将留痕，本人可见', en: 'Personal data of an official: choose a purpose and give a reason; the look is kept' }, more: { purposes: selectable },
  });
}

type Asked = Pick<RowsLook, 'what' | 'status' | 'afterLine' | 'rowsMax'> & { readonly purpose?: string | undefined; readonly because?: string | undefined };

/**
 * Keeps the look at rows of a batch about officials. Whoever is not handling the batch says why, once a session.
 * @throws purpose-required when no valid purpose was given.
 */
export async function lookAtRows(house: Wired, actor: Actor, batch: BatchRow, l: Asked): Promise<void> {
  const handling = isHandledBy(batch, actor);
  const { rows: [stated] } = await house.pool.query<{ purpose: string; because: string }>(
    "select purpose, because from rc.look where batch_id = $1 and account_id = $2 and allowed and purpose <> 'handling' and at > $3 order by id desc limit 1",
    [batch.id, actor.accountId, new Date(house.clock.now().getTime() - sessionHours * 3_600_000)]);
  const why = handling ? { purpose: 'handling' } : l.purpose === undefined && stated !== undefined ? stated : l;
  const because = 'because' in why ? why.because : undefined;
  const allowed = handling || isStated(why.purpose, because);
  const kept = await keepRowsLook(house, actor, batch, { ...l, purpose: why.purpose ?? null, because: because?.slice(0, 500) ?? null, allowed });
  if (!allowed && kept > 0) refusePurpose();
}
