// 期限: from the day something happened to the day it is due, by the counting of 民法典 200–204 and the terms of the rulebook, with
// every step of the reckoning in words. A due day that cannot be explained to the body it binds will be disputed.
import { addDays, addMonths, daysBetween, formatDayZh, type Day } from './identifiers/dates.ts';
import type { Label } from './label.ts';
import type { Term } from './rules.ts';
import { addWorkingDays, findDepartures, isWorkingDay, workingDaysBetween, type CalendarData } from './working-days.ts';

export { addWorkingDays, isWorkingDay, light, workingDaysBetween, type CalendarData, type Light } from './working-days.ts';

/** 中止: days `from`…`to`, both included, that do not count. Without `to` the clock still stands. */
export interface Pause {
  readonly from: Day;
  readonly to?: Day;
}

export interface TermOptions {
  /** Whether a term that ends on a day of rest ends on the next working day (民法典 203). */
  readonly rollIfHoliday: boolean;
  readonly pauses?: readonly Required<Pause>[];
  /** 延长: counted on from the end of the term, before any roll; in one piece with it when the units are the same. */
  readonly extension?: Term;
}

/** One step of a reckoning, in the order in which it was made. `on` is the day the step speaks of. */
export interface DueStep extends Label {
  readonly kind: 'start' | 'count' | 'skip' | 'pause' | 'extension' | 'roll' | 'stopped' | 'provisional' | 'due';
  readonly on: Day;
}

/** A due day and how it came about. `provisional`: a calendar was asked about a year whose holidays are not yet official. */
export interface Reckoning {
  readonly on: Day;
  readonly provisional: boolean;
  readonly steps: readonly DueStep[];
}

/** The clock stands in a pause without an end: there is no due day yet. */
export interface StoppedReckoning {
  readonly on: null;
  readonly stoppedOn: Day;
  readonly provisional: boolean;
  readonly steps: readonly DueStep[];
}

const UNITS: Record<Term['unit'], Label> = {
  workingDay: { zh: '个工作日', en: 'working days' },
  day: { zh: '日', en: 'days' },
  month: { zh: '个月', en: 'months' },
  year: { zh: '年', en: 'years' },
};
const inWords = ({ amount, unit }: Term): Label => ({ zh: `${amount}${UNITS[unit].zh}`, en: `${amount} ${amount === 1 ? UNITS[unit].en.slice(0, -1) : UNITS[unit].en}` });
const laterOf = (a: Day, b: Day): Day => (a > b ? a : b);

/**
 * The day on which a term ends. The day of the start event is not counted; days in pauses are not counted; an extension is
 * counted on; a day of rest at the end rolls forward if the rule says so. Throws RangeError for an amount that is not a whole
 * number ≥ 0, a pause that ends before it begins, or a day outside 1949–2149.
 */
export function addTerm(cal: CalendarData, startOn: Day, term: Term, options: TermOptions): Reckoning;
export function addTerm(cal: CalendarData, startOn: Day, term: Term, options: Omit<TermOptions, 'pauses'> & { pauses?: readonly Pause[] }): Reckoning | StoppedReckoning;
export function addTerm(cal: CalendarData, startOn: Day, term: Term, { rollIfHoliday, pauses = [], extension }: Omit<TermOptions, 'pauses'> & { pauses?: readonly Pause[] }): Reckoning | StoppedReckoning {
  const steps: DueStep[] = [{ kind: 'start', on: startOn, zh: `${formatDayZh(startOn)}起算事由发生，当日不计入`, en: `Starts with the event of ${startOn}, which is not counted` }];
  const stretches = mergePauses(pauses, startOn);
  const stages = extension === undefined ? [term] : joinTerms(term, extension);
  const asked: [Day, Day][] = [];                                          // spans about which the calendar had a say
  let on = startOn;
  for (const [i, stage] of stages.entries()) {
    const from = on;
    on = countStage(cal, from, stage, stretches);
    steps.push(stageStep(from, on, stage, i > 0 ? 'extension' : 'count'));
    if (stage.unit !== 'workingDay' || on === from) continue;
    asked.push([from, on]);
    steps.push(...skipSteps(cal, from, on));
  }
  if (extension !== undefined && stages.length === 1) {
    steps.push({ kind: 'extension', on, zh: `其中经批准延长${inWords(extension).zh}，与原期限${inWords(term).zh}连续计算`, en: `This includes an extension of ${inWords(extension).en}, counted in one piece with ${inWords(term).en}` });
  }
  steps.push(...stretches.flatMap((pause) => pauseStep(cal, pause, on, stages.some((stage) => stage.unit === 'workingDay'))));
  const end = rollIfHoliday ? roll(cal, on, stretches) : on;
  if (rollIfHoliday) asked.push([addDays(on, -1), end]);
  if (end !== on) steps.push({ kind: 'roll', on: end, zh: `${formatDayZh(on)}为休息日，顺延至其后第一个工作日${formatDayZh(end)}`, en: `${on} is a day of rest; rolls to the next working day, ${end}` });
  const missing = missingYears(cal, asked);
  if (missing.length > 0) {
    steps.push({ kind: 'provisional', on: end, zh: `${missing.join('、')}年尚无官方放假安排，按周末和法定固定假日预估，此日为暂定，公布后重新计算`, en: `No official calendar yet for ${missing.join(', ')}: weekends and fixed statutory days are assumed, the day is provisional` });
  }
  const open = pauses.filter((pause) => pause.to === undefined).map((pause) => pause.from).sort()[0];
  if (open !== undefined && open <= end) {
    steps.push({ kind: 'stopped', on: open, zh: `自${formatDayZh(open)}起中止，恢复后续算，现无到期日`, en: `Paused since ${open}; no due day until it resumes` });
    return { on: null, stoppedOn: open, provisional: missing.length > 0, steps };
  }
  steps.push({ kind: 'due', on: end, zh: `于${formatDayZh(end)}届满`, en: `Ends at the close of ${end}` });
  return { on: end, provisional: missing.length > 0, steps };
}

