/**
 * 页面短存: keeps the bytes of pages that everyone may see, so that a crowd on one page costs one rendering and one compression. List
 * pages, which a browser may keep for ten seconds anyway, are kept for one. A record's own page hangs on the very record it was made
 * of: each request still asks whether that is public and unchanged, so its end shows at once and takes these bytes with it.
 */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { caching, compression, securityHeaders } from './portal.ts';
import type { Page } from './layout.ts';
import { forgetMs, Recent } from './reader/remembered.ts';

const keptMs = 1000;
const pagesMax = 500;
const pageBytesMax = 400_000;
const addressCharsMax = 300;

type Encoding = 'identity' | 'gzip' | 'br';

interface Kept {
  readonly pages: { readonly identity: Buffer; gzip?: Buffer; br?: Buffer };
  /** All that belong to the page and not to one answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** For list pages. */
  readonly until: number;
}

/** Headers that belong to the page and not to one answer. */
const keptHeaders = ['content-type', 'cache-control', 'vary', 'etag'] as const;

const compressors: Readonly<Record<Exclude<Encoding, 'identity'>, (page: Buffer) => Buffer>> = {
  gzip: (page) => gzipSync(page),
  br: (page) => brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: compression.brotliQuality } }),
};

const plainList = /^[a-z]+(?:, [a-z]+)*$/;

/** Readers who asked for large print are few and get their pages made for them; so does whoever changes the mode. */
const isShared = (request: FastifyRequest): boolean =>
  request.method === 'GET' && request.url.length <= addressCharsMax && !(request.headers.cookie ?? '').includes('mode=elder') && !/[?&]mode=/.test(request.url);

/** What a browser's plain list of encodings asks for; undefined for lists with weights and whatever else is rare, which the plugin weighs. */
function encodingFor({ headers }: FastifyRequest, kept: Kept): Encoding | undefined {
  const accepted = headers['accept-encoding'];
  if (accepted === undefined) return 'identity';
  if (typeof accepted !== 'string' || !plainList.test(accepted) || headers['x-no-compression'] !== undefined) return undefined;
  if (kept.pages.identity.length < compression.threshold || !kept.headers['content-type']?.startsWith('text/html')) return undefined;
  return compression.encodings.find((encoding) => accepted.split(', ').includes(encoding));
}

/** Answers past the framework: nothing of a kept page is left to be decided. */
function write(request: FastifyRequest, reply: FastifyReply, { pages, headers }: Kept, encoding: Encoding): void {
  const page = encoding === 'identity' ? pages.identity : (pages[encoding] ??= compressors[encoding](pages.identity));
  reply.hijack();
  reply.raw.writeHead(200, { ...headers, 'x-request-id': request.id, ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }), 'content-length': page.length });
  reply.raw.end(page);
}

/** Answers with a kept page, or that the reader has it already. */
function answer(request: FastifyRequest, reply: FastifyReply, kept: Kept): FastifyReply {
  const isKnown = kept.headers['etag'] !== undefined && request.headers['if-none-match'] === kept.headers['etag'];
  const encoding = isKnown ? undefined : encodingFor(request, kept);
  if (encoding !== undefined) {
    write(request, reply, kept, encoding);
    return reply;
  }
  reply.headers({ ...kept.headers, 'x-request-id': request.id });
  return isKnown ? reply.code(304).send() : reply.send(kept.pages.identity);
}

/** By what a record's page was made of: its address and its bytes. */
const ofRecords = new WeakMap<Page, { readonly url: string; readonly kept: Kept }>();
const waiting = new WeakMap<FastifyRequest, Page>();

/** Answers with the bytes made of this very page, if it was asked for at this address before; else they will be kept when they are sent. */
export function answerUnchanged(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply | undefined {
  if (!isShared(request)) return undefined;
  const known = ofRecords.get(page);
  if (known?.url === request.url) return answer(request, reply, known.kept);
  if (request.url === page.canonical) waiting.set(request, page);
  return undefined;
}

/** Installs the cache. Must come after what computes the etag and before what sets headers or compresses, so that the page itself is kept. */
export function keepPages(app: FastifyInstance): void {
  const pages = new Recent<string, Kept>(pagesMax, forgetMs);
  app.addHook('onRequest', (request, reply, done) => {
    const kept = isShared(request) ? pages.get(request.url) : undefined;
    if (kept === undefined || performance.now() > kept.until) return done();
    answer(request, reply, kept);
    return undefined;
  });
  app.addHook('onSend', (request, reply, payload: unknown, done) => {
    if ((typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length <= pageBytesMax && reply.statusCode === 200) {
      const record = waiting.get(request);
      if (record !== undefined) ofRecords.set(record, { url: request.url, kept: keptOf(reply, payload) });
      const isList = reply.getHeader('cache-control') === caching.list && reply.getHeader('set-cookie') === undefined;
      if (isList && isShared(request) && (pages.get(request.url)?.until ?? 0) < performance.now()) pages.set(request.url, keptOf(reply, payload));
    }
    done(null, payload);
  });
}

function keptOf(reply: FastifyReply, payload: string | Buffer): Kept {
  const headers = Object.fromEntries(keptHeaders.flatMap((name) => { const value = reply.getHeader(name); return typeof value === 'string' ? [[name, value]] : []; }));
  return { pages: { identity: typeof payload === 'string' ? Buffer.from(payload) : payload }, headers: { ...securityHeaders, ...headers }, until: performance.now() + keptMs };
}
