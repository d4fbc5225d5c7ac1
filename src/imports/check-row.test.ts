/** 逐行校验的测试: what spreadsheets do to values, cell by cell, and how fast rows are checked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileItem } from '../core/facts.ts';
import { makeUscc } from '../core/identifiers/uscc.ts';
import { sampleItem, sampleRaw } from '../core/sample-item.ts';
import { checkRow, columnName, type CheckedRow } from './check-row.ts';
import { matchHeaders } from './headers.ts';
import type { Cell } from './read/cells.ts';

const today = '2026-11-23';
const compiled = compileItem(sampleItem);
const keys = sampleItem.fields.map((field) => field.key);
const columns = sampleItem.fields.map((field) => field.label.zh);
const mapping = matchHeaders(sampleItem, columns, { epoch: '1900' });
const rowOf = (more: Record<string, Cell>): Cell[] => keys.map((key) => more[key] ?? sampleRaw[key] ?? '');
const check = (more: Record<string, Cell>): CheckedRow => checkRow(compiled, mapping, rowOf(more), today);
const said = (issues: CheckedRow['errors']): string[] => issues.map(({ column, code }) => `${column === null ? '-' : columnName(column)} ${code}`);

test('a good row gives facts, the text they came from, and nothing to say', () => {
  const row = check({ personId: '' });
  assert.deepEqual([row.errors, row.warnings], [[], []]);
  assert.deepEqual([row.facts.fine, row.raw.fine, row.facts.kind], [1_500_000, '1.5', ['fine', 'confiscation']]);
});

test('what a spreadsheet spoiled is refused at its cell, once, with advice', () => {
  const cases: [Record<string, Cell>, string[]][] = [
    [{ subjectCode: { v: '350102199001011000', flag: 'rounded' } }, ['B rounded']], [{ subjectCode: '3.50102E+17' }, ['B rounded']], [{ remark: '3.50102E+17' }, ['O rounded']],
    [{ documentNumber: { v: '#REF!', flag: 'error' } }, ['E cell-error']], [{ documentNumber: '#N/A' }, ['E cell-error']], [{ facts: { v: '', flag: 'formula' } }, ['J formula-empty']],
    [{ decidedOn: '' }, ['H required']], [{ subjectCode: '11990100YY0000001X' }, ['B check']], [{ fine: '' }, ['M required']],
  ];
  for (const [more, expected] of cases) assert.deepEqual(said(check(more).errors), expected, JSON.stringify(more));
  assert.match(check({ subjectCode: '3.50102E+17' }).errors[0]?.zh ?? '', /将该列设为文本格式后重新填写/);
});

test('formula results, dates where text was meant and serial days are taken with a warning', () => {
  const row = check({ personId: '', facts: { v: '欠款', flag: 'formula' }, remark: { v: '2017-08-02', flag: 'date' }, decidedOn: { v: '45700', flag: 'number' }, effectiveOn: { v: '2026-06-01', flag: 'date' }, count: { v: '30', flag: 'number' }, status: { v: '2', flag: 'number' } });
  assert.deepEqual([row.errors, said(row.warnings)], [[], ['H serial', 'J formula', 'O became-date']]);
  assert.deepEqual([row.facts.decidedOn, row.facts.facts, row.facts.count, row.facts.status], ['2025-02-12', '欠款', 30, '02']);
});

test('marks that keep text as text are taken off, quotations are not', () => {
  assert.equal(check({ subjectCode: '\'11990100YY00000018' }).facts.subjectCode, '11990100YY00000018');
  assert.equal(check({ subjectCode: '="11990100YY00000018"' }).facts.subjectCode, '11990100YY00000018');
  assert.equal(check({ remark: '\'=SUM(A1)' }).facts.remark, '=SUM(A1)');
  assert.equal(check({ remark: '\'十四五\'规划' }).facts.remark, '\'十四五\'规划');
});

test('the unit of the header is the unit of the sum, unless the cell says its own', () => {
  const inYuan = matchHeaders(sampleItem, columns.map((name) => name.replace('万元', '元')));
  for (const [cell, fen] of [['15000', 1_500_000], [{ v: '15000', flag: 'number' }, 1_500_000], ['1.5万元', 1_500_000]] as const) {
    assert.equal(checkRow(compiled, inYuan, rowOf({ fine: cell }), today).facts.fine, fen);
  }
  assert.equal(checkRow(compiled, inYuan, rowOf({ fine: '15000' }), today).raw.fine, '15000元');
});

test('content beyond the last header is an error, missing cells are blank, and a column nobody mapped has no letter', () => {
  assert.deepEqual(said(checkRow(compiled, mapping, [...rowOf({ personId: '' }), '', '多'], today).errors), ['Q extra-cells']);
  assert.deepEqual(said(checkRow(compiled, mapping, rowOf({}).slice(0, 9), today).errors), ['J required']);
  const without = matchHeaders(sampleItem, columns.slice(0, 9));
  assert.deepEqual(said(checkRow(compiled, without, rowOf({}).slice(0, 9), today).errors), ['- required']);
  assert.deepEqual([0, 25, 26, 701, 702].map(columnName), ['A', 'Z', 'AA', 'ZZ', 'AAA']);
});

test('rows are checked fast enough for a batch never to wait for it', (t) => {
  const rows = Array.from({ length: 5000 }, (_, i) => rowOf({ subjectCode: makeUscc(i), documentNumber: `江处罚〔2025〕${i + 1}号` }));
  for (const row of rows) checkRow(compiled, mapping, row, today);
  const from = process.cpuUsage();
  for (const row of rows) assert.equal(checkRow(compiled, mapping, row, today).errors.length, 0);
  const { user, system } = process.cpuUsage(from);
  const perSecond = Math.round((rows.length * 1e6) / (user + system));
  t.diagnostic(`${perSecond} rows of ${keys.length} columns per second of processor time`);
  assert.ok(perSecond > 20_000);
});
