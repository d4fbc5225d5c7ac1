// 公众窗口的测试: the whole way from a form on the public site, asked as its read-only role, through the counter into the register and back.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import type { Counter } from '../core/counter.ts';
import { codeAlphabet } from '../core/counter.ts';
import { fail } from '../core/problem.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { buildPortal } from '../portal/app.ts';
import { counterLine } from '../portal/counter-line.ts';
import { type Door, doorOf, judgment } from '../store/door-for-tests.ts';
import { readFileStream } from '../store/uploads.ts';
import { cleanImage } from './clean-image.ts';
import { openCounter } from './counter.ts';
import { newReader, png, post as send, type SentFile, stateIn, textAt, titleOf, upload as sendFiles } from './reader-for-tests.ts';

let t: TestHouse;
let d: Door;
let pool: Pool;
let counter: Counter;
let app: FastifyInstance;
let lone: FastifyInstance;
let away = false;
const failures: unknown[] = [];
const publicUrl = 'https://portal.example';

before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  counter = openCounter(t.house, (error) => failures.push(error));
  pool = new Pool({ connectionString: t.database.portal, max: 4 });
  const sometimes: Counter = { ask: async (what) => (away ? fail('unavailable', 'counter-away', '窗口暂时不能办理，请过几分钟再试', '') : counter.ask(what)) };
  app = await buildPortal({ pool, clock: t.clock, publicUrl, counter: sometimes, onFailure: (failure) => failures.push(failure) });
  lone = await buildPortal({ pool, clock: t.clock, publicUrl });
});
beforeEach(() => {
  t.clock.set('2026-11-23T09:00:00+08:00');
  away = false;
});
after(async () => {
  await app.close();
  await lone.close();
  await pool.end();
  await t.close();
  assert.deepEqual(failures, []);
});

const post = (url: string, fields: Record<string, string>, from: string, headers: Record<string, string> = {}) => send(app, url, fields, from, headers);
const upload = (fields: Record<string, string>, files: readonly SentFile[], from: string) => sendFiles(app, '/object', fields, files, from);

/** Answers the steps of an objection up to the check page. */
async function toCheck(recordId: string, from: string, files: readonly SentFile[] = []): Promise<string> {
  let page = (await app.inject({ url: `/object?record=${recordId}`, remoteAddress: from })).body;
  for (const [step, fields] of [['start', {}], ['who', { who: 'enterprise' }], ['wrong', { wrong: 'content' }], ['statement', { statement: '金额应为三千元，\r\n见判决书第二项。' }]] as const) page = (await post('/object', { state: stateIn(page), step, ...fields }, from)).body;
  page = (await upload({ state: stateIn(page), step: 'files' }, files, from)).body;
  const last = await post('/object', { state: stateIn(page), step: 'contact', name: '望江广告', contact: '' }, from);
  assert.equal(last.statusCode, 200);
  assert.match(last.body, /现在还没有提交/);
  return last.body;
}

