import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { registers } from '../registers/catalog.ts';
import { annulment, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { openPool, type Pool } from './db.ts';
import { fsck } from './fsck.ts';
import { migrate } from './migrate.ts';
import { purge } from './worker.ts';

let t: TestHouse;
let d: Door;
let owner: Pool;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  owner = openPool(t.database.owner, 1);
});
after(async () => {
  await owner.end();
  await t.close();
});

const tables = ['rc.stock_tally', 'rc.flow_tally', 'rc.push_tally'];
const miscounted = async (): Promise<string[]> => (await fsck(t.house)).findings.filter((f) => f.code === 'miscounted').map((f) => f.table);
const sizes = async (): Promise<number[]> => Promise.all(tables.map(async (table) => (await d.one(`select count(*) as n from ${table}`)).n));

test('whatever is done, the counts are what the records say: drafts, pushes, returns, endings, and months that turn', async () => {
  await judgment(t, 1, 'draft');
  const [back, on] = [await judgment(t, 2, 'atCounty'), await judgment(t, 3, 'disclosed')];
  await d.does('jiangbei1', 'return', back, { reason: '缺附件' }, { pushId: '00000000-0000-4000-8000-00000000000a' });
  await d.does('jiangbei2', 'annul', on, annulment);
  assert.deepEqual(await miscounted(), []);
  t.clock.set(new Date('2026-12-02T09:00:00+08:00'));
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: '（2026）衡0121民初2号' });
  await d.does('jiangbei2', 'fix', back, { subjectId: slug('jb-housing'), facts }, { pushId: '00000000-0000-4000-8000-00000000000b' });
  await d.does('jiangbei1', 'return', back, { reason: '仍缺附件' });
  assert.deepEqual(await miscounted(), []);
  const { pushed, accepted, returned } = await d.one("select sum(pushed) as pushed, sum(accepted) as accepted, sum(returned) as returned from rc.push_tally where push_id = '00000000-0000-4000-8000-00000000000b'");
  assert.deepEqual([pushed, accepted, returned], [1, 0, 1]);
});

test('a record that moves to another area takes what was counted of it along', async () => {
  const id = await judgment(t, 4, 'atCounty');
  await owner.query("update rc.record set area_code = '990122' where id = $1", [id]);
  assert.deepEqual(await miscounted(), []);
  assert.equal((await d.one("select sum(n) as n from rc.flow_tally where area_code = '990122' and action = 'submit'")).n, 1);
});

test('adding the differences up changes no sum and leaves fewer rows', async () => {
  const before = await sizes();
  await purge(t.house);
  const after = await sizes();
  assert.deepEqual(await miscounted(), []);
  assert.ok(after.every((n, i) => n < (before[i] as number)), `${before.join('/')} → ${after.join('/')}`);
});

test('a count that was tampered with is found, and counting anew puts it right', async () => {
  for (const [table, column] of [['rc.stock_tally', 'n'], ['rc.flow_tally', 'n'], ['rc.push_tally', 'pushed']]) {
    await owner.query(`update ${table} set ${column} = ${column} + 1 where ctid = (select ctid from ${table} limit 1)`);
    assert.deepEqual(await miscounted(), [table]);
    await owner.query('select rc.recount()');
    assert.deepEqual(await miscounted(), []);
  }
});

test('registers that hand on by other actions than before are counted anew', async () => {
  await owner.query("delete from rc.handing where name = 'fix'");
  await owner.query('select rc.recount()');
  const counted = async (): Promise<number> => (await d.one('select coalesce(sum(pushed), 0) as n from rc.push_tally')).n;
  const without = await counted();
  await migrate(owner, Object.values(registers));
  assert.ok((await counted()) > without);
  assert.deepEqual(await miscounted(), []);
});
