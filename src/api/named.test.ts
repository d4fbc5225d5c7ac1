import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addDays } from '../core/identifiers/dates.ts';
import { type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const incentive = { register: 'incentive' };
const evaluation = { register: 'regional-evaluation' };
const opinion = { register: 'evaluation-opinion' };
const get = async (login: string, url: string): Promise<any> => {
  const answer = await h.ask(login, url);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};
const linked = async (register: string, id: string): Promise<any[]> => (await h.t.house.pool.query('select * from rc.record where register = $1 and id in (select to_id from rc.link where from_id = $2) order by no', [register, id])).rows;
const begins = (detail: any): string[] => detail.begins.map((b: any) => `${b.register}.${b.action.id}`);

/** A sanction in effect against 曹观澜 of the county's water bureau. */
async function sanction(n: number): Promise<string> {
  const facts = await d.facts('discipline', 'cao-guanlan', { documentNumber: `江监政处〔2026〕${n}号` });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('cao-guanlan'), facts });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已退赔。' }], ['xinyong1', 'confirm', { reason: '属实' }]] as const) await d.does(login, action, id, input ?? {});
  return id;
}
const why = 'purpose=verification&because=%E6%A0%B8%E5%AE%9E%E7%AC%AC12%E5%8F%B7';

test('a member that is asked about a region reads which region and period, and no bare id; when the result is approved it is told', async () => {
  const { id } = await d.does('xinyong1', 'open', undefined, { subjectId: slug('lx-gov'), period: '2026年下半年' }, evaluation);
  const asked = await linked('evaluation-opinion', id);
  const of = (body: string): string => asked.find((r) => r.handler_body === slug(body)).id as string;
  const page = await get('sifa1', `/records/evaluation-opinion/${of('jh-justice')}`);
  assert.deepEqual([page.subject.name, page.title, page.fields.find((f: any) => f.key === 'period').display], ['岚溪县人民政府', '联合评价意见：2026年下半年', '2026年下半年']);
  assert.ok(![...page.fields, ...page.timeline.flatMap((e: any) => e.input)].some((f: any) => f.display.includes(id)), 'the id of the evaluation tells nobody anything');
  await d.does('sifa1', 'file', of('jh-justice'), { grade: 'fair', opinion: '复议决定均已履行' }, opinion);
  await d.does('caizheng1', 'file', of('jh-finance'), { grade: 'good', opinion: '无拖欠' }, opinion);
  const office = await get('xinyong1', `/records/regional-evaluation/${id}`);
  assert.match(office.fields.find((f: any) => f.key === 'opinions').display, /司法局（较好）：复议决定均已履行/);
  await d.does('xinyong1', 'draw', id, { grade: 'good', result: '兑现及时', uses: '推荐两项改革试点' }, evaluation);
  await d.does('xinyong3', 'approve', id, {}, evaluation);
  const told = await get('sifa1', `/records/evaluation-opinion/${of('jh-justice')}`);
  assert.equal(told.state, 'told');
  assert.deepEqual(['overall', 'result', 'uses'].map((key) => told.fields.find((f: any) => f.key === key).display), ['好', '兑现及时', '推荐两项改革试点']);
  assert.ok((await linked('evaluation-opinion', id)).every((r) => r.state === 'told'), 'who said nothing is told as well');
  const report = await get('xinyong1', `/bodies/${slug('lx-gov')}/report`);
  const lines = report.sections.find((s: any) => s.id === 'evaluations').lines;
  assert.deepEqual(lines.map((l: any) => [l.item.zh, l.isPublic]), [['联合评价：2026年下半年（好）', false]]);
});

test('an evaluation that is dropped asks its members nothing any more', async () => {
  const { id } = await d.does('xinyong1', 'open', undefined, { subjectId: slug('gx-gov'), period: '2026年' }, evaluation);
  await d.does('xinyong3', 'drop', id, { reason: '与年度考核合并' }, evaluation);
  assert.ok((await linked('evaluation-opinion', id)).every((r) => r.state === 'dropped'));
});

test('only a government or the administration of a zone is a region: a bureau is refused', async () => {
  for (const [body, code] of [['jb-education', 'not-a-region'], ['jh-court', 'not-a-region'], ['cao-guanlan', 'not-a-region']] as const) {
    const problem = await d.isRefused('xinyong1', 'open', undefined, { subjectId: slug(body), period: '2026年' }, evaluation);
    assert.deepEqual([problem.code, problem.detail.zh], [code, '被评价的应是县（市、区）人民政府或者功能区管委会']);
  }
});

