/** 公务员名册的一生: a staff list through the pipeline of every import: who may hand it in, what its rows become, who of one name decides what, and what of it is ever shown. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { importTasks } from '../imports/tasks.ts';
import { type Door, doorOf, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
const run = async (task: string, id: string): Promise<void> => { await importTasks(h.t.house)[task]?.({ batchId: id }); };
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
  const id = randomUUID();
  await h.t.house.pool.query('insert into rc.account (id, login, name, password_hash, body_id) select $1, $2, $2, password_hash, body_id from rc.account where login = $3', [id, 'renshe2', 'renshe1']);
  await h.t.house.pool.query("insert into rc.account_role (account_id, role) values ($1, 'maker')", [id]);
});
after(() => h.close());

const head = ['姓名', '公民身份号码', '任职单位', '职务', '任职日期', '免职日期', '责任', '同名确认'];
type Line = readonly [name: string, number: string, body: string, title: string, from: string, to?: string, bearing?: string, same?: string];
const sheet = (lines: readonly Line[]): Buffer => Buffer.from([head, ...lines.map((l) => head.map((_, n) => l[n] ?? ''))].map((l) => l.join(',')).join('\r\n') + '\r\n');

async function checked(lines: readonly Line[], login = 'renshe1') {
  const sent = await h.ask(login, '/imports?item=officials', { method: 'POST', file: { name: '名册.csv', bytes: sheet(lines) } });
  assert.equal(sent.statusCode, 201, sent.body);
  const { id } = sent.json();
  await run('import-check', id);
  const batch = (await h.ask(login, `/imports/${id}`)).json();
  assert.equal(batch.state, 'ready', JSON.stringify(batch.refusal));
  return { id: id as string, counts: batch.counts as Record<string, number> };
}
async function committed(lines: readonly Line[]) {
  const { id } = await checked(lines);
  assert.equal((await h.ask('renshe1', `/imports/${id}/commit`, { method: 'POST', send: { mode: 'valid' } })).statusCode, 200);
  await run('import-commit', id);
  const batch = (await h.ask('renshe1', `/imports/${id}`)).json();
  assert.equal(batch.state, 'done', JSON.stringify(batch.refusal));
  return { id, counts: batch.counts as Record<string, number> };
}
const posts = async (name: string) => (await h.t.house.pool.query(
  'select s.id, b.name as body, p.title, p.valid_to as to, p.is_head as head from rc.subject s join rc.post p on p.official_id = s.id join rc.subject b on b.id = p.body_id where s.name = $1 order by p.valid_from, p.title', [name])).rows;
const [a, b, c] = [1, 2, 3].map((n) => makeIdNumber(51_000 + n, '1981-02-03')) as [string, string, string];
const finance = '江北县财政局';

test('the departments that keep the staff hand it in, and nobody else', async () => {
  for (const login of ['jiwei1', 'fayuan1']) isProblem(await h.ask(login, '/imports?item=officials', { method: 'POST', file: { name: 'a.csv', bytes: sheet([]) } }), 403, 'no-grant');
  assert.ok((await h.ask('renshe1', '/session')).json().menu.includes('officials'));
  assert.ok(!(await h.ask('jiwei1', '/session')).json().menu.includes('officials'));
  const template = await h.ask('renshe1', '/catalog/officials/template.xlsx');
  assert.deepEqual([template.statusCode, template.rawPayload.subarray(0, 2).toString()], [200, 'PK']);
});

test('rows become persons and posts, once, however often the table comes; a finding by number then finds its person', async () => {
  const lines: Line[] = [['章自明', a, finance, '副局长', '2021-03-01', '2023-05-01'], ['章自明', a, finance, '局长', '2023-05-02', '', '主要负责人'], ['温若谷', b, '江北县住房和城乡建设局', '科长', '2022-01-01']];
  assert.equal((await committed(lines)).counts['committed'], 3);
  const mine = await posts('章自明');
  assert.deepEqual(mine.map((p) => [p.body, p.title, p.to, p.head]), [[finance, '副局长', '2023-05-01', false], [finance, '局长', null, true]]);
  assert.equal(new Set(mine.map((p) => p.id)).size, 1);
  assert.equal((await checked(lines)).counts['duplicate'], 3);
  // The same post with its last day: the post is brought up to date, not doubled.
  assert.equal((await committed([['章自明', a, finance, '局长', '2023-05-02', '2026-06-30', '主要负责人']])).counts['warned'], 1);
  assert.deepEqual((await posts('章自明')).map((p) => p.to), ['2023-05-01', '2026-06-30']);
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: a, documentNumber: '江监政处〔2026〕701号' });
  const nameKey = Object.keys(facts).find((key) => facts[key] === '梁知微') as string;
  const made = await h.ask('jiwei1', '/records/dishonesty-record/actions/create', { method: 'POST', send: { input: { item: 'discipline', facts: { ...facts, [nameKey]: '章自明' } } } });
  assert.equal(made.json().subject?.id, mine[0]?.id, made.body);
});

test('who of one name is who decides a person, in the table; different numbers are different people', async () => {
  const bare = slug('liang-zhiwei-2');
  await h.t.house.pool.query('update rc.official set id_cipher = null, id_index = null where subject_id = $1', [bare]);
  const number = makeIdNumber(51_100, '1990-01-01');
  const open = await checked([['梁知微', number, finance, '科员', '2024-01-01']]);
  assert.equal(open.counts['bad'], 1);
  const [row] = (await h.ask('renshe1', `/imports/${open.id}/rows?status=bad`)).json().items;
  assert.match(row.problems[0].zh, /同名而未登记号码.*liang-zhiwei-2.*另有其人/);
  assert.ok((await d.one("select count(*)::int as n from rc.look where batch_id = $1 and subject_id = $2 and what = '名册比对' and purpose = 'handling'", open.id, bare)).n === 1, 'the namesake sees that they were compared');
  assert.equal((await checked([['梁知微', number, finance, '科员', '2024-01-01', '', '', 'liang-zhiwei']])).counts['bad'], 1, 'one who has a number is not offered');
  await committed([['梁知微', number, finance, '科员', '2024-01-01', '', '', '另有其人']]);
  const people = (await h.t.house.pool.query("select id from rc.subject where kind = 'official' and name = '梁知微'")).rows;
  assert.equal(people.length, 3);
  const own = makeIdNumber(51_101, '1990-01-01');
  await committed([['梁知微', own, finance, '股长', '2024-02-01', '', '', 'liang-zhiwei-2']]);
  assert.equal((await d.one('select id_index is not null as has from rc.official where subject_id = $1', bare)).has, true);
  assert.equal((await checked([['梁知微', own, finance, '股长', '2024-02-01']])).counts['duplicate'], 1, 'decided once');
});

test('what does not fit is refused cell by cell, in words without the number', async () => {
  const { id, counts } = await checked([
    ['章自明', `${a.slice(0, 17)}${a.endsWith('X') ? '1' : 'X'}`, finance, '局长', '2024-01-01'], ['章不明', a, finance, '局长', '2024-01-01'], ['单立人', c, '某不存在的局', '局长', '2024-01-01'],
    ['单立人', c, finance, '局长', '2024-01-01', '2023-01-01'], ['单立人', c, finance, '', '2024-01-01'], ['单立人', c, finance, '科长', '2024-01-01'], ['单立仁', c, finance, '科长', '2024-01-01'],
  ]);
  assert.deepEqual([counts['bad'], Number(counts['good']) + Number(counts['warned'])], [6, 1]);
  const rows = await h.ask('renshe1', `/imports/${id}/rows`);
  for (const number of [a, c]) assert.ok(!rows.body.includes(number), 'only the mask is shown');
  assert.deepEqual(rows.json().items.filter((r: { status: string }) => r.status === 'bad').map((r: { problems: { code: string }[] }) => r.problems[0]?.code).slice(1), ['name-mismatch', 'no-body', 'to-before-from', 'required', 'name-mismatch']);
  isProblem(await h.ask('renshe2', `/imports/${id}/rows`), 428, 'purpose-required');
  isProblem(await h.ask('renshe2', `/imports/${id}/errors.xlsx`), 428, 'purpose-required');
  const dump = JSON.stringify((await h.t.house.pool.query('select cells, problems from rc.batch_row where batch_id = $1', [id])).rows) + JSON.stringify((await h.t.house.pool.query('select detail from rc.event')).rows);
  for (const number of [a, b, c]) assert.ok(!dump.includes(number), 'it stands nowhere in plain');
});

test('all or nothing leaves nothing when a row has become impossible; a body outside the department’s area is refused', async () => {
  const fresh = makeIdNumber(51_200, '1979-05-06');
  const { id } = await checked([['纪无咎', fresh, finance, '科长', '2024-01-01'], ['危自安', makeIdNumber(51_201, '1979-05-06'), finance, '科员', '2024-01-01']]);
  await committed([['危自全', makeIdNumber(51_201, '1979-05-06'), finance, '科员', '2020-01-01']]);
  assert.equal((await h.ask('renshe1', `/imports/${id}/commit`, { method: 'POST', send: { mode: 'all' } })).statusCode, 200);
  await run('import-commit', id);
  const batch = (await h.ask('renshe1', `/imports/${id}`)).json();
  assert.deepEqual([batch.state, /一行也没有导入/.test(batch.refusal.zh)], ['ready', true]);
  assert.deepEqual(await posts('纪无咎'), []);
  await h.t.house.pool.query("update rc.account set body_id = $1 where login = 'renshe2'", [slug('jb-hr')]);
  const outside = await checked([['纪无咎', fresh, '砥石县财政局', '科长', '2024-01-01'], ['纪无咎', fresh, finance, '科长', '2024-01-01']], 'renshe2');
  assert.deepEqual([outside.counts['bad'], Number(outside.counts['good']) + Number(outside.counts['warned'])], [1, 1]);
});

test('a table that is taken back takes its posts and numbers along, and comes again as if for the first time', async () => {
  const number = makeIdNumber(51_300, '1975-05-06');
  const lines: Line[] = [['简行之', number, finance, '科长', '2024-01-01']];
  const { id } = await committed(lines);
  assert.equal((await h.ask('renshe1', `/imports/${id}/withdraw`, { method: 'POST', send: { reason: '报错单位' } })).statusCode, 200);
  await run('import-withdraw', id);
  assert.equal((await h.ask('renshe1', `/imports/${id}`)).json().state, 'withdrawn');
  assert.deepEqual(await posts('简行之'), []);
  assert.equal((await committed(lines)).counts['committed'], 1);
});
