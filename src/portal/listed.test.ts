// 名单页的测试: a line of a public list says what it may and is gone with the next request.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { fixedClock } from '../clock.ts';
import { buildPortal } from './app.ts';
import { openPublishedCity } from './for-tests.ts';
import type { PublishedCity } from './for-tests.ts';

let city: PublishedCity;
let app: FastifyInstance;
before(async () => {
  city = await openPublishedCity(60);
  app = await buildPortal({ pool: city.pool, clock: fixedClock('2026-11-23T09:00:00+08:00'), publicUrl: 'https://portal.example' });
});
after(async () => {
  await app.close();
  await city.close();
});
const page = async (url: string): Promise<string> => (await app.inject({ url })).body;

test('who is in good standing is told with ground and last day, and gone with the next request', async () => {
  for (const words of [/示例市财政局/, /近两年没有失信记录/, /2027年8月31日/, /第十九条/]) assert.match(await page('/good-standing'), words);
  await city.owner.query("delete from pub.listed where list = 'good-standing'");
  assert.doesNotMatch(await page('/good-standing'), /示例市财政局/);
});

test('of a recall only the body and the days are told', async () => {
  const recalls = await page('/recalls');
  for (const words of [/江北县规划局/, /10 天/]) assert.match(recalls, words);
  assert.doesNotMatch(recalls, /ZY-2026|SX-20/);
});
