/**
 * 独立核验. Checks the proof bundle of a public record, without trusting us: that the text is the one committed to, that
 * the commitment is in the log, and that the log's key signed for it. One code for the record's page in any browser and for
 * the command line, therefore built on WebCrypto alone. It names each thing it checked, in words for a citizen, and what
 * it could not check never counts as passed.
 */
import { accept, concat, fromBase64, fromHex, reject, sameBytes, toHex, utf8 } from './bytes.ts';
import type { Outcome } from './bytes.ts';
import { CanonicalError, canonicalBytes } from './canonical.ts';
import type { Json } from './canonical.ts';
import { decodeEntry } from './entry.ts';
import type { CorrectedEntry, DisclosedEntry, EndedEntry, IssuedEntry, LogEntry } from './entry.ts';
import { inclusionSides } from './merkle.ts';
import { keyIdInput, signaturesBy, splitVkey } from './note.ts';
import { parseProof } from './proof.ts';
import type { ReadProof } from './proof.ts';
import { keyFromBundle, wording } from './wording.ts';
import type { CheckId } from './wording.ts';

export type { CheckId };

/** Value of `format` in the bundles that this file reads. */
export const bundleFormat = 'rongcheng-record-proof@1';
/** The same for a letter: its content stands under `letter`, and its leaf says that it was issued. */
export const letterBundleFormat = 'rongcheng-letter-proof@1';

/**
 * What a citizen downloads with a public record. `salt` and `entry` are base64, `proof` is tlog-proof text, `vkey` the key
 * of the log. Once disclosure ended, `record` and `salt` no longer exist, and `ended` holds the leaf that says so, proved
 * under the same checkpoint.
 */
export interface RecordProofBundle {
  format: typeof bundleFormat;
  record?: Json;
  salt?: string;
  entry: string;
  proof: string;
  vkey: string;
  ended?: { entry: string; proof: string };
}

/** What is downloaded with a letter. It proves that the letter was issued on its day; whether it is still in force is asked online. */
export interface LetterProofBundle {
  format: typeof letterBundleFormat;
  letter: Json;
  salt: string;
  entry: string;
  proof: string;
  vkey: string;
}

/** One finding. `reason` is a kebab-case code for support, present when `ok` is false. */
export interface ProofCheck {
  id: CheckId;
  ok: boolean;
  zh: string;
  en: string;
  reason?: string;
}

/** All findings. `ok` when every one is. The rest is what the proof is about, to be shown only beside the findings. */
export interface BundleVerdict {
  ok: boolean;
  checks: ProofCheck[];
  index?: number;
  entry?: LogEntry;
  ended?: EndedEntry;
  checkpoint?: { origin: string; size: number; root: string };
}

function finding(id: CheckId, outcome: Outcome<unknown>, good = wording[id].good): ProofCheck {
  if (outcome.ok) return { id, ok: true, zh: good[0], en: good[1] };
  const [zh, en] = wording[id].bad;
  return { id, ok: false, zh, en, reason: outcome.reason };
}

function verdict(checks: ProofCheck[], about: Omit<BundleVerdict, 'ok' | 'checks'> = {}): BundleVerdict {
  return { ok: checks.every(({ ok }) => ok), checks, ...about };
}

/** One leaf with its proof, taken apart. */
interface ProvedLeaf {
  bytes: Uint8Array;
  entry: LogEntry;
  proof: ReadProof;
}

