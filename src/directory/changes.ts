/**
 * 名录变更: a body is renamed, given its code, moved, merged, ended or set up, each with its day and document. What is to come is registered on its
 * day: a change stands from the moment it is written. Records stay with the body as it was; names and
 * successors are kept over time, so an old finding still leads to whoever answers for it today.
 */
import { randomUUID } from 'node:crypto';
import { parseOrgName } from '../core/identifiers/name.ts';
import { parseUscc } from '../core/identifiers/uscc.ts';
import { fail } from '../core/problem.ts';
import { refuse, type Tx } from '../store/db.ts';
import { publishDirectory } from './load.ts';

export interface Change {
  readonly bodyId: string;
  readonly on: string;
  readonly document: string;
  readonly by: string;
  readonly at: Date;
  readonly today: string;
}

/** @throws ProblemError for a day that has not come. */
export function refuseLater({ on, today }: Pick<Change, 'on' | 'today'>): void {
  if (on > today) refuse(fail('invalid', 'day-to-come', '生效日期还没有到；请到生效之日再登记，登记后立即生效', 'The day is yet to come: register the change on it', [{ pointer: 'on', zh: '生效日期不能晚于今天', en: 'Not later than today' }]));
}

interface BodyRow {
  readonly id: string;
  readonly name: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly uscc: string | null;
  readonly area_code: string;
}

async function lockBody(tx: Tx, id: string): Promise<BodyRow> {
  const { rows: [body] } = await tx.query<BodyRow>("select id, name, valid_from, valid_to, uscc, area_code from rc.subject where id = $1 and kind = 'body' for update", [id]);
  if (body === undefined) return refuse(fail('not-found', 'not-found', '名录中没有这个单位', 'No such body'));
  return body.valid_to === null ? body : refuse(fail('refused', 'body-ended', `“${body.name}”已于 ${body.valid_to} 终止，不能再变更`, 'The body has ended'));
}

/** The body that changes, for a change whose day has come and lies in its time. @throws ProblemError */
async function lockFor(tx: Tx, c: Change): Promise<BodyRow> {
  refuseLater(c);
  const body = await lockBody(tx, c.bodyId);
  if (body.valid_from !== null && c.on < body.valid_from) refuse(fail('invalid', 'day-before', `生效日期早于“${body.name}”的设立日期 ${body.valid_from}，请核对`, 'The day lies before the body was set up', [{ pointer: 'on', zh: '早于设立日期', en: 'Before it was set up' }]));
  return body;
}

function nameOf(typed: string): string {
  const name = parseOrgName(typed);
  return name.ok ? name.value : refuse(fail('invalid', 'bad-name', name.zh, name.en, [{ pointer: 'name', zh: name.zh, en: name.en }]));
}

const note = (tx: Tx, c: Change, kind: string, detail: object) => tx.query('insert into rc.event (at, account_id, kind, detail) values ($1, $2, $3, $4)', [c.at, c.by, kind, JSON.stringify({ body: c.bodyId, on: c.on, document: c.document, ...detail })]);

/** Gives a body a new name from a day on; the old one stays as a former name. @throws ProblemError */
export async function renameBody(tx: Tx, c: Change, newName: string): Promise<{ id: string }> {
  const name = nameOf(newName);
  const body = await lockFor(tx, c);
  const { rows: [since] } = await tx.query<{ day: string | null }>("select valid_from as day from rc.subject_name where subject_id = $1 and kind = 'full' and valid_to is null", [body.id]);
  if (since?.day != null && c.on < since.day) refuse(fail('invalid', 'day-before', `现用名称自 ${since.day} 起使用，更名日期不能早于这一天`, 'The present name is younger than that', [{ pointer: 'on', zh: '早于现用名称的启用日期', en: 'Before the present name' }]));
  await refuseSameName(tx, name, body.area_code, body.id);
  await tx.query("update rc.subject_name set kind = 'former', valid_to = $2 where subject_id = $1 and kind = 'full'", [body.id, c.on]);
  await tx.query("insert into rc.subject_name (subject_id, name, kind, valid_from) values ($1, $2, 'full', $3) on conflict (subject_id, name, kind) do update set valid_to = null", [body.id, name, c.on]);
  await tx.query('update rc.subject set name = $2 where id = $1', [body.id, name]);
  await note(tx, c, 'body-renamed', { from: body.name, to: name });
  await publishDirectory(tx);
  return { id: body.id };
}

/** Ends a body on a day and names who answers for it from then on. @throws ProblemError */
export async function mergeBody(tx: Tx, c: Change, intoId: string): Promise<{ id: string }> {
  refuseLater(c);
  if (intoId === c.bodyId) refuse(fail('invalid', 'same-body', '承继单位不能是本单位自己，请另选', 'Choose another body'));
  // Locked in one order, so that two opposite mergers cannot wait for each other.
  for (const id of [c.bodyId, intoId].sort()) await lockBody(tx, id);
  await tx.query("update rc.subject set valid_to = $2, successor_id = $3, successor_kind = 'merged' where id = $1", [c.bodyId, c.on, intoId]);
  await note(tx, c, 'body-merged', { into: intoId });
  await publishDirectory(tx);
  return { id: c.bodyId };
}

