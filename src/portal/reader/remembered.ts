/**
 * 短时记忆: keeps an answer that many requests share for a moment. Askers that come while it is being fetched wait for the
 * same fetch, so a crowd costs one query; a failed fetch is not remembered.
 */

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

/** A map that forgets what was not asked for longest once it holds more than `sizeMax`. */
export class Recent<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #sizeMax: number;
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }
  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }
  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#sizeMax) this.#entries.delete(this.#entries.keys().next().value!);
  }
}
