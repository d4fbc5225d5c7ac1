/** 事项接口: lists, details and actions of every register, derived from the registers themselves. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { addWorkingDays } from '../core/calendar.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { areasUnder } from '../directory/areas.ts';
import { loadBodyIndex, type Resolved, resolveBody, resolveOfficial } from '../directory/resolve.ts';
import type { CatalogItem } from '../core/catalog.ts';
import type { Unresolved } from '../core/effect.ts';
import type { Label } from '../core/label.ts';
import { permits } from '../core/lifecycle.ts';
import { ProblemError } from '../core/problem.ts';
import type { Register } from '../core/register.ts';
import { templateErrors } from '../letters/template.ts';
import { type Acted, actIn, type Request } from '../store/act.ts';
import { maskOf, reveal } from '../store/conceal.ts';
import { findAbout } from '../store/linked.ts';
import { headOf, partsOnce } from '../store/once.ts';
import { countRecords, type Filter, listRecords, pageMax } from '../store/records.ts';
import { codeOf } from '../store/receipts.ts';
import { readable, type RecordRow } from '../store/rows.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { getRecord, look } from './look.ts';
import { type Asking, notFound, orProblem, type RouteDef, route } from './route.ts';
import { actionView, detailView, itemFor, rowsView, yellowWithin } from './view.ts';

export const listQuery = z.object({
  q: z.string().max(100).optional(), state: z.string().max(400).optional(), item: z.string().max(80).optional(), area: z.string().max(20).optional(), subject: z.uuid().optional(), severity: z.enum(['minor', 'general', 'serious']).optional(),
  light: z.enum(['red', 'yellow', 'green', 'paused']).optional(), mine: z.enum(['1', 'true']).optional(), batch: z.uuid().optional(), push: z.uuid().optional(), documentNumber: z.string().max(120).optional(), no: z.string().max(40).optional(),
  action: z.string().max(40).optional(), month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/).optional(), exactArea: z.string().max(20).optional(),
  by: z.enum(['recent', 'due']).optional(), cursor: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(pageMax).default(50), purpose: z.string().max(40).optional(), because: z.string().max(500).optional(),
});

export const registerOf = (house: Wired, id: string | undefined): Register => (id !== undefined && Object.hasOwn(house.registers, id) ? (house.registers[id] as Register) : notFound());

export function filterOf(house: Wired, actor: Actor, q: z.output<typeof listQuery>): Filter {
  const under = q.area === undefined ? 'all' : areasUnder(house.areas(), q.area);
  const today = house.clock.today();
  const exact = q.exactArea === undefined ? {} : { areas: new Set([q.exactArea]) };
  const yellowEnds = addDays(addWorkingDays(house.rulesOn(today).calendar, today, yellowWithin), 1);
  const lights = q.light === undefined ? {} : { red: { dueBefore: today }, yellow: { dueFrom: today, dueBefore: yellowEnds }, green: { dueFrom: yellowEnds }, paused: { paused: true as const } }[q.light];
  return {
    ...lights, ...(q.q === undefined ? {} : { q: q.q }), ...(q.state === undefined ? {} : { states: q.state.split(',') }), ...(q.item === undefined ? {} : { item: q.item }), ...(under === 'all' ? {} : { areas: under }),
    ...(q.subject === undefined ? {} : { subjectId: q.subject }), ...(q.severity === undefined ? {} : { severity: q.severity }), ...(q.mine === undefined || actor.accountId === null ? {} : { maker: actor.accountId }),
    ...(q.batch === undefined ? {} : { batchId: q.batch }), ...(q.push === undefined ? {} : { pushId: q.push }), ...(q.documentNumber === undefined ? {} : { documentNumber: q.documentNumber }), ...(q.no === undefined ? {} : { no: q.no }),
    ...exact, ...(q.action === undefined || q.month === undefined ? {} : { acted: { action: q.action, month: q.month } }),
  };
}

/** The record that was asked for, within the actor's bounds; a look at an official's is kept. */
export async function recordOf(ask: Asking<{ purpose?: string; because?: string }, unknown>): Promise<{ register: Register; row: RecordRow }> {
  const register = registerOf(ask.house, ask.params['register']);
  const row = await getRecord(ask.house, ask.actor, register, ask.params['id'], '记录详情');
  if (row.personal) await look(ask.house, ask.actor, { subjectId: row.subject_id, register: register.id, recordId: row.id, what: '记录详情', purpose: ask.query?.purpose, because: ask.query?.because });
  return { register, row };
}

