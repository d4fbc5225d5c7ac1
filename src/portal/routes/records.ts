/**
 * 记录路由: the page of one record and its proofs. What ended answers 410 with the fact of its end, never with its content;
 * a proof is made from the log the moment it is asked for, under the latest signed checkpoint.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endedPage } from '../pages/ended.ts';
import { renderPage } from '../layout.ts';
import { recordPage } from '../pages/record.ts';
import { caching, contextOf, sendPage } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { momentOf } from '../reader/record-finder.ts';
import { findEnded, isId } from '../reader/records.ts';
import type { EndedRow, PublicRecordRow } from '../types.ts';
import { sendBundle, sendProof } from './bundles.ts';

type Found = { record: PublicRecordRow } | { ended: EndedRow };

/** A record that is public or was; a text that is no id is not even asked for. */
async function find(portal: Portal, id: string): Promise<Found | undefined> {
  if (!isId(id)) return undefined;
  const record = await portal.record(id);
  if (record) return { record };
  const ended = await findEnded(portal.pool, id);
  return ended && { ended };
}

async function recordRoute(portal: Portal, request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply): Promise<FastifyReply> {
  const found = await find(portal, request.params.id);
  if (!found) return reply.callNotFound() as unknown as FastifyReply;
  const [site, head, vkey] = await Promise.all([portal.site(), portal.log.head(), portal.log.vkey()]);
  const ctx = contextOf(portal, request, site);
  if ('record' in found) {
    const page = recordPage(found.record, { ...ctx, ...(head && vkey && { log: { size: head.size, vkey } }) });
    return portal.pages.answerUnchanged(request, reply, page, momentOf(found.record)) ?? sendPage(request, reply, renderPage(ctx, page), caching.record);
  }
  const proved = head !== undefined && found.ended.leaves.every((leaf) => leaf < head.size);
  return sendPage(request, reply.code(410), endedPage(ctx, found.ended, proved), caching.record);
}

/** The record page and its proofs. */
export function recordRoutes(app: FastifyInstance, portal: Portal): void {
  app.get<{ Params: { id: string } }>('/records/:id', (request, reply) => recordRoute(portal, request, reply));

  app.get<{ Params: { id: string } }>('/records/:id/proof', async (request, reply) => {
    const found = await find(portal, request.params.id);
    if (!found) return reply.callNotFound();
    if ('ended' in found) return reply.code(410).header('cache-control', caching.record).type('text/plain; charset=utf-8').send(`该记录已停止公示，两条登记的证明见 /records/${found.ended.id}/proof.json\n`);
    return sendProof(portal, reply, found.record.id, found.record.leaf);
  });

  app.get<{ Params: { id: string } }>('/records/:id/proof.json', async (request, reply) => {
    const found = await find(portal, request.params.id);
    return found ? sendBundle(portal, reply, 'record' in found ? found.record : found.ended) : reply.callNotFound();
  });
}
