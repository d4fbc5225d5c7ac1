/** 测试用的对照: holds an answer against the document of the API: its status, its media type and the shape of its JSON. */
import assert from 'node:assert/strict';
import type { LightMyRequestResponse } from 'fastify';
import type { z } from 'zod';
import { failuresOf, statusOf, typesOf } from './openapi.ts';
import type { RouteDef } from './route.ts';

const prefix = '/api/v1';

/** How many words of a route's address are its own: the one with the most serves a request. */
const fixed = ({ url }: RouteDef): number => url.split('/').filter((word) => !word.startsWith(':')).length;

export type Hold = (method: string, url: string, answer: LightMyRequestResponse) => void;

/** What checks answers of these routes. @throws AssertionError for an answer that the document does not foresee */
export function holdTo(routes: readonly RouteDef[]): Hold {
  const known = routes.map((def) => ({ def, pattern: new RegExp(`^${prefix}${def.url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`) })).sort((x, y) => fixed(y.def) - fixed(x.def));
  return (method, url, answer) => {
    const [path = ''] = url.split('?');
    const def = known.find((each) => each.def.method === method && each.pattern.test(path))?.def;
    if (def === undefined) return;
    const { statusCode: status } = answer;
    const what = `${method} ${def.url} answered ${status}`;
    if (status === 304) return assert.ok(method === 'GET' && typesOf(def)[0] === 'application/json', what);
    if (status >= 400) return assert.ok(failuresOf(def).includes(status), `${what}, documented are ${failuresOf(def).join(', ')}: ${answer.body.slice(0, 200)}`);
    assert.equal(status, statusOf(def), what);
    if (status === 204) return assert.equal(answer.body, '', what);
    const [type = ''] = String(answer.headers['content-type']).split(';');
    assert.ok(typesOf(def).includes(type), `${what} as ${type}`);
    if (Array.isArray(def.answer)) return;
    const parsed = (def.answer as z.ZodType).safeParse(answer.json());
    assert.ok(parsed.success, parsed.success ? '' : `${what} in another shape: ${parsed.error.issues.slice(0, 3).map((i) => `${i.path.join('.')} ${i.message}`).join('; ')} ${answer.body.slice(0, 300)}`);
  };
}
