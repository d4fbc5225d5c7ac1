/**
 * 基准 B1、B2: a validated import against COPY of the rows it ends in, and a workbook against the same rows as csv. The time of
 * an import is that of checking and of committing together: decoding, validation, resolution, duplicates, the report of
 * errors, entries, contents and commitments included. A row is lost when the file held it and neither record nor report does.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { checkBatch } from '../src/imports/batch-check.ts';
import { commitBatch } from '../src/imports/batch-commit.ts';
import { getBatch, moveBatch, startBatch } from '../src/imports/batch.ts';
import { checkEntries } from '../src/store/fsck/entries.ts';
import { Standing, standingPairs } from '../src/store/fsck/standing.ts';
import { Findings } from '../src/store/fsck/findings.ts';
import { suite } from '../src/store/log.ts';
import type { City } from './city.ts';
import { alternate, lineOf, median, mustEqual, type Report, round, timed } from './measure.ts';
import { benchItem, type Made, makeRows, seed, writeCsvRows, writeXlsxRows } from './rows.ts';

/** Rows of one file: the reader takes no more. */
const fileRowsMax = 100_000;

interface Imported {
  readonly checkMs: number;
  readonly commitMs: number;
  readonly lost: number;
}

/** Imports files one after the other, as a clerk would upload them. */
async function importFiles(city: City, files: readonly { path: string; made: Made }[]): Promise<Imported> {
  const sum = { checkMs: 0, commitMs: 0, lost: 0 };
  for (const { path, made } of files) {
    const started = await startBatch(city.house, city.maker, { item: benchItem, fileName: path, content: createReadStream(path) });
    if (!started.ok) throw new Error(started.problem.detail.en);
    const { id } = started.value;
    sum.checkMs += await timed(() => checkBatch(city.house, city.maker, id, { unattended: true }));
    const checked = await getBatch(city.house, id);
    mustEqual('what the check found', [checked.good + checked.warned, checked.bad, checked.duplicate], [made.good, made.bad, made.duplicate]);
    await moveBatch(city.house, id, ['ready'], 'committing', { mode: 'valid' });
    sum.commitMs += await timed(() => commitBatch(city.house, city.maker, id));
    const { rows: [kept] } = await city.owner.query<{ n: number }>('select count(*) as n from rc.record where register = $1 and batch_id = $2', ['dishonesty-record', id]);
    sum.lost += made.good - (kept?.n ?? 0);
    await city.owner.query('delete from rc.batch_row where batch_id = $1', [id]);
  }
  return sum;
}

async function writeFiles(city: City, rows: number, round: number, write: (path: string, made: Made) => unknown, extension: string): Promise<{ path: string; made: Made }[]> {
  const files = [];
  for (let at = 0; at * fileRowsMax < rows; at++) {
    const made = makeRows(city.item, city.bodies, Math.min(fileRowsMax, rows - at * fileRowsMax), { round: round * 10 + at });
    const path = join(city.folder, `rows-${seed}-${round}-${at}.${extension}`);
    await write(path, made);
    files.push({ path, made });
  }
  return files;
}

const emptied = async (city: City): Promise<void> => {
  // Both sides begin with empty tables and indexes.
  await city.owner.query('truncate rc.record_dishonesty_record, rc.entry, rc.entry_content, rc.batch_row, rc.batch_chunk, rc.look');
  await city.owner.query('delete from rc.batch');
};

/** A table exactly like the partition that the import fills, with its indexes. */
async function openPeer(city: City): Promise<void> {
  await city.owner.query('drop table if exists rc.bench_peer');
  await city.owner.query('create table rc.bench_peer (like rc.record_dishonesty_record including all)');
  const { rows: [count] } = await city.owner.query<{ n: number }>("select count(*) as n from pg_indexes where schemaname = 'rc' and tablename = 'bench_peer'");
  if ((count?.n ?? 0) < 10) throw new Error('the peer table has no indexes');
}

async function copyOut(city: City, sql: string, path: string): Promise<void> {
  const client = await city.owner.connect();
  await pipeline(client.query(copyTo(`copy (${sql}) to stdout`)), createWriteStream(path));
  client.release();
}

