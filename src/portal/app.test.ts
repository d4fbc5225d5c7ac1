// 公众网站的测试: every route over a real database, asked as the read-only role: status, headers, what is shown and what not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { Pool } from 'pg';
import { SaxesParser } from 'saxes';
import { buildPortal } from './app.ts';
import { hostile, idOf, openPublishedCity } from './for-tests.ts';
import type { PublishedCity, Sample } from './for-tests.ts';
import { isAboutPerson } from './types.ts';

const clock = { now: () => new Date('2026-11-23T02:00:00Z'), today: () => '2026-11-23' };
const publicUrl = 'https://portal.example';
let city: PublishedCity;
let app: FastifyInstance;
const failures: unknown[] = [];
const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> => app.inject({ url, headers });

before(async () => {
  city = await openPublishedCity(300);
  app = await buildPortal({ pool: city.pool, clock, publicUrl, onFailure: (failure) => failures.push(failure) });
});
after(async () => {
  await app?.close();
  await city?.close();
});

const pages = (): string[] => [
  '/', '/search', '/search?q=%E4%BD%8F%E5%BB%BA%E5%B1%80', '/search?area=990121&item=arrears&severity=general&from=2026-01-01&to=2026年12月31日', '/bodies', '/bodies?area=990121&level=county', '/bodies/jb-zj', '/bodies/jb-gh', '/bodies/jb-zj/report', '/bodies/jb-gh/report', '/bodies/ex-cz/report',
  `/records/${city.samples[0]!.id}`, `/records/${city.samples[7]!.id}`, '/catalog', '/catalog/arrears', '/rules', '/rules?on=2025-07-01', '/good-standing', '/recalls', '/takedowns', '/takedowns?month=2026-11', '/criticised', '/log', '/data', '/help', '/v',
];

