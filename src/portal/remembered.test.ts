// 短时记忆的测试.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recent, remembered } from './reader/remembered.ts';

test('a crowd costs one fetch, and a failed one is asked again', async () => {
  let asked = 0;
  const read = remembered(60_000, async () => {
    asked += 1;
    if (asked === 1) throw new Error('away');
    return asked;
  });
  await assert.rejects(Promise.all([read(), read(), read()]), /away/);
  assert.deepEqual(await Promise.all([read(), read(), read()]), [2, 2, 2]);
  assert.equal(await read(), 2);
});

test('what was asked for lately stays, the rest goes, and there are never more than the bound', () => {
  const recent = new Recent<number, number>(8);
  for (let n = 0; n < 100; n++) {
    recent.set(n, n);
    assert.equal(recent.get(0), 0, `0 was asked for each time and is lost at ${n}`);
  }
  const kept = Array.from({ length: 100 }, (_, n) => recent.get(n)).filter((n) => n !== undefined);
  assert.ok(kept.length <= 8, String(kept));
  assert.equal(recent.get(99), 99);
});

test('a memory with a limit of time is empty when that is over, and remembers anew', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const recent = new Recent<number, number>(8, 1000);
  recent.set(1, 1);
  t.mock.timers.tick(999);
  recent.set(2, 2);
  assert.deepEqual([recent.get(1), recent.get(2)], [1, 2]);
  t.mock.timers.tick(1);
  assert.deepEqual([recent.get(1), recent.get(2)], [undefined, undefined]);
  recent.set(3, 3);
  assert.equal(recent.get(3), 3);
  t.mock.timers.tick(1000);
  assert.equal(recent.get(3), undefined);
});
