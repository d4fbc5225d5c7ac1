/**
 * 示范照做: takes the code blocks of CONTRIBUTING.md as they stand, applies them to a copy of the tree and walks through what the
 * text promises, so that the page cannot promise more than the platform does.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Register } from '../core/register.ts';
import type { Actor } from '../core/actor.ts';
import type { Acted, Request } from '../store/act.ts';
import { createDatabaseFrom, type TestDatabase } from '../store/postgres/for-tests.ts';
import type { Wired } from '../wiring.ts';

const root = join(import.meta.dirname, '..', '..');
const copy = mkdtempSync(join(tmpdir(), 'rongcheng-examples-'));
const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const today = '2026-11-23';
const clock = { now: () => new Date(`${today}T09:00:00+08:00`), today: () => today };

/** Code blocks whose fence names a file: language, path, content. */
const blocks = [...text.matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(([, language, path, content]) => ({ language, path: path as string, content: content as string }));

/** Puts each added line behind the line of context before it. */
function patch(path: string, diff: string): void {
  let source = readFileSync(path, 'utf8');
  let context = '';
  for (const line of diff.split('\n').filter((l) => l !== '')) {
    if (!line.startsWith('+')) {
      context = `${line.slice(1)}\n`;
      assert.ok(source.includes(context), `${path} has no line “${context.trim()}”`);
    } else {
      source = source.replace(context, `${context}${line.slice(1)}\n`);
      context = `${line.slice(1)}\n`;
    }
  }
  writeFileSync(path, source);
}

const inCopy = <T>(path: string): Promise<T> => import(join(copy, path)) as Promise<T>;

interface Running {
  readonly house: Wired;
  readonly database: TestDatabase;
  readonly dataDir: string;
}
const running: Running[] = [];

/** A city of the copy in a database of its own. */
async function open(city: string, withPeople: boolean): Promise<Running> {
  const { openPool } = await inCopy<typeof import('../store/db.ts')>('src/store/db.ts');
  const { migrate } = await inCopy<typeof import('../store/migrate.ts')>('src/store/migrate.ts');
  const { openKeys } = await inCopy<typeof import('../store/keys.ts')>('src/store/keys.ts');
  const { loadCity } = await inCopy<typeof import('../directory/load.ts')>('src/directory/load.ts');
  const { registers } = await inCopy<typeof import('../registers/catalog.ts')>('src/registers/catalog.ts');
  const { wire } = await inCopy<typeof import('../wiring.ts')>('src/wiring.ts');
  const database = await createDatabaseFrom();
  const dataDir = mkdtempSync(join(tmpdir(), 'rongcheng-examples-data-'));
  const owner = openPool(database.owner, 2);
  await migrate(owner, Object.values(registers));
  await loadCity(owner, openKeys(join(dataDir, 'keys')), city, withPeople);
  await owner.end();
  const house = await wire({ appUrl: database.app, dataDir, clock, connections: 6, onError: (error) => { throw error; } });
  const opened = { house, database, dataDir };
  running.push(opened);
  return opened;
}

async function actorOf(house: Wired, login: string): Promise<Actor> {
  const accounts = await inCopy<typeof import('../directory/accounts.ts')>('src/directory/accounts.ts');
  const account = await accounts.findAccount(house.pool, login);
  assert.ok(account, login);
  return accounts.actorOf(account, house.areas());
}

async function does(house: Wired, login: string, request: Request): Promise<Acted> {
  const { act } = await inCopy<typeof import('../store/act.ts')>('src/store/act.ts');
  const outcome = await act(house, await actorOf(house, login), request);
  assert.ok(outcome.ok, outcome.ok ? '' : `${login} ${request.action}: ${JSON.stringify(outcome.problem)}`);
  return outcome.value;
}

async function apiOf(house: Wired) {
  const { buildApi } = await inCopy<typeof import('../api/app.ts')>('src/api/app.ts');
  const api = await buildApi({ house, preview: async () => '', publicUrl: 'http://localhost' });
  after(() => api.close());
  return api;
}

async function portalOf({ database }: Running) {
  const { openPool } = await inCopy<typeof import('../store/db.ts')>('src/store/db.ts');
  const { buildPortal } = await inCopy<typeof import('../portal/app.ts')>('src/portal/app.ts');
  const pool = openPool(database.portal, 2);
  const portal = await buildPortal({ pool, clock, publicUrl: 'http://localhost' });
  after(async () => {
    await portal.close();
    await pool.end();
  });
  return portal;
}

before(() => {
  for (const folder of ['src', 'cities']) cpSync(join(root, folder), join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const { language, path, content } of blocks) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    if (language === 'diff') patch(join(copy, path), content);
    else if (path.startsWith('cities/common/')) appendFileSync(join(copy, path), `\n${content}`);
    else writeFileSync(join(copy, path), content);
  }
});
after(async () => {
  for (const { house, database, dataDir } of running) {
    await house.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  rmSync(copy, { recursive: true, force: true });
});

const facts = { subjectName: '江北县住房和城乡建设局', documentNumber: '江效能〔2026〕15号', decidedBy: '江衡市人民政府', decidedOn: '2026-10-12', daysLate: '45', applicant: '某建设公司', summary: '施工许可申请逾期四十五天未作决定。' };
let example: Running;

test('the blocks of CONTRIBUTING.md load as a whole', async () => {
  assert.deepEqual(blocks.map(({ path }) => path), [
    'cities/example/catalog/overdue-permit.yaml', 'src/registers/supervision/inspection.ts', 'src/registers/catalog.ts', 'cities/common/rules/limits.yaml',
    'cities/yunting/city.yaml', 'cities/yunting/areas.csv', 'cities/yunting/bodies.csv', 'cities/yunting/calendar.yaml',
  ]);
  example = await open('example', true);
});

test('the new item has a form in the API and an import template, without code', async () => {
  const api = await apiOf(example.house);
  const headers = { 'x-rongcheng': '1' };
  const signedIn = await api.inject({ method: 'POST', url: '/api/v1/session', headers, payload: { login: 'jiangbei2', password: 'Rongcheng-2026' } });
  assert.equal(signedIn.statusCode, 200, signedIn.body);
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]));
  const item = await api.inject({ url: '/api/v1/catalog/overdue-permit', cookies });
  assert.deepEqual(item.json().fields.map((field: { key: string }) => field.key), Object.keys(facts).toSorted((a, b) => text.indexOf(`key: ${a},`) - text.indexOf(`key: ${b},`)));
  const template = await api.inject({ url: '/api/v1/catalog/overdue-permit/template.xlsx', cookies });
  const file = join(example.dataDir, 'template.xlsx');
  writeFileSync(file, template.rawPayload);
  const { readRows } = await inCopy<typeof import('../imports/read/read-rows.ts')>('src/imports/read/read-rows.ts');
  const known = item.json().fields.map((field: { label: { zh: string } }) => field.label.zh);
  let header: string[] = [];
  for await (const read of readRows(file, 'template.xlsx', { known })) if (read.kind === 'header') header = read.cells.map(String);
  const { matchHeaders } = await inCopy<typeof import('../imports/headers.ts')>('src/imports/headers.ts');
  assert.deepEqual(matchHeaders(item.json(), header).columns.map((column) => column?.field), item.json().fields.map((field: { key: string }) => field.key));
});

