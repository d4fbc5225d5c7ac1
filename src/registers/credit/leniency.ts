/**
 * 从轻或免于: whoever made the loss good, removed the ill effect or prevented the harm asks that what follows from the finding be
 * lighter or nothing: an official, because plan 四(四) lets it on three grounds and the law on administrative sanctions on its own;
 * a body for itself, as far as the city's rules have a ground for it. A decision names a ground, or refuses and says why. A body's
 * unit asks for its official only on paper and with that person's consent: it does not see the record. None of it is ever public.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { type AboutFacts, defineRegister } from '../../core/register.ts';
import type { RuleLookup } from '../../core/rules.ts';
import { aboutFields, deciders, examiners, recordHands } from './about-record.ts';
import { inEffect } from './record-repairs.ts';
import { isPersonal } from './record-rules.ts';
import { roadsOf } from './remedies.ts';

const asking = [...recordHands, 'apply', 'enter'] as const;
const hands = [...asking, 'check'] as const;

/** Whether a ground is one of the rulebook's and fits the finding. */
const fits = (rules: RuleLookup, about: AboutFacts | null, ground: string | undefined): boolean => ground !== undefined && rules.find('leniency', ground)?.body.items.includes(about?.item ?? '') === true;
const open = (rules: RuleLookup, about: AboutFacts | null): boolean => about !== null && (inEffect as readonly string[]).includes(about.state) && rules.all('leniency').some(({ body }) => body.items.includes(about.item ?? ''));
const isLight = (about: AboutFacts | null): boolean => about?.severity === 'minor' || about?.sofar['lighter'] === true || about?.sofar['milder'] === true;
/** Who may be written down as asking on paper: the body for itself; about a person that person, or the unit for them. */
const askers = (about: AboutFacts | null): readonly string[] => (about?.personal === true ? ['official', 'unit'] : ['body']);

type Plea = { readonly rules: RuleLookup; readonly about: AboutFacts | null; readonly input: { readonly pleaded?: string; readonly attachments?: readonly unknown[] } };
const refusePlea = ({ rules, about, input }: Plea): 'not-open' | 'no-such-ground' | 'no-proof' | undefined =>
  (!open(rules, about) ? 'not-open' : input.pleaded !== undefined && !fits(rules, about, input.pleaded) ? 'no-such-ground' : input.attachments?.length === 0 ? 'no-proof' : undefined);
const ofFinding = ({ about }: { readonly about: AboutFacts | null }) => ({ item: about?.item ?? undefined, itemVersion: about?.sofar['itemVersion'] as number | undefined, finding: about?.title.slice(0, 400), subjectId: about?.subjectId ?? undefined });

type Pleaded = { readonly rules: RuleLookup; readonly about: AboutFacts | null; readonly sofar: { readonly wish?: string; readonly pleaded?: string } };
/** Where a plea leads that a review found right. */
const asked = ({ rules, about, sofar }: Pleaded): 'lightened' | 'exempted' | 'checked' =>
  (!fits(rules, about, sofar.pleaded) ? 'checked' : sofar.wish === 'exempt' ? 'exempted' : isLight(about) ? 'checked' : 'lightened');

