/** 公告的读取: approved words that stand in public until a day. */
import type { Pool } from 'pg';

export interface PostedRow {
  readonly id: string;
  readonly no: string;
  readonly text: string;
  readonly on: string;
  readonly until: string;
}

const linesMax = 200;

/** What a register has posted and whose day has not passed, newest first. */
export async function postedOf(pool: Pool, register: string, today: string): Promise<readonly PostedRow[]> {
  const { rows } = await pool.query<PostedRow>({
    name: 'posted', text: `select id, no, text, on_day::text as "on", until_on::text as until from pub.posted where register = $1 and until_on >= $2 order by on_day desc, no desc limit ${linesMax}`, values: [register, today],
  });
  return rows;
}
