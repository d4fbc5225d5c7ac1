// 被测实例 The instance: the product as a newcomer starts it, with its own command, embedded database and invented city, on free
// ports and in a folder that is gone afterwards.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJourneyRun } from '../src/config.ts';

/** The project's folder. */
export const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin', 'rongcheng.mjs');
const readySecondsMax = 240;
const stopSecondsMax = 60;

export interface Instance {
  readonly consoleUrl: string;
  readonly portalUrl: string;
  readonly password: string;
  /** Ends it as Ctrl-C does, and removes its folder. */
  stop(): Promise<void>;
}

/** Starts the product and waits until it says that it is ready. Throws with what it said when it is not in time. */
export async function startInstance(): Promise<Instance> {
  const { startedDir } = readJourneyRun();
  const dataDir = mkdtempSync(join(tmpdir(), 'rongcheng-journeys-'));
  // Started by root, PostgreSQL runs as another account, which must get in.
  chmodSync(dataDir, 0o755);
  if (startedDir === undefined) return startIn(dataDir);
  const started = join(startedDir, 'data');
  if (!existsSync(started)) {
    // A newcomer's first start, once for the whole run; half of one is never taken for a whole one.
    const draft = join(startedDir, 'draft');
    await end((await launch(draft)).child);
    renameSync(draft, started);
  }
  cpSync(started, dataDir, { recursive: true, preserveTimestamps: true });
  // A copy does not keep modes, and PostgreSQL opens no folder that others may read.
  chmodSync(join(dataDir, 'postgres', 'cluster'), 0o700);
  return startIn(dataDir);
}

async function startIn(dataDir: string): Promise<Instance> {
  const clear = (): void => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  const { child, said } = await launch(dataDir).catch((error: unknown) => {
    clear();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await end(child);
    clear();
  };
  const find = (what: string, pattern: RegExp): string => pattern.exec(said)?.[1] ?? fault(`The start does not say ${what}:\n${said}`);
  try {
    return {
      consoleUrl: find('where the console is', /Console\s+(http:\S+)/), portalUrl: find('where the portal is', /Portal\s+(http:\S+)/), password: find('the password', /口令均为 (\S+?)）/), stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts the product's own command. @returns once it is ready, with what it said. */
async function launch(dataDir: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [bin, 'start', '--data', dataDir, '--port', '0', '--portal-port', '0', '--log-level', 'warn'], {
    cwd: root, env: readJourneyRun().environment, stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    return { child, said: await untilReady(child) };
  } catch (error) {
    await end(child);
    throw error;
  }
}

/** Runs another command of the product, without network settings or data of ours. */
export function runCommand(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: tmpdir(), encoding: 'utf8', env: readJourneyRun().environment, timeout: 60_000 });
  return { status, stdout, stderr };
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const give = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => give(new Error(`Not ready within ${readySecondsMax} s:\n${said}`)), readySecondsMax * 1000);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!/Ready in/.test(said)) return;
      clearTimeout(timer);
      resolve(said);
    };
    // What it says later must still be taken from the pipe, or it would stand still.
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', give);
    child.once('exit', (code) => give(new Error(`The start ended with ${code}:\n${said}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), stopSecondsMax * 1000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function fault(message: string): never {
  throw new Error(message);
}
