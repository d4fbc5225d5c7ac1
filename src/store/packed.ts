/**
 * 打包的记录: decided records as bytes: how they are laid out. Bytes are moved, kept in files and handed to other threads as they are,
 * while thousands of waiting rows as texts would be copied over and over by the garbage collector.
 */

/** Bytes that grow as they are written to. */
export class Bytes {
  buffer: Buffer;
  length = 0;

  /** @param given how much room to begin with, or the room itself */
  constructor(given: number | Buffer) {
    this.buffer = typeof given === 'number' ? Buffer.allocUnsafeSlow(given) : given;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.length + more));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.buffer.write(text, this.length, 'utf8');
  }

  /** Takes over bytes of others. */
  bytes(from: Buffer, start: number, end: number): void {
    this.reserve(end - start);
    this.length += from.copy(this.buffer, this.length, start, end);
  }
}

/** By what a record and its entry are counted. */
export interface Tallied {
  readonly areaCode: string | null;
  readonly state: string;
  readonly item: string | null;
  readonly severity: string | null;
  readonly action: string;
}

/** What many rows of a file share: columns, and by what they are counted. */
export interface Shared extends Tallied {
  readonly record: string;
  readonly entry: string;
}

/** Decided records: each is the lengths of its four parts, then its id and key, the columns of its own, its canonical input and the text it is found by. */
export interface Packed {
  readonly bytes: Buffer;
  /** Where each begins. */
  readonly at: readonly number[];
  readonly shared: readonly Shared[];
  /** What was made ahead of them: salt and commitment in hexadecimal digits, then the words. */
  readonly bound?: Bound;
}

/** Parts of landing records that need neither their numbers nor the moment. */
export interface Bound {
  readonly bytes: Buffer;
  /** Where each begins. */
  readonly at: readonly number[];
}

export const headBytes = 16;
export const uuidChars = 36;
export const keyChars = 64;
/** Where the parts of a packed record are. */
export interface Parts {
  readonly id: string;
  readonly shared: Shared;
  /** Its own columns, its canonical input and the text it is found by: each begins where the one before ends. */
  readonly own: number;
  readonly input: number;
  readonly text: number;
  readonly end: number;
}

export function partsOf({ bytes, at, shared }: Packed, index: number): Parts {
  const head = at[index] as number;
  const own = head + headBytes + uuidChars + keyChars;
  const input = own + bytes.readUInt32LE(head);
  const text = input + bytes.readUInt32LE(head + 4);
  return { id: bytes.toString('latin1', head + headBytes, head + headBytes + uuidChars), shared: shared[bytes.readUInt32LE(head + 12)] as Shared, own, input, text, end: text + bytes.readUInt32LE(head + 8) };
}

/** The keyed hash of what makes a packed record unique, in hexadecimal digits. */
export function keyOf({ bytes, at }: Packed, index: number): string | null {
  const from = (at[index] as number) + headBytes + uuidChars;
  return bytes[from] === 0x20 ? null : bytes.toString('latin1', from, from + keyChars);
}
