/** 列名匹配的测试: which column becomes which field, and what is left to a person. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleItem } from '../core/sample-item.ts';
import { headerNames, matchHeaders, type HeaderMapping } from './headers.ts';

const fieldsOf = ({ columns }: HeaderMapping): (string | null)[] => columns.map((column) => column?.field ?? null);

test('labels, codes, keys, English names and synonyms are known whatever their width, blanks, asterisks and brackets', () => {
  const headers = ['单位名称*', ' 单 位 名 称 ', 'Ｘ＿ＭＣ', 'subjectname', '机构名称【必填】', '单位名称（全称）：', '★单位名称（必填项）'];
  for (const header of headers) assert.deepEqual(fieldsOf(matchHeaders(sampleItem, [header])), ['subjectName'], header);
  assert.deepEqual(fieldsOf(matchHeaders(sampleItem, ['代码_1', '统一社会信用代码', '代码_1（统一社会信用代码）'])), [null, null, 'subjectCode']);
  assert.deepEqual(fieldsOf(matchHeaders(sampleItem, ['单位性质', '', '说明'])), [null, null, null]);
});

test('every official code and label of an item finds its own field', () => {
  for (const field of sampleItem.fields) {
    for (const name of [field.key, field.label.zh, field.label.en, ...(field.code ? [field.code] : [])]) assert.deepEqual(fieldsOf(matchHeaders(sampleItem, [name])), [field.key], name);
  }
});

test('a money unit in the header counts where it is not the unit of the field', () => {
  assert.deepEqual(matchHeaders(sampleItem, ['罚款金额（元）']).columns, [{ field: 'fine', by: 'bare', unit: 'yuan' }]);
  assert.deepEqual(matchHeaders(sampleItem, ['罚款金额(单位：万元)']).columns, [{ field: 'fine', by: 'bare' }]);
  assert.deepEqual(matchHeaders(sampleItem, ['罚款金额']).columns, [{ field: 'fine', by: 'bare' }]);
});

test('what is unmatched, missing, ambiguous or ignored is said', () => {
  const mapping = matchHeaders(sampleItem, ['序号', '单位', '文号', '文号', '日期', '颜色', '错误原因']);
  assert.deepEqual(fieldsOf(mapping), [null, 'subjectName', null, null, null, null, null]);
  assert.deepEqual(mapping.unmatched, [{ column: 5, header: '颜色' }]);
  assert.deepEqual(mapping.ambiguous, [
    { column: 2, header: '文号', fields: ['documentNumber'] }, { column: 3, header: '文号', fields: ['documentNumber'] },
    { column: 4, header: '日期', fields: ['decidedOn', 'effectiveOn'] },
  ]);
  assert.deepEqual(mapping.missing, ['documentNumber', 'decidedBy', 'decidedOn', 'facts']);
});

test('the stronger name wins a field, and a word for two fields is not guessed even when one of them is taken', () => {
  const mapping = matchHeaders(sampleItem, ['单位', '单位名称', '决定日期', '日期']);
  assert.deepEqual(fieldsOf(mapping), [null, 'subjectName', 'decidedOn', null]);
  assert.deepEqual([mapping.unmatched.map(({ column }) => column), mapping.ambiguous.map(({ column, fields }) => [column, fields])], [[0], [[3, ['effectiveOn']]]]);
});

test('what the user confirmed goes before any match', () => {
  const mapping = matchHeaders(sampleItem, ['日期', '单位名称', '罚款（元）', '颜色'], { confirmed: { 0: 'decidedOn', 1: null, 2: 'fine', 3: 'subjectName' }, epoch: '1904' });
  assert.deepEqual(mapping.columns, [{ field: 'decidedOn', by: 'user' }, null, { field: 'fine', by: 'user', unit: 'yuan' }, { field: 'subjectName', by: 'user' }]);
  assert.deepEqual([mapping.unmatched, mapping.ambiguous, mapping.epoch], [[], [], '1904']);
});

test('the known names of an item are normalised and hold every synonym', () => {
  const names = headerNames(sampleItem);
  for (const name of ['单位名称', 'x_mc', 'subjectname', '机构名称', '罚款金额(万元)', '罚款金额']) assert.ok(names.includes(name), name);
});
