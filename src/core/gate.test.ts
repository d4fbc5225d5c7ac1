import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blocked, free } from './gate.corpus.ts';
import { applyMasks, proposeMasks, scan, scanAll } from './gate.ts';
import { idCheckChar } from './identifiers/id-number.ts';
import { makeUscc, usccCheckChar } from './identifiers/uscc.ts';
import { growthOf } from './growth-for-tests.ts';

const blocks = (text: string) => scan(text).filter((hit) => hit.blocks);

test('the corpus holds at least 120 labelled lines', () => {
  assert.ok(blocked.length >= 60 && blocked.length + free.length >= 120);
});

test('at least 99 % of the lines that must block do, with the right kind', () => {
  const missed = blocked.filter(([kind, text]) => !blocks(text).some((hit) => hit.kind === kind));
  assert.ok(missed.length <= blocked.length * 0.01, `missed: ${JSON.stringify(missed)}`);
});

test('no line of ordinary public text is blocked', () => {
  const wrong = free.flatMap((text) => blocks(text).map((hit) => `${text} → ${hit.kind} “${hit.text}”`));
  assert.deepEqual(wrong, []);
});

test('masking what was found leaves nothing that blocks, secrecy marks aside', () => {
  for (const [kind, text] of blocked) {
    if (kind === 'secrecyMark') continue;
    const shown = applyMasks(text, proposeMasks(text, scan(text)));
    assert.deepEqual(blocks(shown).map((hit) => hit.text), [], `${text} → ${shown}`);
  }
});

test('masks follow the convention', () => {
  const mask = (text: string) => applyMasks(text, proposeMasks(text, scan(text)));
  assert.equal(mask('张某11010519491231002X'), '张某110***********002X');
  assert.equal(mask('１３８００１３８０００'), '138****8000');
  assert.equal(mask('卡号6222 0212 3456 7890 128'), '卡号***************0128');
  assert.equal(mask('家住江衡市城东区五四路100号3栋501室。'), '家住江衡市城东区五四路***。');
  assert.equal(mask('zhangsan@example.com'), 'z***@example.com');
  assert.equal(mask('闽A12345'), '闽A*****');
});

test('a home is masked as a whole, whatever it was found by', () => {
  for (const [text, shown] of [
    ['住址:江衡市东湖区胜利路12号院3号楼4单元602。', '住址:江衡市东湖区胜利路***。'],
    ['现居住于江衡市胜利路55弄12号601室，', '现居住于江衡市胜利路***，'],
    ['家住江衡市某镇某村3组12号；', '家住江衡市某镇某村***；'],
  ] as const) assert.equal(applyMasks(text, proposeMasks(text, scan(text))), shown);
});

test('a secrecy mark is never masked away', () => {
  assert.deepEqual(proposeMasks('机密★1年', scan('机密★1年')), []);
  assert.match(scan('机密★1年')[0]?.zh ?? '', /保密工作机构/);
});

test('a hit carries the very text, its place and words in Chinese', () => {
  const [hit] = scanAll({ summary: '无', 'file:a.pdf': '电话 13800138000。' });
  assert.deepEqual([hit?.where, hit?.text, hit?.start, hit?.end, hit?.kind], ['file:a.pdf', '13800138000', 3, 14, 'phone']);
  assert.equal(hit?.zh, '疑似电话号码，公开前须遮盖');
});

test('masks of another text are refused', () => {
  assert.throws(() => applyMasks('短', [{ start: 0, end: 9, replacement: '*', kind: 'phone' }]), RangeError);
  assert.throws(() => applyMasks('0123456789', [{ start: 0, end: 5, replacement: '', kind: 'phone' }, { start: 4, end: 6, replacement: '', kind: 'phone' }]), RangeError);
  assert.deepEqual(proposeMasks('另一段文字', scan('电话13800138000')), []);
});

test('every valid identity number is found, with blanks anywhere', () => {
  const digits = fc.tuple(fc.integer({ min: 110000, max: 659999 }), fc.integer({ min: 1940, max: 2020 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 999 }));
  fc.assert(fc.property(digits, fc.integer({ min: 1, max: 17 }), fc.constantFrom('', ' ', '-', '　'), ([area, y, m, d, n], cut, gap) => {
    const first17 = `${area}${y}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}${String(n).padStart(3, '0')}`;
    const id = first17 + idCheckChar(first17);
    assert.ok(blocks(`甲${id.slice(0, cut)}${gap}${id.slice(cut)}乙`).some((hit) => hit.kind === 'idNumber' && hit.end === 19 + gap.length), id);
  }), { numRuns: 3000 });
});

test('credit codes, case numbers and document numbers never block', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 999_999 }), fc.constantFrom('11', '12', '91', '54'), fc.integer({ min: 110000, max: 659999 }), fc.integer({ min: 0, max: 999_999_999 }), (serial, kind, area, org) => {
    const allDigits = `${kind}${area}${String(org).padStart(9, '0')}`;
    for (const code of [makeUscc(serial, kind, String(area)), allDigits + usccCheckChar(allDigits)]) {
      assert.deepEqual(blocks(`甲（${code}）`).filter((hit) => hit.kind !== 'idNumber'), [], code);
      assert.deepEqual(blocks(`统一社会信用代码${code}，案号（2019）闽0102执${serial}号，榕发改〔2017〕${serial}号`), [], code);
    }
  }), { numRuns: 3000 });
});

test('positions are those of the original text', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (lead) => {
    const text = `${lead}。电话13800138000。`;
    assert.ok(scan(text).some((hit) => hit.text === '13800138000'), text);
  }));
});

test('hostile text costs in proportion to its length: eight times the text takes nowhere near sixty-four times as long', () => {
  const seeds = ['1', '1 ', '13', '138 ', '13800138000', '110105194912310', '6222 ', '62220212345678901', '0591-', '栋', '1栋', '3栋2单元', '住', '、住', '，住某', '户籍', '家住1', '路1号',
    '村', '村3组', '@', 'a@', 'a.', 'a@a.', '闽A', '闽A1', '密 ', '机 密', '内部资料', '此件', '护照', 'E1', '诊断', '(', ' ', '\n', '（', 'x', 'ab12', '9'.repeat(17), '一', '苑1-', '20', '1949-', '甲住在某路1号2-'];
  scan(seeds.join('').repeat(20));                                         // compile the patterns first
  for (const seed of seeds) {
    const ratio = growthOf((length) => void scan(seed.repeat(Math.ceil(length / seed.length)).slice(0, length)), 12_500, 0.2);
    assert.ok(ratio < 32, `${JSON.stringify(seed)}: ${ratio.toFixed(0)} times as long`);
  }
});
