/**
 * 计时: a running clock may be extended once and may stand still while somebody outside is asked, if the very rule by which it
 * runs says so. A day that no longer counts is a day somebody waits longer: each move stands in the history with who and why.
 */
import { addTerm, type CalendarData, type Pause, type Reckoning, type StoppedReckoning } from './calendar.ts';
import { addDays, formatDayZh } from './identifiers/dates.ts';
import type { StateDef } from './register.ts';
import type { Limit, RuleLookup, RuleRef, Term } from './rules.ts';

/** What an action may do to the clock of the state it stays in. */
export type ClockMove = 'extend' | 'pause' | 'resume';

/** A due day that can explain itself: from which day, by which rule in which version, and whether the calendar was official. */
export interface DueDay {
  /** null while the clock is paused: there is no due day until it resumes. */
  readonly on: string | null;
  readonly from: string;
  readonly rule: RuleRef | { readonly kind: 'severity' | 'limit'; readonly key: string; readonly version: number };
  readonly provisional: boolean;
  readonly extension?: Term;
  /** A pause without `to` is open: the clock stands. */
  readonly pauses?: readonly Pause[];
}

/** The day since which a clock stands still; undefined while it runs. */
export const pausedSince = (due: DueDay | null): string | undefined => due?.pauses?.find((pause) => pause.to === undefined)?.from;

/** The day that bounds a state's clock from outside, if any. */
export const boundOf = (state: StateDef<any, any> | undefined, sofar: Readonly<Record<string, unknown>>): string | undefined =>
  state?.due !== undefined && 'within' in state.due ? state.due.until?.(sofar) : undefined;

/** The very version of the limit that a clock cites; undefined for a day that no limit set. */
export const limitOf = (due: DueDay, rules: RuleLookup): Limit | undefined => (due.rule.kind === 'limit' ? rules.version('limit', due.rule.key, due.rule.version)?.body : undefined);

/** A clock reckoned from its first day, with all that paused or extended it. */
export const reckonClock = ({ from, pauses = [], extension }: DueDay, limit: Limit, calendar: CalendarData): Reckoning | StoppedReckoning =>
  addTerm(calendar, from, limit, { rollIfHoliday: limit.rollIfHoliday, pauses, ...(extension === undefined ? {} : { extension }) });

interface Asked {
  readonly state: StateDef<any, any>;
  readonly due: DueDay | null;
  readonly rules: RuleLookup;
  readonly today: string;
}

interface Refusal {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** Why a clock cannot be moved today; undefined when it can. A day fixed by law, such as the end of publicity, never moves. */
export function clockRefusal(move: ClockMove, { state, due, rules, today }: Asked): Refusal | undefined {
  const limit = due === null ? undefined : limitOf(due, rules);
  if (due === null || limit === undefined || state.due === undefined || 'on' in state.due || state.due.until !== undefined) {
    return { code: 'no-clock', zh: `“${state.zh}”没有可以中止或延长的期限，请按现有期限办理`, en: 'No clock runs here that could be paused or extended' };
  }
  const since = pausedSince(due);
  if (move === 'resume') return since === undefined ? { code: 'not-paused', zh: '计时没有中止，不用恢复，请直接办理', en: 'The clock is not paused' } : undefined;
  if (since !== undefined) return { code: 'clock-paused', zh: `已自${formatDayZh(since)}起中止计时，请先恢复计时再办`, en: `The clock has been paused since ${since}; resume it first` };
  if (due.on === null || due.on < today) return { code: 'clock-over', zh: `期限已于${formatDayZh(due.on ?? today)}届满，不能再中止或延长，请尽快办结`, en: `The time ran out on ${due.on}` };
  if (move === 'pause') return limit.pausable === undefined ? { code: 'not-pausable', zh: `规则没有规定“${limit.label.zh}”可以中止计时，请在到期日前办结`, en: 'The rule of this clock allows no pause' } : undefined;
  if (limit.extendMax === undefined) return { code: 'not-extendable', zh: `规则没有规定“${limit.label.zh}”可以延长，请在到期日前办结`, en: 'The rule of this clock allows no extension' };
  return due.extension === undefined ? undefined : { code: 'extended-already', zh: `本期限已延长过一次，不能再延长，请在${formatDayZh(due.on)}前办结`, en: 'This clock was extended once already' };
}

/**
 * The clock after a move that was not refused. The day of a pause does not count, the day of resuming counts again: what is paused
 * and resumed on one day has lost nothing, and no clock resumes into the past.
 */
export function moveClock(move: ClockMove, due: DueDay, limit: Limit, { calendar, on: today }: RuleLookup): DueDay {
  if (move === 'pause') return { ...due, on: null, provisional: false, pauses: [...(due.pauses ?? []), { from: today }] };
  const closed = (due.pauses ?? []).map(({ from, to }) => ({ from, to: to ?? addDays(today, -1) })).filter(({ from, to }) => from <= to);
  const moved: DueDay = move === 'extend' ? { ...due, extension: limit.extendMax as Term } : { ...due, pauses: closed };
  const { on, provisional } = reckonClock(moved, limit, calendar);
  return { ...moved, on: on !== null && on < today ? today : on, provisional };
}
