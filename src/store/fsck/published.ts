/**
 * 公示内容复核: every public record against the leaf that committed to it, and every leaf against the record or the end that
 * it belongs to. An altered body, a silently removed record and a leaf that nobody owns are each named.
 */
import { canonicalBytes, type Json } from '../../core/log/canonical.ts';
import { saltBytes } from '../../core/log/commitment.ts';
import { decodeEntry, type LogEntry } from '../../core/log/entry.ts';
import type { LogSuite } from '../../core/log/suite.ts';
import type { PublicBody } from '../../core/publication.ts';
import type { Asked, Tx } from '../db.ts';
import type { House } from '../house.ts';
import { copyRows, type Rows } from './copy-rows.ts';
import { type Findings, nextStep } from './findings.ts';
import { bytesOf, Hashing } from './hashing.ts';
import type { LeafHashes } from './leaf-hashes.ts';
import { checkLetters } from './letters.ts';
import { checkPosted } from './posted.ts';

export interface Question {
  readonly house: Pick<House, 'keys'>;
  readonly suite: LogSuite;
  readonly stream: Tx;
  /** Looks up single leaves in the same snapshot. */
  readonly lookup: Asked;
  /** What the entries of the log hash to. */
  readonly leaves: LeafHashes;
  readonly findings: Findings;
}

interface Line {
  readonly version: number;
  readonly on: string;
  readonly kind: 'disclosed' | 'corrected';
  readonly leaf: number;
}

/** Checks public records, ends, posted words and the ownership of leaves. @returns how many of each were checked. */
export async function checkPublished(q: Question): Promise<{ records: number; ended: number; posted: number }> {
  const owned = new Uint8Array(q.leaves.count);
  const records = await checkRecords(q, owned);
  const ended = await checkEnded(q, owned);
  const posted = await checkPosted(q, owned);
  const refilled = await checkRefilled(q, owned);
  await checkLetters(q, owned);
  for (let leaf = 0; leaf < owned.length; leaf++) {
    if (owned[leaf] === 1 || refilled.has(leaf)) continue;
    q.findings.add({
      severity: 'error', code: 'leaf-orphan', table: 'pub.log_leaf', row: String(leaf),
      zh: `日志第 ${leaf} 条不属于任何公示记录或结束公示的记录：公示记录可能被直接删除`, en: `Leaf ${leaf} belongs to no public or ended record: a record may have been removed by hand`, next: nextStep.restore,
    });
  }
  return { records, ended, posted };
}

/** Rows that are looked at closely are gathered, so that their leaves are fetched together. */
const closelyAtOnce = 200;

async function checkRecords(q: Question, owned: Uint8Array): Promise<number> {
  let count = 0;
  let closely: Rows[] = [];
  const hashing = new Hashing(q.suite);
  const sql = `select r.id::text, r.no, r.item, r.body_id::text, r.area_code, r.severity, r.mode, r.body, r.salt, r.leaf, r.history::text, r.version, r.disclosed_on::text, r.until_on::text, r.ground from pub.record r`;
  for await (const rows of copyRows(q.stream, sql)) {
    while (rows.next()) {
      count += 1;
      const history = JSON.parse(rows.text(10) as string) as Line[];
      for (const { leaf } of history) if (leaf < owned.length) owned[leaf] = 1;
      // Nearly always the stored text is the very one that was committed to, and all is as it must be: then nothing is parsed.
      if (!isSound(q, hashing, rows, history)) closely.push(rows.kept());
    }
    if (closely.length < closelyAtOnce) continue;
    await checkClosely(q, closely);
    closely = [];
  }
  await checkClosely(q, closely);
  return count;
}

type Bad = (code: string, column: string, zh: string, en: string) => void;

function isSound({ leaves }: Question, hashing: Hashing, row: Rows, history: readonly Line[]): boolean {
  const leaf = row.int(9);
  const last = history.at(-1);
  if (last?.leaf !== leaf || last.version !== row.int(11) || row.to(8) - row.from(8) !== saltBytes) return false;
  const entry = entryOf(bytesOf(hashing.commit(row.bytes, row.from(8)).to(row.bytes, row.from(7), row.to(7)).sum()).toString('hex'), history);
  return entry !== undefined && leaves.has(leaf, hashing.leaf(Buffer.from(entry))) && bodySays(row.view(7) as Buffer, row);
}

