import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { getBatch } from '../imports/batch.ts';
import { checkBatch } from '../imports/batch-check.ts';
import { commitBatch } from '../imports/batch-commit.ts';
import { caseNumber, type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { allRoutes } from './app.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';
import { openApi, takesKey } from './openapi.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const many = 50;
const record = '/records/dishonesty-record';

interface Deed {
  readonly login: string;
  readonly url: string;
  readonly ask: Ask;
  /** The same request with other words. */
  readonly other: Ask;
  readonly status: number;
  /** How often it was done, by what it left in the database. */
  readonly times: (answer: any) => Promise<number>;
}

const count = async (sql: string, ...values: unknown[]): Promise<number> => (await h.t.house.pool.query<{ n: number }>(`select count(*) as n ${sql}`, values)).rows[0]?.n ?? 0;
const post = (send?: unknown): Ask => ({ method: 'POST', ...(send === undefined ? {} : { send }) });
const keyed = (ask: Ask, key: string): Ask => ({ ...ask, headers: { 'idempotency-key': key } });
const csvOf = (name: string, ...numbers: number[]): Ask => ({ method: 'POST', file: { name, bytes: Buffer.from(`案号\n${numbers.map((n) => caseNumber(n)).join('\n')}\n`) } });
const events = (kind: string, body: string): Promise<number> => count("from rc.event where kind = $1 and detail->>'body' = $2", kind, body);

let at = 400;
const next = (): number => (at += 1);

/** A batch of one good row, checked, and committed if asked. */
async function batchOf(state: 'ready' | 'done'): Promise<string> {
  const item = h.t.house.rulesOn(h.t.clock.today()).get('item', 'civil-judgment').body;
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(next()) });
  const columns = item.fields.filter((f) => facts[f.key] !== undefined);
  const bytes = Buffer.from(`${columns.map((f) => f.label.zh).join(',')}\n${columns.map((f) => String(facts[f.key])).join(',')}\n`);
  const made = await h.ask('jiangbei2', '/imports?item=civil-judgment', { method: 'POST', file: { name: `${next()}.csv`, bytes } });
  const { id } = made.json() as { id: string };
  await checkBatch(h.t.house, await h.t.actor('jiangbei2'), id);
  if (state === 'done') {
    await h.ask('jiangbei2', `/imports/${id}/commit`, post({ mode: 'valid' }));
    await commitBatch(h.t.house, await h.t.actor('jiangbei2'), id);
  }
  assert.equal((await getBatch(h.t.house, id)).state, state);
  return id;
}

const jobs = (task: string, id: string): Promise<number> =>
  count("from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1 and j.payload->>'batchId' = $2", task, id);

async function bodyNamed(name: string): Promise<string> {
  const made = await h.ask('xinyong1', '/bodies', post({ name, kind: 'department', level: 'county', area: '990121' }));
  return (made.json() as { id: string }).id;
}

