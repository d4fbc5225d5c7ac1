/**
 * 一份表格: sniffs a file, opens it with the right reader, and hands over header, rows, notes and end in order, within the
 * limits. Runs inside the reading process; tests may call it directly.
 */
import type { RawRow, ReadItem, ReadLimits, ReadOptions } from './cells.ts';
import { textOfCell } from './cells.ts';
import { openCsv } from './csv.ts';
import { findHeader, headerSearchRowsMax } from './header-row.ts';
import { openNdjson } from './ndjson.ts';
import { Refused } from './refusals.ts';
import { sniff } from './sniff.ts';
import { openXlsx, type Table } from './xlsx.ts';

/** A batch of rows, or one of the other items. */
export type TableItem = Exclude<ReadItem, { kind: 'row' | 'end' | 'refusal' }> | { readonly kind: 'rows'; readonly rows: RawRow[] };

async function openTable(filePath: string, originalName: string, limits: ReadLimits, options: ReadOptions): Promise<Table> {
  const format = await sniff(filePath, originalName, limits.fileBytesMax);
  if (format === 'xlsx') return openXlsx(filePath, new Set(options.known ?? []), limits);
  return format === 'csv' ? openCsv(filePath, originalName, limits, options.encoding) : openNdjson(filePath, limits, options.encoding);
}

/** Everything in a file, batch by batch. Throws Refused. */
export async function* readTable(filePath: string, originalName: string, limits: ReadLimits, options: ReadOptions): AsyncGenerator<TableItem> {
  const table = await openTable(filePath, originalName, limits, options);
  const known = new Set(options.known ?? []);
  let waiting: RawRow[] | undefined = [];
  let count = 0;
  const open = (rows: RawRow[]): TableItem[] => {
    const found = table.facts.format === 'ndjson' ? { index: 0 } : findHeader(rows, known);
    const header = found === undefined ? undefined : rows[found.index];
    if (found === undefined || header === undefined) throw new Refused('no-header');
    const data = rows.slice(found.index + 1);
    return [{ kind: 'header', line: header.line, cells: header.cells.map((cell) => textOfCell(cell).trim()), ...table.facts }, { kind: 'rows', rows: data }];
  };
  const counted = (item: TableItem): TableItem => {
    if (item.kind === 'rows') count += item.rows.length;
    if (count > limits.rowsMax) throw new Refused('too-many-rows', { max: limits.rowsMax });
    return item;
  };
  for await (const batch of table.batches) {
    if (waiting === undefined) yield counted({ kind: 'rows', rows: batch });
    else {
      waiting.push(...batch);
      if (waiting.length < headerSearchRowsMax) continue;
      for (const item of open(waiting)) yield counted(item);
      waiting = undefined;
    }
  }
  if (waiting !== undefined) for (const item of open(waiting)) yield counted(item);
  yield* table.notes();
}
