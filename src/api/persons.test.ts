import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { act } from '../store/act.ts';
import { caseNumber, type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { bodyHashOf } from '../store/once.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const post = (input: unknown, more: Ask = {}): Ask => ({ method: 'POST', send: { input }, ...more });
const record = '/records/dishonesty-record';
const liang = '990100198002290170';
const sanction = async (n: number, more: object = {}): Promise<Record<string, unknown>> => d.facts('discipline', 'liang-zhiwei', { idNumber: liang, documentNumber: `江监政处〔2026〕${n}号`, ...more });

test('a person is chosen among those who bear the name that the facts state, and stays chosen only as long as they do', async () => {
  const nameless = await sanction(1, { idNumber: makeIdNumber(12_345, '1990-01-01') });
  const other = (await d.one<{ id: string }>("select id from rc.subject where kind = 'official' and name <> '梁知微' limit 1")).id;
  isProblem(await h.ask('jiwei1', `${record}/actions/create`, post({ item: 'discipline', subjectId: other, facts: nameless })), 422, 'invalid');
  const made = await h.ask('jiwei1', `${record}/actions/create`, post({ item: 'discipline', subjectId: slug('liang-zhiwei-2'), facts: nameless }));
  assert.equal(made.statusCode, 201, made.body);
  const nameKey = made.json().facts.find((f: { display: string }) => f.display === '梁知微').key as string;
  const renamed = { ...nameless, [nameKey]: (await d.one<{ name: string }>('select name from rc.subject where id = $1', other)).name };
  isProblem(await h.ask('jiwei1', `${record}/${made.json().id}/actions/edit`, post({ facts: renamed })), 422, 'invalid');
  assert.equal((await d.one('select subject_id from rc.record where id = $1', made.json().id)).subject_id, slug('liang-zhiwei-2'));
  assert.equal((await h.ask('jiwei1', `${record}/${made.json().id}/actions/edit`, post({ facts: nameless }))).statusCode, 200);
});

test('a correction cannot change whom a record is about', async () => {
  const id = await judgment(h.t, 1, 'disclosed');
  const other = await d.facts('civil-judgment', 'jb-finance', { caseNumber: caseNumber(1) });
  const problem = isProblem(await h.ask('jiangbei2', `${record}/${id}/actions/correct`, post({ proposedFacts: other, reason: '主体写错' })), 422, 'invalid');
  assert.equal(problem['errors'][0].pointer, 'proposedFacts');
  const same = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(2) });
  assert.equal((await h.ask('jiangbei2', `${record}/${id}/actions/correct`, post({ proposedFacts: same, reason: '案号写错' }))).statusCode, 200);
});

test('who may not start a record learns nothing about whom the directory knows', async () => {
  const facts = await sanction(2, { idNumber: liang });
  for (const named of [facts, { ...facts, idNumber: makeIdNumber(54_321, '1990-01-01') }]) isProblem(await h.ask('danwei1', `${record}/actions/create`, post({ item: 'discipline', facts: named })), 403, 'no-grant');
});

test('a document of a person’s record asks for the purpose that the record asks for, once a session', async () => {
  const upload = (await h.ask('jiwei1', '/attachments', { method: 'POST', file: { name: '处分决定.txt', bytes: Buffer.from('决定如下') } })).json();
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts: await sanction(3), attachments: [upload.id] });
  assert.equal((await h.ask('jiwei1', `/attachments/${upload.id}`)).statusCode, 200, 'the maker is handling it');
  isProblem(await h.ask('shenji1', `/attachments/${upload.id}`), 404, 'not-found');
  await d.does('jiwei1', 'submit', id);
  isProblem(await h.ask('shenji1', `/attachments/${upload.id}`), 428, 'purpose-required');
  assert.equal((await h.ask('shenji1', `${record}/${id}?purpose=audit&because=${encodeURIComponent('审通〔2026〕6号')}`)).statusCode, 200);
  assert.equal((await h.ask('shenji1', `/attachments/${upload.id}`)).statusCode, 200);
  const kept = await d.one("select purpose, because from rc.look where record_id = $1 and what = '下载附件' and purpose = 'audit'", id);
  assert.deepEqual(kept, { purpose: 'audit', because: '审通〔2026〕6号' });
});

