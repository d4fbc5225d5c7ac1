/**
 * 整洁测试 Tidy: reads the sources and holds them to the rules of the house: who may import whom, how long things may be, who may
 * know the time, how files are called. A rule that nobody checks is a wish; a rule checked by people alone is a quarrel.
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const slashes = (path: string): string => path.replaceAll('\\', '/');
const listed = (pattern: string): string[] => globSync(pattern, { cwd: root }).map(slashes).sort();

interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly isTest: boolean;
}
const isTest = (path: string): boolean => /(?:\.test\.tsx?|for-tests\.ts|\.corpus\.ts|made-files\.ts|sample-item\.ts)$/.test(path);
const sources: readonly Source[] = listed('{src,cities,bench,journeys}/**/*.{ts,tsx}')
  .map((path) => ({ path, text: read(path), lines: read(path).trimEnd().split('\n'), isTest: isTest(path) || path.startsWith('journeys/') || path.startsWith('bench/') }));
const product = sources.filter((source) => source.path.startsWith('src/') && !source.isTest);

/** What is left of a text without its comments: rules about code do not bind the words about it. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

/** The folder below src/, or the file itself when it stands there directly. */
const placeOf = (path: string): string => path.split('/')[1] as string;

/**
 * Who may import whom below src/. A list is closed: an arrow that is not here needs a decision in docs/decisions first.
 * `wiring.ts` puts the house together, so those that are handed a whole house may name its type.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  registers: ['core'],
  store: ['core'],
  rulebook: ['core', 'store'],
  directory: ['core', 'rulebook', 'store', 'clock.ts', 'wiring.ts'],
  imports: ['core', 'rulebook', 'registers/catalog', 'directory', 'store', 'wiring.ts'],
  eligibility: ['core', 'rulebook', 'directory', 'imports', 'letters', 'store', 'wiring.ts'],
  indicators: ['core', 'rulebook', 'registers/catalog', 'store'],
  learning: ['core', 'rulebook', 'registers/catalog', 'store'],
  exchange: ['core', 'rulebook', 'registers/catalog', 'directory', 'store'],
  counter: ['core', 'registers/catalog', 'rulebook', 'directory', 'letters', 'store'],
  paper: ['core'],
  letters: ['core', 'rulebook', 'registers/catalog', 'registers/letters', 'store', 'paper'],
  api: ['core', 'registers', 'rulebook', 'directory', 'imports', 'eligibility', 'indicators', 'learning', 'letters', 'exchange', 'store', 'paper', 'wiring.ts'],
  console: ['core'],
  portal: ['core', 'paper'],
  cli: ['core', 'registers/catalog', 'rulebook', 'directory', 'imports', 'store', 'clock.ts', 'config.ts', 'wiring.ts'],
  docs: ['core', 'registers/catalog', 'rulebook', 'imports', 'api', 'config.ts'],
  'wiring.ts': ['core', 'registers', 'rulebook', 'directory', 'letters', 'store', 'clock.ts'],
  'main.ts': ['api', 'cli', 'clock.ts', 'config.ts', 'core', 'counter', 'directory', 'eligibility', 'imports', 'portal', 'rulebook', 'store', 'wiring.ts'],
  'portal-main.ts': ['portal', 'clock.ts', 'cli', 'store'],
  'clock.ts': [],
  'config.ts': ['core'],
};

function importsOf({ path, text }: Source): string[] {
  const found = [...text.matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+)'|^import '(\.[^']+)'/gm)].map((match) => (match[1] ?? match[2]) as string);
  return found.map((to) => slashes(normalize(join(dirname(path), to))));
}

/** Packages a file imports, Node's own included. */
const packagesOf = ({ text }: Source): string[] => [...text.matchAll(/^(?:import|export) .*?from '([^.'][^']*)'/gm)].map((match) => match[1] as string);

const mayImport = (from: string, to: string): boolean =>
  placeOf(from) === placeOf(to) || (arrows[placeOf(from)] ?? []).some((place) => to.startsWith(`src/${place}/`) || to === `src/${place}` || to === `src/${place}.ts`);

test('each folder imports only what its arrows allow', () => {
  const crossed = product.flatMap((source) => importsOf(source).filter((to) => !mayImport(source.path, to)).map((to) => `${source.path} → ${to}`));
  assert.deepEqual(crossed, []);
});

