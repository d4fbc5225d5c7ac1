import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addDays } from '../core/identifiers/dates.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from './act.ts';
import { recheck } from './conditions.ts';
import { annulment, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
after(async () => { await t.close(); });

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const about = { register: 'measure' };
const days = async (n: number): Promise<void> => {
  t.clock.set(new Date(`${addDays(t.clock.today(), n)}T09:00:00+08:00`));
  await recheck(t.house);
  await sweep(t.house, quiet);
};
const rowsOf = async (register: string, recordId: string): Promise<any[]> => (await t.house.pool.query('select * from rc.record where register = $1 and id in (select to_id from rc.link where from_id = $2) order by data->>\'measure\', created_at, no', [register, recordId])).rows;
const measuresOf = async (recordId: string) => (await rowsOf('measure', recordId)).map((r) => [r.data.measure, r.state] as const);
const one = async (recordId: string, key = 'honours.cancel') => (await rowsOf('measure', recordId)).findLast((r) => r.data.measure === key);
/** A new version of an entry, proposed and approved as the console does it. */
async function changeEntry(key: string, change: Record<string, unknown>): Promise<void> {
  const { body } = t.house.rulesOn(t.clock.today()).get('measure', key);
  const input = { kind: 'measure', key, body: JSON.parse(JSON.stringify({ ...body, ...change })), basis: 'policy', effectiveFrom: t.clock.today(), reason: '按修订后的规程' };
  const { id } = await d.does('guize1', 'propose', undefined, input, { register: 'rule-change' });
  await d.does('guize2', 'approve', id, {}, { register: 'rule-change' });
  await t.house.settled();
  await recheck(t.house);
}

test('a finding that takes effect brings exactly what the catalogue provides, told to the executor the directory has, who holds a lease of it', async () => {
  const early = await judgment(t, 11, 'atCounty');
  assert.deepEqual(await measuresOf(early), [], 'nothing before it takes effect');
  const id = await judgment(t, 1, 'effective');
  assert.deepEqual(await measuresOf(id), [['honours.cancel', 'told']]);
  const m = await one(id);
  assert.deepEqual([m.handler_body, m.subject_id, m.due_on, m.severity, m.item], [slug('jh-organisation'), slug('jb-housing'), '2026-12-07', 'general', 'civil-judgment']);
  const [lease, ...more] = await rowsOf('lease', id);
  assert.deepEqual([lease.state, lease.handler_body, lease.data.purpose, more.length], ['held', slug('jh-organisation'), '执行措施：取消荣誉评选资格', 0]);
  assert.equal((await d.isRefused('caizheng1', 'feedback', m.id, { feedback: '已执行' }, about)).kind, 'not-found', 'another body has nothing to do with it');
  await d.does('zuzhi1', 'feedback', m.id, { feedback: '已在评选系统中停止受理' }, about);
  assert.deepEqual(await measuresOf(id), [['honours.cancel', 'inForce']]);
});

test('nothing outside the catalogue, of the wrong kind, item or level, or beyond proportion can be chosen', async () => {
  const id = await judgment(t, 2, 'effective');
  const tries = { 'no.such': 'not-in-catalogue', 'standing.list': 'not-in-catalogue', 'official.honours': 'wrong-subject', 'bonds.limit': 'wrong-item', 'pilot.cancel': 'wrong-subject', 'assessment.strict': 'beyond-proportion' };
  for (const [measure, code] of Object.entries(tries)) assert.equal((await d.isRefused('xinyong1', 'choose', undefined, { recordId: id, measure, reason: '试' }, about)).code, code, measure);
  assert.equal((await d.isRefused('xinyong1', 'choose', undefined, { recordId: await judgment(t, 12, 'atCounty'), measure: 'criticism.public', reason: '试' }, about)).code, 'not-effective');
  assert.equal((await d.isRefused('xinyong1', 'choose', undefined, { recordId: id, measure: 'honours.cancel', reason: '重复' }, about)).code, 'duplicate', 'once for each finding');
  const { id: chosen } = await d.does('xinyong1', 'choose', undefined, { recordId: id, measure: 'criticism.public', reason: '影响面大' }, about);
  const m = await one(id, 'criticism.public');
  assert.deepEqual([m.id, m.handler_body, m.data.endsOn], [chosen, slug('jb-ndrc'), '2027-02-23'], 'the nearest body with the duty');
  await d.does('xinyong1', 'assign', chosen, { executorId: slug('jh-ndrc') }, about);
  assert.equal((await one(id, 'criticism.public')).handler_body, slug('jh-ndrc'));
  assert.deepEqual((await rowsOf('lease', id)).map((r) => [r.handler_body, r.state]).sort(), [['jh-organisation', 'held'], ['jb-ndrc', 'recalled'], ['jh-ndrc', 'held']].map(([body, state]) => [slug(body as string), state]).sort(), 'whoever no longer carries it out gives the copy back');
});

test('an executor that says nothing is listed, can be urged, and can still answer', async () => {
  const id = await judgment(t, 3, 'effective');
  await days(20);
  const m = await one(id);
  assert.equal(m.state, 'silent');
  await d.does('xinyong1', 'urge', m.id, { reason: '请尽快反馈' }, about);
  await d.does('zuzhi1', 'feedback', m.id, { feedback: '补报：已停止受理' }, about);
  assert.equal((await one(id)).state, 'inForce');
});

test('an annulled finding ends its measures and calls its leases in at once; who does not acknowledge stands on the public list until they do', async () => {
  const id = await judgment(t, 4, 'disclosed');
  const { id: chosen } = await d.does('xinyong1', 'choose', undefined, { recordId: id, measure: 'criticism.public', reason: '影响面大' }, about);
  await d.does('xinyong1', 'assign', chosen, { executorId: slug('jh-ndrc') }, about);
  const beside = async () => (await t.house.pool.query("select label->>'zh' as label from pub.matter where register = 'measure' and record_id = $1", [id])).rows;
  assert.deepEqual(await beside(), [{ label: '公开通报批评' }], 'only the entry that has a ground for it is shown');
  await d.does('jiangbei2', 'annul', id, annulment);
  assert.deepEqual(await measuresOf(id), [['criticism.public', 'lifted'], ['honours.cancel', 'lifted']]);
  assert.ok((await rowsOf('measure', id)).every((r) => r.data.cause === 'record'));
  assert.deepEqual((await rowsOf('lease', id)).map((r) => r.state), ['recalled', 'recalled', 'recalled']);
  assert.deepEqual(await beside(), []);
  await d.does('fagai1', 'acknowledge', (await one(id, 'criticism.public')).id, { remark: '已撤回通报' }, about);
  await days(10);
  assert.deepEqual(await measuresOf(id), [['honours.cancel', 'unacknowledged'], [undefined, 'acknowledged']], 'what is acknowledged is sealed with the finding');
  const { rows: listed } = await t.house.pool.query("select * from pub.listed where list = 'recalls'");
  assert.deepEqual([...new Set(listed.map((r) => r.name))].sort(), ['中共江衡市委组织部', '江北县发展和改革局'].sort());
  assert.ok(listed.every((r) => r.label === null && r.ground === null), 'the body, nothing of the finding');
  assert.ok(!JSON.stringify(listed).includes(id) && !JSON.stringify(listed).includes('住房'));
  await d.does('zuzhi1', 'acknowledge', (await one(id)).id, {}, about);
  assert.deepEqual((await rowsOf('lease', id)).map((r) => r.state).sort(), ['acknowledged', 'acknowledged', 'unacknowledged'], 'who says the measure stopped has answered for its copy too');
  assert.deepEqual((await t.house.pool.query("select distinct name from pub.listed where list = 'recalls'")).rows.map((r) => r.name), ['江北县发展和改革局']);
  for (const table of ['rc.record', 'rc.entry_content']) assert.equal((await d.one(`select count(*)::int as n from ${table} x where register = 'measure' and x::text like $1`, `%${id}%`)).n, 0, `${table} forgets with the finding`);
});

test('a correction ends what no longer fits, begins what now does, and gives the new wording to those who go on', async () => {
  const id = await judgment(t, 5, 'effective', { amount: '12000000.00', performance: 'none' });
  assert.deepEqual(await measuresOf(id), [['assessment.strict', 'told'], ['honours.cancel', 'told']]);
  const facts = (await d.one('select data from rc.record where id = $1', id)).data.facts as Record<string, unknown>;
  await d.does('jiangbei2', 'correct', id, { proposedFacts: { ...facts, amount: '5000.00', performance: 'part' }, reason: '金额录入有误' });
  await d.does('xinyong2', 'accept', id, {});
  assert.deepEqual(await measuresOf(id), [['assessment.strict', 'lifted'], ['honours.cancel', 'told']]);
  assert.deepEqual([(await one(id)).severity, (await one(id, 'assessment.strict')).data.cause], ['general', 'severity']);
  assert.deepEqual((await rowsOf('lease', id)).map((r) => [r.state, r.data.cause]).sort(), [['held', undefined], ['recalled', 'corrected'], ['recalled', 'measure']].sort());
  await d.does('jiangbei2', 'correct', id, { proposedFacts: { ...facts, amount: '12000000.00', performance: 'none' }, reason: '更正有误' });
  await d.does('xinyong2', 'accept', id, {});
  assert.deepEqual(await measuresOf(id), [['assessment.strict', 'lifted'], ['assessment.strict', 'told'], ['honours.cancel', 'told']], 'it begins anew although the old one is not acknowledged');
});

test('with its entry a measure ends by itself, and so does one whose time is over', async () => {
  const id = await judgment(t, 6, 'effective');
  await d.does('xinyong1', 'choose', undefined, { recordId: id, measure: 'criticism.public', reason: '影响面大' }, about);
  await days(100);
  assert.equal((await one(id, 'criticism.public')).data.cause, 'term');
  assert.equal((await one(id)).data.over, false);
  await changeEntry('honours.cancel', { repealed: true });
  assert.deepEqual([(await one(id)).data.over, (await one(id)).data.cause], [true, 'entry']);
  const later = await judgment(t, 7, 'effective');
  assert.deepEqual(await measuresOf(later), [], 'nothing begins under an entry that was repealed');
  await changeEntry('honours.cancel', { repealed: undefined });
});

test('an entry that follows items nobody has, or reaches beyond its own proportion, never enters the rulebook', async () => {
  const { body } = t.house.rulesOn(t.clock.today()).get('measure', 'bonds.limit');
  for (const change of [{ trigger: { items: ['discipline'], severities: ['serious'] } }, { trigger: { severities: ['minor'] } }, { kind: 'incentive' }, { executor: 'nobody' }]) {
    const input = { kind: 'measure', key: 'bonds.limit', body: { ...body, ...change }, basis: 'policy', effectiveFrom: t.clock.today(), reason: '试' };
    assert.equal((await d.isRefused('guize1', 'propose', undefined, input, { register: 'rule-change' })).kind, 'invalid', JSON.stringify(change));
  }
});

test('what is withheld from an official is personal, told to them and to the executor, and shown to nobody else', async () => {
  const facts = await d.facts('discipline', 'liang-zhiwei', { documentNumber: '江监政处〔2026〕77号' });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts });
  for (const [login, action] of [['jiwei1', 'submit'], ['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  await days(20);
  const m = await one(id, 'official.honours');
  assert.deepEqual([m.personal, m.handler_body, m.title], [true, slug('jh-organisation'), '措施：限制评先评优']);
  assert.equal((await d.isRefused('gongwu1', 'feedback', m.id, { feedback: '我自己执行' }, about)).kind, 'forbidden');
  assert.equal((await d.one('select count(*)::int as n from pub.matter where id = $1', m.id)).n, 0);
  assert.ok((await rowsOf('lease', id)).every((r) => r.personal));
});

test('a verifier shares a finding for a purpose until a day; it is called in by itself, or early, and never shared with its own subject', async () => {
  const id = await judgment(t, 8, 'effective');
  const lease = { register: 'lease' };
  const input = { recordId: id, holderId: slug('jh-finance'), purpose: '预算评审', ground: '预算法 第五十七条', untilOn: addDays(t.clock.today(), 30) };
  assert.equal((await d.isRefused('xinyong1', 'share', undefined, { ...input, holderId: slug('jb-housing') }, lease)).code, 'own-record');
  assert.equal((await d.isRefused('xinyong1', 'share', undefined, { ...input, untilOn: t.clock.today() }, lease)).code, 'past-end');
  assert.equal((await d.isRefused('caizheng1', 'share', undefined, input, lease)).code, 'no-such-matter');
  const [first, second] = [(await d.does('xinyong1', 'share', undefined, input, lease)).id, (await d.does('xinyong1', 'share', undefined, input, lease)).id];
  await d.does('xinyong1', 'withdraw', second, { reason: '用途已完成' }, lease);
  await d.does('caizheng1', 'acknowledge', second, { remark: '已删除' }, lease);
  await days(31);
  const row = await d.one('select state, data from rc.record where id = $1', first);
  assert.deepEqual([row.state, row.data.cause], ['recalled', 'term']);
});

test('an incentive needs the catalogue, an end within its term, two people and no finding; the good-standing line goes with the finding that takes effect', async () => {
  const incentive = { register: 'incentive' };
  const input = { subjectId: slug('jb-education'), measure: 'standing.list', ground: '近两年没有失信记录', endsOn: addDays(t.clock.today(), 300) };
  const refused = async (change: Record<string, unknown>) => (await d.isRefused('xinyong2', 'propose', undefined, { ...input, ...change }, incentive)).code;
  assert.deepEqual([await refused({ measure: 'honours.cancel' }), await refused({ subjectId: slug('liang-zhiwei') }), await refused({ endsOn: addDays(t.clock.today(), 400) }), await refused({ endsOn: t.clock.today() }), await refused({ subjectId: slug('jb-housing') })], ['not-in-catalogue', 'not-a-body', 'too-long', 'past-end', 'has-finding']);
  const list = async () => (await t.house.pool.query("select name, label->>'zh' as label, ground, until_on from pub.listed where list = 'good-standing'")).rows;
  const { id } = await d.does('xinyong2', 'propose', undefined, input, incentive);
  assert.deepEqual(await list(), [], 'proposed is not granted');
  assert.equal((await d.isRefused('xinyong2', 'approve', id, {}, incentive)).code, 'same-person');
  await d.does('xinyong3', 'approve', id, {}, incentive);
  assert.deepEqual(await list(), [{ name: '江北县教育局', label: '列入诚信单位名单', ground: '近两年没有失信记录', until_on: input.endsOn }]);
  const { id: quietOne } = await d.does('xinyong2', 'propose', undefined, { ...input, measure: 'policy.preference' }, incentive);
  await d.does('xinyong3', 'approve', quietOne, {}, incentive);
  assert.equal((await list()).length, 1, 'what has no ground to be shown is not');
  const { id: waiting } = await d.does('xinyong2', 'propose', undefined, { ...input, measure: 'pilot.priority' }, incentive);
  const { id: finding } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-education'), facts: await d.facts('civil-judgment', 'jb-education', { caseNumber: '（2026）衡0121民初901号' }) });
  for (const [login, action] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, finding);
  assert.equal((await list()).length, 1, 'a finding that is only notified takes nothing away');
  await days(20);
  assert.deepEqual(await list(), []);
  assert.deepEqual((await t.house.pool.query("select state from rc.record where register = 'incentive' and id = any($1) order by state", [[id, quietOne]])).rows.map((r) => r.state), ['ended', 'ended']);
  assert.equal((await d.isRefused('xinyong3', 'approve', waiting, {}, incentive)).code, 'has-finding');
});

test('members of the leading group judge a region each for itself; the result is another person’s to approve and earns an incentive', async () => {
  const evaluation = { register: 'regional-evaluation' };
  const opinion = { register: 'evaluation-opinion' };
  const { id } = await d.does('xinyong1', 'open', undefined, { subjectId: slug('lx-gov'), period: '2026年下半年' }, evaluation);
  const asked = await rowsOf('evaluation-opinion', id);
  assert.deepEqual(asked.map((r) => r.handler_body).sort(), ['jh-court', 'jh-finance', 'jh-hr', 'jh-justice', 'jh-organisation'].map(slug).sort());
  const of = (body: string): string => asked.find((r) => r.handler_body === slug(body)).id as string;
  const draw = { grade: 'good', result: '兑现及时', uses: '推荐两项改革试点', measure: 'pilot.priority', endsOn: addDays(t.clock.today(), 200) };
  await d.does('caizheng1', 'file', of('jh-finance'), { grade: 'good', opinion: '无拖欠' }, opinion);
  assert.equal((await d.isRefused('caizheng1', 'file', of('jh-justice'), { grade: 'good', opinion: '代填' }, opinion)).kind, 'not-found');
  assert.equal((await d.isRefused('xinyong1', 'draw', id, draw, evaluation)).code, 'too-few');
  await d.does('sifa1', 'file', of('jh-justice'), { grade: 'fair', opinion: '复议决定均已履行' }, opinion);
  assert.equal((await d.isRefused('xinyong1', 'draw', id, { ...draw, endsOn: undefined }, evaluation)).code, 'no-end');
  await d.does('xinyong1', 'draw', id, draw, evaluation);
  assert.deepEqual((await rowsOf('evaluation-opinion', id)).map((r) => r.state).sort(), ['filed', 'filed', 'unfiled', 'unfiled', 'unfiled']);
  await d.does('xinyong3', 'approve', id, {}, evaluation);
  const [proposed] = await rowsOf('incentive', id);
  assert.deepEqual([proposed.state, proposed.data.measure, proposed.data.ground], ['proposed', 'pilot.priority', '2026年下半年联合评价：兑现及时']);
  const both = { ...(await t.actor('xinyong1')), roles: ['verifier', 'reviewer'] as const };
  const outcome = await act(t.house, both, { register: 'incentive', recordId: proposed.id, action: 'approve', input: {} });
  assert.ok(!outcome.ok && outcome.problem.code === 'same-person', 'whoever drew the result up does not grant what it earns');
});

test('after all this the ledger checks itself and finds nothing', async () => {
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});
