// 奖惩措施 Measures: the executor answers, the auditor opens a measure and finds who is silent, a verifier chooses one that is in proportion and
// shares a finding, and the public sees who is in good standing and who owes an answer.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertState, openPage, openRecord, sitDown, take } from './staff.ts';
import { story, visit, type World } from './visitor.ts';

export function measures(world: World): void {
  describe('C8 the auditor, and those who carry measures out', () => {
    test('5 a measure shows law, trigger, executor, start, stop condition and feedback; one executor has been silent for 40 days and more', story, async (t) => {
      const auditor = await sitDown(t, world, 'shenji1');
      const { page } = auditor;
      await openPage(page, '奖惩措施');
      const executors = page.getByRole('table', { name: '按执行单位汇总' });
      const [, longest = '0'] = /(\d+) 天/.exec((await executors.getByRole('row').filter({ hasText: '江衡市委组织部' }).textContent()) ?? '') ?? [];
      assert.ok(Number(longest) >= 40, longest);
      await auditor.seen('measures-board');
      const radio = page.getByRole('radio', { name: '逾期未反馈' });
      await radio.click();
      await radio.and(page.locator(':checked')).waitFor();
      const silent = page.getByRole('table', { name: '措施', exact: true }).getByRole('row').filter({ hasText: '望衡区住房和城乡建设局' });
      await silent.getByText(/^逾期 [4-9]\d 天/).waitFor();
      await silent.getByRole('link', { name: '取消荣誉评选资格' }).click();
      const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: '措施的依据和执行' }) });
      await panel.getByText('榕发改信用〔2017〕82号').first().waitFor();
      const said = (await panel.textContent()) ?? '';
      for (const words of [/依规取消相关政府部门参加各类荣誉评选资格/, /随记录生效自动开始/, /江衡市委组织部/, /何时终止.*自动终止/, /反馈.*尚无.*逾期 [4-9]\d 天/, /不公开/]) assert.match(said, words);
      await auditor.seen('measure');
      assert.equal(await page.getByRole('button', { name: '反馈执行情况' }).count(), 0, 'the auditor looks and does nothing');
    });

    test('an executor finds the measure on the work list, answers, and the board shows it', story, async (t) => {
      const executor = await sitDown(t, world, 'caizheng1');
      const { page } = executor;
      await page.getByRole('link', { name: '措施：限制地方政府专项债券申请' }).first().click();
      await assertState(page, '待执行反馈');
      await take(page, '反馈执行情况', { 执行情况: '已在债券项目库中标注，暂不安排' });
      await assertState(page, '执行中');
      await executor.seen('measure-answered');
    });

    test('a verifier chooses only what is in proportion, shares a finding for a purpose until a day, and sees both beside it', story, async (t) => {
      const verifier = await sitDown(t, world, 'xinyong1');
      const { page } = verifier;
      await openRecord(page, '（2026）衡0121民初318号', /318号/);
      const record = page.url();
      await page.getByRole('button', { name: '从目录中选定措施' }).or(page.getByRole('link', { name: '从目录中选定措施' })).click();
      await page.getByRole('heading', { level: 1, name: '选定措施' }).waitFor();
      const choose = async (name: string): Promise<void> => {
        await page.getByLabel(/^措施/).click();
        await page.locator('.ant-select-dropdown:visible').getByText(name, { exact: true }).click();
      };
      verifier.forgive(/status of 422/);
      await choose('从严考核');
      await page.getByLabel(/^理由/).fill('拖欠工程款，群众反映集中');
      await page.getByRole('button', { name: '选定措施' }).click();
      await page.getByText(/过惩相当，请选择相当的措施/).first().waitFor();
      await verifier.seen('measure-refused');
      await choose('公开通报批评');
      await page.getByRole('button', { name: '选定措施' }).click();
      await assertState(page, '待执行反馈');
      await page.goto(record);
      await page.getByRole('table', { name: '由此产生的措施' }).getByRole('link', { name: '公开通报批评' }).waitFor();
      await page.getByRole('table', { name: '共享清单' }).getByText('执行措施：公开通报批评').waitFor();
      await verifier.seen('record-measures');
    });

    test('the public sees who is in good standing until when, and which body owes an answer, never about what', story, async (t) => {
      const citizen = await visit(t, world);
      const { page } = citizen;
      await page.goto(`${world.instance.portalUrl}/good-standing`);
      const row = page.getByRole('row').filter({ hasText: '澄漪区人民政府' });
      assert.match((await row.textContent()) ?? '', /公开承诺事项全部按期兑现/);
      assert.equal(await page.getByText('望衡区人民政府').count(), 0, 'a finding took it off the list');
      await citizen.seen('public-good-standing');
      await page.goto(`${world.instance.portalUrl}/recalls`);
      assert.match((await page.getByRole('row').filter({ hasText: '江衡市委组织部' }).first().textContent()) ?? '', /\d+ 天/);
      assert.doesNotMatch((await page.getByRole('main').textContent()) ?? '', /砥石县|45号|SX-/);
      await citizen.seen('public-recalls');
    });
  });
}
