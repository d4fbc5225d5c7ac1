/**
 * 打击报复表单: what is asked of somebody who is made to suffer for having objected, complained or reported: what happened, and nothing
 * that tells who they are. It goes to people outside the body that is accused. Whoever was just given a receipt, or follows a
 * case, is one press away from it, with the body and the case filled in.
 */
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { chinese, link, say, tell, to } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day } from '../parts.ts';
import { type Form, picked } from './form.ts';
import { carried } from './form-pages.ts';
import { filesStep } from './objection-form.ts';
import type { Forms, FormState } from './token.ts';

const hidden: Label = {
  zh: '不填姓名也会查核。被举报的单位和它的任何人，不论什么职务，都看不到、也办不了这件举报。请不要用单位的电脑或者网络填写。',
  en: 'It is inquired into without a name. The body that you accuse, and everybody in it whatever their post, can neither see this report nor act on it. Please do not use a computer or network of your workplace.',
};

/** Said where a case is carried over: through its number the name left there could be found. */
const carriedHint: Label = {
  zh: '已填入您此前事项的编号。办理人员凭编号可以查到那件事里留下的称呼和电话；想完全匿名的，请把编号删去。',
  en: 'The number of your earlier case is filled in. Through it those who inquire could find the name and telephone that you left there; to stay wholly anonymous, take it out.',
};

export const retaliationForm: Form = {
  id: 'retaliation', path: '/retaliation', address: ({ about }) => (about['slug'] === undefined ? '/retaliation' : `/retaliation?body=${about['slug']}`), title: { zh: '打击报复举报', en: 'Report of retaliation' }, register: 'retaliation',
  onPaper: { zh: '哪个单位、何时、何事、由谁作出（信封上注明“打击报复举报”，可以不写姓名）', en: 'which body, what happened, when and by whom (mark the envelope as a report of retaliation; it needs no name)' },
  about: (ctx, { about }) => html`${say(ctx, { zh: '被举报的单位：', en: 'Body accused: ' })}<strong>${chinese(ctx, about['bodyName'])}</strong>`,
  opening: (ctx, { about }) => html`<p class="rc-lead">${tell(ctx, html`举报 <strong>${about['bodyName']}</strong> 打击报复`, html`Report retaliation by <strong>${chinese(ctx, about['bodyName'])}</strong>`)}</p><p class="govuk-body">${link(ctx, '/retaliation', say(ctx, { zh: '换一个单位', en: 'Choose another body' }))}</p>
<div class="rc-prose"><p class="govuk-body">${say(ctx, { zh: '因为提出异议、投诉、举报或者作证，受到调岗、处分、停发待遇、取消资格、威胁等对待的，在这里举报，不收费。由被举报单位以外的两个人先后查核、认定；属实的责令纠正、补救，并移送有权机关。', en: 'If you were transferred, punished, deprived of pay or of a qualification, or threatened, because you objected, complained, reported or gave evidence, report it here, free of charge. Two people outside the body inquire and decide; what is true is put right, and passed to the competent authority.' })}</p>
<p class="govuk-body"><strong>${say(ctx, { zh: '可以匿名。', en: 'You may stay anonymous. ' })}</strong>${say(ctx, hidden)}</p></div>`,
  steps: [
    { key: 'statement', title: { zh: '经过', en: 'What happened' }, lead: hidden, questions: [{ name: 'statement', kind: 'textarea', label: { zh: '发生了什么？', en: 'What happened?' }, hint: { zh: '写明何时、何事、由谁作出，最多 4000 字。想匿名的，不要写能认出您的细节；请不要写身份证号、银行卡号。', en: 'What was done to you, when and by whom; at most 4000 characters. To stay anonymous leave out what would tell who you are. Please give no identity or bank card number.' }, charsMax: 4000, missing: { zh: '请写明发生了什么', en: 'Say what happened' } }] },
    { key: 'cause', title: { zh: '起因', en: 'What it followed from' }, lead: (ctx, { about }) => about['from'] !== undefined && html`<p class="govuk-inset-text">${say(ctx, carriedHint)}</p>`, questions: [{ name: 'cause', kind: 'textarea', label: { zh: '此前您提出了什么（可以不填）', en: 'What had you done before (may stay empty)' }, hint: { zh: '例如对哪条记录提出异议、投诉或者举报了什么、为谁作证。', en: 'Such as the record you objected to, what you complained of or reported, or for whom you gave evidence.' }, charsMax: 2000, optional: true }] },
    filesStep,
    { key: 'contact', title: { zh: '怎么联系您（可以不填）', en: 'How to reach you, if you like' }, lead: { zh: '不填也会查核，您可以凭编号和查询码看结果。填了的另行加密保存，办理人员平时看不到；确需联系时须写明用途，并且留痕。', en: 'It is inquired into without: you follow it by number and code. What you fill in is kept apart under a key; nobody sees it but for a purpose that is written down and kept.' }, questions: [
      { name: 'reporter', kind: 'text', label: { zh: '称呼', en: 'Name' }, charsMax: 80, optional: true, autocomplete: 'off' }, { name: 'contact', kind: 'text', label: { zh: '电话或者地址', en: 'Telephone or address' }, charsMax: 120, optional: true, autocomplete: 'off' },
    ] },
  ],
  input: (state) => ({ subjectId: state.about['body'], ...picked(state, ['statement', 'cause', 'reporter', 'contact']) }),
  next: (ctx, _state, { dueOn }) => [
    dueOn === null ? say(ctx, { zh: '被举报单位以外的人员受理；', en: 'somebody outside the body takes it up;' }) : tell(ctx, html`被举报单位以外的人员最迟 ${day(ctx, dueOn)} 受理；`, html`somebody outside the body takes it up by ${day(ctx, dueOn)} at the latest;`),
    say(ctx, { zh: '查核以后由另一个人认定；属实的责令纠正、补救，移送有权机关；', en: 'after the inquiry another person decides; what is true is put right and passed on;' }),
    tell(ctx, html`凭编号和查询码在${link(ctx, '/case', '办理查询')}看结果。又发生新的情况，请再举报一次。`, html`with number and code you ${link(ctx, '/case', 'follow your case')}. If something new happens, report it again.`),
  ],
};

