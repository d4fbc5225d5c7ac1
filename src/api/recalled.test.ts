// 核查答复的收回: whoever an answer told of a finding is called in when it ends, is repaired, corrected or treated with leniency: by answer and line and
// nothing more; they acknowledge, or stand on the public list.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { addDays } from '../core/identifiers/dates.ts';
import { doorOf, annulment, judgment, slug, type Door } from '../store/door-for-tests.ts';
import { fsck } from '../store/fsck.ts';
import { sweep } from '../store/worker.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
beforeEach(() => {
  h.t.clock.set('2026-11-23T09:00:00+08:00');
  h.forget();
});
after(() => h.close());

const housing = '江北县住房和城乡建设局';
const finance = '江北县财政局';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const lease = { register: 'lease' };
const table = (...names: readonly string[]): Ask => ({ method: 'POST', file: { name: '名单.csv', bytes: Buffer.from(['单位名称', ...names].join('\r\n')) } });

async function asked(login: string, names: readonly string[], occasion = 'honour'): Promise<any> {
  const answer = await h.ask(login, `/eligibility/batch?occasion=${occasion}&kind=body`, table(...names));
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}
const check = async (login: string, id: string): Promise<any> => (await h.ask(login, `/eligibility/${id}`)).json();
const leasesOf = async (recordId: string): Promise<any[]> => (await h.t.house.pool.query("select r.* from rc.record r join rc.link l on (l.to_register, l.to_id) = (r.register, r.id) where l.from_id = $1 and r.register = 'lease' and r.data->>'cause' = 'answer' order by r.created_at, r.no", [recordId])).rows;
const told = async (id: string): Promise<any[]> => (await h.ask('xinyong1', `/measures?record=${id}`)).json().answers;
const rowOf = (id: string) => d.one('select * from rc.record where id = $1', id);

test('an answer is a lease of every finding it tells of: the finding’s page says who was told, by which answer and line', async () => {
  const id = await judgment(h.t, 841, 'effective');
  const wide = await asked('xinyong1', [finance, housing]);
  const far = await asked('dishi1', ['江衡市财政局', housing]);
  const lines = (await h.ask('dishi1', `/eligibility/${far.id}/lines`)).json().items;
  assert.equal(JSON.stringify(lines).includes('SX-'), false, 'to who does not answer for the area no number is named');
  assert.deepEqual((await told(id)).map((one) => [one.body.id, one.answers, one.purpose, one.sinceOn]), [
    [slug('jh-ndrc'), `${wide.no}（第3行）`, '核查：荣誉评选', '2026-11-23'], [slug('ds-ndrc'), `${far.no}（第3行）`, '核查：荣誉评选', '2026-11-23']]);
  assert.equal((await h.ask('danwei1', `/measures?record=${id}`)).json().answers.length, 2, 'the body concerned sees to whom it is known, as of every lease');
  for (const login of ['danwei2', 'caizheng1', 'dishi2']) assert.deepEqual((await h.ask(login, `/measures?record=${id}`)).json().answers, [], login);
  assert.deepEqual(await leasesOf(id), [], 'nothing has to be acknowledged while it holds');
});

test('when the finding ends each asker is called in at once, learns answer and line and nothing more, and acknowledges', async () => {
  const id = await judgment(h.t, 842, 'disclosed');
  const { no } = await rowOf(id);
  const first = await asked('xinyong1', [housing]);
  const far = await asked('dishi1', [finance, housing, finance]);
  await d.does('jiangbei2', 'annul', id, annulment);
  const found = await leasesOf(id);
  assert.deepEqual(found.map((l) => [l.handler_body, l.state, l.due_on]).sort(), [[slug('ds-ndrc'), 'recalled', '2026-11-26'], [slug('jh-ndrc'), 'recalled', '2026-11-26']].sort());
  const [mine] = found.filter((l) => l.handler_body === slug('ds-ndrc'));
  const seen = await check('dishi1', far.id);
  assert.deepEqual([seen.inForce, seen.recalls.map((r: any) => [r.id, r.state])], [false, [[mine.id, 'recalled']]]);
  assert.ok(seen.recalls[0].answers.includes(`${far.no}（第3行）`), seen.recalls[0].answers);
  const page = (await h.ask('dishi1', `/records/lease/${mine.id}`)).json();
  assert.deepEqual(page.fields.find((f: any) => f.key === 'cause').display, '核查答复不再有效');
  assert.deepEqual([page.about, page.links, page.subject], [null, [], null], 'the finding itself is not theirs to see, nor whom it was about for colleagues of who asked');
  const said = JSON.stringify({ ...page, data: undefined });
  for (const secret of [no, '再审', '判决', '民初', id, housing]) assert.ok(!said.includes(secret), secret);
  assert.ok((await h.ask('dishi1', '/work')).json().items.some((i: any) => i.id === mine.id), 'it waits on the asker’s desk');
  isProblem(await h.ask('danwei1', `/records/lease/${mine.id}/acknowledge`, { method: 'POST', send: { input: {} } }), 404);
  assert.equal((await d.isRefused('xinyong1', 'acknowledge', mine.id, {}, lease)).kind, 'forbidden', 'another body cannot acknowledge for it');
  await d.does('dishi1', 'acknowledge', mine.id, { remark: '已撤下并重新核查' }, lease);
  assert.deepEqual([(await rowOf(mine.id)).state, (await rowOf(mine.id)).data], ['acknowledged', { sealed: true }], 'with the finding nothing is left of whom it told');
  assert.deepEqual((await check('dishi1', far.id)).recalls, []);
  assert.equal((await d.one('select count(*) as n from rc.eligibility_subject where $1 = any(counted) or $1 = any(noted)', id)).n, 0);
  assert.equal((await check('xinyong1', first.id)).recalls.length, 1, 'the other asker still owes it');
});

