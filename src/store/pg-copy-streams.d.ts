/** pg-copy-streams ships without types: what we use of it. */
declare module 'pg-copy-streams' {
  import type { Submittable } from 'pg';
  import type { Readable, Writable, WritableOptions } from 'node:stream';

  /** COPY … TO STDOUT as a stream of bytes. */
  export function to(sql: string): Readable & Submittable;
  /** COPY … FROM STDIN as a stream to write to; `rowCount` is known once it has finished. */
  export function from(sql: string, options?: WritableOptions): CopyStream;
  /** `connection` is what it sends to; it is set to null when the server refuses. */
  export type CopyStream = Writable & Submittable & { rowCount: number; connection: unknown };
}
