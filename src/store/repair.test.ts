import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from './act.ts';
import { type Door, doorOf, judgment, record, slug } from './door-for-tests.ts';
import { filesUnder, openFiles, sealFiles, unsealedRecords } from './files.ts';
import { fsck } from './fsck.ts';
import { readFileStream, storeFile } from './uploads.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const repair = { register: 'repair' };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const on = (day: string): void => t.clock.set(`${day}T09:00:00+08:00`);
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const shown = (id: string) => d.one('select * from pub.record where id = $1', id);
/** Once the files have followed, everything fits. */
async function sound(): Promise<void> {
  for (const { register, recordId } of await unsealedRecords(t.house.pool, t.house.filesDir)) await sealFiles(t.house, register, recordId);
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
}

async function proofOf(login: string): Promise<string> {
  const stored = await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('转账凭证')]), '凭证.txt');
  return (stored as { id: string }).id;
}
const application = async (recordId: string, login = 'danwei1') => ({ recordId, statement: '判决确定的款项已经全部支付。', attachments: [await proofOf(login)], commitment: true });
const found = { opinion: 'performed', answer: '核对转账凭证，款项已付清。' };

/** Applied for, accepted and found performed, to be decided. */
async function confirmed(recordId: string, opinion = 'performed'): Promise<string> {
  const { id } = await d.does('danwei1', 'apply', undefined, await application(recordId), repair);
  await d.does('xinyong2', 'accept', id, {}, repair);
  await d.does('jiangbei1', 'confirm', id, { ...found, opinion }, repair);
  return id;
}
const earliest = '2027-01-13';

test('a repair before the shortest publicity is over is refused with the day and its reckoning; on that day it is taken, free, with two documents', async () => {
  const id = await judgment(t, 501, 'disclosed');
  on('2027-01-12');
  const early = await d.isRefused('danwei1', 'apply', undefined, await application(id), repair);
  assert.match(JSON.stringify(early.errors), new RegExp(`最早可申请修复日为${earliest}.*3个月.*2026-10-12.*22号`));
  on(earliest);
  const whole = await application(id);
  for (const [missing, code] of [[{ attachments: [] }, 'no-proof'], [{ commitment: false }, 'not-committed']] as const) assert.equal((await d.isRefused('danwei1', 'apply', undefined, { ...whole, ...missing }, repair)).code, code);
  assert.equal((await d.isRefused('danwei2', 'apply', undefined, { ...whole, attachments: [await proofOf('danwei2')] }, repair)).code, 'no-such-matter', 'another body does not see it');
  const { id: asked } = await d.does('danwei1', 'apply', undefined, whole, repair);
  const own = await row(asked);
  assert.deepEqual([own.state, own.due_on, own.handler_body, own.subject_id, own.data.totalOn, own.data.earliestOn, own.data.repairedBy], ['applied', '2027-01-18', slug('jb-ndrc'), slug('jb-housing'), '2027-01-27', earliest, 'repair-granted']);
  assert.match(own.data.committed, /如有虚假/);
  assert.equal((await d.isRefused('danwei1', 'apply', undefined, await application(id), repair)).kind, 'conflict', 'one at a time');
});

test('what 1103号 says is performed may be repaired at once; the counter asks only for what is public', async () => {
  const { does, facts } = d;
  const make = async (item: string, n: number) => {
    const { id } = await does('jiangbei2', 'create', undefined, { item, subjectId: slug('jb-housing'), facts: await facts(item, 'jb-housing', { documentNumber: `江衡认〔2026〕${n}号` }) });
    for (const [login, action, input] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['danwei1', 'state', { statement: '已经付清。' }], ['xinyong1', 'confirm', { reason: '认定属实' }]] as const) await does(login, action, id, input ?? {});
    return id;
  };
  const id = await make('breach', 1);
  const outcome = await act(t.house, counterActor, { register: 'repair', action: 'apply', input: { ...(await application(id)), attachments: [] } });
  assert.equal(outcome.ok ? '' : outcome.problem.code, 'not-in-effect');
  const { id: asked } = await d.does('danwei1', 'apply', undefined, await application(id), repair);
  assert.equal((await row(asked)).data.repairedBy, 'duty-performed');
});

test('a granted repair stops publicity and what followed in one transaction, seals the content, and ends with the day the publicity would have ended', async () => {
  const id = await judgment(t, 502, 'disclosed');
  const leaf = (await shown(id)).leaf;
  const { until } = (await row(id)).data;
  const rectified = await d.one("select to_id as id from rc.link where from_id = $1 and to_register = 'rectification'", id);
  on(earliest);
  const asked = await confirmed(id);
  for (const [login, why] of [['xinyong1', 'verified'], ['xinyong2', 'accepted'], ['xinyong3', 'approved the disclosure']] as const) {
    const refused = await d.isRefused(login, 'grant', asked, { reason: '已履行' }, repair);
    assert.ok(refused.kind === 'forbidden', `${login} ${why}`);
  }
  await d.does('xinyong4', 'grant', asked, { reason: '义务已经履行，认定单位已经确认。' }, repair);
  assert.deepEqual([(await row(id)).state, (await row(id)).data, (await row(id)).title, (await row(id)).due_on], ['repaired', { sealed: true }, '', until]);
  assert.deepEqual([await shown(id), (await row(rectified.id)).state, (await row(rectified.id)).data.sealed], [undefined, 'superseded', true]);
  assert.deepEqual(await d.one('select kind, reason, (leaves->>0)::int as leaf from pub.ended where id = $1', id), { kind: 'repaired', reason: 'repair-granted', leaf });
  assert.deepEqual([(await row(asked)).state, (await row(asked)).data.sealed], ['granted', true]);
  await sound();
  on(until);
  await sweep(t.house, log);
  assert.equal((await row(id)).state, 'repaired');
  t.clock.set(new Date(Date.parse(`${until}T09:00:00+08:00`) + 86_400_000).toISOString());
  await sweep(t.house, log);
  assert.deepEqual([(await row(id)).state, (await row(asked)).state], ['ended', 'closed']);
  await sound();
});

