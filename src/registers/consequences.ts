/**
 * 后果: where registers meet. A register never imports another; what one matter's action causes in another stands here,
 * as one readable table, and the store carries it out in the same transaction.
 */
import type { Effect, Happened } from '../core/effect.ts';
import type { FieldDef } from '../core/field.ts';
import type { RuleKind } from '../core/rules.ts';
import { misfit, triggeredBy, weightOf } from './credit/measure-rules.ts';
import { getRegister } from './catalog.ts';
import { noticeFields, objectionReplyFields, objector, repairDecisionFields, repairNoticeFields } from './credit/record-letters.ts';
import { lettersOf } from './credit/rectification-letters.ts';
import { consulted, heard, ordered } from './credit/repair-steps.ts';
import { moving, settled, urged, urgingLetters } from './supervision/urging-steps.ts';

type Row = { readonly register: string; readonly after: readonly string[]; readonly follows: (h: Happened) => readonly Effect[] };

const record = 'dishonesty-record';
const review = 'identity-review';
const rectification = 'rectification';
const accountability = 'accountability';
const objection = 'objection';
const appeal = 'appeal';
const repair = 'repair';
const leniency = 'leniency';

/** The system does this to the matter that the one at hand is about. */
const onAbout = (h: Happened, action: string, input: Readonly<Record<string, unknown>> = {}): Effect[] => (h.about === null ? [] : [{ do: 'act', register: h.about.register, recordId: h.about.id, action, input }]);

/** What the body is told to put right: what was found, as the record's own title says. */
function findingOf(h: Happened): string {
  const { summary } = (h.sofar['facts'] ?? {}) as { summary?: unknown };
  return `${h.no} ${summary === undefined ? h.columns.title : `${h.subject?.name ?? ''}：${String(summary)}`}`.slice(0, 2000);
}

const pick = (sofar: Happened['sofar'], keys: readonly string[]): Record<string, unknown> => Object.fromEntries(keys.filter((key) => sofar[key] !== undefined).map((key) => [key, sofar[key]]));
const measure = 'measure';
const lease = 'lease';
const incentive = 'incentive';
const findingBy = (h: Happened) => ({ item: h.columns.item ?? null, severity: weightOf(h.columns.severity, h.sofar), subjectKind: h.subject?.kind, level: h.subject?.level ?? null });

/** The restraints that a finding brings by itself, each told to its executor. */
const imposed = (h: Happened, again: boolean): Effect[] => (h.sofar['exempted'] === true ? [] : triggeredBy(h.rules, findingBy(h))).map(({ key, body }) => ({
  do: 'start', register: measure, action: 'impose', areaCode: h.areaCode, makerBody: h.makerBody, link: measure, input: { recordId: h.recordId, measure: key }, find: { executorId: { duty: body.executor, areaCode: h.areaCode } },
  ...(again ? { unless: { measure: key, over: false } } : {}),
}));

/** The measures that no longer fit the finding. */
const outgrown = (h: Happened): Effect[] => h.rules.all('measure').filter(({ key, body }) => body.kind === 'restraint' && misfit(h.rules, key, findingBy(h)) !== undefined)
  .map(({ key }) => ({ do: 'actLinked', register: measure, link: measure, action: 'lift', input: {}, where: { measure: key } }));

/** Whom answers told of the finding learns by answer and line that they no longer hold. */
const recovered = (h: Happened): Effect[] => (h.subject === null ? [] : [{
  do: 'start', register: lease, action: 'recover', areaCode: h.areaCode, makerBody: h.makerBody, link: lease, input: { recordId: h.recordId, cause: 'answer' },
  each: { toldOf: h.recordId, about: h.subject.id, into: { bodyId: 'holderId', answers: 'answers', purpose: 'purpose', ground: 'ground' } },
}]);
/** What honesty had earned is gone when a finding is in effect. */
const ceased = (h: Happened): Effect[] => (h.subject === null ? [] : [{ do: 'actSubject', register: incentive, subjectId: h.subject.id, action: 'cease', input: {} }]);

