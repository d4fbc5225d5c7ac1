/**
 * 批量写入 COPY: rows as lines of PostgreSQL's text form, sent in pieces while the next ones are still being made, so that the
 * server parses one piece while this process builds another.
 */
import { once } from 'node:events';
import type { WritableOptions } from 'node:stream';
import { from as copyFrom, type CopyStream } from 'pg-copy-streams';
import type { Tx } from './db.ts';

/** Characters sent at once. */
const pieceChars = 65_536;
/** Made ahead of the server, so that it never waits while this process does something else for a moment. */
const aheadBytes = 2 ** 20;

/** Stands for null. */
export const copyNull = '\\N';

const needsEscape = /[\\\t\n\r]/;

/** A text, or JSON as text, as a column. */
export function copyText(text: string | null | undefined): string {
  if (text === null || text === undefined) return copyNull;
  if (!needsEscape.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

const unescaped: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

/** The text of a column that {@link copyText} wrote of a text. */
export const plainText = (column: string): string => (column.includes('\\') ? column.replace(/\\(.)/g, (_, char: string) => unescaped[char] ?? char) : column);

/** Bytes as a column. */
export const copyBytes = (bytes: Buffer | null): string => (bytes === null ? copyNull : `\\\\x${bytes.toString('hex')}`);

/** A value as a jsonb column. */
export const copyJson = (value: unknown): string => copyText(JSON.stringify(value));

/** Takes what is written to it and does nothing. */
const deaf = { stream: { write: () => true, once: () => undefined }, sendCopyFail: () => undefined };

/**
 * A COPY into a table, as a stream to write to. Once the server has refused it, what the stream still holds goes nowhere: left
 * to itself it would write to a connection that it has given back, and end the process.
 */
export function openCopy(tx: Tx, sql: string, options: WritableOptions = {}): CopyStream {
  const stream = tx.query(copyFrom(sql, options));
  stream.once('error', () => queueMicrotask(() => { stream.connection = deaf; }));
  return stream;
}

/** Sends lines, each ending in a line feed, into a table and its columns. @throws what the server says, e.g. a violated key. */
export async function copyInto(tx: Tx, into: string, lines: Iterable<string>): Promise<void> {
  await copyPieces(tx, into, gathered(lines));
}

function* gathered(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** The same with lines that were put together already. */
export async function copyPieces(tx: Tx, into: string, pieces: Iterable<string | Buffer>): Promise<void> {
  const stream = openCopy(tx, `copy ${into} from stdin`, { highWaterMark: aheadBytes });
  for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}
