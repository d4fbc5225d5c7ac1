// 公民身份号码 (GB 11643-1999): read only to tell two officials of one name apart. A wrong one accuses a stranger, so the
// check character and the date of birth must hold; a suggestion is never offered, because guessing persons is not our work.
import { accept, refuse, type Parsed, type Remark } from '../result.ts';
import { isCivilDay, type Day } from './dates.ts';
import { compactCode, isScientific, meansNothing } from './width.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
// Provinces hardly ever change while county codes retire, so only the first two digits are worth a remark.
const PROVINCES = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)/;
const BORN_FROM = '1900-01-01';

/** No province has the number 99: invented persons live there. */
export const FICTIONAL_PROVINCE = '99';

/** The check character (position 18) for the first 17 digits. */
export function idCheckChar(first17: string): string {
  return CHECKS.charAt(WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(first17.charAt(i)), 0) % 11);
}

/** True when the first two digits are a province code of GB/T 2260 or of a residence permit. */
export function hasKnownProvince(idNumber: string): boolean {
  return PROVINCES.test(idNumber);
}

/** Day of birth written into an 18-character number; not checked to be a real day. */
export function bornOn(idNumber: string): Day {
  return `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
}

/** Sex by the parity of position 17: odd is male. */
export function sexOf(idNumber: string): 'male' | 'female' {
  return Number(idNumber.charAt(16)) % 2 === 1 ? 'male' : 'female';
}

/** Reads an 18-character number. `on` is the day by which the person must have been born. */
export function parseIdNumber(raw: string, on: Day): Parsed<string> {
  const id = compactCode(raw).replace(/[×ХⅩ]$/, 'X');
  if (id === '') return refuse('empty', '未填写身份证号，请填写 18 位号码', 'No identity number given');
  if (meansNothing(id)) return refuse('placeholder', `“${id}”不是身份证号；没有号码时请留空`, 'Leave the cell empty when there is no number');
  if (isScientific(id)) return refuse('rounded', '表格把号码当成了数值，末几位已经丢失；请把该列设为“文本”后重新填写', 'The spreadsheet rounded the number; set the column to text and enter it again');
  if (id.includes('*')) return refuse('masked', '号码已被遮盖，无法核对；请填写完整号码', 'The number is masked; give the whole number');
  if (/^\d{15}$/.test(id)) return refuse('fifteen-digits', '15 位旧号码已于 2013 年停止使用，请按现行居民身份证填写 18 位号码', '15-digit numbers are no longer in use since 2013; give the 18-character number of the present card');
  const odd = [...id].findIndex((char, i) => !(/\d/.test(char) || (char === 'X' && i === 17)));
  if (id.length !== 18) return refuse('length', `身份证号应为 18 位，现有 ${id.length} 位，请补正`, `An identity number has 18 characters, this has ${id.length}`);
  if (odd >= 0) return refuse('character', `第 ${odd + 1} 位疑似有误：前 17 位只能是数字，末位可为 X`, `Position ${odd + 1}: only digits, and X at the end`, { at: odd + 1 });
  const born = bornOn(id);
  if (!isCivilDay(born) || born < BORN_FROM || born > on) {
    return refuse('born', `第 7–14 位疑似有误：出生日期 ${born} 不存在，或不在 1900 年至 ${on} 之间，请核对`, `Positions 7–14: ${born} is no day of birth between 1900 and ${on}`, { at: 7 });
  }
  if (idCheckChar(id) !== id.charAt(17)) {
    const rounded = id.endsWith('000') ? '末三位为 000，可能被表格舍入，请把该列设为“文本”；' : '';
    return refuse('check', `第 18 位校验码与前 17 位不符，号码中有一位填错或相邻两位颠倒；${rounded}请对照证件逐位核对`, 'The check character does not match: a digit is wrong or two are swapped', { at: 18 });
  }
  const warnings: Remark[] = hasKnownProvince(id) ? [] : [{ code: 'province', at: 1, zh: `第 1–2 位“${id.slice(0, 2)}”不是现有省级代码，请核对`, en: 'Positions 1–2 are not a province code' }];
  return accept(id, warnings);
}

/** For display: `strict` 350***********1234 (the platform's default), `court` 3501021980****1234 (as courts publish judgment debtors). */
export function maskIdNumber(idNumber: string, style: 'strict' | 'court' = 'strict'): string {
  if (idNumber.length < 15) return '*'.repeat(idNumber.length);
  const head = style === 'court' && idNumber.length === 18 ? 10 : 3;
  return idNumber.slice(0, head) + '*'.repeat(idNumber.length - head - 4) + idNumber.slice(-4);
}

/** A number with a valid check character that no person can have (province 99), for fixtures. `serial` is 0…99999. */
export function makeIdNumber(serial: number, born: Day, sex: 'male' | 'female' = 'male'): string {
  if (!Number.isInteger(serial) || serial < 0 || serial > 99_999) throw new RangeError(`serial ${serial} is not within 0…99999`);
  const digits = String(serial).padStart(5, '0');
  // Three digits of the serial go into the county, two and the parity digit of the sex into the order code.
  const first17 = `${FICTIONAL_PROVINCE}0${digits.slice(0, 3)}${born.replaceAll('-', '')}${digits.slice(3)}${sex === 'male' ? 1 : 2}`;
  return first17 + idCheckChar(first17);
}
