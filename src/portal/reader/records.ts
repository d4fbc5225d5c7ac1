/**
 * 公示记录的读取: what remains of single records, the latest ones, and how many there are. Named prepared statements; no page needs more
 * than two.
 */
import type { Pool } from 'pg';
import type { EndedRow, RecordLine } from '../types.ts';

/** What a list shows of a record; `r` is pub.record. */
export const lineColumns = `r.id, r.no, r.body->'item'->'label' as item, r.body->'subject'->>'name' as subject, r.body->'subject'->>'areaName' as "areaName",
  r.body->'severity' as severity, r.body->>'documentNumber' as "documentNumber", left(r.body->>'summary', 160) as summary,
  r.disclosed_on::text as "disclosedOn", r.until_on::text as "untilOn", r.disputed, r.version`;

/** What has followed from a record, oldest first, as its page says it; `r` is pub.record. */
export const besideColumn = "(select coalesce(jsonb_agg(jsonb_build_object('matter', m.register, 'label', m.label, 'state', m.state, 'on', m.on_day, 'dueOn', m.due_on) order by m.on_day, m.no), '[]') from pub.matter m where m.record_id = r.id)";

const endedText = `select id, ended_on::text as "endedOn", kind, reason, article, leaves from pub.ended where id = $1 order by at desc limit 1`;
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be a record's id. */
export const isId = (text: string): boolean => uuidForm.test(text);

/** What remains of a record that is no longer disclosed, or nothing. */
export async function findEnded(pool: Pool, id: string): Promise<EndedRow | undefined> {
  const { rows } = await pool.query<EndedRow>({ name: 'ended', text: endedText, values: [id] });
  return rows[0];
}

/** The records disclosed last. */
export async function latestRecords(pool: Pool, count: number): Promise<RecordLine[]> {
  const text = `select ${lineColumns} from pub.record r order by r.disclosed_on desc, r.id desc limit $1`;
  return (await pool.query<RecordLine>({ name: 'latest', text, values: [count] })).rows;
}

/** Records of a body, newest first, from `offset` on. */
export async function recordsOfBody(pool: Pool, bodyId: string, offset: number, count: number): Promise<RecordLine[]> {
  const text = `select ${lineColumns} from pub.record r where r.body_id = $1 order by r.disclosed_on desc, r.id desc offset $2 limit $3`;
  return (await pool.query<RecordLine>({ name: 'records-of-body', text, values: [bodyId, offset, count] })).rows;
}

/** How many records are public now, altogether and by catalogue item, area and body. */
export interface Counts {
  readonly total: number;
  readonly byItem: ReadonlyMap<string, number>;
  readonly byArea: ReadonlyMap<string, number>;
  readonly byBody: ReadonlyMap<string, number>;
}

// Each grouping is one index-only scan; a single grouping by all three would read every row of the table.
const countsText = `select 'item' as by, item as key, count(*)::int as count from pub.record group by item
  union all select 'area', area_code, count(*)::int from pub.record group by area_code
  union all select 'body', body_id::text, count(*)::int from pub.record group by body_id`;
// Every disclosure, correction and end adds a leaf, so the newest leaf is the version of what is public.
const editionText = `select coalesce((select max(idx) from pub.log_leaf), -1)::text || '/' || (select count(*) from (select 1 from pub.record limit 1001) few)::text as edition`;

/**
 * Reads the counts, anew whenever the log grew. Counting a million rows takes a while, so it takes at most a twentieth of
 * the time: the next count waits twenty times as long as the last one took.
 */
export function countsReader(pool: Pool): () => Promise<Counts> {
  let counts: { edition: string; answer: Promise<Counts>; readyAt: number } | undefined;
  const count = async (): Promise<Counts> => {
    const { rows } = await pool.query<{ by: string; key: string; count: number }>({ name: 'counts', text: countsText });
    const by = (what: string) => new Map(rows.filter((row) => row.by === what).map((row) => [row.key, row.count]));
    const byItem = by('item');
    return { total: [...byItem.values()].reduce((sum, n) => sum + n, 0), byItem, byArea: by('area'), byBody: by('body') };
  };
  return async () => {
    if (counts && performance.now() < counts.readyAt) return counts.answer;
    const { rows } = await pool.query<{ edition: string }>({ name: 'edition', text: editionText });
    const edition = rows[0]!.edition;
    if (counts?.edition === edition) return counts.answer;
    const started = performance.now();
    const mine = { edition, answer: count(), readyAt: Number.POSITIVE_INFINITY };
    counts = mine;
    mine.answer.then(
      () => (mine.readyAt = performance.now() + 20 * (performance.now() - started)),
      () => { if (counts === mine) counts = undefined; },
    );
    return mine.answer;
  };
}
