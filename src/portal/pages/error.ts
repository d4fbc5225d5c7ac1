/**
 * 出错页: says what is the matter in neutral words and what to do next; never what happened inside. The request number lets
 * the operator find the matter in the log.
 */
import { html } from '../html.ts';
import { link, opening, renderPage, say as inWords } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { searchBox } from '../parts.ts';

const words: Record<number, { zh: string; en: string; say: string; sayEn: string }> = {
  400: { zh: '网址不正确', en: 'Bad request', say: '这个网址无法识别，请检查后重试，或从首页重新查找。', sayEn: 'This address cannot be understood. Check it, or start from the home page.' },
  404: { zh: '没有这个页面', en: 'Page not found', say: '网址可能有误，或者页面从来不存在。可以在下面查询，或回到首页。', sayEn: 'There is no page at this address, or there never was. Search below, or go to the home page.' },
  405: { zh: '不支持这种请求', en: 'Method not allowed', say: '本站只供查阅，请直接打开网页。', sayEn: 'This site can only be read: open its pages directly.' },
  413: { zh: '内容太大', en: 'Too large', say: '提交的内容太大或者文件太多，没有收下。请返回上一页，减少文件后再提交。', sayEn: 'What was sent is too large. Go back and send less.' },
  429: { zh: '请求太频繁', en: 'Too many requests', say: '请稍等几分钟再试。需要大量数据的，请使用开放数据。', sayEn: 'Please wait a few minutes. For bulk use take the open data.' },
  500: { zh: '页面暂时打不开', en: 'Something went wrong', say: '是我们的问题，不是您的。请稍后重试；仍不行时，请把下面的编号告诉我们。', sayEn: 'The fault is ours. Please try again later; if it stays, tell us the number below.' },
  503: { zh: '服务暂时不可用', en: 'Temporarily unavailable', say: '系统正在维护或十分繁忙，请过几分钟再试。', sayEn: 'The service is busy or being maintained. Please try again in a few minutes.' },
};

/** The page for a status that is not success. */
export function errorPage(ctx: PageContext, status: number, requestId: string): string {
  const { zh, en, say, sayEn } = words[status] ?? words[status < 500 ? 400 : 500]!;
  return renderPage(ctx, {
    title: { zh, en }, noindex: true,
    body: html`${opening(ctx, { zh, en }, say, sayEn)}${status < 500 && searchBox(ctx, 'error-q')}<p class="govuk-body">${link(ctx, '/', inWords(ctx, { zh: '回到首页', en: 'Home page' }))}</p>${status >= 500 && html`<p class="rc-note">${inWords(ctx, { zh: '编号：', en: 'Number: ' })}<span class="rc-mono">${requestId}</span></p>`}`,
  });
}