/** What was typed, with an identity number that came back as its mask replaced by the number on file. */
function unmasked(house: Wired, facts: Record<string, unknown>, row: RecordRow | null): Record<string, unknown> {
  const old = row === null ? {} : (row.data['facts'] ?? {}) as Record<string, unknown>;
  const plain = row === null ? {} : (reveal(house, row.data)['facts'] ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(facts).map(([k, v]) => [k, v !== '' && v === maskOf(old[k]) && maskOf(old[k]) !== old[k] ? plain[k] : v]));
}

const invalidAt = (pointer: string, words: Label): ProblemError => new ProblemError({ kind: 'invalid', code: 'invalid', detail: words, errors: [{ pointer, ...words }] });

const resolve = async (house: Wired, item: CatalogItem, facts: Record<string, unknown>): Promise<Resolved> =>
  (item.subjectKind === 'body' ? resolveBody(await loadBodyIndex(house.pool), item, facts) : resolveOfficial(house.pool, house.keys, item, facts));

/** A correction says what was so, never about whom: a record of the wrong subject is withdrawn and made anew. */
async function refuseOther(house: Wired, facts: Record<string, unknown>, row: RecordRow, pointer: string): Promise<void> {
  const item = itemFor(house.rulesOn(house.clock.today()), row.data);
  if (item === undefined || row.subject_id === null) return;
  const resolved = await resolve(house, item, facts);
  const isSame = resolved.kind === 'one' ? resolved.subject.id === row.subject_id : resolved.kind === 'many' && resolved.unresolved.candidates.some((c) => c.id === row.subject_id);
  if (!isSame) throw invalidAt(pointer, { zh: '更正不能改换主体：名称、代码或号码须仍指向原主体；记错主体的，请撤下后重新录入', en: 'A correction cannot change whom the record is about' });
}

/** Fills in the subject that the facts name, when the form left it open; and keeps an identity number that came back as its mask. */
async function completed(house: Wired, input: Record<string, unknown>, row: RecordRow | null, takes: readonly string[]): Promise<{ input: Record<string, unknown>; unresolved: Unresolved | null }> {
  // Facts without a subject correct what a record says, be it this one or the one that this one is about.
  const at = takes.includes('facts') && !takes.includes('subjectId') ? 'facts' : 'proposedFacts';
  const proposed = input[at];
  if (typeof proposed === 'object' && proposed !== null && !Array.isArray(proposed) && row !== null) {
    const whole = unmasked(house, proposed as Record<string, unknown>, row);
    await refuseOther(house, whole, row, at);
    return { input: { ...input, [at]: whole }, unresolved: null };
  }
  const facts = input['facts'];
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return { input, unresolved: null };
  const whole = unmasked(house, facts as Record<string, unknown>, row);
  const filled = { ...input, facts: whole };
  const key = String(input['item'] ?? row?.data['item'] ?? '');
  const item = house.rulesOn(house.clock.today()).find('item', key)?.body;
  const chosen = typeof input['subjectId'] === 'string' && input['subjectId'] !== '' ? input['subjectId'] : undefined;
  if (item === undefined) return { input: filled, unresolved: null };
  const resolved = await resolve(house, item, whole);
  if (resolved.kind === 'one' && chosen !== undefined && resolved.subject.id !== chosen) {
    throw invalidAt('subjectId', { zh: `所选主体与填写的名称或代码不是同一个（按填写内容应为“${resolved.subject.name}”），请核对后重新选择`, en: 'The chosen subject is not the one that the facts name' });
  }
  if (resolved.kind === 'one') return { input: { ...filled, subjectId: resolved.subject.id }, unresolved: null };
  if (resolved.kind === 'many') {
    // Who was chosen or settled before stays so only while the facts still bear that person's name.
    const settled = chosen ?? row?.subject_id ?? undefined;
    if (settled === undefined) return { input: filled, unresolved: resolved.unresolved };
    if (resolved.unresolved.candidates.some((c) => c.id === settled)) return { input: filled, unresolved: null };
    throw invalidAt('subjectId', { zh: '所选人员与填写的姓名不是同一人，请核对姓名，或重新选择人员', en: 'The chosen person does not bear the name that the facts state' });
  }
  throw new ProblemError({ kind: 'invalid', code: 'invalid', detail: { zh: resolved.error.zh, en: resolved.error.en }, errors: [resolved.error, { ...resolved.error, pointer: 'subjectId' }] });
}

