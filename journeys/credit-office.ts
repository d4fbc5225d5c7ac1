// 市信用办 C1: a day at the city's credit office: the queue, a county's batch, one's own record, a disclosure with its second
// reviewer, and the month's report.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { makeIdNumber } from '../src/core/identifiers/id-number.ts';
import { commit, download, reportOf, startImport, upload } from './imports.ts';
import { runCommand } from './instance.ts';
import { arrearsRow, daysAgo, fillTemplate } from './sheets.ts';
import { ask, assertState, bulk, openPage, openRecord, recordOf, sitDown, take } from './staff.ts';
import { choose, story, visit, type World } from './visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-c1-'));
const idNumber = makeIdNumber(4711, '1988-05-12');
const judgment = '（2026）衡0121民初901号';
const ownJudgment = '（2026）衡0121民初902号';

export function creditOffice(world: World): void {
  describe('C1 the city credit office', () => {
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('1 the queue stands in order of due days, and a day shows the rule that made it', story, async (t) => {
      const clerk = await sitDown(t, world, 'xinyong1');
      const { page } = clerk;
      const table = page.getByRole('table', { name: '待办事项，按到期日排列' });
      await table.waitFor();
      const days = (await table.getByRole('button', { name: /^到期日 / }).allTextContents()).map((text) => text.replace(/\D+/g, '-').split('-').slice(0, 3).map((part) => part.padStart(2, '0')).join('-'));
      assert.ok(days.length > 5, 'the story leaves work to do');
      assert.deepEqual(days, days.toSorted());
      await clerk.seen('work');
      await table.getByRole('button', { name: /^到期日 / }).first().click();
      const reckoning = page.getByRole('tooltip').filter({ hasText: '到期日是怎么算的' });
      await reckoning.getByText('适用规则').waitFor();
      for (const part of ['到期日', '依据', '版）']) assert.match((await reckoning.textContent()) ?? '', new RegExp(part));
      await clerk.picture('work-reckoning');
      await page.keyboard.press('Escape');
      await reckoning.waitFor({ state: 'hidden' });
    });

    test('2 of a county’s twelve rows ten are verified at once, two go back with a reason, and the county’s receipt adds up', story, async (t) => {
      await bringToCity(await sitDown(t, world, 'jiangbei2').then(({ page }) => page), await sitDown(t, world, 'jiangbei1').then(({ page }) => page));
      const city = await sitDown(t, world, 'xinyong1');
      const { page } = city;
      await openPage(page, '报送回执');
      await page.getByRole('row').filter({ hasText: '卫知行' }).first().getByRole('link', { name: '查看记录' }).click();
      await page.getByText('符合条件 12 条').waitFor();
      await page.getByRole('checkbox', { name: '全选本页可操作的记录' }).check();
      for (const n of [3, 8]) await page.getByRole('checkbox', { name: new RegExp(`${600 + n}号`) }).uncheck();
      await page.getByText('已选 10 条').waitFor();
      await city.seen('county-batch');
      await bulk(page, '核验通过', {}, 10);
      for (const n of [3, 8]) await page.getByRole('checkbox', { name: new RegExp(`${600 + n}号`) }).check();
      await bulk(page, '退回', { 理由: '合同编号与验收单不一致，请核对' }, 2);

      const county = await sitDown(t, world, 'jiangbei1');
      await openPage(county.page, '报送回执');
      const receipt = county.page.getByRole('row').filter({ hasText: '有 2 条退回' }).filter({ hasText: '卫知行' });
      await receipt.waitFor();
      assert.deepEqual((await receipt.getByRole('cell').allTextContents()).slice(1, 5), ['12', '10', '2', '0']);
    });

    test('3 nobody verifies what they entered themselves: the page says why, and the server refuses it past the page', story, async (t) => {
      const clerk = await sitDown(t, world, 'xinyong1');
      const { page } = clerk;
      await enter(page, { caseNumber: ownJudgment, subject: '江衡市住房和城乡建设局', summary: '设计费判决给付后没有支付。' });
      await take(page, '报送');
      await assertState(page, '待市级核验');
      const { id } = await recordOf(page);
      const todo = page.getByRole('complementary', { name: '办理' });
      assert.equal(await todo.getByRole('button', { name: '核验通过' }).count(), 0);
      await clerk.picture('own-record');
      clerk.forgive(/status of 403/);
      const { status, body } = await ask(page, 'POST', `/records/dishonesty-record/${id}/actions/verify`, { input: {} });
      assert.equal(status, 403);
      assert.match(body.detail ?? '', /须由另一人办理/);
      await page.reload();
      await assertState(page, '待市级核验');
    });

    test('4 the desk finds an identity number in a document, masks it, shows the public page without it and hands it on', story, async (t) => {
      await bringIntoEffect(async (login) => (await sitDown(t, world, login)).page);
      const desk = await sitDown(t, world, 'xinyong1');
      const { page } = desk;
      await openRecord(page, judgment, /901号/);
      await page.getByRole('button', { name: '提出公示意见' }).click();
      await page.getByRole('radio', { name: /^全文公示/ }).check();
      await choose(page.getByRole('combobox', { name: /公示依据/ }), '裁判文书依法在互联网公布');
      await page.getByText('随附公开文书的文字').click();
      await page.getByText('这份文书里有 1 处个人信息').waitFor();
      await page.getByRole('button', { name: '取出文书文字，遮盖后公开' }).click();
      const submit = page.getByRole('button', { name: '提交第二人复核' });
      await page.getByText('公示检查里还有 1 处待处理').waitFor();
      assert.equal(await submit.isEnabled(), false);
      await page.getByRole('button', { name: /^采用建议/ }).click();
      await page.locator('#propose-note').getByText('提交后由另一位同事复核').waitFor();
      const shown = await previewOf(page);
      assert.match(shown, /判决书节录[^]*给付加工费八万八千元/);
      assert.ok(!shown.includes(idNumber), 'the number is not in the preview');
      await desk.seen('disclosure-desk');
      await submit.click();
      await page.getByRole('heading', { level: 1, name: '公示办理' }).waitFor();
    });

    test('5 once the second reviewer agrees, the record is public within a minute and its proof holds offline and in the browser', story, async (t) => {
      const reviewer = await sitDown(t, world, 'xinyong3');
      const { page } = reviewer;
      await openPage(page, '公示办理');
      await page.getByRole('row').filter({ hasText: '901号' }).getByRole('link', { name: '复核' }).click();
      assert.ok(!(await previewOf(page)).includes(idNumber));
      await page.getByRole('listitem').filter({ hasText: idNumber }).getByText('已遮盖', { exact: true }).waitFor();
      await reviewer.seen('review-desk');
      await page.getByRole('button', { name: '复核同意' }).click();
      await page.getByRole('heading', { level: 1, name: '公示办理' }).waitFor();
      const agreedAt = performance.now();
      await openRecord(page, judgment, /901号/);
      await assertState(page, '公示中');
      const { id } = await recordOf(page);
      const citizen = await visit(t, world);
      await proveRecord(citizen.page, `${world.instance.portalUrl}/records/${id}`, agreedAt);
      assert.ok(!((await citizen.page.textContent('body')) ?? '').includes(idNumber));
      await citizen.seen('public-record');
    });

    test('8 every number of the month’s report opens a list of as many records, and the report can be taken away', story, async (t) => {
      const clerk = await sitDown(t, world, 'xinyong1');
      const { page } = clerk;
      await openPage(page, '月报');
      await page.getByRole('heading', { name: '本月办理' }).waitFor();
      const lines = await page.getByRole('main').getByRole('table').getByRole('link').evaluateAll((links) => links.map((link) => ({ said: Number(link.textContent?.replaceAll(',', '')), to: link.getAttribute('href') ?? '', name: link.getAttribute('aria-label') ?? '' })));
      assert.ok(lines.length > 10);
      for (const { said, to, name } of lines) {
        const { status, body } = await ask(page, 'GET', to);
        assert.deepEqual([name, status, (body['count'] as { value: number }).value], [name, 200, said]);
      }
      const first = lines.find(({ said }) => said > 1) ?? lines[0]!;
      const file = await download(page, '导出电子表格', folder);
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(file);
      const cells: string[] = [];
      for (const sheet of book.worksheets) sheet.eachRow((row) => row.eachCell((cell) => void cells.push(cell.text)));
      for (const { said } of lines) assert.ok(cells.includes(String(said)), `the workbook holds ${said}`);
      await clerk.seen('report');
      await page.getByRole('link', { name: first.name }).first().click();
      await page.getByText(new RegExp(`^符合条件 ${first.said} 条$`)).waitFor();
    });
  });
}

