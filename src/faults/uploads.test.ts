/**
 * 上传中断与磁盘写满的测试: a document that did not arrive whole, or that the disk would not take, is no document: no row, no file,
 * and the sender is told. A file that went missing later is named by the check and never breaks a page.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { uploadMax } from '../api/app.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { checkBatch } from '../imports/batch-check.ts';
import { batchPath, getBatch } from '../imports/batch.ts';
import { filesUnder, plainPath } from '../store/files.ts';
import { fsck } from '../store/fsck.ts';
import { until } from '../store/postgres/processes.ts';
import { purge } from '../store/worker.ts';
import { callAs, type Caller, serve, type Served } from './caller-for-tests.ts';
import { killAll, startHouse } from './house-client-for-tests.ts';

let t: TestHouse;
let api: Served;
let caller: Caller;
before(async () => {
  t = await openTestHouse();
  api = await serve(t.house);
  caller = await callAs('jiangbei2', api.port);
});
after(async () => {
  killAll();
  await api.app.close();
  await t.close();
});
afterEach(async () => {
  await t.house.pool.query("delete from rc.attachment");
  rmSync(t.house.filesDir, { recursive: true, force: true });
  mkdirSync(t.house.filesDir);
});

/** The two doors through which files come in. */
const doors = ['/attachments', '/imports?item=civil-judgment'];
const boundary = 'what-divides-the-parts';
const text = '当事人应当于判决生效后十日内履行给付义务。\n'.repeat(4000);
const form = (content: string | Buffer, end = `\r\n--${boundary}--\r\n`): Buffer =>
  Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n`), Buffer.from(content), Buffer.from(end)]);

/** Sends a request whose length may be a lie, of which only a part is sent, by a client that then goes away. @returns what came back. */
async function send(door: string, body: Buffer, { length = body.length, part = body.length, hangUp = true } = {}): Promise<string> {
  const socket = connect(api.port, '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (chunk: Buffer) => { answer += chunk.toString(); }).on('error', () => undefined);
  const headers = Object.entries({ ...caller.headers, host: 'localhost', 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': length });
  socket.write(`POST /api/v1${door} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
  await new Promise<void>((done) => { socket.write(body.subarray(0, part), () => done()); });
  if (hangUp) {
    await sleep(30);
    socket.destroy();
  } else await until(() => answer.includes('\r\n\r\n'), 5);
  socket.destroy();
  return answer;
}

async function nothingKept(): Promise<void> {
  assert.ok(await until(() => filesUnder(t.house.filesDir).length === 0, 5), `left behind: ${filesUnder(t.house.filesDir).join(', ')}`);
  const { rows } = await t.house.pool.query('select (select count(*) from rc.attachment) as attachments, (select count(*) from rc.batch) as batches');
  assert.deepEqual(rows, [{ attachments: 0, batches: 0 }]);
}

const upload = (door: string, content: string | Buffer, port = api.port): Promise<{ status: number; body: { id: string; code?: string; detail?: string }; headers: Headers }> =>
  fetch(`http://127.0.0.1:${port}/api/v1${door}`, { method: 'POST', headers: { ...caller.headers, 'content-type': `multipart/form-data; boundary=${boundary}` }, body: new Uint8Array(form(content)) })
    .then(async (answer) => ({ status: answer.status, headers: answer.headers, body: (await answer.json()) as { id: string } }));

test('a client that goes away at any tenth of its upload leaves nothing behind', async () => {
  const body = form(text);
  for (const door of doors) for (let tenth = 0; tenth < 10; tenth++) await send(door, body, { part: Math.floor((body.length * tenth) / 10) });
  // All but the last byte of the document.
  for (const door of doors) await send(door, body, { part: body.indexOf(`\r\n--${boundary}--`) - 1 });
  await nothingKept();
});

test('a length that is a lie, or a form without its end, is refused and leaves nothing behind', async () => {
  const body = form(text);
  for (const door of doors) {
    await send(door, form(text, ''), { length: body.length + 1000 });
    // What follows the shorter length is no request, and the connection ends.
    assert.match(await send(door, body, { length: body.length - 50_000, hangUp: false }), /^HTTP\/1\.1 4\d\d/);
    const endless = await send(door, form(text, ''), { hangUp: false });
    assert.match(endless, /^HTTP\/1\.1 4\d\d[^]*application\/problem\+json[^]*[\u4e00-\u9fff]/);
  }
  await nothingKept();
});

