/**
 * 页面短存: keeps list pages that everyone may see for a moment, so that a crowd on one page costs one rendering a second. Only
 * pages that a browser may keep for ten seconds anyway are kept; a record's own page never is, so that its end shows at once.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { caching } from './portal.ts';
import { Recent } from './reader/remembered.ts';

const keptMs = 1000;
const pagesMax = 500;
const pageCharsMax = 200_000;
const addressCharsMax = 300;

interface Kept {
  readonly page: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly until: number;
}

/** Headers that belong to the page and not to one answer. */
const keptHeaders = ['content-type', 'cache-control', 'vary', 'etag'] as const;

/** Readers who asked for large print are few and get their pages made for them; so does whoever changes the mode. */
const isShared = (request: FastifyRequest): boolean =>
  request.method === 'GET' && request.url.length <= addressCharsMax && !(request.headers.cookie ?? '').includes('mode=elder') && !/[?&]mode=/.test(request.url);

/** Installs the cache. Must come after what computes the etag and before what compresses, so that the page itself is kept. */
export function keepPages(app: FastifyInstance): void {
  const pages = new Recent<string, Kept>(pagesMax);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const kept = isShared(request) ? pages.get(request.url) : undefined;
    if (kept === undefined || performance.now() > kept.until) return undefined;
    reply.headers(kept.headers);
    if (kept.headers['etag'] !== undefined && request.headers['if-none-match'] === kept.headers['etag']) return reply.code(304).send();
    return reply.send(kept.page);
  });
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    const isPage = typeof payload === 'string' && payload.length <= pageCharsMax && reply.statusCode === 200 && reply.getHeader('cache-control') === caching.list && reply.getHeader('set-cookie') === undefined;
    if (isPage && isShared(request) && (pages.get(request.url)?.until ?? 0) < performance.now()) {
      const headers = Object.fromEntries(keptHeaders.flatMap((name) => { const value = reply.getHeader(name); return typeof value === 'string' ? [[name, value]] : []; }));
      pages.set(request.url, { page: payload, headers, until: performance.now() + keptMs });
    }
    return payload;
  });
}
