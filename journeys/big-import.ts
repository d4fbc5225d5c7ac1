// 大批量导入 A big import: twenty thousand rows with three hundred bad ones of twelve kinds. Each is found and said, the clerk sees how
// far it is even after a reload, and everybody else goes on working.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { bookOf, textRow } from '../src/imports/read/made-files.ts';
import { download, reportOf, startImport, upload } from './imports.ts';
import { daysAgo, readRows, type Row } from './sheets.ts';
import { ask, sitDown } from './staff.ts';
import { story, visit, type World } from './visitor.ts';

const rowsCount = 20_000;
const badOfKind = 25;
const folder = mkdtempSync(join(tmpdir(), 'rongcheng-big-'));
const tooLong = '买卖合同纠纷'.repeat(20);

/** What goes wrong in a spreadsheet, under the code the platform gives it. */
const kinds: readonly { code: string; field: string; wrong: Row }[] = [
  { code: 'check', field: 'subjectCode', wrong: { 统一社会信用代码: '11990121991211094P' } },
  { code: 'character', field: 'subjectCode', wrong: { 统一社会信用代码: '1199O121991211094Q' } },
  { code: 'rounded', field: 'subjectCode', wrong: { 统一社会信用代码: '119901219912111158' } },
  { code: 'required', field: 'cause', wrong: { 案由: '' } },
  { code: 'impossible', field: 'effectiveOn', wrong: { 生效日期: '2026-02-30' } },
  { code: 'too-late', field: 'decidedOn', wrong: { 裁判日期: daysAgo(-30) } },
  { code: 'choice', field: 'performance', wrong: { 履行情况: '看情况' } },
  { code: 'too-long', field: 'cause', wrong: { 案由: tooLong } },
  { code: 'year', field: 'caseNumber', wrong: { 案号: '衡民初字九十号' } },
  { code: 'no-subject', field: 'subjectName', wrong: { 当事人单位名称: '江北县不存在局', 统一社会信用代码: '' } },
  { code: 'no-subject', field: 'subjectName', wrong: { 当事人单位名称: '江北县水利局' } },
  { code: 'negative', field: 'amount', wrong: { 未履行金额: '-500' } },
];

export function bigImport(world: World): void {
  describe('A big import', () => {
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('each bad row of twenty thousand is found with its reason, progress outlives a reload, and others are answered meanwhile', story, async (t) => {
      const file = join(folder, '两万条.xlsx');
      writeFileSync(file, sheetOf(rowsCount));
      const clerk = await sitDown(t, world, 'fayuan1');
      const { page } = clerk;
      const other = (await sitDown(t, world, 'xinyong1')).page;
      const citizen = (await visit(t, world)).page;
      await citizen.goto(world.instance.portalUrl);
      await startImport(page, '民商事判决未履行');
      const began = performance.now();
      await upload(page, file);
      const waits: number[] = [];
      let running = true;
      const others = Promise.all([keepAsking(other, '/api/v1/work', waits, () => running), keepAsking(citizen, '/search?q=%E4%BD%8F%E5%BB%BA%E5%B1%80', waits, () => running)]);
      // A fast machine may be done before anybody could look.
      const seen = () => Promise.race([progressOf(page), reportOf(page).then(({ all }) => all)]);
      const before = await seen();
      await clerk.picture('import-progress');
      await page.reload();
      const afterwards = await seen();
      assert.ok(afterwards >= before && before > 0, `${before} rows before the reload, ${afterwards} after it`);
      const report = await reportOf(page, 100_000);
      running = false;
      await others;
      const p95 = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? 0;
      t.diagnostic(`progress seen at ${before} and ${afterwards} rows; checked in ${((performance.now() - began) / 1000).toFixed(1)} s; ${waits.length} other requests meanwhile, p95 ${p95.toFixed(0)} ms`);
      const bad = kinds.length * badOfKind;
      assert.deepEqual(report, { all: rowsCount, bad, warned: 0, duplicate: 0, good: rowsCount - bad });
      assert.deepEqual(await reasonsOf(page), tally(kinds.flatMap(({ code, field }) => Array.from({ length: badOfKind }, () => `${field} ${code}`))));
      await clerk.seen('big-report');
      const failed = await readRows(await download(page, '下载错误数据.xlsx', folder));
      assert.equal(failed.length, bad);
      await page.getByRole('button', { name: '取消这个批次' }).click();
      await page.getByRole('dialog', { name: '取消这个批次？' }).getByRole('button', { name: '取消批次' }).click();
      await page.getByText('这个批次已取消，什么都没有入库').waitFor();
    });
  });
}

