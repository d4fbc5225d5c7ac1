/** 查阅留痕与推送回执: who looked at whom and why, for the auditor and for the person; and the receipts of pushes, which reconcile. */
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { fail } from '../core/problem.ts';
import type { Label } from '../core/label.ts';
import type { Register, StateDef } from '../core/register.ts';
import type { BatchState } from '../imports/batch.ts';
import { findTable } from '../imports/officials-table.ts';
import { boundsOf, listRecords } from '../store/records.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { purposes } from './look.ts';
import { orProblem, type RouteDef, route } from './route.ts';
import { rowsView } from './view.ts';

/** States in which no row of a batch waits any more. */
const batchEnds: readonly BatchState[] = ['done', 'withdrawn', 'refused', 'cancelled'];

/** Receipts go back this far. */
const receiptDays = 92;

interface LookRow {
  readonly id: number;
  readonly purpose: string | null;
  readonly batch: { readonly id: string; readonly item: string } | null;
  readonly register: string | null;
  readonly state: string | null;
  /** The last action on the record. */
  readonly action: string | null;
  readonly on_day: string | null;
}

const endsOf = (house: Wired): string[] => statesWhere(house, (s) => s.end === true);
const statesWhere = (house: Wired, is: (state: StateDef<any, any>) => boolean): string[] =>
  Object.values(house.registers).flatMap((r) => Object.entries(r.states as Record<string, StateDef<any, any>>).filter(([, s]) => is(s)).map(([key]) => `${r.id} ${key}`));

const labelOf = ({ zh, en }: Label): Label => ({ zh, en });

/** What became of a matter that has ended, in the words of the action that ended it; nothing of what it said. */
function endView(house: Wired, { register, state, action, on_day: on }: LookRow) {
  if (register === null || action === null || !endsOf(house).includes(`${register} ${state}`)) return null;
  const { actions, states } = house.registers[register] as Register;
  return { state: labelOf(states[state as string] as Label), action: labelOf(actions[action] as Label), on };
}

async function looksWhere(house: Wired, where: string, values: readonly unknown[], cursor: number | undefined, withSubject: boolean) {
  const { rows } = await house.pool.query<LookRow>(
    `select l.id, l.at, json_build_object('name', a.name, 'body', o.name) as account, ${withSubject ? "case when s.id is null then null else json_build_object('id', s.id, 'name', s.name) end" : 'null'} as subject,
       case when r.no is null then null else json_build_object('no', r.no, 'id', r.id, 'register', r.register) end as record, l.purpose, l.because, l.what, l.allowed
       , l.register, r.state, e.action, e.on_day, ${withSubject ? "case when b.id is null then null else json_build_object('id', b.id, 'item', b.item) end" : 'null'} as batch
     from rc.look l join rc.account a on a.id = l.account_id left join rc.subject o on o.id = l.account_body left join rc.batch b on b.id = l.batch_id left join rc.subject s on s.id = l.subject_id
     left join rc.record r on (r.register, r.id) = (l.register, l.record_id) left join rc.entry e on (e.register, e.record_id, e.n) = (r.register, r.id, r.seq) where ${where} and ($1::bigint is null or l.id < $1) order by l.id desc limit 101`, [cursor ?? null, ...values]);
  const items = rows.slice(0, 100).map(({ register, state, action, on_day, batch, ...r }) => ({
    ...r, ended: endView(house, { ...r, batch, register, state, action, on_day }), batch: batch === null ? null : { id: batch.id, item: labelOf(findTable(house.rulesOn(house.clock.today()), batch.item)?.body.label ?? { zh: batch.item, en: batch.item }) },
    purpose: r.purpose === null ? null : { key: r.purpose, label: r.purpose === 'self' ? { zh: '本人查询', en: 'Self' } : (purposes[r.purpose] ?? { zh: r.purpose, en: r.purpose }) },
  }));
  return { items, next: rows.length > 100 ? String(rows[99]?.id) : null };
}

/**
 * Who looked at the actor. Looks at a matter that the actor has not been told of yet wait until then, or they would tell of it; looks at
 * the rows of an import wait until it is over and nothing about the actor is still untold.
 */
async function looksAtMe(house: Wired, actor: Actor, cursor: number | undefined) {
  if (actor.personId === null) return { items: [], next: null };
  const known = statesWhere(house, (s) => s.toldSubject === true || s.end === true);
  return looksWhere(house, `l.subject_id = $2 and (r.id is null or r.register || ' ' || r.state = any($3)) and (b.id is null or
    (b.state = any($4) and not exists (select from rc.record x where x.subject_id = $2 and x.register || ' ' || x.state <> all($3))))`, [actor.personId, known, batchEnds], cursor, false);
}

