/**
 * 责任追究: who headed a body and who was directly responsible when the finding arose, frozen on the day the finding took effect,
 * and what was done about it. It exists because plan 四(三) holds the heads answerable who caused a breach, and a head who moves
 * on must not leave that behind. It is about one person each: every look needs a purpose and is kept, that person sees it, and
 * nothing of it ever reaches the public. Being linked says who held a post; it blames nobody.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';
import { findingInEffect } from './measure-rules.ts';

const open = ['linked', 'passed'] as const;

export const accountability = defineRegister({
  id: 'accountability',
  label: { zh: '责任追究', en: 'Accountability' },
  purpose: { zh: '固定失信行为发生时的主要负责人和直接责任人，登记依规追究责任的结果', en: 'Keeps who headed and who directly answered at the time, and what was decided about them' },
  law: [cite('榕发改信用〔2017〕82号', '四(三)', '对造成政务失信行为的主要负责人依法依规追究责任'), cite('个人信息保护法', '第六条', '处理个人信息限于实现目的的最小范围：只留职务与处理结果，不向社会公开')],
  series: 'ZR',
  fields: {
    recordId: field.text({ zh: '所针对的记录', en: 'Finding', max: 40 }),
    subjectId: field.subject({ zh: '人员', en: 'Person', who: 'official' }),
    name: field.text({ zh: '姓名', en: 'Name', max: 60 }),
    bodyName: field.text({ zh: '当时任职单位', en: 'Body at the time', max: 120 }),
    post: field.text({ zh: '当时职务', en: 'Post at the time', max: 120 }),
    bearing: field.choice({ zh: '责任类别', en: 'Capacity', choices: [{ value: 'head', zh: '主要负责人', en: 'Head' }, { value: 'direct', zh: '直接责任人', en: 'Directly responsible' }] }),
    asOf: field.date({ zh: '以哪一天为准', en: 'As of', help: '失信行为认定之日；以后职务变动不影响' }),
    disciplineId: field.subject({ zh: '处理机关', en: 'Authority that decides', who: 'body', optional: true }),
    cause: field.longText({ zh: '移交理由', en: 'Why it is passed on', max: 2000 }),
    measure: field.choice({ zh: '处理结果', en: 'What was decided', choices: [
      { value: 'talk', zh: '谈话提醒、批评教育', en: 'Admonition' }, { value: 'inquiry', zh: '责令检查、诫勉', en: 'Written self-criticism or caution' }, { value: 'accountable', zh: '通报、调整职务等问责', en: 'Held accountable' },
      { value: 'sanction', zh: '政务处分', en: 'Sanction' }, { value: 'transferred', zh: '移送有权机关', en: 'Passed to the competent authority' }] }),
    document: field.text({ zh: '决定文书号', en: 'Number of the decision', max: 120 }),
    decidedBy: field.text({ zh: '决定机关', en: 'Decided by', max: 120 }),
    takenOn: field.date({ zh: '决定日期', en: 'Decided on' }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000, help: '写明查了什么、为什么不承担责任' }),
  },
  refusals: {
    'not-effective': { zh: '记录尚未生效或已经终止，不能登记责任人', en: 'The finding is not in effect' },
    'not-a-person': { zh: '责任人须是名录中的公务员，请从名录中选择', en: 'Choose an official from the directory' },
    'future-day': { zh: '日期不能晚于今天', en: 'The day is in the future' },
  },
  states: {
    linked: { zh: '已固定任职情况', en: 'Post at the time kept', toldSubject: true },
    passed: { zh: '待追究责任', en: 'To be decided', due: { within: 'accountability.decide' }, toldSubject: true },
    held: { zh: '已追究责任', en: 'Held accountable', end: true, toldSubject: true },
    cleared: { zh: '不予追究', en: 'Not held accountable', end: true, toldSubject: true },
    ended: { zh: '随记录终止', en: 'Ended with the finding', end: true, toldSubject: true },
  },
  actions: {
    link: { zh: '登记责任人', en: 'Link a person', from: 'nothing', to: 'linked', by: ['system@any', 'verifier@jurisdiction'], takes: ['recordId', 'subjectId', 'bodyName', 'post', 'bearing', 'asOf', 'disciplineId'],
      refuse: ({ about, subject, input, today }) => (input.subjectId !== undefined && subject?.kind !== 'official' ? 'not-a-person' : about === null || !(findingInEffect as readonly string[]).includes(about.state) ? 'not-effective' : (input.asOf as string) > today ? 'future-day' : undefined),
      sets: ({ subject }) => ({ name: subject?.name }) },
    pass: { zh: '移交追究责任', en: 'Pass on for a decision', atWill: true, from: ['linked'], to: 'passed', by: ['system@any', 'verifier@jurisdiction', 'maker@handling'], takes: ['cause'] },
    hold: { zh: '登记追究结果', en: 'Record what was decided', from: ['passed'], to: 'held', by: ['maker@handling', 'verifier@jurisdiction'], takes: ['measure', 'document', 'decidedBy', 'takenOn'], refuse: ({ input, today }) => ((input.takenOn as string) > today ? 'future-day' : undefined) },
    clear: { zh: '登记不予追究', en: 'Record that nobody is to blame', from: ['passed'], to: 'cleared', by: ['maker@handling', 'verifier@jurisdiction'], takes: ['reason', 'decidedBy'], apart: ['pass'] },
    end: { zh: '记录终止，随之结束', en: 'End with the finding', from: open, to: 'ended', by: 'system@any', takes: [] },
  },
  reads: ['maker@handling', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  personal: () => true,
  // A post names its holder as surely as the name does: neither stands in a list.
  columns: (sofar) => ({ title: `${sofar.name ?? ''}：责任追究`, subjectId: sofar.subjectId ?? null, handlerId: sofar.disciplineId ?? null, searchText: `${sofar.bodyName ?? ''} ${sofar.document ?? ''}` }),
});
