/**
 * 拒收: every reason for which a file is not read, in words that tell a clerk what to do next. A refusal is thrown only
 * inside the reading process and leaves it as a value.
 */
import type { Label } from '../../core/label.ts';
import type { ReadRefusal } from './cells.ts';

export interface RefusalDetails {
  readonly line?: number;
  readonly max?: number;
  readonly detail?: string;
}

const where = (line: number | undefined): string => (line === undefined ? '' : `第 ${line} 行`);
const onLine = (line: number | undefined): string => (line === undefined ? '' : ` (line ${line})`);

const words = {
  encrypted: () => ['文件设有打开密码，请先取消密码再上传', 'The workbook has a password; remove it and upload again'],
  'legacy-xls': () => ['这是旧版 .xls 文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传', 'This is a legacy .xls file; save it as .xlsx'],
  wps: () => ['这是 WPS 专有格式（.et/.wps），请在 WPS 中另存为 .xlsx 再上传', 'This is a WPS format; save it as .xlsx'],
  'other-spreadsheet': () => ['这是 .xlsb、.ods 等格式的表格，请另存为 .xlsx 再上传', 'Save this spreadsheet as .xlsx'],
  'web-page': () => ['这是网页格式的表格（扩展名可能被改成 .xls），请用 Excel 或 WPS 打开后另存为 .xlsx 再上传', 'This is a web page named as a spreadsheet; save it as .xlsx'],
  archive: () => ['这是压缩包，请解压后上传其中的表格文件', 'This is an archive; upload the spreadsheet inside it'],
  'not-a-table': () => ['这不是表格文件，请上传 .xlsx、.csv 或 .ndjson', 'This is not a table; upload .xlsx, .csv or .ndjson'],
  'json-array': () => ['请改为每行一个 JSON 对象（NDJSON）后上传', 'Give one JSON object per line (NDJSON)'],
  bomb: () => ['压缩内容异常（解压后过大或压缩率过高），为安全起见不予读取；请用 Excel 或 WPS 重新另存为 .xlsx，或拆分后上传', 'The compressed content is abnormal; save the workbook again or split it'],
  doctype: () => ['文件内含 DOCTYPE 声明，正常表格不会有，为安全起见不予读取；请用 Excel 或 WPS 重新另存为 .xlsx', 'A DOCTYPE declaration was found; save the workbook again'],
  damaged: () => ['文件已损坏或不完整，请重新下载或另存后上传', 'The file is damaged; save it again'],
  empty: () => ['文件是空的，请填写后再上传', 'The file is empty'],
  'no-header': () => ['没有找到表头行；请使用下载的模板，第一行为列名', 'No header row was found; use the template'],
  'file-too-large': ({ max = 0 }) => [`文件超过 ${Math.floor(max / 2 ** 20)} MB，请拆分后上传`, `The file is larger than ${Math.floor(max / 2 ** 20)} MB; split it`],
  'too-many-rows': ({ max }) => [`数据超过 ${max} 行，请拆分为多个文件上传`, `More than ${max} rows; split the file`],
  'too-many-columns': ({ max, line }) => [`${where(line)}超过 ${max} 列，请删除多余的列`, `More than ${max} columns${onLine(line)}; delete the surplus`],
  'cell-too-long': ({ max, line }) => [`${where(line)}有单元格超过 ${max} 字，请删减后上传`, `A cell has more than ${max} characters${onLine(line)}`],
  'line-too-long': ({ max = 0, line }) => [`${where(line)}超过 ${Math.floor(max / 1024)} K 字，可能是引号没有成对或缺少换行，请检查该行`, `A line is too long${onLine(line)}; a quote may be unclosed`],
  'open-quote': ({ line }) => [`${where(line)}开始的引号没有结束，请补上引号`, `A quote is never closed${onLine(line)}`],
  'bad-json': ({ line }) => [`${where(line)}不是合法的 JSON 对象，请改正后上传`, `Not a JSON object${onLine(line)}`],
  'nul-bytes': () => ['文件中有空字节（NUL），可能不是文本文件；请另存为 UTF-8 编码的 CSV 后上传', 'The file holds NUL bytes; save it as CSV in UTF-8'],
  encoding: () => ['无法识别文字编码，请另存为 UTF-8 或 GB18030（GBK）编码的 CSV，或 .xlsx', 'Unknown text encoding; save as UTF-8 or GB18030'],
  garbled: ({ line }) => [`${where(line)}已有乱码（�），请从原系统重新导出`, `The text is already garbled${onLine(line)}; export it again`],
  'too-much-text': () => ['表格内容过多，超出可处理的内存，请拆分为多个文件上传', 'The workbook holds too much text; split it'],
  'too-slow': () => ['文件读取超时，内容过多或结构异常；请拆分后上传', 'Reading took too long; split the file'],
  'reader-died': () => ['文件内容过多或结构异常，读取已中止；请拆分，或用 Excel、WPS 重新另存为 .xlsx 后上传', 'Reading was aborted; split the file or save it again'],
} satisfies Record<string, (details: RefusalDetails) => [string, string]>;

export type RefusalCode = keyof typeof words;

/** A refusal as it is shown. */
export function refusalOf(code: RefusalCode, details: RefusalDetails = {}): ReadRefusal {
  const [zh, en] = (words[code] as (details: RefusalDetails) => [string, string])(details);
  const text: Label = { zh, en };
  const { line, detail } = details;
  return { kind: 'refusal', code, ...text, ...(line === undefined ? {} : { line }), ...(detail === undefined ? {} : { detail }) };
}

/** Carries a refusal out of the depths of a reader. */
export class Refused extends Error {
  readonly refusal: ReadRefusal;
  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    super(code);
    this.refusal = refusalOf(code, details);
  }
}