/** Whoever carries a measure out was given the finding for that, and holds a lease of it. */
const leased = (h: Happened): Effect[] => {
  const entry = h.rules.find('measure', String(h.sofar['measure']))?.body;
  return h.sofar['executorId'] === undefined || entry === undefined ? [] : [{
    do: 'start', register: lease, action: 'grant', areaCode: h.areaCode, makerBody: h.makerBody, link: lease, input: { recordId: h.sofar['recordId'], holderId: h.sofar['executorId'], purpose: `执行措施：${entry.label.zh}`, ground: `${entry.source.instrument} ${entry.source.article}`.trim() },
  }];
};

/** A member's grade in words, as it is read beside the others'. */
const gradeOf = ({ sofar }: Happened): string => (getRegister('evaluation-opinion').fields['grade'] as FieldDef).choices?.find((c) => c.value === sofar['grade'])?.zh ?? '';

/** When it was so: the day of the document that found it. */
const asOf = (h: Happened): string => h.columns.decidedOn ?? h.today;
const everyAction = (register: string): readonly string[] => [...Object.keys(getRegister(register).actions), 'refill'];
/** Actions after which the content is a new version. */
const revising = (register: string): readonly string[] => Object.entries(getRegister(register).actions as Record<string, { revises?: true }>).filter(([, a]) => a.revises === true).map(([key]) => key);
/** It went out of effect: for good, or because it was repaired. */
const isOver = ({ state }: Happened): boolean => state === 'ended' || state === 'dropped' || state === 'repaired';
/** The states of a record that took effect. */
const inEffect = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'];

/** The ground of an ending, in the words of the register that gives it. */
function groundOf({ action, sofar, rules }: Happened): string {
  if (action === 'strike') return rules.get('closing', 'objection-upheld').body.label.zh;
  const field = action === 'annul' ? 'annulment' : 'withdrawal';
  const { choices = [] } = getRegister(record).fields[field] as FieldDef;
  return choices.find((c) => c.value === sofar[field])?.zh ?? '';
}

