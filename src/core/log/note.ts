/**
 * 签名便笺. The C2SP signed note: a text and, under a blank line, the signatures of those who vouch for it. The head of the
 * log is published in this form, so that any witness or tool of the wider transparency world can read and countersign it.
 */
import { accept, concat, fromBase64, fromHex, reject, sameBytes, toBase64, toHex, utf8 } from './bytes.ts';
import type { Outcome } from './bytes.ts';
import type { LogSuite } from './suite.ts';

/** Length of a note, with room for sixteen post-quantum signatures of 5 kB. */
export const noteCharsMax = 1_000_000;
/** Signatures on one note; C2SP demands that at least 16 are accepted. */
export const noteSignaturesMax = 100;

/** One signature line. `keyId` has 4 bytes. */
export interface NoteSignature {
  name: string;
  keyId: Uint8Array;
  signature: Uint8Array;
}

/** A note; `text` ends with a newline. */
export interface Note {
  text: string;
  signatures: readonly NoteSignature[];
}

/** A public key as a vkey names it. `typedKey` is the signature type followed by the key. */
export interface NamedKey {
  name: string;
  keyId: Uint8Array;
  typedKey: Uint8Array;
}

/** A public key that a suite can verify with. */
export interface NoteVerifier {
  name: string;
  keyId: Uint8Array;
  publicKey: Uint8Array;
}

/** A key that signs notes under a name. */
export interface NoteSigner extends NoteVerifier {
  sign(message: Uint8Array): Uint8Array;
}

const lineStart = '— ';

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