describe('pages', () => {
  test('each is complete Chinese HTML with one heading, a skip link, security headers and at most 60 kB with its style', async () => {
    const style = await get(/href="(\/assets\/portal-[^"]+)"/.exec((await get('/')).body)![1]!);
    assert.equal(style.headers['cache-control'], 'public, max-age=31536000, immutable');
    const styleBytes = gzipSync(style.rawPayload).length;
    for (const url of pages()) {
      const page = await get(url);
      assert.equal(page.statusCode, 200, url);
      assert.match(page.body, /^<!doctype html><html lang="zh-CN"/, url);
      assert.equal(page.body.match(/<h1/g)?.length, 1, url);
      assert.match(page.body, /<a href="#main" class="govuk-skip-link">/, url);
      assert.match(page.body, /<main id="main"/);
      assert.match(page.body, new RegExp(`<link rel="canonical" href="${publicUrl}/`), url);
      assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
      assert.equal(page.headers['x-content-type-options'], 'nosniff');
      assert.ok(page.headers['etag'] && page.headers['cache-control'] && page.headers['x-request-id'], url);
      assert.equal(page.headers['set-cookie'], undefined, url);
      assert.ok(gzipSync(page.rawPayload).length + styleBytes <= 60_000, url);
      assert.equal((page.body.match(/<table/g) ?? []).length, (page.body.match(/<caption/g) ?? []).length, url);
      for (const [, id] of page.body.matchAll(/<(?:input|select)[^>]* id="([^"]+)"/g)) assert.match(page.body, new RegExp(`for="${id}"`), `${url} ${id}`);
      for (const [, json] of page.body.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)) JSON.parse(json!);
    }
    assert.deepEqual(failures, []);
  });

  test('every link of every page leads to an answer', async () => {
    const asked = new Set<string>();
    for (const url of pages()) {
      for (const [, href] of (await get(url)).body.matchAll(/href="(\/[^"]*)"/g)) {
        const link = href!.replaceAll('&amp;', '&').split('#')[0]!;
        if (asked.has(link)) continue;
        asked.add(link);
        const { statusCode } = await get(link);
        assert.ok(statusCode === 200 || (statusCode === 410 && city.endedIds.some((id) => link.includes(id))), `${url} → ${link}: ${statusCode}`);
      }
    }
    assert.ok(asked.size > 100);
  });

  test('the same page asked again with its etag is 304, and HEAD has no body', async () => {
    for (const url of [`/records/${city.samples[1]!.id}`, '/', '/log/checkpoint', '/feed.atom']) {
      const first = await get(url);
      const again = await get(url, { 'if-none-match': String(first.headers['etag']) });
      assert.deepEqual([again.statusCode, again.body], [304, ''], url);
      const head = await app.inject({ method: 'HEAD', url });
      assert.deepEqual([head.statusCode, head.body], [200, ''], url);
    }
  });

  test('compressed answers are the same page', async () => {
    const page = await get('/help', { 'accept-encoding': 'gzip' });
    assert.equal(page.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(page.rawPayload).toString(), (await get('/help')).body);
  });

  test('large print is remembered by the one cookie, English by the address', async () => {
    const chosen = await get('/?mode=elder');
    assert.match(String(chosen.headers['set-cookie']), /^mode=elder; Path=\/; Max-Age=31536000; SameSite=Lax; HttpOnly$/);
    assert.match((await get('/help', { cookie: 'mode=elder' })).body, /class="govuk-template elder"/);
    assert.match(String((await get('/help?mode=normal', { cookie: 'mode=elder' })).headers['set-cookie']), /Max-Age=0/);
    assert.doesNotMatch((await get('/help')).body, /govuk-template elder/);
    const english = (await get('/bodies/jb-zj?lang=en')).body;
    assert.match(english, /<span lang="en">Public records<\/span>/);
    assert.match(english, /href="\/search\?lang=en"/);
  });

  test('hostile text is shown as text on every page that shows it', async () => {
    for (const url of [`/records/${city.samples[7]!.id}`, `/search?q=${encodeURIComponent(hostile)}`, '/search?q=%E7%AC%AC8%E5%8F%B7%20alert', `/bodies?q=${encodeURIComponent(hostile)}&area=${encodeURIComponent('"><b>')}`, `/search?from=${encodeURIComponent('"><script>')}`, '/feed.atom', `/nothing/${encodeURIComponent(hostile)}`]) {
      assert.doesNotMatch((await get(url)).body, /<script>|<img|<b>/, url);
    }
    assert.match((await get(`/records/${city.samples[7]!.id}`)).body, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  });
});

