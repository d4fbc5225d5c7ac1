/** 批次行的查阅留痕: rows of a batch about officials are personal data before they are records; whoever sees them leaves a look. */
import type { Actor } from '../core/actor.ts';
import type { House } from '../store/house.ts';
import type { BatchRow } from './batch.ts';

/** Which rows are looked at, and why. */
export interface RowsLook {
  readonly what: string;
  readonly status: string | null;
  readonly afterLine: number;
  /** null for all. */
  readonly rowsMax: number | null;
  readonly purpose: string | null;
  readonly because: string | null;
  readonly allowed: boolean;
}

/** Whoever uploaded a batch or ordered its commit is handling it; nobody else is, of the same body or not. */
export const isHandledBy = (batch: BatchRow, actor: Actor): boolean => actor.accountId !== null && [batch.by_account, batch.committed_by].includes(actor.accountId);

/**
 * Keeps a look: for each official whom the rows were found to be about, and against the batch for the rows of nobody known. Rows
 * that became records are not here any more. @returns how many looks were kept.
 */
export async function keepRowsLook(house: House, actor: Actor, batch: BatchRow, l: RowsLook): Promise<number> {
  const { rowCount } = await house.pool.query(
    `with seen as (select subject_id from rc.batch_row where batch_id = $1 and ($2::text is null or status = $2) and line > $3 order by line limit $4)
     insert into rc.look (at, account_id, account_body, subject_id, batch_id, purpose, because, what, allowed)
     select distinct $5::timestamptz, $6::uuid, $7::uuid, subject_id, $1::uuid, $8, $9, $10, $11::boolean from seen`,
    [batch.id, l.status, l.afterLine, l.rowsMax, house.clock.now(), actor.accountId, actor.bodyId, l.purpose, l.because, l.what, l.allowed]);
  return rowCount ?? 0;
}
