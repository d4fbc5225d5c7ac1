/**
 * 看板: how the open matters of a register stand within the actor's bounds: by light, by stage and by area. Every number comes with the
 * filter that lists what it counts. One pass over the open rows.
 */
import { addWorkingDays } from '../core/calendar.ts';
import { addDays } from '../core/identifiers/dates.ts';
import type { Label } from '../core/label.ts';
import type { StateDef } from '../core/register.ts';
import { boundsOf } from '../store/records.ts';
import type { Wired } from '../wiring.ts';
import type { Actor } from '../core/actor.ts';
import type { Register } from '../core/register.ts';
import * as shape from './answers.ts';
import { registerOf } from './records.ts';
import { type RouteDef, route } from './route.ts';
import { yellowWithin } from './view.ts';

interface Line {
  readonly key: string;
  readonly label: Label;
  readonly value: number;
  /** What lists these, as a query of the register's list. */
  readonly list: string;
}

const lights: Readonly<Record<string, Label>> = {
  red: { zh: '已超期', en: 'Overdue' }, yellow: { zh: '即将到期', en: 'Due soon' }, green: { zh: '期限内', en: 'In time' }, paused: { zh: '已中止计时', en: 'Clock paused' }, none: { zh: '无期限', en: 'No clock' },
};

type Counted = { readonly light: string; readonly state: string; readonly area: string | null; readonly n: number };

/** Open rows by light, state and area. */
async function count(house: Wired, actor: Actor, register: Register, open: readonly string[]): Promise<Counted[]> {
  const today = house.clock.today();
  const yellowEnds = addDays(addWorkingDays(house.rulesOn(today).calendar, today, yellowWithin), 1);
  const values: unknown[] = [register.id, open, today, yellowEnds];
  const bounds = boundsOf(actor, register, (value) => `$${values.push(value)}`);
  const { rows } = await house.pool.query<Counted>(
    `select case when due is null then 'none' when due_on is null then 'paused' when due_on < $3 then 'red' when due_on < $4 then 'yellow' else 'green' end as light, state, area_code as area, count(*)::int as n
     from rc.record where register = $1 and state = any($2) and ${bounds} group by 1, 2, 3`, values);
  return rows;
}

function linesOf(rows: readonly Counted[], by: (row: Counted) => string | null, order: readonly string[], label: (key: string) => Label, list: (key: string) => string): Line[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = by(row);
    if (key !== null) sums.set(key, (sums.get(key) ?? 0) + row.n);
  }
  return order.filter((key) => sums.has(key)).map((key) => ({ key, label: label(key), value: sums.get(key) as number, list: list(key) }));
}

export const boardRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/records/:register/board', answer: shape.board, summary: { zh: '看板', en: 'Board of a register' },
    handler: async ({ house, actor, params }) => {
      const register = registerOf(house, params['register']);
      const states = Object.entries(register.states as Record<string, StateDef<any, any>>).filter(([, s]) => s.end !== true);
      const open = states.map(([key]) => key);
      const rows = await count(house, actor, register, open);
      const areas = house.areas();
      const named = new Map(states.map(([key, { zh, en }]) => [key, { zh, en }]));
      return {
        total: rows.reduce((sum, row) => sum + row.n, 0), open: `state=${open.join(',')}`,
        sections: [
          { id: 'light', label: { zh: '按期限', en: 'By light' }, lines: linesOf(rows, (r) => r.light, Object.keys(lights), (key) => lights[key] as Label, (key) => `light=${key}`) },
          { id: 'state', label: { zh: '按阶段', en: 'By stage' }, lines: linesOf(rows, (r) => r.state, open, (key) => named.get(key) as Label, (key) => `state=${key}`) },
          { id: 'area', label: { zh: '按地区', en: 'By area' }, lines: linesOf(rows, (r) => r.area, areas.map((a) => a.code), (key) => ({ zh: areas.find((a) => a.code === key)?.name ?? key, en: areas.find((a) => a.code === key)?.name ?? key }), (key) => `exactArea=${key}`) },
        ],
      };
    },
  }),
];
