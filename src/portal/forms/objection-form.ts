/**
 * 异议表单、申诉表单: what is asked of somebody who says that a public record is wrong, and of somebody who is not content with the
 * answer: no more than is needed, name and telephone only for those who want to be called.
 */
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { chinese, link, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day } from '../parts.ts';
import { type Form, picked, type Step } from './form.ts';
import type { FormState } from './token.ts';

export const filesStep: Step = {
  key: 'files', title: { zh: '附上材料（可以没有）', en: 'Add files, if you have any' }, questions: [], files: true,
  lead: { zh: '文书、凭证、照片等能说明问题的材料，最多 3 个文件。', en: 'Documents, vouchers or photographs that show what you mean; 3 files at most.' },
};

/** The record that a form is about, in a line. */
export const aboutRecord = (ctx: PageContext, { about }: FormState): Child => html`${say(ctx, { zh: '记录', en: 'Record' })} <strong>${about['no']}</strong>${say(ctx, { zh: '：', en: ': ' })}${recordWords(ctx, about)}`;
export const recordWords = (ctx: PageContext, about: FormState['about']): Child => html`${chinese(ctx, about['subject'])}${say(ctx, { zh: '：', en: ': ' })}${say(ctx, { zh: about['itemZh'] ?? '', en: about['itemEn'] ?? '' })}`;
export const recordAddress = (path: string) => (state: FormState): string => `${path}?record=${state.about['record']}`;

/** By when it is answered, where a clock runs. */
const soon = (ctx: PageContext, dueOn: string | null): Child => (dueOn === null ? say(ctx, { zh: '核查完毕后答复', en: 'once it is examined' }) : tell(ctx, html`最迟 ${day(ctx, dueOn)} 答复`, html`by ${day(ctx, dueOn)} at the latest`));

export const objectionForm: Form = {
  id: 'objection', path: '/object', address: recordAddress('/object'), title: { zh: '异议', en: 'Objection' }, register: 'objection',
  onPaper: { zh: '记录编号、哪里有误、理由', en: 'the number of the record, what is wrong, and why' },
  about: aboutRecord,
  opening: (ctx, { about }) => html`<p class="rc-lead">${tell(ctx, html`对记录 <strong>${about['no']}</strong> 提出异议`, html`Object to record <strong>${about['no']}</strong>`)}</p><p class="govuk-body">${recordWords(ctx, about)}</p>
<div class="rc-prose"><p class="govuk-body">${say(ctx, { zh: '认为这条记录有误，任何人都可以提出，不收费。提交后记录立即标注“异议处理中”，由源头单位核查，再由没有经手过这条记录的人员答复。成立的当即更正或者撤下；不成立的写明理由，并可以申诉。', en: 'Anyone who thinks this record wrong may object, free of charge. The record is marked “objection under review” at once; the source examines it, and somebody who had no hand in it answers. If you are right, the record is corrected or taken down at once; if not, you are told why and may appeal.' })}</p>
<p class="govuk-body">${say(ctx, { zh: '一共五个问题，最后核对一遍，三五分钟。姓名和电话可以不填；我们不告诉被记录的单位是谁提出的。', en: 'Five questions and a last look, a few minutes. Name and telephone may stay empty; we do not tell the body concerned who objects.' })}</p>
<p class="govuk-body">${say(ctx, { zh: '被记录的单位和公务员本人有账号的，请登录工作台办理：在记录页点“提出异议”，可以随时看到进展。', en: 'The body concerned, and an official concerned, who have an account use the console: there they see how it stands at any time.' })}</p></div>`,
  steps: [
    { key: 'who', title: { zh: '您是谁', en: 'Who you are' }, questions: [{ name: 'who', kind: 'radios', label: { zh: '您代表谁提出异议？', en: 'For whom do you object?' }, charsMax: 20, missing: { zh: '请选择您代表谁', en: 'Choose for whom you object' }, options: [
      { value: 'body', label: { zh: '被记录的单位', en: 'The body that the record is about' }, hint: { zh: '没有工作台账号的，在这里提出', en: 'If it has no account of the console' } }, { value: 'enterprise', label: { zh: '企业或者其他组织', en: 'An enterprise or another organisation' } }, { value: 'person', label: { zh: '个人', en: 'Myself, as a person' } },
    ] }] },
    { key: 'wrong', title: { zh: '哪里有误', en: 'What is wrong' }, questions: [{ name: 'wrong', kind: 'radios', label: { zh: '哪里有误？', en: 'What is wrong?' }, charsMax: 20, missing: { zh: '请选择哪里有误', en: 'Choose what is wrong' }, options: [
      { value: 'content', label: { zh: '内容不实或者有差错', en: 'The content is untrue or has a mistake' }, hint: { zh: '例如金额、日期、事实写错了', en: 'Such as a sum, a day or a fact' } }, { value: 'subject', label: { zh: '不是这个单位或者这个人', en: 'It is about another body or person' } }, { value: 'period', label: { zh: '公示期限不对', en: 'It is public for too long' } },
      { value: 'proof', label: { zh: '依据的文书有问题', en: 'The document behind it' }, hint: { zh: '例如已被撤销、改判', en: 'Such as one that was revoked or changed' } }, { value: 'other', label: { zh: '其他', en: 'Something else' } },
    ] }] },
    { key: 'statement', title: { zh: '理由', en: 'Why' }, questions: [{ name: 'statement', kind: 'textarea', label: { zh: '具体哪里写错了，应当是什么？', en: 'What exactly is wrong, and what would be right?' }, hint: { zh: '写明您知道的事实和来源，最多 4000 字。请不要写身份证号、银行卡号。', en: 'What you know and from where; at most 4000 characters. Please give no identity or bank card number.' }, charsMax: 4000, missing: { zh: '请写明哪里有误和理由', en: 'Say what is wrong and why' } }] },
    filesStep,
    { key: 'contact', title: { zh: '怎么联系您（可以不填）', en: 'How to reach you, if you like' }, lead: { zh: '不填也会办理，您可以凭编号和查询码查结果。填了，我们会打电话告知。', en: 'It is handled without: you follow it by number and code. If you fill it in, we call you.' }, questions: [
      { name: 'name', kind: 'text', label: { zh: '称呼', en: 'Name' }, charsMax: 80, optional: true, autocomplete: 'name' }, { name: 'contact', kind: 'text', label: { zh: '电话或者地址', en: 'Telephone or address' }, charsMax: 120, optional: true, autocomplete: 'tel' },
    ] },
  ],
  input: (state) => ({ recordId: state.about['record'], ...picked(state, ['who', 'wrong', 'statement', 'name', 'contact']) }),
  next: (ctx, state, { dueOn }) => [
    tell(ctx, html`记录现在已经标注“异议处理中”，可以${link(ctx, `/records/${state.about['record']}`, '打开记录页')}查看；`, html`the record is now marked “objection under review”: ${link(ctx, `/records/${state.about['record']}`, 'open its page')};`),
    say(ctx, { zh: '源头单位核对文书和事实；', en: 'the source checks document and facts;' }),
    tell(ctx, html`没有经手过这条记录的人员作出答复，${soon(ctx, dueOn)}；情况复杂的，经批准可以延长一次；`, html`somebody who had no hand in the record answers, ${soon(ctx, dueOn)}; in a difficult matter this may be extended once;`),
    tell(ctx, html`凭编号和查询码在${link(ctx, '/case', '办理查询')}看结果。不成立的，答复里写明理由和怎样申诉。`, html`with number and code you ${link(ctx, '/case', 'follow your case')}. A refusal says why and how to appeal.`),
  ],
};

