/**
 * 数据库重启与锁表的测试: what people are told while the database is away or held up by a lock: a whole answer or a problem that
 * says to try again, never half of one; and afterwards everything works by itself.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepDatabase } from '../cli/start/keep-database.ts';
import { fixedClock } from '../clock.ts';
import type { TestHouse } from '../for-tests.ts';
import { openPool, type Pool } from '../store/db.ts';
import { caseNumber, doorOf, slug } from '../store/door-for-tests.ts';
import { until } from '../store/postgres/processes.ts';
import { wire, type Wired } from '../wiring.ts';
import { type Answered, callAs, type Caller, serve, type Served } from './caller-for-tests.ts';
import { openOwnServer, type OwnServer } from './server-for-tests.ts';

const clock = fixedClock('2026-11-23T09:00:00+08:00');
const clients = 32;
const connections = 16;
const list = '/records/dishonesty-record?limit=5';

let server: OwnServer;
let owner: Pool;
let house: Wired;
let api: Served;
let facts: Record<string, unknown>;
let callers: Caller[];
let stopKeeping: () => Promise<void>;
const troubles: unknown[] = [];

before(async () => {
  // So long a path that the server's socket must lie elsewhere: it has to come back there, or nobody finds it.
  server = await openOwnServer({ folder: '政务诚信平台的数据目录'.repeat(3) });
  stopKeeping = keepDatabase({ embedded: server.embedded, dataDir: server.home, say: () => undefined, onBack: async () => undefined, giveUp: (error) => troubles.push(error) });
  const { urls, dataDir } = await server.database('restarted');
  owner = openPool(urls.owner, 2);
  house = await wire({ appUrl: urls.app, dataDir, clock, connections });
  facts = await doorOf({ house, clock } as TestHouse).facts('civil-judgment', 'jb-housing');
  api = await serve(house);
  const one = await callAs('jiangbei2', api.port);
  const asking = (address: string): Caller['ask'] => (method, path, body, more = {}) => one.ask(method, path, body, { 'x-forwarded-for': address, ...more });
  callers = Array.from({ length: clients }, (_, i) => ({ ...one, ask: asking(`192.0.2.${i + 10}`) }));
});
after(async () => {
  await api.app.close();
  await house.close();
  await owner.end();
  await stopKeeping();
  await server.embedded.stop();
  assert.deepEqual(server.processes(), [], 'a server that was started again did not end with the platform');
  await server.close();
});

/** A whole answer, or a problem that tells a person in Chinese to come again soon. @returns whether it was an answer. */
function isAnswered({ status, headers, text }: Answered): boolean {
  const body = JSON.parse(text) as { detail?: string; status?: number };
  if (status >= 200 && status < 300) return true;
  assert.equal(status, 503, text);
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.ok(Number(headers.get('retry-after')) > 0);
  assert.match(body.detail ?? '', /[\u4e00-\u9fff].*重试/);
  return false;
}

async function nothingStuck(): Promise<void> {
  const { rows } = await owner.query("select state, wait_event_type from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and (state like 'idle in transaction%' or wait_event_type = 'Lock')");
  assert.deepEqual(rows, []);
  assert.equal(house.pool.waitingCount, 0);
  const answers = await Promise.all(callers.map((caller) => caller.ask('GET', list)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
}

test(`the database is restarted under ${clients} busy clients: they get whole answers or are told to come again, and everything heals by itself`, async () => {
  const away: number[] = [];
  let answered = 0;
  let over = false;
  const ask = async (caller: Caller, ...what: Parameters<Caller['ask']>): Promise<Answered | undefined> => {
    const answer = await caller.ask(...what);
    if (isAnswered(answer)) {
      answered += 1;
      return answer;
    }
    away.push(performance.now());
    return undefined;
  };
  const made: string[] = [];
  const busy = callers.map(async (caller, i) => {
    for (let n = 1; !over; n++) {
      await ask(caller, 'GET', n % 2 === 0 ? list : '/session');
      const file = { input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: { ...facts, caseNumber: caseNumber(i * 1000 + n) } } };
      let created: Answered | undefined;
      while (created === undefined) {
        created = await ask(caller, 'POST', '/records/dishonesty-record/actions/create', file, { 'idempotency-key': `${i}/${n}` });
        if (created === undefined) await sleep(100);
      }
      made.push((JSON.parse(created.text) as { id: string }).id);
      await sleep(50);
    }
  });
  await sleep(800);
  const earlier = answered;
  server.endAtOnce();
  // The watchman looks every half a second; before he has, the old server may still take a last question.
  await sleep(1000);
  assert.ok(await until(() => owner.query('select 1').then(() => true, () => false), 60));
  const back = performance.now();
  await sleep(2000);
  over = true;
  await Promise.all(busy);
  assert.deepEqual(troubles, []);
  assert.ok(earlier > 0 && away.length > 0 && answered > earlier, `${earlier} answers before, ${away.length} refusals, ${answered} answers in all`);
  assert.ok((away.at(-1) as number) - back < 5000, 'people were still sent away five seconds after the server was back');
  const { rows } = await house.pool.query<{ id: string }>("select id from rc.record where register = 'dishonesty-record'");
  assert.deepEqual(rows.map(({ id }) => id).sort(), [...made].sort(), 'each record that was acknowledged, once, and no other');
  assert.equal((await fetch(`${callers[0]?.url}/readyz`)).status, 200);
  await nothingStuck();
});

test('a table locked for long does not hold people up without end: they are told, others are served, and it passes', async () => {
  const locker = await owner.connect();
  await locker.query('begin; lock table rc.record in access exclusive mode');
  const start = performance.now();
  const timed = async (caller: Caller, path: string) => {
    const asked = performance.now();
    return { answered: isAnswered(await caller.ask('GET', path)), seconds: (performance.now() - asked) / 1000 };
  };
  const first = callers.slice(0, connections / 2).map((caller) => timed(caller, list));
  const other = await timed(callers.at(-1) as Caller, '/session');
  assert.ok(other.answered && other.seconds < 5, `another matter waited ${other.seconds} s`);
  const crowd = callers.map((caller) => timed(caller, list));
  await sleep(8000);
  const late = callers.slice(0, 4).map((caller) => timed(caller, list));
  await sleep(5000);
  const heldSeconds = (performance.now() - start) / 1000;
  await locker.query('rollback');
  locker.release();
  for (const { answered, seconds } of await Promise.all(first)) assert.ok(!answered && seconds > 9 && seconds < heldSeconds, `${answered ? 'answered' : 'refused'} after ${seconds} s of ${heldSeconds}`);
  // Who got a connection only when another gave up waits for the lock anew, and may live to see it go.
  for (const { answered, seconds } of await Promise.all(crowd)) assert.ok((answered || seconds > 9) && seconds < heldSeconds + 6, `${answered ? 'answered' : 'refused'} after ${seconds} s of ${heldSeconds}`);
  for (const { answered } of await Promise.all(late)) assert.ok(answered, 'who came late was not served once the lock was gone');
  await nothingStuck();
});
