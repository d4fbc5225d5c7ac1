/** 测试用的房屋: a whole house on a database of its own, cloned from a template with the example city loaded, and actors by login. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FixedClock, fixedClock } from './clock.ts';
import type { Actor } from './core/actor.ts';
import { actorOf, findAccount } from './directory/accounts.ts';
import { loadCity } from './directory/load.ts';
import { registers } from './registers/catalog.ts';
import { openPool } from './store/db.ts';
import { openKeys } from './store/keys.ts';
import { migrate } from './store/migrate.ts';
import { createDatabaseFrom, type TestDatabase } from './store/postgres/for-tests.ts';
import { wire, type Wired } from './wiring.ts';

const root = join(import.meta.dirname, '..');
/** Keys are shared by all test databases: identity numbers in the template were encrypted with them. */
const testKeys = join(tmpdir(), `rongcheng-test-keys-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);

const hashOf = (...folders: string[]): string => {
  const h = createHash('sha256');
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !entry.name.endsWith('.test.ts')) h.update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return h.digest('hex').slice(0, 16);
};

export interface TestHouse {
  readonly house: Wired;
  readonly clock: FixedClock;
  readonly database: TestDatabase;
  readonly dataDir: string;
  actor(login: string): Promise<Actor>;
  close(): Promise<void>;
}

/** @param city folder under cities/ · @param at the instant the clock stands at */
export async function openTestHouse({ city = 'example', at = '2026-11-23T09:00:00+08:00' } = {}): Promise<TestHouse> {
  const database = await createDatabaseFrom({
    key: `${city} ${hashOf('src/store/migrations', 'src/registers', 'src/directory', 'src/rulebook', `cities/${city}`, 'cities/common')}`,
    build: async ({ owner }) => {
      const pool = openPool(owner, 2);
      await migrate(pool, Object.values(registers));
      await loadCity(pool, openKeys(testKeys), city, true);
      await pool.end();
    },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'rongcheng-house-'));
  const clock = fixedClock(at);
  const keys = join(dataDir, 'keys');
  openKeys(keys);
  for (const name of ['identity', 'blind']) {
    const source = join(testKeys, `${name}.key`);
    openKeys(testKeys);
    (await import('node:fs')).copyFileSync(source, join(keys, `${name}.key`));
  }
  const failures: unknown[] = [];
  const house = await wire({ appUrl: database.app, dataDir, clock, connections: 8, onError: (e) => failures.push(e) });
  return {
    house, clock, database, dataDir,
    actor: async (login) => {
      const account = await findAccount(house.pool, login);
      if (account === undefined) throw new Error(`no account ${login}`);
      return actorOf(account, house.areas());
    },
    close: async () => {
      await house.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
      if (failures.length > 0) throw failures[0];
    },
  };
}