async function copyIn(city: City, table: string, path: string): Promise<number> {
  await city.owner.query(`truncate ${table}`);
  const client = await city.owner.connect();
  const ms = await timed(() => pipeline(createReadStream(path, { highWaterMark: 2 ** 18 }), client.query(copyFrom(`copy ${table} from stdin`))));
  client.release();
  return ms;
}

/** One digest over everything in the table, for comparing two of them. */
const digest = async (city: City, table: string): Promise<unknown> =>
  (await city.owner.query(`select count(*) as n, sum(hashtextextended(t::text, 0)::numeric)::text as sum from ${table} t`)).rows[0];

/** Every entry must be there with content and a commitment that holds. */
async function mustHold(city: City, records: number): Promise<void> {
  const findings = new Findings();
  const stream = await city.owner.connect();
  const checked = await checkEntries({ suite, stream, standing: new Standing(standingPairs(Object.values(city.house.registers))), findings });
  stream.release();
  mustEqual('entries that fsck confirms', [checked.records, checked.entries, findings.named], [records, records, []]);
}

/** B1: both sides end with the same rows in the same table with the same indexes. */
export async function benchImport(city: City, rows: number, rounds: number, report: Report): Promise<void> {
  const clean = join(city.folder, 'clean.copy');
  const parts: Imported[] = [];
  const importOnce = async (): Promise<number> => {
    const files = await writeFiles(city, rows, parts.length, writeCsvRows, 'csv');
    await emptied(city);
    const done = await importFiles(city, files);
    parts.push(done);
    return rows / ((done.checkMs + done.commitMs) / 1000);
  };
  await openPeer(city);
  await importOnce();
  const { rows: [landed] } = await city.owner.query<{ n: number }>('select count(*) as n from rc.record_dishonesty_record');
  await mustHold(city, landed?.n ?? 0);
  await copyOut(city, 'select * from rc.record_dishonesty_record order by no', clean);
  await copyIn(city, 'rc.bench_peer', clean);
  mustEqual('the imported rows', await digest(city, 'rc.bench_peer'), await digest(city, 'rc.record_dishonesty_record'));
  const figures = await alternate(rounds, async () => (landed?.n ?? 0) / ((await copyIn(city, 'rc.bench_peer', clean)) / 1000), importOnce);
  const measured = parts.slice(1);
  const checks = measured.map((part) => rows / (part.checkMs / 1000));
  const commits = measured.map((part) => rows / (part.commitMs / 1000));
  const lost = parts.reduce((sum, part) => sum + part.lost, 0);
  const to = (values: readonly number[]): string => `${round(median(values))} rows/s, ${round(median(values.map((value, at) => value / (figures.peers[at] as number))))} of the peer`;
  report(lineOf({ id: 'B1', what: `validated import of ${rows} csv rows against COPY of the clean rows`, unit: 'rows/s', target: { least: 0.5 }, lost, notes: [`check alone ${to(checks)}`, `commit alone ${to(commits)}`] }, figures));
}

/** B2: the same rows as xlsx and as csv; what lands must be the same. */
export async function benchWorkbook(city: City, rows: number, rounds: number, report: Report): Promise<void> {
  const count = Math.min(rows, fileRowsMax);
  const csv = await writeFiles(city, count, 0, writeCsvRows, 'csv');
  const xlsx = await writeFiles(city, count, 0, writeXlsxRows, 'xlsx');
  const landed: string[] = [];
  let lost = 0;
  const once = (files: readonly { path: string; made: Made }[]) => async (): Promise<number> => {
    await emptied(city);
    const done = await importFiles(city, files);
    lost += done.lost;
    const { rows: [sum] } = await city.owner.query<{ sum: string }>("select sum(hashtextextended(data::text, 0)::numeric)::text as sum from rc.record_dishonesty_record");
    landed.push(sum?.sum ?? '');
    return count / ((done.checkMs + done.commitMs) / 1000);
  };
  const figures = await alternate(rounds, once(csv), once(xlsx));
  mustEqual('what the workbook brought', new Set(landed).size, 1);
  report(lineOf({ id: 'B2', what: `import of ${count} rows as xlsx against the same as csv`, unit: 'rows/s', target: { least: 0.5 }, lost }, figures));
}
