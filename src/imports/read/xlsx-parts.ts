/**
 * 工作簿的部件: the small parts that say how to read the sheets: which there are and which are hidden, from which day dates
 * count, which cell styles show dates, and the table of shared texts.
 */
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReadLimits } from './cells.ts';
import { Refused } from './refusals.ts';
import { isDateFormat, type Epoch } from './xlsx-values.ts';
import { readXml, type XmlHandlers } from './xml.ts';
import type { WorkbookZip } from './zip-scan.ts';

export interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly epoch: Epoch;
  readonly sharedStrings: readonly string[];
  /** By cell style: does it show a date? */
  readonly dateStyles: readonly boolean[];
}

interface Relationship {
  readonly type: string;
  readonly part: string;
}

const partsMax = 65_536;

/** Opens a part by its name; undefined when the workbook has none such. */
export async function openPart(book: WorkbookZip, part: string): Promise<Readable | undefined> {
  const entry = book.parts.get(part.toLowerCase());
  if (entry === undefined) return undefined;
  try {
    return await book.zip.openReadStreamPromise(entry);
  } catch (error) {
    throw new Refused('damaged', { detail: String(error) });
  }
}

async function readPart(book: WorkbookZip, part: string, handlers: XmlHandlers): Promise<boolean> {
  const stream = await openPart(book, part);
  if (stream === undefined) return false;
  await readXml(stream, handlers);
  return true;
}

async function relationshipsOf(book: WorkbookZip, part: string): Promise<Map<string, Relationship>> {
  const folder = posix.dirname(part);
  const found = new Map<string, Relationship>();
  await readPart(book, posix.join(folder, '_rels', `${posix.basename(part)}.rels`), {
    open(name, { Id, Type, Target, TargetMode }) {
      if (name !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External') return;
      if (found.size >= partsMax) throw new Refused('damaged');
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      found.set(Id, { type: (Type ?? '').replace(/^.*\//, ''), part: target });
    },
  });
  return found;
}

async function workbookPart(book: WorkbookZip): Promise<string> {
  const root = await relationshipsOf(book, 'root');
  const main = [...root.values()].find((each) => each.type === 'officeDocument')?.part ?? 'xl/workbook.xml';
  if (/\.bin$/i.test(main) || book.parts.has('content.xml')) throw new Refused('other-spreadsheet');
  if (!/workbook[^/]*\.xml$/i.test(main) || !book.parts.has(main.toLowerCase())) throw new Refused(root.size === 0 ? 'archive' : 'not-a-table');
  return main;
}

async function dateStylesOf(book: WorkbookZip, part: string | undefined): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const styles: boolean[] = [];
  let inCellFormats = false;
  if (part === undefined) return styles;
  await readPart(book, part, {
    open(name, { numFmtId, formatCode }) {
      if (styles.length > partsMax || codes.size > partsMax) throw new Refused('damaged');
      if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'numFmt' && formatCode !== undefined) codes.set(Number(numFmtId), formatCode);
      else if (name === 'xf' && inCellFormats) styles.push(isDateFormat(Number(numFmtId ?? 0), codes.get(Number(numFmtId ?? 0))));
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}

/** `_x000D_` and the like stand for characters that XML cannot hold. */
export function unescapeText(text: string): string {
  return text.includes('_x') ? text.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
}

async function sharedStringsOf(book: WorkbookZip, part: string | undefined, limits: ReadLimits): Promise<string[]> {
  const strings: string[] = [];
  let chars = 0;
  let text = '';
  let taking = false;
  let phonetic = false;
  if (part === undefined) return strings;
  await readPart(book, part, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') taking = !phonetic;
    },
    text(more) {
      if (taking) text += more;
    },
    close(name) {
      if (name === 't') taking = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si') {
        // A string object costs about as much as twenty characters more.
        chars += text.length + 20;
        if (chars > limits.sharedStringCharsMax) throw new Refused('too-much-text');
        if (text.length > limits.cellCharsMax) throw new Refused('cell-too-long', { max: limits.cellCharsMax });
        strings.push(unescapeText(text));
      }
    },
  });
  return strings;
}

/** Reads everything but the sheets. Throws Refused when this is no workbook. */
export async function readWorkbook(book: WorkbookZip, limits: ReadLimits): Promise<Workbook> {
  const main = await workbookPart(book);
  const relationships = await relationshipsOf(book, main);
  const partOf = (type: string): string | undefined => [...relationships.values()].find((each) => each.type === type)?.part;
  const sheets: Sheet[] = [];
  let epoch: Epoch = '1900';
  await readPart(book, main, {
    open(name, attributes) {
      if (name === 'workbookPr' && /^(?:1|true)$/.test(attributes.date1904 ?? '')) epoch = '1904';
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key === 'id' || key.endsWith(':id'))?.[1];
      const target = id === undefined ? undefined : relationships.get(id);
      if (target?.type !== 'worksheet') return;
      sheets.push({ name: attributes.name ?? '', part: target.part, hidden: attributes.state !== undefined && attributes.state !== 'visible' });
    },
  });
  const dateStyles = await dateStylesOf(book, partOf('styles'));
  return { sheets, epoch, dateStyles, sharedStrings: await sharedStringsOf(book, partOf('sharedStrings'), limits) };
}
