/**
 * 读取 csv: RFC 4180 with what Excel and WPS add to it (sep=, tabs, a blank line, text after a closing quote). Our own
 * splitter, because papaparse counts rows, not the lines a person sees in an editor, and holds a line of any length.
 */
import type { Cell, Encoding, RawRow, ReadLimits } from './cells.ts';
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

export interface CsvSplitter {
  write(text: string): void;
  end(): void;
}

type State = 'start' | 'plain' | 'quoted' | 'after-quote';

/** Splits text that arrives in pieces into rows; blank rows vanish but count as lines. Throws Refused. */
export function csvSplitter(separator: string, limits: ReadLimits, take: (row: RawRow) => void): CsvSplitter {
  let state: State = 'start';
  let cells: Cell[] = [];
  let cell = '';
  let line = 1;
  let rowLine = 1;
  let chars = 0;
  let sawReturn = false;
  const closeCell = (): void => {
    if (cell.length > limits.cellCharsMax) throw new Refused('cell-too-long', { line: rowLine, max: limits.cellCharsMax });
    cells.push(cell);
    if (cells.length > limits.columnsMax && cell.trim() !== '') throw new Refused('too-many-columns', { line: rowLine, max: limits.columnsMax });
    cell = '';
    state = 'start';
  };
  const closeRow = (): void => {
    closeCell();
    while (cells.length > 0 && (cells.at(-1) as string).trim() === '') cells.pop();
    if (cells.length > 0) take({ line: rowLine, cells });
    cells = [];
    chars = 0;
    rowLine = line;
  };
  const addText = (text: string): void => {
    chars += text.length;
    if (chars > limits.lineCharsMax) throw new Refused('line-too-long', { line: rowLine, max: limits.lineCharsMax });
    cell += text;
  };
  /** Consumes a run of text that ends before `stop`; returns where to go on. */
  const plainRun = (text: string, from: number): number => {
    let to = from;
    for (; to < text.length; to++) {
      const char = text.charCodeAt(to);
      if (char === 10 || char === 13 || char === separator.charCodeAt(0)) break;
    }
    addText(text.slice(from, to));
    return to;
  };
  const quotedRun = (text: string, from: number): number => {
    const quote = text.indexOf('"', from);
    const to = quote < 0 ? text.length : quote;
    const run = text.slice(from, to);
    line += run.split('\n').length - 1;
    addText(run);
    if (quote >= 0) state = 'after-quote';
    return quote < 0 ? to : to + 1;
  };
  const step = (text: string, at: number): number => {
    if (state === 'quoted') return quotedRun(text, at);
    const char = text[at];
    if (char === '\n' && sawReturn) {
      sawReturn = false;
      return at + 1;
    }
    sawReturn = char === '\r';
    if (char === '"' && (state === 'start' || state === 'after-quote')) {
      if (state === 'after-quote') addText('"');
      state = 'quoted';
    } else if (char === separator) {
      chars++;
      closeCell();
    } else if (char === '\n' || char === '\r') {
      line++;
      closeRow();
    } else {
      state = 'plain';
      return plainRun(text, at);
    }
    return at + 1;
  };
  return {
    write(text) {
      for (let at = 0; at < text.length;) at = step(text, at);
    },
    end() {
      if (state === 'quoted') throw new Refused('open-quote', { line: rowLine });
      if (state !== 'start' || cells.length > 0) closeRow();
    },
  };
}

async function* rowsOf(filePath: string, encoding: Encoding, separator: string, limits: ReadLimits): AsyncGenerator<RawRow[]> {
  let rows: RawRow[] = [];
  const splitter = csvSplitter(separator, limits, (row) => {
    if (row.line === 1 && /^sep=.?$/i.test(String(row.cells[0])) && row.cells.length === 1) return;
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
  const encoding = await decideEncoding(filePath, limits, asked);
  let sample = '';
  for await (const text of textChunks(filePath, encoding)) {
    sample += text;
    if (sample.length >= 65_536) break;
  }
  const declared = /^sep=(.)\r?\n/i.exec(sample)?.[1];
  const separator = declared ?? guessSeparator(sample, originalName);
  return { facts: { format: 'csv', encoding, separator }, batches: rowsOf(filePath, encoding, separator, limits), notes: () => [] };
}
