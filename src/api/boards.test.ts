import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { daysBetween } from '../core/identifiers/dates.ts';
import { annulment, type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { sweep } from '../store/worker.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
beforeEach(() => h.t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => h.close());

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const get = async (login: string, url: string): Promise<any> => {
  h.forget();
  const answer = await h.ask(login, url);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};
const measureOf = (id: string, key: string): Promise<any> => d.one("select * from rc.record where register = 'measure' and data->>'measure' = $2 and id in (select to_id from rc.link where from_id = $1)", id, key);

test('a silent executor is late since its due day, however late the platform notices, stands first on the board and in its sums', async () => {
  const quiet = await judgment(h.t, 1, 'effective');
  const due = (await measureOf(quiet, 'honours.cancel')).due_on;
  // Nobody runs the platform for weeks; the lapse is entered when it is back.
  h.t.clock.set('2027-01-20T09:00:00+08:00');
  await sweep(h.t.house, log);
  const late = daysBetween(due, h.t.clock.today());
  const fresh = await judgment(h.t, 2, 'effective');
  const board = await get('xinyong1', '/measures');
  assert.deepEqual([board.measures[0].record.id, board.measures[0].state, board.measures[0].days], [quiet, 'silent', late]);
  assert.ok(board.measures.some((line: any) => line.record.id === fresh && line.state === 'told'));
  const sums = board.sums.filter((sum: any) => sum.id === slug('jh-organisation'));
  assert.deepEqual(sums.map((sum: any) => [sum.state, sum.count, sum.longest]), [['silent', 1, late], ['told', 1, 0]]);
  assert.equal(board.total, board.sums.reduce((n: number, sum: any) => n + sum.count, 0));
  // Every sum opens just what it counts.
  for (const sum of board.sums) {
    const list = await get('xinyong1', `/measures?executor=${sum.id ?? 'none'}&state=${sum.state}`);
    assert.deepEqual([list.total, list.measures.length, [...new Set(list.measures.map((line: any) => line.state))]], [sum.count, sum.count, [sum.state]]);
  }
  isProblem(await h.ask('xinyong1', '/measures?executor=nobody'), 422);
});

test('who has not acknowledged a recall stands on the public list since the day after the due day', async () => {
  const id = await judgment(h.t, 3, 'disclosed');
  await d.does('jiangbei2', 'annul', id, annulment);
  const lease = await d.one("select * from rc.record where register = 'lease' and state = 'recalled' and handler_body = $1 order by no desc limit 1", slug('jh-organisation'));
  h.t.clock.set('2027-03-01T09:00:00+08:00');
  await sweep(h.t.house, log);
  const listed = await d.one("select from_on from pub.listed where register = 'lease' and id = $1", lease.id);
  assert.equal(daysBetween(lease.due_on, listed.from_on), 1);
});

test('the monthly report counts what follows from findings too, and every number opens its list', async () => {
  const id = await judgment(h.t, 4, 'disclosed');
  await d.does('danwei1', 'raise', undefined, { recordId: id, wrong: 'content', statement: '金额有误。' }, { register: 'objection' });
  const report = await get('xinyong1', '/report?month=2026-11');
  for (const section of ['rectification', 'measure', 'objection', 'accountability']) assert.ok(report.sections.some((s: any) => s.id === section), section);
  for (const section of report.sections.filter((s: any) => s.register !== 'dishonesty-record')) {
    for (const line of section.lines) assert.equal((await get('xinyong1', `/records/${section.register}?${line.list}`)).count.value, line.value, `${section.id} ${line.key}`);
  }
  const own = await get('dishi1', '/report?month=2026-11');
  assert.ok(!own.sections.some((s: any) => s.id === 'objection'), 'another county counts none of them');
});

/** A record of the court's list about the town 枫浦, taken as far as the notice. */
async function listing(n: number): Promise<string> {
  const facts = await d.facts('judgment-debtor', 'jb-fengpu', { caseCode: `（2026）衡0121执${n}号` });
  const { id } = await d.does('fayuan1', 'create', undefined, { item: 'judgment-debtor', subjectId: slug('jb-fengpu'), facts });
  for (const [login, action] of [['fayuan1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  return id;
}
const rowOn = async (login: string, id: string): Promise<any> => (await get(login, '/judgment-debtors')).items.find((row: any) => row.id === id);
const stepOf = ({ step }: any): unknown[] => [step.day, step.of, step.late];

test('the board of judgment debtors says which day of how many it is by the rulebook, whether the body has a plan, and urges through the rectification', async () => {
  const id = await listing(1);
  const limit = h.t.house.rulesOn(h.t.clock.today()).get('limit', 'record.defence').body.amount;
  assert.deepEqual(stepOf(await rowOn('xinyong1', id)), [0, limit, 0], 'the day of the notice does not count');
  h.t.clock.set('2026-11-25T09:00:00+08:00');
  const alert = await rowOn('xinyong1', id);
  assert.deepEqual([alert.stage, alert.plan, alert.step.rule.key, ...stepOf(alert)], ['before', false, 'record.defence', 2, limit, 0]);
  h.t.clock.set('2026-11-29T09:00:00+08:00');
  assert.deepEqual(stepOf(await rowOn('xinyong1', id)), [4, limit, 0], 'Saturday and Sunday are no working days');
  assert.equal(await rowOn('dishi1', id), undefined, 'another county sees none of it');
  h.t.clock.set('2026-12-02T09:00:00+08:00');
  await sweep(h.t.house, log);
  const listed = await rowOn('xinyong1', id);
  assert.deepEqual([listed.stage, listed.plan, listed.step.rule.key, listed.order.state, listed.urge.register], ['inEffect', false, 'rectification.explain', 'ordered', 'rectification']);
  await d.does('xinyong1', 'urge', listed.urge.id, { reason: '请三日内提交整改安排' }, { register: 'rectification' });
  assert.equal((await rowOn('shenji1', id)).urge, null, 'an auditor looks and urges nobody');
  const paper = (await h.ask('xinyong1', '/attachments', { method: 'POST', file: { name: '说明.txt', bytes: Buffer.from('书面说明') } })).json().id;
  await d.does('xinyong1', 'enterExplanation', listed.order.id, { receivedOn: '2026-12-02', cause: '资金没有到位', plan: '分两期付清', stages: '2026-12-10 付清余款', attachments: [paper] }, { register: 'rectification' });
  assert.equal((await rowOn('xinyong1', id)).plan, true);
});