test('an incentive reaches whom the catalogue names for it, says for whom it is, and is carried out; both reports name it', async () => {
  const { id } = await d.does('xinyong2', 'propose', undefined, { subjectId: slug('cy-gov'), measure: 'policy.preference', ground: '按约履行', endsOn: addDays(h.t.clock.today(), 200) }, incentive);
  isProblem(await h.ask('caizheng1', `/records/incentive/${id}`), 404);
  await d.does('xinyong3', 'approve', id, {}, incentive);
  const page = await get('caizheng1', `/records/incentive/${id}`);
  assert.deepEqual([page.subject.name, page.actions.map((a: any) => a.id)], ['澄漪区人民政府', ['feedback']]);
  assert.ok((await get('caizheng1', '/work')).items.some((row: any) => row.id === id), 'it is on the work list of the executor');
  assert.equal((await d.isRefused('fagai1', 'feedback', id, { feedback: '代办' }, incentive)).kind, 'not-found');
  await d.does('caizheng1', 'feedback', id, { feedback: '同等条件下优先安排了两项资金' }, incentive);
  assert.equal((await get('caizheng1', `/records/incentive/${id}`)).state, 'carried');
  const { id: listed } = await d.does('xinyong2', 'propose', undefined, { subjectId: slug('cy-gov'), measure: 'standing.list', ground: '守信', endsOn: addDays(h.t.clock.today(), 200) }, incentive);
  await d.does('xinyong3', 'approve', listed, {}, incentive);
  const report = await get('xinyong1', `/bodies/${slug('cy-gov')}/report`);
  const lines = report.sections.find((s: any) => s.id === 'honours').lines;
  assert.deepEqual(lines.map((l: any) => [l.item.zh, l.state.zh, l.isPublic]).sort(), [['激励：列入诚信单位名单', '有效，待执行单位落实', true], ['激励：优惠政策倾斜', '有效，已落实', false]].sort());
});

test('a finding ends an incentive that was carried out as it ends one that was not', async () => {
  const { id } = await d.does('xinyong2', 'propose', undefined, { subjectId: slug('jb-housing'), measure: 'policy.preference', ground: '按约履行', endsOn: addDays(h.t.clock.today(), 200) }, incentive);
  await d.does('xinyong3', 'approve', id, {}, incentive);
  await d.does('xinyong1', 'assign', id, { executorId: slug('jh-finance') }, incentive);
  await d.does('caizheng1', 'feedback', id, { feedback: '已优先安排' }, incentive);
  await judgment(h.t, 30, 'effective');
  assert.equal((await get('xinyong1', `/records/incentive/${id}`)).state, 'ended');
});

test('the measure’s page names severity and level in words', async () => {
  const id = await judgment(h.t, 31, 'effective');
  const [m] = await linked('measure', id);
  const page = await get('xinyong1', `/records/measure/${m.id}`);
  const said = (key: string): string => page.fields.find((f: any) => f.key === key).display;
  assert.deepEqual([said('severity'), said('level')], ['一般', '县级']);
  assert.equal(page.subject.name, '江北县住房和城乡建设局');
  assert.equal((await get('xinyong1', '/registers')).find((r: any) => r.id === 'measure').actions.assign.takes[0].who, 'body', 'an executor is a body, whoever the measure is about');
});

test('a clearing is offered where a person is concerned and nowhere else; who was responsible can be linked from the record', async () => {
  const about = await judgment(h.t, 32, 'effective');
  const body = await get('xinyong1', `/records/dishonesty-record/${about}`);
  assert.ok(!begins(body).includes('clearance.draft'), 'a body is not cleared');
  assert.ok(begins(body).includes('accountability.link'), begins(body).join());
  assert.equal((await d.isRefused('xinyong1', 'draft', undefined, { recordId: about, subjectId: slug('cao-guanlan'), basis: '查明不实', reach: 'unit', text: '经查不实。', until: '2027-03-01' }, { register: 'clearance' })).code, 'not-a-person');
  const person = await sanction(71);
  assert.ok(begins(await get('xinyong1', `/records/dishonesty-record/${person}?${why}`)).includes('clearance.draft'));
  const link = body.begins.find((b: any) => b.register === 'accountability').action.takes;
  assert.deepEqual(link.filter((t: any) => t.type === 'subject').map((t: any) => [t.key, t.who]), [['subjectId', 'official'], ['disciplineId', 'body']]);
  const wrong = await d.isRefused('xinyong1', 'link', undefined, { recordId: about, subjectId: slug('jb-housing'), bodyName: '江北县住房和城乡建设局', post: '局长', bearing: 'head', asOf: '2026-10-12' }, { register: 'accountability' });
  assert.equal(wrong.code, 'not-a-person');
  await d.does('xinyong1', 'link', undefined, { recordId: about, subjectId: slug('shen-wangchuan'), bodyName: '江北县住房和城乡建设局', post: '局长', bearing: 'direct', asOf: '2026-10-12' }, { register: 'accountability' });
});

test('the list of who is held to account is read without a purpose, so it tells neither name nor post; a measure keeps its own words', async () => {
  const list = await get('jiangbei1', '/records/accountability');
  assert.ok(list.items.length > 0);
  for (const row of list.items) assert.match(row.title, /^.\*+：责任追究$/u, row.title);
  assert.ok(!JSON.stringify(list).includes('局长'));
  await sanction(72);
  const measures = (await get('xinyong1', '/records/measure')).items.filter((row: any) => row.personal);
  assert.ok(measures.length > 0 && measures.every((row: any) => row.title.startsWith('措施：')), JSON.stringify(measures.map((m: any) => m.title)));
});

test('looking somebody up for a clearing is kept as that', async () => {
  const found = await get('xinyong1', `/officials?q=${encodeURIComponent('曹观澜')}&purpose=clearance&because=${encodeURIComponent('办理“起草澄清”时确认人员')}`);
  assert.ok(found.items.length > 0);
  const looks = await get('gongwu2', '/looks/mine');
  const last = looks.items.find((l: any) => l.what === '名录查询');
  assert.deepEqual([last.purpose.label.zh, last.because], ['澄清正名', '办理“起草澄清”时确认人员']);
});
