/**
 * 申诉: whoever was refused asks for another pair of eyes: an arbiter of another body, who had no hand in the matter or in what it
 * is about, confirms, overturns or sends back. What it is about is any matter that can be `refused`: it answers to the system's
 * `contest`, `affirm`, `overturn` and `reopen`. The statutory roads stand beside it and are named in the refusal, not replaced.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { type AboutFacts, defineRegister } from '../../core/register.ts';
import { decidedElsewhere } from './about-record.ts';
import { isPersonal } from './record-rules.ts';

/** Every hand in the record and in the matter that was refused. */
const hands = ['dishonesty-record.create', 'dishonesty-record.file', 'dishonesty-record.edit', 'dishonesty-record.fix', 'dishonesty-record.submit', 'dishonesty-record.verify', 'dishonesty-record.notify', 'dishonesty-record.confirm', 'dishonesty-record.propose',
  'dishonesty-record.approve', 'dishonesty-record.correct', 'dishonesty-record.accept', 'dishonesty-record.decline', 'dishonesty-record.reaffirm', ...decidedElsewhere, 'objection.raise', 'objection.answer', 'objection.verifyHere', 'objection.refuse', 'repair.apply', 'repair.accept', 'repair.decline', 'repair.confirm', 'repair.confirmHere', 'repair.refuse', 'raise'] as const;

const bodiesOf = (sofar: AboutFacts['sofar'] | undefined): unknown[] => [sofar?.['decidedBy'], sofar?.['sourceId']];

