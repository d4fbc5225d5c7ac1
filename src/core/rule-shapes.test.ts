import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleErrors, ruleFaults } from './rule-shapes.ts';
import { sampleItem } from './sample-item.ts';

const ground = { key: 'a-law', label: { zh: '依据', en: 'Ground' }, for: ['body'], modes: ['summary'], source: { instrument: '某法', article: '第一条' } };
const saysOf = (...ask: Parameters<typeof ruleFaults>): string[] => ruleFaults(...ask).map(({ path, zh }) => `${path.join('.')} ${zh}`);

test('what is wrong with a rule is said in Chinese, at its place, in words one can act on', () => {
  assert.deepEqual(saysOf('ground', ground), []);
  assert.deepEqual(saysOf('ground', { ...ground, key: '一', label: { zh: '依据' }, for: [], modes: ['all'], more: 1, source: { instrument: '', article: 3 } }), [
    'key 只用英文字母、数字、点和连字符，以字母开头 (letters, digits, dots, hyphens)', 'label.en 还没有填写', 'for 至少要有 1 项', 'modes.0 须是下列之一：full、summary、statistics', 'source.instrument 还没有填写', 'source.article 应为文字', ' 不认识的项目“more”，请删去或更正拼写',
  ]);
  assert.deepEqual(saysOf('item', { ...sampleItem, effectiveFrom: '昨天', retentionMonths: 0 }), ['effectiveFrom 须是日期，如 2026-11-23', 'retentionMonths 须大于 0']);
});

test('what contradicts itself within an item is said in Chinese as well, to the clerk and past the page', () => {
  const broken = { ...sampleItem, uniqueBy: ['nowhere'], fields: sampleItem.fields.map((field) => (field.as === 'summary' ? { ...field, as: undefined } : field)) };
  assert.deepEqual(saysOf('item', broken), ['fields 缺少事实摘要：请在对应的字段写上 as: summary', 'uniqueBy 没有名为“nowhere”的字段']);
  for (const { zh, en } of ruleErrors('item', 'sample', broken)) {
    assert.match(zh, /请更正：\p{Script=Han}/u);
    assert.doesNotMatch(en, /\p{Script=Han}/u);
  }
});
