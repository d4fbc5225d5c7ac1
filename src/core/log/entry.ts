/**
 * 日志条目. What one leaf of the log says, for ever: that on a day something was disclosed, corrected or ended, or a letter issued. It holds
 * nothing of the content and nothing of whom it concerns, only a salted commitment, so that content and salt can be
 * destroyed lawfully (信用修复、异议成立、期满) while every proof stays valid.
 */
import { accept, fromUtf8, reject } from './bytes.ts';
import type { Outcome } from './bytes.ts';
import { canonicalBytes, canonicalText } from './canonical.ts';
import type { Json } from './canonical.ts';

/** Bytes of an encoded entry; far below what a bundle carries, so that nobody can smuggle content in. */
export const logEntryBytesMax = 1024;

/** Something was disclosed. `commitment` is {@link commitmentOf} its public body, in hex. */
export interface DisclosedEntry {
  v: 1;
  kind: 'disclosed';
  disclosedOn: string;
  commitment: string;
}

/** A new body takes the place of the one at leaf `refers`, which is the latest of its record. */
export interface CorrectedEntry {
  v: 1;
  kind: 'corrected';
  correctedOn: string;
  commitment: string;
  refers: number;
}

/**
 * Disclosure of the body at leaf `refers`, the latest of its record, ended. `reason` is a key of the rulebook, `article`
 * names instrument and article; neither may tell anything of the subject.
 */
export interface EndedEntry {
  v: 1;
  kind: 'ended';
  endedOn: string;
  refers: number;
  reason: string;
  article: string;
}

/** A letter was issued. `commitment` is {@link commitmentOf} its content, in hex; that names the digest of its PDF. */
export interface IssuedEntry {
  v: 1;
  kind: 'issued';
  issuedOn: string;
  commitment: string;
}

/** Content of one leaf. Days only: a time of day would link a leaf to other records of the same minute. */
export type LogEntry = DisclosedEntry | CorrectedEntry | EndedEntry | IssuedEntry;

type Rule = (value: unknown) => boolean;

const isDay: Rule = (value) => {
  if (typeof value !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
};
const isCommitment: Rule = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isIndex: Rule = (value) => Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);
const isReason: Rule = (value) => typeof value === 'string' && /^[a-z][a-z0-9.-]{0,59}$/.test(value);
const isArticle: Rule = (value) => typeof value === 'string' && value.isWellFormed() && /^[^\p{Cc}\p{Zl}\p{Zp}]{1,120}$/u.test(value);

const members: Record<LogEntry['kind'], Record<string, Rule>> = {
  disclosed: { disclosedOn: isDay, commitment: isCommitment },
  corrected: { correctedOn: isDay, commitment: isCommitment, refers: isIndex },
  ended: { endedOn: isDay, refers: isIndex, reason: isReason, article: isArticle },
  issued: { issuedOn: isDay, commitment: isCommitment },
};

/** Name of the first member that is missing, wrong or not foreseen. */
function faultIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'form';
  const entry = value as Record<string, unknown>;
  if (entry['v'] !== 1) return 'v';
  const kind = entry['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(members, kind)) return 'kind';
  const rules = members[kind as LogEntry['kind']];
  const foreign = Object.keys(entry).find((name) => name !== 'v' && name !== 'kind' && !Object.hasOwn(rules, name));
  return foreign ?? Object.keys(rules).find((name) => !Object.hasOwn(entry, name) || !rules[name]!(entry[name]));
}

/** Bytes of an entry as they are hashed into the tree. Throws RangeError for an entry that breaks its type. */
export function encodeEntry(entry: LogEntry): Uint8Array {
  const fault = faultIn(entry);
  if (fault) throw new RangeError(`not a log entry: ${fault}`);
  return canonicalBytes(entry as unknown as Json);
}

/** Reads the bytes of a leaf; only the one canonical spelling is accepted. Reasons: `entry-too-long`, `entry-form`, `entry-member`, `entry-not-canonical`. */
export function decodeEntry(bytes: Uint8Array): Outcome<LogEntry> {
  if (bytes.length > logEntryBytesMax) return reject('entry-too-long');
  const text = fromUtf8(bytes);
  if (text === undefined) return reject('entry-form');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return reject('entry-form');
  }
  if (faultIn(value)) return reject('entry-member');
  return canonicalText(value as Json) === text ? accept(value as LogEntry) : reject('entry-not-canonical');
}