test('who does not acknowledge in time stands on the public list, without a word of the finding, until they do', async () => {
  const id = await judgment(h.t, 843, 'effective');
  await asked('dishi1', [housing]);
  await d.does('jiangbei2', 'annul', id, annulment);
  const [one] = (await leasesOf(id)).filter((l) => l.handler_body === slug('ds-ndrc'));
  h.t.clock.set(`${addDays('2026-11-23', 4)}T09:00:00+08:00`);
  await sweep(h.t.house, quiet);
  const listed = async () => (await h.t.house.pool.query("select name, label, ground from pub.listed where id = $1", [one.id])).rows;
  assert.deepEqual(await listed(), [{ name: '砥石县发展和改革局', label: null, ground: null }]);
  await d.does('dishi1', 'acknowledge', one.id, {}, lease);
  assert.deepEqual(await listed(), []);
});

test('one body that asked ten times is called in once, with all its answers; a body that asked about itself is not', async () => {
  const id = await judgment(h.t, 844, 'effective');
  const nos: string[] = [];
  for (let n = 0; n < 10; n++) nos.push((await asked('dishi1', [...Array.from({ length: n }, () => finance), housing])).no);
  await d.does('jiangbei2', 'annul', id, annulment);
  const mine = (await leasesOf(id)).filter((l) => l.handler_body === slug('ds-ndrc'));
  assert.equal(mine.length, 1);
  assert.deepEqual(nos.filter((no, n) => !mine[0].data.answers.includes(`${no}（第${n + 2}行）`)), []);
  assert.equal((await leasesOf(id)).filter((l) => l.handler_body === slug('jb-housing')).length, 0);
});

test('a correction ends the answers that told of the finding as it was, and calls them in; what it did not touch stays in force', async () => {
  const id = await judgment(h.t, 845, 'effective');
  const about = await asked('dishi1', [housing]);
  const other = await asked('dishi1', [finance]);
  const facts = (await rowOf(id)).data.facts as Record<string, unknown>;
  await d.does('jiangbei2', 'correct', id, { proposedFacts: { ...facts, amount: '5000.00' }, reason: '金额录入有误' });
  await d.does('xinyong2', 'accept', id, {});
  assert.deepEqual([(await check('dishi1', about.id)).inForce, (await check('dishi1', other.id)).inForce], [false, true]);
  assert.equal((await leasesOf(id)).filter((l) => l.handler_body === slug('ds-ndrc')).length, 1);
  const again = await asked('dishi1', [housing]);
  assert.equal((await told(id)).some((one) => one.answers.includes(again.no)), true, 'who asks again holds it again');
});

test('what was noted as not counting is called in too, and the answer that noted it is over', async () => {
  const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-education'), facts: await d.facts('civil-judgment', 'jb-education', { caseNumber: '（2026）衡0121民初846号' }) });
  for (const [login, action] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  h.t.clock.set('2026-12-20T09:00:00+08:00');
  await sweep(h.t.house, quiet);
  h.forget();
  await h.t.house.pool.query("update rc.record set severity = 'minor' where id = $1", [id]);
  const noted = await asked('xinyong1', ['江北县教育局']);
  const [line] = (await h.ask('xinyong1', `/eligibility/${noted.id}/lines`)).json().items;
  assert.deepEqual([line.answer, line.notCounted.length], ['clear', 1]);
  await d.does('jiangbei2', 'annul', id, annulment);
  assert.equal((await check('xinyong1', noted.id)).inForce, false);
  assert.deepEqual((await leasesOf(id)).map((l) => [l.handler_body, l.data.answers]), [[slug('jh-ndrc'), `${noted.no}（第2行）`]]);
});

test('an executor reads the number of the finding beside its measure, and is led to it only where it may open it', async () => {
  const id = await judgment(h.t, 847, 'effective');
  const opens = async (login: string) => (await h.ask(login, '/measures')).json().measures.find((m: any) => m.record.id === id)?.record.opens;
  assert.deepEqual([await opens('zuzhi1'), await opens('xinyong1'), await opens('danwei1')], [false, true, true]);
  isProblem(await h.ask('zuzhi1', `/records/dishonesty-record/${id}`), 404);
});

test('after all this the ledger checks itself and finds nothing', async () => {
  assert.deepEqual((await fsck(h.t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});
