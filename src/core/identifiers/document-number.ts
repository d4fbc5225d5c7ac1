// 发文字号 (GB/T 9704-2012): agency code, year in six-corner brackets, number, 号, e.g. 榕发改信用〔2017〕82号. Brackets come in
// every shape and are made one; what the issuing organ printed beyond the standard is kept, because a citation must match its paper.
import { accept, refuse, type Parsed, type Remark } from '../result.ts';
import { dropInvisible, foldWidth, meansNothing } from './width.ts';

const STANDARD = /^[\u4e00-\u9fa5A-Za-z]{1,16}〔(?:19|20)\d{2}〕[1-9]\d{0,4}号$/;
const PRINTED = /^([\u4e00-\u9fa5A-Za-z0-9（）、]{1,24})〔(\d{4})〕(第?)(\d{1,8}(?:-\d{1,8}){0,3})号$/;
const YEAR_BRACKETS = /[([【〔{［<《〈](\d{4})年?[)\]】〕}］>》〉]/;

/** Reads a document number; the value has 〔〕 round the year and full-width round brackets elsewhere. */
export function parseDocumentNumber(raw: string): Parsed<string> {
  const text = dropInvisible(foldWidth(raw)).replace(/\s+/g, '')
    .replace(YEAR_BRACKETS, '〔$1〕')
    .replaceAll('(', '（').replaceAll(')', '）');
  if (text === '') return refuse('empty', '未填写文号，如榕发改信用〔2017〕82号', 'No document number given');
  if (meansNothing(text)) return refuse('placeholder', `“${text}”不是文号；没有文号时请留空`, 'Leave the cell empty when there is no number');
  const found = text.match(PRINTED);
  if (!found) return refuseShape(text);
  const year = Number(found[2]);
  if (year < 1949 || year > 2099) return refuse('year', `年份〔${year}〕不合理，请核对`, `The year ${year} cannot be right`, { at: text.indexOf('〔') + 2 });
  const warnings: Remark[] = STANDARD.test(text) ? [] : [{
    code: 'not-standard',
    zh: '与 GB/T 9704 的发文字号写法不完全一致（不编虚位、不加“第”字等），已按原文保留，请确认与原件一致',
    en: 'Not quite the form of GB/T 9704; kept as printed, compare with the original',
  }];
  return accept(text, warnings);
}

function refuseShape(text: string): Parsed<string> {
  if (!/〔\d{4}〕/.test(text)) return refuse('year', '文号中应有括号内的四位年份，如榕发改信用〔2017〕82号，请补正', 'A document number holds the year in brackets');
  if (text.startsWith('〔')) return refuse('agency', '年份前缺少机关代字，如“榕发改信用”，请补正', 'The agency code before the year is missing', { at: 1 });
  if (!text.endsWith('号')) return refuse('end', '文号末尾应为“号”字，如榕发改信用〔2017〕82号，请补正', 'A document number ends with 号', { at: text.length });
  return refuse('shape', '文号应为“机关代字〔年份〕序号 号”，如榕发改信用〔2017〕82号，请对照原件改正', 'Expected agency code, year, number, 号');
}
