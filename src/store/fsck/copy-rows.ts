/**
 * 逐行读取: rows of a query as they come off the wire, by COPY in PostgreSQL's binary form. A check over millions of rows
 * neither holds them in memory nor pays for turning each column into an object.
 */
import type { Duplex } from 'node:stream';
import type { Submittable } from 'pg';
import type { Tx } from '../db.ts';

const headerBytes = 19;
const columnsMax = 32;
/** Room for what comes in one piece from the server, and the start of a row more. */
const roomBytes = 262_144;
const nothing = Buffer.alloc(0);

/** The rows that have arrived, one after the other: after each {@link next} that is true, a row's columns by their place. */
export class Rows {
  /** What arrived; a column stands in it from {@link from} to {@link to}. */
  bytes: Buffer = nothing;
  readonly #from = new Int32Array(columnsMax);
  readonly #to = new Int32Array(columnsMax);
  #columns = 0;
  #end = 0;
  #size = 0;
  #started = false;

  /** Takes on what arrived next, behind what is still to be read. What was read, and all that was read of it without a copy, may be gone. */
  feed(chunk: Buffer): void {
    const rest = this.#size - this.#end;
    if (this.#size + chunk.length > this.bytes.length) {
      if (rest + chunk.length <= this.bytes.length) this.bytes.copyWithin(0, this.#end, this.#size);
      else this.bytes = Buffer.concat([this.bytes.subarray(this.#end, this.#size)], Math.max(roomBytes, 2 * (rest + chunk.length)));
      this.#size = rest;
      this.#end = 0;
    }
    this.#size += chunk.copy(this.bytes, this.#size);
    if (this.#started || this.#size < headerBytes) return;
    this.#started = true;
    this.#end = headerBytes;
  }

  /** Bytes that have arrived and belong to no row yet. */
  get waiting(): number {
    return this.#size - this.#end;
  }

  /** Goes to the next row that is there as a whole. */
  next(): boolean {
    const { bytes } = this;
    let at = this.#end;
    if (!this.#started || at + 2 > this.#size) return false;
    const columns = bytes.readInt16BE(at);
    at += 2;
    // The mark at the end of all.
    if (columns < 0) return false;
    for (let column = 0; column < columns; column++) {
      if (at + 4 > this.#size) return false;
      const length = bytes.readInt32BE(at);
      at += 4;
      this.#from[column] = at;
      if (length >= 0) at += length;
      this.#to[column] = length < 0 ? -1 : at;
    }
    if (at > this.#size) return false;
    this.#columns = columns;
    this.#end = at;
    return true;
  }

  from(column: number): number {
    return this.#from[column] as number;
  }

  /** Where a column ends; below zero for null. */
  to(column: number): number {
    return this.#to[column] as number;
  }

  isNull(column: number): boolean {
    return this.to(column) < 0;
  }

  /** A smallint, integer or bigint column as a number; NaN for null. */
  int(column: number): number {
    const from = this.from(column);
    const length = this.to(column) - from;
    if (length === 4) return this.bytes.readInt32BE(from);
    if (length === 8) return this.bytes.readInt32BE(from) * 2 ** 32 + this.bytes.readUInt32BE(from + 4);
    return length === 2 ? this.bytes.readInt16BE(from) : Number.NaN;
  }

  /** A boolean column; false for null. */
  bool(column: number): boolean {
    return !this.isNull(column) && this.bytes[this.from(column)] === 1;
  }

  /** A text column, or undefined for null. */
  text(column: number): string | undefined {
    return this.isNull(column) ? undefined : this.bytes.toString('utf8', this.from(column), this.to(column));
  }

  /** A column's bytes as a string of bytes, which compares fast; empty for null. */
  latin(column: number): string {
    return this.isNull(column) ? '' : this.bytes.toString('latin1', this.from(column), this.to(column));
  }

  /** A column's bytes, not copied; undefined for null. */
  view(column: number): Buffer | undefined {
    return this.isNull(column) ? undefined : this.bytes.subarray(this.from(column), this.to(column));
  }

  /** A copy of this row that outlives it. */
  kept(): Rows {
    const row = new Rows();
    const [first, last] = [this.from(0), this.#end];
    row.bytes = Buffer.from(this.bytes.subarray(first, last));
    for (let column = 0; column < this.#columns; column++) {
      row.#from[column] = this.from(column) - first;
      row.#to[column] = this.isNull(column) ? -1 : this.to(column) - first;
    }
    return row;
  }
}

/**
 * A COPY whose rows are taken as the driver's own reader hands them over, one message a row, and put side by side: a stream of streams
 * in between costs more than all the hashing.
 */
class CopyOut implements Submittable {
  readonly rows = new Rows();
  readonly #sql: string;
  #wire: Duplex | undefined;
  #hasNew = false;
  #isOver = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(sql: string) {
    this.#sql = sql;
  }

  submit(connection: unknown): void {
    const { stream, query } = connection as { readonly stream: Duplex; query(sql: string): void };
    this.#wire = stream;
    query.call(connection, `copy (${this.#sql}) to stdout (format binary)`);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.rows.feed(chunk);
    this.#hasNew = true;
    this.#arrived();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#isOver = true;
    this.#arrived();
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#arrived();
  }

  #arrived(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Waits for more; until it is called again, nothing arrives. @returns whether there is more. */
  async more(): Promise<boolean> {
    if (!this.#hasNew && !this.#isOver && this.#error === undefined) {
      const arrival = new Promise<void>((resolve) => { this.#wake = resolve; });
      this.#wire?.resume();
      await arrival;
      if (!this.#isOver && this.#error === undefined) this.#wire?.pause();
    }
    if (this.#error !== undefined) throw this.#error;
    const hasNew = this.#hasNew;
    this.#hasNew = false;
    return hasNew;
  }
}

/** Rows of `sql`, which must need no parameters and have at most 32 columns, as they arrive: go through each batch with `while (rows.next())`. */
export async function* copyRows(tx: Tx, sql: string): AsyncGenerator<Rows> {
  const copy = tx.query(new CopyOut(sql));
  while (await copy.more()) yield copy.rows;
}
