/**
 * 导入批次: the life of one uploaded table: received, read, matched, checked without storing anything, committed by the clerk,
 * withdrawable as a whole. Staff upload, command line and API all come through here; long steps run as jobs, so that progress
 * survives a reload and a crash resumes where it stopped.
 */
import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Actor } from '../core/actor.ts';
import type { CatalogItem } from '../core/catalog.ts';
import type { Label } from '../core/label.ts';
import { done, fail, type Outcome, ProblemError } from '../core/problem.ts';
import { blindIndex, decrypt, encrypt } from '../store/keys.ts';
import { secretKeys } from '../store/conceal.ts';
import { importsFolder, receive, settleFile, writing } from '../store/files.ts';
import { safeName } from '../store/uploads.ts';
import type { Asked } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { dropDecisions } from './decisions.ts';
import type { HeaderMapping } from './headers.ts';
import { findTable, permitsTable } from './officials-table.ts';

export const batchStates = {
  reading: { zh: '正在读取', en: 'Reading' }, mapping: { zh: '待确认列对应', en: 'Confirm the columns' }, checking: { zh: '正在检查', en: 'Checking' }, ready: { zh: '检查完毕，待确认导入', en: 'Ready to commit' },
  committing: { zh: '正在导入', en: 'Committing' }, done: { zh: '已导入', en: 'Done' }, withdrawing: { zh: '正在撤回', en: 'Withdrawing' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  refused: { zh: '无法读取', en: 'Refused' }, cancelled: { zh: '已取消', en: 'Cancelled' },
} as const satisfies Record<string, Label>;
export type BatchState = keyof typeof batchStates;

export interface BatchRow {
  readonly id: string;
  readonly item: string;
  readonly file_name: string;
  readonly state: BatchState;
  readonly by_account: string;
  readonly by_body: string;
  /** Who ordered the commit: the records are theirs. */
  readonly committed_by: string | null;
  readonly withdrawn_by: string | null;
  readonly mapping: Readonly<Record<string, string | null>> | null;
  readonly header: { readonly cells: readonly string[]; readonly format: string; readonly encoding?: string; readonly sheet?: string; readonly epoch?: '1900' | '1904'; readonly columns?: HeaderMapping['columns'] } | null;
  /** Why the file could not be read, why nothing was committed, or why a record could not be withdrawn. */
  readonly refusal: Label | null;
  readonly total: number;
  /** Rows checked; from the first withdrawal on, records withdrawn. */
  readonly done: number;
  readonly good: number;
  readonly warned: number;
  readonly bad: number;
  readonly duplicate: number;
  readonly committed: number;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly created_at: Date;
  readonly mode: 'valid' | 'all' | null;
  readonly reason: string | null;
}

/** A house whose questions are asked inside a transaction, or of the pool. */
export type Within = Pick<House, 'clock'> & { readonly pool: Asked };

export const batchPath = (house: Pick<House, 'filesDir'>, id: string): string => join(house.filesDir, importsFolder, id);

/** A batch the actor may see: those of the own body. */
export async function findBatch(house: Pick<Within, 'pool'>, actor: Actor, id: string): Promise<BatchRow | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
  const { rows } = await house.pool.query<BatchRow>('select * from rc.batch where id = $1 and by_body = $2', [id, actor.bodyId]);
  return rows[0];
}

export async function getBatch(house: Pick<Within, 'pool'>, id: string): Promise<BatchRow> {
  const { rows: [batch] } = await house.pool.query<BatchRow>('select * from rc.batch where id = $1', [id]);
  if (batch === undefined) throw new Error(`no batch ${id}`);
  return batch;
}

export const listBatches = async (house: House, actor: Actor): Promise<BatchRow[]> =>
  (await house.pool.query<BatchRow>('select * from rc.batch where by_body = $1 order by created_at desc limit 100', [actor.bodyId])).rows;

/** The item version that a batch is checked with: that of the day it was received. */
export const batchItem = (house: House, batch: Pick<BatchRow, 'item' | 'created_at'>): { readonly body: CatalogItem } => findTable(house.rulesOn(house.clock.today()), batch.item) ?? house.rulesOn(house.clock.today()).get('item', batch.item);

type Task = 'import-check' | 'import-commit' | 'import-withdraw';

/** Puts a job into the queue, one for each row of `from`, in the same statement; jobs of one batch take turns. */
const jobFor = (task: Task, from: string): string =>
  `select graphile_worker.add_job('${task}', payload := json_build_object('batchId', id), queue_name := 'batch ' || id, max_attempts := 10) from ${from}`;

export interface NewBatch {
  readonly item: string;
  readonly fileName: string;
  readonly content: Readable;
  /** Leave the check to the jobs; a command does it itself. */
  readonly queue?: boolean;
  /** Does the last step once for a request that is sent again; told the digest of the file, which is what the request says. */
  readonly once?: (digest: string, work: (tx: Asked) => Promise<Started>) => Promise<Started>;
}

/** The batch, and the earlier batch of the same file if there was one. */
export interface Started {
  readonly id: string;
  readonly sameAs: string | null;
}

