// 修复的步骤: before a repair whoever was owed says whether it was performed, and a training that the rulebook orders is finished; what nobody does
// lapses or stands there openly, and a step that the rulebook does not know is nobody's to add.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { annulment, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { sealFiles, unsealedRecords } from './files.ts';
import { fsck } from './fsck.ts';
import { findRecord, listRecords } from './records.ts';
import { storeFile } from './uploads.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  // The county's own personnel office holds the training.
  await t.house.pool.query("update rc.account set body_id = $1 where login = 'renshe1'", [slug('jb-hr')]);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const [repair, confirmation, training] = ['repair', 'confirmation', 'training'].map((register) => ({ register })) as [{ register: string }, { register: string }, { register: string }];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const on = (day: string): void => t.clock.set(`${day}T09:00:00+08:00`);
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const file = async (login: string): Promise<string[]> => [((await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('凭证')]), '凭证.txt')) as { id: string }).id];
const linked = async (register: string, id: string): Promise<any[]> => (await t.house.pool.query('select r.* from rc.record r join rc.link l on l.to_id = r.id where l.from_id = $2 and l.kind = $1 order by r.no', [register, id])).rows;
const waitsFor = async (login: string, register: string): Promise<string[]> => (await listRecords(t.house.pool, await t.actor(login), t.house.registers[register] as never, { duty: true }, { limit: 200 })).rows.map((r) => r.id);
async function sound(): Promise<void> {
  for (const { register, recordId } of await unsealedRecords(t.house.pool, t.house.filesDir)) await sealFiles(t.house, register, recordId);
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
}

let n = 0;
/** A breach of a contract with an enterprise, in effect. */
async function breach(): Promise<string> {
  n += 1;
  const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'breach', subjectId: slug('jb-housing'), facts: await d.facts('breach', 'jb-housing', { documentNumber: `江衡认〔2026〕${n}号` }) });
  for (const [login, action, input] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['danwei1', 'state', { statement: '已经付清。' }], ['xinyong1', 'confirm', { reason: '认定属实' }]] as const) await d.does(login, action, id, input ?? {});
  return id;
}
/** Applied for, taken up, performed as its source says; and what the beneficiary is asked. */
async function asked(recordId: string): Promise<{ asked: string; own: any }> {
  const { id } = await d.does('danwei1', 'apply', undefined, { recordId, statement: '欠款已经全部支付。', attachments: await file('danwei1'), commitment: true }, repair);
  await d.does('xinyong2', 'accept', id, {}, repair);
  const [own] = await linked('confirmation', id);
  await d.does('jiangbei1', 'confirm', id, { opinion: 'performed', answer: '核对转账凭证。' }, repair);
  return { asked: id, own };
}
const grants = (id: string) => d.isRefused('xinyong4', 'grant', id, { reason: '已履行' }, repair);
const signed = async (login: string, said: string) => ({ receivedOn: '2026-11-23', said, attachments: await file(login) });
const told = async (login: string) => ({ toldOn: '2026-11-23', toldHow: 'hand', attachments: await file(login) });

test('whoever was owed is asked once an application is taken up, and nothing is granted before they are heard', async () => {
  const id = await breach();
  const { asked: application, own } = await asked(id);
  assert.deepEqual([own.state, own.due_on, own.data.name, own.data.matter, own.handler_body, own.subject_id], ['asked', '2026-11-25', '江衡云帆智能装备有限公司', '欠款已经全部支付。', slug('jb-ndrc'), slug('jb-housing')]);
  assert.ok((await waitsFor('jiangbei1', 'confirmation')).includes(own.id));
  const refused = await grants(application);
  assert.deepEqual([refused.code, /相对人/.test(refused.detail.zh)], ['beneficiary-awaited', true]);
  assert.equal((await d.isRefused('jiangbei1', 'confirm', own.id, { ...(await signed('jiangbei1', '已收到')), attachments: [] }, confirmation)).code, 'no-paper', 'their signed word, not ours');
  assert.equal((await d.isRefused('danwei1', 'confirm', own.id, await signed('danwei1', '已收到'), confirmation)).kind, 'forbidden', 'the debtor does not answer for them');
  await d.does('jiangbei1', 'confirm', own.id, await signed('jiangbei1', '款项已全部收到，合同履行完毕。'), confirmation);
  assert.deepEqual([(await row(own.id)).state, (await row(application)).data.beneficiary], ['confirmed', 'agreed']);
  await d.does('xinyong4', 'grant', application, { reason: '双方确认履行完毕。' }, repair);
  assert.deepEqual([(await row(id)).state, (await row(own.id)).data.sealed], ['repaired', true]);
  await sound();
});

