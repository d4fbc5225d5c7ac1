// 催办: what presses for a matter reaches whoever has to act and the body above, in writing and on their work lists, and ends when the matter moves.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { annulment, caseNumber, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { revealLetter } from './letters.ts';
import { findRecord, listRecords } from './records.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  // The county's government speaks for itself, as the superior of its bureaus.
  await t.house.pool.query("insert into rc.account_role (account_id, role) select id, 'contact' from rc.account where login = 'xitong1'");
  await t.house.pool.query("update rc.account set body_id = $1 where login = 'xitong1'", [slug('jb-gov')]);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const [rectification, measure, urging] = ['rectification', 'measure', 'urging'].map((register) => ({ register })) as [{ register: string }, { register: string }, { register: string }];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const linked = async (register: string, id: string): Promise<any[]> => (await t.house.pool.query('select r.* from rc.record r join rc.link l on l.to_id = r.id where l.from_id = $2 and l.kind = $1 order by r.no', [register, id])).rows;
const waitsFor = async (login: string): Promise<string[]> => (await listRecords(t.house.pool, await t.actor(login), t.house.registers['urging'] as never, { duty: true }, { limit: 200 })).rows.map((r) => r.id);
const lettersOf = async (id: string): Promise<any[]> => (await t.house.pool.query('select kind, subject_id, state, body from rc.letter where record_id = $1 order by no', [id])).rows;

test('before the day is over already: the body and its superior have it in writing and on their work lists, and nobody else', async () => {
  const [order] = await linked('rectification', await judgment(t, 701, 'effective'));
  await d.does('xinyong1', 'urge', order.id, { reason: '请于月底前说明付款来源。' }, rectification);
  const [sent] = await linked('urging', order.id);
  assert.deepEqual([sent.state, sent.due_on, sent.subject_id, sent.handler_body], ['sent', '2026-11-26', slug('jb-housing'), slug('jb-gov')]);
  for (const [login, has] of [['danwei1', true], ['xitong1', true], ['danwei2', false], ['danwei4', false]] as const) {
    assert.equal((await waitsFor(login)).includes(sent.id), has, login);
    assert.equal((await findRecord(t.house.pool, await t.actor(login), t.house.registers['urging'] as never, sent.id)) !== undefined, has, login);
  }
  const letters = await lettersOf(sent.id);
  assert.deepEqual(letters.map((l) => [l.kind, l.subject_id, l.state]).sort(), [['urging', slug('jb-gov'), 'issued'], ['urging', slug('jb-housing'), 'issued']].sort());
  const { fields } = revealLetter(t.house, letters[0].body).content as { fields: Record<string, string> };
  assert.deepEqual([fields['督办要求'], fields['原定期限'], fields['反馈截止日'], fields['督办等级']], ['请于月底前说明付款来源。', '2026年12月7日', '2026年11月26日', undefined]);
  const again = await d.isRefused('jiangbei1', 'urge', order.id, { reason: '再催' }, rectification);
  assert.deepEqual([again.code, /今天已经催办过/.test(again.detail.zh)], ['urged-today', true]);
  assert.equal((await d.isRefused('danwei1', 'urge', order.id, { reason: '自己催自己' }, rectification)).kind, 'forbidden');
});

test('the superior steps in, the body answers, and each is off the list once it has done its part; an answer is not the matter', async () => {
  const [order] = await linked('rectification', await judgment(t, 702, 'effective'));
  await d.does('xinyong1', 'urge', order.id, { reason: '请说明。' }, rectification);
  const [sent] = await linked('urging', order.id);
  await d.does('xitong1', 'press', sent.id, { supervision: '约谈局长，要求本周内说明' }, urging);
  assert.deepEqual([(await row(sent.id)).due_on, (await waitsFor('xitong1')).includes(sent.id), (await waitsFor('danwei1')).includes(sent.id)], ['2026-11-26', false, true]);
  assert.equal((await d.isRefused('xitong1', 'reply', sent.id, { reply: '替它答' }, urging)).kind, 'forbidden');
  await d.does('danwei1', 'reply', sent.id, { reply: '说明材料正在会签，本周五前报送' }, urging);
  assert.deepEqual([(await row(sent.id)).state, (await row(order.id)).state], ['answered', 'ordered']);
  assert.ok((await lettersOf(sent.id)).every((l) => l.state === 'void'));
});