test('a repair that rested on a false commitment is revoked by another than who granted it; the record is back and is decided on anew by two', async () => {
  const source = (await storeFile(t.house, await t.actor('jiangbei2'), Readable.from([Buffer.from('判决书全文')]), '判决书.txt')) as { id: string };
  const id = await judgment(t, 503, 'draft');
  await d.does('jiangbei2', 'edit', id, { subjectId: slug('jb-housing'), facts: (await row(id)).data.facts, attachments: [source.id] });
  for (const [login, action, input] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['danwei1', 'state', { statement: '正在履行。' }], ['xinyong1', 'confirm', { reason: '未履行' }],
    ['xinyong1', 'propose', { mode: 'summary', ground: 'court-document', summary: '未按期履行。' }], ['xinyong3', 'approve']] as const) await d.does(login, action, id, input ?? {});
  const { until } = (await row(id)).data;
  on(earliest);
  const asked = await confirmed(id);
  await d.does('xinyong4', 'grant', asked, { reason: '已经履行。' }, repair);
  await sound();
  assert.ok(filesUnder(t.house.filesDir).some((path) => path.endsWith(`${source.id}.sealed`)));
  const letter = () => d.one("select state from rc.letter where record_id = $1 and kind = 'repairGranted'", asked).then((row) => row?.state);
  assert.equal(await letter(), 'issued', 'the decision goes out as a letter with it');
  assert.equal((await d.isRefused('xinyong4', 'revoke', asked, { reason: '凭证系伪造' }, repair)).code, 'same-person');
  await d.does('xinyong3', 'revoke', asked, { reason: '经查凭证系伪造，款项没有支付。' }, repair);
  const back = await row(id);
  assert.deepEqual([back.state, back.subject_id, back.data.facts.caseNumber, back.data.mode, back.severity], ['effective', slug('jb-housing'), '（2026）衡0121民初503号', undefined, 'general']);
  assert.deepEqual([(await row(asked)).state, await letter()], ['revoked', 'void']);
  for (const [register, each] of [[record, id], ['repair', asked]] as const) assert.equal(await openFiles(t.house, register, each), 1);
  const bytes: Buffer[] = [];
  for await (const chunk of readFileStream(t.house, source.id)) bytes.push(chunk as Buffer);
  assert.equal(Buffer.concat(bytes).toString(), '判决书全文');
  assert.deepEqual((await t.house.pool.query("select r.state from rc.link l join rc.record r on r.id = l.to_id where l.from_id = $1 and l.to_register = 'rectification' order by r.no", [id])).rows.map((r) => r.state), ['superseded', 'ordered'], 'it must be put right after all');
  await sound();
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行，修复已撤销。' });
  await d.does('xinyong3', 'approve', id);
  assert.equal((await shown(id)).until_on, until, 'not a day longer than before');
  await sound();
  t.clock.set(new Date(Date.parse(`${until}T09:00:00+08:00`) + 86_400_000).toISOString());
  await sweep(t.house, log);
  assert.equal((await d.one('select count(*)::int as n from pub.ended where id = $1', id)).n, 2);
  await sound();
});

test('what was not confirmed is not granted; a refusal says why and where to appeal, and an appeal may have it granted once it is confirmed', async () => {
  const id = await judgment(t, 504, 'disclosed');
  on(earliest);
  const asked = await confirmed(id, 'partly');
  assert.equal((await d.isRefused('xinyong4', 'grant', asked, { reason: '已履行' }, repair)).code, 'not-performed');
  await d.does('xinyong4', 'refuse', asked, { reason: '尚欠部分款项。' }, repair);
  assert.match((await row(asked)).data.roads, /申诉/);
  assert.ok(await shown(id));
  const appeal = await d.does('danwei1', 'raise', undefined, { aboutRegister: 'repair', aboutId: asked, statement: '尾款已在期限内付清。', attachments: [] }, { register: 'appeal' });
  await d.does('fucha1', 'overturn', appeal.id, { reason: '尾款确已付清，应当准予。' }, { register: 'appeal' });
  assert.deepEqual([(await row(asked)).state, (await row(id)).state], ['accepted', 'disclosed'], 'to be confirmed first');
  await d.does('jiangbei1', 'confirm', asked, found, repair);
  await d.does('xinyong5', 'grant', asked, { reason: '尾款已经付清。' }, repair);
  assert.deepEqual([(await row(asked)).state, (await row(id)).state, await shown(id)], ['granted', 'repaired', undefined]);
  await sound();
});

test('a repair that is granted while the record is put before the public leaves nothing public, whichever comes first (F24)', async () => {
  for (const n of [1, 2, 3, 4, 5, 6]) {
    on('2026-11-23');
    const id = await judgment(t, 510 + n, 'proposed');
    on(earliest);
    const asked = await confirmed(id);
    const [grant] = await Promise.all([
      act(t.house, await t.actor('xinyong4'), { register: 'repair', recordId: asked, action: 'grant', input: { reason: '已履行' } }),
      act(t.house, await t.actor('xinyong3'), { register: record, recordId: id, action: 'approve', input: {} }),
    ]);
    assert.ok(grant.ok, JSON.stringify(grant));
    assert.deepEqual([(await row(id)).state, await shown(id)], ['repaired', undefined]);
  }
  await sound();
});
