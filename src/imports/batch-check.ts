/** 试导入: reads a batch's file, matches its header and checks every row as the door would, without storing a record. */
import type { Actor } from '../core/actor.ts';
import { compileItem } from '../core/facts.ts';
import { decide } from '../core/lifecycle.ts';
import type { Register } from '../core/register.ts';
import { loadBodyIndex, resolveBody, resolveOfficial, type BodyIndex } from '../directory/resolve.ts';
import { findTaken } from '../store/bulk.ts';
import { blindIndex } from '../store/keys.ts';
import type { House } from '../store/house.ts';
import { batchItem, batchPath, type BatchRow, getBatch, moveBatch, pack } from './batch.ts';
import { checkRow, type CellIssue } from './check-row.ts';
import { headerNames, matchHeaders, type HeaderMapping } from './headers.ts';
import type { Cell } from './read/cells.ts';
import { readRows } from './read/read-rows.ts';

const chunkRows = 1000;
const registerId = 'dishonesty-record';
export const startAction = 'file';

export interface CheckedLine {
  readonly line: number;
  readonly status: 'good' | 'warned' | 'bad' | 'duplicate';
  readonly cells: readonly Cell[];
  readonly raw: Readonly<Record<string, string>>;
  readonly problems: readonly { field: string; column: number | null; code: string; zh: string }[];
  readonly key: Buffer | null;
}

/** Columns that need no confirmation: everything was named exactly and nothing required is absent. */
const speaksForItself = (m: HeaderMapping): boolean => m.missing.length === 0 && m.ambiguous.length === 0 && m.unmatched.length === 0 && m.columns.every((c) => c === null || c.by === 'name');

export const confirmedOf = (batch: Pick<BatchRow, 'mapping'>): Record<number, string | null> | undefined =>
  batch.mapping === null ? undefined : Object.fromEntries(Object.entries(batch.mapping).map(([column, field]) => [Number(column), field]));

/** Reads and checks a batch. Asks for confirmation of the columns unless they speak for themselves or were confirmed. */
export async function checkBatch(house: House, actor: Actor, batchId: string, { unattended = false } = {}): Promise<void> {
  const batch = await getBatch(house, batchId);
  if (batch.state !== 'reading' && batch.state !== 'checking') return;
  const item = batchItem(house, batch).body;
  await house.pool.query('delete from rc.batch_row where batch_id = $1', [batchId]);
  await house.pool.query('update rc.batch set done = 0, good = 0, warned = 0, bad = 0, duplicate = 0, started_at = coalesce(started_at, $2) where id = $1', [batchId, house.clock.now()]);
  if (batch.total === 0) await countRows(house, batch);
  const checker = await makeChecker(house, actor, batch);
  let mapping: HeaderMapping | undefined;
  let chunk: { line: number; cells: readonly Cell[] }[] = [];
  const flush = async (): Promise<boolean> => {
    const rows = chunk;
    chunk = [];
    if (rows.length > 0) await keep(house, batch, await checker(rows, mapping as HeaderMapping));
    return (await getBatch(house, batchId)).state !== 'cancelled';
  };
  for await (const read of readRows(batchPath(house, batchId), batch.file_name, { known: headerNames(item) })) {
    if (read.kind === 'refusal') return void (await moveBatch(house, batchId, ['reading', 'checking'], 'refused', { refusal: JSON.stringify({ zh: read.zh, en: read.en, code: read.code }), finished_at: house.clock.now() }));
    if (read.kind === 'header') {
      const confirmed = confirmedOf(batch);
      mapping = matchHeaders(item, read.cells, { ...(confirmed === undefined ? {} : { confirmed }), ...(read.epoch === undefined ? {} : { epoch: read.epoch }) });
      const header = { cells: read.cells, format: read.format, encoding: read.encoding, sheet: read.sheet, epoch: read.epoch };
      await house.pool.query('update rc.batch set header = $2 where id = $1', [batchId, JSON.stringify(header)]);
      const asks = batch.mapping === null && !(unattended ? mapping.missing.length === 0 && mapping.ambiguous.length === 0 : speaksForItself(mapping));
      if (asks) return void (await moveBatch(house, batchId, ['reading'], 'mapping'));
      await moveBatch(house, batchId, ['reading'], 'checking');
    }
    if (read.kind === 'row') chunk.push({ line: read.line, cells: read.cells });
    if (chunk.length >= chunkRows && !(await flush())) return;
  }
  if (!(await flush())) return;
  await moveBatch(house, batchId, ['checking'], 'ready', { finished_at: house.clock.now() });
}

/** A first, quick reading that only counts, so that progress and remaining time are true from the start. */
async function countRows(house: House, batch: BatchRow): Promise<void> {
  let total = 0;
  for await (const read of readRows(batchPath(house, batch.id), batch.file_name, { known: headerNames(batchItem(house, batch).body) })) if (read.kind === 'row') total += 1;
  await house.pool.query('update rc.batch set total = $2 where id = $1', [batch.id, total]);
}

