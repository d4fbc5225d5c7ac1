/** 金额大写: an amount in fen as a letter states it: in figures and in the capitals that nobody can alter. */
const digits = '零壹贰叁肆伍陆柒捌玖';
const places = ['', '拾', '佰', '仟'];
const groups = ['', '万', '亿', '万亿'];

/** Up to four figures: 1005 → 壹仟零伍. */
function four(figures: string): string {
  const padded = figures.padStart(4, '0');
  let said = '';
  for (let at = 0; at < 4; at++) {
    const n = Number(padded[at]);
    if (n !== 0) said += (said !== '' && padded[at - 1] === '0' ? '零' : '') + (digits[n] as string) + (places[3 - at] as string);
  }
  return said;
}

/** 100000000 fen → 壹佰万元整. @throws RangeError for what is no amount, or more than 9999万亿元. */
export function moneyWords(fen: string): string {
  if (!/^\d{1,18}$/.test(fen)) throw new RangeError(`not an amount in fen: ${fen}`);
  const all = fen.padStart(3, '0');
  const yuan = all.slice(0, -2).replace(/^0+(?=\d)/, '');
  const [jiao, cent] = [Number(all.at(-2)), Number(all.at(-1))];
  const parts = (yuan.match(/\d{1,4}(?=(?:\d{4})*$)/g) as string[]);
  let said = '';
  for (const [at, part] of parts.entries()) {
    const inner = four(part);
    if (inner === '') continue;
    const gap = said !== '' && (part.startsWith('0') || /^0+$/.test(parts[at - 1] ?? ''));
    said += (gap ? '零' : '') + inner + (groups[parts.length - 1 - at] as string);
  }
  const whole = said === '' ? '' : `${said}元`;
  if (jiao === 0 && cent === 0) return whole === '' ? '零元整' : `${whole}整`;
  const change = (jiao === 0 ? (whole === '' ? '' : '零') : `${digits[jiao]}角`) + (cent === 0 ? '整' : `${digits[cent]}分`);
  return whole + change;
}

/** 128640000 → 1286400.00元（壹佰贰拾捌万陆仟肆佰元整）. */
export const moneyText = (fen: string): string => `${fen.padStart(3, '0').replace(/(\d\d)$/, '.$1')}元（${moneyWords(fen)}）`;
