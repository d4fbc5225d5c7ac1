/**
 * 机构名录的读取: the public bodies by area and level, and one body with its former names, superior and successor.
 */
import type { Pool } from 'pg';
import { toTsquery } from '../../core/words.ts';
import type { BodyRow } from '../types.ts';

/** Bodies on one page of the list. */
export const pageBodies = 100;

export interface BodyLine {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly uscc: string | null;
  readonly areaCode: string;
  readonly level: string | null;
  readonly bodyKind: string | null;
  readonly validTo: string | null;
}

/** A page of the bodies in these areas (all when absent), of this level and matching these words; and how many there are. */
export async function listBodies(
  pool: Pool,
  ask: { readonly text: string; readonly areas?: readonly string[]; readonly level?: string; readonly page: number },
): Promise<{ lines: BodyLine[]; count: number }> {
  const { rows } = await pool.query<BodyLine & { count: number }>({
    name: 'bodies',
    text: `select id, slug, name, uscc, area_code as "areaCode", level, body_kind as "bodyKind", valid_to::text as "validTo", count(*) over ()::int as count
      from pub.body where ($1::text is null or words @@ $1::tsquery) and ($2::text[] is null or area_code = any($2)) and ($3::text is null or level = $3)
      order by array_position(array['city', 'county', 'town', 'village'], level), area_code, valid_to is not null, name offset $4 limit $5`,
    values: [ask.text.trim() === '' ? null : toTsquery(ask.text), ask.areas ?? null, ask.level ?? null, (ask.page - 1) * pageBodies, pageBodies],
  });
  return { lines: rows, count: rows[0]?.count ?? 0 };
}

/** How many bodies the directory has, those that are no more included. */
export async function countBodies(pool: Pool): Promise<number> {
  return (await pool.query<{ count: number }>({ name: 'count-bodies', text: 'select count(*)::int as count from pub.body' })).rows[0]!.count;
}

/** A body by the name in its address, or nothing. */
export async function findBody(pool: Pool, slug: string): Promise<BodyRow | undefined> {
  const { rows } = await pool.query<BodyRow>({
    name: 'body',
    text: `select b.id, b.slug, b.name, b.name_en as "nameEn", b.uscc, b.area_code as "areaCode", b.level, b.body_kind as "bodyKind",
      b.valid_from::text as "validFrom", b.valid_to::text as "validTo", b.names,
      case when p.id is not null then jsonb_build_object('slug', p.slug, 'name', p.name) end as parent,
      case when s.id is not null then jsonb_build_object('slug', s.slug, 'name', s.name, 'kind', b.successor_kind) end as successor
      from pub.body b left join pub.body p on p.id = b.parent_id left join pub.body s on s.id = b.successor_id where b.slug = $1`,
    values: [slug],
  });
  return rows[0];
}

/** Bodies whose successor this one is. */
export async function predecessors(pool: Pool, id: string): Promise<{ slug: string; name: string; validTo: string | null }[]> {
  return (await pool.query<{ slug: string; name: string; validTo: string | null }>({
    name: 'predecessors',
    text: `select slug, name, valid_to::text as "validTo" from pub.body where successor_id = $1 order by valid_to`,
    values: [id],
  })).rows;
}

/** How many public records a body has by severity and by item; bounded, so a body with very many stays quick. */
export async function figuresOfBody(pool: Pool, id: string): Promise<{ by: 'severity' | 'item'; key: string; label: { zh: string; en: string }; count: number }[]> {
  return (await pool.query<{ by: 'severity' | 'item'; key: string; label: { zh: string; en: string }; count: number }>({
    name: 'figures-of-body',
    // A label is read from the newest record alone: bodies are costly to unpack.
    text: `with mine as materialized (select id, disclosed_on, severity, item from pub.record where body_id = $1 order by disclosed_on desc limit 20000),
      counted as (select 'severity' as by, severity as key, count(*)::int as count, (array_agg(id order by disclosed_on desc, id))[1] as newest from mine group by severity
        union all select 'item', item, count(*)::int, (array_agg(id order by disclosed_on desc, id))[1] from mine group by item)
      select c.by, c.key, r.body->c.by->'label' as label, c.count from counted c join pub.record r on r.id = c.newest order by 1, 4 desc, 2`,
    values: [id],
  })).rows;
}
