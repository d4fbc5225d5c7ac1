/**
 * 开放数据路由: everything public as CSV, NDJSON and JSON-LD, streamed in steps, so that a million records cost no more memory
 * than a thousand; and the changes since a reader last asked.
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { byteOrderMark, csvLine } from '../csv.ts';
import { endKinds } from '../labels.ts';
import { dcat, recordColumns } from '../pages/data.ts';
import { caching, contextOf, param } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { listBodies, pageBodies } from '../reader/bodies.ts';
import { allRecords, changesAfter, statistics } from '../reader/open-data.ts';
import type { Change, OpenRecord } from '../reader/open-data.ts';
import { isId } from '../reader/records.ts';
import { inForce } from '../reader/site.ts';
import type { BesideLine } from '../types.ts';

const csvType = 'text/csv; charset=utf-8';
const ndjsonType = 'application/x-ndjson; charset=utf-8';
const changesStep = 1000;
/** A cursor never points closer to now than this: a transaction that began earlier may still be about to commit. */
const lateCommitMs = 60_000;

function download(reply: FastifyReply, type: string, name: string, chunks: AsyncGenerator<string>): FastifyReply {
  return reply.header('cache-control', caching.record).header('content-disposition', `attachment; filename="${name}"`).type(type).send(Readable.from(chunks));
}

/** Of all that has followed, how it stands with putting it right. */
const rectified = ({ beside = [] }: OpenRecord, say: (line: BesideLine) => string | null): string =>
  beside.filter(({ matter }) => matter === 'rectification').map((line) => say(line) ?? '').join('；');

type RecordCell = (record: OpenRecord, publicUrl: string) => string | number | boolean | null | undefined;

const cells: Record<(typeof recordColumns)[number][0], RecordCell> = {
  id: ({ id }) => id,
  no: ({ body }) => body.no,
  item: ({ body }) => body.item.id,
  itemLabel: ({ body }) => body.item.label.zh,
  subject: ({ body }) => body.subject.name,
  subjectCode: ({ body }) => body.subject.code,
  areaCode: ({ body }) => body.subject.areaCode,
  area: ({ body }) => body.subject.areaName,
  severity: ({ body }) => body.severity.label.zh,
  documentNumber: ({ body }) => body.documentNumber,
  decidedBy: ({ body }) => body.decidedBy,
  decidedOn: ({ body }) => body.decidedOn,
  summary: ({ body }) => body.summary,
  facts: ({ body }) => body.facts.map(({ label, value }) => `${label.zh}：${value}`).join('；'),
  mode: ({ body }) => body.mode,
  ground: ({ body }) => `${body.ground.instrument} ${body.ground.article}`.trim(),
  from: ({ body }) => body.from,
  until: ({ body }) => body.until,
  version: ({ body }) => body.version,
  disputed: ({ disputed }) => (disputed ? '是' : '否'),
  rectification: (record) => rectified(record, ({ state }) => state.zh),
  rectificationOn: (record) => rectified(record, ({ on }) => on),
  rectificationDueOn: (record) => rectified(record, ({ dueOn }) => dueOn),
  leaf: ({ leaf }) => leaf,
  url: ({ id }, publicUrl) => `${publicUrl}/records/${id}`,
};

async function* recordsCsv(portal: Portal): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(recordColumns.map(([key, zh]) => `${zh}（${key}）`));
  for await (const rows of allRecords(portal.pool)) yield rows.map((record) => csvLine(recordColumns.map(([key]) => cells[key](record, portal.publicUrl)))).join('');
}

async function* recordsNdjson(portal: Portal): AsyncGenerator<string> {
  for await (const rows of allRecords(portal.pool)) {
    yield rows.map(({ id, body, leaf, disputed, disclosedOn, beside }) => `${JSON.stringify({ id, disclosedOn, disputed, leaf, url: `${portal.publicUrl}/records/${id}`, record: body, followed: beside })}\n`).join('');
  }
}

