import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Actor } from './actor.ts';
import { addWorkingDays, type CalendarData, isWorkingDay } from './calendar.ts';
import { type DueDay, moveClock, pausedSince } from './clock.ts';
import { field } from './field.ts';
import { addDays, dayNumber } from './identifiers/dates.ts';
import { cite } from './law.ts';
import { type Current, decide, type Decision } from './lifecycle.ts';
import type { Problem } from './problem.ts';
import { type Deed, defineRegister } from './register.ts';
import type { Limit, Rule, RuleLookup } from './rules.ts';

const calendar: CalendarData = { officialYears: [2026, 2027], days: { '2026-12-31': 'rest', '2027-01-01': 'rest', '2027-01-02': 'work' } };
const source = { instrument: '测试规程', article: '一' };
const words = { zh: '核查', en: 'Check' };
const limit = (key: string, more: Partial<Limit> = {}): Limit => ({ key, label: words, amount: 5, unit: 'workingDay', start: words, rollIfHoliday: false, source, ...more });
const movable = { extendMax: { amount: 5, unit: 'workingDay' }, pausable: words } as const;

/** Version 1 of the limit `check` may be moved, version 2, in force from 1 December, may not. */
const versions: readonly Rule<'limit'>[] = [
  { kind: 'limit', key: 'check', version: 1, effectiveFrom: '2026-01-01', effectiveTo: '2026-12-01', basis: 'policy', body: limit('check', movable) },
  { kind: 'limit', key: 'check', version: 2, effectiveFrom: '2026-12-01', effectiveTo: null, basis: 'policy', body: limit('check') },
  { kind: 'limit', key: 'fixed', version: 1, effectiveFrom: '2026-01-01', effectiveTo: null, basis: 'policy', body: limit('fixed') },
];
const rulesOn = (on: string): RuleLookup => {
  const find = (key: string) => versions.find((v) => v.key === key && v.effectiveFrom <= on && (v.effectiveTo === null || on < v.effectiveTo));
  return { on, calendar, find: (_: string, key: string) => find(key), get: (_: string, key: string) => find(key), version: (_: string, key: string, n: number) => versions.find((v) => v.key === key && v.version === n), all: () => [] } as unknown as RuleLookup;
};

const moves = ['open', 'bounded', 'fixed', 'dated', 'idle'] as const;
const register = defineRegister({
  id: 'clocked', label: words, purpose: words, law: [cite('测试规程', '一', '测试')], series: 'ZZ',
  fields: { reason: field.text({ zh: '理由', en: 'Reason', max: 50 }) },
  refusals: {},
  states: {
    open: { ...words, due: { within: 'check', else: 'lapse' } }, bounded: { ...words, due: { within: 'check', until: () => '2027-06-01', else: 'lapse' } }, fixed: { ...words, due: { within: 'fixed' } },
    dated: { ...words, due: { on: () => '2027-06-01', rule: 'publicity', else: 'lapse' } }, idle: words, over: { ...words, end: true },
  },
  actions: {
    start: { ...words, from: 'nothing', to: 'open', by: 'maker@any', takes: [] },
    ask: { ...words, from: moves, to: 'same', by: 'maker@any', takes: ['reason'] },
    extend: { ...words, from: moves, to: 'same', clock: 'extend', answers: 'ask', apart: ['ask'], by: 'maker@any', takes: [] },
    deny: { ...words, from: moves, to: 'same', answers: 'ask', apart: ['ask'], by: 'maker@any', takes: [] },
    pause: { ...words, from: moves, to: 'same', clock: 'pause', by: 'maker@any', takes: [] },
    resume: { ...words, from: moves, to: 'same', clock: 'resume', by: 'maker@any', takes: [] },
    edit: { ...words, from: moves, to: 'same', by: 'maker@any', takes: [] },
    again: { ...words, from: moves, to: 'open', by: 'maker@any', takes: [] },
    lapse: { ...words, from: moves, to: 'over', by: 'system@any', takes: [] },
  },
  reads: ['maker@any'],
  columns: () => ({ title: '' }),
});

const person = (accountId: string): Actor => ({ accountId, name: accountId, bodyId: null, bodyName: '', personId: null, areaCode: '', level: 'city', roles: ['maker'], areas: 'all' });

