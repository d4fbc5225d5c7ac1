// 期限说法的测试: what a page says of a time limit is what the rulebook says that day.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { limitWords } from './limits.ts';

const rule = (version: number, amount: number, effectiveFrom: string, effectiveTo: string | null) => ({ kind: 'limit', key: 'repair.accept', version, effectiveFrom, effectiveTo, basis: 'policy' as const, body: { amount, unit: 'workingDay' as const } });
const on = (today: string) => ({ today, site: { rules: [rule(1, 3, '2025-01-01', '2026-12-31'), rule(2, 4, '2027-01-01', null)] } }) as never;

test('a limit is said as the rulebook of the day has it, and without a number where it has none', () => {
  assert.deepEqual(limitWords(on('2026-11-23'), 'repair.accept'), { zh: '3 个工作日', en: '3 working days' });
  assert.equal(limitWords(on('2027-01-02'), 'repair.accept').zh, '4 个工作日');
  assert.equal(limitWords(on('2024-01-02'), 'repair.accept').zh, '规则规定的期限');
  assert.equal(limitWords(on('2026-11-23'), 'repair.decide').zh, '规则规定的期限');
});

test('no page of portal or console says a number of working days of its own', () => {
  const folders = [import.meta.dirname, join(import.meta.dirname, '..', 'console')];
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && /\.tsx?$/.test(e.name) && !e.name.includes('test')).map((e) => join(e.parentPath, e.name)));
  assert.ok(files.length > 100);
  for (const file of files) assert.doesNotMatch(readFileSync(file, 'utf8'), /[一二两三四五六七八九十]个工作日/, file);
});
