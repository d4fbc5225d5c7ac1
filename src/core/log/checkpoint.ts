/**
 * 日志检查点. What the log vouches for at one moment (C2SP tlog-checkpoint): who it is, how many entries it has and the
 * root hash over them. Whoever keeps one can later prove that nothing before it was changed.
 */
import { accept, fromBase64, fromDecimal, reject, toBase64 } from './bytes.ts';
import type { Outcome } from './bytes.ts';
import { isTreeSize } from './merkle.ts';
import { parseNote, signNote, verifyNote } from './note.ts';
import type { Note, NoteSigner, NoteVerifier } from './note.ts';
import type { LogSuite } from './suite.ts';

/** Head of the log. `extensions` are opaque lines that others may have added; our logs write none, as nobody can audit them. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
  extensions?: readonly string[];
}

/** The text that gets signed. Throws RangeError for a checkpoint that the form cannot carry. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  if (!isTreeSize(size) || root.length !== 32) throw new RangeError('a checkpoint needs a tree size and a root of 32 bytes');
  const lines = [origin, String(size), toBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n'))) throw new RangeError('the lines of a checkpoint are not empty');
  return lines.map((line) => `${line}\n`).join('');
}

/** Reads the text of a checkpoint. Reasons: `checkpoint-form`, `checkpoint-size`, `checkpoint-root`. */
export function parseCheckpoint(text: string): Outcome<Checkpoint> {
  if (!text.endsWith('\n')) return reject('checkpoint-form');
  const lines = text.slice(0, -1).split('\n');
  const [origin, decimal, base64, ...extensions] = lines;
  if (lines.length < 3 || lines.includes('')) return reject('checkpoint-form');
  const size = fromDecimal(decimal!);
  if (size === undefined) return reject('checkpoint-size');
  const root = fromBase64(base64!);
  if (root?.length !== 32) return reject('checkpoint-root');
  return accept({ origin: origin!, size, root, ...(extensions.length > 0 && { extensions }) });
}

/** Signs a checkpoint with the log's own key. Throws RangeError when the key's name is not the checkpoint's origin. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  if (signer.name !== checkpoint.origin) throw new RangeError('a log signs under its own origin');
  return signNote(formatCheckpoint(checkpoint), [signer]);
}

/** Reads a signed checkpoint without judging its signatures. Reasons: those of {@link parseNote} and {@link parseCheckpoint}. */
export function readCheckpoint(signed: string): Outcome<{ note: Note; checkpoint: Checkpoint }> {
  const note = parseNote(signed);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.value.text);
  return checkpoint.ok ? accept({ note: note.value, checkpoint: checkpoint.value }) : checkpoint;
}

/** Opens a signed checkpoint with the key of the log. Reasons: also `checkpoint-origin` (another log), `note-unsigned`, `note-bad-signature`. */
export function openCheckpoint(suite: LogSuite, signed: string, key: NoteVerifier): Outcome<Checkpoint> {
  const read = readCheckpoint(signed);
  if (!read.ok) return read;
  const { note, checkpoint } = read.value;
  if (checkpoint.origin !== key.name) return reject('checkpoint-origin');
  const verified = verifyNote(suite, note, [key]);
  return verified.ok ? accept(checkpoint) : verified;
}
