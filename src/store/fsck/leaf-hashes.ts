/**
 * 叶子哈希: what the entries of the log hash to, kept while a check runs: 32 bytes of memory for each leaf, so that the bytes of the log
 * need not be read a second time to see whether a record stands in it.
 */
import type { Asked } from '../db.ts';

const hashBytes = 32;

export class LeafHashes {
  /** Leaves, up to the last one; what is missing between them counts. */
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #known: Uint8Array;

  constructor(count: number) {
    this.count = count;
    this.#bytes = Buffer.allocUnsafe(count * hashBytes);
    this.#known = new Uint8Array(count);
  }

  /** With room for the leaves that a snapshot of the database has. */
  static async of(db: Asked): Promise<LeafHashes> {
    const { rows: [last] } = await db.query<{ leaves: number }>('select coalesce(max(idx), -1) + 1 as leaves from pub.log_leaf');
    return new LeafHashes(last?.leaves ?? 0);
  }

  /** Notes the hash of an entry, a string of bytes. */
  note(leaf: number, hash: string): void {
    if (leaf >= this.count) return;
    this.#bytes.write(hash, leaf * hashBytes, 'latin1');
    this.#known[leaf] = 1;
  }

  /** Whether the entry at this leaf has this hash. */
  has(leaf: number, hash: string): boolean {
    return this.#known[leaf] === 1 && this.#bytes.toString('latin1', leaf * hashBytes, (leaf + 1) * hashBytes) === hash;
  }
}
