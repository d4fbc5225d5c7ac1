/**
 * 错误数据文件: only the rows that failed, in the columns of the file they came from, with the reasons beside them. The clerk
 * corrects the red cells and uploads this very file again; the column of reasons is not read.
 */
import ExcelJS from 'exceljs';
import type { Writable } from 'node:stream';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { columnName, type CellIssue } from './check-row.ts';
import { reasonHeader } from './headers.ts';
import { textOfCell, type Cell } from './read/cells.ts';

export interface FailedRow {
  /** Where the row stood in the file, from 1. */
  readonly line: number;
  readonly cells: readonly Cell[];
  readonly errors: readonly Pick<CellIssue, 'column' | 'zh'>[];
}

const red = 'FFB3261E';
const pink = 'FFFDE7E6';
const rowsPerTurn = 100;

/** All reasons of a row in one text: “C 列：…；…”. */
export function reasonText(row: FailedRow, columns: readonly string[]): string {
  const reasons = row.errors.map(({ column, zh }) => (column === null ? zh : `${columns[column]?.trim() || `${columnName(column)} 列`}：${zh}`));
  return `原第 ${row.line} 行　${reasons.join('；')}`;
}

/** The text of a cell that, uploaded again unchanged, is refused again: a rounded number as the sheet shows it. */
function textAgain(cell: Cell | undefined): string {
  return typeof cell === 'object' && cell.flag === 'rounded' ? Number(cell.v).toExponential(14).toUpperCase() : textOfCell(cell);
}

function addFailedRow(sheet: ExcelJS.Worksheet, columns: readonly string[], failed: FailedRow): void {
  // Everything is written as text: the values as they were read, never as a formula or a number that rounds again.
  const row = sheet.addRow([...columns.map((_, at) => textAgain(failed.cells[at])), reasonText(failed, columns)]);
  for (const { column, zh } of failed.errors) {
    if (column === null || column >= columns.length) continue;
    const cell = row.getCell(column + 1);
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: pink } };
    cell.note = typeof cell.note === 'string' ? `${cell.note}\n${zh}` : zh;
  }
  row.getCell(columns.length + 1).font = { color: { argb: red } };
  row.commit();
}

/**
 * Writes the failed rows as xlsx under the headers of the original file. A string is a file path; a stream is ended. Rows go
 * out as they come, and other work gets its turn between them.
 */
export async function writeErrorFile(columns: readonly string[], failedRows: Iterable<FailedRow> | AsyncIterable<FailedRow>, target: Writable | string): Promise<void> {
  const out = typeof target === 'string' ? createWriteStream(target) : target;
  const written = finished(out, { readable: false });
  // A reader that goes away while rows are still coming is reported at the end, not as an uncaught error.
  written.catch(() => undefined);
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  const sheet = book.addWorksheet('错误数据', { views: [{ state: 'frozen', ySplit: 1 }] });
  // A file that was itself an error file gets its reasons replaced, not doubled.
  const kept = columns.at(-1)?.trim() === reasonHeader ? columns.slice(0, -1) : columns;
  sheet.columns = [...kept.map(() => ({ width: 18, style: { numFmt: '@' } })), { width: 60 }];
  const header = sheet.addRow([...kept, reasonHeader]);
  header.font = { bold: true };
  header.getCell(kept.length + 1).font = { bold: true, color: { argb: red } };
  header.commit();
  let count = 0;
  for await (const failed of failedRows) {
    addFailedRow(sheet, kept, failed);
    if (++count % rowsPerTurn === 0) await setImmediate();
    if (out.destroyed) return written;
  }
  await Promise.all([book.commit(), written]);
}
