/**
 * 奖惩措施的相当与触发: a measure exists only as record × entry in force × severity. These are the only places that say
 * whether an entry is in force and whether it fits a finding; whoever imposes, keeps or ends a measure asks here.
 */
import { addTerm } from '../../core/calendar.ts';
import type { AboutFacts } from '../../core/register.ts';
import type { Measure, Rule, RuleLookup, Severity } from '../../core/rules.ts';

/** What a measure would follow: a finding in effect, and whom it concerns. */
export interface Finding {
  readonly item: string | null;
  readonly severity: string | null;
  readonly subjectKind: string | undefined;
  readonly level?: string | null;
}

export const lowerSeverity = (severity: Severity): Severity => (severity === 'serious' ? 'general' : 'minor');

/** The class by which measures are weighed: the finding's own, or one lower where leniency was granted to a body, whose record and publicity stay as they are. */
export const weightOf = (severity: string | null | undefined, { milder }: Readonly<Record<string, unknown>>): string | null => (severity == null ? null : milder === true ? lowerSeverity(severity as Severity) : severity);

/** The same of the finding that a measure is about. */
export const weightIn = (about: Pick<AboutFacts, 'severity' | 'sofar'> | null): string | null => (about === null ? null : weightOf(about.severity, about.sofar));

/** The entry as it is in force; undefined when there is none, or when its version of the day says that it was repealed. */
export function measureInForce(rules: RuleLookup, key: string | undefined): Rule<'measure'> | undefined {
  const rule = key === undefined ? undefined : rules.find('measure', key);
  return rule === undefined || rule.body.repealed === true ? undefined : rule;
}

const isAbout = (m: Measure, kind: string | undefined): boolean => (m.for === 'official' ? kind === 'official' : kind === 'body' || kind === 'area');

/** Why an entry may not be applied to a finding; undefined when it may. */
export function misfit(rules: RuleLookup, key: string | undefined, { item, severity, subjectKind, level }: Finding): 'not-in-catalogue' | 'wrong-subject' | 'wrong-item' | 'beyond-proportion' | undefined {
  const m = measureInForce(rules, key)?.body;
  if (m === undefined || m.kind !== 'restraint') return 'not-in-catalogue';
  if (!isAbout(m, subjectKind) || (m.levels !== undefined && !m.levels.some((one) => one === level))) return 'wrong-subject';
  if (m.trigger?.items !== undefined && !m.trigger.items.some((one) => one === item)) return 'wrong-item';
  return m.proportion?.some((one) => one === severity) === true ? undefined : 'beyond-proportion';
}

/** The restraints that begin by themselves with a finding. */
export const triggeredBy = (rules: RuleLookup, finding: Finding): readonly Rule<'measure'>[] =>
  rules.all('measure').filter((rule) => misfit(rules, rule.key, finding) === undefined && rule.body.trigger?.severities.includes(finding.severity as Severity) === true);

/** The last day of a measure or incentive that begins on a day; undefined for as long as the finding is in effect. */
export const lastDayOf = (m: Measure, from: string, rules: RuleLookup): string | undefined => (m.lasts === undefined ? undefined : addTerm(rules.calendar, from, m.lasts, { rollIfHoliday: false }).on);

/** The states of a finding that took effect and has not ended. */
export const findingInEffect = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'] as const;
