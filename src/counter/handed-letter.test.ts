// 凭回执取文书的测试: the letter that answers whoever objected without an account, taken from the public site with number and code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { Pool } from 'pg';
import type { Counter } from '../core/counter.ts';
import { fail } from '../core/problem.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { buildPortal } from '../portal/app.ts';
import { annulment, type Door, doorOf, judgment } from '../store/door-for-tests.ts';
import { openCounter } from './counter.ts';

let t: TestHouse;
let d: Door;
let pool: Pool;
let counter: Counter;
let app: FastifyInstance;
let away = false;
const failures: unknown[] = [];
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  counter = openCounter(t.house, (error) => failures.push(error));
  pool = new Pool({ connectionString: t.database.portal, max: 4 });
  app = await buildPortal({ pool, clock: t.clock, publicUrl: 'https://portal.example', counter: { ask: async (what) => (away ? fail('unavailable', 'counter-away', '窗口暂时不能办理，请过几分钟再试', '') : counter.ask(what)) }, onFailure: (failure) => failures.push(failure) });
});
after(async () => {
  await app.close();
  await pool.end();
  await t.close();
  assert.deepEqual(failures, []);
});

const post = (url: string, fields: Record<string, string>, site = 'same-origin'): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site }, payload: new URLSearchParams(fields).toString() });

/** An objection over the counter, refused. */
async function refused(n: number): Promise<{ recordId: string; no: string; code: string }> {
  const recordId = await judgment(t, n, 'disclosed');
  const handed = await counter.ask({ kind: 'begin', register: 'objection', once: String(n).padStart(32, '0'), input: { recordId, who: 'enterprise', wrong: 'content', statement: '金额应为三千元。' } });
  assert.ok(handed.ok, JSON.stringify(handed));
  const { no, code } = handed.value;
  assert.ok(!(await post('/case', { no, code })).body.includes('/case/letter'), 'there is none before it is decided');
  const { id } = await d.one("select id from rc.record where register = 'objection' and no = $1", no);
  await d.does('jiangbei1', 'answer', id, { opinion: 'stands', answer: '无误' }, { register: 'objection' });
  await d.does('xinyong4', 'refuse', id, { reason: '判决书所载金额与记录一致。' }, { register: 'objection' });
  return { recordId, no, code };
}
/** What the page of a case offers: the signed token of the letter, and its number. */
async function offered({ no, code }: { no: string; code: string }): Promise<[token: string, letterNo: string, page: string]> {
  const page = (await post('/case', { no, code })).body;
  const [, token = '', letterNo = ''] = /<form method="post" action="\/case\/letter">.*?name="state" value="([^"]+)".*?<span class="rc-mono">([^<]+)</s.exec(page) ?? [];
  return [token, letterNo, page];
}

test('whoever has number and code has the letter as PDF and Word, kept by no browser on the way', async () => {
  const [token, letterNo] = await offered(await refused(820));
  assert.match(letterNo, /^衡信复〔2026〕\d+号$/);
  for (const [as, type, begins] of [['pdf', 'application/pdf', '%PDF-'], ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK']] as const) {
    const file = await post('/case/letter', { state: token, as });
    assert.deepEqual([file.statusCode, file.headers['content-type'], file.headers['cache-control'], file.rawPayload.subarray(0, begins.length).toString(), file.headers['content-disposition']],
      [200, type, 'no-store', begins, `attachment; filename*=UTF-8''${encodeURIComponent(`${letterNo}.${as}`)}`]);
  }
});

test('a changed token, another form’s, another site’s, an old one and a wrong code get nothing, and the page says what to do', async () => {
  const mine = await refused(821);
  const [token, letterNo, page] = await offered(mine);
  const appeal = /action="\/appeal">.*?name="state" value="([^"]+)"/s.exec(page)?.[1] ?? '';
  assert.notEqual(appeal, '');
  for (const state of ['', token.slice(0, -2), appeal]) {
    const wrong = await post('/case/letter', { state, as: 'pdf' });
    assert.deepEqual([wrong.statusCode, wrong.body.includes('页面打开太久了，请重新输入编号和查询码')], [400, true], state);
  }
  assert.equal((await post('/case/letter', { state: token, as: 'pdf' }, 'cross-site')).statusCode, 403);
  assert.equal((await app.inject({ url: '/case/letter' })).statusCode, 404);
  away = true;
  const later = await post('/case/letter', { state: token, as: 'pdf' });
  away = false;
  assert.deepEqual([later.statusCode, later.headers['retry-after']], [503, '60']);
  for (const [claim, no, code] of [[{ no: mine.no, code: 'ABCDEFGHJK' }, letterNo, 'wrong-code'], [mine, '衡信复〔2026〕99号', 'no-letter']] as const) {
    const answer = await counter.ask({ kind: 'letter', claim: { no: claim.no, code: claim.code }, no, as: 'pdf' });
    assert.equal(answer.ok ? '' : answer.problem.code, code);
  }
  const other = await refused(822);
  const crossed = await counter.ask({ kind: 'letter', claim: { no: other.no, code: other.code }, no: letterNo, as: 'pdf' });
  assert.equal(crossed.ok ? '' : crossed.problem.code, 'no-letter', 'a receipt opens its own letters only');
  t.clock.set('2026-11-24T09:00:00+08:00');
  assert.equal((await post('/case/letter', { state: token, as: 'pdf' })).statusCode, 400, 'a day later');
  t.clock.set('2026-11-23T09:00:00+08:00');
});

test('once the letter is no longer in force it is not offered any more, and a page that still offers it gets the reason', async () => {
  const mine = await refused(823);
  const [token] = await offered(mine);
  await d.does('jiangbei2', 'annul', mine.recordId, annulment);
  const gone = await post('/case/letter', { state: token, as: 'pdf' });
  assert.deepEqual([gone.statusCode, gone.body.includes('没有这份文书，或者它已经失效')], [404, true]);
  assert.equal((await offered(mine))[0], '');
});
