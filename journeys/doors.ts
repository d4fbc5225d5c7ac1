// 看得见的人和打得开的门 Whoever handles a matter reads whom it concerns, every number of a board opens what it counts, and every door of the
// console opens: a clearing without a record, an executor for a measure about a person, a debtor that is urged.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage, sitDown } from './staff.ts';
import { story, type World } from './visitor.ts';

const subjectOf = (page: Page) => page.locator('section').filter({ has: page.getByRole('heading', { name: '主体', exact: true }) });

export function doors(world: World): void {
  describe('C1 the board of judgment debtors', () => {
    test('6 the alert says which day of how many it is and that nothing was said; whoever has no plan is urged from the board', story, async (t) => {
      const office = await sitDown(t, world, 'xinyong1');
      const { page } = office;
      await openPage(page, '失信被执行人');
      const alerts = page.getByRole('table', { name: '预警：生效之前' });
      const alert = alerts.getByRole('row').filter({ hasText: '岚溪县' }).first();
      assert.match((await alert.textContent()) ?? '', /第 \d 天，共 5 个工作日.*没有陈述，也没有整改打算/);
      await alert.getByRole('link', { name: '陈述申辩' }).waitFor();
      await office.seen('debtors');
      await page.getByRole('table', { name: '已生效' }).getByRole('button', { name: /^催办/ }).first().click();
      const dialog = page.getByRole('dialog', { name: '催办' });
      await dialog.getByLabel(/^理由/).fill('请三日内报送整改安排');
      await office.seen('debtors-urge');
      await dialog.getByRole('button', { name: '确定催办' }).click();
      await dialog.waitFor({ state: 'detached' });
    });
  });

  describe('those who are told', () => {
    test('an executor reads whom an incentive is for and says how it was carried out', story, async (t) => {
      const executor = await sitDown(t, world, 'caizheng1');
      const { page } = executor;
      await page.getByRole('link', { name: '激励：优惠政策倾斜' }).first().click();
      await subjectOf(page).getByText('江衡市商务局').waitFor();
      await executor.seen('incentive');
      await page.getByRole('button', { name: '反馈落实情况' }).click();
      const dialog = page.getByRole('dialog', { name: '反馈落实情况' });
      await dialog.getByText('江衡市商务局').waitFor();
      await dialog.getByLabel(/^落实情况/).fill('已在资金评审中注明同等条件下优先');
      await dialog.getByRole('button', { name: '确定反馈落实情况' }).click();
      await page.getByText('有效，已落实').first().waitFor();
    });

    test('a member that gave an opinion reads the region, the period and the result, and no bare id', story, async (t) => {
      const member = await sitDown(t, world, 'sifa1');
      const { page } = member;
      await openPage(page, '奖惩措施');
      await page.getByRole('link', { name: '联合评价' }).or(page.getByRole('button', { name: '联合评价' })).click();
      await page.getByRole('link', { name: /^联合评价意见/ }).first().click();
      await subjectOf(page).getByText('澄漪区人民政府').waitFor();
      const said = (await page.getByRole('main').textContent()) ?? '';
      assert.match(said, /评价期间.*本年上半年/);
      assert.match(said, /联合评价结果.*上半年没有失信记录/);
      assert.doesNotMatch(said, /[0-9a-f]{8}-[0-9a-f]{4}/);
      await member.seen('opinion');
    });

    test('the arbiter’s work list presumes no answer', story, async (t) => {
      const arbiter = await sitDown(t, world, 'fucha1');
      const { page } = arbiter;
      await arbiter.settled();
      assert.equal(await page.getByRole('main').getByRole('button', { name: /^维持/ }).count(), 0);
      assert.equal(await page.getByText('管理账号不办理业务').count(), 0);
      await arbiter.seen('work-arbiter');
    });
  });

  describe('doors', () => {
    test('a name is cleared without a record: the search is among officials', story, async (t) => {
      const office = await sitDown(t, world, 'xinyong1');
      const { page } = office;
      await openPage(page, '澄清正名');
      await page.getByRole('link', { name: '起草澄清' }).or(page.getByRole('button', { name: '起草澄清' })).click();
      await page.getByRole('heading', { level: 1, name: '起草澄清' }).waitFor();
      await page.getByLabel(/^被澄清的人/).fill('曹观澜');
      await page.locator('.ant-select-dropdown:visible').getByText('曹观澜').first().click();
      await office.seen('clearing');
    });

    test('an executor is assigned to a measure about an official: the search is among bodies', story, async (t) => {
      const office = await sitDown(t, world, 'xinyong1');
      const { page } = office;
      await openPage(page, '奖惩措施');
      await page.getByRole('table', { name: '措施', exact: true }).getByRole('row').filter({ hasText: '公务员（进入详情须说明目的）' }).first().getByRole('link').first().click();
      const why = page.getByRole('dialog');
      await why.getByRole('radio', { name: '核实失信记录' }).check();
      await why.getByLabel('具体事由').fill('指定执行单位');
      await why.getByRole('button', { name: '查看', exact: true }).click();
      await subjectOf(page).waitFor();
      await office.seen('measure-official');
      await page.getByRole('complementary', { name: '办理' }).getByRole('button', { name: '指定执行单位' }).click();
      const dialog = page.getByRole('dialog', { name: '指定执行单位' });
      await dialog.getByLabel(/^执行单位/).fill('江衡市人力资源');
      await page.locator('.ant-select-dropdown:visible').getByText('江衡市人力资源和社会保障局').first().click();
      await office.seen('measure-assign');
    });

    test('every sum of the board of measures opens its measures, and the report counts what follows from findings', story, async (t) => {
      const auditor = await sitDown(t, world, 'shenji1');
      const { page } = auditor;
      await openPage(page, '奖惩措施');
      const sum = page.getByRole('table', { name: '按执行单位汇总' }).getByRole('link', { name: /逾期未反馈/ }).first();
      const count = Number(await sum.textContent());
      await sum.click();
      await page.getByRole('radio', { name: '逾期未反馈' }).and(page.locator(':checked')).waitFor();
      await auditor.settled();
      assert.equal(await page.getByRole('table', { name: '措施', exact: true }).getByRole('row').count() - 1, count);
      await auditor.seen('measures-one-executor');
      await openPage(page, '月报');
      await page.getByRole('heading', { level: 2, name: '整改', exact: true }).waitFor();
      await auditor.seen('report');
    });
  });
}
