/** 导入作业: the jobs of the import pipeline, run as the person who ordered them, with the roles they hold at that moment. */
import type { Actor } from '../core/actor.ts';
import { actorOf, findAccountById } from '../directory/accounts.ts';
import type { Wired } from '../wiring.ts';
import { getBatch } from './batch.ts';
import { checkBatch } from './batch-check.ts';
import { commitBatch, withdrawBatch } from './batch-commit.ts';

type Task = (payload: unknown) => Promise<void>;

/** The pipeline's jobs by name, for the worker. */
export function importTasks(house: Wired): Readonly<Record<string, Task>> {
  const as = (work: (house: Wired, actor: Actor, batchId: string) => Promise<void>): Task => async (payload) => {
    const { batchId } = payload as { batchId: string };
    const batch = await getBatch(house, batchId);
    const account = await findAccountById(house.pool, batch.by_account);
    // Somebody whose account was closed meanwhile starts nothing new.
    if (account === undefined) return;
    await work(house, actorOf(account, house.areas()), batchId);
  };
  return { 'import-check': as(checkBatch), 'import-commit': as(commitBatch), 'import-withdraw': as(withdrawBatch) };
}
