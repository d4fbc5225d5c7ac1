/**
 * 短时记忆: keeps an answer that many requests share for a moment. Askers that come while it is being fetched wait for the
 * same fetch, so a crowd costs one query; a failed fetch is not remembered.
 */

/** What ended must not linger in memory either. */
export const forgetMs = 60_000;

/** A reader that asks `fetch` at most every `milliseconds`. */
export function remembered<T>(milliseconds: number, fetch: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let until = 0;
  return () => {
    const now = performance.now();
    if (answer && now < until) return answer;
    until = Number.POSITIVE_INFINITY;
    const asked = fetch();
    answer = asked;
    asked.then(() => (until = performance.now() + milliseconds), () => (answer = undefined));
    return asked;
  };
}

/** Answers to many questions, each kept for some milliseconds after it was fetched; of at most `sizeMax` questions. */
export function rememberedBy<T>(milliseconds: number, sizeMax: number): (question: string, fetch: () => Promise<T>) => Promise<T> {
  const readers = new Recent<string, () => Promise<T>>(sizeMax, forgetMs);
  return (question, fetch) => {
    const known = readers.get(question);
    if (known) return known();
    const reader = remembered(milliseconds, fetch);
    readers.set(question, reader);
    return reader();
  };
}

/**
 * A map that forgets what was not asked for lately. It keeps two generations: what is asked for moves to the young one, and
 * when that is half of `sizeMax`, the old one is dropped. Cheaper than an exact order, and as good. With `forgetMs` everything is
 * dropped that long after the first of it came, so that nothing lingers of what is no longer public.
 */
export class Recent<K, V> {
  readonly #sizeMax: number;
  readonly #forgetMs: number | undefined;
  #forgetting = false;
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  constructor(sizeMax: number, forgetMs?: number) {
    this.#sizeMax = sizeMax;
    this.#forgetMs = forgetMs;
  }
  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }
  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
  set(key: K, value: V): void {
    this.#young.set(key, value);
    if (this.#forgetMs !== undefined && !this.#forgetting) {
      this.#forgetting = true;
      setTimeout(() => this.#forget(), this.#forgetMs).unref();
    }
    if (this.#young.size < this.#sizeMax / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
  #forget(): void {
    this.#young = new Map();
    this.#old = new Map();
    this.#forgetting = false;
  }
}
