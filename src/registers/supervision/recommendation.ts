/**
 * 督导意见: what an auditor or an inspector from above asks of a body after looking: a recommendation, or an order to put something
 * right. It exists because plan 一(二) and 三(一) have the upper level inspect the lower one, and a finding that the inspected may close
 * themselves changes nothing: only the office that issued it closes it, and what the body calls done is its word until then.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { type Context, defineRegister } from '../../core/register.ts';

const open = ['issued', 'redo', 'overdue', 'supervised'] as const;

type Asked = Pick<Context<any>, 'actor' | 'about' | 'subject'>;
/** About a body of the auditor's own area, never about the auditor's own office, never about a person. */
function refusal({ actor, about, subject }: Asked): 'not-a-body' | 'own-body' | 'outside-area' | undefined {
  if (about?.personal === true || (subject !== null ? subject.kind !== 'body' && subject.kind !== 'area' : about === null)) return 'not-a-body';
  if ((subject?.id ?? about?.subjectId) === actor.bodyId) return 'own-body';
  return subject === null || actor.areas === 'all' || (subject.areaCode !== null && actor.areas.has(subject.areaCode)) ? undefined : 'outside-area';
}
const noEvidence = ({ input }: { readonly input: { readonly attachments?: readonly string[] } }) => ((input.attachments ?? []).length === 0 ? 'no-evidence' as const : undefined);
const noPaper = (c: { readonly input: { readonly attachments?: readonly string[]; readonly receivedOn?: string }; readonly today: string }) => ((c.input.attachments ?? []).length === 0 ? 'no-paper' as const : (c.input.receivedOn as string) > c.today ? 'received-later' as const : undefined);

