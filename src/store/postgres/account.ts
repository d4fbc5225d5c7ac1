// 运行账户 Account: whom PostgreSQL runs as. It refuses to run as root, so root lends it an unprivileged account, and a
// folder only serves if that account can reach it.

import { chmodSync, chownSync, lchownSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An account to run as; undefined stands for the current one. */
export type Account = { uid: number; gid: number } | undefined;

// By number where the system has no such name: the traditional nobody.
const nobody = { uid: 65_534, gid: 65_534 };

/**
 * The account for a server over this folder: the current user's, unless that is root; then whoever owns the folder
 * already, `postgres` or `nobody`.
 */
export function accountFor(folder: string): Account {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return named('postgres') ?? named('nobody') ?? nobody;
}

/** Whether the account can pass through every folder down to this one (by mode bits; a folder that does not exist yet is made by us). */
export function canReach(account: Account, folder: string): boolean {
  if (!account) return true;
  let at = realpathSync(folder);
  for (;;) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (dirname(at) === at) return true;
    at = dirname(at);
  }
}

/** Makes a folder, if it is not there, with exactly this mode whatever the umask. */
export function makeFolder(folder: string, mode: number): void {
  if (statSync(folder, { throwIfNoEntry: false })) return;
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder);
  chmodSync(folder, mode);
}

/** Gives a folder and all in it to the account, where it is not so already. */
export function give(folder: string, account: Account): void {
  if (!account || statSync(folder).uid === account.uid) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) lchownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  // The folder itself last: its owner then tells that all of it is done.
  chownSync(folder, account.uid, account.gid);
}

function named(name: string): Account {
  const line = readFileSync('/etc/passwd', { encoding: 'utf8', flag: 'r' })
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':').map(Number) ?? [];
  return uid && gid !== undefined ? { uid, gid } : undefined;
}
