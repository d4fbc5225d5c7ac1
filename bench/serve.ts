/**
 * 被测服务: a server in a process of its own, so that the one that asks does not slow it: the portal, or a bare Node server that
 * runs the same query and answers with the same bytes. Takes its order from the process that started it, answers with its port and ends with it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { fixedClock } from '../src/clock.ts';
import { buildPortal } from '../src/portal/app.ts';
import { countedMax, listedMax } from '../src/portal/routes/check.ts';
import { openPool, portalSettings } from '../src/store/db.ts';

const connections = 8;

/** What to serve. `answers`: bytes by address; a bare server asks `sql` with the last part of the address before it sends them. */
export interface Order {
  readonly kind: 'portal' | 'check' | 'bare' | 'static';
  readonly databaseUrl: string;
  readonly answers?: Readonly<Record<string, string>>;
  readonly sql?: string;
}

/** The status of a body in one query, as a program would ask that remembers nothing. */
const standingText = `select b.name, b.slug, (select count(*)::int from (select 1 from pub.record where body_id = b.id limit ${countedMax + 1}) counted) as count,
  coalesce((select json_agg(json_build_object('id', r.id, 'no', r.no, 'item', r.body->'item'->'label', 'severity', r.body->'severity', 'until', r.until_on, 'leaf', r.leaf) order by r.disclosed_on desc, r.id desc)
    from (select * from pub.record where body_id = b.id order by disclosed_on desc, id desc limit ${listedMax}) r), '[]') as records
  from pub.body b where b.uscc = $1`;

async function main({ kind, databaseUrl, answers = {}, sql }: Order): Promise<void> {
  if (kind === 'portal') {
    const app = await buildPortal({ pool: openPool(databaseUrl, connections, portalSettings), clock: fixedClock('2026-11-23T09:00:00+08:00'), publicUrl: 'https://bench.example' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return say((app.server.address() as AddressInfo).port);
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  const bytes = new Map(Object.entries(answers).map(([path, text]) => [path, Buffer.from(text)]));
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const last = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    const text = kind === 'check' ? standingText : sql;
    const asked = kind === 'static' || text === undefined ? Promise.resolve(undefined) : pool.query({ name: 'bare', text, values: text.includes('$1') ? [last] : [] });
    asked.then((result) => {
      const body = kind === 'check' ? JSON.stringify({ uscc: last, ...result?.rows[0] }) : (bytes.get(path) ?? '');
      response.writeHead(200, { 'content-type': kind === 'check' ? 'application/json' : 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    }, () => response.writeHead(500).end());
  });
  server.listen(0, '127.0.0.1', () => say((server.address() as AddressInfo).port));
}

const say = (port: number): void => void process.send?.({ port });

if (import.meta.main) {
  process.once('disconnect', () => process.exit(0));
  process.once('message', (order) => void main(order as Order));
}
