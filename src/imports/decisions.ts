/**
 * 检查时的决定: what the check decided about the rows that may be committed, kept aside so that the commit need not decide them all
 * again. It is a shortcut and never the truth: it lives in a file without a name that ends with this process, and is taken
 * only while everything it was decided by is the very same; otherwise the rows of the batch are decided anew.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '../core/actor.ts';
import type { CatalogItem } from '../core/catalog.ts';
import type { RuleLookup } from '../core/rules.ts';
import type { BodyIndex } from '../directory/resolve.ts';
import { secretKeys } from '../store/conceal.ts';
import { importsFolder } from '../store/files.ts';
import type { House } from '../store/house.ts';
import { BindingThread, type BoundBy } from '../store/bound.ts';
import type { Packed } from '../store/packed.ts';
import type { HeaderMapping } from './headers.ts';

/** Everything that a decision about a row depends on besides the row. */
export interface Basis {
  /** The rules of the day; a reload of the rulebook makes another object. */
  readonly rules: RuleLookup;
  readonly today: string;
  readonly actor: Actor;
  /** Undefined where the rows are about officials. */
  readonly bodies: BodyIndex | undefined;
  readonly mapping: HeaderMapping;
}

/** All of a basis but its rules, as one digest. */
function digestOf({ today, actor, bodies, mapping }: Basis): string {
  const digest = createHash('sha256');
  const areas = actor.areas === 'all' ? actor.areas : [...actor.areas].sort();
  digest.update(JSON.stringify([today, { ...actor, areas }, mapping.epoch, mapping.columns.map((column) => column && [column.field, column.unit])]));
  for (const id of [...(bodies?.byId.keys() ?? [])].sort()) digest.update(JSON.stringify([bodies?.byId.get(id), [...(bodies?.names.get(id) ?? [])].sort()]));
  return digest.digest('hex');
}

interface Piece extends Omit<Packed, 'bytes' | 'bound'> {
  /** The lines that may be committed, and which of the packed records is theirs. */
  readonly lines: readonly Kept[];
  readonly from: number;
  readonly length: number;
  /** What was made ahead for all of them follows in the file. */
  readonly bound: { readonly at: readonly number[]; readonly length: number };
}

interface Kept {
  readonly line: number;
  readonly index: number;
}

/** What one check decided, piece by piece in the order of the file. */
export interface Decisions {
  readonly rules: RuleLookup;
  readonly digest: string;
  readonly file: FileHandle;
  readonly pieces: Piece[];
  readonly expiry: NodeJS.Timeout;
  readonly by: BoundBy;
  thread?: BindingThread;
}

/** Checked batches whose decisions are kept; of more than these the oldest are decided anew. */
const keptMax = 4;
/** Nobody's table waits for ever: on the next day all would be decided anew anyway. */
const keptMsMax = 12 * 3_600_000;
const kept = new Map<string, Decisions>();

/** Opens the place for the decisions of a check; undefined where they are not kept: identity numbers do not wait in files, and who an official is, is asked of the directory each time. */
export async function openDecisions(house: House, batchId: string, item: CatalogItem, basis: Basis, register: string): Promise<Decisions | undefined> {
  await dropDecisions(batchId);
  if (basis.bodies === undefined || secretKeys(item).length > 0) return undefined;
  const path = join(house.filesDir, importsFolder, `${randomUUID()}.part`);
  const file = await open(path, 'wx+', 0o600).catch(() => undefined);
  if (file === undefined) return undefined;
  await rm(path, { force: true });
  const expiry = setTimeout(() => void dropDecisions(batchId), keptMsMax).unref();
  const decisions: Decisions = { rules: basis.rules, digest: digestOf(basis), file, pieces: [], expiry, by: { register, n: 1, by: basis.actor.accountId, on: basis.today } };
  kept.set(batchId, decisions);
  for (const oldest of [...kept.keys()].slice(0, -keptMax)) await dropDecisions(oldest);
  return decisions;
}

/** Fewer records at a time are not worth a thread. */
const threadFrom = 1000;

/** Keeps what was decided about some lines, whose bytes it takes away. A disk that takes no more costs the shortcut and nothing else. */
export async function keepDecisions(decisions: Decisions, packed: Packed, lines: readonly Kept[]): Promise<void> {
  if (lines.length === 0) return;
  const { file, pieces, by } = decisions;
  const { at, shared, bytes: { length } } = packed;
  const last = pieces.at(-1);
  const from = last === undefined ? 0 : last.from + last.length + last.bound.length;
  const write = async (bytes: Buffer, to: number): Promise<boolean> => (await file.write(bytes, 0, bytes.length, to).catch(() => undefined))?.bytesWritten === bytes.length;
  if (!(await write(packed.bytes, from))) return;
  if (lines.length >= threadFrom) decisions.thread ??= new BindingThread(by);
  const bound = await decisions.thread?.bind(packed);
  const isKept = bound !== undefined && (await write(bound.bytes, from + length));
  pieces.push({ lines, at, shared, from, length, bound: isKept ? { at: bound.at, length: bound.bytes.length } : { at: [], length: 0 } });
}

/** All lines have been kept. */
export async function closeDecisions(decisions: Decisions | undefined): Promise<void> {
  await decisions?.thread?.end();
}

/** The decisions of a batch, if there are some and they would be the same by this basis. */
export function findDecisions(batchId: string, basis: Basis): Decisions | undefined {
  const found = kept.get(batchId);
  return found !== undefined && found.rules === basis.rules && found.digest === digestOf(basis) ? found : undefined;
}

/** Where the decision about a line is. */
export interface Decided {
  readonly packed: Packed;
  readonly index: number;
}

/** What was decided about lines from the first to the last; a line that is not there is decided anew. */
export async function takeDecisions({ file, pieces }: Decisions, first: number, last: number): Promise<Map<number, Decided>> {
  const taken = new Map<number, Decided>();
  for (const { lines, at, shared, from, length, bound } of pieces) {
    if ((lines.at(-1) as Kept).line < first || (lines[0] as Kept).line > last) continue;
    const whole = Buffer.allocUnsafe(length + bound.length);
    const read = await file.read(whole, 0, whole.length, from).catch(() => undefined);
    if (read?.bytesRead !== whole.length) continue;
    const packed: Packed = { bytes: whole.subarray(0, length), at, shared, ...(bound.length === 0 ? {} : { bound: { bytes: whole.subarray(length), at: bound.at } }) };
    for (const { line, index } of lines) taken.set(line, { packed, index });
  }
  return taken;
}

/** Forgets the decisions of a batch. */
export async function dropDecisions(batchId: string): Promise<void> {
  const found = kept.get(batchId);
  kept.delete(batchId);
  clearTimeout(found?.expiry);
  await closeDecisions(found);
  await found?.file.close().catch(() => undefined);
}
