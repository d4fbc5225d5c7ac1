import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act, type Acted } from './act.ts';
import { annulment, caseNumber, type Door, doorOf, judgment, record, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const objection = { register: 'objection' };
const appeal = { register: 'appeal' };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const shown = (id: string) => d.one('select * from pub.record where id = $1', id);
const beside = (id: string) => d.one('select state from pub.matter where id = $1', id).then((m) => m?.state.zh);
const on = (day: string): void => t.clock.set(`${day}T09:00:00+08:00`);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const wrong = (recordId: string) => ({ recordId, wrong: 'content', statement: '金额应为三千元，判决书第二项可证。' });
const answer = { opinion: 'correct', answer: '核对裁判文书第二项，金额确为三千元。' };

async function overCounter(recordId: string, more: Readonly<Record<string, unknown>> = {}): Promise<Acted> {
  const outcome = await act(t.house, counterActor, { register: 'objection', action: 'raise', input: { ...wrong(recordId), who: 'enterprise', name: '某公司', ...more } });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}
/** Raised by the body and answered by the source, to be decided. */
async function answered(recordId: string, opinion = 'correct'): Promise<string> {
  const { id } = await d.does('danwei1', 'raise', undefined, wrong(recordId), objection);
  await d.does('jiangbei1', 'answer', id, { ...answer, opinion }, objection);
  return id;
}

test('an objection marks the record everywhere at once, is answered by the source in one time, and the correction is there with the decision', async () => {
  const id = await judgment(t, 701, 'disclosed', { amount: '20000000' });
  const before = await shown(id);
  const raised = await d.does('danwei1', 'raise', undefined, wrong(id), objection);
  const own = await row(raised.id);
  assert.deepEqual([own.state, own.due_on, own.handler_body, own.subject_id, own.data.via, own.data.who], ['raised', '2026-12-02', slug('jb-ndrc'), slug('jb-housing'), 'account', 'body']);
  assert.deepEqual([(await row(id)).disputed, (await shown(id)).disputed, (await shown(id)).leaf], [true, true, before.leaf], 'marked, and its proof as it was');
  assert.equal(await beside(raised.id), '异议处理中，待核查');
  assert.equal((await d.isRefused('danwei1', 'raise', undefined, wrong(id), objection)).kind, 'conflict', 'one at a time');
  assert.equal((await d.isRefused('jiangbei2', 'answer', raised.id, answer, objection)).code, 'same-person', 'who recorded it does not answer for it');
  assert.equal((await d.isRefused('fayuan2', 'answer', raised.id, answer, objection)).kind, 'not-found', 'another source does not know it');
  assert.equal((await d.isRefused('xinyong4', 'refuse', raised.id, { reason: '无误' }, objection)).kind, 'wrong-state', 'not before it was examined');
  on('2026-11-25');
  await d.does('jiangbei1', 'answer', raised.id, answer, objection);
  assert.deepEqual([(await row(raised.id)).state, (await row(raised.id)).due_on], ['answered', '2026-12-02'], 'the same clock runs on');
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(701), amount: '3000' });
  assert.equal((await d.isRefused('xinyong3', 'correct', raised.id, { facts, reason: '更正' }, objection)).code, 'same-person', 'who approved the record does not judge it');
  assert.deepEqual((await d.isRefused('xinyong4', 'correct', raised.id, { facts: { ...facts, decidedOn: '不详' }, reason: '更正' }, objection)).errors?.map((e) => e.pointer), ['facts.decidedOn']);
  assert.equal((await row(raised.id)).state, 'answered', 'what the record refuses is not decided');
  assert.equal((await d.isRefused('xinyong4', 'correct', raised.id, { facts: { ...facts, summary: '请与张某联系，电话13800001234。' }, reason: '更正' }, objection)).code, 'gate', 'the gate stands here too');
  await d.does('xinyong4', 'correct', raised.id, { facts, summary: '欠付三千元。', reason: '金额录入有误，予以更正。' }, objection);
  const after = await shown(id);
  assert.equal(after.body.summary, '欠付三千元。');
  assert.deepEqual([after.disputed, after.version, after.severity, (await row(id)).state, (await row(id)).data.facts.amount], [false, 2, 'general', 'disclosed', 300_000]);
  assert.deepEqual(after.history.map((h: { kind: string }) => h.kind), ['disclosed', 'corrected']);
  assert.equal(await beside(raised.id), '异议成立，已更正');
  await t.house.settled();
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('an objection that is upheld may take the record down: gone in the same transaction, with what else was open', async () => {
  const id = await judgment(t, 702, 'disclosed');
  const first = await answered(id, 'withdraw');
  const { id: second } = await overCounter(id);
  assert.equal((await row(id)).data.disputes, 2);
  await d.does('xinyong4', 'withdraw', first, { reason: '判决已被执行完毕，记录不应存在。' }, objection);
  assert.deepEqual([(await row(id)).state, await shown(id), (await d.one('select reason from pub.ended where id = $1', id)).reason], ['ended', undefined, 'objection-upheld']);
  assert.deepEqual([(await row(first)).state, (await row(second)).state, (await row(second)).data], ['withdrawn', 'moot', { sealed: true }]);
  assert.equal(await beside(first), undefined);
  on('2027-11-24');
  await sweep(t.house, log);
  assert.deepEqual([(await row(first)).state, (await row(first)).data], ['closed', { sealed: true }], 'kept for a year, then sealed');
});

test('a refusal says where to go next and takes the mark away only when no other objection is open', async () => {
  const id = await judgment(t, 703, 'disclosed');
  const first = await answered(id, 'stands');
  const { id: second } = await overCounter(id);
  await d.does('xinyong4', 'refuse', first, { reason: '判决书所载金额与记录一致。' }, objection);
  const refused = await row(first);
  assert.deepEqual([refused.state, refused.due_on, (await shown(id)).disputed], ['refused', '2026-12-14', true]);
  assert.match(refused.data.roads, /15个工作日内提出申诉/);
  assert.match(refused.data.roads, /《行政复议法》第二十条自知道之日起60日内/);
  await d.does('jiangbei1', 'answer', second, { ...answer, opinion: 'stands' }, objection);
  await d.does('xinyong4', 'refuse', second, { reason: '判决书所载金额与记录一致。' }, objection);
  assert.equal((await shown(id)).disputed, false);
  on('2026-12-15');
  await sweep(t.house, log);
  assert.equal((await row(first)).state, 'settled');
  assert.equal((await d.isRefused('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: first, statement: '不服。' }, appeal)).code, 'not-refused', 'too late');
});

test('an appeal is judged by another body and may overturn, send back for correction, or confirm', async () => {
  const refuse = async (n: number): Promise<[string, string]> => {
    const id = await judgment(t, n, 'disclosed');
    const it = await answered(id, 'stands');
    await d.does('xinyong4', 'refuse', it, { reason: '无误' }, objection);
    return [id, (await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: it, statement: '判决书第二项没有核对。' }, appeal)).id];
  };
  const [taken, first] = await refuse(704);
  const ofObjection = async (appealId: string): Promise<{ id: string; state: string }> => d.one("select r.id, r.state from rc.link l join rc.record r on r.id = l.from_id where l.from_register = 'objection' and l.to_id = $1", appealId);
  assert.equal((await ofObjection(first)).state, 'contested');
  assert.equal((await d.isRefused('xinyong4', 'confirm', first, { reason: '维持' }, appeal)).kind, 'forbidden');
  await d.does('fucha1', 'overturn', first, { reason: '原答复未核对判决书第二项。' }, appeal);
  assert.deepEqual([(await row(taken)).state, (await ofObjection(first)).state, await shown(taken)], ['ended', 'withdrawn', undefined]);
  const [back, second] = await refuse(705);
  await d.does('fucha1', 'sendBack', second, { remand: 'correct', reason: '金额应当更正。' }, appeal);
  const { id: again, state } = await ofObjection(second);
  assert.deepEqual([state, (await shown(back)).disputed], ['answered', true]);
  assert.equal((await d.isRefused('xinyong4', 'refuse', again, { reason: '无误' }, objection)).code, 'same-person', 'who refused does not decide again');
  assert.equal((await d.isRefused('xinyong2', 'refuse', again, { reason: '无误' }, objection)).code, 'must-correct');
  await d.does('xinyong2', 'correct', again, { facts: await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(705), amount: '3000' }), reason: '更正' }, objection);
  assert.deepEqual([(await shown(back)).disputed, (await shown(back)).version], [false, 2]);
  const [stays, third] = await refuse(706);
  await d.does('fucha1', 'confirm', third, { reason: '原答复正确。' }, appeal);
  assert.deepEqual([(await ofObjection(third)).state, (await row(stays)).state], ['settled', 'disclosed']);
});

