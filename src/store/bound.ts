/**
 * 提前备好的部分: what of a landing record needs neither its number nor the moment: the salted commitment of its first entry, and its
 * words. A third of the work of an import, done beside the check by a thread of its own.
 */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type EntryBinding, entryCommitment, saltBytes } from '../core/log/commitment.ts';
import { sha256Ed25519 } from '../core/log/suite.ts';
import { pairsText } from '../core/words.ts';
import { plainText } from './copy.ts';
import { type Bound, Bytes, type Packed, partsOf } from './packed.ts';

/** What the first entries of a batch share. */
export type BoundBy = Pick<EntryBinding, 'register' | 'n' | 'by' | 'on'>;

/** Characters of a salt and of a commitment. */
export const boundChars = 2 * saltBytes;

const saltsAtOnce = 512;
let salts = Buffer.alloc(0);

/** Random bytes, drawn for many records at once; none is given twice. */
function freshSalt(): Buffer {
  if (salts.length === 0) salts = randomBytes(saltsAtOnce * saltBytes);
  const salt = salts.subarray(0, saltBytes);
  salts = salts.subarray(saltBytes);
  return salt;
}

/** Makes the parts of one record after the other. */
export class Binding {
  private readonly by: BoundBy;
  private readonly scratch = new Bytes(4096);
  private readonly out: Bytes;
  private readonly at: number[] = [];

  constructor(by: BoundBy, room: number) {
    this.by = by;
    this.out = new Bytes(room);
  }

  add(packed: Packed, index: number): void {
    const { out, scratch } = this;
    const { bytes } = packed;
    const { id, shared: { action, state }, input, text, end } = partsOf(packed, index);
    const salt = freshSalt();
    scratch.length = 0;
    scratch.text('{"input":');
    const inputBytes = bytes.subarray(input, text);
    if (inputBytes.includes(0x5c)) scratch.text(plainText(inputBytes.toString()));
    else scratch.bytes(bytes, input, text);
    scratch.text('}');
    const commitment = entryCommitment(sha256Ed25519, salt, { ...this.by, id, action, state }, scratch.buffer.subarray(0, scratch.length));
    this.at.push(out.length);
    out.text(`${salt.toString('hex')}${Buffer.from(commitment).toString('hex')}${pairsText(bytes.toString('utf8', text, end))}`);
  }

  /** All of them so far; the end of the last is the end of the bytes. */
  done(): Bound {
    return { bytes: this.out.buffer.subarray(0, this.out.length), at: this.at };
  }

  clear(): void {
    this.out.length = this.at.length = 0;
  }
}

const heapMegabytesMax = 128;
const program = new URL('bound-thread.ts', import.meta.url);

/** A thread that makes the parts of many records at a time. It knows nothing but what it is given. */
export class BindingThread {
  private readonly worker: Worker;
  private readonly waiting: ((bound: Bound | undefined) => void)[] = [];
  private gone = false;

  constructor(by: BoundBy) {
    this.worker = new Worker(program, { workerData: by, env: {}, resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax } });
    this.worker.on('message', ({ bytes, at }: { bytes: Uint8Array; at: number[] }) => this.waiting.shift()?.({ bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at }));
    // Without the thread all is made when it is needed.
    const lost = (): void => {
      this.gone = true;
      for (const answer of this.waiting.splice(0)) answer(undefined);
    };
    this.worker.on('error', lost);
    this.worker.on('exit', lost);
    this.worker.unref();
  }

  /** Takes the bytes away from the caller. @returns undefined where the thread is lost. */
  async bind({ bytes, at, shared }: Packed): Promise<Bound | undefined> {
    if (this.gone) return undefined;
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.worker.postMessage({ bytes, at, shared }, [bytes.buffer as ArrayBuffer]);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
