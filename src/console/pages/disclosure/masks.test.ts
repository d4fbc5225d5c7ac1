// 遮盖的测试: what goes out is made by these functions alone, so a slip here would publish an identity number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Hit } from '../../contract.ts';
import { findId, isShown, masked, maskedTexts, openFinds, pieces } from './masks.ts';

const hit = (field: string, text: string, mask: string, blocks = true): Hit => ({ field, text, mask, blocks, label: { zh: field, en: field }, kind: 'phone', zh: '手机号码', start: 0, end: text.length });

test('a decided find is masked at every place where it stands in its field, and nowhere else', () => {
  const phone = hit('finding', '13800000000', '138****0000');
  const texts = { finding: '电话13800000000，又13800000000', note: '13800000000' };
  assert.deepEqual(maskedTexts(texts, [phone], { [findId(phone)]: phone.mask }), { finding: '电话138****0000，又138****0000' });
});

test('a longer find is masked before a shorter one inside it', () => {
  const number = hit('address', '3号', '*号');
  const door = hit('address', '8弄3号501室', '（门牌略）');
  const choices = { [findId(number)]: number.mask, [findId(door)]: door.mask };
  assert.equal(masked('address', '长堤路8弄3号501室', [number, door], choices), '长堤路（门牌略）');
});

test('a blocking find stays open until its words are gone; a find that does not block may be kept', () => {
  const phone = hit('finding', '13800000000', '138****0000');
  const address = hit('address', '8弄3号', '（略）', false);
  assert.equal(openFinds([phone, address], {}).length, 2);
  assert.deepEqual(openFinds([phone, address], { [findId(phone)]: '电话13800000000', [findId(address)]: address.text }), [phone]);
  assert.deepEqual(openFinds([phone, address], { [findId(phone)]: phone.mask, [findId(address)]: address.text }), []);
});

test('an internal fact is shown in no mode, a full one not in a summary', () => {
  for (const mode of ['full', 'summary', 'statistics', 'closed', '']) assert.equal(isShown({ disclose: 'never' }, mode), false);
  assert.equal(isShown({ disclose: 'full' }, 'summary'), false);
  assert.equal(isShown({ disclose: 'full' }, 'full'), true);
  assert.equal(isShown({ disclose: 'summary' }, 'closed'), false);
});

test('cutting a text at its finds loses no character', () => {
  fc.assert(fc.property(fc.string(), fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }), (text, finds) => {
    assert.equal(pieces(text, finds.map((find) => hit('f', find, '*'))).map((piece) => piece.text).join(''), text);
  }));
});
