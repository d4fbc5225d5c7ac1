/**
 * 澄清正名: says in public, or in the unit where it was talked about, that a report or record about a person was found false. The
 * person sees the very text and consents, with or without the name, or nothing is published; another person approves. It exists
 * because plan 四(四) protects those who are in the register, and a false accusation is not undone by silence.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { scan } from '../../core/gate.ts';
import { cite } from '../../core/law.ts';
import { defineRegister, type SubjectFacts } from '../../core/register.ts';
import { ownMatter } from './about-record.ts';

const blocked = (text: string | undefined): 'gate' | undefined => (scan(text ?? '').some((hit) => hit.blocks) ? 'gate' : undefined);
/** The name may stand there only with consent, and without it nothing that is the name may. */
const named = (subject: SubjectFacts | null, text: string | undefined, showName: boolean | undefined): 'names-the-person' | undefined => (showName !== true && subject !== null && (text ?? '').includes(subject.name) ? 'names-the-person' : undefined);

export const clearance = defineRegister({
  id: 'clearance',
  label: { zh: '澄清正名', en: 'Clearing a name' },
  purpose: { zh: '查明失实的举报、记录，经本人同意、他人审批，在原范围内澄清', en: 'What was found false is said to be so, with the person’s consent and another’s approval, where it was heard' },
  law: [cite('公职人员政务处分法', '第六十条', '决定被撤销的，在原公布范围内为其恢复名誉'), cite('榕发改信用〔2017〕82号', '四(四)', '健全信用权益保护机制')],
  series: 'CM',
  fields: {
    recordId: field.text({ zh: '所涉记录（编号页面上的记录，可不填）', en: 'Record it is about', max: 40, optional: true }),
    subjectId: field.subject({ zh: '被澄清的人', en: 'Person cleared', who: 'official' }),
    basis: field.longText({ zh: '查明的情况和依据', en: 'What was found and on what basis', max: 4000, help: '只供内部和本人阅看，不公开' }),
    reach: field.choice({ zh: '澄清范围', en: 'Reach', choices: [{ value: 'public', zh: '向社会公开（原来公开的）', en: 'Public' }, { value: 'unit', zh: '在本单位宣布（原来只在单位内知晓的）', en: 'Within the unit' }] }),
    text: field.longText({ zh: '澄清文字', en: 'Text of the clearing', max: 2000, help: '公开的就是这一段文字，一字不改；没有本人同意不要写姓名' }),
    until: field.date({ zh: '公开至', en: 'Public until', help: '到这一天自动停止公开' }),
    showName: field.boolean({ zh: '同意写明姓名', en: 'The name may be shown' }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
  },
  refusals: {
    'not-a-person': { zh: '澄清正名只为公务员个人办理，请选择人员', en: 'Only a person is cleared' },
    'gate': { zh: '文字中有身份证号、电话、银行卡、住址或涉密字样，请删去后再提交', en: 'Personal data or secrecy marks in the text' },
    'names-the-person': { zh: '本人没有同意写明姓名，文字里却有姓名：请退回改写', en: 'The person did not consent to be named' },
    'bad-day': { zh: '公开截止日须晚于今天', en: 'The last day must lie ahead' },
    'own-matter': { zh: '本事项与您本人有关，依法应当回避，请交由他人办理', en: 'Nobody handles a matter about themselves' },
  },
  states: {
    drafted: { zh: '待本人同意', en: 'Awaiting consent', due: { within: 'clearance.consent', else: 'lapse' }, toldSubject: true },
    consented: { zh: '本人已同意，待审批', en: 'Consented, to be approved', due: { within: 'clearance.approve' }, toldSubject: true },
    returned: { zh: '退回改写', en: 'Sent back', due: { within: 'clearance.approve', else: 'lapse' }, toldSubject: true },
    published: { zh: '澄清已公布', en: 'Published', due: { on: (r) => r.until, rule: 'publicity', else: 'finish' }, posted: true, toldSubject: true },
    finished: { zh: '澄清公布期满', en: 'Over', end: true, seals: true, toldSubject: true },
    dropped: { zh: '本人不同意或者没有答复，不公布', en: 'Not consented to', end: true, seals: true, toldSubject: true },
  },
  actions: {
    draft: { zh: '起草澄清', en: 'Draft a clearing', from: 'nothing', to: 'drafted', by: ['verifier@jurisdiction', 'maker@jurisdiction'], takes: ['recordId', 'subjectId', 'basis', 'reach', 'text', 'until'],
      refuse: ({ actor, about, input, subject, today }) => ((about !== null && !about.personal) || (input.subjectId !== undefined && subject?.kind !== 'official') ? 'not-a-person' : ownMatter(actor, subject) ?? (input.until !== undefined && input.until <= today ? 'bad-day' : blocked(input.text))) },
    consent: { zh: '同意', en: 'Consent', from: ['drafted'], to: 'consented', by: 'official@self', takes: ['showName', 'remark'] },
    object: { zh: '要求改写', en: 'Ask for another text', from: ['drafted'], to: 'returned', by: 'official@self', takes: ['reason'] },
    decline: { zh: '不同意公布', en: 'Do not publish', from: ['drafted', 'consented', 'published'], to: 'dropped', by: 'official@self', takes: ['remark'], atWill: true, closing: 'consent-withdrawn' },
    redraft: { zh: '改写', en: 'Rewrite', from: ['returned'], to: 'drafted', by: ['verifier@jurisdiction', 'maker@own'], takes: ['text', 'until'], refuse: ({ input, today }) => ((input.until ?? '') <= today ? 'bad-day' : blocked(input.text)), sets: () => ({ showName: undefined }) },
    sendBack: { zh: '退回改写', en: 'Send back', from: ['consented'], to: 'returned', by: 'reviewer@city', takes: ['reason'], apart: ['draft', 'redraft'] },
    approve: { zh: '审批同意，公布', en: 'Approve', from: ['consented'], to: 'published', by: 'reviewer@city', takes: ['remark'], apart: ['draft', 'redraft'],
      refuse: ({ sofar, subject, today }) => ((sofar.until ?? '') <= today ? 'bad-day' : (named(subject, sofar.text, sofar.showName) ?? blocked(sofar.text))) },
    lapse: { zh: '期满没有答复', en: 'No answer', from: ['drafted', 'returned'], to: 'dropped', by: 'system@any', takes: [] },
    finish: { zh: '公布期满', en: 'Over', from: ['published'], to: 'finished', by: 'system@any', takes: [], closing: 'clearance-ended' },
  },
  reads: ['maker@own', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  personal: () => true,
  // The very text that was consented to and approved, where the thing was heard.
  posting: ({ reach, text, until }) => (reach === 'public' && text !== undefined && until !== undefined ? { text, untilOn: until } : undefined),
  columns: (sofar) => ({ title: '澄清正名', subjectId: sofar.subjectId ?? null, searchText: '' }),
});
