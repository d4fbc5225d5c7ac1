/**
 * 复核所用的哈希: leaves, nodes and commitments, made from the suite's bare hash alone: nothing here is shared with what published
 * them, so that a mistake there shows. Hashes are strings of bytes (latin1), and what is hashed is put together in one place:
 * a check of millions of rows leaves nothing behind to be cleared away.
 */
import type { LogSuite } from '../../core/log/suite.ts';

const hashBytes = 32;
const keyBytes = 32;
const blockBytes = 64;
const innerPad = 0x36;
const outerPad = 0x5c;

/** The bare hash that everything is made of. */
export type Digest = Pick<LogSuite, 'digest'>;

export class Hashing {
  readonly #digest: LogSuite['digest'];
  readonly #node = Buffer.alloc(1 + 2 * hashBytes, 0x01);
  readonly #outer = Buffer.alloc(blockBytes + hashBytes, outerPad);
  readonly #leafViews = new Map<number, Buffer>();
  #leaf = Buffer.alloc(2048);
  #inner = Buffer.alloc(16_384, innerPad);
  #end = blockBytes;

  constructor({ digest }: Digest) {
    this.#digest = digest;
  }

  /** RFC 6962: H(0x00 ‖ entry). */
  leaf(entry: Uint8Array, from = 0, to = entry.length): string {
    const length = to - from;
    if (length >= this.#leaf.length) {
      this.#leaf = Buffer.alloc(2 * length);
      this.#leafViews.clear();
    }
    for (let at = 0; at < length; at++) this.#leaf[1 + at] = entry[from + at] as number;
    let view = this.#leafViews.get(length);
    if (view === undefined) this.#leafViews.set(length, view = this.#leaf.subarray(0, 1 + length));
    return this.#digest(view);
  }

  /** RFC 6962: H(0x01 ‖ left ‖ right). */
  node(left: string, right: string): string {
    this.#node.write(left, 1, 'latin1');
    this.#node.write(right, 1 + hashBytes, 'latin1');
    return this.#digest(this.#node);
  }

  /** Of the tree without leaves. */
  empty(): string {
    return this.#digest(new Uint8Array());
  }

  /** Begins a commitment, an HMAC (RFC 2104), under a salt of 32 bytes that begins at `from`. */
  commit(salt: Uint8Array, from = 0): this {
    for (let at = 0; at < keyBytes; at++) {
      const byte = salt[from + at] as number;
      this.#inner[at] = byte ^ innerPad;
      this.#outer[at] = byte ^ outerPad;
    }
    this.#end = blockBytes;
    return this;
  }

  /** Bytes that are committed to. */
  to(bytes: Buffer, from = 0, end = bytes.length): this {
    this.#reach(end - from);
    this.#end += bytes.copy(this.#inner, this.#end, from, end);
    return this;
  }

  /** The same for a text of ASCII letters. */
  toText(text: string): this {
    this.#reach(text.length);
    this.#end += this.#inner.write(text, this.#end, 'latin1');
    return this;
  }

  /** The commitment to what was given since {@link commit}. */
  sum(): string {
    this.#outer.write(this.#digest(this.#inner.subarray(0, this.#end)), blockBytes, 'latin1');
    return this.#digest(this.#outer);
  }

  #reach(more: number): void {
    if (this.#end + more <= this.#inner.length) return;
    const larger = Buffer.alloc(2 * (this.#end + more), innerPad);
    this.#inner.copy(larger, 0, 0, this.#end);
    this.#inner = larger;
  }
}

/** The same hash as bytes. */
export const bytesOf = (hash: string): Buffer => Buffer.from(hash, 'latin1');
