/**
 * 幂等: a request that is sent again under the same key is done once. Its key is locked, looked up and kept in the very
 * transaction of the deed, so that no crash can part the deed from its answer; the second asker gets the first answer.
 */
import { fail, type Outcome } from '../core/problem.ts';
import { type Asked, refuse, transaction, type Tx } from './db.ts';
import type { House } from './house.ts';
import { blindIndex } from './keys.ts';

/** What a request is known by: who sent it, under which key, and a keyed hash of what it says. */
export interface Once {
  readonly accountId: string;
  readonly key: string;
  readonly bodyHash: Buffer;
  readonly at: Date;
}

/** What was answered the first time. */
export interface First<T = unknown> {
  readonly status: number;
  readonly answer: T;
}

/** The request's words as a hash under a key of this installation: whoever holds a dump cannot try bodies against it. */
export const bodyHashOf = (house: Pick<House, 'keys'>, words: string): Buffer => blindIndex(house.keys, 'idempotency', words);

/** The first answer, if there was one. @throws ProblemError when the key belongs to another request. */
export async function findFirst<T>(db: Asked, once: Once): Promise<First<T> | undefined> {
  const { rows: [first] } = await db.query<First<T> & { body_hash: Buffer }>('select body_hash, status, answer from rc.idempotency where account_id = $1 and key = $2', [once.accountId, once.key]);
  if (first === undefined) return undefined;
  if (!first.body_hash.equals(once.bodyHash)) refuse(fail('conflict', 'key-reused', '同一个 Idempotency-Key 已用于另一请求，请换一个新的', 'This Idempotency-Key belongs to another request'));
  return { status: first.status, answer: first.answer };
}

const keep = (db: Asked, once: Once, status: number, answer: unknown) =>
  db.query('insert into rc.idempotency (key, account_id, body_hash, status, answer, at) values ($1,$2,$3,$4,$5,$6)', [once.key, once.accountId, once.bodyHash, status, JSON.stringify(answer), once.at]);

/** Does the work in the caller's transaction, or gives what was answered when it was done before. Without a key it is simply done. */
export async function onceIn<T>(tx: Tx, once: Once | undefined, status: number, work: () => Promise<T>): Promise<First<T>> {
  if (once === undefined) return { status, answer: await work() };
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${once.accountId} ${once.key}`]);
  const first = await findFirst<T>(tx, once);
  if (first !== undefined) return first;
  const answer = await work();
  await keep(tx, once, status, answer);
  return { status, answer };
}

/** One part of a request about many things. */
export interface Part<T> {
  /** What the part is about; unique within the request. */
  readonly id: string;
  /** Done in a transaction of its own. */
  readonly work: (tx: Tx) => Promise<T>;
}

/** What belongs to a request as a whole and must be the same when it is sent again. */
interface Head {
  readonly push: string;
}

/** The request's own number for what it pushes: drawn once, and drawn again when it is sent again. @throws ProblemError when the key belongs to another request. */
export async function headOf(house: Pick<House, 'pool'>, once: Once | undefined, push: string): Promise<string> {
  if (once === undefined) return push;
  const outcome = await transaction(house.pool, (tx) => onceIn<Head>(tx, once, 200, async () => ({ push })));
  return outcome.ok ? outcome.value.answer.push : refuse(outcome.problem);
}

/**
 * Does each part once. What each part came to, a refusal too, is kept as it is done: a request that broke off in the middle and
 * is sent again goes on where it stopped, and answers for the whole.
 */
export async function partsOnce<T>(house: Pick<House, 'pool'>, once: Once | undefined, parts: readonly Part<T>[]): Promise<Outcome<T>[]> {
  const partOf = (id: string): Once | undefined => (once === undefined ? undefined : { ...once, key: `${once.key} ${id}` });
  const known = once === undefined ? [] : (await house.pool.query<{ key: string; answer: Outcome<T> }>('select key, answer from rc.idempotency where account_id = $1 and key = any($2)', [once.accountId, parts.map((p) => `${once.key} ${p.id}`)])).rows;
  const before = new Map(known.map((r) => [r.key, r.answer]));
  const results: Outcome<T>[] = [];
  for (const { id, work } of parts) {
    const own = partOf(id);
    const done = own === undefined ? undefined : before.get(own.key);
    results.push(done ?? (await partOnce(house, own, work)));
  }
  return results;
}

async function partOnce<T>(house: Pick<House, 'pool'>, own: Once | undefined, work: (tx: Tx) => Promise<T>): Promise<Outcome<T>> {
  const outcome = await transaction(house.pool, async (tx) => (await onceIn<Outcome<T>>(tx, own, 200, async () => ({ ok: true, value: await work(tx) }))).answer);
  if (outcome.ok) return outcome.value;
  // Refused: nothing was changed, and the same refusal is remembered.
  if (own === undefined) return outcome;
  const kept = await transaction(house.pool, async (tx) => (await onceIn<Outcome<T>>(tx, own, 200, async () => outcome)).answer);
  return kept.ok ? kept.value : kept;
}
