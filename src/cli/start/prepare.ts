/**
 * 首次启动: brings a database to where the platform can run on it: migrated, the city's files loaded, and for an invented city
 * its story played. Each step is done in full or not at all and known by what it left, so a killed start goes on from there.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Label } from '../../core/label.ts';
import { loadCity } from '../../directory/load.ts';
import { registers } from '../../registers/catalog.ts';
import { readCity } from '../../rulebook/city-files.ts';
import { openPool, type Asked } from '../../store/db.ts';
import { openKeys } from '../../store/keys.ts';
import { migrate } from '../../store/migrate.ts';
import type { Database } from '../database.ts';
import { Trouble } from '../trouble.ts';

export interface Preparing {
  readonly database: Database;
  readonly dataDir: string;
  /** The city asked for; undefined takes the one already there, or else the default. */
  readonly city: string | undefined;
  readonly cityDefault: string;
  /** On the first start: neither people nor records, even in an invented city. */
  readonly empty: boolean;
  readonly say: (text: Label) => void;
}

export interface Prepared {
  readonly city: string;
  readonly demo: boolean;
  /** The demo's people and accounts are there. */
  readonly people: boolean;
  /** The story was asked for and is not there yet. */
  readonly storyLeft: boolean;
  readonly applied: readonly string[];
  readonly version: string;
}

interface LoadedBefore {
  readonly city: string;
  readonly hash: string;
  readonly people: boolean;
}

/** Migrates and loads. Throws Trouble when the database holds another city. */
export async function prepare({ database, dataDir, city: asked, cityDefault, empty, say }: Preparing): Promise<Prepared> {
  const { applied, version } = await migrate(database.owner, Object.values(registers));
  const pool = openPool(database.urls.app, 2);
  try {
    const present = await cityIn(pool);
    if (present !== undefined && asked !== undefined && asked !== present) {
      throw new Trouble(`数据目录里已是城市“${present}”，不能改成“${asked}”。请用 --data 另选一个数据目录`, `The data folder holds the city "${present}", not "${asked}". Choose another folder with --data`);
    }
    const city = readCity(present ?? asked ?? cityDefault);
    const before = await loadedBefore(pool);
    const people = before?.people ?? (city.demo && !empty);
    const hash = filesHash(city.id);
    if (before?.hash !== hash) {
      say({ zh: `正在装载${city.label.zh}……`, en: `Loading ${city.label.en} …` });
      await loadCity(pool, openKeys(join(dataDir, 'keys')), city.id, people);
      await pool.query("insert into rc.event (at, kind, detail) values (now(), 'city-loaded', $1)", [JSON.stringify({ city: city.id, hash, people } satisfies LoadedBefore)]);
    }
    const { rowCount: played } = await pool.query("select from rc.event where kind = 'story-played' limit 1");
    return { city: city.id, demo: city.demo, people, storyLeft: people && played === 0, applied, version };
  } finally {
    await pool.end();
  }
}

/** The city that a database holds. */
export async function cityIn(db: Asked): Promise<string | undefined> {
  const { rows: [row] } = await db.query<{ id: string }>("select value->>'id' as id from pub.site where key = 'city'");
  return row?.id;
}

async function loadedBefore(db: Asked): Promise<LoadedBefore | undefined> {
  const { rows: [row] } = await db.query<{ detail: LoadedBefore }>("select detail from rc.event where kind = 'city-loaded' order by id desc limit 1");
  return row?.detail;
}

const citiesDir = join(import.meta.dirname, '..', '..', '..', 'cities');

/** Hash over a city's files and the common ones: an update that brings new rules loads them at the next start. */
function filesHash(city: string): string {
  const digest = createHash('sha256');
  for (const folder of ['common', city]) {
    const paths = readdirSync(join(citiesDir, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.sort()) digest.update(`${path.slice(citiesDir.length)}\0`).update(readFileSync(path)).update('\0');
  }
  return digest.digest('hex');
}
