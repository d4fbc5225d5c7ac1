/**
 * 突然断电的测试: the application and the database are killed while records are disclosed, annulled and imported. Whatever was
 * acknowledged is there exactly once, nothing is there by half, and the log goes on from where it was signed. A control, in
 * which the database promises less, shows that a loss would be seen.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedClock } from '../clock.ts';
import type { TestHouse } from '../for-tests.ts';
import { doorOf } from '../store/door-for-tests.ts';
import { fsck } from '../store/fsck.ts';
import { integrate } from '../store/log.ts';
import { until } from '../store/postgres/processes.ts';
import { wire, type Wired } from '../wiring.ts';
import { type HouseProcess, killAll, startHouse } from './house-client-for-tests.ts';
import type { Beginning } from './house-process-for-tests.ts';
import { Recorder } from './recorder-for-tests.ts';
import { type CityDatabase, openOwnServer, type OwnServer } from './server-for-tests.ts';
import { type Table, wasWhole, writeTable } from './tables-for-tests.ts';

const at = '2026-11-23T09:00:00+08:00';
const table: Table = { rows: 9000, bad: 90, twice: 30, first: 500_000 };
const secondsMax = 40;

let server: OwnServer;
before(async () => { server = await openOwnServer(); });
after(async () => {
  killAll();
  await server.close();
});

interface City {
  readonly beginning: Beginning;
  /** Watches from outside; the process that is killed has a house of its own. */
  readonly watch: Wired;
  readonly facts: Record<string, unknown>;
}

async function openCity(name: string, worker: Beginning['worker'], more = ''): Promise<City> {
  const { urls, dataDir }: CityDatabase = await server.database(name);
  const clock = fixedClock(at);
  const watch = await wire({ appUrl: urls.app, dataDir, clock, connections: 4 });
  const facts = await doorOf({ house: watch, clock } as TestHouse).facts('civil-judgment', 'jb-housing');
  return { beginning: { appUrl: `${urls.app}${more}`, dataDir, at, worker }, watch, facts };
}

interface Progress {
  readonly state: string;
  readonly done: number;
  readonly committed: number;
}

const progress = async ({ watch }: City): Promise<Progress | undefined> =>
  (await watch.pool.query<Progress>('select state, done, committed from rc.batch').catch(() => ({ rows: [] }))).rows[0];

/** When to strike: the import is being checked, is being committed, and has committed a part. */
const moments: readonly ((p: Progress | undefined) => boolean)[] = [
  (p) => p?.state === 'checking' && p.done > 0,
  (p) => p?.state === 'committing',
  (p) => p?.state === 'committing' && p.committed > 0,
];

async function strikeAt(city: City, house: HouseProcess, moment: (p: Progress | undefined) => boolean): Promise<void> {
  assert.ok(await until(async () => {
    const now = await progress(city);
    if (now?.state === 'ready') await order(city, house);
    return moment(now);
  }, secondsMax), 'the import did not come so far');
  await sleep(Math.random() * 150);
}

/** Has the checked batch committed; an order whose answer was lost may have been taken. */
async function order({ watch }: City, house: HouseProcess): Promise<void> {
  const { rows: [batch] } = await watch.pool.query<{ id: string }>('select id from rc.batch');
  await house.ask({ do: 'commit', login: 'jiangbei2', batchId: (batch as { id: string }).id }).catch(() => undefined);
}

async function upload(city: City, house: HouseProcess): Promise<string> {
  const answer = await house.ask({ do: 'upload', login: 'jiangbei2', item: 'civil-judgment', path: writeTable({ house: city.watch, facts: city.facts, folder: city.beginning.dataDir, table }) });
  assert.ok(answer.ok, JSON.stringify(answer));
  return (answer.value as { id: string }).id;
}

async function finish(city: City, house: HouseProcess, recorder: Recorder): Promise<void> {
  await recorder.finish(house);
  await strikeAt(city, house, (p) => p?.state === 'done');
  await house.end();
}

interface Signed {
  readonly size: number;
  readonly root: string;
}
const signed = async ({ watch }: City): Promise<Signed[]> => (await watch.pool.query<Signed>("select size, encode(root, 'hex') as root from pub.checkpoint order by size")).rows;

