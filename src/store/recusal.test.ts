import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from './act.ts';
import { annulment, caseNumber, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { findRecord, listRecords } from './records.ts';
import { storeFile } from './uploads.ts';
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
const repair = { register: 'repair' };
const endReview = { register: 'end-review' };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const wrong = (recordId: string) => ({ recordId, wrong: 'content', statement: '判决已经履行完毕。' });
const proofOf = async (login: string): Promise<string> => (await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('转账凭证')]), '凭证.txt') as { id: string }).id;
const waitsFor = async (login: string, register: string): Promise<string[]> => (await listRecords(t.house.pool, await t.actor(login), t.house.registers[register] as never, { duty: true }, { limit: 200 })).rows.map((r) => r.id);
const reviewOf = (recordId: string): Promise<any> => d.one("select r.* from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_id = $1 and l.kind = 'ending'", recordId);

/** A judgment of the court about any body, disclosed. */
async function about(subject: string, n: number): Promise<string> {
  t.clock.set('2026-11-23T09:00:00+08:00');
  const facts = await d.facts('civil-judgment', subject, { caseNumber: caseNumber(n) });
  const { id } = await d.does('fayuan1', 'create', undefined, { item: 'civil-judgment', subjectId: slug(subject), facts });
  for (const [login, action] of [['fayuan1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  t.clock.set('2026-12-10T09:00:00+08:00');
  await sweep(t.house, log);
  const [first, second] = subject === 'jh-ndrc' ? ['fucha2', 'fucha3'] : ['xinyong1', 'xinyong3'];
  await d.does(first, 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行。' });
  await d.does(second, 'approve', id);
  return id;
}
async function overCounter(register: string, action: string, input: Readonly<Record<string, unknown>>): Promise<string> {
  const outcome = await act(t.house, counterActor, { register, action, input });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value.id;
}

test('what a body recorded about itself is not for that body to answer: it waits for the city, and its own clerks see nothing of who objected', async () => {
  t.clock.set('2026-11-23T09:00:00+08:00');
  const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-ndrc'), facts: await d.facts('civil-judgment', 'jb-ndrc', { caseNumber: caseNumber(930) }) });
  for (const [login, action] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  t.clock.set('2026-12-10T09:00:00+08:00');
  await sweep(t.house, log);
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行。' });
  await d.does('xinyong3', 'approve', id);
  const it = await overCounter('objection', 'raise', { ...wrong(id), who: 'person', name: '一位市民' });
  assert.equal((await row(it)).handler_body, null);
  for (const [login, has] of [['xinyong5', true], ['jiangbei1', false], ['jiangbei2', false]] as const) assert.equal((await waitsFor(login, 'objection')).includes(it), has, login);
  assert.equal(await findRecord(t.house.pool, await t.actor('jiangbei2'), t.house.registers['objection'] as never, it), undefined, 'a clerk of the body that it is about');
  await d.does('xinyong5', 'verifyHere', it, { opinion: 'stands', answer: '记录与文书一致。' }, objection);
  assert.equal((await row(it)).state, 'answered');
  const other = await about('jb-transport', 931);
  const sourced = await overCounter('objection', 'raise', { ...wrong(other), who: 'person' });
  assert.equal((await waitsFor('xinyong5', 'objection')).includes(sourced), false, 'where there is a source, the city waits for it');
});

test('the credit office judges no objection to a finding about itself: it is told where that goes, and the review office has it on its list and does it', async () => {
  const id = await about('jh-ndrc', 901);
  const own = (await d.does('fagai1', 'raise', undefined, wrong(id), objection)).id;
  const outside = await overCounter('objection', 'raise', { ...wrong(id), who: 'enterprise' });
  for (const it of [own, outside]) {
    const refused = await d.isRefused('xinyong5', 'verifyHere', it, { opinion: 'withdraw', answer: '应撤' }, objection);
    assert.equal(refused.code, 'own-body');
    assert.match(refused.detail.zh, /依法应当回避.*申诉复查机构代办，已列入其待办/);
    assert.equal((await d.isRefused('xinyong4', 'pause', it, { why: '送鉴定' }, objection)).code, 'own-body', 'nor does it stop the clock');
    await d.does('fayuan2', 'answer', it, { opinion: 'withdraw', answer: '已履行完毕。' }, objection);
    for (const action of ['withdraw', 'refuse']) assert.equal((await d.isRefused('xinyong4', action, it, { reason: '撤' }, objection)).code, 'own-body', action);
    for (const login of ['xinyong1', 'xinyong4']) assert.ok(!(await waitsFor(login, 'objection')).includes(it), login);
    assert.ok((await waitsFor('fucha1', 'objection')).includes(it));
  }
  assert.equal((await row(id)).state, 'disclosed');
  const other = await judgment(t, 902, 'disclosed');
  const { id: usual } = await d.does('danwei1', 'raise', undefined, wrong(other), objection);
  await d.does('jiangbei1', 'answer', usual, { opinion: 'stands', answer: '无误。' }, objection);
  assert.equal((await d.isRefused('fucha2', 'refuse', usual, { reason: '无误' }, objection)).code, 'no-grant', 'where the office is not barred, nobody judges in its stead');
  assert.ok(!(await waitsFor('fucha2', 'objection')).includes(usual) && (await waitsFor('xinyong4', 'objection')).includes(usual));
  assert.equal((await d.isRefused('fucha2', 'refuse', own, { reason: '无误' }, objection)).code, 'same-person', 'who had a hand in the record does not judge it, in whosever stead');
  await d.does('fucha4', 'refuse', own, { reason: '尚未履行完毕。' }, objection);
  const { id: appealed } = await d.does('fagai1', 'raise', undefined, { aboutRegister: 'objection', aboutId: own, statement: '不服。' }, appeal);
  assert.equal((await d.isRefused('fucha3', 'overturn', appealed, { reason: '撤销' }, appeal)).code, 'own-body', 'another body than that of whoever refused');
  assert.deepEqual([(await waitsFor('fucha3', 'appeal')).includes(appealed), (await waitsFor('fucha1', 'appeal')).includes(appealed)], [false, true]);
  await d.does('fucha1', 'confirm', appealed, { reason: '维持。' }, appeal);
  await d.does('fucha1', 'withdraw', outside, { reason: '已经履行。' }, objection);
  assert.equal((await row(id)).state, 'ended');
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});

test('nor does it accept, confirm, grant or revoke a repair of its own: people of the review offices do', async () => {
  const id = await about('jh-ndrc', 903);
  t.clock.set('2027-01-20T09:00:00+08:00');
  const { id: asked } = await d.does('fagai1', 'apply', undefined, { recordId: id, statement: '已付清。', attachments: [await proofOf('fagai1')], commitment: true }, repair);
  for (const action of ['accept', 'decline']) assert.equal((await d.isRefused('xinyong2', action, asked, { reason: '理由' }, repair)).code, 'own-body', action);
  await d.does('fucha4', 'accept', asked, {}, repair);
  assert.equal((await d.isRefused('xinyong5', 'confirmHere', asked, { opinion: 'performed', answer: '核' }, repair)).code, 'own-body');
  await d.does('fayuan2', 'confirm', asked, { opinion: 'performed', answer: '已付清。' }, repair);
  assert.equal((await d.isRefused('xinyong4', 'grant', asked, { reason: '准' }, repair)).code, 'own-body');
  assert.equal((await d.isRefused('fucha4', 'grant', asked, { reason: '准' }, repair)).code, 'same-person');
  assert.ok((await waitsFor('fucha3', 'repair')).includes(asked) && !(await waitsFor('xinyong4', 'repair')).includes(asked));
  await d.does('fucha1', 'grant', asked, { reason: '已经履行。' }, repair);
  assert.equal((await row(id)).state, 'repaired');
  assert.equal((await d.isRefused('xinyong5', 'revoke', asked, { reason: '伪造' }, repair)).code, 'own-body', 'also once it is sealed');
  await d.does('fucha2', 'revoke', asked, { reason: '凭证系伪造。' }, repair);
  assert.equal((await row(id)).state, 'effective');
});

test('nor does it weigh a defence against a finding about itself, hold it back, or take it down', async () => {
  t.clock.set('2026-11-23T09:00:00+08:00');
  const { id } = await d.does('fayuan1', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jh-ndrc'), facts: await d.facts('civil-judgment', 'jh-ndrc', { caseNumber: caseNumber(911) }) });
  for (const [login, action, input] of [['fayuan1', 'submit'], ['xinyong1', 'verify'], ['fayuan1', 'notify'], ['fagai1', 'state', { statement: '已经付清。' }]] as const) await d.does(login, action, id, input ?? {});
  for (const action of ['uphold', 'confirm']) assert.equal((await d.isRefused('xinyong2', action, id, { reason: '采纳' })).code, 'own-body', action);
  assert.ok((await waitsFor('fucha2', 'dishonesty-record')).includes(id));
  await d.does('fucha2', 'confirm', id, { reason: '尚未履行。' });
  assert.equal((await d.isRefused('xinyong1', 'propose', id, { mode: 'closed' })).code, 'own-body');
  assert.equal((await d.isRefused('xinyong3', 'withdraw', id, { withdrawal: 'recording-error', reason: '有误' })).code, 'own-body');
  await d.does('fucha2', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行。' });
  assert.equal((await d.isRefused('fucha2', 'approve', id)).code, 'same-person');
  await d.does('fucha3', 'approve', id);
  assert.equal((await row(id)).state, 'disclosed');
});

test('an arbiter never reviews what is about their own body, though the objection came from somebody else; one of another body does', async () => {
  const id = await about('jh-gov', 904);
  const it = await overCounter('objection', 'raise', { ...wrong(id), who: 'person' });
  await d.does('fayuan2', 'answer', it, { opinion: 'stands', answer: '无误。' }, objection);
  await d.does('xinyong4', 'refuse', it, { reason: '无误。' }, objection);
  const appealed = await overCounter('appeal', 'raise', { aboutRegister: 'objection', aboutId: it, statement: '不服。' });
  for (const action of ['overturn', 'confirm']) assert.equal((await d.isRefused('fucha1', action, appealed, { reason: '理由' }, appeal)).code, 'own-body', action);
  assert.deepEqual([(await waitsFor('fucha1', 'appeal')).includes(appealed), (await waitsFor('fucha2', 'appeal')).includes(appealed)], [false, true]);
  await d.does('fucha2', 'confirm', appealed, { reason: '维持。' }, appeal);
  assert.equal((await row(id)).state, 'disclosed');
});

test('an arbiter of a county reviews nothing that the city decided', async () => {
  const id = await judgment(t, 905, 'disclosed');
  const { id: it } = await d.does('danwei1', 'raise', undefined, wrong(id), objection);
  await d.does('xinyong5', 'verifyHere', it, { opinion: 'stands', answer: '无误。' }, objection);
  await d.does('xinyong4', 'refuse', it, { reason: '无误。' }, objection);
  const { id: appealed } = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: it, statement: '不服。' }, appeal);
  const below = { ...(await t.actor('danwei4')), roles: ['arbiter' as const] };
  for (const action of ['overturn', 'confirm', 'sendBack']) {
    const outcome = await act(t.house, below, { register: 'appeal', recordId: appealed, action, input: { reason: '撤销', ...(action === 'sendBack' ? { remand: 'again' } : {}) } });
    assert.equal(outcome.ok ? '' : outcome.problem.code, 'no-grant', action);
  }
  assert.equal((await row(id)).state, 'disclosed');
});

test('a record that an objection or an appeal took down is looked at by the auditor, who reads who decided that', async () => {
  const [first, second] = [await judgment(t, 906, 'disclosed'), await judgment(t, 907, 'disclosed')];
  const decide = async (id: string, login: string, action: string): Promise<string> => {
    const { id: it } = await d.does('danwei1', 'raise', undefined, wrong(id), objection);
    await d.does('jiangbei1', 'answer', it, { opinion: 'withdraw', answer: '已履行完毕。' }, objection);
    await d.does(login, action, it, { reason: '已经核对。' }, objection);
    return it;
  };
  await decide(first, 'xinyong4', 'withdraw');
  const refused = await decide(second, 'xinyong4', 'refuse');
  const { id: appealed } = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: refused, statement: '不服。' }, appeal);
  await d.does('fucha1', 'overturn', appealed, { reason: '异议属实。' }, appeal);
  for (const [id, by] of [[first, '梅问直'], [second, '戚持平']] as const) {
    const review = await reviewOf(id);
    assert.deepEqual([review.state, review.data.way, review.data.ground], ['atAuditor', 'strike', '异议成立，记录不应当公示']);
    assert.match(review.data.endedBy[0].name, new RegExp(by));
    assert.ok((await waitsFor('shenji1', 'end-review')).includes(review.id));
    await d.does('shenji1', 'confirm', review.id, { reason: '已核对履行凭证。' }, endReview);
  }
  const early = await judgment(t, 908, 'draft');
  for (const [login, action] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, early);
  await decide(early, 'xinyong4', 'withdraw');
  assert.deepEqual([(await row(early)).state, await reviewOf(early)], ['dropped', undefined], 'what never took effect needs no review');
});

test('whether a finding about the credit office or the auditor was rightly ended is reviewed in their stead', async () => {
  const [office, auditor] = [await about('jh-ndrc', 909), await about('jh-audit', 910)];
  await d.does('fayuan1', 'annul', office, annulment);
  await d.does('xinyong2', 'withdraw', auditor, { withdrawal: 'recording-error', reason: '记录有误' });
  const [ofOffice, ofAuditor] = [await reviewOf(office), await reviewOf(auditor)];
  assert.deepEqual([ofOffice.state, ofAuditor.state], ['atReviewer', 'atAuditor']);
  for (const [login, review] of [['xinyong3', ofOffice], ['shenji1', ofAuditor]] as const) {
    assert.equal((await d.isRefused(login, 'confirm', review.id, { reason: '有据' }, endReview)).code, 'own-body', login);
    assert.ok(!(await waitsFor(login, 'end-review')).includes(review.id));
    assert.ok((await waitsFor('fucha2', 'end-review')).includes(review.id));
    await d.does('fucha2', 'confirm', review.id, { reason: '已核对文书。' }, endReview);
  }
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});
