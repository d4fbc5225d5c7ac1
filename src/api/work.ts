/** 工作台: what waits for me, by due day, over all registers; and the quick search. */
import { z } from 'zod';
import type { StateDef } from '../core/register.ts';
import { countRecords, dutiesOf, listRecords } from '../store/records.ts';
import * as shape from './answers.ts';
import { type RouteDef, route } from './route.ts';
import { rowsView } from './view.ts';

interface WorkRow {
  readonly dueOn: string | null;
  readonly light: { readonly level: string };
  readonly actions: readonly { readonly atWill: boolean }[];
}

export const workRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/work', answer: shape.work, summary: { zh: '我的待办', en: 'My work' },
    handler: async ({ house, actor }) => {
      const items: WorkRow[] = [];
      const counts: unknown[] = [];
      for (const register of Object.values(house.registers)) {
        const states = [...new Set(dutiesOf(register).map((duty) => duty.state))];
        const due = await listRecords(house.pool, actor, register, { duty: true }, { limit: 200, by: 'due' });
        const paused = await listRecords(house.pool, actor, register, { duty: true, paused: true }, { limit: 50 });
        const open = await listRecords(house.pool, actor, register, { duty: true, states: states.filter((s) => (register.states[s] as StateDef<any, any>).due === undefined) }, { limit: 50 });
        const rows = (await rowsView({ house, actor, register }, [...due.rows, ...paused.rows, ...open.rows])) as WorkRow[];
        items.push(...rows.filter((r) => r.actions.some((a) => !a.atWill)));
        for (const state of states) {
          const count = await countRecords(house.pool, actor, register, { duty: true, states: [state] });
          const { zh, en } = register.states[state] as StateDef<any, any>;
          if (count.value > 0) counts.push({ register: register.id, state, label: { zh, en }, count: count.value, capped: count.capped });
        }
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
