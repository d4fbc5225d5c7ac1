/**
 * 从轻或免于: an official who made the loss good, removed the ill effect or prevented the harm asks that what follows from the finding
 * be lighter or nothing. It exists because plan 四(四) lets it on three grounds only, and the law on administrative sanctions on its
 * own: a decision names one of them, or refuses and says why. None of it is ever public.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { type AboutFacts, defineRegister } from '../../core/register.ts';
import type { RuleLookup } from '../../core/rules.ts';
import { aboutFields, ownMatter } from './about-record.ts';
import { inEffect } from './record-repairs.ts';
import { isPersonal } from './record-rules.ts';
import { recordHands } from './repair-rules.ts';
import { roadsOf } from './remedies.ts';

const hands = [...recordHands, 'apply', 'check'] as const;

/** Whether a ground is one of the rulebook's and fits the finding. */
const fits = (rules: RuleLookup, about: AboutFacts | null, ground: string | undefined): boolean => ground !== undefined && rules.find('leniency', ground)?.body.items.includes(about?.item ?? '') === true;
const open = (rules: RuleLookup, about: AboutFacts | null): boolean => about !== null && (inEffect as readonly string[]).includes(about.state) && rules.all('leniency').some(({ body }) => body.items.includes(about.item ?? ''));
const isLight = (about: AboutFacts | null): boolean => about?.severity === 'minor' || about?.sofar['lighter'] === true;

export const leniency = defineRegister({
  id: 'leniency',
  label: { zh: '从轻或免于', en: 'Leniency' },
  purpose: { zh: '公务员主动挽回损失、消除影响、阻止危害的，可以从轻或者免于失信惩戒；决定须写明适用的情形', en: 'Grounds on which what follows from a finding about an official may be lighter or nothing' },
  law: [cite('榕发改信用〔2017〕82号', '四(四)', '主动挽回损失、消除不良影响或者有效阻止危害结果发生的，可从轻或免于实施失信惩戒措施'), cite('公职人员政务处分法', '第十一条', '列明可以从轻或者减轻的情形')],
  series: 'CQ',
  fields: {
    ...aboutFields,
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
  },
  refusals: {
    'not-open': { zh: '该记录没有生效，或者没有可以适用的从轻、免于情形；请核对记录编号', en: 'No ground of leniency applies to the record' },
    'no-proof': { zh: '请附上证明材料：没有证明不能申请', en: 'Attach proof' },
    'no-such-ground': { zh: '只能选择规则中列明、且适用于这类记录的情形；都不符合的，请作出不予从轻的决定', en: 'Only a ground of the rulebook that fits the record' },
    'lightest': { zh: '已经是最轻的一档或者已经从轻过一次，不能再从轻；符合条件的可以免于惩戒', en: 'It is the lightest class already' },
    'own-matter': { zh: '本事项与您本人有关，依法应当回避，请交由他人办理', en: 'Nobody handles a matter about themselves' },
  },
  states: {
    applied: { zh: '已申请，待核实', en: 'Asked for', due: { within: 'leniency.check' }, toldSubject: true },
    checked: { zh: '已核实，待决定', en: 'Checked, to be decided', due: { within: 'leniency.decide' }, toldSubject: true },
    lightened: { zh: '已从轻一档', en: 'One class lower', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    exempted: { zh: '免于惩戒', en: 'Exempt', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    refused: { zh: '不予从轻', en: 'Refused', due: { within: 'objection.keep', else: 'conclude' }, toldSubject: true },
    closed: { zh: '已办结，内容已封存', en: 'Closed and sealed', end: true, seals: true, toldSubject: true },
    moot: { zh: '记录已终止，不再需要决定', en: 'The record ended otherwise', end: true, seals: true, toldSubject: true },
  },
  actions: {
    apply: { zh: '申请从轻或者免于', en: 'Plead for leniency', from: 'nothing', to: 'applied', by: ['contact@self', 'official@self'], takes: ['recordId', 'wish', 'pleaded', 'statement', 'attachments'],
      refuse: ({ about, rules, input }) => (!open(rules, about) ? 'not-open' : input.pleaded !== undefined && !fits(rules, about, input.pleaded) ? 'no-such-ground' : input.attachments?.length === 0 ? 'no-proof' : undefined),
      sets: ({ about }) => ({ item: about?.item ?? undefined, itemVersion: about?.sofar['itemVersion'] as number | undefined, finding: about?.title.slice(0, 400), subjectId: about?.subjectId ?? undefined }) },
    check: { zh: '核实', en: 'Check', from: ['applied'], to: 'checked', by: 'verifier@city', takes: ['answer'], apart: [...recordHands, 'apply'], refuse: ({ actor, subject }) => ownMatter(actor, subject) },
    pause: { zh: '中止计时', en: 'Pause the clock', atWill: true, from: ['applied'], to: 'same', clock: 'pause', by: 'verifier@city', takes: ['why'] },
    resume: { zh: '恢复计时', en: 'Resume the clock', atWill: true, from: ['applied'], to: 'same', clock: 'resume', by: 'verifier@city', takes: ['why'] },
    lighten: { zh: '从轻一档', en: 'One class lower', from: ['checked'], to: 'lightened', by: 'reviewer@city', takes: ['ground', 'reason'], apart: hands,
      refuse: ({ actor, subject, rules, about, input }) => ownMatter(actor, subject) ?? (!fits(rules, about, input.ground) ? 'no-such-ground' : isLight(about) ? 'lightest' : undefined), sets: ({ actor }) => ({ decidedBy: actor.bodyId ?? undefined }) },
    exempt: { zh: '免于惩戒', en: 'Exempt', from: ['checked'], to: 'exempted', by: 'reviewer@city', takes: ['ground', 'reason'], apart: hands,
      refuse: ({ actor, subject, rules, about, input }) => ownMatter(actor, subject) ?? (!fits(rules, about, input.ground) ? 'no-such-ground' : undefined), sets: ({ actor }) => ({ decidedBy: actor.bodyId ?? undefined }) },
    refuse: { zh: '不予从轻', en: 'Refuse', from: ['checked'], to: 'refused', by: 'reviewer@city', takes: ['reason'], apart: hands, refuse: ({ actor, subject }) => ownMatter(actor, subject), sets: ({ actor, rules, subject }) => ({ decidedBy: actor.bodyId ?? undefined, roads: roadsOf(rules, subject, { appeal: false }) }) },
    conclude: { zh: '封存', en: 'Seal', from: ['lightened', 'exempted', 'refused'], to: 'closed', by: 'system@any', takes: [] },
    moot: { zh: '记录终止，申请随之结束', en: 'End with the record', from: ['applied', 'checked', 'lightened', 'exempted', 'refused'], to: { applied: 'moot', checked: 'moot', lightened: 'closed', exempted: 'closed', refused: 'closed' }, by: 'system@any', takes: [] },
  },
  reads: ['verifier@city', 'reviewer@city', 'auditor@jurisdiction'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  keptUntil: (_, rules, endedOn) => addTerm(rules.calendar, endedOn, rules.get('limit', 'record.retention').body, { rollIfHoliday: false }).on,
  personal: isPersonal,
  columns: (sofar) => ({ title: `${sofar.finding ?? ''}（从轻）`, item: sofar.item ?? null, subjectId: sofar.subjectId ?? null, uniqueKey: sofar.decidedBy === undefined ? JSON.stringify([sofar.recordId]) : null, searchText: '' }),
});