test('a file of the new item is checked cell by cell and its good rows become records', async () => {
  const { house } = example;
  const batches = await inCopy<typeof import('../imports/batch.ts')>('src/imports/batch.ts');
  const { importTasks } = await inCopy<typeof import('../imports/tasks.ts')>('src/imports/tasks.ts');
  const { Readable } = await import('node:stream');
  const maker = await actorOf(house, 'jiangbei2');
  const head = '办理机关名称,督办文号,认定机关,认定日期,逾期天数,申请人,逾期情况';
  const rows = [`江北县住房和城乡建设局,江效能〔2026〕16号,江衡市人民政府,2026年10月12日,31,,逾期三十一天未作决定。`, `江北县住房和城乡建设局,江效能〔2026〕17号,江衡市人民政府,2026-10-12,许多天,,逾期未作决定。`];
  const started = await batches.startBatch(house, maker, { item: 'overdue-permit', fileName: '许可.csv', content: Readable.from([Buffer.from([head, ...rows, ''].join('\r\n'))]) });
  assert.ok(started.ok);
  const tasks = importTasks(house);
  await tasks['import-check']?.({ batchId: started.value.id });
  const batch = await batches.getBatch(house, started.value.id);
  assert.deepEqual([batch.state, batch.good + batch.warned, batch.bad], ['ready', 1, 1]);
  const { rows: [bad] } = await house.pool.query("select problems from rc.batch_row where batch_id = $1 and status = 'bad'", [batch.id]);
  assert.match(JSON.stringify(bad.problems), /整数/);
  assert.ok((await batches.orderCommit(house, maker, batch, 'valid')).ok);
  await tasks['import-commit']?.({ batchId: batch.id });
  const { rows: [record] } = await house.pool.query("select state, item from rc.record where item = 'overdue-permit'");
  assert.deepEqual(record, { state: 'atCounty', item: 'overdue-permit' });
});

