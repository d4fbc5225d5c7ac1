import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { type PrintOrder, Press, PressBusy } from '../paper/press.ts';
import { buildPortal } from './app.ts';
import { openPublishedCity, type PublishedCity } from './for-tests.ts';

const clock = { now: () => new Date('2026-11-23T01:00:00Z'), today: () => '2026-11-23' };
let city: PublishedCity;
let app: FastifyInstance;
const failures: unknown[] = [];
before(async () => {
  city = await openPublishedCity(300);
  app = await buildPortal({ pool: city.pool, clock, publicUrl: 'https://portal.example', onFailure: (failure) => failures.push(failure) });
});
after(async () => {
  await app.close();
  await city.close();
  assert.deepEqual(failures, []);
});

const plain = (text: string): string => text.replace(/\s/g, '');
const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');
/** What the report says on its page, piece by piece. */
const saidOnPage = (page: string): string[] => {
  const main = (/<main[^>]*>([\s\S]*)<\/main>/.exec(page)?.[1] ?? '').replace(/<div class="rc-actions[\s\S]*?<\/div>/, '');
  return [...main.matchAll(/<(h1|h2|p|th|td|dt|dd|li|caption)\b[^>]*>([\s\S]*?)<\/\1>/g)].map(([, , inner = '']) => plain(unescaped(inner.replace(/<strong[^>]*>([\s\S]*?)<\/strong>/g, '【$1】').replace(/<[^>]*>/g, '')))).filter((text) => text !== '');
};
async function pdfOf(slug: string, lang = ''): Promise<{ bytes: Buffer; text: string; headers: Record<string, unknown> }> {
  const answer = await app.inject({ url: `/bodies/${slug}/report.pdf${lang}` });
  assert.equal(answer.statusCode, 200, answer.body.slice(0, 200));
  return { bytes: answer.rawPayload, headers: answer.headers, text: (await extractText(await getDocumentProxy(new Uint8Array(answer.rawPayload)), { mergePages: true })).text };
}

test('the PDF of a body’s report says, piece by piece, what its page says, in either language', async () => {
  for (const slug of ['jb-zj', 'jb-gh', 'ex-cz']) {
    for (const lang of ['', '?lang=en']) {
      const page = (await app.inject({ url: `/bodies/${slug}/report${lang}` })).body;
      const { text, headers, bytes } = await pdfOf(slug, lang);
      const no = /XB-[a-z-]+-\d+/.exec(page)?.[0] as string;
      const title = plain(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page)?.[1]?.replace(/<[^>]*>/g, '') as string);
      const body = plain(text).replace(/—\d+—/g, '').replaceAll(`${title}${no}`, '');
      const lost = saidOnPage(page).filter((piece) => !body.includes(piece));
      assert.deepEqual(lost, [], `${slug}${lang}`);
      assert.deepEqual([headers['content-type'], headers['cache-control'], headers['content-disposition'], headers['x-robots-tag']], ['application/pdf', 'no-cache', `attachment; filename*=UTF-8''${no}.pdf`, 'noindex']);
      assert.ok(bytes.includes(lang === '' ? '/Lang (zh-CN)' : '/Lang (en)') && bytes.includes('/Marked true'));
    }
  }
});

test('number, day, code and its picture stand on it, and the page of the code says that it is up to date, until something changes', async () => {
  const { text, bytes } = await pdfOf('jb-zj');
  const [no, code] = [/XB-jb-zj-\d+/.exec(text)?.[0] ?? '', /[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){3}/.exec(text)?.[0] ?? ''];
  assert.ok(plain(text).includes('报告日期2026年11月23日') && bytes.includes('/Subtype /Image'));
  const { info } = await getMeta(new Uint8Array(bytes));
  assert.ok(String(info['Title']).endsWith(no), String(info['Title']));
  const current = await app.inject({ url: `/v/${code}` });
  assert.ok(current.body.includes('这份信用报告与现在公开的一致') && current.body.includes(no));
  const { rows: [body] } = await city.owner.query("select id, name from pub.body where slug = 'jb-zj'");
  await city.owner.query("insert into pub.listed (register, id, list, no, body_id, name, label, ground, from_on, until_on) values ('incentive', gen_random_uuid(), 'good-standing', 'JL-2026-000009', $1, $2, '{\"zh\": \"诚信单位名单\", \"en\": \"In good standing\"}', '2026年联合评价：好', '2026-11-01', '2027-10-31')", [body.id, body.name]);
  const updated = await app.inject({ url: `/v/${code}` });
  assert.ok(updated.body.includes('这份信用报告已更新') && !updated.body.includes(no) && !updated.body.includes(body.name));
  const after = await pdfOf('jb-zj');
  assert.ok(plain(after.text).includes('JL-2026-000009诚信单位名单2026年联合评价：好2026年11月1日–2027年10月31日'), after.text);
  assert.ok(!after.text.includes(code) && !new RegExp(`${no}(?!\\d)`).test(after.text), 'another number and code');
});

test('the page leads to the PDF without a script, and a body that is not there has none', async () => {
  const page = (await app.inject({ url: '/bodies/jb-zj/report?lang=en' })).body;
  assert.match(page, /<a class="govuk-button[^>]*href="\/bodies\/jb-zj\/report\.pdf\?lang=en"/);
  for (const url of ['/bodies/nobody/report.pdf', '/bodies/jb-zj/report.pdf.pdf']) assert.equal((await app.inject({ url })).statusCode, 404);
});

test('fifty who ask at once for one report cost one print; when too many different ones wait, the next is asked to come back', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => app.inject({ url: '/bodies/ex-cz/report.pdf' })));
  assert.deepEqual([...new Set(all.map(({ statusCode }) => statusCode))], [200]);
  assert.equal(new Set(all.map(({ rawPayload }) => rawPayload.toString('latin1'))).size, 1);
  await city.owner.query("insert into pub.body (id, slug, name, name_en, area_code, words) select gen_random_uuid(), 'many-' || n, '示例单位' || n, '', '990100', '' from generate_series(1, 40) n");
  const many = await Promise.all(Array.from({ length: 40 }, (_, n) => app.inject({ url: `/bodies/many-${n + 1}/report.pdf` })));
  const busy = many.filter(({ statusCode }) => statusCode === 503);
  assert.ok(busy.length > 0 && many.every(({ statusCode }) => statusCode === 200 || statusCode === 503));
  assert.deepEqual([busy[0]?.headers['retry-after'], busy[0]?.headers['content-type'], busy[0]?.headers['cache-control']], ['30', 'text/html; charset=utf-8', 'no-store']);
});

test('a press that fails at one document says so and prints the next; a closed one opens again', async () => {
  const press = new Press();
  const about = { title: '样', author: '', on: '2026-11-23' };
  const good: PrintOrder = { blocks: [{ is: 'text', text: '正文' }], running: '', about };
  const broken = { ...good, blocks: [{ is: 'table', heads: ['甲'], shares: [1], rows: [[null]] }] } as unknown as PrintOrder;
  const [failed, printed] = await Promise.allSettled([press.print(broken), press.print(good)]);
  assert.deepEqual([failed.status, printed.status], ['rejected', 'fulfilled']);
  const cut = press.print(good);
  await press.close();
  await assert.rejects(cut, /the press was closed/);
  assert.equal((await press.print(good)).subarray(0, 5).toString(), '%PDF-');
  const orders = Array.from({ length: 21 }, () => press.print(good));
  await assert.rejects(orders.at(-1) as Promise<Buffer>, (error) => error instanceof PressBusy);
  await Promise.all(orders.slice(0, 20));
  await press.close();
});
