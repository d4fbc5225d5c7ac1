/**
 * 表单页面: one thing on each page, what is wrong said in the same words above and at the field, a page to check that says nothing
 * was sent yet, and a receipt to keep. All of it works without a script.
 */
import { handedFilesMax, type Receipt } from '../../core/counter.ts';
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { link, renderPage, say, tell, to } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day, summary } from '../parts.ts';
import { fieldId, type Form, type FormError, type Question, type Step } from './form.ts';
import type { FormState } from './token.ts';

interface Shown {
  readonly form: Form;
  readonly state: FormState;
  readonly token: string;
  readonly errors?: readonly FormError[];
}

/** What is wrong, above everything, in the words that stand at the fields. */
export const errorSummary = (ctx: PageContext, errors: readonly FormError[] = []): Child => errors.length > 0 && html`<div class="govuk-error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-title"><h2 class="govuk-error-summary__title" id="error-title">${say(ctx, { zh: '请先改正下面的问题', en: 'There is a problem' })}</h2><div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">${errors.map(({ field, text }) => html`<li><a href="#${field}">${say(ctx, text)}</a></li>`)}</ul></div></div>`;

/** A title that says at once when something on the page is wrong. */
export const titleWith = (errors: readonly FormError[], { zh, en }: Label): Label => (errors.length > 0 ? { zh: `错误：${zh}`, en: `Error: ${en}` } : { zh, en });

const page = (ctx: PageContext, { form, errors = [] }: Pick<Shown, 'form' | 'errors'>, title: Label, body: Child): string => renderPage(ctx, {
  title: titleWith(errors, { zh: `${title.zh} - ${form.title.zh}`, en: `${title.en} - ${form.title.en}` }), noindex: true, current: '/help', body: html`<div class="rc-form">${errorSummary(ctx, errors)}${body}</div>`,
});

/** Where a form takes its turns: its own address, so that the other language finds the same matter. */
const action = (ctx: PageContext, { form, state }: Pick<Shown, 'form' | 'state'>): string => to(ctx, form.address?.(state) ?? form.path);

/** What every page of the chain carries: the signed answers, and a field that people do not see and programs fill in. */
export const carried = (ctx: PageContext, token: string, step: string): Html => html`<input type="hidden" name="state" value="${token}"><input type="hidden" name="step" value="${step}"><div class="rc-trap" aria-hidden="true"><label for="website">${say(ctx, { zh: '此栏请留空', en: 'Leave this empty' })}</label><input id="website" name="website" type="text" tabindex="-1" autocomplete="off"></div>`;

const errorAt = (id: string, errors: readonly FormError[] | undefined): FormError | undefined => errors?.find(({ field }) => field === id || field === `${id}-0`);
export const message = (ctx: PageContext, id: string, error: FormError | undefined): Child => error && html`<p class="govuk-error-message" id="${id}-error"><span class="govuk-visually-hidden">${say(ctx, { zh: '错误：', en: 'Error: ' })}</span>${say(ctx, error.text)}</p>`;
const described = (id: string, hint: boolean, error: boolean): Child => (hint || error) && html` aria-describedby="${[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')}"`;
const hinted = (ctx: PageContext, id: string, hint: Label | undefined, more = ''): Child => hint && html`<div class="govuk-hint${more}" id="${id}-hint">${say(ctx, hint)}</div>`;

function radios(ctx: PageContext, { name, label, hint, options = [] }: Question, value: string, errors: readonly FormError[] | undefined): Html {
  const id = fieldId(name);
  const error = errorAt(id, errors);
  return html`<div class="govuk-form-group${error && ' govuk-form-group--error'}"><fieldset class="govuk-fieldset"${described(id, hint !== undefined, error !== undefined)}><legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">${say(ctx, label)}</h1></legend>${hinted(ctx, id, hint)}${message(ctx, id, error)}
<div class="govuk-radios">${options.map((option, at) => html`<div class="govuk-radios__item"><input class="govuk-radios__input" id="${id}-${at}" name="${name}" type="radio" value="${option.value}"${option.value === value && html` checked`}${option.hint !== undefined && html` aria-describedby="${id}-${at}-hint"`}><label class="govuk-label govuk-radios__label" for="${id}-${at}">${say(ctx, option.label)}</label>${hinted(ctx, `${id}-${at}`, option.hint, ' govuk-radios__hint')}</div>`)}</div></fieldset></div>`;
}

