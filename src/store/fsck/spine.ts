/**
 * 重算的树: the log's tree, built again leaf by leaf from the entries alone. It yields each tile as it fills and the root at
 * any size, with one node hash per leaf, and shares no code with the publisher, so a mistake there shows here.
 */
import { bytesOf, type Digest, Hashing } from './hashing.ts';

const tileWidth = 256;
const tileHeight = 8;
const hashBytes = 32;

/** A tile that came to be. `bytes` is used again after the call. */
export type TileSeen = (level: number, index: number, bytes: Buffer) => void;

interface Row {
  readonly bytes: Buffer;
  /** Hashes in the tile being filled. */
  width: number;
  /** Index of the tile being filled. */
  index: number;
}

/** The tree over the leaves given so far. */
export class Spine {
  size = 0;
  readonly #hashing: Hashing;
  readonly #onTile: TileSeen;
  readonly #peaks: string[] = [];
  readonly #rows: Row[] = [];

  constructor(suite: Digest, onTile: TileSeen) {
    this.#hashing = new Hashing(suite);
    this.#onTile = onTile;
  }

  /** Appends an entry. */
  append(entry: Uint8Array): void {
    this.add(this.#hashing.leaf(entry));
  }

  /** Appends the leaf with this hash, a string of bytes. */
  add(leaf: string): void {
    this.#keep(0, leaf);
    let hash = leaf;
    let level = 0;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = this.#hashing.node(this.#peaks.pop() as string, hash);
      level += 1;
      if (level % tileHeight === 0) this.#keep(level / tileHeight, hash);
    }
    this.#peaks.push(hash);
    this.size += 1;
  }

  /** Root over all leaves so far. */
  root(): Buffer {
    return bytesOf(this.#peaks.length === 0 ? this.#hashing.empty() : this.#peaks.reduceRight((right, left) => this.#hashing.node(left, right)));
  }

  /** Shows the tiles at the right edge that are not full. */
  partials(seen: TileSeen): void {
    for (const [level, row] of this.#rows.entries()) if (row.width > 0) seen(level, row.index, row.bytes.subarray(0, row.width * hashBytes));
  }

  #keep(level: number, hash: string): void {
    const row = (this.#rows[level] ??= { bytes: Buffer.alloc(tileWidth * hashBytes), width: 0, index: 0 });
    row.bytes.write(hash, row.width * hashBytes, 'latin1');
    row.width += 1;
    if (row.width < tileWidth) return;
    this.#onTile(level, row.index, row.bytes);
    row.width = 0;
    row.index += 1;
  }
}
