/**
 * 联合评价: the members of the leading group look at one region together: each files its own opinion, a result is drawn up, another
 * person approves it, and it is applied to pilots, projects and funds. Plan 四(三) asks for this; a result can earn incentives, but no
 * restraint: those follow findings alone.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';

const grades = [{ value: 'good', zh: '好', en: 'Good' }, { value: 'fair', zh: '较好', en: 'Fair' }, { value: 'average', zh: '一般', en: 'Average' }, { value: 'poor', zh: '较差', en: 'Poor' }] as const;
const law = [cite('榕发改信用〔2017〕82号', '四(三)', '领导小组成员单位联合开展区域政务诚信状况评价，结果用于改革试点、项目投资、社会管理等政策领域和绩效考核')];
const filed = (opinions: unknown): number => (Array.isArray(opinions) ? opinions.length : 0);

export const regionalEvaluation = defineRegister({
  id: 'regional-evaluation',
  label: { zh: '联合评价', en: 'Joint evaluation of a region' },
  purpose: { zh: '领导小组成员单位各自出具意见，形成区域政务诚信评价并应用', en: 'Members of the leading group judge a region together and apply the result' },
  law, series: 'PJ',
  fields: {
    subjectId: field.subject({ zh: '被评价地区（人民政府、管委会）', en: 'Region, by its government', who: 'body' }),
    period: field.text({ zh: '评价期间', en: 'Period', max: 40, help: '如 2026年上半年' }),
    opinions: field.json({ zh: '成员单位意见', en: 'Opinions of the members' }),
    grade: field.choice({ zh: '评价等次', en: 'Grade', choices: grades }),
    result: field.longText({ zh: '评价结果', en: 'Result', max: 4000, help: '综合各成员单位意见，写明主要事实' }),
    uses: field.longText({ zh: '结果应用', en: 'Uses', max: 2000, help: '写明用于哪些改革试点、项目投资、资金安排和考核；惩戒措施只能由失信记录引起，不在这里设定' }),
    measure: field.measure({ zh: '拟给予的激励', en: 'Incentive proposed', only: 'incentive', optional: true, help: '可以不选；选定的，批准后另行办理' }),
    endsOn: field.date({ zh: '激励有效至', en: 'Incentive until', optional: true }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
  },
  refusals: {
    'not-a-region': { zh: '被评价的应是县（市、区）人民政府或者功能区管委会', en: 'Choose the government of a region' },
    'too-few': { zh: '联合评价至少须有两个成员单位的意见，请等候或者催办', en: 'At least two members must have filed' },
    'no-end': { zh: '拟给予激励的，须写明有效期；不给予的，两项都不填', en: 'An incentive needs its last day' },
  },
  states: {
    collecting: { zh: '征集成员单位意见', en: 'Opinions are collected', due: { within: 'evaluation.collect' } },
    drawn: { zh: '待批准', en: 'To be approved', due: { within: 'evaluation.decide' } },
    approved: { zh: '已批准应用', en: 'Approved and applied', end: true, toldSubject: true },
    dropped: { zh: '已撤销', en: 'Dropped', end: true },
  },
  actions: {
    open: { zh: '发起评价', en: 'Open', from: 'nothing', to: 'collecting', by: 'verifier@city', takes: ['subjectId', 'period'], refuse: ({ subject }) => (subject?.bodyKind === 'government' ? undefined : 'not-a-region') },
    note: { zh: '收到成员单位意见', en: 'An opinion came in', from: ['collecting'], to: 'same', by: 'system@any', takes: ['opinions'] },
    draw: { zh: '形成评价结果', en: 'Draw up the result', from: ['collecting'], to: 'drawn', by: 'verifier@city', takes: ['grade', 'result', 'uses', 'measure', 'endsOn'], refuse: ({ sofar, input }) => (filed(sofar.opinions) < 2 ? 'too-few' : (input.measure === undefined) !== (input.endsOn === undefined) ? 'no-end' : undefined) },
    approve: { zh: '批准应用', en: 'Approve', from: ['drawn'], to: 'approved', by: 'reviewer@city', takes: ['remark'], apart: ['draw', 'evaluation-opinion.file'] },
    sendBack: { zh: '退回重拟', en: 'Send back', from: ['drawn'], to: 'collecting', by: 'reviewer@city', takes: ['reason'] },
    drop: { zh: '撤销评价', en: 'Drop', atWill: true, from: ['collecting', 'drawn'], to: 'dropped', by: 'reviewer@city', takes: ['reason'], danger: true },
  },
  reads: ['verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction'],
  columns: (sofar) => ({ title: `联合评价：${sofar.period ?? ''}${sofar.grade === undefined ? '' : `（${grades.find((g) => g.value === sofar.grade)?.zh}）`}`, subjectId: sofar.subjectId ?? null }),
});

export const evaluationOpinion = defineRegister({
  id: 'evaluation-opinion',
  label: { zh: '成员单位意见', en: 'Opinion of a member' },
  purpose: { zh: '领导小组成员单位对一个地区的评价意见，各自独立出具，评价批准后告知结果', en: 'What one member of the leading group thinks of a region; it is told the result' },
  law, series: 'YJ',
  fields: {
    evaluationId: field.text({ zh: '所属评价', en: 'Evaluation', max: 40 }),
    memberId: field.subject({ zh: '成员单位', en: 'Member', who: 'body' }),
    subjectId: field.subject({ zh: '被评价地区', en: 'Region', who: 'body', optional: true }),
    period: field.text({ zh: '评价期间', en: 'Period', max: 40 }),
    grade: field.choice({ zh: '评价等次', en: 'Grade', choices: grades }),
    opinion: field.longText({ zh: '意见', en: 'Opinion', max: 4000, help: '依据本单位职责范围内掌握的事实' }),
    overall: field.choice({ zh: '联合评价等次', en: 'Grade of the evaluation', choices: grades }),
    result: field.longText({ zh: '联合评价结果', en: 'Result of the evaluation', max: 4000 }),
    uses: field.longText({ zh: '结果应用', en: 'Uses', max: 2000 }),
  },
  refusals: {},
  states: {
    asked: { zh: '待出具意见', en: 'Asked', due: { within: 'evaluation.opine', else: 'lapse' } },
    filed: { zh: '已出具，评价未完', en: 'Filed, the evaluation goes on' },
    unfiled: { zh: '未出具，评价未完', en: 'Not filed, the evaluation goes on' },
    told: { zh: '评价已批准，结果已告知', en: 'Told of the result', end: true },
    dropped: { zh: '评价已撤销', en: 'The evaluation was dropped', end: true },
  },
  actions: {
    ask: { zh: '征求意见', en: 'Ask', from: 'nothing', to: 'asked', by: 'system@any', takes: ['evaluationId', 'memberId'], sets: ({ subject, about }) => ({ subjectId: subject?.id, period: about?.sofar['period'] as string | undefined }) },
    file: { zh: '出具意见', en: 'File', from: ['asked'], to: 'filed', by: 'contact@handling', takes: ['grade', 'opinion'] },
    lapse: { zh: '逾期未出具', en: 'Lapse', from: ['asked'], to: 'unfiled', by: 'system@any', takes: [] },
    tell: { zh: '告知评价结果', en: 'Tell the result', from: ['filed', 'unfiled'], to: 'told', by: 'system@any', takes: ['overall', 'result', 'uses'] },
    cancel: { zh: '评价撤销，随之结束', en: 'End with the evaluation', from: ['asked', 'filed', 'unfiled'], to: 'dropped', by: 'system@any', takes: [] },
  },
  reads: ['verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction', 'contact@handling'],
  about: ({ evaluationId }) => (evaluationId === undefined ? undefined : { register: 'regional-evaluation', id: evaluationId }),
  columns: (sofar) => ({ title: `联合评价意见：${sofar.period ?? ''}`, subjectId: sofar.subjectId ?? null, handlerId: sofar.memberId ?? null }),
});
