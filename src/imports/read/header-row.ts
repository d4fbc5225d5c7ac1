/**
 * 表头行: which row names the columns. Clerks put a title, a reporting unit and notes above the table; the header is the row
 * among the first twenty that names the most columns of the item, or failing that the first with several texts.
 */
import { textOfCell, type RawRow } from './cells.ts';
import { normalHeader } from '../header-text.ts';

export const headerSearchRowsMax = 20;

const filled = (row: RawRow): string[] => row.cells.map((cell) => textOfCell(cell).trim()).filter((text) => text !== '');

/** How many different columns of the item a row names. */
function knownIn(row: RawRow, known: ReadonlySet<string>): number {
  return new Set(filled(row).flatMap((text) => [normalHeader(text).whole, normalHeader(text).bare]).filter((text) => known.has(text))).size;
}

/** Where the header stands among the first rows, and whether it names columns of the item; undefined when there is none. */
export function findHeader(rows: readonly RawRow[], known: ReadonlySet<string>): { index: number; isKnown: boolean } | undefined {
  let best = -1;
  let most = 0;
  rows.slice(0, headerSearchRowsMax).forEach((row, index) => {
    const count = knownIn(row, known);
    if (count > most) [best, most] = [index, count];
  });
  if (most >= 2 || (most === 1 && filled(rows[best] as RawRow).length === 1)) return { index: best, isKnown: true };
  const several = rows.findIndex((row) => filled(row).length >= 2);
  const index = several >= 0 && several < headerSearchRowsMax ? several : rows.length > 0 ? 0 : -1;
  return index < 0 ? undefined : { index, isKnown: false };
}
