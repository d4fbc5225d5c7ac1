// 金额: sums as people write them, in 元, 万元 or 亿元, kept as whole fen so that no rounding ever happens. Judgment duties,
// arrears and penalties are compared and added; a lost fen would be a wrong public statement about a body.
import { accept, refuse, type Parsed } from '../result.ts';
import { dropInvisible, foldWidth, meansNothing } from './width.ts';

/** The unit a column is declared in, used when the cell itself names none. */
export type MoneyUnit = 'yuan' | 'wanYuan';

const EXPONENT: Record<string, number> = { 元: 2, 圆: 2, 块: 2, 万元: 6, 万: 6, 亿元: 10, 亿: 10 };
const AMOUNT = /^(-)?(\d{1,3}(?:,\d{3}){1,6}|\d{1,20})(?:\.(\d{1,20}))?(元|圆|块|万元|万|亿元|亿)?整?$/;
const CAPITALS = /[零〇一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]/;

/** Reads a sum into whole fen. Refuses negatives, parts of a fen and sums beyond 2^53 fen (some 90 万亿元). */
export function parseMoney(raw: string, unit: MoneyUnit = 'yuan'): Parsed<number> {
  const text = dropInvisible(foldWidth(raw)).replace(/\s+/g, '').replace(/^(?:人民币|RMB|CNY|[¥￥'])+/i, '').replaceAll('，', ',');
  if (text === '') return refuse('empty', '未填写金额，如 1,234.50 或 12.5万元', 'No sum given');
  if (meansNothing(text)) return refuse('placeholder', `“${text}”不是金额；没有金额时请留空`, 'Leave the cell empty when there is no sum');
  if (/^\d(?:\.\d+)?E[+-]?\d+$/i.test(text)) return refuse('scientific', '金额被表格写成了科学记数，请把该列设为“数值”并写全，如 123456.78', 'Written in scientific notation; write the sum in full');
  const found = text.match(AMOUNT);
  if (!found) return refuseForm(text);
  const [, minus, whole = '', decimals = '', said] = found;
  if (minus) return refuse('negative', '金额不能为负数，请核对', 'A sum cannot be negative');
  const exponent = EXPONENT[said ?? (unit === 'yuan' ? '元' : '万元')] ?? 2;
  const fraction = decimals.replace(/0+$/, '');
  if (fraction.length > exponent) return refuse('part-of-fen', '金额最多精确到分，请按实际金额填写', 'A sum goes down to the fen at most');
  const fen = BigInt(whole.replaceAll(',', '') + fraction.padEnd(exponent, '0'));
  if (fen > BigInt(Number.MAX_SAFE_INTEGER)) return refuse('too-large', '金额超过可记载的上限（约 90 万亿元），请核对单位', 'The sum is beyond what can be recorded exactly; check the unit');
  return accept(Number(fen));
}

function refuseForm(text: string): Parsed<number> {
  if (CAPITALS.test(text)) return refuse('words', '请用阿拉伯数字填写金额，如 1,234.50元', 'Write the sum in Arabic digits');
  if (/^[\d,.]+(?:元|万元|亿元|万|亿)?$/.test(text)) return refuse('separators', '千分位逗号或小数点的位置不对，请写成 1,234.50', 'Commas or points are misplaced; write 1,234.50');
  if (/^[^\d]*(?:\$|USD|美元|港元|HKD|EUR|欧元)|(?:USD|美元|港元|HKD|EUR|欧元)$/i.test(text)) return refuse('currency', '请折合为人民币填写，并在说明中注明原币种', 'Give the sum in renminbi');
  return refuse('form', `无法识别金额“${text.slice(0, 30)}”，请写成 1,234.50 或 12.5万元`, 'Not a sum; write 1,234.50');
}

/** For people: '1,234.50元', or in 万元 without trailing zeros: '12.5万元'. Throws RangeError unless `amountFen` is a whole number. */
export function formatMoney(amountFen: number, unit: MoneyUnit = 'yuan'): string {
  if (!Number.isSafeInteger(amountFen)) throw new RangeError(`not whole fen: ${amountFen}`);
  const exponent = unit === 'yuan' ? 2 : 6;
  const digits = String(Math.abs(amountFen)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, -exponent).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const decimals = digits.slice(-exponent);
  const shown = unit === 'yuan' ? decimals : decimals.replace(/0+$/, '');
  return `${amountFen < 0 ? '-' : ''}${whole}${shown ? `.${shown}` : ''}${unit === 'yuan' ? '元' : '万元'}`;
}
