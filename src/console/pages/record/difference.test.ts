import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { difference } from './difference.ts';

test('only the changed middle is marked', () => {
  assert.deepEqual(difference('485,000 元', '458,000 元'), { start: '4', gone: '85', come: '58', end: ',000 元' });
  assert.deepEqual(difference('', '新增'), { start: '', gone: '', come: '新增', end: '' });
});

test('a character outside the basic plane is never cut in two', () => {
  assert.deepEqual(difference('𠮷林', '𠮶林'), { start: '', gone: '𠮷', come: '𠮶', end: '林' });
});

test('both texts can be read back from their difference', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
    const { start, gone, come, end } = difference(before, after);
    assert.equal(start + gone + end, before);
    assert.equal(start + come + end, after);
  }));
});
