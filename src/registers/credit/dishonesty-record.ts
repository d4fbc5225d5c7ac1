/**
 * 政务失信记录: what a court, supervisor or competent department found about a body or an official, from the clerk's
 * draft through verification at each level, hearing and disclosure to its end. It exists because plan 四(二) has source
 * departments collect such findings in one form and push them upward level by level, and lets the public see what the law lets be seen.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';
import { checkMode, columnsOf, disclosureRefusal, disclosureTerm, factErrors, factsInForce, levelOf, publicationOf, severityOf } from './record-rules.ts';

const inVerification = ['atTown', 'atCounty', 'atCity'] as const;
const touched = ['create', 'file', 'edit', 'fix', 'submit'] as const;

export const dishonestyRecord = defineRegister({
  id: 'dishonesty-record',
  label: { zh: '政务失信记录', en: 'Dishonesty record' },
  purpose: { zh: '归集、核验、告知并依法公示政府机构与公务员的失信信息', en: 'Collect, verify, notify and lawfully disclose findings' },
  law: [cite('榕发改信用〔2017〕82号', '四(二)', '由源头部门归集，按规范格式逐级推送，依法依规逐步公开'), cite('国办发〔2020〕49号', '二、四', '记录须有生效文书，公开范围逐项确定')],
  series: 'SX',
  fields: {
    item: field.item({ zh: '目录事项', en: 'Catalogue item', disclose: 'public' }),
    itemVersion: field.integer({ zh: '目录版本', en: 'Item version' }),
    subjectId: field.subject({ zh: '主体', en: 'Subject', optional: true, help: '按名称或统一社会信用代码选择；公务员同名不能确认时留空，转身份核查' }),
    facts: field.facts({ zh: '记录内容', en: 'Facts' }),
    proposedFacts: field.facts({ zh: '更正后的内容', en: 'Corrected facts' }),
    attachments: field.files({ zh: '依据文书', en: 'Source documents', optional: true, help: '生效文书的扫描件或文本；系统记录其摘要值' }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    annulment: field.choice({ zh: '撤销事由', en: 'Ground of annulment', choices: [{ value: 'judgment-annulled', zh: '裁判文书被撤销或改判', en: 'Judgment set aside' }, { value: 'penalty-annulled', zh: '行政处罚被撤销或变更', en: 'Penalty annulled' }, { value: 'discipline-annulled', zh: '处分、问责决定被撤销或变更', en: 'Sanction annulled' }, { value: 'decision-annulled', zh: '其他依据文书被撤销', en: 'Other decision annulled' }] }),
    withdrawal: field.choice({ zh: '撤下事由', en: 'Ground of withdrawal', choices: [{ value: 'recording-error', zh: '记录有误', en: 'Recording error' }, { value: 'statement-upheld', zh: '陈述申辩成立', en: 'Defence upheld' }, { value: 'privacy', zh: '涉及不应公开的信息', en: 'Contains what must not be public' }] }),
    document: field.text({ zh: '撤销或变更文书号', en: 'Number of the annulling document', max: 120 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
    statement: field.longText({ zh: '陈述申辩', en: 'Statement and defence', max: 8000 }),
    severity: field.choice({ zh: '严重程度', en: 'Severity', choices: [{ value: 'minor', zh: '轻微', en: 'Minor' }, { value: 'general', zh: '一般', en: 'General' }, { value: 'serious', zh: '严重', en: 'Serious' }], disclose: 'public' }),
    mode: field.choice({ zh: '公示方式', en: 'Mode of disclosure', choices: [{ value: 'full', zh: '全文公示', en: 'Full' }, { value: 'summary', zh: '摘要公示', en: 'Summary' }, { value: 'statistics', zh: '仅作统计', en: 'Statistics only' }, { value: 'closed', zh: '不予公开', en: 'Closed' }] }),
    ground: field.ground({ zh: '公示依据', en: 'Ground', optional: true, disclose: 'public' }),
    summary: field.longText({ zh: '公开摘要', en: 'Public summary', max: 2000, optional: true, disclose: 'public' }),
    masks: field.masks({ zh: '遮盖后的文字', en: 'Masked text', optional: true, help: '按字段给出遮盖后的文字' }),
    publicTexts: field.masks({ zh: '随附公开的文书文字', en: 'Document text to disclose', optional: true, help: '按附件给出脱敏后的文字；原件不公开' }),
    from: field.date({ zh: '公示起', en: 'Disclosed from', disclose: 'public' }),
    until: field.date({ zh: '公示止', en: 'Disclosed until', disclose: 'public' }),
  },
  refusals: {
    'no-subject': { zh: '尚未确认主体：请先选择主体，或等身份核查作出判断后再报送', en: 'The subject is not identified yet' },
    'outside-area': { zh: '该主体不在您所属的区域内，请由其所在地或上级单位办理', en: 'The subject is outside your area' },
    'wrong-kind': { zh: '主体类别与目录事项不符：请核对该事项针对的是单位还是公务员', en: 'This item is about another kind of subject' },
    'no-ground': { zh: '公示须选定法定依据；公务员的记录须有针对个人的依据，否则请选择“不予公开”或“仅作统计”', en: 'Choose a legal ground that fits the subject and the mode' },
    'mode-too-wide': { zh: '公示方式超出该目录事项允许的范围，请选择较窄的方式', en: 'Wider than the catalogue item allows' },
    'gate': { zh: '公示内容中仍有身份证号、电话、银行卡、住址或涉密字样，请先遮盖再提交', en: 'Personal data or secrecy marks remain in the public text' },
    'term-over': { zh: '自文书日期起算的公示期已届满，不能再公示，请选择“不予公开”', en: 'The period of publicity is already over' },
  },
  states: {
    draft: { zh: '草稿', en: 'Draft' },
    atTown: { zh: '待乡镇核验', en: 'Awaiting the town', due: { within: 'record.verify.town' } },
    atCounty: { zh: '待县级核验', en: 'Awaiting the county', due: { within: 'record.verify.county' } },
    atCity: { zh: '待市级核验', en: 'Awaiting the city', due: { within: 'record.verify.city' } },
    returned: { zh: '已退回', en: 'Returned', due: { within: 'record.fix' } },
    verified: { zh: '待告知', en: 'Awaiting notice', due: { within: 'record.notify' } },
    notified: { zh: '陈述申辩期', en: 'Being heard', due: { within: 'record.defence', else: 'lapse' }, toldSubject: true },
    heard: { zh: '已申辩待决定', en: 'Statement filed', due: { within: 'record.hear' }, toldSubject: true },
    effective: { zh: '已生效待公示决定', en: 'In effect', due: { within: 'record.disclose' }, toldSubject: true },
    proposed: { zh: '公示待复核', en: 'Disclosure proposed', due: { within: 'record.review' }, toldSubject: true },
    disclosed: { zh: '公示中', en: 'Disclosed', due: { on: (r) => r.until, rule: 'publicity', else: 'expire' }, disclosed: true, toldSubject: true },
    correcting: { zh: '公示中（更正待核）', en: 'Disclosed, correction pending', due: { within: 'record.correct' }, disclosed: true, toldSubject: true },
    amending: { zh: '更正待核', en: 'Correction pending', due: { within: 'record.correct' }, toldSubject: true },
    counted: { zh: '仅作统计', en: 'Statistics only', due: { on: (r) => r.until, rule: 'retention', else: 'expire' }, toldSubject: true },
    closed: { zh: '不予公开', en: 'Closed', due: { on: (r) => r.until, rule: 'retention', else: 'expire' }, toldSubject: true },
    ended: { zh: '已终止', en: 'Ended', end: true, seals: true, toldSubject: true },
    dropped: { zh: '不予记录', en: 'Not recorded', end: true, seals: true },
  },
  actions: {
    create: { zh: '起草', en: 'Draft', from: 'nothing', to: 'draft', by: 'maker@own', takes: ['item', 'subjectId', 'facts', 'attachments'], refuse: levelOf.refusal, checks: factErrors, sets: factsInForce },
    file: { zh: '导入并报送', en: 'File', from: 'nothing', to: { among: ['draft', ...inVerification], choose: levelOf.orDraft }, by: 'maker@own', takes: ['item', 'subjectId', 'facts', 'attachments'], refuse: levelOf.refusal, checks: factErrors, sets: factsInForce },
    edit: { zh: '修改', en: 'Edit', from: ['draft'], to: 'same', by: 'maker@own', takes: ['subjectId', 'facts', 'attachments'], refuse: levelOf.refusal, checks: factErrors, sets: factsInForce },
    submit: { zh: '报送', en: 'Submit', from: ['draft'], to: { among: inVerification, choose: levelOf.state }, by: 'maker@own', takes: [], refuse: (c) => (c.sofar.subjectId === undefined ? 'no-subject' : undefined) },
    verify: { zh: '核验通过', en: 'Verify', from: inVerification, to: { atTown: 'atCounty', atCounty: 'atCity', atCity: 'verified' }, by: { atTown: 'verifier@town', atCounty: 'verifier@county', atCity: 'verifier@city' }, takes: ['remark'], apart: touched },
    return: { zh: '退回', en: 'Return', from: inVerification, to: 'returned', by: { atTown: 'verifier@town', atCounty: 'verifier@county', atCity: 'verifier@city' }, takes: ['reason'] },
    fix: { zh: '改正后重报', en: 'Put right and resubmit', from: ['returned'], to: { among: inVerification, choose: levelOf.state }, by: 'maker@own', takes: ['subjectId', 'facts', 'attachments'], refuse: levelOf.refusal, checks: factErrors, sets: factsInForce, revises: true },
    discard: { zh: '撤销报送', en: 'Discard', from: ['draft', 'returned', ...inVerification], to: 'dropped', by: 'maker@own', takes: ['reason'], danger: true },
    identify: { zh: '确认身份', en: 'Identify', from: ['draft'], to: 'same', by: 'system@any', takes: ['subjectId'] },
    unidentify: { zh: '撤回身份判断', en: 'Withdraw the identification', from: ['draft', ...inVerification, 'returned', 'verified'], to: 'draft', by: 'system@any', takes: [], sets: () => ({ subjectId: undefined }) },
    notify: { zh: '告知', en: 'Give notice', from: ['verified'], to: 'notified', by: ['maker@own', 'verifier@city'], takes: ['remark'] },
    state: { zh: '提交陈述申辩', en: 'File a statement', from: ['notified'], to: 'heard', by: ['contact@self', 'official@self'], takes: ['statement', 'attachments'] },
    lapse: { zh: '申辩期满', en: 'Hearing period over', from: ['notified'], to: 'effective', by: 'system@any', takes: [], sets: severityOf },
    confirm: { zh: '维持记录', en: 'Confirm', from: ['heard'], to: 'effective', by: 'verifier@city', takes: ['reason'], apart: touched, sets: severityOf },
    uphold: { zh: '采纳申辩，不予记录', en: 'Uphold the defence', from: ['heard'], to: 'dropped', by: 'verifier@city', takes: ['reason'], apart: touched },
    propose: { zh: '提出公示意见', en: 'Propose disclosure', from: ['effective'], to: 'proposed', by: 'verifier@city', takes: ['mode', 'ground', 'summary', 'masks', 'publicTexts'], refuse: checkMode, sets: disclosureTerm },
    sendBack: { zh: '退回重拟', en: 'Send back', from: ['proposed'], to: 'effective', by: 'reviewer@city', takes: ['reason'], apart: ['propose'] },
    approve: { zh: '复核同意', en: 'Approve', from: ['proposed'], to: { among: ['disclosed', 'counted', 'closed'], choose: (c) => (c.sofar.mode === 'closed' ? 'closed' : c.sofar.mode === 'statistics' ? 'counted' : 'disclosed') }, by: 'reviewer@city', takes: ['remark'], apart: [...touched, 'verify', 'confirm', 'propose'], refuse: disclosureRefusal, sets: disclosureTerm },
    correct: { zh: '申请更正', en: 'Propose a correction', from: ['effective', 'disclosed', 'counted', 'closed'], to: { effective: 'amending', disclosed: 'correcting', counted: 'amending', closed: 'amending' }, by: 'maker@own', takes: ['proposedFacts', 'reason'], checks: factErrors },
    accept: { zh: '同意更正', en: 'Accept the correction', from: ['correcting', 'amending'], to: { correcting: 'disclosed', amending: 'effective' }, by: 'verifier@city', takes: ['masks', 'remark'], apart: [...touched, 'correct'], refuse: (c) => disclosureRefusal({ ...c, sofar: { ...c.sofar, ...factsInForce(c), masks: c.input.masks ?? c.sofar.masks ?? {} } }), sets: factsInForce, revises: true },
    decline: { zh: '不予更正', en: 'Decline the correction', from: ['correcting', 'amending'], to: { correcting: 'disclosed', amending: 'effective' }, by: 'verifier@city', takes: ['reason'], apart: [...touched, 'correct'], sets: () => ({ proposedFacts: undefined }) },
    annul: { zh: '依据撤销，终止记录', en: 'Annul', from: [...inVerification, 'verified', 'notified', 'heard', 'effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed'], to: 'ended', by: 'maker@own', takes: ['annulment', 'document', 'reason'], closing: (c) => c.input.annulment as string, danger: true },
    withdraw: { zh: '撤下', en: 'Withdraw', from: ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed'], to: 'ended', by: 'reviewer@city', takes: ['withdrawal', 'reason'], closing: (c) => c.input.withdrawal as string, danger: true },
    expire: { zh: '期满终止', en: 'Expire', from: ['disclosed', 'counted', 'closed'], to: 'ended', by: 'system@any', takes: [], closing: 'publicity-ended' },
  },
  reads: ['maker@own', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction'],
  columns: columnsOf,
  publication: publicationOf,
});
