/**
 * 导入模板: the workbook a clerk fills in, made from the same item that checks it, so the two cannot drift apart. Codes are
 * formatted as text before anybody types one, choices are drop-downs, and a second sheet says what each column means.
 */
import ExcelJS from 'exceljs';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { CatalogItem, FactField } from '../core/catalog.ts';
import { longTextMax, textMax } from '../core/facts.ts';
import { originOf } from '../core/origin.ts';
import { officialsTable } from './officials-table.ts';

/** Which rulebook the template was made under. */
export interface TemplateFacts {
  /** Version of the item in the rulebook, where it is known. */
  readonly version?: number;
}

const dataSheet = '填报';
const helpSheet = '说明';
const dictionarySheet = '字典';
/** So many rows carry text format and drop-downs; pasting more below is read all the same. */
const preparedRowsMax = 2_000;
const green = 'FFE3EFE7';
const amber = 'FFFFF4D6';

/** The length and type notation of public credit data standards: C..200, C18, N..18,6, D8. */
export function formatNotation(field: FactField): string {
  switch (field.type) {
    case 'text': return `C..${field.max ?? textMax}`;
    case 'longText': return `C..${field.max ?? longTextMax}`;
    case 'name': return `C..${field.max ?? 50}`;
    case 'orgName': return `C..${field.max ?? 200}`;
    case 'uscc': case 'idNumber': return 'C18';
    case 'date': return 'D8';
    case 'money': return field.unit === 'wanYuan' ? 'N..18,6' : 'N..18,2';
    case 'integer': return 'N..9';
    case 'choice': return `C..${Math.max(...(field.choices ?? []).map((choice) => choice.zh.length))}`;
    case 'choices': return `C..${field.max ?? textMax}`;
    case 'caseNumber': case 'documentNumber': return `C..${field.max ?? 128}`;
  }
}

const howToWrite: Record<FactField['type'], string> = {
  text: '文字', longText: '文字，可换行', name: '姓名，一格一人', orgName: '单位全称', uscc: '18 位统一社会信用代码', idNumber: '18 位身份证号',
  date: '日期，如 2026-11-23、2026年11月23日、20261123', money: '金额，阿拉伯数字', integer: '整数', choice: '从下拉列表中选一项',
  choices: '可选多项', caseNumber: '案号，如（2019）闽0102执1194号', documentNumber: '文号，如榕发改信用〔2017〕82号',
};

function formatText(field: FactField): string {
  const unit = field.type === 'money' ? `，单位${field.unit === 'wanYuan' ? '万元' : '元'}` : '';
  const separator = field.type === 'choices' ? `，以“${field.separator ?? ';'}”分隔` : '';
  return `${formatNotation(field)}　${howToWrite[field.type]}${unit}${separator}`;
}

function requiredText(item: CatalogItem, field: FactField): string {
  if (field.required) return '必填';
  const when = field.requiredWhen;
  if (when === undefined) return '选填';
  const other = item.fields.find((each) => each.key === when.field);
  const values = when.in.map((value) => other?.choices?.find((choice) => choice.value === value)?.zh ?? value);
  return `“${other?.label.zh ?? when.field}”为“${values.join('、')}”时必填`;
}

const disclosureText: Record<FactField['disclose'], string> = { summary: '公示（摘要、全文）', full: '公示（仅全文）', never: '不公开' };

/** The header of a column: label and, where it must be filled in, an asterisk. */
export const templateHeader = (field: FactField): string => `${field.label.zh}${field.required ? '*' : ''}`;

function noteOf(item: CatalogItem, field: FactField): string {
  return [field.code === undefined ? field.key : `${field.code}（${field.key}）`, field.meaning, `格式：${formatText(field)}`, requiredText(item, field), `示例：${field.example}`].join('\n');
}

function columnWidth(field: FactField): number {
  const wide = field.type === 'longText' ? 40 : field.type === 'uscc' || field.type === 'idNumber' ? 24 : 16;
  return Math.min(48, Math.max(wide, field.label.zh.length * 2 + 4));
}

function addDictionary(book: ExcelJS.Workbook, item: CatalogItem): Map<string, string> {
  const ranges = new Map<string, string>();
  const sheet = book.addWorksheet(dictionarySheet, { state: 'hidden' });
  item.fields.forEach((field) => {
    if (field.choices === undefined) return;
    const column = sheet.getColumn(ranges.size + 1);
    column.values = [field.label.zh, ...field.choices.map((choice) => choice.zh)];
    ranges.set(field.key, `${dictionarySheet}!$${column.letter}$2:$${column.letter}$${field.choices.length + 1}`);
  });
  return ranges;
}

