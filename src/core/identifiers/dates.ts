// 日期: civil days in Beijing time as 'YYYY-MM-DD' strings, which sort and compare as text. People write days in six ways and
// spreadsheets in a seventh; deadlines need exact arithmetic on them that no time zone can shift.
import { accept, refuse, type Parsed, type Refusal } from '../result.ts';
import { dropInvisible, foldWidth, meansNothing } from './width.ts';

/** A civil day 'YYYY-MM-DD', Asia/Shanghai. */
export type Day = string;

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const WRITTEN = [
  /^(\d{4})-(\d{1,2})-(\d{1,2})$/,
  /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
  /^(\d{4})\.(\d{1,2})\.(\d{1,2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$/,
  /^(\d{4})(\d{2})(\d{2})$/,
];
const TIME_OF_DAY = /[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.0{1,6})?)?$/;

/** How to read a day: limits, and whether a bare number is a spreadsheet's serial day of the 1900 or the 1904 system. */
export interface DateOptions {
  excelSerial?: '1900' | '1904';
  earliestOn?: Day;
  latestOn?: Day;
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days of a month, 1–12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** True for 'YYYY-MM-DD' that exists. */
export function isCivilDay(on: string): on is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(on)) return false;
  const [year = 0, month = 0, date = 0] = on.split('-').map(Number);
  return month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month);
}

/** Days since 1970-01-01, which is 0. Throws RangeError when the day does not exist. */
export function dayNumber(on: Day): number {
  if (!isCivilDay(on)) throw new RangeError(`not a day: ${on}`);
  return Date.UTC(Number(on.slice(0, 4)), Number(on.slice(5, 7)) - 1, Number(on.slice(8))) / DAY_MS;
}

/** The day of a number of days since 1970-01-01. */
export function dayOfNumber(days: number): Day {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Negative, 0 or positive, for sorting. */
export function compareDays(a: Day, b: Day): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Calendar days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: Day, b: Day): number {
  return dayNumber(b) - dayNumber(a);
}

/** `days` may be negative. */
export function addDays(on: Day, days: number): Day {
  return dayOfNumber(dayNumber(on) + days);
}

