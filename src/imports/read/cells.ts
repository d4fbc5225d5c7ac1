/**
 * 表格内容: what comes out of an uploaded file, whatever its format: one header, then rows of cells, at the end a count.
 * A file that must not be read ends in a refusal instead, which is an ordinary value with advice.
 */
import type { Label } from '../../core/label.ts';
import type { RefusalCode } from './refusals.ts';

/**
 * What is special about a cell: the cached result of a formula, an error value such as #REF!, a number whose last digits
 * the spreadsheet lost, a number shown as a date (already 'YYYY-MM-DD', with ' HH:mm:ss' where there is a time of day),
 * or a plain number.
 */
export type CellFlag = 'formula' | 'error' | 'rounded' | 'date' | 'number';

/** Text as it stands in the file, or text with a flag. */
export type Cell = string | { readonly v: string; readonly flag: CellFlag };

/** The text of a cell; '' for one that a short row does not have. */
export const textOfCell = (cell: Cell | undefined): string => (cell === undefined ? '' : typeof cell === 'string' ? cell : cell.v);

/** A row with its line (csv, ndjson) or row number (xlsx), from 1. */
export interface RawRow {
  readonly line: number;
  readonly cells: Cell[];
}

export type Format = 'xlsx' | 'csv' | 'ndjson';
export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** How the file was understood; shown for confirmation, because an encoding can be guessed wrongly. */
export interface FileFacts {
  readonly format: Format;
  readonly encoding?: Encoding;
  readonly separator?: string;
  readonly sheet?: string;
  /** Lines of a text: it holds at most so many rows. */
  readonly lines?: number;
  /** The day from which the workbook counts its serial dates. */
  readonly epoch?: '1900' | '1904';
}

export interface ReadRefusal extends Label {
  readonly kind: 'refusal';
  readonly code: RefusalCode;
  readonly line?: number;
  /** For the log, not for people: why the reading process died. */
  readonly detail?: string;
}

export interface ReadNote extends Label {
  readonly kind: 'note';
  readonly code: 'merged-cells' | 'hidden-rows' | 'hidden-sheets' | 'other-sheets';
}

/** A header comes first, rows follow, then notes and the end; or, at any point, a refusal and nothing more. */
export type ReadItem =
  | ({ readonly kind: 'header'; readonly line: number; readonly cells: string[] } & FileFacts)
  | ({ readonly kind: 'row' } & RawRow)
  | ReadNote
  | { readonly kind: 'end'; readonly rows: number; readonly peakRssBytes: number }
  | ReadRefusal;

/** Bounds on everything a file could be large in; sizes in bytes, texts in UTF-16 units, times in milliseconds. */
export interface ReadLimits {
  readonly fileBytesMax: number;
  readonly rowsMax: number;
  readonly columnsMax: number;
  /** Excel's own limit. */
  readonly cellCharsMax: number;
  /** One line of text, or all cells of one row together. */
  readonly lineCharsMax: number;
  readonly entriesMax: number;
  readonly inflatedBytesMax: number;
  readonly ratioMax: number;
  /** Below this size no ratio is suspicious: repetitive sheets compress well. */
  readonly ratioFloorBytes: number;
  readonly sharedStringCharsMax: number;
  readonly scanMsMax: number;
  readonly heapMegabytesMax: number;
  /** How long the reading process may work, not counting the time in which nobody took its rows. */
  readonly readMsMax: number;
  readonly readMsPerMegabyteMax: number;
}

export const readLimits: ReadLimits = {
  fileBytesMax: 100 * 2 ** 20,
  rowsMax: 200_000,
  columnsMax: 400,
  cellCharsMax: 32_767,
  lineCharsMax: 2 ** 20,
  entriesMax: 1_000,
  inflatedBytesMax: 200 * 2 ** 20,
  ratioMax: 100,
  ratioFloorBytes: 16 * 2 ** 20,
  sharedStringCharsMax: 64 * 2 ** 20,
  scanMsMax: 2_000,
  heapMegabytesMax: 512,
  readMsMax: 60_000,
  readMsPerMegabyteMax: 1_000,
};

export interface ReadOptions {
  readonly limits?: Partial<ReadLimits>;
  /** Normalised header texts of the item (`headerNames`): with them a title or a notes sheet is not taken for the header. */
  readonly known?: readonly string[];
  /** Only the number of rows is wanted: it comes with the end, and no row does. */
  readonly countOnly?: boolean;
  /** What the user chose after seeing a wrongly guessed preview. */
  readonly encoding?: Encoding;
}
