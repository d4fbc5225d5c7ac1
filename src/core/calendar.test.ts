import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addTerm, addWorkingDays, isWorkingDay, light, workingDaysBetween, type CalendarData } from './calendar.ts';
import { addDays, dayNumber, daysBetween } from './identifiers/dates.ts';

const between = (first: string, last: string): string[] => Array.from({ length: daysBetween(first, last) + 1 }, (_, i) => addDays(first, i));
const restIn2026 = [['01-01', '01-03'], ['02-15', '02-23'], ['04-04', '04-06'], ['05-01', '05-05'], ['06-19', '06-21'], ['09-25', '09-27'], ['10-01', '10-07']];
const workIn2026 = ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'];
const cal: CalendarData = {
  officialYears: [2025, 2026],
  days: Object.fromEntries([
    ...restIn2026.flatMap(([first, last]) => between(`2026-${first}`, `2026-${last}`)).map((on) => [on, 'rest'] as const),
    ...workIn2026.map((on) => [`2026-${on}`, 'work'] as const),
  ]),
};
const days = { amount: 20, unit: 'workingDay' } as const;
const kinds = (reckoning: { steps: readonly { kind: string }[] }) => reckoning.steps.map((step) => step.kind);

/** The same question answered one day after the other. */
function worksSlowly(on: string): boolean {
  const said = cal.days[on];
  if (said) return said === 'work';
  const estimated = !cal.officialYears.includes(Number(on.slice(0, 4))) && /-(01-01|05-0[12]|10-0[123])$/.test(on);
  const weekday = new Date(`${on}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !estimated;
}
function addSlowly(on: string, amount: number, skip: (day: string) => boolean = () => false): string {
  let left = Math.abs(amount);
  let day = on;
  while (left > 0) {
    day = addDays(day, Math.sign(amount));
    if (worksSlowly(day) && !skip(day)) left--;
  }
  return day;
}
const anyDay = fc.integer({ min: dayNumber('2024-12-01'), max: dayNumber('2027-06-30') }).map((n) => addDays('1970-01-01', n));

test('working days agree with counting day by day', () => {
  fc.assert(fc.property(anyDay, fc.integer({ min: -40, max: 60 }), (on, amount) => {
    assert.equal(isWorkingDay(cal, on), worksSlowly(on));
    assert.equal(addWorkingDays(cal, on, amount), addSlowly(on, amount));
  }), { numRuns: 2000 });
});

test('the number of working days between two days agrees with counting, both ways', () => {
  fc.assert(fc.property(anyDay, fc.integer({ min: 0, max: 90 }), (a, length) => {
    const b = addDays(a, length);
    const counted = between(a, b).slice(1).filter(worksSlowly).length;
    assert.equal(workingDaysBetween(cal, a, b), counted);
    assert.equal(workingDaysBetween(cal, b, a) + counted, 0);
  }), { numRuns: 1000 });
});

test('pauses and an extension agree with counting day by day', () => {
  const pause = fc.tuple(fc.integer({ min: -3, max: 40 }), fc.integer({ min: 0, max: 12 }));
  fc.assert(fc.property(anyDay, fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 10 }), fc.array(pause, { maxLength: 4 }), fc.constantFrom('workingDay', 'day'), (on, amount, more, spans, unit) => {
    const pauses = spans.map(([offset, length]) => ({ from: addDays(on, offset), to: addDays(on, offset + length) }));
    const paused = (day: string) => pauses.some(({ from, to }) => from <= day && day <= to);
    const reckoned = addTerm(cal, on, { amount, unit }, { rollIfHoliday: false, pauses, extension: { amount: more, unit } });
    let expected = addSlowly(on, amount + more, paused);
    if (unit === 'day') {
      expected = on;
      for (let left = amount + more; left > 0;) { expected = addDays(expected, 1); if (!paused(expected)) left--; }
    }
    assert.equal(reckoned.on, expected);
  }), { numRuns: 2000 });
});

test('National Day 2026: the holiday and the weekends drop out, the make-up Saturday counts', () => {
  const reckoned = addTerm(cal, '2026-09-18', { amount: 10, unit: 'workingDay' }, { rollIfHoliday: true });
  assert.equal(reckoned.on, '2026-10-09');
  assert.equal(addTerm(cal, '2026-09-18', { amount: 11, unit: 'workingDay' }, { rollIfHoliday: true }).on, '2026-10-10');
  assert.equal(reckoned.provisional, false);
  assert.deepEqual(kinds(reckoned), ['start', 'count', 'skip', 'due']);
  assert.deepEqual(reckoned.steps.map((step) => step.zh), [
    '2026年9月18日起算事由发生，当日不计入',
    '自次日起计10个工作日，至2026年10月9日',
    '其间周末1天不计，放假9月25日至9月27日、10月1日至10月7日共10天不计，调休上班9月20日计入',
    '于2026年10月9日届满',
  ]);
});

test('a term of days that ends in a holiday rolls to the first working day after it', () => {
  const rolled = addTerm(cal, '2026-09-03', { amount: 30, unit: 'day' }, { rollIfHoliday: true });
  assert.equal(rolled.on, '2026-10-08');
  assert.ok(rolled.steps.some((step) => step.kind === 'roll' && step.zh.includes('2026年10月3日为休息日，顺延')));
  assert.equal(addTerm(cal, '2026-09-03', { amount: 30, unit: 'day' }, { rollIfHoliday: false }).on, '2026-10-03');
  assert.equal(addTerm(cal, '2026-02-24', { amount: 4, unit: 'day' }, { rollIfHoliday: true }).on, '2026-02-28', 'a make-up Saturday is a working day');
});

test('months end on the same date or the last of the month, years on 28 February after a leap day', () => {
  const end = (on: string, amount: number, unit: 'month' | 'year') => addTerm(cal, on, { amount, unit }, { rollIfHoliday: false }).on;
  assert.equal(end('2026-01-31', 1, 'month'), '2026-02-28');
  assert.equal(end('2024-01-31', 1, 'month'), '2024-02-29');
  assert.equal(end('2026-08-31', 3, 'month'), '2026-11-30');
  assert.equal(end('2024-02-29', 1, 'year'), '2025-02-28');
  assert.equal(end('2024-02-29', 4, 'year'), '2028-02-29');
  assert.equal(addTerm(cal, '2026-01-31', { amount: 1, unit: 'month' }, { rollIfHoliday: false, extension: { amount: 1, unit: 'month' } }).on, '2026-03-31');
});

test('an extension in another unit is counted on from the end of the term', () => {
  const reckoned = addTerm(cal, '2026-07-01', { amount: 1, unit: 'month' }, { rollIfHoliday: true, extension: { amount: 5, unit: 'workingDay' } });
  assert.equal(reckoned.on, '2026-08-07');
  assert.deepEqual(kinds(reckoned), ['start', 'count', 'extension', 'skip', 'due']);
});

test('a day in a year without an official calendar is provisional and says so', () => {
  const reckoned = addTerm(cal, '2026-12-20', days, { rollIfHoliday: true });
  assert.equal(reckoned.provisional, true);
  assert.equal(reckoned.on, '2027-01-18', 'New Year 2027 is estimated as a day of rest');
  assert.ok(reckoned.steps.some((step) => step.kind === 'provisional' && step.zh.startsWith('2027年尚无官方放假安排')));
  const loaded: CalendarData = { officialYears: [2026, 2027], days: { ...cal.days, '2027-01-01': 'rest' } };
  assert.equal(addTerm(loaded, '2026-12-20', days, { rollIfHoliday: true }).provisional, false);
});

test('a term that never asks the calendar is not provisional', () => {
  assert.equal(addTerm(cal, '2026-12-20', { amount: 5, unit: 'year' }, { rollIfHoliday: false }).provisional, false);
  assert.equal(addTerm(cal, '2026-12-20', { amount: 5, unit: 'year' }, { rollIfHoliday: true }).provisional, true);
});

test('while a pause has no end there is no due day', () => {
  const stopped = addTerm(cal, '2026-11-02', days, { rollIfHoliday: true, pauses: [{ from: '2026-11-09' }] });
  assert.equal(stopped.on, null);
  assert.equal(stopped.steps.at(-1)?.zh, '自2026年11月9日起中止，恢复后续算，现无到期日');
  const over = addTerm(cal, '2026-11-02', { amount: 3, unit: 'workingDay' }, { rollIfHoliday: true, pauses: [{ from: '2026-11-09' }] });
  assert.equal(over.on, '2026-11-05', 'a pause after the end changes nothing');
  const resumed = addTerm(cal, '2026-11-02', days, { rollIfHoliday: true, pauses: [{ from: '2026-11-09', to: '2026-11-13' }] });
  assert.equal(resumed.on, '2026-12-07');
  assert.ok(resumed.steps.some((step) => step.zh === '2026年11月9日至2026年11月13日中止，其间5个工作日不计'));
});

test('nonsense is refused', () => {
  assert.throws(() => addTerm(cal, '2026-11-02', { amount: -1, unit: 'day' }, { rollIfHoliday: false }), RangeError);
  assert.throws(() => addTerm(cal, '2026-11-02', days, { rollIfHoliday: false, pauses: [{ from: '2026-11-09', to: '2026-11-08' }] }), RangeError);
  assert.throws(() => addWorkingDays(cal, '2026-02-30', 1), RangeError);
  assert.throws(() => addWorkingDays(cal, '2149-12-30', 9), RangeError);
});

test('lights speak in working days', () => {
  const say = (today: string, dueOn: string) => { const { colour, zh } = light(cal, today, dueOn, { yellowWithin: 3 }); return `${colour} ${zh}`; };
  assert.equal(say('2026-11-02', '2026-11-09'), 'green 剩余5个工作日');
  assert.equal(say('2026-11-04', '2026-11-09'), 'yellow 剩余3个工作日');
  assert.equal(say('2026-09-30', '2026-10-09'), 'yellow 剩余2个工作日');
  assert.equal(say('2026-11-09', '2026-11-09'), 'yellow 今日到期');
  assert.equal(say('2026-11-07', '2026-11-08'), 'yellow 剩余不足1个工作日');
  assert.equal(say('2026-11-11', '2026-11-09'), 'red 已超期2个工作日');
  assert.equal(say('2026-10-12', '2026-10-09'), 'red 已超期2个工作日');
  assert.equal(say('2026-11-07', '2026-11-06'), 'red 已超期（不足1个工作日）');
});

test('a due day costs about the same whether the term is one day or thirty: no day is walked', () => {
  const starts = between('2025-01-01', '2026-12-31');
  const took = (days: number): number => Math.min(...Array.from({ length: 5 }, () => {
    const begin = performance.now();
    for (let i = 0; i < 100_000; i++) addWorkingDays(cal, starts[i % starts.length] as string, days);
    return performance.now() - begin;
  }));
  took(1);
  const ratio = took(250) / took(1);
  assert.ok(ratio < 20, `a term 250 times as long took ${ratio.toFixed(1)} times as long`);
});
