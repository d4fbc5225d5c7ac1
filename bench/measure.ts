/**
 * 比值测量: how a benchmark measures and reports. Peer and product take turns on the same machine, so that what disturbs one
 * disturbs the other; what is published is the ratio, with both sides' figures beside it.
 */
import { execFileSync } from 'node:child_process';

/** Which way is better, and what the ratio must reach: speed at least so many times the peer's, or time at most. */
export type Target = { readonly least: number } | { readonly most: number };

/** One published line. */
export interface Line {
  /** As in the list of benchmarks, e.g. `B1`. */
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
  readonly product: number;
  readonly peer: number;
  readonly target?: Target;
  /** What the product's own figure must reach. */
  readonly goal?: { readonly least: number };
  /** Latencies, recall, sizes. */
  readonly notes: readonly string[];
  readonly peakRssMegabytes: number;
  /** Rows that the product took and does not have. */
  readonly lost: number;
  readonly rounds: number;
}

export type Report = (line: Line) => void;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] as number;
  return low + ((sorted[Math.ceil(at)] as number) - low) * (at % 1);
}

export const round = (value: number): string => {
  if (!Number.isFinite(value)) return '-';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
};

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Highest memory of this process so far. */
export const peakRss = (): number => process.resourceUsage().maxRSS / 1024;

/** Figures of both sides, in turns: peer, product, peer, product, … after one unmeasured round where `warm`. A higher figure is a better one unless the target is a time. */
export async function alternate(rounds: number, peer: () => Promise<number>, product: () => Promise<number>, warm = false): Promise<{ peers: number[]; products: number[] }> {
  const peers: number[] = [];
  const products: number[] = [];
  if (warm) {
    await peer();
    await product();
  }
  for (let turn = 0; turn < rounds; turn++) {
    peers.push(await peer());
    products.push(await product());
  }
  return { peers, products };
}

/** A line out of two rows of figures. */
export function lineOf(given: Pick<Line, 'id' | 'what' | 'unit'> & Partial<Pick<Line, 'target' | 'goal' | 'notes' | 'lost'>>, { peers, products }: { peers: readonly number[]; products: readonly number[] }): Line {
  const ratios = products.map((product, turn) => product / (peers[turn] as number));
  return {
    notes: [], lost: 0, ...given, ratio: median(ratios), ratioLow: Math.min(...ratios), ratioHigh: Math.max(...ratios), product: median(products), peer: median(peers), rounds: ratios.length, peakRssMegabytes: peakRss(),
  };
}

/** Whether a line reaches its target; undefined where it has none. */
export function reached({ ratio, product, target, goal }: Line): boolean | undefined {
  if (goal !== undefined) return product >= goal.least;
  if (target === undefined) return undefined;
  return 'least' in target ? ratio >= target.least : ratio <= target.most;
}

/** A line as people read it. */
export function textOf(line: Line): string {
  const { target, goal } = line;
  const aim = goal !== undefined ? `≥ ${round(goal.least)} ${line.unit}` : target === undefined ? undefined : 'least' in target ? `≥ ${target.least}` : `≤ ${target.most}`;
  const wanted = aim === undefined ? '' : `  target ${aim} ${reached(line) === true ? 'reached' : 'missed'}`;
  const figures = `ratio ${line.ratio.toFixed(2)} (${line.ratioLow.toFixed(2)}–${line.ratioHigh.toFixed(2)})  product ${round(line.product)}  peer ${round(line.peer)} ${line.unit}`;
  return [`${line.id.padEnd(4)} ${line.what}`, `     ${figures}${wanted}`, `     ${[...line.notes, `rounds ${line.rounds}`, `peak RSS ${round(line.peakRssMegabytes)} MB`, `rows lost ${line.lost}`].join(' · ')}`].join('\n');
}

/** The commit that is measured, and whether the working tree differs from it. */
export function commitOf(root: string): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+changes'}`;
  } catch {
    return 'unknown';
  }
}

/** Fails a benchmark whose result differs from the peer's: its figures would mean nothing. */
export function mustEqual<T>(what: string, product: T, peer: T): void {
  const [a, b] = [JSON.stringify(product), JSON.stringify(peer)];
  if (a !== b) throw new Error(`${what}: the product answered ${a?.slice(0, 300)}, the peer ${b?.slice(0, 300)}`);
}
