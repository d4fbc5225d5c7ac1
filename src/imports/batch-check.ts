/** 试导入: reads a batch's file, matches its header and checks every row as the door would, without storing a record. */
import { existsSync } from 'node:fs';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Actor } from '../core/actor.ts';
import type { CatalogItem } from '../core/catalog.ts';
import { compileItem } from '../core/facts.ts';
import type { Register, SubjectFacts } from '../core/register.ts';
import { lateFor, loadBodyIndex, resolveBody, resolveOfficial, type BodyIndex } from '../directory/resolve.ts';
import { findTaken, planStart, type Start } from '../store/bulk.ts';
import { copyBytes, copyInto, copyJson, copyNull, copyText } from '../store/copy.ts';
import { transaction } from '../store/db.ts';
import type { House } from '../store/house.ts';
import type { Packed } from '../store/packed.ts';
import { Packing } from '../store/starts.ts';
import { batchItem, batchPath, type BatchRow, getBatch, moveBatch, pack } from './batch.ts';
import { checkRow, type CellIssue } from './check-row.ts';
import { type Basis, closeDecisions, type Decisions, keepDecisions, openDecisions } from './decisions.ts';
import { headerNames, matchHeaders, type HeaderMapping } from './headers.ts';
import { officialsChecker } from './officials-check.ts';
import { officialsTable } from './officials-table.ts';
import type { Cell } from './read/cells.ts';
import { readRows } from './read/read-rows.ts';

const chunkRows = 2000;
/** Rows after which requests of others get their turn. */
export const rowsPerTurn = 50;
const registerId = 'dishonesty-record';
export const startAction = 'file';

export interface CheckedLine {
  readonly line: number;
  readonly status: 'good' | 'warned' | 'bad' | 'duplicate';
  readonly cells: readonly Cell[];
  readonly problems: readonly { field: string; column: number | null; code: string; zh: string }[];
  readonly key: Buffer | null;
  /** The official whom the row was found to be about. */
  readonly officialId: string | null;
  /** Which of the packed records the commit would land, where they are kept. */
  readonly index?: number;
}

/** Columns that need no confirmation: everything was named exactly and nothing required is absent. */
const speaksForItself = (m: HeaderMapping): boolean => m.missing.length === 0 && m.ambiguous.length === 0 && m.unmatched.length === 0 && m.columns.every((c) => c === null || c.by === 'name');

export const confirmedOf = (batch: Pick<BatchRow, 'mapping'>): Record<number, string | null> | undefined =>
  batch.mapping === null ? undefined : Object.fromEntries(Object.entries(batch.mapping).map(([column, field]) => [Number(column), field]));

const fileMissing = { zh: '上传的文件已不在服务器上，请重新上传', en: 'The uploaded file is no longer on the server: upload it again', code: 'file-missing' };

/** Reads and checks a batch. Asks for confirmation of the columns unless they speak for themselves or were confirmed. */
export async function checkBatch(house: House, actor: Actor, batchId: string, { unattended = false } = {}): Promise<void> {
  const batch = await getBatch(house, batchId);
  if (batch.state !== 'reading' && batch.state !== 'checking') return;
  if (!existsSync(batchPath(house, batchId))) return void (await moveBatch(house, batchId, ['reading', 'checking'], 'refused', { refusal: JSON.stringify(fileMissing), finished_at: house.clock.now() }));
  if (!(await beginAnew(house, batchId))) return;
  const beside: Beside = { counting: Promise.resolve(), decisions: undefined };
  const refusal = await checkRows(house, actor, batch, unattended, beside).finally(async () => {
    await beside.counting;
    await closeDecisions(beside.decisions);
  });
  if (refusal !== undefined) await moveBatch(house, batchId, ['reading', 'checking'], 'refused', { refusal: JSON.stringify(refusal), finished_at: house.clock.now() });
}

/** Forgets what an earlier attempt kept. @returns false when the batch has moved on. */
async function beginAnew(house: House, batchId: string): Promise<boolean> {
  const begun = await transaction(house.pool, async (tx) => {
    const { rowCount } = await tx.query(
      "update rc.batch set done = 0, good = 0, warned = 0, bad = 0, duplicate = 0, started_at = coalesce(started_at, $2) where id = $1 and state in ('reading', 'checking')", [batchId, house.clock.now()]);
    await tx.query('delete from rc.batch_row where batch_id = $1 and $2', [batchId, rowCount === 1]);
    return rowCount === 1;
  });
  return begun.ok && begun.value;
}

/** What goes on beside the check and ends with it. */
interface Beside {
  counting: Promise<void>;
  decisions: Decisions | undefined;
}

