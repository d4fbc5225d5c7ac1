// 打击报复 C9, C5: who is punished for speaking says so on the public site, without scripts, without a name and one press from the receipt of what
// they had said before; somebody outside the body accused takes it up, and number and code show the answer.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { objectTo } from './objection.ts';
import { assertState, openPage, sitDown, statePurpose, take } from './staff.ts';
import { story, visit, type Visitor, type World } from './visitor.ts';

const happened = '提出异议后第三天，被单位取消了投标资格。';

export function retaliations(world: World): void {
  describe('C9 whoever objected is punished for it', () => {
    test('says so without scripts, one press from the receipt; stays nameless; is answered by number and code', story, async (t) => {
      const citizen = await visit(t, world, { javaScript: false, width: 375, height: 740 });
      citizen.forgive(/status of 400/);
      const { page } = citizen;
      const objection = await objectTo(citizen, world, false);
      await page.getByRole('heading', { level: 2, name: '受到打击报复怎么办' }).waitFor();
      await page.getByRole('button', { name: '举报打击报复', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: /发生了什么/ }).waitFor();
      const { receipt, code } = await report(citizen, objection.receipt, false);
      const handler = await sitDown(t, world, 'fucha1');
      await openPage(handler.page, '打击报复举报');
      await handler.page.getByRole('link', { name: /要办理的举报/ }).click();
      await handler.page.getByRole('table').getByRole('row').filter({ hasText: receipt }).getByRole('link').first().click();
      await statePurpose(handler.page, '核实失信记录', '查核打击报复举报');
      await assertState(handler.page, '待受理');
      await handler.page.getByRole('cell', { name: happened }).waitFor();
      assert.equal(await handler.page.getByText('公众窗口').count(), 0);
      await take(handler.page, '受理', {});
      await assertState(handler.page, '查核中');
      await page.goto(`${world.instance.portalUrl}/case`);
      await page.getByLabel('编号').fill(receipt);
      await page.getByLabel('查询码').fill(code);
      await page.getByRole('button', { name: '查询', exact: true }).click();
      await page.getByText('查核中').first().waitFor();
    });

    test('with scripts nothing on the way is a barrier, nor sticks out on a phone; the body is found by its name', story, async (t) => {
      const citizen = await visit(t, world);
      citizen.forgive(/status of 400/);
      const { page } = citizen;
      await page.goto(`${world.instance.portalUrl}/help`);
      await page.getByRole('main').getByRole('link', { name: /举报打击报复/ }).first().click();
      await citizen.seen('retaliation-body');
      await page.getByRole('searchbox', { name: '哪个单位打击报复？' }).fill('住建局');
      await page.getByRole('button', { name: '查找', exact: true }).click();
      await citizen.seen('retaliation-found');
      await page.getByRole('main').getByRole('link', { name: /住房和城乡建设局/ }).first().click();
      await citizen.seen('retaliation-start');
      await page.getByRole('button', { name: '现在开始', exact: true }).click();
      await report(citizen, undefined, true);
    });
  });
}

/** From the first question to the receipt. `before`: the number of the case that it is carried over from. */
async function report(citizen: Visitor, before: string | undefined, look: boolean): Promise<{ receipt: string; code: string }> {
  const { page } = citizen;
  const seen = async (name: string): Promise<void> => { if (look) await citizen.seen(`retaliation-${name}`); };
  const go = async (button = '继续'): Promise<void> => { await page.getByRole('button', { name: button, exact: true }).click(); };
  await go();
  assert.match(await page.title(), /^错误：/);
  await page.getByRole('alert').getByRole('link', { name: '请写明发生了什么' }).waitFor();
  await seen('error');
  await page.getByRole('textbox').first().fill(happened);
  await go();
  const cause = await page.getByRole('textbox').first().inputValue();
  assert.equal(cause, before === undefined ? '' : `异议 ${before}`, 'the case is filled in');
  if (before !== undefined) await page.getByText(/想完全匿名的，请把编号删去/).waitFor();
  await seen('cause');
  await go();
  await go();
  await seen('contact');
  await go();
  await page.getByText('现在还没有提交。').waitFor();
  await seen('check');
  await go('提交打击报复举报');
  await page.getByRole('heading', { level: 1, name: '已经收到' }).waitFor();
  await seen('receipt');
  return { receipt: (await page.locator('#receipt-no').textContent()) ?? '', code: (await page.locator('#receipt-code').textContent()) ?? '' };
}
