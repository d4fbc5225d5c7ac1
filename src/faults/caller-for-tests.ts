/** 故障测试里的客户: signs in to the API over real HTTP and asks it things, as the console would. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { buildApi } from '../api/app.ts';
import { sessionCookie } from '../api/route.ts';
import { readCity } from '../rulebook/city-files.ts';
import type { Wired } from '../wiring.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Caller {
  readonly url: string;
  /** Headers that every request carries. */
  readonly headers: Readonly<Record<string, string>>;
  ask(method: 'GET' | 'POST', path: string, body?: unknown, more?: Record<string, string>): Promise<Answered>;
}

export interface Served {
  readonly app: FastifyInstance;
  readonly port: number;
}

/** Serves a house over HTTP on a free port. */
export async function serve(house: Wired): Promise<Served> {
  const app = await buildApi({ house, preview: async () => '', publicUrl: 'http://localhost', signInsPerMinute: 1000 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, port: (app.server.address() as AddressInfo).port };
}

/** Signs in. The limit on requests counts by address: `address` is one of a client of its own. */
export async function callAs(login: string, port: number, address = '192.0.2.1'): Promise<Caller> {
  const url = `http://127.0.0.1:${port}`;
  const known = { 'x-rongcheng': '1', 'x-forwarded-for': address };
  const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { ...known, 'content-type': 'application/json' }, body: JSON.stringify({ login, password: readCity('example').demoPassword }) });
  const cookie = signedIn.headers.getSetCookie().find((one) => one.startsWith(`${sessionCookie}=`))?.split(';')[0];
  if (cookie === undefined) throw new Error(`${login} could not sign in: ${signedIn.status} ${await signedIn.text()}`);
  const headers = { ...known, cookie };
  return {
    url, headers,
    ask: async (method, path, body, more = {}) => {
      const answer = await fetch(`${url}/api/v1${path}`, { method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    },
  };
}
