/**
 * 预期内的失败: an expected failure is a value that says what is wrong and what to do next. One table maps each kind to
 * an HTTP status; bugs are not problems, they throw.
 */
import type { Label } from './label.ts';

export const problemStatus = {
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'wrong-state': 409,
  invalid: 422,
  refused: 422,
  'purpose-required': 428,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
} as const;

export type ProblemKind = keyof typeof problemStatus;

export const problemTitle: Record<ProblemKind, Label> = {
  unauthenticated: { zh: '请先登录', en: 'Please sign in' },
  forbidden: { zh: '无权办理', en: 'Not permitted' },
  'not-found': { zh: '未找到', en: 'Not found' },
  conflict: { zh: '已被他人更新', en: 'Changed by someone else' },
  'wrong-state': { zh: '当前状态不能办理', en: 'Not possible in this state' },
  invalid: { zh: '填写有误', en: 'Please correct the input' },
  refused: { zh: '不予办理', en: 'Refused' },
  'purpose-required': { zh: '请说明查阅目的', en: 'State your purpose' },
  'too-large': { zh: '文件过大', en: 'Too large' },
  'too-many': { zh: '操作过于频繁', en: 'Too many attempts' },
  unavailable: { zh: '服务暂不可用', en: 'Temporarily unavailable' },
};

export interface FieldError extends Label {
  /** The field's path, e.g. `facts.caseNumber`. */
  readonly pointer: string;
}

export interface Problem {
  readonly kind: ProblemKind;
  /** A stable word for programs, e.g. `same-person`. */
  readonly code: string;
  readonly detail: Label;
  readonly errors?: readonly FieldError[];
  readonly more?: Readonly<Record<string, unknown>>;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

export function fail(kind: ProblemKind, code: string, zh: string, en: string, errors?: readonly FieldError[]): { ok: false; problem: Problem } {
  return { ok: false, problem: errors === undefined ? { kind, code, detail: { zh, en } } : { kind, code, detail: { zh, en }, errors } };
}

/** Thrown inside a transaction to roll it back and answer with a problem; the store turns it back into a value. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail.zh);
    this.problem = problem;
  }
}

/** The value of an outcome, or the problem thrown: for places where a failure must end the transaction. */
export function getValue<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new ProblemError(outcome.problem);
}
