import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { caseNumber, type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const post = (send: unknown, more: Ask = {}): Ask => ({ method: 'POST', send, ...more });
const record = '/records/dishonesty-record';

test('an official’s record opens only on a purpose; every look is kept, refused ones too, and the official sees them all', async () => {
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: '990100198002290170' });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts });
  for (const [login, action] of [['jiwei1', 'submit'], ['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  const url = `${record}/${id}`;
  for (const query of ['', '?purpose=verification', '?purpose=verification&because=%20', '?purpose=handling&because=办理本事项', '?purpose=self&because=本人', '?purpose=curiosity&because=想看看']) {
    const problem = isProblem(await h.ask('shenji1', `${url}${query}`), 428, 'purpose-required');
    assert.deepEqual(problem['purposes'].map((p: { key: string }) => p.key), ['verification', 'appointment', 'award', 'objection', 'clearance', 'accountability', 'audit']);
    assert.ok(!JSON.stringify(problem).includes('梁知微'));
  }
  isProblem(await h.ask('shenji1', `${url}/preview`, post({ mode: 'closed' })), 428, 'purpose-required');
  const opened = await h.ask('shenji1', `${url}?purpose=audit&because=${encodeURIComponent('审通〔2026〕5号')}`);
  assert.equal(opened.statusCode, 200);
  assert.equal(opened.json().subject.name, '梁知微');
  assert.ok(!opened.body.includes('990100198002290170') && opened.body.includes('990***********0170'), 'the number stays masked for everybody');
  assert.ok(!(await h.ask('shenji1', record)).body.includes('梁知微'), 'a list does not name a person');
  const mine = (await h.ask('gongwu1', '/looks/mine')).json().items as { allowed: boolean; purpose: { key: string } | null; because: string; account: { name: string } }[];
  assert.equal(mine.length, 8);
  assert.equal(mine.filter((l) => !l.allowed).length, 7);
  assert.deepEqual([mine[0]?.allowed, mine[0]?.purpose?.key, mine[0]?.because, mine[0]?.account.name], [true, 'audit', '审通〔2026〕5号', '市审计局 何鉴衡']);
  const own = (await h.ask('gongwu1', '/mine')).json();
  assert.deepEqual([own.records.map((r: { id: string }) => r.id), own.looks.length], [[id], 8]);
  assert.equal((await h.ask('gongwu1', url)).statusCode, 200, 'about oneself one need not say why');
  assert.deepEqual((await h.ask('gongwu2', '/mine')).json(), { records: [], looks: [], next: null });
  isProblem(await h.ask('gongwu2', url), 404);
  const audit = (await h.ask('shenji1', `/looks?subject=${slug('liang-zhiwei')}&allowed=false`)).json().items;
  assert.equal(audit.length, 8, 'the stranger’s attempt is among them');
  const people = await h.ask('xinyong1', '/officials?q=梁知微&purpose=verification&because=核对身份');
  assert.equal(people.json().items.length, 2, 'namesakes are told apart');
  assert.ok(!people.body.includes('990100198002290170'));
  assert.equal((await h.ask('gongwu1', '/looks/mine')).json().items.length, 11, 'the look-up of the name is kept too, one’s own look, and the stranger’s attempt');
});

test('fields that nobody offers are refused wherever they are slipped in, and change nothing', async () => {
  const id = await judgment(h.t, 1, 'atCounty');
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(2) });
  const create = { item: 'civil-judgment', subjectId: slug('jb-housing'), facts };
  const smuggled = ['state', 'id', 'no', 'seq', 'register', 'maker', 'makerBody', 'maker_body', 'severity', 'itemVersion', 'mode', 'from', 'until', 'version', 'due', 'personal', 'data', 'constructor'];
  const before = await d.one('select r.*, (select count(*) from rc.entry where record_id = r.id) as entries from rc.record r where id = $1', id);
  for (const key of smuggled) {
    const problem = isProblem(await h.ask('jiangbei2', `${record}/actions/create`, post({ input: { ...create, [key]: 'disclosed' } })), 422, 'invalid');
    assert.ok(problem['errors'].some((e: { pointer: string }) => e.pointer === key), key);
    isProblem(await h.ask('jiangbei2', `${record}/actions/create`, post({ input: create, [key]: 'disclosed' })), 422);
    isProblem(await h.ask('jiangbei1', `${record}/${id}/actions/verify`, post({ input: { [key]: 'disclosed' } })), 422);
    if (key !== 'itemVersion') isProblem(await h.ask('jiangbei2', `${record}/actions/create`, post({ input: { ...create, facts: { ...facts, [key]: 'x' } } })), 422);
  }
  for (const [url, body] of [['/bodies', { name: '江北县某局', kind: 'department', level: 'county', area: '990121', id: slug('jb-housing') }], [`/bodies/${slug('jb-housing')}/rename`, { name: '江北县某局', on: '2026-11-01', document: '江编〔2026〕1号', uscc: 'x' }]] as const) isProblem(await h.ask('jiangbei1', url, post(body)), 422);
  assert.deepEqual(await d.one('select r.*, (select count(*) from rc.entry where record_id = r.id) as entries from rc.record r where id = $1', id), before);
  assert.equal((await d.one('select count(*) as n from rc.record')).n, 2);
});

