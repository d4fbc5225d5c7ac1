/**
 * 默克尔树. The RFC 6962 §2.1 hash tree: roots, inclusion proofs (this entry is in the log) and consistency proofs (the log
 * only grew). A proof is first a list of leaf ranges and then their hashes, so the maker and the checker walk the same
 * list, and a tree of millions of leaves is proved from a few stored hashes. Sizes and indices are safe integers.
 */
import { accept, reject, sameBytes } from './bytes.ts';
import type { Outcome } from './bytes.ts';
import type { LogSuite } from './suite.ts';

/** The leaves from `start` up to, not including, `end`. */
export interface LeafRange {
  start: number;
  end: number;
}

/** A complete subtree of 2^level leaves, the `index`-th of its level from the left. */
export interface TreeNode {
  level: number;
  index: number;
}

/** Gives the stored hash of a complete subtree. Throws when it is not stored: then the store is broken, not the asker. */
export type HashAt = (level: number, index: number) => Uint8Array;

/** What of a suite the tree needs. */
export type TreeHasher = Pick<LogSuite, 'nodeHash' | 'emptyRoot'>;

/** Whether a number can be the size of a tree. */
export function isTreeSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

/** RFC 6962's k: the largest power of two smaller than n (n > 1). Plain arithmetic, as bit operators end at 2^31. */
function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/**
 * Complete subtrees that make up a range, left to right. The range must be one that RFC 6962's recursion meets (all
 * ranges made in this file are); throws RangeError on others.
 */
export function nodesOfRange({ start, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      level += 1;
    }
    if (at % width !== 0) throw new RangeError(`no subtree covers the leaves ${start} to ${end}`);
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** Hash over a range of leaves, from stored subtree hashes. */
export function hashOfRange(suite: TreeHasher, range: LeafRange, hashAt: HashAt): Uint8Array {
  const hashes = nodesOfRange(range).map(({ level, index }) => hashAt(level, index));
  return hashes.length === 0 ? suite.emptyRoot() : foldPeaks(suite, hashes);
}

/** Root over the first `size` leaves. */
export function rootOf(suite: TreeHasher, size: number, hashAt: HashAt): Uint8Array {
  return hashOfRange(suite, { start: 0, end: size }, hashAt);
}

function foldPeaks(suite: TreeHasher, peaks: readonly Uint8Array[]): Uint8Array {
  return peaks.reduceRight((right, left) => suite.nodeHash(left, right));
}

/**
 * Ranges whose hashes prove leaf `index` in a tree of `size`, from the leaf's sibling up to the child of the root
 * (RFC 6962 §2.1.1). Throws RangeError when the leaf is not in the tree.
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!isTreeSize(size) || !isTreeSize(index) || index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/**
 * Ranges whose hashes prove that the tree of `size` continues the tree of `oldSize` (RFC 6962 §2.1.2). Empty when they
 * are equal or the old one is empty. Throws RangeError when the old tree is the larger.
 */
export function consistencyRanges(oldSize: number, size: number): LeafRange[] {
  if (!isTreeSize(size) || !isTreeSize(oldSize) || oldSize > size) throw new RangeError(`a tree of ${size} cannot continue one of ${oldSize}`);
  if (oldSize === 0) return [];
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end !== oldSize) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // When the old tree is itself a subtree of the new one, its root is known to the checker and left out.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** Hashes of a proof whose ranges {@link inclusionRanges} or {@link consistencyRanges} listed. */
export function proofOf(suite: TreeHasher, ranges: readonly LeafRange[], hashAt: HashAt): Uint8Array[] {
  return ranges.map((range) => hashOfRange(suite, range, hashAt));
}

/** What an inclusion proof states. */
export interface InclusionClaim {
  index: number;
  size: number;
  leafHash: Uint8Array;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}

/**
 * On which side of the running hash each component of an inclusion proof stands, leaf first. Shared with the browser's
 * verifier, whose hash is asynchronous. Reasons: `proof-index`, `proof-length`.
 */
export function inclusionSides(index: number, size: number, proofLength: number): Outcome<('left' | 'right')[]> {
  if (!isTreeSize(size) || !isTreeSize(index) || index >= size) return reject('proof-index');
  const ranges = inclusionRanges(index, size);
  if (ranges.length !== proofLength) return reject('proof-length');
  return accept(ranges.map(({ start }) => (start > index ? 'right' : 'left')));
}

function wellFormed(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash instanceof Uint8Array && hash.length === 32);
}

