import assert from 'node:assert/strict';
import { mkdirSync, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { disclosed } from './disclosed-for-tests.ts';
import { openPool, type Pool } from './db.ts';
import { plainPath } from './files.ts';
import { cellMin, countStatistics, purge, startWorker, sweep } from './worker.ts';

let t: TestHouse;
let owner: Pool;
const said: string[] = [];
const log = { info: () => undefined, warn: (zh: string) => { said.push(zh); }, error: (zh: string, en: string, error?: unknown) => { said.push(`${zh} ${en} ${String(error ?? '')}`); } };
const counted = [{ register: 'dishonesty-record', state: 'counted' }];

before(async () => {
  t = await openTestHouse();
  owner = openPool(t.database.owner, 2);
});
after(async () => {
  await owner.end();
  await t.close();
});

test('a disclosure whose term is over ends by itself on the next day, and not a day earlier', async () => {
  const { id } = await disclosed(t, 11);
  const { rows: [shown] } = await t.house.pool.query('select until_on from pub.record where id = $1', [id]);
  t.clock.set(`${shown.until_on}T23:00:00+08:00`);
  const stateOf = async (): Promise<string> => (await t.house.pool.query<{ state: string }>('select state from rc.record where id = $1', [id])).rows[0]?.state ?? '';
  await sweep(t.house, log);
  assert.equal(await stateOf(), 'disclosed');
  t.clock.set(new Date(Date.parse(`${shown.until_on}T01:00:00+08:00`) + 86_400_000));
  assert.equal(await sweep(t.house, log), 1);
  assert.equal(await sweep(t.house, log), 0);
  await t.house.settled();
  const { rows: [record] } = await t.house.pool.query('select state from rc.record where id = $1', [id]);
  const { rows: [ended] } = await t.house.pool.query('select reason from pub.ended where id = $1', [id]);
  assert.deepEqual([record.state, ended.reason], ['ended', 'publicity-ended']);
  assert.deepEqual(said, []);
  t.clock.set('2026-11-23T09:00:00+08:00');
});

test('statistics are counted by county and month, and cells below five are not written', async () => {
  await owner.query(`insert into rc.record (register, id, no, seq, state, item, area_code, decided_on, data, created_at, updated_at)
    select 'dishonesty-record', gen_random_uuid(), 'T-' || area || n, 1, 'counted', 'accountability', area, '2026-10-12', '{}', now(), now()
    from (values ('990121', ${cellMin}), ('990120', ${cellMin})) as a (area, n0), generate_series(1, n0) as n where exists (select from rc.area where code = area)`);
  await owner.query(`insert into rc.record (register, id, no, seq, state, item, area_code, decided_on, data, created_at, updated_at)
    select 'dishonesty-record', gen_random_uuid(), 'U-' || n, 1, 'counted', 'discipline', '990121', '2026-10-12', '{}', now(), now() from generate_series(1, ${cellMin - 1}) as n`);
  const town = (await owner.query(`select code from rc.area where parent = '990121' limit 1`)).rows[0].code;
  await owner.query(`update rc.record set area_code = $1 where no = 'T-9901211'`, [town]);
  await countStatistics(t.house, counted);
  const { rows } = await t.house.pool.query('select item, area_code, month, count from pub.statistic order by item');
  assert.deepEqual(rows, [{ item: 'accountability', area_code: '990121', month: '2026-10-01', count: cellMin }]);
  await owner.query(`delete from rc.record where no = 'T-9901212'`);
  await countStatistics(t.house, counted);
  assert.equal((await t.house.pool.query('select from pub.statistic')).rowCount, 0);
  await owner.query(`delete from rc.record where no like 'T-%' or no like 'U-%'`);
});

test('uploads that no record took and sessions that are over are cleared; what is in use stays', async () => {
  const { rows: [account] } = await owner.query('select id from rc.account limit 1');
  const [old, fresh] = ['aa000000-0000-4000-8000-000000000001', 'bb000000-0000-4000-8000-000000000002'] as const;
  for (const [id, at] of [[old, '2026-11-20'], [fresh, '2026-11-23']] as const) {
    await owner.query(`insert into rc.attachment (id, name, mime, bytes, at) values ($1, 'x', 'text/plain', 1, $2)`, [id, at]);
    mkdirSync(dirname(plainPath(t.house.filesDir, id)), { recursive: true });
    writeFileSync(plainPath(t.house.filesDir, id), 'x');
    await owner.query(`insert into rc.session (id_hash, account_id, created_at, seen_at, expires_at) values (sha256($1), $2, $3, $3, $3::timestamptz + interval '10 hours')`, [Buffer.from(id), account.id, at]);
  }
  await purge(t.house);
  assert.deepEqual((await owner.query('select id from rc.attachment')).rows, [{ id: fresh }]);
  assert.equal((await owner.query('select from rc.session')).rowCount, 1);
  assert.deepEqual([existsSync(plainPath(t.house.filesDir, old)), existsSync(plainPath(t.house.filesDir, fresh))], [false, true]);
});

test('an import that nobody went on with for a month is cancelled, and what it holds about people is cleared', async () => {
  const { rows: [by] } = await owner.query('select id, body_id from rc.account limit 1');
  const add = (id: string, state: string, at: string) => owner.query(
    `with b as (insert into rc.batch (id, item, file_name, file_key, state, by_account, by_body, area_code, created_at) values ($1, 'discipline', 'x', '\\x00', $2, $3, $4, '990100', $5) returning id)
     select id from b`, [id, state, by.id, by.body_id, at]).then(() => owner.query("insert into rc.batch_row (batch_id, line, status, cells) values ($1, 2, 'good', '[]')", [id]));
  const [old, fresh, done] = ['cc000000-0000-4000-8000-000000000001', 'cc000000-0000-4000-8000-000000000002', 'cc000000-0000-4000-8000-000000000003'] as const;
  await add(old, 'ready', '2026-10-20');
  await add(fresh, 'mapping', '2026-11-20');
  await add(done, 'committing', '2026-10-20');
  await purge(t.house);
  const { rows } = await owner.query('select b.state, (select count(*)::int from rc.batch_row r where r.batch_id = b.id) as rows from rc.batch b order by id');
  assert.deepEqual(rows, [{ state: 'cancelled', rows: 0 }, { state: 'mapping', rows: 1 }, { state: 'committing', rows: 1 }]);
  await owner.query('delete from rc.batch');
});

test('the worker runs with the application role, takes jobs of other parts and stops cleanly', async () => {
  const done: unknown[] = [];
  const worker = await startWorker({ house: t.house, counted, log, tasks: { 'import-check': (payload: unknown) => { done.push(payload); } } });
  await t.house.pool.query(`select graphile_worker.add_job('import-check', payload := '{"batch":1}'::json)`);
  const pending = async (): Promise<number> => (await t.house.pool.query('select count(*) as n from graphile_worker.jobs')).rows[0].n;
  for (let tries = 0; tries < 100 && (done.length === 0 || (await pending()) > 0); tries++) await sleep(50);
  await worker.stop();
  assert.deepEqual(done, [{ batch: 1 }]);
  assert.equal(await pending(), 0);
  assert.deepEqual(said, []);
});
