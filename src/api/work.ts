/** 工作台: what waits for me, by due day, over all registers; and the quick search. */
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Register, StateDef } from '../core/register.ts';
import { type Count, countRecords, dutiesOf, listRecords } from '../store/records.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { type RouteDef, route } from './route.ts';
import { rowsView } from './view.ts';

interface WorkRow {
  readonly dueOn: string | null;
  readonly light: { readonly level: string };
  readonly actions: readonly { readonly atWill: boolean }[];
  readonly state: string;
}

const counted = (register: Register, state: string, { value, capped }: Count): unknown => {
  const { zh, en } = register.states[state] as StateDef<any, any>;
  return { register: register.id, state, label: { zh, en }, count: value, capped };
};

/** What waits for the actor in one register, and how many in each state: those that are listed, or where there are more than a list holds, those that the database finds. */
async function workOf(house: Wired, actor: Actor, register: Register): Promise<{ items: WorkRow[]; counts: unknown[] }> {
  const states = [...new Set(dutiesOf(register).map((duty) => duty.state))];
  const clockless = states.filter((s) => (register.states[s] as StateDef<any, any>).due === undefined);
  const pages = [
    await listRecords(house.pool, actor, register, { duty: true }, { limit: 200, by: 'due' }),
    await listRecords(house.pool, actor, register, { duty: true, paused: true }, { limit: 50 }),
    await listRecords(house.pool, actor, register, { duty: true, states: clockless }, { limit: 50 }),
  ];
  // Of what the database finds some is another's after all: whoever had a hand in it has no step in it.
  const items = ((await rowsView({ house, actor, register }, pages.flatMap(({ rows }) => rows))) as WorkRow[]).filter((row) => row.actions.some((a) => !a.atWill));
  const isWhole = pages.every(({ next }) => next === null);
  const counts: unknown[] = [];
  for (const state of states) {
    const count = isWhole ? { value: items.filter((row) => row.state === state).length, capped: false } : await countRecords(house.pool, actor, register, { duty: true, states: [state] });
    if (count.value > 0) counts.push(counted(register, state, count));
  }
  return { items, counts };
}

export const workRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/work', answer: shape.work, summary: { zh: '我的待办', en: 'My work' },
    handler: async ({ house, actor }) => {
      const items: WorkRow[] = [];
      const counts: unknown[] = [];
      for (const register of Object.values(house.registers)) {
        const found = await workOf(house, actor, register);
        items.push(...found.items);
        counts.push(...found.counts);
      }
      items.sort((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999'));
      return { items, counts, overdue: items.filter((i) => i.light.level === 'red').length, dueSoon: items.filter((i) => i.light.level === 'yellow').length };
    },
  }),
  route({
    method: 'GET', url: '/search', answer: shape.found, query: z.object({ q: z.string().min(1).max(60) }), summary: { zh: '快速查找', en: 'Quick search' },
    handler: async ({ house, actor, query }) => {
      const { rows: bodies } = await house.pool.query(
        `select distinct s.id, s.name from rc.subject s join rc.subject_name n on n.subject_id = s.id where s.kind = 'body' and (n.name ilike $1 or s.uscc = $2) order by s.name limit 8`, [`%${query.q.replace(/[%_\\]/g, '\\$&')}%`, query.q.toUpperCase()]);
      const records: unknown[] = [];
      for (const register of Object.values(house.registers)) {
        const found = await listRecords(house.pool, actor, register, /^[A-Z]{2}-\d/.test(query.q) ? { no: query.q, withoutPersons: 'others' } : { q: query.q, withoutPersons: 'all' }, { limit: 6 });
        records.push(...(await rowsView({ house, actor, register }, found.rows)));
      }
      return { bodies, records };
    },
  }),
];
