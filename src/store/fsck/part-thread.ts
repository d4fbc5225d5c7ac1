/** 复核的线程: runs one part of a check and answers with what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import { openPool } from '../db.ts';
import { type Given, parts } from './parts.ts';
import { inSnapshot } from './snapshot.ts';

const { part, given } = workerData as { readonly part: keyof typeof parts; readonly given: Given };
const { connections, check }: { readonly connections: number; check(given: Given, open: never): Promise<unknown> } = parts[part];
const pool = openPool(given.databaseUrl, connections);
try {
  parentPort?.postMessage(await inSnapshot(pool, connections, (open) => check(given, open as never), given.snapshot));
} finally {
  await pool.end();
}