test('looks at a matter that the person has not been told of do not tell of it before its time', async () => {
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts: await sanction(4) });
  const { no } = await d.one('select no from rc.record where id = $1', id);
  isProblem(await h.ask('shenji1', `${record}/${id}?purpose=audit&because=例行审计`), 404, 'not-found');
  await d.does('jiwei1', 'submit', id);
  assert.equal((await h.ask('shenji1', `${record}/${id}?purpose=audit&because=例行审计`)).statusCode, 200);
  for (const url of ['/looks/mine', '/mine']) assert.ok(!(await h.ask('gongwu1', url)).body.includes(no), url);
  for (const [login, action] of [['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  for (const url of ['/looks/mine', '/mine']) assert.ok((await h.ask('gongwu1', url)).body.includes(no), url);
});

test('nobody handles a record about themselves, whatever roles they hold, but everybody may speak for themselves', async () => {
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts: await sanction(5) });
  await d.does('jiwei1', 'submit', id);
  const self = { ...(await h.t.actor('xinyong2')), personId: slug('liang-zhiwei'), roles: ['verifier', 'reviewer', 'official'] as const };
  const outcome = await act(h.t.house, self, { register: 'dishonesty-record', recordId: id, action: 'verify', input: {} });
  assert.ok(!outcome.ok && outcome.problem.code === 'own-matter', JSON.stringify(outcome));
  for (const [login, action] of [['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  assert.ok((await act(h.t.house, self, { register: 'dishonesty-record', recordId: id, action: 'state', input: { statement: '情况属实。' } })).ok);
});

test('a link leads only to what the reader may open', async () => {
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', facts: await sanction(6, { idNumber: makeIdNumber(22_222, '1990-01-01') }) }, {
    unresolved: { name: '梁知微', candidates: [{ id: slug('liang-zhiwei'), name: '梁知微', about: '' }] } });
  assert.deepEqual((await h.ask('jiwei1', `${record}/${id}?purpose=verification&because=核对`)).json().links, []);
  const { id: review } = await d.one("select to_id as id from rc.link where from_id = $1 and kind = 'identity'", id);
  await d.does('shenfen1', 'match', review, { chosenId: slug('liang-zhiwei'), reason: '单位与职务一致' }, { register: 'identity-review' });
  await d.does('jiwei1', 'submit', id);
  const seen = (await h.ask('shenji1', `${record}/${id}?purpose=audit&because=例行审计`)).json().links;
  assert.deepEqual(seen.map((l: { register: string }) => l.register), ['identity-review']);
  assert.deepEqual(Object.keys(seen[0]).sort(), ['id', 'kind', 'no', 'register', 'state', 'stateLabel', 'title']);
});

test('an export leaves in the log what was taken, not the words that were searched for', async () => {
  await h.ask('shenji1', `${record}/export?q=梁知微&purpose=audit&because=核对梁知微`);
  const { detail } = await d.one("select detail from rc.event where kind = 'list-exported' order by id desc limit 1");
  assert.ok(!JSON.stringify(detail).includes('梁知微'), JSON.stringify(detail));
  assert.deepEqual([detail.words, detail.filter.purpose], [1, 'audit']);
});

test('what a repeated request is known by cannot be tried from a dump', async () => {
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(9) });
  const send = { input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts } };
  await h.ask('jiangbei2', `${record}/actions/create`, { method: 'POST', send, headers: { 'idempotency-key': 'once' } });
  const { createHash } = await import('node:crypto');
  const { account_id: account, body_hash: kept } = await d.one("select account_id, body_hash from rc.idempotency where key = 'once'");
  const said = `POST /api/v1${record}/actions/create ${account} ${JSON.stringify(send)}`;
  assert.ok(bodyHashOf(h.t.house, said).equals(kept), 'this is what is hashed');
  assert.ok(!createHash('sha256').update(said).digest().equals(kept));
});

test('receipts of a body are there however many pushes others made since', async () => {
  const actor = await h.t.actor('jiangbei2');
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(10) });
  const made = (await h.ask('jiangbei2', `${record}/actions/create`, post({ item: 'civil-judgment', subjectId: slug('jb-housing'), facts }))).json();
  await h.ask('jiangbei2', `${record}/${made.id}/actions/submit`, post({}));
  assert.equal((await h.ask('jiangbei2', '/pushes')).json().items.length, 1);
  // A batch of another body, larger than any page of receipts.
  await h.t.house.pool.query(
    `insert into rc.record (register, id, seq, state, subject_id, area_code, maker_body, data, created_at, updated_at)
     select 'dishonesty-record', gen_random_uuid(), 1, 'atCity', null, '990100', $1, '{}', now(), now() from generate_series(1, 2500)`, [slug('jh-court')]);
  await h.t.house.pool.query(
    `insert into rc.entry (register, record_id, n, action, by_account, by_body, at, on_day, state_to, version, push_id, commitment)
     select register, id, 1, 'file', $1, maker_body, now() + interval '1 year', '2026-11-23', state, 1, '00000000-0000-4000-8000-000000000001', '\\x00' from rc.record where maker_body = $2 and data = '{}'`, [actor.accountId, slug('jh-court')]);
  assert.equal((await h.ask('jiangbei2', '/pushes')).json().items.length, 1);
  const all = (await h.ask('xinyong1', '/pushes')).json().items as { total: number; waiting: number }[];
  assert.deepEqual([all[0]?.total, all[0]?.waiting], [2500, 2500]);
});

test('a text that pretends to be a concealed number is refused, and the record stays workable', async () => {
  const id = await judgment(h.t, 20, 'effective');
  isProblem(await h.ask('xinyong1', `${record}/${id}/actions/propose`, post({ mode: 'closed', masks: { summary: '990***********0170\u2063密:AAAA' } })), 422, 'bad-characters');
  assert.equal((await h.ask('xinyong1', `${record}/${id}/actions/propose`, post({ mode: 'closed' }))).statusCode, 200);
});

test('days, months and places in a list that do not exist are refused with words', async () => {
  isProblem(await h.ask('jiangbei2', `${record}?action=create&month=2026-13`), 422);
  isProblem(await h.ask('jiangbei2', `/bodies?cursor=AAAA`), 422, 'bad-cursor');
  isProblem(await h.ask('jiangbei1', `/bodies/${slug('jb-housing')}/rename`, { method: 'POST', send: { name: '江北县某局', on: '2026-13-45', document: '江编〔2026〕1号' } }), 422);
});