test('every folder of src has its arrows written down', () => {
  const places = [...new Set(product.map(({ path }) => placeOf(path)))];
  assert.deepEqual(places.filter((place) => arrows[place] === undefined), []);
});

test('nothing imports the entries, and nothing of the product imports a test', () => {
  const entries = product.flatMap((source) => importsOf(source).filter((to) => /^src\/(?:main|portal-main)\.ts$/.test(to)).map((to) => `${source.path} → ${to}`));
  assert.deepEqual(entries, []);
  const tests = product.flatMap((source) => importsOf(source).filter(isTest).map((to) => `${source.path} → ${to}`));
  assert.deepEqual(tests, []);
});

test('a register never imports another: they meet in consequences', () => {
  const registers = product.filter(({ path, text }) => path.startsWith('src/registers/') && text.includes('defineRegister({'));
  const names = new Set(registers.map(({ path }) => path));
  assert.ok(names.size >= 3);
  assert.deepEqual(registers.flatMap((source) => importsOf(source).filter((to) => names.has(to)).map((to) => `${source.path} → ${to}`)), []);
});

// core does no I/O. Node's own modules it may have are pure; jieba's dictionary is part of its package.
const corePackages = new Set(['zod', '@node-rs/jieba', '@node-rs/jieba/dict.js']);
const coreExceptions: Readonly<Record<string, readonly string[]>> = { 'src/core/log/suite.ts': ['node:crypto'] };

test('core imports nothing that can read a file, a socket or the clock', () => {
  const found = product.filter(({ path }) => path.startsWith('src/core/')).flatMap((source) =>
    packagesOf(source).filter((name) => !corePackages.has(name) && !coreExceptions[source.path]?.includes(name)).map((name) => `${source.path} → ${name}`));
  assert.deepEqual(found, []);
});

test('only the clock tells the time and only the configuration reads the environment', () => {
  // The portal's process is given an environment of its own, without ours.
  const environmentToo = new Set(['src/config.ts', 'src/main.ts']);
  const found = product.flatMap(({ path, text }) => {
    const code = codeOf(text);
    return [
      ...(path !== 'src/clock.ts' && /\bDate\.now\(\)|\bnew Date\(\)/.test(code) ? [`${path} reads the time`] : []),
      ...(!environmentToo.has(path) && /\bprocess\.env\b/.test(code) ? [`${path} reads the environment`] : []),
    ];
  });
  assert.deepEqual(found, []);
});

const linesMax = 300;
const registerLinesMax = 120;
const functionLinesMax = 60;

test(`a file has at most ${linesMax} lines and a register at most ${registerLinesMax}`, () => {
  const long = sources.filter(({ path, text, lines }) => {
    const max = path.startsWith('src/registers/') && text.includes('defineRegister({') ? registerLinesMax : linesMax;
    return lines.length > max;
  });
  assert.deepEqual(long.map(({ path, lines }) => `${path}: ${lines.length}`), []);
});