describe('an objection from the public site', () => {
  test('goes from question to question to a receipt; the record is marked in the same moment; number and code show how it stands', async () => {
    const id = await judgment(t, 801, 'disclosed');
    const from = newReader();
    const start = await app.inject({ url: `/records/${id}` });
    assert.match(start.body, new RegExp(`href="/object\\?record=${id}"`));
    const check = await toCheck(id, from, [{ name: '收据.png', bytes: png }]);
    for (const text of ['企业或者其他组织', '内容不实或者有差错', '见判决书第二项', '收据.png', '望江广告', '未填']) assert.ok(check.includes(text), text);
    assert.equal((await d.one('select count(*) as n from rc.receipt')).n, 0);
    const done = await post('/object', { state: stateIn(check), step: 'check' }, from);
    const [no, code] = [textAt(done.body, 'receipt-no'), textAt(done.body, 'receipt-code')];
    assert.match(no, /^YY-2026-\d{6}$/);
    assert.match(code, new RegExp(`^[${codeAlphabet}]{10}$`));
    assert.match(done.body, /2026年12月2日/, 'the day by which it is answered');
    const objection = await d.one("select * from rc.record where register = 'objection' and no = $1", no);
    assert.deepEqual([objection.data.via, objection.data.who, objection.data.statement, objection.subject_id, objection.data.attachments.length], ['counter', 'enterprise', '金额应为三千元，\n见判决书第二项。', null, 1]);
    assert.equal((await d.one('select record_id from rc.attachment where id = $1', objection.data.attachments[0])).record_id, objection.id);
    for (const url of [`/records/${id}`, '/search?q=' + encodeURIComponent('住建局')]) assert.match((await app.inject({ url })).body, /异议处理中/, url);
    assert.match((await app.inject({ url: `/records/${id}` })).body, /异议处理中，待核查/);
    assert.ok(!JSON.stringify(await d.one('select * from rc.receipt where no = $1', no)).includes(code), 'the code itself is kept nowhere');
    const seen = await post('/case', { no: no.toLowerCase(), code: `${code.slice(0, 5)}-${code.slice(5).toLowerCase()}` }, from);
    assert.equal(textAt(seen.body, 'case-state'), '异议处理中，待核查');
    for (const login of ['jiangbei1', 'xinyong4']) await d.does(login, login === 'jiangbei1' ? 'answer' : 'refuse', objection.id, login === 'jiangbei1' ? { opinion: 'stands', answer: '内部核查意见' } : { reason: '判决书所载金额与记录一致。' }, { register: 'objection' });
    const after = (await post('/case', { no, code }, from)).body;
    for (const text of ['判决书所载金额与记录一致', '15个工作日内提出申诉', '不同意答复，提出申诉']) assert.ok(after.includes(text), text);
    const { rows: names } = await t.house.pool.query<{ name: string }>('select name from rc.account');
    for (const secret of ['内部核查意见', '望江广告', ...names.map(({ name }) => name)]) assert.ok(!after.includes(secret), secret);
    let page = (await post('/appeal', { state: stateIn(after.slice(after.indexOf('action="/appeal"'))), step: 'open' }, from)).body;
    for (const [step, fields] of [['start', {}], ['statement', { statement: '第二项没有核对。' }], ['files', {}]] as const) page = (await post('/appeal', { state: stateIn(page), step, ...fields }, from)).body;
    const appealed = await post('/appeal', { state: stateIn(page), step: 'check' }, from);
    assert.match(textAt(appealed.body, 'receipt-no'), /^SS-2026-\d{6}$/, appealed.body);
    assert.equal((await d.one('select state from rc.record where id = $1', objection.id)).state, 'contested');
    assert.ok(!(await post('/case', { no, code }, from)).body.includes('提出申诉</button>'), 'one appeal at a time');
  });

  test('sent fifty times at once it is one objection with one receipt, also after the page is loaded again', async () => {
    const id = await judgment(t, 802, 'disclosed');
    const from = newReader();
    const state = stateIn(await toCheck(id, from));
    const all = await Promise.all(Array.from({ length: 50 }, () => post('/object', { state, step: 'check' }, from)));
    const receipts = new Set(all.map(({ body }) => `${textAt(body, 'receipt-no')} ${textAt(body, 'receipt-code')}`));
    assert.equal(receipts.size, 1);
    assert.equal((await d.one("select count(*) as n from rc.link where from_id = $1 and to_register = 'objection'", id)).n, 1);
    assert.equal((await d.one('select data from rc.record where id = $1', id)).data.disputes, 1);
  });

  test('what is wrong is said above and at the field in the same words; what was typed and uploaded stays', async () => {
    const id = await judgment(t, 803, 'disclosed');
    const from = newReader();
    const start = (await app.inject({ url: `/object?record=${id}` })).body;
    const who = (await post('/object', { state: stateIn(start), step: 'start' }, from)).body;
    for (const bad of ['', 'system', '<script>']) {
      const wrong = await post('/object', { state: stateIn(who), step: 'who', who: bad }, from);
      assert.equal(wrong.statusCode, 400);
      assert.match(titleOf(wrong.body), /^错误：/);
      assert.equal(wrong.body.split('请选择您代表谁').length, 3, 'summary and field');
      assert.match(wrong.body, /href="#f-who-0"/);
      assert.ok(wrong.body.includes('id="f-who-0"') && !wrong.body.includes('<script>'));
    }
    const long = await post('/object', { state: stateIn(who), step: 'statement', statement: '金'.repeat(4001) }, from);
    assert.match(long.body, /不能超过 4000 字，现有 4001 字/);
    assert.ok(long.body.includes('金'.repeat(4001)), 'nothing typed is lost');
    const first = await upload({ state: stateIn(long.body), step: 'files' }, [{ name: 'a.png', bytes: png }, { name: 'run.exe', bytes: Buffer.from('MZ\u0000\u0001') }], from);
    assert.equal(first.statusCode, 400);
    assert.match(first.body, /“run.exe”：只接受/);
    assert.match(first.body, /已收到的文件<\/h2><ul class="govuk-list"><li>a.png/);
    const big = await upload({ state: stateIn(first.body), step: 'files' }, [{ name: 'big.pdf', bytes: Buffer.alloc(5 * 2 ** 20 + 1, '%PDF-') }], from);
    assert.match(big.body, /“big.pdf”超过 5 MB/);
    const many = await upload({ state: stateIn(big.body), step: 'files' }, [1, 2, 3].map((n) => ({ name: `${n}.png`, bytes: png })), from);
    assert.match(many.body, /最多 3 个文件，“3.png”没有收下/);
    const dropped = await post('/object', { state: stateIn(many.body), step: 'files', go: `drop:${(/value="drop:([^"]+)"/.exec(many.body) as RegExpExecArray)[1]}` }, from);
    assert.ok(!dropped.body.includes('<li>a.png') && dropped.body.includes('<li>1.png'));
  });

  test('a changed, a foreign, an old form and one that a program filled in are not taken', async () => {
    const id = await judgment(t, 804, 'disclosed');
    const from = newReader();
    const state = stateIn(await toCheck(id, from));
    const [text = '', signature = ''] = state.split('.');
    const forged = Buffer.from(Buffer.from(text, 'base64url').toString().replace('"enterprise"', '"person"')).toString('base64url');
    assert.notEqual(forged, text);
    for (const [fields, headers, status] of [
      [{ state: `${forged}.${signature}` }, {}, 400], [{ state: text }, {}, 400], [{}, {}, 400], [{ state, website: 'http://spam.example' }, {}, 400],
      [{ state }, { 'sec-fetch-site': 'cross-site' }, 403], [{ state }, { 'sec-fetch-site': '', origin: 'https://evil.example' }, 403],
    ] as const) assert.equal((await post('/object', { ...fields, step: 'check' } as Record<string, string>, from, { ...headers })).statusCode, status, JSON.stringify(headers));
    const named = (await post('/appeal', { state, step: 'check' }, from)).statusCode;
    assert.equal(named, 400, 'the state of one form is none of another');
    t.clock.set('2026-11-24T09:00:00+08:00');
    assert.equal((await post('/object', { state, step: 'check' }, from)).statusCode, 400, 'a day later');
    assert.equal((await d.one("select count(*) as n from rc.link where from_id = $1 and to_register = 'objection'", id)).n, 0);
  });

  test('while the counter is away the page says so, keeps what was typed and sends it with the same button; without one it says where else', async () => {
    const id = await judgment(t, 805, 'disclosed');
    const from = newReader();
    const check = await toCheck(id, from);
    away = true;
    const gone = await post('/object', { state: stateIn(check), step: 'check' }, from);
    assert.deepEqual([gone.statusCode, gone.headers['retry-after']], [503, '60']);
    assert.match(gone.body, /已填的内容都在/);
    const files = await upload({ state: stateIn(check), step: 'files' }, [{ name: 'a.png', bytes: png }], from);
    assert.deepEqual([files.statusCode, files.body.includes('文件没有收下')], [503, true]);
    assert.equal((await post('/case', { no: 'YY-2026-000001', code: 'ABCDEFGHJK' }, from)).statusCode, 503);
    away = false;
    assert.match((await post('/object', { state: stateIn(gone.body), step: 'check' }, from)).body, /已经收到/);
    const alone = await lone.inject({ url: `/object?record=${id}` });
    assert.match(alone.body, /现在不能在网上提交/);
    assert.ok(!alone.body.includes('<form'));
  });

  test('a record that ended meanwhile, and one that never was, are told in words', async () => {
    const id = await judgment(t, 806, 'disclosed');
    const from = newReader();
    const check = await toCheck(id, from);
    await d.does('xinyong3', 'withdraw', id, { withdrawal: 'privacy', reason: '涉及个人信息' });
    const late = await post('/object', { state: stateIn(check), step: 'check' }, from);
    assert.equal(late.statusCode, 400);
    assert.match(late.body, /未公示、尚未告知或者已经终止/);
    for (const other of [id, 'x', '00000000-0000-4000-8000-000000000000']) assert.match((await app.inject({ url: `/object?record=${other}` })).body, /没有找到这条公示中的记录/);
  });
});

