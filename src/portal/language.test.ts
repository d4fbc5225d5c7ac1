import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { buildPortal } from './app.ts';
import { openPublishedCity, type PublishedCity } from './for-tests.ts';

const clock = { now: () => new Date('2026-11-23T01:00:00Z'), today: () => '2026-11-23' };
let city: PublishedCity;
let app: FastifyInstance;
/** Everything that stands in the tables of the public: what a page may show in Chinese without it being the page's own words. */
let data = '';
let ended: string[] = [];
before(async () => {
  city = await openPublishedCity(300);
  app = await buildPortal({ pool: city.pool, clock, publicUrl: 'https://example.test' });
  ended = (await city.owner.query<{ id: string }>('select id from pub.ended')).rows.map(({ id }) => id);
  for (const table of ['site', 'area', 'body', 'rule', 'record', 'ended', 'listed']) {
    const { rows } = await city.owner.query<{ all: string | null }>(`select string_agg(t::text, '') as all from pub.${table} t`);
    data += rows[0]?.all ?? '';
  }
});
after(async () => {
  await app.close();
  await city.close();
});

async function get(url: string) {
  const answer = await app.inject({ method: 'GET', url });
  assert.equal(answer.statusCode, url.startsWith('/nothing') ? 404 : url.startsWith('/records/') && ended.includes(url.slice(9, 45)) ? 410 : 200, url);
  return answer;
}
const voids = new Set(['meta', 'link', 'input', 'br', 'img', 'hr']);

/** The texts of a page, each with the language it stands in. */
function textsOf(page: string): { lang: string; text: string; tag: string }[] {
  const found: { lang: string; text: string; tag: string }[] = [];
  const stack: { lang: string; tag: string }[] = [];
  for (const [, closing, tag = '', attributes = '', text = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>([^<]*)/gi)) {
    if (closing === '/') stack.pop();
    else if (!voids.has(tag)) stack.push({ tag, lang: /\slang="([^"]+)"/.exec(attributes)?.[1] ?? stack.at(-1)?.lang ?? '' });
    const { lang = '', tag: inside = '' } = stack.at(-1) ?? {};
    if (text.trim() !== '' && !['script', 'style', 'pre', 'code'].includes(inside)) found.push({ lang, text: text.trim(), tag: inside });
  }
  return found;
}

const pages = async (): Promise<string[]> => {
  const body = await city.owner.query<{ slug: string }>('select slug from pub.body order by slug');
  return [
    '/', '/search', '/search?q=%E4%B8%8D%E5%AD%98%E5%9C%A8%E7%9A%84&from=x', '/bodies', '/bodies?q=zzz', ...body.rows.flatMap(({ slug }) => [`/bodies/${slug}`, `/bodies/${slug}/report`]), '/catalog', '/catalog/civil-judgment', '/rules', '/rules?on=x', '/good-standing', '/recalls', '/takedowns', '/takedowns?month=2026-11', '/criticised', '/clearances',
    '/log', '/data', '/help', '/nothing-here', ...city.samples.slice(0, 6).map(({ id }) => `/records/${id}`), ...ended.map((id) => `/records/${id}`),
  ];
};
const inEnglish = (url: string): string => `${url}${url.includes('?') ? '&' : '?'}lang=en`;

test('in English nothing of the page’s own is left in Chinese, and each text stands under its own language', async () => {
  const left: string[] = [];
  for (const url of await pages()) {
    const { body } = await get(inEnglish(url));
    for (const { lang, text, tag } of textsOf(body)) {
      if (lang === 'en' && /\p{Script=Han}/u.test(text) && !text.includes('不存在的')) left.push(`${url}: Chinese marked as English: ${text}`);
      if (lang === 'zh-CN' && tag !== 'title' && !/^(中文|演示站点)/.test(text)) for (const run of text.match(/\p{Script=Han}+/gu) ?? []) if (!data.includes(run)) left.push(`${url}: not translated: ${text}`);
      if (lang === 'zh-CN' && !/\p{Script=Han}/u.test(text) && /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text)) left.push(`${url}: English not marked: ${text}`);
    }
    for (const [, label] of body.matchAll(/(?:aria-label|placeholder|data-label)="([^"]*)"/g)) if (/\p{Script=Han}/u.test(label ?? '')) left.push(`${url}: label ${label}`);
  }
  assert.deepEqual([...new Set(left)], []);
});

test('a Chinese page is in Chinese: English stands only where it is marked', async () => {
  const left: string[] = [];
  for (const url of await pages()) {
    for (const { lang, text } of textsOf((await get(url)).body)) if (lang === 'zh-CN' && !/\p{Script=Han}/u.test(text) && /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text) && !data.includes(text)) left.push(`${url}: ${text}`);
  }
  assert.deepEqual([...new Set(left)], []);
});

test('each language has its own address, which names the other, and links stay in it', async () => {
  const english = await get('/bodies?lang=en');
  assert.match(english.body, /<link rel="canonical" href="https:\/\/example\.test\/bodies\?lang=en">/);
  for (const page of [english, await get('/bodies')]) {
    assert.match(page.body, /hreflang="zh-CN" href="https:\/\/example\.test\/bodies"/);
    assert.match(page.body, /hreflang="en" href="https:\/\/example\.test\/bodies\?lang=en"/);
    assert.equal(page.headers['set-cookie'], undefined, 'the language is no cookie');
  }
  assert.match(english.body, /names, the facts of records and the text of the law stand in Chinese/i);
  const out = [...english.body.matchAll(/href="(\/(?!assets|data\/|sitemap|feed|files|log\/)[^"]*)"/g)].map(([, href]) => href as string).filter((href) => !href.includes('lang=en') && href !== '/bodies');
  assert.deepEqual(out, []);
  assert.notEqual((await get('/help')).body, (await get('/help?lang=en')).body);
});

test('a page in English is no heavier than it may be', async () => {
  for (const url of await pages()) assert.ok(gzipSync((await get(inEnglish(url))).body).length < 60_000, url);
});

test('the map of the site lists every page that stands still', async () => {
  const listed = [...(await get('/sitemap/pages.xml')).body.matchAll(/<loc>https:\/\/example\.test([^<]*)<\/loc>/g)].map(([, path]) => path);
  const still = (await pages()).filter((url) => !/[?]|^\/(?:nothing|records\/)|\/report$/.test(url));
  assert.ok(still.includes('/criticised') && still.includes('/clearances'));
  assert.deepEqual(still.filter((path) => !listed.includes(path)), []);
  for (const path of listed.filter((each) => !/^\/(?:bodies|catalog)\/./.test(each as string))) await get(path as string);
});
