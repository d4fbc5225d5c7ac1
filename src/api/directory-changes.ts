/** 名录变更接口: what happens to bodies and areas, each with its day and the document it rests on. */
import { z } from 'zod';
import { fail } from '../core/problem.ts';
import { addArea, type AreaChange, areaKinds, changeArea, endArea } from '../directory/area-changes.ts';
import { type Change, endBody, giveCode, mergeBody, moveBody, renameBody } from '../directory/changes.ts';
import type { Tx } from '../store/db.ts';
import * as shape from './answers.ts';
import { type Asking, notFound, orProblem, type RouteDef, route } from './route.ts';

export const day = z.iso.date();
export const text = (max: number) => z.string().trim().min(1).max(max);
const dated = { on: day, document: text(120) };

/** The directory is kept by the credit offices: a verifier whose area contains the body. */
export async function mayChange(ask: Asking<unknown, unknown>, area: string): Promise<string> {
  const { actor } = ask;
  const inside = actor.areas === 'all' || actor.areas.has(area);
  if (actor.roles.includes('verifier') && inside && actor.level !== 'town' && actor.accountId !== null) return actor.accountId;
  return orProblem(fail('forbidden', 'no-grant', '名录由市、县信用办的核验人员在本辖区内维护，请联系其办理', 'The directory is kept by the credit offices'));
}

export const bodyOf = async (ask: Asking<unknown, unknown>) => {
  const id = ask.params['id'] ?? '';
  if (!/^[0-9a-f-]{36}$/.test(id)) return notFound();
  const { rows: [body] } = await ask.house.pool.query<{ id: string; area_code: string; uscc: string | null }>("select * from rc.subject where id = $1 and kind = 'body'", [id]);
  return body ?? notFound();
};

type Dated = Asking<unknown, { readonly on: string; readonly document: string }>;

/** Carries out a change of the body in the address. */
async function changing(ask: Dated, change: (tx: Tx, c: Change) => Promise<{ id: string }>): Promise<unknown> {
  const body = await bodyOf(ask);
  const by = await mayChange(ask, body.area_code);
  const { clock } = ask.house;
  return ask.once((tx) => change(tx, { bodyId: body.id, on: ask.body.on, document: ask.body.document, by, at: clock.now(), today: clock.today() }));
}

/** Areas are the city's: whoever keeps the directory for all of it changes them. */
async function changingArea(ask: Dated, code: string, change: (tx: Tx, c: AreaChange) => Promise<{ code: string }>): Promise<unknown> {
  const by = await mayChange(ask, code);
  if (ask.actor.areas !== 'all') return orProblem(fail('forbidden', 'no-grant', '区划由市信用办的核验人员维护，请联系其办理', 'Areas are kept by the credit office of the city'));
  const { clock } = ask.house;
  return ask.once((tx) => change(tx, { code, on: ask.body.on, document: ask.body.document, by, at: clock.now(), today: clock.today() }));
}

/** @throws ProblemError where there is no such area. */
const knownArea = (ask: Asking<unknown, unknown>, code: string): void => {
  if (!ask.house.areas().some((a) => a.code === code)) orProblem(fail('invalid', 'no-such-area', '没有这个区划，请从列表中选择', 'No such area', [{ pointer: 'area', zh: '没有这个区划，请从列表中选择', en: 'No such area' }]));
};

export const changeRoutes: RouteDef[] = [
  route({
    method: 'POST', url: '/bodies/:id/rename', answer: shape.changed, once: 'answer', body: z.strictObject({ name: text(120), ...dated }), summary: { zh: '单位更名', en: 'Rename a body' },
    handler: (ask) => changing(ask, (tx, c) => renameBody(tx, c, ask.body.name)),
  }),
  route({
    method: 'POST', url: '/bodies/:id/merge', answer: shape.changed, once: 'answer', body: z.strictObject({ into: z.uuid(), ...dated }), summary: { zh: '单位撤并', en: 'Merge a body' },
    handler: (ask) => changing(ask, (tx, c) => mergeBody(tx, c, ask.body.into)),
  }),
  route({
    method: 'POST', url: '/bodies/:id/code', answer: shape.changed, once: 'answer', body: z.strictObject({ uscc: text(40), ...dated }), summary: { zh: '登记单位代码', en: 'Give a body its code' },
    handler: (ask) => changing(ask, (tx, c) => giveCode(tx, c, ask.body.uscc)),
  }),
  route({
    method: 'POST', url: '/bodies/:id/move', answer: shape.changed, once: 'answer', body: z.strictObject({ parentId: z.uuid().nullable().optional(), area: text(20).optional(), ...dated }), summary: { zh: '变更隶属或辖区', en: 'Move a body' },
    handler: async (ask) => {
      const { parentId, area } = ask.body;
      if (parentId === undefined && area === undefined) return orProblem(fail('invalid', 'nothing-to-change', '请选择新的上级单位或辖区', 'Choose a superior or an area'));
      if (area !== undefined) {
        knownArea(ask, area);
        await mayChange(ask, area);
      }
      return changing(ask, (tx, c) => moveBody(tx, c, { ...(parentId === undefined ? {} : { parentId }), ...(area === undefined ? {} : { area }) }));
    },
  }),
  route({
    method: 'POST', url: '/bodies/:id/end', answer: shape.changed, once: 'answer', body: z.strictObject({ into: z.array(z.uuid()).max(20).default([]), ...dated }), summary: { zh: '单位撤销、分立', en: 'End or split a body' },
    handler: (ask) => changing(ask, (tx, c) => endBody(tx, c, ask.body.into)),
  }),
  route({
    method: 'POST', url: '/areas', answer: shape.areaChanged, once: 'answer', summary: { zh: '设立区划', en: 'Add an area' },
    body: z.strictObject({ code: z.string().regex(/^[0-9A-Za-z-]{2,20}$/), name: text(60), kind: z.enum(areaKinds), parent: text(20), gb: z.boolean().default(false), ...dated }),
    handler: (ask) => changingArea(ask, ask.body.code, (tx, c) => addArea(tx, c, { name: ask.body.name, kind: ask.body.kind, parent: ask.body.parent, gb: ask.body.gb })),
  }),
  route({
    method: 'POST', url: '/areas/:code/change', answer: shape.areaChanged, once: 'answer', body: z.strictObject({ name: text(60).optional(), parent: text(20).optional(), ...dated }), summary: { zh: '区划更名、变更隶属', en: 'Rename or move an area' },
    handler: (ask) => {
      const { name, parent } = ask.body;
      if (name === undefined && parent === undefined) return orProblem(fail('invalid', 'nothing-to-change', '请填写新名称或选择新的上级区划', 'Give a name or a parent'));
      return changingArea(ask, ask.params['code'] ?? '', (tx, c) => changeArea(tx, c, { ...(name === undefined ? {} : { name }), ...(parent === undefined ? {} : { parent }) }));
    },
  }),
  route({
    method: 'POST', url: '/areas/:code/end', answer: shape.areaChanged, once: 'answer', body: z.strictObject({ successor: text(20), ...dated }), summary: { zh: '撤销区划', en: 'End an area' },
    handler: (ask) => changingArea(ask, ask.params['code'] ?? '', (tx, c) => endArea(tx, c, ask.body.successor)),
  }),
];
