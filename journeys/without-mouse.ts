// 不用鼠标 Without a mouse: a clerk verifies a record and a citizen checks a proof, by keyboard alone.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertFocus, focusOf, tabTo } from './keyboard.ts';
import { story, visit, type World } from './visitor.ts';

const pressesMax = 60;

export function withoutMouse(world: World): void {
  describe('Keyboard only', () => {
    test('a clerk signs in, verifies a record and hears that it is done', story, async (t) => {
      const { page } = await visit(t, world);
      await page.goto(`${world.instance.consoleUrl}/sign-in`);
      await page.getByRole('heading', { name: '演示账号' }).waitFor();
      await page.keyboard.type('xinyong2');
      let presses = await tabTo(page, /^密码/);
      await page.keyboard.type(world.instance.password);
      await page.keyboard.press('Enter');
      await page.getByRole('table', { name: '待办事项，按到期日排列' }).waitFor();
      presses += await tabTo(page, /^跳到主要内容/);
      await page.keyboard.press('Enter');
      presses += await tabTo(page, /^待市级核验/);
      await page.keyboard.press('Enter');
      presses += await tabTo(page, /^核验：/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 2, name: '下一步' }).waitFor();
      presses += await tabTo(page, /^核验通过$/);
      const dialog = page.getByRole('dialog', { name: '核验通过' });
      await page.keyboard.press('Enter');
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await assertFocus(page, /^核验通过$/);
      await page.keyboard.press('Enter');
      await dialog.waitFor();
      if (!(await focusOf(page)).name.startsWith('意见')) presses += await tabTo(page, /^意见/);
      await page.keyboard.type('与裁判文书核对一致');
      presses += await tabTo(page, /^确定核验通过/);
      await page.keyboard.press('Enter');
      await page.locator('[aria-live], [role="status"], [role="alert"]').filter({ hasText: '已办理“核验通过”' }).first().waitFor();
      assert.ok(presses <= pressesMax, `${presses} presses of Tab`);
    });

    test('a citizen finds a record and checks its proof in the browser', story, async (t) => {
      const citizen = await visit(t, world);
      const { page } = citizen;
      await page.goto(`${world.instance.portalUrl}/`);
      await tabTo(page, /^跳到正文/);
      await page.keyboard.press('Enter');
      await tabTo(page, /机构名称、文书号/);
      await page.keyboard.type('江北县住建局');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await tabTo(page, /^江北县住房和城乡建设局：/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: '存证与核验' }).waitFor();
      await tabTo(page, /^在浏览器里核验$/);
      await page.keyboard.press('Enter');
      await page.locator('#verdict').getByText('核验通过').waitFor();
    });
  });
}