/** The county's maker imports twelve rows, and the county's verifier passes them to the city as one push. */
async function bringToCity(maker: Page, verifier: Page): Promise<void> {
  await startImport(maker, '拖欠账款');
  const filled = join(folder, '江北县.xlsx');
  await fillTemplate(await download(maker, '下载导入模板', folder), Array.from({ length: 12 }, (_, n) => arrearsRow(n + 1)), filled);
  await upload(maker, filled);
  assert.deepEqual(await reportOf(maker), { all: 12, bad: 0, warned: 0, duplicate: 0, good: 12 });
  await commit(maker);
  await openPage(verifier, '报送回执');
  await verifier.getByRole('row').filter({ hasText: '蒋同舟' }).filter({ hasText: '还有 12 条待办' }).getByRole('link', { name: '查看记录' }).click();
  await verifier.getByText('符合条件 12 条').waitFor();
  await verifier.getByRole('checkbox', { name: '全选本页可操作的记录' }).check();
  await bulk(verifier, '核验通过', {}, 12);
}

/** Enters a judgment by hand. */
async function enter(page: Page, { caseNumber, subject, summary, document }: { caseNumber: string; subject: string; summary: string; document?: string }): Promise<void> {
  await openPage(page, '政务失信记录');
  await page.getByRole('button', { name: '录入记录' }).click();
  await page.getByRole('button', { name: /^民商事判决未履行/ }).click();
  const picker = page.getByRole('combobox', { name: /^主体/ });
  await picker.fill(subject);
  await page.locator('.ant-select-item-option').filter({ hasText: subject }).first().click();
  for (const [label, text] of Object.entries({ 案号: caseNumber, 案由: '承揽合同纠纷', 审理法院: '江北县人民法院', 裁判日期: daysAgo(60), 生效日期: daysAgo(40), 未履行金额: '88000', 义务内容: summary })) {
    await page.getByLabel(new RegExp(`^${label}`)).first().fill(text);
  }
  await choose(page.getByRole('combobox', { name: /^履行情况/ }), '全部未履行');
  if (document !== undefined) {
    await page.locator('input[type=file]').setInputFiles(document);
    await page.getByText('发现 1 处个人信息').waitFor();
  }
  await page.getByRole('button', { name: '保存草稿' }).click();
  await assertState(page, '草稿');
}