/** Ended pauses after the start, in order, overlaps joined. */
function mergePauses(pauses: readonly Pause[], startOn: Day): Required<Pause>[] {
  const merged: { from: Day; to: Day }[] = [];
  for (const { from, to } of [...pauses].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    if (to === undefined) continue;
    if (to < from) throw new RangeError(`a pause ends on ${to} before it begins on ${from}`);
    if (to <= startOn) continue;
    const last = merged.at(-1);
    if (last && from <= addDays(last.to, 1)) last.to = laterOf(last.to, to);
    else merged.push({ from: laterOf(from, addDays(startOn, 1)), to });
  }
  return merged;
}

function joinTerms(term: Term, extension: Term): Term[] {
  return term.unit === extension.unit ? [{ amount: term.amount + extension.amount, unit: term.unit }] : [term, extension];
}

/** The end of one stretch of counting: paused days within it lengthen it until no further one falls inside. */
function countStage(cal: CalendarData, from: Day, { amount, unit }: Term, pauses: readonly Required<Pause>[]): Day {
  if (!Number.isInteger(amount) || amount < 0) throw new RangeError(`not a term: ${amount} ${unit}`);
  const base = unit === 'month' ? addMonths(from, amount) : unit === 'year' ? addMonths(from, amount * 12) : from;
  const end = (paused: number): Day =>
    unit === 'workingDay' ? addWorkingDays(cal, from, amount + paused) : addDays(base, paused + (unit === 'day' ? amount : 0));
  const lengthOf = unit === 'workingDay' ? (a: Day, b: Day) => workingDaysBetween(cal, a, b) : daysBetween;
  let on = end(0);
  let paused = 0;
  for (const pause of pauses) {
    if (pause.from > on || pause.to <= from) continue;
    paused += lengthOf(laterOf(addDays(pause.from, -1), from), pause.to);
    on = end(paused);
  }
  return on;
}

function stageStep(from: Day, on: Day, stage: Term, kind: 'count' | 'extension'): DueStep {
  const { zh, en } = inWords(stage);
  if (kind === 'extension') return { kind, on, zh: `经批准延长${zh}，自${formatDayZh(from)}的次日续算至${formatDayZh(on)}`, en: `Extended by ${en}, counted on to ${on}` };
  return { kind, on, zh: `自次日起计${zh}，至${formatDayZh(on)}`, en: `${en} from the next day on, up to ${on}` };
}

function skipSteps(cal: CalendarData, from: Day, on: Day): DueStep[] {
  const { holidays, makeUps, weekendDays } = findDepartures(cal, from, on);
  const zh: string[] = [];
  const en: string[] = [];
  if (weekendDays > 0) { zh.push(`周末${weekendDays}天不计`); en.push(`${weekendDays} weekend days not counted`); }
  if (holidays.length > 0) { zh.push(`放假${inRanges(holidays, 'zh')}共${holidays.length}天不计`); en.push(`holidays ${inRanges(holidays, 'en')} not counted`); }
  if (makeUps.length > 0) { zh.push(`调休上班${inRanges(makeUps, 'zh')}计入`); en.push(`make-up working days ${inRanges(makeUps, 'en')} counted`); }
  return zh.length === 0 ? [] : [{ kind: 'skip', on, zh: `其间${zh.join('，')}`, en: `In between: ${en.join('; ')}` }];
}

/** Consecutive days as first and last: 10月1日至10月7日、10月10日; 2026-10-01 to 2026-10-07, 2026-10-10. */
function inRanges(days: readonly Day[], language: 'zh' | 'en'): string {
  const ranges: [Day, Day][] = [];
  for (const on of days) {
    const last = ranges.at(-1);
    if (last && daysBetween(last[1], on) === 1) last[1] = on;
    else ranges.push([on, on]);
  }
  const say = (on: Day): string => (language === 'zh' ? formatDayZh(on).slice(5) : on);
  const [to, and] = language === 'zh' ? ['至', '、'] : [' to ', ', '];
  return ranges.map(([first, last]) => (first === last ? say(first) : say(first) + to + say(last))).join(and);
}

function pauseStep(cal: CalendarData, pause: Required<Pause>, on: Day, countsWork: boolean): DueStep[] {
  if (pause.from > on) return [];
  const before = addDays(pause.from, -1);
  const days = countsWork ? workingDaysBetween(cal, before, pause.to) : daysBetween(before, pause.to);
  const unit = UNITS[countsWork ? 'workingDay' : 'day'];
  return [{ kind: 'pause', on: pause.to, zh: `${formatDayZh(pause.from)}至${formatDayZh(pause.to)}中止，其间${days}${unit.zh}不计`, en: `Paused ${pause.from} to ${pause.to}: ${days} ${unit.en} not counted` }];
}

function roll(cal: CalendarData, on: Day, pauses: readonly Required<Pause>[]): Day {
  let end = on;
  while (!isWorkingDay(cal, end) || (end !== on && pauses.some((pause) => pause.from <= end && end <= pause.to))) end = addDays(end, 1);
  return end;
}

function missingYears(cal: CalendarData, spans: readonly (readonly [Day, Day])[]): number[] {
  const missing = new Set<number>();
  for (const [after, until] of spans) {
    for (let year = Number(addDays(after, 1).slice(0, 4)); year <= Number(until.slice(0, 4)); year++) {
      if (!cal.officialYears.includes(year)) missing.add(year);
    }
  }
  return [...missing].sort();
}