interface ReadBundle {
  /** Which of the two kinds of bundle it is. */
  is: 'record' | 'letter';
  content: { record: Json; salt: Uint8Array } | undefined;
  leaf: ProvedLeaf & { entry: DisclosedEntry | CorrectedEntry | IssuedEntry };
  ended: (ProvedLeaf & { entry: EndedEntry }) | undefined;
  vkey: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readLeaf(part: Record<string, unknown>): Outcome<ProvedLeaf> {
  if (typeof part['entry'] !== 'string' || typeof part['proof'] !== 'string') return reject('bundle-member');
  const bytes = fromBase64(part['entry']);
  if (!bytes) return reject('entry-base64');
  const entry = decodeEntry(bytes);
  if (!entry.ok) return entry;
  const proof = parseProof(part['proof']);
  if (!proof.ok) return proof;
  if ('refers' in entry.value && entry.value.refers >= proof.value.index) return reject('entry-refers-forward');
  return accept({ bytes, entry: entry.value, proof: proof.value });
}

function readContent(bundle: Record<string, unknown>, is: ReadBundle['is']): Outcome<ReadBundle['content']> {
  if (is === 'record' && bundle[is] === undefined && bundle['salt'] === undefined) return accept(undefined);
  const salt = typeof bundle['salt'] === 'string' ? fromBase64(bundle['salt']) : undefined;
  if (bundle[is] === undefined || salt?.length !== 32) return reject('bundle-content');
  return accept({ record: bundle[is] as Json, salt });
}

function readBundle(bundle: unknown): Outcome<ReadBundle> {
  if (!isObject(bundle) || (bundle['format'] !== bundleFormat && bundle['format'] !== letterBundleFormat)) return reject('bundle-format');
  const is = bundle['format'] === bundleFormat ? 'record' : 'letter';
  if (typeof bundle['vkey'] !== 'string') return reject('bundle-member');
  const content = readContent(bundle, is);
  if (!content.ok) return content;
  const leaf = readLeaf(bundle);
  if (!leaf.ok) return leaf;
  const { entry } = leaf.value;
  if (entry.kind === 'ended' || (entry.kind === 'issued') !== (is === 'letter')) return reject('entry-kind');
  const read: ReadBundle = { is, content: content.value, leaf: { ...leaf.value, entry }, ended: undefined, vkey: bundle['vkey'] };
  if (bundle['ended'] === undefined || is === 'letter') return accept(read);
  const ended = isObject(bundle['ended']) ? readLeaf(bundle['ended']) : reject('bundle-member');
  if (!ended.ok) return ended;
  const last = ended.value.entry;
  if (last.kind !== 'ended') return reject('ended-kind');
  return accept({ ...read, ended: { ...ended.value, entry: last } });
}

/** WebCrypto takes bytes over a plain buffer only; a copy is one. */
const plain = (bytes: Uint8Array) => new Uint8Array(bytes);

async function sha256(subtle: SubtleCrypto, ...parts: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest('SHA-256', plain(concat(...parts))));
}

