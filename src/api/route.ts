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
}

export interface RouteDef<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly summary: Label;
  readonly query?: Q;
  readonly body?: B;
  /** Answers without a session. */
  readonly open?: true;
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

/** Mounts routes under a prefix. */
export function mount(app: FastifyInstance, house: Wired, prefix: string, routes: readonly RouteDef[]): void {
  for (const def of routes) {
    app.route({
      method: def.method, url: `${prefix}${def.url}`,
      handler: async (request, reply) => {
        refuseForeign(request);
        refuseUnkeepable(request.params, request.query, request.body);
        const account = def.open === true ? undefined : await accountOf(house, request);
        const ask = {
          house, account, request, reply, params: request.params as Record<string, string>,
          actor: account === undefined ? undefined : actorOf(account, house.areas()),
          query: checked(def.query ?? z.object({}), request.query, 'query'), body: checked(def.body, request.body, 'body'),
        };
        const answer = await def.handler(ask as unknown as Asking<unknown, unknown>);
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
