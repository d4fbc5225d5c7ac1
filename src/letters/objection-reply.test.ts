/** 异议答复书的测试: the reply goes out with the decision, to whoever objected and nobody else, says no more of the record than they may know, and falls with the decision. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { extractText, getDocumentProxy } from 'unpdf';
import { counterActor } from '../core/actor.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { getRegister } from '../registers/catalog.ts';
import { act } from '../store/act.ts';
import { caseNumber, type Door, doorOf, judgment, record, slug } from '../store/door-for-tests.ts';
import { fsck } from '../store/fsck.ts';
import { decrypt } from '../store/keys.ts';
import { revealLetter } from '../store/letters.ts';
import { findRecord } from '../store/records.ts';
import type { RecordRow } from '../store/rows.ts';
import { sweep } from '../store/worker.ts';
import { codeHash } from './code.ts';
import { findHanded, findLetter, listHanded, listLetters, maySee } from './read.ts';

let t: TestHouse;
let d: Door;
before(async () => { t = await openTestHouse(); d = doorOf(t); });
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const objection = { register: 'objection' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const textOf = async (pdf: Buffer): Promise<string> => (await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })).text.replace(/\s/g, '').replace(/—\d—/g, '');

interface Reply { readonly id: string; readonly no: string; readonly state: string; readonly subjectId: string | null; readonly code: string; readonly text: string }
/** The replies about an objection, oldest first. */
async function replies(id: string): Promise<Reply[]> {
  const { rows } = await t.house.pool.query("select id, no, state, subject_id, body, pdf from rc.letter where register = 'objection' and record_id = $1 and kind = 'objectionReply' order by leaf", [id]);
  return Promise.all(rows.map(async ({ id: letter, no, state, subject_id, body, pdf }) => (body === null ? { id: letter, no, state, subjectId: subject_id, code: '', text: '' }
    : { id: letter, no, state, subjectId: subject_id, code: (revealLetter(t.house, body).content as { code: string }).code, text: await textOf(decrypt(t.house.keys.identity, pdf)) })));
}
const one = async (id: string): Promise<Reply> => {
  const all = await replies(id);
  assert.equal(all.length, 1, JSON.stringify(all));
  return all[0] as Reply;
};
const inForce = async (code: string): Promise<boolean> => (await d.one('select in_force from pub.letter where code_hash = $1', codeHash(code))).in_force;

/** Once the signature has followed, everything fits. */
async function sound(): Promise<void> {
  await t.house.settled();
  assert.deepEqual((await fsck(t.house)).findings, []);
}

async function raised(login: string | undefined, recordId: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const input = { recordId, wrong: 'content', statement: '金额应为三千元。', ...more };
  const outcome = await act(t.house, login === undefined ? counterActor : await t.actor(login), { ...objection, action: 'raise', input });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  await d.does('jiangbei1', 'answer', outcome.value.id, { opinion: 'stands', answer: '内部核查意见：与法院核对。' }, objection);
  return outcome.value.id;
}
const reason = '判决书所载金额与记录一致。\n经与人民法院核对，判决已经生效。';
const facts = (n: number) => d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(n), amount: '3000' });

test('a refusal goes out at once with number and code: the reasons, the road to appeal with its last day, and the statutory roads', async () => {
  const id = await judgment(t, 501, 'disclosed');
  t.clock.set('2026-11-20T09:00:00+08:00');
  const it = await raised('danwei1', id);
  t.clock.set('2026-11-23T09:00:00+08:00');
  assert.deepEqual(await replies(it), [], 'nothing before it is decided');
  const { no } = await d.one("select no from rc.record where id = $1", id);
  await d.does('xinyong4', 'refuse', it, { reason }, objection);
  const reply = await one(it);
  assert.match(reply.no, /^衡信复〔2026〕\d+号$/);
  assert.deepEqual([reply.state, reply.subjectId, await inForce(reply.code)], ['issued', slug('jb-housing'), true]);
  for (const part of [reply.no, '异议答复书', '江北县住房和城乡建设局：', '于2026年11月20日就', no, caseNumber(501), '处理结果：异议不成立，维持原记录。', '判决书所载金额与记录一致。经与人民法院核对，判决已经生效。', '15个工作日内提出申诉', '《行政复议法》第二十条自知道之日起60日内',
    '请在2026年12月14日前（含当日）提出', reply.code, '江衡市发展和改革委员会2026年11月23日']) assert.ok(reply.text.includes(part), `${part} is not in ${reply.text}`);
  assert.ok(!reply.text.includes('内部核查意见'), 'what was thought inside stays inside');
  await sound();
});

