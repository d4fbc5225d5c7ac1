/** 分段导入的测试: pieces that land side by side or after a failure have the numbers that were kept for them. */
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { after, before, test } from 'node:test';
import { wasWhole, writeTable } from '../faults/tables-for-tests.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { openPool, type Pool } from '../store/db.ts';
import { doorOf, judgment } from '../store/door-for-tests.ts';
import { fsck } from '../store/fsck.ts';
import { getBatch, moveBatch, startBatch } from './batch.ts';
import { checkBatch } from './batch-check.ts';
import { commitBatch } from './batch-commit.ts';

let t: TestHouse;
let owner: Pool;
let facts: Record<string, unknown>;
before(async () => {
  t = await openTestHouse();
  owner = openPool(t.database.owner, 1);
  facts = await doorOf(t).facts('civil-judgment', 'jb-housing');
});
after(async () => {
  await owner.end();
  await t.close();
});

async function checked(table: { rows: number; bad: number; twice: number; first: number }, mode: 'valid' | 'all' = 'valid'): Promise<string> {
  const maker = await t.actor('jiangbei2');
  const started = await startBatch(t.house, maker, { item: 'civil-judgment', fileName: '判决.csv', content: createReadStream(writeTable({ house: t.house, facts, folder: t.dataDir, table })) });
  assert.ok(started.ok);
  await checkBatch(t.house, maker, started.value.id, { unattended: true });
  await moveBatch(t.house, started.value.id, ['ready'], 'committing', { mode });
  return started.value.id;
}

const commit = async (id: string): Promise<void> => commitBatch(t.house, await t.actor('jiangbei2'), id);
/** Numbers in the order of the cases. */
const numbers = async (id: string): Promise<number[]> => (await owner.query<{ n: number }>('select right(no, 6)::int as n from rc.record where batch_id = $1 order by document_number', [id])).rows.map(({ n }) => n);
const isRun = (all: readonly number[]): boolean => all.every((n, at) => n === (all[0] as number) + at);

test('a piece that fails and lands later has its own numbers, in the order of the file, and nobody else waits for one meanwhile', async () => {
  const table = { rows: 6100, bad: 7, twice: 5, first: 10_000 };
  const id = await checked(table);
  await owner.query(`create function rc.stumble() returns trigger language plpgsql as $$ begin if new.landed and new.first_line between 1000 and 3000 then raise 'stumbled'; end if; return new; end $$;
    create trigger stumble before update on rc.batch_chunk for each row execute function rc.stumble()`);
  await assert.rejects(commit(id), /stumbled/);
  const landed = await owner.query('select count(*)::int as n from rc.batch_chunk where batch_id = $1 and landed', [id]);
  assert.ok(landed.rows[0].n > 0, 'the others land');
  await judgment(t, 1, 'draft');
  await owner.query('drop function rc.stumble() cascade');
  await commit(id);
  await wasWhole(t.house, id, table);
  assert.ok(isRun(await numbers(id)));
  assert.deepEqual((await owner.query('select status, count(*) as n from rc.batch_row where batch_id = $1 group by 1 order by 1', [id])).rows, [{ status: 'bad', n: 7 }, { status: 'duplicate', n: 5 }], 'what landed is not there any more');
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('a row that was recorded by somebody else meanwhile leaves its number unused; all rows or none leaves no gap', async () => {
  const table = { rows: 40, bad: 0, twice: 0, first: 30_000 };
  const [whole, valid] = [await checked(table, 'all'), await checked(table)];
  const { rows: [before] } = await owner.query<{ last: number }>("select last from rc.number_series where prefix = 'SX'");
  await judgment(t, 30_010, 'draft');
  await commit(whole);
  assert.equal((await getBatch(t.house, whole)).state, 'ready', 'none was recorded');
  await commit(valid);
  const { committed, bad, state } = await getBatch(t.house, valid);
  assert.deepEqual([state, committed, bad], ['done', 39, 1]);
  const first = (before?.last ?? 0) + 2;
  assert.deepEqual(await numbers(valid), Array.from({ length: 40 }, (_, n) => first + n).filter((n) => n !== first + 10));
});
