/**
 * 最早可申请修复日: from which day a repair of a finding may be asked for. The class of severity sets the shortest publicity,
 * counted from the day of the document; some findings may be repaired as soon as the duty is performed. All of it is rulebook.
 */
import { addTerm } from './calendar.ts';
import { addDays } from './identifiers/dates.ts';
import type { RepairRule, Rule, RuleLookup, Severity } from './rules.ts';

/** The condition that applies to an item: the one that names it, else the one for all others. */
export const repairRuleFor = <R extends { readonly body: Pick<RepairRule, 'items'> }>(rules: readonly R[], item: string): R | undefined =>
  rules.find(({ body }) => body.items.includes(item)) ?? rules.find(({ body }) => body.items.length === 0);

export interface EarliestRepair {
  readonly on: string;
  readonly rule: Rule<'repair'>;
  /** The class whose shortest publicity has to be over; none where the duty performed is enough. */
  readonly severity: Rule<'severity'> | undefined;
  /** How the day came about. */
  readonly zh: string;
  readonly en: string;
}

export interface Repairable {
  readonly item: string | null | undefined;
  readonly severity: string | null | undefined;
  /** The day of the judgment or decision. */
  readonly decidedOn: string | null | undefined;
}

const units = { workingDay: ['个工作日', 'working days'], day: ['日', 'days'], month: ['个月', 'months'], year: ['年', 'years'] } as const;

/** The earliest day; undefined for what has no item, no day of its document or no class yet. */
export function earliestRepair(rules: RuleLookup, { item, severity, decidedOn }: Repairable): EarliestRepair | undefined {
  const rule = item == null ? undefined : repairRuleFor(rules.all('repair'), item);
  if (rule === undefined || decidedOn == null) return undefined;
  const cited = `《${rule.body.source.instrument}》${rule.body.source.article}`;
  if (!rule.body.afterMin) return { on: decidedOn, rule, severity: undefined, zh: `履行完毕即可申请，没有最短公示期，按${cited}`, en: `As soon as the duty is performed (${rule.body.source.instrument})` };
  const kind = severity == null ? undefined : rules.find('severity', severity as Severity);
  if (kind === undefined) return undefined;
  const min = kind.body.publicityMin;
  if (min.amount === 0) return { on: decidedOn, rule, severity: kind, zh: `“${kind.body.label.zh}”类没有最短公示期，履行完毕即可申请，按${cited}`, en: `Class “${kind.body.label.en}” has no shortest publicity` };
  const over = addTerm(rules.calendar, decidedOn, min, { rollIfHoliday: false }).on;
  return {
    on: addDays(over, 1), rule, severity: kind,
    zh: `“${kind.body.label.zh}”类最短公示期为${min.amount}${units[min.unit][0]}，自文书日期${decidedOn}起算，至${over}届满，次日起可以申请，按${cited}`,
    en: `Class “${kind.body.label.en}”: ${min.amount} ${units[min.unit][1]} at least from ${decidedOn}, over on ${over} (${rule.body.source.instrument})`,
  };
}