describe('search', () => {
  const found = async (query: string): Promise<number> => {
    const match = /<strong>([\d,]+\+?)<\/strong> 条/.exec((await get(`/search?${query}`)).body);
    return match ? Number(match[1]!.replaceAll(/[,+]/g, '')) : 0;
  };
  const q = (text: string): string => `q=${encodeURIComponent(text)}`;
  const numberOf = ({ leaf }: Sample): number => (leaf >= 300 ? 5 : leaf);
  const count = (test: (n: number) => boolean): number => city.samples.filter((sample) => test(numberOf(sample))).length;
  const ofBody = (at: number): number => city.samples.filter((sample) => numberOf(sample) % 4 === at && !isAboutPerson(sample.body)).length;

  test('by full name, short name, part of a name, former words, document number in any brackets, and code', async () => {
    assert.equal(await found(q('江北县住房和城乡建设局')), ofBody(0));
    assert.equal(await found(q('住建局')), ofBody(0), 'a short name stands in no record, but names the body');
    assert.equal(await found(q('住建局 第 297 号')), 1);
    assert.equal(await found(q('柳桥')), ofBody(2));
    assert.equal(await found(q('（2026）示0121民初18号')), 1);
    assert.equal(await found(q('[2026]示0121民初18号')), 1);
    assert.equal(await found(q('SX-2026-000018')), 1);
    assert.equal(await found(q('119901210000000002')), ofBody(2));
    assert.equal(await found(q('局')), ofBody(0) + ofBody(1) + ofBody(3));
  });

  test('neighbouring words are not the phrase: the recheck throws them out', async () => {
    assert.equal(await found(q('设局交通')), 0);
    assert.equal(await found(q('乡建设局江北')), 0);
  });

  test('filters narrow, areas include what lies below and what went up in them', async () => {
    assert.equal(await found('item=arrears'), count((n) => n % 3 === 0));
    assert.equal(await found('area=990121'), count((n) => n % 4 !== 1));
    assert.equal(await found('area=990100'), count(() => true));
    assert.equal(await found('severity=serious&area=990121100'), count((n) => n % 3 === 1 && n % 4 === 2));
    assert.equal(await found('from=20261001&to=2026/10/10'), city.samples.filter(({ body }) => body.from >= '2026-10-01' && body.from <= '2026-10-10').length);
  });

  test('pages hold twenty each and show every record once', async () => {
    const seen: string[] = [];
    for (let page = 1; page <= 15; page++) for (const [, id] of (await get(`/search?page=${page}`)).body.matchAll(/<h2><a class="govuk-link" href="\/records\/([^"]+)"/g)) seen.push(id!);
    assert.deepEqual(seen.toSorted(), city.samples.map(({ id }) => id).toSorted());
  });

  test('what cannot be understood is said beside its field, and strange input is no error', async () => {
    assert.match((await get('/search?from=31.2.2026x')).body, /id="e-from"[^>]*>.*?请填写日期/);
    assert.match((await get(`/search?${q('！？')}`)).body, /请输入文字、字母或数字/);
    assert.match((await get('/search?from=2026-12-01&to=2026-01-01')).body, /截止日期早于起始日期/);
    for (const odd of ["' or 1=1 --", "a' & 'b", '\\', '%_', ':*', '\u0000x', '(', '😀', 'x'.repeat(5000), '中'.repeat(500)]) assert.equal((await get(`/search?${q(odd)}`)).statusCode, 200, odd.slice(0, 20));
    for (const odd of ['page=-1', 'page=1e9', 'q=a&q=b', 'area=%00', 'page=abc', 'level=x']) assert.equal((await get(`/search?${odd}`)).statusCode, 200, odd);
  });
});

