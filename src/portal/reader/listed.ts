/**
 * 公开名单的读取: lists of bodies that change from day to day: who is in good standing, and who has not acknowledged a recall. Read
 * anew for every request: a line that ended must be gone with the next one.
 */
import type { Pool } from 'pg';
import type { Label } from '../../core/label.ts';

export type ListName = 'good-standing' | 'recalls';

export interface ListedRow {
  readonly no: string;
  readonly name: string;
  /** The address of the body's page. */
  readonly slug: string | null;
  readonly area: string | null;
  readonly label: Label | null;
  readonly ground: string | null;
  readonly fromOn: string;
  readonly untilOn: string | null;
}

/** Most lines of one list. */
export const listedMax = 1000;

/** The lines of a list, the oldest first. */
export async function listed(pool: Pool, list: ListName): Promise<ListedRow[]> {
  return (await pool.query<ListedRow>({
    name: 'listed',
    text: `select l.no, l.name, b.slug, a.name as area, l.label, l.ground, l.from_on::text as "fromOn", l.until_on::text as "untilOn"
      from pub.listed l left join pub.body b on b.id = l.body_id left join pub.area a on a.code = l.area_code where l.list = $1 order by l.from_on, l.no limit ${listedMax}`,
    values: [list],
  })).rows;
}
