/**
 * 异议: this record is wrong, says the body, the official or anybody else. The mark stands at once wherever the record is shown;
 * the source department answers, and somebody who had no hand in the record decides: corrected, taken down, or upheld with
 * reasons and the road to appeal. It exists because a record that cannot be contradicted is not a record but a verdict.
 */
import type { Actor } from '../../core/actor.ts';
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { type AboutFacts, defineRegister } from '../../core/register.ts';
import { aboutFields, answering, deciders, examiners, recordHands } from './about-record.ts';
import { told } from './record-disputes.ts';
import { isPersonal } from './record-rules.ts';
import { roadsOf } from './remedies.ts';

/** Every hand that the record went through, and the answer: who decides had none of them. */
const hands = [...recordHands, 'raise', 'enter', 'answer', 'verifyHere', 'refuse'] as const;
const handling = ['maker@handling', 'verifier@handling', ...examiners] as const;
const started = ['dishonesty-record.create', 'dishonesty-record.file', 'raise', 'enter', 'refuse'] as const;

const isCounter = (actor: Actor): boolean => actor.roles.includes('counter');

const open = (about: AboutFacts | null, actor: Actor): boolean => about !== null && (isCounter(actor) ? ['disclosed', 'correcting'] : told as readonly string[]).includes(about.state);

/** What an objection takes over from the record that it is about. */
const fromRecord = ({ about }: { readonly about: AboutFacts | null }) =>
  ({ item: about?.item ?? undefined, itemVersion: about?.sofar['itemVersion'] as number | undefined, finding: about?.title.slice(0, 400), subjectId: about?.subjectId ?? undefined, sourceId: about?.makerBody ?? undefined });