const deeds: Readonly<Record<string, () => Promise<Deed>>> = {
  'a start': async () => {
    const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(next()) });
    const send = { input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts } };
    return { login: 'jiangbei2', url: `${record}/actions/create`, ask: post(send), other: post({ input: { ...send.input, facts: { ...facts, remark: '另' } } }), status: 201, times: ({ id }) => count('from rc.entry where record_id = $1', id) };
  },
  'an action': async () => {
    const id = await judgment(h.t, next(), 'atCounty');
    return { login: 'jiangbei1', url: `${record}/${id}/actions/verify`, ask: post({ input: {} }), other: post({ input: { remark: '另' } }), status: 200, times: () => count("from rc.entry where record_id = $1 and action = 'verify'", id) };
  },
  'an action that ends the record': async () => {
    const id = await judgment(h.t, next(), 'draft');
    return { login: 'jiangbei2', url: `${record}/${id}/actions/discard`, ask: post({ input: { reason: '重复' } }), other: post({ input: { reason: '另' } }), status: 200, times: () => count("from rc.entry where record_id = $1 and action = 'discard'", id) };
  },
  'a bulk action': async () => {
    const ids = [await judgment(h.t, next(), 'atCounty'), await judgment(h.t, next(), 'draft'), await judgment(h.t, next(), 'atCounty')];
    return {
      login: 'jiangbei1', url: `${record}/bulk/verify`, ask: post({ ids }), other: post({ ids: ids.slice(1) }), status: 200,
      times: async (answer) => {
        assert.deepEqual([answer.done, answer.refused], [2, 1]);
        return (await count("from rc.entry where record_id = any($1) and action = 'verify'", ids)) / 2;
      },
    };
  },
  'an upload of a table': async () => {
    const n = next();
    return { login: 'jiangbei2', url: '/imports?item=civil-judgment', ask: csvOf(`${n}.csv`, n), other: csvOf(`${n}.csv`, n, n), status: 201, times: () => count('from rc.batch where file_name = $1', `${n}.csv`) };
  },
  'an upload of a document': async () => {
    const n = next();
    const file = (text: string): Ask => ({ method: 'POST', file: { name: `${n}.txt`, bytes: Buffer.from(text) } });
    return { login: 'jiangbei2', url: '/attachments', ask: file('判决如下'), other: file('判决如上'), status: 201, times: () => count('from rc.attachment where name = $1', `${n}.txt`) };
  },
  'the columns of a table': async () => {
    const id = await batchOf('ready');
    const { mapping } = (await h.ask('jiangbei2', `/imports/${id}`)).json() as { mapping: { column: number; field: string }[] };
    const columns = Object.fromEntries(mapping.map((m) => [m.column, m.field]));
    return { login: 'jiangbei2', url: `/imports/${id}/mapping`, ask: post({ mapping: columns }), other: post({ mapping: { ...columns, 99: null } }), status: 200, times: async () => (await jobs('import-check', id)) - 1 };
  },
  'a commit of a batch': async () => {
    const id = await batchOf('ready');
    return { login: 'jiangbei2', url: `/imports/${id}/commit`, ask: post({ mode: 'valid' }), other: post({ mode: 'all' }), status: 200, times: () => jobs('import-commit', id) };
  },
  'a withdrawal of a batch': async () => {
    const id = await batchOf('done');
    return { login: 'jiangbei2', url: `/imports/${id}/withdraw`, ask: post({ reason: '导错了表' }), other: post({ reason: '另有原因' }), status: 200, times: () => jobs('import-withdraw', id) };
  },
  'a new body': async () => {
    const send = { name: `江北县第${next()}局`, kind: 'department', level: 'county', area: '990121' };
    return { login: 'xinyong1', url: '/bodies', ask: post(send), other: post({ ...send, kind: 'bureau' }), status: 201, times: ({ id }) => events('body-added', id) };
  },
  'a new name': async () => {
    const id = await bodyNamed(`江北县第${next()}局`);
    const send = { name: `江北县第${next()}局`, on: '2026-11-01', document: '江编〔2026〕1号' };
    return { login: 'xinyong1', url: `/bodies/${id}/rename`, ask: post(send), other: post({ ...send, document: '江编〔2026〕2号' }), status: 200, times: () => events('body-renamed', id) };
  },
  'a merger': async () => {
    const [id, into] = [await bodyNamed(`江北县第${next()}局`), await bodyNamed(`江北县第${next()}局`)];
    const send = { into, on: '2026-11-01', document: '江编〔2026〕1号' };
    return { login: 'xinyong1', url: `/bodies/${id}/merge`, ask: post(send), other: post({ ...send, document: '江编〔2026〕2号' }), status: 200, times: () => events('body-merged', id) };
  },
};

const told = (answer: LightMyRequestResponse): string => `${answer.statusCode} ${answer.body}`;

for (const [what, prepare] of Object.entries(deeds)) {
  describe(`${what}, sent again`, () => {
    test('fifty times at once it is done once and answered alike; with other words the key is refused', async () => {
      const { login, url, ask, other, status, times } = await prepare();
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: many }, () => h.ask(login, url, keyed(ask, key))));
      assert.equal(new Set(answers.map(told)).size, 1, [...new Set(answers.map(told))].slice(0, 2).join('\n'));
      assert.equal(answers[0]?.statusCode, status, answers[0]?.body);
      assert.equal(await times(answers[0]?.json()), 1);
      // Long after, when the answer was lost.
      h.t.clock.set(new Date(h.t.clock.now().getTime() + 60_000));
      assert.equal(told(await h.ask(login, url, keyed(ask, key))), told(answers[0] as LightMyRequestResponse));
      isProblem(await h.ask(login, url, keyed(other, key)), 409, 'key-reused');
      assert.equal(await times(answers[0]?.json()), 1);
    });
  });
}

