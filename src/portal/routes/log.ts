/**
 * 日志文件路由: the C2SP files of the log: checkpoint, tiles, entry bundles, key. Tiles and bundles never change; the
 * checkpoint lives seconds.
 */
import type { FastifyInstance } from 'fastify';
import { parseTilePath } from '../../core/log/tiles.ts';
import { caching } from '../portal.ts';
import type { Portal } from '../portal.ts';

/** The log as plain files. */
export function logRoutes(app: FastifyInstance, portal: Portal): void {
  // Anyone's page may read the log: a checker elsewhere must be able to compare.
  const open = { config: {}, onRequest: async (_: unknown, reply: { header(name: string, value: string): unknown }) => { reply.header('access-control-allow-origin', '*'); } };

  app.get('/log/checkpoint', open, async (_, reply) => {
    const head = await portal.log.head();
    if (!head) return reply.callNotFound();
    return reply.header('cache-control', 'public, max-age=2').type('text/plain; charset=utf-8').send(head.note);
  });

  app.get('/log/vkey', open, async (_, reply) => {
    const vkey = await portal.log.vkey();
    if (!vkey) return reply.callNotFound();
    return reply.header('cache-control', caching.still).type('text/plain; charset=utf-8').send(`${vkey}\n`);
  });

  app.get<{ Params: { '*': string } }>('/log/tile/*', { ...open, compress: false }, async (request, reply) => {
    const id = parseTilePath(`tile/${request.params['*']}`);
    const bytes = id && (id.level === 'entries' ? await portal.log.bundle(id) : await portal.log.tile({ ...id, level: id.level }));
    if (!bytes) return reply.callNotFound();
    return reply.header('cache-control', caching.forever).type('application/octet-stream').send(Buffer.from(bytes));
  });
}
