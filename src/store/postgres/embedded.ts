// 内置数据库 Embedded database: a real PostgreSQL that comes with the packages and lives in the data folder, so that one
// command is enough to run a city. Started here as an unprivileged account, even when we are root, reachable by no network.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { unpackBinaries, type Binaries } from './binaries.ts';
import { withLock } from './lock.ts';
import { choosePlace, type Place } from './place.ts';
import { worksIn } from './processes.ts';
import { findSecret, getOrMakeSecret } from './secrets.ts';
import { awaitReady, begin, clearLeftovers, end, findRunning, makeCluster, ownerRole, type Address, type Running } from './server.ts';
import { ServerTrouble, diagnose, wrongPassword, type Say } from './trouble.ts';

/** The database of the platform within the server. */
export const databaseName = 'rongcheng';

/** A running server of our own. */
export interface Embedded {
  /** Connection string of the role that owns everything; holds the password. */
  ownerUrl: string;
  /** PostgreSQL's data directory. */
  clusterDir: string;
  logFile: string;
  /** Process number of the server. */
  pid: number;
  /** The server ran already: left by a killed process, or another process uses it now. */
  reused: boolean;
  /** Ends the server, whoever started it. A guest that found it `reused` leaves it alone. */
  stop(): Promise<void>;
}

/**
 * Starts the server of a data folder, or finds it running. The first start makes folder, cluster, password (in
 * secrets.json) and an empty database. `durable: false` is for tests: no fsync.
 * Throws ServerTrouble, in both languages and with a way out.
 */
export async function startEmbedded({ dataDir, log, durable = true }: { dataDir: string; log: Say; durable?: boolean }): Promise<Embedded> {
  try {
    const place = await choosePlace(dataDir, log);
    return await withLock(join(place.home, 'start.lock'), () => start(place, dataDir, durable, log));
  } catch (error) {
    throw diagnose({ zh: `在 ${dataDir} 启动内置数据库`, en: `Starting the embedded database in ${dataDir}` }, error);
  }
}

async function start(place: Place, dataDir: string, durable: boolean, log: Say): Promise<Embedded> {
  const binaries = unpackBinaries(place.home);
  if (existsSync(place.cluster) && findSecret(dataDir, 'postgres') === undefined) throw wrongPassword();
  const password = getOrMakeSecret(dataDir, 'postgres');
  const found = await reuse(place, binaries, password, log);
  if (!found) {
    await clearLeftovers(place);
    makeCluster(place, binaries, password, durable);
    refuseOtherMajor(place, binaries);
  }
  const running = found ?? (await begin(place, binaries, password, durable, log));
  await makeDatabase(running, password);
  return {
    ownerUrl: connectionUrl({ ...running, user: ownerRole, password, database: databaseName }),
    clusterDir: place.cluster,
    logFile: place.logFile,
    pid: running.pid,
    reused: found !== undefined,
    // Whoever watches over the server may have started it again since.
    stop: async () => end(place, binaries, (await findRunning(place, password)) ?? running),
  };
}

/** The running server, once it is ready; one that runs older programs is ended first, so that an update takes hold. */
async function reuse(place: Place, binaries: Binaries, password: string, log: Say): Promise<Running | undefined> {
  const running = await findRunning(place, password);
  if (!running) return undefined;
  const options = join(place.cluster, 'postmaster.opts');
  if (existsSync(options) && !readFileSync(options, 'utf8').startsWith(binaries.postgres)) {
    await end(place, binaries, running);
    return undefined;
  }
  return (await awaitReady(running, password, () => !worksIn(running.pid, place.cluster), log)) ? running : undefined;
}

/** A connection string that pg understands for sockets too. */
export function connectionUrl({ host, port, user, password, database }: Address & { user: string; password: string; database: string }): string {
  const url = new URL(`postgres://${host.startsWith('/') ? 'localhost' : host}:${port}/${encodeURIComponent(database)}`);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  if (host.startsWith('/')) url.searchParams.set('host', host);
  return url.href;
}

async function makeDatabase(address: Address, password: string): Promise<void> {
  const client = new Client({ ...address, user: ownerRole, password, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${escapeIdentifier(databaseName)}`);
  } finally {
    await client.end();
  }
}

function refuseOtherMajor({ cluster }: Place, { major }: Binaries): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (made !== major)
    throw new ServerTrouble({
      zh: `数据目录由 PostgreSQL ${made} 建立,随附的是 ${major}。请用原版本的榕诚执行 rongcheng backup,再用新版本执行 rongcheng restore 到新的数据目录。`,
      en: `The data folder was made by PostgreSQL ${made}; this is ${major}. Run rongcheng backup with the former release, then rongcheng restore into a new data folder with this one.`,
    });
}
