/** 测试用的接口: the whole API over a test house, asked without a socket, by whoever signed in; every answer is held against the document. */
import assert from 'node:assert/strict';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { allRoutes, buildApi } from './app.ts';
import { holdTo } from './documented-for-tests.ts';

export const password = 'Rongcheng-2026';
const prefix = '/api/v1';

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly send?: unknown;
  /** A file, as a form sends it. */
  readonly file?: { readonly name: string; readonly bytes: Buffer };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiHouse {
  readonly t: TestHouse;
  readonly app: FastifyInstance;
  /** Asks as a login, signing in first if need be; without one as a stranger. */
  ask(login: string | undefined, url: string, ask?: Ask): Promise<LightMyRequestResponse>;
  /** The cookie of a fresh session. */
  cookieOf(login: string, secret?: string): Promise<string>;
  /** Forgets the sessions of earlier questions. */
  forget(): void;
  close(): Promise<void>;
}

const boundary = 'rongcheng-test-boundary';
const form = ({ name, bytes }: { name: string; bytes: Buffer }): Buffer => Buffer.concat([
  Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`), bytes, Buffer.from(`\r\n--${boundary}--\r\n`),
]);

export async function openApiHouse(): Promise<ApiHouse> {
  const t = await openTestHouse();
  const options = { publicUrl: 'http://portal.example', preview: async (body: { readonly no: string }) => `<p>${body.no}</p>`, signInsPerMinute: 10_000 };
  const app = await buildApi({ house: t.house, ...options });
  const hold = holdTo(allRoutes(options));
  const cookies = new Map<string, Promise<string>>();
  let count = 0;
  const inject = async (asked: string, cookie: string | undefined, ask: Ask): Promise<LightMyRequestResponse> => {
    const url = asked.startsWith('/api') || asked === '/livez' ? asked : `${prefix}${asked}`;
    const answer = await send(url, cookie, ask);
    hold(ask.method ?? 'GET', url, answer);
    return answer;
  };
  const send = (url: string, cookie: string | undefined, { method = 'GET', send: payload, file, headers = {} }: Ask): Promise<LightMyRequestResponse> => app.inject({
    method, url,
    // Asked from many places, or the brake on one address would answer instead.
    remoteAddress: `10.0.${Math.floor(count++ / 800) % 250}.1`,
    headers: { 'x-rongcheng': '1', ...(file === undefined ? {} : { 'content-type': `multipart/form-data; boundary=${boundary}` }), ...(cookie === undefined ? {} : { cookie }), ...headers },
    ...(file === undefined ? (payload === undefined ? {} : { payload: payload as object }) : { payload: form(file) }),
  });
  const cookieOf = async (login: string, secret = password): Promise<string> => {
    const answer = await inject('/session', undefined, { method: 'POST', send: { login, password: secret } });
    assert.equal(answer.statusCode, 200, answer.body);
    const [cookie] = [answer.headers['set-cookie']].flat();
    assert.match(String(cookie), /^rongcheng=[\w-]{43}; .*HttpOnly; .*SameSite=Lax/);
    return String(cookie).split(';')[0] as string;
  };
  return {
    t, app, cookieOf, forget: () => cookies.clear(),
    ask: async (login, url, ask = {}) => {
      if (login === undefined) return inject(url, undefined, ask);
      if (!cookies.has(login)) cookies.set(login, cookieOf(login));
      return inject(url, await cookies.get(login), ask);
    },
    close: async () => {
      await app.close();
      await t.close();
    },
  };
}

/** What every failure must look like (RFC 9457), in Chinese first, with what to do next. */
export function isProblem(answer: LightMyRequestResponse, status: number, code?: string): Record<string, any> {
  assert.equal(answer.statusCode, status, answer.body.slice(0, 300));
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json; charset=utf-8/);
  const problem = answer.json() as Record<string, any>;
  assert.equal(problem['status'], status);
  for (const key of ['type', 'title', 'detail', 'code', 'requestId']) assert.ok(typeof problem[key] === 'string' && problem[key] !== '', key);
  assert.match(problem['detail'], /\p{Script=Han}/u);
  assert.ok(!/select |insert |at \S+:\d+|node_modules|undefined|\[object/i.test(JSON.stringify(problem)), answer.body);
  if (code !== undefined) assert.equal(problem['code'], code);
  return problem;
}
