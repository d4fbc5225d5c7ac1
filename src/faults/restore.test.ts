/**
 * 恢复到较早时点的测试: a backup, more work after it, and the backup restored: everything of its moment is there, and because the
 * public has seen a longer log since, nothing is signed any more until the missing part is back. The operator is told so.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { examine } from '../cli/doctor.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { registers } from '../registers/catalog.ts';
import { act } from '../store/act.ts';
import { backup, type Backup } from '../store/backup.ts';
import { restore } from '../store/backup/restore.ts';
import { openPool, type Pool, transaction } from '../store/db.ts';
import { annulment, judgment, record } from '../store/door-for-tests.ts';
import { fsck, rebuildTiles } from '../store/fsck.ts';
import { appendLeaves, findProof, ForkRefused, integrate } from '../store/log.ts';
import { createDatabaseFrom, type TestDatabase } from '../store/postgres/for-tests.ts';
import { until } from '../store/postgres/processes.ts';
import { startWorker } from '../store/worker.ts';
import { wire, type Wired } from '../wiring.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-restore-'));
let t: TestHouse;
let owner: Pool;
let made: Backup;
let restored: { database: TestDatabase; dataDir: string; owner: Pool; house: Wired };

before(async () => {
  t = await openTestHouse();
  owner = openPool(t.database.owner, 2);
  for (const n of [1, 2]) await judgment(t, n, 'disclosed');
  await t.house.settled();
  made = await backup({ owner, house: t.house, target: join(folder, 'backup'), withKeys: true });
  for (const n of [3, 4]) await judgment(t, n, 'disclosed');
  await t.house.settled();
  // The same machine, the same keys, an older database.
  const database = await createDatabaseFrom();
  const dataDir = join(folder, 'data');
  cpSync(join(t.dataDir, 'keys'), join(dataDir, 'keys'), { recursive: true });
  const pool = openPool(database.owner, 2);
  await restore({ source: made.path, owner: pool, registers: Object.values(registers), dataDir, skip: { numbers: 0, on: t.clock.today() } });
  restored = { database, dataDir, owner: pool, house: await wire({ appUrl: database.app, dataDir, clock: t.clock, connections: 6 }) };
});
after(async () => {
  await restored?.house.close();
  await restored?.owner.end();
  await restored?.database.drop();
  await owner.end();
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A leaf for each disclosure and each end, and one for each letter. */
const leavesWith = async ({ house }: { house: Wired }, disclosedAndEnded: number): Promise<number> => {
  const { rows: [letter] } = await house.pool.query<{ n: number }>('select count(*) as n from rc.letter');
  const n = letter?.n ?? 0;
  assert.ok(n > 0, 'no letter was issued');
  return disclosedAndEnded + n;
};
/** Leaves that the public never saw. */
const others = async (count: number): Promise<void> => {
  const now = t.clock.now();
  const leaves = Array.from({ length: count }, () => ({ v: 1, kind: 'issued', issuedOn: t.clock.today(), commitment: randomBytes(32).toString('hex') }) as const);
  assert.ok((await transaction(restored.house.pool, (tx) => appendLeaves(tx, leaves, now))).ok);
};
/** A number that may stand on a letter which the database forgot is not given to another. */
const noLetter = (n: number): Promise<void> =>
  assert.rejects(judgment({ ...t, house: restored.house }, n, 'effective'), /xinyong1 notify: .*"unavailable".*"log-behind".*文号可能与已经发出的重复.*rongcheng log refill/);
const signed = async ({ house }: { house: Wired }): Promise<number> => (await house.pool.query<{ size: number }>('select coalesce(max(size), 0) as size from pub.checkpoint')).rows[0]?.size ?? 0;

test('what was restored is what was backed up: the rows of every table and the root of the log', async () => {
  for (const { table, rows } of made.manifest.tables) {
    const { rows: [count] } = await restored.owner.query<{ n: number }>(`select count(*) as n from ${table}`);
    assert.equal(count?.n, rows, table);
  }
  const { log } = await fsck(restored.house);
  assert.deepEqual([log.size, log.root, log.confirmed], [made.manifest.log.size, made.manifest.log.root, true]);
  assert.equal(log.size, await leavesWith(restored, 2));
});

