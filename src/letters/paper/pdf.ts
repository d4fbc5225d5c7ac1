/**
 * 排版: lays a filled .docx on pages and writes a tagged PDF with the font of the lockfile. It draws what the city's template says and nothing of
 * its own; a character that the font lacks is drawn as a box with its code point, and told to the caller.
 */
import PDFDocument from 'pdfkit';
import { type Face, openFace } from './face.ts';
import { faceOf, type Faces, type Line, linesOf, type Unit, wide, widthOf } from './lines.ts';
import { type Block, type Look, type Para, readSheet, type Rule, type Sheet, type Table } from './sheet.ts';

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
}

type Doc = InstanceType<typeof PDFDocument>;
interface Setting {
  readonly doc: Doc;
  readonly sheet: Sheet;
  readonly faces: Faces;
  readonly root: PDFKit.PDFStructureElement;
  page: number;
}

const lineHeight = (para: Para, size: number): number => ('exact' in para.line ? para.line.exact : size * para.line.times);
const ruleHeight = (rule: Rule | undefined): number => (rule === undefined ? 0 : rule.space + rule.strokes.reduce((a, b) => a + b, 0) * 2);

function heightOfLine(para: Para, line: Line): number {
  const sizes = line.units.map(({ piece }) => (piece.is === 'picture' ? 0 : piece.size));
  const picture = Math.max(0, ...line.units.map(({ piece }) => (piece.is === 'picture' ? piece.height : 0)));
  return Math.max(lineHeight(para, Math.max(sizes.length === 0 ? para.look.size : 0, ...sizes)), picture);
}

function drawRule(s: Setting, rule: Rule, x: number, y: number, width: number): void {
  s.doc.markContent('Artifact', { type: 'Layout' });
  let at = y;
  for (const stroke of rule.strokes) {
    s.doc.rect(x, at, width, stroke).fill(rule.color);
    at += stroke + Math.min(...rule.strokes) * 1.5;
  }
  s.doc.endMarkedContent();
}

