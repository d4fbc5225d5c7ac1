// 只用键盘 Keyboard only: how somebody without a mouse gets about: Tab from one thing to the next, and always seeing where one is.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const tabsMax = 60;

interface Focus {
  readonly name: string;
  readonly tag: string;
  /** Whether the eye can find it: an outline or a shadow on it or right around it. */
  readonly visible: boolean;
}

/** Presses Tab until the thing with this name has the focus. Fails if it is not met, or if on the way the focus cannot be seen. @returns how often. */
export async function tabTo(page: Page, name: RegExp, most = tabsMax): Promise<number> {
  for (let presses = 1; presses <= most; presses++) {
    await page.keyboard.press('Tab');
    const focus = await focusOf(page);
    assert.ok(focus.visible || focus.tag === 'BODY' || focus.tag === 'IFRAME', `the focus cannot be seen on ${focus.tag} ${focus.name} of ${page.url()}`);
    if (name.test(focus.name)) return presses;
  }
  return assert.fail(`${name} is not met within ${most} presses of Tab on ${page.url()}`);
}

/** Waits a moment for the focus to come back to the thing with this name. */
export async function assertFocus(page: Page, name: RegExp): Promise<void> {
  for (let tries = 0; tries < 20 && !name.test((await focusOf(page)).name); tries++) await page.waitForTimeout(100);
  assert.match((await focusOf(page)).name, name);
}

/** What has the focus. */
export async function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const at = document.activeElement ?? document.body;
    const around = [at, at.parentElement, at.parentElement?.parentElement].filter((each) => each instanceof Element);
    const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? [...at.labels ?? []].map((label) => label.textContent) : [];
    const visible = around.some((each) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    return { name: [at.getAttribute('aria-label'), ...labels, at.getAttribute('placeholder'), at.textContent].filter(Boolean).join(' ').slice(0, 120), tag: at.tagName, visible };
  });
}