async function checkContent(subtle: SubtleCrypto, { record, salt }: { record: Json; salt: Uint8Array }, commitment: string): Promise<Outcome<true>> {
  let body: Uint8Array;
  try {
    body = canonicalBytes(record);
  } catch (error) {
    if (error instanceof CanonicalError) return reject('record-not-json');
    throw error;
  }
  const key = await subtle.importKey('raw', plain(salt), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const made = new Uint8Array(await subtle.sign('HMAC', key, plain(body)));
  return sameBytes(made, fromHex(commitment)!) ? accept(true) : reject('commitment-mismatch');
}

async function checkInclusion(subtle: SubtleCrypto, { bytes, proof }: ProvedLeaf): Promise<Outcome<true>> {
  const sides = inclusionSides(proof.index, proof.head.size, proof.hashes.length);
  if (!sides.ok) return sides;
  let hash = await sha256(subtle, Uint8Array.of(0x00), bytes);
  for (const [at, part] of proof.hashes.entries()) {
    const [left, right] = sides.value[at] === 'right' ? [hash, part] : [part, hash];
    hash = await sha256(subtle, Uint8Array.of(0x01), left, right);
  }
  return sameBytes(hash, proof.head.root) ? accept(true) : reject('root-mismatch');
}

interface LogKey {
  name: string;
  keyId: Uint8Array;
  publicKey: Uint8Array;
}

async function readKey(subtle: SubtleCrypto, vkey: string): Promise<Outcome<LogKey>> {
  const key = splitVkey(vkey);
  if (!key) return reject('vkey-form');
  if (key.typedKey.length !== 33 || key.typedKey[0] !== 0x01) return reject('vkey-type');
  const hash = await sha256(subtle, keyIdInput(key.name, key.typedKey));
  if (!sameBytes(hash.subarray(0, 4), key.keyId)) return reject('vkey-id');
  return accept({ name: key.name, keyId: key.keyId, publicKey: key.typedKey.subarray(1) });
}

async function checkSignature(subtle: SubtleCrypto, { note, head }: ReadProof, key: LogKey): Promise<Outcome<true>> {
  if (head.origin !== key.name) return reject('checkpoint-origin');
  const made = signaturesBy(note, key);
  if (made.length === 0) return reject('note-unsigned');
  const message = plain(utf8(note.text));
  let publicKey: CryptoKey;
  try {
    publicKey = await subtle.importKey('raw', plain(key.publicKey), { name: 'Ed25519' }, false, ['verify']);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotSupportedError') return reject('ed25519-unsupported');
    return reject('note-bad-signature'); // 32 bytes that are no point of the curve
  }
  for (const { signature } of made) {
    if (!(await subtle.verify({ name: 'Ed25519' }, publicKey, plain(signature), message))) return reject('note-bad-signature');
  }
  return accept(true);
}

async function checkEnded(subtle: SubtleCrypto, leaf: ProvedLeaf, ended: ProvedLeaf & { entry: EndedEntry }): Promise<ProofCheck[]> {
  // Under one checkpoint both leaves stand in one tree, and one signature speaks for both.
  const oneLog = ended.proof.checkpoint === leaf.proof.checkpoint;
  return [
    finding('ended-inclusion', oneLog ? await checkInclusion(subtle, ended) : reject('checkpoint-differs')),
    finding('ended-refers', ended.entry.refers === leaf.proof.index ? accept(true) : reject('ended-refers-elsewhere')),
  ];
}

async function checkKeyAndSignature(subtle: SubtleCrypto, read: ReadBundle, trustedVkey: string | undefined): Promise<ProofCheck[]> {
  const key = await readKey(subtle, trustedVkey ?? read.vkey);
  if (!key.ok) return [finding('key', key)];
  const signature = await checkSignature(subtle, read.leaf.proof, key.value);
  if (!signature.ok && signature.reason === 'ed25519-unsupported') return [finding('runtime', signature)];
  if (trustedVkey === undefined) return [finding('signature', signature, keyFromBundle)];
  return [finding('signature', signature), finding('key', read.vkey === trustedVkey ? accept(true) : reject('vkey-differs'))];
}

/**
 * Checks a {@link RecordProofBundle} or {@link LetterProofBundle}, as parsed from JSON. With `trustedVkey`, the officially published key, the signature
 * is checked against that key and not against the one the file brought along. Never throws for a bad bundle.
 */
export async function verifyBundle(bundle: unknown, { trustedVkey }: { trustedVkey?: string } = {}): Promise<BundleVerdict> {
  // Browsers offer WebCrypto to pages opened over https (or from this machine) only.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return verdict([finding('runtime', reject('webcrypto-missing'))]);
  const parsed = readBundle(bundle);
  if (!parsed.ok) return verdict([finding('form', parsed)]);
  const { is, content, leaf, ended } = parsed.value;
  const endedChecks = ended ? await checkEnded(subtle, leaf, ended) : [];
  const endedProved = endedChecks.length > 0 && endedChecks.every(({ ok }) => ok);
  const checks = [
    content
      ? finding(is, await checkContent(subtle, content, leaf.entry.commitment))
      : finding('erased', endedProved ? accept(true) : reject('end-not-proved')),
    finding('inclusion', await checkInclusion(subtle, leaf)),
    ...(await checkKeyAndSignature(subtle, parsed.value, trustedVkey)),
    ...endedChecks,
  ];
  const { origin, size, root } = leaf.proof.head;
  return verdict(checks, {
    index: leaf.proof.index,
    entry: leaf.entry,
    checkpoint: { origin, size, root: toHex(root) },
    ...(ended && { ended: ended.entry }),
  });
}