test('an objection upheld is answered too: corrected, or taken down, with no road to appeal; the reply outlives the record it ended', async () => {
  const wrong = await judgment(t, 502, 'disclosed', { amount: '20000000' });
  const first = await raised('danwei1', wrong);
  await d.does('xinyong4', 'correct', first, { facts: await facts(502), reason: '金额录入有误，予以更正。' }, objection);
  const corrected = await one(first);
  assert.ok(corrected.text.includes('处理结果：异议成立，已更正记录。金额录入有误，予以更正。') && !/申诉|复议/.test(corrected.text), corrected.text);
  const taken = await judgment(t, 503, 'disclosed');
  const second = await raised('danwei1', taken);
  await d.does('xinyong4', 'withdraw', second, { reason: '判决已经执行完毕，记录不应存在。' }, objection);
  assert.equal((await d.one('select state from rc.record where id = $1', taken)).state, 'ended');
  const down = await one(second);
  assert.ok(down.text.includes('处理结果：异议成立，已撤下记录。') && !/申诉|复议/.test(down.text), down.text);
  assert.equal(await inForce(down.code), true, 'the record’s own letters are void, the reply is not');
  assert.deepEqual((await t.house.pool.query("select distinct state from rc.letter where record_id = $1", [taken])).rows, [{ state: 'void' }]);
  await sound();
  // With the objection itself, a year later, it ends and is sealed; the code says so and nothing else.
  t.clock.set('2027-11-25T09:00:00+08:00');
  await sweep(t.house, quiet);
  assert.deepEqual([(await one(second)).state, (await one(second)).text, await inForce(down.code)], ['void', '', false]);
  assert.deepEqual(await d.one('select kind, issuer, no, issued_on from pub.letter where code_hash = $1', codeHash(down.code)), { kind: null, issuer: null, no: null, issued_on: null });
});

test('whoever objected without an account is answered by name, is told of the record what the public knows, and has the letter by receipt alone', async () => {
  const id = await judgment(t, 504, 'disclosed');
  const it = await raised(undefined, id, { who: 'enterprise', name: '望江广告有限公司', contact: '13800001234' });
  await d.does('xinyong4', 'refuse', it, { reason }, objection);
  const reply = await one(it);
  assert.equal(reply.subjectId, null);
  assert.ok(reply.text.includes('望江广告有限公司：') && reply.text.includes('民商事判决未履行') && reply.text.includes('公众网站“办理查询”页'), reply.text);
  for (const part of [caseNumber(504), '江北县人民法院', '江北县住房和城乡建设局', '13800001234', '内部核查意见']) assert.ok(!reply.text.includes(part), part);
  assert.deepEqual((await listHanded(t.house, 'objection', it)).map(({ no, issuedOn }) => [no, issuedOn]), [[reply.no, '2026-11-23']]);
  assert.ok((await findHanded(t.house, 'objection', it, reply.no))?.pdf);
  const own = await judgment(t, 505, 'disclosed');
  const ofBody = await raised('danwei1', own);
  await d.does('xinyong4', 'refuse', ofBody, { reason }, objection);
  const { no } = await one(ofBody);
  assert.deepEqual(await listHanded(t.house, 'objection', ofBody), [], 'the body’s own reply is no receipt holder’s');
  for (const [about, asked] of [[it, no], [ofBody, no], [it, '衡信复〔2026〕99号']] as const) assert.equal(await findHanded(t.house, 'objection', about, asked), undefined);
  const nameless = await raised(undefined, own, { who: 'person' });
  await d.does('xinyong4', 'refuse', nameless, { reason }, objection);
  assert.ok((await one(nameless)).text.includes('异议提出人：'));
});

