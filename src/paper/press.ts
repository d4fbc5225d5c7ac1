/**
 * 印刷间: prints documents in a thread of its own, one after the other, for processes in which everybody waits on one thread. It is opened by the
 * first order and closed again when none has come for a while; when too many wait, the next is turned away at once.
 */
import { Worker } from 'node:worker_threads';
import type { Plain } from './compose.ts';
import type { About } from './pdf.ts';

/** A document in plain blocks; see composeSheet. */
export interface PrintOrder {
  readonly blocks: readonly Plain[];
  readonly running: string;
  readonly about: About;
}
export type PrintAnswer = { readonly pdf: Uint8Array } | { readonly error: string };

/** Too many documents wait. */
export class PressBusy extends Error {}

const program = new URL('press-thread.ts', import.meta.url);
const heapMegabytesMax = 256;
const waitingMax = 20;
const idleMs = 60_000;

interface Waiting {
  readonly resolve: (pdf: Buffer) => void;
  readonly reject: (error: Error) => void;
}

export class Press {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting: Waiting[] = [];

  /** @throws PressBusy */
  print(order: PrintOrder): Promise<Buffer> {
    if (this.#waiting.length >= waitingMax) return Promise.reject(new PressBusy(`${waitingMax} documents wait to be printed`));
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#open());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      worker.postMessage(order);
    });
  }

  #open(): Worker {
    const worker = new Worker(program, { env: {}, resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax } });
    worker.unref();
    worker.on('message', (answer: PrintAnswer) => {
      const first = this.#waiting.shift();
      if ('pdf' in answer) first?.resolve(Buffer.from(answer.pdf.buffer, answer.pdf.byteOffset, answer.pdf.byteLength));
      else first?.reject(new Error(answer.error));
      if (this.#waiting.length === 0) this.#idle = setTimeout(() => void this.close(), idleMs).unref();
    });
    const lost = (error?: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(error instanceof Error ? error : new Error('the press was closed'));
    };
    worker.on('error', lost);
    worker.on('exit', () => lost());
    return worker;
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }
}
