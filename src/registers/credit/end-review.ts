/**
 * 终止复查: whether a record in effect was rightly ended. A wrong record must go at once, so one person ends it; another looks
 * afterwards, so that no clerk alone can make a true finding vanish. What was ended cannot be brought back, because its content is
 * destroyed: this keeps just enough for the source department to enter the finding anew, and about a person nothing that tells who.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';
import { deciders } from './about-record.ts';

/** Somebody as a record names them: `about` is their body. */
interface Named {
  readonly id: string;
}

const auditors = ['auditor@jurisdiction', 'arbiter@stead'] as const;
const reviewers = { atReviewer: deciders, atAuditor: auditors } as const;

export const endReview = defineRegister({
  id: 'end-review',
  label: { zh: '终止复查', en: 'Review of an ending' },
  purpose: { zh: '已生效的记录被一人终止或者因异议撤下后，由另一人复查是否有据；无据的，由源头部门重新录入，审计督办', en: 'Another person looks whether a record in effect was rightly ended; if not, the finding is entered anew' },
  law: [
    cite('榕发改信用〔2017〕82号', '四(四)', '完善政务信用信息保护机制，严格依法依规采集政务失信记录，畅通申诉渠道'),
    cite('榕发改信用〔2017〕82号', '三', '建立政务诚信监督体系，采集与撤销都在监督之内'),
  ],
  series: 'FC',
  fields: {
    recordNo: field.text({ zh: '原记录编号', en: 'Number of the ended record', max: 40 }),
    item: field.item({ zh: '目录事项', en: 'Catalogue item' }),
    way: field.choice({ zh: '终止方式', en: 'How it ended', choices: [{ value: 'annul', zh: '依据撤销', en: 'Annulled' }, { value: 'withdraw', zh: '撤下', en: 'Withdrawn' }, { value: 'strike', zh: '异议成立撤下', en: 'Taken down after an objection' }] }),
    ground: field.text({ zh: '终止事由', en: 'Ground given' }),
    endedBy: field.json({ zh: '终止人', en: 'Ended by' }),
    subjectId: field.subject({ zh: '原主体', en: 'Subject', optional: true, help: '只写单位；公务员的记录不写' }),
    documentNumber: field.text({ zh: '原依据文书号', en: 'Number of the source document', max: 120, optional: true }),
    annulledBy: field.text({ zh: '撤销或变更文书号', en: 'Number of the annulling document', max: 120, optional: true }),
    said: field.longText({ zh: '终止时所述理由', en: 'Reason given', max: 2000, optional: true }),
    reason: field.longText({ zh: '复查理由', en: 'Why', max: 2000, help: '写明核对了什么文书、问过哪个单位；不写公务员的姓名等身份信息' }),
    newNo: field.text({ zh: '新记录编号', en: 'Number of the new record', max: 40, help: '如 SX-2026-000123' }),
  },
  refusals: {
    'bad-number': { zh: '请填写重新录入后的记录编号，如 SX-2026-000123', en: 'Give the number of the new record' },
    'own-ending': { zh: '这条记录是您本人终止的，复查须由另一人办理', en: 'Whoever ended the record does not review it' },
  },
  states: {
    atReviewer: { zh: '待复查', en: 'To be reviewed', due: { within: 'end-review.decide', else: 'escalate' } },
    atAuditor: { zh: '待审计复查', en: 'To be reviewed by the auditor', due: { within: 'end-review.decide' } },
    contested: { zh: '终止无据，待重新录入', en: 'Not well founded, to be entered anew', due: { within: 'end-review.refile', else: 'overrun' } },
    unfiled: { zh: '逾期未重新录入', en: 'Not entered anew in time' },
    confirmed: { zh: '终止有据', en: 'Well founded', end: true, seals: true },
    refiled: { zh: '已重新录入', en: 'Entered anew', end: true, seals: true },
    concluded: { zh: '审计已结案', en: 'Closed by the auditor', end: true, seals: true },
  },
  actions: {
    // What a reviewer withdrew, or an objection took down, is not for the next reviewer at the same desk, but for the auditor.
    open: { zh: '提请复查', en: 'Open', from: 'nothing', to: { among: ['atReviewer', 'atAuditor'], choose: ({ input }) => (input.way === 'annul' ? 'atReviewer' : 'atAuditor') }, by: 'system@any', takes: ['recordNo', 'item', 'way', 'ground', 'endedBy', 'subjectId', 'documentNumber', 'annulledBy', 'said'] },
    confirm: { zh: '认定终止有据', en: 'Confirm', from: ['atReviewer', 'atAuditor'], to: 'confirmed', by: reviewers, takes: ['reason'], judges: 'deciding', refuse: ({ sofar, actor }) => (isOwn(sofar.endedBy, actor.accountId) ? 'own-ending' : undefined) },
    contest: { zh: '认定终止无据', en: 'Contest', from: ['atReviewer', 'atAuditor'], to: 'contested', by: reviewers, takes: ['reason'], judges: 'deciding', danger: true, refuse: ({ sofar, actor }) => (isOwn(sofar.endedBy, actor.accountId) ? 'own-ending' : undefined) },
    escalate: { zh: '逾期转审计', en: 'Pass to the auditor', from: ['atReviewer'], to: 'atAuditor', by: 'system@any', takes: [] },
    refile: { zh: '登记重新录入', en: 'Entered anew', from: ['contested', 'unfiled'], to: 'refiled', by: 'maker@own', takes: ['newNo'], refuse: ({ input }) => (/^[A-Z]{2}-\d{4}-\d{6,}$/.test(input.newNo ?? '') ? undefined : 'bad-number') },
    overrun: { zh: '逾期', en: 'Overrun', from: ['contested'], to: 'unfiled', by: 'system@any', takes: [] },
    conclude: { zh: '审计结案', en: 'Close', from: ['contested', 'unfiled'], to: 'concluded', by: 'auditor@jurisdiction', takes: ['reason'], refuse: ({ sofar, actor }) => (isOwn(sofar.endedBy, actor.accountId) ? 'own-ending' : undefined) },
  },
  reads: ['maker@own', 'reviewer@city', 'auditor@jurisdiction', 'arbiter@stead'],
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  columns: (sofar) => ({
    title: `${sofar.recordNo ?? ''}：${sofar.ground ?? ''}`, item: sofar.item ?? null, subjectId: sofar.subjectId ?? null, documentNumber: sofar.documentNumber ?? null,
    searchText: `${sofar.recordNo ?? ''} ${sofar.documentNumber ?? ''}`,
  }),
});

function isOwn(endedBy: unknown, accountId: string | null): boolean {
  return (endedBy as readonly Named[]).some(({ id }) => id === accountId);
}
