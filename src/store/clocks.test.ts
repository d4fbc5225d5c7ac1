import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { canonicalBytes } from '../core/log/canonical.ts';
import { createHmac } from 'node:crypto';
import type { CalendarData } from '../core/calendar.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { openPool } from './db.ts';
import { type Door, doorOf, judgment } from './door-for-tests.ts';
import { reclock, reckonAgain } from './reclock.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse({ at: '2026-12-30T09:00:00+08:00' });
  d = doorOf(t);
});
after(() => t.close());

const about = { register: 'rule-change' };
const clock = (id: string) => d.one('select seq, state, due_on, due, updated_at from rc.record where id = $1', id);
const lastEntry = (id: string) => d.one('select e.*, c.salt, c.body from rc.entry e join rc.entry_content c using (register, record_id, n) where record_id = $1 order by n desc limit 1', id);
const calendar = (): CalendarData => t.house.rulesOn(t.clock.today()).calendar;

/** Puts a calendar in force today, by two people. */
async function notice(body: CalendarData): Promise<void> {
  const { id } = await d.does('guize1', 'propose', undefined, { kind: 'calendar', key: 'working-days', body, basis: 'law', effectiveFrom: t.clock.today(), reason: '国务院办公厅放假通知' }, about);
  await d.does('guize2', 'approve', id, {}, about);
  await t.house.settled();
}

/** A holiday notice of 2027 that no year ever had: a bridge on Monday 4 January, worked off on Saturday the 9th. */
const of2027 = (days: CalendarData['days'] = { '2027-01-01': 'rest', '2027-01-04': 'rest', '2027-01-09': 'work' }): CalendarData =>
  ({ officialYears: [...calendar().officialYears.filter((y) => y !== 2027), 2027], days: { ...calendar().days, ...days } });

const ids: Record<string, string> = {};

test('a due day in a year without an official calendar is provisional, one within the year is not', async () => {
  ids['open'] = await judgment(t, 1, 'atCounty');
  const open = await clock(ids['open']);
  // Thursday the 31st, then Monday and Tuesday: 1 January is a fixed holiday, estimated or not.
  assert.deepEqual([open.due_on, open.due.provisional], ['2027-01-05', true]);
  ids['today'] = await judgment(t, 2, 'proposed');
  assert.deepEqual([(await clock(ids['today'])).due_on, (await clock(ids['today'])).due.provisional], ['2027-01-04', true]);
  ids['shown'] = await judgment(t, 3, 'disclosed');
  assert.equal((await clock(ids['shown'])).due.provisional, false, 'a term in months asks no calendar');
  ids['ended'] = await judgment(t, 4, 'atCounty');
  await d.does('jiangbei2', 'discard', ids['ended'], { reason: '误报' });
  ids['late'] = await judgment(t, 5, 'atCounty');
});

test('a new holiday notice moves the open clocks and says so in each history; closed ones and terms in months stay', async () => {
  const before = { shown: await clock(ids['shown'] as string), ended: await clock(ids['ended'] as string) };
  await notice(of2027());
  const open = await clock(ids['open'] as string);
  assert.deepEqual([open.due_on, open.due.on, open.due.provisional, open.state], ['2027-01-06', '2027-01-06', false, 'atCounty']);
  const entry = await lastEntry(ids['open'] as string);
  assert.deepEqual([entry.action, entry.by_account, entry.state_from, entry.state_to, entry.due_on, entry.n, open.seq], ['reclock', null, 'atCounty', 'atCounty', '2027-01-06', 3, 3]);
  assert.deepEqual([entry.body.input.from, entry.body.input.to], ['2027-01-05', '2027-01-06']);
  assert.match(entry.body.input.why, /工作日历第 2 版/);
  assert.deepEqual(entry.rules.map((r: { kind: string; version: number }) => [r.kind, r.version]), [['limit', 2], ['calendar', 2]]);
  assert.equal((await clock(ids['today'] as string)).due_on, '2027-01-05');
  assert.deepEqual(await clock(ids['shown'] as string), before.shown);
  assert.deepEqual(await clock(ids['ended'] as string), before.ended);
});

