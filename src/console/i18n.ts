// 文字: Chinese first, English second. Labels stand beside the thing they name as `{ zh, en }`; `t` picks one. The language is read
// once when the page loads and switching it reloads the page, so that a label may be read anywhere, also outside of components;
// drafts survive a reload in session storage.
import type { Words } from './contract.ts';

export type Language = 'zh' | 'en';
const KEY = 'rongcheng.language';

function stored(): string | null {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

/** The language of this page load. */
export const language: Language = stored() === 'en' ? 'en' : 'zh';

/** The words in the reader's language; a missing translation falls back to Chinese, nothing gives ''. */
export function t(words: Words | null | undefined): string {
  if (words === null || words === undefined) return '';
  return typeof words === 'string' ? words : words[language] || words.zh;
}

/** Switches the language for this browser and reloads. */
export function switchLanguage(to: Language): void {
  try { localStorage.setItem(KEY, to); } catch { /* private mode: the choice lasts as long as the page */ }
  location.reload();
}

/** A number with separators, e.g. 12,300. */
export const showNumber = (value: number): string => value.toLocaleString('zh-CN');
