/**
 * 单元格数值: what a spreadsheet's number was meant to be: a day, a plain number, or a long code whose last digits are gone.
 * Numbers keep the text of the file, because a code that passes through a float is no longer the code.
 */
import { dayOfNumber } from '../../core/identifiers/dates.ts';
import type { Cell } from './cells.ts';

export type Epoch = '1900' | '1904';

/** Excel keeps 15 digits; a whole number of 16 or more was a code, and the rest of it became zeros. */
const exactDigitsMax = 15;
/** 9999-12-31, the last serial day. */
const serialMax = 2_958_465;
const NUMBER = /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i;

/** Built-in number formats that show a date or a time; 27–36 and 50–58 are those of Chinese Excel. */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** Whether a number format shows a date or a time: a letter of one outside quotes, brackets and escapes. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltInDate(id);
  const bare = code.replace(/"[^"]*"|\[(?:\$|[a-z]{3,}|dbnum|[<>=])[^\]]*\]|[\\_*]./gi, '').replace(/general/gi, '');
  return /[ymdhs]|年|月|日/i.test(bare);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** A serial number as 'YYYY-MM-DD', with ' HH:mm:ss' when it has a time of day; undefined when it is no day. */
export function daySerialText(serial: number, epoch: Epoch): string | undefined {
  const seconds = Math.round((serial - Math.floor(serial)) * 86_400);
  const days = Math.floor(serial) + (seconds === 86_400 ? 1 : 0);
  const rest = seconds % 86_400;
  const time = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  if (!(serial >= 0) || days > serialMax) return undefined;
  if (days === 0 && epoch === '1900') return time;
  // The 1900 system counts a 29 February 1900 that never was.
  if (days === 60 && epoch === '1900') return undefined;
  const origin = epoch === '1904' ? -24_107 : days < 60 ? -25_568 : -25_569;
  const day = dayOfNumber(origin + days);
  return rest === 0 ? day : `${day} ${time}`;
}

/** A number without exponent, as precise as a spreadsheet shows it: 1.1000000000000001 in the file is 1.1 on the screen. */
function shownNumber(value: number): string {
  const text = String(Number(value.toPrecision(exactDigitsMax)));
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

/** A numeric cell from the text of the file and whether its format shows a date. */
export function numberCell(raw: string, isDate: boolean, epoch: Epoch): Cell {
  if (!NUMBER.test(raw)) return raw;
  const value = Number(raw);
  if (isDate) {
    const day = daySerialText(value, epoch);
    if (day !== undefined) return { v: day, flag: 'date' };
  }
  const whole = raw.replace(/^-/, '').replace(/[.E].*$/i, '');
  if (whole.length > exactDigitsMax || Math.abs(value) >= 1e15) return { v: raw, flag: 'rounded' };
  return { v: /^-?\d+(?:\.\d{1,6})?$/.test(raw) ? raw : shownNumber(value), flag: 'number' };
}
