/** 故障测试用的数据库服务器: a PostgreSQL of one's own with a city to clone. The shared test server must not be killed; this one is there to be. */
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadCity } from '../directory/load.ts';
import { registers } from '../registers/catalog.ts';
import { openPool } from '../store/db.ts';
import { openKeys } from '../store/keys.ts';
import { migrate } from '../store/migrate.ts';
import { type Embedded, startEmbedded } from '../store/postgres/embedded.ts';
import { processesIn, signal } from '../store/postgres/processes.ts';
import { makeRoles, type RoleUrls } from '../store/postgres/roles.ts';

/** A database with the example city in it, and a data folder with its keys. */
export interface CityDatabase {
  readonly urls: RoleUrls;
  readonly dataDir: string;
}

export interface OwnServer {
  /** Connection string of the owner, to the database of that name. */
  urlOf(name: string): string;
  /** Clones the city. */
  database(name: string): Promise<CityDatabase>;
  /** Kills every process of the server with SIGKILL: what was not on disk is gone. */
  kill(): void;
  /** Ends the server as `pg_ctl -m immediate` does: no checkpoint, no farewell. */
  endAtOnce(): void;
  /** Starts the server again, the way the platform's watchman does. */
  restart(): Promise<void>;
  /** Processes of the server that are there now. */
  processes(): number[];
  readonly embedded: Embedded;
  readonly home: string;
  close(): Promise<void>;
}

const template = 'city';
const passwords = { app: randomBytes(16).toString('base64url'), portal: randomBytes(16).toString('base64url') };
const log = (): void => undefined;

async function fill(url: string, keys: string): Promise<void> {
  const { owner } = await makeRoles(url, passwords);
  const pool = openPool(owner, 2);
  await migrate(pool, Object.values(registers));
  await loadCity(pool, openKeys(keys), 'example', true);
  await pool.end();
}

/** Makes and starts a server, set as in production, in the temporary folder or in a `folder` below it. */
export async function openOwnServer({ folder = '' } = {}): Promise<OwnServer> {
  const base = mkdtempSync(join(tmpdir(), 'rongcheng-fault-'));
  chmodSync(base, 0o711);
  const home = join(base, folder);
  const embedded = await startEmbedded({ dataDir: home, log });
  let current = embedded;
  const urlOf = (name: string): string => Object.assign(new URL(embedded.ownerUrl), { pathname: `/${name}` }).href;
  const ask = async (sql: string): Promise<void> => {
    const client = new Client(embedded.ownerUrl);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  const keys = join(home, 'city-keys');
  await ask(`create database ${template}`);
  await fill(urlOf(template), keys);
  return {
    urlOf, embedded, home,
    database: async (name) => {
      await ask(`create database ${name} template ${template}`);
      const dataDir = join(home, name);
      mkdirSync(dataDir);
      cpSync(keys, join(dataDir, 'keys'), { recursive: true });
      return { urls: await makeRoles(urlOf(name), passwords), dataDir };
    },
    kill: () => { for (const pid of processesIn(embedded.clusterDir)) signal(pid, 'SIGKILL'); },
    endAtOnce: () => signal(Number(readFileSync(join(embedded.clusterDir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT'),
    restart: async () => { current = await startEmbedded({ dataDir: home, log }); },
    processes: () => processesIn(embedded.clusterDir),
    close: async () => {
      await current.stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
