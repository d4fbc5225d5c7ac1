/**
 * 两个后台进程的测试: two processes work on one database, or one that was given up for dead comes back to the job that another has
 * taken over. Whatever they do, its effects are there once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { copyInto, copyJson } from '../store/copy.ts';
import { transaction } from '../store/db.ts';
import { doorOf, judgment } from '../store/door-for-tests.ts';
import { fsck } from '../store/fsck.ts';
import { until } from '../store/postgres/processes.ts';
import { type HouseProcess, killAll, startHouse } from './house-client-for-tests.ts';
import type { Beginning } from './house-process-for-tests.ts';
import { type Table, wasWhole, writeTable } from './tables-for-tests.ts';

const secondsMax = 90;
let t: TestHouse;
let facts: Record<string, unknown>;
before(async () => {
  t = await openTestHouse();
  facts = await doorOf(t).facts('civil-judgment', 'jb-housing');
});
after(async () => {
  killAll();
  await t.close();
});

const begin = (worker: Beginning['worker'], at = t.clock.now()): Promise<HouseProcess> => startHouse({ appUrl: t.database.app, dataDir: t.dataDir, at: at.toISOString(), worker });

async function upload(house: HouseProcess, table: Table): Promise<string> {
  const answer = await house.ask({ do: 'upload', login: 'jiangbei2', item: 'civil-judgment', path: writeTable({ house: t.house, facts, folder: t.dataDir, table }) });
  assert.ok(answer.ok, JSON.stringify(answer));
  return (answer.value as { id: string }).id;
}

interface Progress {
  readonly state: string;
  readonly done: number;
  readonly committed: number;
}

async function waitFor(batchId: string, what: (p: Progress) => boolean): Promise<void> {
  const look = async (): Promise<boolean> => what((await t.house.pool.query<Progress>('select state, done, committed from rc.batch where id = $1', [batchId])).rows[0] as Progress);
  assert.ok(await until(look, secondsMax), 'the import did not come so far');
}

const commit = (house: HouseProcess, batchId: string) => house.ask({ do: 'commit', login: 'jiangbei2', batchId });

test('two processes let the same limits run out at the same time: each record moves once', async () => {
  const ids: string[] = [];
  for (let n = 81; n <= 86; n++) ids.push(await judgment(t, n, 'disclosed'));
  await t.house.settled();
  const later = new Date(t.clock.now().getTime() + 5 * 366 * 86_400_000);
  const houses = await Promise.all([begin('none', later), begin('none', later)]);
  const answers = await Promise.all([0, 1, 0, 1].map((i) => (houses[i] as HouseProcess).ask({ do: 'sweep' })));
  assert.deepEqual(answers.map((answer) => answer.ok), [true, true, true, true]);
  assert.equal(answers.reduce((sum, answer) => sum + (answer.ok ? (answer.value as number) : 0), 0), ids.length);
  await Promise.all(houses.map((house) => house.end()));
  const { rows } = await t.house.pool.query("select count(*) as entries, count(distinct record_id) as records from rc.entry where record_id = any($1) and state_to = 'ended'", [ids]);
  assert.deepEqual(rows, [{ entries: ids.length, records: ids.length }]);
  // What follows from them ended with them, and once as well: rectification, who answers for it, measures and leases.
  const { rows: followed } = await t.house.pool.query("select register, count(*) as entries, count(distinct record_id) as records from rc.entry where register <> 'dishonesty-record' and state_from is not null group by 1 order by 1");
  assert.deepEqual(followed.filter((f) => f.entries !== f.records || f.records % ids.length !== 0), []);
  assert.deepEqual(followed.map((f) => f.register), ['accountability', 'lease', 'measure', 'rectification']);
  const { rows: [{ letters, twice }] } = await t.house.pool.query('select count(*) as letters, count(*) - count(distinct (register, record_id, kind, subject_id)) as twice from rc.letter');
  assert.ok(letters > 0 && twice === 0, `${letters} letters, ${twice} of them issued twice`);
  assert.equal((await t.house.pool.query('select count(*) as n from pub.log_leaf')).rows[0].n, 2 * ids.length + letters);
});

test('two processes share the imports of one queue, and each import happens once', async () => {
  const houses = await Promise.all([begin('shared'), begin('shared')]);
  const tables: Table[] = [1, 2, 3, 4].map((i) => ({ rows: 600, bad: 10, twice: 5, first: 100_000 * i }));
  const ids: string[] = [];
  for (const [i, table] of tables.entries()) ids.push(await upload(houses[i % 2] as HouseProcess, table));
  for (const [i, id] of ids.entries()) {
    await waitFor(id, (p) => p.state === 'ready');
    // Both at once, as two clerks who press the same button.
    const answers = await Promise.all(houses.map((house) => commit(house, id)));
    assert.equal(answers.filter((answer) => answer.ok).length, 1, `batch ${i} was ordered twice`);
  }
  for (const [i, id] of ids.entries()) {
    await waitFor(id, (p) => p.state === 'done');
    await wasWhole(t.house, id, tables[i] as Table);
  }
  await Promise.all(houses.map((house) => house.end()));
});

test('a COPY that the server refuses while rows are still on their way is an error like any other, and the process lives', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i % 1000}\t${t.house.clock.now().toISOString()}\t${copyJson(['判决'.repeat(100)])}\t200\t\\\\x00\t00000000-0000-4000-8000-000000000000\n`);
  for (let i = 0; i < 3; i++) await assert.rejects(transaction(t.house.pool, (tx) => copyInto(tx, 'rc.idempotency (key, at, answer, status, body_hash, account_id)', lines)), { code: '23505' });
  await sleep(200);
  assert.equal((await t.house.pool.query('select 1')).rowCount, 1);
});

/** Stops the process in its work, lets another take over what it held, and wakes it up again. */
async function overtake(sleeper: HouseProcess): Promise<HouseProcess> {
  sleeper.signal('SIGSTOP');
  const other = await begin('alone');
  await sleep(400);
  sleeper.signal('SIGCONT');
  return other;
}

test('a process that stood still, lost its job to another and then wakes up adds nothing to what the other does', async () => {
  const table: Table = { rows: 9000, bad: 40, twice: 20, first: 600_000 };
  const first = await begin('alone');
  const id = await upload(first, table);
  await waitFor(id, (p) => p.state === 'checking' && p.done > 0);
  const second = await overtake(first);
  await waitFor(id, (p) => p.state === 'ready');
  await first.end();
  await commit(second, id);
  await waitFor(id, (p) => p.state === 'committing');
  const third = await overtake(second);
  await waitFor(id, (p) => p.state === 'done');
  await Promise.all([second.end(), third.end()]);
  await wasWhole(t.house, id, table);
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});
