/**
 * 身份核查: whether a finding about a name is about this person or another of the same name. A homonym is never merged by
 * a program: a person decides, says why, and the decision can be taken back. It exists because a wrong match harms a person.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';

export const identityReview = defineRegister({
  id: 'identity-review',
  label: { zh: '身份核查', en: 'Identity review' },
  purpose: { zh: '同名公务员由人判断是否同一人，理由留存，可以撤回', en: 'A person decides whether two names are one official' },
  law: [cite('个人信息保护法', '第八条', '处理个人信息应当保证质量，避免因信息不准确对个人造成不利影响')],
  series: 'HC',
  fields: {
    recordId: field.text({ zh: '待核记录', en: 'Record under review', max: 40 }),
    name: field.text({ zh: '姓名', en: 'Name', max: 50 }),
    hint: field.longText({ zh: '来源所述单位与职务', en: 'Body and post as the source says', max: 1000, optional: true }),
    candidates: field.json({ zh: '同名人员', en: 'People of this name' }),
    chosenId: field.subject({ zh: '判断为', en: 'Judged to be' }),
    reason: field.longText({ zh: '判断理由', en: 'Reason', max: 2000 }),
  },
  refusals: {
    'not-candidate': { zh: '所选人员不在同名人员之列，请从候选人中选择，或判断为“另有其人”', en: 'Choose one of the candidates' },
  },
  states: {
    open: { zh: '待判断', en: 'Open', due: { within: 'identity.review' } },
    matched: { zh: '已判断为同一人', en: 'Same person' },
    apart: { zh: '已判断另有其人', en: 'Another person' },
    moot: { zh: '已无须判断', en: 'No longer needed', end: true, seals: true },
  },
  actions: {
    open: { zh: '提请核查', en: 'Open', from: 'nothing', to: 'open', by: 'system@any', takes: ['recordId', 'name', 'hint', 'candidates'] },
    match: { zh: '是同一人', en: 'Same person', from: ['open'], to: 'matched', by: 'identity@jurisdiction', takes: ['chosenId', 'reason'], refuse: ({ sofar, input }) => ((sofar.candidates as readonly { id: string }[]).some((c) => c.id === input.chosenId) ? undefined : 'not-candidate') },
    differ: { zh: '另有其人，新立名录', en: 'Another person', from: ['open'], to: 'apart', by: 'identity@jurisdiction', takes: ['reason'] },
    reverse: { zh: '撤回判断', en: 'Reverse', atWill: true, from: ['matched', 'apart'], to: 'open', by: 'identity@jurisdiction', takes: ['reason'], sets: () => ({ chosenId: undefined }), danger: true },
    carry: { zh: '转到另行起草的记录', en: 'Move to the record begun anew', from: ['open'], to: 'open', by: 'system@any', takes: ['recordId'] },
    close: { zh: '结束', en: 'Close', from: ['open', 'matched', 'apart'], to: 'moot', by: 'system@any', takes: [] },
  },
  reads: ['identity@jurisdiction', 'auditor@jurisdiction'],
  // The names it compared are kept no longer than any other matter's content.
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  personal: () => true,
  columns: (sofar) => ({ title: `${sofar.name ?? ''}：是否同一人`, searchText: sofar.name ?? '' }),
});
