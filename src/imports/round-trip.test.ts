/** 模板往返的测试: what the platform hands out must come back: template → reader → checks → error file → reader, for every item. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs';
import { parse } from 'yaml';
import { catalogItemSchema, type CatalogItem } from '../core/catalog.ts';
import { compileItem } from '../core/facts.ts';
import { sampleItem } from '../core/sample-item.ts';
import { checkRow, type CheckedRow } from './check-row.ts';
import { csvCell, writeCsv } from './csv.ts';
import { writeErrorFile, type FailedRow } from './error-file.ts';
import { headerNames, matchHeaders } from './headers.ts';
import { readLimits, type Cell } from './read/cells.ts';
import { readTable } from './read/table.ts';
import { formatNotation, writeTemplate } from './template.ts';

const today = '2026-11-23';
const folder = mkdtempSync(join(tmpdir(), 'rongcheng-template-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const catalog = fileURLToPath(new URL('../../cities/common/catalog/', import.meta.url));
const items: CatalogItem[] = [sampleItem, ...readdirSync(catalog).map((name) => catalogItemSchema.parse(parse(readFileSync(join(catalog, name), 'utf8'))))];

interface Checked {
  header: string[];
  rows: { line: number; cells: Cell[]; row: CheckedRow }[];
}

/** What the import makes of a file. */
async function imported(item: CatalogItem, path: string): Promise<Checked> {
  const found: Checked = { header: [], rows: [] };
  for await (const part of readTable(path, path, readLimits, { known: headerNames(item) })) {
    if (part.kind === 'header') found.header = part.cells;
    if (part.kind !== 'rows') continue;
    const mapping = matchHeaders(item, found.header);
    assert.deepEqual([mapping.unmatched, mapping.ambiguous, mapping.missing], [[], [], []], item.id);
    for (const { line, cells } of part.rows) found.rows.push({ line, cells, row: checkRow(compileItem(item), mapping, cells, today) });
  }
  return found;
}

test('the template of every item, filled with its own examples, comes back without an error', async () => {
  for (const item of items) {
    const path = join(folder, `${item.id}.xlsx`);
    await writeTemplate(item, path, { version: 3 });
    assert.deepEqual((await imported(item, path)).rows, [], `${item.id}: an example must not be data`);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    item.fields.forEach((field, at) => {
      book.getWorksheet('填报')!.getCell(2, at + 1).value = field.example;
    });
    await book.xlsx.writeFile(path);
    const { rows } = await imported(item, path);
    assert.deepEqual(rows.map(({ row }) => row.errors), [[]], item.id);
    for (const field of item.fields) if (field.required) assert.notEqual(rows[0]?.row.facts[field.key], undefined, `${item.id} ${field.key}`);
  }
});

test('a template says item, law and version, formats codes as text, notes each column and offers the choices', async () => {
  const path = join(folder, 'sample.xlsx');
  await writeTemplate(sampleItem, path, { version: 3 });
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const data = book.getWorksheet('填报')!;
  const help = book.getWorksheet('说明')!;
  assert.deepEqual([1, 2, 3, 4].map((row) => String(help.getCell(row, 1).value)), ['事项：示例事项（sample）', '依据：《示例办法》第一条：示例。', '版本：第 3 版，自 2025-01-01 起施行　必备材料：示例决定书', '保存：60 个月（本市拟定政策）　严重程度归类：本市拟定政策']);
  assert.equal(data.getCell('A1').value, '单位名称*');
  assert.match(JSON.stringify(data.getCell('A1').note), /X_MC（subjectName）/);
  assert.deepEqual([data.getColumn(2).numFmt, data.getColumn(13).numFmt], ['@', undefined]);
  assert.deepEqual(data.getCell('K2').dataValidation?.formulae, ['字典!$A$2:$A$3']);
  assert.equal(book.getWorksheet('字典')?.state, 'hidden');
  assert.deepEqual(sampleItem.fields.map(formatNotation), ['C..200', 'C18', 'C..50', 'C18', 'C..128', 'C..128', 'C..200', 'D8', 'D8', 'C..50', 'C..3', 'C..200', 'N..18,6', 'N..9', 'C..20']);
});

