// 县信用办 C3: a county's credit office: what it sees and does not see, a town's batch that waits, and rows that came back.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { commit, download, reportOf, startImport, upload } from './imports.ts';
import { arrearsRow, fillTemplate } from './sheets.ts';
import { ask, assertState, bulk, openPage, openRecord, sitDown, take } from './staff.ts';
import { story, type World } from './visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-c3-'));

export function county(world: World): void {
  describe('C3 the county’s credit office', () => {
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('1 it sees its county and its towns only: another county’s record is neither listed nor found by its address', story, async (t) => {
      const city = await sitDown(t, world, 'xinyong1');
      const other = (await ask(city.page, 'GET', '/records/dishonesty-record?area=990122&limit=1')).body['items'] as { id: string; title: string }[];
      assert.equal(other.length, 1);
      const clerk = await sitDown(t, world, 'jiangbei1');
      const { page } = clerk;
      await openPage(page, '政务失信记录');
      const areas = new Set(await page.getByRole('table').locator('td[data-label="辖区"]').allTextContents());
      assert.ok(areas.has('江北县') && areas.has('柳桥镇'), [...areas].join());
      assert.ok(![...areas].some((area) => /砥石|望衡|江衡市/.test(area)), [...areas].join());
      clerk.forgive(/status of 404/);
      const { status, body } = await ask(page, 'GET', `/records/dishonesty-record/${other[0]?.id}`);
      assert.deepEqual([status, /权限|不存在|没有/.test(body.detail ?? '')], [404, true]);
      await page.goto(`${world.instance.consoleUrl}/records/dishonesty-record/${other[0]?.id}`);
      await page.getByText('记录不存在，或不在您的权限范围内').waitFor();
      assert.ok(!((await page.textContent('body')) ?? '').includes('砥石'));
      await clerk.seen('outside-scope');
      const auditor = await sitDown(t, world, 'shenji1');
      const attempts = (await ask(auditor.page, 'GET', '/looks?account=jiangbei1&allowed=false')).body['items'] as { what: string; record: { id: string } | null }[];
      assert.ok(attempts.some((look) => look.what === '越出权限：记录详情' && look.record?.id === other[0]?.id), 'the attempt is kept for the auditor');
    });

    test('2 a town’s batch: one row goes back with a reason, the rest goes up in time', story, async (t) => {
      const maker = (await sitDown(t, world, 'liuqiao1')).page;
      await startImport(maker, '拖欠账款');
      const file = join(folder, '柳桥镇.xlsx');
      await fillTemplate(await download(maker, '下载导入模板', folder), [21, 22, 23, 24].map((n) => arrearsRow(n, '江北县柳桥镇人民政府')), file);
      await upload(maker, file);
      assert.equal((await reportOf(maker)).good, 4);
      await commit(maker);
      const town = await sitDown(t, world, 'liuqiao2');
      const { page } = town;
      await openPage(page, '报送回执');
      await page.getByRole('row').filter({ hasText: '沈小溪' }).filter({ hasText: '还有 4 条待办' }).getByRole('link', { name: '查看记录' }).click();
      await page.getByText('符合条件 4 条').waitFor();
      assert.equal(await page.getByRole('table').getByText(/^剩余\d+个工作日$/).count(), 4, 'the timer has not turned red');
      await page.getByRole('table').getByRole('link', { name: /622号/ }).click();
      await take(page, '退回', { 理由: '验收单日期与填报日期不一致' });
      await assertState(page, '已退回');
      await page.goBack();
      await page.getByRole('checkbox', { name: '全选本页可操作的记录' }).check();
      await page.getByText('已选 3 条').waitFor();
      await bulk(page, '核验通过', {}, 3);
      const county = (await sitDown(t, world, 'jiangbei1')).page;
      await openPage(county, '报送回执');
      await county.getByRole('row').filter({ hasText: '韩守拙' }).filter({ hasText: '还有 3 条待办' }).getByRole('link', { name: '查看记录' }).click();
      await county.getByText('符合条件 3 条').waitFor();
    });

    test('3 what came back is put right as a new version, and the old one stays readable beside it', story, async (t) => {
      const clerk = await sitDown(t, world, 'jiangbei2');
      const { page } = clerk;
      await openRecord(page, '江工信清欠〔2026〕603号', /603号/);
      await assertState(page, '已退回');
      await page.getByText('合同编号与验收单不一致，请核对').first().waitFor();
      await page.getByRole('complementary', { name: '办理' }).getByRole('button', { name: '改正后重报', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: '改正后重报' });
      await dialog.getByLabel(/^合同编号/).fill('JBHZ-2026-103');
      await dialog.getByRole('button', { name: '确定改正后重报' }).click();
      await dialog.waitFor({ state: 'detached' });
      await assertState(page, '待县级核验');
      const comparison = page.getByRole('region', { name: '版本对照表' });
      const line = comparison.getByRole('row').filter({ hasText: '合同编号' });
      await line.waitFor();
      assert.deepEqual((await line.getByRole('cell').allTextContents()), ['JBHZ-2026-003', 'JBHZ-2026-103']);
      await clerk.seen('versions');
    });
  });
}
