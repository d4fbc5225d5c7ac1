/** 导入接口: the import wizard's calls: upload, columns, dry run, commit, withdraw, and the file of failed rows. */
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { fail, type Outcome } from '../core/problem.ts';
import type { CatalogItem } from '../core/catalog.ts';
import { batchItem, type BatchRow, batchStates, cancelBatch, confirmMapping, findBatch, getBatch, listBatches, orderCommit, startBatch, unpack } from '../imports/batch.ts';
import { confirmedOf } from '../imports/batch-check.ts';
import { orderWithdraw, standingOf } from '../imports/batch-withdraw.ts';
import { failedRows } from '../imports/failed-rows.ts';
import { writeErrorFile } from '../imports/error-file.ts';
import { matchHeaders } from '../imports/headers.ts';
import { type Cell, textOfCell } from '../imports/read/cells.ts';
import { maskIdNumber } from '../core/identifiers/id-number.ts';
import { secretKeys } from '../store/conceal.ts';
import type { Asked, Tx } from '../store/db.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { lookAtRows } from './look.ts';
import { type Asking, notFound, orProblem, type RouteDef, route } from './route.ts';

function progressOf(batch: BatchRow, now: Date) {
  const running = batch.finished_at === null;
  const seconds = batch.started_at === null ? 0 : Math.max(0.001, ((running ? now : (batch.finished_at as Date)).getTime() - batch.started_at.getTime()) / 1000);
  const committing = batch.state === 'committing';
  const withdrawing = batch.state === 'withdrawing';
  const goal = committing ? batch.good + batch.warned : withdrawing ? batch.committed : batch.total;
  const reached = committing ? batch.committed : batch.done;
  const rate = reached / seconds;
  return { done: reached, total: goal, rowsPerSecond: Math.round(rate), etaSeconds: running && rate > 0 && goal > reached ? Math.ceil((goal - reached) / rate) : null, percent: goal === 0 ? null : Math.min(100, Math.round((100 * reached) / goal)) };
}

interface Hands {
  readonly by: string;
  readonly committedBy: string | null;
  readonly withdrawnBy: string | null;
}

function view(house: Wired, batch: BatchRow, hands: Hands, sameAs?: string | null) {
  const item = batchItem(house, batch).body;
  const confirmed = confirmedOf(batch);
  const matched = batch.header === null ? undefined : matchHeaders(item, batch.header.cells, confirmed === undefined ? {} : { confirmed });
  const labelOf = (key: string) => item.fields.find((f) => f.key === key)?.label;
  return {
    id: batch.id, item: { id: batch.item, label: item.label }, fileName: batch.file_name, state: batch.state, stateLabel: batchStates[batch.state], header: batch.header?.cells ?? [], file: batch.header === null ? null : { format: batch.header.format, encoding: batch.header.encoding ?? null, sheet: batch.header.sheet ?? null },
    mapping: (batch.header?.cells ?? []).map((header, column) => { const m = matched?.columns[column] ?? null; return { column, header, field: m?.field ?? null, label: m === null ? null : (labelOf(m.field) ?? null), how: m?.by ?? (matched?.ambiguous.some((a) => a.column === column) === true ? 'ambiguous' : 'none') }; }),
    missing: (matched?.missing ?? []).map((key) => ({ key, label: labelOf(key) })), fields: item.fields.map((f) => ({ key: f.key, label: f.label, required: f.required })),
    refusal: batch.refusal, progress: progressOf(batch, house.clock.now()), counts: { total: batch.total, good: batch.good, warned: batch.warned, bad: batch.bad, duplicate: batch.duplicate, committed: batch.committed, withdrawn: batch.withdrawn_by === null ? 0 : batch.done },
    createdAt: batch.created_at, finishedAt: batch.finished_at, by: { name: hands.by }, committedBy: named(hands.committedBy), withdrawnBy: named(hands.withdrawnBy), mode: batch.mode, reason: batch.reason, ...(sameAs == null ? {} : { sameAs }),
  };
}

/** Why somebody looks at rows about officials. */
const whyQuery = { purpose: z.string().max(40).optional(), because: z.string().max(500).optional() };

/** The largest line number that the database can hold. */
const lineMax = 2 ** 31 - 1;

const named = (name: string | null): { name: string } | null => (name === null ? null : { name });

