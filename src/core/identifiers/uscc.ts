// 统一社会信用代码 (GB 32100-2015): the 18 characters by which a body or enterprise is known everywhere. A wrong one puts a
// record on somebody else, so the check character decides, and a refusal says where the slip of the pen probably is.
import { accept, refuse, type Parsed, type Refusal, type Remark } from '../result.ts';
import { compactCode, isScientific, meansNothing } from './width.ts';

/** The 31 characters of GB 32100; the index is the value. I, O, Z, S and V are not used. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const VALUE = new Map([...USCC_ALPHABET].map((char, index) => [char, index]));
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];   // the last one weighs the check character
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const DEPARTMENTS = '123456789ANY';
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const LOOKALIKES = ['0ODQ', '1ILJ7', '2Z', '3E8B', '4A', '5S', '6G', '8B', 'UVY', 'MN', 'PR', 'KX', 'CG', 'EF'];
const PROVINCES = /^(?:1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6]|71|8[12])/;

/** Organisation-code blocks in use are digits and MA…; `YY` is in neither, so invented bodies live there. */
export const FICTIONAL_ORG_PREFIX = 'YY';

/** A code that differs from the given one by one character (`substitute`) or one adjacent pair (`swap`) and is valid. `at` counts from 1. */
export interface NearUscc {
  code: string;
  how: 'substitute' | 'swap';
  at: number;
  likelihood: number;
}

const valueOf = (char: string): number => VALUE.get(char) ?? Number.NaN;
const residue = (code: string): number => WEIGHTS.reduce((sum, weight, i) => sum + weight * valueOf(code.charAt(i)), 0) % 31;

