/**
 * 命令与数据库: a command works on the database of the data folder, started for it if it does not run, or on the one of
 * DATABASE_URL; and it leaves behind what it found.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { openPool, type Pool, type Tx } from '../store/db.ts';
import { type Embedded, startEmbedded } from '../store/postgres/embedded.ts';
import { assertServer, serverFacts } from '../store/postgres/facts.ts';
import { openRoles, type RoleUrls } from '../store/postgres/roles.ts';
import { secretsFile } from '../store/postgres/secrets.ts';
import { wire, type Wired } from '../wiring.ts';
import { say } from './output.ts';
import { Trouble } from './trouble.ts';

/** A database with its roles, ready to be asked. */
export interface Database {
  readonly urls: RoleUrls;
  /** Undefined: the database of DATABASE_URL. */
  readonly embedded: Embedded | undefined;
  /** Pool of the owner: migrations, backup, restore. */
  readonly owner: Pool;
  /** Leaves the server as it was found: ends one that was started here, unless somebody else uses it by now. */
  close(): Promise<void>;
  /** Ends the embedded server in any case. */
  stop(): Promise<void>;
}

type Place = Pick<Config, 'dataDir' | 'databaseUrl'>;

/** Opens the database of a data folder or of DATABASE_URL; makes the data folder only when `mayMake`. */
export async function openDatabase({ dataDir, databaseUrl }: Place, { mayMake }: { mayMake: boolean }): Promise<Database> {
  if (!mayMake && !existsSync(databaseUrl === undefined ? secretsFile(dataDir) : dataDir)) {
    throw new Trouble(`${dataDir} 里没有数据。请先运行 rongcheng start，或用 --data 指定数据目录`, `There is no data in ${dataDir}. Run rongcheng start first, or name the data folder with --data`);
  }
  // Keys and attachments lie here even when the database is elsewhere.
  if (databaseUrl !== undefined && mayMake) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const embedded = databaseUrl === undefined ? await startEmbedded({ dataDir, log: say }) : undefined;
  const ownerUrl = databaseUrl ?? (embedded as Embedded).ownerUrl;
  const owner = openPool(ownerUrl, 4);
  const use = await claimUse(owner);
  const stop = async (): Promise<void> => {
    use.release(true);
    await owner.end();
    await embedded?.stop();
  };
  const close = async (): Promise<void> => {
    if (embedded?.reused === false && (await isLastUser(use))) return stop();
    use.release(true);
    await owner.end();
  };
  try {
    assertServer(await serverFacts(owner));
    return { urls: await openRoles(ownerUrl, dataDir), embedded, owner, close, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

const inUse = `hashtext('rongcheng in use')`;

/** Tells other commands that this one uses the server, for as long as the connection lives. */
async function claimUse(owner: Pool): Promise<Tx> {
  const use = await owner.connect();
  await use.query(`select pg_advisory_lock_shared(${inUse})`);
  return use;
}

/** Whether nobody else uses the server by now: the platform may have been started while the command ran. */
async function isLastUser(use: Tx): Promise<boolean> {
  try {
    await use.query(`select pg_advisory_unlock_shared(${inUse})`);
    const { rows: [answer] } = await use.query<{ free: boolean }>(`select pg_try_advisory_lock(${inUse}) as free`);
    return answer?.free === true;
  } catch {
    return true;
  }
}

const migrationsDir = join(import.meta.dirname, '..', 'store', 'migrations');

/** Migrations of this program that the database has not got yet; all of them when it has none. */
export async function pendingMigrations(owner: Pool): Promise<string[]> {
  const files = readdirSync(migrationsDir).filter((file) => file.endsWith('.sql')).sort();
  const { rows: [ours] } = await owner.query<{ has: boolean }>("select to_regclass('public.rongcheng_migration') is not null as has");
  if (ours?.has !== true) return files;
  const { rows } = await owner.query<{ name: string }>('select name from public.rongcheng_migration');
  return files.filter((file) => !rows.some(({ name }) => name === file));
}

export interface Opened {
  readonly house: Wired;
  readonly database: Database;
}

/** Runs `work` on the house of an existing installation. */
export async function withHouse<T>(config: Config, work: (opened: Opened) => Promise<T>): Promise<T> {
  const database = await openDatabase(config, { mayMake: false });
  try {
    const pending = await pendingMigrations(database.owner);
    if (pending.length > 0) throw new Trouble(`数据库尚未升级到本版本（${pending.join('、')}）。请先运行 rongcheng migrate`, 'The database is older than this program. Run rongcheng migrate first');
    const house = await wire({ appUrl: database.urls.app, dataDir: config.dataDir, clock: systemClock, ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }), connections: 6, onError: (error) => say({ zh: `日志未能签署：${(error as Error).message}`, en: 'The log could not be signed' }) });
    try {
      return await work({ house, database });
    } finally {
      await house.close();
    }
  } finally {
    await database.close();
  }
}