/** Whether a text can name a key: not empty, without plus sign, blanks or control characters. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && !hasControlCharacter(name);
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !hasControlCharacter(text);
}

/** Reads a note without judging its signatures. Reasons: `note-too-long`, `note-characters`, `note-form`, `note-signature-line`, `note-too-many-signatures`. */
export function parseNote(note: string): Outcome<Note> {
  if (note.length > noteCharsMax) return reject('note-too-long');
  if (!note.isWellFormed() || hasControlCharacter(note)) return reject('note-characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return reject('note-form');
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > noteSignaturesMax) return reject('note-too-many-signatures');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (!signature) return reject('note-signature-line');
    signatures.push(signature);
  }
  return accept({ text: note.slice(0, split + 1), signatures });
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  if (!line.startsWith(lineStart)) return undefined;
  const [name, base64, ...more] = line.slice(lineStart.length).split(' ');
  const bytes = base64 === undefined || more.length > 0 ? undefined : fromBase64(base64);
  if (!bytes || bytes.length < 5 || !isKeyName(name!)) return undefined;
  return { name: name!, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/** The note as text. Throws RangeError for a text or name that a note cannot carry. */
export function formatNote({ text, signatures }: Note): string {
  if (!isNoteText(text)) throw new RangeError('a note is text without control characters that ends with a newline');
  const lines = signatures.map(({ name, keyId, signature }) => {
    if (!isKeyName(name)) throw new RangeError(`not a key name: ${name}`);
    return `${lineStart}${name} ${toBase64(concat(keyId, signature))}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** A note over this text, signed by each signer. Throws RangeError as {@link formatNote}. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  const message = utf8(text);
  return formatNote({ text, signatures: signers.map(({ name, keyId, sign }) => ({ name, keyId, signature: sign(message) })) });
}

/** Signatures made in the name of this key. A name or id alone is not enough (C2SP signed-note). */
export function signaturesBy(note: Note, { name, keyId }: Pick<NamedKey, 'name' | 'keyId'>): NoteSignature[] {
  return note.signatures.filter((signature) => signature.name === name && sameBytes(signature.keyId, keyId));
}

/**
 * Checks a note against the keys one trusts and returns those that signed it. Unknown signatures are ignored; a bad one
 * of a known key condemns the note. Reasons: `note-bad-signature`, `note-unsigned` (no trusted key signed).
 */
export function verifyNote(suite: LogSuite, note: Note, trusted: readonly NoteVerifier[]): Outcome<NoteVerifier[]> {
  const message = utf8(note.text);
  const signed: NoteVerifier[] = [];
  for (const key of trusted) {
    const made = signaturesBy(note, key);
    if (!made.every(({ signature }) => suite.verify(key.publicKey, message, signature))) return reject('note-bad-signature');
    if (made.length > 0) signed.push(key);
  }
  return signed.length > 0 ? accept(signed) : reject('note-unsigned');
}

/** What a key id is the hash of: name, newline, signature type, public key. */
export function keyIdInput(name: string, typedKey: Uint8Array): Uint8Array {
  return concat(utf8(`${name}\n`), typedKey);
}

function keyIdOf(suite: LogSuite, name: string, publicKey: Uint8Array): Uint8Array {
  return suite.hash(keyIdInput(name, concat(suite.signatureType, publicKey))).slice(0, 4);
}

/** Takes a vkey (`name+id+base64`) apart, without checking its id, which needs a hash. Undefined when it is no vkey. */
export function splitVkey(vkey: string): NamedKey | undefined {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  if (!match || !isKeyName(match[1]!)) return undefined;
  const typedKey = fromBase64(match[3]!);
  return typedKey && { name: match[1]!, keyId: fromHex(match[2]!)!, typedKey };
}

/** Reads a vkey of this suite. Reasons: `vkey-form`, `vkey-type` (a key of another suite), `vkey-id`. */
export function parseVkey(suite: LogSuite, vkey: string): Outcome<NoteVerifier> {
  const split = splitVkey(vkey);
  if (!split) return reject('vkey-form');
  const publicKey = keyAfterType(suite, split.typedKey, suite.publicKeyBytes);
  if (!publicKey) return reject('vkey-type');
  if (!sameBytes(keyIdOf(suite, split.name, publicKey), split.keyId)) return reject('vkey-id');
  return accept({ name: split.name, keyId: split.keyId, publicKey });
}

function keyAfterType({ signatureType }: LogSuite, typedKey: Uint8Array, length: number): Uint8Array | undefined {
  const typed = sameBytes(typedKey.subarray(0, signatureType.length), signatureType) && typedKey.length === signatureType.length + length;
  return typed ? typedKey.subarray(signatureType.length) : undefined;
}

/** The vkey under which others come to know this key. */
export function formatVkey(suite: LogSuite, { name, keyId, publicKey }: NoteVerifier): string {
  return `${name}+${toHex(keyId)}+${toBase64(concat(suite.signatureType, publicKey))}`;
}

/** The signer that belongs to a name and a secret seed of `suite.seedBytes` random bytes. Throws RangeError on a bad name or seed. */
export function noteSigner(suite: LogSuite, name: string, seed: Uint8Array): NoteSigner {
  if (!isKeyName(name)) throw new RangeError(`not a key name: ${name}`);
  const { publicKey, sign } = suite.signer(seed);
  return { name, keyId: keyIdOf(suite, name, publicKey), publicKey, sign };
}

const secretStart = 'PRIVATE+KEY+';

/** The secret key as one line, in the form other note tools read: `PRIVATE+KEY+name+id+base64`. Keep it as one keeps a seal. */
export function formatSecretKey(suite: LogSuite, name: string, seed: Uint8Array): string {
  const { keyId } = noteSigner(suite, name, seed);
  return `${secretStart}${name}+${toHex(keyId)}+${toBase64(concat(suite.signatureType, seed))}`;
}

/** Reads a secret key line. Reasons: `secret-key-form`, `secret-key-type`, `secret-key-id`. */
export function parseSecretKey(suite: LogSuite, line: string): Outcome<NoteSigner> {
  const split = line.startsWith(secretStart) ? splitVkey(line.slice(secretStart.length)) : undefined;
  if (!split) return reject('secret-key-form');
  const seed = keyAfterType(suite, split.typedKey, suite.seedBytes);
  if (!seed) return reject('secret-key-type');
  const signer = noteSigner(suite, split.name, seed);
  return sameBytes(signer.keyId, split.keyId) ? accept(signer) : reject('secret-key-id');
}
