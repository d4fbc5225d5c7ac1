/**
 * 接口的一条路: each route says in one place who it is for, what it takes and what it is called; validation, the session,
 * problem answers and the OpenAPI document follow from that. A route without a session must say so.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Label } from '../core/label.ts';
import { fail, getValue, type Outcome, ProblemError } from '../core/problem.ts';
import { actorOf, type Account, findSession } from '../directory/accounts.ts';
import { looksConcealed } from '../store/conceal.ts';
import { transaction, type Tx } from '../store/db.ts';
import { bodyHashOf, findFirst, type Once, onceIn } from '../store/once.ts';
import type { Wired } from '../wiring.ts';

export const sessionCookie = 'rongcheng';

export interface Asking<Q, B> {
  readonly house: Wired;
  readonly account: Account;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /**
   * The deed of this request, in one transaction with its answer: sent again under the same Idempotency-Key, the first answer
   * comes back and nothing is done. @param said what a file says, for requests whose words are one. @throws ProblemError
   */
  once<T>(work: (tx: Tx) => Promise<T>, said?: string): Promise<T>;
  /** What this request is known by when it is sent again; undefined without a key. */
  readonly repeat: Once | undefined;
}

/**
 * How a route honours an Idempotency-Key. 'answer': what the deed gave is the answer. 'parts': many deeds, each once. 'file': known by
 * the digest of what was uploaded. 'free': the same request twice is harmless by itself. A function makes the answer from what the
 * deed gave, because the answer holds what may have to be destroyed and must not be kept a second time.
 */
export type Repeat = 'answer' | 'parts' | 'file' | 'free' | ((ask: Asking<any, any>, gave: any) => Promise<unknown>);

export interface RouteDef<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly summary: Label;
  /** What success answers: the shape of its JSON, or the media types of a file. */
  readonly answer: z.ZodType | readonly string[];
  /** The status of success; 200 unless said. */
  readonly status?: 201 | 204;
  readonly query?: Q;
  readonly body?: B;
  /** Answers without a session. */
  readonly open?: true;
  /** Every route that changes something says what happens when it is asked again. */
  readonly once?: Repeat;
  readonly handler: (ask: Asking<z.output<Q>, z.output<B>>) => Promise<unknown>;
}

/** Keeps a definition's own types while it joins a list of others. */
export const route = <Q extends z.ZodType, B extends z.ZodType>(def: RouteDef<Q, B>): RouteDef => def as unknown as RouteDef;

function checked<T extends z.ZodType>(schema: T | undefined, value: unknown, where: string): z.output<T> {
  if (schema === undefined) return undefined as z.output<T>;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 20).map((i) => {
    const pointer = [where, ...i.path.map(String)].join('.');
    return { pointer, zh: `“${pointer}”不符合要求，请对照接口文档更正`, en: `${pointer}: ${i.message}` };
  });
  return getValue(fail('invalid', 'invalid', '请求内容不符合要求，请对照接口文档更正', 'The request does not fit the schema', errors));
}

/** Characters that a database cannot keep: U+0000, and half of a pair; and what only the store itself writes. */
const unkeepable = (value: unknown): boolean =>
  typeof value === 'string' ? value.includes('\u0000') || !value.isWellFormed() || looksConcealed(value)
  : typeof value === 'object' && value !== null && Object.entries(value).some(([key, inner]) => unkeepable(key) || unkeepable(inner));

function refuseUnkeepable(...values: readonly unknown[]): void {
  if (values.some(unkeepable)) getValue(fail('invalid', 'bad-characters', '内容中有无法保存的字符，请删除后重试', 'The text holds characters that cannot be stored'));
}

const unsafe = new Set(['POST', 'DELETE']);

/** A page of another site can make a browser send a cookie, but not this header. */
function refuseForeign(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const own = request.headers['x-rongcheng'] !== undefined && (site === undefined || site === 'same-origin' || site === 'none');
  if (unsafe.has(request.method) && !own) getValue(fail('forbidden', 'foreign-request', '请求来源不明，已拒绝；请从本系统页面操作，或在接口请求中带上 x-rongcheng 头', 'Send the header x-rongcheng'));
}

