/**
 * 名录变更: a body is renamed, merged or set up, each with its day and document. Records stay with the body as it was; names and
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
}

interface BodyRow {
  readonly id: string;
  readonly name: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
}

async function lockBody(tx: Tx, id: string): Promise<BodyRow> {
  const { rows: [body] } = await tx.query<BodyRow>("select id, name, valid_from, valid_to from rc.subject where id = $1 and kind = 'body' for update", [id]);
  if (body === undefined) return refuse(fail('not-found', 'not-found', '名录中没有这个单位', 'No such body'));
  return body.valid_to === null ? body : refuse(fail('refused', 'body-ended', `“${body.name}”已于 ${body.valid_to} 终止，不能再变更`, 'The body has ended'));
}

function nameOf(typed: string): string {
  const name = parseOrgName(typed);
  return name.ok ? name.value : refuse(fail('invalid', 'bad-name', name.zh, name.en, [{ pointer: 'name', zh: name.zh, en: name.en }]));
}

const note = (tx: Tx, c: Change, kind: string, detail: object) => tx.query('insert into rc.event (at, account_id, kind, detail) values ($1, $2, $3, $4)', [c.at, c.by, kind, JSON.stringify({ body: c.bodyId, on: c.on, document: c.document, ...detail })]);

/** Gives a body a new name from a day on; the old one stays as a former name. @throws ProblemError */
export async function renameBody(tx: Tx, c: Change, newName: string): Promise<{ id: string }> {
  const name = nameOf(newName);
  const body = await lockBody(tx, c.bodyId);
  await tx.query("update rc.subject_name set kind = 'former', valid_to = $2 where subject_id = $1 and kind = 'full'", [body.id, c.on]);
  await tx.query("insert into rc.subject_name (subject_id, name, kind, valid_from) values ($1, $2, 'full', $3) on conflict (subject_id, name, kind) do update set valid_to = null", [body.id, name, c.on]);
  await tx.query('update rc.subject set name = $2 where id = $1', [body.id, name]);
  await note(tx, c, 'body-renamed', { from: body.name, to: name });
  await publishDirectory(tx);
  return { id: body.id };
}

/** Ends a body on a day and names who answers for it from then on. @throws ProblemError */
export async function mergeBody(tx: Tx, c: Change, intoId: string): Promise<{ id: string }> {
  if (intoId === c.bodyId) refuse(fail('invalid', 'same-body', '承继单位不能是本单位自己，请另选', 'Choose another body'));
  // Locked in one order, so that two opposite mergers cannot wait for each other.
  for (const id of [c.bodyId, intoId].sort()) await lockBody(tx, id);
  await tx.query("update rc.subject set valid_to = $2, successor_id = $3, successor_kind = 'merged' where id = $1", [c.bodyId, c.on, intoId]);
  await note(tx, c, 'body-merged', { into: intoId });
  await publishDirectory(tx);
  return { id: c.bodyId };
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
  const code = b.uscc === undefined || b.uscc === '' ? undefined : parseUscc(b.uscc);
  if (code !== undefined && !code.ok) return refuse(fail('invalid', 'bad-uscc', code.zh, code.en, [{ pointer: 'uscc', zh: code.zh, en: code.en }]));
  const id = randomUUID();
  const { rows: [same] } = await tx.query<{ name: string }>("select name from rc.subject where kind = 'body' and valid_to is null and (uscc = $1 or (name = $2 and area_code = $3))", [code?.value ?? null, name, b.area]);
  if (same !== undefined) refuse(fail('conflict', 'body-exists', `名录中已有“${same.name}”，请核对后直接使用`, 'Already in the directory'));
  await tx.query("insert into rc.subject (id, slug, kind, name, uscc, area_code, parent_id, level, body_kind, valid_from, source) values ($1,$2,'body',$3,$4,$5,$6,$7,$8,$9,'工作台登记')",
    [id, `b-${id.slice(0, 8)}`, name, code?.value ?? null, b.area, b.parentId ?? null, b.level, b.kind, b.validFrom ?? null]);
  await tx.query("insert into rc.subject_name (subject_id, name, kind, valid_from) values ($1, $2, 'full', $3)", [id, name, b.validFrom ?? null]);
  await tx.query("insert into rc.event (at, account_id, kind, detail) values ($1, $2, 'body-added', $3)", [at, by, JSON.stringify({ body: id })]);
  await publishDirectory(tx);
  return { id };
}
