// 数据库位置 Place: where the embedded server's files lie. In the data folder; only when root starts us in a folder that
// an unprivileged account cannot enter (a clone in root's home) elsewhere on the same machine, and then a note says where.

import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { accountFor, canReach, give, makeFolder, type Account } from './account.ts';
import { withLock } from './lock.ts';
import type { Say } from './trouble.ts';

/** The server's folders and the account it runs as. */
export interface Place {
  /** Holds programs, cluster, socket and log. */
  home: string;
  /** PostgreSQL's own data directory. */
  cluster: string;
  logFile: string;
  account: Account;
}

// A socket's path may have 103 bytes on macOS and 107 on Linux, its name included.
const socketDirBytesMax = 100 - '/.s.PGSQL.5432'.length;

/** The place for a data folder, made if it is not there. */
export async function choosePlace(dataDir: string, say: Say): Promise<Place> {
  makeFolder(dataDir, 0o700);
  const inside = join(realpathSync(dataDir), 'postgres');
  const account = accountFor(join(inside, 'cluster'));
  if (account) admit(account, dataDir);
  if (canReach(account, dataDir)) return placeAt(inside, account);
  return withLock(join(dataDir, 'place.lock'), () => outside(realpathSync(dataDir), say));
}

/** A folder for the server's socket, short enough and its account's own. */
export function makeSocketDir({ home, account }: Place): string {
  const inside = join(home, 'run');
  if (Buffer.byteLength(inside) <= socketDirBytesMax) {
    rmSync(inside, { recursive: true, force: true });
    makeFolder(inside, 0o700);
    give(inside, account);
    return inside;
  }
  // A server that is started again must be found where it was: pools connect anew by themselves, to the same address.
  const note = join(home, 'socket-at.txt');
  const former = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  if (former !== undefined && isOwn(former, account)) {
    for (const left of readdirSync(former)) rmSync(join(former, left), { force: true });
    return former;
  }
  const base =
    [tmpdir(), '/tmp'].find((folder) => Buffer.byteLength(folder) + 20 <= socketDirBytesMax && existsSync(folder) && canReach(account, folder)) ?? '/tmp';
  const made = mkdtempSync(join(base, 'rongcheng-'));
  give(made, account);
  writeFileSync(note, `${made}\n`);
  return made;
}

/** Whether a folder in a place that anybody may write to is still ours alone. */
function isOwn(folder: string, account: Account): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (account?.uid ?? process.getuid?.()) && (found.mode & 0o077) === 0;
}

function placeAt(home: string, account: Account): Place {
  makeFolder(home, 0o711);
  return { home, cluster: join(home, 'cluster'), logFile: join(home, 'postgres.log'), account };
}

/** Lets the account's group, and nobody else, pass through root's own data folder. */
function admit(account: NonNullable<Account>, dataDir: string): void {
  const { uid, mode } = statSync(dataDir);
  if (uid !== 0 || mode & 0o001) return;
  chownSync(dataDir, uid, account.gid);
  chmodSync(dataDir, (mode & 0o7777) | 0o010);
}

/** Not the temporary folder if it can be helped: that one is emptied at restart, and these are records. */
function outside(dataDir: string, say: Say): Place {
  const note = join(dataDir, 'postgres-is-at.txt');
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const home = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(persistentBase(), key);
  const isNew = !existsSync(note);
  if (isNew) {
    // Somebody deleted the data folder to begin anew, but what they deleted did not hold the database.
    if (existsSync(home)) setAside(home, say);
    makeFolder(home, 0o711);
    writeFileSync(note, `${home}\n`);
  }
  const place = placeAt(home, accountFor(join(home, 'cluster')));
  // Said once: the note in the data folder says it from then on.
  if (isNew) say({
    zh: `PostgreSQL 不能以 root 身份运行，而普通账户进不了 ${dataDir}；数据库文件改放在 ${home}（备份时请一并包括）。`,
    en: `PostgreSQL does not run as root, and no other account can enter ${dataDir}: the database files are in ${home} (include them in your backups).`,
  });
  return place;
}

function persistentBase(): string {
  try {
    makeFolder('/var/lib/rongcheng', 0o711);
    return '/var/lib/rongcheng';
  } catch {
    return join(tmpdir(), 'rongcheng');
  }
}

function setAside(home: string, say: Say): void {
  const aside = mkdtempSync(`${home}.former-`);
  renameSync(home, join(aside, basename(home)));
  say({ zh: `发现原数据目录遗留的数据库,已移至 ${aside},不再使用。`, en: `Found the database of a former data folder; moved to ${aside} and no longer used.` });
}