describe('records', () => {
  test('a record shows what was found, its ground, its end and how that was reckoned, its history, its proof and how to object', async () => {
    const page = (await get(`/records/${city.samples[5]!.id}`)).body;
    for (const text of ['江北县人民法院', '（2026）示0121民初6号', '更正：已支付一半', '国办发〔2020〕49号', '第 2 版', '更正金额', '存证日志序号 300', '已更正', `/records/${city.samples[5]!.id}/proof.json`, '任何人都可以对本记录提出异议', '到期自动停止']) assert.ok(page.includes(text), text);
    const general = (await get(`/records/${city.samples[0]!.id}`)).body;
    assert.match(general, /公示期自文书作出之日（2026年1月5日）起最长 1 年，至2027年1月5日止/);
    assert.match((await get(`/records/${city.samples[3]!.id}`)).body, /异议处理中<\/strong>/);
    assert.match((await get(`/records/${city.samples[3]!.id}`)).body, /该机构现由<a[^>]*>江北县自然资源和规划局<\/a>承继/);
  });

  test('a record about an official stands on its own page only: no search engine, no bulk data, no feed', async () => {
    const { id, body } = city.samples.find((sample) => isAboutPerson(sample.body))!;
    const page = (await get(`/records/${id}`)).body;
    assert.match(page, /<meta name="robots" content="noindex">/);
    assert.match(page, /涉及人员/);
    assert.doesNotMatch(page, /application\/ld\+json/);
    for (const url of ['/data/records.csv', '/data/records.ndjson', '/data/changes.ndjson', '/feed.atom']) {
      const { body: text } = await get(url);
      assert.ok(!text.includes(id) && !text.includes(body.no), url);
    }
  });

  test('an ended record is 410: when, how and by which article, and nothing of whom or what', async () => {
    const id = city.endedIds[0]!;
    const page = await get(`/records/${id}`);
    assert.equal(page.statusCode, 410);
    for (const text of ['2026年11月20日', '信用修复', '国办发〔2025〕22号']) assert.ok(page.body.includes(text), text);
    for (const text of ['江北县', '住房', '工程款', 'SX-2026-000041', '民初41号']) assert.ok(!page.body.includes(text), text);
    for (const url of ['/feed.atom', '/data/records.csv', '/data/records.ndjson', '/search?q=SX-2026-000041', `/sitemap/records-${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}.xml`]) assert.ok(!(await get(url)).body.includes(id), url);
    assert.match((await get('/takedowns')).body, /信用修复/);
    assert.match((await get('/takedowns?month=2026-11')).body, new RegExp(id));
    assert.match((await get('/takedowns')).body, /公民身份号码/);
  });

  test('public criticism lists disclosed findings of bodies that did not put things right, and nothing that is not public itself', async () => {
    const [bad, good] = [city.samples[2]!, city.samples[3]!];
    const beside = (recordId: string, key: string, zh: string): Promise<unknown> => city.owner.query(
      `insert into pub.matter (register, id, record_id, no, label, state, on_day, due_on, key) values ('rectification', gen_random_uuid(), $1, 'ZG-2026-000001', '{"zh":"整改","en":"Rectification"}', $2, '2026-11-18', null, $3)`, [recordId, JSON.stringify({ zh, en: zh }), key]);
    assert.match((await get('/criticised?page=9')).body, /目前没有被通报批评的单位/);
    await beside(bad.id, 'criticised', '逾期未整改，已通报批评');
    await beside(good.id, 'implemented', '已整改');
    await beside('00000000-0000-4000-8000-00000000dead', 'criticised', '逾期未整改，已通报批评');
    const { body } = await get('/criticised?page=1');
    assert.deepEqual([body.includes(bad.id), body.includes(good.id), body.includes('00000000-0000-4000-8000-00000000dead'), /已通报批评/.test(body)], [true, false, false, true]);
  });
});

describe('what goes wrong', () => {
  test('unknown addresses are 404, other verbs 405, undecodable ones 400: all neutral and with headers', async () => {
    for (const url of ['/nothing', '/records/x', `/records/${idOf('never')}`, '/bodies/none', '/catalog/none', '/records/..%2f..%2fetc', '/assets/../app.ts', '/assets/none.js', '/sitemap/x.xml', '/log/tile/0/001', '/log/tile/0/000.p/0']) {
      const page = await get(url);
      assert.equal(page.statusCode, 404, url);
      assert.match(page.body, /没有这个页面/);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
      const page = await app.inject({ method, url: '/search' });
      assert.deepEqual([page.statusCode, page.headers['allow']], [405, 'GET, HEAD'], method);
    }
    const bad = await get('/%');
    assert.equal(bad.statusCode, 400);
    assert.ok(bad.headers['content-security-policy']);
  });

  test('without its database the site answers 503 with a request number and says nothing of the inside', async () => {
    const told: { requestId: string; route: string }[] = [];
    const gone = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    const lonely = await buildPortal({ pool: gone, clock, publicUrl, onFailure: (failure) => told.push(failure) });
    const page = await lonely.inject('/search?q=secret');
    assert.deepEqual([page.statusCode, page.headers['retry-after'], page.headers['cache-control']], [503, '60', 'no-store']);
    assert.doesNotMatch(page.body, /ECONN|127\.0\.0\.1|postgres|Error|node_modules/);
    assert.ok(page.body.includes(told[0]!.requestId));
    assert.equal(told[0]!.route, '/search');
    await lonely.close();
    await gone.end();
  });
});

