/** 失信记录的文书: what the letters about a dishonesty record are told, from the record itself and the rules of the day. */
import { addTerm } from '../../core/calendar.ts';
import type { LetterInput } from '../../core/letter.ts';
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

/** The first day on which repair may be applied for: the shortest publicity of its class, counted like the longest from the document's day. */
export function earliestRepair(told: Told): string {
  const { of } = factsOf(told);
  const term = told.rules.get('severity', told.sofar['severity'] as Severity).body.publicityMin;
  const from = of('decidedOn') ?? of('effectiveOn') ?? told.today;
  const on = addTerm(told.rules.calendar, from, term, { rollIfHoliday: false }).on;
  return on < told.today ? told.today : on;
}

/** 信用修复告知书: goes out together with the decision to disclose (两书同达). */
export function repairNoticeFields(told: Told): LetterInput<'repairNotice'> {
  return { ...findingOf(told), severity: told.rules.get('severity', told.sofar['severity'] as Severity).body.label.zh, earliestOn: earliestRepair(told), until: told.sofar['until'] as string };
}
