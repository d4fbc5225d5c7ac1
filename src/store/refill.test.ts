/**
 * 补回日志的测试: a backup, two more disclosures, a correction and two ends, and the old backup restored: from a copy of the log, in a folder
 * or at the portal's address, everything that the public saw is a leaf again under the same root, and the log goes on.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { signCheckpoint } from '../core/log/checkpoint.ts';
import { noteSigner } from '../core/log/note.ts';
import { bundlesBetween, tilePath } from '../core/log/tiles.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { buildPortal } from '../portal/app.ts';
import { registers } from '../registers/catalog.ts';
import { backup, type Backup } from './backup.ts';
import { restore } from './backup/restore.ts';
import { openPool, type Pool, transaction } from './db.ts';
import { annulment, doorOf, judgment, record, slug } from './door-for-tests.ts';
import { act } from './act.ts';
import { fsck } from './fsck.ts';
import { ForkRefused, integrate, suite } from './log.ts';
import { takeLetterNumber } from './numbers.ts';
import { createDatabaseFrom, type TestDatabase } from './postgres/for-tests.ts';
import { refill } from './refill.ts';
import { openMirror } from './refill/mirror.ts';
import { RefillRefused } from './refill/refused.ts';
import { wire, type Wired } from '../wiring.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-refill-'));
const mirrorFolder = join(folder, 'mirror');
let t: TestHouse;
let owner: Pool;
let portalPool: Pool;
let portal: FastifyInstance;
let address: string;
let made: Backup;
let kept: string;
let corrected: string;
let ended: string;
let endedNo: string;
let cleared: { id: string; no: string };
let lost: string;
let root: string;
/** Leaves of the backup, and of what the public saw. */
let from: number;
let size: number;
/** What stays open until everything is done, also where a test fails. */
const open: (() => Promise<void>)[] = [];

interface Restored {
  readonly database: TestDatabase;
  readonly owner: Pool;
  readonly house: Wired;
  readonly dataDir: string;
}

/** The same machine with the same keys, and the older database. */
async function restored(name: string): Promise<Restored> {
  const database = await createDatabaseFrom();
  const dataDir = join(folder, name);
  cpSync(join(t.dataDir, 'keys'), join(dataDir, 'keys'), { recursive: true });
  const pool = openPool(database.owner, 2);
  await restore({ source: made.path, owner: pool, registers: Object.values(registers), dataDir, skip: { numbers: 0, on: t.clock.today() } });
  const house = await wire({ appUrl: database.app, dataDir, clock: t.clock, connections: 6 });
  open.push(async () => { await house.close(); await pool.end(); await database.drop(); });
  return { database, owner: pool, house, dataDir };
}

const headOf = async (house: Wired): Promise<[number, string]> => {
  const { rows: [head] } = await house.pool.query<{ size: number; root: string }>("select size, encode(root, 'hex') as root from pub.checkpoint order by size desc limit 1");
  return [head?.size ?? 0, head?.root ?? ''];
};
const lettersFrom = async (house: Wired, leaf: number): Promise<{ leaf: number; on: string }[]> =>
  (await house.pool.query<{ leaf: number; on: string }>('select leaf, issued_on::text as on from rc.letter where leaf >= $1 order by leaf', [leaf])).rows;
const codes = async (house: Wired): Promise<string[]> => (await fsck(house)).findings.map(({ code, severity }) => `${severity} ${code}`);

const leafOf = async (sql: string, id: string): Promise<number> => (await doorOf(t).one<{ leaf: number }>(sql, id)).leaf;

async function correct(id: string): Promise<void> {
  const { does, facts } = doorOf(t);
  await does('jiangbei2', 'correct', id, { proposedFacts: await facts('civil-judgment', 'jb-housing', { caseNumber: '（2026）衡0121民初3号', amount: '99999.00' }), reason: '金额有误' });
  await does('xinyong3', 'accept', id, {});
}

/** Copies the log over http, as anybody can. */
async function copyLog(size: number): Promise<void> {
  for (const path of ['checkpoint', ...bundlesBetween(0, size).map(tilePath)]) {
    const response = await fetch(`${address}/log/${path}`);
    assert.equal(response.status, 200, path);
    mkdirSync(dirname(join(mirrorFolder, path)), { recursive: true });
    writeFileSync(join(mirrorFolder, path), Buffer.from(await response.arrayBuffer()));
  }
}

