/**
 * 核查答复与信用报告复核: every answer in force against its signature, its code and the rule that it quotes, and against the findings that it
 * counted and those that it did not; of one that is no longer in force nothing may be left but whom
 * it told of what still stands. And of each body's credit report exactly the latest is current. The conditions are written here once more,
 * and shared with nothing that ends or renews them.
 */
import { createHash } from 'node:crypto';
import { answerFormat, verifyAnswer } from '../../core/log/answer.ts';
import { canonicalText, type Json } from '../../core/log/canonical.ts';
import type { LogSuite } from '../../core/log/suite.ts';
import { addDays, addMonths } from '../../core/identifiers/dates.ts';
import type { EligibilityLine } from '../../core/rules.ts';
import type { Tx } from '../db.ts';
import type { House } from '../house.ts';
import { decrypt } from '../keys.ts';
import { logVkey } from '../log.ts';
import { copyRows, type Rows } from './copy-rows.ts';
import { type Findings, namedMax, nextStep } from './findings.ts';

interface Question {
  readonly house: Pick<House, 'keys' | 'logOrigin'>;
  readonly suite: LogSuite;
  readonly stream: Tx;
  readonly findings: Findings;
}

interface Document {
  readonly no: string;
  readonly code: string;
  readonly asOf: string;
  readonly occasion: { readonly key: string };
  readonly kind: string;
  readonly rule: { readonly version: number; readonly counts: readonly EligibilityLine[] };
  readonly inputSha256: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly answers: readonly { readonly answer: string; readonly counted?: unknown; readonly more?: true }[];
}

type Bad = (code: string, column: string, zh: string, en: string) => void;

const say = (findings: Findings, row: string, what: 'answer' | 'report'): Bad => (code, column, zh, en) => findings.add({
  severity: 'error', code, row, column, next: nextStep.restore,
  ...(what === 'answer' ? { table: 'rc.eligibility', zh: `核查答复 ${row}：${zh}`, en: `Eligibility answer ${row}: ${en}` } : { table: 'pub.report', zh: `信用报告 ${row}：${zh}`, en: `Credit report ${row}: ${en}` }),
});

/** Checks answers and credit reports. @returns how many of each. */
export async function checkAnswers(q: Question): Promise<{ answers: number; reports: number }> {
  const answers = await checkEach(q);
  await checkGrounds(q);
  return { answers, reports: await checkReports(q) };
}

/** Of an answer that is over only that stays which is to be called in from who asked: findings about that subject that are in effect. */
const alive = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'];
const spent = `((s.counted || s.noted) = '{}' or exists (select from unnest(s.counted || s.noted) f where not exists (
    select from rc.record r where (r.register, r.id, r.subject_id) = ('dishonesty-record', f, s.subject_id) and r.state in (${alive.map((state) => `'${state}'`).join(', ')}))))`;

const sql = `select e.no, e.state, e.occasion, e.rule_version, e.kind, e.on_day::text, encode(e.sha256, 'hex'), encode(e.code_hash, 'hex'), e.lines::text, e.counts::text, e.body, p.in_force::text,
    (select count(*) from rc.eligibility_subject s where s.check_id = e.id and (e.state = 'answered' or ${spent})) as subjects, e.void_on::text, (e.counts is not null or e.because is not null or e.file_name is not null)::text
  from rc.eligibility e left join pub.letter p on p.code_hash = e.code_hash order by e.no`;

async function checkEach({ house, suite, stream, findings }: Question): Promise<number> {
  let count = 0;
  const vkey = logVkey(house);
  for await (const rows of copyRows(stream, sql)) {
    while (rows.next()) {
      count += 1;
      const bad = say(findings, rows.text(0) as string, 'answer');
      const isAnswered = rows.text(1) === 'answered';
      if (rows.isNull(11)) bad('answer-code', 'code_hash', '对外没有登记它的验证码，持有人查不到', 'its code is not registered in public');
      else if ((rows.text(11) === 'true') !== isAnswered) bad('answer-state', 'state', '对外的效力与内部登记不符', 'its public state differs from ours');
      if (!isAnswered) checkVoid(rows, bad);
      else checkDocument({ suite, vkey, house }, rows, bad);
    }
  }
  return count;
}

/** Of an answer that is no longer in force the bare fact is left, and which findings it told of that still stand. */
function checkVoid(row: Rows, bad: Bad): void {
  if (!row.isNull(10) || row.int(12) > 0 || row.text(14) === 'true') bad('answer-kept', 'body', '已经失效，内容、对象或者事由却没有销毁', 'it is no longer in force but its content, subjects or reason were kept');
  if (row.isNull(13)) bad('answer-state', 'void_on', '已经失效，却没有失效日', 'it is no longer in force, and no day says since when');
}

function documentOf(house: Question['house'], cipher: Buffer): { readonly document: Document; readonly signature: string } | undefined {
  try {
    return JSON.parse(decrypt(house.keys.identity, cipher).toString()) as { document: Document; signature: string };
  } catch {
    return undefined;
  }
}

