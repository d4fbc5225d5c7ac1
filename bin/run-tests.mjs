// 全部测试 The whole test run (Node 24): types, lint, one PostgreSQL for all test files, then the suite and after it the
// browser journeys one by one, reported as one. Arguments are path filters: `npm test -- src/core`.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { readTestRun } from '../src/config.ts';
import { startEmbedded } from '../src/store/postgres/embedded.ts';
import { giveUp, root, say } from './bootstrap.mjs';

const filters = process.argv.slice(2);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());
process.channel?.unref(); // listening must not keep us alive

const suite = findTests(['src/**/*.test.ts', 'cities/*.test.ts', 'bench/*.test.ts', 'bin/*.test.mjs']);
const journeys = findTests(['journeys/*.test.ts']);
if (suite.length + journeys.length === 0) giveUp(`没有匹配的测试文件:${filters.join(' ')}`, `No test file matches: ${filters.join(' ')}`);

// A filtered run is somebody's inner loop: only the tests asked for.
if (filters.length === 0) {
  check('类型检查 Types', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);
  check('代码规范 Lint', 'node_modules/oxlint/bin/oxlint', [
    '--deny-warnings',
    ...['src', 'bin', 'cities', 'journeys', 'bench'].filter((folder) => existsSync(join(root, folder))),
  ]);
}
const database = await openDatabase();
// The journeys' first start of the product is played once and copied for the others.
const startedDir = mkdtempSync(join(tmpdir(), 'rongcheng-started-'));
chmodSync(startedDir, 0o755);
try {
  process.env.RONGCHENG_TEST_DATABASE = database.ownerUrl;
  process.env.RONGCHENG_TEST_STARTED = startedDir;
  await runAll();
} finally {
  await database.close();
  rmSync(startedDir, { recursive: true, force: true });
}
if (stopping.signal.aborted) process.exit(130);

function findTests(patterns) {
  const files = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] })
    .map((file) => resolve(root, file))
    .sort();
  const wanted = filters.map((filter) => resolve(filter));
  return files.filter((file) => wanted.length === 0 || wanted.some((path) => file === path || file.startsWith(path + sep)));
}

function check(name, script, args) {
  say(`▶ ${name}`, `  ${script.split('/').at(-1)} ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exitCode = 1;
}

/** The server that every test file clones its database in: a given one, else ours in a temporary folder, gone afterwards. */
async function openDatabase() {
  const { databaseUrl } = readTestRun();
  if (databaseUrl) return { ownerUrl: databaseUrl, close: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), 'rongcheng-tests-'));
  const log = (text) => say(text.zh, text.en);
  const server = await startEmbedded({ dataDir, log, durable: false }).catch((error) => {
    rmSync(dataDir, { recursive: true, force: true });
    return giveUp(error.message, error.stack);
  });
  return {
    ownerUrl: server.ownerUrl,
    close: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Two runs, one report: node:test would print a summary for each, so the first one's figures move into the second's. */
async function runAll() {
  const report = new spec();
  report.pipe(process.stdout);
  const figures = new Map();
  const phases = [
    { files: suite, concurrency: availableParallelism() },
    { files: journeys, concurrency: 1 },
  ];
  for (const [index, phase] of phases.entries()) {
    if (stopping.signal.aborted) break;
    const last = index === phases.length - 1;
    for await (const event of run({ ...phase, cwd: root, signal: stopping.signal })) {
      if (event.type === 'test:fail') process.exitCode = 1;
      const summed = sumUp(event, figures, last);
      if (summed) report.write(summed);
    }
  }
  await new Promise((done) => {
    report.on('end', done);
    report.end();
  });
}

function sumUp(event, figures, last) {
  const figure =
    event.type === 'test:diagnostic' && event.data.nesting === 0 && !event.data.file
      ? /^(?<name>tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) (?<value>[\d.]+)$/.exec(event.data.message)?.groups
      : undefined;
  if (!figure) return event.type === 'test:summary' && !event.data.file && !last ? undefined : event;
  const total = (figures.get(figure.name) ?? 0) + Number(figure.value);
  figures.set(figure.name, total);
  return last ? { ...event, data: { ...event.data, message: `${figure.name} ${total}` } } : undefined;
}
