/** 故障测试用的导入表: a table of judgments of which it is known what must become of it, and whether it became that. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseNumber } from '../store/door-for-tests.ts';
import type { Wired } from '../wiring.ts';

export interface Table {
  readonly rows: number;
  /** Rows with a day that does not exist. */
  readonly bad: number;
  /** Rows that say again what another row says. */
  readonly twice: number;
  /** Cases are numbered from here. */
  readonly first: number;
}

/** Writes the table. @returns its path. */
export function writeTable({ house, facts, folder, table }: { house: Wired; facts: Readonly<Record<string, unknown>>; folder: string; table: Table }): string {
  const { fields } = house.rulesOn(house.clock.today()).get('item', 'civil-judgment').body;
  const used = fields.filter((f) => facts[f.key] !== undefined);
  const line = (n: number): string[] => used.map((f) => (f.type === 'caseNumber' ? caseNumber(table.first + n) : f.as === 'decidedOn' && n < table.bad ? '2026-02-30' : String(facts[f.key])));
  const numbers = [...Array(table.rows - table.twice).keys(), ...Array.from({ length: table.twice }, (_, i) => table.bad + i)];
  const path = join(folder, `judgments-${table.first}.csv`);
  writeFileSync(path, [used.map((f) => f.label.zh), ...numbers.map(line)].map((cells) => cells.join(',')).join('\r\n'));
  return path;
}

/** The batch ended as it would have if nothing had happened: exact counts, each case once, numbers without a gap or a repeat. */
export async function wasWhole(house: Wired, batchId: string, { rows, bad, twice }: Table): Promise<void> {
  const { rows: [batch] } = await house.pool.query('select state, total, done, good, bad, duplicate, committed from rc.batch where id = $1', [batchId]);
  const good = rows - bad - twice;
  assert.deepEqual(batch, { state: 'done', total: rows, done: rows, good, bad, duplicate: twice, committed: good });
  const { rows: [landed] } = await house.pool.query('select count(*) as records, count(distinct document_number) as cases, count(distinct no) as numbers, count(distinct push_id) as receipts from rc.record where batch_id = $1', [batchId]);
  assert.deepEqual(landed, { records: good, cases: good, numbers: good, receipts: 1 });
}
