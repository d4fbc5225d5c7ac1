/** 读取上传文件的测试: a corpus made here, from ordinary tables in every encoding to bombs, and what each must become. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { readLimits, type Cell, type ReadItem, type ReadOptions } from './cells.ts';
import { csvLine } from '../csv.ts';
import { CsvSplitter, guessSeparator } from './csv.ts';
import { bookOf, bookParts, deflatedZeros, textRow, zipOf, type MadeBook } from './made-files.ts';
import { readRows } from './read-rows.ts';
import { Refused } from './refusals.ts';
import { readTable } from './table.ts';
import { daySerialText, isDateFormat, numberCell } from './xlsx-values.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-read-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function saved(bytes: Buffer | string): string {
  const path = join(folder, String(++made));
  writeFileSync(path, bytes);
  return path;
}

interface Seen {
  header: string[];
  rows: Cell[][];
  lines: number[];
  notes: string[];
  facts: Record<string, unknown>;
  refusal?: string;
  line?: number | undefined;
}

/** Reads in this process, so that a corpus of many files stays quick. */
async function read(bytes: Buffer | string, name: string, options: ReadOptions = {}): Promise<Seen> {
  const seen: Seen = { header: [], rows: [], lines: [], notes: [], facts: {} };
  try {
    for await (const item of readTable(saved(bytes), name, { ...readLimits, ...options.limits }, options)) {
      if (item.kind === 'header') Object.assign(seen, { header: item.cells, facts: item });
      else if (item.kind === 'rows') {
        seen.rows.push(...item.rows.map((row) => row.cells));
        seen.lines.push(...item.rows.map((row) => row.line));
      } else seen.notes.push(item.code);
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    seen.refusal = error.refusal.code;
    seen.line = error.refusal.line;
    assert.match(error.refusal.zh, /请/, 'a refusal says what to do');
  }
  return seen;
}

async function collect(items: AsyncIterable<ReadItem>): Promise<ReadItem[]> {
  const all: ReadItem[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The code of the refusal that a reading ended in. */
function refusalIn(items: readonly ReadItem[]): string | undefined {
  const last = items.at(-1);
  return last?.kind === 'refusal' ? last.code : undefined;
}

/** 名称,备注 / 江衡市,甲 in GB18030. */
const gbk = Buffer.from('c3fbb3c62cb1b8d7a20abdadbae2cad02cbcd70a', 'hex');
const utf16 = (text: string, big: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const sheet = (rows: string, more: Partial<MadeBook> = {}, after = ''): Buffer => bookOf({ sheets: [{ name: '表', rows, after }], ...more });
const two = textRow(1, ['名称', '备注']);

test('a csv reads the same in UTF-8, with a mark, in GB18030 and in both kinds of UTF-16', async () => {
  const text = '名称,备注\n江衡市,甲\n';
  const files: [Buffer | string, string][] = [[text, 'utf-8'], [`\ufeff${text}`, 'utf-8'], [gbk, 'gb18030'], [utf16(text, false), 'utf-16le'], [utf16(text, true), 'utf-16be']];
  for (const [bytes, encoding] of files) {
    const seen = await read(bytes, 'a.csv');
    assert.deepEqual([seen.header, seen.rows, seen.facts.encoding, seen.facts.lines], [['名称', '备注'], [['江衡市', '甲']], encoding, 2], encoding);
  }
});

test('the encoding is decided for the whole file: one late GBK byte changes it, and short cells are never judged alone', async () => {
  // 0xC2 0xB7 is · in UTF-8 and 路 in GBK.
  const cell = Buffer.from('c2b7', 'hex');
  assert.deepEqual((await read(Buffer.concat([Buffer.from('a,b\n1,'), cell]), 'a.csv')).rows, [['1', '·']]);
  assert.deepEqual((await read(Buffer.concat([gbk, Buffer.from('1,'), cell]), 'a.csv')).rows[1], ['1', '路']);
  assert.deepEqual((await read(Buffer.concat([Buffer.from('a,b\n1,'), cell]), 'a.csv', { encoding: 'gb18030' })).rows, [['1', '路']]);
});

test('quotes, line breaks inside cells, blank lines, sep= and old line ends keep their line numbers', async () => {
  const seen = await read('sep=;\r\n甲;乙\r\n"一\r\n二";"说""好"""\r\n\r\n ; \r\n三;"四"五\r\n', 'a.csv');
  assert.deepEqual([seen.header, seen.rows, seen.lines], [['甲', '乙'], [['一\r\n二', '说"好"'], ['三', '四五']], [3, 7]]);
  assert.deepEqual((await read('甲,乙\r1,2\r3,4', 'a.csv')).lines, [2, 3]);
  assert.equal(guessSeparator('a\tb,c\td\n1\t2\t3\n', 'x.csv'), '\t');
});

test('any table of texts survives writing as csv and splitting again, wherever the pieces are cut', () => {
  const safe = fc.string({ unit: fc.constantFrom('a', '江', '"', ',', '\n', '\r', ' ', ';', '\'', '5') }).filter((text) => !/^\s*$/.test(text));
  fc.assert(fc.property(fc.array(fc.array(safe, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 7 }), (rows, size) => {
    const text = rows.map((row) => csvLine(row)).join('');
    const found: Cell[][] = [];
    const splitter = new CsvSplitter(',', readLimits, (row) => found.push(row.cells));
    for (let at = 0; at < text.length; at += size) splitter.write(text.slice(at, at + size));
    splitter.end();
    assert.deepEqual(found, rows.map((row) => row.map((cell) => (/^[\r]/.test(cell) ? `'${cell}` : cell))));
  }), { numRuns: 300 });
});

test('text files that cannot be a table are refused with the line', async () => {
  const cases: [Buffer | string, string, string, number?][] = [
    ['', 'a.csv', 'empty'], [' \n\n', 'a.csv', 'empty'], ['a,b\n1,\0\n', 'a.csv', 'nul-bytes'], ['a,b\n1,2\n3,\ufffd\n', 'a.csv', 'garbled', 3],
    [Buffer.from('a,b\n\xff\xff\xff\n', 'latin1'), 'a.csv', 'encoding'], ['a,b\n1,"2\n3,4\n', 'a.csv', 'open-quote', 2],
    [`a,b\n1,${'x'.repeat(40_000)}\n`, 'a.csv', 'cell-too-long', 2], [`a,b\n1,"${'x\n'.repeat(600_000)}`, 'a.csv', 'line-too-long', 2],
    [`a,b\n${'x'.repeat(1_100_000)}`, 'a.csv', 'line-too-long', 2], [`${'a,'.repeat(500)}z\n`, 'a.csv', 'too-many-columns', 1],
    ['<html><table><tr><td>1', 'a.xls', 'web-page'], ['[{"a":1}]', 'a.json', 'json-array'], ['%PDF-1.7', 'a.csv', 'not-a-table'], ['Rar!\x1a', 'a.xlsx', 'archive'],
    ['{"a":1}\n{"a":\n', 'a.ndjson', 'bad-json', 2], ['{"__proto__":{"x":1}}\n', 'a.ndjson', 'bad-json', 1], ['[1]\n', 'a.ndjson', 'bad-json', 1],
  ];
  for (const [bytes, name, code, line] of cases) {
    const seen = await read(bytes, name);
    assert.deepEqual([seen.refusal, seen.line], [code, line], `${name} ${code}`);
  }
  assert.equal((await read(`a,b\n${'1,2\n'.repeat(11)}`, 'a.csv', { limits: { rowsMax: 10 } })).refusal, 'too-many-rows');
});

test('lines of JSON become a table of all their keys, and long numbers keep their digits', async () => {
  const seen = await read('{"a":"x","n":1.50}\n\n{"b":["甲","乙"],"n":350102199001011234,"t":true,"z":null}\n', 'a.ndjson');
  assert.deepEqual(seen.header, ['a', 'n', 'b', 't', 'z']);
  assert.deepEqual(seen.rows, [['x', { v: '1.50', flag: 'number' }, '', '', ''], ['', { v: '350102199001011234', flag: 'rounded' }, '甲;乙', 'TRUE', '']]);
  assert.deepEqual(seen.lines, [1, 3]);
});

test('a workbook gives shared, inline and rich texts, booleans, errors, formulas and numbers with what is special about each', async () => {
  const rows = textRow(3, ['一', '二', '三', '四', '五', '六', '七', '八', '九'])
    + '<row r="5"><c r="A5" t="s"><v>0</v></c><c r="B5" t="inlineStr"><is><r><t>富</t></r><r><t>文_x000A_本</t></r><rPh><t>fu</t></rPh></is></c><c r="C5" t="b"><v>1</v></c>'
    + '<c r="D5" t="e"><v>#REF!</v></c><c r="E5" t="str"><f>A1&amp;"x"</f><v>果</v></c><c r="F5"><v>3.50102199001011E+17</v></c><c r="G5"><v>350102199001011000</v></c>'
    + '<c r="H5"><f>1+1</f><v>1.1000000000000001</v></c><c r="I5"><v>1.1000000000000001</v></c></row>';
  const seen = await read(sheet(rows, { sharedStrings: ['共享 & <文>'] }), 'a.xlsx');
  assert.deepEqual(seen.lines, [5]);
  assert.deepEqual(seen.rows, [[
    '共享 & <文>', '富文\n本', 'TRUE', { v: '#REF!', flag: 'error' }, { v: '果', flag: 'formula' },
    { v: '3.50102199001011E+17', flag: 'rounded' }, { v: '350102199001011000', flag: 'rounded' }, { v: '1.1', flag: 'formula' }, { v: '1.1', flag: 'number' },
  ]]);
});

test('dates read by format in both date systems, and the day that never was is no day', async () => {
  const rows = two + '<row r="2"><c r="A2" s="1"><v>46349</v></c><c r="B2" s="2"><v>46349.5</v></c></row>';
  const day = (v: string): Cell => ({ v, flag: 'date' });
  assert.deepEqual((await read(sheet(rows, { formats: [0, 14, 200] }), 'a.xlsx')).rows, [[day('2026-11-23'), day('2026-11-23 12:00:00')]]);
  const old = await read(sheet(rows.replaceAll('46349', '44887'), { formats: [0, 14, 200], date1904: true }), 'a.xlsx');
  assert.deepEqual([old.rows, old.facts.epoch], [[[day('2026-11-23'), day('2026-11-23 12:00:00')]], '1904']);
  assert.deepEqual([1, 59, 60, 61].map((serial) => daySerialText(serial, '1900')), ['1900-01-01', '1900-02-28', undefined, '1900-03-01']);
  assert.equal(daySerialText(0, '1904'), '1904-01-01');
  assert.deepEqual(['0.00E+00', '#,##0"元"', '[Red]0.00', 'General', '@'].map((code) => isDateFormat(200, code)), [false, false, false, false, false]);
  assert.deepEqual(['yyyy-mm-dd', '[$-804]m/d', '[h]:mm', 'yyyy"年"'].map((code) => isDateFormat(200, code)), [true, true, true, true]);
});

test('sixteen digits and more are rounded, fifteen are exact, and no number loses a digit that a sheet shows', () => {
  assert.deepEqual(numberCell('350102199001011', false, '1900'), { v: '350102199001011', flag: 'number' });
  assert.deepEqual(numberCell('1234567890123450', false, '1900'), { v: '1234567890123450', flag: 'rounded' });
  fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (fen) => {
    const yuan = (fen / 100).toFixed(2);
    const cell = numberCell(String(fen / 100), false, '1900') as { v: string };
    assert.equal(Number(cell.v).toFixed(2), yuan);
    assert.doesNotMatch(cell.v, /e/i);
  }));
});

test('title rows above the header, hidden sheets, notes sheets and formatted blank rows are passed over', async () => {
  const blank = Array.from({ length: 5000 }, (_, i) => `<row r="${i + 10}"><c r="A${i + 10}" s="0"/><c r="XFD${i + 10}" s="0"/></row>`).join('');
  const seen = await read(bookOf({ sheets: [
    { name: '秘', state: 'veryHidden', rows: textRow(1, ['名称', '备注']) + textRow(2, ['不可', '读']) },
    { name: '说明', rows: textRow(1, ['列名', '含义']) + textRow(2, ['名称', '法定全称']) },
    { name: '填报', rows: textRow(1, ['江衡市记录表']) + textRow(2, ['填报单位：某局', '日期：今天']) + textRow(4, ['名称*', '备注']) + textRow(5, ['甲', '乙']) + blank, after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>' },
  ] }), 'a.xlsx', { known: ['名称', '备注'] });
  assert.deepEqual([seen.facts.sheet, seen.header, seen.rows, seen.lines], ['填报', ['名称*', '备注'], [['甲', '乙']], [5]]);
  assert.deepEqual(seen.notes, ['merged-cells', 'hidden-sheets', 'other-sheets']);
});

test('workbooks that must not be read are refused, each for its own reason', async () => {
  const good = bookParts({ sheets: [{ name: '表', rows: two }] });
  const ole = (stream: string): Buffer => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000), Buffer.from(stream, 'utf16le'), Buffer.alloc(500)]);
  const replaced = (name: string, data: string): Buffer => zipOf(good.map((part) => (part.name === name ? { name, data } : part)));
  const cases: [Buffer, string, string, number?][] = [
    [ole('EncryptedPackage'), 'a.xlsx', 'encrypted'], [ole('Workbook'), 'a.xls', 'legacy-xls'], [ole('Workbook'), 'a.et', 'wps'], [ole('WordDocument'), 'a.wps', 'wps'],
    [zipOf(good).subarray(0, -30), 'a.xlsx', 'damaged'], [zipOf([{ name: 'a.txt', data: 'x' }]), 'a.xlsx', 'archive'],
    [zipOf([...good, { name: 'docProps/x.xml', data: '<?xml version="1.0"?><!-- a --><!DOCTYPE x [<!ENTITY a "b">]><x/>' }]), 'a.xlsx', 'doctype'],
    [zipOf([...good, { name: 'docProps/x.xml', data: utf16('<!DOCTYPE x><x/>', false) }]), 'a.xlsx', 'doctype'],
    [replaced('xl/worksheets/sheet1.xml', `<!--${' '.repeat(5000)}--><!DOCTYPE x><worksheet/>`), 'a.xlsx', 'doctype'],
    [replaced('xl/worksheets/sheet1.xml', `<worksheet><sheetData>${two}`), 'a.xlsx', 'damaged'],
    [replaced('xl/worksheets/sheet1.xml', `<worksheet>${'<a>'.repeat(100)}`), 'a.xlsx', 'damaged'],
    [replaced('xl/worksheets/sheet1.xml', `<worksheet><sheetData>${two}<row r="2"><c t="s"><v>7</v></c></row></sheetData></worksheet>`), 'a.xlsx', 'damaged'],
    [sheet(''), 'a.xlsx', 'no-header'], [sheet(`${two}<row r="2"><c r="OK2"><v>1</v></c></row>`), 'a.xlsx', 'too-many-columns', 2],
    [sheet(two + textRow(2, ['x'.repeat(40_000)])), 'a.xlsx', 'cell-too-long', 2], [sheet(two + textRow(2, Array(40).fill('x'.repeat(30_000)))), 'a.xlsx', 'line-too-long', 2],
    [zipOf([...good, ...Array.from({ length: 1000 }, (_, i) => ({ name: `x${i}`, data: '' }))]), 'a.xlsx', 'bomb'], [zipOf([...good, ...good]), 'a.xlsx', 'bomb'],
    [zipOf([{ name: 'a', data: 'x'.repeat(100) }, ...good], true), 'a.xlsx', 'bomb'],
    [zipOf([...good, { name: 'content.xml', data: '<x/>' }]), 'a.ods', 'other-spreadsheet'],
  ];
  for (const [bytes, name, code, line] of cases) {
    const seen = await read(bytes, name);
    assert.deepEqual([seen.refusal, seen.line], [code, line], `${name} ${code}`);
  }
});

