import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Actor } from '../core/actor.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from '../store/act.ts';
import { caseNumber, type Door, doorOf, slug } from '../store/door-for-tests.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const about = { register: 'rule-change' };
const county = 'record.verify.county';
const inForce = (day: string) => t.house.rulesOn(day).get('limit', county);
/** The limit as it stands, with another number of days. */
const limitOf = (amount: number): object => ({ ...inForce(t.clock.today()).body, amount });
const change = (amount: number, effectiveFrom: string): object => ({ kind: 'limit', key: county, body: limitOf(amount), basis: 'policy', effectiveFrom, reason: '试行情况通报' });

/** A finding sent to the county today: the day it is due there, and the rule that its entry cites. */
async function submitted(n: number): Promise<{ dueOn: string; cited: { kind: string; key: string; version: number } | undefined }> {
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(n) });
  const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-housing'), facts });
  await d.does('jiangbei2', 'submit', id);
  const { due_on: dueOn, rules } = await d.one("select due_on, rules from rc.entry where record_id = $1 and action = 'submit'", id);
  return { dueOn, cited: rules.find((r: { kind: string }) => r.kind === 'limit') };
}

test('each day has the version in force on it: the old one up to the eve, the new one from its first day', () => {
  assert.deepEqual(['2025-01-01', '2026-03-31', '2026-04-01', '2030-01-01'].map((day) => [inForce(day).version, inForce(day).body.amount]), [[1, 5], [1, 5], [2, 3], [2, 3]]);
  assert.equal(t.house.rulesOn('2024-12-31').find('limit', county), undefined);
  assert.throws(() => t.house.rulesOn('2024-12-31').get('limit', county), /in force on 2024-12-31/);
  assert.equal(t.house.rulesOn('2026-11-23').version('limit', county, 1)?.body.amount, 5, 'what an old entry cites stays readable');
  assert.equal(t.house.rulesOn('2026-11-23').all('limit').filter((r) => r.key === county).length, 1);
});

test('a decision reckons by the rule of its own day and cites it', async () => {
  t.clock.set('2026-03-31T09:00:00+08:00');
  const facts = { caseNumber: caseNumber(1), decidedOn: '2026-03-02', effectiveOn: '2026-03-20' };
  const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: await d.facts('civil-judgment', 'jb-housing', facts) });
  await d.does('jiangbei2', 'submit', id);
  const old = await d.one('select due_on, due from rc.record where id = $1', id);
  // Five working days; 6 April 2026 is the day off for Qingming.
  assert.deepEqual([old.due_on, old.due.rule], ['2026-04-08', { kind: 'limit', key: county, version: 1 }]);
  t.clock.set('2026-11-23T09:00:00+08:00');
  assert.deepEqual(await submitted(2), { dueOn: '2026-11-26', cited: { kind: 'limit', key: county, version: 2 } });
});

test('one proposes, another approves, and from its first day the new version counts; nothing reaches back', async () => {
  const { id } = await d.does('guize1', 'propose', undefined, change(1, '2026-11-25'), about);
  assert.deepEqual((await submitted(10)).cited?.version, 2, 'a proposal changes nothing');
  await d.does('guize2', 'approve', id, {}, about);
  await t.house.settled();
  assert.equal((await submitted(11)).cited?.version, 2, 'nor does an approval before its first day');
  t.clock.set('2026-11-25T00:30:00+08:00');
  assert.deepEqual(await submitted(12), { dueOn: '2026-11-26', cited: { kind: 'limit', key: county, version: 3 } });
  assert.deepEqual(['2026-11-24', '2026-11-25'].map((day) => inForce(day).version), [2, 3]);
  const stored = await d.one('select effective_to, proposed_by, approved_by, change_id from rc.rule where kind = $1 and key = $2 and version = 2', 'limit', county);
  assert.equal(stored.effective_to, '2026-11-25');
  const fresh = await d.one('select proposed_by, approved_by, change_id from rc.rule where kind = $1 and key = $2 and version = 3', 'limit', county);
  assert.deepEqual([fresh.proposed_by, fresh.approved_by, fresh.change_id], [(await t.actor('guize1')).accountId, (await t.actor('guize2')).accountId, id]);
  assert.deepEqual(await d.one('select effective_from, effective_to from pub.rule where kind = $1 and key = $2 and version = 2', 'limit', county), { effective_from: '2026-04-01', effective_to: '2026-11-25' }, 'the public sees the same');
});

test('whoever proposed a rule does not approve it, and nobody without the role does either', async () => {
  const { id } = await d.does('guize1', 'propose', undefined, change(2, '2026-12-01'), about);
  const both: Actor = { ...(await t.actor('guize1')), roles: ['rulekeeper', 'ruleapprover'] };
  const own = await act(t.house, both, { ...about, action: 'approve', recordId: id, input: {} });
  assert.ok(!own.ok && own.problem.code === 'same-person');
  for (const login of ['xinyong1', 'xinyong3', 'xitong1']) assert.ok(['not-found', 'forbidden'].includes((await d.isRefused(login, 'approve', id, {}, about)).kind), login);
  assert.equal((await d.isRefused('xinyong1', 'propose', undefined, change(2, '2026-12-01'), about)).kind, 'forbidden');
  assert.equal((await d.does('guize2', 'refuse', id, { reason: '理由不足' }, about)).state, 'refused');
  assert.equal((await d.isRefused('guize2', 'approve', id, {}, about)).kind, 'wrong-state');
});

test('a rule that reaches back, contradicts its key or lacks a source is not even proposed', async () => {
  const refusals = [
    [change(2, '2026-11-22'), 'past-day'], [{ ...change(2, '2026-12-01'), body: { ...limitOf(2), source: undefined } }, 'invalid'], [{ ...change(2, '2026-12-01'), key: 'record.verify.town' }, 'invalid'],
    [{ ...change(2, '2026-12-01'), body: limitOf(-1) }, 'invalid'], [{ ...change(2, '2026-12-01'), body: { ...limitOf(1), more: true } }, 'invalid'], [{ ...change(2, '2026-12-01'), kind: 'nonsense' }, 'invalid'],
    [{ ...change(2, '2026-12-01'), kind: 'calendar', key: 'holidays', body: { officialYears: [2027], days: {} } }, 'invalid'],
  ] as const;
  for (const [input, code] of refusals) assert.equal((await d.isRefused('guize1', 'propose', undefined, input, about)).code, code, JSON.stringify(input).slice(0, 80));
});

test('an approval that comes after the first day is refused: rules do not reach back', async () => {
  const { id } = await d.does('guize1', 'propose', undefined, change(2, '2026-11-24'), about);
  t.clock.set('2026-11-25T09:00:00+08:00');
  assert.equal((await d.isRefused('guize2', 'approve', id, {}, about)).code, 'day-gone');
  assert.equal((await d.does('guize1', 'withdraw', id, { reason: '另行提出' }, about)).state, 'withdrawn');
});
