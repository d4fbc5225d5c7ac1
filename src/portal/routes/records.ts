/**
 * 记录与证明: a record, its proof files, and what is answered at its address once it is gone (410): that it ended, and the
 * proof of both.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toBase64 } from '../../core/log/bytes.ts';
import type { Json } from '../../core/log/canonical.ts';
import { bundleFormat } from '../../core/log/verify.ts';
import type { RecordProofBundle } from '../../core/log/verify.ts';
import { endedPage } from '../pages/ended.ts';
import { renderPage } from '../layout.ts';
import { recordPage } from '../pages/record.ts';
import { caching, contextOf, sendPage } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { momentOf } from '../reader/record-finder.ts';
import { findEnded, isId } from '../reader/records.ts';
import type { EndedRow, PublicRecordRow } from '../types.ts';

type Found = { record: PublicRecordRow } | { ended: EndedRow };

/** A record that is public or was; a text that is no id is not even asked for. */
async function find(portal: Portal, id: string): Promise<Found | undefined> {
  if (!isId(id)) return undefined;
  const record = await portal.record(id);
  if (record) return { record };
  const ended = await findEnded(portal.pool, id);
  return ended && { ended };
}

async function recordBundle(portal: Portal, record: PublicRecordRow, vkey: string): Promise<RecordProofBundle | undefined> {
  const leaf = record.leaf === null ? undefined : (await portal.log.proved([record.leaf]))?.[0];
  if (!leaf || !record.salt) return undefined;
  return { format: bundleFormat, record: record.body as unknown as Json, salt: toBase64(record.salt), entry: toBase64(leaf.entry), proof: leaf.proof, vkey };
}

/** The last leaf that held content and the leaf that ended it; neither tells anything of the content. */
async function endedBundle(portal: Portal, ended: EndedRow, vkey: string): Promise<RecordProofBundle | undefined> {
  const leaves = await portal.log.proved(ended.leaves.slice(-2));
  const [content, last] = leaves ?? [];
  if (!content || !last) return undefined;
  return { format: bundleFormat, entry: toBase64(content.entry), proof: content.proof, vkey, ended: { entry: toBase64(last.entry), proof: last.proof } };
}

/** Answer for a proof that the log cannot give yet: the leaf is written, the next checkpoint will cover it. */
function later(reply: FastifyReply): FastifyReply {
  return reply.code(503).header('retry-after', '60').header('cache-control', caching.never).type('text/plain; charset=utf-8').send('证明正在生成，请一分钟后再试。\nThe proof is being made; try again in a minute.\n');
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
    const leaf = found.record.leaf === null ? undefined : (await portal.log.proved([found.record.leaf]))?.[0];
    if (!leaf) return later(reply);
    return reply.header('cache-control', caching.record).header('content-disposition', `attachment; filename="rongcheng-${found.record.id}.tlog-proof"`).type('text/plain; charset=utf-8').send(leaf.proof);
  });

  app.get<{ Params: { id: string } }>('/records/:id/proof.json', async (request, reply) => {
    const found = await find(portal, request.params.id);
    if (!found) return reply.callNotFound();
    const vkey = await portal.log.vkey();
    if (!vkey) return later(reply);
    const bundle = 'record' in found ? await recordBundle(portal, found.record, vkey) : await endedBundle(portal, found.ended, vkey);
    if (!bundle) return later(reply);
    return reply.header('cache-control', caching.record).type('application/json; charset=utf-8').send(`${JSON.stringify(bundle, null, 2)}\n`);
  });
}