test('the arbiter’s own body never judges its own answer, and only who was refused may appeal', async () => {
  const id = await judgment(t, 707, 'disclosed');
  const { id: outside } = await overCounter(id);
  await d.does('jiangbei1', 'answer', outside, { ...answer, opinion: 'stands' }, objection);
  await d.does('xinyong4', 'refuse', outside, { reason: '无误' }, objection);
  const input = { aboutRegister: 'objection', aboutId: outside, statement: '不服。' };
  assert.equal((await d.isRefused('danwei1', 'raise', undefined, input, appeal)).code, 'no-such-matter', 'the body does not learn who objected');
  const counter = await act(t.house, counterActor, { register: 'appeal', action: 'raise', input });
  assert.ok(counter.ok, JSON.stringify(counter));
  const arbiter = await t.actor('fucha1');
  const inside = await act(t.house, { ...arbiter, bodyId: slug('jh-ndrc') }, { register: 'appeal', recordId: counter.value.id, action: 'confirm', input: { reason: '维持' } });
  assert.equal(inside.ok ? '' : inside.problem.code, 'own-body');
  assert.equal((await row(counter.value.id)).area_code, (await row(id)).area_code, 'it lies where the record lies');
});

test('the counter takes objections to what is public only; the official to what they were told of', async () => {
  const hidden = await judgment(t, 708, 'effective');
  const outcome = await act(t.house, counterActor, { register: 'objection', action: 'raise', input: { ...wrong(hidden), who: 'person' } });
  assert.equal(outcome.ok ? '' : outcome.problem.code, 'not-open');
  await d.does('danwei1', 'raise', undefined, wrong(hidden), objection);
  assert.equal((await row(hidden)).disputed, true);
  await d.does('xinyong1', 'propose', hidden, { mode: 'summary', ground: 'court-document', summary: '未按期履行。' });
  await d.does('xinyong3', 'approve', hidden);
  assert.equal((await shown(hidden)).disputed, true, 'published with its mark');
  assert.equal((await d.isRefused('danwei2', 'raise', undefined, wrong(hidden), objection)).code, 'no-such-matter', 'another body has no such record');
});

