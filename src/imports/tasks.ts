/** 导入作业: the jobs of the import pipeline, run as the person who ordered them, with the roles they hold at that moment. */
import type { Actor } from '../core/actor.ts';
import { actorOf, findAccountById } from '../directory/accounts.ts';
import type { Wired } from '../wiring.ts';
import { type BatchRow, getBatch } from './batch.ts';
import { checkBatch } from './batch-check.ts';
import { commitBatch } from './batch-commit.ts';
import { withdrawBatch } from './batch-withdraw.ts';

type Task = (payload: unknown) => Promise<void>;

/** The pipeline's jobs by name, for the worker. */
export function importTasks(house: Wired): Readonly<Record<string, Task>> {
  const as = (ordered: (batch: BatchRow) => string | null, work: (house: Wired, actor: Actor, batchId: string) => Promise<void>): Task => async (payload) => {
    const { batchId } = payload as { batchId: string };
    const batch = await getBatch(house, batchId);
    const account = await findAccountById(house.pool, ordered(batch) ?? batch.by_account);
    // Somebody whose account was closed meanwhile starts nothing new.
    if (account === undefined) return;
    await work(house, actorOf(account, house.areas()), batchId);
  };
  return { 'import-check': as((b) => b.by_account, checkBatch), 'import-commit': as((b) => b.committed_by, commitBatch), 'import-withdraw': as((b) => b.withdrawn_by, withdrawBatch) };
}