/** One judgment from the court's draft through verification, notice and defence to its effect, each step by whose it is. */
async function bringIntoEffect(as: (login: string) => Promise<Page>): Promise<void> {
  const document = join(folder, '判决书节录.txt');
  writeFileSync(document, `判决书节录\n原告江衡青禾环卫服务有限公司，法定代表人丁一，公民身份号码${idNumber}。\n被告应于判决生效后十日内给付加工费八万八千元。\n`);
  const court = await as('fayuan1');
  await enter(court, { caseNumber: judgment, subject: '江北县住房和城乡建设局', summary: '判决给付加工费八万八千元，期满没有支付。', document });
  await take(court, '报送');
  await assertState(court, '待市级核验');
  const office = await as('xinyong1');
  await openRecord(office, judgment, /901号/);
  await take(office, '核验通过');
  await assertState(office, '待告知');
  await take(office, '告知');
  await assertState(office, '陈述申辩期');
  const body = await as('danwei1');
  await openRecord(body, judgment, /901号/);
  await take(body, '提交陈述申辩', { 陈述申辩: '款项已列入下月用款计划。' });
  await office.reload();
  await take(office, '维持记录', { 理由: '列入计划不等于已经支付，陈述不予采纳' });
  await assertState(office, '已生效待公示决定');
}

/** The words of the page that the public would see. Its frame runs no scripts, so they are read from what was put into it. */
async function previewOf(page: Page): Promise<string> {
  const frame = page.getByTitle('公示页面预览');
  await frame.waitFor();
  return frame.evaluate((each) => new DOMParser().parseFromString(each.getAttribute('srcdoc') ?? '', 'text/html').body.textContent ?? '');
}

/** A citizen finds the record public and proved in time, checks the proof file without a network, and in the browser. */
async function proveRecord(page: Page, url: string, agreedAt: number): Promise<void> {
  const button = page.getByRole('button', { name: '在浏览器里核验' });
  for (;;) {
    const answer = await page.goto(url);
    if (answer?.status() === 200 && await button.isVisible()) break;
    assert.ok(performance.now() - agreedAt < 60_000, 'public and proved within a minute');
    await page.waitForTimeout(500);
  }
  const arriving = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载记录与证明' }).click();
  const file = join(folder, 'proof.json');
  await (await arriving).saveAs(file);
  const good = runCommand('verify', file);
  assert.deepEqual([good.status, /核验通过/.test(good.stdout)], [0, true], good.stdout + good.stderr);
  writeFileSync(join(folder, 'forged.json'), readFileSync(file, 'utf8').replace('判决给付加工费', '判决给付加班费'));
  assert.equal(runCommand('verify', join(folder, 'forged.json')).status, 1, 'one changed character is found');
  await button.click();
  await page.locator('#verdict').getByText(/核验通过|一致/).first().waitFor();
}
