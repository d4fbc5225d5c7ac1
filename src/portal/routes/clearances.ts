/**
 * 澄清公告路由: the words that clear names, each with its own address and proof. What ended is gone with the very next request: a consent
 * that was taken back leaves no word behind, only the fact that something was posted and ended.
 */
import type { FastifyInstance } from 'fastify';
import { clearanceEndedPage, clearancePage, clearancesPage } from '../pages/clearances.ts';
import { caching, contextOf, sendPage } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { findPosted, postedOf } from '../reader/posted.ts';
import { isId } from '../reader/records.ts';
import { sendBundle, sendProof } from './bundles.ts';

const register = 'clearance';

export function clearanceRoutes(app: FastifyInstance, portal: Portal): void {
  const find = async (id: string) => (isId(id) ? findPosted(portal.pool, register, id, portal.clock.today()) : undefined);

  app.get('/clearances', async (request, reply) => {
    const [site, posted] = await Promise.all([portal.site(), postedOf(portal.pool, register, portal.clock.today())]);
    return sendPage(request, reply, clearancesPage(contextOf(portal, request, site), posted), caching.record);
  });

  app.get<{ Params: { id: string } }>('/clearances/:id', async (request, reply) => {
    const found = await find(request.params.id);
    if (!found) return reply.callNotFound();
    const [site, head, vkey] = await Promise.all([portal.site(), portal.log.head(), portal.log.vkey()]);
    const ctx = contextOf(portal, request, site);
    if ('text' in found) return sendPage(request, reply, clearancePage({ ...ctx, ...(head && vkey && { log: { size: head.size, vkey } }) }, found), caching.record);
    return sendPage(request, reply.code(410), clearanceEndedPage(ctx, found, head !== undefined && found.leaves.every((leaf) => leaf < head.size)), caching.record);
  });

  app.get<{ Params: { id: string } }>('/clearances/:id/proof', async (request, reply) => {
    const found = await find(request.params.id);
    if (!found) return reply.callNotFound();
    if ('text' in found) return sendProof(portal, reply, found.id, found.leaf);
    return reply.code(410).header('cache-control', caching.record).type('text/plain; charset=utf-8').send(`该澄清已停止公布，两条登记的证明见 /clearances/${found.id}/proof.json\n`);
  });

  app.get<{ Params: { id: string } }>('/clearances/:id/proof.json', async (request, reply) => {
    const found = await find(request.params.id);
    return found ? sendBundle(portal, reply, found) : reply.callNotFound();
  });
}
