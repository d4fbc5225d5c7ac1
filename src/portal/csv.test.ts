// CSV 的测试: every text comes back as it was, and none becomes a formula.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import papa from 'papaparse';
import { csvLine } from './csv.ts';

test('a text comes back as it was, with an apostrophe before what a spreadsheet would calculate', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('=1+1', '+86 591', '-1', '@SUM(A1)', '\t=1', ' =HYPERLINK("x")', '＝1', 'a,b', 'a"b', 'a\r\nb', '', '正常'));
  fc.assert(fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (row) => {
    const { data } = papa.parse<string[]>(csvLine(row), { newline: '\r\n', delimiter: ',' });
    const back = data[0]!;
    assert.deepEqual(back.map((cell, at) => (cell === `'${row[at]}` ? row[at] : cell)), row);
    for (const cell of back) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/u);
  }));
});

test('numbers stay numbers, nothing stays empty', () => {
  assert.equal(csvLine([-5, true, null, undefined, '-5']), "-5,true,,,'-5\r\n");
});
