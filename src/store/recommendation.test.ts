// 督导意见: what an auditor asks of a body stays the auditor's: the body answers, its word is marked as its word, the superior is told when the time
// is over, and only the office that issued it closes it.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { annulment, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { findRecord, listRecords } from './records.ts';
import { storeFile } from './uploads.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
const staff = async (login: string, role: string, body: string): Promise<void> => {
  await t.house.pool.query('delete from rc.account_role where account_id = (select id from rc.account where login = $1)', [login]);
  await t.house.pool.query('insert into rc.account_role (account_id, role) select id, $2 from rc.account where login = $1', [login, role]);
  await t.house.pool.query('update rc.account set body_id = $2 where login = $1', [login, slug(body)]);
};
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  await staff('xitong1', 'contact', 'jb-gov');
  await staff('anquan1', 'auditor', 'jh-data');
  await staff('danwei4', 'auditor', 'jb-audit');
  await t.house.pool.query("insert into rc.account_role (account_id, role) select id, 'auditor' from rc.account where login = 'jiangbei1' on conflict do nothing");
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const about = { register: 'recommendation' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const file = async (login: string): Promise<string[]> => [((await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('凭证')]), '凭证.txt')) as { id: string }).id];
const waitsFor = async (login: string): Promise<string[]> => (await listRecords(t.house.pool, await t.actor(login), t.house.registers['recommendation'] as never, { duty: true }, { limit: 200 })).rows.map((r) => r.id);
const sees = async (login: string, id: string): Promise<boolean> => (await findRecord(t.house.pool, await t.actor(login), t.house.registers['recommendation'] as never, id)) !== undefined;
const asks = { kind: 'order', document: '江审决〔2026〕7号', found: '抽查三份合同，两份逾期未付，没有列入预算。', demand: '在预算中列支并付清。' };
const issued = async (more: object = { subjectId: slug('jb-housing') }): Promise<string> => (await d.does('shenji1', 'issue', undefined, { ...asks, ...more }, about)).id;

test('an auditor orders from a finding or on their own; the body has it on its list, and the superior stands beside it', async () => {
  const finding = await judgment(t, 801, 'disclosed');
  const own = await row(await issued({ recordId: finding }));
  assert.deepEqual([own.state, own.due_on, own.subject_id, own.handler_body, own.maker_body], ['issued', '2026-12-23', slug('jb-housing'), slug('jb-gov'), slug('jh-audit')]);
  const free = await issued();
  assert.equal((await row(free)).subject_id, slug('jb-housing'));
  for (const id of [own.id, free]) for (const [login, has] of [['danwei1', true], ['shenji1', false], ['xitong1', false]] as const) assert.equal((await waitsFor(login)).includes(id), has, login);
  for (const [login, can] of [['danwei1', true], ['xitong1', true], ['jiangbei1', true], ['danwei2', false], ['gongwu1', false], ['fayuan1', false]] as const) assert.equal(await sees(login, free), can, login);
});

test('nobody inspects their own body, a person, or what lies outside their area, and nobody but an auditor issues anything', async () => {
  for (const [login, more, code] of [['shenji1', { subjectId: slug('jh-audit') }, 'own-body'], ['shenji1', { subjectId: slug('cao-guanlan') }, 'not-a-body'], ['shenji1', {}, 'not-a-body'], ['danwei4', { subjectId: slug('ds-gov') }, 'outside-area'],
    ['xinyong1', { subjectId: slug('jb-housing') }, 'no-grant'], ['danwei1', { subjectId: slug('jb-housing') }, 'no-grant']] as const) {
    const refused = await d.isRefused(login, 'issue', undefined, { ...asks, ...more }, about);
    assert.deepEqual([refused.code, /\p{Script=Han}/u.test(refused.detail.zh)], [code, true], `${login} ${JSON.stringify(more)}`);
  }
});

test('what the body calls done is a claim with evidence, and only the office that issued it closes it', async () => {
  const id = await issued();
  assert.equal((await d.isRefused('danwei1', 'claim', id, { progress: '已付清' }, about)).code, 'no-evidence');
  await d.does('danwei1', 'claim', id, { progress: '已付清', attachments: await file('danwei1') }, about);
  assert.deepEqual([(await row(id)).state, t.house.registers['recommendation']?.states['claimed']?.zh], ['claimed', '单位报称完成，待提出机关核查']);
  assert.ok((await waitsFor('shenji1')).includes(id));
  // Another auditor of the same city, the county's auditor, the credit offices, the superior and the body itself.
  for (const login of ['anquan1', 'danwei4', 'jiangbei1', 'xinyong1', 'xinyong3', 'xitong1', 'danwei1']) {
    for (const action of ['close', 'sendBack', 'giveUp', 'withdraw']) assert.ok(['forbidden', 'not-found'].includes((await d.isRefused(login, action, id, { evidence: '看过了', reason: '不用了' }, about)).kind), `${login} ${action}`);
  }
  await d.does('shenji1', 'sendBack', id, { evidence: '第二笔没有到账' }, about);
  await d.does('danwei1', 'claim', id, { progress: '补付', attachments: await file('danwei1') }, about);
  await d.does('shenji1', 'close', id, { evidence: '核对国库回单两份' }, about);
  assert.equal((await row(id)).state, 'met');
});

test('nobody acts: the superior has it on the list, steps in, and the office may in the end close it as not put right', async () => {
  const id = await issued();
  await d.does('danwei1', 'askExtension', id, { reason: '须经人大批准' }, about);
  await d.does('shenji1', 'extend', id, {}, about);
  assert.equal((await row(id)).due_on, '2027-01-22');
  t.clock.set('2027-01-23T09:00:00+08:00');
  await sweep(t.house, quiet);
  assert.deepEqual([(await row(id)).state, (await waitsFor('xitong1')).includes(id)], ['overdue', true]);
  await d.does('xitong1', 'supervise', id, { supervision: '约谈局长' }, about);
  t.clock.set('2027-03-01T09:00:00+08:00');
  await sweep(t.house, quiet);
  assert.equal((await row(id)).state, 'overdue');
  await d.does('shenji1', 'giveUp', id, { evidence: '截至今日未付' }, about);
  assert.equal((await row(id)).state, 'unmet');
});

test('on paper: who entered the claim does not verify it; and it outlives the finding that it came from, until its office closes it', async () => {
  const finding = await judgment(t, 802, 'disclosed');
  const id = await issued({ recordId: finding });
  assert.equal((await d.isRefused('shenji1', 'enterClaim', id, { receivedOn: '2026-11-23', progress: '已付' }, about)).code, 'no-paper');
  await d.does('shenji1', 'enterClaim', id, { receivedOn: '2026-11-23', progress: '已付', attachments: await file('shenji1') }, about);
  assert.equal((await d.isRefused('shenji1', 'close', id, { evidence: '核对' }, about)).code, 'same-person');
  await d.does('jiangbei2', 'annul', finding, annulment);
  assert.equal((await row(id)).state, 'claimed');
  await staff('anquan1', 'auditor', 'jh-audit');
  await d.does('anquan1', 'close', id, { evidence: '核对凭证' }, about);
  assert.deepEqual([(await row(id)).state, (await row(id)).data.sealed], ['met', true], 'sealed with the finding it spoke of');
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind' && code !== 'file-unsealed'), []);
});
