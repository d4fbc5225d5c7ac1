// 异议与申诉 C4 (4), C9: a body says on its record's page that an amount is wrong; a citizen says so on the public site, without scripts; both
// see the mark at once and, later, the answer, which is a letter too.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { download } from './imports.ts';
import { ask, assertState, openPage, openRecord, sitDown, take } from './staff.ts';
import { story, visit, type Visitor, type World } from './visitor.ts';

const marked = '异议处理中';
const isPdf = (path: string): boolean => readFileSync(path).subarray(0, 5).toString() === '%PDF-';

export function objections(world: World): void {
  const folder = mkdtempSync(join(tmpdir(), 'rongcheng-objection-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const publicPage = async (page: Page, id: string): Promise<void> => { await page.goto(`${world.instance.portalUrl}/records/${id}`); };

  describe('C4 a body objects', () => {
    test('4 to a wrong amount: "in dispute" shows at once on the public page, the source answers, another office decides', story, async (t) => {
      const contact = await sitDown(t, world, 'danwei1');
      const { page } = contact;
      await openRecord(page, '衡0121民初318号', /民商事/);
      const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      await page.getByRole('complementary', { name: '办理' }).getByRole('button', { name: '提出异议', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: '提出异议' });
      await dialog.getByRole('button', { name: '确定提出异议' }).click();
      await dialog.getByText('请填写“异议内容和理由”').first().waitFor();
      await dialog.getByRole('radio', { name: '内容不实或者有差错' }).check();
      await dialog.getByLabel(/^异议内容和理由/).fill('又付二十万元，余款应为六十八万六千四百元。');
      await contact.seen('console-objection-dialog');
      await dialog.getByRole('button', { name: '确定提出异议' }).click();
      await page.getByRole('heading', { level: 2, name: '事项内容' }).waitFor();
      await page.getByRole('table', { name: '事项内容' }).getByText('又付二十万元').waitFor();
      const objection = page.url();
      await contact.seen('console-objection');
      const citizen = await visit(t, world);
      await publicPage(citizen.page, id);
      await citizen.page.getByText(marked, { exact: true }).waitFor();
      await citizen.page.getByText('异议：异议处理中，待核查').waitFor();
      await citizen.seen('public-disputed');
      const source = await sitDown(t, world, 'fayuan2');
      await source.page.goto(objection);
      await take(source.page, '源头单位答复', { 核查结论: '异议属实，应当更正', 核查情况: '执行局确认又收到二十万元。' });
      const office = await sitDown(t, world, 'xinyong4');
      await openPage(office.page, '异议');
      await office.page.goto(objection);
      await office.page.getByRole('heading', { level: 2, name: '所针对的事项' }).waitFor();
      await office.seen('console-objection-decide');
      await take(office.page, '异议成立，更正记录', { 义务内容: '应向施工企业支付安置房工程款128.64万元，已付60万元，余款到期未付。', 答复: '已付金额有误，予以更正。' });
      await assertState(office.page, '异议成立，已更正');
      await publicPage(citizen.page, id);
      await citizen.page.getByText('已更正', { exact: true }).first().waitFor();
      assert.equal(await citizen.page.getByText(marked, { exact: true }).count(), 0);
      // The answer is a letter as well, there with the decision.
      await page.goto(objection);
      await page.getByRole('heading', { level: 2, name: '文书' }).waitFor();
      await page.getByText(/衡信复〔\d{4}〕\d+号 异议答复书/).waitFor();
      await contact.seen('console-objection-letter');
      assert.ok(isPdf(await download(page, /^PDF：衡信复/, folder)));
      assert.match(await download(page, /^Word：衡信复/, folder), /\.docx$/);
    });
  });

  describe('C9 a citizen objects', () => {
    test('on the public site without scripts: every question, a mistake put right, a receipt; number and code show how it stands', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false, width: 375, height: 740 });
      citizen.forgive(/status of 400/);
      const { page } = citizen;
      const { receipt, code } = await objectTo(citizen, world, false);
      await page.reload();
      assert.equal(await page.locator('#receipt-no').textContent(), receipt, 'loaded again it is the same');
      await page.getByRole('link', { name: '凭编号和查询码查办理情况' }).click();
      await page.getByLabel('编号').fill(receipt);
      await page.getByLabel('查询码').fill(code);
      await page.getByRole('button', { name: '查询', exact: true }).click();
      await page.getByText('异议处理中，待核查').first().waitFor();
      // Once it is decided, the same number and code give the letter.
      const [examiner, judge] = [await sitDown(t, world, 'xinyong1'), await sitDown(t, world, 'xinyong4')];
      const { items } = (await ask(judge.page, 'GET', `/records/objection?q=${receipt}`)).body as unknown as { items: { id: string }[] };
      for (const [who, action, input] of [[examiner, 'verifyHere', { opinion: 'stands', answer: '与法院核对，日期无误。' }], [judge, 'refuse', { reason: '判决书所载日期与记录一致。' }]] as const) {
        const done = await ask(who.page, 'POST', `/records/objection/${items[0]?.id}/actions/${action}`, { input });
        assert.equal(done.status, 200, JSON.stringify(done.body));
      }
      await page.goto(`${world.instance.portalUrl}/case`);
      await page.getByLabel('编号').fill(receipt);
      await page.getByLabel('查询码').fill(code);
      await page.getByRole('button', { name: '查询', exact: true }).click();
      await page.getByText('判决书所载日期与记录一致。').waitFor();
      await citizen.seen('public-case-letter');
      const arriving = page.waitForEvent('download');
      await page.getByRole('button', { name: /^下载 PDF/ }).click();
      const file = join(folder, 'reply.pdf');
      await (await arriving).saveAs(file);
      assert.ok(isPdf(file));
    });

    test('with scripts nothing on the way is a barrier, nor sticks out on a phone', story, async (t) => {
      const citizen = await visit(t, world);
      citizen.forgive(/status of 400/);
      await objectTo(citizen, world, true);
      await citizen.page.goto(`${world.instance.portalUrl}/case`);
      await citizen.seen('public-case');
    });
  });
}

