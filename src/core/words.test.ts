// 检索词的测试: whatever stands in a text is found by asking for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { haystack, haystackPatterns, pairs, pairsText, queryWords, toPublicTsquery, toTsquery, words } from './words.ts';

const found = (text: string, query: string): boolean => {
  const index = words(text);
  return queryWords(query).every((token) => index.some((word) => word === token || (!/^\p{Script=Han}{2}/u.test(token) && word.startsWith(token))));
};

test('words people use for bodies are found though no dictionary has them', () => {
  const text = '江衡市住房和城乡建设局（住建局）未履行（2025）江行初字第12号判决';
  for (const query of ['住建局', '住建', '建设局', '局', '判决', '江衡市住房和城乡建设局', '（2025）江行初字第12号', '(2025)江行初字第12号']) {
    assert.ok(found(text, query), query);
  }
  assert.ok(!found(text, '人社局'));
});

test('every piece of a Chinese text is found by itself', () => {
  const chars = [...'江衡市住房城乡建设局人社县区镇判决未履行义务一二三'];
  const text = fc.array(fc.constantFrom(...chars), { minLength: 1, maxLength: 40 }).map((list) => list.join(''));
  fc.assert(fc.property(text, fc.nat(), fc.nat(), (body, a, b) => {
    const start = a % body.length;
    const piece = body.slice(start, start + 1 + (b % (body.length - start)));
    return found(body, piece) && haystackPatterns(piece).every((pattern) => haystack(body).includes(pattern.slice(1, -1)));
  }));
});

test('width, case and brackets do not matter', () => {
  assert.equal(haystack('榕发改〔2025〕８２号 ＡＢc'), '榕发改202582号abc');
  assert.deepEqual(queryWords('ＣＦ_wsh'), ['cf', 'wsh']);
  assert.deepEqual(haystackPatterns(' 住建局  100%_ '), ['%住建局%', '%100%']);
});

test('a query cannot leave its quotes, whatever is typed', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (query) => {
    const rest = toTsquery(query).replace(/'[\p{L}\p{N}]+'(:\*)?/gu, '').replaceAll(' & ', '');
    return rest === '';
  }));
  assert.equal(toTsquery("局' | 'x"), "'局':* & 'x':*");
  assert.equal(toTsquery('！？ …'), '');
  assert.deepEqual(queryWords('a⺀中⼀文'), ['a', '中一文'.slice(0, 2), '中一文'.slice(1)]);
});

test('the words of staff lists are those of the public index without the dictionary, and all that a query asks for', () => {
  const unit = fc.constantFrom(...'衡砚〇々建设局（）〔2〕。，、《x》aZ９é𠮷㐀⼈か-_ \n\'\\:*');
  fc.assert(fc.property(fc.array(unit, { maxLength: 40 }), (chars) => {
    const text = chars.join('');
    const few = pairs(text);
    const all = words(text);
    assert.deepEqual(new Set(pairsText(text).split(' ').filter((word) => word !== '')), new Set(few));
    assert.deepEqual(few.filter((word) => !all.includes(word)), []);
    assert.deepEqual(all.filter((word) => !few.includes(word) && !/^\p{Script=Han}+$/v.test(word)), []);
    assert.ok(queryWords(text).every((token) => few.some((word) => word.startsWith(token))));
    assert.ok(few.every((word) => /^[\p{L}\p{N}]+$/u.test(word)));
  }));
});

test('of a case number only its end is open, and every piece of a mixed text still finds it', () => {
  assert.equal(toTsquery('（2025）衡0121民初7号'), "'2025' & '衡' & '0121' & '民初' & '7' & '号':*");
  assert.equal(toTsquery('衡 0121 民'), "'衡':* & '0121':* & '民':*");
  const unit = fc.constantFrom(...'衡民初号年（）〕、 01a7');
  fc.assert(fc.property(fc.array(unit, { minLength: 1, maxLength: 25 }), fc.nat(), fc.nat(), (chars, a, b) => {
    const text = chars.join('');
    const start = a % text.length;
    // Words are found from their beginning, not from their middle.
    fc.pre(!(/[a-z0-9]/.test(text[start]!) && /[a-z0-9]/.test(text[start - 1] ?? ' ')));
    const piece = text.slice(start, start + 1 + (b % (text.length - start)));
    const index = pairs(text);
    const asked = [...toTsquery(piece).matchAll(/'([^']+)'(:\*)?/g)];
    return asked.every(([, token, open]) => index.some((word) => (open === undefined ? word === token : word.startsWith(token!))));
  }), { numRuns: 500 });
});

test('of a document number the public index is asked for what no other has, and of open beginnings only for the longest', () => {
  assert.equal(toPublicTsquery('（2025）衡0121民初7号'), "'2025' & '衡' & '0121' & '民初' & '7' & '衡0121民' & '初7号'");
  assert.equal(toPublicTsquery('SX-2024-0000123'), "'0000123':*");
  assert.equal(toPublicTsquery('民初7'), "'民初' & '7':*");
  assert.equal(toPublicTsquery('局'), "'局':*");
  assert.equal(toPublicTsquery('住建局'), "'住建' & '建局'");
  assert.equal(toPublicTsquery('！？ …'), '');
});