test('who does not answer stands there as silent, for the superior too; a newer urging takes its place, and moving the matter ends it', async () => {
  const [order] = await linked('rectification', await judgment(t, 703, 'effective'));
  await d.does('xinyong1', 'urge', order.id, { reason: '请说明。' }, rectification);
  const [first] = await linked('urging', order.id);
  t.clock.set('2026-11-27T09:00:00+08:00');
  await sweep(t.house, quiet);
  assert.equal((await row(first.id)).state, 'silent');
  for (const login of ['danwei1', 'xitong1']) assert.ok((await waitsFor(login)).includes(first.id), login);
  await d.does('xitong1', 'urge', order.id, { reason: '县政府要求三日内说明。' }, rectification);
  const [, second] = await linked('urging', order.id);
  assert.deepEqual([(await row(first.id)).state, second.state, second.handler_body], ['settled', 'sent', null], 'whoever stands above is not told what it said itself');
  assert.deepEqual((await lettersOf(second.id)).map((l) => l.subject_id), [slug('jb-housing')]);
  await d.does('danwei1', 'explain', order.id, { cause: '未列预算', plan: '调整预算', stages: '2026-12-20 付清' }, rectification);
  assert.equal((await row(second.id)).state, 'settled');
});

test('an executor that is silent on a measure about a person is urged without a word of who it is', async () => {
  const person = 'cao-guanlan';
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug(person), facts: await d.facts('discipline', person, { documentNumber: '江监政处〔2026〕71号' }) });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已退赔。' }], ['xinyong1', 'confirm', { reason: '属实' }]] as const) await d.does(login, action, id, input ?? {});
  const [imposed] = await linked('measure', id);
  t.clock.set('2026-12-20T09:00:00+08:00');
  await sweep(t.house, quiet);
  assert.equal((await row(imposed.id)).state, 'silent');
  await d.does('xinyong1', 'urge', imposed.id, { reason: '请反馈执行情况。' }, measure);
  const [sent] = await linked('urging', imposed.id);
  assert.equal(sent.subject_id, imposed.handler_body);
  const letters = await lettersOf(sent.id);
  const said = JSON.stringify([sent.title, sent.data, letters.map((l) => revealLetter(t.house, l.body).content)]);
  for (const secret of ['曹观澜', '江监政处', slug(person), (await row(id)).no]) assert.ok(!said.includes(secret), secret);
  assert.ok(!said.includes('原定期限'), 'its day passed long ago and is not made up');
  await d.does('zuzhi1', 'feedback', imposed.id, { feedback: '已经停止受理评优申报' }, measure);
  assert.equal((await row(sent.id)).state, 'settled');
});

test('an executor that does not say that it stopped is urged after the finding is over, by the number of the measure and without a word of what was found', async () => {
  const id = await judgment(t, 704, 'effective');
  const [imposed] = await linked('measure', id);
  await d.does('jiangbei2', 'annul', id, annulment);
  assert.equal((await row(imposed.id)).state, 'lifted');
  await d.does('xinyong1', 'urge', imposed.id, { reason: '请确认已经停止执行。' }, measure);
  const [sent] = await linked('urging', imposed.id);
  const letters = await lettersOf(sent.id);
  assert.equal(letters.length > 0 && letters.every((l) => l.state === 'issued'), true);
  const [{ fields }] = letters.map((l) => revealLetter(t.house, l.body).content) as [{ fields: Record<string, string> }];
  assert.deepEqual([fields['失信事项'], fields['记录编号'], fields['督办要求']], ['已经终止的记录', imposed.no, '请确认已经停止执行。']);
  const said = JSON.stringify([sent.title, sent.data, letters.map((l) => revealLetter(t.house, l.body).content)]);
  for (const secret of ['判决', caseNumber(704), (await row(id)).no]) assert.ok(!said.includes(secret), secret);
  const { login } = await d.one<{ login: string }>("select a.login from rc.account a join rc.account_role r on r.account_id = a.id where a.body_id = $1 and r.role = 'contact' order by a.login limit 1", imposed.handler_body);
  await d.does(login, 'acknowledge', imposed.id, {}, measure);
  assert.equal((await row(sent.id)).state, 'settled');
});

test('after all this the ledger checks itself and finds nothing', async () => {
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});
