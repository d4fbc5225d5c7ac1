// 日期的显示: days as people read them, instants in Beijing time wherever the browser stands. How days are typed is the core's business.
import { formatDayZh, isCivilDay } from '../core/identifiers/dates.ts';
import type { Day, Instant } from './contract.ts';
import { language } from './i18n.ts';

const weekdays = { zh: ['日', '一', '二', '三', '四', '五', '六'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] };

/** 2026年11月23日 / 23 Nov 2026; '' for no day. */
export function showDay(day: Day | null | undefined, { weekday = false } = {}): string {
  if (!day) return '';
  if (!isCivilDay(day)) return day;
  const date = new Date(`${day}T00:00:00Z`);
  const name = weekdays[language][date.getUTCDay()] ?? '';
  if (language === 'en') {
    const text = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
    return weekday ? `${name} ${text}` : text;
  }
  return weekday ? `${formatDayZh(day)}（周${name}）` : formatDayZh(day);
}

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });

/** 2026-11-23 15:04, Beijing time. */
export const showInstant = (at: Instant): string => clock.format(new Date(at));
