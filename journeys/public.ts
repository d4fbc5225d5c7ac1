// 企业与公众 C9: what a citizen or an enterprise does on the public site, without an account and mostly without scripts.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { extractText, getDocumentProxy } from 'unpdf';
import { runCommand } from './instance.ts';
import { story, visit, type World } from './visitor.ts';

const pageBytesMax = 60 * 1024;
const elderPixelsMin = 20;

export function publicSite(world: World): void {
  const open = (page: Page, path: string) => page.goto(world.instance.portalUrl + path);

  describe('C9 enterprises and the public', () => {
    test('1 without account and scripts: search a body by its short name, read a record, and what is not public and why', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false });
      const { page } = citizen;
      await open(page, '/');
      const withheld = page.getByRole('complementary', { name: '哪些不公开，为什么' });
      assert.match((await withheld.textContent()) ?? '', /尚未核实[^]*政务处分/);
      await citizen.seen('public-home');
      await find(page, '住建局');
      await citizen.seen('public-search');
      await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link', { name: /住房和城乡建设局：/ }).first().click();
      assert.match((await page.getByRole('navigation', { name: '当前位置' }).textContent()) ?? '', /首页.*查询记录/);
      const facts = (await page.getByRole('main').textContent()) ?? '';
      for (const part of ['记录编号', '认定单位', '认定日期', '公示依据', '公示期', '如何算出', '存证与核验', '认为记录有误']) assert.ok(facts.includes(part), part);
      await page.getByRole('link', { name: '异议办理说明' }).waitFor();
      await assertLight(page);
      await page.getByRole('main').getByRole('link', { name: /住房和城乡建设局$/ }).first().click();
      await page.getByRole('heading', { name: '正在公示的记录' }).waitFor();
      await page.getByRole('table', { name: '按类别' }).waitFor();
      await citizen.seen('public-body');
    });

    test('5 the open data hold what the pages show, and each record in them verifies', story, async (t) => {
      const citizen = await visit(t, world);
      const { page } = citizen;
      await open(page, '/data');
      await citizen.seen('public-data');
      const csv = readFileSync(await save(page, '全部公示记录（CSV）'), 'utf8');
      assert.equal(csv.charCodeAt(0), 0xfeff);
      const lines = readFileSync(await save(page, '全部公示记录（NDJSON）'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string; body?: { no: string }; no?: string });
      assert.match((await page.getByRole('main').locator('.rc-lead').textContent()) ?? '', new RegExp(`现有 ${lines.length} 条`));
      assert.equal(csv.trim().split(/\r?\n/).filter((line) => /SX-\d{4}-\d{6}/.test(line)).length, lines.length);
      const { id } = lines[0]!;
      await open(page, `/records/${id}`);
      await page.getByRole('button', { name: '在浏览器里核验' }).click();
      await page.locator('#verdict').getByText('核验通过').waitFor();
    });

    test('7 a record that is gone: the takedowns say when and under which article, and the log proves that an entry was there and ended', story, async (t) => {
      const citizen = await visit(t, world);
      const { page } = citizen;
      await open(page, '/takedowns');
      await citizen.seen('public-takedowns');
      await page.getByRole('table', { name: /按月统计/ }).getByRole('link').last().click();
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: /^日志/ }) }).last();
      for (const label of ['情形', '依据']) assert.notEqual((await row.locator(`[data-label="${label}"]`).textContent())?.trim() ?? '', '');
      citizen.forgive(/status of 410/);
      await row.getByRole('link', { name: /^日志/ }).click();
      await page.getByRole('heading', { level: 1, name: '该记录已停止公示' }).waitFor();
      const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      const file = await save(page, '下载两条登记及其证明');
      const verdict = runCommand('verify', file);
      assert.equal(verdict.status, 0, verdict.stdout + verdict.stderr);
      for (const path of ['/feed.atom', '/sitemap.xml', '/data/records.ndjson']) assert.ok(!(await (await page.request.get(world.instance.portalUrl + path)).text()).includes(`/records/${id}`), path);
    });

    test('8 on a phone, without scripts and with letters twice as large, nothing is lost', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false, width: 375, height: 740 });
      const { page } = citizen;
      await open(page, '/');
      await find(page, '县政府');
      await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().click();
      for (const path of [new URL(page.url()).pathname, '/', '/search', '/bodies', '/catalog', '/takedowns', '/log', '/data', '/help']) {
        await open(page, path);
        const widths = await page.evaluate(() => {
          const { documentElement: root } = document;
          const before = root.scrollWidth;
          root.style.fontSize = '200%';
          return [before, root.scrollWidth, root.clientWidth];
        });
        assert.ok(widths.every((width) => width <= 375), `${path}: ${widths.join(', ')}`);
      }
      await citizen.picture('public-zoomed');
    });

    test('the large print stays from page to page, with letters of at least 20 pixels', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false });
      const { page } = citizen;
      await open(page, '/');
      await page.getByRole('link', { name: '长辈版' }).click();
      await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '查询记录' }).click();
      const pixels = await page.locator('p.rc-lead, p.govuk-body').first().evaluate((each) => Number.parseFloat(getComputedStyle(each).fontSize));
      assert.ok(pixels >= elderPixelsMin, `${pixels} px`);
      await page.getByRole('link', { name: '标准版' }).waitFor();
      await citizen.seen('public-elder');
    });

    test('a printed record carries its number and none of the navigation', story, async (t) => {
      const { page } = await visit(t, world);
      await open(page, '/search');
      await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().click();
      const no = /SX-\d{4}-\d{6}/.exec((await page.getByRole('main').textContent()) ?? '')?.[0] ?? '';
      const { text } = await extractText(await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4' }))), { mergePages: true });
      assert.ok(text.includes(no), text.slice(0, 400));
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.getByRole('navigation', { name: '主导航' }).isVisible(), false);
      assert.equal(await page.getByRole('button', { name: '在浏览器里核验' }).isVisible(), false);
    });
  });
}

/** Types into the one search box of the page. */
async function find(page: Page, words: string): Promise<void> {
  await page.getByRole('searchbox').first().fill(words);
  await page.getByRole('button', { name: '查询' }).first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** The page and its styles are small, and asking again costs nothing; machines can read what it is about. */
async function assertLight(page: Page): Promise<void> {
  const answer = await page.request.get(page.url());
  const html = await answer.text();
  const style = /<link rel="stylesheet" href="([^"]+)"/.exec(html)?.[1] ?? '';
  const bytes = gzipSync(html).length + gzipSync(await (await page.request.get(new URL(style, page.url()).href)).body()).length;
  assert.ok(bytes <= pageBytesMax, `${bytes} bytes`);
  assert.match(html, new RegExp(`<link rel="canonical" href="[^"]*${new URL(page.url()).pathname}"`));
  const structured = JSON.parse(/<script type="application\/ld\+json"[^>]*>([^]*?)<\/script>/.exec(html)?.[1] ?? '') as { '@type': string };
  assert.equal(structured['@type'], 'Report');
  const again = await page.request.get(page.url(), { headers: { 'if-none-match': answer.headers()['etag'] ?? '' } });
  assert.equal(again.status(), 304);
}

async function save(page: Page, name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rongcheng-c9-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const arriving = page.waitForEvent('download');
  await page.getByRole('link', { name }).first().click();
  const file = await arriving;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}
