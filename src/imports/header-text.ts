/**
 * 列名的写法: makes header texts comparable. The same column comes as 罚款金额（万元）*, 罚款金额 (万元) or 罚款金额【必填】; width,
 * blanks, asterisks and brackets are layout, while a unit in brackets says how to read the numbers below.
 */
import type { MoneyUnit } from '../core/identifiers/money.ts';
import { dropInvisible } from '../core/identifiers/width.ts';

/** `whole` keeps the brackets at the end, `bare` leaves them out, `unit` is the money unit that they name. */
export interface NormalHeader {
  readonly whole: string;
  readonly bare: string;
  readonly unit?: MoneyUnit;
}

const REQUIRED = /\((?:必填项?|选填项?|条件必填|required|optional)\)/g;
const LAST_BRACKET = /^(.+)\(([^()]*)\)$/;
const UNIT = /^(?:单位[:：]?|人民币)?(万元|元)(?:人民币)?$/;

export function normalHeader(text: string): NormalHeader {
  const whole = dropInvisible(text).normalize('NFKC').toLowerCase().replace(/[\s*★※'"]+/g, '').replace(/[[【〔{「]/g, '(').replace(/[\]】〕}」]/g, ')').replace(REQUIRED, '').replace(/[:：]$/, '');
  const found = LAST_BRACKET.exec(whole);
  const unit = UNIT.exec(found?.[2] ?? '')?.[1];
  const bare = found?.[1] ?? whole;
  return unit === undefined ? { whole, bare } : { whole, bare, unit: unit === '元' ? 'yuan' : 'wanYuan' };
}
