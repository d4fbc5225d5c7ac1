/**
 * 修复、从轻的判断: who may ask, from which day, and who may not decide. The days and conditions come from the rulebook.
 */
import type { Actor } from '../../core/actor.ts';
import { addTerm } from '../../core/calendar.ts';
import type { FieldError } from '../../core/problem.ts';
import type { AboutFacts } from '../../core/register.ts';
import { earliestRepair, type EarliestRepair } from '../../core/repair.ts';
import type { RuleLookup } from '../../core/rules.ts';
import { recordHands } from './about-record.ts';
import { inEffect } from './record-repairs.ts';
import { openStep } from './repair-steps.ts';

interface Asking {
  readonly about: AboutFacts | null;
  readonly actor: Actor;
  readonly today: string;
  readonly rules: RuleLookup;
}

/** Every hand in the record, and in the application: who decides had none of them. */
export const hands = [...recordHands, 'apply', 'accept', 'decline', 'confirm', 'confirmHere', 'refuse'] as const;

export const doorOf = (actor: Actor): 'counter' | 'account' => (actor.roles.includes('counter') ? 'counter' : 'account');

/** What the public can see can be asked for by anybody who says to be the one concerned; the rest by that one alone. */
export const mayApply = (about: AboutFacts | null, actor: Actor): boolean => about !== null && (doorOf(actor) === 'counter' ? ['disclosed', 'correcting'] : (inEffect as readonly string[])).includes(about.state);

const earliestOf = ({ about, rules }: Asking): EarliestRepair | undefined => (about === null ? undefined : earliestRepair(rules, about));

/** Whoever asks too early is told the day, and how it came about. */
export function earliestErrors(ctx: Asking): readonly FieldError[] {
  const earliest = earliestOf(ctx);
  if (earliest === undefined || earliest.on <= ctx.today) return [];
  return [{ pointer: 'recordId', zh: `最早可申请修复日为${earliest.on}，请到时再申请：${earliest.zh}`, en: `A repair may be asked for from ${earliest.on}: ${earliest.en}` }];
}

/** What the application takes over from the rules of its day. */
export function repairOf(ctx: Asking): { earliestOn: string | undefined; committed: string | undefined; repairedBy: string | undefined } {
  const earliest = earliestOf(ctx);
  return { earliestOn: earliest?.on, committed: earliest?.rule.body.commitment.zh, repairedBy: earliest?.rule.body.closing };
}

/** By when the applicant is told the result. */
export function totalOn({ rules, today }: Asking): string {
  const { body } = rules.get('limit', 'repair.total');
  return addTerm(rules.calendar, today, body, { rollIfHoliday: body.rollIfHoliday }).on;
}

interface Deciding {
  readonly about: AboutFacts | null;
  readonly sofar: { readonly opinion?: string; readonly remand?: string; readonly beneficiary?: string };
}

/** Only what somebody confirmed as performed, with no step left open, can be granted, by whomever. */
export const isPerformed = (ctx: Deciding): boolean => ctx.sofar.opinion === 'performed' && openStep(ctx) === undefined;

export const decisionRefusal = (ctx: Deciding): 'not-performed' | 'not-in-effect' | ReturnType<typeof openStep> =>
  (ctx.sofar.opinion !== 'performed' ? 'not-performed' : ctx.about === null || !(inEffect as readonly string[]).includes(ctx.about.state) ? 'not-in-effect' : openStep(ctx));

/** What the review ordered holds once the performance is confirmed. */
export const mustGrant = (ctx: Deciding): 'must-grant' | undefined => (ctx.sofar.remand === 'correct' && isPerformed(ctx) ? 'must-grant' : undefined);
