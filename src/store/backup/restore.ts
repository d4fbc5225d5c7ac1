/**
 * 恢复: a backup into an empty database. Everything is checked against the manifest before and after; whatever the keys
 * folder remembers of a larger signed log stays, so that a restored, shorter log is never signed as if it were the whole.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Register } from '../../core/register.ts';
import { isTar } from '../backup.ts';
import { openCopy } from '../copy.ts';
import { type Asked, type Pool, transaction, type Tx } from '../db.ts';
import { sha256Of } from '../files.ts';
import { rememberedIn } from '../fsck/parts.ts';
import { writeWhole } from '../keys.ts';
import { migrate } from '../migrate.ts';
import { skipNumbers } from '../numbers.ts';
import { BackupError, type KeysFile, type Manifest, readKeysFile, readManifest } from './manifest.ts';
import { unpackTar } from './tar.ts';

export interface RestoreOrder {
  /** Folder or .tar file of a backup. */
  readonly source: string;
  /** Keys file, when it does not lie beside the backup. */
  readonly keysPath?: string;
  readonly owner: Pool;
  readonly registers: readonly Register[];
  readonly dataDir: string;
  /** How many numbers of each series may have been given since the backup: they are skipped, in the year of this day. */
  readonly skip: { readonly numbers: number; readonly on: string };
}

const keyNames = ['logSeed', 'archive', 'identity', 'blind'] as const;

/** Restores a backup. @throws BackupError when it is damaged, the database is not empty, or the keys are missing or others. */
export async function restore(order: RestoreOrder): Promise<Manifest> {
  const source = resolve(order.source);
  const unpacked = isTar(source) ? mkdtempSync(join(order.dataDir, 'restore-')) : undefined;
  try {
    if (unpacked !== undefined) await unpackTar(source, unpacked);
    const folder = unpacked ?? source;
    const manifest = readManifest(folder);
    await checkFiles(folder, manifest);
    await refuseFull(order.owner);
    placeKeys(join(order.dataDir, 'keys'), findKeys(order, source, folder));
    await migrate(order.owner, order.registers);
    await refuseNewer(order.owner, manifest);
    await load(order.owner, folder, manifest, order.skip);
    for (const { path } of manifest.files) {
      const target = join(order.dataDir, path);
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      copyFileSync(join(folder, path), target);
    }
    return manifest;
  } finally {
    if (unpacked !== undefined) rmSync(unpacked, { recursive: true, force: true });
  }
}

async function checkFiles(folder: string, manifest: Manifest): Promise<void> {
  for (const { path, sha256 } of [...manifest.tables, ...manifest.files]) {
    const at = join(folder, path);
    if (!existsSync(at)) throw new BackupError(`备份不完整，缺少 ${path}`, `The backup lacks ${path}`);
    if ((await sha256Of(at)) !== sha256) throw new BackupError(`备份已损坏或被改动：${path} 的摘要与清单不符`, `${path} was damaged or altered: its digest is not the manifest's`);
  }
}

/** A database is empty when it has none of our tables, or nobody and nothing in them. */
async function refuseFull(owner: Pool): Promise<void> {
  const { rows: [ours] } = await owner.query<{ has: boolean }>("select to_regclass('rc.area') is not null as has");
  if (ours?.has !== true) return;
  const { rows: [filled] } = await owner.query<{ is: boolean }>('select exists (select from rc.area) or exists (select from rc.account) or exists (select from rc.record) or exists (select from pub.log_leaf) as is');
  if (filled?.is === true) throw new BackupError('目标数据库里已有数据，只能恢复到空的数据库；请用 --data 指定一个新的数据目录', 'The database holds data already; restore into an empty one: choose a new folder with --data');
}

async function refuseNewer(owner: Pool, manifest: Manifest): Promise<void> {
  const { rows } = await owner.query<{ name: string; sha256: string }>('select name, sha256 from public.rongcheng_migration');
  const known = new Map(rows.map((row) => [row.name, row.sha256]));
  const unknown = manifest.migrations.find((migration) => known.get(migration.name) !== migration.sha256);
  if (unknown !== undefined) throw new BackupError(`备份来自不相符的版本（${unknown.name}），请用做备份时的版本或更新的版本恢复`, `The backup was made by another version (${unknown.name}); restore it with that version or a newer one`);
}

function findKeys(order: RestoreOrder, source: string, folder: string): KeysFile | undefined {
  const beside = isTar(source) ? source.replace(/\.tar$/, '.keys.json') : join(folder, 'keys.json');
  if (order.keysPath !== undefined) return readKeysFile(order.keysPath);
  return existsSync(beside) ? readKeysFile(beside) : undefined;
}

