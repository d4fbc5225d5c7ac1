/**
 * 整改: what a body must put right after a finding took effect: it explains in writing, says what it will do by when, and reports;
 * whoever verifies closes it. It exists because plan 四(三) asks for a written explanation and correction within a time limit,
 * and for public criticism where that does not come. What the body calls done is a claim until somebody else has looked; a body
 * that has no account of its own hands in paper, which a verifier enters, and somebody else then verifies.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';
import { lastDay, marked, stageErrors, stagesOf, written } from './rectification-stages.ts';

const late = ['overdue', 'pressed', 'supervised', 'reddened', 'criticised'] as const;
const open = ['ordered', 'explained', 'redo', ...late] as const;
const inEffect = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'];
/** Who spoke for the body, or wrote down what it said, does not judge it. */
const spoken = ['explain', 'claim', 'enterExplanation', 'enterClaim'] as const;

type Asked = { readonly input: { readonly stages?: string; readonly stage?: number; readonly receivedOn?: string; readonly attachments?: readonly string[] }; readonly sofar: { readonly cause?: string; readonly stages?: string; readonly subjectId?: string }; readonly actor: { readonly bodyId: string | null }; readonly today: string };
/** A body never closes its own rectification, whatever roles its people hold. */
const ownBody = ({ actor, sofar }: Asked) => (actor.bodyId !== null && actor.bodyId === sofar.subjectId ? 'own-body' as const : undefined);
const noPaper = ({ input, today }: Asked) => ((input.attachments ?? []).length === 0 ? 'no-paper' as const : (input.receivedOn as string) > today ? 'received-later' as const : undefined);
const explained = ({ sofar }: Asked) => (sofar.cause === undefined ? undefined : 'explained-already' as const);
const noEvidence = ({ input }: Asked) => ((input.attachments ?? []).length === 0 ? 'no-evidence' as const : undefined);
/** Plan 四(三) asks for the reasons in writing: what was done does not stand in for them. */
const unexplained = ({ sofar }: Asked) => (sofar.cause === undefined ? 'not-explained' as const : undefined);
const plan = ({ input }: { readonly input: { readonly stages?: string } }) => ({ stages: written(input.stages as string), plannedOn: lastDay(input.stages as string) });

