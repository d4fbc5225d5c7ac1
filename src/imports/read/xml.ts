/**
 * 有界的 XML 读取: saxes fed in chunks, with a limit on depth and on how much may pass between two events, so that no tag,
 * text or attribute of any size can fill the memory. A DOCTYPE is refused; entities other than XML's own do not exist.
 */
import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { Refused } from './refusals.ts';

/** Called with local names: the prefix that some writers put before every tag is dropped. */
export interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const depthMax = 64;
const quietCharsMax = 4 * 2 ** 20;

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

function decoderFor(first: Buffer): TextDecoder {
  const wide = first[0] === 0xff && first[1] === 0xfe ? 'utf-16le' : first[0] === 0xfe && first[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(wide, { fatal: true });
}

function saxesOf(handlers: XmlHandlers, heard: () => void): SaxesParser {
  const parser = new SaxesParser({ position: false });
  let depth = 0;
  parser.on('doctype', () => {
    throw new Refused('doctype');
  });
  parser.on('opentag', (tag) => {
    heard();
    if (++depth > depthMax) throw new Refused('damaged');
    handlers.open?.(localName(tag.name), tag.attributes as Record<string, string>);
  });
  parser.on('text', (text) => {
    heard();
    handlers.text?.(text);
  });
  parser.on('closetag', (tag) => {
    heard();
    depth--;
    handlers.close?.(localName(tag.name));
  });
  return parser;
}

/** Parses a stream of XML and yields after each chunk, so that a caller can hand on what the handlers gathered. Throws Refused. */
export async function* parseXml(stream: Readable, handlers: XmlHandlers): AsyncGenerator<void> {
  let quiet = 0;
  let decoder: TextDecoder | undefined;
  const parser = saxesOf(handlers, () => {
    quiet = 0;
  });
  try {
    for await (const chunk of stream) {
      decoder ??= decoderFor(chunk as Buffer);
      const text = decoder.decode(chunk as Buffer, { stream: true });
      quiet += text.length;
      if (quiet > quietCharsMax) throw new Refused('damaged');
      parser.write(text);
      yield;
    }
    parser.write(decoder?.decode() ?? '').close();
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('damaged', { detail: String(error) });
  }
}

/** Parses a whole part. */
export async function readXml(stream: Readable, handlers: XmlHandlers): Promise<void> {
  for await (const _ of parseXml(stream, handlers));
}
