// 案号: the number by which a court case is cited, e.g. （2019）皖1122执1194号 (最高人民法院关于人民法院案件案号的若干规定, in
// force 2016; older cases read 榕民初字第12号). It is the document reference of every judicial record, so it is kept in one spelling.
import { accept, refuse, type Parsed } from '../result.ts';
import { dropInvisible, foldWidth, meansNothing } from './width.ts';

const MODERN = /^（(\d{4})）(最高法|[\u4e00-\u9fa5]\d{0,4})([\u4e00-\u9fa5]{1,4})(\d{1,8})号(之[一二三四五六七八九十]{1,3})?$/;
const OLD = /^（(\d{4})）([\u4e00-\u9fa5]{1,6}?)([执民刑行商知破赔立督催仲][\u4e00-\u9fa5]{0,3})字第(\d{1,8}(?:-\d{1,3})?)号(之[一二三四五六七八九十]{1,3})?$/;
const ENFORCEMENT = /^(?:执|行审)/;

/** The parts of a case number: year, code of the court, kind of case (执, 民初 …), serial number as written, and 之一 … if it is one of several rulings. */
export interface CaseNumberParts {
  year: number;
  court: string;
  kind: string;
  serial: string;
  suffix?: string;
}

function match(text: string): RegExpMatchArray | null {
  return text.includes('字第') ? text.match(OLD) : text.match(MODERN);
}

/** Reads a case number with any kind of brackets; the value has full-width round ones. */
export function parseCaseNumber(raw: string): Parsed<string> {
  const text = dropInvisible(foldWidth(raw)).replace(/\s+/g, '').toUpperCase().replace(/^[([〔【{［](\d{4})[)\]〕】}］]/, '（$1）');
  if (text === '') return refuse('empty', '未填写案号，如（2019）闽0102执1194号', 'No case number given');
  if (meansNothing(text)) return refuse('placeholder', `“${text}”不是案号；没有案号时请留空`, 'Leave the cell empty when there is no case number');
  const found = match(text);
  if (found) {
    const year = Number(found[1]);
    if (year < 1950 || year > 2099) return refuse('year', `第 2–5 位疑似有误：年份 ${year} 不合理，请核对`, `The year ${year} cannot be right`, { at: 2 });
    return accept(text);
  }
  if (!/^（\d{4}）/.test(text)) return refuse('year', '案号应以括号内的四位年份开头，如（2019）闽0102执1194号，请补正', 'A case number opens with the year in brackets', { at: 1 });
  if (!text.includes('号')) return refuse('end', '案号末尾缺少“号”字，如（2019）闽0102执1194号，请补正', 'A case number ends with 号', { at: text.length });
  const letter = text.search(/[A-Z]/);
  if (letter >= 0) return refuse('character', `第 ${letter + 1} 位疑似有误：案号中不含字母，“${text.charAt(letter)}”可能应为数字`, `Position ${letter + 1}: no letters in a case number`, { at: letter + 1 });
  return refuse('shape', '案号应为“（年份）法院代字 案件类型 编号 号”，如（2019）闽0102执1194号，请对照裁判文书改正', 'Expected (year) court, kind, number, 号');
}

/** Takes a parsed case number apart. Throws when it is not one. */
export function getCaseNumberParts(caseNumber: string): CaseNumberParts {
  const found = match(caseNumber);
  if (!found) throw new Error(`not a case number: ${caseNumber}`);
  const [, year, court = '', kind = '', serial = '', suffix] = found;
  return { year: Number(year), court, kind, serial, ...(suffix ? { suffix } : {}) };
}

/** True for a case of enforcement (执, 执恢, 执保, 执异, 行审): the kind that makes a judgment debtor. */
export function isEnforcementCase(caseNumber: string): boolean {
  return ENFORCEMENT.test(getCaseNumberParts(caseNumber).kind);
}