/** A matter that somebody handed in, as far as a report of retaliation for it takes it over. */
export interface Carried {
  readonly what: Label;
  readonly no: string;
  /** The body that it is about, where that is a body. */
  readonly body?: { readonly id: string; readonly name: string } | undefined;
}

/** Below a receipt and a case: one press opens the report, with body and case filled in. Without a body one chooses it first. */
export function ifPunished(ctx: PageContext, forms: Forms, { what, no, body }: Carried): Child {
  const why = say(ctx, { zh: '因为这件事受到调岗、处分、停发待遇、取消资格、威胁等对待的，请告诉我们，可以匿名。', en: 'If you are transferred, punished, deprived of something or threatened for this, tell us; you may stay anonymous.' });
  const press: Label = { zh: '举报打击报复', en: 'Report retaliation' };
  const about = body === undefined ? undefined : { body: body.id, bodyName: body.name, from: no };
  const token = about === undefined ? undefined : forms.seal(forms.begin(retaliationForm.id, about, { cause: `${what.zh} ${no}` }));
  return html`<section class="rc-section rc-noprint" aria-labelledby="punished"><h2 class="govuk-heading-m" id="punished">${say(ctx, { zh: '受到打击报复怎么办', en: 'If you are punished for it' })}</h2><p class="govuk-body rc-prose">${why}</p>${token === undefined
    ? html`<p class="govuk-body">${link(ctx, retaliationForm.path, say(ctx, press))}</p>`
    : html`<form method="post" action="${to(ctx, retaliationForm.path)}">${carried(ctx, token, 'start')}<button class="govuk-button rc-button--quiet" type="submit">${say(ctx, press)}</button></form>`}</section>`;
}

/** Whom a report accuses, as the form keeps it. */
export const accusedAs = ({ id, name, slug }: { readonly id: string; readonly name: string; readonly slug: string }): FormState['about'] => ({ body: id, bodyName: name, slug });