/** A box with the code point of a character that the font does not have. */
function drawUnknown(s: Setting, char: string, look: Look, x: number, baseline: number): void {
  const hex = (char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
  s.doc.lineWidth(0.5).rect(x + 0.5, baseline - look.size * 0.85, look.size - 1, look.size * 0.95).stroke(look.color);
  s.doc.font('regular').fontSize(look.size * 0.28).fillColor(look.color).text(`U+${hex}`, x + 1, baseline - look.size * 0.3, { lineBreak: false, baseline: 'alphabetic', width: look.size });
}

type Kind = 'unknown' | 'wide' | 'narrow';

/** A text in stretches of one kind: full-width characters keep the page's pitch, words and numbers their own; what the font lacks stands alone. */
function stretchesOf(face: Face, text: string): { kind: Kind; text: string }[] {
  const all: { kind: Kind; text: string }[] = [];
  for (const char of text) {
    const kind = char.trim() !== '' && !face.has(char) ? 'unknown' : wide.test(char) ? 'wide' : 'narrow';
    const last = all.at(-1);
    if (last !== undefined && last.kind === kind && kind !== 'unknown') last.text += char;
    else all.push({ kind, text: char });
  }
  return all;
}

/** Places after which a line may be stretched: each full-width character, and each word as a whole. */
const stopsIn = (stretch: { kind: Kind; text: string }): number => (stretch.kind === 'wide' ? Array.from(stretch.text).length : 1);

function drawText(s: Setting, text: string, look: Look, x: number, baseline: number, gap: number): number {
  let at = x;
  for (const stretch of stretchesOf(faceOf(s.faces, look), text)) {
    const characterSpacing = stretch.kind === 'wide' ? gap + s.sheet.charSpace * (look.size / 16) : 0;
    if (stretch.kind === 'unknown') drawUnknown(s, stretch.text, look, at, baseline);
    else if (stretch.text.trim() !== '') s.doc.font(look.bold ? 'bold' : 'regular').fontSize(look.size).fillColor(look.color).text(stretch.text, at, baseline, { lineBreak: false, baseline: 'alphabetic', characterSpacing });
    at += widthOf(s.faces, look, stretch.text, s.sheet.charSpace) + gap * stopsIn(stretch);
  }
  return at;
}

/** One line at its place. */
function drawLine(s: Setting, para: Para, line: Line, x: number, y: number, width: number, height: number): void {
  const units = merged(line.units);
  const spare = width - line.width;
  const stops = units.reduce((sum, { piece, text }) => sum + (piece.is === 'picture' ? 1 : stretchesOf(faceOf(s.faces, piece), text).reduce((n, one) => n + stopsIn(one), 0)), 0);
  const gap = (para.align === 'both' && line.full && spare < width / 4) || spare < 0 ? spare / Math.max(1, stops - 1) : 0;
  let at = x + (gap !== 0 ? 0 : para.align === 'center' ? spare / 2 : para.align === 'right' ? spare : 0);
  for (const { piece, text, width: w } of units) {
    if (piece.is === 'picture') s.doc.image(piece.png, at, y + height - piece.height, { width: piece.width, height: piece.height });
    at = text === '' || piece.is === 'picture' ? at + w : drawText(s, text, piece, at, y + (height - piece.size) / 2 + piece.size * 0.88, gap);
  }
}

/** Neighbours of one run as one. */
function merged(units: readonly Unit[]): Unit[] {
  const all: Unit[] = [];
  for (const unit of units) {
    const last = all.at(-1);
    if (last !== undefined && last.piece === unit.piece && unit.text !== '') all[all.length - 1] = { ...last, text: last.text + unit.text, width: last.width + unit.width };
    else all.push(unit);
  }
  return all;
}

const tagOf = (para: Para): string => (para.heading ? 'H1' : para.pieces.some((p) => p.is === 'picture') ? 'Figure' : 'P');

/** Draws a paragraph line by line; `next` gives the place of a line of some height, on a new page if need be. */
function drawPara(s: Setting, para: Para, area: { readonly x: number; readonly width: number }, next: (height: number) => number, isArtifact: boolean): void {
  const lines = linesOf(s.faces, para, area.width, s.sheet.charSpace, s.page);
  const [x, width] = [area.x + para.left, area.width - para.left - para.right];
  const isEmpty = para.pieces.length === 0;
  const alt = para.pieces.map((p) => (p.is === 'picture' ? p.alt : '')).join('');
  const struct = isArtifact || isEmpty ? undefined : s.doc.struct(tagOf(para), alt === '' ? {} : { alt });
  if (struct !== undefined) s.root.add(struct);
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

function drawTable(s: Setting, table: Table, left: number, next: (height: number) => number): void {
  for (const row of table.rows) {
    const height = rowHeight(s, table, row);
    const y = next(height);
    for (const cell of cellsOf(table, row)) {
      if (table.ruled) {
        s.doc.markContent('Artifact', { type: 'Layout' });
        s.doc.lineWidth(0.5).rect(left + cell.x, y, cell.width, height).stroke('#000000');
        s.doc.endMarkedContent();
      }
      drawBlocks(s, cell.blocks, { x: left + cell.x + cellPadding, width: cell.width - cellPadding * 2 }, stepFrom(y), false);
    }
  }
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
    if (block.is === 'table') drawTable(s, block, area.x - cellPadding, next);
    else drawPara(s, block, area, next, isArtifact);
  }
}

/** Whether a paragraph and all that must stay with it fit on this page; what no page could hold is let run on. */
function fits(s: Setting, blocks: readonly Block[], from: number, width: number, pages: Pages): boolean {
  let to = from;
  for (let block = blocks[to]; block?.is === 'para' && block.keepNext; block = blocks[to]) to += 1;
  if (to === from) return true;
  const height = heightOf(s, blocks.slice(from, to + 1), width);
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
export async function printSheet(docx: Buffer, about: About): Promise<Printed> {
  const sheet = await readSheet(docx);
  const faces = await facesFor(sheet);
  const doc = new PDFDocument({ autoFirstPage: false, size: [sheet.width, sheet.height], margin: 0, pdfVersion: '1.7', tagged: true, lang: 'zh-CN', displayTitle: true,
    info: { Title: about.title, Author: about.author, Creator: '榕诚', Producer: '榕诚', CreationDate: new Date(`${about.on}T00:00:00+08:00`) } });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => { doc.on('end', resolve); });
  // A face is what pdfkit calls a font, made by us; its types know only files.
  for (const [name, face] of Object.entries(faces)) doc.registerFont(name, face as unknown as Buffer);
  const root = doc.struct('Document');
  doc.addStructure(root);
  const s: Setting = { doc, sheet, faces, root, page: 0 };
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
