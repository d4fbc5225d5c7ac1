import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { registers } from '../registers/catalog.ts';
import { derivedDir, derivePages } from './pages.ts';
import { stateDiagram, stepsOf } from './register-page.ts';

const pages = derivePages();
const again = 'run: npx node src/docs/derive.ts';

test('the committed pages say what the code says', () => {
  for (const [path, text] of pages) {
    const committed = join(derivedDir, path);
    assert.ok(existsSync(committed), `docs/derived/${path} is missing; ${again}`);
    assert.ok(readFileSync(committed, 'utf8').replaceAll('\r\n', '\n') === text, `docs/derived/${path} is out of date; ${again}`);
  }
});

test('no page outlives what it was derived from', () => {
  const committed = globSync('**/*.md', { cwd: derivedDir }).map((path) => path.replaceAll('\\', '/'));
  assert.deepEqual(committed.filter((path) => !pages.has(path)), [], again);
});

test('a register’s page names each of its states, actions, fields and refusals', () => {
  for (const register of Object.values(registers)) {
    const text = pages.get(`registers/${register.id}.md`) ?? '';
    const names = [register.states, register.actions, register.fields, register.refusals].flatMap((part) => Object.keys(part as object));
    assert.deepEqual(names.filter((name) => !text.includes(`\`${name}\``)), []);
  }
});

test('the drawing has an arrow for every way from one state to another', () => {
  for (const register of Object.values(registers)) {
    const drawn = stateDiagram(register);
    for (const action of Object.values(register.actions as Record<string, Parameters<typeof stepsOf>[0]>)) {
      if (action.to === 'same') continue;
      for (const { from, to } of stepsOf(action)) for (const next of to) assert.match(drawn, new RegExp(`\\n  ${from === null ? '\\[\\*\\]' : from} --> ${next} : .*${action.zh}`), `${register.id} ${action.zh}`);
    }
  }
});

test('every table has as many cells in each row as in its head', () => {
  for (const [path, text] of pages) {
    let width = 0;
    for (const line of text.split('\n')) {
      const cells = line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0;
      if (width !== 0 && cells !== 0) assert.equal(cells, width, `${path}: ${line}`);
      width = cells;
    }
  }
});
