/**
 * 重算的树: the log's tree, built again leaf by leaf from the entries alone. It yields each tile as it fills and the root at
 * any size, with one node hash per leaf, and shares no code with the publisher, so a mistake there shows here.
 */
import type { LogSuite } from '../../core/log/suite.ts';

const tileWidth = 256;
const tileHeight = 8;
const hashBytes = 32;

/** A tile that came to be. `bytes` is used again after the call. */
export type TileSeen = (level: number, index: number, bytes: Uint8Array) => void;

interface Row {
  readonly bytes: Uint8Array;
  /** Hashes in the tile being filled. */
  width: number;
  /** Index of the tile being filled. */
  index: number;
}

/** The tree over the leaves given so far. */
export class Spine {
  size = 0;
  readonly #suite: LogSuite;
  readonly #onTile: TileSeen;
  readonly #peaks: Uint8Array[] = [];
  readonly #rows: Row[] = [];

  constructor(suite: LogSuite, onTile: TileSeen) {
    this.#suite = suite;
    this.#onTile = onTile;
  }

  append(leafHash: Uint8Array): void {
    this.#keep(0, leafHash);
    let hash = leafHash;
    let level = 0;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = this.#suite.nodeHash(this.#peaks.pop() as Uint8Array, hash);
      level += 1;
      if (level % tileHeight === 0) this.#keep(level / tileHeight, hash);
    }
    this.#peaks.push(hash);
    this.size += 1;
  }

  /** Root over all leaves so far. */
  root(): Uint8Array {
    return this.#peaks.length === 0 ? this.#suite.emptyRoot() : this.#peaks.reduceRight((right, left) => this.#suite.nodeHash(left, right));
  }

  /** Shows the tiles at the right edge that are not full. */
  partials(seen: TileSeen): void {
    for (const [level, row] of this.#rows.entries()) if (row.width > 0) seen(level, row.index, row.bytes.subarray(0, row.width * hashBytes));
  }

  #keep(level: number, hash: Uint8Array): void {
    const row = (this.#rows[level] ??= { bytes: new Uint8Array(tileWidth * hashBytes), width: 0, index: 0 });
    row.bytes.set(hash, row.width * hashBytes);
    row.width += 1;
    if (row.width < tileWidth) return;
    this.#onTile(level, row.index, row.bytes);
    row.width = 0;
    row.index += 1;
  }
}