export const objection = defineRegister({
  id: 'objection',
  label: { zh: '异议', en: 'Objection' },
  purpose: { zh: '认为失信记录有误的，任何人可以提出异议；核查期间标注，成立的当即更正或者撤下', en: 'Anyone may say that a record is wrong; it is marked while examined, and put right at once when found so' },
  law: [cite('榕发改信用〔2017〕82号', '四(四)', '健全异议和投诉渠道，对有误的信息及时更正，保护信用主体权益'), cite('政府信息公开条例', '第四十一条', '与自身相关的政府信息不准确的，可以要求更正，属实的应当更正并告知')],
  series: 'YY',
  fields: {
    ...aboutFields,
    sourceId: field.subject({ zh: '源头单位', en: 'Source', optional: true }),
    via: field.choice({ zh: '提出途径', en: 'Came by', choices: [{ value: 'account', zh: '工作台', en: 'Account' }, { value: 'counter', zh: '公众网站', en: 'Public site' }, { value: 'staff', zh: '窗口代录', en: 'On paper' }] }),
    who: field.choice({ zh: '提出人', en: 'Who objects', optional: true, choices: [{ value: 'body', zh: '被记录的单位', en: 'The body concerned' }, { value: 'official', zh: '公务员本人', en: 'The official' }, { value: 'enterprise', zh: '企业或者其他组织', en: 'An enterprise' }, { value: 'person', zh: '个人', en: 'A person' }] }),
    name: field.text({ zh: '称呼', en: 'Name', max: 80, optional: true }),
    contact: field.text({ zh: '联系方式', en: 'How to reach', max: 120, optional: true, help: '不填也可以提出；要我们打电话告知结果的才需要' }),
    wrong: field.choice({ zh: '哪里有误', en: 'What is wrong', choices: [{ value: 'content', zh: '内容不实或者有差错', en: 'Content' }, { value: 'subject', zh: '不是这个单位或者这个人', en: 'Subject' }, { value: 'period', zh: '公示期限不对', en: 'Period' }, { value: 'proof', zh: '依据文书有问题', en: 'Document' }, { value: 'other', zh: '其他', en: 'Other' }] }),
    raisedOn: field.date({ zh: '提出日期', en: 'Raised on', optional: true }),
    statement: field.longText({ zh: '异议内容和理由', en: 'What is wrong and why', max: 4000 }),
    attachments: field.files({ zh: '材料', en: 'Files', optional: true }),
    opinion: field.choice({ zh: '核查结论', en: 'Finding', choices: [{ value: 'correct', zh: '异议属实，应当更正', en: 'To be corrected' }, { value: 'withdraw', zh: '异议属实，应当撤下', en: 'To be withdrawn' }, { value: 'stands', zh: '记录无误', en: 'The record stands' }] }),
    answer: field.longText({ zh: '核查情况', en: 'What was found', max: 4000, help: '写明核对了什么文书、问了谁、结果如何' }),
    facts: field.facts({ zh: '更正后的内容', en: 'Corrected facts' }),
    summary: field.longText({ zh: '更正后的公开摘要', en: 'Corrected public summary', max: 2000, optional: true, help: '公开摘要里也写错的，在这里改；不填则摘要照旧' }),
    masks: field.masks({ zh: '遮盖后的文字', en: 'Masked text', optional: true }),
    reason: field.longText({ zh: '答复', en: 'Answer', max: 4000, told: true, help: '写给提出人看：事实、依据和理由' }),
    why: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
    roads: field.longText({ zh: '救济途径', en: 'Where to go next', max: 4000, told: true }),
    decidedBy: field.subject({ zh: '答复单位', en: 'Decided by', optional: true }),
    remand: field.choice({ zh: '发回要求', en: 'Sent back to', choices: [{ value: 'correct', zh: '应当更正', en: 'Correct it' }, { value: 'again', zh: '重新核查', en: 'Examine again' }] }),
  },
  duplicate: { zh: '您就该记录提出的异议正在办理，不用重复提出；答复之后仍可再提', en: 'Your objection to this record is being examined' },
  refusals: {
    'not-open': { zh: '该记录未公示、尚未告知或者已经终止，不能提出异议；请核对记录编号', en: 'The record is not open to objection' },
    'must-correct': { zh: '申诉复查认为应当更正，不能再维持原记录；请更正或者撤下', en: 'The appeal ordered a correction' },
  },
  states: {
    raised: { zh: '异议处理中，待核查', en: 'Being examined', due: { within: 'objection.source' }, toldSubject: true, shown: true },
    answered: { zh: '异议处理中，待答复', en: 'Examined, to be decided', due: { within: 'objection.source', runsOn: true }, toldSubject: true, shown: true },
    refused: { zh: '异议不成立，可以申诉', en: 'Refused, open to appeal', due: { within: 'appeal.raise', else: 'settle' }, toldSubject: true, shown: true },
    contested: { zh: '异议不成立，申诉复查中', en: 'Refused, under appeal', toldSubject: true, shown: true },
    corrected: { zh: '异议成立，已更正', en: 'Upheld, corrected', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true, shown: true },
    withdrawn: { zh: '异议成立，已撤下', en: 'Upheld, taken down', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    settled: { zh: '异议不成立，已办结', en: 'Refused, closed', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    closed: { zh: '已办结，内容已封存', en: 'Closed and sealed', end: true, seals: true, toldSubject: true },
    moot: { zh: '记录已终止，不再需要答复', en: 'The record ended otherwise', end: true, seals: true, toldSubject: true },
  },
  actions: {
    raise: { zh: '提出异议', en: 'Object', from: 'nothing', to: 'raised', by: ['counter@any', 'contact@self', 'official@self'], takes: ['recordId', 'who', 'name', 'contact', 'wrong', 'statement', 'attachments'],
      refuse: ({ about, actor }) => (open(about, actor) ? undefined : 'not-open'), checks: ({ actor, input }) => (isCounter(actor) && input.who === undefined ? [{ pointer: 'who', zh: '请选择由谁提出', en: 'Say who objects' }] : []),
      sets: ({ about, actor, input, today }) => ({ ...fromRecord({ about }), raisedOn: today, via: isCounter(actor) ? 'counter' : 'account', who: isCounter(actor) ? input.who : about?.personal === true ? 'official' : 'body' }) },
    enter: { zh: '代为登记书面异议', en: 'Enter an objection handed in on paper', from: 'nothing', to: 'raised', by: ['maker@jurisdiction', 'verifier@jurisdiction'], takes: ['recordId', 'who', 'name', 'contact', 'wrong', 'statement', 'attachments'], needs: ['who'], receipt: true,
      refuse: ({ about, actor }) => (open(about, actor) ? undefined : 'not-open'), sets: ({ about, today }) => ({ ...fromRecord({ about }), raisedOn: today, via: 'staff' }) },
    answer: { zh: '源头单位答复', en: 'Answer of the source', from: ['raised'], to: 'answered', by: ['maker@handling', 'verifier@handling'], takes: ['opinion', 'answer', 'attachments'], apart: started, judges: 'examining' },
    verifyHere: { zh: '本级核查', en: 'Examine here', atWill: 'handled', from: ['raised'], to: 'answered', by: examiners, takes: ['opinion', 'answer'], apart: started, judges: 'examining' },
    pause: { zh: '中止计时', en: 'Pause the clock', atWill: true, from: ['raised', 'answered'], to: 'same', clock: 'pause', by: handling, takes: ['why'], judges: 'examining' },
    resume: { zh: '恢复计时', en: 'Resume the clock', atWill: true, from: ['raised', 'answered'], to: 'same', clock: 'resume', by: handling, takes: ['why'], judges: 'examining' },
    askExtension: { zh: '申请延长', en: 'Ask for an extension', atWill: true, from: ['raised', 'answered'], to: 'same', by: handling, takes: ['why'], judges: 'examining' },
    extend: { zh: '批准延长', en: 'Extend', from: ['raised', 'answered'], to: 'same', clock: 'extend', answers: 'askExtension', by: deciders, takes: ['remark'], apart: ['askExtension'], judges: 'examining' },
    refuseExtension: { zh: '不予延长', en: 'Refuse the extension', from: ['raised', 'answered'], to: 'same', answers: 'askExtension', by: deciders, takes: ['why'], apart: ['askExtension'], judges: 'examining' },
    correct: { zh: '异议成立，更正记录', en: 'Uphold and correct', from: ['answered'], to: 'corrected', by: deciders, takes: ['facts', 'summary', 'masks', 'reason'], apart: hands, judges: 'deciding', sets: ({ actor }) => ({ decidedBy: actor.bodyId ?? undefined }) },
    withdraw: { zh: '异议成立，撤下记录', en: 'Uphold and take down', from: ['answered'], to: 'withdrawn', by: deciders, takes: ['reason'], apart: hands, judges: 'deciding', sets: ({ actor }) => ({ decidedBy: actor.bodyId ?? undefined }), danger: true },
    refuse: { zh: '异议不成立', en: 'Refuse', from: ['answered'], to: 'refused', by: ['verifier@city', ...deciders], takes: ['reason'], apart: hands, judges: 'deciding',
      refuse: ({ sofar }) => (sofar.remand === 'correct' ? 'must-correct' : undefined), sets: ({ actor, rules, subject }) => ({ decidedBy: actor.bodyId ?? undefined, roads: roadsOf(rules, subject) }) },
    settle: { zh: '申诉期满', en: 'Time to appeal over', from: ['refused'], to: 'settled', by: 'system@any', takes: [] },
    contest: { zh: '已提出申诉', en: 'Appealed', from: ['refused'], to: 'contested', by: 'system@any', takes: [] },
    affirm: { zh: '复查维持答复', en: 'Affirmed', from: ['contested'], to: 'settled', by: 'system@any', takes: [] },
    overturn: { zh: '复查撤销答复，撤下记录', en: 'Overturned', from: ['contested'], to: 'withdrawn', by: 'system@any', takes: ['reason'], quashes: true },
    reopen: { zh: '复查发回', en: 'Sent back', from: ['contested'], to: { among: ['raised', 'answered'], choose: ({ input }) => (input.remand === 'correct' ? 'answered' : 'raised') }, by: 'system@any', takes: ['remand', 'remark'], quashes: true, sets: () => ({ decidedBy: undefined }) },
    conclude: { zh: '封存', en: 'Seal', from: ['corrected', 'withdrawn', 'settled'], to: 'closed', by: 'system@any', takes: [] },
    moot: { zh: '记录终止，异议随之结束', en: 'End with the record', from: ['raised', 'answered', 'refused', 'contested', 'corrected', 'settled'], to: { raised: 'moot', answered: 'moot', refused: 'moot', contested: 'moot', corrected: 'closed', settled: 'closed' }, by: 'system@any', takes: [] },
  },
  reads: ['maker@own', 'maker@handling', 'verifier@handling', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'arbiter@jurisdiction', 'auditor@jurisdiction'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  personal: isPersonal,
  // Who is not the one the record is about stays unknown to that one: only their own objection is theirs to see. An account objects once at a time.
  columns: (sofar) => ({ title: `${sofar.finding ?? ''}（异议）`, item: sofar.item ?? null, subjectId: sofar.via === 'account' ? (sofar.subjectId ?? null) : null, handlerId: answering(sofar), barred: [sofar.subjectId],
    uniqueKey: sofar.via === 'account' && sofar.decidedBy === undefined ? JSON.stringify([sofar.recordId, sofar.who]) : null, searchText: sofar.finding ?? '' }),
});