test('testing stands outside the clock, one extension brings it to twenty working days, and the answer goes on with what was left', async () => {
  const id = await judgment(t, 709, 'disclosed');
  const { id: it } = await d.does('danwei1', 'raise', undefined, wrong(id), objection);
  on('2026-11-24');
  await d.does('jiangbei1', 'pause', it, { why: '印章送鉴定' }, objection);
  assert.equal((await row(it)).due_on, null);
  on('2026-12-01');
  await d.does('jiangbei1', 'answer', it, answer, objection);
  assert.deepEqual([(await row(it)).state, (await row(it)).due_on, (await row(it)).due.pauses], ['answered', '2026-12-09', [{ from: '2026-11-24', to: '2026-11-30' }]], 'an answer ends the pause');
  await d.does('xinyong1', 'askExtension', it, { why: '须调卷' }, objection);
  await d.does('xinyong4', 'extend', it, { remark: '同意' }, objection);
  assert.equal((await row(it)).due_on, '2026-12-28');
  assert.equal((await d.isRefused('xinyong1', 'askExtension', it, { why: '再延' }, objection)).code, 'extended-already');
});

test('races: two objections at once, a withdrawal while it is published, and a decision while the record ends', async () => {
  const id = await judgment(t, 710, 'disclosed');
  const two = await Promise.all([overCounter(id), overCounter(id, { who: 'person' })]);
  assert.deepEqual([(await row(id)).data.disputes, new Set(two.map((o) => o.no)).size], [2, 2]);
  const proposed = await judgment(t, 711, 'proposed');
  const it = await answered(proposed, 'withdraw');
  const ask = async (login: string, register: string, recordId: string, action: string, input: unknown) => act(t.house, await t.actor(login), { register, recordId, action, input });
  const [, withdrawn] = await Promise.all([ask('xinyong3', record, proposed, 'approve', {}), ask('xinyong4', 'objection', it, 'withdraw', { reason: '不应记录' })]);
  assert.ok(withdrawn.ok);
  assert.deepEqual([(await row(proposed)).state, await shown(proposed)], ['ended', undefined], 'whoever came first, it is not public');
  const ending = await judgment(t, 712, 'disclosed');
  const open = await answered(ending, 'stands');
  await d.does('xinyong4', 'refuse', open, { reason: '无误' }, objection);
  const { id: contested } = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: open, statement: '不服' }, appeal);
  const [annulled, decided] = await Promise.all([ask('jiangbei2', record, ending, 'annul', annulment), ask('fucha1', 'appeal', contested, 'overturn', { reason: '撤销' })]);
  assert.equal([annulled, decided].filter((o) => o.ok).length, 1, 'one of the two, and the other hears of it');
  assert.equal(await d.one("select 1 from pub.record where id = $1", ending), undefined);
  assert.ok(['moot', 'overturned'].includes((await row(contested)).state));
});
