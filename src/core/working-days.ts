// 工作日: which days count. The State Council names the holidays and make-up Saturdays of a year late in the year before, so
// the calendar is data with the years it really covers; beyond them weekends and the fixed statutory days are only an estimate.
import type { Label } from './label.ts';
import { dayNumber, dayOfNumber, type Day } from './identifiers/dates.ts';

/** 工作日历. `days` holds only what departs from Monday–Friday: 'rest' or 'work'. Treated as immutable: a changed calendar is a new object. */
export interface CalendarData {
  readonly officialYears: readonly number[];
  readonly days: Readonly<Record<Day, 'rest' | 'work'>>;
}

/** 红绿灯 with its words, so that it never depends on colour alone. */
export interface Light extends Label {
  readonly colour: 'green' | 'yellow' | 'red';
  /** Working days left (0 on the due day), negative when overdue. */
  readonly workingDaysLeft: number;
}

// Fixed by 全国年节及纪念日放假办法 (2024); the lunar holidays and the bridges cannot be estimated.
const FIXED_REST = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);
const FIRST_ON = '1949-01-01';
const LAST_ON = '2149-12-31';
const FIRST = dayNumber(FIRST_ON);
const COUNT = dayNumber(LAST_ON) - FIRST + 1;
const ALL_DAYS: readonly Day[] = Array.from({ length: COUNT }, (_, i) => dayOfNumber(FIRST + i));
const POSITION = new Map(ALL_DAYS.map((on, i) => [on, i]));

/** Per calendar: how many working days lie before each position (`before`), and where each of them is (`at`). */
interface Index {
  readonly before: Int32Array;
  readonly at: Int32Array;
}

// Position 0 is 1949-01-01, a Saturday.
const isWeekend = (position: number): boolean => position % 7 < 2;

const indexes = new WeakMap<CalendarData, Index>();

function indexOf(cal: CalendarData): Index {
  const known = indexes.get(cal);
  if (known) return known;
  const official = new Set(cal.officialYears);
  const before = new Int32Array(COUNT + 1);
  const at = new Int32Array(COUNT);
  let working = 0;
  for (let i = 0; i < COUNT; i++) {
    const on = ALL_DAYS[i] as Day;
    const estimatedRest = FIXED_REST.has(on.slice(5)) && !official.has(Number(on.slice(0, 4)));
    before[i] = working;
    if (cal.days[on] === 'work' || (cal.days[on] !== 'rest' && !isWeekend(i) && !estimatedRest)) at[working++] = i;
  }
  before[COUNT] = working;
  const index = { before, at: at.slice(0, working) };
  indexes.set(cal, index);
  return index;
}

function positionOf(on: Day): number {
  const position = POSITION.get(on);
  if (position === undefined) throw new RangeError(`not a day between ${FIRST_ON} and ${LAST_ON}: ${on}`);
  return position;
}

/** Whether work is done on this day; an estimate in a year without an official calendar. */
export function isWorkingDay(cal: CalendarData, on: Day): boolean {
  const { before } = indexOf(cal);
  const position = positionOf(on);
  return before[position + 1] !== before[position];
}

/** The n-th working day after `on` (before it when negative); `on` itself when 0. Throws RangeError outside 1949–2149. */
export function addWorkingDays(cal: CalendarData, on: Day, days: number): Day {
  if (!Number.isInteger(days)) throw new RangeError(`not a whole number of working days: ${days}`);
  if (days === 0) return on;
  const { before, at } = indexOf(cal);
  const position = positionOf(on);
  const target = days > 0 ? (before[position + 1] as number) + days - 1 : (before[position] as number) + days;
  const found = at[target];
  if (found === undefined) throw new RangeError(`${days} working days from ${on} lie outside ${FIRST_ON} to ${LAST_ON}`);
  return ALL_DAYS[found] as Day;
}

/** Working days after `a` up to and including `b`; negative when `b` is earlier. */
export function workingDaysBetween(cal: CalendarData, a: Day, b: Day): number {
  const { before } = indexOf(cal);
  return (before[positionOf(b) + 1] as number) - (before[positionOf(a) + 1] as number);
}

/** The light of a due day as of `today`: red once the day has passed, yellow while at most `yellowWithin` working days are left. */
export function light(cal: CalendarData, today: Day, dueOn: Day, { yellowWithin }: { yellowWithin: number }): Light {
  const workingDaysLeft = workingDaysBetween(cal, today, dueOn);
  if (today > dueOn) {
    const over = -workingDaysLeft;
    return over === 0
      ? { colour: 'red', workingDaysLeft: 0, zh: '已超期（不足1个工作日）', en: 'Overdue by less than a working day' }
      : { colour: 'red', workingDaysLeft, zh: `已超期${over}个工作日`, en: `Overdue by ${over} working day${over === 1 ? '' : 's'}` };
  }
  const colour = workingDaysLeft <= yellowWithin ? 'yellow' : 'green';
  if (today === dueOn) return { colour: 'yellow', workingDaysLeft, zh: '今日到期', en: 'Due today' };
  if (workingDaysLeft === 0) return { colour, workingDaysLeft, zh: '剩余不足1个工作日', en: 'Less than a working day left' };
  return { colour, workingDaysLeft, zh: `剩余${workingDaysLeft}个工作日`, en: `${workingDaysLeft} working day${workingDaysLeft === 1 ? '' : 's'} left` };
}

/** The days of (after, until] that depart from Monday–Friday: rest on a weekday, work on a weekend. For explanations. */
export function findDepartures(cal: CalendarData, after: Day, until: Day): { holidays: Day[]; makeUps: Day[]; weekendDays: number } {
  const { before } = indexOf(cal);
  const found = { holidays: [] as Day[], makeUps: [] as Day[], weekendDays: 0 };
  for (let i = positionOf(after) + 1; i <= positionOf(until); i++) {
    const on = ALL_DAYS[i] as Day;
    const works = before[i + 1] !== before[i];
    const weekend = isWeekend(i);
    const named = cal.days[on] !== undefined;
    if (works && weekend) found.makeUps.push(on);
    else if (!works && (named || !weekend)) found.holidays.push(on);
    else if (!works) found.weekendDays++;
  }
  return found;
}
