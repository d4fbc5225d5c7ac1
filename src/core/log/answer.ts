/**
 * 签名答复: a document that somebody was handed, signed with the log's key as a note over its digest, so that it can be checked
 * offline, by whoever gets to see it. The note's first line says what it is: never mistaken for a checkpoint of the log. Whether
 * the document still holds is not in it: that is what its code is for.
 */
import { accept, type Outcome, reject, toHex, utf8 } from './bytes.ts';
import { CanonicalError, canonicalBytes, type Json } from './canonical.ts';
import { type NoteSigner, parseNote, parseVkey, signNote, verifyNote } from './note.ts';
import type { LogSuite } from './suite.ts';

export const answerFormat = 'rongcheng-answer@1';

/** What the asker downloads. `signature` is a C2SP signed note, `vkey` the key of the log. */
export interface SignedAnswer {
  readonly format: typeof answerFormat;
  readonly document: Json;
  readonly signature: string;
  readonly vkey: string;
}

const textOf = (suite: LogSuite, document: Uint8Array): string => `${answerFormat}\n${toHex(suite.hash(document))}\n`;

/** The signature over a document's canonical text. */
export const signAnswer = (suite: LogSuite, signer: NoteSigner, canonical: string): string => signNote(textOf(suite, utf8(canonical)), [signer]);

/**
 * Checks a downloaded answer. Reasons: `answer-form`, `answer-key` (not the trusted key), `answer-altered` (the document is not the one that
 * was signed), and those of notes and vkeys.
 */
export function verifyAnswer(suite: LogSuite, bundle: unknown, trustedVkey?: string): Outcome<SignedAnswer> {
  const given = bundle as Partial<SignedAnswer> | null;
  if (given?.format !== answerFormat || typeof given.signature !== 'string' || typeof given.vkey !== 'string' || given.document === undefined) return reject('answer-form');
  if (trustedVkey !== undefined && trustedVkey !== given.vkey) return reject('answer-key');
  const key = parseVkey(suite, given.vkey);
  const note = parseNote(given.signature);
  if (!key.ok) return key;
  if (!note.ok) return note;
  const signed = verifyNote(suite, note.value, [key.value]);
  if (!signed.ok) return signed;
  try {
    return note.value.text === textOf(suite, canonicalBytes(given.document)) ? accept(given as SignedAnswer) : reject('answer-altered');
  } catch (error) {
    if (error instanceof CanonicalError) return reject('answer-altered');
    throw error;
  }
}