describe('number and code', () => {
  const refusedCodes = async (no: string, from: () => string): Promise<number[]> => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) statuses.push((await post('/case', { no, code: 'ABCDEFGHJK' }, from())).statusCode);
    return statuses;
  };

  test('five wrong codes rest the number for a quarter of an hour, whoever tries; and the address that tried, whatever the number', async () => {
    const id = await judgment(t, 807, 'disclosed');
    const from = newReader();
    const done = (await post('/object', { state: stateIn(await toCheck(id, from)), step: 'check' }, from)).body;
    const [no, code] = [textAt(done, 'receipt-no'), textAt(done, 'receipt-code')];
    assert.deepEqual(await refusedCodes(no, newReader), [400, 400, 400, 400, 429, 429]);
    const rests = await post('/case', { no, code }, newReader());
    assert.deepEqual([rests.statusCode, rests.headers['retry-after']], [429, '900'], 'the right code too');
    assert.match(rests.body, /请等 <strong>15 分钟<\/strong>后再试/);
    t.clock.set('2026-11-23T09:15:01+08:00');
    assert.equal((await post('/case', { no, code }, newReader())).statusCode, 200);
    const one = newReader();
    assert.deepEqual(await refusedCodes('YY-2026-999999', () => one), [400, 400, 400, 400, 429, 429]);
    assert.equal((await post('/case', { no: '', code: '' }, newReader())).body.split('请填写编号').length, 3);
  });

  test('an address hands in ten matters an hour', async () => {
    const from = newReader();
    const statuses: number[] = [];
    const id = await judgment(t, 808, 'disclosed');
    for (let n = 0; n < 11; n++) {
      const start = (await app.inject({ url: `/object?record=${id}` })).body;
      let page = (await post('/object', { state: stateIn(start), step: 'statement', statement: '有误' }, from)).body;
      for (const [step, value] of [['who', 'person'], ['wrong', 'other']] as const) page = (await post('/object', { state: stateIn(page), step, [step]: value }, from)).body;
      statuses.push((await post('/object', { state: stateIn(page), step: 'check' }, from)).statusCode);
    }
    assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429]);
  });
});

