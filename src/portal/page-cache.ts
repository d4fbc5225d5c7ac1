/**
 * 页面短存: keeps the bytes of pages that everyone may see, so that a crowd on one page costs one rendering and one compression. List
 * pages, which a browser may keep for ten seconds anyway, are kept for one. A record's own page hangs on the very record it was made
 * of: whether that is public and unchanged is still asked, so its end shows at once and takes these bytes with it. Where nothing
 * at all has changed in the database since that was seen, the answer goes past the framework.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { caching, compression, securityHeaders } from './portal.ts';
import type { Page } from './layout.ts';
import type { MomentReader } from './reader/moment.ts';
import { forgetMs, Recent } from './reader/remembered.ts';

const keptMs = 1000;
/** Of a record's page, of which is asked whether it still stands. */
const recordKeptMs = 10_000;
const pagesMax = 1000;
const pageBytesMax = 400_000;
const addressCharsMax = 300;

type Encoding = 'identity' | 'gzip' | 'br';

interface Kept {
  readonly pages: { readonly identity: Buffer; gzip?: Buffer; br?: Buffer };
  /** All that belong to the page and not to one answer, as pairs of name and value. */
  readonly headers: readonly string[];
  readonly etag: string | undefined;
  readonly isHtml: boolean;
  readonly until: number;
  /** For a record's page: the moment at which the record was seen to be as it is here. */
  readonly moment?: string;
}

/** Headers that belong to the page and not to one answer. */
const keptHeaders = ['content-type', 'cache-control', 'vary', 'etag'] as const;

const compressors: Readonly<Record<Exclude<Encoding, 'identity'>, (page: Buffer) => Buffer>> = {
  gzip: (page) => gzipSync(page),
  br: (page) => brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: compression.brotliQuality } }),
};

const plainList = /^[a-z]+(?:, [a-z]+)*$/;

/** Readers who asked for large print are few and get their pages made for them; so does whoever changes the mode. */
const isShared = ({ method, url = '', headers }: IncomingMessage): boolean =>
  method === 'GET' && url.length <= addressCharsMax && !(headers.cookie ?? '').includes('mode=elder') && !/[?&]mode=/.test(url);

/** What a browser's plain list of encodings asks for; undefined for lists with weights and whatever else is rare, which the plugin weighs. */
function encodingFor({ headers }: IncomingMessage, kept: Kept): Encoding | undefined {
  const accepted = headers['accept-encoding'];
  if (accepted === undefined) return 'identity';
  if (typeof accepted !== 'string' || !plainList.test(accepted) || headers['x-no-compression'] !== undefined) return undefined;
  if (kept.pages.identity.length < compression.threshold || !kept.isHtml) return undefined;
  return compression.encodings.find((encoding) => accepted.split(', ').includes(encoding));
}

/** In which encoding the page is to be sent, or that the reader has it already. */
const answerFor = (request: IncomingMessage, kept: Kept): Encoding | 'known' | undefined =>
  kept.etag !== undefined && request.headers['if-none-match'] === kept.etag ? 'known' : encodingFor(request, kept);

/** Answers past the framework: nothing of a kept page is left to be decided. */
function write(response: ServerResponse, id: string, { pages, headers }: Kept, encoding: Encoding | 'known'): void {
  if (encoding === 'known') {
    response.writeHead(304, [...headers, 'x-request-id', id]).end();
    return;
  }
  const page = encoding === 'identity' ? pages.identity : (pages[encoding] ??= compressors[encoding](pages.identity));
  const own = encoding === 'identity' ? [] : ['content-encoding', encoding];
  response.writeHead(200, [...headers, 'x-request-id', id, ...own, 'content-length', String(page.length)]).end(page);
}

/** Answers with a kept page, or that the reader has it already; the plugin weighs what is rare. */
function answer(request: FastifyRequest, reply: FastifyReply, kept: Kept): FastifyReply {
  const how = answerFor(request.raw, kept);
  if (how !== undefined) {
    reply.hijack();
    write(reply.raw, request.id, kept, how);
    return reply;
  }
  for (let at = 0; at < kept.headers.length; at += 2) reply.header(kept.headers[at] as string, kept.headers[at + 1]);
  return reply.header('x-request-id', request.id).send(kept.pages.identity);
}

