import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act, type Acted } from './act.ts';
import { reveal } from './conceal.ts';
import { type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { codeOf, findClaimed } from './receipts.ts';
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

const appeal = { register: 'appeal' };
const repair = { register: 'repair' };
const leniency = { register: 'leniency' };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const lettersOf = async (id: string): Promise<string[]> => (await t.house.pool.query("select kind || ' ' || state || ' ' || (select in_force from pub.letter p where p.code_hash = l.code_hash) as said from rc.letter l where record_id = $1 order by at, no", [id])).rows.map((r) => r.said);
const proofOf = async (login: string): Promise<string> => (await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('转账凭证')]), '凭证.txt') as { id: string }).id;
const application = async (recordId: string, login = 'danwei1') => ({ recordId, statement: '判决确定的款项已经全部支付。', attachments: [await proofOf(login)], commitment: true });
const found = (opinion: string) => ({ opinion, answer: '核对转账凭证。' });
const against = (register: string, id: string) => ({ aboutRegister: register, aboutId: id, statement: '不服。' });

/** A judgment whose shortest publicity is over. */
async function repairable(n: number): Promise<string> {
  t.clock.set('2026-11-23T09:00:00+08:00');
  const id = await judgment(t, n, 'disclosed');
  t.clock.set('2027-01-13T09:00:00+08:00');
  return id;
}
/** A repair that was declined, or refused after it was found so. */
async function refusedRepair(recordId: string, opinion?: string): Promise<{ asked: string; appealed: string }> {
  const { id: asked } = await d.does('danwei1', 'apply', undefined, await application(recordId), repair);
  if (opinion === undefined) await d.does('xinyong4', 'decline', asked, { reason: '材料不全。' }, repair);
  else {
    await d.does('xinyong2', 'accept', asked, {}, repair);
    await d.does('jiangbei1', 'confirm', asked, found(opinion), repair);
    await d.does('xinyong4', 'refuse', asked, { reason: '尚欠部分款项。' }, repair);
  }
  return { asked, appealed: (await d.does('danwei1', 'raise', undefined, against('repair', asked), appeal)).id };
}
/** A discipline decision about an official, and the refusal of their plea. */
async function refusedPlea(n: number, wish: string): Promise<{ finding: string; plea: string }> {
  const facts = await d.facts('discipline', 'cao-guanlan', { documentNumber: `江监政处〔2026〕${n}号` });
  const { id: finding } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('cao-guanlan'), facts });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已退赔。' }], ['xinyong1', 'confirm', { reason: '属实' }], ['xinyong2', 'propose', { mode: 'closed' }], ['xinyong3', 'approve']] as const) await d.does(login, action, finding, input ?? {});
  const { id: plea } = await d.does('gongwu2', 'apply', undefined, { recordId: finding, wish, pleaded: 'loss-restored', statement: '损失已全部退赔。', attachments: [await proofOf('gongwu2')] }, leniency);
  await d.does('xinyong4', 'check', plea, { answer: '退赔凭证尚待核对。' }, leniency);
  await d.does('xinyong5', 'refuse', plea, { reason: '退赔不足。' }, leniency);
  return { finding, plea };
}

test('an official who is refused leniency appeals, as the refusal says; overturned, what was asked for follows', async () => {
  const { finding, plea } = await refusedPlea(971, 'exempt');
  const refused = await row(plea);
  assert.match(String(reveal(t.house, refused.data)['roads']), /15个工作日内提出申诉/);
  assert.equal(refused.due_on, '2026-12-14', 'the time to appeal runs');
  const { id: appealed } = await d.does('gongwu2', 'raise', undefined, against('leniency', plea), appeal);
  assert.equal((await row(plea)).state, 'contested');
  assert.equal((await d.isRefused('xinyong2', 'overturn', appealed, { reason: '应当' }, appeal)).kind, 'forbidden');
  await d.does('fucha1', 'overturn', appealed, { reason: '退赔凭证齐全，情形成立。' }, appeal);
  assert.deepEqual([(await row(plea)).state, (await row(plea)).data.ground, (await row(finding)).data.exempted], ['exempted', 'loss-restored', true]);
});

