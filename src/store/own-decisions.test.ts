import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { roles } from '../core/actor.ts';
import { askedLine } from '../eligibility/asked.ts';
import { check } from '../eligibility/check.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from './act.ts';
import { transaction } from './db.ts';
import { caseNumber, type Door, doorOf, judgment, record, slug } from './door-for-tests.ts';
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

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const [objection, appeal, repair] = [{ register: 'objection' }, { register: 'appeal' }, { register: 'repair' }];
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const on = (day: string): void => t.clock.set(`${day}T09:00:00+08:00`);
const proof = async (login: string): Promise<string> => ((await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('转账凭证')]), '凭证.txt')) as { id: string }).id;
const application = async (recordId: string) => ({ recordId, statement: '款项已经全部支付。', attachments: [await proof('danwei1')], commitment: true });
const samePerson = async (login: string, action: string, id: string, input: unknown, more: object): Promise<void> => assert.equal((await d.isRefused(login, action, id, input, more)).code, 'same-person', `${login} ${action}`);
const found = { opinion: 'performed', answer: '核对转账凭证，款项已付清。' };

async function disputed(id: string, opinion: string): Promise<string> {
  const { id: it } = await d.does('danwei1', 'raise', undefined, { recordId: id, wrong: 'content', statement: '金额有误。' }, objection);
  await d.does('jiangbei1', 'answer', it, { opinion, answer: '核对裁判文书。' }, objection);
  return it;
}

test('whoever declined a repair, or refused it, has no part in it when an appeal sends it back', async () => {
  const id = await judgment(t, 1, 'disclosed');
  on('2027-01-20');
  const { id: asked } = await d.does('danwei1', 'apply', undefined, await application(id), repair);
  await d.does('xinyong4', 'decline', asked, { reason: '材料不全。' }, repair);
  const raised = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'repair', aboutId: asked, statement: '材料齐全。', attachments: [] }, appeal);
  await d.does('fucha1', 'sendBack', raised.id, { remand: 'again', reason: '材料齐全，应当受理。' }, appeal);
  await samePerson('xinyong4', 'confirmHere', asked, found, repair);
  await d.does('jiangbei1', 'confirm', asked, found, repair);
  for (const [action, input] of [['grant', { reason: '已履行' }], ['refuse', { reason: '未履行' }]] as const) await samePerson('xinyong4', action, asked, input, repair);
  await d.does('xinyong5', 'grant', asked, { reason: '义务已经履行。' }, repair);
  await samePerson('xinyong4', 'revoke', asked, { reason: '凭证有假' }, repair);
});

test('whoever refused an objection does not examine it again when an appeal sends it back', async () => {
  const id = await judgment(t, 2, 'disclosed');
  const it = await disputed(id, 'stands');
  await d.does('xinyong4', 'refuse', it, { reason: '无误' }, objection);
  const raised = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: it, statement: '没有核对。', attachments: [] }, appeal);
  await d.does('fucha1', 'sendBack', raised.id, { remand: 'again', reason: '重新核查。' }, appeal);
  await samePerson('xinyong4', 'verifyHere', it, { opinion: 'stands', answer: '无误' }, objection);
  await d.does('xinyong5', 'verifyHere', it, { opinion: 'stands', answer: '已再次核对' }, objection);
});

test('whoever corrected a record decides neither on what is said against the correction nor on showing it', async () => {
  const id = await judgment(t, 3, 'effective');
  const it = await disputed(id, 'correct');
  const corrected = { facts: await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(3), amount: '3000' }), reason: '金额录入有误。' };
  await d.does('xinyong4', 'correct', it, corrected, objection);
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行。' });
  await samePerson('xinyong4', 'approve', id, {}, { register: record });
  await d.does('xinyong3', 'approve', id, {});
  const second = await disputed(id, 'stands');
  for (const [action, input] of [['refuse', { reason: '无误' }], ['withdraw', { reason: '不应记录' }], ['correct', corrected]] as const) await samePerson('xinyong4', action, second, input, objection);
  await d.does('xinyong5', 'refuse', second, { reason: '无误' }, objection);
  const raised = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: second, statement: '不服。', attachments: [] }, appeal);
  const arbiter = { ...(await t.actor('xinyong4')), roles: ['arbiter' as const], bodyId: slug('jh-gov') };
  const judged = await act(t.house, arbiter, { ...appeal, recordId: raised.id, action: 'confirm', input: { reason: '维持' } });
  assert.equal(judged.ok ? '' : judged.problem.code, 'same-person', 'not as an arbiter of another body either');
});

test('whoever ended a record does not close its review as auditor, whatever others found', async () => {
  const id = await judgment(t, 4, 'disclosed');
  const everything = { ...(await t.actor('xinyong3')), roles: (Object.keys(roles) as (keyof typeof roles)[]).filter((r) => r !== 'system') };
  const ended = await act(t.house, everything, { register: record, recordId: id, action: 'withdraw', input: { withdrawal: 'recording-error', reason: '记录有误' } });
  assert.ok(ended.ok);
  const { id: review } = await d.one<{ id: string }>("select to_id as id from rc.link where from_id = $1 and kind = 'ending'", id);
  await d.does('shenji1', 'contest', review, { reason: '没有依据' }, { register: 'end-review' });
  const closed = await act(t.house, everything, { register: 'end-review', recordId: review, action: 'conclude', input: { reason: '结案' } });
  assert.equal(closed.ok ? '' : closed.problem.code, 'own-ending');
  await d.does('shenji1', 'conclude', review, { reason: '已督促重新录入' }, { register: 'end-review' });
});

