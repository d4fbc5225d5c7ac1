// 表头对应的测试
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeMapping } from './mapping.ts';

const field = (key: string, required: boolean) => ({ key, required, label: { zh: key, en: key } });
const fields = [field('name', true), field('court', true), field('amount', false)];

test('a required field without a column is missing; an optional one is not', () => {
  assert.deepEqual(judgeMapping(fields, { 0: 'name', 1: null }).missing.map(({ key }) => key), ['court']);
});

test('two columns for one field are said', () => {
  const { missing, doubled } = judgeMapping(fields, { 0: 'name', 1: 'court', 2: 'name' });
  assert.deepEqual([missing, doubled.map(({ key }) => key)], [[], ['name']]);
});
