/**
 * 压缩包预检: looks at a workbook's table of contents before a byte of it is inflated. An .xlsx is a zip, and a zip of one
 * megabyte can hold a terabyte; the declared sizes are checked here, and yauzl stops any part that grows beyond its own.
 */
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { ReadLimits } from './cells.ts';
import { Refused } from './refusals.ts';

/** An opened workbook; `parts` by lower-case name. The caller closes `zip`. */
export interface WorkbookZip {
  readonly zip: ZipFile;
  readonly parts: ReadonlyMap<string, Entry>;
}

const prologBytes = 4096;
const localHeaderBytes = 30;

/** Two entries that share bytes of the file: the trick of the densest bombs. */
function overlap(entries: readonly Entry[]): boolean {
  const sorted = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  return sorted.some((entry, i) => {
    const next = sorted[i + 1];
    return next !== undefined && entry.relativeOffsetOfLocalHeader + localHeaderBytes + entry.fileNameLength + entry.compressedSize > next.relativeOffsetOfLocalHeader;
  });
}

function checkSizes(entries: readonly Entry[], limits: ReadLimits): void {
  let inflated = 0;
  let compressed = 0;
  const tooDense = (large: number, small: number): boolean => large > limits.ratioFloorBytes && large > limits.ratioMax * Math.max(small, 1);
  for (const entry of entries) {
    inflated += entry.uncompressedSize;
    compressed += entry.compressedSize;
    if (tooDense(entry.uncompressedSize, entry.compressedSize)) throw new Refused('bomb');
  }
  if (inflated > limits.inflatedBytesMax || tooDense(inflated, compressed) || overlap(entries)) throw new Refused('bomb');
}

/** The first bytes of a part, without inflating the rest. */
async function prologOf(zip: ZipFile, entry: Entry): Promise<string> {
  const stream: Readable = await zip.openReadStreamPromise(entry);
  let text = '';
  for await (const chunk of stream) {
    text += (chunk as Buffer).toString('latin1', 0, prologBytes);
    if (text.length >= prologBytes) break;
  }
  return text.replaceAll('\0', '');
}

async function listEntries(zip: ZipFile, limits: ReadLimits, deadline: AbortSignal): Promise<Entry[]> {
  if (zip.entryCount > limits.entriesMax) throw new Refused('bomb');
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (deadline.aborted) throw new Refused('too-slow');
    entries.push(entry);
  }
  return entries;
}

/** Opens a workbook whose contents are within the limits. Throws Refused for a bomb, a DOCTYPE, encryption or damage. */
export async function openWorkbookZip(filePath: string, limits: ReadLimits): Promise<WorkbookZip> {
  const deadline = AbortSignal.timeout(limits.scanMsMax);
  const zip = await openPromise(filePath, { autoClose: false }).catch(() => undefined);
  if (zip === undefined) throw new Refused('damaged');
  try {
    const entries = await listEntries(zip, limits, deadline);
    checkSizes(entries, limits);
    const parts = new Map<string, Entry>();
    for (const entry of entries) {
      const name = entry.fileName.toLowerCase();
      if (entry.isEncrypted()) throw new Refused('encrypted');
      if (parts.has(name)) throw new Refused('bomb');
      parts.set(name, entry);
    }
    for (const [name, entry] of parts) {
      if (deadline.aborted) throw new Refused('too-slow');
      if (/\.(?:xml|rels|vml)$/.test(name) && /<!doctype/i.test(await prologOf(zip, entry))) throw new Refused('doctype');
    }
    return { zip, parts };
  } catch (error) {
    zip.close();
    throw error instanceof Refused ? error : new Refused('damaged', { detail: String(error) });
  }
}
