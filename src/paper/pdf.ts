/**
 * 排版: lays a sheet, such as a filled .docx, on pages and writes a tagged PDF with the font of the lockfile. It draws what the sheet says and nothing
 * of its own, and tells the caller which characters the font lacks.
 */
import PDFDocument from 'pdfkit';
import { type Face, openFace } from './face.ts';
import { drawLine, drawRule, type Setting } from './ink.ts';
import { faceOf, type Faces, type Line, linesOf } from './lines.ts';
import { type Block, type Para, readSheet, type Rule, type Sheet, type Table } from './sheet.ts';

export interface Printed {
  readonly pdf: Buffer;
  /** Characters that the font lacks. */
  readonly missing: readonly string[];
  readonly pages: number;
}

export interface About {
  readonly title: string;
  readonly author: string;
  /** Day of issue; the document says no other time. */
  readonly on: string;
  readonly lang?: 'zh-CN' | 'en';
}

const lineHeight = (para: Para, size: number): number => ('exact' in para.line ? para.line.exact : size * para.line.times);
const ruleHeight = (rule: Rule | undefined): number => (rule === undefined ? 0 : rule.space + rule.strokes.reduce((a, b) => a + b, 0) * 2);

function heightOfLine(para: Para, line: Line): number {
  const sizes = line.units.map(({ piece }) => (piece.is === 'picture' ? 0 : piece.size));
  const picture = Math.max(0, ...line.units.map(({ piece }) => (piece.is === 'picture' ? piece.height : 0)));
  return Math.max(lineHeight(para, Math.max(sizes.length === 0 ? para.look.size : 0, ...sizes)), picture);
}

const tagOf = (para: Para): string => (para.heading > 0 ? `H${para.heading}` : para.pieces.some((p) => p.is === 'picture') ? 'Figure' : 'P');

/** Draws a paragraph line by line; `next` gives the place of a line of some height, on a new page if need be. */
function drawPara(s: Setting, para: Para, area: { readonly x: number; readonly width: number }, next: (height: number) => number, isArtifact: boolean): void {
  const lines = linesOf(s.faces, para, area.width, s.sheet.charSpace, s.page);
  const [x, width] = [area.x + para.left, area.width - para.left - para.right];
  const isEmpty = para.pieces.length === 0;
  const alt = para.pieces.map((p) => (p.is === 'picture' ? p.alt : '')).join('');
  const struct = isArtifact || isEmpty ? undefined : s.doc.struct(tagOf(para), alt === '' ? {} : { alt });
  if (struct !== undefined) s.at.add(struct);
  next(-para.before);
  if (para.top !== undefined) drawRule(s, para.top, x, next(ruleHeight(para.top)), width);
  for (const [n, line] of lines.entries()) {
    const height = heightOfLine(para, line);
    const y = next(height);
    const first = n === 0 ? para.first : 0;
    if (line.units.length === 0) continue;
    if (isArtifact) s.doc.markContent('Artifact', { type: 'Pagination' });
    else struct?.add(s.doc.markStructureContent(tagOf(para)));
    drawLine(s, para, line, x + first, y, width - first, height);
    s.doc.endMarkedContent();
  }
  if (para.bottom !== undefined) drawRule(s, para.bottom, x, next(ruleHeight(para.bottom)) + para.bottom.space, width);
  next(-para.after);
  struct?.end();
}

const heightOfPara = (s: Setting, para: Para, width: number): number =>
  linesOf(s.faces, para, width, s.sheet.charSpace, s.page).reduce((sum, line) => sum + heightOfLine(para, line), 0) + para.before + para.after + ruleHeight(para.top) + ruleHeight(para.bottom);
const cellPadding = 5.4;

function cellsOf(table: Table, row: Table['rows'][number]): { x: number; width: number; blocks: readonly Block[] }[] {
  let column = 0;
  return row.map(({ span, blocks }) => {
    const x = table.widths.slice(0, column).reduce((a, b) => a + b, 0);
    const width = table.widths.slice(column, column + span).reduce((a, b) => a + b, 0);
    column += span;
    return { x, width, blocks };
  });
}

