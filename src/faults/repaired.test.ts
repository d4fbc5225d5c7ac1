// 修复后的残留 (F25): once a repair is granted, nothing of what the record said is left on any surface: pages, search, lists, sitemap, feed, open data, credit check, the staff's own interface.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { buildPortal } from '../portal/app.ts';
import { type Door, doorOf, judgment, record, slug } from '../store/door-for-tests.ts';
import { findRecord, listEntries, listRecords } from '../store/records.ts';
import { storeFile } from '../store/uploads.ts';

let t: TestHouse;
let d: Door;
let pool: Pool;
let app: FastifyInstance;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  pool = new Pool({ connectionString: t.database.portal, max: 4 });
  app = await buildPortal({ pool, clock: t.clock, publicUrl: 'https://portal.example' });
});
after(async () => {
  await app.close();
  await pool.end();
  await t.close();
});

const canary = '哨兵修复七七一号';
const pagesMax = 400;

/** Every page that can be reached, and the addresses that programs ask for. */
async function crawl(start: readonly string[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const open = [...start];
  for (let at = open.shift(); at !== undefined && seen.size < pagesMax; at = open.shift()) {
    if (seen.has(at)) continue;
    const { body, headers } = await app.inject({ url: at });
    seen.set(at, body);
    if (!String(headers['content-type']).startsWith('text/html')) continue;
    for (const [, href = ''] of body.matchAll(/href="(\/[^"#]*)/g)) open.push(href.replaceAll('&amp;', '&'));
  }
  return seen;
}
const holding = (pages: ReadonlyMap<string, string>, text: string): string[] => [...pages].filter(([, body]) => body.includes(text)).map(([at]) => at);

test('a repaired record is gone from every surface with the decision, and its address says only that something ended', async () => {
  const id = await judgment(t, 771, 'proposed');
  await d.does('xinyong3', 'sendBack', id, { reason: '改写摘要' });
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: `${canary}：未按期履行。` });
  await d.does('xinyong3', 'approve', id);
  const { no } = await d.one('select no from rc.record where id = $1', id);
  const uscc = (await d.one('select uscc from rc.subject where id = $1', slug('jb-housing'))).uscc;
  t.clock.set('2027-01-13T09:00:00+08:00');
  const surfaces = ['/', `/records/${id}`, `/records/${id}/proof.json`, `/search?q=${encodeURIComponent(canary)}`, `/search?q=${no}`, `/search?q=${encodeURIComponent('住建局')}`, '/sitemap.xml', '/feed.atom', '/data', '/data/records.csv', '/data/records.ndjson', '/data/changes.ndjson', '/data/bodies.csv', '/data/statistics.csv', `/api/check/${uscc}`, '/sitemap/pages.xml', '/bodies/jb-housing/feed.atom', '/takedowns', `/repair?record=${id}`, `/object?record=${id}`];
  const before = await crawl(surfaces);
  const [shownAt, numberAt, addressAt] = [canary, no, id].map((text) => holding(before, text));
  for (const at of [`/records/${id}`, `/search?q=${no}`, `/api/check/${uscc}`, '/data/records.csv', '/data/records.ndjson', '/feed.atom', '/bodies/jb-housing/feed.atom']) assert.ok(shownAt?.includes(at) || numberAt?.includes(at), `${at} shows it before`);
  assert.ok((shownAt?.length ?? 0) >= 3 && (addressAt?.length ?? 0) >= 3, `the crawl sees what is public: ${shownAt?.join(' ')}`);
  const proof = ((await storeFile(t.house, await t.actor('danwei1'), Readable.from([Buffer.from(canary)]), '凭证.txt')) as { id: string }).id;
  const { id: asked } = await d.does('danwei1', 'apply', undefined, { recordId: id, statement: `${canary}已履行。`, attachments: [proof], commitment: true }, { register: 'repair' });
  await d.does('xinyong2', 'accept', asked, {}, { register: 'repair' });
  await d.does('jiangbei1', 'confirm', asked, { opinion: 'performed', answer: '已付清。' }, { register: 'repair' });
  await d.does('xinyong4', 'grant', asked, { reason: '已经履行。' }, { register: 'repair' });
  // At once for the record itself; lists are remembered for a second.
  assert.equal((await app.inject({ url: `/records/${id}` })).statusCode, 410);
  await new Promise((resolve) => setTimeout(resolve, 2200));
  const afterwards = await crawl([...surfaces, ...before.keys()]);
  assert.deepEqual(holding(afterwards, canary).filter((at) => !decodeURIComponent(at).includes(canary)), []);
  assert.deepEqual(holding(afterwards, no).filter((at) => !at.includes(no)), []);
  // The address itself stays where it is said that it ended.
  assert.deepEqual(holding(afterwards, id).filter((at) => !at.includes(id) && !at.startsWith('/takedowns') && at !== '/data/changes.ndjson'), []);
  for (const [at, body] of afterwards) if (at.startsWith('/records/')) assert.ok(!body.includes('江北县住房和城乡建设局') || !at.includes(id), at);
  for (const login of ['xinyong1', 'xinyong4', 'jiangbei1', 'danwei1', 'fucha1', 'shenji1']) {
    const actor = await t.actor(login);
    for (const name of [record, 'repair', 'rectification']) {
      const register = t.house.registers[name]!;
      const { rows } = await listRecords(t.house.pool, actor, register, {}, { limit: 200 });
      assert.ok(!JSON.stringify(rows).includes(canary), `${login} ${name}`);
      assert.deepEqual((await listRecords(t.house.pool, actor, register, { q: canary }, { limit: 10 })).rows, []);
    }
    assert.ok(!JSON.stringify(await findRecord(t.house.pool, actor, t.house.registers[record]!, id) ?? {}).includes(canary));
  }
  for (const [name, each] of [[record, id], ['repair', asked]] as const) assert.ok(!JSON.stringify(await listEntries(t.house.pool, t.house.registers[name]!, each)).includes(canary), name);
});
