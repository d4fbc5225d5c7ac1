import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CatalogItem, FactRole } from '../core/catalog.ts';
import { readRules } from '../rulebook/city-files.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'rongcheng-start-'));
// Passable for the account that PostgreSQL runs as when we are root.
chmodSync(folder, 0o755);
const data = join(folder, 'data');
const started: ChildProcess[] = [];
const { DATABASE_URL: _, npm_lifecycle_event: __, ...environment } = process.env;

after(() => {
  for (const child of started) child.kill('SIGKILL');
  for (const pid of ours()) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Processes that belong to our data folder: the server, the platform, whatever it began. */
function ours(): number[] {
  const read = (path: string): string => { try { return readFileSync(path, 'utf8'); } catch { return ''; } };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  const isGone = (pid: number): boolean => /\) Z /.test(read(`/proc/${pid}/stat`));
  return pids.filter((pid) => !isGone(pid) && read(`/proc/${pid}/cmdline`).includes(data));
}

interface Running {
  readonly child: ChildProcess;
  readonly consoleUrl: string;
  readonly portalUrl: string;
  readonly output: () => string;
}

async function start(more: readonly string[] = [], at = data): Promise<Running> {
  const child = spawn(process.execPath, ['bin/rongcheng.mjs', 'start', '--data', at, '--port', '0', '--portal-port', '0', '--log-level', 'warn', ...more], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const asJson = more.includes('--json');
  for (let waited = 0; !(asJson ? /"ready":true.*\n/ : /就绪/).test(output); waited++) {
    assert.ok(child.exitCode === null && waited < 1200, output);
    await sleep(100);
  }
  const told = asJson ? JSON.parse(/^\{"ready".*$/m.exec(output)?.[0] ?? '{}') : {};
  const [consoleUrl, portalUrl] = asJson ? [told.consoleUrl, told.portalUrl] : [/Console {2}(\S+)/, /Portal {2}(\S+)/].map((shape) => shape.exec(output)?.[1]);
  assert.ok(consoleUrl !== undefined && portalUrl !== undefined, output);
  return { child, consoleUrl, portalUrl, output: () => output };
}

async function assertServes({ consoleUrl, portalUrl }: Running): Promise<void> {
  assert.match(await (await fetch(consoleUrl)).text(), /<div id="root">/);
  assert.equal((await fetch(`${consoleUrl}/readyz`)).status, 200);
  const demo = (await (await fetch(`${consoleUrl}/api/v1/session/demo`)).json()) as unknown[];
  assert.ok(demo.length > 10);
  const page = await fetch(portalUrl);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /信用江衡/);
  assert.equal((await fetch(`${portalUrl}/log/checkpoint`)).status, 200);
}

const mainOf = (child: ChildProcess): number => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]);
const exited = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => { if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode); else child.once('exit', resolve); });

