/**
 * 启停次序: what was opened is closed in reverse, each once, even when the end comes in the middle of the beginning: the step
 * under way is waited for and then undone.
 */

/** Thrown into a start that is to end before it has begun. */
export class Stopped extends Error {}

const secondsMax = 15;

/** What does not close in time must not keep the rest open, least of all the database. */
async function inTime(closing: unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not closed within ${secondsMax} s`)), secondsMax * 1000); });
  try {
    await Promise.race([closing, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The things a running platform consists of, in the order they were opened. */
export class Lifetime {
  readonly #onStep: (name: string, ms: number) => void;
  readonly #closers: { readonly name: string; readonly close: () => unknown }[] = [];
  #step: Promise<unknown> = Promise.resolve();
  #ending: Promise<void> | undefined;

  /** `onStep` hears how long each step took. */
  constructor(onStep: (name: string, ms: number) => void = () => undefined) {
    this.#onStep = onStep;
  }

  /** Runs a step of the start; what it gives is closed at the end by `close`. Throws Stopped once the end has begun. */
  async open<T>(name: string, work: () => T | Promise<T>, close?: (opened: T) => unknown): Promise<T> {
    if (this.#ending !== undefined) throw new Stopped();
    const step = (async () => {
      const began = performance.now();
      const opened = await work();
      this.#onStep(name, performance.now() - began);
      if (close !== undefined) this.#closers.push({ name, close: () => close(opened) });
      return opened;
    })();
    this.#step = Promise.allSettled([this.#step, step]);
    return step;
  }

  get ending(): boolean {
    return this.#ending !== undefined;
  }

  /** Closes everything, last first; one that fails does not keep the others open. */
  end(onError: (name: string, error: unknown) => void): Promise<void> {
    return (this.#ending ??= this.#closeAll(onError));
  }

  async #closeAll(onError: (name: string, error: unknown) => void): Promise<void> {
    await this.#step;
    for (let last = this.#closers.pop(); last !== undefined; last = this.#closers.pop()) {
      try {
        await inTime(last.close());
      } catch (error) {
        onError(last.name, error);
      }
    }
  }
}
