/**
 * 办理查询页: whoever has number and code sees how their matter stands: in words, with days and what comes next, never by whom.
 */
import type { CaseView } from '../../core/counter.ts';
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { chinese, opening, renderPage, say, tell, to } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { errorSummary, message, titleWith } from '../forms/form-pages.ts';
import type { FormError } from '../forms/form.ts';
import { day, summary } from '../parts.ts';

const title = { zh: '办理查询', en: 'Follow your case' };

/** Asks for number and code. */
export function casePage(ctx: PageContext, typed: { readonly no: string }, errors: readonly FormError[] = []): string {
  const input = (name: string, label: Label, hint: Label, value: string): Html => {
    const id = `f-${name}`;
    const error = errors.find(({ field }) => field === id);
    return html`<div class="govuk-form-group${error && ' govuk-form-group--error'}"><label class="govuk-label" for="${id}">${say(ctx, label)}</label><div class="govuk-hint" id="${id}-hint">${say(ctx, hint)}</div>${message(ctx, id, error)}<input class="govuk-input govuk-input--width-20${error && ' govuk-input--error'}" id="${id}" name="${name}" type="text" value="${value}" maxlength="40" autocomplete="off" spellcheck="false" aria-describedby="${id}-hint${error && ` ${id}-error`}"></div>`;
  };
  return renderPage(ctx, {
    title: titleWith(errors, title), here: title, canonical: '/case', current: '/help', crumbs: [],
    body: html`${errorSummary(ctx, errors)}${opening(ctx, title, '凭回执上的编号和查询码，查看自己提交的异议、申诉、修复申请、打击报复举报办到哪一步。', 'With the number and code on your receipt, see how your objection, appeal, repair or report of retaliation stands.')}<form class="rc-form" method="post" action="${to(ctx, '/case')}" novalidate>${input('no', { zh: '编号', en: 'Number' }, { zh: '例如 YY-2026-000001', en: 'Such as YY-2026-000001' }, typed.no)}${input('code', { zh: '查询码', en: 'Code' }, { zh: '10 位字母和数字，大小写、空格都不要紧', en: '10 letters and figures; case and spaces do not matter' }, '')}<button class="govuk-button" type="submit">${say(ctx, { zh: '查询', en: 'Look up' })}</button></form>`,
  });
}

function whatNext(ctx: PageContext, view: CaseView): Child {
  if (view.ended) return say(ctx, { zh: '本事项已经办结。', en: 'This case is closed.' });
  if (view.paused) return say(ctx, { zh: '正在检验、检测或者鉴定，所需时间不计入办理期限，完成后继续办理。', en: 'It waits for a test or an appraisal, whose time does not count; then it goes on.' });
  return view.dueOn === null ? say(ctx, { zh: '正在办理，请稍后再来查看。', en: 'It is being handled; look again later.' }) : tell(ctx, html`下一步最迟 ${day(ctx, view.dueOn)}。`, html`The next step is due by ${day(ctx, view.dueOn)}.`);
}

/** A form for each letter, because number and code must not stand in an address. `tokenOf` signs which letter is meant. */
const letterForms = (ctx: PageContext, view: CaseView, tokenOf: (no: string) => string): Child => view.letters.length > 0 && html`<h2 class="govuk-heading-m">${say(ctx, { zh: '文书', en: 'Letters' })}</h2>${view.letters.map((letter) => html`<form method="post" action="${to(ctx, '/case/letter')}"><input type="hidden" name="state" value="${tokenOf(letter.no)}"><p class="govuk-body">${say(ctx, letter.label)} <span class="rc-mono">${letter.no}</span>${tell(ctx, html`，${day(ctx, letter.issuedOn)}出具。`, html`, issued on ${day(ctx, letter.issuedOn)}.`)}</p><div class="rc-actions"><button class="govuk-button" type="submit" name="as" value="pdf">${say(ctx, { zh: '下载 PDF', en: 'Download as PDF' })}<span class="govuk-visually-hidden">：${letter.no}</span></button><button class="govuk-button rc-button--quiet" type="submit" name="as" value="docx">${say(ctx, { zh: '下载 Word', en: 'Download as Word' })}<span class="govuk-visually-hidden">：${letter.no}</span></button></div></form>`)}`;

export interface Around {
  /** The button that leads to an appeal, where one is open. */
  readonly appeal: Child;
  /** Signs which letter is meant. */
  readonly tokenOf: (no: string) => string;
  /** Stands at the end. */
  readonly after: Child;
}

/** How a matter stands. */
export const caseViewPage = (ctx: PageContext, view: CaseView, { appeal, tokenOf, after }: Around): string => renderPage(ctx, {
  title: { zh: `${view.label.zh}办理情况`, en: `${view.label.en}: ${title.en}` }, noindex: true, current: '/help', crumbs: [{ label: title, href: '/case' }],
  body: html`<h1 class="govuk-heading-l">${say(ctx, view.label)} ${view.no}</h1>${summary(ctx, [{ label: { zh: '现在', en: 'Now' }, value: html`<strong id="case-state">${say(ctx, view.state)}</strong>` }, { label: { zh: '接下来', en: 'Next' }, value: whatNext(ctx, view) }])}
${view.answers.map(({ label, text }) => html`<h2 class="govuk-heading-m">${say(ctx, label)}</h2><p class="govuk-body rc-prose rc-text">${chinese(ctx, text)}</p>`)}${letterForms(ctx, view, tokenOf)}${appeal}
<h2 class="govuk-heading-m">${say(ctx, { zh: '办理经过', en: 'What was done' })}</h2><ol class="rc-steps">${view.steps.map(({ on, label }) => html`<li>${day(ctx, on)} ${say(ctx, label)}</li>`)}</ol>${after}`,
});
