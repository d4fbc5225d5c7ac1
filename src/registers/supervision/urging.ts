/**
 * 催办: somebody presses for a matter that is late or soon will be. It goes out in writing to whoever has to act and to the body above,
 * and stands on both work lists until it is answered or the matter moves on. It exists because a reminder that reaches nobody, or only
 * the one who is late, moves nothing.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';

const waiting = ['sent', 'pressed', 'silent'] as const;

export const urging = defineRegister({
  id: 'urging',
  label: { zh: '催办', en: 'Urging' },
  purpose: { zh: '临近或者超过期限的事项，书面催促责任单位，同时告知其上级单位督促', en: 'Presses in writing for a matter that is late or soon will be; the superior is told as well' },
  law: [cite('榕发改信用〔2017〕82号', '一(二)', '加强横向同级监督、纵向上下级督导'), cite('政府督查工作条例', '督查结论与整改', '督查中发现的问题应当督促整改，推动落实')],
  series: 'CB',
  fields: {
    aboutRegister: field.choice({ zh: '所催办的事项类别', en: 'Kind of matter', choices: [{ value: 'rectification', zh: '整改', en: 'Rectification' }, { value: 'measure', zh: '失信惩戒措施', en: 'Measure' }, { value: 'dishonesty-record', zh: '生效前的失信记录', en: 'Finding before it takes effect' }] }),
    aboutId: field.text({ zh: '所催办的事项', en: 'Matter', max: 40 }),
    subjectId: field.subject({ zh: '责任单位', en: 'Who has to act' }),
    superiorId: field.subject({ zh: '上级单位', en: 'Superior', optional: true }),
    matter: field.text({ zh: '催办事项', en: 'What is urged', max: 400 }),
    reason: field.longText({ zh: '催办要求', en: 'What is asked', max: 2000 }),
    dueOn: field.date({ zh: '原定期限', en: 'Was due on', optional: true }),
    finding: field.text({ zh: '失信事项', en: 'Finding', max: 400 }),
    documentNumber: field.text({ zh: '依据文书号', en: 'Number of the document', max: 120, optional: true }),
    decidedBy: field.text({ zh: '作出单位', en: 'Decided by', max: 200, optional: true }),
    recordNo: field.text({ zh: '记录编号', en: 'Record number', max: 40 }),
    reply: field.longText({ zh: '答复', en: 'Reply', max: 4000, help: '写明办到哪一步、还差什么、哪一天办完；答复不等于办结' }),
    supervision: field.longText({ zh: '督促情况', en: 'What the superior did', max: 4000, help: '写明约谈了谁、要求哪一天前做到什么' }),
  },
  refusals: {},
  states: {
    sent: { zh: '已催办，待答复', en: 'Sent, to be answered', due: { within: 'urging.answer', else: 'lapse' }, toldSubject: true },
    pressed: { zh: '上级已督促，待答复', en: 'The superior stepped in, to be answered', due: { within: 'urging.answer', runsOn: true, else: 'lapse' }, toldSubject: true },
    silent: { zh: '逾期未答复催办', en: 'Not answered in time', toldSubject: true },
    answered: { zh: '已答复', en: 'Answered', end: true, toldSubject: true },
    settled: { zh: '所催办的事项已有进展', en: 'The matter moved on', end: true, toldSubject: true },
  },
  actions: {
    send: { zh: '发出催办', en: 'Send', from: 'nothing', to: 'sent', by: 'system@any', takes: ['aboutRegister', 'aboutId', 'subjectId', 'superiorId', 'matter', 'reason', 'dueOn', 'finding', 'documentNumber', 'decidedBy', 'recordNo'] },
    reply: { zh: '答复催办', en: 'Reply', from: waiting, to: 'answered', by: 'contact@self', takes: ['reply'] },
    press: { zh: '登记督促情况', en: 'Step in as superior', from: ['sent', 'silent'], to: 'pressed', by: 'contact@handling', takes: ['supervision'] },
    lapse: { zh: '逾期未答复', en: 'Not answered in time', from: ['sent', 'pressed'], to: 'silent', by: 'system@any', takes: [] },
    settle: { zh: '事项有进展，催办结束', en: 'End, the matter moved on', from: waiting, to: 'settled', by: 'system@any', takes: [] },
  },
  reads: ['verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction', 'contact@handling'],
  about: ({ aboutRegister, aboutId }) => (aboutRegister === undefined || aboutId === undefined ? undefined : { register: aboutRegister, id: aboutId }),
  columns: (sofar) => ({ title: `催办：${sofar.matter ?? ''}`.slice(0, 120), subjectId: sofar.subjectId ?? null, handlerId: sofar.superiorId ?? null, searchText: `${sofar.matter ?? ''} ${sofar.recordNo ?? ''}` }),
});
