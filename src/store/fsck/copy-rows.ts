/**
 * 逐行读取: rows of a query as they come off the wire, by COPY in PostgreSQL's binary form. A check over millions of rows
 * neither holds them in memory nor pays for turning each column into an object.
 */
import { to as copyTo } from 'pg-copy-streams';
import type { Tx } from '../db.ts';

const headerBytes = 19;
const nothing = Buffer.alloc(0);

/** One row: a column's bytes, or null. Valid until the next batch is asked for. */
export type CopiedRow = readonly (Buffer | null)[];

/** Rows of `sql`, which must need no parameters, in batches as they arrive. Integers come as big-endian bytes: see {@link intOf}. */
export async function* copyRows(tx: Tx, sql: string): AsyncGenerator<CopiedRow[]> {
  const stream = tx.query(copyTo(`copy (${sql}) to stdout (format binary)`));
  let rest: Buffer = nothing;
  let started = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!started && bytes.length < headerBytes) {
      rest = bytes;
      continue;
    }
    const { rows, end } = readRows(bytes, started ? 0 : headerBytes);
    started = true;
    rest = bytes.subarray(end);
    if (rows.length > 0) yield rows;
  }
}

/** Whole rows in `bytes` from `start`, and where the first incomplete one begins. */
function readRows(bytes: Buffer, start: number): { rows: CopiedRow[]; end: number } {
  const rows: CopiedRow[] = [];
  let end = start;
  for (;;) {
    if (end + 2 > bytes.length) return { rows, end };
    const columns = bytes.readInt16BE(end);
    if (columns < 0) return { rows, end: bytes.length };
    let at = end + 2;
    const row: (Buffer | null)[] = [];
    while (row.length < columns) {
      if (at + 4 > bytes.length) return { rows, end };
      const length = bytes.readInt32BE(at);
      at += 4;
      if (length < 0) {
        row.push(null);
        continue;
      }
      if (at + length > bytes.length) return { rows, end };
      row.push(bytes.subarray(at, at + length));
      at += length;
    }
    rows.push(row);
    end = at;
  }
}

/** A smallint, integer or bigint column as a number. */
export function intOf(column: Buffer | null | undefined): number {
  if (column == null) return Number.NaN;
  if (column.length === 8) return Number(column.readBigInt64BE());
  return column.length === 4 ? column.readInt32BE() : column.readInt16BE();
}

/** A text column, or undefined for null. */
export const textOf = (column: Buffer | null | undefined): string | undefined => column?.toString('utf8');

/** A boolean column. */
export const boolOf = (column: Buffer | null | undefined): boolean => column?.[0] === 1;