/** The leaf that a record with this history must have. */
function entryOf(commitment: string, history: readonly Line[]): string | undefined {
  const [before, last] = [history.at(-2), history.at(-1)];
  if (last?.kind === 'disclosed' && before === undefined) return `{"commitment":"${commitment}","disclosedOn":"${last.on}","kind":"disclosed","v":1}`;
  return last?.kind === 'corrected' && Number.isInteger(before?.leaf) ? `{"commitment":"${commitment}","correctedOn":"${last.on}","kind":"corrected","refers":${before?.leaf},"v":1}` : undefined;
}

async function checkClosely(q: Question, rows: readonly Rows[]): Promise<void> {
  if (rows.length === 0) return;
  const { rows: found } = await q.lookup.query<{ idx: number; entry: Buffer }>('select idx, entry from pub.log_leaf where idx = any($1::int8[])', [rows.map((row) => row.int(9))]);
  const entries = new Map(found.map(({ idx, entry }) => [idx, entry]));
  for (const row of rows) {
    const no = row.text(1) as string;
    checkRecord(q.suite, row, entries.get(row.int(9)), (code, column, zh, en) =>
      q.findings.add({ severity: 'error', code, table: 'pub.record', row: no, column, zh: `公示记录 ${no}：${zh}`, en: `Public record ${no}: ${en}`, next: nextStep.restore }));
  }
}

function checkRecord(suite: LogSuite, row: Rows, stored: Buffer | undefined, bad: Bad): void {
  const history = JSON.parse(row.text(10) as string) as Line[];
  const last = history.at(-1);
  if (last?.leaf !== row.int(9) || last.version !== row.int(11)) bad('history-altered', 'history', '历次公示与当前日志位置或版本不符', 'its history does not end at its leaf and version');
  const body = JSON.parse(row.text(7) as string) as PublicBody;
  const salt = row.view(8) as Buffer;
  const entry = stored === undefined ? undefined : decodeEntry(stored);
  if (entry === undefined || !entry.ok || entry.value.kind === 'ended' || entry.value.kind === 'issued') {
    bad('leaf-unfit', 'leaf', `所指的日志第 ${row.int(9)} 条缺失或不是公示条目`, `leaf ${row.int(9)} is missing or no disclosure`);
    return;
  }
  const { commitment } = entry.value;
  const hashing = new Hashing(suite);
  const fits = (bytes: Buffer): boolean => salt.length === saltBytes && bytesOf(hashing.commit(salt).to(bytes).sum()).toString('hex') === commitment;
  if (!fits(row.view(7) as Buffer) && !fits(Buffer.from(canonicalBytes(body as unknown as Json)))) {
    bad('body-altered', 'body', '正文或随机盐与日志中的承诺值不符，公示后被改动', 'body or salt was altered after disclosure: they do not fit the commitment in the log');
    return;
  }
  if (!entryFits(entry.value, history)) bad('history-altered', 'history', '历次公示与日志条目不符', 'its history does not fit the log entry');
  checkColumns(row, body, bad);
}

/**
 * What of a canonical body the portal filters and sorts by: after these words, in this order, stands the value of the column. A
 * member's name cannot be mistaken for text, in which every quotation mark is escaped.
 */
const said: readonly (readonly [words: readonly Buffer[], column: number])[] = [
  [[Buffer.from('"ground":{"article":'), Buffer.from('"key":"')], 14], [[Buffer.from('"item":{"id":"')], 2], [[Buffer.from('"mode":"')], 6], [[Buffer.from('"no":"')], 1],
  [[Buffer.from('"severity":{"key":"')], 5], [[Buffer.from('"subject":{"areaCode":"')], 4], [[Buffer.from('"id":"')], 3],
];
const quote = 0x22;
const backslash = 0x5c;

/** Whether a canonical body says what the columns say, found without parsing it. False when in doubt. */
function bodySays(text: Buffer, row: Rows): boolean {
  let at = 0;
  for (const [words, column] of said) {
    for (const word of words) {
      at = text.indexOf(word, at);
      if (at < 0) return false;
      at += word.length;
    }
    const [from, to] = [row.from(column), row.to(column)];
    if (!isTextAt(text, at, row.bytes, from, to)) return false;
    at += to - from;
  }
  const end = `"until":"${row.latin(13)}","version":${row.int(11)}}`;
  return text.toString('latin1', text.length - end.length) === end;
}

