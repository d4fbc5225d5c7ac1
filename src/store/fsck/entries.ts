/**
 * 办理记录复核: every entry against the commitment that binds it to its content, and every record against the entries it is
 * the sum of: numbered without gaps, each beginning in the state where the last one ended, the row saying what the last says.
 * On the way it shows whether each record is published, ended and sealed as its state demands.
 */
import { canonicalBytes, type Json } from '../../core/log/canonical.ts';
import { type EntryBinding, entryCommitment, saltBytes } from '../../core/log/commitment.ts';
import type { LogSuite } from '../../core/log/suite.ts';
import type { Tx } from '../db.ts';
import { copyRows, type Rows } from './copy-rows.ts';
import { Counts } from './counts.ts';
import { type Findings, nextStep } from './findings.ts';
import { bytesOf, Hashing } from './hashing.ts';
import type { Doubt, Standing } from './standing.ts';

interface Question {
  readonly suite: LogSuite;
  readonly stream: Tx;
  readonly standing: Standing;
  readonly findings: Findings;
}

/** What the check of all entries saw. */
export interface EntriesAnswer {
  readonly entries: number;
  readonly records: number;
  readonly doubts: ReadonlySet<Doubt>;
  readonly counts: Counts;
}

const part = { published: 1, ended: 2, record: 3, sealed: 4, entry: 5, content: 6 } as const;

/**
 * All that belongs to one record, row after row, sorted part by part and merged: cheaper than joining it. Sorted by bytes of the id first,
 * of which there are hardly two alike.
 */
const scan = `select part, id, register, n, state, version, seq, a, b, c, d, e, bytes, body from (
    (select ${part.published} as part, id, '' collate "C" as register, 0 as n, null as state, null::int as version, null::int as seq, no as a, null as b, null as c, null as d, null as e, null::bytea as bytes, null::json as body from pub.record)
    union all (select ${part.ended}, id, '', 0, null, null, null, null, null, null, null, null, null, null from pub.ended)
    union all (select ${part.record}, id, register collate "C", 0, state, version, seq, no, area_code, maker_body::text, item, severity, null, null from rc.record)
    union all (select ${part.sealed}, record_id, register collate "C", 0, null, null, opened_n, null, null, null, null, null, null, null from rc.sealed)
    union all (select ${part.entry}, record_id, register collate "C", n, state_to, version, null, action, state_from, by_account::text, on_day::text, null, commitment, null from rc.entry)
    union all (select ${part.content}, record_id, register collate "C", n, null, null, null, null, null, null, null, null, salt, body from rc.entry_content)
  ) as all_parts order by id, register, part > ${part.sealed}, n, part`;

interface Entry {
  readonly register: string;
  readonly recordId: string;
  readonly n: number;
  readonly action: string;
  readonly by: string | null;
  readonly on: string;
  readonly stateFrom: string | undefined;
  readonly stateTo: string;
  readonly version: number;
  /** As a string of bytes. */
  readonly commitment: string;
  readonly sealed: boolean;
  readonly record: RecordRow | undefined;
}

interface RecordRow {
  readonly no: string | undefined;
  readonly seq: number;
  readonly state: string;
  readonly version: number;
  readonly area: string | undefined;
  readonly maker: string | undefined;
  readonly item: string | undefined;
  readonly severity: string | undefined;
}

/** Checks all entries and the rows of their records. */
export async function checkEntries(q: Question): Promise<EntriesAnswer> {
  const check = new EntriesCheck(q);
  for await (const rows of copyRows(q.stream, scan)) while (rows.next()) check.row(rows);
  check.end();
  return check;
}

class EntriesCheck implements EntriesAnswer {
  entries = 0;
  records = 0;
  readonly doubts = new Set<Doubt>();
  readonly counts = new Counts();
  readonly #q: Question;
  readonly #hashing: Hashing;
  /** The record that the rows belong to: the bytes of its id, and as it is written. */
  #idBytes = '';
  #id = '';
  #register = '';
  /** Its number in public; null where it is not published. */
  #publicNo: string | null = null;
  #ended = false;
  #sealed = false;
  /** Entries from this one on have their content again: the envelope was opened with it. */
  #openedAt: number | undefined;
  #record: RecordRow | undefined;
  #before: Entry | undefined;
  /** The entry whose content comes next. */
  #waiting: Entry | undefined;
  #wasDisclosed = false;
  #acts: string[] = [];
  #registers = 0;

