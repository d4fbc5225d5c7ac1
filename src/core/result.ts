// 读取结果: what every parser of the core answers. People type and paste codes, days and sums of money wrongly every day,
// so a wrong cell is an ordinary value with a reason and advice, never an exception.

import type { Label } from './label.ts';

/** Something worth saying about a value that was accepted. `at` counts characters from 1 in the normalised text. */
export interface Remark extends Label {
  readonly code: string;
  readonly at?: number;
}

/** A refusal: `zh` says what is wrong and what to do; `suggestions` are values that would be accepted, likeliest first. */
export interface Refusal extends Remark {
  readonly ok: false;
  readonly suggestions?: readonly string[];
}

/** What a parser answers: the normalised value, or the reason why there is none. */
export type Parsed<T> = { ok: true; value: T; warnings?: readonly Remark[] } | Refusal;

/** An accepted value; `warnings` is left out when there is nothing to say. */
export function accept<T>(value: T, warnings: readonly Remark[] = []): Parsed<T> {
  return warnings.length > 0 ? { ok: true, value, warnings } : { ok: true, value };
}

/** A refusal with a stable code for machines and a reason for people. */
export function refuse(code: string, zh: string, en: string, more: Pick<Refusal, 'at' | 'suggestions'> = {}): Refusal {
  return { ok: false, code, zh, en, ...more };
}