/** The names of those who uploaded a batch, ordered its commit and its withdrawal. */
async function handsOf(house: { pool: Asked }, batch: BatchRow): Promise<Hands> {
  const { rows: [hands] } = await house.pool.query<Hands>(
    `select coalesce(a.name, '') as by, c.name as "committedBy", w.name as "withdrawnBy" from rc.batch b left join rc.account a on a.id = b.by_account left join rc.account c on c.id = b.committed_by
       left join rc.account w on w.id = b.withdrawn_by where b.id = $1`, [batch.id]);
  return hands as Hands;
}
const imports = (actor: Actor): boolean => actor.roles.includes('maker');
/** A batch exists for the makers of the body that sent it. */
const batchOf = async (ask: Asking<unknown, unknown>): Promise<BatchRow> => (imports(ask.actor) ? await findBatch(ask.house, ask.actor, ask.params['id'] ?? '') : undefined) ?? notFound();
const answer = async (ask: Asking<unknown, unknown>) => {
  const batch = await batchOf(ask);
  const [hands, sameAs] = await Promise.all([handsOf(ask.house, batch), findSameFile(ask.house, batch.id)]);
  return view(ask.house, batch, hands, sameAs);
};

/** Moves a batch on and answers how it stands then, in one transaction. */
async function moved(ask: Asking<unknown, unknown>, move: (house: { pool: Tx; clock: Wired['clock'] }, batch: BatchRow) => Promise<Outcome<true>>) {
  const batch = await batchOf(ask);
  const sameAs = await findSameFile(ask.house, batch.id);
  return ask.once(async (tx) => {
    orProblem(await move({ pool: tx, clock: ask.house.clock }, batch));
    const moved = await getBatch({ pool: tx }, batch.id);
    return view(ask.house, moved, await handsOf({ pool: tx }, moved), sameAs);
  });
}

/** The batch by which the same body brought the same file in before. */
async function findSameFile(house: Wired, id: string): Promise<string | undefined> {
  const { rows: [same] } = await house.pool.query<{ id: string }>(
    `select earlier.id from rc.batch this join rc.batch earlier on earlier.file_key = this.file_key and earlier.by_body = this.by_body and earlier.created_at < this.created_at and earlier.state in ('done', 'committing')
     where this.id = $1 order by earlier.created_at desc limit 1`, [id]);
  return same?.id;
}

/** Cells as they may be shown: identity numbers only as their mask. */
function shownCells(house: Wired, batch: BatchRow, item: CatalogItem, stored: unknown): string[] {
  const cells = (unpack<Cell[] | null>(house, stored) ?? []).map(textOfCell);
  const confirmed = confirmedOf(batch);
  const secret = secretKeys(item);
  const columns = matchHeaders(item, batch.header?.cells ?? [], confirmed === undefined ? {} : { confirmed }).columns;
  return cells.map((text, i) => (secret.includes(columns[i]?.field ?? '') && text.length > 6 ? maskIdNumber(text) : text));
}

