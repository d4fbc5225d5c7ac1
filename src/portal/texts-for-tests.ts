/** 测试用的页面文字: the texts of a page with the language that each stands in, and what of them stands in the wrong one. */

const voids = new Set(['meta', 'link', 'input', 'br', 'img', 'hr']);

export interface Text {
  readonly lang: string;
  readonly text: string;
  readonly tag: string;
}

/** The texts of a page, each with the language it stands in. What a reader typed into a field is the reader's own. */
export function textsOf(page: string): Text[] {
  const found: Text[] = [];
  const stack: { lang: string; tag: string }[] = [];
  for (const [, closing, tag = '', attributes = '', text = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>([^<]*)/gi)) {
    if (closing === '/') stack.pop();
    else if (!voids.has(tag)) stack.push({ tag, lang: /\slang="([^"]+)"/.exec(attributes)?.[1] ?? stack.at(-1)?.lang ?? '' });
    const { lang = '', tag: inside = '' } = stack.at(-1) ?? {};
    if (text.trim() !== '' && !['script', 'style', 'pre', 'code', 'textarea'].includes(inside)) found.push({ lang, text: text.trim(), tag: inside });
  }
  return found;
}

const isEnglish = (text: string): boolean => !/\p{Script=Han}/u.test(text) && /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text);

/** What an English page says in the wrong language, or under the wrong one. `data`: what may stand in Chinese because it is not the page's own. */
export function wrongInEnglish(url: string, page: string, data: string): string[] {
  const wrong: string[] = [];
  for (const { lang, text, tag } of textsOf(page)) {
    if (lang === 'en' && /\p{Script=Han}/u.test(text)) wrong.push(`${url}: Chinese marked as English: ${text}`);
    if (lang === 'zh-CN' && tag !== 'title' && !/^(中文|演示站点)/.test(text)) for (const run of text.match(/\p{Script=Han}+/gu) ?? []) if (!data.includes(run)) wrong.push(`${url}: not translated: ${text}`);
    if (lang === 'zh-CN' && isEnglish(text)) wrong.push(`${url}: English not marked: ${text}`);
  }
  for (const [, label] of page.matchAll(/(?:aria-label|placeholder|data-label)="([^"]*)"/g)) if (/\p{Script=Han}/u.test(label ?? '')) wrong.push(`${url}: label ${label}`);
  return wrong;
}

/** English on a Chinese page that is not marked as such. */
export const wrongInChinese = (url: string, page: string, data: string): string[] => textsOf(page).flatMap(({ lang, text }) => (lang === 'zh-CN' && isEnglish(text) && !data.includes(text) ? [`${url}: ${text}`] : []));
