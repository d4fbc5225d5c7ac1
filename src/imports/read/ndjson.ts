/**
 * 读取 ndjson: one JSON object per line, as systems send it. The columns are all keys of the file, so it is read twice; numbers
 * keep the digits they were written with.
 */
import type { Cell, Encoding, RawRow, ReadLimits } from './cells.ts';
import { Refused } from './refusals.ts';
import { decideEncoding, textChunks } from './text.ts';
import { numberCell } from './xlsx-values.ts';
import type { Table } from './xlsx.ts';

type Given = Record<string, unknown>;

/** A number as it was written. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? new Digits(context?.source ?? String(value)) : value;
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Digits) return numberCell(value.text, false, '1900');
  if (Array.isArray(value) && value.every((each) => typeof each === 'string' && !each.includes(';'))) return value.join(';');
  return { v: '#VALUE!', flag: 'error' };
}

function parseLine(text: string, line: number): Given {
  try {
    const value = JSON.parse(text, keepDigits) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Digits) && !Object.hasOwn(value, '__proto__')) return value as Given;
  } catch {
    // Said below, with the line.
  }
  throw new Refused('bad-json', { line });
}

async function* lines(filePath: string, encoding: Encoding, limits: ReadLimits): AsyncGenerator<{ line: number; text: string }[]> {
  let rest = '';
  let line = 0;
  for await (const chunk of textChunks(filePath, encoding)) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    const found = parts.map((text) => ({ line: ++line, text: text.trim() }));
    const long = [...found, { line: line + 1, text: rest }].find(({ text }) => text.length > limits.lineCharsMax);
    if (long) throw new Refused('line-too-long', { line: long.line, max: limits.lineCharsMax });
    yield found.filter(({ text }) => text !== '');
  }
  if (rest.trim() !== '') yield [{ line: line + 1, text: rest.trim() }];
}

async function keysOf(filePath: string, encoding: Encoding, limits: ReadLimits): Promise<string[]> {
  const keys = new Set<string>();
  for await (const batch of lines(filePath, encoding, limits)) {
    for (const { line, text } of batch) {
      for (const key of Object.keys(parseLine(text, line))) keys.add(key);
      if (keys.size > limits.columnsMax) throw new Refused('too-many-columns', { line, max: limits.columnsMax });
    }
  }
  return [...keys];
}

async function* rowsOf(filePath: string, encoding: Encoding, keys: readonly string[], limits: ReadLimits): AsyncGenerator<RawRow[]> {
  yield [{ line: 0, cells: [...keys] }];
  for await (const batch of lines(filePath, encoding, limits)) {
    const rows: RawRow[] = [];
    for (const { line, text } of batch) {
      const given = parseLine(text, line);
      const cells = keys.map((key) => (Object.hasOwn(given, key) ? cellOf(given[key]) : ''));
      const long = cells.find((cell) => (typeof cell === 'string' ? cell : cell.v).length > limits.cellCharsMax);
      if (long !== undefined) throw new Refused('cell-too-long', { line, max: limits.cellCharsMax });
      if (cells.some((cell) => cell !== '')) rows.push({ line, cells });
    }
    yield rows;
  }
}

/** Opens lines of JSON as a table whose header is the keys. Throws Refused. */
export async function openNdjson(filePath: string, limits: ReadLimits, asked?: Encoding): Promise<Table> {
  const { encoding, lines: count } = await decideEncoding(filePath, limits, asked);
  const keys = await keysOf(filePath, encoding, limits);
  if (keys.length === 0) throw new Refused('no-header');
  return { facts: { format: 'ndjson', encoding, lines: count }, batches: rowsOf(filePath, encoding, keys, limits), notes: () => [] };
}
