/**
 * 内容的书面形式: how a stored fact is written for people: amounts in the item's own unit, choices by their Chinese
 * label, dates as they are. One place, so that the console, the public page and the export say the same.
 */
import type { FactField } from './catalog.ts';

/** Fen as a decimal in yuan or 万元, without trailing zeros beyond the fen. */
function amountText(fen: number, unit: 'yuan' | 'wanYuan'): string {
  const digits = unit === 'wanYuan' ? 6 : 2;
  const padded = String(Math.abs(fen)).padStart(digits + 1, '0');
  const whole = padded.slice(0, -digits).replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = padded.slice(-digits).replace(/0+$/, '');
  return `${fen < 0 ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`} ${unit === 'wanYuan' ? '万元' : '元'}`;
}

const choiceText = (field: FactField, value: unknown): string => field.choices?.find((c) => c.value === value)?.zh ?? String(value);

/** @returns the text shown for a value; '' when there is none. */
export function factText(field: FactField, value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  switch (field.type) {
    case 'money': return amountText(Number(value), field.unit ?? 'yuan');
    case 'choice': return choiceText(field, value);
    case 'choices': return (Array.isArray(value) ? value : [value]).map((v) => choiceText(field, v)).join(field.separator ?? ';');
    default: return String(value);
  }
}