test('the body sees the reply to its own objection and not to another’s; no other body sees either', async () => {
  const id = await judgment(t, 506, 'disclosed');
  const mine = await raised('danwei1', id);
  const theirs = await raised(undefined, id, { who: 'person', name: '某市民' });
  for (const it of [mine, theirs]) await d.does('xinyong4', 'refuse', it, { reason }, objection);
  const register = getRegister('objection');
  const [contact, stranger, office] = await Promise.all(['danwei1', 'danwei2', 'xinyong4'].map((login) => t.actor(login)));
  const row = (it: string, actor: typeof contact) => findRecord(t.house.pool, actor!, register, it);
  const own = (await row(mine, contact)) as RecordRow;
  assert.deepEqual((await listLetters(t.house, contact!, register, own)).map((l) => [l.kind, l.inForce]), [['objectionReply', true]]);
  assert.equal(maySee(contact!, register, own, (await findLetter(t.house, (await one(mine)).id))!), true);
  assert.deepEqual([await row(theirs, contact), await row(mine, stranger), await row(theirs, stranger)], [undefined, undefined, undefined]);
  const other = (await row(theirs, office)) as RecordRow;
  assert.equal((await listLetters(t.house, office!, register, other)).length, 1, 'whoever handles it has to deliver it');
});

test('a reply that an appeal quashed is no longer in force, and the new decision has a new one', async () => {
  const id = await judgment(t, 507, 'disclosed');
  const it = await raised('danwei1', id);
  await d.does('xinyong4', 'refuse', it, { reason }, objection);
  const first = await one(it);
  const appeal = async (): Promise<string> => (await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: it, statement: '第二项没有核对。' }, { register: 'appeal' })).id;
  const second = await appeal();
  assert.equal(await inForce(first.code), true, 'an appeal alone changes nothing');
  await d.does('fucha1', 'sendBack', second, { remand: 'correct', reason: '金额应当更正。' }, { register: 'appeal' });
  assert.deepEqual([(await one(it)).state, await inForce(first.code)], ['void', false]);
  await d.does('xinyong2', 'correct', it, { facts: await facts(507), reason: '更正。' }, objection);
  const [old, anew] = await replies(it) as [Reply, Reply];
  assert.deepEqual([old.state, anew.state, anew.text.includes('异议成立，已更正记录'), old.no !== anew.no], ['void', 'issued', true, true]);
  const other = await judgment(t, 508, 'disclosed');
  const upheld = await raised('danwei1', other);
  await d.does('xinyong4', 'refuse', upheld, { reason }, objection);
  const { id: last } = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'objection', aboutId: upheld, statement: '没有核对。' }, { register: 'appeal' });
  await d.does('fucha1', 'overturn', last, { reason: '原答复未核对。' }, { register: 'appeal' });
  assert.equal((await one(upheld)).state, 'void', 'overturned: the refusal is no longer in force');
  await sound();
});

test('without a template in force nothing is decided: decision and letter come together or not at all', async () => {
  const id = await judgment(t, 509, 'disclosed');
  const it = await raised('danwei1', id);
  const bare = { ...t.house, rulesOn: (day: string) => { const rules = t.house.rulesOn(day); return { ...rules, get: rules.get, all: rules.all, calendar: rules.calendar, find: ((kind: string, key: string) => (kind === 'letter' ? undefined : rules.find(kind as 'letter', key as never))) as typeof rules.find }; } };
  const outcome = await act(bare, await t.actor('xinyong4'), { ...objection, action: 'refuse', recordId: it, input: { reason } });
  assert.deepEqual(outcome.ok ? '' : [outcome.problem.code, /规则库中没有“异议答复书”的模板/.test(outcome.problem.detail.zh)], ['no-letter-rule', true]);
  assert.deepEqual([(await d.one('select state from rc.record where id = $1', it)).state, await replies(it), (await d.one('select disputed from pub.record where id = $1', id)).disputed], ['answered', [], true]);
});

test('a record that is in force no more takes the replies about it along', async () => {
  const id = await judgment(t, 510, 'disclosed');
  const it = await raised('danwei1', id);
  await d.does('xinyong4', 'refuse', it, { reason }, objection);
  const reply = await one(it);
  await d.does('jiangbei2', 'annul', id, { annulment: 'judgment-annulled', document: '（2026）江99民再3号', reason: '再审撤销原判决' }, { register: record });
  assert.deepEqual([(await one(it)).state, await inForce(reply.code)], ['void', false]);
});