async function* bodiesCsv(portal: Portal): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(['机构（name）', '统一社会信用代码（uscc）', '区域代码（areaCode）', '层级（level）', '类型（kind）', '终止（validTo）', '网址（url）']);
  for (let page = 1; ; page++) {
    const { lines } = await listBodies(portal.pool, { text: '', page });
    yield lines.map((body) => csvLine([body.name, body.uscc, body.areaCode, body.level, body.bodyKind, body.validTo, `${portal.publicUrl}/bodies/${body.slug}`])).join('');
    if (lines.length < pageBodies) return;
  }
}

async function* statisticsCsv(portal: Portal): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(['月份（month）', '类别（item）', '区域代码（areaCode）', '数量（count）']);
  yield (await statistics(portal.pool)).map((row) => csvLine([row.month, row.item, row.areaCode, row.count])).join('');
}

function changeLine(change: Change): string {
  const { id, at, change: what, leaf } = change;
  const more = what === 'ended' ? { endedOn: change.endedOn, kind: change.kind, kindLabel: endKinds[change.kind as keyof typeof endKinds]?.zh } : { disputed: change.disputed, record: change.body, followed: change.beside };
  return `${JSON.stringify({ id, at, change: what, leaf, ...more })}\n`;
}

/** Cursor as `instant_id`; the beginning when there is none. Undefined when it is none of ours. */
function readCursor(text: string): { at: string; id: string } | undefined {
  if (text === '') return { at: '0001-01-01T00:00:00Z', id: '00000000-0000-0000-0000-000000000000' };
  const [at = '', id = ''] = text.split('_', 2);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/.test(at) && !Number.isNaN(Date.parse(at)) && isId(id) ? { at, id } : undefined;
}

function changesRoute(app: FastifyInstance, portal: Portal): void {
  app.get('/data/changes.ndjson', async (request, reply) => {
    const asked = param(request, 'after', 80);
    const cursor = readCursor(asked);
    if (!cursor) return reply.code(400).type('text/plain; charset=utf-8').send('after 不是有效的游标，请使用上次返回的 next，或不带 after 从头开始。\n');
    const changes = await changesAfter(portal.pool, cursor.at, cursor.id, changesStep);
    const settled = portal.clock.now().getTime() - lateCommitMs;
    const last = changes.filter(({ at }) => at.getTime() <= settled).at(-1);
    const next = last ? `${last.mark}_${last.id}` : asked;
    const more = changes.length === changesStep && last === changes.at(-1);
    return reply.header('cache-control', caching.record).type(ndjsonType).send(`${changes.map(changeLine).join('')}${JSON.stringify({ next, more })}\n`);
  });
}

/** The data sets. */
export function dataRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/data/records.csv', (_, reply) => download(reply, csvType, 'rongcheng-records.csv', recordsCsv(portal)));
  app.get('/data/records.ndjson', (_, reply) => download(reply, ndjsonType, 'rongcheng-records.ndjson', recordsNdjson(portal)));
  app.get('/data/bodies.csv', (_, reply) => download(reply, csvType, 'rongcheng-bodies.csv', bodiesCsv(portal)));
  app.get('/data/statistics.csv', (_, reply) => download(reply, csvType, 'rongcheng-statistics.csv', statisticsCsv(portal)));
  changesRoute(app, portal);
  app.get('/data/catalog.json', async (_, reply) => {
    const items = inForce((await portal.site()).items, portal.clock.today());
    const data = { format: 'rongcheng-catalog@1', on: portal.clock.today(), items: items.map(({ version, effectiveFrom, effectiveTo, body }) => ({ ...body, version, effectiveFrom, effectiveTo })) };
    return reply.header('cache-control', caching.still).type('application/json; charset=utf-8').send(JSON.stringify(data));
  });
  app.get('/data/catalog.jsonld', async (request, reply) =>
    reply.header('cache-control', caching.still).type('application/ld+json; charset=utf-8').send(JSON.stringify(dcat(contextOf(portal, request, await portal.site())), null, 2)));
}