function written(ctx: PageContext, { name, kind, label, hint, charsMax, autocomplete }: Question, value: string, errors: readonly FormError[] | undefined, alone: boolean): Html {
  const id = fieldId(name);
  const error = errorAt(id, errors);
  const more = described(id, hint !== undefined, error !== undefined);
  const title = html`<label class="govuk-label${alone && ' govuk-label--l'}" for="${id}">${say(ctx, label)}</label>`;
  return html`<div class="govuk-form-group${error && ' govuk-form-group--error'}">${alone ? html`<h1 class="govuk-label-wrapper">${title}</h1>` : title}${hinted(ctx, id, hint)}${message(ctx, id, error)}
${kind === 'textarea' ? html`<textarea class="govuk-textarea${error && ' govuk-textarea--error'}" id="${id}" name="${name}" rows="9" maxlength="${charsMax}"${more}>${value}</textarea>` : html`<input class="govuk-input${error && ' govuk-input--error'}" id="${id}" name="${name}" type="text" value="${value}" maxlength="${charsMax}"${autocomplete !== undefined && html` autocomplete="${autocomplete}"`}${more}>`}</div>`;
}

function filesPart(ctx: PageContext, { state, errors }: Shown): Html {
  const error = errorAt(fieldId('files'), errors);
  const left = handedFilesMax - state.files.length;
  return html`${state.files.length > 0 && html`<h2 class="govuk-heading-s">${say(ctx, { zh: '已收到的文件', en: 'Files received' })}</h2><ul class="govuk-list">${state.files.map((file) => html`<li>${file.name} <button class="rc-link" type="submit" name="go" value="drop:${file.id}">${say(ctx, { zh: '删除', en: 'Remove ' })}<span class="govuk-visually-hidden">${file.name}</span></button></li>`)}</ul>`}
${left > 0 ? html`<div class="govuk-form-group${error && ' govuk-form-group--error'}"><label class="govuk-label" for="f-files">${say(ctx, { zh: `选择文件（还可以传 ${left} 个）`, en: `Choose files (${left} more at most)` })}</label><div class="govuk-hint" id="f-files-hint">${say(ctx, { zh: 'PDF、JPG、PNG、DOCX 或文本，每个不超过 5 MB。照片里的拍摄时间、地点等信息会自动去掉。', en: 'PDF, JPG, PNG, DOCX or text, 5 MB each at most. What a photograph says of time and place is taken out.' })}</div>${message(ctx, 'f-files', error)}<input class="govuk-file-upload${error && ' govuk-file-upload--error'}" id="f-files" name="files" type="file" multiple accept=".pdf,.jpg,.jpeg,.png,.docx,.txt"${described('f-files', true, error !== undefined)}></div>` : html`<p class="govuk-body" id="f-files">${say(ctx, { zh: `已传满 ${handedFilesMax} 个文件。`, en: `${handedFilesMax} files, as many as may be.` })}</p>${message(ctx, 'f-files', error)}`}`;
}

const buttons = (ctx: PageContext, main: Label, hasBack: boolean): Html => html`<div class="rc-actions"><button class="govuk-button" type="submit">${say(ctx, main)}</button>${hasBack && html`<button class="govuk-button rc-button--quiet" type="submit" name="go" value="back">${say(ctx, { zh: '返回上一步', en: 'Back' })}</button>`}</div>`;

/** The first page of a form. */
export const startPage = (ctx: PageContext, s: Shown): string => page(ctx, s, { zh: '开始', en: 'Start' }, html`<h1 class="govuk-heading-l">${say(ctx, s.form.title)}</h1>${s.form.opening(ctx, s.state)}<form method="post" action="${action(ctx, s)}" novalidate>${carried(ctx, s.token, 'start')}${buttons(ctx, { zh: '现在开始', en: 'Start now' }, false)}</form>`);

