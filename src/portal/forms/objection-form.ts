/**
 * 异议表单、申诉表单: what is asked of somebody who says that a public record is wrong, and of somebody who is not content with the
 * answer: no more than is needed, name and telephone only for those who want to be called.
 */
import { html } from '../html.ts';
import { link } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day } from '../parts.ts';
import type { Form, Step } from './form.ts';
import type { FormState } from './token.ts';

const filesStep: Step = { key: 'files', title: '附上材料（可以没有）', lead: '文书、凭证、照片等能说明问题的材料，最多 3 个文件。', questions: [], files: true };

const picked = (state: FormState, names: readonly string[]): Record<string, unknown> => ({
  ...Object.fromEntries(names.flatMap((name) => { const value = state.answers[name] ?? ''; return value === '' ? [] : [[name, value]]; })),
  ...(state.files.length === 0 ? {} : { attachments: state.files.map(({ id }) => id) }),
});

const soon = (ctx: PageContext, dueOn: string | null) => (dueOn === null ? '核查完毕后答复' : html`最迟 ${day(ctx, dueOn)} 答复`);

export const objectionForm: Form = {
  id: 'objection', path: '/object', title: { zh: '异议', en: 'Objection' }, register: 'objection',
  about: (state) => html`记录 <strong>${state.about['no']}</strong>：${state.about['title']}`,
  opening: (ctx, state) => html`<p class="rc-lead">对记录 <strong>${state.about['no']}</strong> 提出异议</p><p class="govuk-body">${state.about['title']}</p>
<div class="rc-prose"><p class="govuk-body">认为这条记录有误，任何人都可以提出，不收费。提交后记录立即标注“异议处理中”，由源头单位核查，再由没有经手过这条记录的人员答复。成立的当即更正或者撤下；不成立的写明理由，并可以申诉。</p>
<p class="govuk-body">一共五个问题，三五分钟。姓名和电话可以不填；被记录的单位看不到是谁提出的。</p>
<p class="govuk-body">被记录的单位和公务员本人有账号的，请登录工作台办理：在记录页点“提出异议”，可以随时看到进展。</p></div>`,
  steps: [
    { key: 'who', title: '您是谁', questions: [{ name: 'who', kind: 'radios', label: '您代表谁提出异议？', charsMax: 20, missing: '请选择您代表谁', options: [
      { value: 'body', label: '被记录的单位', hint: '没有工作台账号的，在这里提出' }, { value: 'enterprise', label: '企业或者其他组织' }, { value: 'person', label: '个人' },
    ] }] },
    { key: 'wrong', title: '哪里有误', questions: [{ name: 'wrong', kind: 'radios', label: '哪里有误？', charsMax: 20, missing: '请选择哪里有误', options: [
      { value: 'content', label: '内容不实或者有差错', hint: '例如金额、日期、事实写错了' }, { value: 'subject', label: '不是这个单位或者这个人' }, { value: 'period', label: '公示期限不对' }, { value: 'proof', label: '依据的文书有问题', hint: '例如已被撤销、改判' }, { value: 'other', label: '其他' },
    ] }] },
    { key: 'statement', title: '理由', questions: [{ name: 'statement', kind: 'textarea', label: '具体哪里写错了，应当是什么？', hint: '写明您知道的事实和来源，最多 4000 字。请不要写身份证号、银行卡号。', charsMax: 4000, missing: '请写明哪里有误和理由' }] },
    filesStep,
    { key: 'contact', title: '怎么联系您（可以不填）', lead: '不填也会办理，您可以凭编号和查询码查结果。填了，我们会打电话告知。', questions: [
      { name: 'name', kind: 'text', label: '称呼', charsMax: 80, optional: true, autocomplete: 'name', missing: '' }, { name: 'contact', kind: 'text', label: '电话或者地址', charsMax: 120, optional: true, autocomplete: 'tel', missing: '' },
    ] },
  ],
  input: (state) => ({ recordId: state.about['record'], ...picked(state, ['who', 'wrong', 'statement', 'name', 'contact']) }),
  next: (ctx, state, { dueOn }) => [
    html`记录现在已经标注“异议处理中”，可以${link(ctx, `/records/${state.about['record']}`, '打开记录页')}查看；`, '源头单位核对文书和事实；', html`没有经手过这条记录的人员作出答复，${soon(ctx, dueOn)}；情况复杂的，经批准可以延长一次；`,
    html`凭编号和查询码在${link(ctx, '/case', '办理查询')}看结果。不成立的，答复里写明理由和怎样申诉。`,
  ],
};

export const appealForm: Form = {
  id: 'appeal', path: '/appeal', title: { zh: '申诉', en: 'Appeal' }, register: 'appeal',
  about: (state) => html`对 <strong>${state.about['no']}</strong> 的答复提出申诉`,
  opening: (_ctx: PageContext, state) => html`<p class="rc-lead">不同意 <strong>${state.about['no']}</strong> 的答复</p><div class="rc-prose"><p class="govuk-body">由没有参与过的另一机构复查：维持、撤销，或者发回重办。不收费。依法申请行政复议、提起诉讼的途径不受影响，其期限也不因申诉延长。</p></div>`,
  steps: [{ key: 'statement', title: '理由', questions: [{ name: 'statement', kind: 'textarea', label: '答复错在哪里？', hint: '最多 4000 字。', charsMax: 4000, missing: '请写明答复错在哪里' }] }, filesStep],
  input: (state) => picked(state, ['statement']),
  claim: (state) => ({ no: state.about['no'] ?? '', code: state.about['code'] ?? '' }),
  next: (ctx, _state, { dueOn }) => ['没有参与过的另一机构调取全部材料复查；', html`作出复查决定，${soon(ctx, dueOn)}；`, html`凭新的编号和查询码在${link(ctx, '/case', '办理查询')}看结果。`],
};
