// 短存的测试: what is remembered is the same page byte for byte, and never outlives what it was made of.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedClock } from '../clock.ts';
import { momentLeaseMs } from '../core/publication.ts';
import { buildPortal } from './app.ts';
import { bodies, idOf, insertRecord, openPublishedCity } from './for-tests.ts';
import type { PublishedCity } from './for-tests.ts';

let city: PublishedCity;
let app: FastifyInstance;
const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> => app.inject({ url, headers });
/** Changes something and is told so as by the API: when a moment that was asked for before is over. */
const change = async (sql: string, values: unknown[] = []): Promise<void> => {
  await city.owner.query(sql, values);
  await sleep(momentLeaseMs + 1);
};
/** A portal that has kept nothing yet. */
const open = (): Promise<FastifyInstance> => buildPortal({ pool: city.pool, clock: fixedClock('2026-11-23T09:00:00+08:00'), publicUrl: 'https://portal.example' });

before(async () => {
  city = await openPublishedCity(60);
  app = await open();
});
after(async () => {
  await app.close();
  await city.close();
});

test('a kept page has the bytes, headers and encodings of one made anew', async () => {
  for (const url of ['/', `/records/${city.samples[3]!.id}`, '/feed.atom']) {
    for (const encoding of [undefined, 'br', 'gzip, deflate, br, zstd', 'br;q=1, gzip;q=0.5', 'zstd']) {
      const headers: Record<string, string> = encoding === undefined ? {} : { 'accept-encoding': encoding };
      const fresh = await open();
      const made = await fresh.inject({ url, headers });
      await fresh.close();
      await get(url);
      const kept = await get(url, headers);
      const text = ({ rawPayload, headers: of }: LightMyRequestResponse): string => (of['content-encoding'] === 'gzip' ? gunzipSync(rawPayload) : of['content-encoding'] === 'br' ? brotliDecompressSync(rawPayload) : rawPayload).toString();
      assert.equal(text(kept), text(made), `${url} ${encoding}`);
      const own = ({ headers: { 'x-request-id': _id, date: _date, connection: _connection, 'content-length': _length, 'transfer-encoding': _transfer, ...rest } }: LightMyRequestResponse) => Object.entries(rest).toSorted();
      assert.deepEqual(own(kept), own(made), `${url} ${encoding}`);
      assert.match(String(kept.headers['x-request-id']), /^[0-9a-f]{12}$/);
      if (kept.headers['transfer-encoding'] === undefined) assert.equal(kept.headers['content-length'], String(kept.rawPayload.length));
      assert.equal((await get(url, { ...headers, 'if-none-match': String(kept.headers['etag']) })).statusCode, 304);
    }
    assert.equal((await app.inject({ url, method: 'HEAD' })).body, '');
  }
});

test('a record page that was asked for before shows every change to whoever knows of it', async () => {
  const sample = { ...city.samples[20]!, id: idOf('often asked'), body: { ...city.samples[20]!.body, no: 'SX-2026-888888' } };
  await insertRecord(city.owner, sample);
  const url = `/records/${sample.id}`;
  const body = bodies.find(([slug]) => idOf(slug) === sample.body.subject.id)![0];
  const changes: readonly (readonly [sql: string, shows: RegExp])[] = [
    ['update pub.record set disputed = true where id = $1', /异议处理中<\/strong>/],
    [`update pub.record set body = jsonb_set(body::jsonb, '{summary}', '"已更正的摘要"') where id = $1`, /已更正的摘要/],
    [`update pub.body set slug = 'renamed' where id = (select body_id from pub.record where id = $1)`, /href="\/bodies\/renamed"/],
    [`update pub.body set slug = '${body}' where id = (select body_id from pub.record where id = $1)`, new RegExp(`href="/bodies/${body}"`)],
  ];
  for (const [sql, shows] of changes) {
    const before = await get(url);
    assert.equal((await get(url)).body, before.body);
    await change(sql, [sample.id]);
    const next = await get(url, { 'if-none-match': String(before.headers['etag']) });
    assert.deepEqual([next.statusCode, shows.test(before.body), shows.test(next.body)], [200, false, true], sql);
  }
  await change('delete from pub.record where id = $1', [sample.id]);
  assert.equal((await get(url)).statusCode, 404);
});