/** A list asked for by name or subject answers about persons only for a stated purpose, which is kept like any look. */
export async function purposeful(house: Wired, actor: Actor, register: Register, q: z.output<typeof listQuery>, filter: Filter): Promise<Filter> {
  if (q.q === undefined && q.subject === undefined && q.documentNumber === undefined) return filter;
  if (q.purpose === undefined) return { ...filter, withoutPersons: q.q === undefined && q.subject === undefined ? 'others' : 'all' };
  await look(house, actor, { subjectId: q.subject ?? null, register: register.id, recordId: null, what: '按条件查找', purpose: q.purpose, because: q.because });
  return filter;
}

/** A letter's template is tried before it is proposed; whoever approves would learn it too late. */
async function refuseTemplate(input: Record<string, unknown>): Promise<void> {
  const errors = await templateErrors(String(input['key']), String((input['body'] as { template?: unknown } | null)?.template ?? ''));
  if (errors.length > 0) throw new ProblemError({ kind: 'invalid', code: 'template', detail: { zh: errors.map((e) => e.zh).join('；'), en: errors.map((e) => e.en).join('; ') }, errors });
}

const actionBody = z.strictObject({ input: z.record(z.string(), z.unknown()).default({}), seq: z.number().int().positive().optional() });

async function take(ask: Asking<never, z.output<typeof actionBody>>, publicUrl: string): Promise<unknown> {
  const { house, actor, params, body } = ask;
  const register = registerOf(house, params['register']);
  const recordId = params['id'];
  const before = recordId === undefined ? null : await getRecord(house, actor, register, recordId, '办理');
  // Before anything is looked up for them: who may not start this learns nothing about whom the directory knows.
  const question = { register, action: params['action'] ?? '', actor, today: house.clock.today(), rules: house.rulesOn(house.clock.today()), subject: null, deeds: [] };
  const about = await findAbout(house.pool, house, register, actor, before?.data ?? body.input);
  if (before === null) orProblem(permits({ ...question, current: null, about: about?.about ?? null }));
  if (register.id === 'rule-change' && params['action'] === 'propose' && body.input['kind'] === 'letter') await refuseTemplate(body.input);
  const takes = (register.actions[params['action'] ?? ''] as { takes?: readonly string[] } | undefined)?.takes ?? [];
  const { input, unresolved } = await completed(house, body.input, register.about === undefined ? before : (about?.row ?? before), takes);
  const push = (register.actions[params['action'] ?? ''] as { hands?: string } | undefined)?.hands === 'up' ? { pushId: randomUUID() } : {};
  const request: Request = { register: register.id, action: params['action'] ?? '', input, unresolved, ...push, ...(recordId === undefined ? {} : { recordId }), ...(body.seq === undefined ? {} : { seq: body.seq }) };
  const acted = await ask.once((tx) => actIn(tx, house, actor, request));
  house.afterCommit(acted);
  return shown(ask, acted, publicUrl);
}

const labelOfState = (register: Register, key: string): Label => { const { zh, en } = register.states[key] as Label; return { zh, en }; };

/** The record that was acted on, as it stands: made anew, because its content must not live on in a copy when it is destroyed. */
async function shown(ask: Asking<unknown, unknown>, acted: Acted, publicUrl: string): Promise<unknown> {
  const { house, actor } = ask;
  const register = registerOf(house, ask.params['register']);
  const row = (await house.pool.query<RecordRow>('select * from rc.record where register = $1 and id = $2', [register.id, acted.id])).rows[0] as RecordRow;
  // Who handed in what is kept from them, or without their name, gets the number to keep and leaves no trace of having looked.
  if (!readable(actor, register, row)) return { register: register.id, no: row.no, state: row.state, stateLabel: labelOfState(register, row.state) };
  if (row.personal) await look(house, actor, { subjectId: row.subject_id, register: register.id, recordId: row.id, what: '办理后查看', handling: true, purpose: undefined, because: undefined });
  const view = await detailView({ house, actor, register }, row, publicUrl);
  // For whoever handed it in on paper: said once, at the window, and made anew from the record's id when the same request comes again.
  return ask.params['id'] === undefined && (register.actions[ask.params['action'] ?? ''] as { receipt?: true } | undefined)?.receipt === true ? { ...(view as object), receipt: { no: row.no, code: codeOf(house, row.id) } } : view;
}

