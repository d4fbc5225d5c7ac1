/**
 * 读取 xlsx: the first visible sheet with a header, row by row. Our own bounded reader on yauzl and saxes, because exceljs
 * inflates whatever it is given and forgets which numbers Excel had already rounded.
 */
import type { FileFacts, RawRow, ReadLimits, ReadNote } from './cells.ts';
import { findHeader, headerSearchRowsMax } from './header-row.ts';
import { Refused } from './refusals.ts';
import { openPart, readWorkbook, type Sheet, type Workbook } from './xlsx-parts.ts';
import { sheetRows, type SheetRemarks } from './xlsx-sheet.ts';
import { openWorkbookZip, type WorkbookZip } from './zip-scan.ts';

/** A table as every reader hands it over: facts at once, rows as they come, notes when the rows are through. */
export interface Table {
  readonly facts: FileFacts;
  readonly batches: AsyncIterable<RawRow[]>;
  notes(): ReadNote[];
}

async function firstRows(zip: WorkbookZip, book: Workbook, sheet: Sheet, limits: ReadLimits): Promise<RawRow[]> {
  const stream = await openPart(zip, sheet.part);
  const rows: RawRow[] = [];
  if (stream === undefined) return rows;
  for await (const batch of sheetRows(stream, book, limits, { merged: [], hiddenRows: 0 })) {
    rows.push(...batch);
    if (rows.length >= headerSearchRowsMax) break;
  }
  return rows;
}

/** The first visible sheet that names columns of the item, else the first with any header. */
async function chooseSheet(zip: WorkbookZip, book: Workbook, known: ReadonlySet<string>, limits: ReadLimits): Promise<Sheet> {
  let fallback: Sheet | undefined;
  for (const sheet of book.sheets) {
    if (sheet.hidden) continue;
    const header = findHeader(await firstRows(zip, book, sheet, limits), known);
    if (header?.isKnown === true) return sheet;
    if (header !== undefined) fallback ??= sheet;
  }
  if (fallback === undefined) throw new Refused(book.sheets.length === 0 ? 'damaged' : 'no-header');
  return fallback;
}

function notesOf(book: Workbook, chosen: Sheet, remarks: SheetRemarks): ReadNote[] {
  const notes: ReadNote[] = [];
  const add = (code: ReadNote['code'], zh: string, en: string): void => void notes.push({ kind: 'note', code, zh, en });
  const { merged, hiddenRows } = remarks;
  if (merged.length > 0) add('merged-cells', `有合并单元格（${merged.slice(0, 5).join('、')}${merged.length > 5 ? ' 等' : ''}），只有首格有值；请取消合并并逐行填写`, 'Merged cells hold a value in their first cell only; unmerge them');
  if (hiddenRows > 0) add('hidden-rows', `有 ${hiddenRows} 行处于隐藏或筛选状态，已一并读取`, `${hiddenRows} hidden rows were read as well`);
  const hidden = book.sheets.filter((sheet) => sheet.hidden).length;
  if (hidden > 0) add('hidden-sheets', `有 ${hidden} 个隐藏的工作表未读取`, `${hidden} hidden sheets were not read`);
  const others = book.sheets.filter((sheet) => !sheet.hidden && sheet !== chosen).map((sheet) => sheet.name);
  if (others.length > 0) add('other-sheets', `只读取工作表“${chosen.name}”，其余未读取：${others.slice(0, 5).join('、')}`, `Only the sheet "${chosen.name}" was read`);
  return notes;
}

/** Opens a workbook as a table. Throws Refused. */
export async function openXlsx(filePath: string, known: ReadonlySet<string>, limits: ReadLimits): Promise<Table> {
  const zip = await openWorkbookZip(filePath, limits);
  const book = await readWorkbook(zip, limits);
  const sheet = await chooseSheet(zip, book, known, limits);
  const stream = await openPart(zip, sheet.part);
  if (stream === undefined) throw new Refused('damaged');
  const remarks: SheetRemarks = { merged: [], hiddenRows: 0 };
  return {
    facts: { format: 'xlsx', sheet: sheet.name, epoch: book.epoch },
    batches: sheetRows(stream, book, limits, remarks),
    notes: () => notesOf(book, sheet, remarks),
  };
}