function checkDocument({ suite, vkey, house }: { suite: LogSuite; vkey: string; house: Question['house'] }, row: Rows, bad: Bad): void {
  const body = row.isNull(10) ? undefined : documentOf(house, row.view(10) as Buffer);
  if (body === undefined || !verifyAnswer(suite, { format: answerFormat, document: body.document, signature: body.signature, vkey }, vkey).ok) {
    bad('answer-altered', 'body', '答复缺失、被改动，或签名不是本日志的密钥所签', 'it is missing, altered, or not signed by the key of this log');
    return;
  }
  const said = body.document;
  const counted = (answer: string): number => said.answers.filter((line) => line.answer === answer).length;
  const expected: readonly (readonly [column: string, at: number, says: string])[] = [
    ['no', 0, said.no], ['occasion', 2, said.occasion.key], ['rule_version', 3, String(said.rule.version)], ['kind', 4, said.kind], ['on_day', 5, said.asOf], ['sha256', 6, said.inputSha256],
    ['code_hash', 7, createHash('sha256').update(said.code.replaceAll('-', '')).digest('hex')],
  ];
  for (const [column, at, says] of expected) {
    if ((column === 'rule_version' ? String(row.int(at)) : row.text(at)) !== says) bad('answer-altered', column, `${column} 列与签名的答复不符`, `column ${column} does not say what was signed`);
  }
  const same = (at: number, says: Json): boolean => !row.isNull(at) && canonicalText(JSON.parse(row.text(at) as string) as Json) === canonicalText(says);
  if (!same(9, { asked: said.answers.length, clear: counted('clear'), barred: counted('barred'), review: counted('review') }) || !same(9, said.counts)) bad('answer-altered', 'counts', 'counts 列与签名的答复不符', 'column counts does not say what was signed');
  if (!same(8, linesOf(said.rule.counts, said.asOf))) bad('answer-altered', 'lines', '据以失效的规则行与签名的答复所引的规则不符，记录变化时它不会按规则失效', 'the lines by which it ends are not those of the rule that it quotes');
  const known = said.answers.filter(({ answer, counted: c, more }) => answer !== 'review' || c !== undefined || more === true).length;
  if (known > 0 && (row.int(12) === 0 || row.int(12) > said.answers.length)) bad('answer-altered', 'subjects', '答复所针对的主体登记缺失，记录变化时它不会失效', 'the subjects that it is about are not recorded: it would outlive a change of their findings');
}

/** The lines of a rule on the day of an answer, with the first day of a document that counts. */
const linesOf = (counts: readonly EligibilityLine[], on: string): Json => counts.map(({ within, ...line }) => ({
  ...line, ...(within === undefined ? {} : { since: within.unit === 'day' ? addDays(on, -within.amount) : addMonths(on, within.unit === 'year' ? -12 * within.amount : -within.amount) }),
})) as unknown as Json;

/** Whether a line names a finding, which weighs by its class, by the one below after leniency for a body, or not at all when exempt. Of what is about a subject only findings have a severity and stand in one of these states. */
const weight = `case when r.data->>'exempted' = 'true' then '' when r.data->>'milder' = 'true' then (array['minor', 'minor', 'general'])[array_position(array['minor', 'general', 'serious'], r.severity)] else r.severity end`;
const names = `exists (select from jsonb_array_elements(e.lines) l where l->'states' ? r.state and l->'severities' ? (${weight}) and (not l ? 'items' or l->'items' ? r.item) and (not l ? 'since' or r.decided_on is null or r.decided_on >= (l->>'since')::date))`;
const grounds = `select distinct e.no from rc.eligibility e join rc.eligibility_subject s on s.check_id = e.id where e.state = 'answered' and (
    (s.counted <> '{}' and (select count(*) from rc.record r where r.id = any(s.counted) and r.subject_id = s.subject_id and ${names}) <> cardinality(s.counted))
    or (s.counted = '{}' and exists (select from rc.record r where r.subject_id = s.subject_id and ${names})))
  order by e.no limit ${namedMax + 1}`;

async function checkGrounds({ stream, findings }: Question): Promise<void> {
  for (const { no } of (await stream.query<{ no: string }>(grounds)).rows) {
    say(findings, no, 'answer')('answer-outlived', 'state', '所计入的记录已经变化，或者又有应当计入的记录，答复却仍然有效', 'what it counted has changed, or more counts now, and yet it is in force');
  }
  const { rows } = await stream.query<{ check_id: string }>(`select distinct s.check_id from rc.eligibility_subject s where not exists (select from rc.eligibility e where e.id = s.check_id) order by 1 limit ${namedMax + 1}`);
  for (const { check_id: id } of rows) say(findings, id, 'answer')('answer-missing', 'id', '登记了核查对象，而没有这份答复', 'subjects are recorded, but no answer');
}

/** What is wrong with the reports of a body, or with a single code; named by the body's page, or by the code. */
const reports = `select b.slug as row, 'report-missing' as code, 'body_id' as column from pub.body b where not exists (select from pub.report r where r.body_id = b.id)
  union all select coalesce(min(b.slug), r.body_id::text), 'report-altered', 'current' from pub.report r left join pub.body b on b.id = r.body_id group by r.body_id
    having min(b.slug) is null or count(*) filter (where r.current) <> 1 or max(r.version) filter (where r.current) is distinct from max(r.version) or min(r.version) <> 1 or count(*) <> max(r.version)
  union all select r.code, 'report-code', 'code' from pub.report r where r.code !~ '^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}$'
  order by 1 limit ${namedMax + 1}`;
const wrong: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'report-missing': ['该机构没有信用报告的编号和验证码', 'the body has no number and code of a report'],
  'report-altered': ['各版编号不连续，或者有效的不是最新一版，或者没有这个机构：持旧报告的人会得到错误的答复', 'its versions have gaps, the current one is not the latest, or there is no such body: an old print would be called current'],
  'report-code': ['验证码不是本平台的形式', 'its code has not the form of ours'],
};

async function checkReports({ stream, findings }: Question): Promise<number> {
  for (const { row, code, column } of (await stream.query<{ row: string; code: string; column: string }>(reports)).rows) say(findings, row, 'report')(code, column, ...(wrong[code] as readonly [string, string]));
  const { rows: [all] } = await stream.query<{ n: number }>('select count(*) as n from pub.report');
  return all?.n ?? 0;
}