test('a file beyond the limit is refused as too large and leaves nothing behind', async () => {
  const content = Buffer.alloc(uploadMax + 1, '履');
  for (const door of doors) {
    const { status, body } = await upload(door, content);
    assert.deepEqual([status, body.code], [413, 'too-large']);
    assert.match(body.detail ?? '', /50 MB/);
  }
  await nothingKept();
});

function saysDiskFull({ status, body, headers }: Awaited<ReturnType<typeof upload>>): void {
  assert.deepEqual([status, body.code], [503, 'storage']);
  assert.match(body.detail ?? '', /没有保存/);
  assert.ok(Number(headers.get('retry-after')) > 0);
}

test('a disk that takes nothing is said in Chinese, nothing is recorded, and once it is well the same upload goes through', async () => {
  const { filesDir } = t.house;
  rmSync(filesDir, { recursive: true });
  writeFileSync(filesDir, 'a file stands where the folder should be');
  for (const door of doors) saysDiskFull(await upload(door, text));
  rmSync(filesDir);
  mkdirSync(filesDir);
  await nothingKept();
  const { status, body } = await upload('/attachments', text);
  assert.equal(status, 201);
  assert.ok(existsSync(plainPath(filesDir, body.id)));
});

test('a disk that is full in the middle of a file keeps no half of it, and small files still go through', async () => {
  const house = await startHouse({ appUrl: t.database.app, dataDir: t.dataDir, at: t.clock.now().toISOString(), worker: 'none' }, { fileKilobytesMax: 100 });
  const answer = await house.ask({ do: 'listen' });
  assert.ok(answer.ok);
  const port = answer.value as number;
  for (const door of doors) saysDiskFull(await upload(door, text, port));
  await nothingKept();
  assert.equal((await upload('/attachments', text.slice(0, 1000), port)).status, 201);
  await house.end();
});

test('an attachment whose file is missing is named by the check, and asking for it is answered, not broken', async () => {
  const { body: { id } } = await upload('/attachments', text);
  assert.equal((await caller.ask('GET', `/attachments/${id}`)).text, text);
  rmSync(plainPath(t.house.filesDir, id));
  const answer = await caller.ask('GET', `/attachments/${id}`);
  assert.equal(answer.status, 404);
  assert.match(answer.text, /file-missing/);
  assert.deepEqual((await fsck(t.house)).findings.map(({ code, row }) => [code, row]), [['file-missing', id]]);
});

test('a table that went missing before it was checked ends its import with the reason', async () => {
  const { body: { id } } = await upload('/imports?item=civil-judgment', text);
  rmSync(batchPath(t.house, id));
  await checkBatch(t.house, await t.actor('jiangbei2'), id);
  const { state, refusal } = await getBatch(t.house, id);
  assert.deepEqual([state, /重新上传/.test(refusal?.zh ?? '')], ['refused', true]);
  await t.house.pool.query('update rc.batch set state = $1', ['cancelled']);
});

test('what a killed process left on the disk is swept after a day; what is known or new stays', async () => {
  const { filesDir } = t.house;
  const { body: known } = await upload('/attachments', text);
  await t.house.pool.query("update rc.attachment set register = 'dishonesty-record', record_id = gen_random_uuid()");
  const leave = (path: string, ageHours: number): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const when = new Date(t.clock.now().getTime() - ageHours * 3_600_000);
    utimesSync(path, when, when);
    return path;
  };
  const stranger = (n: number): string => plainPath(filesDir, `ee000000-0000-4000-8000-00000000000${n}`);
  const old = [leave(stranger(1), 30), leave(`${stranger(2)}.part`, 30), leave(join(filesDir, 'imports', '3.part'), 30)];
  const fresh = [leave(stranger(4), 1), leave(`${stranger(5)}.part`, 1)];
  rmSync(fresh[0] as string);
  utimesSync(plainPath(filesDir, known.id), new Date(0), new Date(0));
  await purge(t.house);
  assert.deepEqual(old.filter((path) => existsSync(path)), []);
  assert.ok(existsSync(fresh[1] as string) && existsSync(plainPath(filesDir, known.id)));
  // Files that nobody knows, and many of them: this is not the folder of this database.
  const foreign = [6, 7, 8].map((n) => leave(stranger(n), 30));
  await purge(t.house);
  assert.deepEqual(foreign.filter((path) => !existsSync(path)), []);
});
