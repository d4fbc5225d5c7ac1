/**
 * 信用修复: whoever put right what a record says asks that it be no longer shown, shared or used: with two documents, a proof of
 * performance and a commitment, free of charge. The credit office accepts, the department that made the finding confirms the
 * performance, a reviewer who had no hand in the record decides. It exists because plan 四(四) has dishonesty end where it was mended.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';
import { addTerm } from '../../core/calendar.ts';
import { aboutFields, answering, deciders, examiners } from './about-record.ts';
import { lastDay } from './record-repairs.ts';
import { isPersonal } from './record-rules.ts';
import { roadsOf } from './remedies.ts';
import { beneficiaryChoices } from './repair-steps.ts';
import { decisionRefusal, doorOf, earliestErrors, hands, isPerformed, mayApply, mustGrant, repairOf, totalOn } from './repair-rules.ts';

const sources = ['maker@handling', 'verifier@handling'] as const;

export const repair = defineRegister({
  id: 'repair',
  label: { zh: '信用修复', en: 'Repair' },
  purpose: { zh: '义务履行完毕后，由单位或者公务员本人凭两份材料免费申请，准予后停止公示、共享和使用', en: 'Once the duty is performed, the body or the official asks, free of charge and with two documents, that the record end' },
  law: [cite('榕发改信用〔2017〕82号', '四(四)', '健全信用修复机制，探索扩展公务员失信记录信用修复渠道和方式'), cite('国办发〔2025〕22号', '信用修复', '最短公示期届满、已经纠正并履行义务的可以申请修复，不收费，准予的停止公示、共享和使用')],
  series: 'XF',
  fields: {
    ...aboutFields,
    sourceId: field.subject({ zh: '认定单位', en: 'Source', optional: true }),
    via: field.choice({ zh: '提出途径', en: 'Came by', choices: [{ value: 'account', zh: '工作台', en: 'Account' }, { value: 'counter', zh: '公众网站', en: 'Public site' }] }),
    name: field.text({ zh: '经办人称呼', en: 'Name', max: 80, optional: true, help: '用工作台申请的不用填' }),
    contact: field.text({ zh: '联系方式', en: 'How to reach', max: 120, optional: true, help: '用工作台申请的不用填；经公众网站申请的，留下单位电话便于核实' }),
    statement: field.longText({ zh: '纠正和履行情况', en: 'What was put right and performed', max: 4000, help: '写明履行了什么、哪一天履行完毕' }),
    attachments: field.files({ zh: '履行证明', en: 'Proof of performance', help: '转账凭证、和解协议、法院删除证明、主管部门验收意见等；只要这一份和下面的承诺书，不收任何费用' }),
    commitment: field.boolean({ zh: '确认信用承诺书', en: 'Confirm the commitment' }),
    committed: field.longText({ zh: '信用承诺书', en: 'Commitment', max: 2000 }),
    earliestOn: field.date({ zh: '最早可申请修复日', en: 'Earliest day' }),
    appliedOn: field.date({ zh: '申请日', en: 'Applied on' }),
    totalOn: field.date({ zh: '答复截止日', en: 'To be answered by' }),
    opinion: field.choice({ zh: '履行情况结论', en: 'Finding', choices: [{ value: 'performed', zh: '已经纠正并履行完毕', en: 'Performed' }, { value: 'partly', zh: '部分履行', en: 'Partly' }, { value: 'not', zh: '没有履行', en: 'Not performed' }] }),
    beneficiary: field.choice({ zh: '相对人意见', en: 'Beneficiary', choices: beneficiaryChoices }),
    answer: field.longText({ zh: '核实情况', en: 'What was found', max: 4000, help: '写明核对了什么凭证、问了谁' }),
    reason: field.longText({ zh: '决定理由', en: 'Reasons', max: 4000, told: true, help: '写给申请人看：事实、依据和理由' }),
    why: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
    roads: field.longText({ zh: '救济途径', en: 'Where to go next', max: 4000, told: true }),
    decidedBy: field.subject({ zh: '决定单位', en: 'Decided by', optional: true }),
    repairedBy: field.choice({ zh: '停止公示的事由', en: 'Reason to end', choices: [{ value: 'repair-granted', zh: '信用修复', en: 'Repair granted' }, { value: 'duty-performed', zh: '义务履行完毕', en: 'Duty performed' }, { value: 'debtor-removed', zh: '人民法院删除', en: 'Removed by the court' }] }),
    until: field.date({ zh: '原公示止', en: 'Would have been public until' }),
    remand: field.choice({ zh: '发回要求', en: 'Sent back to', choices: [{ value: 'correct', zh: '应当准予', en: 'Grant it' }, { value: 'again', zh: '重新办理', en: 'Examine again' }] }),
  },
  duplicate: { zh: '贵单位（您）就该记录的修复申请正在办理，不用重复申请；进度见原申请', en: 'Your application about this record is being dealt with' },
  refusals: {
    'not-in-effect': { zh: '该记录没有生效、已经修复或者已经终止，不用申请修复；请核对记录编号', en: 'The record is not in effect' },
    'no-proof': { zh: '请附上履行证明：没有凭证不能申请修复', en: 'Attach the proof of performance' },
    'not-committed': { zh: '请阅读并确认信用承诺书', en: 'Confirm the commitment' },
    'not-performed': { zh: '认定单位没有确认履行完毕，不能准予；请作出不予修复的决定并说明理由', en: 'The performance was not confirmed' },
    'beneficiary-awaited': { zh: '相对人是否认可履行还没有结果：请先在“相对人确认”中送达、登记或者认定，再决定是否准予', en: 'The beneficiary has not been heard' },
    'beneficiary-denies': { zh: '相对人不认可，经认定没有履行完毕，不能准予', en: 'Found not performed after the beneficiary denied it' },
    'untrained': { zh: '规则规定的专题培训还没有学完，不能准予；学完并登记后再决定', en: 'The training that the rulebook orders is not finished' },
    'must-grant': { zh: '申诉复查认为应当准予，履行情况也已核实，不能再不予修复', en: 'The appeal ordered a grant, and the performance is confirmed' },
  },
  states: {
    applied: { zh: '已申请修复，待受理', en: 'Applied for', due: { within: 'repair.accept' }, toldSubject: true },
    accepted: { zh: '已受理，待认定单位确认履行', en: 'Accepted, performance to be confirmed', due: { within: 'repair.decide' }, toldSubject: true },
    confirmed: { zh: '履行情况已核实，待决定', en: 'Checked, to be decided', due: { within: 'repair.decide', runsOn: true }, toldSubject: true },
    granted: { zh: '准予修复', en: 'Granted', due: { on: (r) => r.until, rule: 'publicity', else: 'conclude' }, seals: true, toldSubject: true },
    refused: { zh: '不予修复，可以申诉', en: 'Refused, open to appeal', due: { within: 'appeal.raise', else: 'settle' }, toldSubject: true },
    contested: { zh: '不予修复，申诉复查中', en: 'Refused, under appeal', toldSubject: true },
    settled: { zh: '不予修复，已办结', en: 'Refused, closed', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    revoked: { zh: '承诺不实，修复已撤销', en: 'Revoked', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    closed: { zh: '已办结，内容已封存', en: 'Closed and sealed', end: true, seals: true, toldSubject: true },
    moot: { zh: '记录已终止，不再需要修复', en: 'The record ended otherwise', end: true, seals: true, toldSubject: true },
  },
  actions: {
    apply: { zh: '申请修复', en: 'Apply', from: 'nothing', to: 'applied', by: ['counter@any', 'contact@self', 'official@self'], takes: ['recordId', 'name', 'contact', 'statement', 'attachments', 'commitment'],
      refuse: ({ about, actor, input }) => (!mayApply(about, actor) ? 'not-in-effect' : input.attachments?.length === 0 ? 'no-proof' : input.commitment === false ? 'not-committed' : undefined), checks: earliestErrors,
      sets: (ctx) => ({ item: ctx.about?.item ?? undefined, itemVersion: ctx.about?.sofar['itemVersion'] as number | undefined, finding: ctx.about?.title.slice(0, 400), subjectId: ctx.about?.subjectId ?? undefined, sourceId: ctx.about?.makerBody ?? undefined, via: doorOf(ctx.actor), ...repairOf(ctx), appliedOn: ctx.today, totalOn: totalOn(ctx) }) },
    accept: { zh: '受理', en: 'Accept', from: ['applied'], to: 'accepted', by: examiners, takes: ['remark'], apart: ['apply'], judges: 'examining' },
    decline: { zh: '不予受理', en: 'Decline', from: ['applied'], to: 'refused', by: examiners, takes: ['reason'], apart: ['apply'], judges: 'deciding', sets: ({ actor, rules, subject }) => ({ decidedBy: actor.bodyId ?? undefined, roads: roadsOf(rules, subject) }) },
    confirm: { zh: '确认履行情况', en: 'Confirm the performance', from: ['accepted'], to: 'confirmed', by: sources, takes: ['opinion', 'answer'], apart: ['apply', 'accept', 'decline', 'refuse'], judges: 'examining' },
    confirmHere: { zh: '本级核实履行情况', en: 'Check the performance here', atWill: 'handled', from: ['accepted'], to: 'confirmed', by: examiners, takes: ['opinion', 'answer'], apart: ['apply', 'accept', 'decline', 'refuse'], judges: 'examining' },
    pause: { zh: '中止计时', en: 'Pause the clock', atWill: true, from: ['accepted', 'confirmed'], to: 'same', clock: 'pause', by: [...sources, ...examiners], takes: ['why'], judges: 'examining' },
    resume: { zh: '恢复计时', en: 'Resume the clock', atWill: true, from: ['accepted', 'confirmed'], to: 'same', clock: 'resume', by: [...sources, ...examiners], takes: ['why'], judges: 'examining' },
    askExtension: { zh: '申请延长', en: 'Ask for an extension', atWill: true, from: ['accepted', 'confirmed'], to: 'same', by: [...sources, ...examiners], takes: ['why'], judges: 'examining' },
    extend: { zh: '批准延长', en: 'Extend', from: ['accepted', 'confirmed'], to: 'same', clock: 'extend', answers: 'askExtension', by: deciders, takes: ['remark'], apart: ['askExtension'], judges: 'examining' },
    refuseExtension: { zh: '不予延长', en: 'Refuse the extension', from: ['accepted', 'confirmed'], to: 'same', answers: 'askExtension', by: deciders, takes: ['why'], apart: ['askExtension'], judges: 'examining' },
    grant: { zh: '准予修复', en: 'Grant', from: ['confirmed'], to: 'granted', by: deciders, takes: ['reason'], apart: hands, judges: 'deciding', refuse: decisionRefusal, sets: (ctx) => ({ decidedBy: ctx.actor.bodyId ?? undefined, until: lastDay({ ...ctx, sofar: ctx.about?.sofar ?? {}, input: {} }).until }) },
    refuse: { zh: '不予修复', en: 'Refuse', from: ['confirmed'], to: 'refused', by: deciders, takes: ['reason'], apart: hands, judges: 'deciding', refuse: mustGrant, sets: ({ actor, rules, subject }) => ({ decidedBy: actor.bodyId ?? undefined, roads: roadsOf(rules, subject) }) },
    revoke: { zh: '承诺不实，撤销修复', en: 'Revoke', atWill: true, from: ['granted'], to: 'revoked', by: deciders, takes: ['reason'], apart: ['apply', 'accept', 'decline', 'confirm', 'confirmHere', 'grant', 'refuse'], judges: 'deciding', unseals: true, danger: true },
    consult: { zh: '相对人意见有变化', en: 'Heard from the beneficiary', from: ['accepted', 'confirmed', 'refused', 'contested'], to: 'same', by: 'system@any', takes: ['beneficiary'] },
    settle: { zh: '申诉期满', en: 'Time to appeal over', from: ['refused'], to: 'settled', by: 'system@any', takes: [] },
    contest: { zh: '已提出申诉', en: 'Appealed', from: ['refused'], to: 'contested', by: 'system@any', takes: [] },
    affirm: { zh: '复查维持答复', en: 'Affirmed', from: ['contested'], to: 'settled', by: 'system@any', takes: [] },
    // What nobody has confirmed is not granted: it goes to whoever confirms, and must be granted then.
    overturn: { zh: '复查撤销不予修复的决定', en: 'Overturned', from: ['contested'], to: { among: ['granted', 'accepted'], choose: (ctx) => (isPerformed(ctx) ? 'granted' : 'accepted') }, by: 'system@any', takes: ['reason'], quashes: true,
      sets: (ctx) => (isPerformed(ctx) ? { until: lastDay({ ...ctx, sofar: ctx.about?.sofar ?? {}, input: {} }).until } : { decidedBy: undefined, remand: 'correct' }) },
    reopen: { zh: '复查发回', en: 'Sent back', from: ['contested'], to: { among: ['accepted', 'confirmed'], choose: (ctx) => (ctx.input.remand === 'correct' && isPerformed(ctx) ? 'confirmed' : 'accepted') }, by: 'system@any', takes: ['remand', 'remark'], quashes: true, sets: () => ({ decidedBy: undefined }) },
    conclude: { zh: '封存', en: 'Seal', from: ['granted', 'settled', 'revoked'], to: 'closed', by: 'system@any', takes: [] },
    moot: { zh: '记录终止，修复申请随之结束', en: 'End with the record', from: ['applied', 'accepted', 'confirmed', 'refused', 'contested', 'settled', 'revoked'], to: { applied: 'moot', accepted: 'moot', confirmed: 'moot', refused: 'moot', contested: 'moot', settled: 'closed', revoked: 'closed' }, by: 'system@any', takes: [] },
  },
  reads: ['maker@own', ...sources, 'verifier@jurisdiction', 'reviewer@jurisdiction', 'arbiter@jurisdiction', 'auditor@jurisdiction'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  personal: isPersonal,
  // An account asks once at a time. Who asked over the public counter was not proved to be the one the record is about, and blocks nobody.
  columns: (sofar) => ({ title: `${sofar.finding ?? ''}（修复）`, item: sofar.item ?? null, subjectId: sofar.via === 'account' ? (sofar.subjectId ?? null) : null, handlerId: answering(sofar), barred: [sofar.subjectId],
    uniqueKey: sofar.via === 'account' && sofar.decidedBy === undefined && sofar.until === undefined ? JSON.stringify([sofar.recordId]) : null, searchText: sofar.finding ?? '' }),
});