test('size and density of the compressed parts are each limited by themselves', async () => {
  const good = bookParts({ sheets: [{ name: '表', rows: two }] });
  const noise = { name: 'noise', data: randomBytes(200_000) };
  assert.equal((await read(zipOf(good), 'a.xlsx', { limits: { inflatedBytesMax: 1000 } })).refusal, 'bomb');
  const dense = zipOf([...good, noise, { name: 'dense', data: 'x'.repeat(50_000) }]);
  assert.equal((await read(dense, 'a.xlsx', { limits: { ratioFloorBytes: 10_000 } })).refusal, 'bomb');
  assert.equal((await read(dense, 'a.xlsx')).refusal, undefined);
});

test('a megabyte that inflates to a gigabyte is refused, whether it declares so or lies', async (t) => {
  const zeros = deflatedZeros(1024);
  const bomb = (declaredBytes: number): string => saved(zipOf(bookParts({ sheets: [{ name: '表', rows: two }] }).map((part) => (part.name === 'xl/worksheets/sheet1.xml' ? { name: part.name, data: zeros, deflated: true, declaredBytes } : part))));
  assert.ok(zeros.length < 1.2 * 2 ** 20);
  for (const [declared, code] of [[2 ** 30, 'bomb'], [150 * 2 ** 20, 'bomb'], [1000, 'damaged']] as const) {
    const from = performance.now();
    const items = await collect(readRows(bomb(declared), 'a.xlsx'));
    assert.deepEqual(items.map((item) => (item.kind === 'refusal' ? item.code : item.kind)), [code]);
    t.diagnostic(`refused in ${Math.round(performance.now() - from)} ms`);
  }
});