test('the publisher refuses the smaller tree, at once and after every further disclosure, and says what to do', async () => {
  await assert.rejects(integrate(restored.house), (error: Error) => error instanceof ForkRefused && /请先恢复较新的备份/.test(error.message));
  const exam = (await examine({ house: restored.house, owner: restored.owner, dataDir: restored.dataDir })).find(({ name }) => name.en === 'Log');
  assert.deepEqual([exam?.level, /恢复较新的备份/.test(exam?.next?.zh ?? '')], ['bad', true], JSON.stringify(exam));
  assert.deepEqual((await fsck(restored.house)).findings.map(({ code }) => code), ['log-shrunk']);
  const said: string[] = [];
  const worker = await startWorker({ house: restored.house, counted: [], log: { info: () => undefined, warn: () => undefined, error: (zh) => { said.push(zh); } } });
  try {
    assert.ok(await until(() => said.some((words) => /停止签署.*请先恢复较新的备份/.test(words)), 5), said.join());
  } finally {
    await worker.stop();
  }
  // Other records take the places of those that were lost: as many leaves as were signed once, and more, but not the same ones.
  const missing = (await signed(t)) - made.manifest.log.size;
  await others(missing - 1);
  await assert.rejects(integrate(restored.house), ForkRefused);
  await noLetter(60);
  await others(2);
  await assert.rejects(integrate(restored.house), /与签署过的不符/);
  await noLetter(61);
  await restored.house.settled();
  assert.equal(await signed(restored), made.manifest.log.size);
  assert.equal(await findProof(restored.house.pool, made.manifest.log.size), undefined);
  const codes = (await fsck(restored.house)).findings.map(({ code }) => code);
  assert.ok(codes.includes('signed-differs'), codes.join());
});

test('with the newer state restored instead, the log goes on from where the public saw it last', async (context) => {
  const newer = await backup({ owner, house: t.house, target: join(folder, 'newer.tar'), withKeys: true });
  const database = await createDatabaseFrom();
  const dataDir = join(folder, 'newer');
  cpSync(join(t.dataDir, 'keys'), join(dataDir, 'keys'), { recursive: true });
  const pool = openPool(database.owner, 2);
  await restore({ source: newer.path, owner: pool, registers: Object.values(registers), dataDir, skip: { numbers: 0, on: t.clock.today() } });
  const house = await wire({ appUrl: database.app, dataDir, clock: t.clock, connections: 4 });
  context.after(async () => {
    await house.close();
    await pool.end();
    await database.drop();
  });
  const { rows: [last] } = await house.pool.query<{ id: string }>('select id from pub.record order by leaf desc limit 1');
  assert.ok((await act(house, await t.actor('jiangbei2'), { register: record, action: 'annul', recordId: (last as { id: string }).id, input: annulment })).ok);
  await house.settled();
  assert.equal(await signed({ house }), await leavesWith({ house }, 4 + 1));
  assert.deepEqual((await fsck(house)).findings, []);
  await tampered(house, pool);
});

/** A restored log is as guarded as any: a flipped tile is named and made again, an altered entry is named. */
async function tampered(house: Wired, pool: Pool): Promise<void> {
  const named = async (): Promise<unknown[]> => (await fsck(house)).findings.map(({ table, row }) => [table, row]);
  await pool.query('update pub.log_tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where level = 0 and n = 0');
  assert.deepEqual(await named(), [['pub.log_tile', '0/0']]);
  await pool.query('update pub.log_tile set hashes = substring(hashes for 64) where level = 0 and n = 0');
  assert.deepEqual(await named(), [['pub.log_tile', '0/0']]);
  assert.equal((await rebuildTiles(house)).ok, true);
  assert.deepEqual(await named(), []);
  await pool.query('update pub.log_leaf set entry = set_byte(entry, 30, get_byte(entry, 30) # 1) where idx = 3');
  assert.ok((await named()).some((finding) => String(finding) === 'pub.log_leaf,3'), JSON.stringify(await named()));
}
