/** 失信记录的文书: what the letters about a dishonesty record are told, from the record itself and the rules of the day. */
import type { Addressee } from '../../core/effect.ts';
import type { LetterInput } from '../../core/letter.ts';
import type { AboutFacts } from '../../core/register.ts';
import { earliestRepair } from '../../core/repair.ts';
import type { RuleLookup, Severity } from '../../core/rules.ts';
import { factAs, itemOf } from './record-rules.ts';

/** What a letter is drafted from: a record as it stands, or as it has just become. */
export interface Told {
  readonly no: string;
  readonly sofar: Readonly<Record<string, unknown>>;
  readonly dueOn: string | null;
  readonly today: string;
  readonly rules: RuleLookup;
}

const factsOf = (told: Told): { facts: Readonly<Record<string, unknown>>; of: (role: Parameters<typeof factAs>[2]) => string | undefined; label: string } => {
  const item = itemOf(told.sofar, told.rules).body;
  const facts = (told.sofar['facts'] ?? {}) as Readonly<Record<string, unknown>>;
  return { facts, of: (role) => factAs(item, facts, role), label: item.label.zh };
};

/** What every letter says of the finding. */
export function findingOf(told: Told): { finding: string; documentNumber: string | undefined; decidedBy: string | undefined; recordNo: string } {
  const { of, label } = factsOf(told);
  return { finding: label, documentNumber: of('documentNumber') ?? of('courtCaseNumber'), decidedBy: of('decidedBy'), recordNo: told.no };
}

/** 拟记录告知书: what was found, and until when one may speak. */
export function noticeFields(told: Told): LetterInput<'notice'> {
  const { of } = factsOf(told);
  return { ...findingOf(told), facts: of('summary'), amount: of('amount'), defenceUntil: told.dueOn ?? told.today };
}

/** The first day on which repair may be applied for, as the record's page and the desk say it; not before today. */
export function earliestRepairDay(told: Told): string {
  const { of } = factsOf(told);
  const found = earliestRepair(told.rules, { item: told.sofar['item'] as string, severity: told.sofar['severity'] as Severity, decidedOn: of('decidedOn') ?? of('effectiveOn') ?? told.today });
  return found === undefined || found.on < told.today ? told.today : found.on;
}

/** 信用修复告知书: goes out together with the decision whether to disclose (两书同达). What is not shown can be repaired as well. */
export function repairNoticeFields(told: Told): LetterInput<'repairNotice'> {
  const shown = told.sofar['mode'] === 'full' || told.sofar['mode'] === 'summary';
  return { ...findingOf(told), severity: told.rules.get('severity', told.sofar['severity'] as Severity).body.label.zh, earliestOn: earliestRepairDay(told), [shown ? 'until' : 'keptUntil']: told.sofar['until'] as string };
}

const replies: Readonly<Record<string, string>> = { correct: '异议成立，已更正记录', withdraw: '异议成立，已撤下记录', refuse: '异议不成立，维持原记录' };

/**
 * 异议答复书: what was decided on an objection, why, and where to go next. The one that the record is about is told which document it rests on;
 * whoever else objected knows of the record what the public does.
 */
export function objectionReplyFields(told: Told & { readonly action: string }, about: AboutFacts): LetterInput<'objectionReply'> {
  const { sofar } = told;
  const known = findingOf({ ...told, no: about.no, sofar: about.sofar });
  const found = sofar['via'] === 'account' ? known : { finding: known.finding, recordNo: known.recordNo };
  const refused = told.action === 'refuse' ? { roads: String(sofar['roads'] ?? ''), remedyUntil: told.dueOn ?? undefined } : {};
  return { ...found, objectedOn: sofar['raisedOn'] as string | undefined, outcome: replies[told.action] ?? '', reason: String(sofar['reason']), ...refused };
}

/** To whom the reply goes: to the one that the record is about, or to whoever objected otherwise, by the name they gave. */
export const objector = (sofar: Told['sofar'], about: AboutFacts): Addressee =>
  (sofar['via'] === 'account' && about.subjectId !== null ? { subjectId: about.subjectId } : { name: typeof sofar['name'] === 'string' ? sofar['name'] : '异议提出人' });

/** 修复决定书: what was decided on an application, about the finding as it stood. */
export function repairDecisionFields(told: Told, about: AboutFacts): LetterInput<'repairGranted'> {
  return { ...findingOf({ ...told, no: about.no, sofar: about.sofar }), appliedOn: told.sofar['appliedOn'] as string, reason: String(told.sofar['reason']) };
}
