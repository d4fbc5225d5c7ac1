// 启动锁 Start lock: one process at a time prepares a folder, so that two starts at once do not make two clusters. A lock
// whose holder has died is void.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, until } from './processes.ts';
import { ServerTrouble } from './trouble.ts';

const secondsMax = 120;

/** Does the work while holding the lock file; waits for its turn, at most two minutes, then throws ServerTrouble. */
export async function withLock<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  if (!(await until(() => take(file), secondsMax))) {
    throw new ServerTrouble({
      zh: `另一个进程正在启动同一数据目录的数据库(锁文件 ${file})。请等它完成或结束该进程后重试。`,
      en: `Another process is starting the database of the same data folder (lock ${file}). Wait for it, or end it, and try again.`,
    });
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = findHolder(file);
    if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true });
    return false;
  }
}

/** Undefined while the holder has not yet written its number, or has just let go. */
function findHolder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
