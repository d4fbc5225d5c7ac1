/**
 * 修复表单: what is asked of a body that put right what a public record says: what was performed, the proof, and the commitment, whose
 * text the rulebook gives. Two documents and nothing to pay.
 */
import { html } from '../html.ts';
import { link } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { limitWords } from '../limits.ts';
import { day } from '../parts.ts';
import { inForce } from '../reader/site.ts';
import { repairRuleFor } from '../../core/repair.ts';
import type { Form } from './form.ts';
import type { FormState } from './token.ts';

/** The commitment that the rules of today ask for. */
function commitmentOf(ctx: PageContext, state: FormState): string {
  const rules = inForce(ctx.site.rules.filter(({ kind }) => kind === 'repair'), ctx.today).map((each) => ({ ...each, body: { ...each.body, items: each.body.items ?? [] } }));
  return repairRuleFor(rules, state.about['item'] ?? '')?.body.commitment?.zh ?? '';
}

export const repairForm: Form = {
  id: 'repair', path: '/repair', title: { zh: '信用修复申请', en: 'Repair' }, register: 'repair',
  about: (state) => html`记录 <strong>${state.about['no']}</strong>：${state.about['title']}`,
  opening: (ctx, state) => html`<p class="rc-lead">为记录 <strong>${state.about['no']}</strong> 申请信用修复</p><p class="govuk-body">${state.about['title']}</p>
<div class="rc-prose"><p class="govuk-body"><strong>不收任何费用。</strong>只要两份材料：履行证明和信用承诺书（承诺书的文字后面会给出，确认即可）。</p>
<p class="govuk-body">由信用工作牵头部门 ${limitWords(ctx, 'repair.accept').zh}内决定是否受理，由作出认定的单位确认履行情况，再由没有经手过这条记录的人员决定。准予的，同时停止公示、停止共享、解除措施；不予的，写明理由，并可以申诉。</p>
<p class="govuk-body">被记录的单位有账号的，请登录工作台办理，可以随时看到进展；公务员本人的记录只能登录后申请。</p></div>`,
  steps: [
    { key: 'statement', title: '履行情况', questions: [{ name: 'statement', kind: 'textarea', label: '怎样纠正的，义务哪一天履行完毕？', hint: '写明履行了什么、付给谁、哪一天，最多 4000 字。请不要写身份证号、银行卡号。', charsMax: 4000, missing: '请写明怎样纠正、哪一天履行完毕' }] },
    { key: 'files', title: '履行证明', lead: '转账凭证、和解协议、人民法院删除证明、主管部门验收意见等，至少一份，最多 3 份。', questions: [], files: true },
    { key: 'commitment', title: '信用承诺书', lead: (ctx, state) => html`<blockquote class="govuk-inset-text">${commitmentOf(ctx, state)}</blockquote>`, questions: [{ name: 'commitment', kind: 'radios', label: '信用承诺书', charsMax: 10, missing: '请阅读并确认信用承诺书', options: [{ value: 'yes', label: '我已阅读，代表本单位作出以上承诺' }] }] },
    { key: 'contact', title: '怎么联系您', lead: '为核实确是被记录的单位提出，请留下经办人和单位电话。', questions: [
      { name: 'name', kind: 'text', label: '经办人', charsMax: 80, autocomplete: 'name', missing: '请填写经办人' }, { name: 'contact', kind: 'text', label: '单位电话', charsMax: 120, autocomplete: 'tel', missing: '请填写单位电话' },
    ] },
  ],
  input: ({ about, answers, files }) => ({ recordId: about['record'], statement: answers['statement'] ?? '', commitment: answers['commitment'] === 'yes', name: answers['name'] ?? '', contact: answers['contact'] ?? '', attachments: files.map(({ id }) => id) }),
  next: (ctx, _state, { dueOn }) => [
    html`${dueOn === null ? `${limitWords(ctx, 'repair.accept').zh}内决定是否受理` : html`最迟 ${day(ctx, dueOn)} 决定是否受理`}；受理后由作出认定的单位确认履行情况，没有经手过的人员作出决定，自申请之日起 ${limitWords(ctx, 'repair.total').zh}内答复；`,
    html`凭编号和查询码在${link(ctx, '/case', '办理查询')}看结果。不予修复的，答复里写明理由和怎样申诉。`,
  ],
};