test('what is withheld is looked at again after a year by somebody else than who withheld it', async () => {
  const id = await judgment(t, 5, 'effective');
  await d.does('xinyong1', 'propose', id, { mode: 'closed' });
  await d.does('xinyong3', 'approve', id, {});
  on('2027-11-25');
  await sweep(t.house, quiet);
  assert.equal((await row(id)).state, 'rechecked');
  await samePerson('xinyong3', 'reaffirm', id, { reason: '仍不公开' }, { register: record });
  await d.does('xinyong2', 'reaffirm', id, { reason: '仍不宜公开' });
});

test('a finding that is back in effect after a revoked repair ends what honesty had earned meanwhile', async () => {
  const subject = slug('jb-housing');
  const { rows } = await t.house.pool.query<{ id: string; maker: string }>("select id from rc.record where register = 'dishonesty-record' and subject_id = $1 and state in ('effective', 'proposed', 'disclosed', 'counted', 'closed', 'rechecked')", [subject]);
  for (const each of rows) await d.does('jiangbei2', 'annul', each.id, { annulment: 'judgment-annulled', document: '（2026）江99民再3号', reason: '再审撤销' });
  const id = await judgment(t, 6, 'disclosed');
  on('2027-01-20');
  const { id: asked } = await d.does('danwei1', 'apply', undefined, await application(id), repair);
  await d.does('xinyong2', 'accept', asked, {}, repair);
  await d.does('jiangbei1', 'confirm', asked, found, repair);
  await d.does('xinyong4', 'grant', asked, { reason: '已经履行。' }, repair);
  const incentive = { register: 'incentive' };
  const { id: given } = await d.does('xinyong1', 'propose', undefined, { subjectId: subject, measure: 'standing.list', ground: '近一年按期履约。', endsOn: '2027-12-31' }, incentive);
  await d.does('xinyong3', 'approve', given, {}, incentive);
  const listed = () => d.one('select count(*) as n from pub.listed where id = $1', given);
  assert.deepEqual(await listed(), { n: 1 });
  await d.does('xinyong3', 'revoke', asked, { reason: '凭证系伪造。' }, repair);
  assert.deepEqual([(await row(id)).state, (await row(given)).state, await listed()], ['effective', 'ended', { n: 0 }]);
});

test('an answer ends whenever a record that it counts comes into dispute or out of it', async () => {
  const actor = await t.actor('xinyong1');
  const answer = async (): Promise<string> => {
    const made = await transaction(t.house.pool, (tx) => check(tx, t.house, actor, { occasion: 'honour', kind: 'body', names: [askedLine('body', 1, { name: '江北县交通运输局' }, t.clock.today())] }, true));
    assert.ok(made.ok);
    return made.value.id;
  };
  const answered = (id: string) => d.one('select state, counts from rc.eligibility where id = $1', id);
  const make = async (n: number): Promise<string> => {
    const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-transport'), facts: await d.facts('civil-judgment', 'jb-transport', { caseNumber: caseNumber(n) }) });
    for (const [login, action, input] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['danwei6', 'state', { statement: '正在履行。' }], ['xinyong1', 'confirm', { reason: '属实' }]] as const) await d.does(login, action, id, input ?? {});
    return id;
  };
  const [first, second] = [await make(61), await make(62)];
  const object = async (id: string): Promise<string> => {
    const { id: it } = await d.does('danwei6', 'raise', undefined, { recordId: id, wrong: 'content', statement: '有误。' }, objection);
    await d.does('jiangbei1', 'answer', it, { opinion: 'stands', answer: '无误' }, objection);
    return it;
  };
  const unmarked = await answer();
  const one = await object(first);
  assert.equal((await answered(unmarked)).state, 'void', 'it names a record without the mark that it now bears');
  const barred = await answer();
  assert.deepEqual((await answered(barred)).counts, { asked: 1, clear: 0, barred: 1, review: 0 }, 'one of two in dispute does not lift the bar');
  const two = await object(second);
  assert.equal((await answered(barred)).state, 'void');
  const doubtful = await answer();
  assert.deepEqual((await answered(doubtful)).counts, { asked: 1, clear: 0, barred: 0, review: 1 });
  await d.does('xinyong4', 'refuse', one, { reason: '无误' }, objection);
  assert.equal((await answered(doubtful)).state, 'void');
  const again = await answer();
  await d.does('xinyong4', 'refuse', two, { reason: '无误' }, objection);
  assert.equal((await answered(again)).state, 'void');
  assert.deepEqual((await answered(await answer())).counts, { asked: 1, clear: 0, barred: 1, review: 0 });
});

test('nothing is imposed on whom leniency exempted', async () => {
  const facts = await d.facts('discipline', 'cao-guanlan', { documentNumber: '江监政处〔2026〕9号', sanction: 'removal' });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('cao-guanlan'), facts });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已退赔。' }], ['xinyong1', 'confirm', { reason: '属实' }]] as const) await d.does(login, action, id, input ?? {});
  const { id: plea } = await d.does('gongwu2', 'apply', undefined, { recordId: id, wish: 'exempt', pleaded: 'loss-restored', statement: '案发前已全额退赔。', attachments: [await proof('gongwu2')] }, { register: 'leniency' });
  await d.does('xinyong4', 'check', plea, { answer: '属实。' }, { register: 'leniency' });
  await d.does('xinyong5', 'exempt', plea, { ground: 'loss-restored', reason: '已退赔。' }, { register: 'leniency' });
  const standing = () => d.one("select count(*) as n from rc.record m join rc.link l on l.to_id = m.id where m.register = 'measure' and l.from_id = $1 and m.state in ('told', 'silent', 'inForce')", id);
  assert.deepEqual(await standing(), { n: 0 });
  assert.equal((await d.isRefused('xinyong1', 'choose', undefined, { recordId: id, measure: 'official.honours', reason: '选定' }, { register: 'measure' })).code, 'exempt');
});
