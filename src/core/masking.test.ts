import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyMasks, proposeMasks, scan } from './gate.ts';
import { onlyHides } from './masking.ts';

test('a mask that hides is accepted, one that says something else is not', () => {
  assert.ok(onlyHides('联系人张三丰，电话13800138000。', '联系人张**，电话138****8000。'));
  assert.ok(onlyHides('被告张三拖欠', '被告某拖欠'));
  assert.ok(onlyHides('未付清', '未付清'));
  assert.ok(!onlyHides('拖欠工程款128万元', '拖欠工程款1*万元已付清'));
  assert.ok(!onlyHides('拖欠工程款', '已付清工程款'));
  assert.ok(!onlyHides('ab', 'ab*b'), 'the same letters do not count twice');
});

test('hiding any stretch of any text only hides', () => {
  fc.assert(fc.property(fc.string(), fc.nat(), fc.nat(), (text, a, b) => {
    const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
    assert.ok(onlyHides(text, `${text.slice(0, from)}*${text.slice(to)}`));
  }));
});

test('what the gate proposes only hides', () => {
  for (const text of ['身份证号11010519491231002X，电话13800138000', '住在江北县柳桥镇幸福路12号3栋2单元501室', '卡号6222021234567890128，邮箱zhang.san@example.com']) {
    assert.ok(onlyHides(text, applyMasks(text, proposeMasks(text, scan(text)))), text);
  }
});
