/**
 * 读取进程: the program that `readRows` starts for one file. It may use so much memory and no more, sees no environment, and
 * ends with its parent. It writes lines of JSON: items of the table, then the end or a refusal.
 */
import { once } from 'node:events';
import { argv, exit, resourceUsage, stdin, stdout } from 'node:process';
import { readLimits, type ReadLimits, type ReadOptions } from './cells.ts';
import { Refused } from './refusals.ts';
import { readTable, type TableItem } from './table.ts';

const rowsPerLine = 256;

async function write(item: unknown): Promise<void> {
  if (!stdout.write(`${JSON.stringify(item)}\n`)) await once(stdout, 'drain');
}

async function hand(item: TableItem, countOnly = false): Promise<number> {
  if (item.kind !== 'rows') {
    await write(item);
    return 0;
  }
  if (countOnly) return item.rows.length;
  for (let at = 0; at < item.rows.length; at += rowsPerLine) await write({ kind: 'rows', rows: item.rows.slice(at, at + rowsPerLine) });
  return item.rows.length;
}

async function run(filePath: string, originalName: string, options: ReadOptions): Promise<void> {
  const limits: ReadLimits = { ...readLimits, ...options.limits };
  let rows = 0;
  try {
    for await (const item of readTable(filePath, originalName, limits, options)) rows += await hand(item, options.countOnly);
    await write({ kind: 'end', rows, peakRssBytes: resourceUsage().maxRSS * 1024 });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await write(error.refusal);
  }
}

// The parent holds the other end of stdin; when it dies, however suddenly, nothing is left running.
stdin.on('end', () => exit(0)).resume();
stdout.on('error', () => exit(0));
const [filePath = '', originalName = '', options = '{}'] = argv.slice(2);
await run(filePath, originalName, JSON.parse(options) as ReadOptions);
stdout.end(() => exit(0));
