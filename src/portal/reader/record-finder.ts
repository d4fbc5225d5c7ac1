/**
 * 单条记录的读取: the record behind a page, as it is at this moment. The database is asked for every request, so that what ended is
 * gone with the very next one; but requests that come together share a query, and what is known already is not sent again: a row's
 * stamp tells whether it, its body or the body's successor changed.
 */
import type { Pool } from 'pg';
import type { PublicRecordRow } from '../types.ts';
import { momentSql } from './moment.ts';
import { besideColumn } from './records.ts';
import { forgetMs, Recent } from './remembered.ts';

const askedAtOnceMax = 64;
/** While these are under way the next one gathers. */
const queriesAtOnceMax = 2;
const keptMax = 2000;

interface Known {
  readonly stamp: string;
  readonly record: PublicRecordRow;
}

interface Waiting {
  readonly id: string;
  resolve(record: PublicRecordRow | undefined): void;
  reject(error: unknown): void;
}

// Every change of a row is by another transaction, whose number is its xmin; what stands beside the record belongs to its stamp.
const text = `select r.id, stamped.stamp, ${momentSql} as moment, whole.* from unnest($1::uuid[], $2::text[]) as asked (id, stamp)
  join pub.record r on r.id = asked.id left join pub.body b on b.id = r.body_id left join pub.body s on s.id = b.successor_id
  cross join lateral (select concat(r.xmin, '/', b.xmin, '/', s.xmin, '/', (select string_agg(concat(m.id, m.xmin), ',' order by m.id) from pub.matter m where m.record_id = r.id)) as stamp) stamped
  left join lateral (select jsonb_build_object('body', r.body, 'history', r.history, 'beside', ${besideColumn}, 'bodySlug', b.slug, 'successor', case when s.id is not null then jsonb_build_object('slug', s.slug, 'name', s.name) end) as parts,
    r.salt, r.leaf::float8 as leaf, r.version, r.disclosed_on::text as "disclosedOn", r.until_on::text as "untilOn", r.disputed) whole on stamped.stamp <> asked.stamp`;

type Row = Omit<PublicRecordRow, 'body' | 'history' | 'beside' | 'bodySlug' | 'successor'> & { readonly stamp: string; readonly moment: string | null; readonly parts: Pick<PublicRecordRow, 'body' | 'history' | 'beside' | 'bodySlug' | 'successor'> | null };

const moments = new WeakMap<PublicRecordRow, string>();

/** The latest moment at which the record was seen to be as it is here. */
export const momentOf = (record: PublicRecordRow): string | undefined => moments.get(record);

/** Finds disclosed records by id. */
export function recordFinder(pool: Pool): (id: string) => Promise<PublicRecordRow | undefined> {
  const known = new Recent<string, Known>(keptMax, forgetMs);
  let waiting: Waiting[] = [];

  const ask = async (asked: readonly Waiting[]): Promise<void> => {
    const before = new Map(asked.map(({ id }) => [id, known.get(id)]));
    const ids = [...before.keys()];
    try {
      const { rows } = await pool.query<Row>({ name: 'records', text, values: [ids, ids.map((id) => before.get(id)?.stamp ?? '')] });
      const found = new Map<string, PublicRecordRow>();
      for (const { stamp, moment, parts, ...rest } of rows) {
        const record = parts === null ? before.get(rest.id)!.record : { ...rest, ...parts };
        if (moment !== null) moments.set(record, moment);
        if (parts !== null) known.set(rest.id, { stamp, record });
        found.set(rest.id, record);
      }
      for (const id of ids) if (!found.has(id)) known.delete(id);
      for (const { id, resolve } of asked) resolve(found.get(id));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  let asking = 0;
  const askNext = (): void => {
    while (waiting.length > 0 && asking < queriesAtOnceMax) {
      const some = waiting.slice(0, askedAtOnceMax);
      waiting = waiting.slice(askedAtOnceMax);
      asking += 1;
      void ask(some).finally(() => {
        asking -= 1;
        askNext();
      });
    }
  };
  return (id) => new Promise((resolve, reject) => {
    if (waiting.push({ id, resolve, reject }) === 1) setImmediate(askNext);
  });
}