/** @returns why the file cannot be read, if so. */
async function checkRows(house: House, actor: Actor, batch: BatchRow, unattended: boolean, beside: Beside): Promise<{ zh: string; en: string; code: string } | undefined> {
  const item = batchItem(house, batch).body;
  const checker = item.id === officialsTable ? await officialsChecker(house, actor, batch) : await makeChecker(house, actor, item);
  let mapping: HeaderMapping | undefined;
  let chunk: Row[] = [];
  let keeping: Promise<boolean> = Promise.resolve(true);
  let kept = 0;
  // One chunk is kept while the next is being checked.
  const flush = async (): Promise<boolean> => {
    const checked = await checker.check(chunk, mapping as HeaderMapping, beside.decisions !== undefined);
    const before = kept;
    kept += chunk.length;
    chunk = [];
    const goesOn = await keeping;
    keeping = checked.lines.length === 0 ? Promise.resolve(true) : checker.compare(checked).then((compared) => keep(house, batch, item, { ...compared, before, decisions: beside.decisions }));
    keeping.catch(() => undefined);
    return goesOn;
  };
  for await (const read of readRows(batchPath(house, batch.id), batch.file_name, { known: headerNames(item) })) {
    if (read.kind === 'refusal') {
      await keeping;
      return { zh: read.zh, en: read.en, code: read.code };
    }
    if (read.kind === 'header') {
      const confirmed = confirmedOf(batch);
      mapping = matchHeaders(item, read.cells, { ...(confirmed === undefined ? {} : { confirmed }), ...(read.epoch === undefined ? {} : { epoch: read.epoch }) });
      const header = { cells: read.cells, format: read.format, encoding: read.encoding, sheet: read.sheet, epoch: read.epoch, columns: mapping.columns };
      await house.pool.query('update rc.batch set header = $2, total = greatest(total, $3) where id = $1', [batch.id, JSON.stringify(header), read.lines === undefined ? 0 : read.lines - read.line]);
      if (read.lines === undefined && batch.total === 0) {
        beside.counting = countRows(house, batch);
        beside.counting.catch(() => undefined);
      }
      const asks = batch.mapping === null && !(unattended ? mapping.missing.length === 0 && mapping.ambiguous.length === 0 : speaksForItself(mapping));
      if (asks) return void (await moveBatch(house, batch.id, ['reading'], 'mapping'));
      await moveBatch(house, batch.id, ['reading'], 'checking');
      beside.decisions = await openDecisions(house, batch.id, item, { ...checker.basis, mapping }, registerId);
    }
    if (read.kind === 'row') chunk.push({ line: read.line, cells: read.cells });
    if (chunk.length >= chunkRows && !(await flush())) return undefined;
  }
  if (!(await flush()) || !(await keeping)) return undefined;
  const { rowCount } = await house.pool.query("update rc.batch set state = 'ready', total = done, finished_at = $3 where id = $1 and state = 'checking' and done = $2", [batch.id, kept, house.clock.now()]);
  if (rowCount === 0 && (await getBatch(house, batch.id)).state === 'checking') takenOver(batch.id);
  return undefined;
}

/** A quick reading of a workbook beside its first check that only counts, so that progress and remaining time are soon true. A text says its lines at once. */
async function countRows(house: House, batch: BatchRow): Promise<void> {
  for await (const read of readRows(batchPath(house, batch.id), batch.file_name, { known: headerNames(batchItem(house, batch).body), countOnly: true })) {
    if (read.kind === 'end') await house.pool.query('update rc.batch set total = greatest(total, $2) where id = $1', [batch.id, read.rows]);
  }
}

const officialOf = (subject: SubjectFacts | null): string | null => (subject?.kind === 'official' ? subject.id : null);

type Row = { line: number; cells: readonly Cell[] };

interface Checked {
  readonly lines: readonly CheckedLine[];
  readonly packed: Packed | undefined;
}

export interface Checker {
  readonly basis: Omit<Basis, 'mapping'>;
  check(rows: readonly Row[], mapping: HeaderMapping, packs: boolean): Promise<Checked>;
  /** Marks what is recorded already or stood in the file before. To be asked in the order of the file. */
  compare(checked: Checked): Promise<Checked>;
}

