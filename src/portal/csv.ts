/**
 * CSV 输出: a table as Excel and WPS read it: UTF-8 with a mark at the start, and no cell that a spreadsheet would take for a
 * formula, since a record's text comes from outside.
 */

/** Stands at the start of the file so that spreadsheets know it is UTF-8. */
export const byteOrderMark = '\ufeff';

/** A value of a cell; numbers and booleans are ours and never escaped. */
export type Cell = string | number | boolean | null | undefined;

// A formula may also hide behind blanks or a full-width sign that a spreadsheet normalises.
// oxlint-disable-next-line no-control-regex
const formula = /^[\s\u00a0\ufeff]*[=+\-@＝＋－＠\t\r\u0000]/u;

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, ended as RFC 4180 demands. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}
