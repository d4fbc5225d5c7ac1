/**
 * 打包: a folder as one tar file (POSIX ustar) and back, so that a backup can travel as a file that every system opens. Only
 * plain files below one folder; whatever else an archive names is refused.
 */
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { filesUnder } from '../files.ts';

const block = 512;
const nameMax = 100;
/** Sizes from here on do not fit eleven octal digits. */
const octalMax = 8 ** 11;

/** Writes all files below a folder into a tar file. */
export async function packTar(folder: string, target: string): Promise<void> {
  await pipeline(Readable.from(blocksOf(folder)), createWriteStream(target, { mode: 0o600, flush: true }));
}

async function* blocksOf(folder: string): AsyncGenerator<Buffer> {
  for (const path of filesUnder(folder).sort()) {
    const size = statSync(path).size;
    yield headerOf(relative(folder, path).split(sep).join('/'), size);
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

function headerOf(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > nameMax) throw new RangeError(`name too long for the archive: ${name}`);
  const header = Buffer.alloc(block);
  header.write(name, 0);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (size < octalMax) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function sumOf(header: Buffer): number {
  let sum = 0;
  for (const byte of header) sum += byte;
  return sum;
}

/** An archive that is damaged or names what we never put in. */
export class TarError extends Error {}

/** Unpacks a tar file into a folder. Throws {@link TarError}. */
export async function unpackTar(source: string, folder: string): Promise<void> {
  const file = await open(source);
  try {
    const header = Buffer.alloc(block);
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(header, 0, block, at);
      if (bytesRead < block) throw new TarError('the archive ends too early');
      at += block;
      if (header.every((byte) => byte === 0)) return;
      const { name, size } = readHeader(header);
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      if (size === 0) await pipeline(Readable.from([]), createWriteStream(path, { mode: 0o600 }));
      else await pipeline(createReadStream(source, { start: at, end: at + size - 1 }), createWriteStream(path, { mode: 0o600 }));
      if (statSync(path).size !== size) throw new TarError('the archive ends too early');
      at += Math.ceil(size / block) * block;
    }
  } finally {
    await file.close();
  }
}

function readHeader(header: Buffer): { name: string; size: number } {
  const text = (start: number, length: number): string => header.toString('utf8', start, start + length).replace(/\0[^]*$/, '');
  const claimed = Number.parseInt(text(148, 8), 8);
  const blank = Buffer.from(header);
  blank.write('        ', 148);
  if (claimed !== sumOf(blank)) throw new TarError('not a tar file, or damaged');
  const name = text(0, nameMax);
  const plain = (text(156, 1) || '0') === '0' && name !== '' && !name.startsWith('/') && !name.includes('\\') && !name.split('/').includes('..');
  if (!plain) throw new TarError(`the archive names what a backup never holds: ${name}`);
  return { name, size: header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8) };
}
