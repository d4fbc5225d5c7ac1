// 放假通知: reads the days of rest and of work out of what the State Council's yearly notice says, or out of a plain list of days, so that
// nobody types a calendar by hand. Only what differs from the week counts: a Saturday of rest tells nothing.
import { addDays, isCivilDay } from '../../../core/identifiers/dates.ts';
import type { CalendarData } from '../../../core/working-days.ts';

export type Kind = 'rest' | 'work';
export interface Notice {
  /** Days that differ from the week. */
  readonly days: Readonly<Record<string, Kind>>;
  /** Sentences that name a day but not what it is, and days that do not exist. */
  readonly unread: readonly string[];
}

const SPAN_DAYS_MAX = 15;
const dayForm = /(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?/;
const spanForm = new RegExp(`${dayForm.source}(?:\\s*(?:至|到|—+|~|～)\\s*(?:(?:(\\d{4})\\s*[-/.年]\\s*)?(\\d{1,2})\\s*[-/.月]\\s*)?(\\d{1,2})\\s*日?)?`, 'g');

const isWeekend = (on: string): boolean => new Date(`${on}T00:00:00Z`).getUTCDay() % 6 === 0;
const dayOf = (year: string | number, month: string | number, day: string | number): string => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

function kindOf(sentence: string): Kind | undefined {
  if (/上班|调休上班|补班|\bwork\b|[,，\t\s]班/.test(sentence)) return 'work';
  return /放假|休息|调休|\brest\b|[,，\t\s]休/.test(sentence) ? 'rest' : undefined;
}

/** Days from the first to the last of a span; undefined for one that runs backwards, too long or over a day that does not exist. */
function daysFrom(first: string, last: string): string[] | undefined {
  if (!isCivilDay(first) || !isCivilDay(last) || last < first) return undefined;
  const days = [first];
  while ((days.at(-1) as string) < last && days.length <= SPAN_DAYS_MAX) days.push(addDays(days.at(-1) as string, 1));
  return days.length > SPAN_DAYS_MAX ? undefined : days;
}

/** What the text says of a year's days. A day without a year is of that year; one of another year is taken as written. */
export function readNotice(text: string, year: number): Notice {
  const days: Record<string, Kind> = {};
  const unread: string[] = [];
  const sentences = text.normalize('NFKC').replaceAll(/[(（][^)）]*[)）]/g, '').split(/[。;\n]/).map((sentence) => sentence.trim()).filter((sentence) => dayForm.test(sentence));
  for (const sentence of sentences) {
    const kind = kindOf(sentence);
    const spans = [...sentence.matchAll(spanForm)].map(([, y = year, m = '', d = '', lastYear, lastMonth, lastDay]) => daysFrom(dayOf(y, m, d), lastDay === undefined ? dayOf(y, m, d) : dayOf(lastYear ?? y, lastMonth ?? m, lastDay)));
    if (kind === undefined || spans.includes(undefined)) { unread.push(sentence); continue; }
    for (const on of spans.flatMap((span) => span ?? [])) if (isWeekend(on) === (kind === 'work')) days[on] = kind;
  }
  return { days, unread };
}

/** The calendar with a year as its notice has it: what was known of that year before is replaced, other years stay. */
export function withYear(calendar: CalendarData, year: number, days: Readonly<Record<string, Kind>>): CalendarData {
  const others = Object.entries(calendar.days).filter(([on]) => !on.startsWith(`${year}-`));
  return { officialYears: [...new Set([...calendar.officialYears, year])].sort((a, b) => a - b), days: Object.fromEntries([...others, ...Object.entries(days)].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