/** Where functions begin and end, told by the indentation that the formatter keeps. */
function functionsOf({ lines }: Source): { name: string; length: number }[] {
  const begins = /^(\s*)(?:(?:export )?(?:default )?(?:async )?function\*? (\w+).*[({]|(?:export )?(?:const|let) (\w+)\b.*=> ?\{|(?:static |readonly |override |async |get |set |#)*(\w+)\(.*\).* ?\{)$/;
  return lines.flatMap((line, at) => {
    const match = begins.exec(line);
    if (match === null || /^\s*(?:if|for|while|switch|catch|return|else|do|try|describe|test|suite|it)\b/.test(line)) return [];
    const end = lines.findIndex((later, i) => i > at && later.startsWith(`${match[1]}}`));
    return end === -1 ? [] : [{ name: match[2] ?? match[3] ?? match[4] ?? '', length: end - at + 1 }];
  });
}

test(`a function has at most ${functionLinesMax} lines`, () => {
  const long = sources.filter(({ isTest: testing }) => !testing).flatMap((source) => functionsOf(source).filter(({ length }) => length > functionLinesMax).map(({ name, length }) => `${source.path} ${name}: ${length}`));
  assert.deepEqual(long, []);
});

test('every file opens with a paragraph that says what it is', () => {
  // The titles of a test say what it is.
  const bare = sources.filter(({ text, path }) => !/\.(?:d|test)\.tsx?$/.test(path) && !/^(?:\/\*\*|\/\/)/.test(text));
  assert.deepEqual(bare.map(({ path }) => path), []);
});

test('the Chinese term stands in the opening paragraph of every file of the product', () => {
  const openings = product.filter(({ path }) => !path.endsWith('.d.ts')).map(({ path, text }) => ({ path, opening: /^(?:\/\*\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(text)?.[0] ?? '' }));
  assert.deepEqual(openings.filter(({ opening }) => !/\p{Script=Han}/u.test(opening)).map(({ path }) => path), []);
});

test('files are called in kebab-case, and none is a drawer for odds and ends', () => {
  assert.deepEqual(sources.map(({ path }) => basename(path)).filter((name) => !/^(?:\d{3}-)?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.tsx?$/.test(name)), []);
  assert.deepEqual(sources.map(({ path }) => path).filter((path) => /\/(?:utils?|helpers?|common|managers?|misc)(?:\.tsx?|\/)/.test(path)), []);
});

test('the language stays what Node runs by erasing types', () => {
  const found = sources.flatMap(({ path, text }) => (/^\s*(?:export )?(?:const )?(?:enum|namespace) \w+ ?\{/m.test(codeOf(text)) ? [path] : []));
  assert.deepEqual(found, []);
});

test('no test is switched off, singled out or left for later', () => {
  const found = sources.filter(({ path }) => path.endsWith('.test.ts')).flatMap(({ path, lines }) => lines.flatMap((line, at) =>
    (/\b(?:test|it|describe|suite)\.(?:only|skip|todo)\(|\b(?:only|todo): ?true\b|\bskip: ?true\b/.test(line) && !path.endsWith('tidy.test.ts') ? [`${path}:${at + 1}`] : [])));
  assert.deepEqual(found, []);
});

const written = [...sources.map(({ path }) => path), ...listed('{bin,src,cities,docs}/**/*.{mjs,sql,yaml,css,scss,md}'), ...listed('*.md')];

test('nothing is promised for later and nothing names a machine or a ticket', () => {
  const later = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
  const whereabouts = /(?<![\w.~-])\/(?:work|root|home\/\w+|Users\/\w+|tmp\/rc)\/|\bissues? #?\d+\b/i;
  const found = written.filter((path) => !path.endsWith('tidy.test.ts')).flatMap((path) => read(path).split('\n').flatMap((line, at) => (later.test(line) || whereabouts.test(line) ? [`${path}:${at + 1} ${line.trim().slice(0, 80)}`] : [])));
  assert.deepEqual(found, []);
});

test('no city is named in the code', () => {
  // The example and the real cities are data; only tests, tools and prose may speak of one.
  const found = product.filter(({ path }) => !path.startsWith('src/config.ts') && !path.startsWith('src/docs/'))
    .flatMap(({ path, text }) => (/['"`](?:fuzhou|福州|江衡)|===? ?'example'/.test(codeOf(text)) ? [path] : []));
  assert.deepEqual(found, []);
});

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

test('every version is pinned exactly, and the lockfile carries the same', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const lock = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, { version?: string }>> };
  const all = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies });
  assert.deepEqual(all.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)), []);
  assert.deepEqual(all.filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version).map(([name]) => name), []);
});

test('packages that are unsafe or that we decided against stay out', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const names = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }));
  // xlsx: the registry's copy is years behind its own security fixes · kysely: docs/decisions/0001 · moment: replaced by its own authors.
  assert.deepEqual(['xlsx', 'kysely', 'moment', 'lodash'].filter((name) => names.has(name)), []);
});

test('every decision is numbered, one after the other, and keeps its form', () => {
  const files = listed('docs/decisions/*.md').map((path) => basename(path)).filter((name) => /^\d{4}-/.test(name));
  assert.deepEqual(files.map((name) => Number(name.slice(0, 4))), files.map((_, at) => at + 1));
  for (const name of files) for (const heading of ['## Before', '## After', '## Consequences']) assert.ok(read(`docs/decisions/${name}`).includes(`\n${heading}\n`), `${name} lacks “${heading}”`);
});

test('every link and picture of the documentation leads to a file that is there', () => {
  const pages = [...listed('docs/**/*.md'), ...listed('*.md')];
  const broken = pages.flatMap((page) => [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string)
    .filter((to) => !existsSync(join(root, dirname(page), decodeURIComponent(to)))).map((to) => `${page} → ${to}`));
  assert.deepEqual(broken, []);
});