/** Puts the keys in place; never over others, and never an older memory of the log over a newer one. */
export function placeKeys(folder: string, keys: KeysFile | undefined): void {
  const present = keyNames.filter((name) => existsSync(join(folder, `${name}.key`)));
  if (keys === undefined) {
    if (present.length === keyNames.length) return;
    throw new BackupError('备份中没有密钥，数据目录里也没有：请用 --keys 指定备份时保存的 keys.json，否则身份号码与封存件无法解密、日志无法续签', 'No keys in the backup nor in the data folder: give the keys.json that was kept apart with --keys');
  }
  for (const name of present) {
    if (readFileSync(join(folder, `${name}.key`), 'utf8').trim() !== keys[name]) {
      throw new BackupError(`数据目录里已有另一套密钥（${name}.key），不会覆盖；请用 --data 指定一个新的数据目录`, `The data folder holds other keys (${name}.key); they are not overwritten: choose a new folder with --data`);
    }
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of keyNames) if (!present.includes(name)) writeWhole(join(folder, `${name}.key`), `${keys[name]}\n`);
  if (keys.lastSigned.size > rememberedIn(folder).size) writeWhole(join(folder, 'last-signed.json'), JSON.stringify(keys.lastSigned));
}

async function load(owner: Pool, folder: string, manifest: Manifest, skip: RestoreOrder['skip']): Promise<void> {
  const outcome = await transaction(owner, async (tx) => {
    // What migrations themselves put in comes with the backup.
    await tx.query('delete from rc.log_head');
    await tx.query('delete from rc.handing');
    // The counts come with the backup; what they count must not be counted as it comes in.
    await tx.query(counting('disable'));
    for (const table of await byDependence(tx, manifest.tables)) await loadTable(tx, folder, table);
    await tx.query(counting('enable'));
    // A backup from before there were reports brings none.
    await tx.query('select pub.renew_reports(array(select b.id from pub.body b where not exists (select from pub.report r where r.body_id = b.id)))');
    await advanceSequences(tx);
    await skipNumbers(tx, Number(skip.on.slice(0, 4)), skip.numbers, 'all');
  });
  if (!outcome.ok) throw new BackupError(outcome.problem.detail.zh, outcome.problem.detail.en);
}

const counting = (way: 'enable' | 'disable'): string => [...['rc.record', 'rc.entry'].map((table) => `alter table ${table} ${way} trigger user`), `alter table pub.record ${way} trigger reports_added`, `alter table pub.body ${way} trigger report_begun`, `alter table pub.listed ${way} trigger user`].join('; ');

async function loadTable(tx: Tx, folder: string, { table, columns, path, rows, sha256 }: Manifest['tables'][number]): Promise<void> {
  const into = openCopy(tx, `copy ${table} (${columns.map((c) => `"${c}"`).join(', ')}) from stdin`);
  const digest = createHash('sha256');
  const file = createReadStream(join(folder, path));
  file.on('data', (chunk) => digest.update(chunk));
  await pipeline(file, createGunzip(), into);
  if (into.rowCount !== rows || digest.digest('hex') !== sha256) throw new BackupError(`${table} 恢复了 ${into.rowCount} 行，清单为 ${rows} 行`, `${table}: ${into.rowCount} rows restored, ${rows} expected`);
}

/** Tables in an order in which each comes after those it refers to. */
async function byDependence(db: Asked, tables: Manifest['tables']): Promise<Manifest['tables']> {
  const { rows } = await db.query<{ from: string; to: string }>(
    `select fn.nspname || '.' || f.relname as from, tn.nspname || '.' || t.relname as to from pg_constraint c join pg_class f on f.oid = c.conrelid join pg_namespace fn on fn.oid = f.relnamespace
     join pg_class t on t.oid = c.confrelid join pg_namespace tn on tn.oid = t.relnamespace where c.contype = 'f' and c.conrelid <> c.confrelid`);
  const ordered: Manifest['tables'] = [];
  const left = [...tables];
  while (left.length > 0) {
    const at = left.findIndex(({ table }) => !rows.some((row) => row.from === table && left.some((other) => other.table === row.to)));
    ordered.push(...left.splice(Math.max(at, 0), 1));
  }
  return ordered;
}

async function advanceSequences(tx: Tx): Promise<void> {
  const { rows } = await tx.query<{ table: string; column: string }>("select n.nspname || '.' || c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where a.attidentity <> '' and n.nspname in ('rc', 'pub')");
  for (const { table, column } of rows) await tx.query(`select setval(pg_get_serial_sequence('${table}', '${column}'), coalesce((select max("${column}") from ${table}), 0) + 1, false)`);
}
