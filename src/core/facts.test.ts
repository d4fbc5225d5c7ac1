/** 记录内容校验的测试: what is stored for what was typed, and what is said when it cannot be stored. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { factText } from './fact-text.ts';
import { checkFacts, compileItem, type CheckedFacts } from './facts.ts';
import { sampleItem, sampleRaw } from './sample-item.ts';

const today = '2026-11-23';
const compiled = compileItem(sampleItem);
const check = (more: Record<string, unknown>): CheckedFacts => checkFacts(compiled, { ...sampleRaw, ...more }, today);
const codes = (more: Record<string, unknown>): string[] => check(more).errors.map((issue) => `${issue.field} ${issue.code}`);

test('every type is normalised for storage: fen, days, values of choices, one spelling of numbers and names', () => {
  assert.deepEqual(check({ fine: '1.5', decidedOn: '2026年5月18日', documentNumber: '江处罚[2025]1号', status: '已履行', count: '1,200', subjectName: ' 江衡市某局(筹) ', facts: '第一\r\n第二' }), {
    facts: {
      subjectName: '江衡市某局（筹）', subjectCode: '11990100YY00000018', representative: '钟砚秋', personId: '990100198002290170', documentNumber: '江处罚〔2025〕1号',
      caseNumber: '（2025）示0102执12号', decidedBy: '江衡市人民政府', decidedOn: '2026-05-18', effectiveOn: '2026-06-01', facts: '第一\n第二',
      status: '01', kind: ['fine', 'confiscation'], fine: 1_500_000, count: 1200, remark: '无',
    },
    errors: [],
    warnings: [{ field: 'personId', code: 'province', at: 1, zh: '第 1–2 位“99”不是现有省级代码，请核对', en: 'Positions 1–2 are not a province code' }],
  });
});

test('choices are known by value, by either label, without leading zeros, and separated in any usual way', () => {
  for (const given of ['02', '2', ' 未履行 ', 'NOT DONE', '０２']) assert.equal(check({ status: given }).facts.status, '02', given);
  for (const given of ['警告;罚款', '罚款；警告', '警告、罚款', 'fine, warning', '罚款\n警告', '警告|罚款;']) assert.deepEqual(check({ kind: given }).facts.kind, ['warning', 'fine'], given);
  assert.deepEqual(check({ kind: ['fine', 'warning'] }).facts.kind, ['warning', 'fine']);
  assert.deepEqual(codes({ status: '部分', kind: '罚款;拘留' }), ['status choice', 'kind choice', 'fine required'].slice(0, 2));
});

test('what is required, or required because of another field, is missed by name', () => {
  assert.deepEqual(codes({ facts: ' ', fine: '' }), ['facts required', 'fine required']);
  assert.match(check({ fine: null }).errors[0]?.zh ?? '', /“类别”为“罚款”时，须填写“罚款金额\(万元\)”/);
  assert.deepEqual(codes({ fine: '', kind: '警告' }), []);
  assert.deepEqual(codes({ facts: '\u200b\u200b' }), ['facts required']);
});

test('each kind of wrong value is refused once, with its field, in Chinese that says what to do', () => {
  const cases: [Record<string, unknown>, string[]][] = [
    [{ decidedOn: '2026-11-24' }, ['decidedOn too-late']], [{ effectiveOn: '2027-01-01' }, []], [{ decidedOn: '2026-02-30' }, ['decidedOn impossible']],
    [{ decidedOn: '1900-01-01' }, ['decidedOn too-early']], [{ subjectCode: '11990100YY0000001X' }, ['subjectCode check']], [{ fine: '一万' }, ['fine words']],
    [{ count: '1.5' }, ['count form']], [{ count: '-3' }, ['count negative']], [{ count: '9999999999' }, ['count too-large']], [{ facts: '字'.repeat(51) }, ['facts too-long']],
    [{ facts: '𠮷'.repeat(50) }, []], [{ remark: 'a\u0000b' }, ['remark control']], [{ remark: '\ufffd' }, ['remark garbled']], [{ remark: '\ud800' }, ['remark garbled']],
    [{ personId: 350102199001011234n }, ['personId type']], [{ personId: 2 ** 60 }, ['personId rounded']], [{ remark: true }, ['remark type']], [{ remark: ['a'] }, ['remark type']],
    [{ status2: 'x' }, ['status2 unknown-field']],
  ];
  for (const [more, expected] of cases) assert.deepEqual(codes(more), expected, JSON.stringify(more, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v)));
  for (const [more] of cases) for (const issue of check(more).errors) assert.match(issue.zh, /[\u4e00-\u9fa5]/);
});

test('a field that may stay empty takes 无 and / for empty, with a warning; a required one does not', () => {
  const checked = check({ subjectCode: '/', effectiveOn: '无', count: 'N/A', kind: '/' });
  assert.deepEqual(checked.warnings.filter(({ code }) => code === 'placeholder').map(({ field }) => field), ['subjectCode', 'effectiveOn', 'kind', 'count']);
  assert.deepEqual([checked.errors, checked.facts.effectiveOn], [[], undefined]);
  assert.deepEqual(codes({ decidedOn: '无' }), ['decidedOn placeholder']);
});

test('an own key called __proto__ is refused like any unknown key', () => {
  const raw = JSON.parse(`{"__proto__":"x",${JSON.stringify(sampleRaw).slice(1)}`) as Record<string, unknown>;
  assert.deepEqual(checkFacts(compiled, raw, today).errors.map(({ field, code }) => [field, code]), [['__proto__', 'unknown-field']]);
});

test('stored facts written as text and typed again are the same facts', () => {
  const money = fc.integer({ min: 0, max: 10 ** 13 }).map((fen) => ({ fine: `${fen}` }));
  fc.assert(fc.property(money, fc.constantFrom('警告', '罚款;警告', '没收违法所得、没收非法财物'), (more, kind) => {
    const { facts } = check({ ...more, kind });
    const typed = Object.fromEntries(sampleItem.fields.map((field) => [field.key, factText(field, facts[field.key])]));
    assert.deepEqual(checkFacts(compiled, typed, today).facts, facts);
  }), { numRuns: 100 });
});

test('checking never throws, whatever it is given, and never stores a key the item does not have', () => {
  const keys = fc.constantFrom(...sampleItem.fields.map((field) => field.key), 'toString', 'x');
  fc.assert(fc.property(fc.dictionary(keys, fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue())), (raw) => {
    for (const key of Object.keys(checkFacts(compiled, raw, today).facts)) assert.ok(compiled.byKey.has(key));
  }), { numRuns: 200 });
});

test('an item is compiled once, and the day of today is not remembered from one check to the next', () => {
  assert.equal(compileItem(sampleItem), compiled);
  assert.deepEqual(checkFacts(compiled, { ...sampleRaw, decidedOn: '2026-11-24' }, '2026-11-24').errors, []);
  assert.deepEqual(codes({ decidedOn: '2026-11-24' }), ['decidedOn too-late']);
});
