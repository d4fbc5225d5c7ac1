import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Door, doorOf, judgment, record, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const post = (send: unknown, more: Ask = {}): Ask => ({ method: 'POST', send, ...more });
const upload = async (login: string): Promise<string> => (await h.ask(login, '/attachments', { method: 'POST', file: { name: '凭证.txt', bytes: Buffer.from('付清') } })).json().id;

test('the earliest day stands at the record and on the desk before anybody asks; too early is refused with it; the sealed application still says how it ended, and what stopped', async () => {
  h.t.clock.set('2026-11-23T09:00:00+08:00');
  const id = await judgment(h.t, 601, 'disclosed');
  const detail = (await h.ask('danwei1', `/records/${record}/${id}`)).json();
  assert.equal(detail.repair.earliestOn, '2027-01-13');
  assert.match(detail.repair.reckoning.zh, /最短公示期为3个月，自文书日期2026-10-12起算/);
  assert.deepEqual(detail.repair.stops.map((s: { key: string; done: boolean }) => [s.key, s.done]), [['disclosure', false], ['sharing', false], ['measures', false]]);
  const begin = detail.begins.find((b: { register: string }) => b.register === 'repair');
  assert.deepEqual(begin.action.takes.map((take: { key: string }) => take.key), ['name', 'contact', 'statement', 'attachments', 'commitment']);
  const own = (await h.ask('danwei1', '/repairs')).json().mine.find((row: { id: string }) => row.id === id);
  assert.equal(own.earliestOn, '2027-01-13');
  assert.deepEqual((await h.ask('danwei2', '/repairs')).json().mine, [], 'nobody sees another body’s');
  const input = { recordId: id, statement: '已经付清。', commitment: true, attachments: [await upload('danwei1')] };
  const early = isProblem(await h.ask('danwei1', '/records/repair/actions/apply', post({ input })), 422, 'invalid');
  assert.match(early['errors'][0].zh, /最早可申请修复日为2027-01-13/);
  h.t.clock.set('2027-01-13T09:00:00+08:00');
  h.forget();
  const asked = (await h.ask('danwei1', '/records/repair/actions/apply', post({ input }))).json();
  const row = (await h.ask('xinyong2', '/repairs')).json().desk.find((each: { id: string }) => each.id === asked.id);
  assert.deepEqual([row.proofs, row.committed, row.totalOn, row.earliestOn], [1, true, '2027-01-27', '2027-01-13']);
  for (const [login, action, more] of [['xinyong2', 'accept', {}], ['jiangbei1', 'confirm', { opinion: 'performed', answer: '付清' }], ['xinyong4', 'grant', { reason: '已经履行' }]] as const) {
    assert.equal((await h.ask(login, `/records/repair/${asked.id}/actions/${action}`, post({ input: more }))).statusCode, 200, action);
  }
  const after = await h.ask('danwei1', `/records/repair/${asked.id}`);
  assert.equal(after.statusCode, 200, after.body);
  assert.deepEqual([after.json().state, after.json().sealed, after.json().links.map((l: { register: string }) => l.register)], ['granted', true, [record]]);
  const repaired = (await h.ask('danwei1', `/records/${record}/${id}`)).json();
  assert.deepEqual([repaired.state, repaired.repair.repaired, repaired.repair.stops.map((s: { done: boolean }) => s.done)], ['repaired', true, [true, true, true]]);
  assert.ok(repaired.repair.stops.some((s: { unacknowledged: number }) => s.unacknowledged > 0), 'who has to acknowledge is still counted');
  const office = (await h.ask('xinyong3', `/records/repair/${asked.id}`)).json();
  assert.deepEqual(office.actions.map((a: { id: string }) => a.id), ['revoke'], 'what opens the seal may be done, nothing else');
  assert.deepEqual((await h.ask('xinyong4', `/records/repair/${asked.id}`)).json().actions, []);
});

test('a form asks for a ground by the rules of the day; who reported is read apart, for a purpose, and never by handling alone', async () => {
  const report = (login: string, input: object) => h.ask(login, '/records/retaliation/actions/report', post({ input }));
  const made = await report('gongwu2', { subjectId: slug('jb-water'), statement: '举报后被调岗。', reporter: '辛直言' });
  assert.equal(made.statusCode, 201, made.body);
  assert.deepEqual(Object.keys(made.json()).sort(), ['no', 'register', 'state', 'stateLabel'], 'the number to keep and nothing else');
  const { id } = await d.one("select id from rc.record where register = 'retaliation' order by created_at desc limit 1");
  assert.equal((await d.one('select count(*)::int as n from rc.look where record_id = $1', id)).n, 0, 'no look tells who handed it in');
  isProblem(await h.ask('gongwu2', `/records/retaliation/${id}`), 404);
  const url = `/records/retaliation/${id}`;
  const why = `purpose=verification&because=${encodeURIComponent('核实调岗经过')}`;
  const open = await h.ask('fucha1', `${url}?${why}`);
  assert.equal(open.statusCode, 200, open.body);
  assert.ok(!open.body.includes('辛直言') && open.body.includes('（另行加密保存）'));
  for (const each of ['', '?purpose=handling&because=办理']) isProblem(await h.ask('fucha1', `${url}/apart/reporter${each}`), 428, 'purpose-required');
  const apart = await h.ask('fucha1', `${url}/apart/reporter?${why}`);
  assert.deepEqual([apart.statusCode, apart.json().value], [200, '辛直言']);
  assert.equal((await d.one("select count(*)::int as n from rc.look where record_id = $1 and what like '另行保存%' and allowed", id)).n, 1);
  isProblem(await h.ask('fucha1', `${url}/apart/statement?${why}`), 404);
  isProblem(await h.ask('shenji1', `${url}/apart/reporter?${why}`), 404);
  const grounds = (await h.ask('gongwu2', '/registers')).json().find((r: { id: string }) => r.id === 'leniency');
  assert.ok(grounds !== undefined);
});