test('the entry of a moved clock is bound by a commitment of the same form as every other', async () => {
  const e = await lastEntry(ids['open'] as string);
  const bound = { register: e.register, id: e.record_id, n: e.n, action: e.action, by: null, on: e.on_day, state: e.state_to, content: e.body };
  assert.equal(createHmac('sha256', e.salt).update(canonicalBytes(bound)).digest('hex'), e.commitment.toString('hex'));
});

test('whoever saw the clock before it moved is told, and goes on from there', async () => {
  assert.equal((await d.isRefused('jiangbei1', 'verify', ids['open'], {}, { seq: 2 })).kind, 'conflict');
  assert.equal((await d.does('jiangbei1', 'verify', ids['open'], {}, { seq: 3 })).state, 'atCity');
});

test('clocks that stand right are left alone, however often they are asked', async () => {
  const { n } = await d.one('select count(*) as n from rc.entry');
  assert.equal(await reclock(t.house), 0);
  await notice(of2027());
  assert.equal((await d.one("select count(*) as n from rc.entry where action = 'reclock' and (rules->1->>'version')::int = 3")).n, 0, 'the same calendar again moves nothing');
  const { id } = await d.does('guize1', 'propose', undefined, { kind: 'limit', key: 'record.fix', body: t.house.rulesOn(t.clock.today()).get('limit', 'record.fix').body, basis: 'policy', effectiveFrom: t.clock.today(), reason: '重申' }, about);
  await d.does('guize2', 'approve', id, {}, about);
  await t.house.settled();
  assert.equal((await d.one("select count(*) as n from rc.entry where action = 'reclock'")).n, (await d.one("select count(*) as n from rc.entry where action = 'reclock' and (rules->1->>'version')::int = 2")).n);
  assert.ok((await d.one('select count(*) as n from rc.entry')).n > n);
});

test('a notice that shortens a term never lets a running clock run out in the past', () => {
  const rules = t.house.rulesOn('2027-01-05');
  const due = { on: '2027-01-06', from: '2026-12-30', rule: { kind: 'limit' as const, key: 'record.verify.county', version: 2 }, provisional: true };
  const worked: CalendarData = { ...calendar(), days: { ...calendar().days, '2027-01-01': 'work', '2027-01-02': 'work', '2027-01-03': 'work' } };
  assert.equal(reckonAgain(due, { ...rules, calendar: worked, on: '2027-01-05' })?.on, '2027-01-05');
  assert.equal(reckonAgain(due, { ...rules, calendar: worked, on: '2026-12-31' })?.on, '2027-01-02');
  assert.equal(reckonAgain({ ...due, extension: { amount: 2, unit: 'workingDay' } }, { ...rules, on: '2026-12-31' })?.on, '2027-01-08', 'an extension stays granted');
  assert.equal(reckonAgain({ ...due, rule: { kind: 'severity', key: 'general', version: 0 } }, rules), undefined);
});

test('more clocks than fit into one chunk all move', async () => {
  const owner = openPool(t.database.owner, 1);
  const copies = 1100;
  await owner.query(`insert into rc.record select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'no', 'X-' || i, 'unique_key', null))).* from rc.record r, generate_series(1, ${copies}) i where r.id = $1`, [ids['late']]);
  const { due_on: stood } = await clock(ids['late'] as string);
  await notice(of2027({ '2027-01-01': 'rest', '2027-01-04': 'rest', '2027-01-05': 'rest', '2027-01-06': 'rest', '2027-01-09': 'work' }));
  const { rows } = await owner.query("select due_on, count(*)::int as n, min(seq) as low, max(seq) as high from rc.record where no like 'X-%' group by 1");
  assert.equal(stood, '2027-01-06');
  assert.deepEqual(rows, [{ due_on: '2027-01-08', n: copies, low: 4, high: 4 }]);
  assert.equal((await d.one("select count(*) as n from rc.entry e join rc.record r on r.id = e.record_id where r.no like 'X-%' and e.action = 'reclock'")).n, copies);
  await owner.end();
});
