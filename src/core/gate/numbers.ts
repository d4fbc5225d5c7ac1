// 号码: identity numbers, phones and bank cards hide in running text with blanks, hyphens, full-width digits and line breaks in
// them, between numbers that are no secret at all (credit codes, amounts, days). Digits are walked once; check digits decide.
import { bornOn, hasKnownProvince, idCheckChar, maskIdNumber } from '../identifiers/id-number.ts';
import { isCivilDay } from '../identifiers/dates.ts';
import { isUscc } from '../identifiers/uscc.ts';
import { before, starred, type Finding } from './hit.ts';

/** A run of digits without anything between them; it `joins` the one before when both may be written parts of one number. */
interface Group {
  readonly start: number;
  readonly end: number;
  readonly joins: boolean;
  /** Where its digits stand among all digits of the text. */
  readonly offset: number;
}

const DIGITS = /[0-9]+/g;
// What may stand inside a written number: blanks, dashes, dots in the middle, invisible characters, one line break.
const GAP = /^[ \t\u00ad\u200b-\u200f\u2060\ufeff\-‐‑–—−_·]{0,3}(?:\r?\n[ \t]{0,3})?$/;
const GAP_MAX = 6;
const CARD_PARTS_MAX = 5;
const ID_WORDS = /(?:身份证|身份号码|证件号|身份证明|ID)[^\n]{0,12}$/i;
const CODE_WORDS = /(?:信用代码|注册号|登记号|许可证号?|备案号|编号|订单号|流水号|项目代码|合同号|文号|单号|索引号)[:为是( ]{0,4}$/;
const CARD_WORDS = /(?:银行卡|卡号|帐号|账号|账户|帐户|储蓄卡|借记卡|信用卡|开户)[^\n]{0,24}$/;
const PRIVATE_WORDS = /(?:住宅|家庭|家里|家中|宅电|私人|个人|本人|当事人)[^\n]{0,12}$/;
const AMOUNT_AFTER = /^ {0,2}\(?(?:多|余)?(?:元|圆|万|亿|千|百|美元|港元|平方|㎡|立方|吨|千克|公斤|%|％|\.\d{1,2}(?!\d)|,\d{3}(?!\d))/;
const CARD_ISSUER = /^(?:62|4|5[1-5]|60(?:1[13]|40)|68|69|9558|95595|95599|9[0-4]00)/;
// References of offices are built from division code and day; a card only by chance.
const AREA_AND_DAY = /^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])/;
const MOBILE = /(?<![0-9])(?:(?:\+|00)?86[-) ]{0,2}|0)?(1[3-9][0-9](?:[0-9]{8}|[-. ·\u200b]{1,2}[0-9]{4}[-. ·\u200b]{1,2}[0-9]{4}|[- ·\u200b]{1,2}[0-9]{8}|[0-9]{4}[- ·\u200b]{1,2}[0-9]{4}))(?![0-9])/g;
const MOBILE_IN_WORDS = /[一幺壹][三四五六七八九叁肆伍陆柒捌玖][零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{9}(?![零〇一二三四五六七八九十百千万])/g;
const LANDLINE = /(?<![0-9])\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[- ]{0,2}([2-8][0-9]{6,7})(?![0-9])/g;

/** Identity numbers and bank cards of a folded text. */
export function findLongNumbers(text: string): Finding[] {
  const groups: Group[] = [];
  for (const { 0: digits, index: start } of text.matchAll(DIGITS)) {
    const previous = groups.at(-1);
    const gap = previous === undefined ? GAP_MAX + 1 : start - previous.end;
    const offset = previous === undefined ? 0 : previous.offset + previous.end - previous.start;
    groups.push({ start, end: start + digits.length, offset, joins: gap <= GAP_MAX && GAP.test(text.slice(start - gap, start)) });
  }
  const digits = text.replace(/[^0-9]+/g, '');
  const found: Finding[] = [];
  let freeFrom = 0;                                                        // digits before this belong to a finding already
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as Group;
    if (group.start < freeFrom) continue;
    const finding = spanning(text, digits, groups, i) ?? insideRun(text, group);
    if (!finding) continue;
    found.push(finding);
    freeFrom = finding.end;
    // What is left of a long run after a number inside it may hold another one.
    if (finding.end < group.end) groups[i--] = { start: finding.end, end: group.end, offset: group.offset + finding.end - group.start, joins: false };
  }
  return found;
}

