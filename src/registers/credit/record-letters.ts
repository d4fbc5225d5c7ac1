/** 失信记录的文书: what the letters about a dishonesty record are told, from the record itself and the rules of the day. */
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

/** 信用修复告知书: goes out together with the decision to disclose (两书同达). */
export function repairNoticeFields(told: Told): LetterInput<'repairNotice'> {
  return { ...findingOf(told), severity: told.rules.get('severity', told.sofar['severity'] as Severity).body.label.zh, earliestOn: earliestRepairDay(told), until: told.sofar['until'] as string };
}

/** 修复决定书: what was decided on an application, about the finding as it stood. */
export function repairDecisionFields(told: Told, about: AboutFacts): LetterInput<'repairGranted'> {
  return { ...findingOf({ ...told, no: about.no, sofar: about.sofar }), appliedOn: told.sofar['appliedOn'] as string, reason: String(told.sofar['reason']) };
}
