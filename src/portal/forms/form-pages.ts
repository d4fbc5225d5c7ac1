/**
 * 表单页面: one thing on each page, what is wrong said in the same words above and at the field, a page to check that says nothing
 * was sent yet, and a receipt to keep. All of it works without a script.
 */
import { handedFilesMax, type Receipt } from '../../core/counter.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { link, renderPage, say, to } from '../layout.ts';
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
export const errorSummary = (errors: readonly FormError[] = []): Child => errors.length > 0 && html`<div class="govuk-error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-title"><h2 class="govuk-error-summary__title" id="error-title">请先改正下面的问题</h2><div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">${errors.map(({ field, text }) => html`<li><a href="#${field}">${text}</a></li>`)}</ul></div></div>`;

const page = (ctx: PageContext, { form, errors = [] }: Pick<Shown, 'form' | 'errors'>, title: string, body: Child): string => renderPage(ctx, {
  title: { zh: `${errors.length > 0 ? '错误：' : ''}${title} - ${form.title.zh}`, en: `${errors.length > 0 ? 'Error: ' : ''}${form.title.en}` }, noindex: true, current: '/help', body: html`<div class="rc-form">${errorSummary(errors)}${body}</div>`,
});

/** What every page of the chain carries: the signed answers, and a field that people do not see and programs fill in. */
const carried = (token: string, step: string): Html => html`<input type="hidden" name="state" value="${token}"><input type="hidden" name="step" value="${step}"><div class="rc-trap" aria-hidden="true"><label for="website">此栏请留空</label><input id="website" name="website" type="text" tabindex="-1" autocomplete="off"></div>`;

const errorAt = (id: string, errors: readonly FormError[] | undefined): FormError | undefined => errors?.find(({ field }) => field === id || field === `${id}-0`);
const message = (id: string, error: FormError | undefined): Child => error && html`<p class="govuk-error-message" id="${id}-error"><span class="govuk-visually-hidden">错误：</span>${error.text}</p>`;
const described = (id: string, hint: boolean, error: boolean): Child => (hint || error) && html` aria-describedby="${[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')}"`;

function radios({ name, label, hint, options = [] }: Question, value: string, errors: readonly FormError[] | undefined): Html {
  const id = fieldId(name);
  const error = errorAt(id, errors);
  return html`<div class="govuk-form-group${error && ' govuk-form-group--error'}"><fieldset class="govuk-fieldset"${described(id, hint !== undefined, error !== undefined)}><legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">${label}</h1></legend>${hint && html`<div class="govuk-hint" id="${id}-hint">${hint}</div>`}${message(id, error)}
<div class="govuk-radios">${options.map((option, at) => html`<div class="govuk-radios__item"><input class="govuk-radios__input" id="${id}-${at}" name="${name}" type="radio" value="${option.value}"${option.value === value && html` checked`}${option.hint !== undefined && html` aria-describedby="${id}-${at}-hint"`}><label class="govuk-label govuk-radios__label" for="${id}-${at}">${option.label}</label>${option.hint && html`<div class="govuk-hint govuk-radios__hint" id="${id}-${at}-hint">${option.hint}</div>`}</div>`)}</div></fieldset></div>`;
}

function written({ name, kind, label, hint, charsMax, autocomplete }: Question, value: string, errors: readonly FormError[] | undefined, alone: boolean): Html {
  const id = fieldId(name);
  const error = errorAt(id, errors);
  const more = described(id, hint !== undefined, error !== undefined);
  const title = html`<label class="govuk-label${alone && ' govuk-label--l'}" for="${id}">${label}</label>`;
  return html`<div class="govuk-form-group${error && ' govuk-form-group--error'}">${alone ? html`<h1 class="govuk-label-wrapper">${title}</h1>` : title}${hint && html`<div class="govuk-hint" id="${id}-hint">${hint}</div>`}${message(id, error)}
${kind === 'textarea' ? html`<textarea class="govuk-textarea${error && ' govuk-textarea--error'}" id="${id}" name="${name}" rows="9" maxlength="${charsMax}"${more}>${value}</textarea>` : html`<input class="govuk-input${error && ' govuk-input--error'}" id="${id}" name="${name}" type="text" value="${value}" maxlength="${charsMax}"${autocomplete !== undefined && html` autocomplete="${autocomplete}"`}${more}>`}</div>`;
}

