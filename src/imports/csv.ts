/**
 * 导出 csv: text that Excel and WPS open as what it is. A mark at the start says UTF-8, and a cell that a spreadsheet would
 * run as a formula is disarmed with an apostrophe, which the import takes off again.
 */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { once } from 'node:events';

/** Text is written as text; numbers stay numbers, so a negative sum is not taken for a formula. */
export type CsvValue = string | number | boolean | null | undefined;

const MARK = '\ufeff';

/** One cell: disarmed, and quoted where it must be. */
export function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line with its line break. */
export const csvLine = (values: readonly CsvValue[]): string => `${values.map(csvCell).join(',')}\r\n`;

/** Writes a header and rows as UTF-8 with a mark, waiting for a slow reader; ends the stream. A string is a file path. */
export async function writeCsv(header: readonly string[], rows: Iterable<readonly CsvValue[]> | AsyncIterable<readonly CsvValue[]>, target: Writable | string): Promise<void> {
  const out = typeof target === 'string' ? createWriteStream(target) : target;
  const done = finished(out, { readable: false });
  // A failure while rows are still coming is reported by the write below or by the last line.
  done.catch(() => undefined);
  const write = async (text: string): Promise<void> => {
    if (out.destroyed) return done;
    if (!out.write(text)) await Promise.race([once(out, 'drain'), done]);
  };
  await write(MARK + csvLine(header));
  for await (const row of rows) await write(csvLine(row));
  out.end();
  await done;
}