/** One record that people act on, one after the other; what was refused leaves it as it was. */
function life(startOn: string) {
  let current: Current | null = null;
  const deeds: Deed[] = [];
  const ask = (action: string, today: string, by: string) => decide({ register, action, actor: person(by), input: action === 'ask' ? { reason: '疑难' } : {}, today, rules: rulesOn(today), current, subject: null, deeds });
  const does = (action: string, today: string, by = 'a'): Decision => {
    const outcome = ask(action, today, by);
    assert.ok(outcome.ok, outcome.ok ? '' : `${action}: ${outcome.problem.code}`);
    const { state, version, sofar, due } = outcome.value;
    current = { state, version, sofar, due, where: { subjectId: null, areaCode: null, makerBody: null, handlerBody: null } };
    deeds.push({ action, by });
    return outcome.value;
  };
  const isRefused = (action: string, today: string, by = 'a'): Problem => {
    const outcome = ask(action, today, by);
    assert.ok(!outcome.ok, `${action} on ${today}`);
    assert.match(outcome.problem.detail.zh, /\p{Script=Han}{4}/u);
    return outcome.problem;
  };
  does('start', startOn);
  return { does, isRefused, due: () => current?.due as DueDay, put: (state: string, due: DueDay | null) => { current = { ...(current as Current), state, due }; } };
}

test('an extension is asked by one and granted by another, by the rule that the clock cites, once', () => {
  const r = life('2026-11-23');
  assert.equal(r.due().on, '2026-11-30');
  assert.equal(r.isRefused('extend', '2026-11-24', 'b').code, 'nothing-asked');
  r.does('ask', '2026-11-24');
  assert.equal(r.isRefused('ask', '2026-11-24', 'b').code, 'asked-already');
  assert.equal(r.isRefused('extend', '2026-11-25').code, 'same-person');
  assert.equal(r.does('deny', '2026-11-25', 'b').due?.on, '2026-11-30');
  assert.equal(r.isRefused('extend', '2026-11-25', 'b').code, 'nothing-asked', 'a request is answered once');
  r.does('ask', '2026-11-26');
  const granted = r.does('extend', '2026-11-30', 'b');
  assert.deepEqual([granted.due?.on, granted.due?.from, granted.due?.extension], ['2026-12-07', '2026-11-23', movable.extendMax]);
  assert.deepEqual(granted.rules, [{ kind: 'limit', key: 'check', version: 1 }]);
  assert.equal(r.isRefused('ask', '2026-12-01', 'c').code, 'extended-already', 'no request is taken that nobody could grant');
  assert.match(r.isRefused('ask', '2026-12-01', 'c').detail.zh, /已延长过一次.*2026年12月7日/);
  assert.equal(r.does('again', '2026-12-01').due?.extension, undefined, 'another state, another clock');
  assert.equal(r.isRefused('ask', '2026-12-02', 'c').code, 'not-extendable', 'it runs by version 2');
});

test('a clock started under an older version is moved by that version, though a stricter one is in force', () => {
  const r = life('2026-11-30');
  r.does('ask', '2026-12-02');
  assert.equal(r.does('extend', '2026-12-02', 'b').due?.on, '2026-12-14');
  assert.equal(r.does('pause', '2026-12-03').due?.on, null);
});

test('a request ends with the state in which it was made, and with the day on which the clock ran out', () => {
  const r = life('2026-11-23');
  r.does('ask', '2026-11-24');
  r.does('edit', '2026-11-24');
  assert.equal(r.isRefused('ask', '2026-11-24').code, 'asked-already', 'what changes nothing leaves the request');
  assert.equal(r.isRefused('extend', '2026-12-01', 'b').code, 'clock-over');
  assert.equal(r.does('deny', '2026-12-01', 'b').due?.on, '2026-11-30', 'late, but it can be answered');
  const other = life('2026-11-23');
  other.does('ask', '2026-11-24');
  other.does('again', '2026-11-25');
  assert.equal(other.isRefused('extend', '2026-11-25', 'b').code, 'nothing-asked');
});

test('a paused clock has no due day, cannot be moved but resumed, and goes on with what was left', () => {
  const r = life('2026-11-23');
  assert.equal(r.isRefused('resume', '2026-11-24').code, 'not-paused');
  r.does('ask', '2026-11-24', 'z');
  const paused = r.does('pause', '2026-11-25');
  assert.deepEqual([paused.due?.on, paused.due?.provisional, paused.due?.pauses, pausedSince(paused.due)], [null, false, [{ from: '2026-11-25' }], '2026-11-25']);
  assert.deepEqual(paused.rules, [{ kind: 'limit', key: 'check', version: 1 }]);
  assert.equal(r.isRefused('pause', '2026-11-26').code, 'clock-paused');
  assert.equal(r.isRefused('extend', '2026-11-26').code, 'clock-paused');
  assert.equal(r.does('edit', '2026-11-26').due?.on, null, 'what does not move the clock leaves it paused');
  const resumed = r.does('resume', '2026-12-02');
  // Of five days the 24th is gone; four are left, the day of resuming among them.
  assert.deepEqual([resumed.due?.on, resumed.due?.pauses], ['2026-12-07', [{ from: '2026-11-25', to: '2026-12-01' }]]);
  assert.equal(r.does('extend', '2026-12-02').due?.on, '2026-12-14', 'paused and extended');
  assert.equal(r.does('pause', '2026-12-14').due?.on, null, 'on the last day there is still a day to pause');
  assert.equal(r.does('resume', '2026-12-16').due?.on, '2026-12-16');
  assert.equal(r.isRefused('pause', '2026-12-17').code, 'clock-over');
  assert.deepEqual(r.does('again', '2026-12-17').due?.pauses, undefined);
});

