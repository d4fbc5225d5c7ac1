/**
 * 专题培训: a training in honest government that the rulebook orders as a step of repair for whoever has a finding in effect. Another than
 * the one trained says that it was finished, with evidence, and only then the repair can be granted. It exists because plan 四(一) and
 * 四(四) ask for education and for wider ways of repair; hours and findings are the city's to set. The courses themselves are held elsewhere.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import type { FieldError } from '../../core/problem.ts';
import { type Context, defineRegister } from '../../core/register.ts';
import { aboutFields } from './about-record.ts';
import { findingInEffect } from './measure-rules.ts';
import { isPersonal } from './record-rules.ts';
import { trainingFor } from './repair-steps.ts';

const organisers = ['maker@handling', 'contact@handling', 'verifier@city'] as const;

type Asked = Pick<Context<any>, 'actor' | 'sofar' | 'input' | 'today'>;
const proved = ({ input, today }: Asked) => (((input['attachments'] as readonly string[] | undefined) ?? []).length === 0 ? 'no-proof' as const : (input['finishedOn'] as string) > today ? 'future-day' as const : undefined);
const ownBody = ({ actor, sofar }: Asked) => (actor.bodyId !== null && actor.bodyId === sofar['subjectId'] ? 'own-body' as const : undefined);
const tooFew = ({ input, sofar }: Asked): readonly FieldError[] => ((input['attended'] as number) >= (sofar['hours'] as number) ? [] : [{ pointer: 'attended', zh: `规定 ${sofar['hours']} 学时，没有学满不能登记完成`, en: `${sofar['hours']} hours are required` }]);

export const training = defineRegister({
  id: 'training',
  label: { zh: '专题培训', en: 'Training' },
  purpose: { zh: '规则规定须参加诚信专题培训的，学完并经组织单位登记后，信用修复的这一步即告完成', en: 'A training that the rulebook orders as a step of repair; finished when another says so' },
  law: [cite('榕发改信用〔2017〕82号', '四(一)', '将信用建设纳入公务员培训和领导干部进修课程'), cite('榕发改信用〔2017〕82号', '四(四)', '探索扩展公务员失信记录信用修复渠道和方式')],
  series: 'PX',
  fields: {
    ...aboutFields,
    organiserId: field.subject({ zh: '组织单位', en: 'Organiser', optional: true }),
    hours: field.integer({ zh: '规定学时', en: 'Hours required' }),
    course: field.text({ zh: '课程', en: 'Course', max: 200, help: '写明课程名称和举办单位' }),
    attended: field.integer({ zh: '学时', en: 'Hours attended', max: 1000 }),
    finishedOn: field.date({ zh: '学完日期', en: 'Finished on' }),
    attachments: field.files({ zh: '凭证', en: 'Evidence', optional: true, help: '结业证书、签到记录、考试成绩单等' }),
    evidence: field.longText({ zh: '核实情况', en: 'What was checked', max: 2000, help: '写明核对了哪一期的签到或者成绩' }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
  },
  refusals: {
    'not-effective': { zh: '记录没有生效、已经修复或者已经终止，不用培训', en: 'The finding is not in effect' },
    'not-provided': { zh: '规则没有规定这类记录须参加专题培训，不能另加条件', en: 'The rulebook orders no training for this finding' },
    'ordered-already': { zh: '该记录的专题培训已经下达过', en: 'A training was ordered already' },
    'no-proof': { zh: '请附上凭证：没有凭证不能登记学完', en: 'Attach evidence' },
    'future-day': { zh: '日期不能晚于今天', en: 'The day is in the future' },
    'own-body': { zh: '这是对您所在单位的培训，须由其他单位登记', en: 'A body does not record its own training' },
  },
  states: {
    ordered: { zh: '待参加培训', en: 'To be attended', toldSubject: true },
    claimed: { zh: '报称学完，待核实', en: 'Claimed as finished', due: { within: 'training.check' }, toldSubject: true },
    finished: { zh: '已学完', en: 'Finished', end: true, toldSubject: true },
    waived: { zh: '已免除', en: 'Waived', end: true, toldSubject: true },
    moot: { zh: '记录已终止，不再需要培训', en: 'The finding ended', end: true, toldSubject: true },
  },
  actions: {
    order: { zh: '下达专题培训', en: 'Order', from: 'nothing', to: 'ordered', by: ['system@any', 'verifier@city'], takes: ['recordId', 'organiserId'],
      refuse: ({ about, rules }) => (about === null || !(findingInEffect as readonly string[]).includes(about.state) ? 'not-effective' : about.sofar['training'] !== undefined ? 'ordered-already' : trainingFor(rules, about.item, about.severity) === undefined ? 'not-provided' : undefined),
      sets: ({ about, rules }) => ({ item: about?.item ?? undefined, itemVersion: about?.sofar['itemVersion'] as number | undefined, finding: about?.title.slice(0, 400), subjectId: about?.subjectId ?? undefined, hours: trainingFor(rules, about?.item, about?.severity)?.hours }) },
    claim: { zh: '报告学完', en: 'Claim as finished', from: ['ordered'], to: 'claimed', by: ['contact@self', 'official@self'], takes: ['course', 'attended', 'finishedOn', 'attachments'], refuse: proved, checks: tooFew },
    finish: { zh: '登记学完', en: 'Record as finished', atWill: true, from: ['ordered'], to: 'finished', by: organisers, takes: ['course', 'attended', 'finishedOn', 'attachments'], refuse: (c) => ownBody(c) ?? proved(c), checks: tooFew },
    accept: { zh: '核实属实，登记学完', en: 'Accept', from: ['claimed'], to: 'finished', by: organisers, takes: ['evidence'], apart: ['claim'], refuse: ownBody },
    sendBack: { zh: '核实不符，退回', en: 'Send back', from: ['claimed'], to: 'ordered', by: organisers, takes: ['reason'], apart: ['claim'], refuse: ownBody },
    waive: { zh: '免除培训', en: 'Waive', atWill: true, from: ['ordered', 'claimed'], to: 'waived', by: 'reviewer@city', takes: ['reason'], apart: ['order', 'claim'], refuse: ownBody },
    moot: { zh: '记录终止，培训随之结束', en: 'End with the finding', from: ['ordered', 'claimed'], to: 'moot', by: 'system@any', takes: [] },
  },
  reads: ['maker@handling', 'contact@handling', 'verifier@city', 'reviewer@city', 'auditor@jurisdiction'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  personal: isPersonal,
  columns: (sofar) => ({ title: `${sofar.finding ?? ''}（专题培训）`, item: sofar.item ?? null, subjectId: sofar.subjectId ?? null, handlerId: sofar.organiserId ?? null, searchText: '' }),
});