test('silence lapses only after they were told with proof; whoever answers late is still heard', async () => {
  const { asked: application, own } = await asked(await breach());
  on('2026-12-10');
  await sweep(t.house, quiet);
  assert.equal((await row(own.id)).state, 'asked', 'who was never told has not been silent');
  assert.equal((await d.isRefused('jiangbei1', 'tell', own.id, { toldOn: '2026-12-10', toldHow: 'post', attachments: [] }, confirmation)).code, 'no-paper');
  await d.does('jiangbei1', 'tell', own.id, { toldOn: '2026-12-10', toldHow: 'post', attachments: await file('jiangbei1') }, confirmation);
  assert.equal((await row(own.id)).due_on, '2026-12-17');
  assert.equal((await grants(application)).code, 'beneficiary-awaited');
  on('2026-12-18');
  await sweep(t.house, quiet);
  assert.deepEqual([(await row(own.id)).state, (await row(application)).data.beneficiary], ['lapsed', 'silent']);
  await d.does('jiangbei1', 'deny', own.id, await signed('jiangbei1', '利息没有付'), confirmation);
  assert.equal((await grants(application)).code, 'beneficiary-awaited', 'a late word counts until it is decided');
  const other = await asked(await breach());
  await d.does('jiangbei1', 'tell', other.own.id, await told('jiangbei1'), confirmation);
  on('2027-01-10');
  await sweep(t.house, quiet);
  await d.does('xinyong4', 'grant', other.asked, { reason: '已履行，相对人逾期未答复。' }, repair);
  assert.deepEqual([(await row(other.asked)).state, (await row(other.own.id)).state], ['granted', 'moot']);
});

test('a denial is a case of its own: somebody else weighs it, and what they find binds the decision', async () => {
  const first = await asked(await breach());
  await d.does('jiangbei1', 'deny', first.own.id, await signed('jiangbei1', '尾款未付'), confirmation);
  assert.deepEqual([(await row(first.own.id)).state, (await waitsFor('xinyong1', 'confirmation')).includes(first.own.id)], ['disputed', true]);
  await d.does('xinyong1', 'weigh', first.own.id, { finding: 'not', evidence: '核对合同，尾款12万元没有支付。', attachments: [] }, confirmation);
  const refused = await grants(first.asked);
  assert.deepEqual([refused.code, (await row(first.asked)).data.beneficiary], ['beneficiary-denies', 'denied']);
  await d.does('xinyong4', 'refuse', first.asked, { reason: '尾款没有支付。' }, repair);
  const second = await asked(await breach());
  await d.does('xinyong5', 'deny', second.own.id, await signed('xinyong5', '利息计算有误'), confirmation);
  assert.equal((await d.isRefused('xinyong5', 'weigh', second.own.id, { finding: 'performed', evidence: '看过', attachments: [] }, confirmation)).code, 'same-person');
  await d.does('xinyong1', 'weigh', second.own.id, { finding: 'performed', evidence: '利息按合同约定计算，已经付清。', attachments: [] }, confirmation);
  await d.does('xinyong4', 'grant', second.asked, { reason: '经认定已经履行。' }, repair);
  assert.equal((await row(second.asked)).state, 'granted');
});

test('where the finding names nobody who was owed, nobody is asked; and what was asked ends with the record', async () => {
  const plain = await judgment(t, 881, 'disclosed');
  const open = await breach();
  const { own } = await asked(open);
  await d.does('jiangbei2', 'annul', open, annulment).catch(async () => d.does('jiangbei2', 'annul', open, { annulment: 'decision-annulled', document: '江北改〔2026〕9号', reason: '撤销' }));
  assert.equal((await row(own.id)).state, 'moot');
  on('2027-01-13');
  const { id } = await d.does('danwei1', 'apply', undefined, { recordId: plain, statement: '已付', attachments: await file('danwei1'), commitment: true }, repair);
  await d.does('xinyong2', 'accept', id, {}, repair);
  assert.deepEqual([await linked('confirmation', id), (await row(id)).data.beneficiary], [[], undefined]);
  await sound();
});

