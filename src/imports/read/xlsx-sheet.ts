/**
 * 工作表: one sheet as a stream of rows. Only what a person would call filled in comes out: rows that are formatted but blank
 * vanish, however many there are; formulas give the result they last showed; merged and hidden parts are counted.
 */
import type { Readable } from 'node:stream';
import type { Cell, RawRow, ReadLimits } from './cells.ts';
import { Refused } from './refusals.ts';
import { unescapeText, type Workbook } from './xlsx-parts.ts';
import { numberCell } from './xlsx-values.ts';
import { parseXml, type XmlHandlers } from './xml.ts';

/** What is known of a sheet once it was read to its end. */
export interface SheetRemarks {
  /** Merged ranges such as A3:A7, the first few. */
  readonly merged: string[];
  hiddenRows: number;
}

const mergedListedMax = 20;

/** 'AB12' → 27; -1 when there is no column. */
export function columnIndex(reference: string): number {
  let index = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i) & 0xdf;
    if (code < 65 || code > 90) break;
    index = index * 26 + (code - 64);
  }
  return index - 1;
}

interface Position {
  line: number;
  column: number;
}

interface CellTypes {
  type: string;
  style: number;
  formula: boolean;
}

function plainCell(text: string, { type, style }: CellTypes, book: Workbook): Cell {
  switch (type) {
    case 's': {
      const shared = book.sharedStrings[Number(text)];
      if (shared === undefined) throw new Refused('damaged');
      return shared;
    }
    case 'str': case 'inlineStr': return unescapeText(text);
    case 'b': return text === '1' || text === 'true' ? 'TRUE' : 'FALSE';
    case 'e': return { v: text, flag: 'error' };
    case 'd': return { v: text.replace('T', ' ').replace(/(?: 00:00:00)?(?:\.0+)?Z?$/, ''), flag: 'date' };
    default: return numberCell(text, book.dateStyles[style] === true, book.epoch);
  }
}

/** An error or a lost digit matters more than that a formula made it. */
function finishedCell(text: string, types: CellTypes, book: Workbook): Cell | undefined {
  const cell = text === '' ? '' : plainCell(text, types, book);
  if (!types.formula) return cell === '' ? undefined : cell;
  if (typeof cell === 'object' && (cell.flag === 'error' || cell.flag === 'rounded')) return cell;
  return { v: typeof cell === 'string' ? cell : cell.v, flag: 'formula' };
}

function checkBounds(cell: Cell, at: Position, chars: number, limits: ReadLimits): void {
  const length = typeof cell === 'string' ? cell.length : cell.v.length;
  if (at.column >= limits.columnsMax) throw new Refused('too-many-columns', { line: at.line, max: limits.columnsMax });
  if (length > limits.cellCharsMax) throw new Refused('cell-too-long', { line: at.line, max: limits.cellCharsMax });
  if (chars + length > limits.lineCharsMax) throw new Refused('line-too-long', { line: at.line, max: limits.lineCharsMax });
}

function sheetHandlers(book: Workbook, limits: ReadLimits, take: (row: RawRow) => void, remarks: SheetRemarks): XmlHandlers {
  const at: Position = { line: 0, column: -1 };
  const types: CellTypes = { type: 'n', style: 0, formula: false };
  let cells: Cell[] = [];
  let chars = 0;
  let text = '';
  let taking = false;
  let inCell = false;
  let phonetic = false;
  let hidden = false;
  const openCell = ({ r, t, s }: Readonly<Record<string, string>>): void => {
    at.column = r === undefined ? at.column + 1 : columnIndex(r);
    if (at.column < 0) throw new Refused('damaged');
    types.type = t ?? 'n';
    types.style = s === undefined ? 0 : Number(s);
    types.formula = false;
    text = '';
    inCell = true;
  };
  const closeCell = (): void => {
    inCell = false;
    const cell = finishedCell(text, types, book);
    if (cell === undefined || (typeof cell === 'string' && cell.trim() === '')) return;
    checkBounds(cell, at, chars, limits);
    chars += typeof cell === 'string' ? cell.length : cell.v.length;
    while (cells.length < at.column) cells.push('');
    cells[at.column] = cell;
  };
  const closeRow = (): void => {
    // A formula that shows nothing does not make a row.
    if (cells.some((cell) => (typeof cell === 'string' ? cell : cell.v) !== '')) {
      if (hidden) remarks.hiddenRows++;
      take({ line: at.line, cells });
    }
    cells = [];
    chars = 0;
    at.column = -1;
  };
  return {
    open(name, attributes) {
      if (name === 'c') openCell(attributes);
      else if (name === 'v') taking = inCell;
      else if (name === 't') taking = inCell && !phonetic;
      else if (name === 'f') types.formula = true;
      else if (name === 'rPh') phonetic = true;
      else if (name === 'row') {
        at.line = attributes.r === undefined ? at.line + 1 : Number(attributes.r);
        hidden = attributes.hidden === '1' || attributes.hidden === 'true';
      } else if (name === 'mergeCell' && remarks.merged.length < mergedListedMax && attributes.ref !== undefined) remarks.merged.push(attributes.ref);
    },
    text(more) {
      if (taking) text += more;
    },
    close(name) {
      if (name === 'v' || name === 't') taking = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'c') closeCell();
      else if (name === 'row') closeRow();
    },
  };
}

/** The filled rows of a sheet in batches; `remarks` is complete after the last. Throws Refused. */
export async function* sheetRows(stream: Readable, book: Workbook, limits: ReadLimits, remarks: SheetRemarks): AsyncGenerator<RawRow[]> {
  let rows: RawRow[] = [];
  for await (const _ of parseXml(stream, sheetHandlers(book, limits, (row) => rows.push(row), remarks))) {
    if (rows.length === 0) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}