/** A page with a question, or a few that belong together. */
export function stepPage(ctx: PageContext, s: Shown, step: Step): string {
  const [only] = step.questions;
  const alone = step.questions.length === 1 && step.files !== true;
  const [at, all] = [s.form.steps.indexOf(step) + 1, s.form.steps.length + 1];
  const questions = step.questions.map((q) => (q.kind === 'radios' ? radios(ctx, q, s.state.answers[q.name] ?? '', s.errors) : written(ctx, q, s.state.answers[q.name] ?? '', s.errors, alone)));
  const lead = typeof step.lead === 'function' ? step.lead(ctx, s.state) : step.lead && html`<p class="govuk-body rc-prose">${say(ctx, step.lead)}</p>`;
  return page(ctx, s, alone ? (only as Question).label : step.title, html`<p class="rc-note">${s.form.about(ctx, s.state)} · ${say(ctx, { zh: `第 ${at} 步，共 ${all} 步`, en: `step ${at} of ${all}` })}</p><form method="post" action="${action(ctx, s)}" novalidate${step.files === true && html` enctype="multipart/form-data"`}>${carried(ctx, s.token, step.key)}
${!alone && html`<h1 class="govuk-heading-l">${say(ctx, step.title)}</h1>`}${lead}${questions}${step.files === true && filesPart(ctx, s)}${buttons(ctx, { zh: '继续', en: 'Continue' }, true)}</form>`);
}

function said(ctx: PageContext, question: Question, value: string): Child {
  if (value === '') return html`<span class="rc-note">${say(ctx, { zh: '未填', en: 'Left empty' })}</span>`;
  const chosen = question.options?.find((option) => option.value === value);
  return html`<span class="rc-text">${chosen === undefined ? value : say(ctx, chosen.label)}</span>`;
}

