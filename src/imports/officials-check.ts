/** 名册检查: the rows of a staff list against the directory, without storing a person. */
import type { Actor } from '../core/actor.ts';
import { compileItem } from '../core/facts.ts';
import { loadBodyIndex } from '../directory/resolve.ts';
import type { House } from '../store/house.ts';
import { blindIndex } from '../store/keys.ts';
import type { BatchRow } from './batch.ts';
import type { CheckedLine, Checker } from './batch-check.ts';
import type { HeaderMapping } from './headers.ts';
import { planOfficial, type Reading } from './officials-row.ts';
import { officials } from './officials-table.ts';
import type { Cell } from './read/cells.ts';

export const readingOf = async (house: House, actor: Actor): Promise<Omit<Reading, 'mapping'>> => ({
  house, actor, compiled: compileItem(officials), bodies: await loadBodyIndex(house.pool), today: house.clock.today(), nameOf: new Map(), numberOf: new Map(),
});

/** The checker of a staff list, in the place of that of an item. */
export async function officialsChecker(house: House, actor: Actor, batch: Pick<BatchRow, 'id'>): Promise<Checker> {
  const reading = await readingOf(house, actor);
  const seen = new Map<string, number>();
  const one = async (line: number, cells: readonly Cell[], mapping: HeaderMapping): Promise<CheckedLine> => {
    const planned = await planOfficial(house.pool, { ...reading, mapping }, cells);
    await keepCandidates(house, actor, batch.id, planned.candidates);
    const base = { line, cells, officialId: planned.personId };
    if (!('post' in planned)) return { ...base, status: planned.kind, problems: planned.problems, key: null };
    const { post } = planned;
    const key = blindIndex(house.keys, 'official-post', JSON.stringify([post.number, post.body.id, post.title, post.from]));
    const before = seen.get(key.toString('hex'));
    if (before !== undefined) return { ...base, status: 'duplicate', problems: [{ field: '', column: null, code: 'duplicate-row', zh: `与本文件第 ${before} 行重复，只导入前一行` }], key };
    seen.set(key.toString('hex'), line);
    return { ...base, status: planned.kind, problems: planned.problems, key };
  };
  return {
    basis: { rules: house.rulesOn(reading.today), today: reading.today, actor, bodies: undefined },
    check: async (rows, mapping) => {
      const lines: CheckedLine[] = [];
      for (const { line, cells } of rows) lines.push(await one(line, cells, mapping));
      return { lines, packed: undefined };
    },
    compare: async (checked) => checked,
  };
}

/** Namesakes whom the reasons of a row name were looked at by whoever handed it in. */
async function keepCandidates(house: House, actor: Actor, batchId: string, candidates: readonly string[]): Promise<void> {
  await house.pool.query(
    `insert into rc.look (at, account_id, account_body, subject_id, batch_id, purpose, what, allowed) select $1, $2, $3, id, $4, 'handling', '名册比对', true from unnest($5::uuid[]) as c (id)
     where not exists (select from rc.look l where l.batch_id = $4 and l.subject_id = c.id and l.what = '名册比对')`, [house.clock.now(), actor.accountId, actor.bodyId, batchId, candidates]);
}
