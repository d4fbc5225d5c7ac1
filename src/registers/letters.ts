/**
 * 文书权限表: which letters people may issue by hand, about records of which register, in which states, and how they are drafted. What goes out by
 * itself stands in consequences; a letter that tells a decision can be issued only in the state that the decision of others brought about.
 */
import type { Grant } from '../core/actor.ts';
import type { LetterKey, LetterValues } from '../core/letter.ts';
import { findingOf, noticeFields, repairNoticeFields, type Told } from './credit/record-letters.ts';

export interface LetterRow {
  readonly register: string;
  readonly kind: LetterKey;
  readonly by: readonly Grant[];
  readonly in: readonly string[];
  /** More than one of it may be in force for a record at a time. */
  readonly again?: true;
  /** What is known already; a person completes the rest. */
  readonly drafted: (told: Told) => LetterValues;
}

const record = 'dishonesty-record';

export const letterTable: readonly LetterRow[] = [
  { register: record, kind: 'notice', by: ['maker@own', 'verifier@city'], in: ['notified', 'heard'], drafted: noticeFields },
  { register: record, kind: 'repairNotice', by: ['reviewer@city'], in: ['disclosed', 'correcting', 'counted', 'closed'], drafted: repairNoticeFields },
  { register: record, kind: 'criticism', by: ['reviewer@city'], in: ['disclosed'], drafted: findingOf },
];
