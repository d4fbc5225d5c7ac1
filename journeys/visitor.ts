// 访客 A visitor: a person at a browser. Whatever a page does that it should not — an error in its console, a script that breaks, a
// request to somebody else's server — fails the journey when the visitor leaves.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { readJourneyRun } from '../src/config.ts';
import type { Instance } from './instance.ts';

/** What the journeys share: one instance of the product and one browser. */
export interface World {
  readonly instance: Instance;
  readonly browser: Browser;
}

export interface Visit {
  /** False: as a visitor whose browser runs no scripts. */
  javaScript?: boolean;
  width?: number;
  height?: number;
  /** Cookies of somebody who signed in before. */
  state?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

const patienceMs = 15_000;
/** Options of every journey's test: so long may a story take on a busy machine. */
export const story = { timeout: 120_000 };
const pictureMs = 10_000;
const phoneWidth = 375;
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly #complaints: string[] = [];
  // 428 is a question, not an error: about a person one is asked for a purpose first.
  readonly #forgiven: RegExp[] = [/status of 428/];

  readonly #runsScripts: boolean;

  constructor(context: BrowserContext, page: Page, origins: readonly string[], runsScripts: boolean) {
    this.context = context;
    this.page = page;
    this.#runsScripts = runsScripts;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#complaints.push(`page error: ${error.stack ?? error.message}`));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && !origins.includes(origin)) this.#complaints.push(`request to another server: ${request.url()}`);
    });
  }

  /** A refusal that belongs to the story: the browser writes each into its console. */
  forgive(pattern: RegExp): void {
    this.#forgiven.push(pattern);
  }

  /** What went wrong so far and was not to be expected. */
  get complaints(): string[] {
    return this.#complaints.filter((each) => !this.#forgiven.some((pattern) => pattern.test(each)));
  }

  /** Looks at the page as it stands: no barrier by WCAG 2.2 AA, nothing that sticks out on a phone; kept as pictures where asked for. */
  async seen(name: string): Promise<void> {
    if (!this.#runsScripts) return this.#seenByAnother(name);
    await this.page.evaluate(() => window.scrollTo(0, 0));
    await this.settled();
    // A frame without scripts cannot be looked into; what it shows is looked at where it is public.
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(wcag).exclude('iframe').analyze();
    const barriers = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `   ${html.slice(0, 200)}\n   ${failureSummary}`).join('\n')}`);
    await this.picture(`${name}-wide`);
    const size = this.page.viewportSize();
    await this.page.setViewportSize({ width: phoneWidth, height: 812 });
    await this.settled();
    const overhang = await overhangOf(this.page);
    await this.picture(`${name}-phone`);
    if (size) await this.page.setViewportSize(size);
    assert.deepEqual(barriers, [], `${name}: ${this.page.url()}`);
    assert.deepEqual(overhang, [], `${name} sticks out at ${phoneWidth} px: ${this.page.url()}`);
  }

  /** The inspection runs scripts of its own, so that of a page without scripts is done on the same address with them. */
  async #seenByAnother(name: string): Promise<void> {
    assert.deepEqual(await overhangOf(this.page), [], `${name}: ${this.page.url()}`);
    await this.picture(`${name}-plain`);
    const context = await this.context.browser()!.newContext({ locale: 'zh-CN', viewport: this.page.viewportSize(), storageState: await this.context.storageState() });
    try {
      const other = new Visitor(context, await context.newPage(), [new URL(this.page.url()).origin], true);
      await other.page.goto(this.page.url());
      await other.seen(name);
    } finally {
      await context.close();
    }
  }

  /** Waits until nothing on the page says that it is still at work. */
  async settled(): Promise<void> {
    await this.page.locator('[aria-busy="true"], .rc-loading, .ant-spin-spinning, .ant-skeleton-active').first().waitFor({ state: 'detached', timeout: patienceMs });
    // Dialogs and messages fade in: half faded, nothing has the contrast it is meant to have.
    await this.page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running' || each.effect?.getTiming().iterations === Infinity), undefined, { timeout: patienceMs }).catch(() => undefined);
  }

  async picture(name: string): Promise<void> {
    const { picturesDir } = readJourneyRun();
    if (picturesDir === undefined) return;
    mkdirSync(picturesDir, { recursive: true });
    await this.page.screenshot({ path: join(picturesDir, `${name}.png`), fullPage: true, timeout: pictureMs }).catch(() => undefined);
  }

  /** Closes the window and says what went wrong in it. */
  async leave(): Promise<void> {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }
}

/** Opens a browser window of one's own for a test, which ends with it. */
export async function visit(t: TestContext, { instance, browser }: World, { javaScript = true, width = 1440, height = 900, state }: Visit = {}): Promise<Visitor> {
  const context = await browser.newContext({
    locale: 'zh-CN', timezoneId: 'Asia/Shanghai', javaScriptEnabled: javaScript, viewport: { width, height }, reducedMotion: 'reduce', acceptDownloads: true, ...(state && { storageState: state }),
  });
  context.setDefaultTimeout(patienceMs);
  const visitor = new Visitor(context, await context.newPage(), [instance.consoleUrl, instance.portalUrl], javaScript);
  t.after(async () => {
    if ((t as { passed?: boolean }).passed === false) await visitor.picture(`failed-${t.name.replace(/[^\w一-龥]+/g, '-').slice(0, 60)}`);
    await visitor.leave();
  });
  return visitor;
}

/** Parts of the page that make it wider than its window. */
async function overhangOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > clientWidth + 1).slice(0, 3).map((each) => each.outerHTML.slice(0, 160));
  });
}

/** Picks from a list that opens below its field, as a person does with the mouse. */
export async function choose(field: Locator, option: string | RegExp): Promise<void> {
  const page = field.page();
  await field.click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: option }).first().click();
}
