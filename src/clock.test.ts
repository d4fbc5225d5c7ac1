// 时钟 Clock: what a day is in China, and that a fixed clock moves only when told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chinaDay, fixedClock, systemClock } from './clock.ts';

test('the day in China begins at 16:00 UTC', () => {
  assert.equal(chinaDay(new Date('2026-11-22T15:59:59.999Z')), '2026-11-22');
  assert.equal(chinaDay(new Date('2026-11-22T16:00:00Z')), '2026-11-23');
});

test('a fixed clock stands still, moves when set, and cannot be moved through a date it gave out', () => {
  const clock = fixedClock('2026-12-31T23:59:59+08:00');
  clock.now().setFullYear(1999);
  assert.equal(clock.today(), '2026-12-31');
  clock.set('2027-01-01T00:00:00+08:00');
  assert.equal(clock.today(), '2027-01-01');
  assert.throws(() => clock.set('next week'), RangeError);
});

test('the system clock runs', () => {
  const before = Date.now();
  assert.ok(systemClock.now().getTime() >= before);
  assert.match(systemClock.today(), /^\d{4}-\d{2}-\d{2}$/);
});
