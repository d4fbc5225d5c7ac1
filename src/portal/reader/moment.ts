/**
 * 数据库的此刻: which transactions can be seen. As long as that is the same, so is everything that is public, and what was read at that moment
 * needs no second look. Requests that come together share one question, and so do those of the next {@link momentLeaseMs}, counted from when it was
 * sent: who changes something is answered only when that time is over.
 */
import type { Pool } from 'pg';
import { momentLeaseMs } from '../../core/publication.ts';

/**
 * The moment as a text: the same text, the same content. With the start of the server, in case another takes its place. Null on a
 * standby, whose snapshots do not tell what is under way.
 */
export const momentSql = "case when not pg_is_in_recovery() then concat(pg_postmaster_start_time(), ' ', pg_current_snapshot()) end";

/** Told of the moment; undefined when there is none to be had. */
type Told = (moment: string | undefined) => void;

/** Tells the moment as it is after being asked, or as it was a lease ago at most. */
export type MomentReader = (told: Told) => void;

export function momentReader(pool: Pool): MomentReader {
  let waiting: Told[] = [];
  let isAsking = false;
  let known: { readonly moment: string; readonly until: number } | undefined;
  const ask = async (): Promise<void> => {
    isAsking = true;
    while (waiting.length > 0) {
      const some = waiting;
      waiting = [];
      const until = performance.now() + momentLeaseMs;
      const moment = await pool.query<[string | null]>({ name: 'moment', text: `select ${momentSql}`, rowMode: 'array' }).then(({ rows }) => rows[0]?.[0] ?? undefined, () => undefined);
      known = moment === undefined ? undefined : { moment, until };
      for (const told of some) told(moment);
      // Who was answered may ask again at once; they go together.
      if (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    isAsking = false;
  };
  return (told) => {
    if (known !== undefined && performance.now() < known.until) return told(known.moment);
    if (waiting.push(told) === 1 && !isAsking) setImmediate(() => isAsking || void ask());
  };
}
