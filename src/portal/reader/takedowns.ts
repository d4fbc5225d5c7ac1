/**
 * 停止公示的读取: how many records ended, when, why and under which article, and how much was masked in what stayed. Never
 * which content: that is destroyed when a record ends.
 */
import type { Pool } from 'pg';
import type { EndKind, EndedRow } from '../types.ts';
import { remembered } from './remembered.ts';

export interface EndedCount {
  readonly month: string;
  readonly kind: EndKind;
  readonly reason: string;
  readonly article: string;
  readonly count: number;
}

export interface MaskedCount {
  readonly month: string;
  readonly kind: string;
  readonly rule: string;
  readonly records: number;
  readonly places: number;
}

export interface Takedowns {
  readonly ended: readonly EndedCount[];
  readonly masked: readonly MaskedCount[];
}

/** Reads the counts by month, newest month first; at most every two seconds. */
export function takedownsReader(pool: Pool): () => Promise<Takedowns> {
  return remembered(2000, async () => {
    const ended = await pool.query<EndedCount>({
      name: 'ended-counts',
      text: `select to_char(ended_on, 'YYYY-MM') as month, kind, reason, article, count(*)::int as count from pub.ended group by 1, 2, 3, 4 order by 1 desc, 5 desc, 2, 4`,
    });
    const masked = await pool.query<MaskedCount>({
      name: 'masked-counts',
      text: `select to_char(on_day, 'YYYY-MM') as month, kind, rule, count(distinct record_id)::int as records, sum(count)::int as places from pub.masked group by 1, 2, 3 order by 1 desc, 5 desc, 2`,
    });
    return { ended: ended.rows, masked: masked.rows };
  });
}

/** Ended records on one page. */
export const pageEnded = 50;

/** The records that ended in a month (YYYY-MM), newest first. */
export async function endedIn(pool: Pool, month: string, page: number): Promise<EndedRow[]> {
  return (await pool.query<EndedRow>({
    name: 'ended-in',
    text: `select id, ended_on::text as "endedOn", kind, reason, article, leaves from pub.ended
      where ended_on >= ($1 || '-01')::date and ended_on < ($1 || '-01')::date + interval '1 month' order by ended_on desc, id desc offset $2 limit $3`,
    values: [month, (page - 1) * pageEnded, pageEnded],
  })).rows;
}
