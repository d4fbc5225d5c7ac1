// 数据库进程 Server process: begins, finds, awaits and ends one PostgreSQL over one cluster. It outlives us on purpose: if
// this process is killed, the next one finds the server and goes on with it.

import { spawn, spawnSync } from 'node:child_process';
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { give, makeFolder } from './account.ts';
import type { Binaries } from './binaries.ts';
import { makeSocketDir, type Place } from './place.ts';
import { processesIn, signal, until, worksIn } from './processes.ts';
import { serverSettings } from './settings.ts';
import { ServerTrouble, diagnose, wrongPassword, type Say } from './trouble.ts';

/** The role that owns the cluster. */
export const ownerRole = 'rongcheng';

/** Where a server listens: a socket's folder or a loopback address, and the port. */
export interface Address {
  host: string;
  port: number;
}

/** What postmaster.pid says of the server that wrote it. */
export interface Running extends Address {
  pid: number;
}

const startSecondsMax = 600;
const stopSecondsMax = 60;
const logBytesMax = 5 * 1024 * 1024;
const starting = { zh: '启动内置数据库', en: 'Starting the embedded database' };
const creating = { zh: '创建内置数据库', en: 'Creating the embedded database' };
// Windows programs need the system's own variables; elsewhere the server must not depend on whoever starts it.
const surroundings = process.platform === 'win32' ? {} : { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } };

/** Makes the cluster if there is none, whole or not at all. */
export function makeCluster(place: Place, binaries: Binaries, password: string, durable: boolean): void {
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return give(place.cluster, place.account);
  const partial = `${place.cluster}.partial`;
  const passwordFile = join(place.home, 'password');
  rmSync(partial, { recursive: true, force: true });
  makeFolder(partial, 0o700);
  give(partial, place.account);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.account) chownSync(passwordFile, place.account.uid, place.account.gid);
  // Trigrams of Chinese need a UTF-8 character type; macOS has it by another name only, Windows by none.
  const characters = { darwin: 'en_US.UTF-8', win32: 'C' }[process.platform as string] ?? 'C.UTF-8';
  const done = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${partial}`,
      `--username=${ownerRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--data-checksums',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      `--lc-ctype=${characters}`,
      '--text-search-config=simple',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    { ...place.account, ...surroundings, cwd: partial, encoding: 'utf8' },
  );
  rmSync(passwordFile);
  if (done.status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw diagnose(creating, done.error ?? done.stderr);
  }
  renameSync(partial, place.cluster);
}

/** The server that postmaster.pid names, if it runs or answers. */
export async function findRunning({ cluster }: Place, password: string): Promise<Running | undefined> {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid = '', , , port = '', socketDir = ''] = readFileSync(file, 'utf8').split('\n');
  const running = { pid: Number(pid), port: Number(port), host: socketDir.trim() || '127.0.0.1' };
  // A server in another container over the same volume has no process that we could see, but it answers.
  return worksIn(running.pid, cluster) || (await ask(running, password)) !== 'silent' ? running : undefined;
}

/** Waits until the server takes connections; false if it ended instead. Throws ServerTrouble after ten minutes or if our password is wrong. */
export async function awaitReady(address: Address, password: string, isOver: () => boolean, say: Say): Promise<boolean> {
  let asked = 0;
  let ready = false;
  const settled = await until(async () => {
    if (++asked % 200 === 0) say({ zh: '数据库正在恢复,请稍候……', en: 'The database is recovering, please wait …' });
    ready = (await ask(address, password)) === 'ready';
    return ready || isOver();
  }, startSecondsMax);
  if (!settled) throw diagnose(starting, `no answer within ${startSecondsMax} s`);
  return ready;
}

/** Starts a server and waits for it. Throws ServerTrouble with the server's last words. */
export async function begin(place: Place, binaries: Binaries, password: string, durable: boolean, say: Say): Promise<Running> {
  const socketDir = process.platform === 'win32' ? undefined : makeSocketDir(place);
  const port = socketDir ? 5432 : await freePort();
  const settings = Object.entries(serverSettings({ durable, socketDir, port })).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  if ((statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) renameSync(place.logFile, `${place.logFile}.1`);
  const log = openSync(place.logFile, 'a', 0o600);
  const logStart = statSync(place.logFile).size;
  // Detached: Ctrl-C in our terminal must not end the database before the application has finished with it.
  const child = spawn(binaries.postgres, ['-D', place.cluster, ...settings], {
    ...place.account,
    ...surroundings,
    cwd: place.cluster,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const isOver = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  const address = { host: socketDir ?? '127.0.0.1', port };
  const ready = await awaitReady(address, password, isOver, say).catch((error: unknown) => {
    child.kill('SIGINT');
    throw error;
  });
  child.unref();
  if (ready && child.pid !== undefined) return { ...address, pid: child.pid };
  throw diagnose(starting, failure ?? readFileSync(place.logFile).subarray(logStart).toString());
}

/** Ends the server: sessions are cut, everything acknowledged is on disk. Returns when its process is gone. */
export async function end(place: Place, binaries: Binaries, { pid, host }: Running): Promise<void> {
  const gone = () => !worksIn(pid, place.cluster);
  if (!gone()) {
    if (process.platform === 'win32') spawnSync(binaries.pgCtl, ['stop', '-D', place.cluster, '-m', 'fast', '-w']);
    else signal(pid, 'SIGINT');
    if (!(await until(gone, stopSecondsMax))) {
      signal(pid, 'SIGQUIT');
      await until(gone, stopSecondsMax);
    }
  }
  if (host.startsWith('/') && !host.startsWith(place.home)) rmSync(host, { recursive: true, force: true });
}

/**
 * Clears what a killed server left: its children, which may still be busy with a query and hold its memory, then its
 * pid file. To be called only when no server runs.
 */
export async function clearLeftovers({ cluster }: Place): Promise<void> {
  const clear = () => processesIn(cluster).length === 0;
  for (const force of [undefined, 'SIGQUIT', 'SIGKILL'] as const) {
    if (force) for (const pid of processesIn(cluster)) signal(pid, force);
    if (await until(clear, 2)) break;
  }
  const left = processesIn(cluster);
  if (left.length > 0) {
    throw new ServerTrouble({
      zh: `上次的数据库进程仍未退出(进程号 ${left.join('、')})。请结束它们后重试。`,
      en: `Processes of the former database are still there (${left.join(', ')}). End them and try again.`,
    });
  }
  // Its number may by now belong to another process of the same account, and PostgreSQL would take that for the server.
  const file = join(cluster, 'postmaster.pid');
  if (existsSync(file)) rmSync(file);
}

async function ask({ host, port }: Address, password: string): Promise<'ready' | 'busy' | 'silent'> {
  const client = new Client({ host, port, user: ownerRole, password, database: 'postgres', connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === '28P01') throw wrongPassword();
    return /^[0-9A-Z]{5}$/.test(code) ? 'busy' : 'silent';
  } finally {
    await client.end().catch(() => {});
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
      .on('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => resolve(port));
      });
  });
}
