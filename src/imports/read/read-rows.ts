/**
 * 读取上传的表格: the one way in for any uploaded file. The file is parsed by a child process with capped memory and time, so
 * that a bomb, an endless sheet or a bug of a parser costs a clear refusal and nothing else; rows come with back-pressure.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { stat } from 'node:fs/promises';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { readLimits, type RawRow, type ReadItem, type ReadLimits, type ReadOptions } from './cells.ts';
import { refusalOf } from './refusals.ts';

const program = fileURLToPath(new URL('child.ts', import.meta.url));
const tickMs = 250;
const detailCharsMax = 4096;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Line = Exclude<ReadItem, { kind: 'row' }> | { kind: 'rows'; rows: RawRow[] };

function startChild(filePath: string, originalName: string, limits: ReadLimits, options: ReadOptions): Child {
  // The process that touches strangers' files may read and nothing else: no writing, no further processes, no add-ons; and
  // its environment is empty, so it knows no password and no key.
  const flags = [`--max-old-space-size=${limits.heapMegabytesMax}`, '--permission', '--allow-fs-read=*'];
  const child = spawn(execPath, [...flags, program, filePath, originalName, JSON.stringify({ ...options, limits })], { env: {}, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  child.stdin.on('error', () => undefined);
  return child;
}

/** Kills the child when it has worked too long; time in which nobody takes its rows does not count. */
function watch(child: Child, budgetMs: number): { waiting: boolean; expired: boolean; stop(): void } {
  let spentMs = 0;
  const state = { waiting: false, expired: false, stop: () => clearInterval(timer) };
  const timer = setInterval(() => {
    if (state.waiting) spentMs += tickMs;
    if (spentMs < budgetMs) return;
    state.expired = true;
    child.kill('SIGKILL');
  }, tickMs);
  timer.unref();
  return state;
}

async function* linesOf(child: Child, watched: { waiting: boolean }): AsyncGenerator<Line> {
  const parts: string[] = [];
  const chunks = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
  for (;;) {
    watched.waiting = true;
    const { value, done } = await chunks.next();
    watched.waiting = false;
    if (done === true) return;
    let from = 0;
    const chunk = value as string;
    for (let to = chunk.indexOf('\n'); to >= 0; to = chunk.indexOf('\n', from)) {
      parts.push(chunk.slice(from, to));
      yield JSON.parse(parts.join('')) as Line;
      parts.length = 0;
      from = to + 1;
    }
    parts.push(chunk.slice(from));
  }
}

/** Messages taken before they are asked for, so that the child goes on while the caller is busy with the rows it has. */
const messagesAhead = 8;

async function* ahead<T>(from: AsyncGenerator<T>): AsyncGenerator<T> {
  const next = (): Promise<IteratorResult<T>> => {
    const asked = from.next();
    // Whoever leaves early no longer cares how the rest ended.
    asked.catch(() => undefined);
    return asked;
  };
  const waiting = Array.from({ length: messagesAhead }, next);
  for (;;) {
    const { value, done } = await (waiting.shift() as Promise<IteratorResult<T>>);
    if (done === true) return;
    waiting.push(next());
    yield value;
  }
}

function* itemsOf(line: Line): Generator<ReadItem> {
  if (line.kind !== 'rows') yield line;
  else for (const row of line.rows) yield { kind: 'row', ...row };
}

/**
 * Reads a table from a file that somebody uploaded. `originalName` is only a hint at the format. Yields header, rows, notes and
 * end, or a refusal as the last item; never throws for what is in the file. Leaving the loop early kills the process.
 */
export async function* readRows(filePath: string, originalName: string, options: ReadOptions = {}): AsyncGenerator<ReadItem> {
  const limits: ReadLimits = { ...readLimits, ...options.limits };
  const { size } = await stat(filePath);
  const child = startChild(filePath, originalName, limits, options);
  const watched = watch(child, limits.readMsMax + limits.readMsPerMegabyteMax * (size / 2 ** 20));
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('close', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-detailCharsMax);
  });
  try {
    for await (const line of ahead(linesOf(child, watched))) {
      yield* itemsOf(line);
      if (line.kind === 'end' || line.kind === 'refusal') return;
    }
    const how = await gone;
    yield refusalOf(watched.expired ? 'too-slow' : 'reader-died', { detail: `${how} ${complaint}`.trim() });
  } finally {
    watched.stop();
    child.stdout.destroy();
    child.kill('SIGKILL');
    await gone;
  }
}
