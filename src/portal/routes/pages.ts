/**
 * 网页路由: from an address to a page. Each route reads with one or two queries and hands what it found to a page.
 */
import type { FastifyInstance } from 'fastify';
import { bodiesPage, bodyPage } from '../pages/bodies.ts';
import { catalogItemPage, catalogPage } from '../pages/catalog.ts';
import { criticisedPage } from '../pages/criticised.ts';
import { dataPage } from '../pages/data.ts';
import { takedownsPage } from '../pages/ended.ts';
import { goodStandingPage, recallsPage } from '../pages/listed.ts';
import { helpPage } from '../pages/help.ts';
import { homePage } from '../pages/home.ts';
import { logPage } from '../pages/log.ts';
import { errorPage } from '../pages/error.ts';
import { reportPage } from '../pages/report.ts';
import { reportContent, type ReportSubject } from '../pages/report-content.ts';
import { reportOrder } from '../pages/report-pdf.ts';
import { rulesPage } from '../pages/rules.ts';
import { searchPage } from '../pages/search.ts';
import type { SearchForm } from '../pages/search.ts';
import { PressBusy } from '../../paper/press.ts';
import { readDay } from '../labels.ts';
import { caching, contextOf, pageParam, param, sendPage } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { figuresOfBody, findBody, listBodies, predecessors } from '../reader/bodies.ts';
import { listCriticised } from '../reader/criticised.ts';
import { statistics } from '../reader/open-data.ts';
import { listed } from '../reader/listed.ts';
import { recordsOfBody } from '../reader/records.ts';
import { type ReportFacts, reportOf } from '../reader/reports.ts';
import { isSearchable, pageLines, resultsMax } from '../reader/search.ts';
import type { SearchResult } from '../reader/search.ts';
import { areaAndBelow, inForce } from '../reader/site.ts';
import { personId } from '../types.ts';
import { endedIn } from '../reader/takedowns.ts';
import type { FastifyRequest } from 'fastify';

const pagesMax = resultsMax / pageLines;

function readForm(request: FastifyRequest): { form: SearchForm; from: string | undefined; to: string | undefined } {
  const problems: { field: 'q' | 'from' | 'to'; zh: string; en: string }[] = [];
  const days = { from: param(request, 'from', 20), to: param(request, 'to', 20) };
  const read = (field: 'from' | 'to'): string | undefined => {
    const on = readDay(days[field]);
    if (days[field].trim() !== '' && on === undefined) problems.push({ field, zh: '请填写日期，如 2026-11-23 或 2026年11月23日', en: 'Give a day, such as 2026-11-23' });
    return on;
  };
  const [from, to] = [read('from'), read('to')];
  if (from !== undefined && to !== undefined && from > to) problems.push({ field: 'to', zh: '截止日期早于起始日期，请更正', en: 'The last day is before the first: correct it' });
  const q = param(request, 'q');
  if (!isSearchable(q)) problems.push({ field: 'q', zh: '请输入文字、字母或数字', en: 'Type words, letters or digits' });
  const form = { q, item: param(request, 'item', 60), area: param(request, 'area', 20), severity: param(request, 'severity', 20), ...days, page: pageParam(request, pagesMax), problems };
  return { form, from, to };
}

function searchRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/search', async (request, reply) => {
    const site = await portal.site();
    const { form, from, to } = readForm(request);
    const query = {
      text: form.q, page: form.page, ...(form.item && { item: form.item }), ...(form.area && { areas: areaAndBelow(site, form.area) }),
      ...(form.severity && { severity: form.severity }), ...(from && { from }), ...(to && { to }),
    };
    const none: SearchResult = { lines: [], count: 0, capped: false };
    const { result, bodies } = form.problems.length > 0 ? { result: none, bodies: [] } : await portal.search(query);
    return sendPage(request, reply, searchPage(contextOf(portal, request, site), form, result, bodies), caching.list);
  });
}

function bodyRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/bodies', async (request, reply) => {
    const site = await portal.site();
    const form = { q: param(request, 'q', 60), area: param(request, 'area', 20), level: param(request, 'level', 20), page: pageParam(request, 1000) };
    const ask = { text: form.q, page: form.page, ...(form.area && { areas: areaAndBelow(site, form.area) }), ...(form.level && { level: form.level }) };
    const [found, counts] = await Promise.all([listBodies(portal.pool, ask), portal.counts()]);
    return sendPage(request, reply, bodiesPage(contextOf(portal, request, site), form, found, counts), caching.list);
  });
  app.get<{ Params: { slug: string } }>('/bodies/:slug', async (request, reply) => {
    const body = await findBody(portal.pool, request.params.slug);
    if (!body) return reply.callNotFound();
    const page = pageParam(request, 5000);
    const [site, records, figures, before] = await Promise.all([
      portal.site(), recordsOfBody(portal.pool, body.id, (page - 1) * pageLines, pageLines), figuresOfBody(portal.pool, body.id), predecessors(portal.pool, body.id),
    ]);
    return sendPage(request, reply, bodyPage(contextOf(portal, request, site), { body, records, figures, predecessors: before, page }), caching.list);
  });
  app.get<{ Params: { slug: string } }>('/bodies/:slug/report', async (request, reply) => {
    const found = await findReport(portal, request.params.slug);
    if (found === undefined) return reply.callNotFound();
    const ctx = contextOf(portal, request, await portal.site());
    return sendPage(request, reply, reportPage(ctx, found.subject, reportContent(ctx, found.subject, found.facts)), caching.list);
  });
  app.get<{ Params: { slug: string } }>('/bodies/:slug/report.pdf', async (request, reply) => {
    const found = await findReport(portal, request.params.slug);
    if (found === undefined) return reply.callNotFound();
    const ctx = contextOf(portal, request, await portal.site());
    const content = reportContent(ctx, found.subject, found.facts);
    try {
      const pdf = await portal.printed(reportOrder(ctx, content, found.facts.mark));
      return await reply.header('cache-control', caching.record).header('x-robots-tag', 'noindex').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${content.no}.pdf`)}`).type('application/pdf').send(pdf);
    } catch (error) {
      if (!(error instanceof PressBusy)) throw error;
      return await reply.code(503).header('retry-after', '30').header('cache-control', caching.never).type('text/html; charset=utf-8').send(errorPage(ctx, 503, request.id));
    }
  });
}

