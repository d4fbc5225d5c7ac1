/** 名录的变更: bodies get their code, move, split and end, areas change, and what is to come waits for its day. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { areasUnder, listAreas } from '../directory/areas.ts';
import { importTasks } from '../imports/tasks.ts';
import { caseNumber, type Door, doorOf, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const dated = { on: '2026-11-01', document: '江编〔2026〕9号' };
const change = (login: string, url: string, send: object) => h.ask(login, url, { method: 'POST', send: { ...dated, ...send } });
const create = (facts: object, subject?: string) => h.ask('fayuan1', '/records/dishonesty-record/actions/create', { method: 'POST', send: { input: { item: 'civil-judgment', ...(subject === undefined ? {} : { subjectId: subject }), facts } } });

test('a body without a code is known by its exact name, whatever code the document states, and gets its code on its page', async () => {
  const body = slug('jb-finance');
  const { name, uscc } = await d.one('select name, uscc from rc.subject where id = $1', body);
  const facts = await d.facts('civil-judgment', 'jb-finance', { caseNumber: caseNumber(801) });
  await h.t.house.pool.query('update rc.subject set uscc = null where id = $1', [body]);
  const made = await create(facts);
  assert.deepEqual([made.statusCode, made.json().subject?.id], [201, body], made.body);
  isProblem(await create({ ...facts, caseNumber: caseNumber(802), subjectName: `${name}办公室` }), 422);
  const twice = isProblem(await h.ask('jiangbei1', '/bodies', { method: 'POST', send: { name, uscc, kind: 'department', level: 'county', area: '990121' } }), 422, 'body-exists');
  assert.match(twice['detail'], /登记代码/);
  isProblem(await change('jiangbei1', `/bodies/${body}/code`, { uscc: `${uscc.slice(0, 17)}${uscc.endsWith('A') ? 'B' : 'A'}` }), 422, 'bad-uscc');
  const taken = (await d.one('select uscc from rc.subject where id = $1', slug('jb-housing'))).uscc;
  isProblem(await change('jiangbei1', `/bodies/${body}/code`, { uscc: taken }), 422, 'code-taken');
  isProblem(await change('dishi1', `/bodies/${body}/code`, { uscc }), 403, 'no-grant');
  assert.equal((await change('jiangbei1', `/bodies/${body}/code`, { uscc })).statusCode, 200);
  assert.deepEqual(await d.one('select s.uscc, p.uscc as public from rc.subject s join pub.body p on p.id = s.id where s.id = $1', body), { uscc, public: uscc });
});

test('a change whose day has not come is refused and changes nothing, and so is one before the body’s time', async () => {
  const body = slug('jb-transport');
  const before = await d.one('select * from rc.subject where id = $1', body);
  for (const [path, send] of [['rename', { name: '江北县交通发展局' }], ['merge', { into: slug('jb-housing') }], ['code', { uscc: before.uscc }], ['move', { parentId: slug('jb-gov') }], ['end', {}]] as const) {
    isProblem(await change('jiangbei1', `/bodies/${body}/${path}`, { ...send, on: '2027-06-01' }), 422, 'day-to-come');
  }
  assert.deepEqual(await d.one('select * from rc.subject where id = $1', body), before);
  assert.equal((await change('jiangbei1', `/bodies/${body}/rename`, { name: '江北县交通发展局' })).statusCode, 200);
  isProblem(await change('jiangbei1', `/bodies/${body}/rename`, { name: '江北县交通建设局', on: '2026-10-01' }), 422, 'day-before');
});

test('a body moves under another one, never under itself; one that ends leads to who answers for it, and a later document says so', async () => {
  const [gov, body] = [slug('jb-gov'), slug('jb-resources')];
  isProblem(await change('jiangbei1', `/bodies/${gov}/move`, { parentId: body }), 422, 'own-superior');
  isProblem(await change('jiangbei1', `/bodies/${body}/move`, {}), 422, 'nothing-to-change');
  isProblem(await change('jiangbei1', `/bodies/${body}/move`, { area: '990122' }), 403, 'no-grant');
  assert.equal((await change('jiangbei1', `/bodies/${body}/move`, { parentId: slug('jb-housing') })).statusCode, 200);
  assert.equal((await h.ask('jiangbei1', `/bodies/${body}`)).json().parent.id, slug('jb-housing'));
  assert.equal((await change('jiangbei1', `/bodies/${body}/end`, { on: '2026-09-30', into: [slug('jb-housing'), slug('jb-finance')] })).statusCode, 200);
  const ended = (await h.ask('jiangbei1', `/bodies/${body}`)).json();
  assert.deepEqual([ended.validTo, ended.successor.id, ended.successorKind], ['2026-09-30', slug('jb-housing'), 'split']);
  isProblem(await change('jiangbei1', `/bodies/${body}/rename`, { name: '江北县某局' }), 422, 'body-ended');
  const facts = await d.facts('civil-judgment', 'jb-resources', { caseNumber: caseNumber(811) });
  const item = h.t.house.rulesOn(h.t.clock.today()).get('item', 'civil-judgment').body;
  const fields = item.fields.filter((f) => facts[f.key] !== undefined);
  const csv = [fields.map((f) => f.label.zh), fields.map((f) => String(facts[f.key]))].map((line) => line.map((cell) => `"${cell}"`).join(',')).join('\r\n');
  const batch = (await h.ask('fayuan1', '/imports?item=civil-judgment', { method: 'POST', file: { name: '判决.csv', bytes: Buffer.from(`${csv}\r\n`) } })).json();
  await importTasks(h.t.house)['import-check']?.({ batchId: batch.id });
  const { rows } = await h.t.house.pool.query('select status, problems from rc.batch_row where batch_id = $1', [batch.id]);
  assert.equal(rows[0]?.status, 'warned', JSON.stringify(rows));
  assert.match(JSON.stringify(rows[0].problems), /已于 2026-09-30 终止.*江北县住房和城乡建设局.*承继/);
});

test('areas are set up, renamed, moved and ended by the city’s office; who answers for the successor answers for what was under it', async () => {
  const at = '990129';
  isProblem(await change('jiangbei1', '/areas', { code: at, name: '新设镇', kind: 'town', parent: '990121' }), 403, 'no-grant');
  assert.equal((await change('xinyong1', '/areas', { code: at, name: '新设镇', kind: 'town', parent: '990121' })).statusCode, 200);
  isProblem(await change('xinyong1', '/areas', { code: at, name: '新设镇', kind: 'town', parent: '990121' }), 422, 'bad-area');
  isProblem(await change('xinyong1', '/areas/990121/change', { parent: at }), 422, 'bad-area');
  isProblem(await change('xinyong1', `/areas/${at}/change`, { name: '新桥镇', on: '2027-01-01' }), 422, 'day-to-come');
  assert.equal((await change('xinyong1', `/areas/${at}/change`, { name: '新桥镇', parent: '990122' })).statusCode, 200);
  assert.deepEqual(await d.one('select a.name, a.parent, p.name as public from rc.area a join pub.area p on p.code = a.code where a.code = $1', at), { name: '新桥镇', parent: '990122', public: '新桥镇' });
  assert.equal((await change('xinyong1', `/areas/${at}/end`, { successor: '990121' })).statusCode, 200);
  isProblem(await change('xinyong1', `/areas/${at}/end`, { successor: '990121' }), 422, 'bad-area');

  assert.ok((areasUnder(await listAreas(h.t.house.pool), '990121') as ReadonlySet<string>).has(at));
});