async function accountOf(house: Wired, request: FastifyRequest): Promise<Account> {
  const token = request.cookies[sessionCookie];
  const account = token === undefined ? undefined : await findSession(house.pool, token, house.clock.now());
  return account ?? getValue(fail('unauthenticated', 'no-session', '登录已过期或尚未登录，请重新登录；已填写的内容会保留', 'Please sign in again'));
}

/** What a request with an Idempotency-Key is known by. @param said what it says, beside its address */
function onceOf(house: Wired, account: Account, request: FastifyRequest, said: string): Once | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return undefined;
  if (key.length > 200) getValue(fail('invalid', 'long-key', 'Idempotency-Key 不得超过 200 个字符，请换一个短的', 'The Idempotency-Key is too long'));
  return { accountId: account.id, key, bodyHash: bodyHashOf(house, `${request.method} ${request.url} ${account.id} ${said}`), at: house.clock.now() };
}

/** The first answer to a request that is sent again, if there was one. */
async function answerAgain(def: RouteDef, ask: Asking<unknown, unknown>): Promise<{ readonly body: unknown } | undefined> {
  if (ask.repeat === undefined || !(def.once === 'answer' || typeof def.once === 'function')) return undefined;
  const first = await findFirst(ask.house.pool, ask.repeat);
  if (first === undefined) return undefined;
  ask.reply.code(first.status);
  return { body: typeof def.once === 'function' ? await def.once(ask, first.answer) : first.answer };
}

function askingOf(house: Wired, def: RouteDef, request: FastifyRequest, reply: FastifyReply, account: Account | undefined): Asking<unknown, unknown> {
  const body = checked(def.body, request.body, 'body');
  const said = JSON.stringify(body ?? null);
  const repeat = account === undefined || def.once === undefined ? undefined : onceOf(house, account, request, said);
  const ask = {
    house, account, request, reply, repeat, body, params: request.params as Record<string, string>, query: checked(def.query ?? z.object({}), request.query, 'query'),
    actor: account === undefined ? undefined : actorOf(account, house.areas()),
    once: async <T>(work: (tx: Tx) => Promise<T>, file?: string): Promise<T> => {
      const known = file === undefined || account === undefined ? repeat : onceOf(house, account, request, file);
      const first = getValue(await transaction(house.pool, (tx) => onceIn(tx, known, def.status ?? 200, () => work(tx))));
      reply.code(first.status);
      return first.answer;
    },
  };
  return ask as unknown as Asking<unknown, unknown>;
}

/** Mounts routes under a prefix. */
export function mount(app: FastifyInstance, house: Wired, prefix: string, routes: readonly RouteDef[]): void {
  for (const def of routes) {
    app.route({
      method: def.method, url: `${prefix}${def.url}`,
      handler: async (request, reply) => {
        refuseForeign(request);
        refuseUnkeepable(request.params, request.query, request.body);
        const ask = askingOf(house, def, request, reply, def.open === true ? undefined : await accountOf(house, request));
        const again = await answerAgain(def, ask);
        if (again !== undefined) return again.body;
        const answer = await Promise.resolve(def.handler(ask)).catch(async (error: unknown) => {
          // Its twin may have been quicker, and what this one found was what the twin had left.
          const first = error instanceof ProblemError ? await answerAgain(def, ask) : undefined;
          if (first === undefined) throw error;
          return first.body;
        });
        return reply.sent ? reply : (answer ?? reply.code(204).send());
      },
    });
  }
}

/** The value of an outcome; its problem becomes the answer. */
export const orProblem = <T>(outcome: Outcome<T>): T => getValue(outcome);

export const notFound = (): never => {
  throw new ProblemError({ kind: 'not-found', code: 'not-found', detail: { zh: '没有找到：可能不在您的管辖范围内，或编号有误', en: 'Not found within your scope' } });
};
