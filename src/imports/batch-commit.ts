/** 正式导入与整批撤回: chunks that are there whole or not at all; a crash resumes after the last committed one. */
import { rm } from 'node:fs/promises';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Actor } from '../core/actor.ts';
import type { CatalogItem } from '../core/catalog.ts';
import type { Unresolved } from '../core/effect.ts';
import { compileItem } from '../core/facts.ts';
import { fail } from '../core/problem.ts';
import type { Register } from '../core/register.ts';
import { type BodyIndex, loadBodyIndex, resolveBody, resolveOfficial } from '../directory/resolve.ts';
import { act, actIn } from '../store/act.ts';
import { type BulkStart, findTaken, landStarts, planStart, writeStart, type WrittenStart } from '../store/bulk.ts';
import { refuse, transaction, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { batchItem, batchPath, type BatchRow, getBatch, moveBatch, unpack } from './batch.ts';
import { confirmedOf, rowsPerTurn, startAction } from './batch-check.ts';
import { checkRow } from './check-row.ts';
import { type HeaderMapping, matchHeaders } from './headers.ts';
import type { Cell } from './read/cells.ts';

const chunkRows = 4000;
const registerId = 'dishonesty-record';

/** Commits the valid rows of a batch as filed records. */
export async function commitBatch(house: House, actor: Actor, batchId: string): Promise<void> {
  const batch = await getBatch(house, batchId);
  if (batch.state !== 'committing') return;
  const c = await openCommit(house, actor, batch);
  if (batch.mode === 'all') {
    const whole = await transaction(house.pool, (tx) => inChunks(c, async (chunk) => refuseGaps((await land(tx, c, chunk)).refused)));
    if (!whole.ok) return void (await moveBatch(house, batchId, ['committing'], 'ready', { refusal: JSON.stringify(whole.problem.detail), finished_at: house.clock.now() }));
  } else {
    await inChunks(c, async (chunk) => {
      const landed = await transaction(house.pool, (tx) => land(tx, c, chunk));
      if (!landed.ok) throw new Error(landed.problem.detail.zh);
    });
  }
  await moveBatch(house, batchId, ['committing'], 'done', { finished_at: house.clock.now() });
  await rm(batchPath(house, batchId), { force: true });
}

interface Commit {
  readonly house: House;
  readonly actor: Actor;
  readonly item: CatalogItem;
  readonly mapping: HeaderMapping;
  readonly bodies: BodyIndex | undefined;
  readonly start: Omit<BulkStart, 'today' | 'rules'>;
}

async function openCommit(house: House, actor: Actor, batch: BatchRow): Promise<Commit> {
  const item = batchItem(house, batch).body;
  const { cells = [], columns, epoch } = batch.header ?? {};
  const confirmed = confirmedOf(batch);
  const matched = matchHeaders(item, cells, { ...(confirmed === undefined ? {} : { confirmed }), ...(epoch === undefined ? {} : { epoch }) });
  return {
    // What was checked is what is committed: the columns as they were read then.
    house, actor, item, mapping: { ...matched, columns: columns ?? matched.columns }, bodies: item.subjectKind === 'body' ? await loadBodyIndex(house.pool) : undefined,
    start: { register: house.registers[registerId] as Register, action: startAction, batchId: batch.id, pushId: batch.id },
  };
}

/** Rows of a chunk, decided and ready to land. */
interface Chunk {
  readonly rows: number;
  readonly afterLine: number;
  readonly lastLine: number;
  readonly planned: readonly { readonly line: number; readonly start: WrittenStart }[];
  readonly homonyms: readonly { readonly line: number; readonly key: Buffer | null; readonly raw: Readonly<Record<string, unknown>>; readonly unresolved: Unresolved }[];
  readonly refused: readonly Refused[];
}

interface Refused {
  readonly line: number;
  readonly zh: string;
}

/** Takes the waiting rows in the order of the file. One chunk lands while the next is read and decided. */
async function inChunks(c: Commit, landing: (chunk: Chunk) => Promise<void>): Promise<void> {
  let chunk = await prepare(c, 0);
  while (chunk.rows > 0) {
    const coming = prepare(c, chunk.lastLine);
    coming.catch(() => undefined);
    await landing(chunk);
    chunk = await coming;
  }
}

async function prepare(c: Commit, afterLine: number): Promise<Chunk> {
  const { house, actor, item } = c;
  const { rows } = await house.pool.query<{ line: number; cells: unknown; row_key: Buffer | null }>(
    "select line, cells, row_key from rc.batch_row where batch_id = $1 and status in ('good', 'warned') and record_id is null and line > $2 order by line limit $3", [c.start.batchId, afterLine, chunkRows]);
  const planned: { line: number; start: WrittenStart }[] = [];
  const homonyms: Chunk['homonyms'][number][] = [];
  const refused: Refused[] = [];
  const compiled = compileItem(item);
  const today = house.clock.today();
  const start: BulkStart = { ...c.start, today, rules: house.rulesOn(today) };
  for (const [at, { line, cells, row_key: key }] of rows.entries()) {
    const { raw, facts } = checkRow(compiled, c.mapping, unpack<readonly Cell[]>(house, cells), today);
    const resolved = c.bodies === undefined ? await resolveOfficial(house.pool, house.keys, item, facts) : resolveBody(c.bodies, item, facts);
    if (resolved.kind === 'none') refused.push({ line, zh: resolved.error.zh });
    else if (resolved.kind === 'many') homonyms.push({ line, key, raw, unresolved: resolved.unresolved });
    else {
      const plan = planStart(house, actor, start, { subject: resolved.subject, input: { item: item.id, subjectId: resolved.subject.id, facts: raw } });
      if (plan.ok) planned.push({ line, start: writeStart(house, actor, start, plan.value) });
      else refused.push({ line, zh: plan.problem.detail.zh });
    }
    if (at % rowsPerTurn === rowsPerTurn - 1) await otherWork();
  }
  return { rows: rows.length, afterLine, lastLine: rows.at(-1)?.line ?? afterLine, planned, homonyms, refused };
}

/** All rows or none: one row that cannot be recorded any more takes the others back. */
function refuseGaps(refused: number): void {
  if (refused > 0) refuse(fail('refused', 'not-all', `检查之后有 ${refused} 行不能再导入（例如他人已录入同一记录），因此一行也没有导入；请重新上传检查，或选择“只导入有效行”`, 'Some rows can no longer be recorded, so none was'));
}

/**
 * A worker that was given up for dead may still be at its work: of two at one batch, one lands a chunk and the other stops,
 * before it takes the first one's records for somebody else's.
 */
async function refuseTakenOver(tx: Tx, batchId: string, { rows, afterLine, lastLine }: Chunk): Promise<void> {
  await tx.query('select from rc.batch where id = $1 for update', [batchId]);
  const { rows: [waiting] } = await tx.query<{ n: number }>(
    "select count(*) as n from rc.batch_row where batch_id = $1 and line > $2 and line <= $3 and status in ('good', 'warned') and record_id is null", [batchId, afterLine, lastLine]);
  if (waiting?.n !== rows) throw new Error(`batch ${batchId} was taken over by another worker`);
}

/** Writes a chunk in the caller's transaction; rows whose matter was recorded meanwhile are refused. */
async function land(tx: Tx, c: Commit, chunk: Chunk): Promise<{ refused: number }> {
  const { house, actor, start } = c;
  await refuseTakenOver(tx, start.batchId, chunk);
  const keys = [...chunk.planned.map((p) => p.start.uniqueKey), ...chunk.homonyms.map((h) => h.key)].filter((key) => key !== null);
  const taken = await findTaken(tx, registerId, keys);
  const isTaken = (key: Buffer | null): boolean => key !== null && taken.has(key.toString('hex'));
  const landed: { line: number; id: string }[] = [];
  const refused: Refused[] = [...chunk.refused];
  const fresh = chunk.planned.filter((p) => !isTaken(p.start.uniqueKey));
  for (const { line } of [...chunk.planned.filter((p) => isTaken(p.start.uniqueKey)), ...chunk.homonyms.filter((h) => isTaken(h.key))]) refused.push({ line, zh: '导入时发现已有同一记录' });
  for (const { line, raw, unresolved } of chunk.homonyms.filter((h) => !isTaken(h.key))) {
    landed.push({ line, id: (await actIn(tx, house, actor, { register: registerId, action: startAction, input: { item: c.item.id, facts: raw }, unresolved, batchId: start.batchId })).id });
  }
  await landStarts(tx, house, start.register, fresh.map((p) => p.start));
  for (const p of fresh) landed.push({ line: p.line, id: p.start.id });
  await settle(tx, start.batchId, landed, refused);
  return { refused: refused.length };
}

/** Landed rows keep only the number of their record: what they held is in the record now. */
async function settle(tx: Tx, batchId: string, landed: readonly { line: number; id: string }[], refused: readonly { line: number; zh: string }[]): Promise<void> {
  const { rowCount } = await tx.query('update rc.batch_row b set record_id = l.id, cells = null, problems = null, subject_id = null from unnest($2::int[], $3::uuid[]) as l (line, id) where b.batch_id = $1 and b.line = l.line and b.record_id is null', [batchId, landed.map((l) => l.line), landed.map((l) => l.id)]);
  // Somebody else committed the same rows: this transaction must not record them twice.
  if (rowCount !== landed.length) throw new Error(`batch ${batchId}: ${landed.length - (rowCount ?? 0)} rows were committed twice`);
  await tx.query("update rc.batch_row b set status = 'bad', problems = jsonb_build_array(jsonb_build_object('field', '', 'column', null, 'code', 'refused', 'zh', r.zh)) from unnest($2::int[], $3::text[]) as r (line, zh) where b.batch_id = $1 and b.line = r.line", [batchId, refused.map((r) => r.line), refused.map((r) => r.zh)]);
  await tx.query('update rc.batch set committed = committed + $2, bad = bad + $3 where id = $1', [batchId, landed.length, refused.length]);
}

/** Takes a whole batch back: every record that nobody has verified to the end is dropped; the others are counted and stay. */
export async function withdrawBatch(house: House, actor: Actor, batchId: string): Promise<void> {
  const batch = await getBatch(house, batchId);
  if (batch.state !== 'withdrawing') return;
  const register = house.registers[registerId] as Register;
  const open = (register.actions['discard'] as { from: readonly string[] }).from;
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await house.pool.query<{ id: string }>('select id from rc.record where register = $1 and batch_id = $2 and state = any($3) and id > $4 order by id limit 200', [registerId, batchId, open, after]);
    if (rows.length === 0) break;
    for (const { id } of rows) await act(house, actor, { register: registerId, action: 'discard', recordId: id, input: { reason: batch.reason ?? '整批撤回' } });
    after = rows.at(-1)?.id ?? after;
    await house.pool.query('update rc.batch set done = done + $2 where id = $1', [batchId, rows.length]);
  }
  await moveBatch(house, batchId, ['withdrawing'], 'withdrawn', { finished_at: house.clock.now() });
}