test('a record that ends is gone for whoever knows of it', async () => {
  const sample = { ...city.samples[20]!, id: idOf('soon ended'), body: { ...city.samples[20]!.body, no: 'SX-2026-999999' } };
  await insertRecord(city.owner, sample);
  const url = `/records/${sample.id}`;
  const etag = String((await get(url)).headers['etag']);
  assert.equal((await get(url)).headers['cache-control'], 'no-cache');
  await change('delete from pub.record where id = $1', [sample.id]);
  await change(`insert into pub.ended (id, ended_on, kind, reason, article, leaves, at) values ($1, '2026-11-23', 'withdrawn', 'x', '条', '[1, 2]', now())`, [sample.id]);
  assert.equal((await get(url, { 'if-none-match': etag })).statusCode, 410);
  await change('delete from pub.ended where id = $1', [sample.id]);
  assert.equal((await get(url)).statusCode, 404);
});

test('over the wire, where kept pages go past the framework, nothing differs and every change shows to whoever knows of it', async (t) => {
  const server = await open();
  t.after(() => server.close());
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  const sample = { ...city.samples[21]!, id: idOf('asked over the wire'), body: { ...city.samples[21]!.body, no: 'SX-2026-777777' } };
  await insertRecord(city.owner, sample);
  const path = `/records/${sample.id}`;
  const over = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${address}${path}`, { headers });
    const { 'x-request-id': id, date: _date, connection: _connection, 'keep-alive': _alive, 'content-length': _length, 'transfer-encoding': _transfer, ...own } = Object.fromEntries(response.headers);
    assert.match(id ?? '', /^[0-9a-f]{12}$/);
    return { status: response.status, id, own, text: await response.text() };
  };
  for (const headers of [{ 'accept-encoding': 'identity' }, { 'accept-encoding': 'gzip' }, { 'accept-encoding': 'br;q=1' }]) {
    const [first, second, third] = [await over(headers), await over(headers), await over(headers)];
    for (const later of [second, third]) assert.deepEqual([later.status, later.own, later.text], [200, first.own, first.text]);
    assert.equal(new Set([first.id, second.id, third.id]).size, 3);
    assert.equal((await over({ ...headers, 'if-none-match': first.own['etag'] as string })).status, 304);
  }
  const slow = await city.owner.connect();
  await slow.query('begin');
  await slow.query('update pub.record set disputed = true where id = $1', [sample.id]);
  for (let times = 0; times < 3; times++) assert.doesNotMatch((await over()).text, /异议处理中<\/strong>/);
  await slow.query('commit');
  slow.release();
  await sleep(momentLeaseMs + 1);
  assert.match((await over()).text, /异议处理中<\/strong>/);
  await Promise.all(Array.from({ length: 20 }, () => over()));
  await change('delete from pub.record where id = $1', [sample.id]);
  assert.deepEqual(new Set((await Promise.all(Array.from({ length: 20 }, () => over()))).map(({ status }) => status)), new Set([404]));
});

test('many that ask at once each get their own record, and one that is none harms nobody', async () => {
  const asked = [...city.samples.map(({ id }) => id), idOf('none'), ...city.samples.map(({ id }) => id), ...city.endedIds];
  const answers = await Promise.all(asked.map((id) => get(`/records/${id}`)));
  for (const [at, id] of asked.entries()) {
    const sample = city.samples.find((each) => each.id === id);
    assert.equal(answers[at]!.statusCode, sample ? 200 : city.endedIds.includes(id) ? 410 : 404);
    if (sample) assert.ok(answers[at]!.body.includes(`<dd class="govuk-summary-list__value">${sample.body.no}</dd>`), sample.body.no);
  }
});

test('the status of a body lists and counts what is public at this moment', async () => {
  const uscc = '91350100M000100Y43';
  const slug = bodies[1][0];
  await city.owner.query('update pub.body set uscc = $1 where slug = $2', [uscc, slug]);
  const status = async (): Promise<{ count: number; records: { no: string; leaf: number; until: string; severity: unknown; item: unknown; url: string }[] }> => JSON.parse((await get(`/api/check/${uscc}`)).body);
  const mine = city.samples.filter(({ body }) => body.subject.id === idOf(slug)).toSorted((a, b) => b.body.from.localeCompare(a.body.from));
  const expected = mine.map(({ id, leaf, body }) => ({ no: body.no, item: body.item.label, severity: body.severity, until: body.until, disputed: false, leaf, url: `https://portal.example/records/${id}`, proof: `https://portal.example/records/${id}/proof.json` }));
  for (let times = 0; times < 2; times++) assert.deepEqual((await status()).records, expected);
  await city.owner.query(`update pub.record set body = jsonb_set(body::jsonb, '{severity,label,zh}', '"改判"') where id = $1`, [mine[0]!.id]);
  assert.match(JSON.stringify((await status()).records[0]!.severity), /改判/);
  await city.owner.query('delete from pub.record where id = $1', [mine[0]!.id]);
  const { count, records } = await status();
  assert.deepEqual([count, records.map(({ no }) => no)], [mine.length - 1, expected.slice(1).map(({ no }) => no)]);
});