/** Receives a file. */
export async function startBatch(house: House, actor: Actor, b: NewBatch): Promise<Outcome<Started>> {
  if (!actor.roles.includes('maker') || actor.accountId === null) return fail('forbidden', 'no-grant', '批量导入由经办人员办理', 'Only makers import');
  const item = findTable(house.rulesOn(house.clock.today()), b.item);
  if (item === undefined) return fail('invalid', 'no-such-item', `目录中没有“${b.item}”，请先选择目录事项`, 'No such item');
  const permitted = await permitsTable(house.pool, actor, b.item);
  if (!permitted.ok) return permitted;
  const id = randomUUID();
  const path = batchPath(house, id);
  const draft = `${path}.part`;
  const digest = createHash('sha256');
  try {
    await writing(() => receive(b.content, draft, digest));
    if ((b.content as { truncated?: boolean }).truncated === true) throw Object.assign(new Error('too large'), { code: 'FST_REQ_FILE_TOO_LARGE', statusCode: 413 });
    await writing(() => settleFile(draft, path));
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
  const sum = digest.digest('hex');
  const started = b.once === undefined ? await enter(house.pool, house, actor, b, { id, sum }) : await b.once(sum, (tx) => enter(tx, house, actor, b, { id, sum })).catch(async (error: unknown) => {
    // Refused: no row will ever ask for the file. After any other failure the row may be there; a file without one is cleared later.
    if (error instanceof ProblemError) await rm(path, { force: true });
    throw error;
  });
  // Sent again: what came this time is the file that is there already.
  if (started.id !== id) await rm(path, { force: true });
  return done(started);
}

async function enter(db: Asked, house: House, actor: Actor, b: NewBatch, { id, sum }: { id: string; sum: string }): Promise<Started> {
  const key = blindIndex(house.keys, 'import-file', `${b.item} ${sum}`);
  const { rows: [same] } = await db.query<{ id: string }>("select id from rc.batch where file_key = $1 and by_body = $2 and state in ('done', 'committing') order by created_at desc limit 1", [key, actor.bodyId]);
  const insert = "insert into rc.batch (id, item, file_name, file_key, state, by_account, by_body, area_code, created_at) values ($1,$2,$3,$4,'reading',$5,$6,$7,$8)";
  await db.query(b.queue === true ? `with added as (${insert} returning id) ${jobFor('import-check', 'added')}` : insert,
    [id, b.item, safeName(b.fileName), key, actor.accountId, actor.bodyId, actor.areaCode, house.clock.now()]);
  return { id, sameAs: same?.id ?? null };
}

/** Moves a batch on, if it is in one of the states; two clicks make one step. The job that goes on with it is ordered in the same moment, so that no crash can part them. */
export async function moveBatch(house: Within, id: string, from: readonly BatchState[], to: BatchState, more: Readonly<Record<string, unknown>> = {}, job?: Task): Promise<Outcome<true>> {
  const names = Object.keys(more);
  const update = `update rc.batch set state = $3${names.map((n, i) => `, ${n} = $${i + 4}`).join('')} where id = $1 and state = any($2)`;
  const { rowCount } = await house.pool.query(job === undefined ? update : `with moved as (${update} returning id) ${jobFor(job, 'moved')}`, [id, from, to, ...names.map((n) => more[n])]);
  if (rowCount === 1) return done(true);
  const { state } = await getBatch(house, id);
  return fail('wrong-state', 'wrong-state', `该批次当前为“${batchStates[state].zh}”，请刷新后再操作`, `The batch is ${state}`);
}

export async function confirmMapping(house: Within, id: string, mapping: Readonly<Record<string, string | null>>): Promise<Outcome<true>> {
  return moveBatch(house, id, ['mapping', 'ready'], 'checking', { mapping: JSON.stringify(mapping), done: 0, good: 0, warned: 0, bad: 0, duplicate: 0, started_at: house.clock.now(), finished_at: null }, 'import-check');
}

export async function orderCommit(house: Within, actor: Actor, batch: BatchRow, mode: 'valid' | 'all'): Promise<Outcome<true>> {
  if (mode === 'all' && batch.bad > 0) return fail('refused', 'has-errors', `尚有 ${batch.bad} 行有误：请改正后重新上传，或选择“只导入有效行”`, 'Some rows are wrong');
  if (batch.good + batch.warned === 0) return fail('refused', 'nothing-to-commit', '没有可导入的行：请按错误原因改正后重新上传', 'Nothing to commit');
  return moveBatch(house, batch.id, ['ready'], 'committing', { mode, committed_by: actor.accountId, started_at: house.clock.now(), finished_at: null }, 'import-commit');
}

export async function cancelBatch(house: Within, id: string): Promise<Outcome<true>> {
  const moved = await moveBatch(house, id, ['reading', 'mapping', 'checking', 'ready'], 'cancelled', { finished_at: house.clock.now() });
  if (moved.ok) await dropDecisions(id);
  return moved;
}

/** Rows of items with identity numbers are kept encrypted while they wait. */
export const pack = (house: Pick<House, 'keys'>, item: CatalogItem, value: unknown): unknown =>
  secretKeys(item).length === 0 ? value : { sealed: encrypt(house.keys.identity, Buffer.from(JSON.stringify(value))).toString('base64') };

export function unpack<T>(house: Pick<House, 'keys'>, value: unknown): T {
  const sealed = (value as { sealed?: string } | null)?.sealed;
  return (typeof sealed === 'string' ? JSON.parse(decrypt(house.keys.identity, Buffer.from(sealed, 'base64')).toString()) : value) as T;
}

