// 评优核查 Eligibility: a personnel or credit office asks about a list before an award, takes the signed answer along, and whoever is handed
// it types its code: valid today, no longer in force once its ground is gone, and nothing else.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { download } from './imports.ts';
import { runCommand } from './instance.ts';
import { readRows } from './sheets.ts';
import { openPage, openRecord, sitDown, take } from './staff.ts';
import { story, visit, type World } from './visitor.ts';

const clear = '江衡市水利局';

export function eligibility(world: World): void {
  const folder = mkdtempSync(join(tmpdir(), 'rongcheng-eligibility-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let code = '';

  describe('评优评先核查 F03, C9', () => {
    test('a list is answered line by line, with reasons and a signed answer that proves itself offline', story, async (t) => {
      const clerk = await sitDown(t, world, 'xinyong1');
      const { page } = clerk;
      await openPage(page, '评优核查');
      await page.getByRole('row', { name: /不再有效/ }).first().waitFor();
      await clerk.seen('eligibility-list');
      await page.getByRole('link', { name: '新的核查' }).first().click();
      await page.getByRole('radio', { name: /荣誉评选/ }).check();
      await page.getByText('按名单核查').waitFor();
      await clerk.seen('eligibility-new');
      const list = join(folder, '候选名单.csv');
      writeFileSync(list, ['单位名称', '江北县住房和城乡建设局', clear, '没有这个单位'].join('\r\n'));
      await page.getByLabel('导入文件').setInputFiles(list);
      await page.getByRole('heading', { level: 1, name: /核查答复 衡信核〔2026〕\d+号/ }).waitFor();
      await page.getByRole('row', { name: /江北县住房和城乡建设局.*不符合.*SX-/ }).waitFor();
      await page.getByRole('row', { name: /没有这个单位.*需人工核实.*名录中没有/ }).waitFor();
      await clerk.seen('eligibility-answer');
      const rows = await readRows(await download(page, '下载结果表', folder));
      assert.deepEqual(rows.map((row) => row['核查结论']), ['不符合', '符合', '需人工核实']);
      const answer = await download(page, '下载签名答复', folder);
      assert.equal(runCommand('verify', answer).status, 0);
      const spoilt = join(folder, 'spoilt.json');
      writeFileSync(spoilt, readFileSync(answer, 'utf8').replace('"clear"', '"barred"'));
      assert.equal(runCommand('verify', spoilt).status, 1);
      assert.equal(readFileSync(await download(page, '下载答复（PDF）', folder)).subarray(0, 5).toString(), '%PDF-');
      const word = await download(page, '下载答复（Word）', folder);
      assert.match(word, /衡信核〔\d{4}〕\d+号\.docx$/);
      code = (JSON.parse(readFileSync(answer, 'utf8')) as { document: { code: string } }).document.code;
    });

    test('C9.6 the code on an answer: valid; once a record behind it ends, no longer in force and nothing else', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false });
      const { page } = citizen;
      const check = async (): Promise<string> => {
        await page.goto(`${world.instance.portalUrl}/v`);
        await page.getByLabel('验证码').fill(code);
        await page.getByRole('button', { name: '查验' }).click();
        await page.getByRole('heading', { level: 1 }).waitFor();
        return (await page.getByRole('main').textContent()) ?? '';
      };
      assert.match(await check(), /有效[^]*评优评先政务信用核查答复[^]*衡信核〔\d{4}〕\d+号/);
      const court = await sitDown(t, world, 'fayuan1');
      await openRecord(court.page, '（2026）衡0121民初318号', /江北县住房和城乡建设局/);
      await take(court.page, '依据撤销，终止记录', { 撤销事由: '裁判文书被撤销或改判', 撤销或变更文书号: '（2026）衡民再318号', 理由: '再审撤销原判' });
      const after = await check();
      assert.match(after, /已失效/);
      for (const said of ['衡信核', '评优', '江北县', '荣誉']) assert.ok(!after.includes(said), said);
      await citizen.seen('eligibility-code');
      const clerk = await sitDown(t, world, 'xinyong1');
      await openPage(clerk.page, '评优核查');
      await clerk.page.getByRole('table').getByRole('link', { name: /^衡信核〔/ }).first().click();
      await clerk.page.getByText(/不再有效/).first().waitFor();
    });

    test('the credit report of a body: printable without scripts, every number opens its list, its code tells when it is out of date', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false });
      const { page } = citizen;
      await page.goto(`${world.instance.portalUrl}/bodies?q=江衡市城市管理局`);
      await page.getByRole('main').getByRole('link', { name: '江衡市城市管理局', exact: true }).click();
      await page.getByRole('link', { name: '查看并打印信用报告' }).click();
      await page.getByRole('heading', { level: 1, name: '江衡市城市管理局信用报告' }).waitFor();
      const said = (await page.getByRole('main').textContent()) ?? '';
      for (const part of ['报告编号', '验证码', '概要', '一、登记信息', '三、诚实守信荣誉与激励', '八、司法裁判与执行', '十、改进提示']) assert.ok(said.includes(part), part);
      await citizen.seen('public-report');
      const arriving = page.waitForEvent('download');
      await page.getByRole('button', { name: '下载 PDF' }).click();
      const report = join(folder, 'report.pdf');
      await (await arriving).saveAs(report);
      assert.equal(readFileSync(report).subarray(0, 5).toString(), '%PDF-');
      const count = page.getByRole('table', { name: '各部分的条数' }).getByRole('row', { name: /八、司法/ });
      const n = Number(/(\d+)\s*$/.exec((await count.textContent()) ?? '')?.[1]);
      assert.ok(n > 0);
      assert.equal(await page.locator('#judgments + .rc-scroll').getByRole('row').count(), n + 1);
      await page.getByRole('link', { name: /\/v$/ }).click();
      await page.getByRole('heading', { level: 1, name: '这份信用报告与现在公开的一致' }).waitFor();
      await citizen.seen('public-report-code');
    });
  });
}
