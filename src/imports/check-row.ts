/**
 * 逐行校验: one row of a file against a catalogue item. Says in Chinese, cell by cell, what a spreadsheet did to a value
 * (rounded it, made it a date, shows #REF!) and what the person typed wrongly; the values themselves are judged by the same
 * `checkFacts` as the form and the API.
 */
import type { FactField } from '../core/catalog.ts';
import { checkFactsOnce, type CompiledItem, type FactIssue, type Facts } from '../core/facts.ts';
import { parseDate, type Day } from '../core/identifiers/dates.ts';
import { isScientific } from '../core/identifiers/width.ts';
import type { HeaderMapping, MappedColumn } from './headers.ts';
import type { Cell, CellFlag } from './read/cells.ts';
import type { Epoch } from './read/xlsx-values.ts';

/** An issue and where it stands; `column` is null where the file has no such column. */
export interface CellIssue extends FactIssue {
  /** From 0. */
  readonly column: number | null;
}

export interface CheckedRow {
  /** Normalised values, as stored. */
  facts: Facts;
  /** What `checkFacts` was given, by field key: hand this, not `facts`, to a door that checks again. */
  raw: Record<string, string>;
  errors: CellIssue[];
  warnings: CellIssue[];
}

type Say = (code: string, zh: string, en: string) => void;
type Remarks = { error: Say; warning: Say };

const roundedAdvice = ['号码过长，已被电子表格舍入，末几位丢失；请将该列设为文本格式后重新填写（JSON 中请加引号）', 'The spreadsheet rounded this number; set the column to text and enter it again'] as const;
/** How spreadsheets spell their error values when they save them as text. */
const ERROR_VALUE = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/;
const isTextual = (field: FactField): boolean => field.type !== 'money' && field.type !== 'integer';

/** 'A', 'B', … 'AB' for a column from 0, as people see it in a spreadsheet. */
export function columnName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last;
}

/** Takes off what marks text in a spreadsheet or its csv: an apostrophe before a code or a sign (not a quotation), or ="…" around it. */
function unmarked(text: string): string {
  const first = text.charCodeAt(0);
  if (first === 39) return /^'(?:[=+\-@\t\r]|[0-9a-z][^']*$)/i.test(text) ? text.slice(1) : text;
  return first === 61 && text.startsWith('="') && text.endsWith('"') && text.length > 2 ? text.slice(2, -1).replaceAll('""', '"') : text;
}

/** The text a flagged cell stands for; undefined when an error makes it worthless. */
function flaggedText(field: FactField, text: string, flag: CellFlag, epoch: Epoch | undefined, say: Remarks): string | undefined {
  switch (flag) {
    case 'error':
      say.error('cell-error', `单元格显示错误值 ${text.slice(0, 20)}，请改正公式或直接填写内容`, 'The cell shows an error value; fill in the content');
      return undefined;
    case 'rounded':
      say.error('rounded', ...roundedAdvice);
      return undefined;
    case 'formula':
      if (text === '') {
        say.error('formula-empty', '公式没有计算结果，请在表格中重新计算并保存，或改填数值', 'The formula has no result; recalculate and save, or fill in the value');
        return undefined;
      }
      say.warning('formula', `取公式的计算结果“${text.slice(0, 30)}”`, 'The result of a formula was taken');
      return text;
    case 'date':
      if (field.type === 'date') return text;
      say.warning('became-date', `表格把该格当成了日期“${text}”，请确认是否原意`, 'The spreadsheet took this for a date');
      return text;
    case 'number':
      return field.type === 'date' ? dayOfSerial(text, epoch, say) : text;
  }
}

/** A serial day whose column lost its date format; other numbers are left to the reading of dates. */
function dayOfSerial(text: string, epoch: Epoch | undefined, say: Remarks): string {
  if (epoch === undefined || !/^\d{5}(?:\.\d+)?$/.test(text)) return text;
  const parsed = parseDate(text, { excelSerial: epoch });
  if (!parsed.ok) return text;
  say.warning('serial', `按表格日期序列号 ${text} 读作 ${parsed.value}，请确认`, `Read as the serial day ${parsed.value}`);
  return parsed.value;
}

/** A sum whose header names another unit than the field carries that unit with it. */
function withUnit(text: string, { unit }: MappedColumn): string {
  return unit !== undefined && /[\d０-９]\s*$/.test(text) ? `${text.trim()}${unit === 'yuan' ? '元' : '万元'}` : text;
}

function rawText(field: FactField, cell: Cell, mapped: MappedColumn, epoch: Epoch | undefined, say: Remarks): string | undefined {
  if (typeof cell === 'object') {
    const text = flaggedText(field, cell.v, cell.flag, epoch, say);
    return text === undefined ? undefined : withUnit(text, mapped);
  }
  const text = unmarked(cell);
  if (ERROR_VALUE.test(text)) return flaggedText(field, text, 'error', epoch, say);
  if (isTextual(field) && text.length > 5 && text.length < 30 && isScientific(text)) {
    say.error('rounded', ...roundedAdvice);
    return undefined;
  }
  return mapped.unit === undefined ? text : withUnit(text, mapped);
}

/** True for text that no spreadsheet has marked or mangled, which is nearly all of it. */
function isOrdinary(text: string): boolean {
  const first = text.charCodeAt(0);
  return first > 61 || (first >= 48 && first <= 57 && !text.includes('E') && !text.includes('e'));
}

/** Checks one row. `today` is the day after which nothing can have been decided. Pure; compile the item once per file. */
export function checkRow(compiled: CompiledItem, mapping: HeaderMapping, cells: readonly Cell[], today: Day): CheckedRow {
  const raw: Record<string, string> = {};
  const errors: CellIssue[] = [];
  const warnings: CellIssue[] = [];
  const spoiled = new Set<string>();
  const { columns } = mapping;
  for (let column = 0; column < columns.length; column++) {
    const mapped = columns[column];
    const cell = cells[column];
    const field = mapped ? compiled.byKey.get(mapped.field)?.field : undefined;
    if (!mapped || field === undefined || cell === undefined || cell === '') continue;
    if (typeof cell === 'string' && mapped.unit === undefined && isOrdinary(cell)) {
      raw[field.key] = cell;
      continue;
    }
    const say: Remarks = {
      error: (code, zh, en) => void errors.push({ field: field.key, column, code, zh, en }),
      warning: (code, zh, en) => void warnings.push({ field: field.key, column, code, zh, en }),
    };
    const text = rawText(field, cell, mapped, mapping.epoch, say);
    if (text === undefined) spoiled.add(field.key);
    else raw[field.key] = text;
  }
  for (let column = columns.length; column < cells.length; column++) {
    const cell = cells[column] as Cell;
    if ((typeof cell === 'string' ? cell : cell.v).trim() === '') continue;
    errors.push({ field: '', column, code: 'extra-cells', zh: `第 ${columnName(column)} 列没有列名却有内容，可能多了分隔符；请检查该行`, en: 'There is content beyond the last header; check the separators' });
    break;
  }
  const checked = checkFactsOnce(compiled, raw, today);
  const columnOf = (field: string): number | null => {
    const column = columns.findIndex((mapped) => mapped?.field === field);
    return column < 0 ? null : column;
  };
  for (const issue of checked.errors) {
    // What a spreadsheet spoiled is not missing as well.
    if (!(issue.code === 'required' && spoiled.has(issue.field))) errors.push({ ...issue, column: columnOf(issue.field) });
  }
  for (const issue of checked.warnings) warnings.push({ ...issue, column: columnOf(issue.field) });
  return { facts: checked.facts, raw, errors, warnings };
}
