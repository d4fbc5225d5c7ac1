import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { wire, type Wired } from '../wiring.ts';
import { type Door, doorOf } from './door-for-tests.ts';
import { openPool } from './db.ts';

let t: TestHouse;
let d: Door;
/** Another process on the same database. */
let other: Wired;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  other = await wire({ appUrl: t.database.app, dataDir: t.dataDir, clock: t.clock, connections: 2, onError: (e) => { throw e; } });
  await until(() => other.hears() && t.house.hears(), 5000);
});
after(async () => {
  await other.close();
  await t.close();
});

/** How long it took, in ms. */
async function until(holds: () => boolean, withinMs: number): Promise<number> {
  const from = performance.now();
  while (!holds()) {
    assert.ok(performance.now() - from < withinMs, `not within ${withinMs} ms`);
    await sleep(10);
  }
  return performance.now() - from;
}

const amount = (house: Wired): number => house.rulesOn('2026-11-23').get('limit', 'record.verify.county').body.amount;

async function change(days: number): Promise<void> {
  const body = { ...t.house.rulesOn('2026-11-23').get('limit', 'record.verify.county').body, amount: days };
  const about = { register: 'rule-change' };
  const { id } = await d.does('guize1', 'propose', undefined, { kind: 'limit', key: 'record.verify.county', body, basis: 'policy', effectiveFrom: '2026-11-23', reason: '试行后调整' }, about);
  await d.does('guize2', 'approve', id, {}, about);
}

const killListeners = async (): Promise<void> => {
  const owner = openPool(t.database.owner, 1);
  const { rowCount } = await owner.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'rongcheng notices'");
  await owner.end();
  assert.equal(rowCount, 2);
};

test('a rule approved in one process is used by the other within a second', async () => {
  assert.notEqual(amount(other), 9);
  await change(9);
  const took = await until(() => amount(other) === 9, 1000);
  assert.ok(took < 1000);
});

test('an area added to the tree, by whatever way, is known to every process', async () => {
  const owner = openPool(t.database.owner, 1);
  await owner.query("insert into rc.area (code, name, kind, parent, gb, source) values ('990121999', '新设街道', 'street', '990121', false, '测试')");
  await owner.end();
  for (const house of [other, t.house]) await until(() => house.areas().some((a) => a.code === '990121999'), 1000);
});

test('a change that is rolled back is not told', async () => {
  const pool = openPool(t.database.app, 1);
  const before = other.rulebook.versions('limit', 'record.verify.county').length;
  const tx = await pool.connect();
  await tx.query('begin');
  await tx.query("insert into rc.rule select kind, key, version + 100, effective_from, effective_to, body, basis from rc.rule where kind = 'limit' and key = 'record.verify.county' limit 1");
  await tx.query('rollback');
  tx.release();
  await pool.end();
  await sleep(200);
  assert.equal(other.rulebook.versions('limit', 'record.verify.county').length, before);
});

test('when the listening connection is killed it comes back, and what was said meanwhile is not missed', async () => {
  await killListeners();
  await until(() => !other.hears(), 2000);
  await change(11);
  await until(() => other.hears(), 5000);
  await until(() => amount(other) === 11, 1000);
  // And it goes on hearing.
  await change(12);
  await until(() => amount(other) === 12, 1000);
});

test('closing ends the listening connection', async () => {
  const third = await wire({ appUrl: t.database.app, dataDir: t.dataDir, clock: t.clock, connections: 1 });
  const count = async (): Promise<number> => (await d.one("select count(*) as n from pg_stat_activity where datname = current_database() and application_name = 'rongcheng notices'")).n;
  await until(() => third.hears(), 5000);
  assert.equal(await count(), 3);
  await third.close();
  await sleep(100);
  assert.equal(await count(), 2);
});
