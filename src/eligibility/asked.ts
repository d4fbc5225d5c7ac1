/**
 * 核查名单: whom somebody asks about: one name from a form, or the rows of an uploaded table. Every name is read as imports read
 * names; what cannot be read is kept with its reason and goes to a person, never dropped and never guessed.
 */
import type { FactField } from '../core/catalog.ts';
import { parseIdNumber } from '../core/identifiers/id-number.ts';
import { parseOrgName, parsePersonName } from '../core/identifiers/name.ts';
import { parseUscc } from '../core/identifiers/uscc.ts';
import { fail, type Outcome, done } from '../core/problem.ts';
import type { Parsed } from '../core/result.ts';
import { headerNames, matchHeaders } from '../imports/headers.ts';
import { type Cell, textOfCell } from '../imports/read/cells.ts';
import { readRows } from '../imports/read/read-rows.ts';

export type AskedKind = 'body' | 'official';

/** Most names of one check. */
export const namesMax = 10_000;

/** One that is asked about. Values are normalised; `wrong` says why they could not be. */
export interface AskedLine {
  readonly line: number;
  readonly name: string;
  /** 统一社会信用代码 of a body. */
  readonly code: string | null;
  /** 公民身份号码 of an official; never kept. */
  readonly idNumber: string | null;
  /** Where an official serves. */
  readonly bodyName: string | null;
  readonly wrong: string | null;
}

const field = (key: string, zh: string, en: string, type: FactField['type'], required: boolean, synonyms: string[]): FactField =>
  ({ key, label: { zh, en }, type, required, synonyms, meaning: zh, example: '', law: '', disclose: 'never' });

/** The columns that a table may have. */
export const columns: Readonly<Record<AskedKind, readonly FactField[]>> = {
  body: [
    field('name', '单位名称', 'Body', 'orgName', true, ['名称', '单位', '机构名称', '机关名称', '部门名称', '部门', '主体名称', '候选单位', '申报单位']),
    field('code', '统一社会信用代码', 'USCC', 'uscc', false, ['信用代码', '社会信用代码', '代码']),
  ],
  official: [
    field('name', '姓名', 'Name', 'name', true, ['候选人', '候选人姓名', '公务员姓名', '人员姓名']),
    field('idNumber', '公民身份号码', 'Identity number', 'idNumber', false, ['身份证号', '身份证号码', '证件号码', '身份号码']),
    field('bodyName', '所在单位', 'Serves at', 'orgName', false, ['单位', '单位名称', '工作单位', '任职单位', '所属单位']),
  ],
};

type Raw = Readonly<Record<'name' | 'code' | 'idNumber' | 'bodyName', string | undefined>>;

/** Reads what somebody wrote about one. */
export function askedLine(kind: AskedKind, line: number, raw: Partial<Raw>, today: string): AskedLine {
  const wrong: string[] = [];
  const read = (text: string | undefined, parse: (text: string) => Parsed<string>): string | null => {
    if (text === undefined || text.trim() === '') return null;
    const parsed = parse(text);
    if (!parsed.ok) wrong.push(parsed.zh);
    return parsed.ok ? parsed.value : null;
  };
  const name = read(raw.name, kind === 'body' ? parseOrgName : parsePersonName);
  const code = read(raw.code, parseUscc);
  const idNumber = read(raw.idNumber, (text) => parseIdNumber(text, today));
  const bodyName = read(raw.bodyName, parseOrgName);
  if (wrong.length === 0 && name === null && (kind === 'official' || code === null)) wrong.push(kind === 'body' ? '没有写单位名称或代码' : '没有写姓名');
  if (wrong.length === 0 && kind === 'official' && idNumber === null && bodyName === null) wrong.push('只有姓名不能确认是哪一位，请补充公民身份号码或所在单位');
  return { line, name: name ?? (raw.name ?? '').trim().slice(0, 200), code, idNumber, bodyName, wrong: wrong.length === 0 ? null : wrong.join('；') };
}

const textOrLost = (cell: Cell | undefined): string => (typeof cell === 'object' && cell.flag === 'rounded' ? `${cell.v}（数字被表格软件截断，请把该列设为文本）` : textOfCell(cell));

/** Reads a table of names. The reader is the capped one of the imports. */
export async function readAsked(path: string, fileName: string, kind: AskedKind, today: string): Promise<Outcome<readonly AskedLine[]>> {
  const item = { fields: [...columns[kind]] };
  const found: AskedLine[] = [];
  let at: Record<string, number> = {};
  for await (const read of readRows(path, fileName, { known: headerNames(item) })) {
    if (read.kind === 'refusal') return fail('invalid', read.code, read.zh, read.en);
    if (read.kind === 'header') {
      const mapping = matchHeaders(item, read.cells);
      at = Object.fromEntries(mapping.columns.flatMap((column, n) => (column === null ? [] : [[column.field, n]])));
      const enough = at['name'] !== undefined || (kind === 'body' && at['code'] !== undefined);
      const names = columns[kind].map((f) => f.label.zh).join('、');
      if (!enough) return fail('invalid', 'missing-columns', `没有找到“${columns[kind][0]?.label.zh}”列：第一行请写列名（${names}），改好后重新上传`, 'No column of names was found');
      if (mapping.ambiguous.length > 0) return fail('invalid', 'ambiguous-columns', `有两列都像“${mapping.ambiguous[0]?.header}”，请只留一列后重新上传`, 'Two columns could be the same field');
    }
    if (read.kind === 'row') {
      if (found.length === namesMax) return fail('invalid', 'too-many', `一次最多核查 ${namesMax} 个，请分成几份上传`, `At most ${namesMax} names at once`);
      const cell = (key: string): string | undefined => (at[key] === undefined ? undefined : textOrLost(read.cells[at[key]]));
      found.push(askedLine(kind, read.line, { name: cell('name'), code: cell('code'), idNumber: cell('idNumber'), bodyName: cell('bodyName') }, today));
    }
  }
  return found.length === 0 ? fail('invalid', 'empty', '表里没有名单：请在列名下面逐行填写后重新上传', 'The table has no rows') : done(found);
}