/** From a record's page to the receipt. */
export async function objectTo(citizen: Visitor, world: World, look: boolean): Promise<{ receipt: string; code: string }> {
  const { page } = citizen;
  const seen = async (name: string): Promise<void> => { if (look) await citizen.seen(`object-${name}`); };
  const go = async (button = '继续'): Promise<void> => { await page.getByRole('button', { name: button, exact: true }).click(); };
  await page.goto(`${world.instance.portalUrl}/search?q=${encodeURIComponent('住建局')}`);
  await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().click();
  await page.getByRole('link', { name: '提出异议', exact: true }).click();
  await seen('start');
  await go('现在开始');
  await go();
  assert.match(await page.title(), /^错误：/);
  await page.getByRole('alert').getByRole('link', { name: '请选择您代表谁' }).waitFor();
  await seen('error');
  await page.getByRole('radio', { name: '个人' }).check();
  await go();
  await page.getByRole('radio', { name: '内容不实或者有差错' }).check();
  await go();
  await page.getByRole('textbox').first().fill('日期写错了，应为十月。');
  await seen('statement');
  await go();
  await page.getByLabel(/选择文件/).setInputFiles({ name: '照片.txt', mimeType: 'text/plain', buffer: Buffer.from('判决书第二项') });
  await seen('files');
  await go();
  await go();
  await page.getByText('现在还没有提交。').waitFor();
  await page.getByText('照片.txt').waitFor();
  await seen('check');
  await page.getByRole('button', { name: /更改.*具体哪里写错了/ }).click();
  await page.getByRole('textbox').first().fill('日期写错了，应为十月十二日。');
  await go();
  await page.getByText('应为十月十二日').waitFor();
  await go('提交异议');
  await page.getByRole('heading', { level: 1, name: '已经收到' }).waitFor();
  await seen('receipt');
  return { receipt: (await page.locator('#receipt-no').textContent()) ?? '', code: (await page.locator('#receipt-code').textContent()) ?? '' };
}
