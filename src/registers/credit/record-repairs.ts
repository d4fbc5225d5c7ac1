/**
 * 修复、从轻对记录的作用: what a repair or leniency does to the record it is about. A granted repair takes the record out of effect
 * and seals it; a repair that rested on a false commitment brings it back, to be decided on anew. The platform does these as
 * consequence of what people decided there.
 */
import { addTerm } from '../../core/calendar.ts';
import { field } from '../../core/field.ts';
import type { Severity } from '../../core/rules.ts';
import { lowerSeverity } from './measure-rules.ts';
import { trainingChoices } from './repair-steps.ts';
import { type Changes, type Ctx, disclosureTerm } from './record-rules.ts';

export const repairFields = {
  repairedBy: field.choice({ zh: '修复事由', en: 'Repaired because', choices: [{ value: 'repair-granted', zh: '信用修复', en: 'Repair granted' }, { value: 'duty-performed', zh: '义务履行完毕', en: 'Duty performed' }, { value: 'debtor-removed', zh: '人民法院删除', en: 'Removed by the court' }] }),
  lighter: field.boolean({ zh: '已从轻一档', en: 'One class lower' }),
  milder: field.boolean({ zh: '惩戒措施已从轻一档', en: 'Measures weighed one class lower' }),
  exempted: field.boolean({ zh: '免于惩戒', en: 'Exempt from measures' }),
  training: field.choice({ zh: '专题培训', en: 'Training', choices: trainingChoices }),
};

/** The states in which a record is in effect: what can be repaired, mitigated, and measured by. */
export const inEffect = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'] as const;
/** A lighter class is a new basis: what was proposed is proposed anew, what is shown goes on being shown. */
const lightened = { effective: 'effective', proposed: 'effective', disclosed: 'disclosed', correcting: 'disclosed', amending: 'effective', counted: 'counted', closed: 'closed', rechecked: 'rechecked' } as const;

const isShown = ({ sofar }: Ctx): boolean => sofar.from !== undefined && (sofar.mode === 'full' || sofar.mode === 'summary');
const later = (a: string, b: string): string => (a > b ? a : b);

/** Until when the record would have been public: the repaired one is kept that long, because the repair may still be revoked. */
export function lastDay(ctx: Ctx): { until: string; proposedFacts: undefined } {
  const shown = disclosureTerm({ ...ctx, sofar: { ...ctx.sofar, mode: 'full' }, input: {} }).until;
  return { until: later(isShown(ctx) ? (ctx.sofar.until ?? shown) : shown, ctx.today), proposedFacts: undefined };
}

/** One class lower, and the shorter publicity that follows from it; it is over tomorrow at the earliest. */
function lighter(ctx: Ctx): Changes {
  const severity = lowerSeverity(ctx.sofar.severity as Severity);
  if (!isShown(ctx)) return { severity, lighter: true, proposedFacts: undefined };
  const { until } = disclosureTerm({ ...ctx, sofar: { ...ctx.sofar, severity }, input: {} });
  return { severity, lighter: true, proposedFacts: undefined, until: later(until, addTerm(ctx.rules.calendar, ctx.today, { amount: 1, unit: 'day' }, { rollIfHoliday: false }).on) };
}

/** The actions of the record that repairs and leniency cause; people decide there, never here. */
export const repairing = {
  repair: { zh: '准予修复，停止公示', en: 'Repaired', from: inEffect, to: 'repaired', by: 'system@any', takes: ['repairedBy'], sets: lastDay, closing: (c: { input: { repairedBy?: string } }) => c.input.repairedBy as string },
  revive: { zh: '修复撤销，恢复记录', en: 'Back after a revoked repair', from: ['repaired'], to: 'effective', by: 'system@any', takes: [], unseals: true, sets: () => ({ repairedBy: undefined, disputes: undefined, mode: undefined, ground: undefined, necessity: undefined, masks: undefined, publicTexts: undefined }) },
  forget: { zh: '原公示期满终止', en: 'Over', from: ['repaired'], to: 'ended', by: 'system@any', takes: [] },
  lighten: { zh: '从轻，降低一档', en: 'One class lower', from: inEffect, to: lightened, by: 'system@any', takes: [], revises: true, sets: lighter },
  mitigate: { zh: '惩戒措施从轻一档', en: 'Measures one class lower', from: inEffect, to: 'same', by: 'system@any', takes: [], sets: () => ({ milder: true }) },
  exempt: { zh: '免于惩戒', en: 'Exempt from measures', from: inEffect, to: 'same', by: 'system@any', takes: [], sets: () => ({ exempted: true }) },
  train: { zh: '专题培训有进展', en: 'Training ordered or finished', from: inEffect, to: 'same', by: 'system@any', takes: ['training'] },
} as const;
