/**
 * 落墨: puts rules, characters and whole lines at their places on a page. A character that the font lacks is drawn as a box with its code point.
 */
import type PDFDocument from 'pdfkit';
import type { Face } from './face.ts';
import { faceOf, type Faces, type Line, type Unit, wide, widthOf } from './lines.ts';
import type { Look, Para, Rule, Sheet } from './sheet.ts';

type Doc = InstanceType<typeof PDFDocument>;
/** A document on its way. */
export interface Setting {
  readonly doc: Doc;
  readonly sheet: Sheet;
  readonly faces: Faces;
  /** The element of the document's structure that is being filled. */
  at: PDFKit.PDFStructureElement;
  page: number;
}

/** The strokes above or below a paragraph. */
export function drawRule(s: Setting, rule: Rule, x: number, y: number, width: number): void {
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
export function drawLine(s: Setting, para: Para, line: Line, x: number, y: number, width: number, height: number): void {
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
