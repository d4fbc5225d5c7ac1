/**
 * 公众网站: what was disclosed, for everyone, by a process of its own whose database role can read schema `pub` and nothing
 * else. It keeps no account of its readers and sets one cookie at most (large print). It only answers GET and HEAD, but for the
 * forms of the counter: what is handed in there goes to the process that started it, and this one forgets it.
 */
import { hash, randomBytes } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import etag from '@fastify/etag';
import staticFiles from '@fastify/static';
import fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { Press } from '../paper/press.ts';
import { loadAssets } from './assets.ts';
import { PageCache } from './page-cache.ts';
import { errorPage } from './pages/error.ts';
import { caching, compression, contextOf, securityHeaders } from './portal.ts';
import type { Portal, PortalClock } from './portal.ts';
import { LogReader } from './reader/log.ts';
import { sitemapReader } from './reader/open-data.ts';
import { countBodies } from './reader/bodies.ts';
import { countsReader, latestRecords } from './reader/records.ts';
import { momentReader } from './reader/moment.ts';
import { recordFinder } from './reader/record-finder.ts';
import { remembered, rememberedBy } from './reader/remembered.ts';
import { searchReader } from './reader/search.ts';
import { emptySite, siteReader } from './reader/site.ts';
import { takedownsReader } from './reader/takedowns.ts';
import { checkRoutes } from './routes/check.ts';
import { dataRoutes } from './routes/data.ts';
import { feedRoutes } from './routes/feeds.ts';
import { letterRoutes } from './routes/letters.ts';
import { logRoutes } from './routes/log.ts';
import { clearanceRoutes } from './routes/clearances.ts';
import { pageRoutes } from './routes/pages.ts';
import { recordRoutes } from './routes/records.ts';
import type { Site } from './types.ts';
import type { Counter } from '../core/counter.ts';
import { openForms } from './forms/token.ts';
import { counterRoutes } from './routes/counter.ts';

export interface PortalOptions {
  /** Connects as the read-only role of the portal. */
  readonly pool: Pool;
  readonly clock: PortalClock;
  /** Where the public reaches the site. */
  readonly publicUrl: string;
  /** Takes what people hand in; without one the pages say where else to hand it in. */
  readonly counter?: Counter;
  /** Signs what a form carries from page to page; a fresh one otherwise. */
  readonly formKey?: Uint8Array;
  /** A folder of the city's own files (an approved map, a downloadable form), served under /files/. */
  readonly assetsDir?: string;
  /** Told of every failure that is ours: the request's number, the route (never the address as asked) and the error. */
  readonly onFailure?: (failure: { readonly requestId: string; readonly route: string; readonly error: unknown }) => void;
}

/** Answer to an address that cannot even be decoded; no page is built from it. */
function unreadable(request: Pick<FastifyRequest, 'id'>, reply: FastifyReply): void {
  void reply.code(400).headers({ ...securityHeaders }).type('text/plain; charset=utf-8').send(`网址无法识别，请从首页重新查找。\n${request.id}\n`);
}

/** Whether the database is away or too slow, which passes, rather than something being wrong with us. */
function isPassing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  const message = error instanceof Error ? error.message : '';
  return (typeof code === 'string' && /^(?:08|57|53|ECONN|ENOENT|EPIPE|ETIMEDOUT)/.test(code)) || /timeout exceeded when trying to connect|Connection terminated/.test(message);
}

/** How old a list on the home page may be. */
const listMs = 1000;
const latestLines = 8;

/** How long a printed copy is kept, and how many. */
const printedMs = 10_000;
const printedMax = 50;

function printer(press: Press): Portal['printed'] {
  const recent = rememberedBy<Buffer>(printedMs, printedMax);
  return (order) => recent(hash('sha256', JSON.stringify(order)), () => press.print(order));
}