describe('for machines', () => {
  const aboutBodies = (): Sample[] => city.samples.filter(({ body }) => !isAboutPerson(body));
  const wellFormed = (xml: string): void => {
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', (error) => { throw error; });
    parser.write(xml).close();
  };

  test('feeds and sitemaps are well-formed and list what is public', async () => {
    for (const url of ['/feed.atom', '/bodies/jb-zj/feed.atom', '/sitemap.xml', '/sitemap/pages.xml']) wellFormed((await get(url)).body);
    const feed = (await get('/feed.atom')).body;
    assert.equal(feed.match(/<entry>/g)?.length, 50);
    assert.match(String((await get('/feed.atom')).headers['content-type']), /application\/atom\+xml/);
    const maps = [...(await get('/sitemap.xml')).body.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => loc!.replace(publicUrl, ''));
    const links: string[] = [];
    for (const map of maps) links.push(...[...(await get(map)).body.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => loc!));
    for (const { id, body } of city.samples) assert.equal(links.includes(`${publicUrl}/records/${id}`), !isAboutPerson(body));
    assert.match((await get('/robots.txt')).body, /Sitemap: https:\/\/portal\.example\/sitemap\.xml/);
  });

  test('CSV starts with its mark, has a line per record and no cell that a spreadsheet takes for a formula', async () => {
    const csv = (await get('/data/records.csv')).body;
    assert.ok(csv.startsWith('\ufeff'));
    const { default: papa } = await import('papaparse');
    const { data, errors } = papa.parse<string[]>(csv.slice(1), { skipEmptyLines: true });
    assert.deepEqual(errors, []);
    assert.equal(data.length, aboutBodies().length + 1);
    for (const row of data) for (const cell of row) assert.doesNotMatch(cell, /^\s*[=+\-@]/u);
    assert.equal((await get('/data/bodies.csv')).body.trim().split('\r\n').length, 8);
    assert.match((await get('/data/statistics.csv')).body, /2026-10,accountability,990121,6/);
  });

  test('NDJSON carries the very body that was committed to, and the catalogues parse', async () => {
    const lines = (await get('/data/records.ndjson')).body.trim().split('\n').map((line) => JSON.parse(line) as { id: string; record: unknown });
    assert.deepEqual(new Map(lines.map(({ id, record }) => [id, record])), new Map(aboutBodies().map(({ id, body }) => [id, body])));
    const catalog = JSON.parse((await get('/data/catalog.json')).body) as { items: { id: string; fields: unknown[] }[] };
    assert.ok(catalog.items.some(({ id, fields }) => id === 'arrears' && fields.length > 5));
    const linked = JSON.parse((await get('/data/catalog.jsonld')).body) as { 'dcat:dataset': { 'dcat:distribution': { 'dcat:downloadURL': string } }[] };
    for (const set of linked['dcat:dataset']) assert.equal((await get(set['dcat:distribution']['dcat:downloadURL'].replace(publicUrl, ''))).statusCode, 200);
  });

  test('the change feed gives every change once until the cursor, and ends without content', async () => {
    const lines = (await get('/data/changes.ndjson')).body.trim().split('\n').map((line) => JSON.parse(line) as { id?: string; change?: string; record?: unknown; next?: string });
    const next = lines.pop()!.next!;
    assert.deepEqual(lines.map(({ id }) => id).toSorted(), [...aboutBodies().map(({ id }) => id), ...city.endedIds].toSorted());
    const ended = lines.filter(({ change }) => change === 'ended');
    assert.deepEqual(ended.map(({ id }) => id).toSorted(), [...city.endedIds].toSorted());
    assert.ok(ended.every(({ record }) => record === undefined));
    const rest = (await get(`/data/changes.ndjson?after=${encodeURIComponent(next)}`)).body.trim().split('\n');
    assert.deepEqual(rest.map((line) => JSON.parse(line)), [{ next, more: false }]);
    assert.equal((await get('/data/changes.ndjson?after=x')).statusCode, 400);
  });
});
