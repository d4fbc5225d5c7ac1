/**
 * 打击报复: somebody who reported, complained or gave evidence is made to suffer for it, and says so, with a name or without. It is never
 * routed to the body that is accused or to anybody of it; who reported is kept apart under a key and shown to nobody without a purpose.
 * It exists because supervision by the public (plan 三) ends where those who speak are punished for it.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';

export const retaliation = defineRegister({
  id: 'retaliation',
  label: { zh: '打击报复', en: 'Retaliation' },
  purpose: { zh: '举报、投诉、作证的人受到打击报复的，限期查核、认定、纠正；被举报单位的任何人看不到也办不了', en: 'Reprisals against those who spoke are inquired into in short time, out of reach of the accused body' },
  law: [cite('榕发改信用〔2017〕82号', '三', '发挥社会监督作用，畅通民意诉求渠道，对政务失信行为可以监督和举报'), cite('公职人员政务处分法', '第三十二条', '对依法行使批评、申诉、控告、检举等权利的行为进行压制或者打击报复的，予以处分')],
  series: 'BF',
  fields: {
    subjectId: field.subject({ zh: '被举报的单位', en: 'Body accused' }),
    accused: field.text({ zh: '被举报的单位', en: 'Body accused' }),
    statement: field.longText({ zh: '报复的经过', en: 'What happened', max: 4000, help: '写明何时、何事、由谁作出；不愿透露身份的，不要写能认出您的细节' }),
    cause: field.longText({ zh: '起因（此前举报、投诉或者作证的事）', en: 'What it followed from', max: 2000, optional: true }),
    reporter: field.text({ zh: '举报人姓名', en: 'Who reports', max: 80, optional: true, secret: true, help: '可以不填；填写的另行加密保存，办理人员看不到，确需联系时须写明用途并留痕' }),
    contact: field.text({ zh: '举报人联系方式', en: 'How to reach', max: 120, optional: true, secret: true, help: '可以不填；同样另行加密保存' }),
    attachments: field.files({ zh: '材料', en: 'Files', optional: true }),
    inquiry: field.longText({ zh: '查核情况', en: 'What the inquiry found', max: 4000, help: '写明查了什么、问了谁；不写举报人是谁' }),
    finding: field.choice({ zh: '认定', en: 'Finding', choices: [{ value: 'substantiated', zh: '打击报复属实', en: 'Substantiated' }, { value: 'not', zh: '没有证实', en: 'Not substantiated' }] }),
    reason: field.longText({ zh: '答复', en: 'Answer', max: 4000, told: true, help: '写给举报人看' }),
    followed: field.longText({ zh: '处理和补救', en: 'What followed', max: 4000, told: true, help: '写明怎样纠正、补救，移送了哪个机关' }),
    why: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
  },
  refusals: {
    'not-a-body': { zh: '请从名录中选择被举报的单位；针对个人的，选择其所在单位并在经过里写明', en: 'Choose the body; name the person in the account' },
  },
  states: {
    reported: { zh: '待受理', en: 'To be taken up', due: { within: 'retaliation.accept' } },
    inquiring: { zh: '查核中', en: 'Under inquiry', due: { within: 'retaliation.inquire' } },
    inquired: { zh: '已查核，待认定', en: 'To be found on', due: { within: 'retaliation.decide' } },
    substantiated: { zh: '属实，待落实处理', en: 'Substantiated, to be followed up', due: { within: 'retaliation.follow' } },
    followed: { zh: '属实，已处理', en: 'Substantiated, followed up', due: { within: 'retaliation.keep', else: 'conclude' } },
    unfounded: { zh: '没有证实，已办结', en: 'Not substantiated', due: { within: 'retaliation.keep', else: 'conclude' } },
    closed: { zh: '已办结，内容已封存', en: 'Closed and sealed', end: true, seals: true },
  },
  actions: {
    report: { zh: '举报打击报复', en: 'Report retaliation', from: 'nothing', to: 'reported', by: ['counter@any', 'contact@any', 'official@any'], veiled: true, takes: ['subjectId', 'statement', 'cause', 'reporter', 'contact', 'attachments'],
      refuse: ({ subject }) => (subject?.kind === 'body' || subject?.kind === 'area' ? undefined : 'not-a-body'), sets: ({ subject }) => ({ accused: subject?.name }) },
    accept: { zh: '受理', en: 'Take up', from: ['reported'], to: 'inquiring', by: ['verifier@city', 'arbiter@jurisdiction'], takes: ['remark'] },
    inquire: { zh: '报告查核情况', en: 'Report on the inquiry', from: ['inquiring'], to: 'inquired', by: ['verifier@city', 'arbiter@jurisdiction'], takes: ['inquiry', 'attachments'] },
    askExtension: { zh: '申请延长', en: 'Ask for an extension', atWill: true, from: ['inquiring'], to: 'same', by: ['verifier@city', 'arbiter@jurisdiction'], takes: ['why'] },
    extend: { zh: '批准延长', en: 'Extend', from: ['inquiring'], to: 'same', clock: 'extend', answers: 'askExtension', by: ['reviewer@city', 'arbiter@jurisdiction'], takes: ['remark'], apart: ['askExtension'] },
    refuseExtension: { zh: '不予延长', en: 'Refuse the extension', from: ['inquiring'], to: 'same', answers: 'askExtension', by: ['reviewer@city', 'arbiter@jurisdiction'], takes: ['why'], apart: ['askExtension'] },
    find: { zh: '认定', en: 'Find', from: ['inquired'], to: { among: ['substantiated', 'unfounded'], choose: ({ input }) => (input.finding === 'substantiated' ? 'substantiated' : 'unfounded') }, by: ['reviewer@city', 'arbiter@jurisdiction'], takes: ['finding', 'reason'], apart: ['accept', 'inquire'] },
    follow: { zh: '登记处理结果', en: 'Record what followed', from: ['substantiated'], to: 'followed', by: ['verifier@city', 'arbiter@jurisdiction'], takes: ['followed'] },
    conclude: { zh: '封存', en: 'Seal', from: ['followed', 'unfounded'], to: 'closed', by: 'system@any', takes: [] },
  },
  reads: ['verifier@city', 'reviewer@city', 'arbiter@jurisdiction'],
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  keepsAway: true,
  personal: () => true,
  // Nobody of the body accused reads it or acts on it, whatever their role; it is nobody's own matter there either.
  columns: (sofar) => ({ title: `打击报复举报（${sofar.accused ?? ''}）`, subjectId: null, awayFrom: sofar.subjectId ?? null, searchText: sofar.accused ?? '' }),
});