const corpus = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'; drop table rc.record; --", '{{7*7}}${7*7}#{7*7}', 'javascript:alert(1)', '</textarea><svg/onload=alert(1)>', '&lt;b&gt;&#x27;', '=cmd|\'/c calc\'!A1', '%3Cscript%3E', '\\u003cscript\\u003e', '𠮷野家，𪚥', 'ａｂｃ　全角',
];

test('hostile texts are kept to the letter and come back as JSON that no browser takes for a page', async () => {
  for (const [n, text] of corpus.entries()) {
    const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(100 + n), remark: text });
    const made = await h.ask('jiangbei2', `${record}/actions/create`, post({ input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts } }));
    assert.equal(made.statusCode, 201, made.body);
    const got = await h.ask('jiangbei2', `${record}/${made.json().id}`);
    assert.match(String(got.headers['content-type']), /^application\/json/);
    assert.equal(got.headers['x-content-type-options'], 'nosniff');
    assert.equal(got.json().facts.find((f: { key: string }) => f.key === 'remark').value, text);
    const discarded = await h.ask('jiangbei2', `${record}/${made.json().id}/actions/submit`, post({}));
    assert.equal(discarded.statusCode, 200);
    const returned = await h.ask('jiangbei1', `${record}/${made.json().id}/actions/return`, post({ input: { reason: text } }));
    assert.equal(returned.json().timeline.at(-1).input[0].display, text);
  }
  const csv = (await h.ask('jiangbei2', `${record}/export`)).body;
  for (const line of csv.split('\n')) assert.ok(!line.split(',').some((cell) => /^"?[=+@]/.test(cell)), line);
});

