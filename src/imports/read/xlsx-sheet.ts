/**
 * 工作表: one sheet as a stream of rows. Only what a person would call filled in comes out: rows that are formatted but blank
 * vanish, however many there are; formulas give the result they last showed; merged and hidden parts are counted.
 */
import type { Readable } from 'node:stream';
import { textOfCell, type Cell, type RawRow, type ReadLimits } from './cells.ts';
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
  return { v: textOfCell(cell), flag: 'formula' };
}

/** Gathers rows from the tags of a sheet. Its methods throw Refused. */
class SheetParser implements XmlHandlers {
  rows: RawRow[] = [];
  private readonly book: Workbook;
  private readonly limits: ReadLimits;
  private readonly remarks: SheetRemarks;
  private readonly types: CellTypes = { type: 'n', style: 0, formula: false };
  private line = 0;
  private column = -1;
  private cells: Cell[] = [];
  private rowChars = 0;
  private hidden = false;
  private characters = '';
  private taking = false;
  private inCell = false;
  private phonetic = false;

  constructor(book: Workbook, limits: ReadLimits, remarks: SheetRemarks) {
    this.book = book;
    this.limits = limits;
    this.remarks = remarks;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'c': return this.openCell(attributes);
      case 'v': this.taking = this.inCell; return;
      case 't': this.taking = this.inCell && !this.phonetic; return;
      case 'f': this.types.formula = true; return;
      case 'rPh': this.phonetic = true; return;
      case 'row':
        this.line = attributes.r === undefined ? this.line + 1 : Number(attributes.r);
        this.hidden = attributes.hidden === '1' || attributes.hidden === 'true';
        return;
      case 'mergeCell': if (attributes.ref !== undefined && this.remarks.merged.length < mergedListedMax) this.remarks.merged.push(attributes.ref);
    }
  }

  text(more: string): void {
    if (this.taking) this.characters += more;
  }

  close(name: string): void {
    switch (name) {
      case 'v': case 't': this.taking = false; return;
      case 'rPh': this.phonetic = false; return;
      case 'c': return this.closeCell();
      case 'row': return this.closeRow();
    }
  }

  private openCell({ r, t, s }: Readonly<Record<string, string>>): void {
    this.column = r === undefined ? this.column + 1 : columnIndex(r);
    if (this.column < 0) throw new Refused('damaged');
    this.types.type = t ?? 'n';
    this.types.style = s === undefined ? 0 : Number(s);
    this.types.formula = false;
    this.characters = '';
    this.inCell = true;
  }

  private closeCell(): void {
    this.inCell = false;
    const cell = finishedCell(this.characters, this.types, this.book);
    if (cell === undefined || (typeof cell === 'string' && cell.trim() === '')) return;
    this.checkBounds(textOfCell(cell).length);
    while (this.cells.length < this.column) this.cells.push('');
    this.cells[this.column] = cell;
  }

  private checkBounds(length: number): void {
    const { limits, line } = this;
    if (this.column >= limits.columnsMax) throw new Refused('too-many-columns', { line, max: limits.columnsMax });
    if (length > limits.cellCharsMax) throw new Refused('cell-too-long', { line, max: limits.cellCharsMax });
    this.rowChars += length;
    if (this.rowChars > limits.lineCharsMax) throw new Refused('line-too-long', { line, max: limits.lineCharsMax });
  }

  private closeRow(): void {
    // A formula that shows nothing does not make a row.
    if (this.cells.some((cell) => textOfCell(cell) !== '')) {
      if (this.hidden) this.remarks.hiddenRows++;
      this.rows.push({ line: this.line, cells: this.cells });
    }
    this.cells = [];
    this.rowChars = 0;
    this.column = -1;
  }
}

/** The filled rows of a sheet in batches; `remarks` is complete after the last. Throws Refused. */
export async function* sheetRows(stream: Readable, book: Workbook, limits: ReadLimits, remarks: SheetRemarks): AsyncGenerator<RawRow[]> {
  const parser = new SheetParser(book, limits, remarks);
  for await (const _ of parseXml(stream, parser)) {
    if (parser.rows.length === 0) continue;
    yield parser.rows;
    parser.rows = [];
  }
  if (parser.rows.length > 0) yield parser.rows;
}