export const appeal = defineRegister({
  id: 'appeal',
  label: { zh: '申诉', en: 'Appeal' },
  purpose: { zh: '对异议、修复的答复不服的，由未参与的另一机构复查', en: 'A refusal is looked at again by another body that had no part in it' },
  law: [cite('榕发改信用〔2017〕82号', '四(四)', '健全异议和投诉渠道，保护信用主体权益'), cite('国办发〔2020〕49号', '五', '健全权益保护机制，畅通救济渠道')],
  series: 'SS',
  fields: {
    aboutRegister: field.choice({ zh: '所针对的事项类别', en: 'Kind of matter', choices: [{ value: 'objection', zh: '异议', en: 'Objection' }, { value: 'repair', zh: '信用修复', en: 'Repair' }] }),
    aboutId: field.text({ zh: '所针对的事项', en: 'Matter', max: 40 }),
    item: field.item({ zh: '目录事项', en: 'Catalogue item' }),
    itemVersion: field.integer({ zh: '目录版本', en: 'Item version' }),
    finding: field.text({ zh: '原事项', en: 'Matter in words', max: 400 }),
    subjectId: field.subject({ zh: '申诉主体', en: 'Who appeals', optional: true }),
    refusedBy: field.subject({ zh: '原答复单位', en: 'Refused by', optional: true }),
    sourceId: field.subject({ zh: '源头单位', en: 'Source', optional: true }),
    statement: field.longText({ zh: '申诉理由', en: 'Why the answer is wrong', max: 4000 }),
    attachments: field.files({ zh: '材料', en: 'Files', optional: true }),
    reason: field.longText({ zh: '复查意见', en: 'Findings of the review', max: 4000, told: true, help: '写给申诉人看：事实、依据和理由' }),
    why: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
    remand: field.choice({ zh: '发回要求', en: 'Sent back to', choices: [{ value: 'correct', zh: '应当更正', en: 'Correct it' }, { value: 'again', zh: '重新核查', en: 'Examine again' }] }),
  },
  refusals: {
    'not-refused': { zh: '只能对不成立、不予批准的答复提出申诉，且须在申诉期内；请核对编号和期限', en: 'Only a refusal can be appealed, and only in time' },
    'another-party': { zh: '申诉由原来提出的一方办理：用工作台提出的请登录后申诉', en: 'Only the party that was refused may appeal' },
    'same-body': { zh: '复查须由原答复单位、源头单位以外的机构办理，请转交', en: 'Another body must review' },
  },
  states: {
    raised: { zh: '待复查', en: 'To be reviewed', due: { within: 'appeal.decide' }, toldSubject: true },
    confirmed: { zh: '维持原答复', en: 'Confirmed', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    overturned: { zh: '撤销原答复', en: 'Overturned', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    sentBack: { zh: '发回重办', en: 'Sent back', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    closed: { zh: '已办结，内容已封存', en: 'Closed and sealed', end: true, seals: true, toldSubject: true },
    moot: { zh: '记录已终止，不再复查', en: 'The record ended otherwise', end: true, seals: true, toldSubject: true },
  },
  actions: {
    raise: { zh: '提出申诉', en: 'Appeal', from: 'nothing', to: 'raised', by: ['counter@any', 'contact@self', 'official@self', 'maker@jurisdiction', 'verifier@jurisdiction'], takes: ['aboutRegister', 'aboutId', 'statement', 'attachments'],
      refuse: ({ about, actor }) => (about?.state !== 'refused' ? 'not-refused' : (about.sofar['via'] === 'account') !== (about.subjectId !== null && (about.subjectId === actor.bodyId || about.subjectId === actor.personId)) ? 'another-party' : undefined),
      sets: ({ about }) => ({ item: about?.item ?? undefined, itemVersion: about?.sofar['itemVersion'] as number | undefined, finding: about?.title.slice(0, 400), subjectId: about?.subjectId ?? undefined, refusedBy: about?.sofar['decidedBy'] as string | undefined, sourceId: about?.sofar['sourceId'] as string | undefined }) },
    askExtension: { zh: '申请延长', en: 'Ask for an extension', atWill: true, from: ['raised'], to: 'same', by: 'arbiter@jurisdiction', takes: ['why'] },
    extend: { zh: '批准延长', en: 'Extend', from: ['raised'], to: 'same', clock: 'extend', answers: 'askExtension', by: 'arbiter@jurisdiction', takes: ['remark'], apart: ['askExtension'] },
    refuseExtension: { zh: '不予延长', en: 'Refuse the extension', from: ['raised'], to: 'same', answers: 'askExtension', by: 'arbiter@jurisdiction', takes: ['why'], apart: ['askExtension'] },
    confirm: { zh: '维持', en: 'Confirm', from: ['raised'], to: 'confirmed', by: 'arbiter@jurisdiction', takes: ['reason'], apart: hands, refuse: ({ actor, about }) => (bodiesOf(about?.sofar).includes(actor.bodyId) ? 'same-body' : undefined) },
    overturn: { zh: '撤销答复，撤下记录', en: 'Overturn', from: ['raised'], to: 'overturned', by: 'arbiter@jurisdiction', takes: ['reason'], apart: hands, refuse: ({ actor, about }) => (bodiesOf(about?.sofar).includes(actor.bodyId) ? 'same-body' : undefined), danger: true },
    sendBack: { zh: '撤销答复，发回重办', en: 'Send back', from: ['raised'], to: 'sentBack', by: 'arbiter@jurisdiction', takes: ['remand', 'reason'], apart: hands, refuse: ({ actor, about }) => (bodiesOf(about?.sofar).includes(actor.bodyId) ? 'same-body' : undefined) },
    conclude: { zh: '封存', en: 'Seal', from: ['confirmed', 'overturned', 'sentBack'], to: 'closed', by: 'system@any', takes: [] },
    moot: { zh: '记录终止，申诉随之结束', en: 'End with the record', from: ['raised', 'confirmed', 'sentBack'], to: { raised: 'moot', confirmed: 'closed', sentBack: 'closed' }, by: 'system@any', takes: [] },
  },
  reads: ['maker@own', 'arbiter@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction'],
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  about: ({ aboutRegister, aboutId }) => (aboutRegister === undefined || aboutId === undefined ? undefined : { register: aboutRegister, id: aboutId }),
  personal: isPersonal,
  columns: (sofar) => ({ title: `${sofar.finding ?? ''}（申诉）`, item: sofar.item ?? null, subjectId: sofar.subjectId ?? null, searchText: sofar.finding ?? '' }),
});
