import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Command } from 'commander';
import { buildProgram } from '../cli/program.ts';
import { options } from '../config.ts';
import { readCity } from '../rulebook/city-files.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/*.md', { cwd: root })];
const program = buildProgram({ start: () => Promise.reject(new Error('not here')) }, () => undefined);

/** What a person would type: lines of shell blocks, and the commands that stand in a sentence. */
const typed = pages.flatMap((page) => {
  const text = read(page);
  const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap((match) => (match[1] as string).split('\n'));
  const inline = [...text.matchAll(/`((?:npx )?rongcheng [a-z][^`]*|npm [a-z][^`]*)`/g)].map((match) => match[1] as string);
  return [...lines, ...inline].map((line) => ({ page, line: line.replace(/\s#.*$/, '').trim() })).filter(({ line }) => line !== '');
});

function commandOf(words: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  let at = 0;
  for (; at < words.length; at++) {
    const next = command.commands.find((each) => each.name() === words[at]);
    if (next === undefined) break;
    command = next;
  }
  return { command, rest: words.slice(at) };
}

const unknownFlags = (command: Command, words: readonly string[]): string[] =>
  words.filter((word) => word.startsWith('-') && word !== '--help' && word !== '--' && !command.options.some((option) => option.long === word || option.short === word));

test('every rongcheng command in the documentation exists, with the options it is shown with', () => {
  const commands = typed.filter(({ line }) => /^(?:npx )?rongcheng /.test(line));
  assert.ok(commands.length >= 10);
  for (const { page, line } of commands) {
    const words = line.replace(/^(?:npx )?rongcheng /, '').split(/\s+/);
    const { command, rest } = commandOf(words);
    assert.notEqual(command, program, `${page}: ${line}`);
    assert.deepEqual(unknownFlags(command, rest), [], `${page}: ${line}`);
  }
});

test('every npm command in the documentation is one of the package’s scripts, with options that start knows', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  const start = commandOf(['start']).command;
  for (const { page, line } of typed.filter(({ line: text }) => text.startsWith('npm '))) {
    const [, verb = '', ...rest] = line.split(/\s+/);
    if (['ci', 'config', 'install'].includes(verb)) continue;
    assert.ok(Object.hasOwn(scripts, verb === 'run' ? (rest[0] ?? '') : verb), `${page}: ${line}`);
    if (verb === 'start') assert.deepEqual(unknownFlags(start, rest), [], `${page}: ${line}`);
  }
});

test('the READMEs list every command of the command line, and both say the same ports and password', () => {
  const defaults = Object.fromEntries(options.map(({ key, default: value }) => [key, value]));
  for (const page of ['README.md', 'README.zh-CN.md']) {
    const text = read(page);
    for (const command of program.commands) assert.ok(text.includes(`\`${command.name()}\``), `${page} does not name ${command.name()}`);
    for (const shown of [`:${defaults['port']}>`, `:${defaults['portalPort']}>`, readCity('example').demoPassword ?? '?']) assert.ok(text.includes(shown), `${page}: ${shown}`);
    for (const [, login] of text.matchAll(/`((?:xinyong|fayuan|gongwu)\d)`/g)) assert.match(read('cities/example/accounts.yaml'), new RegExp(`login: ${login},`));
  }
});

test('both READMEs have the same sections, pictures and links', () => {
  const shape = (page: string) => ({
    sections: [...read(page).matchAll(/^## /gm)].length,
    links: [...read(page).matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] as string).filter((to) => !to.startsWith('README')).toSorted(),
  });
  assert.deepEqual(shape('README.md'), shape('README.zh-CN.md'));
});

test('the licence is the whole Apache licence, and the package says so', () => {
  const text = read('LICENSE');
  for (const part of ['Apache License', 'Version 2.0, January 2004', '9. Accepting Warranty or Additional Liability.', 'END OF TERMS AND CONDITIONS', 'limitations under the License.']) assert.ok(text.includes(part), part);
  assert.equal(text.split('\n').length, 202);
  assert.equal((JSON.parse(read('package.json')) as { license: string }).license, 'Apache-2.0');
  assert.match(read('CHANGELOG.md'), new RegExp(`\\n## ${(JSON.parse(read('package.json')) as { version: string }).version.replaceAll('.', '\\.')}\\n`));
});

test('the files and functions that the architecture names are there', () => {
  const text = read('docs/architecture.md');
  const life = text.slice(0, text.indexOf('## The folders'));
  const sources = globSync('src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts')).map((path) => read(path)).join('\n');
  const names = [...life.matchAll(/`([a-z]+(?:[A-Z][a-z]+)+|act|publish|seal|decide|integrate)`/g)].map((match) => match[1] as string);
  assert.ok(names.length > 12);
  const defined = (name: string): boolean => new RegExp(`(?:function\\*?|const) ${name}\\b|^\\s*${name}: \\{ zh`, 'm').test(sources);
  assert.deepEqual(names.filter((name) => !defined(name)), []);
});