test('a record of the new item goes all the way to a public page that shows only what was opened', async () => {
  const { house } = example;
  const { idOfSlug } = await inCopy<typeof import('../directory/load.ts')>('src/directory/load.ts');
  const register = 'dishonesty-record';
  const { id } = await does(house, 'jiangbei2', { register, action: 'create', input: { item: 'overdue-permit', subjectId: idOfSlug('example', 'jb-housing'), facts } });
  const steps: [string, string, object][] = [
    ['jiangbei2', 'submit', {}], ['jiangbei1', 'verify', {}], ['xinyong1', 'verify', {}], ['xinyong1', 'notify', {}], ['danwei1', 'state', { statement: '已于十一月补办。' }],
    ['xinyong1', 'confirm', { reason: '逾期属实' }], ['xinyong1', 'propose', { mode: 'summary', ground: 'foi-19', summary: '施工许可逾期四十五天。' }], ['xinyong3', 'approve', {}],
  ];
  for (const [login, action, input] of steps) await does(house, login, { register, action, recordId: id, input });
  await house.settled();
  const portal = await portalOf(example);
  const page = await portal.inject(`/records/${id}`);
  assert.equal(page.statusCode, 200);
  for (const shown of ['逾期办理许可', '逾期天数', '45', '江效能〔2026〕15号', '政府信息公开条例']) assert.ok(page.body.includes(shown), shown);
  assert.ok(!page.body.includes('某建设公司'), 'a field that is never disclosed is shown');
  assert.ok((await portal.inject('/catalog/overdue-permit')).body.includes('行政许可法'));
  const { rows: [row] } = await house.pool.query("select severity from rc.record where id = $1", [id]);
  assert.equal(row.severity, 'general');
});

