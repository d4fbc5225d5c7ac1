import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNotice, withYear } from './notice.ts';

const notice = `一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。`;

test('the sentences of a notice give the days that differ from the week', () => {
  const { days, unread } = readNotice(notice, 2026);
  assert.deepEqual(unread, []);
  assert.deepEqual(Object.entries(days).filter(([, kind]) => kind === 'work').map(([on]) => on), ['2026-01-04', '2026-02-14', '2026-02-28']);
  assert.deepEqual(Object.entries(days).filter(([, kind]) => kind === 'rest').map(([on]) => on), ['2026-01-01', '2026-01-02', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-23', '2026-04-06']);
});

test('a plain list of days does as well, and a year that is written counts', () => {
  assert.deepEqual(readNotice('2027-01-01,休\n2027-01-02 班\n2026年12月31日 休\n2027/2/8 至 2027/2/9 rest', 2027), {
    days: { '2027-01-01': 'rest', '2027-01-02': 'work', '2026-12-31': 'rest', '2027-02-08': 'rest', '2027-02-09': 'rest' }, unread: [],
  });
});

test('what does not say what a day is, or names a day that does not exist, is handed back and not guessed', () => {
  assert.deepEqual(readNotice('5月1日另行通知。2月30日放假。3月5日至1日放假', 2027), { days: {}, unread: ['5月1日另行通知', '2月30日放假', '3月5日至1日放假'] });
});

test('a year replaces itself and leaves the others', () => {
  const calendar = withYear({ officialYears: [2026], days: { '2026-01-01': 'rest', '2027-05-05': 'rest' } }, 2027, { '2027-01-01': 'rest' });
  assert.deepEqual(calendar, { officialYears: [2026, 2027], days: { '2026-01-01': 'rest', '2027-01-01': 'rest' } });
});
