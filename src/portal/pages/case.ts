/**
 * 办理查询页: whoever has number and code sees how their matter stands: in words, with days and what comes next, never by whom.
 */
import type { CaseView } from '../../core/counter.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { opening, renderPage, to } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { errorSummary } from '../forms/form-pages.ts';
import type { FormError } from '../forms/form.ts';
import { day, summary } from '../parts.ts';

const title = { zh: '办理查询', en: 'Follow your case' };

/** Asks for number and code. */
export function casePage(ctx: PageContext, typed: { readonly no: string }, errors: readonly FormError[] = []): string {
  const input = (name: string, label: string, hint: string, value: string): Html => {
    const error = errors.find(({ field }) => field === `f-${name}`);
    return html`<div class="govuk-form-group${error && ' govuk-form-group--error'}"><label class="govuk-label" for="f-${name}">${label}</label><div class="govuk-hint" id="f-${name}-hint">${hint}</div>${error && html`<p class="govuk-error-message" id="f-${name}-error"><span class="govuk-visually-hidden">错误：</span>${error.text}</p>`}<input class="govuk-input govuk-input--width-20${error && ' govuk-input--error'}" id="f-${name}" name="${name}" type="text" value="${value}" maxlength="40" autocomplete="off" spellcheck="false" aria-describedby="f-${name}-hint${error && ` f-${name}-error`}"></div>`;
  };
  return renderPage(ctx, {
    title: { zh: `${errors.length > 0 ? '错误：' : ''}${title.zh}`, en: title.en }, canonical: '/case', current: '/help', crumbs: [],
    body: html`${errorSummary(errors)}${opening(ctx, title, '凭回执上的编号和查询码，查看自己提交的异议、申诉等办到哪一步。', 'With the number and code on your receipt, see how your case stands.')}<form class="rc-form" method="post" action="${to(ctx, '/case')}" novalidate>${input('no', '编号', '例如 YY-2026-000001', typed.no)}${input('code', '查询码', '10 位字母和数字，大小写、空格都不要紧', '')}<button class="govuk-button" type="submit">查询</button></form>`,
  });
}

function whatNext(ctx: PageContext, view: CaseView): Child {
  if (view.ended) return '本事项已经办结。';
  if (view.paused) return '正在检验、检测或者鉴定，所需时间不计入办理期限，完成后继续办理。';
  return view.dueOn === null ? '正在办理，请稍后再来查看。' : html`下一步最迟 ${day(ctx, view.dueOn)}。`;
}

/** A form for each letter, because number and code must not stand in an address. `tokenOf` signs which letter is meant. */
const letterForms = (ctx: PageContext, view: CaseView, tokenOf: (no: string) => string): Child => view.letters.length > 0 && html`<h2 class="govuk-heading-m">文书</h2>${view.letters.map((letter) => html`<form method="post" action="${to(ctx, '/case/letter')}"><input type="hidden" name="state" value="${tokenOf(letter.no)}"><p class="govuk-body">${letter.label.zh} <span class="rc-mono">${letter.no}</span>，${day(ctx, letter.issuedOn)}出具。</p><div class="rc-actions"><button class="govuk-button" type="submit" name="as" value="pdf">下载 PDF<span class="govuk-visually-hidden">：${letter.no}</span></button><button class="govuk-button rc-button--quiet" type="submit" name="as" value="docx">下载 Word<span class="govuk-visually-hidden">：${letter.no}</span></button></div></form>`)}`;

/** How a matter stands. `appeal` is the button that leads to an appeal, where one is open. */
export const caseViewPage = (ctx: PageContext, view: CaseView, appeal: Child, tokenOf: (no: string) => string): string => renderPage(ctx, {
  title: { zh: `${view.label.zh}办理情况`, en: title.en }, noindex: true, current: '/help', crumbs: [{ label: title, href: '/case' }],
  body: html`<h1 class="govuk-heading-l">${view.label.zh} ${view.no}</h1>${summary(ctx, [{ label: { zh: '现在', en: 'Now' }, value: html`<strong id="case-state">${view.state.zh}</strong>` }, { label: { zh: '接下来', en: 'Next' }, value: whatNext(ctx, view) }])}
${view.answers.map(({ label, text }) => html`<h2 class="govuk-heading-m">${label.zh}</h2><p class="govuk-body rc-prose rc-text">${text}</p>`)}${letterForms(ctx, view, tokenOf)}${appeal}
<h2 class="govuk-heading-m">办理经过</h2><ol class="rc-steps">${view.steps.map(({ on, label }) => html`<li>${day(ctx, on)} ${label.zh}</li>`)}</ol>`,
});