function filesPart({ state, errors }: Shown): Html {
  const error = errorAt(fieldId('files'), errors);
  const left = handedFilesMax - state.files.length;
  return html`${state.files.length > 0 && html`<h2 class="govuk-heading-s">已收到的文件</h2><ul class="govuk-list">${state.files.map((file) => html`<li>${file.name} <button class="rc-link" type="submit" name="go" value="drop:${file.id}">删除<span class="govuk-visually-hidden">${file.name}</span></button></li>`)}</ul>`}
${left > 0 ? html`<div class="govuk-form-group${error && ' govuk-form-group--error'}"><label class="govuk-label" for="f-files">选择文件（还可以传 ${left} 个）</label><div class="govuk-hint" id="f-files-hint">PDF、JPG、PNG、DOCX 或文本，每个不超过 5 MB。照片里的拍摄时间、地点等信息会自动去掉。</div>${message('f-files', error)}<input class="govuk-file-upload${error && ' govuk-file-upload--error'}" id="f-files" name="files" type="file" multiple accept=".pdf,.jpg,.jpeg,.png,.docx,.txt"${described('f-files', true, error !== undefined)}></div>` : html`<p class="govuk-body" id="f-files">已传满 ${handedFilesMax} 个文件。</p>${message('f-files', error)}`}`;
}

const buttons = (main: string, hasBack: boolean): Html => html`<div class="rc-actions"><button class="govuk-button" type="submit">${main}</button>${hasBack && html`<button class="govuk-button rc-button--quiet" type="submit" name="go" value="back">返回上一步</button>`}</div>`;

/** The first page of a form. */
export const startPage = (ctx: PageContext, s: Shown): string => page(ctx, s, '开始', html`<h1 class="govuk-heading-l">${say(ctx, s.form.title)}</h1>${s.form.opening(ctx, s.state)}<form method="post" action="${to(ctx, s.form.path)}" novalidate>${carried(s.token, 'start')}${buttons('现在开始', false)}</form>`);

/** A page with a question, or a few that belong together. */
export function stepPage(ctx: PageContext, s: Shown, step: Step): string {
  const [only] = step.questions;
  const alone = step.questions.length === 1 && step.files !== true;
  const at = s.form.steps.indexOf(step);
  const questions = step.questions.map((q) => (q.kind === 'radios' ? radios(q, s.state.answers[q.name] ?? '', s.errors) : written(q, s.state.answers[q.name] ?? '', s.errors, alone)));
  return page(ctx, s, alone ? (only as Question).label : step.title, html`<p class="rc-note">${s.form.about(s.state)} · 第 ${at + 1} 步，共 ${s.form.steps.length + 1} 步</p><form method="post" action="${to(ctx, s.form.path)}" novalidate${step.files === true && html` enctype="multipart/form-data"`}>${carried(s.token, step.key)}
${!alone && html`<h1 class="govuk-heading-l">${step.title}</h1>`}${step.lead && html`<p class="govuk-body rc-prose">${step.lead}</p>`}${questions}${step.files === true && filesPart(s)}${buttons('继续', true)}</form>`);
}

const said = (question: Question, value: string): Child => (value === '' ? html`<span class="rc-note">未填</span>` : html`<span class="rc-text">${question.options?.find((option) => option.value === value)?.label ?? value}</span>`);

