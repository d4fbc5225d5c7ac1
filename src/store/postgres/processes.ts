// 进程 Processes: which process belongs to a server's folder, alive or left over. A number alone proves nothing: numbers
// are used again, and in a container without an init the dead stay in the list.

import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process of this number runs (one that has ended and was not collected does not). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = findText(`/proc/${pid}/stat`);
  // The state follows the name in brackets, which may hold anything.
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

/** Whether this process runs and, where the system tells, works in that folder, as a PostgreSQL does in its own. */
export function worksIn(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  const at = findWorkingFolder(pid);
  return at === undefined ? process.platform !== 'linux' : at === folder;
}

/** The processes that work in a folder; empty where the system does not tell. */
export function processesIn(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => findWorkingFolder(pid) === folder);
}

/** Asks again every 50 ms until the answer is yes, at most `secondsMax`; tells whether it was. */
export async function until(answer: () => boolean | Promise<boolean>, secondsMax: number): Promise<boolean> {
  for (let asked = 0; asked <= secondsMax * 20; asked++) {
    if (await answer()) return true;
    await sleep(50);
  }
  return false;
}

/** Sends a signal; a process that has gone meanwhile is what we wanted. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function findWorkingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function findText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
