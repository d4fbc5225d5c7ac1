// 整改 C4 (1, 2) and C8 (6): a body under an order, its superior, the verifier and the auditor: the order with its day and its article, an
// explanation with dated steps, what only the verifier may close, and a "done" that stays a claim wherever it stands.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { tabTo } from './keyboard.ts';
import { daysAgo } from './sheets.ts';
import { ask, assertState, openPage, sitDown, take } from './staff.ts';
import { story, type World } from './visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-c4-'));
const evidence = join(folder, '付款凭证.txt');
const found = '确认封闭道路行为违法';

/** The open rectification about a finding of these words, as the list of an account has it. */
async function rectificationOf(page: Page, words: string): Promise<{ id: string; state: string }> {
  const { items } = (await ask(page, 'GET', `/records/rectification?q=${encodeURIComponent(words)}`)).body as unknown as { items: { id: string; state: string }[] };
  assert.equal(items.length, 1, words);
  return items[0] as { id: string; state: string };
}

export function rectificationJourneys(world: World): void {
  describe('C4 a body under an order to put things right', () => {
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('1 its contact sees at once one order, until when it must explain, and the article it rests on', story, async (t) => {
      const contact = await sitDown(t, world, 'danwei8');
      const { page } = contact;
      const banner = page.getByRole('status').filter({ hasText: '本单位有 1 件整改等待办理' });
      await banner.getByText(/依据：/).waitFor();
      const said = (await banner.textContent()) ?? '';
      assert.match(said, /请在 \d{4}年\d{1,2}月\d{1,2}日 前提交书面说明|请在 \d{4}-\d{2}-\d{2} 前提交书面说明/);
      assert.match(said, /榕发改信用〔2017〕82号 四\(三\)/);
      await contact.seen('order-banner');
      await openPage(page, '整改');
      await contact.seen('board-of-a-body');
    });

    test('2 it explains with dated steps, reports and claims; it cannot close the order, only the verifier can', story, async (t) => {
      const contact = await sitDown(t, world, 'danwei8');
      const { page } = contact;
      await page.getByRole('status').getByRole('link', { name: new RegExp(found) }).click();
      await take(page, '提交书面说明与整改措施', { 原因说明: '封路前没有公告和绕行安排', 整改措施: '恢复通行并补办手续', 分阶段安排: `${daysAgo(-3)} 拆除围挡\n${daysAgo(-10)} 公布绕行方案` });
      await assertState(page, '整改中');
      await take(page, '报告阶段进展', { 完成了第几步: '1', 进展: '围挡已经拆除' });
      await page.getByText('尚待核查').first().waitFor();
      writeFileSync(evidence, '恢复通行公告');
      const panel = page.getByRole('complementary', { name: '办理' });
      await panel.getByRole('button', { name: '报告整改完成', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: '报告整改完成' });
      await dialog.getByLabel(/^进展/).fill('道路已经恢复通行');
      await dialog.locator('input[type=file]').setInputFiles(evidence);
      await dialog.getByRole('link', { name: '付款凭证.txt' }).waitFor();
      await dialog.getByRole('button', { name: '确定报告整改完成' }).click();
      await dialog.waitFor({ state: 'detached' });
      await assertState(page, '单位报称完成，待核查');
      await page.getByText('这是单位自己的说法').waitFor();
      await contact.seen('claimed');
      assert.deepEqual(await panel.getByRole('button', { name: /办结/ }).count(), 0);
      contact.forgive(/status of 403/);
      const { id } = await rectificationOf(page, found);
      for (const action of ['accept', 'giveUp', 'supersede']) assert.equal((await ask(page, 'POST', `/records/rectification/${id}/actions/${action}`, { input: { evidence: '我们做完了' } })).status, 403, action);
      const verifier = (await sitDown(t, world, 'xinyong1')).page;
      await verifier.goto(`${world.instance.consoleUrl}/records/rectification/${id}`);
      await take(verifier, '核查属实，办结', { 核查情况: '现场查看道路已经恢复通行，公告已张贴' });
      await assertState(verifier, '已整改');
    });

    test('the superior of a body that is overdue is told what to do, and does it', story, async (t) => {
      const superior = await sitDown(t, world, 'danwei5');
      const { page } = superior;
      const banner = page.getByRole('status').filter({ hasText: '下级单位有 1 件整改逾期' });
      await banner.getByRole('link').click();
      await take(page, '上级督促', { 督促情况: '已约谈镇长，县财政本月拨付差额' });
      await assertState(page, '逾期未整改（上级督促中）');
      await openPage(page, '工作台');
      await page.getByRole('status').filter({ hasText: '下级单位有' }).waitFor({ state: 'detached' });
    });
  });

  describe('C8 the auditor and the credit office look at rectifications', () => {
    test('6 the board shows each light and stage; a claim is shown as a claim, in the office and to the public, and nobody but the verifier closes it', story, async (t) => {
      const auditor = await sitDown(t, world, 'shenji1');
      const { page } = auditor;
      await openPage(page, '整改');
      const lights = page.getByRole('region', { name: '按期限' });
      for (const light of ['已超期', '即将到期', '期限内', '已中止计时']) await lights.getByRole('link', { name: new RegExp(`^${light}`) }).waitFor();
      await auditor.seen('board');
      await page.getByRole('region', { name: '按阶段' }).getByRole('link', { name: /^单位报称完成，待核查/ }).click();
      const table = page.getByRole('table');
      await table.getByText('江北县住房和城乡建设局').first().waitFor();
      await table.getByRole('link', { name: /^整改：.*安置房工程款/ }).click();
      await page.getByText('这是单位自己的说法').waitFor();
      assert.equal(await page.getByRole('complementary', { name: '办理' }).getByRole('button', { name: /办结/ }).count(), 0);
      auditor.forgive(/status of 403/);
      const id = new URL(page.url()).pathname.split('/').at(-1);
      assert.equal((await ask(page, 'POST', `/records/rectification/${id}/actions/accept`, { input: { evidence: '看着像做完了' } })).status, 403);
    });

    test('a reviewer decides on criticism with keyboard alone on the board, and a clock that stands still is on it', story, async (t) => {
      const { page } = await sitDown(t, world, 'xinyong3');
      await openPage(page, '整改');
      await tabTo(page, /^已中止计时/, 80);
      await page.keyboard.press('Enter');
      await page.getByRole('table').getByText('暂无到期日').waitFor();
      await openPage(page, '整改');
      await page.getByRole('region', { name: '按阶段' }).getByRole('link', { name: /红色督查/ }).click();
      const decide = page.getByRole('table').getByRole('button', { name: /^决定是否通报/ });
      await decide.focus();
      await page.keyboard.press('Enter');
      await take(page, '通报批评', { 理由: '三次督查仍未支付，单位没有提出新的安排' });
      await assertState(page, '逾期未整改，已通报批评');
    });
  });
}
