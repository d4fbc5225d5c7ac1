import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { CalendarData } from '../core/calendar.ts';
import type { Register } from '../core/register.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { caseNumber, type Door, doorOf, judgment, record } from './door-for-tests.ts';
import { listRecords } from './records.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const lastEntry = (id: string) => d.one('select e.*, c.body from rc.entry e join rc.entry_content c using (register, record_id, n) where record_id = $1 order by n desc limit 1', id);
const on = (day: string): void => t.clock.set(`${day}T09:00:00+08:00`);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const why = { reason: '向江北县法院核对判决是否生效' };

test('a paused clock stands in the record and its history, and goes on with what was left', async () => {
  const id = await judgment(t, 1, 'atCounty');
  assert.equal((await row(id)).due_on, '2026-11-26');
  on('2026-11-25');
  assert.equal((await d.isRefused('jiangbei2', 'pause', id, why)).kind, 'forbidden', 'not by whoever made it');
  assert.equal((await d.isRefused('jiangbei1', 'pause', id)).kind, 'invalid', 'not without a reason');
  const paused = await d.does('jiangbei1', 'pause', id, why);
  assert.equal(paused.state, 'atCounty');
  const stood = await row(id);
  assert.deepEqual([stood.due_on, stood.due.on, stood.due.pauses], [null, null, [{ from: '2026-11-25' }]]);
  const entry = await lastEntry(id);
  assert.deepEqual([entry.action, entry.due_on, entry.body.input, entry.rules], ['pause', null, why, [{ kind: 'limit', key: 'record.verify.county', version: 2 }]]);
  assert.equal((await d.isRefused('jiangbei1', 'pause', id, why)).code, 'clock-paused');
  on('2026-12-07');
  await d.does('jiangbei1', 'resume', id, { reason: '法院复函：已生效' });
  const now = await row(id);
  // Three days were given, one was used on the 24th: the 7th and the 8th are left.
  assert.deepEqual([now.due_on, now.due.pauses, (await lastEntry(id)).due_on], ['2026-12-08', [{ from: '2026-11-25', to: '2026-12-06' }], '2026-12-08']);
  await d.does('jiangbei1', 'verify', id);
  assert.deepEqual([(await row(id)).due_on, (await row(id)).due.pauses], ['2026-12-14', undefined], 'the city starts its own clock');
});

test('an extension at the city is asked by one, granted by another, once; a paused record is verified like any other', async () => {
  const id = await judgment(t, 2, 'atCounty');
  await d.does('jiangbei1', 'verify', id);
  await d.does('xinyong1', 'askExtension', id, { reason: '案情复杂，须调卷' });
  assert.deepEqual([(await row(id)).due_on, (await d.isRefused('xinyong1', 'extend', id)).code, (await d.isRefused('jiangbei1', 'extend', id)).kind], ['2026-11-30', 'same-person', 'forbidden']);
  assert.equal((await row(id)).asked, 'askExtension');
  await d.does('xinyong2', 'pause', id, why);
  assert.equal((await row(id)).asked, 'askExtension', 'a pause is no answer');
  await d.does('xinyong2', 'resume', id, why);
  await d.does('xinyong3', 'refuseExtension', id, { reason: '卷宗已在手' });
  assert.equal((await row(id)).asked, null);
  assert.equal((await d.isRefused('xinyong3', 'extend', id)).code, 'nothing-asked');
  await d.does('xinyong1', 'askExtension', id, { reason: '须向省高院核对' });
  await d.does('xinyong2', 'extend', id, { remark: '同意' });
  const extended = await row(id);
  assert.deepEqual([extended.due_on, extended.due.extension, (await lastEntry(id)).rules[0].key], ['2026-12-07', { amount: 5, unit: 'workingDay' }, 'record.verify.city']);
  assert.equal((await d.isRefused('xinyong1', 'askExtension', id, why)).code, 'extended-already');
  on('2026-12-07');
  await d.does('xinyong2', 'pause', id, why);
  on('2026-12-09');
  const verified = await d.does('xinyong1', 'verify', id);
  assert.deepEqual([verified.state, (await row(id)).due.pauses], ['verified', undefined]);
  const left = await judgment(t, 12, 'atCounty');
  await d.does('jiangbei1', 'verify', left);
  await d.does('xinyong1', 'askExtension', left, why);
  await d.does('xinyong2', 'return', left, { reason: '案号有误' });
  assert.equal((await row(left)).asked, null, 'nobody answers what no longer matters');
});