export const importRoutes: RouteDef[] = [
  route({
    method: 'POST', url: '/imports', answer: shape.batch, status: 201, query: z.object({ item: z.string().min(1).max(80) }), summary: { zh: '上传导入文件', en: 'Upload a table' }, once: 'file',
    handler: async (ask) => {
      const { house, actor, account, query, request } = ask;
      const part = request.isMultipart() ? await request.file() : undefined;
      if (part === undefined) return orProblem(fail('invalid', 'no-file', '请选择要导入的文件（.xlsx、.csv 或 .ndjson）', 'Choose a file'));
      let shown: object | undefined;
      orProblem(await startBatch(house, actor, {
        item: query.item, fileName: part.filename, content: part.file, queue: true,
        once: async (digest, enter) => {
          const batch = await ask.once(async (tx) => {
            const { id, sameAs } = await enter(tx);
            return view(house, (await findBatch({ pool: tx }, actor, id)) ?? notFound(), { by: account.name, committedBy: null, withdrawnBy: null }, sameAs);
          }, `${digest} ${part.filename}`);
          shown = batch;
          return { id: batch.id, sameAs: batch.sameAs ?? null };
        },
      }));
      return shown;
    },
  }),
  route({
    method: 'GET', url: '/imports', answer: shape.items(shape.batch), summary: { zh: '导入批次', en: 'Batches' },
    handler: async ({ house, actor }) => ({ items: await Promise.all((imports(actor) ? await listBatches(house, actor) : []).map(async (b) => view(house, b, await handsOf(house, b)))) }),
  }),
  route({ method: 'GET', url: '/imports/:id', answer: shape.batch, summary: { zh: '一个批次', en: 'One batch' }, handler: answer }),
  route({
    method: 'POST', url: '/imports/:id/mapping', answer: shape.batch, once: 'answer', body: z.strictObject({ mapping: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(80).nullable()) }), summary: { zh: '确认列对应', en: 'Confirm the columns' },
    handler: async (ask) => {
      const batch = await batchOf(ask);
      const item = batchItem(ask.house, batch).body;
      const { missing } = matchHeaders(item, batch.header?.cells ?? [], { confirmed: Object.fromEntries(Object.entries(ask.body.mapping).map(([c, f]) => [Number(c), f])) });
      if (missing.length > 0) return orProblem(fail('refused', 'missing-columns', `还缺必填列：${missing.map((k) => item.fields.find((f) => f.key === k)?.label.zh).join('、')}；请为它们选择对应的列，或在文件中补上后重新上传`, 'Required columns are missing'));
      return moved(ask, (house) => confirmMapping(house, batch.id, ask.body.mapping));
    },
  }),
  route({
    method: 'GET', url: '/imports/:id/rows', answer: shape.checkedRows, query: z.object({ status: z.enum(['good', 'warned', 'bad', 'duplicate']).optional(), cursor: z.coerce.number().int().min(0).max(lineMax).optional(), limit: z.coerce.number().int().min(1).max(200).default(50), ...whyQuery }), summary: { zh: '检查结果', en: 'Checked rows' },
    handler: async (ask) => {
      const batch = await batchOf(ask);
      const item = batchItem(ask.house, batch).body;
      if (item.subjectKind === 'official') await lookAtRows(ask.house, ask.actor, batch, { ...ask.query, what: '导入检查结果', status: ask.query.status ?? null, afterLine: ask.query.cursor ?? 0, rowsMax: ask.query.limit });
      const { rows } = await ask.house.pool.query<{ line: number; status: string; cells: unknown; problems: unknown }>(
        'select line, status, cells, problems from rc.batch_row where batch_id = $1 and ($2::text is null or status = $2) and line > $3 order by line limit $4', [batch.id, ask.query.status ?? null, ask.query.cursor ?? 0, ask.query.limit + 1]);
      const items = rows.slice(0, ask.query.limit).map((r) => ({ line: r.line, status: r.status, cells: shownCells(ask.house, batch, item, r.cells), problems: r.problems ?? [] }));
      return { items, next: rows.length > ask.query.limit ? String(items.at(-1)?.line) : null };
    },
  }),
  route({
    method: 'GET', url: '/imports/:id/standing', answer: shape.standing, summary: { zh: '批次的记录现在怎样', en: 'How the records of a batch stand' },
    handler: async (ask) => ({ items: await standingOf(ask.house.pool, ask.house, (await batchOf(ask)).id) }),
  }),
  route({
    method: 'GET', url: '/imports/:id/errors.xlsx', answer: shape.xlsx, query: z.object(whyQuery), summary: { zh: '错误数据', en: 'Failed rows' },
    handler: async (ask) => {
      const { house, reply } = ask;
      const batch = await batchOf(ask);
      if (batchItem(house, batch).body.subjectKind === 'official') await lookAtRows(house, ask.actor, batch, { ...ask.query, what: '导入错误数据', status: 'bad', afterLine: 0, rowsMax: null });
      const out = new PassThrough();
      reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent('错误数据.xlsx')}`);
      const sent = reply.send(out);
      await writeErrorFile(batch.header?.cells ?? [], failedRows(house, batch.id), out);
      return sent;
    },
  }),
  route({
    method: 'POST', url: '/imports/:id/commit', answer: shape.batch, once: 'answer', body: z.strictObject({ mode: z.enum(['valid', 'all']) }), summary: { zh: '确认导入', en: 'Commit' },
    handler: (ask) => moved(ask, (house, batch) => orderCommit(house, ask.actor, batch, ask.body.mode)),
  }),
  route({
    method: 'POST', url: '/imports/:id/withdraw', answer: shape.batch, once: 'answer', body: z.strictObject({ reason: z.string().trim().min(2).max(500) }), summary: { zh: '整批撤回', en: 'Withdraw a batch' },
    handler: (ask) => moved(ask, (house, batch) => orderWithdraw({ ...house, registers: ask.house.registers }, ask.actor, batch, ask.body.reason)),
  }),
  route({
    method: 'POST', url: '/imports/:id/cancel', answer: shape.batch, once: 'answer', summary: { zh: '取消', en: 'Cancel' },
    handler: (ask) => moved(ask, (house, batch) => cancelBatch(house, batch.id)),
  }),
];
