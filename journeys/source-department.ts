// 源头部门 C2: a clerk of the court and one of the supervisory commission: template, dry run, a person of whom there are several, an
// annulled judgment, and a sanction that stays closed.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { makeIdNumber } from '../src/core/identifiers/id-number.ts';
import { commit, download, reportOf, startImport, upload } from './imports.ts';
import { runCommand } from './instance.ts';
import { daysAgo, fillTemplate, readRows, type Row } from './sheets.ts';
import { ask, assertState, openPage, openRecord, recordOf, sitDown, statePurpose, take } from './staff.ts';
import { choose, story, visit, type World } from './visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-c2-'));
const sanctionNumber = '江监政处〔2026〕81号';
const homonymNumber = '江监政处〔2026〕82号';

export function sourceDepartment(world: World): void {
  describe('C2 the source departments', () => {
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('1 the template says of every column what it means, in which form, by example and by which law', story, async (t) => {
      const { page } = await sitDown(t, world, 'fayuan1');
      await startImport(page, '民商事判决未履行');
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(await download(page, '下载导入模板', folder));
      const data = book.getWorksheet('填报') as ExcelJS.Worksheet;
      const help = book.getWorksheet('说明') as ExcelJS.Worksheet;
      const start = (help.getColumn(1).values as unknown[]).indexOf('列名');
      const heads = (help.getRow(start).values as string[]).slice(1);
      const columns = (data.getRow(1).values as string[]).slice(1);
      assert.ok(columns.length >= 12);
      columns.forEach((name, at) => {
        const said = Object.fromEntries(heads.map((head, column) => [head, help.getCell(start + 1 + at, column + 1).text]));
        assert.equal(said['列名'], name);
        for (const part of ['含义', '格式', '是否必填', '示例', '依据', '公开范围']) assert.notEqual(said[part] ?? '', '', `${name}: ${part}`);
      });
    });

    test('2 of forty rows the dry run tells the good, the two bad codes and the one known already, and stores nothing before the commit', story, async (t) => {
      const clerk = await sitDown(t, world, 'fayuan1');
      const { page } = clerk;
      const before = await countRecords(page);
      await startImport(page, '民商事判决未履行');
      const file = join(folder, '四十条.xlsx');
      await fillTemplate(await download(page, '下载导入模板', folder), judgments(), file);
      await upload(page, file);
      assert.deepEqual(await reportOf(page), { all: 40, bad: 2, warned: 0, duplicate: 1, good: 37 });
      await page.getByText('目前什么都没有入库').waitFor();
      assert.equal(await countRecords(page), before);
      await clerk.seen('dry-run');
      const failed = await readRows(await download(page, '下载错误数据.xlsx', folder));
      assert.deepEqual(failed.map((row) => row['案号']), ['（2026）衡0121民初1005号', '（2026）衡0121民初1017号']);
      for (const row of failed) assert.match(row['错误原因'] ?? Object.values(row).at(-1) ?? '', /统一社会信用代码.*校验/);
      await commit(page);
      assert.equal(await countRecords(page), before + 37);
      await page.getByText('入库的 37 行已成为记录').waitFor();
      await clerk.seen('import-receipt');

      await startImport(page, '民商事判决未履行');
      await upload(page, file);
      await page.getByText('已导入', { exact: true }).waitFor();
      assert.deepEqual(await reportOf(page), { all: 40, bad: 2, warned: 0, duplicate: 38, good: 0 });
      await page.getByRole('link', { name: '查看之前的批次' }).click();
      await page.getByRole('button', { name: '撤回整批' }).click();
      const dialog = page.getByRole('dialog', { name: '撤回整批？' });
      await dialog.getByText('将终止 37 条记录').waitFor();
      await dialog.getByLabel('撤回理由（必填）').fill('选错了年度的文件');
      await dialog.getByRole('button', { name: '撤回', exact: true }).click();
      await page.getByText('这一批已整批撤回').waitFor();
      await page.getByRole('link', { name: '查看这一批的记录' }).click();
      await page.getByText('符合条件 37 条').waitFor();
      assert.deepEqual([...new Set(await page.getByRole('table').locator('td[data-label="状态"]').allTextContents())], ['不予记录']);
    });

    test('3 a finding about somebody of whom there are two goes to a person, who decides, and may take it back', story, async (t) => {
      const clerk = await sitDown(t, world, 'jiwei1');
      await startImport(clerk.page, '公职人员政务处分');
      const file = join(folder, '同名.xlsx');
      await fillTemplate(await download(clerk.page, '下载导入模板', folder), [{ ...sanction('宋听澜', homonymNumber), 公民身份号码: makeIdNumber(4712, '1979-03-04') }], file);
      await upload(clerk.page, file);
      assert.deepEqual(await reportOf(clerk.page), { all: 1, bad: 0, warned: 1, duplicate: 0, good: 0 });
      await commit(clerk.page);
      const identity = await sitDown(t, world, 'shenfen1');
      await openReview(identity.page);
      await assertState(identity.page, '待判断');
      await identity.seen('identity-review');
      await take(identity.page, '是同一人', { 宋听澜: '宋听澜（江北县住房和城乡建设局', 判断理由: '单位、职务与任职信息一致' });
      await assertState(identity.page, '已判断为同一人');
      await openSanction(clerk.page, homonymNumber);
      await clerk.page.getByText('宋听澜', { exact: true }).first().waitFor();
      await take(identity.page, '撤回判断', { 判断理由: '证件号经复核不一致' });
      await assertState(identity.page, '待判断');
      await openSanction(clerk.page, homonymNumber);
      await clerk.page.getByText('尚未确认主体。确认后才能报送。').waitFor();
    });

    test('5 an annulled judgment leaves the public site at once, with reason and article listed, and both of its leaves still prove', story, async (t) => {
      const court = await sitDown(t, world, 'fayuan1');
      const { page } = court;
      await openRecord(page, '（2026）衡0102民初77号', /77号/);
      await assertState(page, '公示中');
      const { id } = await recordOf(page);
      const url = `${world.instance.portalUrl}/records/${id}`;
      const citizen = await visit(t, world);
      assert.equal((await citizen.page.goto(url))?.status(), 200);
      await take(page, '依据撤销，终止记录', { 撤销事由: '裁判文书被撤销或改判', 撤销或变更文书号: '（2026）衡01民再7号', 理由: '再审改判驳回诉讼请求' });
      await assertState(page, '已终止');
      citizen.forgive(/status of 410/);
      assert.equal((await citizen.page.goto(url))?.status(), 410);
      const gone = (await citizen.page.getByRole('main').textContent()) ?? '';
      assert.match(gone, /该记录已停止公示/);
      assert.doesNotMatch(gone, /城市管理局|77号|公益广告/);
      const stopped = page.getByRole('table', { name: '由此产生的措施' }).getByRole('row').filter({ hasText: '取消荣誉评选资格' });
      assert.match((await stopped.textContent()) ?? '', /市委组织部.*已终止，待执行单位确认.*记录已终止/s);
      await court.seen('record-ended-measures');
      const executor = await sitDown(t, world, 'zuzhi1');
      await executor.page.goto(`${world.instance.consoleUrl}/measures?state=ended`);
      await executor.page.getByRole('table', { name: '措施', exact: true }).getByRole('row').filter({ hasText: '城市管理局' }).getByRole('link').first().click();
      await take(executor.page, '确认已停止执行', { 停止执行的情况: '已恢复受理' });
      await page.reload();
      await page.getByRole('table', { name: '由此产生的措施' }).getByRole('row').filter({ hasText: '市委组织部' }).getByText('已终止，执行单位已确认').waitFor();
      await citizen.seen('public-ended');
      const proof = citizen.page.getByRole('link', { name: '下载两条登记及其证明' });
      for (let tries = 0; tries < 100 && !(await proof.isVisible()); tries++) {
        await citizen.page.waitForTimeout(300);
        await citizen.page.reload();
      }
      const arriving = citizen.page.waitForEvent('download');
      await proof.click();
      const path = join(folder, 'ended.json');
      await (await arriving).saveAs(path);
      const verdict = runCommand('verify', path);
      assert.equal(verdict.status, 0, verdict.stdout + verdict.stderr);
      await citizen.page.goto(`${world.instance.portalUrl}/takedowns?month=${daysAgo(0).slice(0, 7)}`);
      const line = citizen.page.getByRole('row').filter({ has: citizen.page.locator(`a[href="/records/${id}"]`) });
      assert.match((await line.textContent()) ?? '', /依据.*撤销|撤销/);
      assert.notEqual((await line.locator('[data-label="依据"]').textContent()) ?? '', '');
    });

    test('7 a demerit of twelve months is closed by default, its end is reckoned, and nothing of it reaches the public', story, async (t) => {
      const as = async (login: string): Promise<Page> => (await sitDown(t, world, login)).page;
      const citizen = await visit(t, world, { javaScript: false });
      const before = await publicTraces(citizen.page, world.instance.portalUrl);
      const clerk = await as('jiwei1');
      await enterSanction(clerk);
      await take(clerk, '报送');
      const { id } = await recordOf(clerk);
      const office = await as('xinyong1');
      await openSanction(office, sanctionNumber);
      await take(office, '核验通过');
      await take(office, '告知');
      await assertState(office, '陈述申辩期');
      const official = await as('gongwu1');
      await openPage(official, '我的记录');
      await official.getByRole('link', { name: /81号/ }).click();
      await take(official, '提交陈述申辩', { 陈述申辩: '对处分决定没有异议。' });
      await openSanction(office, sanctionNumber);
      await take(office, '维持记录', { 理由: '当事人没有异议' });
      await office.getByRole('button', { name: '提出公示意见' }).click();
      await statePurposeAtDesk(office);
      await office.getByText('目录规定这一事项的公示范围：不予公开').waitFor();
      await office.getByRole('radio', { name: /^不予公开/ }).check();
      await office.getByText('公众看不到这条记录').waitFor();
      await office.getByText('留存止').waitFor();
      await office.getByRole('button', { name: '提交第二人复核' }).click();
      await office.getByRole('heading', { level: 1, name: '公示办理' }).waitFor();
      const reviewer = await as('xinyong3');
      await openPage(reviewer, '公示办理');
      await reviewer.getByRole('row').filter({ hasText: '81号' }).getByRole('link', { name: '复核' }).click();
      await statePurposeAtDesk(reviewer);
      await reviewer.getByRole('button', { name: '复核同意' }).click();
      await reviewer.getByRole('heading', { level: 1, name: '公示办理' }).waitFor();
      await openSanction(office, sanctionNumber);
      await assertState(office, '不予公开');
      const { body } = await ask(office, 'GET', `/records/dishonesty-record/${id}?purpose=verification&because=${encodeURIComponent('核对留存止')}`);
      const decidedOn = daysAgo(20);
      assert.equal((body['data'] as { until: string }).until, `${Number(decidedOn.slice(0, 4)) + 1}${decidedOn.slice(4)}`);
      const after = await publicTraces(citizen.page, world.instance.portalUrl);
      for (const [place, text] of Object.entries(after)) assert.doesNotMatch(place.startsWith('/') ? added(before[place] ?? '', text) : text.replaceAll(place, ''), new RegExp(`梁知微|${sanctionNumber}|${id}`), place);
      citizen.forgive(/status of 404/);
      assert.equal((await citizen.page.goto(`${world.instance.portalUrl}/records/${id}`))?.status(), 404);
    });
  });
}