/** Everything once more before it is sent. */
export function checkPage(ctx: PageContext, s: Shown): string {
  const change = (step: Step, what: Label): Html => html`<dd class="govuk-summary-list__actions"><button class="rc-link" type="submit" name="go" value="to:${step.key}">${say(ctx, { zh: '更改', en: 'Change ' })}<span class="govuk-visually-hidden">${say(ctx, what)}</span></button></dd>`;
  const row = (what: Label, value: Child, step: Step): Html => html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${say(ctx, what)}</dt><dd class="govuk-summary-list__value">${value}</dd>${change(step, what)}</div>`;
  const title = { zh: '核对后提交', en: 'Check your answers' };
  const files = s.state.files.length === 0 ? html`<span class="rc-note">${say(ctx, { zh: '没有附件', en: 'No files' })}</span>` : s.state.files.map(({ name }) => html`${name}<br>`);
  return page(ctx, s, title, html`<form method="post" action="${action(ctx, s)}" novalidate>${carried(ctx, s.token, 'check')}<h1 class="govuk-heading-l" id="f-check">${say(ctx, title)}</h1><p class="govuk-body">${tell(ctx, html`<strong>现在还没有提交。</strong>请核对，有错的点“更改”；确认无误后按页底的按钮。`, html`<strong>Nothing was sent yet.</strong> Check your answers and change what is wrong; the button below sends them.`)}</p><p class="govuk-body">${s.form.about(ctx, s.state)}</p>
<dl class="govuk-summary-list">${s.form.steps.flatMap((step) => [...step.questions.map((q) => row(q.label, said(ctx, q, s.state.answers[q.name] ?? ''), step)), ...(step.files === true ? [row(step.title, files, step)] : [])])}</dl>${buttons(ctx, { zh: `提交${s.form.title.zh}`, en: `Send ${s.form.title.en.toLowerCase()}` }, false)}</form>`);
}

/** A code as it is read from paper. */
const inGroups = (code: string): string => `${code.slice(0, 5)} ${code.slice(5)}`;

/** The receipt: number and code to keep, what comes next and when. `after` stands below it. */
export const donePage = (ctx: PageContext, s: Pick<Shown, 'form' | 'state'>, receipt: Receipt, after: Child): string => page(ctx, s, { zh: '已经提交', en: 'Sent' }, html`<div class="rc-receipt"><h1 class="govuk-heading-l">${say(ctx, { zh: '已经收到', en: 'Received' })}</h1>${summary(ctx, [
  { label: { zh: '编号', en: 'Number' }, value: html`<strong class="rc-mono" id="receipt-no">${receipt.no}</strong>` },
  { label: { zh: '查询码', en: 'Code' }, value: html`<strong class="rc-mono" id="receipt-code">${inGroups(receipt.code)}</strong>` },
  { label: { zh: '收到日期', en: 'Received on' }, value: day(ctx, receipt.on) },
  { label: { zh: '下一步最迟', en: 'Next step by' }, value: receipt.dueOn !== null && day(ctx, receipt.dueOn) },
])}<p class="govuk-body">${tell(ctx, html`<strong>请现在就记下或打印编号和查询码。</strong>查询码只在这里显示；忘记了我们也查不出来。刷新本页不会重复提交。`, html`<strong>Write down or print number and code now.</strong> The code is shown here only, and we cannot find it for you. Loading this page again sends nothing twice.`)}</p></div>
<h2 class="govuk-heading-m">${say(ctx, { zh: '接下来', en: 'What comes next' })}</h2><ol class="govuk-list govuk-list--number">${s.form.next(ctx, s.state, receipt).map((each) => html`<li>${each}</li>`)}</ol>${after}<div class="rc-actions rc-noprint"><button class="govuk-button rc-button--quiet" type="button" id="print" hidden>${say(ctx, { zh: '打印本页', en: 'Print' })}</button><p class="govuk-body">${link(ctx, '/case', say(ctx, { zh: '凭编号和查询码查办理情况', en: 'Follow your case by number and code' }))}</p></div>`);

/** The counter did not answer: what was typed is kept, and the same button sends it again. */
export const awayPage = (ctx: PageContext, s: Shown, step: string, why: Label): string => {
  const title = { zh: '暂时不能办理', en: 'Not possible for the moment' };
  return page(ctx, s, title, html`<h1 class="govuk-heading-l">${say(ctx, title)}</h1><p class="govuk-body">${tell(ctx, html`${why.zh}。<strong>已填的内容都在，没有丢失，也没有提交。</strong>`, html`${why.en}. <strong>Everything you filled in is kept; nothing was lost, and nothing was sent.</strong>`)}</p><p class="govuk-body">${say(ctx, { zh: '过几分钟按下面的按钮再试，不用重新填写；也可以用其他方式办理：', en: 'Try again in a few minutes with the button below; you need not fill in anything anew. Or do it another way:' })}</p>${elsewhere(ctx, s.form.onPaper)}<form method="post" action="${action(ctx, s)}" novalidate>${carried(ctx, s.token, step)}${buttons(ctx, { zh: '再试一次', en: 'Try again' }, false)}</form>`);
};

/** Where to hand something in when not here; `what` is what a letter has to say. */
export function elsewhere(ctx: PageContext, what: Label = { zh: '记录编号或者办理编号、要办什么事、理由', en: 'the number of the record or of your case, what you want, and why' }): Html {
  const { sponsor, phone } = ctx.site.footer;
  const office = { zh: sponsor || '本市信用工作牵头部门', en: sponsor ? html`<span lang="zh-CN">${sponsor}</span>` : 'the credit office of the city' };
  return html`<ul class="govuk-list govuk-list--bullet"><li>${tell(ctx, html`书面：写明${what.zh}，附上材料，寄送或者当面交给${office.zh}；`, html`on paper: ${what.en}, with your files, sent or brought to ${office.en};`)}</li><li>${tell(ctx, html`电话：${phone || '拨打12345，请求转接信用工作牵头部门'}，由工作人员代为登记。`, html`by telephone: ${phone || '12345, and ask for the credit office'}; the staff write it down for you.`)}</li></ul>`;
}

/** A page of the counter that is no form: what is the matter and what to do. */
export const plainPage = (ctx: PageContext, title: Label, body: Child): string => renderPage(ctx, { title, noindex: true, current: '/help', body: html`<h1 class="govuk-heading-l">${say(ctx, title)}</h1>${body}` });
