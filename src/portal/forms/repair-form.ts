/**
 * 修复表单: what is asked of a body that put right what a public record says: what was performed, the proof, and the commitment, whose
 * text the rulebook gives. Two documents and nothing to pay.
 */
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { chinese, link, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { limitWords } from '../limits.ts';
import { day } from '../parts.ts';
import { inForce } from '../reader/site.ts';
import { repairRuleFor } from '../../core/repair.ts';
import type { Form } from './form.ts';
import { aboutRecord, recordAddress, recordWords } from './objection-form.ts';
import type { FormState } from './token.ts';

/** The commitment that the rules of today ask for. Its Chinese text is what is promised; English stands below it. */
function commitment(ctx: PageContext, state: FormState): Child {
  const rules = inForce(ctx.site.rules.filter(({ kind }) => kind === 'repair'), ctx.today).map((each) => ({ ...each, body: { ...each.body, items: each.body.items ?? [] } }));
  const text = repairRuleFor(rules, state.about['item'] ?? '')?.body.commitment;
  return text !== undefined && html`<blockquote class="govuk-inset-text">${chinese(ctx, text.zh)}${ctx.lang === 'en' && html`<br><span lang="en">In English: ${text.en}</span>`}</blockquote>`;
}

export const repairForm: Form = {
  id: 'repair', path: '/repair', address: recordAddress('/repair'), title: { zh: '信用修复申请', en: 'Application for repair' }, register: 'repair',
  onPaper: { zh: '记录编号、义务哪一天履行完毕，附履行证明', en: 'the number of the record and the day on which the duty was performed, with the proof' },
  about: aboutRecord,
  opening: (ctx, { about }) => html`<p class="rc-lead">${tell(ctx, html`为记录 <strong>${about['no']}</strong> 申请信用修复`, html`Ask for a repair of record <strong>${about['no']}</strong>`)}</p><p class="govuk-body">${recordWords(ctx, about)}</p>
<div class="rc-prose"><p class="govuk-body">${tell(ctx, html`<strong>不收任何费用。</strong>只要两份材料：履行证明和信用承诺书（承诺书的文字后面会给出，确认即可）。`, html`<strong>Free of charge.</strong> Two documents: a proof of performance, and a commitment whose text follows; you only confirm it.`)}</p>
<p class="govuk-body">${say(ctx, { zh: `由信用工作牵头部门 ${limitWords(ctx, 'repair.accept').zh}内决定是否受理，由作出认定的单位确认履行情况，再由没有经手过这条记录的人员决定。准予的，同时停止公示、停止共享、解除措施；不予的，写明理由，并可以申诉。`, en: `The credit office takes it up within ${limitWords(ctx, 'repair.accept').en}, the department that made the finding confirms the performance, and somebody who had no hand in the record decides. When granted, publicity, sharing and measures end together; when not, you are told why and may appeal.` })}</p>
<p class="govuk-body">${say(ctx, { zh: '被记录的单位有账号的，请登录工作台办理，可以随时看到进展；公务员本人的记录只能登录后申请。', en: 'A body that has an account uses the console and sees how it stands at any time; about an official, only that official may ask, with an account.' })}</p></div>`,
  steps: [
    { key: 'statement', title: { zh: '履行情况', en: 'What was performed' }, questions: [{ name: 'statement', kind: 'textarea', label: { zh: '怎样纠正的，义务哪一天履行完毕？', en: 'How was it put right, and on which day was the duty performed?' }, hint: { zh: '写明履行了什么、付给谁、哪一天，最多 4000 字。请不要写身份证号、银行卡号。', en: 'What was done or paid, to whom and when; at most 4000 characters. Please give no identity or bank card number.' }, charsMax: 4000, missing: { zh: '请写明怎样纠正、哪一天履行完毕', en: 'Say how it was put right and when' } }] },
    { key: 'files', title: { zh: '履行证明', en: 'Proof of performance' }, lead: { zh: '转账凭证、和解协议、人民法院删除证明、主管部门验收意见等，至少一份，最多 3 份。', en: 'A transfer voucher, a settlement, the court’s notice of removal, the opinion of the department in charge: one at least, 3 at most.' }, questions: [], files: true },
    { key: 'commitment', title: { zh: '信用承诺书', en: 'Commitment' }, lead: commitment, questions: [{ name: 'commitment', kind: 'radios', label: { zh: '信用承诺书', en: 'Commitment' }, charsMax: 10, missing: { zh: '请阅读并确认信用承诺书', en: 'Read the commitment and confirm it' }, options: [{ value: 'yes', label: { zh: '我已阅读，代表本单位作出以上承诺', en: 'I have read it and commit myself for the body' } }] }] },
    { key: 'contact', title: { zh: '怎么联系您', en: 'How to reach you' }, lead: { zh: '为核实确是被记录的单位提出，请留下经办人和单位电话。', en: 'So that we can make sure that the body itself asks, leave a name and its telephone.' }, questions: [
      { name: 'name', kind: 'text', label: { zh: '经办人', en: 'Name' }, charsMax: 80, autocomplete: 'name', missing: { zh: '请填写经办人', en: 'Give a name' } }, { name: 'contact', kind: 'text', label: { zh: '单位电话', en: 'Telephone of the body' }, charsMax: 120, autocomplete: 'tel', missing: { zh: '请填写单位电话', en: 'Give the telephone of the body' } },
    ] },
  ],
  input: ({ about, answers, files }) => ({ recordId: about['record'], statement: answers['statement'] ?? '', commitment: answers['commitment'] === 'yes', name: answers['name'] ?? '', contact: answers['contact'] ?? '', attachments: files.map(({ id }) => id) }),
  next: (ctx, _state, { dueOn }) => [
    tell(ctx, html`${dueOn === null ? `${limitWords(ctx, 'repair.accept').zh}内决定是否受理` : html`最迟 ${day(ctx, dueOn)} 决定是否受理`}；受理后由作出认定的单位确认履行情况，没有经手过的人员作出决定，自申请之日起 ${limitWords(ctx, 'repair.total').zh}内答复；`,
      html`whether it is taken up is decided ${dueOn === null ? `within ${limitWords(ctx, 'repair.accept').en}` : html`by ${day(ctx, dueOn)} at the latest`}; then the department that made the finding confirms the performance and somebody who had no hand in it decides, within ${limitWords(ctx, 'repair.total').en} of the application;`),
    tell(ctx, html`凭编号和查询码在${link(ctx, '/case', '办理查询')}看结果。不予修复的，答复里写明理由和怎样申诉。`, html`with number and code you ${link(ctx, '/case', 'follow your case')}. A refusal says why and how to appeal.`),
  ],
};
