/**
 * 备份: one consistent moment of the whole platform as plain files: every table by COPY, every attachment, and a manifest with
 * counts and digests. Keys go to a file of their own, because whoever holds backup and keys together can read everything.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { to as copyTo } from 'pg-copy-streams';
import { type Pool, type Tx } from './db.ts';
import { plainPath, sealedPath, sha256Of } from './files.ts';
import { rememberedIn } from './fsck/parts.ts';
import { backupFormat, BackupError, keysFormat, type KeysFile, type Manifest } from './backup/manifest.ts';
import { packTar } from './backup/tar.ts';
import type { House } from './house.ts';
import { writeWhole } from './keys.ts';
import { logVkey } from './log.ts';

export interface BackupOrder {
  /** Connects as the owner of the database. */
  readonly owner: Pool;
  readonly house: Pick<House, 'keys' | 'filesDir' | 'logOrigin' | 'clock'>;
  /** A folder that does not exist yet, or a file whose name ends in .tar. */
  readonly target: string;
  readonly withKeys: boolean;
}

export interface Backup {
  readonly path: string;
  /** Where the keys were put; null when they were left out. */
  readonly keysPath: string | null;
  readonly manifest: Manifest;
  readonly rows: number;
  readonly bytes: number;
}

const compression = { level: 3 };

/** Makes a backup; whole or not at all. @throws BackupError when the target exists. */
export async function backup({ owner, house, target: asked, withKeys }: BackupOrder): Promise<Backup> {
  const target = resolve(asked);
  const keysPath = withKeys ? (isTar(target) ? target.replace(/\.tar$/, '.keys.json') : join(target, 'keys.json')) : null;
  for (const path of [target, ...(keysPath === null ? [] : [keysPath])]) {
    if (existsSync(path)) throw new BackupError(`${path} 已存在，备份不覆盖旧文件；请换一个名字`, `${path} exists; a backup overwrites nothing, choose another name`);
  }
  mkdirSync(dirname(target), { recursive: true });
  const draft = mkdtempSync(`${target}.partial-`);
  try {
    const manifest = await inSnapshot(owner, (tx) => collect(tx, house, draft));
    writeWhole(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    const keys = `${JSON.stringify(keysOf(house), null, 1)}\n`;
    if (isTar(target)) {
      await packTar(draft, `${target}.partial`);
      renameSync(`${target}.partial`, target);
      if (keysPath !== null) writeWhole(keysPath, keys);
    } else {
      if (withKeys) writeWhole(join(draft, 'keys.json'), keys);
      renameSync(draft, target);
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const bytes = [...manifest.tables, ...manifest.files].reduce((sum, file) => sum + file.bytes, 0);
    return { path: target, keysPath, manifest, rows, bytes };
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(`${target}.partial`, { force: true });
  }
}

export const isTar = (path: string): boolean => path.endsWith('.tar');

function keysOf({ keys }: BackupOrder['house']): KeysFile {
  const text = (key: Buffer): string => key.toString('base64');
  return { format: keysFormat, logSeed: text(keys.logSeed), archive: text(keys.archive), identity: text(keys.identity), blind: text(keys.blind), lastSigned: rememberedIn(keys.folder) };
}

async function inSnapshot<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  try {
    await tx.query('begin isolation level repeatable read read only');
    return await work(tx);
  } finally {
    tx.release(true);
  }
}

async function collect(tx: Tx, house: BackupOrder['house'], folder: string): Promise<Manifest> {
  const { rows: migrations } = await tx.query<{ name: string; sha256: string }>('select name, sha256 from public.rongcheng_migration order by name');
  const { rows: [city] } = await tx.query<{ id: string }>("select value->>'id' as id from pub.site where key = 'city'");
  const { rows: [head] } = await tx.query<{ next: number }>('select next from rc.log_head');
  const { rows: [signed] } = await tx.query<{ size: number; root: Buffer }>('select size, root from pub.checkpoint order by size desc limit 1');
  const tables: Manifest['tables'] = [];
  mkdirSync(join(folder, 'tables'));
  for (const { table, columns } of await listTables(tx)) tables.push(await copyTable(tx, table, columns, folder));
  const { files, missing } = await copyFiles(tx, house.filesDir, folder);
  return {
    format: backupFormat, at: house.clock.now().toISOString(), city: city?.id ?? null, logOrigin: house.logOrigin, migrations, tables, files, missing,
    log: { leaves: head?.next ?? 0, size: signed?.size ?? 0, root: signed?.root.toString('hex') ?? '' }, vkey: logVkey(house),
  };
}

/** Tables of ours with their columns; partitions go with their parent. */
export async function listTables(tx: Pick<Tx, 'query'>): Promise<{ table: string; columns: string[] }[]> {
  const { rows } = await tx.query<{ table: string; columns: string[] }>(
    `select n.nspname || '.' || c.relname as table, array_agg(a.attname::text order by a.attnum) as columns from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where n.nspname in ('rc', 'pub') and c.relkind in ('r', 'p') and not c.relispartition group by 1 order by 1`);
  return rows;
}

async function copyTable(tx: Tx, table: string, columns: readonly string[], folder: string): Promise<Manifest['tables'][number]> {
  const path = `tables/${table}.copy.gz`;
  const rows = tx.query(copyTo(`copy (select ${columns.map((c) => `"${c}"`).join(', ')} from ${table}) to stdout`));
  const digest = createHash('sha256');
  let bytes = 0;
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(rows, createGzip(compression), tap, createWriteStream(join(folder, path), { mode: 0o600, flush: true }));
  return { table, columns: [...columns], rows: (rows as unknown as { rowCount: number }).rowCount, path, bytes, sha256: digest.digest('hex') };
}

/** Files of the attachments that the snapshot knows; one being sealed meanwhile may stand in either form. */
async function copyFiles(tx: Tx, filesDir: string, folder: string): Promise<Pick<Manifest, 'files' | 'missing'>> {
  const { rows } = await tx.query<{ id: string }>('select id from rc.attachment order by id');
  const files: Manifest['files'] = [];
  const missing: string[] = [];
  for (const { id } of rows) {
    const source = [plainPath(filesDir, id), sealedPath(filesDir, id)].find((path) => existsSync(path));
    if (source === undefined) {
      missing.push(id);
      continue;
    }
    const path = `files/${relative(filesDir, source).split(sep).join('/')}`;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(source, join(folder, path));
    files.push({ path, bytes: statSync(join(folder, path)).size, sha256: await sha256Of(join(folder, path)) });
  }
  return { files, missing };
}
