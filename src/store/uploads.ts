/**
 * 附件接收: documents arrive whole or not at all: written beside, synced and renamed under a random name; digest and extracted
 * text go to the database, the text encrypted, so that the gate can read what a reviewer would have to.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, readFile, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { extractText, getDocumentProxy } from 'unpdf';
import { openPromise } from 'yauzl';
import type { Actor } from '../core/actor.ts';
import { ProblemError } from '../core/problem.ts';
import { concealDocument } from './conceal.ts';
import { plainPath, receive, settleFile, writing } from './files.ts';
import type { Asked } from './db.ts';
import type { House } from './house.ts';

/** Characters of extracted text that are kept and scanned. */
export const textMax = 200_000;
/** Bounds on the part of a .docx that is read. */
const entriesMax = 500;
const inflatedBytesMax = 20 * 2 ** 20;

export interface Stored {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly text: string | null;
}

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** What the bytes are, whatever the name says; undefined for what is not accepted. */
function mimeOf(head: Buffer, name: string): string | undefined {
  const starts = (...bytes: number[]): boolean => head.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf';
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0x50, 0x4b, 0x03, 0x04)) return name.toLowerCase().endsWith('.docx') ? docx : undefined;
  // Text has no control characters but tab, line ends and form feed; whatever else has them is a program, an old .doc or a picture.
  return head.length === 0 || head.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte)) ? undefined : 'text/plain';
}

/** File names are shown, never used as paths; control and direction characters are dropped. */
export const safeName = (name: string): string => (name.split(/[\\/]/).at(-1) ?? '').normalize('NFC').replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200) || '未命名文件';

/** Enters a file once for a request that is sent again; told the digest, which is what the request says. @returns the file's id, or that of the one entered before. */
export type OnceForFile = (digest: string, enter: (tx: Asked) => Promise<{ id: string }>) => Promise<{ id: string }>;

/** Receives an upload. @returns undefined when the kind of file is not accepted. @throws what the stream throws, and a problem when the disk refuses, leaving nothing behind. */
export async function storeFile(house: House, actor: Actor, stream: Readable, name: string, once?: OnceForFile): Promise<Stored | undefined> {
  const id = randomUUID();
  const path = plainPath(house.filesDir, id);
  const draft = `${path}.part`;
  const digest = createHash('sha256');
  try {
    await writing(() => receive(stream, draft, digest));
    if ((stream as { truncated?: boolean }).truncated === true) throw Object.assign(new Error('too large'), { code: 'FST_REQ_FILE_TOO_LARGE', statusCode: 413 });
    const mime = mimeOf(await headOf(draft), name);
    if (mime === undefined) return undefined;
    const text = await textOf(draft, mime);
    await writing(() => settleFile(draft, path));
    const sha256 = digest.digest();
    const stored = { id, name: safeName(name), mime, bytes: (await stat(path)).size, sha256: sha256.toString('hex'), text };
    // Should this fail, the row may be there all the same; a file without a row is cleared later.
    const enter = async (db: Asked): Promise<{ id: string }> => {
      await db.query('insert into rc.attachment (id, name, mime, bytes, sha256, text_cipher, by_account, at) values ($1,$2,$3,$4,$5,$6,$7,$8)', [id, stored.name, mime, stored.bytes, sha256, text === null ? null : concealDocument(house, text), actor.accountId, house.clock.now()]);
      return { id };
    };
    const entered = once === undefined ? await enter(house.pool) : await once(stored.sha256, enter);
    if (entered.id === id) return stored;
    // Sent again: what came this time is the file that is there already.
    await rm(path, { force: true });
    return { ...stored, id: entered.id };
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
  await handle.close();
  return buffer.subarray(0, bytesRead);
}

async function textOf(path: string, mime: string): Promise<string | null> {
  if (mime === 'text/plain') return plainText(await readFile(path));
  if (mime === docx) return docxText(path);
  if (mime !== 'application/pdf') return null;
  try {
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(await readFile(path))), { mergePages: true });
    return text.replaceAll('\u0000', '').slice(0, textMax);
  } catch {
    // A damaged or scanned document has no text layer; the reviewer sees that it could not be read.
    return null;
  }
}

function plainText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).slice(0, textMax);
  } catch {
    return new TextDecoder('gb18030').decode(bytes).slice(0, textMax);
  }
}

/** The words of a .docx: the text runs of its main part, a line per paragraph; null for a bomb or a broken file. */
async function docxText(path: string): Promise<string | null> {
  const zip = await openPromise(path, { lazyEntries: true }).catch(() => undefined);
  if (zip === undefined) return null;
  try {
    let seen = 0;
    for await (const entry of zip.eachEntry()) {
      seen += 1;
      if (seen > entriesMax) return null;
      if (entry.fileName !== 'word/document.xml' || entry.uncompressedSize > inflatedBytesMax) continue;
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      const xml = Buffer.concat(chunks).toString('utf8');
      if (xml.includes('<!DOCTYPE')) return null;
      return xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').slice(0, textMax);
    }
    return null;
  } finally {
    zip.close();
  }
}

/** The bytes of an attachment. @throws ProblemError when its file is missing, which the check of the whole database names. */
export function readFileStream(house: Pick<House, 'filesDir'>, id: string): Readable {
  const path = plainPath(house.filesDir, id);
  if (existsSync(path)) return createReadStream(path);
  throw new ProblemError({ kind: 'not-found', code: 'file-missing', detail: { zh: '附件的登记还在，文件却缺失；请联系系统管理员运行 rongcheng fsck 并从备份恢复', en: 'The file of this attachment is missing: run rongcheng fsck and restore it from a backup' } });
}
