/**
 * 公示期的算法: explains the last day of a disclosure from what the record itself says: which rule, which first day, which
 * length. It recomputes nothing that was decided; where the days do not fit the rule it says only what is stored.
 */
import { addDays } from '../core/identifiers/dates.ts';
import type { Label } from '../core/label.ts';
import { repairRuleFor } from '../core/repair.ts';
import { dayInWords, lengthOf, readDay } from './labels.ts';
import type { Amount, PublicBody, Rule } from './types.ts';

/** The day a length of months or years after a day; the end of the month where that day does not exist. */
export function dayAfter(on: string, { amount, unit }: Amount): string | undefined {
  if (unit === 'workingDay') return undefined;
  const start = new Date(`${on}T00:00:00Z`);
  if (unit === 'day') return new Date(start.getTime() + amount * 86_400_000).toISOString().slice(0, 10);
  const months = start.getUTCMonth() + amount * (unit === 'year' ? 12 : 1);
  const lastOfMonth = new Date(Date.UTC(start.getUTCFullYear(), months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(start.getUTCFullYear(), months, Math.min(start.getUTCDate(), lastOfMonth))).toISOString().slice(0, 10);
}

/** The severity rule by which the period was set: the version the record names, else the newest of its class. */
export function severityRule(body: PublicBody, rules: readonly Rule[]): Rule | undefined {
  const ofClass = rules.filter(({ kind, key }) => kind === 'severity' && key === body.severity.key);
  const named = body.rules.find(({ kind, key }) => kind === 'severity' && key === body.severity.key);
  return ofClass.find(({ version }) => version === named?.version) ?? ofClass.at(-1);
}

/** How the end of disclosure came about, in a sentence. */
export function periodInWords(body: PublicBody, rule: Rule | undefined): Label {
  const max = rule?.body.publicityMax;
  const plain = {
    zh: `公示自${dayInWords(body.from)}起，至${dayInWords(body.until)}止，到期自动停止。`,
    en: `Public from ${dayInWords(body.from, 'en')} until ${dayInWords(body.until, 'en')}, then it ends by itself.`,
  };
  if (!max) return plain;
  const near = (start: string | undefined): boolean => {
    const from = start && readDay(start);
    const end = from && dayAfter(from, max);
    if (!end) return false;
    // The last day may be counted in or out, depending on the rule; both are the same length to a reader.
    return Math.abs(Date.parse(end) - Date.parse(body.until)) <= 86_400_000;
  };
  const starts = [{ on: body.decidedOn, zh: '自文书作出之日', en: 'from the day of the document' }, { on: body.from, zh: '自公示之日', en: 'from the day of disclosure' }];
  const start = starts.find(({ on }) => near(on));
  if (!start) return plain;
  return {
    zh: `本记录为“${body.severity.label.zh}”类，公示期${start.zh}（${dayInWords(start.on!)}）起最长 ${lengthOf(max)}，至${dayInWords(body.until)}止，到期自动停止。`,
    en: `Class “${body.severity.label.en}”: ${lengthOf(max, 'en')} at most ${start.en} (${dayInWords(start.on!, 'en')}), until ${dayInWords(body.until, 'en')}, then it ends by itself.`,
  };
}

export interface EarliestRepair extends Label {
  readonly on: string;
  readonly commitment: string;
}

/** From which day a repair may be asked for, by the conditions in force; undefined where the city has none, or the day of the document is not shown. */
export function earliestRepairOf(body: PublicBody, inForceNow: readonly Rule[]): EarliestRepair | undefined {
  const rule = repairRuleFor(inForceNow.filter(({ kind }) => kind === 'repair').map((each) => ({ ...each, body: { ...each.body, items: each.body.items ?? [] } })), body.item.id);
  const decided = body.decidedOn === undefined ? undefined : readDay(body.decidedOn);
  if (rule === undefined || decided === undefined) return undefined;
  const commitment = rule.body.commitment?.zh ?? '';
  const cited = `《${rule.body.source?.instrument ?? ''}》${rule.body.source?.article ?? ''}`;
  const min = inForceNow.find(({ kind, key }) => kind === 'severity' && key === body.severity.key)?.body.publicityMin;
  if (rule.body.afterMin !== true || min === undefined || min.amount === 0) return { on: decided, commitment, zh: `履行完毕即可申请，按${cited}`, en: 'as soon as the duty is performed' };
  const over = dayAfter(decided, min);
  return over === undefined ? undefined : { on: addDays(over, 1), commitment, zh: `“${body.severity.label.zh}”类最短公示 ${lengthOf(min)}，自文书日期起算，按${cited}`, en: `class “${body.severity.label.en}”: public for ${lengthOf(min, 'en')} at least from the day of the document` };
}
