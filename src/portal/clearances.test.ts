// 澄清公告的测试: words that clear a name on the site, with proof; and nothing but a fact where they ended.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { verifyBundle } from '../core/log/verify.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { openPool, type Pool } from '../store/db.ts';
import { type Door, doorOf, slug } from '../store/door-for-tests.ts';
import { logVkey } from '../store/log.ts';
import { buildPortal } from './app.ts';

let t: TestHouse;
let d: Door;
let pool: Pool;
let app: FastifyInstance;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  pool = openPool(t.database.portal, 4);
  app = await buildPortal({ pool, clock: t.clock, publicUrl: 'https://portal.example' });
});
after(async () => {
  await app.close();
  await pool.end();
  await t.close();
});

const get = (url: string) => app.inject(url);
const words = '经查，有关反映不属实，现予澄清。';
async function published(): Promise<{ id: string; no: string }> {
  const clearance = { register: 'clearance' };
  const made = await d.does('xinyong2', 'draft', undefined, { subjectId: slug('cao-guanlan'), basis: '经查举报失实。', reach: 'public', text: words, until: '2026-12-23' }, clearance);
  await d.does('gongwu2', 'consent', made.id, { showName: false }, clearance);
  await d.does('xinyong3', 'approve', made.id, {}, clearance);
  return made;
}
const settledLog = async (): Promise<void> => {
  await t.house.settled();
  // The reader keeps the head of the log for half a second.
  await new Promise((resolve) => setTimeout(resolve, 600));
};

test('a clearing has a page of its own with its proof, which checks out offline, and the list leads there', async () => {
  const { id, no } = await published();
  await settledLog();
  const list = await get('/clearances');
  assert.ok(list.body.includes(words) && list.body.includes(`href="/clearances/${id}"`));
  assert.equal(list.headers['cache-control'], 'no-cache', 'what ended must not stay in a list');
  const page = await get(`/clearances/${id}`);
  assert.equal(page.statusCode, 200);
  for (const part of [no, words, 'noindex', `data-proof="/clearances/${id}/proof.json"`, '命令行核验']) assert.ok(page.body.includes(part), part);
  const bundle = (await get(`/clearances/${id}/proof.json`)).json();
  assert.equal((await verifyBundle(bundle, { trustedVkey: logVkey(t.house) })).ok, true);
  assert.equal(bundle.record.text, words);
  assert.match((await get(`/clearances/${id}/proof`)).body, /^c2sp.org\/tlog-proof@/);
  assert.match((await get(`/clearances/${id}?lang=en`)).body, /Name cleared/);
});

test('consent that was taken back shows with the very next request: 410, the article, and proof of both leaves without a word', async () => {
  const { id, no } = await published();
  await settledLog();
  assert.equal((await get(`/clearances/${id}`)).statusCode, 200);
  await d.does('gongwu2', 'decline', id, {}, { register: 'clearance' });
  const page = await get(`/clearances/${id}`);
  assert.equal(page.statusCode, 410);
  for (const part of ['本人撤回同意', '个人信息保护法 第十五条']) assert.ok(page.body.includes(part), part);
  for (const part of [words, no]) assert.ok(!page.body.includes(part) && !(await get('/clearances')).body.includes(`href="/clearances/${id}"`), part);
  await settledLog();
  const bundle = (await get(`/clearances/${id}/proof.json`)).json();
  assert.equal(bundle.record, undefined);
  assert.equal((await verifyBundle(bundle, { trustedVkey: logVkey(t.house) })).ok, true);
  assert.equal((await get(`/clearances/${id}/proof`)).statusCode, 410);
});

test('a clearing whose day has passed is not shown though nobody has taken it down yet, and what is no clearing is not found', async () => {
  const { id } = await published();
  t.clock.set('2026-12-24T00:30:00+08:00');
  assert.equal((await get(`/clearances/${id}`)).statusCode, 404);
  assert.ok(!(await get('/clearances')).body.includes(words));
  for (const url of ['/clearances/x', '/clearances/0f000000-0000-4000-8000-0000000000ff', '/clearances/0f000000-0000-4000-8000-0000000000ff/proof.json', `/records/${id}`]) assert.equal((await get(url)).statusCode, 404, url);
});
