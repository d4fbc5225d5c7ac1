/**
 * 公众表单: what a form of the public counter is: steps with one thing each, what of the answers goes to the counter, and the words
 * around them. The chain of pages (questions, check, receipt) is the same for every form.
 */
import type { Claim, Receipt } from '../../core/counter.ts';
import type { Label } from '../../core/label.ts';
import type { Child } from '../html.ts';
import type { PageContext } from '../layout.ts';
import type { FormState } from './token.ts';

export interface Option {
  readonly value: string;
  readonly label: Label;
  readonly hint?: Label;
}

export interface Question {
  readonly name: string;
  readonly kind: 'radios' | 'text' | 'textarea';
  readonly label: Label;
  readonly hint?: Label;
  readonly optional?: true;
  readonly charsMax: number;
  readonly options?: readonly Option[];
  readonly autocomplete?: string;
  /** What is said, at the field and in the summary, when nothing was answered; none where nothing has to be. */
  readonly missing?: Label;
}

/** One page: questions that belong together, or files. */
export interface Step {
  readonly key: string;
  readonly title: Label;
  readonly lead?: Label | ((ctx: PageContext, state: FormState) => Child);
  readonly questions: readonly Question[];
  readonly files?: true;
}

export interface Form {
  readonly id: string;
  readonly path: string;
  /** The address that begins this very form again: with it the other language finds the same matter. */
  readonly address?: (state: FormState) => string;
  readonly title: Label;
  readonly steps: readonly Step[];
  /** What it is about, in a line. */
  about(ctx: PageContext, state: FormState): Child;
  /** The first page: what this is, what one needs, who decides. */
  opening(ctx: PageContext, state: FormState): Child;
  /** What a letter has to say that is sent instead. */
  readonly onPaper: Label;
  readonly register: string;
  input(state: FormState): Readonly<Record<string, unknown>>;
  claim?(state: FormState): Claim;
  /** What happens after it was handed in. */
  next(ctx: PageContext, state: FormState, receipt: Receipt): readonly Child[];
}

export interface FormError {
  /** Id of the field. */
  readonly field: string;
  readonly text: Label;
}

export const fieldId = (name: string): string => `f-${name}`;

/** The answers of these names, without those left empty, and the files. */
export const picked = (state: FormState, names: readonly string[]): Record<string, unknown> => ({
  ...Object.fromEntries(names.flatMap((name) => { const value = state.answers[name] ?? ''; return value === '' ? [] : [[name, value]]; })),
  ...(state.files.length === 0 ? {} : { attachments: state.files.map(({ id }) => id) }),
});

/** What is wrong with the answers to a step. */
export function errorsOf(step: Step, answers: FormState['answers']): FormError[] {
  return step.questions.flatMap((question): FormError[] => {
    const { name, options, optional, missing = question.label, label, charsMax } = question;
    const value = (answers[name] ?? '').trim();
    const field = options === undefined ? fieldId(name) : `${fieldId(name)}-0`;
    if (value === '') return optional === true ? [] : [{ field, text: missing }];
    if (options !== undefined) return options.some((option) => option.value === value) ? [] : [{ field, text: missing }];
    const chars = [...value].length;
    return chars > charsMax ? [{ field, text: { zh: `“${label.zh}”不能超过 ${charsMax} 字，现有 ${chars} 字`, en: `“${label.en}”: at most ${charsMax} characters, now ${chars}` } }] : [];
  });
}
