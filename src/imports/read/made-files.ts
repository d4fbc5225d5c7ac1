/**
 * 测试用文件: makes the uploads that the tests of the import read, byte by byte, because no library would make a bomb, an
 * overlapping archive or a workbook of 1904. Used by tests only.
 */
import { crc32, deflateRawSync, constants } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  readonly data: Buffer | string;
  /** What the directory says instead of the truth. */
  readonly declaredBytes?: number;
  /** Deflated already; `declaredBytes` then is its inflated size. */
  readonly deflated?: boolean;
}

function localPart({ name, data, declaredBytes, deflated }: ZipPart): { header: Buffer; body: Buffer; central: Buffer } {
  const plain = Buffer.from(data as string);
  const body = deflated === true ? plain : deflateRawSync(plain);
  const nameBytes = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x800, 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(deflated === true ? 0 : crc32(plain), 10);
  common.writeUInt32LE(body.length, 14);
  common.writeUInt32LE(declaredBytes ?? plain.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  const header = Buffer.concat([Buffer.from('504b0304', 'hex'), common, nameBytes]);
  const central = Buffer.concat([Buffer.from('504b01021400', 'hex'), common, Buffer.alloc(14), nameBytes]);
  return { header, body, central };
}

/** A zip archive. With `overlapping`, every entry points at the bytes of the first. */
export function zipOf(parts: readonly ZipPart[], overlapping = false): Buffer {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const { header, body, central } = localPart(part);
    central.writeUInt32LE(overlapping && index > 0 ? 0 : at, 42);
    directory.push(central);
    chunks.push(header, body);
    at += header.length + body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...chunks, listed, end]);
}

/** Deflated zeros that inflate to `megabytes`: one block, repeated. */
export function deflatedZeros(megabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(2 ** 20, 0x20), { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  return Buffer.concat([...Array.from({ length: megabytes }, () => block), Buffer.from([3, 0])]);
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export interface MadeSheet {
  readonly name: string;
  /** The inside of `<sheetData>`. */
  readonly rows: string;
  readonly state?: 'hidden' | 'veryHidden';
  /** What follows `</sheetData>`. */
  readonly after?: string;
}

export interface MadeBook {
  readonly sheets: readonly MadeSheet[];
  readonly sharedStrings?: readonly string[];
  /** Cell styles by number format id; 0 is General, 14 a date; 200 is `yyyy"年"m"月"d"日"`. */
  readonly formats?: readonly number[];
  readonly date1904?: boolean;
  readonly more?: readonly ZipPart[];
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The parts of a workbook; `bookOf` zips them. */
export function bookParts({ sheets, sharedStrings = [], formats = [0], date1904 = false, more = [] }: MadeBook): ZipPart[] {
  const listed = sheets.map(({ name, state }, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"${state === undefined ? '' : ` state="${state}"`}/>`).join('');
  const related = sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('');
  const styles = `${PROLOG}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>`
    + `<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="${formats.length}">${formats.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`;
  return [
    { name: '_rels/.rels', data: `${PROLOG}<Relationships><Relationship Id="r" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>` },
    { name: 'xl/workbook.xml', data: `${PROLOG}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${listed}</sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', data: `${PROLOG}<Relationships>${related}<Relationship Id="s" Type="${RELATIONS}/styles" Target="styles.xml"/><Relationship Id="t" Type="${RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>` },
    { name: 'xl/styles.xml', data: styles },
    { name: 'xl/sharedStrings.xml', data: `${PROLOG}<sst xmlns="${MAIN}">${sharedStrings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>` },
    ...sheets.map(({ rows, after = '' }, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, data: `${PROLOG}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${after}</worksheet>` })),
    ...more,
  ];
}

export const bookOf = (book: MadeBook): Buffer => zipOf(bookParts(book));

/** A row of inline texts. */
export function textRow(line: number, texts: readonly string[]): string {
  return `<row r="${line}">${texts.map((text) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`).join('')}</row>`;
}