export const lookRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/looks', answer: shape.looks, query: z.object({ subject: z.uuid().optional(), account: z.string().max(60).optional(), allowed: z.enum(['true', 'false']).optional(), cursor: z.coerce.number().int().optional() }), summary: { zh: '查阅留痕', en: 'Access log' },
    handler: async ({ house, actor, query }) => {
      if (!actor.roles.includes('auditor')) return orProblem(fail('forbidden', 'no-grant', '查阅留痕由审计角色查看；本人可在“我的记录”中查看与自己有关的部分', 'Auditors only'));
      const areas = actor.areas === 'all' ? null : [...actor.areas];
      return looksWhere(house, '($2::uuid is null or l.subject_id = $2) and ($3::text is null or a.login = $3 or a.name like \'%\' || $3 || \'%\') and ($4::boolean is null or l.allowed = $4) and ($5::text[] is null or o.area_code = any($5))',
        [query.subject ?? null, query.account ?? null, query.allowed === undefined ? null : query.allowed === 'true', areas], query.cursor, true);
    },
  }),
  route({
    method: 'GET', url: '/looks/mine', answer: shape.looks, query: z.object({ cursor: z.coerce.number().int().optional() }), summary: { zh: '谁查阅过我', en: 'Looks at me' },
    handler: async ({ house, actor, query }) => looksAtMe(house, actor, query.cursor),
  }),
  route({
    method: 'GET', url: '/mine', answer: shape.mine, summary: { zh: '我的记录', en: 'What is held about me' },
    handler: async ({ house, actor }) => {
      const records: unknown[] = [];
      for (const register of actor.personId === null ? [] : Object.values(house.registers)) {
        const page = await listRecords(house.pool, actor, register, { subjectId: actor.personId as string }, { limit: 200 });
        const { rows: more } = await house.pool.query<{ id: string; source: string | null; until: string | null }>("select r.id, b.name as source, r.data->>'until' as until from rc.record r left join rc.subject b on b.id = r.maker_body where r.register = $1 and r.id = any($2::uuid[])", [register.id, page.rows.map((r) => r.id)]);
        const known = new Map(more.map((m) => [m.id, m]));
        const rows = (await rowsView({ house, actor, register }, page.rows)) as { id: string }[];
        records.push(...rows.map((row) => ({ ...row, source: known.get(row.id)?.source ?? null, until: known.get(row.id)?.until ?? null })));
      }
      const looks = await looksAtMe(house, actor, undefined);
      return { records, looks: looks.items, next: looks.next };
    },
  }),
  route({
    method: 'GET', url: '/pushes', answer: shape.pushes, summary: { zh: '推送回执', en: 'Receipts of pushes' },
    handler: async ({ house, actor }) => {
      const register = house.registers['dishonesty-record'];
      if (register === undefined) return { items: [] };
      const values: unknown[] = [register.id, addDays(house.clock.today(), -receiptDays)];
      // Receipts are for those who hand on; what is about oneself is told elsewhere.
      const handing = { ...actor, roles: actor.roles.filter((r) => r !== 'contact' && r !== 'official') };
      // What was handed on is no longer private to whoever drafted it.
      const bounds = boundsOf(handing, { ...register, states: {} }, (v) => `$${values.push(v)}`);
      const { rows } = await house.pool.query(
        `with mine as (
           select push_id, min(at) as at, sum(pushed) as total, sum(accepted) as accepted, sum(returned) as returned from rc.push_tally
           where register = $1 and at > $2::date and ${bounds} group by push_id having sum(pushed) > 0 order by max(at) desc limit 100)
         select m.push_id as id, m.at, e.action, json_build_object('name', a.name, 'body', b.name) as by, m.total, m.accepted, m.returned, m.total - m.accepted - m.returned as waiting
         from mine m cross join lateral (select action, by_account, by_body from rc.entry e where e.push_id = m.push_id limit 1) as e left join rc.account a on a.id = e.by_account left join rc.subject b on b.id = e.by_body
         order by m.at desc`, values);
      const labelOf = (action: string) => register.actions[action] as { zh: string; en: string } | undefined;
      return { items: rows.map((r: { action: string }) => ({ ...r, label: labelOf(r.action) === undefined ? null : { zh: labelOf(r.action)?.zh, en: labelOf(r.action)?.en } })) };
    },
  }),
];