/** Two bodies that are in being never bear one name in one area. */
async function refuseSameName(tx: Tx, name: string, area: string, except: string | null): Promise<void> {
  const { rows: [same] } = await tx.query<{ name: string; uscc: string | null }>("select name, uscc from rc.subject where kind = 'body' and valid_to is null and name = $1 and area_code = $2 and id is distinct from $3", [name, area, except]);
  if (same !== undefined) refuse(fail('refused', 'body-exists', same.uscc === null ? `名录中已有“${same.name}”，尚未登记统一社会信用代码；请打开该单位，用“登记代码”补上` : `名录中已有“${same.name}”，请核对后直接使用`, 'Already in the directory'));
}

/** The code as it is kept. @throws ProblemError where it is no code, or another body's. */
async function codeOf(tx: Tx, typed: string, except: string | null): Promise<string> {
  const code = parseUscc(typed);
  if (!code.ok) return refuse(fail('invalid', 'bad-uscc', code.zh, code.en, [{ pointer: 'uscc', zh: code.zh, en: code.en }]));
  const { rows: [other] } = await tx.query<{ name: string }>('select name from rc.subject where uscc = $1 and id is distinct from $2', [code.value, except]);
  return other === undefined ? code.value : refuse(fail('refused', 'code-taken', `这个代码已登记给“${other.name}”，请核对`, 'The code is another body\'s', [{ pointer: 'uscc', zh: `已登记给“${other.name}”`, en: 'Taken' }]));
}

/** Gives a body its credit code, or the right one in the place of a wrong one. @throws ProblemError */
export async function giveCode(tx: Tx, c: Change, typed: string): Promise<{ id: string }> {
  const body = await lockFor(tx, c);
  const code = await codeOf(tx, typed, body.id);
  await tx.query('update rc.subject set uscc = $2 where id = $1', [body.id, code]);
  await note(tx, c, 'body-coded', { from: body.uscc, to: code });
  await publishDirectory(tx);
  return { id: body.id };
}

/** Puts a body under another one, or into another area; its records stay where they were made. @throws ProblemError */
export async function moveBody(tx: Tx, c: Change, to: { readonly parentId?: string | null; readonly area?: string }): Promise<{ id: string }> {
  const body = await lockFor(tx, c);
  if (to.parentId != null) await refuseLoop(tx, body, to.parentId);
  if (to.area !== undefined) await refuseSameName(tx, body.name, to.area, body.id);
  await tx.query('update rc.subject set parent_id = case when $2 then $3::uuid else parent_id end, area_code = coalesce($4, area_code) where id = $1', [body.id, to.parentId !== undefined, to.parentId ?? null, to.area ?? null]);
  await note(tx, c, 'body-moved', to);
  await publishDirectory(tx);
  return { id: body.id };
}

async function refuseLoop(tx: Tx, body: BodyRow, parentId: string): Promise<void> {
  await lockBody(tx, parentId);
  const { rowCount } = await tx.query('with recursive up (id, parent_id) as (select id, parent_id from rc.subject where id = $1 union select s.id, s.parent_id from rc.subject s join up on s.id = up.parent_id) select from up where id = $2', [parentId, body.id]);
  if (rowCount !== 0) refuse(fail('invalid', 'own-superior', '上级单位不能是本单位自己或其下级，请另选', 'A body cannot stand above itself', [{ pointer: 'parentId', zh: '不能是本单位或其下级', en: 'Not itself or below it' }]));
}

/** Ends a body that nobody succeeds, or that went into several. @throws ProblemError */
export async function endBody(tx: Tx, c: Change, into: readonly string[]): Promise<{ id: string }> {
  const body = await lockFor(tx, c);
  for (const id of [...into].sort()) {
    if (id === body.id) refuse(fail('invalid', 'same-body', '承继单位不能是本单位自己，请另选', 'Choose another body'));
    await lockBody(tx, id);
  }
  // The first answers for what is not said to be another's; all of them stand in the event.
  await tx.query('update rc.subject set valid_to = $2, successor_id = $3, successor_kind = $4 where id = $1', [body.id, c.on, into[0] ?? null, into.length === 0 ? null : into.length === 1 ? 'merged' : 'split']);
  await note(tx, c, 'body-ended', { into });
  await publishDirectory(tx);
  return { id: body.id };
}

export interface NewBody {
  readonly name: string;
  readonly uscc?: string;
  readonly kind: string;
  readonly level: string;
  readonly area: string;
  readonly parentId?: string;
  readonly validFrom?: string;
}

/** Sets up a body. @throws ProblemError */
export async function addBody(tx: Tx, b: NewBody, by: string, at: Date): Promise<{ id: string }> {
  const name = nameOf(b.name);
  await refuseSameName(tx, name, b.area, null);
  const code = b.uscc === undefined || b.uscc === '' ? null : await codeOf(tx, b.uscc, null);
  const id = randomUUID();
  await tx.query("insert into rc.subject (id, slug, kind, name, uscc, area_code, parent_id, level, body_kind, valid_from, source) values ($1,$2,'body',$3,$4,$5,$6,$7,$8,$9,'工作台登记')",
    [id, `b-${id.slice(0, 8)}`, name, code, b.area, b.parentId ?? null, b.level, b.kind, b.validFrom ?? null]);
  await tx.query("insert into rc.subject_name (subject_id, name, kind, valid_from) values ($1, $2, 'full', $3)", [id, name, b.validFrom ?? null]);
  await tx.query("insert into rc.event (at, account_id, kind, detail) values ($1, $2, 'body-added', $3)", [at, by, JSON.stringify({ body: id })]);
  await publishDirectory(tx);
  return { id };
}
