/** 公告的读取: approved words that stand in public until a day, and of what ended the fact alone. */
import type { Pool } from 'pg';
import type { PostedBody } from '../../core/posting.ts';

export interface PostedRow {
  readonly id: string;
  readonly no: string;
  readonly text: string;
  readonly on: string;
  readonly until: string;
  readonly body: PostedBody | null;
  readonly salt: Uint8Array | null;
  readonly leaf: number | null;
}

/** What is left of words that ended. */
export interface UnpostedRow {
  readonly id: string;
  readonly endedOn: string;
  readonly reason: string;
  readonly article: string;
  readonly leaves: readonly number[];
}

const linesMax = 200;
const live = 'ended_on is null and until_on >= $2';
const columns = `id, no, text, on_day::text as "on", until_on::text as until, body, salt, leaf::float8 as leaf`;

/** What a register has posted and whose day has not passed, newest first. */
export async function postedOf(pool: Pool, register: string, today: string): Promise<readonly PostedRow[]> {
  return (await pool.query<PostedRow>({ name: 'posted', text: `select ${columns} from pub.posted where register = $1 and ${live} order by on_day desc, no desc limit ${linesMax}`, values: [register, today] })).rows;
}

/** Words that stand in public, or the fact that they did; whose day has passed is not shown though nobody has taken it down yet. */
export async function findPosted(pool: Pool, register: string, id: string, today: string): Promise<PostedRow | UnpostedRow | undefined> {
  const { rows: [posted] } = await pool.query<PostedRow>({ name: 'posted-one', text: `select ${columns} from pub.posted where register = $1 and ${live} and id = $3`, values: [register, today, id] });
  if (posted !== undefined) return posted;
  const text = `select id, ended_on::text as "endedOn", reason, article, array[leaf, end_leaf]::float8[] as leaves from pub.posted where register = $1 and id = $2 and ended_on is not null`;
  return (await pool.query<UnpostedRow>({ name: 'unposted-one', text, values: [register, id] })).rows[0];
}
