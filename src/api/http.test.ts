import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accountRoles, type Role } from '../core/actor.ts';
import { caseNumber, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { allRoutes } from './app.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse, password } from './api-for-tests.ts';

let h: ApiHouse;
before(async () => { h = await openApiHouse(); });
after(() => h.close());

/** One demo login of each role; whoever has more than one role is another story. */
const logins: Readonly<Record<Exclude<Role, 'system' | 'counter'>, string>> = {
  maker: 'jiangbei2', verifier: 'jiangbei1', reviewer: 'xinyong3', contact: 'danwei1', official: 'gongwu1', identity: 'shenfen1', arbiter: 'fucha1',
  auditor: 'shenji1', rulekeeper: 'guize1', ruleapprover: 'guize2', sysadmin: 'xitong1', secadmin: 'anquan1',
};

interface Ids {
  readonly record: string;
  readonly draft: string;
  readonly file: string;
  readonly batch: string;
  readonly letter: string;
  readonly check: string;
}
/** The route · what is asked · what each role is answered. Where nobody is named, a stranger is answered 401. */
type Line = readonly [route: string, expected: string, ask?: (ids: Ids) => readonly [url: string, send?: unknown]];

const readers = 'maker verifier reviewer contact arbiter auditor';
const rule = '/rules/limit/record.fix';
const table: readonly Line[] = [
  ['POST /session', 'nobody 200, else 200', () => ['/session', { login: 'jiangbei2', password }]],
  ['GET /session', 'else 200'],
  ['GET /session/demo', 'nobody 200, else 200'],
  ['GET /work', 'else 200'],
  ['GET /search', 'else 200', () => ['/search?q=江北县']],
  ['GET /registers', 'else 200'],
  ['GET /records/:register', 'else 200', () => ['/records/dishonesty-record']],
  ['GET /records/:register/export', 'else 200', () => ['/records/dishonesty-record/export']],
  ['GET /records/:register/:id', `${readers} 200, else 404`, ({ record }) => [`/records/dishonesty-record/${record}`]],
  ['GET /records/:register/:id', 'maker 200, else 404', ({ draft }) => [`/records/dishonesty-record/${draft}`]],
  ['POST /records/:register/:id/actions/:action', 'maker 422, else 404', ({ draft }) => [`/records/dishonesty-record/${draft}/actions/edit`, { input: { zzz: 1 } }]],
  ['POST /records/dishonesty-record/:id/preview', 'maker 200, else 404', ({ draft }) => [`/records/dishonesty-record/${draft}/preview`, { mode: 'closed' }]],
  ['POST /records/:register/actions/:action', 'maker 422, else 403', () => ['/records/dishonesty-record/actions/create', { input: {} }]],
  ['POST /records/:register/:id/actions/:action', 'maker 422, verifier reviewer contact arbiter auditor 403, else 404', ({ record }) => [`/records/dishonesty-record/${record}/actions/correct`, { input: {} }]],
  ['POST /records/:register/bulk/:action', 'else 200', ({ record }) => ['/records/dishonesty-record/bulk/correct', { ids: [record], input: {} }]],
  ['GET /measures', 'else 200'],
  ['GET /judgment-debtors', 'else 200'],
  ['GET /records/:register/board', 'else 200', () => ['/records/rectification/board']],
  ['GET /records/:register/:id/apart/:field', 'else 404', ({ record }) => [`/records/dishonesty-record/${record}/apart/reporter`]],
  ['GET /repairs', 'else 200'],
  ['GET /report', 'else 200', () => ['/report?month=2026-11']],
  ['GET /report.xlsx', 'else 200', () => ['/report.xlsx?month=2026-11']],
  ['POST /records/dishonesty-record/:id/preview', `${readers} 200, else 404`, ({ record }) => [`/records/dishonesty-record/${record}/preview`, { mode: 'summary', ground: 'court-document' }]],
  ['GET /records/:register/:id/letters', `${readers} 200, else 404`, ({ record }) => [`/records/dishonesty-record/${record}/letters`]],
  ['POST /records/:register/:id/letters/preview', 'maker verifier reviewer contact arbiter auditor 403, else 404', ({ record }) => [`/records/dishonesty-record/${record}/letters/preview`, { kind: 'criticism' }]],
  ['POST /records/:register/:id/letters', 'maker verifier reviewer contact arbiter auditor 403, else 404', ({ record }) => [`/records/dishonesty-record/${record}/letters`, { kind: 'criticism' }]],
  ['GET /letters/:letter/letter.docx', `${readers} 200, else 404`, ({ letter }) => [`/letters/${letter}/letter.docx`]],
  ['GET /letters/:letter/letter.pdf', `${readers} 200, else 404`, ({ letter }) => [`/letters/${letter}/letter.pdf`]],
  ['GET /letters/:letter/letter-proof.json', `${readers} 200, else 404`, ({ letter }) => [`/letters/${letter}/letter-proof.json`]],
  ['GET /rules/letter/:key/template.docx', 'else 200', () => ['/rules/letter/notice/template.docx']],
  ['POST /attachments', 'else 422', () => ['/attachments', {}]],
  ['GET /attachments/:id', `${readers} 200, else 404`, ({ file }) => [`/attachments/${file}`]],
  ['GET /catalog', 'else 200'],
  ['GET /catalog/:item', 'else 200', () => ['/catalog/civil-judgment']],
  ['GET /catalog/:item/template.xlsx', 'else 200', () => ['/catalog/civil-judgment/template.xlsx']],
  ['POST /imports', 'else 422', () => ['/imports?item=civil-judgment', {}]],
  ['GET /imports', 'else 200'],
  ['GET /imports/:id', 'maker 200, else 404', ({ batch }) => [`/imports/${batch}`]],
  ['GET /imports/:id/rows', 'maker 200, else 404', ({ batch }) => [`/imports/${batch}/rows`]],
  ['GET /imports/:id/standing', 'maker 200, else 404', ({ batch }) => [`/imports/${batch}/standing`]],
  ['GET /imports/:id/errors.xlsx', 'maker 200, else 404', ({ batch }) => [`/imports/${batch}/errors.xlsx`]],
  ['POST /imports/:id/mapping', 'maker 422, else 404', ({ batch }) => [`/imports/${batch}/mapping`, { mapping: {} }]],
  ['POST /imports/:id/commit', 'maker 422, else 404', ({ batch }) => [`/imports/${batch}/commit`, { mode: 'valid' }]],
  ['POST /imports/:id/withdraw', 'maker 409, else 404', ({ batch }) => [`/imports/${batch}/withdraw`, { reason: '误传' }]],
  ['POST /imports/:id/cancel', 'maker 200, else 404', ({ batch }) => [`/imports/${batch}/cancel`, {}]],
  ['GET /areas', 'else 200'],
  ['GET /bodies', 'else 200'],
  ['GET /bodies/:id', 'else 200', () => [`/bodies/${slug('jb-housing')}`]],
  ['POST /bodies/:id/rename', 'verifier 422, else 403', () => [`/bodies/${slug('jb-housing')}/rename`, { name: '×', on: '2026-11-01', document: '江编〔2026〕1号' }]],
  ['POST /bodies/:id/merge', 'verifier 422, else 403', () => [`/bodies/${slug('jb-housing')}/merge`, { into: slug('jb-housing'), on: '2026-11-01', document: '江编〔2026〕1号' }]],
  ['POST /bodies/:id/code', 'verifier 422, else 403', () => [`/bodies/${slug('jb-housing')}/code`, { uscc: '1', on: '2026-11-01', document: '江编〔2026〕1号' }]],
  ['POST /bodies/:id/move', 'verifier 422, else 403', () => [`/bodies/${slug('jb-housing')}/move`, { parentId: slug('jb-housing'), on: '2026-11-01', document: '江编〔2026〕1号' }]],
  ['POST /bodies/:id/end', 'verifier 422, else 403', () => [`/bodies/${slug('jb-housing')}/end`, { into: [slug('jb-housing')], on: '2026-11-01', document: '江编〔2026〕1号' }]],
  ['POST /areas', 'else 403', () => ['/areas', { code: '990121', name: '江北县', kind: 'county', parent: '990100', on: '2026-11-01', document: '江政〔2026〕1号' }]],
  ['POST /areas/:code/change', 'else 403', () => ['/areas/990121/change', { parent: '990121', on: '2026-11-01', document: '江政〔2026〕1号' }]],
  ['POST /areas/:code/end', 'else 403', () => ['/areas/990121/end', { successor: '990121', on: '2026-11-01', document: '江政〔2026〕1号' }]],
  ['POST /bodies', 'verifier 422, else 403', () => ['/bodies', { name: '×', kind: 'department', level: 'county', area: '990121' }]],
  ['GET /uscc/:code', 'else 200', () => ['/uscc/11990121991211051B']],
  ['GET /officials', 'maker verifier reviewer identity auditor 428, else 403', () => ['/officials?q=梁知微']],
  ['GET /rules', 'else 200'],
  ['GET /rules/export', 'else 200'],
  ['GET /rules/:kind/:key', 'else 200', () => [rule]],
  ['GET /rules/:kind/:key/compare', 'else 200', () => ['/rules/limit/record.verify.county/compare?a=1&b=2']],
  ['GET /bodies/:id/report', 'maker verifier reviewer auditor 200, else 404', () => [`/bodies/${slug('jb-housing')}/report`]],
  ['GET /bodies/:id/report.pdf', 'maker verifier reviewer auditor 200, else 404', () => [`/bodies/${slug('jb-housing')}/report.pdf`]],
  ['GET /eligibility/occasions', 'else 200'],
  ['GET /eligibility', 'else 200'],
  ['POST /eligibility', 'maker verifier 422, else 403', () => ['/eligibility', { occasion: 'no-such', kind: 'body', name: '×' }]],
  ['POST /eligibility/batch', 'maker verifier 422, else 403', () => ['/eligibility/batch?occasion=award&kind=body', {}]],
  ['GET /eligibility/:id', 'maker 200, else 404', ({ check }) => [`/eligibility/${check}`]],
  ['GET /eligibility/:id/lines', 'maker 200, else 404', ({ check }) => [`/eligibility/${check}/lines`]],
  ['GET /eligibility/:id/result.xlsx', 'maker 200, else 404', ({ check }) => [`/eligibility/${check}/result.xlsx`]],
  ['GET /eligibility/:id/answer.json', 'maker 200, else 404', ({ check }) => [`/eligibility/${check}/answer.json`]],
  ['GET /eligibility/:id/letter.docx', 'maker 200, else 404', ({ check }) => [`/eligibility/${check}/letter.docx`]],
  ['GET /eligibility/:id/letter.pdf', 'maker 200, else 404', ({ check }) => [`/eligibility/${check}/letter.pdf`]],
  ['GET /eligibility/:id/letter-proof.json', 'maker 200, else 404', ({ check }) => [`/eligibility/${check}/letter-proof.json`]],
  ['GET /looks', 'auditor 200, else 403'],
  ['GET /looks/mine', 'else 200'],
  ['GET /mine', 'else 200'],
  ['GET /pushes', 'else 200'],
  ['DELETE /session', 'nobody 204, else 204'],
];

const names = [...Object.keys(logins), 'nobody'];
/** 'maker 422, verifier contact 403, else 404' as a status for each name. */
function expectedBy(text: string): Record<string, number> {
  const parts = text.split(', ').map((part) => part.split(' '));
  for (const word of parts.flatMap((p) => p.slice(0, -1))) assert.ok(word === 'else' || names.includes(word), word);
  const of = (name: string): string | undefined => parts.find((p) => p.includes(name))?.at(-1);
  return Object.fromEntries(names.map((name) => [name, Number(of(name) ?? (name === 'nobody' ? 401 : of('else')))]));
}

async function made(): Promise<Ids> {
  const upload = await h.ask('jiangbei2', '/attachments', { method: 'POST', file: { name: '判决书.txt', bytes: Buffer.from('判决如下') } });
  assert.equal(upload.statusCode, 201, upload.body);
  const { id: file } = upload.json();
  const { does, facts } = doorOf(h.t);
  const { id: record } = await does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: await facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(1) }), attachments: [file] });
  for (const [login, action, input] of [['jiangbei2', 'submit'], ['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['danwei1', 'state', { statement: '正在履行。' }], ['xinyong1', 'confirm', { reason: '维持' }]] as const) await does(login, action, record, input);
  const batch = await h.ask('jiangbei2', '/imports?item=civil-judgment', { method: 'POST', file: { name: '判决.csv', bytes: Buffer.from('案号\n') } });
  assert.equal(batch.statusCode, 201, batch.body);
  const check = await h.ask('jiangbei2', '/eligibility', { method: 'POST', send: { occasion: 'award', kind: 'body', name: '江北县财政局' } });
  assert.equal(check.statusCode, 201, check.body);
  const draft = await judgment(h.t, 9, 'draft');
  const { rows: [letter] } = await h.t.house.pool.query<{ id: string }>('select id from rc.letter where record_id = $1', [record]);
  await h.t.house.settled();
  return { record, draft, file, batch: batch.json().id, letter: (letter as { id: string }).id, check: check.json().id };
}

const securityHeaders: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/, 'referrer-policy': /^no-referrer$/, 'x-frame-options': /^DENY$/, 'content-security-policy': /default-src 'none'/,
  'cross-origin-opener-policy': /^same-origin$/, 'cross-origin-resource-policy': /^same-origin$/, 'permissions-policy': /camera=\(\)/, 'cache-control': /no-store/,
};

test('every role at every door is answered what the table says, and every door stands in the table', async () => {
  const routes = allRoutes({ preview: async () => '', publicUrl: '' }).map(({ method, url }) => `${method} ${url}`).sort();
  assert.deepEqual([...new Set(table.map(([route]) => route))].sort(), routes);
  assert.deepEqual(Object.keys(logins).sort(), [...accountRoles].sort());
  const ids = await made();
  const wrong: string[] = [];
  for (const [route, expected, ask] of table) {
    const [method, path] = route.split(' ') as [Ask['method'], string];
    const [url, send] = ask?.(ids) ?? [path];
    for (const [name, status] of Object.entries(expectedBy(expected))) {
      const answer = await h.ask(name === 'nobody' ? undefined : logins[name as keyof typeof logins], url, { method: method as 'GET', ...(send === undefined ? {} : { send }) });
      if (answer.statusCode !== status) wrong.push(`${route} as ${name}: ${answer.statusCode}, not ${status} ${answer.body.slice(0, 120)}`);
      if (status >= 400) isProblem(answer, answer.statusCode);
      for (const [header, value] of Object.entries(securityHeaders)) assert.match(String(answer.headers[header]), value, `${route}: ${header}`);
      assert.equal(answer.headers['x-powered-by'], undefined);
    }
  }
  assert.deepEqual(wrong, []);
  h.forget();
});

test('what the table lets through empty shows nothing of others', async () => {
  const id = await judgment(h.t, 2, 'atCounty');
  for (const login of ['anquan1', 'xitong1', 'guize1', 'gongwu1', 'danwei1', 'dishi1', 'dishi2']) {
    const list = await h.ask(login, '/records/dishonesty-record');
    assert.ok(!list.body.includes(id), login);
    assert.ok(!(await h.ask(login, '/search?q=江北县住房')).json().records.some((r: { id: string }) => r.id === id), login);
    assert.ok(!(await h.ask(login, '/records/dishonesty-record/export?format=ndjson')).body.includes(id), login);
    assert.ok(!(await h.ask(login, '/work')).body.includes(id), login);
    const bulk = (await h.ask(login, '/records/dishonesty-record/bulk/verify', { method: 'POST', send: { ids: [id], input: {} } })).json();
    assert.deepEqual([bulk.done, bulk.results[0].problem.code], [0, 'not-found'], login);
  }
  assert.ok((await h.ask('jiangbei1', '/records/dishonesty-record')).body.includes(id));
});

test('a draft is its maker’s body’s alone: no list, count, search, report or page of another tells of it, until it is submitted', async () => {
  const facts = await doorOf(h.t).facts('civil-judgment', 'jb-water', { caseNumber: caseNumber(4) });
  const { id, no } = await doorOf(h.t).does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-water'), facts });
  const doors = ['/records/dishonesty-record?limit=200', '/records/dishonesty-record?state=draft', `/search?q=${no}`, `/records/dishonesty-record/export?format=ndjson`, '/work'];
  const drafts = async (login: string): Promise<number> => (await h.ask(login, '/report?month=2026-11')).json().sections.find((s: { id: string }) => s.id === 'state').lines.find((l: { key: string }) => l.key === 'draft')?.value ?? 0;
  const states = async (login: string): Promise<string[]> => (await h.ask(login, `/bodies/${slug('jb-water')}`)).json().records.byState.map((s: { state: string }) => s.state);
  const others = ['jiangbei1', 'xinyong1', 'xinyong3', 'shenji1'];
  for (const login of others) {
    for (const door of doors) assert.ok(!(await h.ask(login, door)).body.includes(id), `${login} ${door}`);
    assert.deepEqual([await drafts(login), await states(login)], [0, []], login);
    isProblem(await h.ask(login, `/records/dishonesty-record/${id}`), 404, 'not-found');
  }
  assert.ok((await h.ask('jiangbei2', doors[0] as string)).body.includes(id));
  assert.ok((await drafts('jiangbei2')) > 0);
  const { id: thrown } = await doorOf(h.t).does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-water'), facts: { ...facts, caseNumber: caseNumber(5) } });
  assert.equal((await doorOf(h.t).does('jiangbei2', 'discard', thrown, { reason: '误填' })).state, 'discarded');
  for (const login of others) isProblem(await h.ask(login, `/records/dishonesty-record/${thrown}`), 404, 'not-found');
  await doorOf(h.t).does('jiangbei2', 'submit', id);
  for (const login of others) assert.equal((await h.ask(login, `/records/dishonesty-record/${id}`)).statusCode, 200, login);
  await doorOf(h.t).does('jiangbei2', 'discard', id, { reason: '误报' });
  assert.deepEqual(await states('jiangbei1'), ['dropped'], 'what was once sent stays known to those it was sent to');
});

test('another county’s record does not exist, at whichever door it is asked for', async () => {
  const { record, file } = await (async () => {
    const upload = (await h.ask('jiangbei2', '/attachments', { method: 'POST', file: { name: '判决书.txt', bytes: Buffer.from('判决如下') } })).json();
    const { does, facts } = doorOf(h.t);
    const { id } = await does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: await facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(3) }), attachments: [upload.id] });
    await does('jiangbei2', 'submit', id);
    return { record: id, file: upload.id };
  })();
  const doors: (readonly [string, Ask?])[] = [
    [`/records/dishonesty-record/${record}`], [`/attachments/${file}`], [`/records/dishonesty-record/${record}/actions/verify`, { method: 'POST', send: { input: {} } }], [`/records/dishonesty-record/${record}/actions/discard`, { method: 'POST', send: { input: { reason: '撤' } } }],
    [`/records/dishonesty-record/${record}/preview`, { method: 'POST', send: { mode: 'closed' } }], [`/records/identity-review/${record}`], [`/records/rule-change/${record}`],
  ];
  const unknown = (await h.ask('dishi1', '/records/dishonesty-record/00000000-0000-4000-8000-000000000000')).json();
  for (const login of ['dishi1', 'dishi2']) for (const [url, ask] of doors) {
    const problem = isProblem(await h.ask(login, url, ask), 404, 'not-found');
    assert.deepEqual({ ...problem, requestId: '' }, { ...unknown, requestId: '' }, 'nothing tells it from one that never was');
  }
  assert.equal((await h.ask('jiangbei1', `/records/dishonesty-record/${record}`)).statusCode, 200);
  for (const url of ['/records/constructor', '/records/__proto__/x', '/records/dishonesty-record/not-a-uuid', "/records/dishonesty-record/' or 1=1", '/bodies/x', '/nowhere']) isProblem(await h.ask('jiangbei1', url), 404);
  for (const action of ['constructor', 'toString', '__proto__']) isProblem(await h.ask('jiangbei1', `/records/dishonesty-record/${record}/actions/${action}`, { method: 'POST', send: { input: {} } }), 404);
});

test('without our header, or from another site, nothing is changed: at no unsafe door', async () => {
  const unsafe = allRoutes({ preview: async () => '', publicUrl: '' }).filter((r) => r.method !== 'GET');
  assert.ok(unsafe.length > 10);
  const cookie = await h.cookieOf('jiangbei2');
  for (const { method, url } of unsafe) {
    for (const headers of [{}, { 'x-rongcheng': '1', 'sec-fetch-site': 'cross-site' }, { 'x-rongcheng': '1', 'sec-fetch-site': 'same-site' }]) {
      const answer = await h.app.inject({ method, url: `/api/v1${url.replace(/:\w+/g, 'x')}`, headers: { cookie, ...headers } as Record<string, string>, ...(method === 'POST' ? { payload: {} } : {}) });
      isProblem(answer, 403, 'foreign-request');
    }
  }
  assert.equal((await h.app.inject({ method: 'GET', url: '/api/v1/session', headers: { cookie } })).statusCode, 200, 'and the session still stands');
  assert.equal((await h.ask('jiangbei2', '/records/dishonesty-record/actions/create', { method: 'POST', send: { input: {} }, headers: { 'sec-fetch-site': 'same-origin' } })).statusCode, 422);
});