test('what no database can keep is refused, at every door, instead of breaking it', async () => {
  const id = await judgment(h.t, 3, 'atCounty');
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(4) });
  const create = { item: 'civil-judgment', subjectId: slug('jb-housing') };
  const asks: [string, Ask?][] = [
    [`${record}/actions/create`, post({ input: { ...create, facts: { ...facts, remark: 'a\u0000b' } } })], [`${record}/actions/create`, post({ input: { ...create, facts: { ...facts, ['k\u0000']: 'x' } } })],
    [`${record}/actions/create`, post({ input: { ...create, facts: { ...facts, remark: 'half \ud83d' } } })], [`${record}/${id}/actions/return`, post({ input: { reason: '\u0000' } })],
    [`${record}?q=%00`], [`/search?q=a%00`], [`/bodies?q=%00`], [`${record}?cursor=%00`], [`${record}?cursor=bm9uc2Vuc2U`], [`${record}?cursor=${Buffer.from('["2026-13-45","x"]').toString('base64url')}`], [`${record}?cursor=${Buffer.from('{"a":1}').toString('base64url')}`],
    [`${record}?limit=100000`], [`${record}?subject=x`], [`${record}?severity=worst`], ['/report?month=2026-13'], ['/rules?kind=nonsense'], ['/looks?cursor=x'],
  ];
  for (const [url, ask] of asks) {
    const answer = await h.ask(url.startsWith('/looks') ? 'shenji1' : url.includes('/return') ? 'jiangbei1' : 'jiangbei2', url, ask);
    assert.equal(answer.statusCode, 422, `${url}: ${answer.body}`);
    isProblem(answer, 422);
  }
  const raw = async (payload: string, type: string) => h.app.inject({ method: 'POST', url: `/api/v1${record}/actions/create`, headers: { cookie: await h.cookieOf('jiangbei2'), 'x-rongcheng': '1', 'content-type': type }, payload });
  for (const [payload, type] of [['{"input":', 'application/json'], ['[]', 'application/json'], ['null', 'application/json'], ['"x"', 'application/json'], ['{"__proto__":{"x":1}}', 'application/json'], ['<x/>', 'application/xml'], ['input=1', 'application/x-www-form-urlencoded']] as const) isProblem(await raw(payload, type), 422);
  isProblem(await raw(JSON.stringify({ input: { item: 'x'.repeat(3 * 1024 * 1024) } }), 'application/json'), 413, 'too-large');
  assert.equal((await d.one('select count(*) as n from rc.entry where record_id = $1', id)).n, 2);
});

/** A zip with one entry: what a .docx would be, if its main part said so. */
function zip(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const head = (signature: number, extra: number[]): Buffer => {
    const b = Buffer.alloc(26);
    b.writeUInt16LE(20, 0);
    b.writeUInt16LE(8, 4);
    b.writeUInt32LE(packed.length, 14);
    b.writeUInt32LE(content.length, 18);
    b.writeUInt16LE(name.length, 22);
    return Buffer.concat([Buffer.from([0x50, 0x4b, signature, signature + 1]), Buffer.from(extra), b]);
  };
  return Buffer.concat([head(3, []), Buffer.from(name), packed]);
}

test('documents of the wrong kind are refused with advice, whatever they call themselves, and leave no file', async () => {
  const upload = (name: string, bytes: Buffer) => h.ask('jiangbei2', '/attachments', { method: 'POST', file: { name, bytes } });
  const wrong: [string, Buffer][] = [
    ['病毒.pdf', Buffer.from('MZ\x90\x00\x03', 'latin1')], ['旧版.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex')], ['压缩.zip', zip('a.txt', Buffer.from('a'))], ['程序.docm', zip('word/document.xml', Buffer.from('<x/>'))],
    ['动图.gif', Buffer.from('GIF89a\x00\x00', 'latin1')], ['空.txt', Buffer.alloc(0)], ['脚本.sh', Buffer.from('#!/bin/sh\n\x00', 'latin1')],
  ];
  for (const [name, bytes] of wrong) assert.match(isProblem(await upload(name, bytes), 422, 'file-kind')['detail'], /只接受.*请另存为/, name);
  isProblem(await h.ask('jiangbei2', '/attachments', post({})), 422, 'no-file');
  assert.equal((await d.one('select count(*) as n from rc.attachment')).n, 0);
  const kept = await upload('../../etc/\u202e判决书.txt', Buffer.from('被告身份证号110105194912310021，电话13800001234。'));
  assert.equal(kept.statusCode, 201, kept.body);
  const { id, name, bytes, hits, sha256 } = kept.json();
  assert.deepEqual([name, bytes], ['判决书.txt', Buffer.byteLength('被告身份证号110105194912310021，电话13800001234。')]);
  assert.ok(hits.some((hit: { blocks: boolean }) => hit.blocks), 'the gate looks at once');
  assert.ok(!kept.body.includes('13800001234'), 'and does not repeat what it found');
  const back = await h.ask('jiangbei2', `/attachments/${id}`);
  assert.equal(back.body, '被告身份证号110105194912310021，电话13800001234。');
  assert.match(String(back.headers['content-disposition']), /^attachment;/);
  assert.match(String(back.headers['content-security-policy']), /sandbox/);
  assert.equal(createHash('sha256').update(back.rawPayload).digest('hex'), sha256, 'the whole file arrived');
  isProblem(await h.ask('jiangbei1', `/attachments/${id}`), 404, 'not-found');
});