test('the counter begins nothing that no register grants it, and takes no file of somebody else', async () => {
  const once = 'a'.repeat(32);
  for (const register of ['dishonesty-record', 'rule-change', 'nothing', 'constructor']) {
    const outcome = await counter.ask({ kind: 'begin', register, once, input: {} });
    assert.equal(outcome.ok ? '' : outcome.problem.code, 'not-here', register);
  }
  const id = await judgment(t, 809, 'disclosed');
  const { rows: [file] } = await t.house.pool.query<{ id: string }>("insert into rc.attachment (id, name, mime, bytes, sha256, by_account, at) select gen_random_uuid(), 'x', 'text/plain', 1, '\\x00', a.id, now() from rc.account a where login = 'xinyong1' returning id");
  const outcome = await counter.ask({ kind: 'begin', register: 'objection', once, input: { recordId: id, who: 'person', wrong: 'other', statement: '有误', attachments: [file?.id] } });
  assert.equal(outcome.ok ? '' : outcome.problem.code, 'no-such-file');
  assert.equal((await d.one('select disputed from rc.record where id = $1', id)).disputed, false, 'nothing stays of what was refused');
});

test('a photo loses where and by what it was taken, and a broken one is refused', async () => {
  const segment = (marker: number, body: string): Buffer => { const b = Buffer.from(body, 'latin1'); return Buffer.concat([Buffer.from([0xff, marker, (b.length + 2) >> 8, (b.length + 2) & 255]), b]); };
  const scan = Buffer.concat([segment(0xda, 'scan'), Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4])]);
  const picture = [Buffer.from([0xff, 0xd8]), segment(0xe0, 'JFIF'), segment(0xe1, 'Exif GPS 26.07N'), segment(0xfe, 'by telephone'), segment(0xdb, 'table'), scan, Buffer.from([0xff, 0xd9]), Buffer.from('trailing')];
  const clean = cleanImage(Buffer.concat(picture));
  assert.deepEqual(clean, Buffer.concat([picture[0], picture[1], picture[4], scan, picture[6]] as Buffer[]));
  assert.equal(cleanImage(Buffer.concat(picture.slice(0, 6))), undefined);
  const text = Buffer.concat([Buffer.from([0, 0, 0, 3]), Buffer.from('tEXtGPS'), Buffer.alloc(4)]);
  assert.deepEqual(cleanImage(Buffer.concat([png.subarray(0, 33), text, png.subarray(33)])), png);
  assert.equal(cleanImage(png.subarray(0, 40)), undefined);
  const stored = await counter.ask({ kind: 'file', name: 'a.jpg', bytes: Buffer.concat(picture) });
  assert.ok(stored.ok);
  const bytes: Buffer[] = [];
  for await (const chunk of readFileStream(t.house, stored.value.id)) bytes.push(chunk as Buffer);
  assert.ok(!Buffer.concat(bytes).includes('GPS'));
});

test('the line gives every answer to whoever asked, and says so when the other end is gone', async () => {
  const channel = Object.assign(new EventEmitter(), { connected: true, sent: [] as { ask: number }[], send(message: { ask: number }) { this.sent.push(message); return true; } });
  const line = counterLine(channel);
  const claim = (no: string) => line.ask({ kind: 'case', claim: { no, code: '' } });
  const [first, second] = [claim('1'), claim('2')];
  for (const [at, message] of [...channel.sent.entries()].reverse()) channel.emit('message', { answer: message.ask, outcome: fail('invalid', `answer ${at}`, '', '') });
  assert.deepEqual([await first, await second].map((o) => (o.ok ? '' : o.problem.code)), ['answer 0', 'answer 1']);
  channel.connected = false;
  const gone = await claim('3');
  assert.equal(gone.ok ? '' : gone.problem.kind, 'unavailable');
});
