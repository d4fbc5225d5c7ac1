// 全角半角: the same code arrives full width from an input method, half width from a system, with invisible characters
// from a web page and with spaces from a form. Parsers and the publication gate fold these differences away first.

// Zero-width, joiner, byte-order, soft-hyphen and direction marks: nobody can see them, and they break every comparison.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;

/** Full-width ASCII and spaces to half width. One code unit in, one out: positions stay what they were. */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\u2002-\u200a\u202f]/g, ' ');
}

/** Removes what nobody can see. */
export function dropInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** A code as it was meant: half width, upper case, nothing invisible, no blanks or dashes inside, no apostrophe of a spreadsheet. */
export function compactCode(raw: string): string {
  return dropInvisible(foldWidth(raw))
    .replace(/^[\s'‘’]+/, '')
    .replace(/[\s\-‐‑–—−]+/g, '')
    .toUpperCase();
}

/** True for what people type into a mandatory cell when they have nothing to put there. */
export function meansNothing(text: string): boolean {
  return /^(?:无|暂无|没有|不详|未知|空|待补|待定|略|NULL|NONE|NIL|N\/?A|UNKNOWN|[/\\.*?？]+)$/i.test(text);
}

/** True for 3.50102E+17 and the like: a spreadsheet took a code for a number and the last digits are gone. */
export function isScientific(text: string): boolean {
  return /^\d(?:\.\d{1,20})?E\+?\d{1,3}$/i.test(text);
}