test('a refused plea that is sent back is decided by another; one that can only be granted is not refused again; nobody appeals in vain', async () => {
  const { finding, plea } = await refusedPlea(972, 'lighter');
  const { id: appealed } = await d.does('gongwu2', 'raise', undefined, against('leniency', plea), appeal);
  await d.does('fucha1', 'sendBack', appealed, { remand: 'correct', reason: '情形成立。' }, appeal);
  assert.equal((await row(plea)).state, 'checked');
  assert.equal((await d.isRefused('xinyong5', 'refuse', plea, { reason: '仍不足' }, leniency)).code, 'same-person', 'who refused does not decide again');
  assert.equal((await d.isRefused('fagai1', 'refuse', plea, { reason: '仍不足' }, leniency)).kind, 'not-found');
  assert.equal((await d.isRefused('xinyong6', 'refuse', plea, { reason: '仍不足' }, leniency)).code, 'must-grant');
  await d.does('xinyong6', 'lighten', plea, { ground: 'loss-restored', reason: '情形成立。' }, leniency);
  assert.deepEqual([(await row(plea)).state, (await row(finding)).data.lighter], ['lightened', true]);
  const { plea: lapsed } = await refusedPlea(973, 'exempt');
  t.clock.set('2026-12-15T09:00:00+08:00');
  await sweep(t.house, log);
  assert.equal((await row(lapsed)).state, 'settled');
  assert.equal((await d.isRefused('gongwu2', 'raise', undefined, against('leniency', lapsed), appeal)).code, 'not-refused', 'too late');
});

test('a declined repair that is overturned is not granted before somebody has confirmed the performance; then it must be, with its letter', async () => {
  const id = await repairable(974);
  const { asked, appealed } = await refusedRepair(id);
  assert.deepEqual(await lettersOf(asked), ['repairRefused issued true']);
  await d.does('fucha1', 'overturn', appealed, { reason: '材料齐全，应当受理。' }, appeal);
  assert.deepEqual([(await row(asked)).state, (await row(id)).state], ['accepted', 'disclosed']);
  assert.deepEqual(await lettersOf(asked), ['repairRefused void false'], 'the refusal that was quashed is no longer in force');
  assert.equal((await d.isRefused('xinyong4', 'confirmHere', asked, found('not'), repair)).code, 'same-person', 'who declined neither checks');
  await d.does('jiangbei1', 'confirm', asked, found('performed'), repair);
  assert.equal((await d.isRefused('xinyong4', 'refuse', asked, { reason: '仍不予' }, repair)).code, 'same-person', 'nor decides');
  assert.equal((await d.isRefused('xinyong5', 'refuse', asked, { reason: '仍不予' }, repair)).code, 'must-grant');
  await d.does('xinyong5', 'grant', asked, { reason: '已经履行。' }, repair);
  assert.deepEqual([(await row(id)).state, await lettersOf(asked)], ['repaired', ['repairRefused void false', 'repairGranted issued true']]);
});

test('a refusal of what had been confirmed as performed is overturned at once, and the decision goes out as a letter with the reasons of the review', async () => {
  const id = await repairable(975);
  const { asked, appealed } = await refusedRepair(id, 'performed');
  await d.does('fucha1', 'overturn', appealed, { reason: '履行情况已经核实，不予修复没有依据。' }, appeal);
  assert.deepEqual([(await row(asked)).state, (await row(id)).state], ['granted', 'repaired']);
  assert.deepEqual(await lettersOf(asked), ['repairRefused void false', 'repairGranted issued true']);
  assert.deepEqual((await fsck(t.house)).findings.filter(({ severity }) => severity === 'error'), []);
});

test('sent back, a quashed refusal is void, whoever refused does nothing more in it, and what was found partly performed is checked anew', async () => {
  for (const [n, remand] of [[976, 'again'], [977, 'correct']] as const) {
    const id = await repairable(n);
    const { asked, appealed } = await refusedRepair(id, 'partly');
    await d.does('fucha1', 'sendBack', appealed, { remand, reason: '尾款凭证没有核对。' }, appeal);
    assert.deepEqual([(await row(asked)).state, await lettersOf(asked)], ['accepted', ['repairRefused void false']], remand);
    assert.notEqual((await row(asked)).data.opinion, 'performed', 'nobody has confirmed it');
    assert.equal((await d.isRefused('xinyong4', 'confirmHere', asked, found('performed'), repair)).code, 'same-person');
    await d.does('xinyong5', 'confirmHere', asked, found('not'), repair);
    await d.does('xinyong6', 'refuse', asked, { reason: '经再次核实没有履行。' }, repair);
    assert.deepEqual([(await row(asked)).state, (await row(id)).state], ['refused', 'disclosed']);
  }
});