export const consequences: readonly Row[] = [
  { // A finding about a name that more than one person bears goes to a person, not to a guess.
    register: record, after: ['create', 'file'],
    follows: (h) => (h.unresolved === null ? [] : [{
      do: 'start', register: review, action: 'open', areaCode: h.areaCode, link: 'identity', input: { recordId: h.recordId, ...h.unresolved },
    }]),
  },
  { register: review, after: ['match'], follows: (h) => [{ do: 'act', register: record, recordId: String(h.sofar['recordId']), action: 'identify', input: { subjectId: h.sofar['chosenId'] } }, { do: 'learn', register: record, recordId: String(h.sofar['recordId']), subjectId: String(h.sofar['chosenId']) }] },
  { register: review, after: ['differ'], follows: (h) => [{ do: 'enrol', name: String(h.sofar['name']), register: record, recordId: String(h.sofar['recordId']), action: 'identify' }] },
  { register: review, after: ['reverse'], follows: (h) => [{ do: 'forget', register: record, recordId: String(h.sofar['recordId']) }, { do: 'act', register: record, recordId: String(h.sofar['recordId']), action: 'unidentify', input: {} }] },
  { // What a person was told of ends with the judgement that it was about them; the finding itself is not lost.
    register: record, after: ['unidentify'],
    follows: ({ state, sofar }) => (state !== 'ended' ? [] : [{ do: 'replace', action: 'reopen', input: pick(sofar, ['item', 'itemVersion', 'facts', 'attachments']) }]),
  },
  { register: record, after: ['reopen'], follows: (h) => [{ do: 'actLinked', register: review, link: 'identity', action: 'carry', input: { recordId: h.recordId } }] },
  // 两书同达: the notice says what can be said; with the decision whether to disclose goes word of how and when it can be repaired.
  { register: record, after: ['notify'], follows: (h) => [{ do: 'letter', kind: 'notice', fields: noticeFields(h) }] },
  { register: record, after: ['approve'], follows: (h) => [{ do: 'letter', kind: 'repairNotice', fields: repairNoticeFields(h) }] },
  { // With the record its review ends too: the name it asked about must not outlive what it was asked for.
    register: record, after: ['discard', 'uphold', 'annul', 'withdraw', 'strike', 'repair', 'expire', 'mature', 'refill'],
    follows: (h) => (!isOver(h) && h.state !== 'discarded' ? [] : [{ do: 'actLinked', register: review, link: 'identity', action: 'close', input: {} }]),
  },
  { // What was in effect and was ended by one person, or by whoever found an objection right, is looked at by another. About a person nothing goes along that tells who.
    register: record, after: ['annul', 'withdraw', 'strike'],
    follows: (h) => (!inEffect.includes(h.stateFrom ?? '') ? [] : [{
      do: 'start', register: 'end-review', action: 'open', areaCode: h.areaCode, makerBody: h.makerBody, link: 'ending',
      input: {
        recordNo: h.no, item: h.sofar['item'], way: h.action, ground: groundOf(h), endedBy: [{ id: h.by.accountId, name: h.by.name, about: h.by.bodyName }],
        ...(h.personal ? {} : { subjectId: h.sofar['subjectId'], documentNumber: h.columns.documentNumber, annulledBy: h.action === 'annul' ? h.sofar['document'] : undefined, said: h.action === 'strike' ? undefined : h.sofar['reason'] }),
      },
    }]),
  },
  { // Plan 四(三): a body with a finding in effect explains in writing and puts it right within a limit. Once for each finding. Who headed it when
    // the finding was made stays linked, whoever moves on.
    register: record, after: ['lapse', 'confirm', 'revive'],
    follows: (h): readonly Effect[] => (h.state !== 'effective' || h.subject === null || h.subject.kind === 'official' ? [] : [
      { do: 'start', register: rectification, action: 'order', areaCode: h.areaCode, link: rectification, unless: {}, input: { recordId: h.recordId, finding: findingOf(h) }, find: { superiorId: { superiorOf: h.subject.id } } },
      { do: 'start', register: accountability, action: 'link', areaCode: h.areaCode, link: accountability, unless: {}, input: { recordId: h.recordId, asOf: asOf(h) }, find: { disciplineId: { duty: 'discipline', areaCode: h.areaCode } },
        each: { postsOf: h.subject.id, on: asOf(h), into: { personId: 'subjectId', bodyName: 'bodyName', post: 'post', bearing: 'bearing' } } },
    ]),
  },
  { // With the finding its rectification ends, and what hangs on it, however it ends: by whatever action there is or will be.
    register: record, after: everyAction(record),
    follows: (h) => (!isOver(h) && h.state !== 'draft' ? [] : [
      { do: 'actLinked', register: rectification, link: rectification, action: 'moot', input: {} }, { do: 'actLinked', register: accountability, link: accountability, action: 'end', input: {} },
    ]),
  },
  { // Plan 四(三), 49号文: what the catalogue provides for begins with the finding; what honesty had earned ends with it.
    register: record, after: ['lapse', 'confirm'],
    follows: (h) => (h.state !== 'effective' || h.subject === null ? [] : [...imposed(h, false), ...ceased(h)]),
  },
  { // After a correction stays only what still fits; everyone who has the old wording is told, and who goes on is given the new.
    register: record, after: revising(record),
    follows: (h) => (!inEffect.includes(h.state) ? [] : [
      ...outgrown(h),
      { do: 'actLinked', register: lease, link: lease, action: 'recall', input: { cause: 'corrected' } }, ...recovered(h),
      { do: 'actLinked', register: measure, link: measure, action: 'restate', input: {} },
      ...imposed(h, true),
    ]),
  },
  // Leniency for a body reaches what follows, not the record: nobody is given another wording.
  { register: record, after: ['mitigate'], follows: (h) => [...outgrown(h), { do: 'actLinked', register: measure, link: measure, action: 'ease', input: {} }, ...recovered(h)] },
  // Whoever is exempt bears no measure; a repair that was revoked brings them back, and what honesty had earned meanwhile ends.
  { register: record, after: ['exempt'], follows: (h) => [{ do: 'actLinked', register: measure, link: measure, action: 'lift', input: {} }, ...recovered(h)] },
  { register: record, after: ['revive'], follows: (h) => [...imposed(h, true), ...ceased(h)] },
  { // With the finding go its measures and every lease of it, in the same transaction.
    register: record, after: everyAction(record),
    follows: (h) => (!isOver(h) && h.state !== 'draft' ? [] : [{ do: 'actLinked', register: measure, link: measure, action: 'lift', input: {} }, { do: 'actLinked', register: lease, link: lease, action: 'recall', input: { cause: 'record' } }, ...recovered(h)]),
  },
  { // Whom the directory has for the duty, nearest first.
    register: measure, after: ['choose'],
    follows: (h) => [{ do: 'act', register: measure, recordId: h.recordId, action: 'assign', input: {}, find: { executorId: { duty: h.rules.get('measure', String(h.sofar['measure'])).body.executor, areaCode: h.areaCode } } }],
  },
  { register: measure, after: ['impose', 'restate'], follows: leased },
  { register: measure, after: ['assign'], follows: (h) => [{ do: 'actLinked', register: lease, link: lease, action: 'recall', input: { cause: 'measure' } }, ...(h.sofar['over'] === true ? [] : leased(h))] },
  { register: measure, after: ['lift', 'revoke'], follows: () => [{ do: 'actLinked', register: lease, link: lease, action: 'recall', input: { cause: 'measure' } }] },
  { // Who says that a measure is stopped says so of the finding that it was given for it.
    register: measure, after: ['acknowledge'], follows: (h) => [{ do: 'actLinked', register: lease, link: lease, action: 'acknowledge', input: {}, where: { holderId: h.sofar['executorId'] } }],
  },
  { register: 'regional-evaluation', after: ['open'], follows: (h) => [{ do: 'start', register: 'evaluation-opinion', action: 'ask', areaCode: h.areaCode, link: 'evaluation-opinion', input: { evaluationId: h.recordId }, eachBody: { field: 'memberId', duty: 'leadingGroup' } }] },
  { register: 'evaluation-opinion', after: ['file'], follows: (h) => [{ do: 'act', register: 'regional-evaluation', recordId: String(h.sofar['evaluationId']), action: 'note', input: { opinions: [...((h.about?.sofar['opinions'] as readonly unknown[] | undefined) ?? []), { member: h.by.bodyName, grade: gradeOf(h), opinion: h.sofar['opinion'] }] } }] },
  // What comes in after the result was drawn up is not weighed any more; who was asked is told how it ended.
  { register: 'regional-evaluation', after: ['draw'], follows: () => [{ do: 'actLinked', register: 'evaluation-opinion', link: 'evaluation-opinion', action: 'lapse', input: {} }] },
  { register: 'regional-evaluation', after: ['approve'], follows: ({ sofar }) => [{ do: 'actLinked', register: 'evaluation-opinion', link: 'evaluation-opinion', action: 'tell', input: { overall: sofar['grade'], result: sofar['result'], uses: sofar['uses'] } }] },
  { register: 'regional-evaluation', after: ['drop'], follows: () => [{ do: 'actLinked', register: 'evaluation-opinion', link: 'evaluation-opinion', action: 'cancel', input: {} }] },
  { // Whom the catalogue names for carrying it out, nearest first, is told and answers for it.
    register: incentive, after: ['approve'],
    follows: (h) => [{ do: 'act', register: incentive, recordId: h.recordId, action: 'assign', input: {}, find: { executorId: { duty: h.rules.get('measure', String(h.sofar['measure'])).body.executor, areaCode: h.areaCode } } }],
  },
  { // A good result earns an incentive, which somebody else still has to approve.
    register: 'regional-evaluation', after: ['approve'],
    follows: ({ sofar, areaCode }) => (sofar['measure'] === undefined ? [] : [{ do: 'start', register: incentive, action: 'propose', areaCode, link: incentive, input: { subjectId: sofar['subjectId'], measure: sofar['measure'], endsOn: sofar['endsOn'], ground: `${String(sofar['period'])}联合评价：${String(sofar['result'])}`.slice(0, 1000) } }]),
  },
  { // A finding that is corrected is put right as corrected.
    register: record, after: revising(record),
    follows: (h) => (inEffect.includes(h.state) ? [{ do: 'actLinked', register: rectification, link: rectification, action: 'restate', input: { finding: findingOf(h) } }] : []),
  },
  // The order, the three colours, the criticism and the end without result each go out as a letter.
  { register: rectification, after: ['order', 'lapse', 'press', 'redden', 'criticise', 'giveUp'], follows: lettersOf },
  { // Plan 四(三): where it was not put right, whoever headed the body then is held to it.
    register: rectification, after: ['criticise', 'giveUp'],
    follows: (h) => (h.about === null ? [] : [{ do: 'actLinked', at: h.about, register: accountability, link: accountability, action: 'pass', input: { cause: `${h.no} ${h.action === 'criticise' ? '逾期未整改，已通报批评' : '经核查认定未整改'}` } }]),
  },
  // Who stands above the body that an auditor asks something of is told once the time is over.
  { register: 'recommendation', after: ['issue'], follows: (h) => (h.subject === null ? [] : [{ do: 'act', register: 'recommendation', recordId: h.recordId, action: 'route', input: {}, find: { superiorId: { superiorOf: h.subject.id } } }]) },
  // An urging goes out in writing, to whoever has to act and to the body above; it ends when the matter moves or is over.
  { register: rectification, after: ['urge'], follows: (h) => urged(h, rectification) },
  { register: measure, after: ['urge'], follows: (h) => urged(h, measure) },
  { register: record, after: ['urge'], follows: (h) => urged(h, record) },
  { register: record, after: everyAction(record), follows: (h) => (h.stateFrom === 'notified' && h.state !== 'notified' ? [settled] : []) },
  { register: rectification, after: [...moving.rectification, 'accept', 'giveUp', 'supersede', 'moot'], follows: () => [settled] },
  { register: measure, after: moving.measure, follows: () => [settled] },
  { register: 'urging', after: ['send'], follows: urgingLetters },
  // While an objection is open, the record bears the mark; what was decided in it is done to the record at once.
  { register: objection, after: ['raise', 'enter', 'reopen'], follows: (h) => onAbout(h, 'dispute') },
  { register: objection, after: ['correct'], follows: (h) => onAbout(h, 'righten', Object.fromEntries(['facts', 'summary', 'masks'].filter((key) => h.sofar[key] !== undefined).map((key) => [key, h.sofar[key]]))) },
  { register: objection, after: ['refuse', 'correct'], follows: (h) => onAbout(h, 'undispute') },
  { register: objection, after: ['withdraw', 'overturn'], follows: (h) => onAbout(h, 'strike') },
  // The reply comes last: it tells of an end, and stays in force when the record's own letters do not. What is sent back was not answered.
  { register: objection, after: ['correct', 'withdraw', 'refuse'], follows: (h) => (h.about === null ? [] : [{ do: 'letter', kind: 'objectionReply', to: objector(h.sofar, h.about), fields: objectionReplyFields(h, h.about) }]) },
  { register: objection, after: ['reopen'], follows: () => [{ do: 'voidLetters' }] },
  { // With the record end the objections to it and the appeals against their answers; what they held is sealed with it.
    register: record, after: everyAction(record),
    follows: (h) => (!isOver(h) ? [] : [{ do: 'actLinked', register: objection, link: objection, action: 'moot', input: {} }, { do: 'actLinked', register: appeal, link: 'of', action: 'moot', input: {} }]),
  },
  // An appeal works on the refusal it is about, whichever register that stands in.
  { register: appeal, after: ['raise', 'enter'], follows: (h) => onAbout(h, 'contest') },
  { register: appeal, after: ['confirm'], follows: (h) => onAbout(h, 'affirm') },
  { register: appeal, after: ['overturn'], follows: (h) => onAbout(h, 'overturn', { reason: h.sofar['reason'] }) },
  { register: appeal, after: ['sendBack'], follows: (h) => onAbout(h, 'reopen', { remand: h.sofar['remand'], remark: String(h.sofar['reason']).slice(0, 2000) }) },
  // A granted repair takes the record out of effect: publicity, what followed and what is shared end with it, as the rows on `repair` say. Revoked, the record is back.
  { register: repair, after: ['grant', 'overturn'], follows: (h) => (h.state === 'granted' ? onAbout(h, 'repair', { repairedBy: h.sofar['repairedBy'] ?? 'repair-granted' }) : []) },
  { register: repair, after: ['grant', 'overturn'], follows: (h) => (h.state !== 'granted' || h.about === null || h.about.subjectId === null ? [] : [{ do: 'letter', kind: 'repairGranted', to: { subjectId: h.about.subjectId }, fields: repairDecisionFields(h, h.about) }]) },
  { register: repair, after: ['refuse', 'decline'], follows: (h) => (h.about === null || h.about.subjectId === null ? [] : [{ do: 'letter', kind: 'repairRefused', to: { subjectId: h.about.subjectId }, fields: { ...repairDecisionFields(h, h.about), remedyUntil: h.dueOn ?? undefined } }]) },
  { register: repair, after: ['reopen'], follows: () => [{ do: 'voidLetters' }] },
  { register: repair, after: ['revoke'], follows: (h) => onAbout(h, 'revive') },
  // Before a repair: whoever was owed says whether it was performed, and a training that the rulebook orders is finished.
  { register: repair, after: ['accept', 'overturn', 'reopen'], follows: consulted },
  { register: 'confirmation', after: ['ask', 'confirm', 'deny', 'weigh', 'lapse'], follows: (h) => onAbout(h, 'consult', { beneficiary: heard(h) }) },
  { register: repair, after: everyAction(repair), follows: (h) => (['granted', 'settled', 'revoked', 'closed', 'moot'].includes(h.state) ? [{ do: 'actLinked', register: 'confirmation', link: 'confirmation', action: 'moot', input: {} }] : []) },
  { register: record, after: ['lapse', 'confirm', 'revive'], follows: ordered },
  { register: 'training', after: ['order', 'finish', 'accept', 'waive'], follows: (h) => onAbout(h, 'train', { training: h.state === 'ordered' ? 'ordered' : h.state === 'waived' ? 'waived' : 'done' }) },
  { register: record, after: everyAction(record), follows: (h) => (!isOver(h) && h.state !== 'draft' ? [] : [{ do: 'actLinked', register: 'training', link: 'training', action: 'moot', input: {} }]) },
  { register: leniency, after: ['lighten', 'exempt', 'overturn'], follows: (h) => (h.state === 'lightened' ? onAbout(h, h.about?.personal === true ? 'lighten' : 'mitigate') : h.state === 'exempted' ? onAbout(h, 'exempt') : []) },
  { // What was asked for about a record ends with the record; a granted repair with the last day of the publicity that there would have been.
    register: record, after: ['unidentify', 'annul', 'withdraw', 'strike', 'repair', 'expire', 'mature'],
    follows: (h) => (!isOver(h) ? [] : [repair, leniency].map((register) => ({ do: 'actLinked', register, link: register, action: 'moot', input: {} }))),
  },
  { register: record, after: ['forget'], follows: () => [{ do: 'actLinked', register: repair, link: repair, action: 'conclude', input: {} }] },
  {
    register: 'rule-change', after: ['approve'],
    follows: ({ sofar }) => [{ do: 'rule', kind: sofar['kind'] as RuleKind, key: String(sofar['key']), body: sofar['body'], basis: String(sofar['basis']), effectiveFrom: String(sofar['effectiveFrom']) }],
  },
];

/** What follows from an action, in order. */
export const consequencesOf = (register: string, happened: Happened): readonly Effect[] =>
  consequences.filter((row) => row.register === register && row.after.includes(happened.action)).flatMap((row) => row.follows(happened));
