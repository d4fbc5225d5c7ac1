/**
 * 公众窗口的往来: what the public site may ask of the main process and what it hears, as plain data: the only words that cross
 * from the process that everyone can reach to the one that can write. The site itself keeps nothing and can read nothing else.
 */
import type { Label } from './label.ts';
import type { Outcome } from './problem.ts';

/** Letters and digits of a code: none that is taken for another when read from paper. */
export const codeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
export const codeLength = 10;
/** What people type: spaces, dashes and small letters mean nothing. */
export const readCode = (typed: string): string => typed.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '');

export const handedFilesMax = 3;
export const handedBytesMax = 5 * 2 ** 20;

/** The receipt with which somebody comes back. */
export interface Claim {
  readonly no: string;
  readonly code: string;
}

export type CounterAsk =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  /** Begins a matter of a register that grants that to the counter; `about` says whose refusal or record is meant by a receipt. `once` is the form's own token. */
  | { readonly kind: 'begin'; readonly register: string; readonly once: string; readonly input: Readonly<Record<string, unknown>>; readonly about?: Claim }
  | { readonly kind: 'case'; readonly claim: Claim }
  /** A letter to whoever handed the matter in, by its 文号. */
  | { readonly kind: 'letter'; readonly claim: Claim; readonly no: string; readonly as: 'pdf' | 'docx' };

export interface HandedFile {
  readonly id: string;
  readonly name: string;
}

export interface Receipt extends Claim {
  readonly label: Label;
  readonly state: Label;
  readonly on: string;
  /** By when it is to be answered, where a clock runs. */
  readonly dueOn: string | null;
  /** The same form came before. */
  readonly repeated: boolean;
}

/** A matter as whoever handed it in may see it: status, days, answer; nobody's name. */
export interface CaseView {
  readonly no: string;
  readonly register: string;
  readonly label: Label;
  readonly state: Label;
  readonly ended: boolean;
  readonly dueOn: string | null;
  readonly paused: boolean;
  readonly steps: readonly { readonly on: string; readonly label: Label }[];
  readonly answers: readonly { readonly label: Label; readonly text: string }[];
  /** The public body that it is about, as whoever handed it in said; none about a person, and none of a matter that is kept away from a body. */
  readonly body: { readonly id: string; readonly name: string } | null;
  /** Registers in which something may be begun about it now, such as an appeal. */
  readonly open: readonly string[];
  /** Letters in force that were issued to whoever handed it in. */
  readonly letters: readonly CaseLetter[];
}

export interface CaseLetter {
  readonly no: string;
  readonly label: Label;
  readonly issuedOn: string;
}

export interface CounterAnswers {
  readonly file: HandedFile;
  readonly begin: Receipt;
  readonly case: CaseView;
  readonly letter: { readonly bytes: Uint8Array };
}
export type AnswerTo<A extends CounterAsk> = CounterAnswers[A['kind']];

/** The counter, wherever it is: in the same process, or at the other end of a line. */
export interface Counter {
  ask<A extends CounterAsk>(what: A): Promise<Outcome<AnswerTo<A>>>;
}