/** Forty judgments: two with a wrong check character, one that the city knows already. */
function judgments(): Row[] {
  const rows = Array.from({ length: 40 }, (_, n): Row => ({
    当事人单位名称: '江北县交通运输局', 统一社会信用代码: '11990121991211094Q', 案号: `（2026）衡0121民初${1001 + n}号`, 案由: '买卖合同纠纷', 审理法院: '江北县人民法院', 裁判日期: daysAgo(80), 生效日期: daysAgo(60),
    未履行金额: `${20_000 + n}`, 履行情况: '全部未履行', 义务内容: `第${n + 1}批沥青采购款判决后没有支付。`,
  }));
  for (const at of [4, 16]) rows[at] = { ...rows[at], 统一社会信用代码: '11990121991211094P' };
  rows[29] = { ...rows[29], 当事人单位名称: '江北县住房和城乡建设局', 统一社会信用代码: '11990121991211051B', 案号: '(2026)衡0121民初318号' };
  return rows;
}

const sanction = (name: string, documentNumber: string): Row => ({
  姓名: name, 所在单位: '江北县住房和城乡建设局', 时任职务: '副局长', 处分决定书文号: documentNumber, 处分种类: '记过', '处分期（月）': '12个月', 决定机关: '江衡市监察委员会', 决定日期: daysAgo(20), 违法行为类型: '不作为、慢作为',
  违法事实摘要: '没有按承诺期限办理验收。',
});

