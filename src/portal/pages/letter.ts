/**
 * 文书查验页: one page to type a code, one that answers: in force or not, and of what is in force its kind, issuer, number and day. What a letter
 * said, and whom it concerned, never stands here.
 */
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { chinese, link, opening, renderPage, say } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day, summary } from '../parts.ts';
import type { LetterFound } from '../reader/letters.ts';

const label = { zh: '文书查验', en: 'Check a letter' };

/** The page on which a code is typed; `problem` says why what was typed cannot be one. */
export function letterFormPage(ctx: PageContext, typed = '', problem?: Label): string {
  const errors = problem && html`<div class="govuk-error-summary" role="alert" aria-labelledby="v-error-title" tabindex="-1"><h2 class="govuk-error-summary__title" id="v-error-title">${say(ctx, { zh: '请更正后再查', en: 'There is a problem' })}</h2><div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list"><li><a href="#code">${say(ctx, problem)}</a></li></ul></div></div>`;
  return renderPage(ctx, {
    title: { zh: problem ? `错误：${label.zh}` : label.zh, en: problem ? `Error: ${label.en}` : label.en }, here: label, canonical: '/v', crumbs: [], noindex: typed !== '',
    body: html`${errors}${opening(ctx, label, '文书末尾印有十六位验证码。输入后可以知道这份文书是不是由本市发出的，现在是否有效。', 'A letter bears a code of sixteen characters. It tells whether the letter was issued here and is still in force.')}
<form action="/v" method="get" class="rc-prose"><div class="govuk-form-group${problem && ' govuk-form-group--error'}"><label class="govuk-label govuk-label--m" for="code">${say(ctx, { zh: '验证码', en: 'Code' })}</label><div class="govuk-hint" id="code-hint">${say(ctx, { zh: '每四位一组，如 7KQM-2XPA-R9TF-HW3E。不分大小写，没有数字 0、1 和字母 O、I。', en: 'In groups of four, such as 7KQM-2XPA-R9TF-HW3E. Case does not matter; there is no 0, 1, O or I.' })}</div>${problem && html`<p class="govuk-error-message" id="code-error"><span class="govuk-visually-hidden">${say(ctx, { zh: '错误：', en: 'Error: ' })}</span>${say(ctx, problem)}</p>`}<input class="govuk-input govuk-input--width-20${problem && ' govuk-input--error'}" id="code" name="code" value="${typed}" maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="code-hint${problem && ' code-error'}"></div>
${ctx.lang === 'en' && html`<input type="hidden" name="lang" value="en">`}<button class="govuk-button" type="submit">${say(ctx, { zh: '查验', en: 'Check' })}</button></form>`,
  });
}

/** What stands on the page of a code. */
function answer(ctx: PageContext, code: string, found: LetterFound | undefined): { readonly title: { zh: string; en: string }; readonly body: Html } {
  if (found === undefined) {
    return { title: { zh: '没有查到这份文书', en: 'No such letter' }, body: html`<h1 class="govuk-heading-l">${say(ctx, { zh: '没有查到这份文书', en: 'No such letter' })}</h1><p class="govuk-body">${say(ctx, { zh: `本市没有出具过验证码为 ${code} 的文书。请对照纸面重新输入；仍查不到的，这份文书可能是伪造的，请向落款机关核实。`, en: `No letter with the code ${code} was issued here. Compare it with the paper; if it still is not found, the letter may be forged: ask the office that signed it.` })}</p>` };
  }
  if (!found.inForce) {
    return { title: { zh: '这份文书已失效', en: 'No longer in force' }, body: html`<h1 class="govuk-heading-l">${say(ctx, { zh: '这份文书已失效', en: 'This letter is no longer in force' })}</h1><p class="rc-tags"><strong class="govuk-tag rc-tag--plain">${say(ctx, { zh: '已失效', en: 'No longer in force' })}</strong></p><p class="govuk-body">${say(ctx, { zh: '文书所依据的事项已经终结，不能再作为任何决定的依据。依照规定，其他内容不再提供。', en: 'The matter behind it ended; nothing may be decided on it any more. By rule nothing else is told.' })}</p>` };
  }
  return {
    title: { zh: '这份文书有效', en: 'In force' },
    body: html`<h1 class="govuk-heading-l">${say(ctx, { zh: '这份文书有效', en: 'This letter is in force' })}</h1><p class="rc-tags"><strong class="govuk-tag">${say(ctx, { zh: '有效', en: 'In force' })}</strong></p>
${summary(ctx, [{ label: { zh: '文书种类', en: 'Kind' }, value: say(ctx, found.kind) }, { label: { zh: '发文机关', en: 'Issued by' }, value: chinese(ctx, found.issuer) }, { label: { zh: '文号', en: 'Number' }, value: chinese(ctx, found.no) }, { label: { zh: '成文日期', en: 'Issued on' }, value: day(ctx, found.issuedOn) }])}
<p class="govuk-body">${say(ctx, { zh: '请核对纸面的文号、日期与上面是否一致；不一致的，纸面可能被改动过。内容是否被改动，可以用文书的存证文件离线核验。', en: 'Compare number and day with the paper. Whether a word was altered can be checked offline with the letter’s proof.' })} ${link(ctx, '/log', say(ctx, { zh: '怎样核验', en: 'How to check' }))}</p>`,
  };
}

/** The page of one code. */
export function letterPage(ctx: PageContext, code: string, found: LetterFound | undefined): string {
  const { title, body } = answer(ctx, code, found);
  return renderPage(ctx, { title, crumbs: [{ label, href: '/v' }], noindex: true, body: html`<div class="rc-prose">${body}<p class="govuk-body">${link(ctx, '/v', say(ctx, { zh: '查验另一份文书', en: 'Check another letter' }))}</p></div>` });
}