/**
 * Whether the leaf is in the tree with this root. Never throws. Reasons: `proof-index`, `proof-length`, `hash-length`, `root-mismatch`.
 * A size is only as good as the checkpoint it came from: trees of different size can share a proof's shape.
 */
export function verifyInclusion(suite: TreeHasher, claim: InclusionClaim): Outcome<true> {
  const sides = inclusionSides(claim.index, claim.size, claim.proof.length);
  if (!sides.ok) return sides;
  if (!wellFormed([claim.leafHash, claim.root, ...claim.proof])) return reject('hash-length');
  const top = claim.proof.reduce(
    (hash, part, at) => (sides.value[at] === 'right' ? suite.nodeHash(hash, part) : suite.nodeHash(part, hash)),
    claim.leafHash,
  );
  return sameBytes(top, claim.root) ? accept(true) : reject('root-mismatch');
}

/** What a consistency proof states. */
export interface ConsistencyClaim {
  oldSize: number;
  oldRoot: Uint8Array;
  size: number;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}

/**
 * Whether the new tree continues the old one unchanged. Never throws. Reasons: `proof-sizes`, `proof-length`,
 * `hash-length`, `old-root-mismatch`, `root-mismatch`. From the empty tree everything is a continuation, with an empty proof.
 */
export function verifyConsistency(suite: TreeHasher, claim: ConsistencyClaim): Outcome<true> {
  const { oldSize, oldRoot, size, root, proof } = claim;
  if (!isTreeSize(size) || !isTreeSize(oldSize) || oldSize > size) return reject('proof-sizes');
  const ranges = consistencyRanges(oldSize, size);
  if (ranges.length !== proof.length) return reject('proof-length');
  if (!wellFormed([oldRoot, root, ...proof])) return reject('hash-length');
  if (oldSize === 0) return sameBytes(oldRoot, suite.emptyRoot()) ? emptyOrAny(suite, size, root) : reject('old-root-mismatch');
  const [first] = ranges;
  const seeded = first !== undefined && first.end === oldSize;
  let oldTop = seeded ? proof[0]! : oldRoot;
  let top = oldTop;
  for (let at = seeded ? 1 : 0; at < ranges.length; at++) {
    const part = proof[at]!;
    if (ranges[at]!.start >= oldSize) {
      top = suite.nodeHash(top, part);
    } else {
      oldTop = suite.nodeHash(part, oldTop);
      top = suite.nodeHash(part, top);
    }
  }
  if (!sameBytes(oldTop, oldRoot)) return reject('old-root-mismatch');
  return sameBytes(top, root) ? accept(true) : reject('root-mismatch');
}

function emptyOrAny(suite: TreeHasher, size: number, root: Uint8Array): Outcome<true> {
  return size > 0 || sameBytes(root, suite.emptyRoot()) ? accept(true) : reject('root-mismatch');
}

/**
 * 树的前沿: the least one must keep to go on appending: the roots of the complete subtrees, large to small. For streaming
 * over all entries (one node hash per leaf) without any tile.
 */
export class Frontier {
  readonly #suite: TreeHasher;
  readonly #peaks: Uint8Array[];
  #size: number;

  /** The empty tree, or the tree of `size` restored from stored hashes. */
  constructor(suite: TreeHasher, size = 0, hashAt?: HashAt) {
    if (size > 0 && !hashAt) throw new RangeError('a tree with leaves needs its hashes');
    this.#suite = suite;
    this.#size = size;
    this.#peaks = nodesOfRange({ start: 0, end: size }).map(({ level, index }) => hashAt!(level, index));
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Adds one leaf. */
  append(leafHash: Uint8Array): void {
    let hash = leafHash;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) hash = this.#suite.nodeHash(this.#peaks.pop()!, hash);
    this.#peaks.push(hash);
    this.#size += 1;
  }

  /** Root over all leaves so far. */
  root(): Uint8Array {
    return this.#peaks.length === 0 ? this.#suite.emptyRoot() : foldPeaks(this.#suite, this.#peaks);
  }
}