/** By what a record's page was made of: its address and its bytes. */
const ofRecords = new WeakMap<Page, { readonly url: string; readonly kept: Kept }>();

/** The kept pages of one portal. */
export class PageCache {
  readonly #askMoment: MomentReader;
  readonly #pages = new Recent<string, Kept>(pagesMax, forgetMs);
  readonly #waiting = new WeakMap<FastifyRequest, { readonly page: Page; readonly moment: string | undefined }>();
  /** Requests for which no page was at hand when they came. */
  readonly #passed = new WeakSet<IncomingMessage>();

  constructor(askMoment: MomentReader) {
    this.#askMoment = askMoment;
  }

  /** Answers with the bytes made of this very page, if it was asked for at this address before; else they will be kept when they are sent. `moment` is when the record was seen. */
  answerUnchanged(request: FastifyRequest, reply: FastifyReply, page: Page, moment: string | undefined): FastifyReply | undefined {
    if (!isShared(request.raw)) return undefined;
    const known = ofRecords.get(page);
    if (known?.url === request.url) {
      this.#keepRecord(request.url, known.kept, moment);
      return answer(request, reply, known.kept);
    }
    if (request.url === page.canonical) this.#waiting.set(request, { page, moment });
    return undefined;
  }

  #keepRecord(url: string, kept: Kept, moment: string | undefined): void {
    if (moment !== undefined) this.#pages.set(url, { ...kept, moment, until: performance.now() + recordKeptMs });
  }

  /** Gives a kept page to `found`, or goes on without one. */
  #find(request: IncomingMessage, found: (kept: Kept) => void, without: () => void): void {
    const kept = isShared(request) && !this.#passed.has(request) ? this.#pages.get(request.url as string) : undefined;
    if (kept === undefined || performance.now() > kept.until) return without();
    if (kept.moment === undefined) return found(kept);
    return this.#askMoment((moment) => (moment === kept.moment ? found(kept) : without()));
  }

  /** Installs the cache. Must come after what computes the etag and before what sets headers or compresses, so that the page itself is kept. */
  install(app: FastifyInstance, idOf: () => string): void {
    const [handle] = app.server.listeners('request') as [(request: IncomingMessage, response: ServerResponse) => void];
    app.server.off('request', handle);
    app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const pass = (): void => {
        this.#passed.add(request);
        handle(request, response);
      };
      if (!app.server.listening) return pass();
      return this.#find(request, (kept) => {
        const how = answerFor(request, kept);
        if (how === undefined) pass();
        else write(response, idOf(), kept, how);
      }, pass);
    });
    // For whoever asks without a server, and for what the plugin must weigh.
    app.addHook('onRequest', (request, reply, done) => this.#find(request.raw, (kept) => void answer(request, reply, kept), done));
    app.addHook('onSend', (request, reply, payload: unknown, done) => {
      if ((typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length <= pageBytesMax && reply.statusCode === 200) this.#keep(request, reply, payload);
      done(null, payload);
    });
  }

  #keep(request: FastifyRequest, reply: FastifyReply, payload: string | Buffer): void {
    const record = this.#waiting.get(request);
    if (record !== undefined) {
      const kept = keptOf(reply, payload);
      ofRecords.set(record.page, { url: request.url, kept });
      this.#keepRecord(request.url, kept, record.moment);
    }
    const isList = reply.getHeader('cache-control') === caching.list && reply.getHeader('set-cookie') === undefined;
    if (isList && isShared(request.raw) && (this.#pages.get(request.url)?.until ?? 0) < performance.now()) this.#pages.set(request.url, keptOf(reply, payload));
  }
}

function keptOf(reply: FastifyReply, payload: string | Buffer): Kept {
  const own = Object.fromEntries(keptHeaders.flatMap((name) => { const value = reply.getHeader(name); return typeof value === 'string' ? [[name, value]] : []; }));
  return {
    pages: { identity: typeof payload === 'string' ? Buffer.from(payload) : payload }, headers: Object.entries({ ...securityHeaders, ...own }).flat(), etag: own['etag'],
    isHtml: own['content-type']?.startsWith('text/html') === true, until: performance.now() + keptMs,
  };
}
