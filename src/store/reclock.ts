/**
 * 期限重算: when the State Council names the holidays of a year, clocks that run across it were reckoned on an estimate. A new
 * calendar moves every open clock: counted again from its own first day by the very limit it cites, and each move is an
 * entry that says from when to when and why. Clocks that no longer run stay as history has them; a paused one has no day to move
 * and is reckoned by the calendar of the day on which it resumes.
 */
import { systemActor } from '../core/actor.ts';
import { boundOf, type DueDay, limitOf, reckonClock } from '../core/clock.ts';
import type { StateDef } from '../core/register.ts';
import type { Rule, RuleLookup, RuleRef } from '../core/rules.ts';
import { appendEntry } from './entry.ts';
import { transaction, type Tx } from './db.ts';
import type { House } from './house.ts';
import type { RecordRow } from './rows.ts';

const chunkRows = 500;
const eventKind = 'reclocked';

/** The calendar version by which open clocks run; the first one is what a city is loaded with. */
async function calendarInUse(house: House): Promise<number> {
  const { rows: [last] } = await house.pool.query<{ version: number }>("select (detail->>'calendar')::int as version from rc.event where kind = $1 order by id desc limit 1", [eventKind]);
  return last?.version ?? 1;
}

/**
 * Brings open clocks up to the calendar in force today; does nothing when they are. Safe to repeat and to interrupt: chunks
 * are there whole or not at all, and a clock that stands right is left alone. @returns how many clocks changed.
 */
export async function reclock(house: House): Promise<number> {
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const calendar = rules.find('calendar', 'working-days');
  if (calendar === undefined || calendar.version === (await calendarInUse(house))) return 0;
  let moved = 0;
  let after = { register: '', id: '00000000-0000-0000-0000-000000000000' };
  for (let more = true; more;) {
    const outcome = await transaction(house.pool, async (tx) => {
      const { rows } = await tx.query<RecordRow>(
        `select * from rc.record where due_on is not null and due->'rule'->>'kind' = 'limit' and (register, id) > ($1, $2) order by register, id limit ${chunkRows} for update`, [after.register, after.id]);
      let count = 0;
      for (const row of rows) if (await moveClock(tx, house, rules, calendar, row)) count += 1;
      return { count, last: rows.length === chunkRows ? rows.at(-1) : undefined };
    });
    if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
    moved += outcome.value.count;
    more = outcome.value.last !== undefined;
    after = outcome.value.last ?? after;
  }
  await house.pool.query('insert into rc.event (at, kind, detail) values ($1, $2, $3)', [house.clock.now(), eventKind, JSON.stringify({ calendar: calendar.version, moved })]);
  return moved;
}

/** The due day under another calendar; undefined where it stays as it is. A clock that ran yesterday never runs out in the past. */
export function reckonAgain(due: DueDay, rules: RuleLookup): DueDay | undefined {
  const limit = limitOf(due, rules);
  if (limit === undefined || due.on === null) return undefined;
  const again = reckonClock(due, limit, rules.calendar);
  if (again.on === null) return undefined;
  const on = again.on < rules.on && due.on >= rules.on ? rules.on : again.on;
  return on === due.on && again.provisional === due.provisional ? undefined : { ...due, on, provisional: again.provisional };
}

/** A day from outside still bounds the moved clock. */
function bounded(house: House, row: RecordRow, due: DueDay): DueDay {
  const bound = boundOf(house.registers[row.register]?.states[row.state] as StateDef<any, any> | undefined, row.data);
  return bound !== undefined && due.on !== null && bound < due.on ? { ...due, on: bound } : due;
}

async function moveClock(tx: Tx, house: House, rules: RuleLookup, calendar: Rule<'calendar'>, row: RecordRow): Promise<boolean> {
  const due = row.due as DueDay;
  const reckoned = reckonAgain(due, rules);
  const again = reckoned === undefined ? undefined : bounded(house, row, reckoned);
  if (again === undefined || (again.on === due.on && again.provisional === due.provisional)) return false;
  const now = house.clock.now();
  const n = row.seq + 1;
  await tx.query('update rc.record set due = $3, due_on = $4, seq = $5, updated_at = $6 where register = $1 and id = $2', [row.register, row.id, JSON.stringify(again), again.on, n, now]);
  const cited: readonly RuleRef[] = [due.rule as RuleRef, { kind: 'calendar', key: calendar.key, version: calendar.version }];
  await appendEntry(tx, systemActor, {
    register: row.register, id: row.id, n, action: 'reclock', stateFrom: row.state, state: row.state, dueOn: again.on, version: row.version, rules: cited, pushId: null,
    content: { input: { from: due.on, to: again.on, why: whyMoved(due, again, calendar) } }, today: rules.on, now,
  });
  return true;
}

function whyMoved(due: DueDay, again: DueDay, { version, body }: Rule<'calendar'>): string {
  const calendar = `工作日历第 ${version} 版生效（${body.officialYears.join('、')}年有官方放假安排）`;
  if (due.on === again.on) return `${calendar}，到期日不变，${again.provisional ? '现为暂定' : '不再是暂定'}`;
  return `${calendar}，自${due.from}起按原期限重新计算`;
}
