/**
 * 辨认文件: what a file really is, by its first bytes rather than its name. People upload password-protected workbooks, old
 * .xls, WPS files and web pages renamed to .xls every day; each gets its own advice instead of "format error".
 */
import { open, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Format } from './cells.ts';
import { Refused } from './refusals.ts';

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ZIP = Buffer.from('504b0304', 'hex');
const EMPTY_ZIP = Buffer.from('504b0506', 'hex');
const ARCHIVES = [Buffer.from('Rar!'), Buffer.from('377abcaf271c', 'hex'), Buffer.from('1f8b', 'hex')];
const NO_TABLES = [Buffer.from('%PDF'), Buffer.from('89504e47', 'hex'), Buffer.from('ffd8ff', 'hex'), Buffer.from('GIF8'), Buffer.from('{\\rtf')];
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

const headBytes = 4096;
const blockBytes = 2 ** 20;

const startsWith = (head: Buffer, mark: Buffer): boolean => head.subarray(0, mark.length).equals(mark);

/** Whether an OLE container holds an encrypted modern workbook; its directory may lie anywhere in the file. */
async function holdsEncryptedPackage(file: FileHandle): Promise<boolean> {
  const block = Buffer.alloc(blockBytes + ENCRYPTED_STREAM.length);
  for (let at = 0; ; at += blockBytes) {
    const { bytesRead } = await file.read(block, 0, block.length, at);
    if (block.subarray(0, bytesRead).includes(ENCRYPTED_STREAM)) return true;
    if (bytesRead < block.length) return false;
  }
}

async function sniffOle(file: FileHandle, extension: string): Promise<never> {
  if (await holdsEncryptedPackage(file)) throw new Refused('encrypted');
  throw new Refused(extension === '.et' || extension === '.wps' ? 'wps' : extension === '.doc' || extension === '.ppt' ? 'not-a-table' : 'legacy-xls');
}

function sniffText(head: Buffer, extension: string): Format {
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const text = (isWide ? head.toString('latin1').replaceAll('\0', '').slice(2) : head.toString('latin1').replace(/^\xef\xbb\xbf/, '')).trimStart();
  if (/^<(?:!doctype|html|head|table|\?xml|meta|div)/i.test(text)) throw new Refused('web-page');
  if (extension === '.ndjson' || extension === '.jsonl' || text.startsWith('{')) return 'ndjson';
  if (extension === '.json' || /^\[\s*[{\]]/.test(text)) throw new Refused('json-array');
  return 'csv';
}

/** Tells the format of a file from its first bytes. Throws Refused for whatever cannot be read as a table. */
export async function sniff(filePath: string, originalName: string, fileBytesMax: number): Promise<Format> {
  const extension = extname(originalName).toLowerCase();
  const file = await open(filePath, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) throw new Refused('empty');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    if (startsWith(head, OLE)) return await sniffOle(file, extension);
    if (size > fileBytesMax) throw new Refused('file-too-large', { max: fileBytesMax });
    if (startsWith(head, ZIP) || startsWith(head, EMPTY_ZIP)) return 'xlsx';
    if (ARCHIVES.some((mark) => startsWith(head, mark))) throw new Refused('archive');
    if (NO_TABLES.some((mark) => startsWith(head, mark))) throw new Refused('not-a-table');
    if (extension === '.et' || extension === '.wps') throw new Refused('wps');
    return sniffText(head, extension);
  } finally {
    await file.close();
  }
}
