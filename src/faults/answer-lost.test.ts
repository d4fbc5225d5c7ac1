/**
 * 回执丢失的测试: an action was recorded but the answer never arrived, because a wire was cut after the commit. Asked again under
 * the same Idempotency-Key, the platform gives the first result and does nothing twice.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { annulment, caseNumber, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { fsck } from '../store/fsck.ts';
import { wire, type Wired } from '../wiring.ts';
import { callAs, type Caller, serve, type Served } from './caller-for-tests.ts';

let t: TestHouse;
let facts: Record<string, unknown>;
before(async () => {
  t = await openTestHouse();
  facts = await doorOf(t).facts('civil-judgment', 'jb-housing');
});
after(async () => { await t.close(); });

interface Proxy {
  readonly port: number;
  /** Cuts the next connection on which this was sent, when the answer to it comes. */
  cutAfter(words: string): void;
  readonly cuts: number;
  close(): void;
}

/** A wire that can be cut after a request went through and before its answer does. */
async function openProxy(reach: () => Socket): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let words: string | undefined;
  let cuts = 0;
  const server = createServer((near) => {
    const far = reach();
    let doomed = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => { near.destroy(); far.destroy(); });
    }
    near.on('data', (chunk: Buffer) => {
      if (words !== undefined && chunk.includes(words)) {
        words = undefined;
        doomed = true;
      }
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      if (!doomed) return void near.write(chunk);
      cuts += 1;
      near.destroy();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: (said) => { words = said; },
    get cuts() { return cuts; },
    close: () => { for (const socket of sockets) socket.destroy(); server.close(); },
  };
}

const create = (n: number) => ({ input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: { ...facts, caseNumber: caseNumber(n) } } });
const path = '/records/dishonesty-record/actions/create';
const recorded = async (n: number): Promise<{ id: string; entries: number }[]> =>
  (await t.house.pool.query<{ id: string; entries: number }>("select id, (select count(*) from rc.entry e where e.record_id = r.id) as entries from rc.record r where data->'facts'->>'caseNumber' = $1", [caseNumber(n)])).rows;
const idOf = ({ text }: { text: string }): string => (JSON.parse(text) as { id: string }).id;

test('the answer is lost on its way to the client: asked again, it is the first answer, and the record is there once', async () => {
  const api: Served = await serve(t.house);
  const proxy = await openProxy(() => connect(api.port, '127.0.0.1'));
  const caller = await callAs('jiangbei2', proxy.port);
  proxy.cutAfter('idempotency-key');
  await assert.rejects(caller.ask('POST', path, create(71), { 'idempotency-key': 'lost-71' }));
  assert.equal(proxy.cuts, 1);
  const [first] = await recorded(71);
  assert.equal(first?.entries, 1, 'the action was not recorded before the wire was cut');
  const again = await caller.ask('POST', path, create(71), { 'idempotency-key': 'lost-71' });
  assert.deepEqual([again.status, idOf(again)], [201, first.id]);
  assert.deepEqual(await recorded(71), [first]);
  const other = await caller.ask('POST', path, create(72), { 'idempotency-key': 'lost-71' });
  assert.deepEqual([other.status, (JSON.parse(other.text) as { code: string }).code], [409, 'key-reused']);
  proxy.close();
  await api.app.close();
});

interface Cut {
  readonly house: Wired;
  readonly api: Served;
  readonly proxy: Proxy;
}

/** A house whose wire to the database can be cut. */
async function behindProxy(): Promise<Cut> {
  const url = new URL(t.database.app);
  const [host, port] = [url.searchParams.get('host') ?? url.hostname, Number(url.port || 5432)];
  const proxy = await openProxy(() => (host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)));
  url.searchParams.delete('host');
  const house = await wire({ appUrl: Object.assign(url, { host: `127.0.0.1:${proxy.port}` }).href, dataDir: t.dataDir, clock: t.clock, connections: 4 });
  return { house, api: await serve(house), proxy };
}

test('the answer to COMMIT is lost between application and database: the client is told to try again, and gets the first result', async () => {
  const { house, api, proxy } = await behindProxy();
  const id = await judgment(t, 73, 'proposed');
  const take = (caller: Caller, action: string, input: unknown) => caller.ask('POST', `/records/dishonesty-record/${id}/actions/${action}`, { input }, { 'idempotency-key': `${action}-73` });
  for (const [login, action, input, state] of [['xinyong3', 'approve', {}, 'disclosed'], ['jiangbei2', 'annul', annulment, 'ended']] as const) {
    const caller = await callAs(login, api.port);
    await house.settled();
    const cutsBefore = proxy.cuts;
    proxy.cutAfter('commit\0');
    const told = await take(caller, action, input);
    assert.deepEqual([told.status, proxy.cuts - cutsBefore], [503, 1], told.text);
    assert.match((JSON.parse(told.text) as { detail: string }).detail, /重试/);
    const again = await take(caller, action, input);
    assert.deepEqual([again.status, (JSON.parse(again.text) as { state: string }).state], [200, state], again.text);
    const { rows } = await t.house.pool.query('select count(*) as n from rc.entry where record_id = $1 and action = $2', [id, action]);
    assert.deepEqual(rows, [{ n: 1 }]);
  }
  await house.close();
  await api.app.close();
  proxy.close();
  const { rows: [log] } = await t.house.pool.query('select count(*) as leaves, (select count(*) from pub.ended where id = $1) as ended, (select count(*) from pub.record where id = $1) as shown from pub.log_leaf', [id]);
  const { rows: [letter] } = await t.house.pool.query('select count(*) as issued, count(distinct (register, record_id, kind, subject_id)) as different from rc.letter');
  assert.ok(letter.issued > 0 && letter.issued === letter.different, JSON.stringify(letter));
  // The disclosure, its end, and each letter once.
  assert.deepEqual(log, { leaves: 2 + letter.issued, ended: 1, shown: 0 });
});

test('fifty times the same request at once is one record and fifty times the same answer', async () => {
  const api = await serve(t.house);
  const caller = await callAs('jiangbei2', api.port);
  const answers = await Promise.all(Array.from({ length: 50 }, () => caller.ask('POST', path, create(74), { 'idempotency-key': 'double-74' })));
  const [only] = await recorded(74);
  assert.deepEqual(new Set(answers.map((answer) => `${answer.status} ${answer.status === 201 ? idOf(answer) : answer.text}`)), new Set([`201 ${only?.id}`]));
  assert.equal(only?.entries, 1);
  const unkeyed = await caller.ask('POST', path, create(74));
  assert.deepEqual([unkeyed.status, (await recorded(74)).length], [409, 1]);
  await api.app.close();
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});