/** Everything that must hold once the dust has settled. `seen` are trees that were published on the way. */
async function settled(city: City, recorder: Recorder, seen: readonly Signed[]): Promise<void> {
  const { pool } = city.watch;
  const one = async (sql: string): Promise<unknown> => Object.values((await pool.query(sql)).rows[0])[0];
  assert.deepEqual(await recorder.lost(pool), []);
  await recorder.exactlyOnce(pool);
  await integrate(city.watch);
  assert.deepEqual((await fsck(city.watch)).findings, []);
  assert.equal(await one('select count(*) from rc.record r where seq <> (select count(*) from rc.entry e where e.register = r.register and e.record_id = r.id)'), 0);
  assert.equal(await one("select count(*) from rc.record r full join pub.record p using (id) where (r.state = 'disclosed') is distinct from (p.id is not null)"), 0);
  const letters = await one('select count(*) from rc.letter');
  assert.ok(Number(letters) > 0, 'no letter was issued');
  assert.equal(await one('select count(distinct leaf) from rc.letter'), letters);
  // One for each disclosure, one more for its end, and one for each letter.
  const leaves = Number(await one("select sum(case state when 'disclosed' then 1 when 'ended' then 2 else 0 end) from rc.record where register = 'dishonesty-record' and batch_id is null")) + Number(letters);
  assert.deepEqual([await one('select count(*) from pub.log_leaf'), await one('select next from rc.log_head'), (await signed(city)).at(-1)?.size], [leaves, leaves, leaves]);
  const now = new Map((await signed(city)).map(({ size, root }) => [size, root]));
  for (const { size, root } of seen) assert.equal(now.get(size), root, `the tree of ${size} leaves was signed as ${root}`);
}

test('the application is killed in the middle of disclosures and of an import, and goes on as if nothing had been', async () => {
  const city = await openCity('killed_app', 'alone');
  const recorder = new Recorder(city.facts, 1);
  const seen: Signed[] = [];
  let house = await startHouse(city.beginning);
  const batchId = await upload(city, house);
  for (const moment of moments) {
    const working = recorder.work(house, new AbortController().signal);
    await strikeAt(city, house, moment);
    await house.kill();
    await working;
    seen.push(...(await signed(city)));
    house = await startHouse(city.beginning);
  }
  await finish(city, house, recorder);
  await settled(city, recorder, seen);
  await wasWhole(city.watch, batchId, table);
  assert.ok(recorder.again >= moments.length, 'nothing was under way when it was killed');
  await city.watch.close();
});

test('every process of the database is killed while the application runs: it waits, goes on, and nothing acknowledged is lost', async () => {
  const city = await openCity('killed_database', 'alone');
  const recorder = new Recorder(city.facts, 1);
  const seen: Signed[] = [];
  const house = await startHouse(city.beginning);
  const batchId = await upload(city, house);
  const stop = new AbortController();
  const working = recorder.work(house, stop.signal);
  for (const moment of moments) {
    await strikeAt(city, house, moment);
    server.kill();
    await server.restart();
    assert.ok(house.alive, 'the application died with its database');
    seen.push(...(await signed(city)));
  }
  stop.abort();
  await working;
  await finish(city, house, recorder);
  await settled(city, recorder, seen);
  await wasWhole(city.watch, batchId, table);
  assert.ok(recorder.again >= moments.length, 'nothing was under way when the database was killed');
  await city.watch.close();
});

test('with a database that acknowledges before it writes, the same recorder sees the loss', async () => {
  const city = await openCity('control', 'none', '&options=-c%20synchronous_commit%3Doff');
  let lost = 0;
  for (let round = 1; round <= 6 && lost === 0; round++) {
    const recorder = new Recorder(city.facts, round * 10_000);
    const house = await startHouse(city.beginning);
    const working = recorder.work(house, new AbortController().signal);
    assert.ok(await until(() => recorder.acks.length >= 40, secondsMax));
    await sleep(Math.random() * 100);
    server.kill();
    await house.kill();
    await working;
    await server.restart();
    lost = (await recorder.lost(city.watch.pool)).length;
  }
  assert.ok(lost > 0, 'no loss was seen where there must be one');
  await city.watch.close();
});
