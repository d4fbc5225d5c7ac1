/**
 * 分段导入: the pieces of a batch that are there whole or not at all. They are cut when the commit begins, with the numbers of their
 * rows, so that some land at a time and whoever resumes after a crash lands the others under the very same numbers.
 */
import { type Asked, transaction, type Tx } from '../store/db.ts';
import type { BulkStart } from '../store/bulk.ts';
import type { House } from '../store/house.ts';
import { takeNumbers } from '../store/numbers.ts';

const pieceRows = 2000;

/** Rows that land together. */
export interface Piece {
  readonly firstLine: number;
  readonly lastLine: number;
  /** The year and first of its numbers: the n-th of its rows that may be committed has the n-th. */
  readonly year: number;
  readonly firstNumber: number;
}

type Series = Pick<BulkStart, 'register' | 'batchId'>;

/** Cuts a batch, unless an earlier attempt did, and takes the numbers of all its rows that may be committed. */
export async function planChunks(tx: Asked, { register, batchId }: Series, today: string): Promise<void> {
  const { rows: known } = await tx.query('select from rc.batch_chunk where batch_id = $1 limit 1', [batchId]);
  if (known.length > 0) return;
  const { rows } = await tx.query<{ first: number; last: number; before: number; n: number }>(
    `select min(line) as first, max(line) as last, at * $2 as before, count(*)::int as n
     from (select line, ((row_number() over (order by line) - 1) / $2)::int as at from rc.batch_row where batch_id = $1 and status in ('good', 'warned')) as row group by at order by at`, [batchId, pieceRows]);
  if (rows.length === 0) return;
  const year = Number(today.slice(0, 4));
  const first = await takeNumbers(tx, register.series, year, rows.reduce((sum, { n }) => sum + n, 0));
  await tx.query('insert into rc.batch_chunk (batch_id, first_line, last_line, year, first_number) select $1, first, last, $2, $3 + before from unnest($4::int[], $5::int[], $6::int[]) as c (first, last, before)',
    [batchId, year, first, rows.map((r) => r.first), rows.map((r) => r.last), rows.map((r) => r.before)]);
}

/** The pieces that have not landed, in the order of the file. */
export async function openChunks(db: Asked, batchId: string): Promise<Piece[]> {
  const { rows } = await db.query<Piece>('select first_line as "firstLine", last_line as "lastLine", year, first_number as "firstNumber" from rc.batch_chunk where batch_id = $1 and not landed order by first_line', [batchId]);
  return rows;
}

/** Notes that a piece has landed. @throws where somebody else has landed it: this transaction must not record its rows twice. */
export async function markLanded(tx: Tx, batchId: string, { firstLine }: Piece): Promise<void> {
  const { rowCount } = await tx.query('update rc.batch_chunk set landed = true where batch_id = $1 and first_line = $2 and not landed', [batchId, firstLine]);
  if (rowCount !== 1) throw new Error(`batch ${batchId}: the rows from line ${firstLine} were committed twice`);
}

/** The two-key advisory locks of batches. */
const attemptLock = 'hashtext(\'rongcheng import attempt\'), hashtext($1)';

/** Begins an attempt at a batch: what an earlier one is just landing is waited for, and from now on it lands nothing. Where the batch lands piece by piece, these are cut. @returns which attempt it is. */
export async function beginAttempt(house: House, series: Series, cuts: boolean): Promise<number> {
  const begun = await transaction(house.pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(${attemptLock})`, [series.batchId]);
    const { rows: [batch] } = await tx.query<{ attempt: number }>('update rc.batch set attempt = attempt + 1 where id = $1 returning attempt', [series.batchId]);
    if (cuts) await planChunks(tx, series, house.clock.today());
    return batch?.attempt ?? 0;
  });
  if (!begun.ok) throw new Error(begun.problem.detail.en);
  return begun.value;
}

/**
 * A worker that was given up for dead may still be at its work: of two at one batch, only the later attempt lands chunks and the other
 * stops, before it takes the other's records for somebody else's.
 */
export async function refuseTakenOver(tx: Tx, batchId: string, attempt: number): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock_shared(${attemptLock})`, [batchId]);
  const { rowCount } = await tx.query('select from rc.batch where id = $1 and attempt = $2', [batchId, attempt]);
  if (rowCount !== 1) throw new Error(`batch ${batchId} was taken over by another worker`);
}
