// 内置数据库 Embedded database: it starts anywhere, is found again, and survives what kills it.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { Client } from 'pg';
import { startEmbedded, type Embedded } from './embedded.ts';
import { isAlive, until } from './processes.ts';
import { ServerTrouble } from './trouble.ts';

const base = mkdtempSync(join(tmpdir(), 'rongcheng-embedded-'));
chmodSync(base, 0o711);
const running = new Set<Embedded>();
const heard: string[] = [];

after(async () => {
  for (const server of running) await server.stop();
  rmSync(base, { recursive: true, force: true });
});

async function start(dataDir: string, t: TestContext): Promise<Embedded> {
  const before = performance.now();
  const server = await startEmbedded({ dataDir, log: ({ zh }) => heard.push(zh) });
  t.diagnostic(`${server.reused ? 'found' : 'started'} in ${Math.round(performance.now() - before)} ms`);
  running.add(server);
  return server;
}

async function ask(server: Embedded, sql: string): Promise<unknown[]> {
  const client = new Client(server.ownerUrl);
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows.map(([value]) => value);
  } finally {
    await client.end();
  }
}

test('one server lives through first start, reuse, stop and second start', async (t) => {
  const dataDir = join(base, 'whole', 'life');
  const first = await start(dataDir, t);
  assert.equal(first.reused, false);
  await ask(first, 'create table kept as select generate_series(1, 1000) as n');
  assert.deepEqual(
    await ask(
      first,
      `select name || '=' || setting from pg_settings where name in ('fsync', 'full_page_writes', 'listen_addresses', 'jit', 'data_checksums') order by name`,
    ),
    ['data_checksums=on', 'fsync=on', 'full_page_writes=on', 'jit=off', `listen_addresses=${process.platform === 'win32' ? '127.0.0.1' : ''}`],
  );
  assert.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o777, 0o600);

  const again = await start(dataDir, t);
  assert.deepEqual([again.reused, again.pid], [true, first.pid]);

  await again.stop();
  assert.equal(isAlive(first.pid), false);
  const second = await start(dataDir, t);
  assert.equal(second.reused, false);
  assert.deepEqual(await ask(second, 'select count(*)::int from kept'), [1000]);
});

test('two starts at once make one server', async (t) => {
  const [one, other] = await Promise.all([start(join(base, 'race'), t), start(join(base, 'race'), t)]);
  assert.equal(one.pid, other.pid);
  assert.deepEqual([one.reused, other.reused].sort(), [false, true]);
});

test('a server killed outright while it works loses nothing acknowledged, and its busy children do not stand in the way', async (t) => {
  const dataDir = join(base, 'killed');
  const server = await start(dataDir, t);
  await ask(server, 'create table acknowledged (n int)');
  let written = 0;
  const writing = (async () => {
    for (;;) {
      await ask(server, `insert into acknowledged values (${written})`);
      written++;
    }
  })().catch(() => {});
  // Counts without ever listening: such a child does not notice that the server is gone.
  const busy = ask(server, 'select count(*) from generate_series(1, 20000000000)').catch(() => {});
  await until(() => written >= 20, 20);
  process.kill(server.pid, 'SIGKILL');
  await writing;

  const next = await start(dataDir, t);
  assert.equal(next.reused, false);
  const [rows] = (await ask(next, 'select count(*)::int from acknowledged')) as [number];
  t.diagnostic(`${written} acknowledged, ${rows} kept`);
  assert.ok(rows >= written);
  await busy;
});

test('a pid file and a socket lock that name a living stranger are seen through', async (t) => {
  const dataDir = join(base, 'stranger');
  const server = await start(dataDir, t);
  await server.stop();
  const stale = `${process.pid}\n${server.clusterDir}\n1\n5432\n${join(dirname(server.clusterDir), 'run')}\n\n0 0\nready\n`;
  writeFileSync(join(server.clusterDir, 'postmaster.pid'), stale);
  writeFileSync(join(dirname(server.clusterDir), 'run', '.s.PGSQL.5432.lock'), stale);
  writeFileSync(join(dirname(server.clusterDir), 'run', '.s.PGSQL.5432'), '');
  const next = await start(dataDir, t);
  assert.deepEqual(await ask(next, 'select 1'), [1]);
});

test('a first start that was cut off in the middle is done over', async (t) => {
  const dataDir = join(base, 'cut-off');
  mkdirSync(join(dataDir, 'postgres', 'cluster.partial', 'base'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres', 'start.lock'), '999999999');
  assert.deepEqual(await ask(await start(dataDir, t), 'select 1'), [1]);
});

test('a path too long for a socket, with Chinese and spaces in it, works', async (t) => {
  const server = await start(join(base, `政务 诚信 ${'长'.repeat(30)}`), t);
  assert.deepEqual(await ask(server, 'select 1'), [1]);
  const socketDir = new URL(server.ownerUrl).searchParams.get('host') ?? '';
  await server.stop();
  assert.equal(existsSync(socketDir), false);
});

test(
  'a folder that no other account can enter still works for root, and says where the data went',
  { skip: process.getuid?.() !== 0 && 'only root lends an account' },
  async (t) => {
    const closed = join(base, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const dataDir = join(closed, 'data');
    const server = await start(dataDir, t);
    const home = dirname(server.clusterDir);
    try {
      assert.ok(!server.clusterDir.startsWith(base));
      assert.equal(readFileSync(join(dataDir, 'postgres-is-at.txt'), 'utf8').trim(), home);
      assert.ok(heard.some((text) => text.includes(home)));
      assert.equal((await start(dataDir, t)).pid, server.pid);
    } finally {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    }
  },
);

test('a lost password and a data folder that cannot be are explained in both languages', async (t) => {
  const dataDir = join(base, 'lost');
  await start(dataDir, t);
  const secrets = join(dataDir, 'secrets.json');
  for (const damage of [() => rmSync(secrets), () => writeFileSync(secrets, '{"postgres":"another"}')]) {
    damage();
    await assert.rejects(start(dataDir, t), (error) => error instanceof ServerTrouble && /secrets\.json/.test(error.text.zh) && /backup/.test(error.text.en));
  }
  writeFileSync(join(base, 'file'), '');
  await assert.rejects(start(join(base, 'file', 'data'), t), (error) => error instanceof ServerTrouble && /--data/.test(error.text.zh));
});