export const rectification = defineRegister({
  id: 'rectification',
  label: { zh: '整改', en: 'Rectification' },
  purpose: { zh: '失信记录生效后，由单位书面说明、限期整改，由核验人员核查办结', en: 'After a finding the body explains, puts right and reports; a verifier closes' },
  law: [cite('榕发改信用〔2017〕82号', '四(三)', '对失信情况书面说明原因并限期加以整改，逾期的予以公开通报批评'), cite('发改财金〔2023〕1103号', '认定与整改', '违约失信属实的，应当督促立即整改，拒不整改的予以认定')],
  series: 'ZG',
  fields: {
    recordId: field.text({ zh: '所针对的记录', en: 'Finding', max: 40 }),
    subjectId: field.subject({ zh: '整改单位', en: 'Body that must put it right', optional: true }),
    superiorId: field.subject({ zh: '督促单位', en: 'Superior', optional: true }),
    finding: field.longText({ zh: '整改事项', en: 'What must be put right', max: 2000 }),
    cause: field.longText({ zh: '原因说明', en: 'Cause', max: 4000, help: '如实说明为什么失信；人员变动、前任决定不是不整改的理由' }),
    plan: field.longText({ zh: '整改措施', en: 'Measures', max: 4000, help: '写明做什么、由谁做、钱从哪里来' }),
    stages: field.longText({ zh: '分阶段安排', en: 'Stages', max: 4000, help: '每行一步，先写完成日再写事项，如“2026-12-05 支付第一笔30万元”；最后一步不晚于整改期限' }),
    plannedOn: field.date({ zh: '计划完成日', en: 'Planned to be done on' }),
    stage: field.integer({ zh: '完成了第几步', en: 'Which step is done', max: 20, optional: true, help: '对照分阶段安排填序号；只报进展、没有做完一步的不填' }),
    progress: field.longText({ zh: '进展', en: 'Progress', max: 4000 }),
    receivedOn: field.date({ zh: '收到书面材料的日期', en: 'Paper received on' }),
    attachments: field.files({ zh: '佐证材料', en: 'Evidence', optional: true, help: '付款凭证、公示截图、上级验收意见、单位盖章的书面材料等' }),
    evidence: field.longText({ zh: '核查情况', en: 'What the verifier found', max: 4000, help: '写明核查了什么、凭什么认定；单位自报不是凭据' }),
    supervision: field.longText({ zh: '督促情况', en: 'What the superior did', max: 4000, help: '写明约谈了谁、要求哪一天前做到什么、差额如何解决' }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    urgedOn: field.date({ zh: '最近催办日', en: 'Last urged on' }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
    level: field.choice({ zh: '督查单', en: 'Urging letter', choices: [{ value: 'blue', zh: '蓝色督查单', en: 'Blue' }, { value: 'orange', zh: '橙色督查单', en: 'Orange' }, { value: 'red', zh: '红色督查单', en: 'Red' }] }),
  },
  refusals: {
    'not-effective': { zh: '记录尚未生效或已经终止，不能下达整改', en: 'The finding is not in effect' },
    'not-a-body': { zh: '整改只对单位下达；公务员的记录依处分、问责的规定办理', en: 'Only a body is ordered to put things right' },
    'no-evidence': { zh: '请附上佐证材料：没有凭证不能报完成', en: 'Attach evidence: nothing is done without it' },
    'no-paper': { zh: '代为登记须附上单位盖章的书面材料', en: 'Attach the paper that the body handed in' },
    'received-later': { zh: '收到日期不能晚于今天', en: 'The day of receipt is in the future' },
    'explained-already': { zh: '已经书面说明过，期限不因再次说明重新起算：做完的请报告完成，没做完的请加快整改', en: 'It was explained already; explaining again starts no new time' },
    'not-explained': { zh: '还没有书面说明原因：先提交书面说明和整改措施，再报告完成', en: 'Explain in writing first, then report completion' },
    'urged-today': { zh: '今天已经催办过，催办函已送责任单位和上级单位；请等答复，或者另日再催', en: 'Urged today already' },
    'no-such-stage': { zh: '分阶段安排里没有这一步，请对照序号填写', en: 'The plan has no such step' },
    'own-body': { zh: '这是对您所在单位的整改，核查和决定须由其他单位办理，请交由上级单位', en: 'A body does not judge its own rectification' },
  },
  states: {
    ordered: { zh: '待书面说明', en: 'Explanation awaited', due: { within: 'rectification.explain', else: 'lapse' }, toldSubject: true, shown: true },
    explained: { zh: '整改中', en: 'Being put right', due: { within: 'rectification.finish', else: 'lapse' }, toldSubject: true, shown: true },
    claimed: { zh: '单位报称完成，待核查', en: 'Claimed as done, to be verified', due: { within: 'rectification.verify' }, toldSubject: true, shown: true },
    redo: { zh: '退回续改', en: 'Sent back', due: { within: 'rectification.redo', else: 'lapse' }, toldSubject: true, shown: true },
    overdue: { zh: '逾期未整改（蓝色督查）', en: 'Overdue, blue', due: { within: 'rectification.press', else: 'press' }, toldSubject: true, shown: true },
    pressed: { zh: '逾期未整改（橙色督查）', en: 'Overdue, orange, superior told', due: { within: 'rectification.press', else: 'redden' }, toldSubject: true, shown: true },
    supervised: { zh: '逾期未整改（上级督促中）', en: 'Overdue, the superior is on it', due: { within: 'rectification.supervise', else: 'redden' }, toldSubject: true, shown: true },
    reddened: { zh: '逾期未整改（红色督查）', en: 'Overdue, red, criticism to be decided', due: { within: 'rectification.criticise' }, toldSubject: true, shown: true },
    criticised: { zh: '逾期未整改，已通报批评', en: 'Overdue, publicly criticised', due: { within: 'rectification.conclude' }, toldSubject: true, shown: true },
    implemented: { zh: '已整改', en: 'Put right', end: true, toldSubject: true, shown: true },
    notImplemented: { zh: '未整改办结', en: 'Closed, not put right', end: true, toldSubject: true, shown: true },
    superseded: { zh: '不再需要整改', en: 'Superseded', end: true, toldSubject: true },
  },
  actions: {
    order: { zh: '下达整改', en: 'Order', from: 'nothing', to: 'ordered', by: ['system@any', 'verifier@jurisdiction'], takes: ['recordId', 'superiorId', 'finding'],
      refuse: ({ about, subject }) => (subject?.kind !== 'body' && subject?.kind !== 'area' ? 'not-a-body' : about === null || !inEffect.includes(about.state) ? 'not-effective' : undefined), sets: ({ subject }) => ({ subjectId: subject?.id }) },
    explain: { zh: '提交书面说明与整改措施', en: 'Explain', from: ['ordered', ...late], to: 'explained', by: 'contact@self', takes: ['cause', 'plan', 'stages'], refuse: explained, checks: ({ input, today, rules }) => stageErrors(input.stages as string, today, rules), sets: plan },
    enterExplanation: { zh: '单位书面提交说明，代为登记', en: 'Enter the explanation handed in on paper', atWill: true, from: ['ordered', ...late], to: 'explained', by: 'verifier@jurisdiction', takes: ['receivedOn', 'cause', 'plan', 'stages', 'attachments'],
      refuse: (c) => explained(c) ?? noPaper(c), checks: ({ input, today, rules }) => stageErrors(input.stages as string, today, rules), sets: plan },
    report: { zh: '报告阶段进展', en: 'Report progress', atWill: true, from: ['explained', 'redo', ...late], to: 'same', by: 'contact@self', takes: ['stage', 'progress', 'attachments'],
      refuse: ({ input, sofar }) => (input.stage !== undefined && (input.stage < 1 || input.stage > stagesOf(sofar.stages).length) ? 'no-such-stage' : undefined), sets: ({ input, sofar, today }) => (input.stage === undefined ? {} : { stages: marked(sofar.stages ?? '', input.stage, today) }) },
    claim: { zh: '报告整改完成', en: 'Claim as done', from: ['explained', 'redo', ...late], to: 'claimed', by: 'contact@self', takes: ['progress', 'attachments'], refuse: (c) => unexplained(c) ?? noEvidence(c) },
    enterClaim: { zh: '单位书面报告完成，代为登记', en: 'Enter the claim handed in on paper', atWill: true, from: ['explained', 'redo', ...late], to: 'claimed', by: 'verifier@jurisdiction', takes: ['receivedOn', 'progress', 'attachments'], refuse: (c) => unexplained(c) ?? noPaper(c) },
    askExtension: { zh: '申请延长', en: 'Ask for an extension', atWill: true, from: ['explained'], to: 'same', by: ['contact@self', 'verifier@jurisdiction'], takes: ['reason'] },
    extend: { zh: '批准延长', en: 'Extend', from: ['explained'], to: 'same', clock: 'extend', answers: 'askExtension', by: 'verifier@jurisdiction', takes: ['remark'], apart: ['askExtension'], refuse: ownBody },
    refuseExtension: { zh: '不予延长', en: 'Refuse the extension', from: ['explained'], to: 'same', answers: 'askExtension', by: 'verifier@jurisdiction', takes: ['reason'], apart: ['askExtension'], refuse: ownBody },
    pause: { zh: '中止计时', en: 'Pause the clock', atWill: true, from: ['explained'], to: 'same', clock: 'pause', by: 'verifier@jurisdiction', takes: ['reason'], refuse: ownBody },
    resume: { zh: '恢复计时', en: 'Resume the clock', atWill: true, from: ['explained'], to: 'same', clock: 'resume', by: 'verifier@jurisdiction', takes: ['reason'] },
    accept: { zh: '核查属实，办结', en: 'Close as implemented', from: ['claimed'], to: 'implemented', by: 'verifier@jurisdiction', takes: ['evidence', 'attachments'], apart: spoken, refuse: ownBody },
    sendBack: { zh: '核查不实，退回续改', en: 'Send back', from: ['claimed'], to: 'redo', by: 'verifier@jurisdiction', takes: ['evidence'], apart: spoken, refuse: ownBody },
    giveUp: { zh: '认定未整改，办结', en: 'Close as not implemented', from: ['claimed', 'criticised'], to: 'notImplemented', by: 'verifier@jurisdiction', takes: ['evidence', 'attachments'], apart: spoken, refuse: ownBody, danger: true },
    supersede: { zh: '不再需要整改，办结', en: 'Close as superseded', atWill: true, from: [...open, 'claimed'], to: 'superseded', by: 'verifier@jurisdiction', takes: ['evidence', 'attachments'], apart: spoken, refuse: ownBody, danger: true },
    moot: { zh: '记录终止，整改随之结束', en: 'End with the finding', from: [...open, 'claimed'], to: 'superseded', by: 'system@any', takes: [] },
    restate: { zh: '记录更正，整改事项随之更新', en: 'Restate after a correction', from: [...open, 'claimed'], to: 'same', by: 'system@any', takes: ['finding'] },
    lapse: { zh: '逾期，发蓝色督查单', en: 'Lapse, blue letter', from: ['ordered', 'explained', 'redo'], to: 'overdue', by: 'system@any', takes: [], sets: () => ({ level: 'blue' }) },
    press: { zh: '逾期未动，发橙色督查单并告上级', en: 'Orange letter, the superior is told', from: ['overdue'], to: 'pressed', by: 'system@any', takes: [], sets: () => ({ level: 'orange' }) },
    supervise: { zh: '上级督促', en: 'Step in as superior', from: ['pressed'], to: 'supervised', by: 'contact@handling', takes: ['supervision'] },
    redden: { zh: '仍未整改，发红色督查单', en: 'Red letter', from: ['pressed', 'supervised'], to: 'reddened', by: 'system@any', takes: [], sets: () => ({ level: 'red' }) },
    criticise: { zh: '通报批评', en: 'Criticise publicly', from: ['reddened'], to: 'criticised', by: 'reviewer@jurisdiction', takes: ['reason'], apart: ['order', ...spoken], refuse: ownBody },
    spare: { zh: '暂不通报，限期再改', en: 'Spare, and set a last time', from: ['reddened'], to: 'redo', by: 'reviewer@jurisdiction', takes: ['reason'], apart: ['order', ...spoken], refuse: ownBody },
    urge: { zh: '催办', en: 'Urge', atWill: true, from: open, to: 'same', by: ['verifier@jurisdiction', 'contact@handling'], takes: ['reason'], refuse: ({ sofar, today }) => (sofar.urgedOn === today ? 'urged-today' : undefined), sets: ({ today }) => ({ urgedOn: today }) },
  },
  reads: ['maker@own', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction', 'contact@handling'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  columns: (sofar) => ({ title: `整改：${sofar.finding ?? ''}`.slice(0, 120), subjectId: sofar.subjectId ?? null, handlerId: sofar.superiorId ?? null, searchText: `${sofar.finding ?? ''} ${sofar.plan ?? ''} ${sofar.stages ?? ''}` }),
});