test('the new register decides, refuses and keeps its clock', async () => {
  const { house } = example;
  const { permits, decide } = await inCopy<typeof import('../core/lifecycle.ts')>('src/core/lifecycle.ts');
  const { sweep } = await inCopy<typeof import('../store/worker.ts')>('src/store/worker.ts');
  const { idOfSlug } = await inCopy<typeof import('../directory/load.ts')>('src/directory/load.ts');
  const register = house.registers['inspection'] as Register;
  const subjectId = idOfSlug('example', 'jb-housing');
  const raised = await does(house, 'xinyong1', { register: 'inspection', action: 'raise', input: { subjectId, finding: '承诺事项公开不及时。' } });
  assert.equal(raised.no, 'DD-2026-000001');
  const { rows: [row] } = await house.pool.query('select state, due_on, area_code, maker_body from rc.record where id = $1', [raised.id]);
  assert.deepEqual([row.state, row.due_on], ['raised', '2026-12-07']);
  const current = { state: 'raised', version: 1, where: { subjectId, areaCode: row.area_code, makerBody: row.maker_body, handlerBody: null }, sofar: {}, due: null };
  const question = { register, action: 'answer', today, rules: house.rulesOn(today), current, subject: null, deeds: [] };
  assert.equal(permits({ ...question, actor: await actorOf(house, 'danwei1') }).ok, true);
  assert.equal(permits({ ...question, actor: await actorOf(house, 'danwei2') }).ok, false);
  const short = decide({ ...question, actor: await actorOf(house, 'danwei1'), input: { answer: '已改' } });
  assert.equal(!short.ok && short.problem.code, 'too-short');
  const later: Wired = { ...house, clock: { now: () => new Date('2026-12-08T01:00:00+08:00'), today: () => '2026-12-08' } };
  await sweep(later, { info: () => undefined, warn: (zh) => assert.fail(zh), error: (zh) => assert.fail(zh) });
  assert.equal((await house.pool.query('select state from rc.record where id = $1', [raised.id])).rows[0].state, 'overdue');
  await does(house, 'danwei1', { register: 'inspection', action: 'answer', recordId: raised.id, input: { answer: '已于十二月八日全部公开，并明确专人负责。' } });
  const same = permits({ ...question, action: 'close', current: { ...current, state: 'answered' }, deeds: [{ action: 'raise', by: (await actorOf(house, 'xinyong1')).accountId }], actor: await actorOf(house, 'xinyong1') });
  assert.equal(!same.ok && same.problem.code, 'same-person');
  assert.equal((await does(house, 'xinyong2', { register: 'inspection', action: 'close', recordId: raised.id, input: {} })).state, 'closed');
  assert.equal((await house.pool.query('select answer from rc.v_inspection')).rows[0].answer, '已于十二月八日全部公开，并明确专人负责。');
});

test('a misspelt state, action or grant in a register does not compile', () => {
  const path = join(copy, 'src/registers/supervision/inspection.ts');
  const right = readFileSync(path, 'utf8');
  writeFileSync(join(copy, 'tsconfig.one.json'), JSON.stringify({ extends: './tsconfig.json', include: [], files: ['src/registers/supervision/inspection.ts'] }));
  const faultsIn = (source: string): number => {
    writeFileSync(path, source);
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.one.json'], { cwd: copy, encoding: 'utf8' });
    return new Set([...stdout.matchAll(/inspection\.ts[(:](\d+)/g)].map((match) => match[1])).size;
  };
  assert.equal(faultsIn(right), 0);
  // Each mistake stands on a line of its own.
  const mistakes = [["from: ['answered']", "from: ['anwsered']"], ["else: 'lapse'", "else: 'elapse'"], ["'contact@self'", "'contact@own-body'"], ["takes: ['subjectId', 'finding']", "takes: ['subjectId', 'findings']"]] as const;
  for (const [good] of mistakes) assert.ok(right.includes(good), good);
  assert.equal(faultsIn(mistakes.reduce((source, [good, bad]) => source.replace(good, bad), right)), mistakes.length);
  writeFileSync(path, right);
});

test('the new city starts empty, with its own bodies and every rule that the registers need', async () => {
  const yunting = await open('yunting', false);
  const { house } = yunting;
  const count = async (table: string): Promise<number> => (await house.pool.query<{ n: number }>(`select count(*) as n from ${table}`)).rows[0]?.n ?? -1;
  assert.deepEqual([await count('rc.area'), await count("rc.subject where kind = 'body'"), await count('rc.record'), await count('rc.account')], [3, 3, 0, 0]);
  const rules = house.rulesOn(today);
  for (const register of Object.values(house.registers)) {
    for (const state of Object.values(register.states as Record<string, { due?: { within?: string } }>)) if (state.due?.within !== undefined) assert.ok(rules.find('limit', state.due.within), state.due.within);
  }
  assert.deepEqual(rules.all('severity').map(({ key }) => key).toSorted(), ['general', 'minor', 'serious']);
  const api = await apiOf(house);
  assert.equal((await api.inject('/readyz')).statusCode, 200);
  const portal = await portalOf(yunting);
  const home = await portal.inject('/');
  assert.equal(home.statusCode, 200);
  assert.ok(home.body.includes('云汀政务诚信'));
  assert.ok((await portal.inject('/bodies')).body.includes('汀南区人民政府'));
});
