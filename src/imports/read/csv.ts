/**
 * 读取 csv: RFC 4180 with what Excel and WPS add to it (sep=, tabs, a blank line, text after a closing quote). Our own
 * splitter, because papaparse counts rows, not the lines a person sees in an editor, and holds a line of any length.
 */
import type { Encoding, RawRow, ReadLimits } from './cells.ts';
import { Refused } from './refusals.ts';
import { decideEncoding, textChunks } from './text.ts';
import type { Table } from './xlsx.ts';

const separators = [',', '\t', ';', '|'];
const sampleLines = 10;

/** The separator that occurs most evenly in the first lines, quotes left out. */
export function guessSeparator(sample: string, originalName: string): string {
  if (/\.tsv$/i.test(originalName)) return '\t';
  const lines = sample.replace(/"[^"]*"/g, '').split(/\r\n?|\n/).filter((line) => line.trim() !== '').slice(0, sampleLines);
  let best = ',';
  let most = 0;
  for (const separator of separators) {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const count = Math.max(0, ...counts);
    const even = counts.filter((each) => each === count).length;
    if (count > 0 && count * even > most) [best, most] = [separator, count * even];
  }
  return best;
}

type State = 'start' | 'plain' | 'quoted' | 'after-quote';

/** Splits text that arrives in pieces into rows; blank rows vanish but count as lines. Its methods throw Refused. */
export class CsvSplitter {
  private readonly separator: string;
  private readonly limits: ReadLimits;
  private readonly take: (row: RawRow) => void;
  private state: State = 'start';
  private cells: string[] = [];
  private cell = '';
  private line = 1;
  private rowLine = 1;
  private rowChars = 0;
  private sawReturn = false;

  constructor(separator: string, limits: ReadLimits, take: (row: RawRow) => void) {
    this.separator = separator;
    this.limits = limits;
    this.take = take;
  }

  write(text: string): void {
    for (let at = 0; at < text.length;) at = this.state === 'quoted' ? this.quotedRun(text, at) : this.step(text, at);
  }

  end(): void {
    if (this.state === 'quoted') throw new Refused('open-quote', { line: this.rowLine });
    if (this.state !== 'start' || this.cells.length > 0) this.closeRow();
  }

  private closeCell(): void {
    const { limits, rowLine: line } = this;
    if (this.cell.length > limits.cellCharsMax) throw new Refused('cell-too-long', { line, max: limits.cellCharsMax });
    this.cells.push(this.cell);
    if (this.cells.length > limits.columnsMax && this.cell.trim() !== '') throw new Refused('too-many-columns', { line, max: limits.columnsMax });
    this.cell = '';
    this.state = 'start';
  }

  private closeRow(): void {
    this.closeCell();
    while (this.cells.at(-1)?.trim() === '') this.cells.pop();
    if (this.cells.length > 0) this.take({ line: this.rowLine, cells: this.cells });
    this.cells = [];
    this.rowChars = 0;
    this.rowLine = this.line;
  }

  private addText(text: string): void {
    this.rowChars += text.length;
    if (this.rowChars > this.limits.lineCharsMax) throw new Refused('line-too-long', { line: this.rowLine, max: this.limits.lineCharsMax });
    this.cell += text;
  }

  /** Takes text up to the next separator or line end; answers where to go on. */
  private plainRun(text: string, from: number): number {
    const separator = this.separator.charCodeAt(0);
    let to = from;
    for (; to < text.length; to++) {
      const char = text.charCodeAt(to);
      if (char === separator || char === 10 || char === 13) break;
    }
    this.addText(text.slice(from, to));
    return to;
  }

  /** Takes text up to the next quote; answers where to go on. */
  private quotedRun(text: string, from: number): number {
    const quote = text.indexOf('"', from);
    const run = text.slice(from, quote < 0 ? text.length : quote);
    this.line += run.split('\n').length - 1;
    this.addText(run);
    if (quote >= 0) this.state = 'after-quote';
    return quote < 0 ? text.length : quote + 1;
  }

  private step(text: string, at: number): number {
    const char = text[at];
    const endsPair = char === '\n' && this.sawReturn;
    this.sawReturn = char === '\r';
    if (endsPair) return at + 1;
    if (char === '"' && (this.state === 'start' || this.state === 'after-quote')) {
      if (this.state === 'after-quote') this.addText('"');
      this.state = 'quoted';
    } else if (char === this.separator) {
      this.rowChars++;
      this.closeCell();
    } else if (char === '\n' || char === '\r') {
      this.line++;
      this.closeRow();
    } else {
      this.state = 'plain';
      return this.plainRun(text, at);
    }
    return at + 1;
  }
}

async function* rowsOf(filePath: string, encoding: Encoding, separator: string, limits: ReadLimits): AsyncGenerator<RawRow[]> {
  let rows: RawRow[] = [];
  const splitter = new CsvSplitter(separator, limits, (row) => {
    if (row.line === 1 && row.cells.length === 1 && /^sep=.?$/i.test(row.cells[0] as string)) return;
    rows.push(row);
  });
  for await (const text of textChunks(filePath, encoding)) {
    splitter.write(text);
    if (rows.length > 0) yield rows;
    rows = [];
  }
  splitter.end();
  if (rows.length > 0) yield rows;
}

/** Opens a text file as a table. Throws Refused. */
export async function openCsv(filePath: string, originalName: string, limits: ReadLimits, asked?: Encoding): Promise<Table> {
  const { encoding, lines } = await decideEncoding(filePath, limits, asked);
  let sample = '';
  for await (const text of textChunks(filePath, encoding)) {
    sample += text;
    if (sample.length >= 65_536) break;
  }
  const declared = /^sep=(.)\r?\n/i.exec(sample)?.[1];
  const separator = declared ?? guessSeparator(sample, originalName);
  return { facts: { format: 'csv', encoding, separator, lines }, batches: rowsOf(filePath, encoding, separator, limits), notes: () => [] };
}
