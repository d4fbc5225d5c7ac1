import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Command } from 'commander';
import { withExtra } from '../core/log/proof.ts';
import { disclosed } from '../store/disclosed-for-tests.ts';
import { findProof, logVkey } from '../store/log.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { widthOf } from './output.ts';
import { buildProgram } from './program.ts';

const main = join(import.meta.dirname, '..', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'rongcheng-cli-'));
let t: TestHouse;
let bundle: Record<string, unknown>;
let vkey: string;

before(async () => {
  t = await openTestHouse();
  const { id } = await disclosed(t, 31);
  await t.house.settled();
  const { rows: [row] } = await t.house.pool.query('select r.body, r.salt, r.leaf, l.entry from pub.record r join pub.log_leaf l on l.idx = r.leaf where r.id = $1', [id]);
  vkey = logVkey(t.house);
  bundle = { format: 'rongcheng-record-proof@1', record: row.body, salt: row.salt.toString('base64'), entry: row.entry.toString('base64'), proof: await findProof(t.house.pool, row.leaf), vkey };
});
after(async () => {
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const { DATABASE_URL: _, ...rest } = process.env;
  const done = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env: { ...rest, ...env } });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const allCommands = (command: Command): Command[] => command.commands.flatMap((sub) => [sub, ...allCommands(sub)]);

test('every command says what it does in Chinese and in English, with an example that begins with it', () => {
  const program = buildProgram({ start: () => Promise.reject(new Error('not here')) }, () => undefined);
  const commands = allCommands(program);
  for (const name of ['start', 'migrate', 'import', 'template', 'export', 'verify', 'fsck', 'backup', 'restore', 'log', 'refill', 'doctor', 'user', 'rules', 'demo']) assert.ok(commands.some((command) => command.name() === name), name);
  for (const command of commands) {
    const [zh = '', en = ''] = command.description().split('\n');
    assert.match(zh, /[\u4e00-\u9fff]/, command.name());
    assert.match(en, /^[A-Z][^\u4e00-\u9fff]+$/, command.name());
    let help = '';
    command.configureOutput({ writeOut: (text) => { help += text; } }).outputHelp();
    assert.match(help, new RegExp(`示例 Example:\\n  \\$ rongcheng (\\w+ )?${command.name()}\\b`), command.name());
    for (const option of command.options) assert.match(`${option.description}`, /[\u4e00-\u9fff].*[a-z]/, `${command.name()} ${option.flags}`);
  }
});

test('help is help and ends well; a wrong word is answered with the right one, on stderr, with exit code 2', () => {
  const help = run(['fsck', '--help']);
  assert.deepEqual([help.code, help.err], [0, '']);
  assert.match(help.out, /用法 Usage:/);
  const typo = run(['strat']);
  assert.deepEqual([typo.code, typo.out], [2, '']);
  assert.match(typo.err, /没有命令“strat”。是不是想输入 start？[^]*Did you mean start\?/);
  const option = run(['fsck', '--jsno']);
  assert.equal(option.code, 2);
  assert.match(option.err, /是不是想输入 --json？运行 rongcheng fsck --help/);
  assert.equal(run(['template', 'civil-judgment']).code, 2);
  assert.equal(run([]).code, 2);
});

test('the version is told, and every command can answer for programs', () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  const told = run(['--version']);
  assert.deepEqual([told.code, told.out.trim(), told.err], [0, version, '']);
  const program = buildProgram({ start: () => Promise.reject(new Error('not here')) }, () => undefined);
  const leaves = allCommands(program).filter((command) => command.commands.length === 0 && command.name() !== 'help');
  assert.deepEqual(leaves.filter((command) => !command.options.some((option) => option.long === '--json')).map((command) => command.name()), []);
});

test('options of the configuration are checked, and named by flag and variable', () => {
  const wrong = run(['doctor', '--data', join(folder, 'nothing')], { DATABASE_URL: 'mysql://x' });
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /DATABASE_URL/);
  const absent = run(['doctor', '--data', join(folder, 'nothing')]);
  assert.equal(absent.code, 2);
  assert.match(absent.err, /没有数据。请先运行 rongcheng start/);
});

test('a proof file verifies offline with exit code 0, and an altered one fails with 1', () => {
  const good = run(['verify', file('good.json', bundle), '--vkey', vkey]);
  assert.equal(good.code, 0, good.err);
  assert.match(good.out, /✓ 记录正文与登记时的承诺值一致/);
  assert.match(good.out, /✓ 公钥就是官方公布的那一把/);
  const record = { ...(bundle['record'] as object), summary: '一切正常' };
  const altered = run(['verify', file('altered.json', { ...bundle, record })]);
  assert.equal(altered.code, 1);
  assert.match(altered.out, /✗ 记录正文与登记时的承诺值不一致/);
  const stranger = run(['verify', file('good.json', bundle), '--vkey', vkey.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')), '--json']);
  assert.deepEqual([stranger.code, JSON.parse(stranger.out).ok], [1, false]);
  assert.equal(run(['verify', file('text.json', 'no json at all')]).code, 1);
  const missing = run(['verify', join(folder, 'missing.json')]);
  assert.deepEqual([missing.code, missing.out], [2, '']);
  assert.match(missing.err, /找不到文件/);
});

test('the proof file that a record’s page offers verifies with the published key alone; a bare one asks for its entry by name', () => {
  const bare = bundle['proof'] as string;
  const entry = Buffer.from(bundle['entry'] as string, 'base64');
  const offered = file('record.tlog-proof', withExtra(bare, entry));
  const good = run(['verify', offered, '--vkey', vkey]);
  assert.equal(good.code, 0, good.out + good.err);
  assert.match(good.out, /条目在日志中，序号 \d+/);
  const keyless = run(['verify', offered]);
  assert.equal(keyless.code, 2);
  assert.match(keyless.err, /--vkey[^]*\/log/);
  const other = Buffer.from(entry.toString().replace(/[0-9a-f](?=")/, (c) => (c === '0' ? '1' : '0')));
  assert.equal(run(['verify', file('other.tlog-proof', withExtra(bare, other)), '--vkey', vkey]).code, 1, 'another entry is not proved by it');

  const proof = file('proof.txt', bare);
  assert.equal(run(['verify', proof, '--entry', bundle['entry'] as string, '--vkey', vkey]).code, 0);
  assert.equal(run(['verify', proof, '--entry', Buffer.from('{}').toString('base64'), '--vkey', vkey]).code, 1);
  const without = run(['verify', proof, '--vkey', vkey]);
  assert.equal(without.code, 2);
  assert.match(without.err, /没有带上日志条目[^]*--entry[^]*carries no log entry/);
  const broken = run(['verify', file('broken.tlog-proof', 'c2sp.org/tlog-proof@v1\nnonsense'), '--vkey', vkey]);
  assert.equal(broken.code, 1, broken.err);
});

test('no colour goes into a pipe, and none to a terminal that asks for none', () => {
  const escape = String.fromCharCode(27);
  assert.equal(run(['verify', file('good.json', bundle)]).out.includes(escape), false);
  assert.equal(run(['verify', file('good.json', bundle)], { NO_COLOR: '1' }).out.includes(escape), false);
});

test('columns align for Chinese text too', () => {
  assert.equal(widthOf('核验 Verifier'), 13);
  assert.equal(widthOf('（一）'), 6);
});