type Row = { line: number; cells: readonly Cell[] };

/** A checker that remembers what the file held before: duplicates inside it are found across chunks. */
async function makeChecker(house: House, actor: Actor, batch: BatchRow): Promise<(rows: readonly Row[], mapping: HeaderMapping) => Promise<CheckedLine[]>> {
  const register = house.registers[registerId] as Register;
  const item = batchItem(house, batch).body;
  const compiled = compileItem(item);
  const bodies: BodyIndex | undefined = item.subjectKind === 'body' ? await loadBodyIndex(house.pool) : undefined;
  const seen = new Map<string, number>();
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const one = async ({ line, cells }: Row, mapping: HeaderMapping): Promise<CheckedLine> => {
    const { raw, facts, errors, warnings } = checkRow(compiled, mapping, cells, today);
    const say = (p: CellIssue) => ({ field: p.field, column: p.column, code: p.code, zh: p.zh });
    const wrong = (problems: CheckedLine['problems']): CheckedLine => ({ line, status: 'bad', cells, raw, problems, key: null });
    if (errors.length > 0) return wrong(errors.map(say));
    const at = (field: string): number | null => { const column = mapping.columns.findIndex((c) => c?.field === field); return column < 0 ? null : column; };
    const resolved = bodies === undefined ? await resolveOfficial(house.pool, house.keys, item, facts) : resolveBody(bodies, item, facts);
    if (resolved.kind === 'none') {
      const field = resolved.error.pointer.replace(/^facts\./, '');
      return wrong([{ field, column: at(field), code: 'no-subject', zh: resolved.error.zh }]);
    }
    const subject = resolved.kind === 'one' ? resolved.subject : null;
    const outcome = decide({ register, action: startAction, actor, input: { item: item.id, ...(subject === null ? {} : { subjectId: subject.id }), facts: raw }, today, rules, current: null, subject, deeds: [] });
    if (!outcome.ok) return wrong((outcome.problem.errors ?? [{ pointer: '', zh: outcome.problem.detail.zh }]).map((e) => ({ field: e.pointer.replace(/^facts\./, ''), column: at(e.pointer.replace(/^facts\./, '')), code: outcome.problem.code, zh: e.zh })));
    const unique = register.columns(outcome.value.sofar, rules).uniqueKey;
    const notes = [...warnings.map(say), ...(subject === null ? [{ field: '', column: null, code: 'homonym', zh: '未能确认是哪一位公务员，导入后转身份核查，由人判断' }] : [])];
    return { line, status: notes.length > 0 ? 'warned' : 'good', cells, raw, problems: notes, key: unique == null ? null : blindIndex(house.keys, `unique ${register.id}`, unique) };
  };
  return async (rows, mapping) => {
    const checked: CheckedLine[] = [];
    for (const row of rows) checked.push(await one(row, mapping));
    const taken = await findTaken(house.pool, register.id, checked.flatMap((c) => (c.key === null ? [] : [c.key])));
    return checked.map((c) => {
      if (c.key === null) return c;
      const hex = c.key.toString('hex');
      const before = seen.get(hex);
      const existing = taken.get(hex);
      if (before === undefined) seen.set(hex, c.line);
      if (existing !== undefined) return { ...c, status: 'duplicate' as const, problems: [{ field: '', column: null, code: 'duplicate', zh: `已有同一记录（${existing}），不再重复导入` }] };
      return before === undefined ? c : { ...c, status: 'duplicate' as const, problems: [{ field: '', column: null, code: 'duplicate-row', zh: `与本文件第 ${before} 行重复，只导入前一行` }] };
    });
  };
}

async function keep(house: House, batch: BatchRow, lines: readonly CheckedLine[]): Promise<void> {
  const item = batchItem(house, batch).body;
  const count = (status: CheckedLine['status']): number => lines.filter((l) => l.status === status).length;
  await house.pool.query(
    `with added as (insert into rc.batch_row (batch_id, line, status, cells, facts, problems, row_key)
       select $1, line, status, cells, facts, problems, row_key from unnest($2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::jsonb[], $7::bytea[]) as r (line, status, cells, facts, problems, row_key))
     update rc.batch set done = done + $8, total = greatest(total, done + $8), good = good + $9, warned = warned + $10, bad = bad + $11, duplicate = duplicate + $12 where id = $1`,
    [batch.id, lines.map((l) => l.line), lines.map((l) => l.status), lines.map((l) => JSON.stringify(pack(house, item, l.cells))), lines.map((l) => JSON.stringify(pack(house, item, l.raw))),
      lines.map((l) => JSON.stringify(l.problems)), lines.map((l) => l.key), lines.length, count('good'), count('warned'), count('bad'), count('duplicate')]);
}