const countRecords = async (page: Page): Promise<number> => ((await ask(page, 'GET', '/records/dishonesty-record?limit=1')).body['count'] as { value: number }).value;

async function openReview(page: Page): Promise<void> {
  await openPage(page, '身份核查');
  await page.getByRole('table').getByRole('link', { name: /宋听澜|宋\*\*/ }).first().click();
  await statePurpose(page, '核实失信记录', '判断是否同一人');
}

/** Opens a sanction from the list, where what moved last stands first, saying why: it is about a person, and no search finds it. */
async function openSanction(page: Page, documentNumber: string): Promise<void> {
  await openPage(page, '政务失信记录');
  await page.getByRole('table').getByRole('link', { name: new RegExp(documentNumber.slice(-3)) }).first().click();
  await statePurpose(page, '核实失信记录', `核验${documentNumber}`);
}

async function statePurposeAtDesk(page: Page): Promise<void> {
  await page.getByText('请先说明查阅目的').waitFor();
  await page.getByRole('radio', { name: '核实失信记录' }).check();
  await page.getByLabel(/^缘由/).fill('决定是否公示');
  await page.getByRole('button', { name: '查阅', exact: true }).click();
}

async function enterSanction(page: Page): Promise<void> {
  await openPage(page, '政务失信记录');
  await page.getByRole('button', { name: '录入记录' }).click();
  await page.getByRole('button', { name: /^公职人员政务处分/ }).click();
  const { 处分种类: kind, '处分期（月）': period, 违法行为类型: violation, ...texts } = sanction('梁知微', sanctionNumber);
  for (const [label, text] of Object.entries({ ...texts, 公民身份号码: '990100198002290170', 所在单位: '江北县财政局' })) await page.getByLabel(new RegExp(`^${label}`)).first().fill(text ?? '');
  await choose(page.getByRole('combobox', { name: /^处分种类/ }), new RegExp(`^${kind}$`));
  await choose(page.getByRole('combobox', { name: /^处分期/ }), period ?? '');
  await choose(page.getByRole('combobox', { name: /^违法行为类型/ }), violation ?? '');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await statePurpose(page, '核实失信记录', `核对${sanctionNumber}的草稿`);
  await assertState(page, '草稿');
}

/** Everything by which the public could learn of a record. */
async function publicTraces(page: Page, portalUrl: string): Promise<Readonly<Record<string, string>>> {
  const traces: Record<string, string> = {};
  for (const path of ['/feed.atom', '/sitemap.xml', '/data/records.csv', '/data/changes.ndjson']) traces[path] = await (await page.request.get(portalUrl + path)).text();
  for (const words of ['梁知微', sanctionNumber, '记过']) {
    await page.goto(`${portalUrl}/search?q=${encodeURIComponent(words)}`);
    traces[words] = (await page.getByRole('main').textContent()) ?? '';
  }
  return traces;
}

/** The lines that a public file has gained; what else the city publishes in the meantime may be among them. */
const added = (before: string, after: string): string => {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line)).join('\n');
};
