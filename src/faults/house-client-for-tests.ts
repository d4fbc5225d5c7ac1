/** 故障测试里的对端: starts the product as a process, asks it, and kills it. What it answered is known here, outside of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Beginning, Order } from './house-process-for-tests.ts';

/** The process is no more; whether the order was carried out is not known. */
export class Gone extends Error {}

const program = join(import.meta.dirname, 'house-process-for-tests.ts');

export class HouseProcess {
  /** What its jobs and its log had to say. */
  readonly said: string[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  readonly #exited: Promise<void>;
  #last = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => {
      const { id, answer, said } = message as { id?: number; answer?: Answer; said?: string };
      if (said !== undefined) this.said.push(said);
      if (id === undefined || answer === undefined) return;
      this.#waiting.get(id)?.resolve(answer);
      this.#waiting.delete(id);
    });
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
        // What it said before it died may still be on its way.
        setImmediate(() => { for (const { reject } of this.#waiting.values()) reject(new Gone()); });
      });
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Gives an order and waits for its outcome. @throws Gone when the process dies first. */
  ask(order: Order): Promise<Answer> {
    if (!this.alive || !this.#child.connected) return Promise.reject(new Gone());
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, order }, (error) => { if (error !== null) reject(new Gone()); });
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Kills it without a warning. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Lets it end in order. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), endMsMax);
    await this.#exited;
    clearTimeout(force);
  }
}

const endMsMax = 10_000;
const started = new Set<HouseProcess>();

/** For the end of a test file: whatever a failed test left running must not keep it from ending. */
export const killAll = (): void => { for (const house of started) house.signal('SIGKILL'); };

/** Starts the product and waits until it takes orders. `fileKilobytesMax` bounds each file it writes, as a full disk would. */
export async function startHouse(beginning: Beginning, { fileKilobytesMax }: { fileKilobytesMax?: number } = {}): Promise<HouseProcess> {
  const limited = fileKilobytesMax === undefined ? { execArgv: [] } : { execPath: '/bin/sh', execArgv: ['-c', `ulimit -f ${fileKilobytesMax * 2}; exec "${process.execPath}" "$@"`, 'sh'] };
  const child = fork(program, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...limited });
  const house = new HouseProcess(child);
  started.add(house);
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => { if ((message as { ready?: true }).ready === true) resolve(); });
    child.once('exit', (code, signal) => reject(new Error(`the product did not start: ${signal ?? code}`)));
  });
  child.send(beginning);
  await ready;
  return house;
}
