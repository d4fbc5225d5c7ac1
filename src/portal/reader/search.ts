/**
 * 查询: finds records by words and filters among a million. The word index gives candidates, the recheck against the
 * haystack throws out what only shares word pairs with the query, and counting stops at a thousand.
 *
 * Sorting and limiting in one step would let the planner walk the whole date index for a word that is rare or absent
 * (seconds). So the candidates are gathered first, in any order, up to a bound; only when there are more than that, and
 * the newest page is therefore found soon on the date index, is the date index walked.
 */
import type { Pool } from 'pg';
import { haystackPatterns, toPublicTsquery, toTsquery } from '../../core/words.ts';
import type { BodyRow, RecordLine } from '../types.ts';
import { lineColumns } from './records.ts';
import { rememberedBy } from './remembered.ts';

/** Lines of a page. */
export const pageLines = 20;
/** Results that can be leafed through; more are only said to be more. */
export const resultsMax = 1000;
/** Candidates gathered before the other way is taken. */
const candidatesMax = 5000;
/** A short name that more bodies share than this says too little. */
const namedBodiesMax = 20;

/** Bodies that are shown above the records when they bear the name. */
const namedBodiesShown = 5;
/** How long, in milliseconds, and of how many searches the answers are kept. */
const keptMs = 1000;
const searchesMax = 500;

/** What a reader asked for. `areas` are codes; days are YYYY-MM-DD and include both ends. */
export interface SearchQuery {
  readonly text: string;
  readonly item?: string;
  readonly areas?: readonly string[];
  readonly severity?: string;
  readonly from?: string;
  readonly to?: string;
  /** First is 1. */
  readonly page: number;
}

export interface SearchResult {
  readonly lines: readonly RecordLine[];
  readonly count: number;
  /** There are more than `count`. */
  readonly capped: boolean;
}

interface Conditions {
  readonly text: string;
  readonly values: unknown[];
}

/**
 * Every part of the text (as split by blanks) must occur in the record, or name its body: who asks for 住建局 means the
 * bodies so called, though their records carry the full name.
 */
function conditions(query: SearchQuery, bodiesByPart: readonly (readonly string[])[]): Conditions {
  const parts: string[] = [];
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  textParts(query.text).forEach((part, at) => {
    const matches = `(r.words @@ ${bind(toPublicTsquery(part))}::tsquery and r.haystack like all(${bind(haystackPatterns(part))}::text[]))`;
    const bodies = bodiesByPart[at] ?? [];
    parts.push(bodies.length > 0 ? `(${matches} or r.body_id = any(${bind(bodies)}::uuid[]))` : matches);
  });
  if (query.item) parts.push(`r.item = ${bind(query.item)}`);
  if (query.areas) parts.push(`r.area_code = any(${bind(query.areas)}::text[])`);
  if (query.severity) parts.push(`r.severity = ${bind(query.severity)}`);
  if (query.from) parts.push(`r.disclosed_on >= ${bind(query.from)}::date`);
  if (query.to) parts.push(`r.disclosed_on <= ${bind(query.to)}::date`);
  return { text: parts.join(' and ') || 'true', values };
}

/** The parts of a text that can be searched for; what comes after the eighth only narrows and is left out. */
function textParts(text: string): string[] {
  return text.split(/\s+/u).filter((part) => toTsquery(part) !== '').slice(0, 8);
}

/** Ids of the bodies that each part names; a part that names more than a few, such as 局, names none in particular. */
async function namedBodies(pool: Pool, text: string): Promise<string[][]> {
  const parts = textParts(text);
  if (parts.length === 0) return [];
  const { rows } = await pool.query<{ at: number; ids: string[] }>({
    name: 'named-bodies',
    text: `select part.at::int as at, array_agg(b.id) as ids from unnest($1::text[]) with ordinality as part (query, at)
      cross join lateral (select id from pub.body where words @@ part.query::tsquery limit ${namedBodiesMax + 1}) b group by part.at having count(*) <= ${namedBodiesMax}`,
    values: [parts.map(toTsquery)],
  });
  return parts.map((_, at) => rows.find((row) => row.at === at + 1)?.ids ?? []);
}

/** Whether there is anything in the text that can be searched for. */
export function isSearchable(text: string): boolean {
  return text.trim() === '' || toTsquery(text) !== '';
}

/** A page of the records that match, newest first. */
export async function searchRecords(pool: Pool, query: SearchQuery): Promise<SearchResult> {
  const where = conditions(query, await namedBodies(pool, query.text));
  const offset = (query.page - 1) * pageLines;
  // Not named: the plan must fit these words, a generic one would not know whether they are rare.
  const { rows } = await pool.query<RecordLine & { count: number }>(
    `with found as materialized (select r.id, r.disclosed_on from pub.record r where ${where.text}),
      gathered as materialized (select * from found limit ${candidatesMax + 1}),
      page as (select * from gathered order by disclosed_on desc, id desc offset ${offset} limit ${pageLines})
    select (select count(*)::int from gathered) as count, line.* from (select 1) one
      left join lateral (select ${lineColumns}, r.disclosed_on as day from page join pub.record r using (id)) line on true
    order by line.day desc, line.id desc`,
    where.values,
  );
  const count = rows[0]!.count;
  if (count <= candidatesMax) {
    return { lines: rows.filter((row) => row.id !== null), count: Math.min(count, resultsMax), capped: count > resultsMax };
  }
  const walked = await pool.query<RecordLine>(
    // The planner takes neighbouring word pairs for independent, so it believes the words rare and would read and sort all
    // that match. `offset 0` keeps it on the date index; the columns, costly to unpack, are read for the page alone.
    `with page as (select r.id from (select * from pub.record order by disclosed_on desc, id desc offset 0) r where ${where.text} offset ${offset} limit ${pageLines})
    select ${lineColumns} from page join pub.record r using (id) order by r.disclosed_on desc, r.id desc`,
    where.values,
  );
  return { lines: walked.rows, count: resultsMax, capped: true };
}

/** Bodies whose present, former or short names match the text; existing ones first, from the city down. */
export async function searchBodies(pool: Pool, text: string, count: number): Promise<FoundBody[]> {
  const query = toTsquery(text);
  if (query === '') return [];
  const { rows } = await pool.query<FoundBody>({
    name: 'search-bodies',
    text: `select slug, name, area_code as "areaCode", valid_to::text as "validTo" from pub.body where words @@ $1::tsquery
      order by valid_to is not null, array_position(array['city', 'county', 'town', 'village'], level), length(name), name limit $2`,
    values: [query, count],
  });
  return rows;
}

type FoundBody = Pick<BodyRow, 'slug' | 'name' | 'areaCode' | 'validTo'>;

/** A page of records and, on the first page, the bodies that bear the name. */
export type SearchReader = (query: SearchQuery) => Promise<{ readonly result: SearchResult; readonly bodies: readonly FoundBody[] }>;

/** Searches; what many ask is asked of the database once a second, in whatever language and size of type they read it. */
export function searchReader(pool: Pool): SearchReader {
  const remember = rememberedBy<Awaited<ReturnType<SearchReader>>>(keptMs, searchesMax);
  return (query) => remember(JSON.stringify(query), async () => {
    const [result, bodies] = await Promise.all([searchRecords(pool, query), query.page > 1 ? [] : searchBodies(pool, query.text, namedBodiesShown)]);
    return { result, bodies };
  });
}