/** The check character (position 18) for the first 17. */
export function usccCheckChar(first17: string): string {
  const sum = WEIGHTS.slice(0, 17).reduce((total, weight, i) => total + weight * valueOf(first17.charAt(i)), 0);
  return USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** The check character of an organisation code (GB 11714), position 17 of the credit code, for its first 8. */
export function orgCodeCheckChar(first8: string): string {
  const sum = ORG_WEIGHTS.reduce((total, weight, i) => total + weight * Number.parseInt(first8.charAt(i), 36), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

const orgCodeHolds = (code: string): boolean => orgCodeCheckChar(code.slice(8, 16)) === code.charAt(16);

/** True for a normalised code of the right shape and check character. Says nothing about placeholders. */
export function isUscc(code: string): boolean {
  return SHAPE.test(code) && residue(code) === 0;
}

/** True for codes that `makeUscc` makes: no real body can carry one. */
export function isFictionalUscc(code: string): boolean {
  return code.startsWith(FICTIONAL_ORG_PREFIX, 8);
}

/**
 * All valid codes one slip away from a code of the right length and alphabet, likeliest first. The embedded organisation
 * code has its own check digit, so a candidate that satisfies both is far likelier than one that satisfies a single check.
 */
export function nearUsccs(code: string): NearUscc[] {
  const near: NearUscc[] = [];
  const orgHeld = orgCodeHolds(code);
  const consider = (candidate: string, how: NearUscc['how'], at: number): void => {
    if (candidate === code || !isUscc(candidate) || !DEPARTMENTS.includes(candidate.charAt(0))) return;
    const alike = how === 'swap' || LOOKALIKES.some((set) => set.includes(code.charAt(at - 1)) && set.includes(candidate.charAt(at - 1)));
    const sameClass = how === 'swap' || at === 18 || /\d/.test(code.charAt(at - 1)) === /\d/.test(candidate.charAt(at - 1));
    const untouchedOrg = orgHeld && candidate.slice(8, 17) === code.slice(8, 17);
    const likelihood = (orgCodeHolds(candidate) ? 4 : 0) + (untouchedOrg ? 2 : 0) + (alike ? 2 : 0) + (sameClass ? 1 : 0) + (PROVINCES.test(candidate.slice(2)) ? 1 : 0);
    near.push({ code: candidate, how, at, likelihood });
  };
  const sum = residue(code);
  for (let i = 0; i < 18; i++) {
    // 31 is prime, so exactly one character at each place makes the sum vanish.
    const fits = [...USCC_ALPHABET].find((_, value) => (sum + (WEIGHTS[i] as number) * (value - valueOf(code.charAt(i)) + 31)) % 31 === 0) ?? '';
    consider(code.slice(0, i) + fits + code.slice(i + 1), 'substitute', i + 1);
    if (i < 17) consider(code.slice(0, i) + code.charAt(i + 1) + code.charAt(i) + code.slice(i + 2), 'swap', i + 1);
  }
  return near.sort((a, b) => b.likelihood - a.likelihood || a.at - b.at);
}

/** Reads a credit code: folds width and case, refuses with the position of the likely slip, warns when the embedded organisation code fails. */
export function parseUscc(raw: string): Parsed<string> {
  const code = compactCode(raw);
  const wrong = wrongText(code) ?? wrongCharacter(code) ?? wrongPlaceholder(code) ?? wrongCheck(code);
  if (wrong) return wrong;
  const warnings: Remark[] = [];
  if (!orgCodeHolds(code)) {
    warnings.push({
      code: 'org-code', at: 17,
      zh: `第 9–17 位组织机构代码的校验位不符（应为“${orgCodeCheckChar(code.slice(8, 16))}”），个别旧代码如此，请对照登记证书核对`,
      en: 'The embedded organisation code fails its own check digit; a few old codes do. Compare with the certificate',
    });
  }
  if (!DEPARTMENTS.includes(code.charAt(0))) {
    warnings.push({ code: 'department', at: 1, zh: `第 1 位“${code.charAt(0)}”不是已知的登记管理部门代码，请核对`, en: 'Position 1 is not a known registering department' });
  }
  return accept(code, warnings);
}

function wrongText(code: string): Refusal | undefined {
  if (code === '') return refuse('empty', '未填写统一社会信用代码，请填写 18 位代码', 'No credit code given');
  if (meansNothing(code)) return refuse('placeholder', `“${code}”不是代码；没有代码时请留空，不要填写占位文字`, 'Leave the cell empty when there is no code');
  if (isScientific(code)) return refuse('rounded', '表格把代码当成了数值，末几位已经丢失；请把该列设为“文本”后重新填写', 'The spreadsheet rounded the code; set the column to text and enter it again');
  if (code.length === 18) return undefined;
  if (/^\d{15}$/.test(code)) return refuse('length', '这是 15 位的旧工商注册号，请改填 18 位统一社会信用代码', 'This is an old 15-digit registration number; give the 18-character credit code');
  if (code.length === 9) return refuse('length', '这是 9 位的组织机构代码，请改填 18 位统一社会信用代码', 'This is a 9-character organisation code; give the 18-character credit code');
  const gap = code.length < 18 ? `少 ${18 - code.length} 位` : `多 ${code.length - 18} 位`;
  return refuse('length', `统一社会信用代码应为 18 位，现有 ${code.length} 位，${gap}，请补正`, `A credit code has 18 characters, this has ${code.length}`);
}

function wrongCharacter(code: string): Refusal | undefined {
  for (let i = 0; i < 18; i++) {
    const char = code.charAt(i);
    const digitsOnly = i >= 2 && i <= 7;
    if (VALUE.has(char) && !(digitsOnly && !/\d/.test(char))) continue;
    const suggestions = [...USCC_ALPHABET]
      .filter((other) => LOOKALIKES.some((set) => set.includes(char) && set.includes(other)))
      .map((other) => code.slice(0, i) + other + code.slice(i + 1))
      .filter(isUscc);
    const why = digitsOnly ? '第 3–8 位只能是数字' : '代码中不使用字母 I、O、Z、S、V，也不含其他符号';
    const fix = suggestions[0] ? `，可能应为“${suggestions[0].charAt(i)}”` : '';
    return refuse('character', `第 ${i + 1} 位疑似有误：“${char}”${fix}；${why}，请对照登记证书改正`, `Position ${i + 1}: "${char}" cannot stand there`, { at: i + 1, suggestions });
  }
  return undefined;
}

function wrongPlaceholder(code: string): Refusal | undefined {
  if (!/^0{17}/.test(code) && !/^(.)\1{16}/.test(code) && !/^(.)\1{8}$/.test(code.slice(8, 17))) return undefined;
  return refuse('placeholder', '这是占位代码，不是真实的统一社会信用代码；没有代码时请留空', 'This is a filler, not a code; leave the cell empty when there is none');
}

function wrongCheck(code: string): Refusal | undefined {
  if (residue(code) === 0) return undefined;
  if (/^\d{15}000$/.test(code)) {
    return refuse('rounded', '末三位为 000 且校验不符，很可能被表格舍入；请把该列设为“文本”后重新填写', 'The last three digits look rounded by a spreadsheet; set the column to text and enter it again', { at: 16 });
  }
  const near = nearUsccs(code);
  const best = near[0];
  if (!best) return refuse('check', '校验码不符，请对照登记证书重新填写', 'The check character does not match; compare with the certificate', { at: 18 });
  const slip = best.how === 'swap'
    ? `第 ${best.at}、${best.at + 1} 位疑似颠倒`
    : `第 ${best.at} 位疑似有误：“${code.charAt(best.at - 1)}”可能应为“${best.code.charAt(best.at - 1)}”`;
  const suggestions = near.slice(0, 5).map((candidate) => candidate.code);
  const alsoAt = [...new Set(near.filter((other) => other.likelihood === best.likelihood && other.at !== best.at).map((other) => other.at))];
  const also = alsoAt.length > 0 ? `；也可能是第 ${alsoAt.slice(0, 4).join('、')} 位${alsoAt.length > 4 ? '等处' : ''}` : '';
  return refuse('check', `校验码不符。${slip}（改后为 ${best.code}）${also}，请对照登记证书核对`, `The check character does not match; position ${best.at} is the likeliest slip`, { at: best.at, suggestions });
}

/**
 * A valid code for fixtures and demonstrations, with an organisation code no real body can have.
 * `serial` is 0…999999; `kind` are the first two characters (11 organ, 12 institution, 91 enterprise…); `areaCode` has 6 digits.
 * Throws RangeError when an argument is not of that form.
 */
export function makeUscc(serial: number, kind = '11', areaCode = '990100'): string {
  if (!Number.isInteger(serial) || serial < 0 || serial > 999_999) throw new RangeError(`serial ${serial} is not within 0…999999`);
  const org = FICTIONAL_ORG_PREFIX + String(serial).padStart(6, '0');
  const first17 = kind + areaCode + org + orgCodeCheckChar(org);
  if (!SHAPE.test(first17 + '0')) throw new RangeError(`kind ${kind} or area ${areaCode} cannot stand in a credit code`);
  return first17 + usccCheckChar(first17);
}