test('what happens when nobody acts does not happen while the clock stands, and does once it ran out again', async () => {
  // Any register may do the same: here one in which the county's silence returns the record.
  const own = t.house.registers[record] as Register;
  const atCounty = { ...own.states['atCounty'], due: { within: 'record.verify.county', else: 'tire' } };
  const impatient = { ...own, states: { ...own.states, atCounty }, actions: { ...own.actions, tire: { zh: '逾期退回', en: 'Tire', from: ['atCounty'], to: 'returned', by: 'system@any', takes: [] } } } as unknown as Register;
  const house = { ...t.house, registers: { ...t.house.registers, [record]: impatient } };
  const here = { ...t, house };
  const { does } = doorOf(here);
  const [paused, running] = [await judgment(here, 3, 'atCounty'), await judgment(here, 4, 'atCounty')];
  on('2026-11-26');
  await does('jiangbei1', 'pause', paused, why);
  on('2026-12-20');
  await sweep(house, log);
  assert.deepEqual([(await row(paused)).state, (await row(running)).state], ['atCounty', 'returned']);
  on('2026-12-21');
  await does('jiangbei1', 'resume', paused, why);
  assert.equal((await row(paused)).due_on, '2026-12-21', 'it had one day left');
  await sweep(house, log);
  assert.equal((await row(paused)).state, 'atCounty');
  on('2026-12-22');
  await sweep(house, log);
  assert.equal((await row(paused)).state, 'returned');
});

test('a paused record stays on the list of whoever verifies it, though no due day leads to it', async () => {
  const id = await judgment(t, 5, 'atCounty');
  await d.does('jiangbei1', 'pause', id, why);
  const register = t.house.registers[record] as Register;
  const list = async (login: string, filter: object) => (await listRecords(t.house.pool, await t.actor(login), register, filter, { limit: 50 })).rows.map((r) => r.id);
  assert.deepEqual(await list('jiangbei1', { duty: true, paused: true }), [id]);
  assert.deepEqual(await list('dishi2', { duty: true, paused: true }), []);
  assert.deepEqual(await list('jiangbei1', { dueBefore: '2027-12-31', documentNumber: caseNumber(5) }), []);
});

test('a new holiday notice moves a clock that was paused and extended by both, and meets a paused one when it resumes', async () => {
  on('2026-12-28');
  const moved = await judgment(t, 6, 'atCounty');
  await d.does('jiangbei1', 'verify', moved);
  await d.does('xinyong1', 'askExtension', moved, why);
  await d.does('xinyong3', 'extend', moved);
  const standing = await judgment(t, 7, 'atCounty');
  const fresh = await judgment(t, 8, 'atCounty');
  on('2026-12-29');
  await d.does('xinyong1', 'pause', moved, why);
  on('2026-12-30');
  await d.does('xinyong1', 'resume', moved, why);
  await d.does('jiangbei1', 'pause', standing, why);
  // Ten days from the 28th without the 29th; then three from the 28th.
  assert.deepEqual([(await row(moved)).due_on, (await row(moved)).due.provisional, (await row(fresh)).due_on], ['2027-01-13', true, '2026-12-31']);
  const calendar = t.house.rulesOn('2026-12-30').calendar;
  const notice: CalendarData = { officialYears: [...calendar.officialYears, 2027], days: { ...calendar.days, '2027-01-01': 'rest', '2027-01-04': 'rest', '2027-01-05': 'rest' } };
  const { id } = await d.does('guize1', 'propose', undefined, { kind: 'calendar', key: 'working-days', body: notice, basis: 'law', effectiveFrom: '2026-12-30', reason: '国务院办公厅放假通知' }, { register: 'rule-change' });
  await d.does('guize2', 'approve', id, {}, { register: 'rule-change' });
  await t.house.settled();
  const again = await row(moved);
  assert.deepEqual([again.due_on, again.due.provisional, again.due.extension, again.due.pauses], ['2027-01-15', false, { amount: 5, unit: 'workingDay' }, [{ from: '2026-12-29', to: '2026-12-29' }]]);
  assert.equal((await lastEntry(moved)).action, 'reclock');
  const stood = await row(standing);
  assert.deepEqual([stood.due_on, (await lastEntry(standing)).action], [null, 'pause'], 'there is no day to move');
  on('2026-12-31');
  await d.does('jiangbei1', 'resume', standing, why);
  const resumed = await row(standing);
  // The 29th was used; the 31st and, over the longer holiday, the 6th are left.
  assert.deepEqual([resumed.due_on, resumed.due.provisional], ['2027-01-06', false]);
});