/** A number that begins where this group begins and ends where this or a following group ends. */
function spanning(text: string, allDigits: string, groups: readonly Group[], first: number): Finding | undefined {
  const { start, offset } = groups[first] as Group;
  let length = 0;
  let best: Finding | undefined;
  for (let i = first; i < groups.length; i++) {
    const group = groups[i] as Group;
    length += group.end - group.start;
    if (length > 19 || (i > first && !group.joins)) break;
    const parts = i - first + 1;
    if (length < 12 || (parts > CARD_PARTS_MAX && length !== 17 && length !== 18)) continue;
    const digits = allDigits.slice(offset, offset + length);
    const person = length === 18 ? asId(text, digits, start, group.end, parts)
      : length === 17 ? withX(text, digits, start, group.end)
      : length === 15 ? asOldId(text, digits, start, group.end, parts) : undefined;
    // A whole identity number settles it; 15 digits or a card may still turn out to be its beginning.
    if (person?.blocks && length >= 17) return person;
    for (const candidate of [person, asCard(text, digits, start, group.end, parts)]) {
      if (candidate && (!best || Number(candidate.blocks) + candidate.confidence > Number(best.blocks) + best.confidence)) best = candidate;
    }
  }
  return best;
}

/** An identity number stuck to other digits, as in the name of a scanned file. The check digit and the day of birth must hold. */
function insideRun(text: string, { start, end }: Group): Finding | undefined {
  for (let at = start; at + 17 <= end; at++) {
    if (!text.startsWith('19', at + 6) && !text.startsWith('20', at + 6)) continue;
    const stop = at + 17 === end ? end + 1 : at + 18;
    if (at === start && stop >= end) continue;                             // the whole run: judged already
    const id = text.slice(at, stop).toUpperCase();
    if (holds(id)) return { kind: 'idNumber', start: at, end: stop, mask: maskIdNumber(id), confidence: 0.9, blocks: true };
  }
  return undefined;
}

const plausibleBirth = (id: string): boolean => (id.startsWith('19', 6) || id.startsWith('20', 6)) && isCivilDay(bornOn(id));
const holds = (id: string): boolean => /^\d{17}[\dX]$/.test(id) && plausibleBirth(id) && idCheckChar(id) === id.charAt(17);

function asId(text: string, id: string, start: number, end: number, parts: number): Finding | undefined {
  if (!plausibleBirth(id)) return undefined;
  const saysCode = isUscc(id) && /信用代码|税号/.test(before(text, start, 14));
  if (holds(id)) return saysCode ? undefined : { kind: 'idNumber', start, end, mask: maskIdNumber(id), confidence: 1, blocks: true };
  if (isUscc(id) || parts > 4) return undefined;
  // A mistyped number still points at a person; without a word that says so it may be a reference built from area and day.
  const said = ID_WORDS.test(before(text, start, 24));
  if (!said && (!hasKnownProvince(id) || parts > 1)) return undefined;
  return { kind: 'idNumber', start, end, mask: maskIdNumber(id), confidence: said ? 0.9 : 0.4, blocks: said, note: '校验码不符，可能是填错的身份证号' };
}

function withX(text: string, digits: string, start: number, end: number): Finding | undefined {
  const tail = text.slice(end, end + 5).match(/^[ \t\u200b\-–—]{0,3}[Xx](?![A-Za-z]|[0-9]{3})/)?.[0];
  return tail === undefined ? undefined : asId(text, `${digits}X`, start, end + tail.length, 1);
}

function asOldId(text: string, id: string, start: number, end: number, parts: number): Finding | undefined {
  const born = `19${id.slice(6, 8)}-${id.slice(8, 10)}-${id.slice(10, 12)}`;
  if (parts > 1 || !hasKnownProvince(id) || !isCivilDay(born)) return undefined;
  if (isGlued(text, start, end) || AMOUNT_AFTER.test(text.slice(end, end + 6)) || CODE_WORDS.test(before(text, start, 20))) return undefined;
  return { kind: 'idNumber', start, end, mask: maskIdNumber(id), confidence: 0.7, blocks: true, note: '15 位旧身份证号' };
}

