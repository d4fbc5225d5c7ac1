/**
 * 共享租约: whoever was given a finding holds a lease of it. When the finding ends, is repaired or is corrected, every lease is called
 * in, and the holder says that nothing is used any more; who does not is listed. Whom an eligibility answer told of a finding is
 * called in by answer and line, and learns no more than that it no longer holds. A copy nobody can call back would outlive every
 * repair (国办发〔2020〕49号 六: units that shared must stop in time).
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { findingInEffect } from './measure-rules.ts';
import { defineRegister } from '../../core/register.ts';

const out = ['recalled', 'unacknowledged'] as const;
/** Whoever works for the recipient: its contact, and those who ask for it. */
const holder = ['contact@handling', 'maker@handling', 'verifier@handling'] as const;

export const lease = defineRegister({
  id: 'lease',
  label: { zh: '共享租约', en: 'Lease of a finding' },
  purpose: { zh: '记明记录共享给谁、凭什么、用到哪天，终止时逐一收回并确认', en: 'Says who was given a finding, on what ground and until when; recalled with it' },
  law: [cite('国办发〔2020〕49号', '六', '信用修复后应当及时停止公示和共享，不再作为惩戒的依据'), cite('个人信息保护法', '第二十三条', '向他人提供个人信息，须有明确的目的和方式')],
  series: 'ZY',
  fields: {
    recordId: field.text({ zh: '共享的记录', en: 'Finding', max: 40 }),
    subjectId: field.subject({ zh: '记录主体', en: 'Subject', optional: true }),
    holderId: field.subject({ zh: '接收单位', en: 'Recipient', who: 'body' }),
    purpose: field.text({ zh: '用途', en: 'Purpose', max: 200 }),
    ground: field.longText({ zh: '共享依据', en: 'Ground', max: 1000, help: '写明法律、法规或文件的名称和条款' }),
    untilOn: field.date({ zh: '使用至', en: 'Used until', help: '期满自动收回' }),
    answers: field.text({ zh: '不再有效的核查答复和行（请停止使用并重新核查）', en: 'Answers and lines that no longer hold (stop using them and ask again)', max: 2000, optional: true }),
    person: field.boolean({ zh: '涉及公务员', en: 'About an official' }),
    cause: field.choice({ zh: '收回原因', en: 'Why it was recalled', choices: [{ value: 'record', zh: '记录已终止', en: 'The finding ended' }, { value: 'corrected', zh: '记录已更正', en: 'The finding was corrected' }, { value: 'term', zh: '使用期满', en: 'Its time is over' }, { value: 'measure', zh: '所依据的措施已终止', en: 'The measure ended' }, { value: 'withdrawn', zh: '提前收回', en: 'Called in early' }, { value: 'answer', zh: '核查答复不再有效', en: 'The answer no longer holds' }], optional: true }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '停止使用和删除的情况', en: 'How use was stopped', max: 2000, optional: true }),
  },
  refusals: {
    'not-effective': { zh: '记录尚未生效或已经终止，不能共享', en: 'The finding is not in effect' },
    'own-record': { zh: '接收单位就是记录的主体，不用共享：本单位可以直接查看', en: 'The recipient is the subject itself' },
    'past-end': { zh: '使用期限须晚于今天', en: 'The last day must lie ahead' },
  },
  states: {
    held: { zh: '共享中', en: 'Shared', while: { holds: ({ untilOn }, rules) => untilOn === undefined || rules.on <= untilOn, else: 'recall' }, toldSubject: true },
    recalled: { zh: '已收回，待接收单位确认', en: 'Recalled, to be acknowledged', due: { within: 'lease.acknowledge', else: 'overlook' }, toldSubject: true },
    unacknowledged: { zh: '已收回，逾期未确认', en: 'Recalled, not acknowledged in time', toldSubject: true },
    acknowledged: { zh: '已确认停止使用', en: 'Use stopped', end: true, toldSubject: true },
  },
  actions: {
    grant: { zh: '随办理共享', en: 'Share in the course of work', from: 'nothing', to: 'held', by: 'system@any', takes: ['recordId', 'holderId', 'purpose', 'ground'], refuse: ({ about }) => (about === null || !(findingInEffect as readonly string[]).includes(about.state) ? 'not-effective' : undefined), sets: ({ about, subject }) => ({ subjectId: subject?.id, person: about?.personal === true }) },
    share: { zh: '共享给单位', en: 'Share', from: 'nothing', to: 'held', by: 'verifier@jurisdiction', takes: ['recordId', 'holderId', 'purpose', 'ground', 'untilOn'],
      refuse: ({ about, subject, input, today }) => (about === null || !(findingInEffect as readonly string[]).includes(about.state) ? 'not-effective' : input.holderId === subject?.id ? 'own-record' : (input.untilOn as string) <= today ? 'past-end' : undefined), sets: ({ about, subject }) => ({ subjectId: subject?.id, person: about?.personal === true }) },
    // The answer was seen by one who asked: whom the line names is in it, and not said to their colleagues.
    recover: { zh: '收回核查答复', en: 'Call an answer in', from: 'nothing', to: 'recalled', by: 'system@any', takes: ['recordId', 'holderId', 'purpose', 'ground', 'answers', 'cause'], sets: ({ about }) => ({ person: about?.personal === true }) },
    recall: { zh: '收回', en: 'Recall', from: ['held'], to: 'recalled', by: 'system@any', takes: ['cause'], sets: ({ input, about }) => ({ cause: input.cause ?? (about !== null && (findingInEffect as readonly string[]).includes(about.state) ? 'term' : 'record') }) },
    withdraw: { zh: '提前收回', en: 'Call in early', atWill: true, from: ['held'], to: 'recalled', by: 'verifier@jurisdiction', takes: ['reason'], sets: () => ({ cause: 'withdrawn' }), danger: true },
    urge: { zh: '催办', en: 'Urge', atWill: true, from: out, to: 'same', by: 'verifier@jurisdiction', takes: ['reason'] },
    overlook: { zh: '逾期未确认', en: 'Not acknowledged in time', from: ['recalled'], to: 'unacknowledged', by: 'system@any', takes: [] },
    acknowledge: { zh: '确认停止使用', en: 'Acknowledge', from: out, to: 'acknowledged', by: [...holder, 'system@any'], takes: ['remark'] },
  },
  reads: ['maker@own', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction', ...holder],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  personal: ({ person }) => person === true,
  // Of a recall the public learns which body has not answered and since when: nothing of the finding.
  listed: ({ state, sofar }) => (state === 'unacknowledged' && sofar.holderId !== undefined ? { list: 'recalls', bodyId: sofar.holderId, label: null, ground: null, untilOn: null } : undefined),
  columns: (sofar) => ({ title: `共享租约：${sofar.purpose ?? ''}`, subjectId: sofar.subjectId ?? null, handlerId: sofar.holderId ?? null }),
});