export const appealForm: Form = {
  id: 'appeal', path: '/appeal', title: { zh: '申诉', en: 'Appeal' }, register: 'appeal',
  onPaper: { zh: '原来的编号、答复错在哪里、理由', en: 'the number of your case, what is wrong with the answer, and why' },
  about: (ctx, { about }) => tell(ctx, html`对 <strong>${about['no']}</strong> 的答复提出申诉`, html`Appeal against the answer to <strong>${about['no']}</strong>`),
  opening: (ctx, { about }) => html`<p class="rc-lead">${tell(ctx, html`不同意 <strong>${about['no']}</strong> 的答复`, html`You disagree with the answer to <strong>${about['no']}</strong>`)}</p><div class="rc-prose"><p class="govuk-body">${say(ctx, { zh: '由没有参与过的另一机构复查：维持、撤销，或者发回重办。不收费。依法申请行政复议、提起诉讼的途径不受影响，其期限也不因申诉延长。', en: 'Another body that had no part looks again: it confirms, overturns or sends back. Free of charge. Reconsideration and the courts stay open to you, and their time limits are not extended by an appeal.' })}</p></div>`,
  steps: [{ key: 'statement', title: { zh: '理由', en: 'Why' }, questions: [{ name: 'statement', kind: 'textarea', label: { zh: '答复错在哪里？', en: 'What is wrong with the answer?' }, hint: { zh: '最多 4000 字。', en: 'At most 4000 characters.' }, charsMax: 4000, missing: { zh: '请写明答复错在哪里', en: 'Say what is wrong with the answer' } }] }, filesStep],
  input: (state) => picked(state, ['statement']),
  claim: (state) => ({ no: state.about['no'] ?? '', code: state.about['code'] ?? '' }),
  next: (ctx, _state, { dueOn }) => [
    say(ctx, { zh: '没有参与过的另一机构调取全部材料复查；', en: 'another body that had no part looks at the whole file;' }), tell(ctx, html`作出复查决定，${soon(ctx, dueOn)}；`, html`it decides, ${soon(ctx, dueOn)};`),
    tell(ctx, html`凭新的编号和查询码在${link(ctx, '/case', '办理查询')}看结果。`, html`with the new number and code you ${link(ctx, '/case', 'follow your case')}.`),
  ],
};
