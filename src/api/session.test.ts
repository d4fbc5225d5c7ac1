import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { failuresMax, idleMinutes, lockMinutes, sessionHours } from '../directory/accounts.ts';
import { openPool, type Pool } from '../store/db.ts';
import { type ApiHouse, isProblem, openApiHouse, password } from './api-for-tests.ts';

let h: ApiHouse;
let owner: Pool;
const start = Date.parse('2026-11-23T09:00:00+08:00');
const minutes = (n: number): Date => new Date(start + n * 60_000);
before(async () => {
  h = await openApiHouse();
  owner = openPool(h.t.database.owner, 1);
});
beforeEach(() => {
  h.t.clock.set(minutes(0));
  h.forget();
});
after(async () => {
  await owner.end();
  await h.close();
});

const signIn = (login: string, secret: string): Promise<LightMyRequestResponse> => h.ask(undefined, '/session', { method: 'POST', send: { login, password: secret } });
const isIn = async (cookie: string): Promise<boolean> => (await h.app.inject({ method: 'GET', url: '/api/v1/session', headers: { cookie } })).statusCode === 200;
const said = (answer: LightMyRequestResponse): unknown => ({ ...(answer.json() as object), requestId: '', status: answer.statusCode, headers: Object.keys(answer.headers).sort() });

test('a login that nobody has and a wrong password are answered alike, after alike work', async () => {
  const taken: Record<string, number[]> = { renshe1: [], 'nobody-at-all': [] };
  const answers: unknown[] = [];
  // In turn, so that a busy moment of the machine meets both.
  for (let i = 0; i < failuresMax - 1; i++) {
    for (const [login, times] of Object.entries(taken)) {
      const began = performance.now();
      const answer = await signIn(login, 'wrong password');
      times.push(performance.now() - began);
      isProblem(answer, 401, 'wrong-login');
      answers.push(said(answer));
    }
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  const [known, unknown] = Object.values(taken).map((times) => Math.min(...times)) as [number, number];
  // A refusal that skips the password's hash comes ten times sooner.
  assert.ok(unknown > known / 5 && unknown < known * 5, `${known} ms and ${unknown} ms`);
});

test(`${failuresMax} failures lock a login for ${lockMinutes} minutes, whether anybody has it or not`, async () => {
  for (const login of ['fayuan1', 'stranger1']) {
    for (let i = 0; i < failuresMax; i++) isProblem(await signIn(login, 'wrong password'), 401, 'wrong-login');
    isProblem(await signIn(login, password), 429, 'locked');
    h.t.clock.set(minutes(lockMinutes - 1));
    assert.match(isProblem(await signIn(login, password), 429, 'locked')['detail'], /请 1 分钟后再试/);
    h.t.clock.set(minutes(lockMinutes + 1));
    assert.equal((await signIn(login, password)).statusCode, login === 'fayuan1' ? 200 : 401);
    h.t.clock.set(minutes(0));
  }
  for (const { login } of [{ login: 'FAYUAN1' }, { login: ' fayuan1 ' }]) assert.equal((await signIn(login, password)).statusCode, 200, 'a login is one login however it is typed');
});

test('a session that is used lives its hours, one that lies idle does not, and none outlives its day', async () => {
  const [used, idle] = [await h.cookieOf('jiangbei1'), await h.cookieOf('jiangbei1')];
  assert.notEqual(used, idle);
  for (let at = 20; at < sessionHours * 60; at += 20) {
    h.t.clock.set(minutes(at));
    assert.ok(await isIn(used), `used, after ${at} minutes`);
    if (at > idleMinutes) assert.ok(!(await isIn(idle)), `idle, after ${at} minutes`);
  }
  h.t.clock.set(minutes(sessionHours * 60 + 1));
  assert.ok(!(await isIn(used)));
});

test('whoever signs out is out, with every copy of the token, and other sessions stay', async () => {
  const [one, other] = [await h.cookieOf('jiangbei2'), await h.cookieOf('jiangbei2')];
  const out = await h.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie: one, 'x-rongcheng': '1' } });
  assert.equal(out.statusCode, 204);
  assert.match(String(out.headers['set-cookie']), /rongcheng=; .*(Expires=Thu, 01 Jan 1970|Max-Age=0)/);
  assert.ok(!(await isIn(one)));
  assert.ok(await isIn(other));
});

test('an account that is switched off is out at once, and cannot come back', async () => {
  const cookie = await h.cookieOf('danwei6');
  assert.ok(await isIn(cookie));
  await owner.query("update rc.account set active = false where login = 'danwei6'");
  assert.ok(!(await isIn(cookie)));
  isProblem(await signIn('danwei6', password), 401, 'wrong-login');
});

test('a role that is taken away is gone with the next question', async () => {
  const cookie = await h.cookieOf('shenji1');
  const looks = () => h.app.inject({ method: 'GET', url: '/api/v1/looks', headers: { cookie } });
  assert.equal((await looks()).statusCode, 200);
  await owner.query("delete from rc.account_role where role = 'auditor' and account_id = (select id from rc.account where login = 'shenji1')");
  isProblem(await looks(), 403, 'no-grant');
});

test('neither tokens nor passwords stand in the database, and made-up tokens open nothing', async () => {
  const cookie = await h.cookieOf('jiangbei2');
  const token = cookie.slice('rongcheng='.length);
  const { rows } = await owner.query("select a::text as row from rc.session a union all select a::text from rc.account a union all select a::text from rc.event a");
  assert.ok(rows.length > 20);
  for (const { row } of rows as { row: string }[]) assert.ok(!row.includes(token) && !row.includes(Buffer.from(token).toString('hex')) && !row.includes(password));
  assert.match((await owner.query('select password_hash from rc.account limit 1')).rows[0].password_hash, /^\$argon2id\$/);
  for (const made of ['rongcheng=', 'rongcheng=x', `rongcheng=${'A'.repeat(43)}`, `rongcheng=${token}x`, `rongcheng=${'A'.repeat(5000)}`, "rongcheng=' or 1=1"]) isProblem(await h.app.inject({ method: 'GET', url: '/api/v1/session', headers: { cookie: made } }), 401, 'no-session');
});

test('sign-ins from one address are slowed down, over all logins together', async () => {
  const { buildApi } = await import('./app.ts');
  const app = await buildApi({ house: h.t.house, publicUrl: '', preview: async () => '', signInsPerMinute: 3 });
  const attempt = (i: number) => app.inject({ method: 'POST', url: '/api/v1/session', headers: { 'x-rongcheng': '1' }, remoteAddress: '192.0.2.77', payload: { login: `guess${i}`, password: 'x' } });
  for (let i = 0; i < 3; i++) isProblem(await attempt(i), 401);
  isProblem(await attempt(4), 429, 'sign-in-rate');
  h.t.clock.set(minutes(2));
  isProblem(await attempt(5), 401);
  await app.close();
});