test('a bulk action that broke off in the middle goes on where it stopped and answers for the whole', async () => {
  const ids = [await judgment(h.t, next(), 'atCounty'), await judgment(h.t, next(), 'atCounty'), await judgment(h.t, next(), 'atCounty')];
  const url = `${record}/bulk/verify`;
  // The connection breaks at the third: its transaction and all after it never happen.
  const { pool } = h.t.house;
  const connect = pool.connect.bind(pool);
  let opened = 0;
  Object.assign(pool, { connect: (...args: []) => (args.length === 0 && (opened += 1) === 4 ? Promise.reject(Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' })) : connect(...args)) });
  const broken = await h.ask('jiangbei1', url, keyed(post({ ids }), 'half'));
  Object.assign(pool, { connect });
  isProblem(broken, 503);
  const verified = (): Promise<number> => count("from rc.entry where record_id = any($1) and action = 'verify'", ids);
  const before = await verified();
  assert.ok(before > 0 && before < 3, `${before} of 3 were done before it broke`);
  isProblem(await h.ask('jiangbei1', url, keyed(post({ ids: [ids[2]] }), 'half')), 409, 'key-reused');
  const whole = await h.ask('jiangbei1', url, keyed(post({ ids }), 'half'));
  assert.deepEqual([whole.statusCode, whole.json().done, whole.json().refused, await verified()], [200, 3, 0, 3], whole.body);
  const pushes = await count("from (select distinct push_id from rc.entry where record_id = any($1) and action = 'verify') as p", ids);
  assert.equal(pushes, 1, 'what was done before and after is one push');
});

test('a key belongs to one account, an overlong one is refused, and without one nothing is remembered', async () => {
  const send = async () => post({ name: `江北县第${next()}局`, kind: 'department', level: 'county', area: '990121' });
  const [first, second] = [await h.ask('xinyong1', '/bodies', keyed(await send(), 'mine')), await h.ask('jiangbei1', '/bodies', keyed(await send(), 'mine'))];
  assert.deepEqual([first.statusCode, second.statusCode], [201, 201]);
  isProblem(await h.ask('xinyong1', '/bodies', keyed(await send(), 'x'.repeat(201))), 422, 'long-key');
  const kept = (): Promise<number> => count('from rc.idempotency');
  const before = await kept();
  const same = await send();
  assert.equal((await h.ask('xinyong1', '/bodies', same)).statusCode, 201);
  isProblem(await h.ask('xinyong1', '/bodies', same), 422, 'body-exists');
  assert.equal(await kept(), before);
});

test('a request that was refused is not remembered: put right, it goes through under the same key', async () => {
  const name = `江北县第${next()}局`;
  const bad = post({ name, uscc: '123', kind: 'department', level: 'county', area: '990121' });
  isProblem(await h.ask('xinyong1', '/bodies', keyed(bad, 'again')), 422, 'bad-uscc');
  assert.equal((await h.ask('xinyong1', '/bodies', keyed(post({ name, kind: 'department', level: 'county', area: '990121' }), 'again'))).statusCode, 201);
});

test('every call that changes something says what happens when it is sent again, and the API description says which take a key', () => {
  const routes = allRoutes({ preview: async () => '', publicUrl: '' });
  const spec = openApi(routes, h.t.house).paths as Record<string, Record<string, { parameters?: { $ref?: string }[] }>>;
  for (const def of routes) {
    assert.equal(def.once !== undefined, def.method !== 'GET', `${def.method} ${def.url}`);
    const named = spec[`/api/v1${def.url.replace(/:(\w+)/g, '{$1}')}`]?.[def.method.toLowerCase()]?.parameters?.some((p) => p.$ref === '#/components/parameters/IdempotencyKey');
    assert.equal(named, takesKey(def), def.url);
  }
  assert.ok(spec['/api/v1/records/rule-change/actions/propose']?.['post']?.parameters?.some((p) => p.$ref === '#/components/parameters/IdempotencyKey'));
});