async function until(is: () => boolean, seconds: number): Promise<boolean> {
  for (let tries = 0; tries < seconds * 20; tries++) {
    if (is()) return true;
    await sleep(50);
  }
  return is();
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function rongcheng(...args: string[]): Ran {
  const done = spawnSync(process.execPath, ['src/main.ts', ...args], { cwd: root, env: environment, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

let running: Running;

test('the first start makes everything and serves console and portal; a second one on the same folder is refused', { timeout: 180_000 }, async () => {
  running = await start();
  await assertServes(running);
  assert.match(running.output(), /就绪，用时 [\d.]+ 秒/);
  assert.match(running.output(), /经办 Maker/);
  const second = rongcheng('start', '--data', data, '--port', '0', '--portal-port', '0');
  assert.equal(second.code, 2);
  assert.match(second.err, /正由另一个实例使用/);
  await sleep(1500);
  assert.doesNotMatch(running.output(), /意外结束/, 'the refused start must not end the database of the running one');
  assert.equal((await fetch(`${running.consoleUrl}/readyz`)).status, 200);
});

test('a start with an unknown city, or one port for both faces, is refused before anything is made', () => {
  const other = join(folder, 'other');
  const nowhere = rongcheng('start', '--data', other, '--port', '0', '--portal-port', '0', '--city', 'nowhere');
  const shared = rongcheng('start', '--data', other, '--port', '41234', '--portal-port', '41234');
  assert.deepEqual([nowhere.code, shared.code, existsSync(other)], [2, 2, false]);
  assert.match(nowhere.err, /没有城市“nowhere”[^]*There is no city "nowhere"/);
  assert.match(shared.err, /不能共用端口[^]*cannot share/);
});

test('a taken port is said at once, with the flag that chooses another, and exit code 2', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => { taken.once('listening', resolve); });
  const { port } = taken.address() as AddressInfo;
  const refused = rongcheng('start', '--data', join(folder, 'other'), '--port', String(port));
  taken.close();
  assert.equal(refused.code, 2);
  assert.match(refused.err, /端口 \d+ 已被占用[^]*--port（RONGCHENG_PORT）[^]*is taken/);
  assert.equal(existsSync(join(folder, 'other')), false);
});

test('commands work beside the running platform: doctor, check, template, dry run, export, user, rules, backup', { timeout: 120_000 }, async () => {
  const doctor = rongcheng('doctor', '--data', data, '--json');
  const checks = JSON.parse(doctor.out).checks as { name: { en: string }; level: string; next?: { zh: string; en: string } }[];
  assert.equal(doctor.code, 0, doctor.out);
  assert.equal(checks.length, 13);
  const fsck = rongcheng('fsck', '--data', data, '--json');
  assert.deepEqual([fsck.code, JSON.parse(fsck.out).findings], [0, []]);
  const template = join(folder, 'template.xlsx');
  assert.equal(rongcheng('template', 'civil-judgment', '-o', template, '--data', data).code, 0);
  assert.ok(existsSync(template));
  const unknown = rongcheng('template', 'nothing', '-o', template, '--data', data);
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /civil-judgment/);
  assert.deepEqual(JSON.parse(rongcheng('template', 'civil-judgment', '-o', template, '--data', data, '--json').out), { item: 'civil-judgment', version: 1, file: template });
  const open = join(folder, 'open.ndjson');
  const exported = JSON.parse(rongcheng('export', '-o', open, '--data', data, '--json').out);
  assert.deepEqual(exported, { file: open, format: 'ndjson', records: readFileSync(open, 'utf8').trim().split('\n').length });
  assert.match(rongcheng('export', '--data', data, '--json').err, /请同时给出 --output[^]*give --output/);
  const said = rongcheng('doctor', '--data', data).out.split('\n').filter((text) => /^[✓!✗]/.test(text));
  assert.equal(said.length, checks.length);
  for (const check of checks) assert.ok(check.next === undefined || (/\p{Script=Han}/u.test(check.next.zh) && /^[A-Z]/.test(check.next.en)), JSON.stringify(check));
  const cut = spawnSync('bash', ['-c', `"${process.execPath}" src/main.ts doctor --data "${data}" | head -1`], { cwd: root, env: environment, encoding: 'utf8' });
  assert.deepEqual([cut.stdout.split('\n').length, cut.stderr.replace(/^.*ExperimentalWarning.*$/gm, '').trim()], [2, ''], 'who stops reading is told nothing');
  assert.match(rongcheng('export', '--item', 'nothing', '--data', data).err, /There is no item/);
  const rows = rongcheng('export', '--data', data).out.trim().split('\n');
  assert.ok(rows.length > 5 && JSON.parse(rows[0] as string).format === 'rongcheng-public-record@1');
  assert.match(rongcheng('export', '--format', 'csv', '--data', data).out, /^\ufeff编号,/);
  const added = rongcheng('user', 'add', 'ceshi1', '--name', '测试', '--body', 'jh-ndrc', '--roles', 'maker', '--data', data, '--json');
  assert.ok((JSON.parse(added.out).password as string).length >= 16, added.err);
  assert.equal(rongcheng('user', 'roles', 'ceshi1', 'auditor,maker', '--data', data).code, 2);
  assert.equal(rongcheng('user', 'lock', 'ceshi1', '--data', data).code, 0);
  const nobody = rongcheng('user', 'add', 'ceshi2', '--name', '测试', '--body', 'jh-ndrc', '--roles', 'official', '--person', 'nobody-such', '--data', data);
  assert.equal(nobody.code, 2);
  assert.match(nobody.err, /没有代码为“nobody-such”的公职人员[^]*no account was made/);
  assert.doesNotMatch(rongcheng('user', 'list', '--data', data).out, /ceshi2/);
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, '- kind: limit\n  key: "record\n');
  const unread = rongcheng('rules', 'diff', broken, '--data', data);
  assert.equal(unread.code, 2);
  assert.match(unread.err, /broken\.yaml 第 \d+ 行不是正确的 YAML[^]*is no valid YAML/);
  assert.doesNotMatch(unread.err, /程序出错|at \S+:\d+:\d+/);
  const rules = join(folder, 'rules.yaml');
  assert.equal(rongcheng('rules', 'export', '-o', rules, '--data', data).code, 0);
  assert.equal(rongcheng('rules', 'diff', rules, '--data', data).code, 0);
  assert.match(rongcheng('rules', 'export', '--on', '2026-99-99', '--data', data).err, /is no day/);
  writeFileSync(rules, readFileSync(rules, 'utf8').replace(/(key: record\.notify[^]*?amount: )\d+/, '$177'));
  const diff = rongcheng('rules', 'diff', rules, '--data', data, '--json');
  assert.deepEqual([diff.code, JSON.parse(diff.out)[0]?.changes[0]?.after], [1, 77]);
  const proposed = rongcheng('rules', 'import', rules, '--as', 'guize1', '--reason', '试行调整', '--data', data, '--json');
  assert.equal(JSON.parse(proposed.out).proposed.length, 1, proposed.err);
});

