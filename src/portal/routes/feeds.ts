/**
 * 订阅与站点地图: Atom feeds of what was disclosed last, of all bodies or of one, and the addresses of all pages for search
 * engines. What ended is in neither.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { caching } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { findBody, listBodies, pageBodies } from '../reader/bodies.ts';
import { feedRecords, sitemapPage } from '../reader/open-data.ts';
import type { OpenRecord } from '../reader/open-data.ts';
import { isId } from '../reader/records.ts';
import { inForce } from '../reader/site.ts';

const feedEntries = 50;
const declaration = '<?xml version="1.0" encoding="utf-8"?>\n';

function sendXml(reply: FastifyReply, type: string, xml: Child): FastifyReply {
  return reply.header('cache-control', caching.list).type(`${type}; charset=utf-8`).send(declaration + html`${xml}`.text);
}

/** The mark of a record in dispute stands in its title: a reader of feeds may show nothing else. */
const disputedMark = '异议处理中';

function entry(publicUrl: string, { id, body, updatedAt, disclosedOn, disputed }: OpenRecord): Child {
  const url = `${publicUrl}/records/${id}`;
  return html`<entry><id>urn:uuid:${id}</id><title>${body.subject.name}：${body.item.label.zh}${disputed && `（${disputedMark}）`}</title><link rel="alternate" type="text/html" href="${url}"/><published>${disclosedOn}T00:00:00+08:00</published><updated>${updatedAt.toISOString()}</updated><category term="${body.item.id}" label="${body.item.label.zh}"/>${disputed && html`<category term="disputed" label="${disputedMark}"/>`}<summary>${[body.no, body.severity.label.zh, body.documentNumber, disputed && disputedMark, body.summary].filter(Boolean).join('；')}</summary></entry>\n`;
}

interface Feed {
  readonly path: string;
  readonly page: string;
  readonly title: string;
  readonly author: string;
  readonly records: readonly OpenRecord[];
  readonly now: Date;
}

function atom(publicUrl: string, feed: Feed): Child {
  const latest = feed.records.reduce((last, { updatedAt }) => (updatedAt > last ? updatedAt : last), new Date(0));
  const updated = feed.records.length > 0 ? latest : feed.now;
  return html`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><id>${publicUrl}${feed.path}</id><title>${feed.title}</title><updated>${updated.toISOString()}</updated><author><name>${feed.author}</name></author><link rel="self" type="application/atom+xml" href="${publicUrl}${feed.path}"/><link rel="alternate" type="text/html" href="${publicUrl}${feed.page}"/>\n${feed.records.map((record) => entry(publicUrl, record))}</feed>\n`;
}

function sitemapRoutes(app: FastifyInstance, portal: Portal): void {
  const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';
  const urls = (links: readonly Child[]): Child => html`<urlset xmlns="${namespace}">\n${links}</urlset>\n`;
  const url = (path: string, on?: string): Child => html`<url><loc>${portal.publicUrl}${path}</loc>${on && html`<lastmod>${on}</lastmod>`}</url>\n`;

  app.get('/sitemap.xml', async (_, reply) => {
    const starts = await portal.sitemap();
    const pages = ['/sitemap/pages.xml', ...starts.map((after) => `/sitemap/records-${after}.xml`)];
    return sendXml(reply, 'application/xml', html`<sitemapindex xmlns="${namespace}">\n${pages.map((path) => html`<sitemap><loc>${portal.publicUrl}${path}</loc></sitemap>\n`)}</sitemapindex>\n`);
  });
  app.get('/sitemap/pages.xml', async (_, reply) => {
    const site = await portal.site();
    const paths = ['/', '/search', '/bodies', '/catalog', '/rules', '/good-standing', '/recalls', '/criticised', '/clearances', '/takedowns', '/object', '/repair', '/retaliation', '/case', '/v', '/log', '/data', '/help', ...inForce(site.items, portal.clock.today()).map(({ key }) => `/catalog/${key}`)];
    for (let page = 1; ; page++) {
      const { lines } = await listBodies(portal.pool, { text: '', page });
      paths.push(...lines.map(({ slug }) => `/bodies/${slug}`));
      if (lines.length < pageBodies) break;
    }
    return sendXml(reply, 'application/xml', urls(paths.map((path) => url(path))));
  });
  app.get<{ Params: { name: string } }>('/sitemap/:name', async (request, reply) => {
    const after = /^records-(.+)\.xml$/.exec(request.params.name)?.[1] ?? '';
    if (!isId(after)) return reply.callNotFound();
    return sendXml(reply, 'application/xml', urls((await sitemapPage(portal.pool, after)).map(({ id, on }) => url(`/records/${id}`, on))));
  });
  app.get('/robots.txt', (_, reply) =>
    reply.header('cache-control', caching.still).type('text/plain; charset=utf-8').send(`User-agent: *\nDisallow: /search?\nSitemap: ${portal.publicUrl}/sitemap.xml\n`));
}

/** Feeds, sitemap and robots.txt. */
export function feedRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/feed.atom', async (_, reply) => {
    const [site, records] = await Promise.all([portal.site(), feedRecords(portal.pool, undefined, feedEntries)]);
    const feed = { path: '/feed.atom', page: '/', title: `${site.title.zh}：最新公示`, author: site.footer.sponsor || site.title.zh, records, now: portal.clock.now() };
    return sendXml(reply, 'application/atom+xml', atom(portal.publicUrl, feed));
  });
  app.get<{ Params: { slug: string } }>('/bodies/:slug/feed.atom', async (request, reply) => {
    const body = await findBody(portal.pool, request.params.slug);
    if (!body) return reply.callNotFound();
    const [site, records] = await Promise.all([portal.site(), feedRecords(portal.pool, body.id, feedEntries)]);
    const path = `/bodies/${body.slug}`;
    const feed = { path: `${path}/feed.atom`, page: path, title: `${body.name}：公示记录`, author: site.footer.sponsor || site.title.zh, records, now: portal.clock.now() };
    return sendXml(reply, 'application/atom+xml', atom(portal.publicUrl, feed));
  });
  sitemapRoutes(app, portal);
}
