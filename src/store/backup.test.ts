import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { registers } from '../registers/catalog.ts';
import { wire, type Wired } from '../wiring.ts';
import { annulled, disclosed } from './disclosed-for-tests.ts';
import { backup } from './backup.ts';
import { restore } from './backup/restore.ts';
import { openPool, type Pool, transaction, type Tx } from './db.ts';
import { plainPath } from './files.ts';
import { fsck } from './fsck.ts';
import { ForkRefused, integrate, logVkey } from './log.ts';
import { takeLetterNumber, takeNumbers } from './numbers.ts';
import { createDatabaseFrom, type TestDatabase } from './postgres/for-tests.ts';

let t: TestHouse;
let owner: Pool;
const folder = mkdtempSync(join(tmpdir(), 'rongcheng-backup-'));
const attachment = 'cc000000-0000-4000-8000-000000000001';

before(async () => {
  t = await openTestHouse();
  owner = openPool(t.database.owner, 2);
  const { id } = await disclosed(t, 21);
  await annulled(t, (await disclosed(t, 22)).id);
  await t.house.settled();
  mkdirSync(dirname(plainPath(t.house.filesDir, attachment)), { recursive: true });
  writeFileSync(plainPath(t.house.filesDir, attachment), '判决书');
  await owner.query(`insert into rc.attachment (id, register, record_id, name, mime, bytes, sha256, at) values ($1, 'dishonesty-record', $2, 'a.txt', 'text/plain', 9, $3, now())`,
    [attachment, id, createHash('sha256').update('判决书').digest()]);
});
/** What a test that failed left open, and would keep this file from ending. */
const left = new Set<() => Promise<void>>();
const closing = (close: () => Promise<void>): (() => Promise<void>) => {
  const once = async (): Promise<void> => { if (left.delete(once)) await close(); };
  left.add(once);
  return once;
};
after(async () => {
  for (const close of [...left].reverse()) await close();
  await owner.end();
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Target {
  readonly database: TestDatabase;
  readonly dataDir: string;
  readonly owner: Pool;
  close(): Promise<void>;
}

async function emptyTarget(): Promise<Target> {
  const database = await createDatabaseFrom();
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const pool = openPool(database.owner, 2);
  return { database, dataDir, owner: pool, close: closing(async () => { await pool.end(); await database.drop(); }) };
}

const into = (target: Target, source: string, more: { keysPath?: string; skip?: { numbers: number; on: string } } = {}) => restore({ source, owner: target.owner, registers: Object.values(registers), dataDir: target.dataDir, skip: { numbers: 0, on: t.clock.today() }, ...more });
const houseOf = async (target: Target): Promise<Wired> => {
  const house = await wire({ appUrl: target.database.app, dataDir: target.dataDir, clock: t.clock, connections: 4 });
  return { ...house, close: closing(() => house.close()) };
};

async function counts(pool: Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; n: number }>(`select c.oid::regclass::text as name, (xpath('/row/c/text()', query_to_xml('select count(*) as c from ' || c.oid::regclass, false, true, '')))[1]::text::int as n
    from pg_class c join pg_namespace s on s.oid = c.relnamespace where s.nspname in ('rc', 'pub') and c.relkind = 'r'`);
  return Object.fromEntries(rows.map((row) => [row.name, row.n]));
}

test('a backup restored into an empty database has equal counts, root and files, goes on signing, and the check finds nothing', async () => {
  const made = await backup({ owner, house: t.house, target: join(folder, 'one'), withKeys: true });
  // Two disclosures, an end, and the letters.
  const letters = (await owner.query<{ n: number }>('select count(*) as n from rc.letter')).rows[0]?.n ?? 0;
  assert.ok(letters > 0, 'no letter was issued');
  assert.equal(made.manifest.log.leaves, 2 + 1 + letters);
  assert.equal(made.manifest.missing.length, 0);
  const target = await emptyTarget();
  const manifest = await into(target, join(folder, 'one'));
  assert.deepEqual(await counts(target.owner), await counts(owner));
  const house = await houseOf(target);
  assert.equal(logVkey(house), logVkey(t.house));
  const report = await fsck(house);
  assert.deepEqual(report.findings, []);
  assert.deepEqual([report.log.size, report.log.root], [manifest.log.size, manifest.log.root]);
  assert.equal(readFileSync(plainPath(house.filesDir, attachment), 'utf8'), '判决书');
  await disclosed({ ...t, house }, 23);
  await house.settled();
  assert.deepEqual((await fsck(house)).findings, []);
  await assert.rejects(into(target, join(folder, 'one')), /已有数据/);
  await house.close();
  await target.close();
});

test('numbers that may have been given since the backup are skipped in every series of the year, also in those that begin later', async () => {
  await backup({ owner, house: t.house, target: join(folder, 'numbers'), withKeys: true });
  const last = async (pool: Pool, prefix: string): Promise<number> => (await pool.query<{ last: number }>('select last from rc.number_series where prefix = $1 and year = 2026', [prefix])).rows[0]?.last ?? 0;
  const [records, notices] = [await last(owner, 'SX'), await last(owner, '文号 衡信告')];
  assert.ok(records > 0 && notices > 0);
  const target = await emptyTarget();
  await into(target, join(folder, 'numbers'), { skip: { numbers: 40, on: '2026-11-24' } });
  const house = await houseOf(target);
  const next = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transaction(house.pool, work).then((outcome) => { assert.ok(outcome.ok); return outcome.value; });
  assert.deepEqual([await next((tx) => takeNumbers(tx, 'SX', 2026, 3)), await next((tx) => takeNumbers(tx, 'SX', 2026, 1))], [records + 41, records + 44]);
  assert.deepEqual([await next((tx) => takeLetterNumber(tx, house, '衡信告', 2026)), await next((tx) => takeLetterNumber(tx, house, '衡信告', 2026))], [notices + 41, notices + 42]);
  assert.deepEqual([await next((tx) => takeNumbers(tx, 'SS', 2026, 1)), await next((tx) => takeLetterNumber(tx, house, '衡信新', 2026)), await next((tx) => takeLetterNumber(tx, house, '衡信新', 2026))], [41, 41, 42], 'a series of which the backup knows nothing may have begun since');
  assert.deepEqual([await next((tx) => takeNumbers(tx, 'SX', 2027, 1)), await next((tx) => takeLetterNumber(tx, house, '衡信告', 2027))], [1, 1], 'next year begins with 1');
  await house.close();
  await target.close();
  const moved = await emptyTarget();
  await into(moved, join(folder, 'numbers'));
  const same = await houseOf(moved);
  const outcome = await transaction(same.pool, async (tx) => [await takeNumbers(tx, 'SX', 2026, 1), await takeLetterNumber(tx, same, '衡信告', 2026)]);
  assert.deepEqual(outcome.ok && outcome.value, [records + 1, notices + 1], 'where nothing was done since, nothing is skipped');
  await same.close();
  await moved.close();
});

test('a signature that was cut short between memory and database stops no letter; a memory of other leaves does', async () => {
  await backup({ owner, house: t.house, target: join(folder, 'cut'), withKeys: true });
  const target = await emptyTarget();
  await into(target, join(folder, 'cut'));
  const house = await houseOf(target);
  const number = () => transaction(house.pool, (tx) => takeLetterNumber(tx, house, '衡信告', 2026));
  await target.owner.query('delete from pub.checkpoint where size = (select max(size) from pub.checkpoint)');
  assert.ok((await number()).ok, 'the leaves are there and give the root that is remembered');
  const memory = join(target.dataDir, 'keys', 'last-signed.json');
  writeFileSync(memory, JSON.stringify({ ...JSON.parse(readFileSync(memory, 'utf8')), root: Buffer.alloc(32).toString('base64') }));
  const outcome = await number();
  assert.equal(outcome.ok ? '' : outcome.problem.code, 'log-behind');
  await house.close();
  await target.close();
});

test('a tar file carries the same, and its keys lie beside it, never in it', async () => {
  const made = await backup({ owner, house: t.house, target: join(folder, 'two.tar'), withKeys: true });
  assert.equal(made.keysPath, join(folder, 'two.keys.json'));
  const secret = JSON.parse(readFileSync(made.keysPath, 'utf8')).archive as string;
  assert.equal(readFileSync(made.path).includes(secret), false);
  const target = await emptyTarget();
  await into(target, made.path);
  assert.deepEqual(await counts(target.owner), await counts(owner));
  await target.close();
  await assert.rejects(backup({ owner, house: t.house, target: join(folder, 'two.tar'), withKeys: true }), /已存在/);
});

test('without keys nothing is restored, and keys of another installation are not overwritten', async () => {
  await backup({ owner, house: t.house, target: join(folder, 'three'), withKeys: false });
  const target = await emptyTarget();
  await assert.rejects(into(target, join(folder, 'three')), /--keys/);
  mkdirSync(join(target.dataDir, 'keys'));
  writeFileSync(join(target.dataDir, 'keys', 'blind.key'), `${Buffer.alloc(32).toString('base64')}\n`);
  await assert.rejects(into(target, join(folder, 'three'), { keysPath: join(folder, 'one', 'keys.json') }), /另一套密钥/);
  await target.close();
});

test('a damaged backup is refused before anything is written', async () => {
  cpSync(join(folder, 'one'), join(folder, 'four'), { recursive: true });
  const path = join(folder, 'four', 'tables', 'rc.record.copy.gz');
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  const target = await emptyTarget();
  await assert.rejects(into(target, join(folder, 'four')), /rc\.record/);
  assert.equal((await target.owner.query("select to_regclass('rc.area') as t")).rows[0].t, null);
  await target.close();
});

test('after restoring an older backup the publisher refuses to sign the smaller tree', async () => {
  await backup({ owner, house: t.house, target: join(folder, 'older'), withKeys: true });
  await disclosed(t, 24);
  await t.house.settled();
  const target = await emptyTarget();
  cpSync(join(t.dataDir, 'keys'), join(target.dataDir, 'keys'), { recursive: true });
  await into(target, join(folder, 'older'));
  const house = await houseOf(target);
  assert.deepEqual((await fsck(house)).findings.map((finding) => finding.code), ['log-shrunk']);
  await assert.rejects(integrate(house), ForkRefused);
  await house.close();
  await target.close();
});
