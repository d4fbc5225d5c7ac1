// 公示期算法与日期写法的测试.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleBody, severities } from './for-tests.ts';
import { dayInWords, readDay } from './labels.ts';
import { dayAfter, periodInWords, severityRule } from './reckoning.ts';
import type { Rule } from './types.ts';

const rule = (version: number, amount: number): Rule => ({
  kind: 'severity', key: 'general', version, effectiveFrom: '2025-01-01', effectiveTo: null, basis: 'law',
  body: { label: severities.general, publicityMax: { amount, unit: 'year' } },
});

test('a month or year later is the same day, or the last of the month', () => {
  assert.equal(dayAfter('2026-01-31', { amount: 1, unit: 'month' }), '2026-02-28');
  assert.equal(dayAfter('2024-02-29', { amount: 1, unit: 'year' }), '2025-02-28');
  assert.equal(dayAfter('2026-11-23', { amount: 3, unit: 'month' }), '2027-02-23');
  assert.equal(dayAfter('2026-12-31', { amount: 1, unit: 'day' }), '2027-01-01');
  assert.equal(dayAfter('2026-11-23', { amount: 3, unit: 'workingDay' }), undefined);
});

test('the end is explained by the version that decided it, from the day it was counted from', () => {
  const body = sampleBody(0);
  assert.equal(severityRule(body, [rule(1, 1), rule(2, 3)])?.version, 1);
  assert.match(periodInWords(body, rule(1, 1)).zh, /自文书作出之日（2026年1月5日）起最长 1 年，至2027年1月5日止/);
  assert.match(periodInWords({ ...body, decidedOn: '2020-01-01' }, rule(1, 1)).zh, /自公示之日/);
});

test('days that do not fit the rule are stated, not explained; a day in words is understood', () => {
  const body = sampleBody(0);
  assert.doesNotMatch(periodInWords(body, rule(1, 3)).zh, /最长/);
  assert.doesNotMatch(periodInWords({ ...body, decidedOn: '去年', from: '2026-03-01' }, rule(1, 1)).zh, /最长/);
  assert.match(periodInWords({ ...body, decidedOn: '2026年1月5日' }, rule(1, 1)).zh, /自文书作出之日/);
});

test('days are read as people write them, and no day is none', () => {
  for (const text of ['2026-11-23', '2026/11/23', '2026.11.23', '2026年11月23日', '20261123', '２０２６－１１－２３', ' 2026-11-23 ']) assert.equal(readDay(text), '2026-11-23', text);
  for (const text of ['', '2026-02-30', '2026-13-01', '23.11.2026', '昨天', '2026']) assert.equal(readDay(text), undefined, text);
  assert.equal(dayInWords('2026-01-05'), '2026年1月5日');
});