function asCard(text: string, digits: string, start: number, end: number, parts: number): Finding | undefined {
  if (parts > CARD_PARTS_MAX || isGlued(text, start, end) || /[xX]/.test(text.charAt(end))) return undefined;
  if (parts > 1 && !inCardGroups(text, start, end)) return undefined;
  const context = before(text, start, 40);
  if (CODE_WORDS.test(before(text, start, 20)) || (digits.length === 18 && isUscc(digits)) || AMOUNT_AFTER.test(text.slice(end, end + 6))) return undefined;
  const said = CARD_WORDS.test(context);
  const mask = starred(digits, 0, 4);
  const issued = CARD_ISSUER.test(digits) && !AREA_AND_DAY.test(digits) && (parts === 1 || digits.startsWith('62'));
  if (digits.length >= 16 && passesLuhn(digits) && (said || issued)) return { kind: 'bankCard', start, end, mask, confidence: said ? 1 : 0.8, blocks: true };
  if (!said) return undefined;
  return { kind: 'bankCard', start, end, mask, confidence: 0.5, blocks: false, note: '可能是银行账号；单位对公账号可公开，个人账号须遮盖' };
}

/** Part of a longer code of letters and digits. */
function isGlued(text: string, start: number, end: number): boolean {
  return /[A-Za-z]/.test(text.charAt(start - 1)) || /[A-Za-z]/.test(text.charAt(end));
}

const isDigit = (text: string, at: number): boolean => text.charAt(at) >= '0' && text.charAt(at) <= '9';

/** Cards are written in fours, or six and the rest, with one kind of single gap; more numbers beside them make a table. */
function inCardGroups(text: string, start: number, end: number): boolean {
  const isGap = (at: number): boolean => ' \t-'.includes(text.charAt(at)) && isDigit(text, at - 1) && isDigit(text, at + 1);
  if (isGap(start - 1) || isGap(end)) return false;
  const written = text.slice(start, end);
  if (!/^[0-9]+(?:( |-)[0-9]+)(?:\1[0-9]+)*$/.test(written)) return false;
  const lengths = written.split(/[ -]/).map((part) => part.length);
  return lengths.slice(0, -1).every((length) => length === 4) || (lengths.length === 2 && lengths[0] === 6);
}

/** The check of ISO/IEC 7812: every second digit from the right doubled, the sum a multiple of ten. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i));
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** Mobile numbers, which block, and landlines, which block only where the text calls them private: offices print theirs. */
export function findPhones(text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(MOBILE)) {
    const start = match.index;
    const end = start + match[0].length;
    const gluedBoth = /[A-Za-z]/.test(text.charAt(start - 1)) && /[A-Za-z]/.test(text.charAt(end));
    if (gluedBoth || isInsideHex(text, start, end) || /(?<![0-9])0\.$/.test(before(text, start, 3)) || AMOUNT_AFTER.test(text.slice(end, end + 6))) continue;
    if (CODE_WORDS.test(before(text, start, 16))) continue;
    const number = (match[1] ?? '').replace(/[^0-9]/g, '');
    found.push({ kind: 'phone', start, end, mask: starred(number, 3, 4), confidence: 1, blocks: true });
  }
  for (const { 0: written, index: start } of text.matchAll(MOBILE_IN_WORDS)) {
    found.push({ kind: 'phone', start, end: start + written.length, mask: starred(written, 3, 4), confidence: 0.8, blocks: true });
  }
  for (const match of text.matchAll(LANDLINE)) {
    const start = match.index;
    const end = start + match[0].length;
    const area = match[0].replace(/[^0-9]/g, '').slice(0, -(match[1] ?? '').length);
    if (isGlued(text, start, end) || AMOUNT_AFTER.test(text.slice(end, end + 6))) continue;
    const isPrivate = PRIVATE_WORDS.test(before(text, start, 24));
    found.push({ kind: 'phone', start, end, mask: `${area}-****${(match[1] ?? '').slice(-2)}`, confidence: isPrivate ? 0.9 : 0.3, blocks: isPrivate, note: '固定电话；办公电话可公开，住宅电话须遮盖' });
  }
  return found;
}

/** Digits of a fingerprint or key: 24 or more letters and digits in one piece. */
function isInsideHex(text: string, start: number, end: number): boolean {
  const left = before(text, start, 40).match(/[0-9A-Za-z]*$/)?.[0].length ?? 0;
  const right = text.slice(end, end + 40).match(/^[0-9A-Za-z]*/)?.[0].length ?? 0;
  return left + right >= 13;
}
