/** 正式导入与整批撤回: chunks that are there whole or not at all; a crash resumes after the last committed one. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Actor } from '../core/actor.ts';
import type { CatalogItem } from '../core/catalog.ts';
import type { Register, SubjectFacts } from '../core/register.ts';
import { compileItem, checkFacts } from '../core/facts.ts';
import { type BodyIndex, loadBodyIndex, resolveBody, resolveOfficial } from '../directory/resolve.ts';
import { act, actIn } from '../store/act.ts';
import { startMany } from '../store/bulk.ts';
import { fail } from '../core/problem.ts';
import { refuse, transaction, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { batchItem, batchPath, getBatch, moveBatch, unpack } from './batch.ts';
import { startAction } from './batch-check.ts';

const chunkRows = 2000;
const registerId = 'dishonesty-record';

interface Waiting {
  readonly line: number;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Commits the valid rows of a batch as filed records. */
export async function commitBatch(house: House, actor: Actor, batchId: string): Promise<void> {
  const batch = await getBatch(house, batchId);
  if (batch.state !== 'committing') return;
  const item = batchItem(house, batch).body;
  const bodies = item.subjectKind === 'body' ? await loadBodyIndex(house.pool) : undefined;
  const c: Committing = { batchId, pushId: randomUUID(), item, bodies };
  if (batch.mode === 'all') {
    const whole = await transaction(house.pool, (tx) => commitWhole(tx, house, actor, c));
    if (!whole.ok) return void (await moveBatch(house, batchId, ['committing'], 'ready', { refusal: JSON.stringify(whole.problem.detail), finished_at: house.clock.now() }));
  } else {
    for (let more = true; more;) {
      const chunk = await transaction(house.pool, (tx) => commitChunk(tx, house, actor, c));
      if (!chunk.ok) throw new Error(chunk.problem.detail.zh);
      more = chunk.value.rows > 0;
    }
  }
  await moveBatch(house, batchId, ['committing'], 'done', { finished_at: house.clock.now() });
  await rm(batchPath(house, batchId), { force: true });
}

interface Committing {
  readonly batchId: string;
  readonly pushId: string;
  readonly item: CatalogItem;
  readonly bodies: BodyIndex | undefined;
}

/** All rows or none: one row that cannot be recorded any more takes the others back. */
async function commitWhole(tx: Tx, house: House, actor: Actor, c: Committing): Promise<void> {
  for (let more = true; more;) {
    const { rows, refused } = await commitChunk(tx, house, actor, c);
    if (refused > 0) refuse(fail('refused', 'not-all', `检查之后有 ${refused} 行不能再导入（例如他人已录入同一记录），因此一行也没有导入；请重新上传检查，或选择“只导入有效行”`, 'Some rows can no longer be recorded, so none was'));
    more = rows > 0;
  }
}

/** @returns how many rows the chunk had, and how many of them were refused; rows that turned out to be taken meanwhile become duplicates. */
async function commitChunk(tx: Tx, house: House, actor: Actor, c: Committing): Promise<{ rows: number; refused: number }> {
  const { rows } = await tx.query<{ line: number; facts: unknown; row_key: Buffer | null }>(
    "select line, facts, row_key from rc.batch_row b where batch_id = $1 and status in ('good', 'warned') and record_id is null order by line limit $2 for update", [c.batchId, chunkRows]);
  if (rows.length === 0) return { rows: 0, refused: 0 };
  const register = house.registers[registerId] as Register;
  const { rows: taken } = await tx.query<{ unique_key: Buffer }>('select unique_key from rc.record where register = $1 and unique_key = any($2::bytea[])', [registerId, rows.map((r) => r.row_key)]);
  const gone = new Set(taken.map((t) => t.unique_key.toString('hex')));
  const fresh = rows.filter((r) => r.row_key === null || !gone.has(r.row_key.toString('hex')));
  const named: { row: Waiting; subject: SubjectFacts }[] = [];
  const landed: { line: number; id: string }[] = [];
  const refused: { line: number; zh: string }[] = rows.filter((r) => !fresh.includes(r)).map((r) => ({ line: r.line, zh: '导入时发现已有同一记录' }));
  for (const r of fresh) {
    const raw = unpack<Record<string, unknown>>(house, r.facts);
    const { facts } = checkFacts(compileItem(c.item), raw, house.clock.today());
    const resolved = c.bodies === undefined ? await resolveOfficial(tx, house.keys, c.item, facts) : resolveBody(c.bodies, c.item, facts);
    if (resolved.kind === 'one') named.push({ row: { line: r.line, raw }, subject: resolved.subject });
    else if (resolved.kind === 'none') refused.push({ line: r.line, zh: resolved.error.zh });
    else landed.push({ line: r.line, id: (await actIn(tx, house, actor, { register: registerId, action: startAction, input: { item: c.item.id, facts: raw }, unresolved: resolved.unresolved, batchId: c.batchId })).id });
  }
  const results = await startMany(tx, house, actor, { register, action: startAction, batchId: c.batchId, pushId: c.pushId, rows: named.map(({ row, subject }) => ({ subject, input: { item: c.item.id, subjectId: subject.id, facts: row.raw } })) });
  results.forEach((result, i) => {
    const { line } = (named[i] as { row: Waiting }).row;
    if (result.ok) landed.push({ line, id: result.id });
    else refused.push({ line, zh: result.problem.detail.zh });
  });
  await settle(tx, c.batchId, landed, refused);
  return { rows: rows.length, refused: refused.length };
}

/** Landed rows keep only the number of their record: what they held is in the record now. */
async function settle(tx: Tx, batchId: string, landed: readonly { line: number; id: string }[], refused: readonly { line: number; zh: string }[]): Promise<void> {
  await tx.query('update rc.batch_row b set record_id = l.id, cells = null, facts = null, problems = null from unnest($2::int[], $3::uuid[]) as l (line, id) where b.batch_id = $1 and b.line = l.line', [batchId, landed.map((l) => l.line), landed.map((l) => l.id)]);
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