test('a table is checked and imported from the command line; the exit code says when rows were wrong, and nothing comes in twice', { timeout: 60_000 }, () => {
  const item = readRules('example').find((rule) => rule.kind === 'item' && rule.key === 'civil-judgment')?.body as CatalogItem;
  const own: Partial<Record<FactRole, string>> = { subjectName: '江北县住房和城乡建设局', subjectCode: '', decidedOn: '2026-09-01', effectiveOn: '2026-09-20' };
  const cells = (no: number, name: string): string => item.fields.map((field) => {
    if (field.as === 'subjectName') return name;
    if (field.type === 'caseNumber') return `（2026）衡0121民初${no}号`;
    return (field.as === undefined ? undefined : own[field.as]) ?? (field.required ? field.example : '');
  }).map((text) => `"${text}"`).join(',');
  const csv = join(folder, 'rows.csv');
  writeFileSync(csv, [item.fields.map((field) => field.label.zh).join(','), cells(9001, own.subjectName as string), cells(9002, '并无此局'), ''].join('\n'));
  const errors = join(folder, 'errors.xlsx');
  const load = (...more: string[]): Ran => rongcheng('import', '--item', 'civil-judgment', '--as', 'fayuan1', csv, '--data', data, '--json', ...more);
  const dry = load('--dry-run', '--errors', errors);
  assert.equal(dry.code, 1, dry.err);
  const { good, warned, bad, committed } = JSON.parse(dry.out);
  assert.deepEqual([good + warned, bad, committed, existsSync(errors)], [1, 1, 0, true]);
  const unnamed = (...more: string[]): Ran => rongcheng('import', '--item', 'civil-judgment', csv, '--data', data, ...more);
  const nameless = unnamed('--dry-run', '--json');
  assert.deepEqual([nameless.code, JSON.parse(nameless.out).good + JSON.parse(nameless.out).warned, JSON.parse(nameless.out).bad], [1, 1, 1], nameless.err);
  assert.match(nameless.err, /不记在任何人名下[^]*nobody’s name/);
  const ordered = unnamed();
  assert.equal(ordered.code, 2);
  assert.match(ordered.err, /请用 --as 说明由谁导入[^]*fayuan1[^]*say with --as/);
  assert.match(rongcheng('import', '--item', 'discipline', csv, '--dry-run', '--errors', errors, '--data', data).err, /由谁查看这些涉及公职人员的数据/);
  assert.equal(JSON.parse(load('--all-or-nothing').out).committed, 0);
  assert.equal(JSON.parse(load().out).committed, 1);
  const again = JSON.parse(load().out);
  assert.deepEqual([again.committed, again.duplicate], [0, 1]);
  assert.match(rongcheng('import', '--item', 'civil-judgment', '--as', 'nobody', csv, '--data', data).err, /user list/);
});

test('a killed platform leaves no portal behind, and the next start goes on with the same records', { timeout: 120_000 }, async () => {
  const main = mainOf(running.child);
  process.kill(main, 'SIGKILL');
  await exited(running.child);
  assert.ok(await until(() => ours().every((pid) => /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))), 10), 'only the database may outlive us');
  running = await start(['--json']);
  await assertServes(running);
  assert.doesNotMatch(running.output(), /正在办理|正在装载/);
  const told = JSON.parse(/^\{"ready".*$/m.exec(running.output())?.[0] as string);
  assert.deepEqual([told.city.en, told.docsUrl, told.dataDir, told.demo.logins.length > 10, typeof told.seconds], ['Jiangheng (an invented city)', `${running.consoleUrl}/api/docs`, data, true, 'number']);
});

