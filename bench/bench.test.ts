// 基准测试的测试: every benchmark runs at its smallest size, agrees with its peer and reports; how fast it was is nobody's business here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchmarks, runAll, runOf } from './main.ts';
import { lineOf, type Line, quantile, reached, textOf } from './measure.ts';

test('all benchmarks agree with their peers, lose no row and report every figure', { timeout: 300_000 }, async () => {
  const lines: Line[] = [];
  await runAll({ ...runOf(10_000, 1), turnMs: 100 }, (line) => void lines.push(line));
  assert.deepEqual([...new Set(lines.map(({ id }) => id))].sort(), [...benchmarks].sort());
  for (const line of lines) {
    assert.equal(line.lost, 0, textOf(line));
    for (const figure of [line.ratio, line.ratioLow, line.ratioHigh, line.product, line.peer, line.peakRssMegabytes]) assert.ok(Number.isFinite(figure) && figure > 0, textOf(line));
  }
});

test('a ratio is of figures taken in the same turn, and a target says which way is better', () => {
  const line = lineOf({ id: 'B0', what: 'test', unit: 'rows/s', target: { least: 0.5 } }, { peers: [100, 200, 400], products: [50, 50, 300] });
  assert.deepEqual([line.ratio, line.ratioLow, line.ratioHigh, reached(line)], [0.5, 0.25, 0.75, true]);
  assert.equal(reached({ ...line, target: { most: 0.4 } }), false);
  assert.equal(reached({ ...line, goal: { least: 51 } }), false);
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
});
