/** 正式导入: chunks that are there whole or not at all; a crash resumes after the last committed one. */
import { rm } from 'node:fs/promises';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Actor } from '../core/actor.ts';
import type { CatalogItem } from '../core/catalog.ts';
import type { Unresolved } from '../core/effect.ts';
import { compileItem } from '../core/facts.ts';
import { fail } from '../core/problem.ts';
import type { Register } from '../core/register.ts';
import { type BodyIndex, loadBodyIndex, resolveBody, resolveOfficial } from '../directory/resolve.ts';
import { actIn } from '../store/act.ts';
import { type BulkStart, findTaken, landStarts, planStart } from '../store/bulk.ts';
import { refuse, transaction, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { keyOf } from '../store/packed.ts';
import { numberOf } from '../store/numbers.ts';
import { Packing, Writing, type WrittenStart } from '../store/starts.ts';
import { batchItem, batchPath, type BatchRow, getBatch, moveBatch, unpack } from './batch.ts';
import { confirmedOf, rowsPerTurn, startAction } from './batch-check.ts';
import { checkRow } from './check-row.ts';
import { beginAttempt, markLanded, openChunks, type Piece, planChunks, refuseTakenOver } from './chunks.ts';
import { type Decided, dropDecisions, findDecisions, takeDecisions } from './decisions.ts';
import { type HeaderMapping, matchHeaders } from './headers.ts';
import { commitOfficials } from './officials-commit.ts';
import { officialsTable } from './officials-table.ts';
import type { Cell } from './read/cells.ts';

/** Chunks that land at a time, each in a transaction of its own. */
const lanes = 2;
const registerId = 'dishonesty-record';

/** Commits the valid rows of a batch as filed records. */
export async function commitBatch(house: House, actor: Actor, batchId: string): Promise<void> {
  const batch = await getBatch(house, batchId);
  if (batch.state !== 'committing') return;
  if (batch.item === officialsTable) return commitOfficials(house, actor, batch);
  const c = await openCommit(house, actor, batch);
  if (batch.mode === 'all') {
    const whole = await transaction(house.pool, async (tx) => {
      await planChunks(tx, c.start, house.clock.today());
      await inChunks(c, await openChunks(tx, batchId), 1, async (chunk) => refuseGaps((await land(tx, c, chunk)).refused));
    });
    if (!whole.ok) return void (await moveBatch(house, batchId, ['committing'], 'ready', { refusal: JSON.stringify(whole.problem.detail), finished_at: house.clock.now() }));
  } else {
    await inChunks(c, await openChunks(house.pool, batchId), lanes, async (chunk) => {
      const landed = await transaction(house.pool, (tx) => land(tx, c, chunk));
      if (!landed.ok) throw new Error(landed.problem.detail.zh);
    });
  }
  await moveBatch(house, batchId, ['committing'], 'done', { finished_at: house.clock.now() });
  await dropDecisions(batchId);
  await rm(batchPath(house, batchId), { force: true });
}

interface Commit {
  readonly house: House;
  readonly actor: Actor;
  readonly item: CatalogItem;
  readonly mapping: HeaderMapping;
  readonly bodies: BodyIndex | undefined;
  readonly start: Omit<BulkStart, 'today' | 'rules'>;
  /** Which attempt at the batch this is. */
  readonly attempt: number;
  /** Memory of chunks that have landed. */
  readonly room: Buffer[];
}

async function openCommit(house: House, actor: Actor, batch: BatchRow): Promise<Commit> {
  const item = batchItem(house, batch).body;
  const { cells = [], columns, epoch } = batch.header ?? {};
  const confirmed = confirmedOf(batch);
  const matched = matchHeaders(item, cells, { ...(confirmed === undefined ? {} : { confirmed }), ...(epoch === undefined ? {} : { epoch }) });
  const start = { register: house.registers[registerId] as Register, action: startAction, batchId: batch.id, pushId: batch.id };
  return {
    // What was checked is what is committed: the columns as they were read then.
    house, actor, item, start, mapping: { ...matched, columns: columns ?? matched.columns }, bodies: item.subjectKind === 'body' ? await loadBodyIndex(house.pool) : undefined,
    attempt: await beginAttempt(house, start, batch.mode === 'valid'), room: [],
  };
}

/** Rows of a piece, decided and ready to land. */
interface Chunk {
  readonly piece: Piece;
  readonly start: BulkStart;
  /** The number that each line's record gets. */
  readonly numbers: ReadonlyMap<number, string>;
  readonly planned: readonly { readonly line: number; readonly start: WrittenStart }[];
  readonly writing: Writing;
  readonly homonyms: readonly { readonly line: number; readonly key: string | null; readonly raw: Readonly<Record<string, unknown>>; readonly unresolved: Unresolved }[];
  readonly refused: readonly Refused[];
}

interface Refused {
  readonly line: number;
  readonly zh: string;
}

/** Takes the waiting rows in the order of the file; some pieces land while the next is read and decided. */
async function inChunks(c: Commit, pieces: readonly Piece[], lanesMax: number, landing: (chunk: Chunk) => Promise<void>): Promise<void> {
  const flying = new Set<Promise<void>>();
  try {
    for (const piece of pieces) {
      const chunk = await prepare(c, piece);
      if (flying.size >= lanesMax) await Promise.race(flying);
      const landed: Promise<void> = landing(chunk).then(() => {
        c.room.push(...chunk.writing.given());
        flying.delete(landed);
      });
      landed.catch(() => undefined);
      flying.add(landed);
    }
    await Promise.all(flying);
  } finally {
    await Promise.allSettled(flying);
  }
}

interface Waiting {
  readonly line: number;
  readonly row_key: Buffer | null;
}

async function prepare(c: Commit, piece: Piece): Promise<Chunk> {
  const { house, actor } = c;
  const { rows } = await house.pool.query<Waiting>(
    "select line, row_key from rc.batch_row where batch_id = $1 and status in ('good', 'warned') and line between $2 and $3 order by line", [c.start.batchId, piece.firstLine, piece.lastLine]);
  const today = house.clock.today();
  const start: BulkStart = { ...c.start, today, rules: house.rulesOn(today) };
  const decisions = findDecisions(c.start.batchId, { rules: start.rules, today, actor, bodies: c.bodies, mapping: c.mapping });
  const known = decisions === undefined ? new Map<number, Decided>() : await takeDecisions(decisions, piece.firstLine, piece.lastLine);
  const isKnown = ({ line, row_key: key }: Waiting): boolean => {
    const found = known.get(line);
    return found !== undefined && keyOf(found.packed, found.index) === (key?.toString('hex') ?? null);
  };
  const open = rows.filter((row) => !isKnown(row));
  for (const { line } of open) known.delete(line);
  const { decided, homonyms, refused } = await decideAnew(c, start, open);
  const writing = new Writing(house, actor, start, c.room);
  const planned: { line: number; start: WrittenStart }[] = [];
  for (const [at, { line }] of rows.entries()) {
    const found = decided.get(line) ?? known.get(line);
    if (found !== undefined) planned.push({ line, start: writing.add(found.packed, found.index) });
    if (at % rowsPerTurn === rowsPerTurn - 1) await otherWork();
  }
  const numbers = new Map(rows.map(({ line }, n) => [line, numberOf(start.register.series, piece.year, piece.firstNumber + n)]));
  return { piece, start, numbers, planned, writing, homonyms, refused };
}

/** Decides rows from their cells: what the check would say if it came today. */
async function decideAnew(c: Commit, start: BulkStart, open: readonly Waiting[]): Promise<Pick<Chunk, 'homonyms' | 'refused'> & { decided: Map<number, Decided> }> {
  const { house, actor, item } = c;
  const indexes = new Map<number, number>();
  const homonyms: Chunk['homonyms'][number][] = [];
  const refused: Refused[] = [];
  if (open.length === 0) return { decided: new Map(), homonyms, refused };
  const { rows } = await house.pool.query<{ line: number; cells: unknown; row_key: Buffer | null }>(
    'select line, cells, row_key from rc.batch_row where batch_id = $1 and line = any($2::int[]) order by line', [c.start.batchId, open.map(({ line }) => line)]);
  const compiled = compileItem(item);
  const packing = new Packing(house, actor, start);
  for (const [at, { line, cells, row_key: key }] of rows.entries()) {
    const { raw, facts } = checkRow(compiled, c.mapping, unpack<readonly Cell[]>(house, cells), start.today);
    const resolved = c.bodies === undefined ? await resolveOfficial(house.pool, house.keys, item, facts) : resolveBody(c.bodies, item, facts);
    if (resolved.kind === 'none') refused.push({ line, zh: resolved.error.zh });
    else if (resolved.kind === 'many') homonyms.push({ line, key: key?.toString('hex') ?? null, raw, unresolved: resolved.unresolved });
    else {
      const plan = planStart(house, actor, start, { subject: resolved.subject, input: { item: item.id, subjectId: resolved.subject.id, facts: raw } });
      if (plan.ok) indexes.set(line, packing.add(plan.value));
      else refused.push({ line, zh: plan.problem.detail.zh });
    }
    if (at % rowsPerTurn === rowsPerTurn - 1) await otherWork();
  }
  const packed = packing.done();
  return { decided: new Map([...indexes].map(([line, index]) => [line, { packed, index }])), homonyms, refused };
}

/** All rows or none: one row that cannot be recorded any more takes the others back. */
function refuseGaps(refused: number): void {
  if (refused > 0) refuse(fail('refused', 'not-all', `检查之后有 ${refused} 行不能再导入（例如他人已录入同一记录），因此一行也没有导入；请重新上传检查，或选择“只导入有效行”`, 'Some rows can no longer be recorded, so none was'));
}

/** Writes a chunk in the caller's transaction; rows whose matter was recorded meanwhile are refused. */
async function land(tx: Tx, c: Commit, { piece, start, numbers, planned, writing, homonyms, refused: before }: Chunk): Promise<{ refused: number }> {
  const { house, actor } = c;
  await refuseTakenOver(tx, start.batchId, c.attempt);
  const keys = [...planned.map((p) => p.start.uniqueKey), ...homonyms.map((h) => h.key)].filter((key) => key !== null);
  const taken = await findTaken(tx, registerId, keys);
  const isTaken = (key: string | null): boolean => key !== null && taken.has(key);
  const fresh = planned.filter((p) => !isTaken(p.start.uniqueKey));
  const unknown = homonyms.filter((h) => !isTaken(h.key));
  const late = [...planned.filter((p) => isTaken(p.start.uniqueKey)), ...homonyms.filter((h) => isTaken(h.key))];
  const refused = [...before, ...late.map(({ line }) => ({ line, zh: '导入时发现已有同一记录' }))];
  await settle(tx, start.batchId, piece, fresh.length + unknown.length, refused);
  const numberAt = (line: number): string => numbers.get(line) as string;
  await landStarts(tx, start, writing, fresh.map((p) => ({ ...p.start, no: numberAt(p.line) })));
  for (const { line, raw, unresolved } of unknown) {
    await actIn(tx, house, actor, { register: registerId, action: startAction, input: { item: c.item.id, facts: raw }, unresolved, batchId: start.batchId, no: numberAt(line) });
  }
  await tx.query('update rc.batch set committed = committed + $2, bad = bad + $3 where id = $1', [start.batchId, fresh.length + unknown.length, refused.length]);
  return { refused: refused.length };
}

/** Rows that land leave nothing behind: what they held is in their records. The refused ones say why. */
async function settle(tx: Tx, batchId: string, piece: Piece, landing: number, refused: readonly Refused[]): Promise<void> {
  await markLanded(tx, batchId, piece);
  if (refused.length > 0) {
    await tx.query("update rc.batch_row b set status = 'bad', problems = jsonb_build_array(jsonb_build_object('field', '', 'column', null, 'code', 'refused', 'zh', r.zh)) from unnest($2::int[], $3::text[]) as r (line, zh) where b.batch_id = $1 and b.line = r.line", [batchId, refused.map((r) => r.line), refused.map((r) => r.zh)]);
  }
  const { rowCount } = await tx.query("delete from rc.batch_row where batch_id = $1 and line between $2 and $3 and status in ('good', 'warned')", [batchId, piece.firstLine, piece.lastLine]);
  if (rowCount !== landing) throw new Error(`batch ${batchId}: ${landing} rows were to land, ${rowCount ?? 0} were waiting`);
}
