/**
 * 页面短存: keeps list pages that everyone may see for a moment, so that a crowd on one page costs one rendering and one
 * compression a second. Only pages that a browser may keep for ten seconds anyway are kept; a record's own page never is, so that
 * its end shows at once.
 */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { caching, compression, securityHeaders } from './portal.ts';
import { Recent } from './reader/remembered.ts';

const keptMs = 1000;
const pagesMax = 500;
const pageBytesMax = 400_000;
const addressCharsMax = 300;

type Encoding = 'identity' | 'gzip' | 'br';

interface Kept {
  readonly pages: { readonly identity: Buffer; gzip?: Buffer; br?: Buffer };
  /** All that belong to the page and not to one answer. */
  readonly headers: Readonly<Record<string, string>>;
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
  if (kept.pages.identity.length < compression.threshold || !/^text\/html/.test(kept.headers['content-type'] ?? '')) return undefined;
  return compression.encodings.find((encoding) => accepted.split(', ').includes(encoding));
}

/** Answers past the framework: nothing of a kept page is left to be decided. */
function answer(request: FastifyRequest, reply: FastifyReply, { pages, headers }: Kept, encoding: Encoding): void {
  const page = encoding === 'identity' ? pages.identity : (pages[encoding] ??= compressors[encoding](pages.identity));
  reply.hijack();
  reply.raw.writeHead(200, { ...headers, 'x-request-id': request.id, ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }), 'content-length': page.length });
  reply.raw.end(page);
}

/** Installs the cache. Must come after what computes the etag and before what sets headers or compresses, so that the page itself is kept. */
export function keepPages(app: FastifyInstance): void {
  const pages = new Recent<string, Kept>(pagesMax);
  app.addHook('onRequest', (request, reply, done) => {
    const kept = isShared(request) ? pages.get(request.url) : undefined;
    if (kept === undefined || performance.now() > kept.until) return done();
    const isKnown = kept.headers['etag'] !== undefined && request.headers['if-none-match'] === kept.headers['etag'];
    const encoding = isKnown ? undefined : encodingFor(request, kept);
    if (encoding !== undefined) return answer(request, reply, kept, encoding);
    reply.headers({ ...kept.headers, 'x-request-id': request.id });
    void (isKnown ? reply.code(304).send() : reply.send(kept.pages.identity));
    return undefined;
  });
  app.addHook('onSend', (request, reply, payload: unknown, done) => {
    const isPage = (typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length <= pageBytesMax && reply.statusCode === 200 && reply.getHeader('cache-control') === caching.list && reply.getHeader('set-cookie') === undefined;
    if (isPage && isShared(request) && (pages.get(request.url)?.until ?? 0) < performance.now()) {
      const headers = Object.fromEntries(keptHeaders.flatMap((name) => { const value = reply.getHeader(name); return typeof value === 'string' ? [[name, value]] : []; }));
      pages.set(request.url, { pages: { identity: Buffer.from(payload as string) }, headers: { ...securityHeaders, ...headers }, until: performance.now() + keptMs });
    }
    done(null, payload);
  });
}
