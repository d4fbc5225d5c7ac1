/**
 * 存证证明文件. The text file (C2SP tlog-proof) that a citizen keeps with a published record: where its entry stands in the
 * log, the path to the root, and the signed checkpoint. It is checked offline and stays valid for ever.
 */
import { accept, fromBase64, fromDecimal, reject, toBase64 } from './bytes.ts';
import type { Outcome } from './bytes.ts';
import { openCheckpoint, readCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { verifyInclusion } from './merkle.ts';
import { noteCharsMax, parseVkey } from './note.ts';
import type { Note } from './note.ts';
import type { LogSuite } from './suite.ts';

const firstLine = 'c2sp.org/tlog-proof@v1';
// A path is never longer than the bits of an index.
const pathHashesMax = 63;

/** A proof file. `checkpoint` is the signed note word for word; `extra` is data that nothing vouches for. */
export interface TlogProof {
  index: number;
  hashes: readonly Uint8Array[];
  checkpoint: string;
  extra?: Uint8Array;
}

/** The proof as text. */
export function formatProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  return joinProof({ index, hashes: hashes.map(toBase64), checkpoint }, extra?.length ? [`extra ${toBase64(extra)}`] : []);
}

/** The same for hashes that are base64 already: a server that hands out many writes most of them again and again. */
export function joinProof({ index, hashes, checkpoint }: { readonly index: number; readonly hashes: readonly string[]; readonly checkpoint: string }, before: readonly string[] = []): string {
  return `${[firstLine, ...before, `index ${index}`, ...hashes].join('\n')}\n\n${checkpoint}`;
}

/** The same proof with data of our own in its extra line: the entry that it proves, so that the file can be checked alone. */
export const withExtra = (proofText: string, extra: Uint8Array): string => proofText.replace(`${firstLine}\n`, `${firstLine}\nextra ${toBase64(extra)}\n`);

/** A proof file taken apart, nothing of it verified. */
export interface ReadProof extends TlogProof {
  note: Note;
  head: Checkpoint;
}

/** Reads a proof file. Reasons: `proof-too-long`, `proof-form`, `proof-extra`, `proof-index`, `proof-hash`, and those of {@link readCheckpoint}. */
export function parseProof(text: string): Outcome<ReadProof> {
  if (text.length > noteCharsMax) return reject('proof-too-long');
  const split = text.indexOf('\n\n');
  if (split < 0) return reject('proof-form');
  const [first, ...lines] = text.slice(0, split).split('\n');
  if (first !== firstLine) return reject('proof-form');
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : new Uint8Array();
  if (!extra) return reject('proof-extra');
  const indexLine = lines.shift();
  const index = indexLine?.startsWith('index ') ? fromDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) return reject('proof-index');
  if (lines.length > pathHashesMax) return reject('proof-form');
  const hashes = lines.map(fromBase64).filter((hash) => hash?.length === 32) as Uint8Array[];
  if (hashes.length !== lines.length) return reject('proof-hash');
  const checkpoint = text.slice(split + 2);
  const read = readCheckpoint(checkpoint);
  if (!read.ok) return read;
  return accept({ index, hashes, checkpoint, ...(extra.length > 0 && { extra }), note: read.value.note, head: read.value.checkpoint });
}

/** What is to be proved: the entry itself, or its leaf hash. */
export type Logged = { entry: Uint8Array } | { leafHash: Uint8Array };

/**
 * Whether the log of this vkey vouches that the entry is in it; gives the checkpoint and the index that say so. Never
 * throws. Reasons: those of {@link parseProof}, {@link parseVkey}, {@link openCheckpoint} and {@link verifyInclusion}.
 */
export function verifyProof(suite: LogSuite, logged: Logged, proofText: string, vkey: string): Outcome<{ checkpoint: Checkpoint; index: number }> {
  const proof = parseProof(proofText);
  if (!proof.ok) return proof;
  const key = parseVkey(suite, vkey);
  if (!key.ok) return key;
  const opened = openCheckpoint(suite, proof.value.checkpoint, key.value);
  if (!opened.ok) return opened;
  const { index, hashes, head } = proof.value;
  const leafHash = 'entry' in logged ? suite.leafHash(logged.entry) : logged.leafHash;
  const included = verifyInclusion(suite, { index, size: head.size, leafHash, root: head.root, proof: hashes });
  return included.ok ? accept({ checkpoint: opened.value, index }) : included;
}
