/**
 * 整改: what a body must put right after a finding took effect: it explains in writing, says what it will do by when, and reports;
 * whoever verifies closes it. It exists because plan 四(三) asks for a written explanation and correction within a time limit,
 * and for public criticism where that does not come. What the body calls done is a claim until somebody else has looked.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';

const open = ['ordered', 'explained', 'redo', 'overdue', 'pressed', 'reddened', 'criticised'] as const;
const late = ['overdue', 'pressed', 'reddened', 'criticised'] as const;

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
    cause: field.longText({ zh: '原因说明', en: 'Cause', max: 4000 }),
    plan: field.longText({ zh: '整改措施与分阶段安排', en: 'Measures and stages', max: 4000, help: '写明每一步做什么、由谁做、哪一天完成' }),
    plannedOn: field.date({ zh: '计划完成日', en: 'Planned to be done on', help: '不能晚于整改期限；确有困难的，申请延长' }),
    progress: field.longText({ zh: '进展', en: 'Progress', max: 4000 }),
    attachments: field.files({ zh: '佐证材料', en: 'Evidence', help: '付款凭证、公示截图、上级验收意见等' }),
    evidence: field.longText({ zh: '核查情况', en: 'What the verifier found', max: 4000, help: '写明核查了什么、凭什么认定' }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
    level: field.choice({ zh: '督查单', en: 'Urging letter', choices: [{ value: 'blue', zh: '蓝色督查单', en: 'Blue' }, { value: 'orange', zh: '橙色督查单', en: 'Orange' }, { value: 'red', zh: '红色督查单', en: 'Red' }] }),
  },
  refusals: {
    'not-effective': { zh: '记录尚未生效或已经终止，不能下达整改', en: 'The finding is not in effect' },
    'not-a-body': { zh: '整改只对单位下达；公务员的记录依处分、问责的规定办理', en: 'Only a body is ordered to put things right' },
    'plan-too-late': { zh: '计划完成日不能早于今天', en: 'The planned day is in the past' },
    'no-evidence': { zh: '请附上佐证材料：没有凭证不能报完成', en: 'Attach evidence: nothing is done without it' },
  },
  states: {
    ordered: { zh: '待书面说明', en: 'Explanation awaited', due: { within: 'rectification.explain', else: 'lapse' }, toldSubject: true, shown: true },
    explained: { zh: '整改中', en: 'Being put right', due: { within: 'rectification.finish', else: 'lapse' }, toldSubject: true, shown: true },
    claimed: { zh: '单位报称完成，待核查', en: 'Claimed as done, to be verified', due: { within: 'rectification.verify' }, toldSubject: true, shown: true },
    redo: { zh: '退回续改', en: 'Sent back', due: { within: 'rectification.redo', else: 'lapse' }, toldSubject: true, shown: true },
    overdue: { zh: '逾期未整改（蓝色督查）', en: 'Overdue, blue', due: { within: 'rectification.press', else: 'press' }, toldSubject: true, shown: true },
    pressed: { zh: '逾期未整改（橙色督查，已告上级）', en: 'Overdue, orange, superior told', due: { within: 'rectification.press', else: 'redden' }, toldSubject: true, shown: true },
    reddened: { zh: '逾期未整改（红色督查，待通报）', en: 'Overdue, red, criticism to be decided', due: { within: 'rectification.criticise' }, toldSubject: true, shown: true },
    criticised: { zh: '逾期未整改，已通报批评', en: 'Overdue, publicly criticised', toldSubject: true, shown: true },
    implemented: { zh: '已整改', en: 'Put right', end: true, toldSubject: true, shown: true },
    notImplemented: { zh: '未整改办结', en: 'Closed, not put right', end: true, toldSubject: true, shown: true },
    superseded: { zh: '不再需要整改', en: 'Superseded', end: true, toldSubject: true },
  },
  actions: {
    order: { zh: '下达整改', en: 'Order', from: 'nothing', to: 'ordered', by: ['system@any', 'verifier@jurisdiction'], takes: ['recordId', 'superiorId', 'finding'],
      refuse: ({ about, subject }) => (subject?.kind !== 'body' && subject?.kind !== 'area' ? 'not-a-body' : about === null || !['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'].includes(about.state) ? 'not-effective' : undefined), sets: ({ subject }) => ({ subjectId: subject?.id }) },
    explain: { zh: '提交书面说明与整改措施', en: 'Explain', from: ['ordered', ...late], to: 'explained', by: 'contact@self', takes: ['cause', 'plan', 'plannedOn'], refuse: ({ input, today }) => ((input.plannedOn as string) < today ? 'plan-too-late' : undefined) },
    report: { zh: '报告阶段进展', en: 'Report progress', atWill: true, from: ['explained', 'redo'], to: 'same', by: 'contact@self', takes: ['progress'] },
    claim: { zh: '报告整改完成', en: 'Claim as done', from: ['explained', 'redo', ...late], to: 'claimed', by: 'contact@self', takes: ['progress', 'attachments'], refuse: ({ input }) => ((input.attachments ?? []).length === 0 ? 'no-evidence' : undefined) },
    askExtension: { zh: '申请延长', en: 'Ask for an extension', atWill: true, from: ['explained'], to: 'same', by: 'contact@self', takes: ['reason'] },
    extend: { zh: '批准延长', en: 'Extend', atWill: true, from: ['explained'], to: 'same', clock: 'extend', answers: 'askExtension', by: 'verifier@jurisdiction', takes: ['remark'], apart: ['askExtension'] },
    refuseExtension: { zh: '不予延长', en: 'Refuse the extension', atWill: true, from: ['explained'], to: 'same', answers: 'askExtension', by: 'verifier@jurisdiction', takes: ['reason'], apart: ['askExtension'] },
    accept: { zh: '核查属实，办结', en: 'Close as implemented', from: ['claimed'], to: 'implemented', by: 'verifier@jurisdiction', takes: ['evidence'], apart: ['explain', 'claim'] },
    sendBack: { zh: '核查不实，退回续改', en: 'Send back', from: ['claimed'], to: 'redo', by: 'verifier@jurisdiction', takes: ['evidence'], apart: ['explain', 'claim'] },
    giveUp: { zh: '认定未整改，办结', en: 'Close as not implemented', atWill: true, from: ['claimed', ...late], to: 'notImplemented', by: 'verifier@jurisdiction', takes: ['evidence'], apart: ['explain', 'claim'], danger: true },
    supersede: { zh: '不再需要整改，办结', en: 'Close as superseded', atWill: true, from: [...open, 'claimed'], to: 'superseded', by: 'verifier@jurisdiction', takes: ['reason'], apart: ['explain', 'claim'], danger: true },
    moot: { zh: '记录终止，整改随之结束', en: 'End with the finding', from: [...open, 'claimed'], to: 'superseded', by: 'system@any', takes: [] },
    lapse: { zh: '逾期，发蓝色督查单', en: 'Lapse, blue letter', from: ['ordered', 'explained', 'redo'], to: 'overdue', by: 'system@any', takes: [], sets: () => ({ level: 'blue' }) },
    press: { zh: '逾期未动，发橙色督查单并告上级', en: 'Orange letter, the superior is told', from: ['overdue'], to: 'pressed', by: 'system@any', takes: [], sets: () => ({ level: 'orange' }) },
    redden: { zh: '仍未整改，发红色督查单', en: 'Red letter', from: ['pressed'], to: 'reddened', by: 'system@any', takes: [], sets: () => ({ level: 'red' }) },
    criticise: { zh: '通报批评', en: 'Criticise publicly', from: ['reddened'], to: 'criticised', by: 'reviewer@jurisdiction', takes: ['reason'], apart: ['order'] },
    urge: { zh: '催办', en: 'Urge', atWill: true, from: open, to: 'same', by: ['verifier@jurisdiction', 'contact@handling'], takes: ['reason'] },
  },
  reads: ['maker@own', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction', 'contact@handling'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  columns: (sofar) => ({ title: `整改：${sofar.finding ?? ''}`.slice(0, 120), subjectId: sofar.subjectId ?? null, handlerId: sofar.superiorId ?? null, searchText: `${sofar.finding ?? ''} ${sofar.plan ?? ''}` }),
});
