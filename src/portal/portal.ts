/**
 * 公众网站的家底: what every route of the portal works with: the disclosed reader, the clock, the style, and how a page is
 * answered. Nothing here can reach anything that was not disclosed.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { Counter } from '../core/counter.ts';
import type { Assets } from './assets.ts';
import type { Forms } from './forms/token.ts';
import type { PrintOrder } from '../paper/press.ts';
import type { Lang, PageContext } from './layout.ts';
import type { PageCache } from './page-cache.ts';
import type { LogReader } from './reader/log.ts';
import type { Counts } from './reader/records.ts';
import type { SearchReader } from './reader/search.ts';
import type { Takedowns } from './reader/takedowns.ts';
import type { PublicRecordRow, RecordLine, Site } from './types.ts';

/** Tells the time; the process's clock or a test's. */
export interface PortalClock {
  now(): Date;
  today(): string;
}

export interface Portal {
  readonly pool: Pool;
  readonly clock: PortalClock;
  /** Without trailing slash. */
  readonly publicUrl: string;
  readonly assets: Assets;
  /** Takes what people hand in, where there is one. */
  readonly counter?: Counter;
  readonly forms: Forms;
  readonly log: LogReader;
  readonly site: () => Promise<Site>;
  /** A disclosed record as it is at this moment. */
  readonly record: (id: string) => Promise<PublicRecordRow | undefined>;
  readonly pages: PageCache;
  /** The printed copy of these very blocks, made once for all who ask in the same moment. */
  readonly printed: (order: PrintOrder) => Promise<Buffer>;
  readonly search: SearchReader;
  /** What the home page shows of the records and the directory, a second old at most. */
  readonly latest: () => Promise<readonly RecordLine[]>;
  readonly bodyCount: () => Promise<number>;
  readonly takedowns: () => Promise<Takedowns>;
  readonly sitemap: () => Promise<string[]>;
  /** How many records there are, or undefined when counting failed or took too long: a page must not fail for a number. */
  readonly counts: () => Promise<Counts | undefined>;
}

/** How long a page may be kept. A record is asked for again each time, so that its end shows at once; lists lag seconds. */
export const caching = { record: 'no-cache', list: 'public, max-age=10', still: 'public, max-age=300', forever: 'public, max-age=31536000, immutable', never: 'no-store' } as const;

/** What every answer carries. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'cross-origin-opener-policy': 'same-origin',
};

/** How answers are compressed, the preferred way first; smaller ones are sent as they are. */
export const compression = { threshold: 1024, encodings: ['gzip', 'br'], brotliQuality: 4 } as const;

/** One value of the query string; the first when it was given twice. */
export function param(request: FastifyRequest, name: string, lengthMax = 100): string {
  const value = (request.query as Record<string, unknown>)[name];
  const text = Array.isArray(value) ? value[0] : value;
  return typeof text === 'string' ? text.slice(0, lengthMax).toWellFormed().replaceAll('\u0000', '') : '';
}

/** The page asked for, from 1; what is no number is 1. */
export function pageParam(request: FastifyRequest, max: number): number {
  const page = Number(param(request, 'page', 6));
  return Number.isInteger(page) && page >= 1 ? Math.min(page, max) : 1;
}

function isElder(request: FastifyRequest): boolean {
  const asked = param(request, 'mode', 10);
  if (asked === 'elder') return true;
  return asked !== 'normal' && /(?:^|;\s*)mode=elder(?:;|$)/.test(request.headers.cookie ?? '');
}

/** How the page is to be shown to this reader. */
export function contextOf(portal: Portal, request: FastifyRequest, site: Site): PageContext {
  const lang: Lang = param(request, 'lang', 5) === 'en' ? 'en' : 'zh';
  return {
    site, lang, elder: isElder(request), url: request.url.startsWith('/') ? request.url : '/', publicUrl: portal.publicUrl, today: portal.clock.today(),
    style: { href: portal.assets.stylePath }, script: portal.assets.scriptPath,
  };
}

/** Answers with a page. A chosen size of type is remembered by the one cookie of this site. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: string, cacheControl: string): FastifyReply {
  const mode = param(request, 'mode', 10);
  if (mode === 'elder' || mode === 'normal') {
    const life = mode === 'elder' ? 31_536_000 : 0;
    reply.header('set-cookie', `mode=elder; Path=/; Max-Age=${life}; SameSite=Lax; HttpOnly`);
    reply.header('cache-control', 'private, no-cache');
  } else {
    reply.header('cache-control', cacheControl);
  }
  // As bytes, so that they are made once and not for each of length, etag and socket.
  return reply.header('vary', 'cookie, accept-encoding').header('content-type', 'text/html; charset=utf-8').send(Buffer.from(page));
}