test('the words of an appeal fit whatever it is about', () => {
  const { actions, fields } = t.house.registers['appeal'] as any;
  for (const label of [actions.overturn.zh, actions.sendBack.zh, ...fields.remand.choices.map((c: { zh: string }) => c.zh)]) assert.doesNotMatch(label, /撤下记录|^应当更正$/);
});

test('a stranger’s application over the counter does not block the body’s own; who asks twice by an account is told what stands already', async () => {
  const id = await repairable(978);
  const stranger = async (): Promise<Acted> => {
    const file = (await storeFile(t.house, counterActor, Readable.from([Buffer.from('x')]), 'x.txt') as { id: string }).id;
    const outcome = await act(t.house, counterActor, { register: 'repair', action: 'apply', input: { recordId: id, statement: '随便写写', name: '路人', contact: '1', attachments: [file], commitment: true } });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return outcome.value;
  };
  const first = await stranger();
  const own = await d.does('danwei1', 'apply', undefined, await application(id), repair);
  await stranger();
  const twice = await d.isRefused('danwei1', 'apply', undefined, await application(id), repair);
  assert.deepEqual([twice.kind, twice.code], ['conflict', 'duplicate']);
  assert.match(twice.detail.zh, /修复申请正在办理/);
  await d.does('xinyong2', 'accept', own.id, {}, repair);
  await d.does('jiangbei1', 'confirm', own.id, found('performed'), repair);
  await d.does('xinyong4', 'grant', own.id, { reason: '已经履行。' }, repair);
  assert.deepEqual([(await row(id)).state, (await row(first.id)).state], ['repaired', 'moot'], 'the stranger’s ends with the record');
});

test('who objects or appeals on paper is asked who they are, and gets number and code to follow it', async () => {
  t.clock.set('2026-11-23T09:00:00+08:00');
  const id = await judgment(t, 979, 'disclosed');
  const paper = { recordId: id, wrong: 'content', statement: '金额有误。', name: '望江广告' };
  assert.deepEqual((await d.isRefused('jiangbei1', 'enter', undefined, paper, { register: 'objection' })).errors?.map((e) => e.pointer), ['who']);
  const entered = await d.does('jiangbei1', 'enter', undefined, { ...paper, who: 'enterprise' }, { register: 'objection' });
  assert.deepEqual([(await row(entered.id)).data.via, (await row(entered.id)).subject_id, (await row(id)).disputed], ['staff', null, true]);
  const claim = { no: entered.no, code: codeOf(t.house, entered.id) };
  const claimed = await findClaimed(t.house.pool, t.house, claim);
  assert.ok(claimed.ok && claimed.value.id === entered.id);
  assert.equal((await findClaimed(t.house.pool, t.house, { ...claim, code: codeOf(t.house, id) })).ok, false);
  assert.equal((await d.isRefused('jiangbei1', 'answer', entered.id, { opinion: 'stands', answer: '无误。' }, { register: 'objection' })).code, 'same-person', 'who entered it does not answer it');
  await d.does('xinyong5', 'verifyHere', entered.id, { opinion: 'stands', answer: '无误。' }, { register: 'objection' });
  await d.does('xinyong4', 'refuse', entered.id, { reason: '无误。' }, { register: 'objection' });
  const appealed = await d.does('jiangbei1', 'enter', undefined, against('objection', entered.id), appeal);
  assert.ok((await findClaimed(t.house.pool, t.house, { no: appealed.no, code: codeOf(t.house, appealed.id) })).ok);
  const { id: byAccount } = await d.does('danwei1', 'raise', undefined, { recordId: id, wrong: 'content', statement: '金额有误。' }, { register: 'objection' });
  assert.equal((await d.one('select count(*)::int as n from rc.receipt where record_id = $1', byAccount)).n, 0, 'by an account it is followed there');
});
