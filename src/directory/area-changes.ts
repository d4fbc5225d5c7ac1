/** 区划变更: areas are set up, renamed, put under another one and ended, each with its day and document; what lies under an ended area rolls up to its successor. */
import { fail } from '../core/problem.ts';
import { refuse, type Tx } from '../store/db.ts';
import { type Change, refuseLater } from './changes.ts';
import { publishDirectory } from './load.ts';

export const areaKinds = ['district', 'county', 'countyCity', 'functional', 'street', 'town', 'township', 'unit'] as const;
export type AreaChange = Omit<Change, 'bodyId'> & { readonly code: string };

interface AreaRow {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
  readonly valid_to: string | null;
}

const badAt = (pointer: string, zh: string, en: string): never => refuse(fail('invalid', 'bad-area', zh, en, [{ pointer, zh, en }]));

async function lockArea(tx: Tx, code: string, pointer = 'code'): Promise<AreaRow> {
  const { rows: [area] } = await tx.query<AreaRow>('select code, name, parent, valid_to from rc.area where code = $1 for update', [code]);
  if (area === undefined) return badAt(pointer, '没有这个区划，请从列表中选择', 'No such area');
  return area.valid_to === null ? area : badAt(pointer, `“${area.name}”已于 ${area.valid_to} 撤销`, 'The area has ended');
}

async function written(tx: Tx, c: AreaChange, kind: string, detail: object): Promise<{ code: string }> {
  await tx.query('insert into rc.event (at, account_id, kind, detail) values ($1, $2, $3, $4)', [c.at, c.by, kind, JSON.stringify({ area: c.code, on: c.on, document: c.document, ...detail })]);
  await publishDirectory(tx);
  return { code: c.code };
}

export interface NewArea {
  readonly name: string;
  readonly kind: (typeof areaKinds)[number];
  readonly parent: string;
  /** Whether the code is one of GB/T 2260, or the city's own. */
  readonly gb: boolean;
}

/** @throws ProblemError */
export async function addArea(tx: Tx, c: AreaChange, a: NewArea): Promise<{ code: string }> {
  refuseLater(c);
  await lockArea(tx, a.parent, 'parent');
  const { rowCount } = await tx.query('insert into rc.area (code, name, kind, parent, gb, valid_from, source) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing', [c.code, a.name, a.kind, a.parent, a.gb, c.on, c.document]);
  if (rowCount === 0) badAt('code', '这个区划代码已经使用，请核对', 'The code is taken');
  return written(tx, c, 'area-added', a);
}

/** Renames an area or puts it under another one. @throws ProblemError */
export async function changeArea(tx: Tx, c: AreaChange, to: { readonly name?: string; readonly parent?: string }): Promise<{ code: string }> {
  refuseLater(c);
  const area = await lockArea(tx, c.code);
  if (to.parent !== undefined) {
    if (area.parent === null) badAt('parent', '最上一级区划没有上级', 'The root has no parent');
    await lockArea(tx, to.parent, 'parent');
    const { rowCount } = await tx.query('with recursive up (code, parent) as (select code, parent from rc.area where code = $1 union select a.code, a.parent from rc.area a join up on a.code = up.parent) select from up where code = $2', [to.parent, c.code]);
    if (rowCount !== 0) badAt('parent', '上级区划不能是本区划或其下级，请另选', 'Not itself or below it');
  }
  await tx.query('update rc.area set name = coalesce($2, name), parent = coalesce($3, parent) where code = $1', [c.code, to.name ?? null, to.parent ?? null]);
  return written(tx, c, 'area-changed', { from: { name: area.name, parent: area.parent }, to });
}

/** Ends an area; who answers for its successor answers for what lies under it. @throws ProblemError */
export async function endArea(tx: Tx, c: AreaChange, successor: string): Promise<{ code: string }> {
  refuseLater(c);
  const area = await lockArea(tx, c.code);
  if (area.parent === null) badAt('code', '最上一级区划不能撤销', 'The root stays');
  if (successor === c.code) badAt('successor', '承继区划不能是本区划，请另选', 'Choose another area');
  await lockArea(tx, successor, 'successor');
  await tx.query('update rc.area set valid_to = $2, successor = $3 where code = $1', [c.code, c.on, successor]);
  return written(tx, c, 'area-ended', { successor });
}