test('the same request with one key is done once, another body under that key is a conflict, and a stale form is told the state', async () => {
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(5) });
  const ask = post({ input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts } }, { headers: { 'idempotency-key': 'k1' } });
  const answers = await Promise.all(Array.from({ length: 20 }, () => h.ask('jiangbei2', `${record}/actions/create`, ask)));
  assert.equal(new Set(answers.map((a) => `${a.statusCode} ${a.json().id}`)).size, 1);
  const { id } = (answers[0] as (typeof answers)[number]).json() as { id: string };
  isProblem(await h.ask('jiangbei2', `${record}/actions/create`, { ...ask, send: { input: {} } }), 409, 'key-reused');
  isProblem(await h.ask('jiangbei2', `${record}/${id}/actions/submit`, { ...ask, send: { input: {} } }), 409, 'key-reused');
  assert.equal((await h.ask('jiangbei2', `${record}/${id}/actions/submit`, post({ seq: 1 }))).statusCode, 200);
  const problem = isProblem(await h.ask('jiangbei1', `${record}/${id}/actions/verify`, post({ seq: 1 })), 409, 'changed');
  assert.deepEqual([problem['state'], problem['seq']], ['atCounty', 2]);
});

test('a paused and an extended due day explain themselves, and only what is possible now is offered', async () => {
  const id = await judgment(h.t, 15, 'atCounty');
  const offered = async (login: string): Promise<string[]> => (await h.ask(login, `${record}/${id}`)).json().actions.map((a: { id: string }) => a.id);
  const steps = (detail: { due: { steps: { kind: string }[] } }) => detail.due.steps.map((s) => s.kind);
  assert.deepEqual(await offered('jiangbei1'), ['verify', 'return', 'pause']);
  isProblem(await h.ask('jiangbei1', `${record}/${id}/actions/resume`, post({ input: { reason: '无' } })), 422, 'not-paused');
  const paused = (await h.ask('jiangbei1', `${record}/${id}/actions/pause`, post({ input: { reason: '向法院核对' } }))).json();
  assert.deepEqual([paused.dueOn, paused.light, paused.due.on, paused.due.pausedSince, paused.due.rule.pausable.zh], [null, { level: 'paused', zh: '已中止计时', en: 'Clock paused' }, null, '2026-11-23', '需要向源头部门或者第三方核实的']);
  assert.equal(paused.due.steps.at(-1).zh, '自2026年11月23日起中止，恢复后续算，现无到期日');
  assert.deepEqual(await offered('jiangbei1'), ['verify', 'return', 'resume']);
  const work = (await h.ask('jiangbei1', '/work')).json().items as { id: string; light: { level: string } }[];
  assert.equal(work.find((item) => item.id === id)?.light.level, 'paused', 'it still waits');
  assert.equal(work.filter((item) => item.id === id).length, 1);
  h.t.clock.set('2026-11-25T09:00:00+08:00');
  h.forget();
  const resumed = (await h.ask('jiangbei1', `${record}/${id}/actions/resume`, post({ input: { reason: '法院已复函' } }))).json();
  assert.deepEqual([resumed.dueOn, resumed.due.on, resumed.due.pausedSince, steps(resumed)], ['2026-11-27', '2026-11-27', null, ['start', 'count', 'pause', 'due']]);
  assert.equal(resumed.due.steps.at(-1).on, resumed.due.on, 'the reckoning ends on the due day');
  await d.does('jiangbei1', 'verify', id);
  assert.ok((await offered('xinyong1')).includes('askExtension') && !(await offered('xinyong2')).includes('extend'), 'nothing was asked');
  await d.does('xinyong1', 'askExtension', id, { reason: '须调卷' });
  assert.deepEqual([(await offered('xinyong1')).includes('extend'), (await offered('xinyong1')).includes('askExtension'), await offered('xinyong3')], [false, false, ['extend', 'refuseExtension']]);
  const waiting = async (login: string) => { const { items, counts } = (await h.ask(login, '/work')).json(); return [items.filter((item: { id: string }) => item.id === id).length, counts.find((c: { state: string }) => c.state === 'atCity')?.count]; };
  assert.deepEqual(await waiting('xinyong3'), [1, 1], 'a request comes to whoever may answer it');
  const extended = (await h.ask('xinyong3', `${record}/${id}/actions/extend`, post({ input: {} }))).json();
  assert.deepEqual([extended.dueOn, extended.due.extended, extended.due.steps.at(-1).on], ['2026-12-09', { amount: 5, unit: 'workingDay' }, '2026-12-09']);
  assert.ok(steps(extended).includes('extension'));
  assert.deepEqual(await waiting('xinyong3'), [0, undefined]);
  isProblem(await h.ask('xinyong1', `${record}/${id}/actions/askExtension`, post({ input: { reason: '再延' } })), 422, 'extended-already');
  h.t.clock.set('2026-11-23T09:00:00+08:00');
  h.forget();
});