/** Everything once more before it is sent. */
export function checkPage(ctx: PageContext, s: Shown): string {
  const change = (step: Step, what: string): Html => html`<dd class="govuk-summary-list__actions"><button class="rc-link" type="submit" name="go" value="to:${step.key}">更改<span class="govuk-visually-hidden">${what}</span></button></dd>`;
  const row = (what: string, value: Child, step: Step): Html => html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${what}</dt><dd class="govuk-summary-list__value">${value}</dd>${change(step, what)}</div>`;
  return page(ctx, s, '核对后提交', html`<form method="post" action="${to(ctx, s.form.path)}" novalidate>${carried(s.token, 'check')}<h1 class="govuk-heading-l" id="f-check">核对后提交</h1><p class="govuk-body"><strong>现在还没有提交。</strong>请核对，有错的点“更改”；确认无误后按页底的按钮。</p><p class="govuk-body">${s.form.about(s.state)}</p>
<dl class="govuk-summary-list">${s.form.steps.flatMap((step) => [...step.questions.map((q) => row(q.label, said(q, s.state.answers[q.name] ?? ''), step)), ...(step.files === true ? [row(step.title, s.state.files.length === 0 ? html`<span class="rc-note">没有附件</span>` : s.state.files.map(({ name }) => html`${name}<br>`), step)] : [])])}</dl>${buttons(`提交${s.form.title.zh}`, false)}</form>`);
}

/** A code as it is read from paper. */
const inGroups = (code: string): string => `${code.slice(0, 5)} ${code.slice(5)}`;

/** The receipt: number and code to keep, what comes next and when. */
export const donePage = (ctx: PageContext, s: Pick<Shown, 'form' | 'state'>, receipt: Receipt): string => page(ctx, s, '已经提交', html`<div class="rc-receipt"><h1 class="govuk-heading-l">已经收到</h1>${summary(ctx, [
  { label: { zh: '编号', en: 'Number' }, value: html`<strong class="rc-mono" id="receipt-no">${receipt.no}</strong>` },
  { label: { zh: '查询码', en: 'Code' }, value: html`<strong class="rc-mono" id="receipt-code">${inGroups(receipt.code)}</strong>` },
  { label: { zh: '收到日期', en: 'Received' }, value: day(ctx, receipt.on) },
  { label: { zh: '最迟答复', en: 'Answer by' }, value: receipt.dueOn !== null && day(ctx, receipt.dueOn) },
])}<p class="govuk-body"><strong>请现在就记下或打印编号和查询码。</strong>查询码只在这里显示；忘记了我们也查不出来。刷新本页不会重复提交。</p></div>
<h2 class="govuk-heading-m">接下来</h2><ol class="govuk-list govuk-list--number">${s.form.next(ctx, s.state, receipt).map((each) => html`<li>${each}</li>`)}</ol><div class="rc-actions rc-noprint"><button class="govuk-button rc-button--quiet" type="button" id="print" hidden>打印本页</button><p class="govuk-body">${link(ctx, '/case', '凭编号和查询码查办理情况')}</p></div>`);

/** The counter did not answer: what was typed is kept, and the same button sends it again. */
export const awayPage = (ctx: PageContext, s: Shown, step: string, why: string): string => page(ctx, s, '暂时不能办理', html`<h1 class="govuk-heading-l">暂时不能办理</h1><p class="govuk-body">${why}。<strong>已填的内容都在，没有丢失，也没有提交。</strong></p><p class="govuk-body">过几分钟按下面的按钮再试，不用重新填写；也可以用其他方式办理：</p>${elsewhere(ctx)}<form method="post" action="${to(ctx, s.form.path)}" novalidate>${carried(s.token, step)}${buttons('再试一次', false)}</form>`);

/** Where to hand something in when not here. */
export function elsewhere(ctx: PageContext): Html {
  const { sponsor, phone } = ctx.site.footer;
  return html`<ul class="govuk-list govuk-list--bullet"><li>书面：写明记录编号、哪里有误、理由，附上材料，寄送或者当面交给${sponsor || '本市信用工作牵头部门'}；</li><li>电话：${phone || '拨打12345，请求转接信用工作牵头部门'}，由工作人员代为登记。</li></ul>`;
}

/** A page of the counter that is no form: what is the matter and what to do. */
export const plainPage = (ctx: PageContext, title: string, body: Child): string => renderPage(ctx, { title: { zh: title, en: title }, noindex: true, current: '/help', body: html`<h1 class="govuk-heading-l">${title}</h1>${body}` });