test('the portal that dies is started again at the same address', { timeout: 60_000 }, async () => {
  const main = mainOf(running.child);
  const portal = readFileSync(`/proc/${main}/task/${main}/children`, 'utf8').trim().split(' ').map(Number).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('portal-main'));
  assert.doesNotMatch(readFileSync(`/proc/${portal}/environ`, 'utf8'), /DATABASE_URL|RONGCHENG/);
  process.kill(portal as number, 'SIGKILL');
  await sleep(1000);
  let status = 0;
  for (let tries = 0; tries < 100 && status !== 200; tries++) {
    status = await fetch(running.portalUrl).then((answer) => answer.status, () => 0);
    await sleep(100);
  }
  assert.equal(status, 200);
});

test('a killed database is started again while the platform runs', { timeout: 60_000 }, async () => {
  const pid = Number(readFileSync(join(data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  assert.ok(await until(() => running.output().includes('内置数据库已恢复'), 30), running.output());
  let status = 0;
  for (let tries = 0; tries < 100 && status !== 200; tries++) {
    status = await fetch(`${running.consoleUrl}/readyz`).then((answer) => answer.status, () => 0);
    await sleep(100);
  }
  assert.equal(status, 200);
});

test('Ctrl-C stops everything, even when it arrives twice', { timeout: 60_000 }, async () => {
  // As a terminal does it: to the starter and to what it started.
  const main = mainOf(running.child);
  running.child.kill('SIGINT');
  process.kill(main, 'SIGINT');
  assert.equal(await exited(running.child), 0, running.output());
  assert.match(running.output(), /已停止/);
  assert.ok(await until(() => ours().length === 0, 5), `left: ${ours().join(', ')}`);
});

test('a backup of the stopped platform restores into a new folder with an equal root, and leaves no server running', { timeout: 120_000 }, async () => {
  const target = join(folder, 'backup.tar');
  const made = rongcheng('backup', '-o', target, '--data', data, '--json');
  assert.equal(made.code, 0, made.err);
  for (const wrong of ['-1', 'viele', '50001', '']) {
    const refused = rongcheng('restore', target, '--data', join(folder, 'restored'), `--skip-numbers=${wrong}`);
    assert.deepEqual([refused.code, /--skip-numbers 应为 0 至 50000 的整数/.test(refused.err)], [2, true], refused.err);
  }
  const restored = rongcheng('restore', target, '--data', join(folder, 'restored'), '--json');
  assert.equal(restored.code, 0, restored.out + restored.err);
  const answer = JSON.parse(restored.out) as { sameRoot: boolean; skippedNumbers: number; log: { root: string }; fsck: { findings: unknown[] } };
  assert.deepEqual([answer.sameRoot, answer.log.root, answer.fsck.findings], [true, JSON.parse(made.out).log.root, []]);
  assert.equal(answer.skippedNumbers, 1000, 'unless the operator says that nothing was done since');
  const again = rongcheng('restore', target, '--data', join(folder, 'restored'));
  assert.equal(again.code, 2);
  assert.match(again.err, /已有数据/);
  assert.deepEqual(ours(), []);
});

test('the demo is reset only when that is confirmed, and begins anew with another log', { timeout: 120_000 }, async () => {
  assert.equal(rongcheng('demo', 'reset', '--data', data).code, 2);
  assert.equal(rongcheng('demo', 'reset', '--yes', '--data', data).code, 0);
  const migrated = rongcheng('migrate', '--data', data, '--json');
  assert.equal(JSON.parse(migrated.out).city, 'example', migrated.err);
  assert.match(rongcheng('migrate', '--data', data, '--city', 'fuzhou').err, /不能改成“fuzhou”/);
  assert.deepEqual(ours(), []);
});

test('a real city begins without accounts, and is told whom it needs first: who files, who verifies, and who looks after the accounts', { timeout: 180_000 }, async () => {
  const real = join(folder, 'real');
  const empty = await start(['--city', 'fuzhou', '--empty'], real);
  const commands = [...empty.output().matchAll(/npx rongcheng (user add (\S+) .* --roles (\w+) .*?)\s+#/g)];
  assert.deepEqual(commands.map(([, , , role]) => role), ['maker', 'verifier', 'secadmin'], empty.output());
  const [, first = ''] = commands[0] as RegExpMatchArray;
  const made = rongcheng(...first.replace('姓名', '王小明').replace('单位全称', '福州市发展和改革委员会').split(' '), '--json');
  assert.equal(made.code, 0, made.err);
  assert.match(rongcheng('user', 'list', '--data', real).out, /王小明.*经办/);
  empty.child.kill('SIGINT');
  assert.equal(await exited(empty.child), 0);
});
