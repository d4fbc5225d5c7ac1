/**
 * 列名匹配: which column of a file is which field of the item. Official codes (CF_XDR_MC …), Chinese and English names and the
 * synonyms of the item are all accepted; what is not certain is left to the person who confirms the mapping.
 */
import type { CatalogItem, FactField } from '../core/catalog.ts';
import type { MoneyUnit } from '../core/identifiers/money.ts';
import { normalHeader, type NormalHeader } from './header-text.ts';
import type { Cell } from './read/cells.ts';
import { textOfCell } from './read/cells.ts';
import type { Epoch } from './read/xlsx-values.ts';

/** Header of the column that an error file adds; ignored when the file comes back. */
export const reasonHeader = '错误原因';
const ignoredHeaders: ReadonlySet<string> = new Set([reasonHeader, '序号', '行号', '编号no', 'no', 'no.', 'id']);

/** How a column was recognised: by its official name or code, by a synonym, with brackets left out, or by the user. */
export type MatchedBy = 'name' | 'synonym' | 'bare' | 'user';

export interface MappedColumn {
  readonly field: string;
  readonly by: MatchedBy;
  /** The money unit that the header names, where it is not the field's own. */
  readonly unit?: MoneyUnit;
}

export interface OpenColumn {
  /** From 0. */
  readonly column: number;
  readonly header: string;
}

export interface HeaderMapping {
  /** By column, from 0; null for a column that is not read. */
  readonly columns: readonly (MappedColumn | null)[];
  /** Columns with a header that names no field. */
  readonly unmatched: readonly OpenColumn[];
  /** Columns that could be one of several fields, or share a field with another column. */
  readonly ambiguous: readonly (OpenColumn & { readonly fields: readonly string[] })[];
  /** Keys of required fields without a column: every row would fail. */
  readonly missing: readonly string[];
  readonly epoch?: Epoch;
}

export interface MatchOptions {
  /** What the user confirmed: field key by column, null for "do not read". Goes before any match. */
  readonly confirmed?: Readonly<Record<number, string | null>>;
  /** The workbook's date system, for serial days in columns without a date format. */
  readonly epoch?: Epoch;
}

const tiers: readonly MatchedBy[] = ['name', 'synonym', 'bare'];
type Claim = { field: string; tier: number };

function namesByTier(field: FactField): [Set<string>, Set<string>, Set<string>] {
  const names = [field.label.zh, field.key, ...(field.code === undefined ? [] : [field.code])].map(normalHeader);
  const others = [field.label.en, ...(field.synonyms ?? [])].map(normalHeader);
  const whole = (headers: NormalHeader[]): Set<string> => new Set(headers.map((header) => header.whole));
  return [whole(names), whole(others), new Set([...names, ...others].flatMap((header) => [header.whole, header.bare]))];
}

/** Everything an item's columns may be called, normalised: tells the reader which row is the header. */
export function headerNames(item: Pick<CatalogItem, 'fields'>): string[] {
  return [...new Set(item.fields.flatMap((field) => [...namesByTier(field)[2]]))];
}

/** The fields a header can mean, by the strongest tier at which it means any. */
function claimsOf(header: NormalHeader, fields: readonly { key: string; names: [Set<string>, Set<string>, Set<string>] }[]): Claim[] {
  for (const [tier, spellings] of [[0, [header.whole]], [1, [header.whole]], [2, [header.whole, header.bare]]] as const) {
    const found = fields.filter(({ names }) => spellings.some((spelling) => names[tier].has(spelling)));
    if (found.length > 0) return found.map(({ key }) => ({ field: key, tier }));
  }
  return [];
}

function unitOf(item: Pick<CatalogItem, 'fields'>, key: string, header: NormalHeader): { unit?: MoneyUnit } {
  const field = item.fields.find((each) => each.key === key);
  if (field?.type !== 'money' || header.unit === undefined || header.unit === (field.unit ?? 'yuan')) return {};
  return { unit: header.unit };
}

/**
 * Matches the header cells of a file to the fields of an item. Where two columns claim one field, the stronger name wins and
 * the other is left unmatched; equal claims are ambiguous and none of them is read until the user confirms.
 */
export function matchHeaders(item: Pick<CatalogItem, 'fields'>, headerCells: readonly Cell[], options: MatchOptions = {}): HeaderMapping {
  const confirmed = options.confirmed ?? {};
  const headers = headerCells.map((cell) => normalHeader(textOfCell(cell)));
  const taken = new Set(Object.values(confirmed));
  const fields = item.fields.filter((field) => !taken.has(field.key)).map((field) => ({ key: field.key, names: namesByTier(field) }));
  const claims = headers.map((header, column) => (Object.hasOwn(confirmed, column) || header.whole === '' || ignoredHeaders.has(header.whole) ? [] : claimsOf(header, fields)));
  const best = new Map<string, { tier: number; columns: number[] }>();
  claims.forEach((claim, column) => {
    if (claim.length !== 1) return;
    const { field, tier } = claim[0] as Claim;
    const known = best.get(field);
    if (known === undefined || tier < known.tier) best.set(field, { tier, columns: [column] });
    else if (tier === known.tier) known.columns.push(column);
  });
  const columns: (MappedColumn | null)[] = [];
  const unmatched: OpenColumn[] = [];
  const ambiguous: (OpenColumn & { fields: string[] })[] = [];
  headers.forEach((header, column) => {
    const open: OpenColumn = { column, header: textOfCell(headerCells[column]).trim() };
    const mine = (claims[column] ?? []).filter(({ field }) => best.get(field)?.columns.includes(column) ?? claims[column]?.length !== 1);
    const only = mine.length === 1 ? mine[0] : undefined;
    const rivals = only === undefined ? 0 : (best.get(only.field)?.columns.length ?? 0);
    const asked = confirmed[column];
    columns[column] = null;
    if (asked !== undefined) columns[column] = asked === null ? null : { field: asked, by: 'user', ...unitOf(item, asked, header) };
    else if (only !== undefined && rivals === 1) columns[column] = { field: only.field, by: tiers[only.tier] as MatchedBy, ...unitOf(item, only.field, header) };
    else if (mine.length > 0) ambiguous.push({ ...open, fields: mine.map(({ field }) => field) });
    else if (header.whole !== '' && !ignoredHeaders.has(header.whole)) unmatched.push(open);
  });
  const read = new Set(columns.map((column) => column?.field));
  const missing = item.fields.filter((field) => field.required && !read.has(field.key)).map((field) => field.key);
  return { columns, unmatched, ambiguous, missing, ...(options.epoch === undefined ? {} : { epoch: options.epoch }) };
}
