/** 采集目录的测试: an item that contradicts itself never enters the rulebook. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogItemSchema } from './catalog.ts';
import { sampleItem } from './sample-item.ts';

type Loose = Record<string, unknown> & { fields: Record<string, unknown>[] };

/** The complaints about the sample after one change. */
function complaints(change: (item: Loose) => void): string {
  const item = structuredClone(sampleItem) as unknown as Loose;
  change(item);
  const parsed = catalogItemSchema.safeParse(item);
  return parsed.success ? '' : parsed.error.issues.map((issue) => issue.message).join('; ');
}
const field = (item: Loose, key: string): Record<string, unknown> => item.fields.find((each) => each.key === key) as Record<string, unknown>;

test('a sound item is accepted as it is', () => {
  assert.deepEqual(catalogItemSchema.parse(structuredClone(sampleItem)), sampleItem);
});

test('each contradiction of an item is named', () => {
  const cases: [RegExp, (item: Loose) => void][] = [
    [/no field is the summary/, (item) => delete field(item, 'facts').as],
    [/more than one field is the decidedOn/, (item) => Object.assign(field(item, 'effectiveOn'), { as: 'decidedOn' })],
    [/decidedOn must be of type date/, (item) => Object.assign(field(item, 'decidedOn'), { type: 'text' })],
    [/subjectName appears twice/, (item) => item.fields.push(field(item, 'subjectName'))],
    [/the code X_WH appears twice/, (item) => Object.assign(field(item, 'facts'), { code: 'X_WH' })],
    [/choices belong to/, (item) => delete field(item, 'kind').choices],
    [/choices belong to/, (item) => Object.assign(field(item, 'facts'), { choices: [{ value: 'a', zh: '甲', en: 'A' }] })],
    [/a choice appears twice/, (item) => Object.assign(field(item, 'kind'), { choices: [{ value: 'a', zh: '甲', en: 'A' }, { value: 'b', zh: '甲', en: 'B' }] })],
    [/only type money has a unit/, (item) => Object.assign(field(item, 'facts'), { unit: 'yuan' })],
    [/no field nowhere/, (item) => Object.assign(field(item, 'fine'), { requiredWhen: { field: 'nowhere', in: ['a'] } })],
    [/no field nowhere/, (item) => Object.assign(item, { uniqueBy: ['nowhere'] })],
    [/no field nowhere/, (item) => Object.assign(item, { severity: { default: 'minor', rules: [{ when: { field: 'nowhere', atLeast: 1 }, class: 'serious' }] } })],
    [/never disclosed/, (item) => Object.assign(field(item, 'personId'), { disclose: 'full' })],
    [/Unrecognized key/, (item) => Object.assign(item, { script: 'x' })],
    [/every object has/, (item) => Object.assign(field(item, 'count'), { key: 'constructor' })],
  ];
  for (const [expected, change] of cases) assert.match(complaints(change), expected);
});