before(async () => {
  t = await openTestHouse();
  owner = openPool(t.database.owner, 2);
  kept = await judgment(t, 1, 'disclosed');
  ended = await judgment(t, 2, 'disclosed');
  corrected = await judgment(t, 3, 'disclosed');
  const { does } = doorOf(t);
  cleared = await does('xinyong2', 'draft', undefined, { subjectId: slug('cao-guanlan'), basis: '经查举报失实。', reach: 'public', text: '经查，有关反映不属实，现予澄清。', until: '2027-06-30' }, { register: 'clearance' });
  await does('gongwu2', 'consent', cleared.id, { showName: false }, { register: 'clearance' });
  await does('xinyong3', 'approve', cleared.id, {}, { register: 'clearance' });
  await t.house.settled();
  made = await backup({ owner, house: t.house, target: join(folder, 'backup'), withKeys: true });
  // In the gap: two disclosures, an end of what the backup has, a correction, one disclosed and ended within it, the letters of all that, and a
  // consent to posted words that was taken back.
  lost = await judgment(t, 4, 'disclosed');
  const shortLived = await judgment(t, 5, 'disclosed');
  const maker = await t.actor('jiangbei2');
  for (const id of [ended, shortLived]) assert.ok((await act(t.house, maker, { register: record, action: 'annul', recordId: id, input: annulment })).ok);
  await correct(corrected);
  await does('gongwu2', 'decline', cleared.id, {}, { register: 'clearance' });
  await t.house.settled();
  endedNo = (await doorOf(t).one<{ no: string }>('select no from rc.record where id = $1', ended)).no;
  from = made.manifest.log.size;
  [size, root] = await headOf(t.house);
  portalPool = openPool(t.database.portal, 2);
  portal = await buildPortal({ pool: portalPool, clock: t.clock, publicUrl: 'https://portal.example' });
  address = await portal.listen({ port: 0, host: '127.0.0.1' });
  await copyLog(size);
});
after(async () => {
  for (const close of open) await close();
  await portal.close();
  await portalPool.end();
  await owner.end();
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

test('from a folder: the same root, what had ended is gone and sealed, what was lost is listed, and the next disclosure continues the tree', async () => {
  const r = await restored('from-folder');
  await assert.rejects(integrate(r.house), (error: Error) => error instanceof ForkRefused && /rongcheng log refill/.test(error.message));
  const answer = await refill(r.house, await openMirror(mirrorFolder));
  assert.deepEqual([answer.from, answer.size, answer.root], [from, size, root]);
  const letters = await lettersFrom(t.house, 0);
  // Five disclosures, two ends, one correction, words posted and taken down, and the letters.
  assert.deepEqual([size, letters.length > 0], [5 + 2 + 1 + 2 + letters.length, true]);
  assert.deepEqual(answer.ended.map(({ no, leaf, reason }) => [no, leaf, reason]), [[endedNo, await leafOf('select (leaves->>-1)::int8 as leaf from pub.ended where id = $1', ended), 'judgment-annulled'],
    [cleared.no, await leafOf('select end_leaf as leaf from pub.posted where id = $1', cleared.id), 'consent-withdrawn']]);
  assert.deepEqual(answer.disclose.map(({ leaf }) => leaf), [await leafOf('select leaf from pub.record where id = $1', lost)]);
  assert.deepEqual(answer.correct.map(({ leaf }) => leaf), [await leafOf('select leaf from pub.record where id = $1', corrected)]);
  const lostLetters = await lettersFrom(t.house, from);
  assert.ok(lostLetters.length > 0 && lostLetters.length < letters.length);
  assert.deepEqual(answer.letters, lostLetters);
  assert.deepEqual(await headOf(r.house), [size, root]);
  const { rows: shown } = await r.house.pool.query<{ id: string }>('select id from pub.record order by leaf');
  assert.deepEqual(shown.map(({ id }) => id), [kept, corrected]);
  const { rows: [end] } = await r.house.pool.query('select id, ended_on, reason, leaves from pub.ended');
  const { rows: [original] } = await t.house.pool.query('select id, ended_on, reason, leaves from pub.ended where id = $1', [ended]);
  assert.deepEqual(end, original);
  const { rows: [row] } = await r.house.pool.query('select state, title, (select count(*) from rc.entry_content where record_id = $1) as contents, (select count(*) from rc.sealed where record_id = $1) as sealed from rc.record where id = $1', [ended]);
  assert.deepEqual(row, { state: 'ended', title: '', contents: 0, sealed: 1 });
  const { rows: words } = await r.house.pool.query('select text, body, salt, leaf, ended_on, end_leaf, reason, article from pub.posted');
  assert.deepEqual(words, (await t.house.pool.query('select text, body, salt, leaf, ended_on, end_leaf, reason, article from pub.posted')).rows, 'a consent that was taken back stays taken back');
  assert.equal((await r.house.pool.query('select state from rc.record where id = $1', [cleared.id])).rows[0].state, 'dropped');
  const warned = Array.from({ length: 2 + lostLetters.length }, () => 'warning leaf-lost');
  assert.deepEqual(await codes(r.house), warned);
  const city = { ...t, house: r.house };
  await judgment(city, 6, 'disclosed');
  await r.house.settled();
  // No letter has the number of one that was lost, whatever its series; nor has the first of a series that the backup does not know.
  const nos = async (house: Wired, leaf: number): Promise<string[]> => (await house.pool.query<{ no: string }>('select no from rc.letter where leaf >= $1', [leaf])).rows.map(({ no }) => no);
  const [lostNos, newNos] = [await nos(t.house, from), await nos(r.house, size)];
  assert.ok(lostNos.length > 0 && newNos.length > 0);
  assert.deepEqual(newNos.filter((no) => lostNos.includes(no)), []);
  const unknown = await transaction(r.house.pool, (tx) => takeLetterNumber(tx, r.house, '衡信新', 2026));
  assert.deepEqual(unknown.ok && unknown.value, lostLetters.length + 1);
  assert.equal((await headOf(r.house))[0], size + 1 + (await lettersFrom(r.house, size)).length);
  assert.deepEqual(await codes(r.house), warned);
  await assert.rejects(refill(r.house, await openMirror(mirrorFolder)), /没有可补的|不够新/);
});

test('from the address of the portal, and a second time there is nothing to do', async () => {
  const r = await restored('from-address');
  assert.equal((await refill(r.house, await openMirror(address))).root, root);
  const again = await refill(r.house, await openMirror(`${address}/log/`));
  assert.deepEqual([again.from, again.size, again.ended], [size, size, []]);
});

test('even where the memory of what was signed is as old as the backup, the copy tells what the public saw', async () => {
  const r = await restored('old-memory');
  writeFileSync(join(r.dataDir, 'keys', 'last-signed.json'), JSON.stringify({ size: made.manifest.log.size, root: Buffer.from(made.manifest.log.root, 'hex').toString('base64') }));
  await refill(r.house, await openMirror(mirrorFolder));
  assert.equal(JSON.parse(readFileSync(join(r.dataDir, 'keys', 'last-signed.json'), 'utf8')).size, size);
});

test('a copy that is damaged, older, forged or of another tree changes nothing and is refused with the next step', async () => {
  const r = await restored('refused');
  const before = await headOf(r.house);
  const isRefused = async (name: string, why: RegExp, change: (dir: string) => void): Promise<void> => {
    const dir = join(folder, name);
    cpSync(mirrorFolder, dir, { recursive: true });
    change(dir);
    await assert.rejects(openMirror(dir).then((mirror) => refill(r.house, mirror)), (error: Error) => error instanceof RefillRefused && why.test(error.message) && error.en !== '', name);
    assert.deepEqual(await headOf(r.house), before);
    assert.equal(JSON.parse(readFileSync(join(r.dataDir, 'keys', 'last-signed.json'), 'utf8')).size, size);
  };
  const bundle = tilePath({ level: 'entries', index: 0, width: size });
  await isRefused('flipped', /与它自己的检查点不符[^]*请换一份副本/, (dir) => {
    const text = readFileSync(join(dir, bundle)).toString('latin1');
    writeFileSync(join(dir, bundle), `${text.slice(0, -200)}${text.slice(-200).replace('2026-11', '2026-10')}`, 'latin1');
  });
  await isRefused('without-bundle', new RegExp(`缺少或损坏：${bundle}`), (dir) => rmSync(join(dir, bundle)));
  await isRefused('empty', /没有 checkpoint 文件/, (dir) => rmSync(join(dir, 'checkpoint')));
  const stranger = noteSigner(suite, t.house.logOrigin, new Uint8Array(32).fill(3));
  await isRefused('forged', /不是本日志的密钥所签/, (dir) => writeFileSync(join(dir, 'checkpoint'), signCheckpoint({ origin: t.house.logOrigin, size, root: new Uint8Array(32) }, stranger)));
  const own = noteSigner(suite, t.house.logOrigin, t.house.keys.logSeed);
  await isRefused('older', /副本不够新/, (dir) => writeFileSync(join(dir, 'checkpoint'), signCheckpoint({ origin: t.house.logOrigin, size: from, root: Buffer.from(made.manifest.log.root, 'hex') }, own)));
});

test('after new disclosures on the restored database the copy no longer continues it, and the operator is told how to begin again', async () => {
  const r = await restored('diverged');
  assert.ok((await act(r.house, await t.actor('jiangbei2'), { register: record, action: 'annul', recordId: kept, input: annulment })).ok);
  await assert.rejects(refill(r.house, await openMirror(mirrorFolder)), new RegExp(`第 ${from} 条与公众已见的不同[^]*重新恢复到空的数据目录`));
});
