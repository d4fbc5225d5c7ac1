/**
 * 故障测试里的产品进程: the product as a process that may be killed: the house wired as always, the jobs running as always; what
 * it is to do comes as a message, and the outcome goes back as one. Whoever sends keeps the record of what was acknowledged.
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { AddressInfo } from 'node:net';
import { buildApi } from '../api/app.ts';
import { fixedClock } from '../clock.ts';
import type { Actor } from '../core/actor.ts';
import { ProblemError } from '../core/problem.ts';
import { actorOf, findAccount } from '../directory/accounts.ts';
import { getBatch, orderCommit, startBatch } from '../imports/batch.ts';
import { importTasks } from '../imports/tasks.ts';
import type { Request } from '../store/act.ts';
import { actOnce } from '../store/door-for-tests.ts';
import { startWorker, sweep, type Worker, type WorkerLog } from '../store/worker.ts';
import { wire, type Wired } from '../wiring.ts';

/** What the process works on. */
export interface Beginning {
  readonly appUrl: string;
  readonly dataDir: string;
  readonly at: string;
  /** `alone` takes up at once what a killed process had begun, as the platform does when no other process runs. */
  readonly worker: 'alone' | 'shared' | 'none';
}

export type Order =
  | { readonly do: 'act'; readonly login: string; readonly key: string; readonly request: Request }
  | { readonly do: 'upload'; readonly login: string; readonly item: string; readonly path: string }
  | { readonly do: 'commit'; readonly login: string; readonly batchId: string }
  | { readonly do: 'sweep' }
  | { readonly do: 'listen' };

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string; readonly refused: boolean };

const say = (message: unknown): void => void process.send?.(message);
const log: WorkerLog = { info: () => undefined, warn: (zh, en) => say({ said: `${zh} ${en}` }), error: (zh, en, error) => say({ said: `${zh} ${en} ${String(error ?? '')}` }) };

class Doer {
  readonly #house: Wired;
  readonly #actors = new Map<string, Actor>();

  constructor(house: Wired) {
    this.#house = house;
  }

  async #actor(login: string): Promise<Actor> {
    const known = this.#actors.get(login);
    if (known !== undefined) return known;
    const account = await findAccount(this.#house.pool, login);
    if (account === undefined) throw new Error(`no account ${login}`);
    const actor = actorOf(account, this.#house.areas());
    this.#actors.set(login, actor);
    return actor;
  }

  async do(order: Order): Promise<unknown> {
    const house = this.#house;
    if (order.do === 'sweep') return sweep(house, log);
    if (order.do === 'listen') return this.#listen();
    const actor = await this.#actor(order.login);
    if (order.do === 'act') return valueOf(await actOnce(house, actor, order.request, order.key, JSON.stringify(order.request)));
    if (order.do === 'commit') return valueOf(await orderCommit(house, actor, await getBatch(house, order.batchId), 'valid'));
    return valueOf(await startBatch(house, actor, { item: order.item, fileName: basename(order.path), content: createReadStream(order.path), queue: true }));
  }

  async #listen(): Promise<number> {
    const api = await buildApi({ house: this.#house, preview: async () => '', publicUrl: 'http://localhost' });
    await api.listen({ host: '127.0.0.1', port: 0 });
    return (api.server.address() as AddressInfo).port;
  }
}

function valueOf<T>(outcome: { ok: true; value: T } | { ok: false; problem: ProblemError['problem'] }): T {
  if (outcome.ok) return outcome.value;
  throw new ProblemError(outcome.problem);
}

async function begin({ appUrl, dataDir, at, worker: mode }: Beginning): Promise<void> {
  const house = await wire({ appUrl, dataDir, clock: fixedClock(at), connections: 12, onError: (error) => say({ said: String(error) }) });
  const doer = new Doer(house);
  const worker: Worker | undefined = mode === 'none' ? undefined : await startWorker({ house, counted: [], tasks: importTasks(house), log, alone: mode === 'alone' });
  process.on('message', (message) => {
    const { id, order } = message as { id: number; order: Order };
    doer.do(order).then((value) => say({ id, answer: { ok: true, value } }), (error: Error) => say({ id, answer: { ok: false, error: error.message, refused: error instanceof ProblemError } }));
  });
  process.once('disconnect', () => void (async () => {
    await worker?.stop();
    await house.close();
  })().finally(() => process.exit(0)));
  say({ ready: true });
}

process.once('message', (message) => void begin(message as Beginning));