/** The same date `months` later (or earlier); where the month has no such date, its last day: 01-31 plus one month is 02-28 or 02-29. */
export function addMonths(on: Day, months: number): Day {
  if (!isCivilDay(on)) throw new RangeError(`not a day: ${on}`);
  const total = Number(on.slice(0, 4)) * 12 + Number(on.slice(5, 7)) - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(Math.min(Number(on.slice(8)), daysInMonth(year, month)))}`;
}

/** The civil day in Beijing of an instant (milliseconds, Date, or ISO text with an offset). Beijing keeps UTC+8 all year since 1992. */
export function shanghaiDay(at: number | Date | string): Day {
  const ms = typeof at === 'number' ? at : at instanceof Date ? at.getTime() : Date.parse(at);
  if (!Number.isFinite(ms)) throw new RangeError(`not an instant: ${String(at)}`);
  return dayOfNumber(Math.floor((ms + SHANGHAI_OFFSET_MS) / DAY_MS));
}

/** For people: 2026年11月23日. */
export function formatDayZh(on: Day): string {
  return `${Number(on.slice(0, 4))}年${Number(on.slice(5, 7))}月${Number(on.slice(8))}日`;
}

/** Reads a day as people and spreadsheets write it. A time of day after it is dropped with a remark. */
export function parseDate(raw: string, options: DateOptions = {}): Parsed<Day> {
  let text = dropInvisible(foldWidth(raw)).trim().replace(/^'/, '').replace(/\s{0,3}([年月日号\-/.])\s{0,3}/g, '$1');
  if (text === '') return refuse('empty', '未填写日期，如 2026-11-23', 'No date given');
  if (meansNothing(text)) return refuse('placeholder', `“${text}”不是日期；没有日期时请留空`, 'Leave the cell empty when there is no date');
  if (options.excelSerial && /^\d{1,7}(?:\.\d{1,12})?$/.test(text)) return within(ofSerial(Number(text), options.excelSerial), options);
  if (/\d[Zz]$|[+-]\d{2}:?\d{2}$/.test(text) && text.includes(':')) {
    return refuse('instant', '这是带时区的时刻，请只填写日期，如 2026-11-23', 'This is an instant with a time zone; give a day');
  }
  const timeOfDay = text.match(TIME_OF_DAY)?.[0];
  if (timeOfDay !== undefined) text = text.slice(0, -timeOfDay.length);
  const found = WRITTEN.map((form) => text.match(form)).find((match) => match !== null);
  if (!found) return refuseForm(text);
  const [, year = '', month = '', date = ''] = found;
  const on = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const impossible = refuseImpossible(Number(year), Number(month), Number(date));
  const trailing = timeOfDay === undefined || /^[T ]?0?0:00(?::00(?:\.0+)?)?$/.test(timeOfDay) ? [] : [{ code: 'time-dropped', zh: `只取日期，“${timeOfDay.trim()}”已略去`, en: 'The time of day was dropped' }];
  return impossible ?? within({ ok: true, value: on, ...(trailing.length > 0 ? { warnings: trailing } : {}) }, options);
}

function refuseImpossible(year: number, month: number, date: number): Refusal | undefined {
  if (month < 1 || month > 12) return refuse('impossible', `${month} 月不存在，请核对月份`, `There is no month ${month}`);
  if (date >= 1 && date <= daysInMonth(year, month)) return undefined;
  return refuse('impossible', `${year} 年 ${month} 月没有 ${date} 日，请核对日期`, `${year}-${two(month)} has no day ${date}`);
}

function refuseForm(text: string): Refusal {
  if (/^\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/.test(text)) return refuse('short-year', '年份应写四位，如 2026-11-23，请补正', 'Write the year with four digits');
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/.test(text)) return refuse('order', '请按 年-月-日 的顺序填写，如 2026-11-23', 'Write year, month, day in this order');
  if (/^\d{4}(?:[-/.]\d{1,2}|年(?:\d{1,2}月?)?)?$/.test(text)) return refuse('no-day', '日期应写到日，如 2026-11-23，请补全', 'Write the date down to the day');
  if (/^\d{5}(?:\.\d+)?$/.test(text)) return refuse('serial', '这像表格的日期序列号；请把该列设为“日期”或写成 2026-11-23', 'This looks like a spreadsheet serial day; format the column as a date');
  return refuse('form', `无法识别日期“${text.slice(0, 30)}”，请写成 2026-11-23、2026年11月23日 或 20261123`, 'Not a date; write 2026-11-23');
}

function ofSerial(serial: number, system: '1900' | '1904'): Parsed<Day> {
  const days = Math.floor(serial);
  // The 1900 system counts a 29 February 1900 that never was: serials before it are one day nearer to its origin.
  if (days < (system === '1904' ? 0 : 1) || days > 2_958_465 || (system === '1900' && days === 60)) {
    return refuse('serial', `表格日期序列号 ${serial} 不是有效日期，请写成 2026-11-23`, 'The spreadsheet serial is not a day');
  }
  const origin = system === '1904' ? '1904-01-01' : days < 60 ? '1899-12-31' : '1899-12-30';
  return accept(addDays(origin, days));
}

function within(parsed: Parsed<Day>, { earliestOn, latestOn }: DateOptions): Parsed<Day> {
  if (!parsed.ok) return parsed;
  if (earliestOn !== undefined && parsed.value < earliestOn) return refuse('too-early', `日期 ${parsed.value} 早于 ${earliestOn}，请核对`, `${parsed.value} is before ${earliestOn}`);
  if (latestOn !== undefined && parsed.value > latestOn) return refuse('too-late', `日期 ${parsed.value} 晚于 ${latestOn}，请核对`, `${parsed.value} is after ${latestOn}`);
  return parsed;
}
