/**
 * 守信激励: what a body in good standing is given: its place on the good-standing list, preference, priority for pilots. Plan 四(三) grants
 * it to the honest; so it has a ground, an end and two people behind it, and it is gone the moment a finding takes effect.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { findingInEffect, lastDayOf, measureInForce } from './measure-rules.ts';
import { type Context, defineRegister } from '../../core/register.ts';

const entry = (key: string | undefined, rules: Context<any>['rules']) => {
  const rule = measureInForce(rules, key);
  return rule?.body.kind === 'incentive' ? rule.body : undefined;
};

function refusal({ input, sofar, subject, rules, today, counted }: Pick<Context<any>, 'input' | 'sofar' | 'subject' | 'rules' | 'today' | 'counted'>) {
  const { measure, endsOn } = { ...sofar, ...input } as { measure?: string; endsOn: string };
  const found = entry(measure, rules);
  if (found === undefined) return 'not-in-catalogue';
  if (subject?.kind !== 'body' && subject?.kind !== 'area') return 'not-a-body';
  if ((counted ?? 0) > 0) return 'has-finding';
  const last = lastDayOf(found, today, rules);
  return endsOn <= today ? 'past-end' : last !== undefined && endsOn > last ? 'too-long' : undefined;
}

const inForce = ['granted', 'carried'] as const;
const term = { on: ({ endsOn }: { endsOn?: string }) => endsOn, rule: 'incentive', else: 'expire' } as const;
const lasting = { holds: ({ measure }: { measure?: string }, rules: Context<any>['rules']) => entry(measure, rules) !== undefined, else: 'cease' } as const;

export const incentive = defineRegister({
  id: 'incentive',
  label: { zh: '守信激励', en: 'Incentive' },
  purpose: { zh: '对守信的单位给予目录内的激励，写明事由和期限，失信即止', en: 'What honest bodies are given, with ground and end' },
  law: [cite('榕发改信用〔2017〕82号', '四(三)', '在改革试点、项目投资、社会管理和绩效考核中应用评价结果，对诚信主体给予优惠政策倾斜、提供便利措施')],
  series: 'JL',
  fields: {
    subjectId: field.subject({ zh: '单位', en: 'Body', who: 'body' }),
    measure: field.measure({ zh: '激励措施', en: 'Incentive', only: 'incentive', help: '只能选目录中有效的激励措施' }),
    ground: field.longText({ zh: '事由', en: 'Ground', max: 1000, help: '写明守信的事实；列入公开名单的，这里的文字一并公开', disclose: 'public' }),
    endsOn: field.date({ zh: '有效至', en: 'Until', help: '不能超过目录规定的期限' }),
    executorId: field.subject({ zh: '执行单位', en: 'Executor', who: 'body', optional: true }),
    feedback: field.longText({ zh: '落实情况', en: 'What was done', max: 4000, help: '写明怎样落实、从哪一天起、由谁办理' }),
    attachments: field.files({ zh: '佐证材料', en: 'Evidence', optional: true }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
  },
  refusals: {
    'not-in-catalogue': { zh: '目录中没有这项有效的激励措施，请从目录中选择', en: 'No such incentive is in force' },
    'not-a-body': { zh: '守信激励只给予单位，请选择政府机构', en: 'Incentives are for bodies' },
    'has-finding': { zh: '该单位有生效中的失信记录，不能给予守信激励', en: 'A finding against the body is in effect' },
    'past-end': { zh: '有效期须晚于今天', en: 'The last day must lie ahead' },
    'too-long': { zh: '有效期超过目录规定的期限，请缩短', en: 'Longer than the catalogue allows' },
  },
  states: {
    proposed: { zh: '待批准', en: 'To be approved', due: { within: 'incentive.decide' } },
    granted: { zh: '有效，待执行单位落实', en: 'In force, to be carried out', due: term, while: lasting, toldSubject: true },
    carried: { zh: '有效，已落实', en: 'In force and carried out', due: term, while: lasting, toldSubject: true },
    declined: { zh: '未予批准', en: 'Declined', end: true },
    ended: { zh: '已终止', en: 'Ended', end: true, toldSubject: true },
  },
  actions: {
    propose: { zh: '提出', en: 'Propose', from: 'nothing', to: 'proposed', by: ['verifier@jurisdiction', 'system@any'], takes: ['subjectId', 'measure', 'ground', 'endsOn'], refuse: refusal },
    approve: { zh: '批准', en: 'Approve', from: ['proposed'], to: 'granted', by: 'reviewer@jurisdiction', takes: ['remark'], apart: ['propose', 'regional-evaluation.draw'], refuse: refusal },
    decline: { zh: '不予批准', en: 'Decline', from: ['proposed'], to: 'declined', by: 'reviewer@jurisdiction', takes: ['reason'], apart: ['propose'] },
    assign: { zh: '指定执行单位', en: 'Assign the executor', atWill: true, from: inForce, to: 'same', by: ['verifier@jurisdiction', 'system@any'], takes: ['executorId'] },
    feedback: { zh: '反馈落实情况', en: 'Give feedback', from: ['granted'], to: 'carried', by: 'contact@handling', takes: ['feedback', 'attachments'] },
    report: { zh: '补充反馈', en: 'Add to the feedback', atWill: true, from: ['carried'], to: 'same', by: 'contact@handling', takes: ['feedback', 'attachments'] },
    cease: { zh: '失去依据，激励终止', en: 'End with its ground', from: inForce, to: 'ended', by: 'system@any', takes: [] },
    expire: { zh: '期满终止', en: 'Expire', from: inForce, to: 'ended', by: 'system@any', takes: [] },
    revoke: { zh: '撤销', en: 'Revoke', atWill: true, from: inForce, to: 'ended', by: 'reviewer@jurisdiction', takes: ['reason'], danger: true },
  },
  reads: ['verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction', 'contact@handling'],
  counts: { register: 'dishonesty-record', states: findingInEffect },
  listed: ({ state, sofar, rules }) => {
    const found = entry(sofar.measure, rules);
    return (inForce as readonly string[]).includes(state) && found?.shown !== undefined && sofar.subjectId !== undefined ? { list: 'good-standing', bodyId: sofar.subjectId, label: found.label, ground: sofar.ground ?? '', untilOn: sofar.endsOn ?? null } : undefined;
  },
  columns: (sofar, rules) => ({ title: `激励：${rules.find('measure', sofar.measure ?? '')?.body.label.zh ?? sofar.measure ?? ''}`, subjectId: sofar.subjectId ?? null, handlerId: sofar.executorId ?? null }),
});
