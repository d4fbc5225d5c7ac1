/**
 * 基准测试: every benchmark in turn, printed as ratios with both sides' figures. `--rows 100000` sets the size, `--only B1,B4` picks,
 * `--rounds 5` the turns each side gets.
 */
import { parseArgs } from 'node:util';
import { openCity, withDurableServer, type City } from './city.ts';
import { benchEligibility } from './eligibility.ts';
import { benchImport, benchWorkbook } from './imports.ts';
import { benchAppend, benchFsck, benchProof } from './log.ts';
import { commitOf, type Line, textOf } from './measure.ts';
import { benchCheck, benchPages, benchSearch } from './public.ts';
import { publishMany } from './published.ts';
import { seed } from './rows.ts';

export interface Run {
  readonly rows: number;
  /** Records before the public; fewer at the smallest size, because cutting their words takes longer than all the rest. */
  readonly published: number;
  readonly rounds: number;
  /** Milliseconds of pressing a server in one turn. */
  readonly turnMs: number;
  /** Ids of benchmarks; all when empty. */
  readonly only: readonly string[];
}

/** Ids in the order of the report. */
export const benchmarks = ['B1', 'B2', 'B4', 'B5', 'B8', 'B9', 'B10', 'B11', 'B12'] as const;

/** Turns and pressing by size: more at the size of everyday, fewer at a million, least where only results count. */
export function runOf(rows: number, rounds?: number, only: readonly string[] = []): Run {
  return { rows, published: rows <= 10_000 ? Math.ceil(rows / 4) : rows, rounds: rounds ?? (rows >= 1_000_000 ? 3 : 5), turnMs: rows <= 10_000 ? 300 : 2000, only };
}

async function inCity(work: (city: City) => Promise<void>): Promise<void> {
  const city = await openCity();
  try {
    await work(city);
  } finally {
    await city.close();
  }
}

/** Runs the benchmarks on the server that is open; a benchmark whose results differ from its peer's throws. */
export async function runAll({ rows, published, rounds, turnMs, only }: Run, report: (line: Line) => void): Promise<void> {
  const wanted = (...ids: string[]): boolean => only.length === 0 || ids.some((id) => only.includes(id));
  if (wanted('B1', 'B2')) {
    await inCity(async (city) => {
      if (wanted('B1')) await benchImport(city, rows, rounds, report);
      if (wanted('B2')) await benchWorkbook(city, rows, Math.min(rounds, 3), report);
    });
  }
  if (wanted('B10')) await inCity((city) => benchAppend(city, Math.min(rows, 100_000), rounds, report));
  if (wanted('B5')) await inCity((city) => benchEligibility(city, rows, rounds, report));
  if (!wanted('B4', 'B8', 'B9', 'B11', 'B12')) return;
  await inCity(async (city) => {
    await publishMany(city, published);
    if (wanted('B4')) await benchCheck(city, published, { rounds, turnMs }, report);
    if (wanted('B8')) await benchPages(city, { rounds, turnMs }, report);
    if (wanted('B9')) await benchSearch(city, published, { rounds, turnMs }, report);
    if (wanted('B11')) await benchProof(city, rounds, Math.min(rows, 10_000), report);
    if (wanted('B12')) await benchFsck(city, rounds, report);
  });
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, rounds: { type: 'string' }, only: { type: 'string', default: '' } } });
  const run = runOf(Number(values.rows), values.rounds === undefined ? undefined : Number(values.rounds), values.only.split(',').filter((id) => id !== ''));
  if (!Number.isInteger(run.rows) || run.rows < 1000) throw new Error('--rows takes a whole number from 1000');
  process.stdout.write(`榕诚基准测试 Rongcheng benchmarks · rows ${run.rows} · seed ${seed} · commit ${commitOf(process.cwd())} · node ${process.version}\n比值均在同一次运行、同一台机器上轮流测得。 Ratios of turns taken on one machine in one run.\n\n`);
  await withDurableServer(() => runAll(run, (line) => process.stdout.write(`${textOf(line)}\n\n`)));
}
