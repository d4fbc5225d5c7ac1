/**
 * 断行: breaks a paragraph into lines as Chinese is set: between any two characters, but never with a closing mark at the head of a line or an
 * opening one at its end; words and numbers of other scripts stay whole.
 */
import type { Face } from './face.ts';
import type { Look, Para, Piece } from './sheet.ts';

export type Faces = { readonly regular: Face; readonly bold: Face };
export const faceOf = (faces: Faces, look: Look): Face => (look.bold ? faces.bold : faces.regular);

/** What is never parted: one character, or a word. */
export type Unit = { readonly width: number; readonly piece: Exclude<Piece, { is: 'break' }>; readonly text: string };
export interface Line {
  readonly units: readonly Unit[];
  readonly width: number;
  /** Followed by more of the same paragraph, so that it may be stretched. */
  readonly full: boolean;
}

const notFirst = new Set('、。，；：！？）》」』〕】〉”’…—％℃·,.;:!?)%');
const notLast = new Set('（《「『〔【〈“‘(');
/** Full-width characters. */
export const wide = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]|[“”‘’…—·]/;

/** Width of a text; full-width characters keep the pitch of the page. */
export const widthOf = (faces: Faces, look: Look, text: string, charSpace: number): number =>
  Array.from(text).reduce((sum, char) => sum + faceOf(faces, look).widthOf(char) * look.size + (wide.test(char) ? charSpace * (look.size / 16) : 0), 0);

function unitsOf(faces: Faces, piece: Exclude<Piece, { is: 'break' }>, charSpace: number, page: number): Unit[] {
  if (piece.is === 'picture') return [{ width: piece.width, piece, text: '' }];
  if (piece.is === 'tab') return [{ width: piece.size * 2, piece, text: '' }];
  const text = piece.is === 'text' ? piece.text : String(page);
  return (text.match(/[A-Za-z0-9.,:/@#&?=_%+~-]+|[\s\S]/gu) ?? []).map((part) => ({ width: widthOf(faces, piece, part, charSpace), piece, text: part }));
}

/** Lines of a paragraph within a width. */
export function linesOf(faces: Faces, para: Para, width: number, charSpace: number, page: number): Line[] {
  const lines: Line[] = [];
  let now: Unit[] = [];
  let used = 0;
  const room = (): number => width - para.left - para.right - (lines.length === 0 ? para.first : 0);
  const put = (units: Unit[], full: boolean): void => { lines.push({ units, width: units.reduce((sum, u) => sum + u.width, 0), full }); };
  const add = (unit: Unit): void => { now.push(unit); used += unit.width; };
  for (const piece of para.pieces) {
    if (piece.is === 'break') { put(now, false); now = []; used = 0; continue; }
    for (const unit of unitsOf(faces, piece, charSpace, page)) {
      // A mark that may not open a line hangs on where it is; half a character of overhang is squeezed away.
      const hangs = notFirst.has(unit.text) && used + unit.width <= room() + unit.width * 1.01;
      if (now.length > 0 && used + unit.width > room() + 0.01 && !hangs) {
        const carried: Unit[] = [];
        // One that can hang no more takes along what it closes.
        if (notFirst.has(unit.text)) while (now.length > 1 && (carried.length === 0 || notFirst.has((carried[0] as Unit).text))) carried.unshift(now.pop() as Unit);
        while (now.length > 1 && notLast.has((now.at(-1) as Unit).text)) carried.unshift(now.pop() as Unit);
        put(now, true);
        now = [];
        used = 0;
        for (const one of carried) add(one);
        if (unit.text === ' ') continue;
      }
      add(unit);
    }
  }
  put(now, false);
  return lines;
}
