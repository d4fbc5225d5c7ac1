/**
 * 文字编码: one decision for the whole file. Strict UTF-8 if every byte fits, else strict GB18030, else a refusal; a single cell
 * of two or three GBK bytes is often valid UTF-8 too, so cells are never judged alone. UTF-16 is known by its mark.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Encoding, ReadLimits } from './cells.ts';
import { Refused } from './refusals.ts';

async function markOf(filePath: string): Promise<Encoding | undefined> {
  const file = await open(filePath, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0);
    if (bytesRead >= 2 && buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
    if (bytesRead >= 2 && buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be';
    return bytesRead === 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 'utf-8' : undefined;
  } finally {
    await file.close();
  }
}

/** The text of a file in chunks, without its mark. Throws TypeError at bytes that the encoding does not know. */
export async function* textChunks(filePath: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(filePath, { highWaterMark: 256 * 1024 })) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

function newlinesIn(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** How many lines the file has, undefined where it does not decode; throws Refused where it does but must not be read: NUL, U+FFFD, or an endless line. */
async function linesOf(filePath: string, encoding: Encoding, limits: ReadLimits): Promise<number | undefined> {
  let line = 1;
  let sinceNewline = 0;
  let hasText = false;
  try {
    for await (const text of textChunks(filePath, encoding)) {
      if (text.includes('\0')) throw new Refused('nul-bytes');
      const garbled = text.indexOf('\ufffd');
      if (garbled >= 0) throw new Refused('garbled', { line: line + newlinesIn(text, garbled) });
      const last = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
      sinceNewline = last < 0 ? sinceNewline + text.length : text.length - last - 1;
      line += newlinesIn(text, text.length);
      if (sinceNewline > limits.lineCharsMax) throw new Refused('line-too-long', { line, max: limits.lineCharsMax });
      hasText ||= text.trim() !== '';
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    return undefined;
  }
  if (!hasText) throw new Refused('empty');
  return sinceNewline === 0 ? line - 1 : line;
}

/** Decides how the file is encoded, and counts its lines on the way. `asked` is the user's own choice. Throws Refused. */
export async function decideEncoding(filePath: string, limits: ReadLimits, asked?: Encoding): Promise<{ readonly encoding: Encoding; readonly lines: number }> {
  const mark = asked ?? (await markOf(filePath));
  const candidates: readonly Encoding[] = mark === undefined ? ['utf-8', 'gb18030'] : [mark];
  for (const encoding of candidates) {
    const lines = await linesOf(filePath, encoding, limits);
    if (lines !== undefined) return { encoding, lines };
  }
  throw new Refused('encoding');
}