  constructor(q: Question) {
    this.#q = q;
    this.#hashing = new Hashing(q.suite);
  }

  row(row: Rows): void {
    const of = row.int(0);
    const idBytes = row.latin(1);
    if (idBytes !== this.#idBytes) this.#nextId(idBytes);
    if (of === part.published) this.#publicNo = row.text(7) ?? '';
    else if (of === part.ended) this.#ended = true;
    else {
      const register = row.text(2) as string;
      if (register !== this.#register) this.#nextRegister(register);
      if (of === part.record) this.#record = { no: row.text(7), seq: row.int(6), state: row.text(4) as string, version: row.int(5), area: row.text(8), maker: row.text(9), item: row.text(10), severity: row.text(11) };
      else if (of === part.sealed) [this.#sealed, this.#openedAt] = [true, row.isNull(6) ? undefined : row.int(6)];
      else if (of === part.entry) this.#entry(row);
      else this.#content(row);
    }
  }

  end(): void {
    this.#nextId('');
  }

  #nextId(idBytes: string): void {
    if (this.#idBytes !== '') {
      this.#nextRegister('');
      // Published or ended without any record, or records of two registers under one id: then it is asked for everything.
      if (this.#registers !== 1 && (this.#registers > 1 || this.#publicNo !== null || this.#ended)) for (const doubt of ['not-published', 'not-disclosed', 'number-differs', 'not-ended', 'ended-alive'] as const) this.doubts.add(doubt);
    }
    this.#idBytes = idBytes;
    this.#id = uuidOf(idBytes);
    this.#publicNo = null;
    this.#ended = false;
    this.#registers = 0;
  }

  /** Ends what belongs to the register so far. */
  #nextRegister(register: string): void {
    if (this.#register !== '') {
      this.#registers += 1;
      this.#withoutContent();
      if (this.#before !== undefined) {
        checkLast(this.#q.findings, this.#before);
        this.records += 1;
      }
      this.#standing();
    }
    this.#register = register;
    this.#sealed = false;
    this.#openedAt = undefined;
    this.#record = undefined;
    this.#before = undefined;
    this.#wasDisclosed = false;
    this.#acts = [];
  }

  #standing(): void {
    const { disclosed, sealing } = this.#q.standing;
    const record = this.#record;
    const isShown = record !== undefined && disclosed.has(this.#register, record.state);
    const isSealing = record !== undefined && sealing.has(this.#register, record.state);
    const isPublic = this.#publicNo !== null;
    if (isShown && !isPublic) this.doubts.add('not-published');
    if (isPublic && !isShown) this.doubts.add('not-disclosed');
    if (isPublic && record?.no !== this.#publicNo) this.doubts.add('number-differs');
    if (record !== undefined && !isShown && this.#wasDisclosed && !this.#ended) this.doubts.add('not-ended');
    if (this.#ended && (record === undefined || isShown)) this.doubts.add('ended-alive');
    const isSealed = this.#sealed && this.#openedAt === undefined;
    if (isSealing && !isSealed) this.doubts.add('not-sealed');
    if (isSealed && !isSealing) this.doubts.add('sealed-early');
    if (record !== undefined && this.#before === undefined) this.doubts.add('entry-missing');
    if (record !== undefined) this.counts.add({ register: this.#register, ...record }, this.#acts);
  }

  #entry(row: Rows): void {
    this.#withoutContent();
    const entry: Entry = {
      register: this.#register, recordId: this.#id, n: row.int(3), action: row.text(7) as string, by: row.text(9) ?? null, on: row.latin(10),
      stateFrom: row.text(8), stateTo: row.text(4) as string, version: row.int(5), commitment: row.latin(12), sealed: this.#sealed && (this.#openedAt === undefined || row.int(3) < this.#openedAt), record: this.#record,
    };
    this.entries += 1;
    checkOrder(this.#q.findings, this.#before, entry);
    this.#wasDisclosed ||= this.#q.standing.disclosed.has(entry.register, entry.stateTo);
    this.#acts.push(`${entry.on.slice(0, 7)} ${entry.action}`);
    this.#before = this.#waiting = entry;
  }

  #withoutContent(): void {
    if (this.#waiting !== undefined && !this.#waiting.sealed) note(this.#q.findings, this.#waiting, 'content-missing', 'rc.entry_content', undefined, '办理内容缺失，而该记录没有封存', 'its content is missing though the record was not sealed');
    this.#waiting = undefined;
  }

  #content(row: Rows): void {
    const entry = this.#waiting;
    if (entry?.n !== row.int(3)) {
      this.doubts.add('content-orphan');
      return;
    }
    this.#waiting = undefined;
    if (entry.sealed) note(this.#q.findings, entry, 'content-kept', 'rc.entry_content', undefined, '记录已封存，办理内容却没有销毁', 'the record was sealed but the content was kept');
    else if (!this.#fits(entry, row)) note(this.#q.findings, entry, 'content-altered', 'rc.entry_content', 'body', `办理内容（${entry.action}）与承诺值不符，事后被改动`, `what was said at "${entry.action}" was altered: it does not fit the commitment`);
  }

  /** Whether the content, as stored or in canonical form, is what the entry committed to. */
  #fits(e: Entry, row: Rows): boolean {
    if (row.to(12) - row.from(12) !== saltBytes) return false;
    const bound: EntryBinding = { register: e.register, id: e.recordId, n: e.n, action: e.action, by: e.by, on: e.on, state: e.stateTo };
    if (plain.test(e.action) && plain.test(e.register) && plain.test(e.stateTo)) {
      this.#hashing.commit(row.bytes, row.from(12)).toText(`{"action":"${e.action}","by":${e.by === null ? 'null' : `"${e.by}"`},"content":`).to(row.bytes, row.from(13), row.to(13));
      if (this.#hashing.toText(`,"id":"${e.recordId}","n":${e.n},"on":"${e.on}","register":"${e.register}","state":"${e.stateTo}"}`).sum() === e.commitment) return true;
    }
    const written = canonicalBytes(JSON.parse(row.text(13) as string) as Json);
    return [row.view(13) as Uint8Array, written].some((content) => bytesOf(e.commitment).equals(entryCommitment(this.#q.suite, row.view(12) as Buffer, bound, content)));
  }
}

/** Texts that JSON writes as they are, a byte for each letter. */
const plain = /^[\w.:-]+$/;

/** A uuid as it is written, of its bytes. */
function uuidOf(bytes: string): string {
  const hex = bytesOf(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const nameOf = (e: Entry): string => `${e.record?.no ?? `${e.register}/${e.recordId}`}#${e.n}`;

function note(findings: Findings, e: Entry, code: string, table: string, column: string | undefined, zh: string, en: string): void {
  const row = table === 'rc.record' ? (e.record?.no ?? `${e.register}/${e.recordId}`) : nameOf(e);
  findings.add({ severity: 'error', code, table, row, ...(column === undefined ? {} : { column }), zh: `${row}：${zh}`, en: `${row}: ${en}`, next: nextStep.restore });
}

function checkOrder(findings: Findings, before: Entry | undefined, e: Entry): void {
  const expected = (before?.n ?? 0) + 1;
  if (e.n !== expected) note(findings, e, 'entry-missing', 'rc.entry', 'n', `办理记录不连续，第 ${expected} 条缺失`, `entry ${expected} is missing`);
  else if ((before?.stateTo ?? undefined) !== e.stateFrom) note(findings, e, 'entry-altered', 'rc.entry', 'state_from', '起始状态与上一条的结果不符', 'it does not begin in the state where the last one ended');
}

/** The record's row says what its last entry says. */
function checkLast(findings: Findings, e: Entry): void {
  if (e.record === undefined) {
    note(findings, e, 'record-missing', 'rc.record', undefined, '有办理记录而没有事项本身', 'there are entries but no record');
    return;
  }
  const { seq, state, version } = e.record;
  if (seq > e.n) note(findings, e, 'entry-missing', 'rc.entry', 'n', `事项有 ${seq} 条办理记录，只找到 ${e.n} 条`, `the record counts ${seq} entries, ${e.n} were found`);
  if (seq < e.n) note(findings, e, 'record-altered', 'rc.record', 'seq', `seq 为 ${seq}，而最后一条办理记录是第 ${e.n} 条`, `seq is ${seq}, the last entry is number ${e.n}`);
  if (state !== e.stateTo) note(findings, e, 'record-altered', 'rc.record', 'state', `状态为 ${state}，而最后一条办理记录的结果是 ${e.stateTo}`, `state is ${state}, the last entry ended in ${e.stateTo}`);
  if (version !== e.version) note(findings, e, 'record-altered', 'rc.record', 'version', `版本为 ${version}，而最后一条办理记录是第 ${e.version} 版`, `version is ${version}, the last entry says ${e.version}`);
}