test('a notice that came while a clock stood cannot let it resume into the past', () => {
  const due: DueDay = { on: null, from: '2027-01-08', rule: { kind: 'limit', key: 'check', version: 1 }, provisional: false, pauses: [{ from: '2027-01-15' }] };
  const worked: CalendarData = { ...calendar, days: { ...calendar.days, '2027-01-09': 'work', '2027-01-10': 'work' } };
  assert.equal(moveClock('resume', due, limit('check', movable), { ...rulesOn('2027-01-18') }).on, '2027-01-18');
  assert.equal(moveClock('resume', due, limit('check', movable), { ...rulesOn('2027-01-18'), calendar: worked }).on, '2027-01-18');
});

test('leaving the state while paused ends the pause', () => {
  const r = life('2026-11-23');
  r.does('pause', '2026-11-25');
  const due = r.does('again', '2026-11-26').due;
  assert.deepEqual([due?.on, due?.pauses, pausedSince(due)], ['2026-12-03', undefined, undefined]);
});

test('a day fixed by law, a bounded clock, a limit that says nothing of it and a state without a clock are not moved', () => {
  const r = life('2026-11-23');
  const { due } = r;
  const limitDue = due();
  for (const action of ['pause', 'ask']) {
    r.put('dated', { on: '2027-06-01', from: '2026-11-23', rule: { kind: 'severity', key: 'general', version: 0 }, provisional: false });
    assert.equal(r.isRefused(action, '2026-11-24').code, 'no-clock');
    r.put('bounded', limitDue);
    assert.equal(r.isRefused(action, '2026-11-24').code, 'no-clock');
    r.put('idle', null);
    assert.equal(r.isRefused(action, '2026-11-24').code, 'no-clock');
    r.put('fixed', { ...limitDue, rule: { kind: 'limit', key: 'fixed', version: 1 } });
    assert.equal(r.isRefused(action, '2026-11-24').code, action === 'pause' ? 'not-pausable' : 'not-extendable');
  }
});

test('however often a clock is paused, resumed and extended, it gives exactly the days that were promised', () => {
  const anyDay = fc.integer({ min: dayNumber('2026-11-02'), max: dayNumber('2027-02-01') }).map((n) => addDays('1970-01-01', n));
  const body = limit('check', movable);
  fc.assert(fc.property(anyDay, fc.array(fc.tuple(fc.nat(4), fc.nat(9)), { maxLength: 4 }), fc.nat(4), (startOn, stretches, extendAt) => {
    let due: DueDay = { on: addWorkingDays(calendar, startOn, 5), from: startOn, rule: { kind: 'limit', key: 'check', version: 1 }, provisional: false };
    let today = startOn;
    const pausedDays = new Set<string>();
    const extend = (): void => { due = moveClock('extend', due, body, { ...rulesOn(today), calendar }); };
    for (const [i, [run, stand]] of stretches.entries()) {
      if (i === extendAt) extend();
      const from = addDays(today, run);
      if (from > (due.on as string)) break;
      due = moveClock('pause', due, body, { ...rulesOn(from), calendar });
      today = addDays(from, stand);
      for (let day = from; day < today; day = addDays(day, 1)) pausedDays.add(day);
      due = moveClock('resume', due, body, { ...rulesOn(today), calendar });
      assert.ok((due.on as string) >= today, 'no clock resumes into the past');
    }
    const promised = due.extension === undefined ? 5 : 10;
    let left = promised;
    let day = startOn;
    while (left > 0) { day = addDays(day, 1); if (isWorkingDay(calendar, day) && !pausedDays.has(day)) left--; }
    assert.equal(due.on, day);
    assert.equal(pausedSince(due), undefined);
  }), { numRuns: 2000 });
});
