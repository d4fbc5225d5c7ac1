/** 错误数据: the failed rows of a batch, page by page, in the form the file of failed rows is written from. */
import type { House } from '../store/house.ts';
import { unpack } from './batch.ts';
import type { FailedRow } from './error-file.ts';
import type { Cell } from './read/cells.ts';

/** The failed rows of a batch, in pages, as the file writer takes them. */
export async function* failedRows(house: Pick<House, 'pool' | 'keys'>, batchId: string): AsyncGenerator<FailedRow> {
  for (let after = 0; ;) {
    const { rows } = await house.pool.query<{ line: number; cells: unknown; problems: { column: number | null; zh: string }[] | null }>("select line, cells, problems from rc.batch_row where batch_id = $1 and status = 'bad' and line > $2 order by line limit 500", [batchId, after]);
    if (rows.length === 0) return;
    for (const r of rows) yield { line: r.line, cells: unpack<Cell[] | null>(house, r.cells) ?? [], errors: r.problems ?? [] };
    after = rows.at(-1)?.line ?? after;
  }
}
