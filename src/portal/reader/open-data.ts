/**
 * 开放数据的读取: all public records in steps of a thousand, what changed since a reader last looked, and where the pages of
 * the sitemap begin. Each step is its own short query, so a reader on a slow line holds nothing open.
 */
import type { Pool } from 'pg';
import { personId } from '../types.ts';
import type { BesideLine, PublicBody } from '../types.ts';
import { besideColumn } from './records.ts';
import { remembered } from './remembered.ts';

const stepRows = 1000;
/** Addresses on one page of the sitemap; the protocol allows 50,000. */
export const sitemapLinks = 10_000;
const firstId = '00000000-0000-0000-0000-000000000000';
// Records about officials stand on their own pages only: a list of them would be a bulk export of persons.
const aboutBodies = `body_id <> '${personId}'`;

export interface OpenRecord {
  readonly id: string;
  readonly body: PublicBody;
  readonly leaf: number;
  readonly disputed: boolean;
  readonly disclosedOn: string;
  readonly updatedAt: Date;
  /** What has followed, as the record's page says it; not read for a feed. */
  readonly beside?: readonly BesideLine[];
}

/** Every public record about a body, in order of id. */
export async function* allRecords(pool: Pool): AsyncGenerator<OpenRecord[]> {
  for (let after = firstId; ;) {
    const { rows } = await pool.query<OpenRecord>({
      name: 'open-records',
      text: `select id, body, leaf::float8 as leaf, disputed, disclosed_on::text as "disclosedOn", updated_at as "updatedAt", ${besideColumn} as beside from pub.record r where id > $1 and ${aboutBodies} order by id limit ${stepRows}`,
      values: [after],
    });
    if (rows.length > 0) yield rows;
    if (rows.length < stepRows) return;
    after = rows.at(-1)!.id;
  }
}

/** One change: a record as it is since it was disclosed or corrected, disputed or put right, or one that ended, with nothing but the fact. */
export interface Change {
  readonly id: string;
  readonly at: Date;
  /** The same instant to the microsecond, for cursors. */
  readonly mark: string;
  readonly change: 'disclosed' | 'corrected' | 'ended';
  readonly body: PublicBody | null;
  /** Whether an objection to it is being examined now; null of what ended. */
  readonly disputed: boolean | null;
  readonly beside: readonly BesideLine[] | null;
  readonly leaf: number;
  readonly kind: string | null;
  readonly endedOn: string | null;
}

/** The changes after a cursor (instant and id), oldest first. */
export async function changesAfter(pool: Pool, at: string, id: string, count: number): Promise<Change[]> {
  return (await pool.query<Change>({
    name: 'changes',
    text: `select * from (
        (select id, updated_at as at, to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as mark, case when jsonb_array_length(history) > 1 then 'corrected' else 'disclosed' end as change,
          body, disputed, ${besideColumn} as beside, leaf::float8 as leaf, null as kind, null as "endedOn" from pub.record r where (updated_at, id) > ($1::timestamptz, $2::uuid) and ${aboutBodies} order by updated_at, id limit $3)
        union all
        (select id, at, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'ended', null, null, null, (leaves->>-1)::float8, kind, ended_on::text
          from pub.ended where (at, id) > ($1::timestamptz, $2::uuid) order by at, id limit $3)
      ) changes order by at, id limit $3`,
    values: [at, id, count],
  })).rows;
}

/** The ids after which each further page of the sitemap begins; read at most once a minute. */
export function sitemapReader(pool: Pool): () => Promise<string[]> {
  return remembered(60_000, async () => {
    const { rows } = await pool.query<{ id: string }>(
      `select id from (select id, row_number() over (order by id) as place from pub.record where ${aboutBodies}) placed where place % ${sitemapLinks} = 0 order by id`,
    );
    return [firstId, ...rows.map(({ id }) => id)];
  });
}

/** Records on the sitemap's page that begins after this id. */
export async function sitemapPage(pool: Pool, after: string): Promise<{ id: string; on: string }[]> {
  return (await pool.query<{ id: string; on: string }>({
    name: 'sitemap-page',
    text: `select id, to_char(updated_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as on from pub.record where id > $1 and ${aboutBodies} order by id limit ${sitemapLinks}`,
    values: [after],
  })).rows;
}

/** Records whose disclosure only shows in numbers: counts by item and area, summed over all months. */
export async function statistics(pool: Pool): Promise<{ item: string; areaCode: string; month: string; count: number }[]> {
  return (await pool.query<{ item: string; areaCode: string; month: string; count: number }>({
    name: 'statistics',
    text: `select item, area_code as "areaCode", to_char(month, 'YYYY-MM') as month, count from pub.statistic order by month desc, item, area_code limit 5000`,
  })).rows;
}

/** What an Atom feed shows: the records disclosed or corrected last, of one body or of all. */
export async function feedRecords(pool: Pool, bodyId: string | undefined, count: number): Promise<OpenRecord[]> {
  const columns = `id, body, leaf::float8 as leaf, disputed, disclosed_on::text as "disclosedOn", updated_at as "updatedAt"`;
  const query = bodyId === undefined
    ? { name: 'feed', text: `select ${columns} from pub.record where ${aboutBodies} order by disclosed_on desc, id desc limit $1`, values: [count] }
    : { name: 'feed-of-body', text: `select ${columns} from pub.record where body_id = $2 order by disclosed_on desc, id desc limit $1`, values: [count, bodyId] };
  return (await pool.query<OpenRecord>(query)).rows;
}
