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
import type { CorrectedEntry, DisclosedEntry, EndedEntry, LogEntry } from './entry.ts';
import { inclusionSides } from './merkle.ts';
import { keyIdInput, signaturesBy, splitVkey } from './note.ts';
import { parseProof } from './proof.ts';
import type { ReadProof } from './proof.ts';

/** Value of `format` in the bundles that this file reads. */
export const bundleFormat = 'rongcheng-record-proof@1';

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

/** What was checked; the two `ended-` checks only for a bundle with `ended`, `key` only with a trusted key or when the key is unreadable. */
export type CheckId = 'form' | 'runtime' | 'record' | 'erased' | 'inclusion' | 'signature' | 'key' | 'ended-inclusion' | 'ended-refers';

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

const wording: Record<CheckId, { good: [zh: string, en: string]; bad: [zh: string, en: string] }> = {
  form: {
    good: ['证明文件完整。', 'The proof file is complete.'],
    bad: ['证明文件不完整或格式不对，无法核验。', 'The proof file is incomplete or malformed and cannot be checked.'],
  },
  runtime: {
    good: ['当前环境可以核验。', 'This environment can check proofs.'],
    bad: [
      '当前环境缺少核验所需的密码功能，未能核验：请用 https 打开本页、更新浏览器，或改用命令行核验。',
      'This environment lacks the cryptography needed, so nothing was established: open the page over https, update the browser, or use the command line.',
    ],
  },
  record: {
    good: ['记录正文与登记时的承诺值一致，一字未改。', 'The record is, to the letter, the one that was committed to.'],
    bad: [
      '记录正文与登记时的承诺值不一致：正文或随机盐被改动过，或不属于这条登记。',
      'The record does not match its commitment: text or salt were altered, or belong to another entry.',
    ],
  },
  erased: {
    good: [
      '公示已结束，正文和随机盐已销毁：只能证明曾经登记、已经结束，不能再核对正文。',
      'Disclosure ended and text and salt were destroyed: only that it was logged and ended can be proved, not what it said.',
    ],
    bad: ['文件没有正文和随机盐，又不能证明公示已经结束。', 'Text and salt are missing, and nothing proves that disclosure ended.'],
  },
  inclusion: {
    good: ['这条登记在公开日志里，位置和日志根值都对得上。', 'The entry is in the public log, at the place stated.'],
    bad: [
      '这条登记不在检查点所指的日志里：登记内容、序号或证明路径被改动过。',
      'The entry is not in the log of this checkpoint: entry, index or path were altered.',
    ],
  },
  signature: {
    good: ['日志检查点的签名有效。', 'The signature on the log’s checkpoint is good.'],
    bad: ['日志检查点的签名无效，或不是这把公钥签的。', 'The signature on the log’s checkpoint is bad or not by this key.'],
  },
  key: {
    good: ['公钥就是官方公布的那一把。', 'The key is the one officially published.'],
    bad: ['公钥不是官方公布的那一把，或无法识别：文件可能出自别处。', 'The key is not the published one or unreadable: the file may come from elsewhere.'],
  },
  'ended-inclusion': {
    good: ['结束公示的登记也在同一份日志里。', 'The entry that ended disclosure is in the same log.'],
    bad: ['结束公示的登记不在同一份日志里。', 'The entry that ended disclosure is not in the same log.'],
  },
  'ended-refers': {
    good: ['结束公示的登记指的正是这条登记：这条记录已不再公示。', 'That entry refers to this very one: the record is no longer disclosed.'],
    bad: ['结束公示的登记指的不是这条登记。', 'The entry that ended disclosure refers to another one.'],
  },
};

const keyFromBundle: [zh: string, en: string] = [
  '日志检查点的签名与文件所附公钥相符；请再与官方公布的公钥对照。',
  'The checkpoint’s signature fits the key in the file; compare that key with the published one.',
];

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
  content: { record: Json; salt: Uint8Array } | undefined;
  leaf: ProvedLeaf & { entry: DisclosedEntry | CorrectedEntry };
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

function readContent(bundle: Record<string, unknown>): Outcome<ReadBundle['content']> {
  if (bundle['record'] === undefined && bundle['salt'] === undefined) return accept(undefined);
  const salt = typeof bundle['salt'] === 'string' ? fromBase64(bundle['salt']) : undefined;
  if (bundle['record'] === undefined || salt?.length !== 32) return reject('bundle-content');
  return accept({ record: bundle['record'] as Json, salt });
}

function readBundle(bundle: unknown): Outcome<ReadBundle> {
  if (!isObject(bundle) || bundle['format'] !== bundleFormat) return reject('bundle-format');
  if (typeof bundle['vkey'] !== 'string') return reject('bundle-member');
  const content = readContent(bundle);
  if (!content.ok) return content;
  const leaf = readLeaf(bundle);
  if (!leaf.ok) return leaf;
  const { entry } = leaf.value;
  if (entry.kind === 'ended') return reject('entry-kind');
  const read: ReadBundle = { content: content.value, leaf: { ...leaf.value, entry }, ended: undefined, vkey: bundle['vkey'] };
  if (bundle['ended'] === undefined) return accept(read);
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
 * Checks a {@link RecordProofBundle}, as parsed from JSON. With `trustedVkey`, the officially published key, the signature
 * is checked against that key and not against the one the file brought along. Never throws for a bad bundle.
 */
export async function verifyBundle(bundle: unknown, { trustedVkey }: { trustedVkey?: string } = {}): Promise<BundleVerdict> {
  // Browsers offer WebCrypto to pages opened over https (or from this machine) only.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return verdict([finding('runtime', reject('webcrypto-missing'))]);
  const parsed = readBundle(bundle);
  if (!parsed.ok) return verdict([finding('form', parsed)]);
  const { content, leaf, ended } = parsed.value;
  const endedChecks = ended ? await checkEnded(subtle, leaf, ended) : [];
  const endedProved = endedChecks.length > 0 && endedChecks.every(({ ok }) => ok);
  const checks = [
    content
      ? finding('record', await checkContent(subtle, content, leaf.entry.commitment))
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