/** A workbook of good judgments with the bad ones spread among them. A rounded code is a number, as a spreadsheet keeps it. */
function sheetOf(count: number): Buffer {
  const good = (n: number): Row => ({
    当事人单位名称: '江北县交通运输局', 统一社会信用代码: '11990121991211094Q', 案号: `（2026）衡0121民初${20_000 + n}号`, 案由: '买卖合同纠纷', 审理法院: '江北县人民法院', 裁判日期: daysAgo(80), 生效日期: daysAgo(60),
    未履行金额: `${20_000 + n}`, 履行情况: '全部未履行', 义务内容: `第${n + 1}笔采购款判决后没有支付。`,
  });
  const columns = Object.keys(good(0));
  const step = Math.floor(count / (kinds.length * badOfKind));
  const lines = Array.from({ length: count }, (_, n) => {
    const at = n % step === 0 ? n / step : -1;
    const kind = at >= 0 && at < kinds.length * badOfKind ? kinds[at % kinds.length] : undefined;
    const row: Row = { ...good(n), ...kind?.wrong };
    const line = textRow(n + 2, columns.map((name) => row[name] ?? ''));
    const rounded = kind?.code === 'rounded' ? kind.wrong['统一社会信用代码'] : undefined;
    return rounded === undefined ? line : line.replace(`<c t="inlineStr"><is><t>${rounded}</t></is></c>`, `<c><v>${Number(rounded).toExponential(14)}</v></c>`);
  });
  return bookOf({ sheets: [{ name: '填报', rows: textRow(1, columns) + lines.join('') }] });
}

/** How many rows are done, once the page says how many and how long it will still take. */
async function progressOf(page: Page): Promise<number> {
  const said = page.getByText(/^[\d,]+ \/ 20,000 行 · 每秒 [\d,]+ 行 · 还需约 \d+ (秒|分钟)$/);
  await said.waitFor({ timeout: 60_000 });
  return Number((await said.textContent())?.split(' / ')[0]?.replaceAll(',', ''));
}

/** Asks the same again and again until it is enough, and notes how long each answer takes. */
async function keepAsking(page: Page, path: string, waits: number[], goOn: () => boolean): Promise<void> {
  while (goOn()) {
    waits.push(await page.evaluate(async (address) => {
      const began = performance.now();
      const { status } = await fetch(address);
      if (status !== 200) throw new Error(`${address} answered ${status}`);
      return performance.now() - began;
    }, path));
    await page.waitForTimeout(200);
  }
}

/** How often each reason is given at each field, from all bad rows. */
async function reasonsOf(page: Page): Promise<Readonly<Record<string, number>>> {
  const batch = new URL(page.url()).pathname.split('/').at(-1);
  const reasons: string[] = [];
  for (let cursor: unknown = 0; cursor !== null;) {
    const { body } = await ask(page, 'GET', `/imports/${batch}/rows?status=bad&limit=200&cursor=${String(cursor)}`);
    for (const { problems } of body['items'] as { problems: { field: string; code: string }[] }[]) reasons.push(...problems.map(({ field, code }) => `${field} ${code}`));
    cursor = body['next'];
  }
  return tally(reasons);
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words.toSorted()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