test('a reading process that dies or takes too long becomes a refusal, and leaving early ends it', async () => {
  const large = saved(sheet(two + Array.from({ length: 30_000 }, (_, i) => textRow(i + 2, [`名${i}`, '乙'.repeat(30)])).join('')));
  // A quarter of a million distinct strings cannot be held in a heap of 16 MB.
  const strings = saved(sheet(two, { sharedStrings: Array.from({ length: 250_000 }, (_, i) => `字串${i}${'长'.repeat(40)}`) }));
  const dead = await collect(readRows(strings, 'a.xlsx', { limits: { heapMegabytesMax: 16 } }));
  assert.equal(refusalIn(dead), 'reader-died');
  const slow = await collect(readRows(large, 'a.xlsx', { limits: { readMsMax: 1, readMsPerMegabyteMax: 0 } }));
  assert.equal(refusalIn(slow), 'too-slow');
  for await (const item of readRows(large, 'a.xlsx')) if (item.kind === 'row') break;
  await setTimeout(100);
  assert.deepEqual(process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap'), []);
});

test('twenty thousand rows of twenty-eight columns come through the process in order and within its memory', async (t) => {
  const titles = Array.from({ length: 28 }, (_, i) => `列${i}`);
  const path = saved(sheet(textRow(1, titles) + Array.from({ length: 20_000 }, (_, i) => textRow(i + 2, titles.map((title) => `${title}的值${i}`))).join('')));
  const from = performance.now();
  let rows = 0;
  let peak = 0;
  for await (const item of readRows(path, 'a.xlsx')) {
    if (item.kind === 'row') assert.equal(item.line, ++rows + 1);
    else if (item.kind === 'end') peak = item.peakRssBytes;
    else assert.equal(item.kind, 'header');
  }
  t.diagnostic(`20,000 × 28 cells in ${Math.round(performance.now() - from)} ms, process peak ${Math.round(peak / 2 ** 20)} MB`);
  assert.equal(rows, 20_000);
  assert.ok(peak < 400 * 2 ** 20);
});