test('receipts of a push reconcile: what was handed up is accepted, returned or still waiting', async () => {
  const ids = await Promise.all([20, 21, 22, 23].map((n) => judgment(h.t, n, 'draft')));
  const pushed = (await h.ask('jiangbei2', `${record}/bulk/submit`, post({ ids }))).json();
  assert.deepEqual([pushed.done, pushed.refused], [4, 0]);
  const receipt = async () => (await h.ask('jiangbei2', '/pushes')).json().items.find((p: { id: string }) => p.id === pushed.push);
  assert.deepEqual([4, 0, 0, 4], Object.values((({ total, accepted, returned, waiting }) => ({ total, accepted, returned, waiting }))(await receipt())));
  await d.does('jiangbei1', 'verify', ids[0]);
  await d.does('jiangbei1', 'return', ids[1], { reason: '缺附件' });
  await d.does('jiangbei1', 'pause', ids[3], { reason: '向法院核对' });
  h.t.clock.set('2026-12-31T09:00:00+08:00');
  const { id: change } = await d.does('guize1', 'propose', undefined, { kind: 'calendar', key: 'working-days', basis: 'law', effectiveFrom: '2026-12-31', reason: '临时放假通知', body: (() => { const c = h.t.house.rulesOn('2026-12-31').calendar; return { ...c, days: { ...c.days, '2026-11-25': 'rest' } }; })() }, { register: 'rule-change' });
  await d.does('guize2', 'approve', change, {}, { register: 'rule-change' });
  await h.t.house.settled();
  h.forget();
  const moved = (await h.ask('jiangbei2', `${record}/${ids[2]}`)).json();
  const last = moved.timeline.at(-1);
  assert.deepEqual([last.label, last.by, last.input.map((i: { label: { zh: string } }) => i.label.zh)], [{ zh: '期限重算', en: 'Due day moved' }, null, ['原到期日', '现到期日', '原因']]);
  assert.equal(moved.due.on, last.dueOn);
  await d.does('jiangbei1', 'verify', ids[2]);
  const { total, accepted, returned, waiting } = await receipt();
  assert.deepEqual([total, accepted, returned, waiting], [4, 2, 1, 1], 'a clock that moved is no answer');
});
