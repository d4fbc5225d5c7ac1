/** 证明文件: what a reader downloads to check without us: a public text with its salt, leaf and proof; or, of what ended, both leaves. */
import type { FastifyReply } from 'fastify';
import { toBase64 } from '../../core/log/bytes.ts';
import type { Json } from '../../core/log/canonical.ts';
import { withExtra } from '../../core/log/proof.ts';
import { bundleFormat } from '../../core/log/verify.ts';
import type { RecordProofBundle } from '../../core/log/verify.ts';
import { caching } from '../portal.ts';
import type { Portal } from '../portal.ts';

/** A text before the public, with what proves it. */
export interface Shown {
  readonly body: unknown;
  readonly salt: Uint8Array | null;
  readonly leaf: number | null;
}

export async function shownBundle(portal: Portal, { body, salt, leaf }: Shown, vkey: string): Promise<RecordProofBundle | undefined> {
  const proved = leaf === null ? undefined : (await portal.log.proved([leaf]))?.[0];
  if (!proved || !salt) return undefined;
  return { format: bundleFormat, record: body as Json, salt: toBase64(salt), entry: toBase64(proved.entry), proof: proved.proof, vkey };
}

/** The last leaf that held content and the leaf that ended it; neither tells anything of the content. */
export async function endedBundle(portal: Portal, leaves: readonly number[], vkey: string): Promise<RecordProofBundle | undefined> {
  const [content, last] = (await portal.log.proved(leaves.slice(-2))) ?? [];
  if (!content || !last) return undefined;
  return { format: bundleFormat, entry: toBase64(content.entry), proof: content.proof, vkey, ended: { entry: toBase64(last.entry), proof: last.proof } };
}

/** Answer for a proof that the log cannot give yet: the leaf is written, the next checkpoint will cover it. */
const later = (reply: FastifyReply): FastifyReply =>
  reply.code(503).header('retry-after', '60').header('cache-control', caching.never).type('text/plain; charset=utf-8').send('证明正在生成，请一分钟后再试。\nThe proof is being made; try again in a minute.\n');

/** Sends a proof file, or says that it is still being made. */
export async function sendBundle(portal: Portal, reply: FastifyReply, found: Shown | { readonly leaves: readonly number[] }): Promise<FastifyReply> {
  const vkey = await portal.log.vkey();
  const bundle = vkey === undefined ? undefined : 'leaves' in found ? await endedBundle(portal, found.leaves, vkey) : await shownBundle(portal, found, vkey);
  return bundle === undefined ? later(reply) : reply.header('cache-control', caching.record).type('application/json; charset=utf-8').send(`${JSON.stringify(bundle, null, 2)}\n`);
}

/** Sends the proof of a leaf, which it carries, so that the file can be checked alone. */
export async function sendProof(portal: Portal, reply: FastifyReply, id: string, leaf: number | null): Promise<FastifyReply> {
  const proved = leaf === null ? undefined : (await portal.log.proved([leaf]))?.[0];
  if (!proved) return later(reply);
  return reply.header('cache-control', caching.record).header('content-disposition', `attachment; filename="rongcheng-${id}.tlog-proof"`).type('text/plain; charset=utf-8').send(withExtra(proved.proof, proved.entry));
}
