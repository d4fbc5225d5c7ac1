// 随之而来: what follows from a finding goes on as long as its ground does and no longer: an exemption keeps measures away, a revoked repair takes
// back what honesty had earned, nobody is held to a finding that was repaired, and whoever is not shown is told of repair as well.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { revealLetter } from './letters.ts';
import { act } from './act.ts';
import { type Door, doorOf, judgment, slug } from './door-for-tests.ts';
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
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const file = async (login: string): Promise<string[]> => [((await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('凭证')]), '凭证.txt')) as { id: string }).id];
const linked = async (register: string, id: string): Promise<any[]> => (await t.house.pool.query('select r.* from rc.record r join rc.link l on l.to_id = r.id where l.from_id = $2 and l.kind = $1 order by r.no', [register, id])).rows;

/** A sanction of an official, in effect and withheld. */
async function sanction(n: number): Promise<string> {
  const person = 'cao-guanlan';
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug(person), facts: await d.facts('discipline', person, { documentNumber: `江监政处〔2026〕${n}号` }) });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已退赔。' }], ['xinyong1', 'confirm', { reason: '属实' }], ['xinyong2', 'propose', { mode: 'closed' }], ['xinyong3', 'approve']] as const) await d.does(login, action, id, input ?? {});
  return id;
}

const repair = { register: 'repair' };
async function repaired(id: string, ask = async (): Promise<string> => (await d.does('danwei1', 'apply', undefined, { recordId: id, statement: '已付清', attachments: await file('danwei1'), commitment: true }, repair)).id): Promise<string> {
  const asked = await ask();
  await d.does('xinyong2', 'accept', asked, {}, repair);
  await d.does('jiangbei1', 'confirm', asked, { opinion: 'performed', answer: '核对凭证' }, repair);
  await d.does('xinyong4', 'grant', asked, { reason: '已经履行' }, repair);
  return asked;
}

test('whoever is exempt bears no measure again, whoever chooses it', async () => {
  const id = await sanction(31);
  const { id: plea } = await d.does('gongwu2', 'apply', undefined, { recordId: id, wish: 'exempt', pleaded: 'loss-restored', statement: '案发前已退赔', attachments: await file('gongwu2') }, { register: 'leniency' });
  await d.does('xinyong4', 'check', plea, { answer: '属实' }, { register: 'leniency' });
  await d.does('xinyong5', 'exempt', plea, { ground: 'loss-restored', reason: '已退赔' }, { register: 'leniency' });
  const refused = await d.isRefused('xinyong1', 'choose', undefined, { recordId: id, measure: 'official.honours', reason: '再限制' }, { register: 'measure' });
  assert.deepEqual([refused.code, /免于惩戒/.test(refused.detail.zh)], ['exempt', true]);
  assert.ok((await linked('measure', id)).every((m) => m.data.over === true));
});

test('a repair that is revoked takes back what the body was given for its honesty meanwhile', async () => {
  const body = 'jb-education';
  const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug(body), facts: await d.facts('civil-judgment', body, { caseNumber: '（2026）衡0121民初9201号' }) });
  for (const [login, action] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  t.clock.set('2026-12-20T09:00:00+08:00');
  await sweep(t.house, quiet);
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行。' });
  await d.does('xinyong3', 'approve', id);
  t.clock.set('2027-01-20T09:00:00+08:00');
  const proof = ((await storeFile(t.house, counterActor, Readable.from([Buffer.from('凭证')]), '凭证.txt')) as { id: string }).id;
  const asked = await repaired(id, async () => {
    const outcome = await act(t.house, counterActor, { ...repair, action: 'apply', input: { recordId: id, statement: '已付', name: '某', contact: '1', attachments: [proof], commitment: true } });
    assert.ok(outcome.ok);
    return outcome.value.id;
  });
  const { id: earned } = await d.does('xinyong2', 'propose', undefined, { subjectId: slug(body), measure: 'standing.list', ground: '没有失信记录', endsOn: addDays(t.clock.today(), 200) }, { register: 'incentive' });
  await d.does('xinyong3', 'approve', earned, {}, { register: 'incentive' });
  const listed = () => d.one("select count(*)::int as n from pub.listed where list = 'good-standing' and body_id = $1", slug(body)).then((r) => r.n);
  assert.deepEqual([(await row(earned)).state, await listed()], ['granted', 1]);
  await d.does('xinyong5', 'revoke', asked, { reason: '凭证系伪造' }, repair);
  assert.deepEqual([(await row(id)).state, (await row(earned)).state, await listed()], ['effective', 'ended', 0]);
});

test('nobody is linked to a finding that was repaired', async () => {
  const id = await judgment(t, 9301, 'disclosed');
  t.clock.set('2027-01-13T09:00:00+08:00');
  await repaired(id);
  const person = { recordId: id, subjectId: slug('shen-wangchuan'), bodyName: '江北县住房和城乡建设局', post: '局长', bearing: 'head', asOf: '2026-10-12' };
  assert.equal((await d.isRefused('xinyong1', 'link', undefined, person, { register: 'accountability' })).code, 'not-effective');
});

test('a body does not report as done what it never explained, not on paper either', async () => {
  const id = await judgment(t, 9501, 'effective');
  const [order] = await linked('rectification', id);
  t.clock.set('2026-12-20T09:00:00+08:00');
  await sweep(t.house, quiet);
  const rectification = { register: 'rectification' };
  const claim = await d.isRefused('danwei1', 'claim', order.id, { progress: '做完了', attachments: await file('danwei1') }, rectification);
  assert.deepEqual([claim.code, /书面说明/.test(claim.detail.zh)], ['not-explained', true]);
  assert.equal((await d.isRefused('jiangbei1', 'enterClaim', order.id, { receivedOn: '2026-12-18', progress: '做完了', attachments: await file('jiangbei1') }, rectification)).code, 'not-explained');
  await d.does('danwei1', 'explain', order.id, { cause: '年初未列预算', plan: '调整预算', stages: '2027-01-05 付清' }, rectification);
  await d.does('danwei1', 'claim', order.id, { progress: '做完了', attachments: await file('danwei1') }, rectification);
});

test('with the decision not to show a record goes word of repair as well, to the person alone, and it says until when the record is kept', async () => {
  const id = await sanction(32);
  const { rows } = await t.house.pool.query<{ kind: string; subject_id: string; body: Buffer }>('select kind, subject_id, body from rc.letter where record_id = $1 order by at, no', [id]);
  assert.deepEqual(rows.map((l) => [l.kind, l.subject_id]), [['notice', slug('cao-guanlan')], ['repairNotice', slug('cao-guanlan')]]);
  const { fields } = revealLetter(t.house, rows[1]?.body as Buffer).content as { fields: Record<string, string> };
  assert.equal(fields['公示截止日'], undefined, 'nothing is shown');
  assert.match(fields['保存截止日'] as string, /^\d{4}年\d+月\d+日$/);
});