const heightOf = (s: Setting, blocks: readonly Block[], width: number): number => blocks.reduce((sum, b) => sum + (b.is === 'para' ? heightOfPara(s, b, width) : b.rows.reduce((rows, row) => rows + rowHeight(s, b, row), 0)), 0);
const rowHeight = (s: Setting, table: Table, row: Table['rows'][number]): number => Math.max(...cellsOf(table, row).map((c) => heightOf(s, c.blocks, c.width - cellPadding * 2)));

/** One row at a height. A row that is drawn again on a later page is no content of its own. */
function drawRow(s: Setting, table: Table, row: Table['rows'][number], at: { readonly left: number; readonly y: number; readonly height: number }, is: 'head' | 'body' | 'again'): void {
  const outer = s.at;
  const element = (type: string): void => {
    const struct = s.doc.struct(type);
    s.at.add(struct);
    s.at = struct;
  };
  const tagged = table.ruled && is !== 'again';
  if (tagged) element('TR');
  const line = s.at;
  for (const cell of cellsOf(table, row)) {
    if (tagged) element(is === 'head' ? 'TH' : 'TD');
    if (table.ruled) {
      s.doc.markContent('Artifact', { type: 'Layout' });
      s.doc.lineWidth(0.5).rect(at.left + cell.x, at.y, cell.width, at.height).stroke('#000000');
      s.doc.endMarkedContent();
    }
    drawBlocks(s, cell.blocks, { x: at.left + cell.x + cellPadding, width: cell.width - cellPadding * 2 }, stepFrom(at.y), is === 'again');
    if (tagged) s.at.end();
    s.at = line;
  }
  if (tagged) line.end();
  s.at = outer;
}

function drawTable(s: Setting, table: Table, left: number, next: (height: number) => number, pages?: Pages): void {
  const outer = s.at;
  const whole = table.ruled ? s.doc.struct('Table') : undefined;
  if (whole !== undefined) {
    outer.add(whole);
    s.at = whole;
  }
  const heads = table.rows.slice(0, table.heads).map((row) => ({ row, height: rowHeight(s, table, row) }));
  const again = heads.reduce((sum, { height }) => sum + height, 0);
  for (const [n, row] of table.rows.entries()) {
    const height = rowHeight(s, table, row);
    if (pages !== undefined && n >= table.heads && height > pages.left() + 0.5 && height + again <= pages.whole()) {
      pages.turn();
      for (const head of heads) drawRow(s, table, head.row, { left, y: next(head.height), height: head.height }, 'again');
    }
    drawRow(s, table, row, { left, y: next(height), height }, n < table.heads ? 'head' : 'body');
  }
  whole?.end();
  s.at = outer;
}

/** Places one after another from a height downward; a negative height is space that is not drawn on. */
function stepFrom(top: number): (height: number) => number {
  let y = top;
  return (height) => {
    const at = y;
    y += Math.abs(height);
    return at;
  };
}

interface Pages {
  turn(): void;
  /** Height that is left on this page, and that a whole page has. */
  left(): number;
  whole(): number;
}

function drawBlocks(s: Setting, blocks: readonly Block[], area: { readonly x: number; readonly width: number }, next: (height: number) => number, isArtifact: boolean, pages?: Pages): void {
  for (const [at, block] of blocks.entries()) {
    const before = blocks[at - 1];
    const held = before?.is === 'para' && before.keepNext;
    if (pages !== undefined && !held && block.is === 'para' && (block.newPage || !fits(s, blocks, at, area.width, pages))) pages.turn();
    if (block.is === 'table') drawTable(s, block, area.x - cellPadding, next, pages);
    else drawPara(s, block, area, next, isArtifact);
  }
}

