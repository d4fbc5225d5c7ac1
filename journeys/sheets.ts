// 电子表格 Spreadsheets: what clerks bring along and take home: the platform's own template filled in, and workbooks read back.

import ExcelJS from 'exceljs';
import { systemClock } from '../src/clock.ts';
import { addDays } from '../src/core/identifiers/dates.ts';

/** A row of a form, by the name of its column without the asterisk of required ones. */
export type Row = Readonly<Record<string, string>>;

/** A day so many days before today, as people write it. */
export const daysAgo = (days: number): string => addDays(systemClock.today(), -days);

/** Fills rows into a template that was downloaded, below its headers, and saves it under another name. */
export async function fillTemplate(template: string, rows: readonly Row[], target: string): Promise<void> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(template);
  const sheet = book.worksheets[0] as ExcelJS.Worksheet;
  const columns = headersOf(sheet);
  rows.forEach((row, at) => {
    for (const [name, text] of Object.entries(row)) {
      const column = columns.indexOf(name) + 1;
      if (column === 0) throw new Error(`the template has no column ${name}`);
      sheet.getCell(at + 2, column).value = text;
    }
  });
  await book.xlsx.writeFile(target);
}

/** The rows of a workbook's first sheet, by header. */
export async function readRows(path: string): Promise<Row[]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const sheet = book.worksheets[0] as ExcelJS.Worksheet;
  const columns = headersOf(sheet);
  const rows: Row[] = [];
  sheet.eachRow((row, number) => {
    if (number > 1) rows.push(Object.fromEntries(columns.map((name, at) => [name, row.getCell(at + 1).text])));
  });
  return rows;
}

const headersOf = (sheet: ExcelJS.Worksheet): string[] =>
  Array.from({ length: sheet.columnCount }, (_, at) => sheet.getCell(1, at + 1).text.replace(/\*$/, ''));

/** A payment that a body owes, as its clerk would enter it; `n` tells one from another. */
export function arrearsRow(n: number, subject = '江北县住房和城乡建设局'): Row {
  return {
    付款单位名称: subject, 投诉处理或者认定文号: `江工信清欠〔2026〕${600 + n}号`, 合同编号: `JBHZ-2026-${String(n).padStart(3, '0')}`, 收款企业: '江衡青禾环卫服务有限公司', 标的类别: '服务',
    交付或者验收日期: daysAgo(200), 应付日期: daysAgo(170), 逾期未付金额: String(10_000 + n), 逾期天数: '120', 处理部门: '江北县工业和信息化局', 处理日期: daysAgo(40), 拖欠情况: `第${n}期环卫服务费验收后没有支付。`,
  };
}
