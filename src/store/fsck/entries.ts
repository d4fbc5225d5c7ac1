/**
 * 办理记录复核: every entry against the commitment that binds it to its content, and every record against the entries it is
 * the sum of: numbered without gaps, each beginning in the state where the last one ended, the row saying what the last says.
 */
import { sameBytes } from '../../core/log/bytes.ts';
import { canonicalBytes, type Json } from '../../core/log/canonical.ts';
import { entryCommitment, saltBytes } from '../../core/log/commitment.ts';
import type { LogSuite } from '../../core/log/suite.ts';
import type { Tx } from '../db.ts';
import { boolOf, copyRows, intOf, textOf, type CopiedRow } from './copy-rows.ts';
import { type Findings, nextStep } from './findings.ts';

interface Question {
  readonly suite: LogSuite;
  readonly stream: Tx;
  readonly findings: Findings;
}

const scan = `select e.register, e.record_id::text, e.n, e.action, e.by_account::text, e.on_day::text, e.state_from, e.state_to, e.version, e.commitment,
    c.salt, c.body, coalesce(s.record_id is not null and (s.opened_n is null or e.n < s.opened_n), false), r.no, r.seq, r.state, r.version
  from rc.entry e left join rc.entry_content c on (c.register, c.record_id, c.n) = (e.register, e.record_id, e.n)
  left join rc.sealed s on (s.register, s.record_id) = (e.register, e.record_id) left join rc.record r on (r.register, r.id) = (e.register, e.record_id)
  order by e.register, e.record_id, e.n`;

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
  readonly commitment: Buffer;
  readonly salt: Buffer | null;
  /** As stored, and since that has been the rule, as committed to. */
  readonly content: Buffer | null;
  readonly sealed: boolean;
  readonly record: { readonly no: string; readonly seq: number; readonly state: string; readonly version: number } | undefined;
}

const read = (row: CopiedRow): Entry => ({
  register: textOf(row[0]) as string, recordId: textOf(row[1]) as string, n: intOf(row[2]), action: textOf(row[3]) as string, by: textOf(row[4]) ?? null, on: textOf(row[5]) as string,
  stateFrom: textOf(row[6]), stateTo: textOf(row[7]) as string, version: intOf(row[8]), commitment: row[9] as Buffer, salt: row[10] ?? null, content: row[11] ?? null, sealed: boolOf(row[12]),
  record: row[15] == null ? undefined : { no: textOf(row[13]) ?? '', seq: intOf(row[14]), state: textOf(row[15]) as string, version: intOf(row[16]) },
});

/** Checks all entries and the rows of their records. @returns how many entries and records were checked. */
export async function checkEntries(q: Question): Promise<{ entries: number; records: number }> {
  let entries = 0;
  let records = 0;
  let before: Entry | undefined;
  for await (const batch of copyRows(q.stream, scan)) {
    for (const row of batch) {
      const entry = read(row);
      entries += 1;
      if (before !== undefined && before.recordId !== entry.recordId) {
        checkLast(q.findings, before);
        records += 1;
      }
      checkOrder(q.findings, before?.recordId === entry.recordId ? before : undefined, entry);
      checkContent(q, entry);
      before = entry;
    }
  }
  if (before !== undefined) {
    checkLast(q.findings, before);
    records += 1;
  }
  return { entries, records };
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

function checkContent({ suite, findings }: Question, e: Entry): void {
  if (e.content === null || e.salt === null) {
    if (!e.sealed) note(findings, e, 'content-missing', 'rc.entry_content', undefined, '办理内容缺失，而该记录没有封存', 'its content is missing though the record was not sealed');
    return;
  }
  if (e.sealed) {
    note(findings, e, 'content-kept', 'rc.entry_content', undefined, '记录已封存，办理内容却没有销毁', 'the record was sealed but the content was kept');
    return;
  }
  const bound = { register: e.register, id: e.recordId, n: e.n, action: e.action, by: e.by, on: e.on, state: e.stateTo };
  const { salt, commitment, content } = e;
  const fits = (bytes: Uint8Array): boolean => salt.length === saltBytes && sameBytes(entryCommitment(suite, salt, bound, bytes), commitment);
  if (!fits(content) && !fits(canonicalBytes(JSON.parse(content.toString()) as Json))) note(findings, e, 'content-altered', 'rc.entry_content', 'body', `办理内容（${e.action}）与承诺值不符，事后被改动`, `what was said at "${e.action}" was altered: it does not fit the commitment`);
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