/** Whether a paragraph and all that must stay with it fit on this page; what no page could hold is let run on. */
function fits(s: Setting, blocks: readonly Block[], from: number, width: number, pages: Pages): boolean {
  let to = from;
  for (let block = blocks[to]; block?.is === 'para' && block.keepNext; block = blocks[to]) to += 1;
  if (to === from) return true;
  const last = blocks[to];
  // Of a table its heads and first row will do.
  const height = heightOf(s, blocks.slice(from, to), width) + (last === undefined ? 0 : heightOf(s, [last.is === 'table' ? { ...last, rows: last.rows.slice(0, last.heads + 1) } : last], width));
  return height <= pages.left() + 0.5 || height > pages.whole();
}

/** A page with its header and footer. @returns where its text begins. */
function beginPage(s: Setting): number {
  const { sheet, doc } = s;
  doc.addPage();
  s.page += 1;
  const side = s.page === 1 ? 'first' : 'rest';
  const area = { x: sheet.margin.left, width: sheet.width - sheet.margin.left - sheet.margin.right };
  drawBlocks(s, sheet.head[side], area, stepFrom(sheet.margin.header), true);
  const foot = heightOf(s, sheet.foot[side], area.width);
  drawBlocks(s, sheet.foot[side], area, stepFrom(sheet.height - sheet.margin.footer - foot), true);
  return Math.max(sheet.margin.top, sheet.margin.header + heightOf(s, sheet.head[side], area.width));
}

const allPieces = (blocks: readonly Block[]): Para['pieces'][number][] => blocks.flatMap((b) => (b.is === 'para' ? b.pieces : b.rows.flat().flatMap((c) => allPieces(c.blocks))));

async function facesFor(sheet: Sheet): Promise<Faces> {
  const pieces = allPieces([...sheet.blocks, ...sheet.head.first, ...sheet.head.rest, ...sheet.foot.first, ...sheet.foot.rest]);
  const text = (bold: boolean): string => pieces.map((p) => (p.is === 'text' && p.bold === bold ? p.text : '')).join('');
  return { regular: await openFace(400, `${text(false)}0123456789U+ABCDEF`), bold: await openFace(700, `${text(true)}0123456789`) };
}

const lacking = (face: Face, text: string): string[] => Array.from(text).filter((char) => char.trim() !== '' && !face.has(char));

/** A filled .docx as PDF. */
export const printDocx = async (docx: Buffer, about: About): Promise<Printed> => printSheet(await readSheet(docx), about);

/** A sheet as PDF. */
export async function printSheet(sheet: Sheet, about: About): Promise<Printed> {
  const faces = await facesFor(sheet);
  const doc = new PDFDocument({ autoFirstPage: false, size: [sheet.width, sheet.height], margin: 0, pdfVersion: '1.7', tagged: true, lang: about.lang ?? 'zh-CN', displayTitle: true,
    info: { Title: about.title, Author: about.author, Creator: '榕诚', Producer: '榕诚', CreationDate: new Date(`${about.on}T00:00:00+08:00`) } });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => { doc.on('end', resolve); });
  // A face is what pdfkit calls a font, made by us; its types know only files.
  for (const [name, face] of Object.entries(faces)) doc.registerFont(name, face as unknown as Buffer);
  const root = doc.struct('Document');
  doc.addStructure(root);
  const s: Setting = { doc, sheet, faces, at: root, page: 0 };
  let y = beginPage(s);
  const bottom = sheet.height - sheet.margin.bottom;
  const turn = (): void => { y = beginPage(s); };
  const next = (height: number): number => {
    if (height > 0 && y + height > bottom + 0.5) turn();
    const at = y;
    y += Math.abs(height);
    return at;
  };
  const pages = { turn, left: () => bottom - y, whole: () => bottom - sheet.margin.top };
  drawBlocks(s, sheet.blocks, { x: sheet.margin.left, width: sheet.width - sheet.margin.left - sheet.margin.right }, next, false, pages);
  root.end();
  doc.end();
  await ended;
  const missing = [...new Set(allPieces([...sheet.blocks, ...sheet.head.first, ...sheet.foot.first]).flatMap((p) => (p.is === 'text' ? lacking(faceOf(faces, p), p.text) : [])))];
  return { pdf: Buffer.concat(chunks), missing, pages: s.page };
}