function validationOf(field: FactField, range: string | undefined): ExcelJS.DataValidation | undefined {
  if (field.type !== 'choice' || range === undefined) return undefined;
  return { type: 'list', allowBlank: true, formulae: [range], showErrorMessage: true, errorStyle: 'warning', errorTitle: '不在选项中', error: `请从下拉列表中选择“${field.label.zh}”` };
}

function addDataSheet(sheet: ExcelJS.Worksheet, item: CatalogItem, ranges: ReadonlyMap<string, string>): void {
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
  item.fields.forEach((field, index) => {
    const column = sheet.getColumn(index + 1);
    column.width = columnWidth(field);
    // Sums and counts stay numbers; everything else is text, so that no code is rounded and no number becomes a date.
    if (field.type !== 'money' && field.type !== 'integer') column.numFmt = '@';
    const cell = sheet.getCell(1, index + 1);
    cell.value = templateHeader(field);
    cell.font = { bold: true };
    cell.alignment = { wrapText: true, vertical: 'middle' };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: field.required ? amber : green } };
    cell.note = noteOf(item, field);
    const validation = validationOf(field, ranges.get(field.key));
    if (validation === undefined) return;
    const range = `${column.letter}2:${column.letter}${preparedRowsMax + 1}`;
    (sheet as unknown as { dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void } }).dataValidations.add(range, validation);
  });
}

/** Whether law or only the city set a number, in words. */
function setBy(item: CatalogItem, of: 'severity' | 'retention'): string {
  const { basis, instrument, article } = originOf(item, of);
  return basis === 'law' ? `${instrument}${article}` : '本市拟定政策';
}

function addHelpSheet(sheet: ExcelJS.Worksheet, item: CatalogItem, { version }: TemplateFacts): void {
  const says = item.law.map((law) => `《${law.instrument.replace(/^《|》$/g, '')}》${law.article}：${law.says}`).join('\n');
  sheet.addRow([`事项：${item.label.zh}（${item.id}）`]);
  sheet.addRow([`依据：${says}`]);
  sheet.addRow([`版本：${version === undefined ? '' : `第 ${version} 版，`}自 ${item.effectiveFrom} 起施行　必备材料：${item.requiredDocument.zh}`]);
  sheet.addRow([item.id === officialsTable ? '保存：号码加密存放，随人员在名录中保存；任职变动另行导入' : `保存：${item.retentionMonths} 个月（${setBy(item, 'retention')}）　严重程度归类：${setBy(item, 'severity')}`]);
  sheet.addRow(['请在“填报”表中从第 2 行起填写，不要改动列名；带 * 的列必填。下面的“示例”只供参照，不会被导入。']);
  sheet.addRow([]);
  const header = sheet.addRow(['列名', '代码', '含义', '格式', '是否必填', '示例', '可选值', '依据', '公开范围']);
  header.font = { bold: true };
  for (const field of item.fields) {
    const choices = (field.choices ?? []).map((choice) => (choice.value === choice.zh ? choice.zh : `${choice.zh}（${choice.value}）`)).join('；');
    sheet.addRow([templateHeader(field), field.code ?? '', field.meaning, formatText(field), requiredText(item, field), field.example, choices, field.law, disclosureText[field.disclose]]);
  }
  [28, 18, 44, 36, 20, 28, 44, 28, 18].forEach((width, index) => {
    sheet.getColumn(index + 1).width = width;
    sheet.getColumn(index + 1).alignment = { wrapText: true, vertical: 'top' };
  });
  // Excel does not grow a merged row with its text, so its height is set.
  const heights = [20, Math.min(400, 18 * Math.max(1, says.split('\n').length * 2)), 20, 20, 20];
  heights.forEach((height, index) => {
    sheet.mergeCells(index + 1, 1, index + 1, 9);
    sheet.getRow(index + 1).height = height;
  });
  sheet.getRow(1).font = { bold: true, size: 14 };
}

/** Writes the template of an item as xlsx. A string is a file path; a stream is ended. */
export async function writeTemplate(item: CatalogItem, target: Writable | string, facts: TemplateFacts = {}): Promise<void> {
  const book = new ExcelJS.Workbook();
  const data = book.addWorksheet(dataSheet);
  const help = book.addWorksheet(helpSheet);
  addDataSheet(data, item, addDictionary(book, item));
  addHelpSheet(help, item, facts);
  const out = typeof target === 'string' ? createWriteStream(target) : target;
  const written = finished(out, { readable: false });
  out.end(Buffer.from(await book.xlsx.writeBuffer()));
  await written;
}