/** What is public about a body, as its report needs it. */
async function findReport(portal: Portal, slug: string): Promise<{ readonly subject: ReportSubject; readonly facts: ReportFacts } | undefined> {
  const body = await findBody(portal.pool, slug);
  const facts = body && (await reportOf(portal.pool, body.id));
  return body && facts && { subject: { body, predecessors: await predecessors(portal.pool, body.id) }, facts };
}

function ruleRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/catalog', async (request, reply) => {
    const [site, counts] = await Promise.all([portal.site(), portal.counts()]);
    return sendPage(request, reply, catalogPage(contextOf(portal, request, site), counts), caching.list);
  });
  app.get<{ Params: { item: string } }>('/catalog/:item', async (request, reply) => {
    const site = await portal.site();
    const item = inForce(site.items, portal.clock.today()).find(({ key }) => key === request.params.item);
    if (!item) return reply.callNotFound();
    const numbers = item.body.disclosure.class === 'closed' ? [] : (await statistics(portal.pool)).filter((row) => row.item === item.key);
    return sendPage(request, reply, catalogItemPage(contextOf(portal, request, site), item, numbers), caching.list);
  });
  app.get('/rules', async (request, reply) => {
    const typed = param(request, 'on', 20);
    const on = readDay(typed);
    const problem = typed.trim() !== '' && on === undefined ? { zh: '请填写日期，如 2026-11-23', en: 'Give a day, such as 2026-11-23' } : undefined;
    return sendPage(request, reply, rulesPage(contextOf(portal, request, await portal.site()), on ?? portal.clock.today(), typed, problem), caching.list);
  });
}

/** All pages that are not about a single record. */
export function pageRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/', async (request, reply) => {
    const [site, latest, counts, takedowns, bodies] = await Promise.all([
      portal.site(), portal.latest(), portal.counts(), portal.takedowns(), portal.bodyCount(),
    ]);
    const ended = takedowns.ended.reduce((sum, row) => sum + row.count, 0);
    return sendPage(request, reply, homePage(contextOf(portal, request, site), { latest, counts, bodies, ended }), caching.list);
  });
  searchRoutes(app, portal);
  bodyRoutes(app, portal);
  ruleRoutes(app, portal);
  app.get('/takedowns', async (request, reply) => {
    const asked = param(request, 'month', 7);
    const month = /^\d{4}-(?:0[1-9]|1[0-2])$/.test(asked) ? asked : '';
    const page = pageParam(request, 100_000);
    const [site, takedowns, list] = await Promise.all([portal.site(), portal.takedowns(), month === '' ? [] : endedIn(portal.pool, month, page)]);
    return sendPage(request, reply, takedownsPage(contextOf(portal, request, site), { month, page }, takedowns, list), caching.list);
  });
  // A line that ended is gone with the very next request.
  for (const [path, list, page] of [['/good-standing', 'good-standing', goodStandingPage], ['/recalls', 'recalls', recallsPage]] as const) {
    app.get(path, async (request, reply) => {
      const [site, rows] = await Promise.all([portal.site(), listed(portal.pool, list)]);
      return sendPage(request, reply, page(contextOf(portal, request, site), rows), caching.record);
    });
  }
  app.get('/criticised', async (request, reply) => {
    const page = pageParam(request, 1000);
    const [site, { lines, total }] = await Promise.all([portal.site(), listCriticised(portal.pool, (page - 1) * pageLines, pageLines)]);
    return sendPage(request, reply, criticisedPage(contextOf(portal, request, site), page, lines, total), caching.list);
  });
  app.get('/log', async (request, reply) => {
    const [site, head, vkey] = await Promise.all([portal.site(), portal.log.head(), portal.log.vkey()]);
    return sendPage(request, reply, logPage(contextOf(portal, request, site), head, vkey), caching.list);
  });
  app.get('/data', async (request, reply) => {
    const [site, counts] = await Promise.all([portal.site(), portal.counts()]);
    // The records about officials are no part of what can be downloaded.
    const offered = counts && counts.total - (counts.byBody.get(personId) ?? 0);
    return sendPage(request, reply, dataPage(contextOf(portal, request, site), offered), caching.list);
  });
  app.get('/help', async (request, reply) => sendPage(request, reply, helpPage(contextOf(portal, request, await portal.site())), caching.still));
}