/** Whether the text that begins here is this value and ends with it; false for a value that would be written with an escape. */
function isTextAt(text: Buffer, start: number, value: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = value[at];
    if (byte !== text[start + at - from] || byte === quote || byte === backslash) return false;
  }
  return text[start + to - from] === quote;
}

function entryFits(entry: LogEntry, history: readonly Line[]): boolean {
  const last = history.at(-1);
  if (entry.kind === 'disclosed') return history.length === 1 && last?.on === entry.disclosedOn;
  return entry.kind === 'corrected' && last?.on === entry.correctedOn && history.at(-2)?.leaf === entry.refers;
}

/** What the portal filters and sorts by must say what the committed body says. */
function checkColumns(row: Rows, body: PublicBody, bad: Bad): void {
  const expectations: readonly (readonly [column: string, at: number, expected: string])[] = [
    ['no', 1, body.no], ['item', 2, body.item.id], ['body_id', 3, body.subject.id], ['area_code', 4, body.subject.areaCode], ['severity', 5, body.severity.key],
    ['mode', 6, body.mode], ['until_on', 13, body.until], ['ground', 14, body.ground.key],
  ];
  for (const [column, at, expected] of expectations) {
    if (row.text(at) !== expected) bad('column-altered', column, `${column} 列与正文不符`, `column ${column} does not say what the body says`);
  }
  if (row.int(11) !== body.version) bad('column-altered', 'version', 'version 列与正文不符', 'column version does not say what the body says');
}

const lost = {
  disclose: { zh: '所公示的正文在恢复旧备份时丢失', en: 'what it disclosed was lost when an older backup was restored' },
  correct: { zh: '所作的更正在恢复旧备份时丢失，公众现在看到的是更正之前的内容', en: 'its correction was lost when an older backup was restored; the public sees what it had replaced' },
  issued: { zh: '所制发的文书在恢复旧备份时丢失，公众验证时会被告知“没有查到这份文书”', en: 'the letter that it issued was lost when an older backup was restored; its holder finds its code unknown' },
} as const;

/** Leaves that came back from a copy of the log: nobody here owns them, and some are still to be made good. */
async function checkRefilled({ stream, findings }: Question, owned: Uint8Array): Promise<ReadonlySet<number>> {
  const { rows } = await stream.query<{ idx: number; need: 'disclose' | 'correct' | 'nothing'; entry: Buffer }>('select idx, need, entry from pub.refilled join pub.log_leaf using (idx) order by idx');
  for (const { idx, need, entry } of rows) {
    if (owned[idx] === 1) continue;
    const said = decodeEntry(entry);
    const what = said.ok && said.value.kind === 'issued' ? 'issued' : need;
    if (what === 'nothing') continue;
    findings.add({ severity: 'warning', code: 'leaf-lost', table: 'pub.log_leaf', row: String(idx), zh: `日志第 ${idx} 条由副本补回，${lost[what].zh}`, en: `Leaf ${idx} was refilled from a copy: ${lost[what].en}`, next: what === 'issued' ? nextStep.lostLetter : nextStep.lost });
  }
  return new Set(rows.map(({ idx }) => idx));
}

async function checkEnded({ stream, findings }: Question, owned: Uint8Array): Promise<number> {
  let count = 0;
  const sql = `select e.id::text, e.ended_on::text, e.reason, e.article, e.leaves::text, l.entry from pub.ended e left join pub.log_leaf l on l.idx = (e.leaves->>-1)::bigint order by e.id`;
  for await (const rows of copyRows(stream, sql)) {
    while (rows.next()) {
      count += 1;
      const id = rows.text(0) as string;
      const leaves = JSON.parse(rows.text(4) as string) as number[];
      for (const leaf of leaves) if (leaf < owned.length) owned[leaf] = 1;
      const entry = rows.isNull(5) ? undefined : decodeEntry(rows.view(5) as Buffer);
      const fits = entry?.ok === true && entry.value.kind === 'ended' && entry.value.refers === leaves.at(-2) && entry.value.endedOn === rows.text(1)
        && entry.value.reason === rows.text(2) && entry.value.article === rows.text(3);
      if (fits) continue;
      findings.add({
        severity: 'error', code: 'ended-altered', table: 'pub.ended', row: id,
        zh: `结束公示的记录 ${id} 与日志第 ${leaves.at(-1) ?? '?'} 条不符`, en: `The ended record ${id} does not fit its leaf ${leaves.at(-1) ?? '?'}`, next: nextStep.restore,
      });
    }
  }
  return count;
}