export const recommendation = defineRegister({
  id: 'recommendation',
  label: { zh: '督导意见', en: 'Recommendation' },
  purpose: { zh: '审计、督查发现的问题，提出建议或者责令整改；只有提出的机关能办结，单位报称完成只是单位的说法', en: 'What an auditor or inspector asks of a body; only the office that issued it closes it' },
  law: [
    cite('审计法', '第五十二条', '被审计单位应当按照规定时间整改审计查出的问题并报告，审计机关应当对整改情况跟踪检查'),
    cite('政府督查工作条例', '督查结论与整改', '督查机构可以对督查对象提出整改要求，督查对象应当按要求整改'),
    cite('榕发改信用〔2017〕82号', '三(一)', '上级政府定期对下级政府进行政务诚信监督检查'),
  ],
  series: 'DJ',
  fields: {
    recordId: field.text({ zh: '所依据的记录', en: 'Record', max: 40, optional: true, help: '从某条失信记录引出的，在该记录的页面上提出' }),
    subjectId: field.subject({ zh: '整改单位', en: 'Body', optional: true, help: '从记录页面提出的不用选，就是记录的主体' }),
    superiorId: field.subject({ zh: '督促单位', en: 'Superior', optional: true }),
    kind: field.choice({ zh: '类别', en: 'Kind', choices: [{ value: 'recommend', zh: '建议', en: 'Recommendation' }, { value: 'order', zh: '责令整改', en: 'Order to put right' }] }),
    document: field.text({ zh: '文书号', en: 'Number of the document', max: 120, optional: true, help: '提出机关自己的审计决定、督查意见等文书的文号' }),
    found: field.longText({ zh: '发现的问题', en: 'What was found', max: 4000, help: '写明查了什么、依据什么材料；不写个人信息' }),
    demand: field.longText({ zh: '建议或者整改要求', en: 'What is asked', max: 4000 }),
    progress: field.longText({ zh: '单位报告的整改情况', en: 'What the body reports', max: 4000 }),
    receivedOn: field.date({ zh: '收到书面材料的日期', en: 'Paper received on' }),
    attachments: field.files({ zh: '材料', en: 'Files', optional: true }),
    evidence: field.longText({ zh: '核查情况', en: 'What the office found', max: 4000, help: '写明核查了什么、凭什么认定；单位自报不是凭据' }),
    supervision: field.longText({ zh: '督促情况', en: 'What the superior did', max: 4000 }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
  },
  refusals: {
    'not-a-body': { zh: '督导意见只对单位提出，请从名录中选择单位；个人的问题依干部管理权限处理', en: 'A recommendation is about a body' },
    'own-body': { zh: '不能对自己所在的单位提出，请交由其他机关', en: 'Nobody inspects their own body' },
    'outside-area': { zh: '该单位不在您的管辖范围内', en: 'The body is outside your area' },
    'no-evidence': { zh: '请附上佐证材料：没有凭证不能报完成', en: 'Attach evidence' },
    'no-paper': { zh: '代为登记须附上单位盖章的书面材料', en: 'Attach the paper that the body handed in' },
    'received-later': { zh: '收到日期不能晚于今天', en: 'The day of receipt is in the future' },
  },
  states: {
    issued: { zh: '待整改', en: 'To be put right', due: { within: 'recommendation.finish', else: 'lapse' }, toldSubject: true },
    claimed: { zh: '单位报称完成，待提出机关核查', en: 'Claimed as done, to be verified by the office', due: { within: 'recommendation.check' }, toldSubject: true },
    redo: { zh: '退回续改', en: 'Sent back', due: { within: 'recommendation.redo', else: 'lapse' }, toldSubject: true },
    overdue: { zh: '逾期未整改，已告知上级', en: 'Overdue, the superior is told', toldSubject: true },
    supervised: { zh: '上级督促中', en: 'The superior is on it', due: { within: 'recommendation.redo', else: 'lapse' }, toldSubject: true },
    met: { zh: '已落实', en: 'Put right', end: true, toldSubject: true },
    unmet: { zh: '未落实办结', en: 'Closed, not put right', end: true, toldSubject: true },
    withdrawn: { zh: '已撤回', en: 'Withdrawn', end: true, toldSubject: true },
  },
  actions: {
    issue: { zh: '提出督导意见', en: 'Issue', from: 'nothing', to: 'issued', by: 'auditor@jurisdiction', takes: ['recordId', 'subjectId', 'kind', 'document', 'found', 'demand', 'attachments'], refuse: refusal, sets: ({ subject }) => ({ subjectId: subject?.id }) },
    route: { zh: '告知督促单位', en: 'Name the superior', from: ['issued'], to: 'same', by: 'system@any', takes: ['superiorId'] },
    claim: { zh: '报告整改完成', en: 'Claim as done', from: open, to: 'claimed', by: 'contact@self', takes: ['progress', 'attachments'], refuse: noEvidence },
    enterClaim: { zh: '单位书面报告完成，代为登记', en: 'Enter the claim handed in on paper', atWill: true, from: open, to: 'claimed', by: 'auditor@own', takes: ['receivedOn', 'progress', 'attachments'], refuse: noPaper },
    askExtension: { zh: '申请延长', en: 'Ask for an extension', atWill: true, from: ['issued'], to: 'same', by: 'contact@self', takes: ['reason'] },
    extend: { zh: '批准延长', en: 'Extend', from: ['issued'], to: 'same', clock: 'extend', answers: 'askExtension', by: 'auditor@own', takes: ['remark'], apart: ['askExtension'] },
    refuseExtension: { zh: '不予延长', en: 'Refuse the extension', from: ['issued'], to: 'same', answers: 'askExtension', by: 'auditor@own', takes: ['reason'], apart: ['askExtension'] },
    close: { zh: '核查属实，办结', en: 'Close as put right', from: ['claimed'], to: 'met', by: 'auditor@own', takes: ['evidence', 'attachments'], apart: ['claim', 'enterClaim'] },
    sendBack: { zh: '核查不实，退回续改', en: 'Send back', from: ['claimed'], to: 'redo', by: 'auditor@own', takes: ['evidence'], apart: ['claim', 'enterClaim'] },
    giveUp: { zh: '认定未落实，办结', en: 'Close as not put right', atWill: true, from: ['claimed', 'overdue', 'supervised'], to: 'unmet', by: 'auditor@own', takes: ['evidence', 'attachments'], danger: true },
    withdraw: { zh: '撤回', en: 'Withdraw', atWill: true, from: [...open, 'claimed'], to: 'withdrawn', by: 'auditor@own', takes: ['reason'], danger: true },
    supervise: { zh: '登记督促情况', en: 'Step in as superior', from: ['overdue'], to: 'supervised', by: 'contact@handling', takes: ['supervision'] },
    lapse: { zh: '逾期', en: 'Lapse', from: ['issued', 'redo', 'supervised'], to: 'overdue', by: 'system@any', takes: [] },
  },
  reads: ['auditor@jurisdiction', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'contact@handling'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  columns: (sofar) => ({ title: `督导意见：${sofar.demand ?? ''}`.slice(0, 120), subjectId: sofar.subjectId ?? null, handlerId: sofar.superiorId ?? null, documentNumber: sofar.document ?? null, searchText: `${sofar.found ?? ''} ${sofar.document ?? ''}` }),
});