const person = 'cao-guanlan';
async function sanction(k: number, sanctioned = '记过'): Promise<string> {
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug(person), facts: await d.facts('discipline', person, { documentNumber: `江监政处〔2026〕${k}号`, sanction: sanctioned, sanctionPeriod: sanctioned === '警告' ? '6个月' : '12个月' }) });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已改正。' }], ['xinyong1', 'confirm', { reason: '属实' }], ['xinyong2', 'propose', { mode: 'closed' }], ['xinyong3', 'approve']] as const) await d.does(login, action, id, input ?? {});
  return id;
}
const attended = async (login: string, more: object = {}) => ({ course: '公务员诚信专题班（市人社局）', attended: 8, finishedOn: '2026-11-20', attachments: await file(login), ...more });
const applied = async (id: string): Promise<string> => {
  const { id: application } = await d.does('gongwu2', 'apply', undefined, { recordId: id, statement: '已经改正，消除了影响。', attachments: await file('gongwu2'), commitment: true }, repair);
  await d.does('xinyong5', 'accept', application, {}, repair);
  await d.does('jiwei1', 'confirm', application, { opinion: 'performed', answer: '处分期内表现良好。' }, repair).catch(() => d.does('xinyong5', 'confirmHere', application, { opinion: 'performed', answer: '处分期内表现良好。' }, repair));
  return application;
};

test('a finding that takes effect orders the training the rulebook knows; the official and the organiser have it, nobody else', async () => {
  const id = await sanction(41);
  const [own] = await linked('training', id);
  assert.deepEqual([own.state, own.subject_id, own.handler_body, own.data.hours, own.personal, (await row(id)).data.training], ['ordered', slug(person), slug('jb-hr'), 8, true, 'ordered']);
  assert.ok((await waitsFor('gongwu2', 'training')).includes(own.id), 'a step the official can take');
  for (const [login, can] of [['gongwu2', true], ['renshe1', true], ['gongwu1', false], ['danwei1', false], ['jiangbei1', false]] as const) assert.equal((await findRecord(t.house.pool, await t.actor(login), t.house.registers['training'] as never, own.id)) !== undefined, can, login);
  assert.deepEqual(await linked('training', await sanction(42, '警告')), [], 'minor findings need none');
  const again = await d.isRefused('xinyong1', 'order', undefined, { recordId: id }, training);
  assert.equal(again.code, 'ordered-already');
  assert.equal((await d.isRefused('xinyong1', 'order', undefined, { recordId: await judgment(t, 882, 'effective') }, training)).code, 'not-provided', 'a body is asked for two documents and nothing else');
});

test('finishing is recorded by the organiser with evidence, never by the one trained; then the step is ticked and the repair can be granted', async () => {
  const id = await sanction(43);
  const [own] = await linked('training', id);
  on('2027-03-01');
  const application = await applied(id);
  const refused = await d.isRefused('xinyong4', 'grant', application, { reason: '已改正' }, repair);
  assert.deepEqual([refused.code, /专题培训/.test(refused.detail.zh)], ['untrained', true]);
  assert.equal((await d.isRefused('gongwu2', 'finish', own.id, await attended('gongwu2'), training)).kind, 'forbidden');
  for (const [more, code] of [[{ attachments: [] }, 'no-proof'], [{ finishedOn: '2027-03-02' }, 'future-day'], [{ attended: 7 }, 'invalid']] as const) assert.equal((await d.isRefused('gongwu2', 'claim', own.id, await attended('gongwu2', more), training)).code, code);
  await d.does('gongwu2', 'claim', own.id, await attended('gongwu2'), training);
  assert.deepEqual([(await row(own.id)).state, (await row(id)).data.training, (await waitsFor('renshe1', 'training')).includes(own.id)], ['claimed', 'ordered', true]);
  await d.does('renshe1', 'sendBack', own.id, { reason: '签到只有六学时' }, training);
  await d.does('renshe1', 'finish', own.id, await attended('renshe1'), training);
  assert.deepEqual([(await row(own.id)).state, (await row(id)).data.training], ['finished', 'done']);
  await d.does('xinyong4', 'grant', application, { reason: '已改正，专题培训已学完。' }, repair);
  assert.equal((await row(id)).state, 'repaired');
  await sound();
});

test('a reviewer may waive a training with reasons, and it ends with the finding', async () => {
  const id = await sanction(44);
  const [own] = await linked('training', id);
  assert.equal((await d.isRefused('xinyong3', 'waive', own.id, {}, training)).kind, 'invalid');
  await d.does('xinyong3', 'waive', own.id, { reason: '因病长期不能参加。' }, training);
  assert.equal((await row(id)).data.training, 'waived');
  on('2027-03-01');
  const application = await applied(id);
  await d.does('xinyong4', 'grant', application, { reason: '已改正。' }, repair);
  on('2026-11-23');
  const other = await sanction(45);
  const [open] = await linked('training', other);
  await d.does('jiwei1', 'annul', other, { annulment: 'decision-annulled', document: '江监复〔2026〕1号', reason: '复审撤销' }).catch(async () => d.does('xinyong3', 'withdraw', other, { withdrawal: 'recording-error', reason: '记录有误' }));
  assert.equal((await row(open.id)).state, 'moot');
  await sound();
});