/** A checker that remembers what the file held before: duplicates inside it are found across chunks. */
async function makeChecker(house: House, actor: Actor, item: CatalogItem): Promise<Checker> {
  const register = house.registers[registerId] as Register;
  const compiled = compileItem(item);
  const bodies: BodyIndex | undefined = item.subjectKind === 'body' ? await loadBodyIndex(house.pool) : undefined;
  const seen = new Map<string, number>();
  const today = house.clock.today();
  const start: Start = { register, action: startAction, today, rules: house.rulesOn(today) };
  const one = async ({ line, cells }: Row, mapping: HeaderMapping, packing: Packing | undefined): Promise<CheckedLine> => {
    const { raw, facts, errors, warnings } = checkRow(compiled, mapping, cells, today);
    const say = (p: CellIssue) => ({ field: p.field, column: p.column, code: p.code, zh: p.zh });
    const wrong = (problems: CheckedLine['problems']): CheckedLine => ({ line, status: 'bad', cells, problems, key: null, officialId: null });
    if (errors.length > 0) return wrong(errors.map(say));
    const at = (field: string): number | null => { const column = mapping.columns.findIndex((c) => c?.field === field); return column < 0 ? null : column; };
    const resolved = bodies === undefined ? await resolveOfficial(house.pool, house.keys, item, facts) : resolveBody(bodies, item, facts);
    if (resolved.kind === 'none') {
      const field = resolved.error.pointer.replace(/^facts\./, '');
      return wrong([{ field, column: at(field), code: 'no-subject', zh: resolved.error.zh }]);
    }
    const subject = resolved.kind === 'one' ? resolved.subject : null;
    const outcome = planStart(house, actor, start, { subject, input: { item: item.id, ...(subject === null ? {} : { subjectId: subject.id }), facts: raw } });
    if (!outcome.ok) return { ...wrong((outcome.problem.errors ?? [{ pointer: '', zh: outcome.problem.detail.zh }]).map((e) => ({ field: e.pointer.replace(/^facts\./, ''), column: at(e.pointer.replace(/^facts\./, '')), code: outcome.problem.code, zh: e.zh }))), officialId: officialOf(subject) };
    const late = subject === null || bodies === undefined ? undefined : lateFor(bodies, item, subject, facts);
    const notes = [...warnings.map(say), ...(late === undefined ? [] : [{ field: '', column: null, code: 'body-ended', zh: late }]), ...(subject === null ? [{ field: '', column: null, code: 'homonym', zh: '未能确认是哪一位公务员，导入后转身份核查，由人判断' }] : [])];
    return { line, status: notes.length > 0 ? 'warned' : 'good', cells, problems: notes, key: outcome.value.uniqueKey, officialId: officialOf(subject), ...(packing === undefined ? {} : { index: packing.add(outcome.value) }) };
  };
  const check: Checker['check'] = async (rows, mapping, packs) => {
    if (rows.length === 0) return { lines: [], packed: undefined };
    const packing = packs ? new Packing(house, actor, start) : undefined;
    const checked: CheckedLine[] = [];
    for (const [at, row] of rows.entries()) {
      checked.push(await one(row, mapping, packing));
      if (at % rowsPerTurn === rowsPerTurn - 1) await otherWork();
    }
    return { lines: checked, packed: packing?.done() };
  };
  const compare: Checker['compare'] = async ({ lines, packed }) => {
    const taken = await findTaken(house.pool, register.id, lines.flatMap((c) => (c.key === null ? [] : [c.key.toString('hex')])));
    return { lines: lines.map((c) => withoutDuplicates(c, seen, taken)), packed };
  };
  return { basis: { rules: start.rules, today, actor, bodies }, check, compare };
}

/** Marks a line whose matter is recorded already, or stood in the file before. */
function withoutDuplicates(c: CheckedLine, seen: Map<string, number>, taken: ReadonlyMap<string, string>): CheckedLine {
  if (c.key === null) return c;
  const hex = c.key.toString('hex');
  const before = seen.get(hex);
  const existing = taken.get(hex);
  if (before === undefined) seen.set(hex, c.line);
  if (existing !== undefined) return { ...c, status: 'duplicate', problems: [{ field: '', column: null, code: 'duplicate', zh: `已有同一记录（${existing}），不再重复导入` }] };
  return before === undefined ? c : { ...c, status: 'duplicate', problems: [{ field: '', column: null, code: 'duplicate-row', zh: `与本文件第 ${before} 行重复，只导入前一行` }] };
}

/** Keeps checked lines with their cells, after the `before` kept so far. @returns whether the batch still wants to be checked. @throws when another worker has begun the check anew meanwhile. */
async function keep(house: House, batch: BatchRow, item: CatalogItem, { lines, packed, before, decisions }: Checked & { readonly before: number; readonly decisions: Decisions | undefined }): Promise<boolean> {
  const count = (status: CheckedLine['status']): number => lines.filter((l) => l.status === status).length;
  const kept = await transaction(house.pool, async (tx) => {
    await copyInto(tx, 'rc.batch_row (batch_id, line, status, cells, problems, row_key, subject_id)', lineTexts(house, batch.id, item, lines));
    const { rows: [now] } = await tx.query<{ state: string }>(
      `update rc.batch set done = done + $2, total = greatest(total, done + $2), good = good + $3, warned = warned + $4, bad = bad + $5, duplicate = duplicate + $6 where id = $1 and done = $7 returning state`,
      [batch.id, lines.length, count('good'), count('warned'), count('bad'), count('duplicate'), before]);
    return (now ?? takenOver(batch.id)).state;
  });
  if (decisions !== undefined && packed !== undefined) await keepDecisions(decisions, packed, lines.flatMap(({ line, status, index }) => (index === undefined || (status !== 'good' && status !== 'warned') ? [] : [{ line, index }])));
  return kept.ok && kept.value !== 'cancelled';
}

/** A worker that was given up for dead may still be at its work; the one that took over counts alone. */
const takenOver = (batchId: string): never => {
  throw new Error(`batch ${batchId} was taken over by another worker`);
};

function* lineTexts(house: House, batchId: string, item: CatalogItem, lines: readonly CheckedLine[]): Generator<string> {
  for (const l of lines) yield `${batchId}\t${l.line}\t${l.status}\t${copyJson(pack(house, item, l.cells))}\t${l.problems.length === 0 ? copyNull : copyJson(l.problems)}\t${copyBytes(l.key)}\t${copyText(l.officialId)}\n`;
}