const bulkBody = z.strictObject({ ids: z.array(z.uuid()).min(1).max(500), input: z.record(z.string(), z.unknown()).default({}) });

export const recordRoutes = ({ publicUrl }: { publicUrl: string }): RouteDef[] => [
  route({
    method: 'GET', url: '/registers', answer: shape.registers, summary: { zh: '登记簿', en: 'Registers' },
    handler: async ({ house }) => Object.values(house.registers).map((r) => ({
      id: r.id, label: r.label, purpose: r.purpose, law: r.law, fields: r.fields, states: Object.fromEntries(Object.entries(r.states).map(([k, s]) => [k, { label: { zh: (s as { zh: string }).zh, en: (s as { en: string }).en }, end: (s as { end?: true }).end === true, disclosed: (s as { disclosed?: true }).disclosed === true }])),
      actions: Object.fromEntries(Object.keys(r.actions).map((k) => [k, { ...actionView(r, k), from: (r.actions[k] as { from: unknown }).from, by: (r.actions[k] as { by: unknown }).by }])),
    })),
  }),
  route({
    method: 'GET', url: '/records/:register', answer: shape.rows, query: listQuery, summary: { zh: '事项列表', en: 'List records' },
    handler: async ({ house, actor, params, query }) => {
      const register = registerOf(house, params['register']);
      const filter = await purposeful(house, actor, register, query, filterOf(house, actor, query));
      const page = await listRecords(house.pool, actor, register, filter, { limit: query.limit, by: query.by ?? 'recent', ...(query.cursor === undefined ? {} : { cursor: query.cursor }) });
      return { items: await rowsView({ house, actor, register }, page.rows), next: page.next, count: await countRecords(house.pool, actor, register, filter), withoutPersons: filter.withoutPersons !== undefined && register.personal !== undefined };
    },
  }),
  route({
    method: 'GET', url: '/records/:register/:id', answer: shape.detail, query: z.object({ purpose: z.string().max(40).optional(), because: z.string().max(500).optional() }), summary: { zh: '事项详情', en: 'One record' },
    handler: async (ask) => {
      const { register, row } = await recordOf(ask as never);
      return detailView({ house: ask.house, actor: ask.actor, register }, row, publicUrl);
    },
  }),
  route({ method: 'POST', url: '/records/:register/actions/:action', answer: shape.acted, status: 201, body: actionBody, summary: { zh: '建立事项', en: 'Start a record' }, once: (ask, acted) => shown(ask, acted, publicUrl), handler: (ask) => take(ask as never, publicUrl) }),
  route({ method: 'POST', url: '/records/:register/:id/actions/:action', answer: shape.acted, body: actionBody, summary: { zh: '办理', en: 'Take an action' }, once: (ask, acted) => shown(ask, acted, publicUrl), handler: (ask) => take(ask as never, publicUrl) }),
  route({
    method: 'POST', url: '/records/:register/bulk/:action', answer: shape.bulk, body: bulkBody, summary: { zh: '批量办理', en: 'Act on many' }, once: 'parts',
    handler: async ({ house, actor, params, body, repeat }) => {
      const register = registerOf(house, params['register']);
      const action = params['action'] ?? '';
      const pushId = await headOf(house, repeat, randomUUID());
      const ids = [...new Set(body.ids)];
      const outcomes = await partsOnce(house, repeat, ids.map((id) => ({ id, work: (tx) => actIn(tx, house, actor, { register: register.id, action, recordId: id, input: body.input, pushId }) })));
      const taken = outcomes.filter((o) => o.ok).map((o) => o.value);
      house.afterCommit({ leaves: taken.some((a) => a.leaves), rules: taken.some((a) => a.rules) });
      const results = outcomes.map((o, i) => ({ id: ids[i], ...(o.ok ? { ok: true, state: o.value.state } : { ok: false, problem: { code: o.problem.code, detail: o.problem.detail } }) }));
      return { push: pushId, results, done: taken.length, refused: results.length - taken.length };
    },
  }),
];
