// 工作人员 Staff: how the city's people work at the console: they sign in with what the start printed, open pages from the menu, and
// carry out what the record's page offers.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { visit, type Visit, type Visitor, type World } from './visitor.ts';

const signedIn = new WeakMap<World, Map<string, NonNullable<Visit['state']>>>();

/** Sits down at the console as somebody of the invented city. The first time with login and password, later where one left off. */
export async function sitDown(t: TestContext, world: World, login: string, look: Visit = {}): Promise<Visitor> {
  const states = signedIn.get(world) ?? new Map<string, NonNullable<Visit['state']>>();
  signedIn.set(world, states);
  const state = states.get(login);
  const visitor = await visit(t, world, { ...look, ...(state && { state }) });
  const { page } = visitor;
  if (state === undefined) {
    await page.goto(`${world.instance.consoleUrl}/sign-in`);
    await page.getByLabel('账号', { exact: true }).fill(login);
    await page.getByLabel('密码', { exact: true }).fill(world.instance.password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
  } else {
    await page.goto(`${world.instance.consoleUrl}/work`);
  }
  await page.getByRole('heading', { level: 1, name: '工作台', exact: true }).waitFor();
  states.set(login, await visitor.context.storageState());
  return visitor;
}

/** Opens a page by its name in the menu. */
export async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Finds records by words and opens the one with this title. */
export async function openRecord(page: Page, words: string, title: string | RegExp = words): Promise<void> {
  await openPage(page, '政务失信记录');
  await search(page, words);
  await page.getByRole('table').getByRole('link', { name: title }).first().click();
  await page.getByRole('heading', { level: 2, name: '下一步' }).waitFor();
}

/** Searches the list of records. */
export async function search(page: Page, words: string): Promise<void> {
  const box = page.getByRole('searchbox', { name: '关键词' });
  await box.fill(words);
  const answered = page.waitForResponse((response) => response.url().includes('/records/') && response.url().includes(`q=${encodeURIComponent(words)}`));
  await box.press('Enter');
  await answered;
}

/** Presses an action of the open record, answers what it asks, and waits until the record has moved on. */
export async function take(page: Page, action: string, answers: Readonly<Record<string, string>> = {}): Promise<void> {
  await page.getByRole('complementary', { name: '办理' }).getByRole('button', { name: action, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: action });
  for (const [label, text] of Object.entries(answers)) await answer(dialog, label, text);
  await dialog.getByRole('button', { name: `确定${action}` }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Takes an action on all chosen records of a list. */
export async function bulk(page: Page, action: string, answers: Readonly<Record<string, string>>, count: number): Promise<void> {
  await page.getByRole('button', { name: `批量${action}` }).click();
  const dialog = page.getByRole('dialog', { name: `批量${action}` });
  for (const [label, text] of Object.entries(answers)) await dialog.getByLabel(new RegExp(`^${label}`)).fill(text);
  await dialog.getByRole('button', { name: `对 ${count} 条${action}` }).click();
  await dialog.getByText(`办成 ${count} 条，未办成 0 条`).waitFor();
  await dialog.getByRole('button', { name: '完成' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Writes into a field, or picks the choice of that name. */
async function answer(dialog: Locator, label: string, text: string): Promise<void> {
  const choice = dialog.getByRole('radio', { name: text });
  if (await choice.count() > 0) await choice.first().check();
  else await dialog.getByLabel(new RegExp(`^${label}`)).first().fill(text);
}

/** The state of the open record, as its page says it. */
export async function assertState(page: Page, state: string): Promise<void> {
  await page.locator('.rc-record-head').getByText(state, { exact: true }).waitFor();
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly title?: string; readonly detail?: string; readonly code?: string } & Readonly<Record<string, unknown>>;
}

/** Asks the API from within the page, with its cookies, past every button. */
export async function ask(page: Page, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  return page.evaluate(async (request) => {
    const response = await fetch(`/api/v1${request.path}`, {
      method: request.method, headers: { 'x-rongcheng': '1', ...(request.body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }, { method, path, body });
}

/** The number of the open record, and its id. */
export async function recordOf(page: Page): Promise<{ no: string; id: string }> {
  const no = (await page.getByRole('navigation', { name: '当前位置' }).getByRole('listitem').last().textContent()) ?? '';
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  assert.match(no, /^SX-\d{4}-\d{6}$/);
  return { no, id };
}

/** Says why one looks at a record about a person, if the page asks. */
export async function statePurpose(page: Page, purpose: string, because: string): Promise<void> {
  const gate = page.getByRole('dialog', { name: '您为什么要查看这条记录？' });
  const open = page.getByRole('heading', { level: 2, name: '下一步' });
  await gate.or(open).first().waitFor();
  if (await open.isVisible()) return;
  await gate.getByRole('radio', { name: purpose }).check();
  await gate.getByLabel('具体事由').fill(because);
  await gate.getByRole('button', { name: '查看', exact: true }).click();
  await open.waitFor();
}
