/** 核查结果: what an asker sees again of the own checks: how each stands, its lines, the workbook and the signed answer. Nobody else sees them. */
import ExcelJS from 'exceljs';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Actor } from '../core/actor.ts';
import { answerFormat, type SignedAnswer } from '../core/log/answer.ts';
import type { Json } from '../core/log/canonical.ts';
import type { EligibilityRule } from '../core/rules.ts';
import type { Asked } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { decrypt } from '../store/keys.ts';
import { logVkey } from '../store/log.ts';
import { answers, type AnswerLine, type Counts, type Named } from './document.ts';

export interface CheckRow {
  readonly id: string;
  readonly no: string;
  readonly occasion: string;
  readonly rule_version: number;
  readonly kind: 'body' | 'official';
  readonly state: 'answered' | 'void';
  readonly file_name: string | null;
  readonly on_day: string;
  readonly at: Date;
  readonly void_on: string | null;
  readonly counts: Counts | null;
}

const columns = 'id, no, occasion, rule_version, kind, state, file_name, on_day, at, void_on, counts';

export const listChecks = async (db: Asked, actor: Actor): Promise<CheckRow[]> =>
  (await db.query<CheckRow>(`select ${columns} from rc.eligibility where by_account = $1 order by at desc limit 100`, [actor.accountId])).rows;

/** A check that the actor asked for. */
export async function findCheck(db: Asked, actor: Actor, id: string): Promise<CheckRow | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
  return (await db.query<CheckRow>(`select ${columns} from rc.eligibility where id = $1 and by_account = $2`, [id, actor.accountId])).rows[0];
}

/** What was called in of a check: the lines that no longer hold, each as a matter that the asker's body acknowledges. */
export interface Recall {
  readonly id: string;
  readonly no: string;
  readonly state: string;
  /** The answers and lines, in words. */
  readonly answers: string;
}

/** Open recalls of what a check told. Once acknowledged they are sealed, and nothing says any more what was told. */
export async function recallsOf(db: Asked, actor: Actor, { no }: Pick<CheckRow, 'no'>): Promise<Recall[]> {
  const { rows } = await db.query<Recall>(
    "select id, no, state, data->>'answers' as answers from rc.record where register = 'lease' and handler_body = $1 and state in ('recalled', 'unacknowledged') and data->>'cause' = 'answer' order by no", [actor.bodyId]);
  return rows.filter(({ answers }) => answers.split('；').some((each) => each === no || each.startsWith(`${no}（`)));
}

interface Body {
  readonly document: Json & { readonly code: string; readonly answers: readonly AnswerLine[]; readonly rule: Omit<EligibilityRule, 'label' | 'for'> & { readonly version: number; readonly basis: string } };
  readonly signature: string;
}

/** The document with its signature; undefined once it is no longer in force. */
export async function openBody(house: Pick<House, 'keys'> & { readonly pool: Asked }, id: string): Promise<Body | undefined> {
  const { rows: [row] } = await house.pool.query<{ body: Buffer | null }>('select body from rc.eligibility where id = $1', [id]);
  return row?.body == null ? undefined : (JSON.parse(decrypt(house.keys.identity, row.body).toString()) as Body);
}

export const signedAnswer = (house: Pick<House, 'keys' | 'logOrigin'>, body: Body): SignedAnswer => ({ format: answerFormat, document: body.document, signature: body.signature, vkey: logVkey(house) });

const said = (n: Named & { readonly why?: string }): string => `${n.no}（${n.item}，${n.severity}${n.decidedOn === null ? '' : `，${n.decidedOn}`}${n.disputed === true ? '，异议处理中' : ''}${n.why === undefined ? '' : `；${n.why}`}）`;
const rowsPerTurn = 200;

/** Writes the answers as a workbook, with a reason on each line; everything as text. */
export async function writeAnswers(body: Body, out: Writable): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  const sheet = book.addWorksheet('核查结果', { views: [{ state: 'frozen', ySplit: 1 }] });
  const heads = ['行号', '名称', '代码或单位', '核查结论', '说明', '计入的记录', '未计入的记录'];
  sheet.columns = heads.map((_, at) => ({ width: [8, 30, 30, 14, 50, 60, 60][at] ?? 20, style: { numFmt: '@' } }));
  sheet.addRow(heads).font = { bold: true };
  let n = 0;
  for (const a of body.document.answers) {
    sheet.addRow([String(a.line), a.name, a.code ?? a.bodyName ?? '', answers[a.answer].zh, a.reason ?? '', [...(a.counted ?? []).map(said), ...(a.more === true ? ['另有记录不在可告知范围内'] : [])].join('；'), (a.notCounted ?? []).map(said).join('；')]).commit();
    if (++n % rowsPerTurn === 0) await setImmediate();
  }
  await book.commit();
}
