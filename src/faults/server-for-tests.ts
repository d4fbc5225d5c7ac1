/**
 * 故障测试用的数据库服务器: a PostgreSQL of one's own, watched by the product's own watchman, with a city to clone. The shared
 * test server must not be killed; this one is there to be.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { keepDatabase } from '../cli/start/keep-database.ts';
import { loadCity } from '../directory/load.ts';
import { registers } from '../registers/catalog.ts';
import { openPool } from '../store/db.ts';
import { openKeys } from '../store/keys.ts';
import { migrate } from '../store/migrate.ts';
import { startEmbedded } from '../store/postgres/embedded.ts';
import { processesIn, signal, until } from '../store/postgres/processes.ts';
import { makeRoles, type RoleUrls } from '../store/postgres/roles.ts';

/** A database with the example city in it, and a data folder with its keys. */
export interface CityDatabase {
  readonly urls: RoleUrls;
  readonly dataDir: string;
}

export interface OwnServer {
  /** Clones the city. */
  database(name: string): Promise<CityDatabase>;
  /** Kills every process of the server with SIGKILL, as a power cut would. */
  kill(): void;
  /** Ends the server as `pg_ctl restart -m immediate` does: no checkpoint, no farewell. */
  endAtOnce(): void;
  /** Waits until the watchman has the server answering again. */
  back(): Promise<void>;
  /** Processes of the server that are there now. */
  processes(): number[];
  close(): Promise<void>;
}

const template = 'city';
const passwords = { app: randomBytes(16).toString('base64url'), portal: randomBytes(16).toString('base64url') };

/** Makes and starts a server in the temporary folder. `durable` as in production; without, nothing is synced and it is quicker. */
export async function openOwnServer({ durable }: { durable: boolean }): Promise<OwnServer> {
  const home = mkdtempSync(join(tmpdir(), 'rongcheng-fault-'));
  const embedded = await startEmbedded({ dataDir: home, log: () => undefined, durable });
  const troubles: unknown[] = [];
  const stopKeeping = keepDatabase({ embedded, dataDir: home, say: () => undefined, giveUp: (error) => troubles.push(error) });
  const urlOf = (name: string): string => Object.assign(new URL(embedded.ownerUrl), { pathname: `/${name}` }).href;
  const ask = async (sql: string): Promise<void> => {
    const client = new Client(embedded.ownerUrl);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  const keys = join(home, 'city-keys');
  await ask(`create database ${template}`);
  const { owner } = await makeRoles(urlOf(template), passwords);
  const pool = openPool(owner, 2);
  await migrate(pool, Object.values(registers));
  await loadCity(pool, openKeys(keys), 'example', true);
  await pool.end();
  const answers = async (): Promise<boolean> => troubles.length > 0 || ask('select 1').then(() => true, () => false);
  return {
    database: async (name) => {
      await ask(`create database ${name} template ${template}`);
      const dataDir = join(home, name);
      mkdirSync(dataDir);
      cpSync(keys, join(dataDir, 'keys'), { recursive: true });
      return { urls: await makeRoles(urlOf(name), passwords), dataDir };
    },
    kill: () => { for (const pid of processesIn(embedded.clusterDir)) signal(pid, 'SIGKILL'); },
    endAtOnce: () => { for (const pid of processesIn(embedded.clusterDir).slice(0, 1)) signal(pid, 'SIGQUIT'); },
    back: async () => {
      if (!(await until(answers, 60)) || troubles.length > 0) throw new Error(`the server did not come back: ${String(troubles[0])}`);
    },
    processes: () => processesIn(embedded.clusterDir),
    close: async () => {
      await stopKeeping();
      await embedded.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
