// 批量导入 Bringing in a spreadsheet, as a clerk does it at the console: template, upload, report, commit.

import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { openPage } from './staff.ts';

/** Chooses the kind of finding for a new import. */
export async function startImport(page: Page, item: string): Promise<void> {
  await openPage(page, '批量导入');
  await page.getByRole('link', { name: '新的导入' }).first().click();
  await page.getByRole('heading', { level: 1, name: '新的导入' }).waitFor();
  await page.getByRole('radio', { name: item }).check();
  await page.getByText(`上传“${item}”的文件`).waitFor();
}

/** Presses what downloads a file and keeps it in the folder. @returns its path. */
export async function download(page: Page, name: string | RegExp, folder: string): Promise<string> {
  const arriving = page.waitForEvent('download');
  await page.getByRole('link', { name }).first().click();
  const file = await arriving;
  const path = join(folder, basename(file.suggestedFilename()));
  await file.saveAs(path);
  return path;
}

/** Uploads a file for the chosen kind; the page of its batch opens. */
export async function upload(page: Page, path: string): Promise<void> {
  await page.getByLabel('导入文件').setInputFiles(path);
  await page.getByRole('heading', { level: 1, name: basename(path) }).waitFor();
}

/** Waits for the report of the dry run. @returns what it counts: all, bad, warned, duplicate and good rows. */
export async function reportOf(page: Page, timeout = 60_000): Promise<Readonly<Record<'all' | 'bad' | 'warned' | 'duplicate' | 'good', number>>> {
  const filter = page.getByRole('radiogroup', { name: '按结果筛选' });
  await filter.waitFor({ timeout });
  const count = async (kind: string): Promise<number> => Number(/[\d,]+$/.exec((await filter.getByText(new RegExp(`^${kind} [\\d,]+$`)).textContent()) ?? '')?.[0].replaceAll(',', ''));
  return { all: await count('全部'), bad: await count('有错误'), warned: await count('有提醒'), duplicate: await count('重复'), good: await count('通过') };
}

/** Commits the valid rows and waits for the receipt. */
export async function commit(page: Page, timeout = 60_000): Promise<void> {
  await page.getByRole('button', { name: '提交入库' }).click();
  await page.getByRole('dialog', { name: '确认提交？' }).getByRole('button', { name: '确认提交' }).click();
  await page.getByText(/^已登记 [\d,]+ 条记录$/).waitFor({ timeout });
}