async function buildHouse({ pool, clock, publicUrl, counter, formKey }: PortalOptions, press: Press): Promise<Portal> {
  const counts = remembered(listMs / 2, countsReader(pool));
  return {
    pool, clock, publicUrl: publicUrl.replace(/\/+$/, ''), assets: await loadAssets(), log: new LogReader(pool),
    site: siteReader(pool), takedowns: takedownsReader(pool), sitemap: sitemapReader(pool), counts: () => counts().catch(() => undefined),
    ...(counter === undefined ? {} : { counter }), forms: openForms(formKey ?? randomBytes(32), clock), printed: printer(press),
    pages: new PageCache(momentReader(pool)), record: recordFinder(pool), search: searchReader(pool), latest: remembered(listMs, () => latestRecords(pool, latestLines)), bodyCount: remembered(listMs, () => countBodies(pool)),
  };
}

/** Pages for what went wrong; they must work when the database does not, so they remember the site as it was last seen. */
function answerFailures(app: FastifyInstance, portal: Portal, onFailure: PortalOptions['onFailure']): void {
  let lastSeen: Site = emptySite;
  const answer = async (request: FastifyRequest, reply: FastifyReply, status: number): Promise<FastifyReply> => {
    lastSeen = await portal.site().catch(() => lastSeen);
    const page = errorPage(contextOf(portal, request, lastSeen), status, request.id);
    return reply.code(status).header('cache-control', caching.never).removeHeader('content-disposition').type('text/html; charset=utf-8').send(page);
  };
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return answer(request, reply, 404);
    return answer(request, reply.header('allow', 'GET, HEAD'), 405);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : isPassing(error) ? 503 : 500;
    if (status >= 500) onFailure?.({ requestId: request.id, route: request.routeOptions.url ?? '', error });
    if (status === 503) reply.header('retry-after', '60');
    return answer(request, reply, status);
  });
}

function serveAssets(app: FastifyInstance, portal: Portal): void {
  app.get<{ Params: { '*': string } }>('/assets/*', (request, reply) => {
    const path = request.params['*'];
    const asset = portal.assets.files.get(path);
    if (!asset) return reply.callNotFound();
    return reply.header('cache-control', /-[0-9a-f]{12}/.test(path) ? caching.forever : caching.still).type(asset.type).send(asset.text);
  });
}

const idBytes = 6;

/** Numbers for requests, drawn by the thousand: one by one they cost more than a kept page. */
function requestIds(): () => string {
  let drawn = '';
  let at = 0;
  return () => {
    if (at === drawn.length) [drawn, at] = [randomBytes(1000 * idBytes).toString('hex'), 0];
    return drawn.slice(at, (at += 2 * idBytes));
  };
}

/** The portal as a server that is ready to listen, or to be asked by a test. The pool stays the caller's to close. */
export async function buildPortal(options: PortalOptions): Promise<FastifyInstance> {
  const press = new Press();
  const portal = await buildHouse(options, press);
  const app = fastify({
    logger: false, genReqId: requestIds(), bodyLimit: 1024, routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: (_error, request, reply) => unreadable(request, reply as unknown as FastifyReply),
  });
  // The etag is of the page itself, so it is weak: compressed copies of one page are equal in meaning only.
  await app.register(etag, { weak: true, hashFn: (page) => hash('sha1', page, 'base64') });
  portal.pages.install(app, requestIds());
  app.addHook('onClose', () => press.close());
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    done();
  });
  await app.register(compress, { threshold: compression.threshold, encodings: [...compression.encodings, 'identity'], brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: compression.brotliQuality } } });
  answerFailures(app, portal, options.onFailure);
  serveAssets(app, portal);
  pageRoutes(app, portal);
  recordRoutes(app, portal);
  clearanceRoutes(app, portal);
  logRoutes(app, portal);
  dataRoutes(app, portal);
  checkRoutes(app, portal);
  letterRoutes(app, portal);
  feedRoutes(app, portal);
  await counterRoutes(app, portal);
  if (options.assetsDir) await app.register(staticFiles, { root: options.assetsDir, prefix: '/files/', index: false, decorateReply: false });
  return app;
}