test('an error file holds only the failed rows with reasons, fails again unchanged, and passes once corrected', async () => {
  const path = join(folder, 'errors.xlsx');
  const good = sampleItem.fields.map((field) => field.example);
  const columns = sampleItem.fields.map((field) => field.label.zh);
  const bad: Record<number, Cell> = { 1: { v: '350102199001011000', flag: 'rounded' }, 4: { v: '#REF!', flag: 'error' }, 7: '2026-02-30', 9: '=HYPERLINK("x")' };
  const cells: Cell[] = good.map((text, at) => bad[at] ?? text);
  const failedRow = (line: number, { errors }: CheckedRow): FailedRow => ({ line, cells, errors });
  const first = checkRow(compileItem(sampleItem), matchHeaders(sampleItem, columns), cells, today);
  assert.deepEqual(first.errors.map(({ code }) => code), ['rounded', 'cell-error', 'impossible']);
  await writeErrorFile(columns, [failedRow(7, first), failedRow(9, first)], path);

  const again = await imported(sampleItem, path);
  assert.deepEqual([again.header.at(-1), again.rows.length], ['错误原因', 2]);
  assert.deepEqual(again.rows[1]?.row.errors.map(({ column, code }) => [column, code]), [[1, 'rounded'], [4, 'cell-error'], [7, 'impossible']]);
  assert.equal(again.rows[0]?.row.facts.facts, '=HYPERLINK("x")');

  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const sheet = book.worksheets[0]!;
  assert.match(String(sheet.getCell(2, columns.length + 1).value), /^原第 7 行　代码_1\(统一社会信用代码\)：号码过长.*；文号：单元格显示错误值 #REF!.*；决定日期：2026 年 2 月没有 30 日/);
  assert.match(JSON.stringify(sheet.getCell('B2').note), /设为文本格式/);
  assert.equal(sheet.getCell('J2').type, ExcelJS.ValueType.String);
  for (const line of [2, 3]) for (const at of [1, 4, 7]) sheet.getCell(line, at + 1).value = good[at] ?? '';
  await book.xlsx.writeFile(path);
  assert.deepEqual((await imported(sampleItem, path)).rows.map(({ row }) => row.errors), [[], []]);

  await writeErrorFile(again.header, [failedRow(2, first)], path);
  assert.equal((await imported(sampleItem, path)).header.filter((name) => name === '错误原因').length, 1);
});

test('an error file for a reader that went away ends in a rejection, not in a crash', async () => {
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('reset')) });
  const rows = Array.from({ length: 2000 }, (_, line) => ({ line, cells: ['x'.repeat(50)], errors: [] }));
  await assert.rejects(writeErrorFile(['a'], rows, gone), /reset/);
});

test('csv goes out with a mark and without live formulas, numbers stay numbers, and texts come back as they were', async () => {
  assert.deepEqual(['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'a,b', 'a"b', ' a'].map(csvCell), ['\'=1+1', '\'+1', '\'-1', '\'@x', '"\'\tx"', '"\'\rx"', '"a,b"', '"a""b"', '" a"']);
  assert.deepEqual([-1.5, 0, true, null, undefined, ''].map(csvCell), ['-1.5', '0', 'true', '', '', '']);
  const path = join(folder, 'out.csv');
  await writeCsv(sampleItem.fields.map((field) => field.label.zh), [sampleItem.fields.map((field) => (field.key === 'remark' ? '=1+1' : field.example))], path);
  assert.equal(readFileSync(path, 'utf8').charCodeAt(0), 0xfeff);
  const { rows } = await imported(sampleItem, path);
  assert.deepEqual([rows[0]?.row.errors, rows[0]?.row.facts.remark], [[], '=1+1']);
});

test('a csv writer waits for a slow reader and reports one that fails', async () => {
  let most = 0;
  const slow = new Writable({ highWaterMark: 100, write: (_chunk, _encoding, done) => void setImmediate(done) });
  await writeCsv(['a'], (function* () {
    for (let i = 0; i < 200; i++) {
      most = Math.max(most, slow.writableLength);
      yield ['x'.repeat(50)];
    }
  })(), slow);
  assert.ok(most < 400, String(most));
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
  await assert.rejects(writeCsv(['a'], [['b'], ['c']], broken), /disk full/);
});
