// 修复与权益 C4 (5, 6), C5 (5, 7): a body sees from when it may ask, asks with two documents and nothing to pay, and sees what stopped; an
// official pleads for leniency and reads in public the words that clear the name.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertState, openPage, sitDown, statePurpose, take } from './staff.ts';
import { story, visit, type World } from './visitor.ts';

const proof = { name: '付款凭证.txt', mimeType: 'text/plain', buffer: Buffer.from('财政国库集中支付凭证：余款已经付清。') };

export function repairs(world: World): void {
  describe('C4 a body asks for a repair', () => {
    test('5 with two documents, from the day that the class allows; what will stop is said before; 6 and after approval what has stopped', story, async (t) => {
      const contact = await sitDown(t, world, 'danwei1');
      const { page } = contact;
      await openPage(page, '信用修复');
      const own = page.getByRole('table', { name: '可以申请修复的记录' });
      await own.getByText(/最短公示期为/).first().waitFor();
      await own.getByText(/履行完毕即可申请/).first().waitFor();
      await contact.seen('console-repairs-own');
      await own.getByRole('row').filter({ hasText: '失信被执行人' }).getByRole('link', { name: '申请修复' }).click();
      const dialog = page.getByRole('dialog', { name: '申请修复' });
      await dialog.getByText('不收任何费用。只交两份材料').waitFor();
      await dialog.getByText(/我单位承诺：生效法律文书确定的义务/).waitFor();
      await contact.seen('console-repair-dialog');
      await dialog.getByRole('button', { name: '确定申请修复' }).click();
      await dialog.getByText('请填写“纠正和履行情况”').first().waitFor();
      await dialog.getByLabel(/^纠正和履行情况/).fill('余款和利息已于本月付清，人民法院已经删除失信信息。');
      await dialog.locator('input[type=file]').setInputFiles(proof);
      await dialog.getByRole('link', { name: '付款凭证.txt' }).waitFor();
      await dialog.getByRole('switch').click();
      await dialog.getByRole('button', { name: '确定申请修复' }).click();
      await page.getByRole('table', { name: '事项内容' }).getByText('余款和利息已于本月付清').waitFor();
      const application = page.url();
      const decide = async (login: string, action: string, answers: Readonly<Record<string, string>>): Promise<void> => {
        const staff = await sitDown(t, world, login);
        await staff.page.goto(application);
        await take(staff.page, action, answers);
      };
      await decide('xinyong1', '受理', {});
      await decide('fayuan2', '确认履行情况', { 履行情况结论: '已经纠正并履行完毕', 核实情况: '执行局确认已经全部执行，失信信息已经删除。' });
      const desk = await sitDown(t, world, 'xinyong5');
      await openPage(desk.page, '信用修复');
      await desk.page.getByRole('table', { name: '修复申请' }).getByText('履行证明 1 份；承诺书已确认').first().waitFor();
      await desk.seen('console-repair-desk');
      await decide('xinyong5', '准予修复', { 决定理由: '义务已经履行完毕，认定单位已经确认，准予修复。' });
      await page.goto(application);
      await assertState(page, '准予修复');
      await page.locator('#linked').getByRole('link').filter({ hasText: /^SX-/ }).first().click();
      await assertState(page, '已修复');
      const box = page.locator('#repair');
      for (const stopped of [/停止公示（已完成）/, /停止共享，收回已共享的信息（已完成，\d+ 家接收单位尚未确认）/, /解除措施（已完成，\d+ 家接收单位尚未确认）/]) await box.getByText(stopped).waitFor();
      await contact.seen('console-repaired');
      const citizen = await visit(t, world);
      citizen.forgive(/status of 410/);
      await citizen.page.goto(`${world.instance.portalUrl}/records/${new URL(page.url()).pathname.split('/').at(-1)}`);
      await citizen.page.getByRole('heading', { level: 1, name: '该记录已停止公示' }).waitFor();
    });

    test('on the public site a record says from when, on what rule, and that it costs nothing; without scripts the form goes to a receipt', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false, width: 375, height: 740 });
      citizen.forgive(/status of 400/);
      const { page } = citizen;
      await page.goto(`${world.instance.portalUrl}/search?q=${encodeURIComponent('江衡高新技术产业开发区管理委员会')}`);
      await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().click();
      await page.getByText(/履行完毕即可申请，按《发改财金〔2023〕1103号》/).waitFor();
      await page.getByRole('link', { name: '申请信用修复' }).click();
      await page.getByText('不收任何费用。', { exact: false }).first().waitFor();
      const go = async (button = '继续'): Promise<void> => { await page.getByRole('button', { name: button, exact: true }).click(); };
      await go('现在开始');
      await page.getByRole('textbox').first().fill('补助款已经全部兑现。');
      await go();
      await page.getByLabel(/选择文件/).setInputFiles(proof);
      await go();
      await page.getByText(/我单位承诺：违约（拖欠）已经纠正/).waitFor();
      await go();
      assert.match(await page.title(), /^错误：/);
      await page.getByRole('radio', { name: /我已阅读/ }).check();
      await go();
      await page.getByLabel('经办人').fill('某某');
      await page.getByLabel('单位电话').fill('0000-1234567');
      await go();
      await page.getByText('现在还没有提交。').waitFor();
      await go('提交信用修复申请');
      await page.getByRole('heading', { level: 1, name: '已经收到' }).waitFor();
      assert.match((await page.locator('#receipt-no').textContent()) ?? '', /^XF-\d{4}-\d{6}$/);
    });
  });

  describe('C5 an official', () => {
    test('5 reads which ground was applied or why it was refused', story, async (t) => {
      const official = await sitDown(t, world, 'gongwu1');
      const { page } = official;
      await openPage(page, '从轻或免于');
      await page.getByRole('table').getByRole('link').first().click();
      await assertState(page, '已从轻一档');
      await page.getByRole('table', { name: '事项内容' }).getByText('主动挽回损失', { exact: true }).first().waitFor();
      await official.seen('console-leniency');
      const other = await sitDown(t, world, 'gongwu2');
      await openPage(other.page, '从轻或免于');
      await other.page.getByRole('table').getByRole('link').first().click();
      await assertState(other.page, '不予从轻，已办结');
      await other.page.getByText('执行处分决定不属于主动消除不良影响').first().waitFor();
    });

    test('7 consents to the very words that clear the name; another approves; the public reads just them', story, async (t) => {
      const citizen = await visit(t, world);
      await citizen.page.goto(`${world.instance.portalUrl}/clearances`);
      await citizen.page.getByText('经查，关于江北县水利局一名负责人违规接受宴请的反映不属实，现予澄清。', { exact: true }).waitFor();
      assert.equal(await citizen.page.getByText('曹观澜').count(), 0, 'no name without consent');
      await citizen.seen('public-clearances');
    });

    test('says that speaking was punished; nobody learns from the platform who it was', story, async (t) => {
      const official = await sitDown(t, world, 'gongwu1');
      const { page } = official;
      await openPage(page, '打击报复举报');
      await page.getByText('平台不记录是哪个账号提交的').waitFor();
      await official.seen('console-retaliation');
      const handler = await sitDown(t, world, 'fucha1');
      await openPage(handler.page, '打击报复举报');
      await handler.page.getByRole('link', { name: /要办理的举报/ }).click();
      await handler.page.getByRole('table').getByRole('link').first().click();
      await statePurpose(handler.page, '核实失信记录', '查看处理结果');
      await assertState(handler.page, '属实，已处理');
      assert.equal(await handler.page.getByText('公众窗口').count(), 0);
    });
  });
}