export const leniency = defineRegister({
  id: 'leniency',
  label: { zh: '从轻或免于', en: 'Leniency' },
  purpose: { zh: '公务员、单位主动挽回损失、消除影响、阻止危害的，可以从轻或者免于失信惩戒；决定须写明适用的情形', en: 'Grounds on which what follows from a finding may be lighter or nothing' },
  law: [cite('榕发改信用〔2017〕82号', '四(四)', '主动挽回损失、消除不良影响或者有效阻止危害结果发生的，可从轻或免于实施失信惩戒措施'), cite('公职人员政务处分法', '第十一条', '列明可以从轻或者减轻的情形'), cite('国办发〔2020〕49号', '四', '失信惩戒轻重适度，过惩相当')],
  series: 'CQ',
  fields: {
    ...aboutFields,
    who: field.choice({ zh: '申请人', en: 'Who asks', choices: [{ value: 'body', zh: '被记录的单位', en: 'The body' }, { value: 'official', zh: '公务员本人', en: 'The official' }, { value: 'unit', zh: '所在单位代公务员申请', en: 'The unit for its official' }] }),
    paper: field.boolean({ zh: '书面提出', en: 'Asked on paper' }),
    agreed: field.boolean({ zh: '本人书面同意已附', en: 'The person’s written consent is attached', optional: true, help: '所在单位代为申请的，须附公务员本人的书面同意' }),
    wish: field.choice({ zh: '请求', en: 'Asked for', choices: [{ value: 'lighter', zh: '从轻', en: 'Lighter' }, { value: 'exempt', zh: '免于惩戒', en: 'Exempt' }] }),
    pleaded: field.text({ zh: '申请的情形', en: 'Ground pleaded', max: 80, among: 'leniency' }),
    statement: field.longText({ zh: '事实和理由', en: 'What was done and why', max: 4000, help: '写明做了什么、哪一天做的、挽回或者避免了什么' }),
    attachments: field.files({ zh: '证明材料', en: 'Proof', help: '退赔凭证、有关单位出具的证明等' }),
    answer: field.longText({ zh: '核实情况', en: 'What was found', max: 4000 }),
    ground: field.text({ zh: '适用的情形', en: 'Ground applied', max: 80, among: 'leniency' }),
    reason: field.longText({ zh: '决定理由', en: 'Reasons', max: 4000, told: true }),
    why: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    roads: field.longText({ zh: '救济途径', en: 'Where to go next', max: 4000, told: true }),
    decidedBy: field.subject({ zh: '决定单位', en: 'Decided by', optional: true }),
    remark: field.longText({ zh: '复查意见', en: 'Remark of the review', max: 2000, optional: true }),
    remand: field.choice({ zh: '发回要求', en: 'Sent back to', choices: [{ value: 'correct', zh: '应当从轻或者免于', en: 'Grant it' }, { value: 'again', zh: '重新核实', en: 'Examine again' }] }),
  },
  duplicate: { zh: '就该记录的从轻申请正在办理，不用重复申请；进度见原申请', en: 'The plea about this record is being dealt with' },
  refusals: {
    'not-open': { zh: '该记录没有生效，或者没有可以适用的从轻、免于情形；请核对记录编号', en: 'No ground of leniency applies to the record' },
    'no-proof': { zh: '请附上证明材料：没有证明不能申请', en: 'Attach proof' },
    'wrong-party': { zh: '申请人与记录不符：单位的记录由单位申请，公务员的记录由本人或者所在单位代为申请', en: 'Only the one the record is about may ask, or the unit for its official' },
    'no-consent': { zh: '所在单位代为申请的，须附公务员本人的书面同意', en: 'The unit needs the written consent of its official' },
    'no-such-ground': { zh: '只能选择规则中列明、且适用于这类记录的情形；都不符合的，请作出不予从轻的决定', en: 'Only a ground of the rulebook that fits the record' },
    'lightest': { zh: '已经是最轻的一档或者已经从轻过一次，不能再从轻；符合条件的可以免于惩戒', en: 'It is the lightest class already' },
    'must-grant': { zh: '申诉复查认为应当从轻或者免于，不能再不予从轻', en: 'The appeal ordered leniency' },
  },
  states: {
    applied: { zh: '已申请，待核实', en: 'Asked for', due: { within: 'leniency.check' }, toldSubject: true },
    checked: { zh: '已核实，待决定', en: 'Checked, to be decided', due: { within: 'leniency.decide' }, toldSubject: true },
    lightened: { zh: '已从轻一档', en: 'One class lower', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    exempted: { zh: '免于惩戒', en: 'Exempt', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    refused: { zh: '不予从轻，可以申诉', en: 'Refused, open to appeal', due: { within: 'appeal.raise', else: 'settle' }, toldSubject: true },
    contested: { zh: '不予从轻，申诉复查中', en: 'Refused, under appeal', toldSubject: true },
    settled: { zh: '不予从轻，已办结', en: 'Refused, closed', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    closed: { zh: '已办结，内容已封存', en: 'Closed and sealed', end: true, seals: true, toldSubject: true },
    moot: { zh: '记录已终止，不再需要决定', en: 'The record ended otherwise', end: true, seals: true, toldSubject: true },
  },
  actions: {
    apply: { zh: '申请从轻或者免于', en: 'Plead for leniency', from: 'nothing', to: 'applied', by: ['contact@self', 'official@self'], takes: ['recordId', 'wish', 'pleaded', 'statement', 'attachments'],
      refuse: refusePlea, sets: (c) => ({ ...ofFinding(c), who: c.about?.personal === true ? 'official' : 'body' }) },
    enter: { zh: '代为登记书面申请', en: 'Enter a plea on paper', from: 'nothing', to: 'applied', by: 'verifier@city', takes: ['recordId', 'who', 'agreed', 'wish', 'pleaded', 'statement', 'attachments'], receipt: true,
      refuse: (c) => refusePlea(c) ?? (c.input.who !== undefined && !askers(c.about).includes(c.input.who) ? 'wrong-party' : c.input.who === 'unit' && c.input.agreed !== true ? 'no-consent' : undefined), sets: (c) => ({ ...ofFinding(c), paper: true }) },
    check: { zh: '核实', en: 'Check', from: ['applied'], to: 'checked', by: examiners, takes: ['answer'], apart: asking, judges: 'examining' },
    pause: { zh: '中止计时', en: 'Pause the clock', atWill: true, from: ['applied'], to: 'same', clock: 'pause', by: examiners, takes: ['why'], judges: 'examining' },
    resume: { zh: '恢复计时', en: 'Resume the clock', atWill: true, from: ['applied'], to: 'same', clock: 'resume', by: examiners, takes: ['why'], judges: 'examining' },
    lighten: { zh: '从轻一档', en: 'One class lower', from: ['checked'], to: 'lightened', by: deciders, takes: ['ground', 'reason'], apart: hands, judges: 'deciding',
      refuse: ({ rules, about, input }) => (!fits(rules, about, input.ground) ? 'no-such-ground' : isLight(about) ? 'lightest' : undefined), sets: ({ actor }) => ({ decidedBy: actor.bodyId ?? undefined }) },
    exempt: { zh: '免于惩戒', en: 'Exempt', from: ['checked'], to: 'exempted', by: deciders, takes: ['ground', 'reason'], apart: hands, judges: 'deciding',
      refuse: ({ rules, about, input }) => (!fits(rules, about, input.ground) ? 'no-such-ground' : undefined), sets: ({ actor }) => ({ decidedBy: actor.bodyId ?? undefined }) },
    refuse: { zh: '不予从轻', en: 'Refuse', from: ['checked'], to: 'refused', by: deciders, takes: ['reason'], apart: hands, judges: 'deciding', refuse: ({ sofar }) => (sofar.remand === 'correct' ? 'must-grant' : undefined), sets: ({ actor, rules, subject }) => ({ decidedBy: actor.bodyId ?? undefined, roads: roadsOf(rules, subject) }) },
    settle: { zh: '申诉期满', en: 'Time to appeal over', from: ['refused'], to: 'settled', by: 'system@any', takes: [] },
    contest: { zh: '已提出申诉', en: 'Appealed', from: ['refused'], to: 'contested', by: 'system@any', takes: [] },
    affirm: { zh: '复查维持答复', en: 'Affirmed', from: ['contested'], to: 'settled', by: 'system@any', takes: [] },
    // What was asked for is granted on the ground that was pleaded; where that cannot be, it is decided anew.
    overturn: { zh: '复查撤销不予从轻的决定', en: 'Overturned', from: ['contested'], to: { among: ['lightened', 'exempted', 'checked'], choose: (c) => asked(c) }, by: 'system@any', takes: ['reason'], quashes: true,
      sets: (c) => (asked(c) === 'checked' ? { decidedBy: undefined, remand: 'correct' } : { ground: c.sofar.pleaded }) },
    reopen: { zh: '复查发回', en: 'Sent back', from: ['contested'], to: { among: ['applied', 'checked'], choose: ({ input }) => (input.remand === 'correct' ? 'checked' : 'applied') }, by: 'system@any', takes: ['remand', 'remark'], quashes: true, sets: () => ({ decidedBy: undefined }) },
    conclude: { zh: '封存', en: 'Seal', from: ['lightened', 'exempted', 'settled'], to: 'closed', by: 'system@any', takes: [] },
    moot: { zh: '记录终止，申请随之结束', en: 'End with the record', from: ['applied', 'checked', 'lightened', 'exempted', 'refused', 'contested', 'settled'], to: { applied: 'moot', checked: 'moot', lightened: 'closed', exempted: 'closed', refused: 'moot', contested: 'moot', settled: 'closed' }, by: 'system@any', takes: [] },
  },
  reads: ['verifier@city', 'reviewer@city', 'arbiter@jurisdiction', 'auditor@jurisdiction'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  personal: isPersonal,
  columns: (sofar) => ({ title: `${sofar.finding ?? ''}（从轻）`, item: sofar.item ?? null, subjectId: sofar.subjectId ?? null, uniqueKey: sofar.decidedBy === undefined ? JSON.stringify([sofar.recordId]) : null, searchText: '' }),
});
