/**
 * 基准用的城市: a house with the example city on a real PostgreSQL that syncs every commit to disk, thrown away afterwards.
 * Inside a test run the run's own server is used, where times mean nothing and results are all the same.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../src/core/actor.ts';
import type { CatalogItem } from '../src/core/catalog.ts';
import { openTestHouse } from '../src/for-tests.ts';
import { openPool, type Pool } from '../src/store/db.ts';
import { startEmbedded } from '../src/store/postgres/embedded.ts';
import type { Wired } from '../src/wiring.ts';
import { type Body, benchItem } from './rows.ts';

export interface City {
  readonly house: Wired;
  /** Connects as the owner of the tables: peers make and drop tables of their own. */
  readonly owner: Pool;
  readonly maker: Actor;
  readonly item: CatalogItem;
  readonly bodies: readonly Body[];
  /** Folder for files, gone with the city. */
  readonly folder: string;
  readonly urls: { readonly app: string; readonly portal: string };
  close(): Promise<void>;
}

/** Starts a server that keeps what it acknowledged; `RONGCHENG_TEST_DATABASE` names it to what opens a database. It outlives no ending but a kill. */
export async function withDurableServer<T>(work: () => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rongcheng-bench-'));
  const server = await startEmbedded({ dataDir, log: ({ en }) => process.stderr.write(`${en}\n`) });
  process.env['RONGCHENG_TEST_DATABASE'] = server.ownerUrl;
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => {
    // Connections are about to be cut under whatever was being measured.
    process.on('uncaughtException', () => undefined);
    void stop().finally(() => process.exit(130));
  });
  try {
    return await work();
  } finally {
    await stop();
  }
}

/** Opens a city of its own. */
export async function openCity(): Promise<City> {
  const t = await openTestHouse();
  const owner = openPool(t.database.owner, 4);
  const { rows: bodies } = await owner.query<Body>("select id, name, uscc, area_code as area from rc.subject where kind = 'body' and uscc is not null and valid_to is null order by uscc");
  const folder = mkdtempSync(join(tmpdir(), 'rongcheng-bench-files-'));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  return {
    house: t.house, owner, bodies, folder, maker: await t.actor('fayuan1'), item: t.house.rulesOn(t.clock.today()).get('item', benchItem).body,
    urls: { app: t.database.app, portal: t.database.portal },
    close: async () => {
      await owner.end();
      await t.close();
      clear();
      process.off('exit', clear);
    },
  };
}
