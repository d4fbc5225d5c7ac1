/**
 * 公告复核: words that stand in public until a day against the leaf that committed to them, against the matter that they come from, and
 * against the leaf of their end: nobody may post, reword or take down by editing one table.
 */
import { canonicalBytes, type Json } from '../../core/log/canonical.ts';
import { saltBytes } from '../../core/log/commitment.ts';
import { decodeEntry } from '../../core/log/entry.ts';
import type { PostedBody } from '../../core/posting.ts';
import type { Register, StateDef } from '../../core/register.ts';
import { reveal } from '../conceal.ts';
import type { Asked } from '../db.ts';
import type { House } from '../house.ts';
import { copyRows, type Rows } from './copy-rows.ts';
import { type Findings, nextStep } from './findings.ts';
import { bytesOf, Hashing } from './hashing.ts';
import type { Question } from './published.ts';

const sql = `select x.register, x.id::text, x.no, x.text, x.on_day::text, x.until_on::text, x.body, x.salt, x.leaf, x.ended_on::text, x.end_leaf, x.reason, x.article, e.entry, f.entry
  from pub.posted x left join pub.log_leaf e on e.idx = x.leaf left join pub.log_leaf f on f.idx = x.end_leaf order by x.leaf`;

type Bad = (code: string, column: string, zh: string, en: string) => void;

const say = (findings: Findings, row: string): Bad => (code, column, zh, en) =>
  findings.add({ severity: 'error', code, table: 'pub.posted', row, column, zh: `公告 ${row}：${zh}`, en: `Posted words ${row}: ${en}`, next: nextStep.restore });

/** Checks what is and was posted against the log, and marks its leaves as owned. @returns how many. */
export async function checkPosted(q: Question, owned: Uint8Array): Promise<number> {
  let count = 0;
  for await (const rows of copyRows(q.stream, sql)) {
    while (rows.next()) {
      count += 1;
      for (const leaf of [rows.int(8), rows.int(10)]) if (leaf < owned.length) owned[leaf] = 1;
      const row = rows.text(2) ?? (rows.text(1) as string);
      const bad = say(q.findings, row);
      if (!rows.isNull(9)) checkEnd(rows, bad);
      else if (!rows.isNull(8)) checkWords(q, rows, bad);
      else q.findings.add({ severity: 'warning', code: 'posting-unlogged', table: 'pub.posted', row, column: 'leaf', zh: `公告 ${row} 由先前的版本公布，还没有写入日志`, en: `${row} was posted by an earlier version and is not in the log yet`, next: nextStep.wait });
    }
  }
  return count;
}

function checkWords({ suite }: Question, row: Rows, bad: Bad): void {
  const entry = row.isNull(13) ? undefined : decodeEntry(row.view(13) as Buffer);
  if (entry?.ok !== true || entry.value.kind !== 'disclosed' || entry.value.disclosedOn < (row.text(4) ?? '')) return bad('posting-leaf', 'leaf', `所指的日志第 ${row.int(8)} 条缺失或不是公示条目`, `leaf ${row.int(8)} is missing or no disclosure`);
  const body = row.isNull(6) ? undefined : (JSON.parse(row.text(6) as string) as PostedBody);
  const salt = row.view(7);
  const { commitment } = entry.value;
  const fits = (bytes: Buffer): boolean => salt?.length === saltBytes && bytesOf(new Hashing(suite).commit(salt).to(bytes).sum()).toString('hex') === commitment;
  if (body === undefined || !(fits(row.view(6) as Buffer) || fits(Buffer.from(canonicalBytes(body as unknown as Json))))) return bad('posting-altered', 'body', '文字或随机盐与日志中的承诺值不符，公布后被改动', 'words or salt were altered after they were posted: they do not fit the commitment in the log');
  for (const [column, at, says] of [['no', 2, body.no], ['text', 3, body.text], ['on_day', 4, body.on], ['until_on', 5, body.until]] as const) {
    if (row.text(at) !== says) bad('posting-altered', column, `${column} 列与存证的正文不符`, `column ${column} does not say what the body says`);
  }
}

function checkEnd(row: Rows, bad: Bad): void {
  if (![3, 6, 7].every((at) => row.isNull(at))) bad('posting-kept', 'text', '已经停止公布，文字或随机盐却没有销毁', 'it ended but its words or salt were kept');
  const entry = row.isNull(14) ? undefined : decodeEntry(row.view(14) as Buffer);
  const fits = entry?.ok === true && entry.value.kind === 'ended' && entry.value.refers === row.int(8) && entry.value.endedOn === row.text(9) && entry.value.reason === row.text(11) && entry.value.article === row.text(12);
  if (!fits) bad('posting-leaf', 'end_leaf', `停止公布的登记与日志第 ${row.int(10)} 条不符`, `its end does not fit leaf ${row.int(10)}`);
}

interface Standing {
  readonly register: string | null;
  readonly no: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly text: string | null;
  readonly until: string | null;
  readonly stands: boolean;
}

/** Checks that just the words of matters in a state that posts them stand in public, as the matter has them. */
export async function checkPostedMatters(db: Asked, { keys, registers }: Pick<House, 'keys' | 'registers'>, findings: Findings): Promise<void> {
  const states = Object.values(registers).flatMap((register) => Object.entries(register.states as Record<string, StateDef<any, any>>).filter(([, state]) => state.posted === true).map(([state]) => [register.id, state] as const));
  const { rows } = await db.query<Standing>(
    `select r.register, coalesce(x.no, r.no, x.id::text) as no, r.data, x.text, x.until_on::text as until, x.id is not null as stands
     from (select * from pub.posted where ended_on is null) x full join (select * from rc.record where (register, state) in (select * from unnest($1::text[], $2::text[]))) r on (r.register, r.id) = (x.register, x.id) order by 2`,
    [states.map(([register]) => register), states.map(([, state]) => state)]);
  for (const { register, data, no, text, until, stands } of rows) {
    const bad = say(findings, no);
    const words = register === null || data === null ? undefined : (registers[register] as Register).posting?.(reveal({ keys }, data));
    if (words === undefined && stands) bad('not-posting', 'id', '在公布，而该事项不存在、不在公布的状态或者不向社会公布', 'is posted but its matter is missing, in no state that posts, or not for the public');
    else if (words !== undefined && !stands) bad('posting-missing', 'id', '应当在公布，公众网站上却没有', 'should stand in public but does not');
    else if (words !== undefined && (words.text !== text || words.untilOn !== until)) bad('posting-altered', 'text', '公布的文字或者期限与事项里本人同意、他人审批的不符', 'its words or last day are not those of the matter');
  }
}
