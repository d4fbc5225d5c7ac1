/**
 * 失信被执行人看板: bodies that a court has put on its list, or whose record of that is about to take effect: for each, which day of how many
 * it is, whether the body has said what it will do, and by what it can be urged. The days are those of the rule that the clock cites.
 */
import type { Actor } from '../core/actor.ts';
import { workingDaysBetween } from '../core/calendar.ts';
import { type DueDay, limitOf } from '../core/clock.ts';
import { daysBetween } from '../core/identifiers/dates.ts';
import type { Register } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import { findingInEffect } from '../registers/credit/measure-rules.ts';
import { deedsOf } from '../store/linked.ts';
import { countRecords, listRecords, pageMax } from '../store/records.ts';
import { type RecordRow, readable } from '../store/rows.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { notFound, type RouteDef, route } from './route.ts';
import { possible, rowsView } from './view.ts';

/** The catalogue's item for bodies on the courts' list. */
export const debtorItem = 'judgment-debtor';
/** Told, and not in effect yet: what the body does now still counts. */
const before = ['verified', 'notified', 'heard'];

/** Which day of how many it is by the rule that a clock cites; a day that no limit set has no count. */
function stepOf(due: DueDay | null, rules: RuleLookup, today: string) {
  const limit = due === null ? undefined : limitOf(due, rules);
  if (due === null || due.on === null || limit === undefined) return null;
  const days = (until: string): number => (limit.unit === 'workingDay' ? workingDaysBetween(rules.calendar, due.from, until) : daysBetween(due.from, until));
  return { day: Math.max(0, days(today < due.on ? today : due.on)), of: days(due.on), late: Math.max(0, daysBetween(due.on, today)), unit: limit.unit, rule: { kind: due.rule.kind, key: due.rule.key, version: due.rule.version, label: limit.label } };
}

type Order = RecordRow & { readonly record_id: string };

/** The rectification of each finding that the actor may read. */
async function ordersOf(house: Wired, actor: Actor, register: Register, ids: readonly string[]): Promise<ReadonlyMap<string, Order>> {
  const { rows } = await house.pool.query<Order>(
    "select r.*, l.from_id as record_id from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_register = 'dishonesty-record' and l.from_id = any($1::uuid[]) and l.to_register = $2 order by r.no", [ids, register.id]);
  return new Map(rows.filter((row) => readable(actor, register, row)).map((row) => [row.record_id, row]));
}

/** What the body said it will do: its statement before the record takes effect, its explanation with measures and stages after. */
const hasPlan = (row: RecordRow, order: Order | undefined): boolean => (order === undefined ? row.data['statement'] !== undefined : order.data['cause'] !== undefined);

async function boardOf(house: Wired, actor: Actor): Promise<unknown> {
  const [records, orders] = [house.registers['dishonesty-record'] ?? notFound(), house.registers['rectification'] ?? notFound()];
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const filter = { item: debtorItem, states: [...before, ...findingInEffect] };
  const { rows: listed } = await listRecords(house.pool, actor, records, filter, { limit: pageMax });
  const ids = listed.map((row) => row.id);
  const { rows } = await house.pool.query<RecordRow>('select * from rc.record where register = $1 and id = any($2::uuid[])', [records.id, ids]);
  const found = await ordersOf(house, actor, orders, ids);
  const deeds = [...await deedsOf(house.pool, records, ids), ...await deedsOf(house.pool, orders, [...found.values()].map((o) => o.id))];
  const views = (await rowsView({ house, actor, register: records }, rows)) as object[];
  const label = (register: Register, state: string) => { const { zh, en } = register.states[state] as { zh: string; en: string }; return { zh, en }; };
  const items = rows.map((row, at) => {
    const order = found.get(row.id);
    const isOpen = order !== undefined && orders.states[order.state]?.end !== true;
    const of = isOpen ? { register: orders, row: order } : { register: records, row };
    const mayUrge = possible(house, actor, of.register, of.row, deeds.filter((deed) => deed.record_id === of.row.id)).includes('urge');
    return {
      ...views[at], stage: before.includes(row.state) ? 'before' : 'inEffect', step: stepOf(isOpen ? order.due : before.includes(row.state) ? row.due : null, rules, today), plan: hasPlan(row, order),
      order: order === undefined ? null : { register: orders.id, id: order.id, no: order.no, state: order.state, stateLabel: label(orders, order.state), open: isOpen },
      urge: mayUrge ? { register: of.register.id, id: of.row.id } : null,
    };
  });
  const rank = (item: (typeof items)[number]): string => `${item.stage === 'before' ? 0 : 1}${item.plan ? 1 : 0}${String(9999 - (item.step?.late ?? 0)).padStart(4, '0')}`;
  return { items: items.sort((a, b) => rank(a).localeCompare(rank(b))), count: await countRecords(house.pool, actor, records, filter), item: rules.find('item', debtorItem)?.body.label ?? null };
}

export const debtorRoutes: RouteDef[] = [
  route({ method: 'GET', url: '/judgment-debtors', answer: shape.debtors, summary: { zh: '失信被执行人看板', en: 'Board of judgment debtors' }, handler: ({ house, actor }) => boardOf(house, actor) }),
];
