/**
 * 版面内容: what a .docx says, as far as a letter needs it: paragraphs with alignment, indents, line pitch and rules, runs with size and weight,
 * pictures, simple tables, headers and footers. What stands in a style or in the defaults is found there. Lengths are in points.
 */
import { below, child, childrenOf, type Node, openParts, treeOf, value } from './parts.ts';

export interface Look {
  readonly size: number;
  readonly bold: boolean;
  readonly color: string;
}
export type Piece =
  | ({ readonly is: 'text'; readonly text: string } & Look)
  | { readonly is: 'picture'; readonly png: Buffer; readonly width: number; readonly height: number; readonly alt: string }
  | ({ readonly is: 'break' } & Look) | ({ readonly is: 'page' } & Look) | ({ readonly is: 'tab' } & Look);

/** A rule above or below a paragraph: two lines of unequal weight, or one. */
export interface Rule {
  readonly color: string;
  /** Widths from top to bottom. */
  readonly strokes: readonly number[];
  readonly space: number;
}
export interface Para {
  readonly is: 'para';
  /** Of which level it is a heading; 0 for other text. */
  readonly heading: 0 | 1 | 2;
  readonly align: 'left' | 'center' | 'right' | 'both';
  readonly left: number;
  readonly right: number;
  readonly first: number;
  readonly before: number;
  readonly after: number;
  /** Exact height of a line, or a multiple of the type's size. */
  readonly line: { readonly exact: number } | { readonly times: number };
  readonly newPage: boolean;
  /** Stays on one page with what follows. */
  readonly keepNext: boolean;
  readonly top: Rule | undefined;
  readonly bottom: Rule | undefined;
  readonly look: Look;
  readonly pieces: readonly Piece[];
}
export interface Table {
  readonly is: 'table';
  readonly widths: readonly number[];
  readonly ruled: boolean;
  /** Rows at the top that stand on every page the table runs on. */
  readonly heads: number;
  readonly rows: readonly (readonly Cell[])[];
}
export interface Cell {
  readonly span: number;
  readonly blocks: readonly Block[];
}
export type Block = Para | Table;

export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number; readonly header: number; readonly footer: number };
  /** Added to the width of each full-width character, so that a line holds the characters it should. */
  readonly charSpace: number;
  readonly head: { readonly first: readonly Block[]; readonly rest: readonly Block[] };
  readonly foot: { readonly first: readonly Block[]; readonly rest: readonly Block[] };
  readonly blocks: readonly Block[];
}

const twips = (text: string | undefined): number => Number(text ?? 0) / 20;
const isOn = (node: Node | undefined): boolean => node !== undefined && !['0', 'false', 'none'].includes(value(node) ?? '');
/** Type that is cut heavy by its nature. */
const heavyFont = /小标宋|黑体|SimHei|Heiti|Bold/;

interface Reading {
  readonly parts: ReadonlyMap<string, Buffer>;
  readonly styles: ReadonlyMap<string, Node>;
  readonly defaults: Node | undefined;
  /** Targets of the part being read, by relation id. */
  readonly relations: ReadonlyMap<string, string>;
  readonly charSpace: number;
}

/** Properties of one kind from the defaults, the chain of styles and the element itself; the later prevail. */
function gather(r: Reading, kind: 'pPr' | 'rPr', style: string | undefined, own: readonly (Node | undefined)[]): (name: string) => Node | undefined {
  const chain: (Node | undefined)[] = [];
  for (let id = style, left = 10; id !== undefined && left > 0; left--) {
    const found: Node | undefined = r.styles.get(id);
    chain.unshift(child(found, kind));
    id = value(child(found, 'basedOn'));
  }
  const all = [child(r.defaults, kind === 'pPr' ? 'pPrDefault' : 'rPrDefault', kind), ...chain, ...own].filter((n) => n !== undefined);
  return (name) => all.map((n) => child(n, name)).filter((n) => n !== undefined).at(-1);
}

function lookOf(r: Reading, style: string | undefined, own: readonly (Node | undefined)[]): Look {
  const of = gather(r, 'rPr', style, own);
  const font = of('rFonts');
  const color = value(of('color'));
  return { size: Number(value(of('sz')) ?? 21) / 2, bold: isOn(of('b')) || heavyFont.test(value(font, 'eastAsia') ?? value(font, 'ascii') ?? ''), color: color === undefined || color === 'auto' ? '#000000' : `#${color}` };
}

const emu = (text: string | undefined): number => Number(text ?? 0) / 12_700;

function pictureOf(r: Reading, drawing: Node): Piece[] {
  const id = value(below(drawing, 'blip')[0], 'embed');
  const png = id === undefined ? undefined : r.parts.get(`word/${(r.relations.get(id) ?? '').replace(/^\/?(?:word\/)?/, '')}`);
  const extent = below(drawing, 'extent')[0];
  return png === undefined ? [] : [{ is: 'picture', png, width: emu(value(extent, 'cx')), height: emu(value(extent, 'cy')), alt: value(below(drawing, 'docPr')[0], 'descr') ?? '' }];
}

/** The pieces of a paragraph in order; a page number stands where Word would put it. */
function piecesOf(r: Reading, para: Node, style: string | undefined): Piece[] {
  let field: 'none' | 'named' | 'shown' = 'none';
  const runs = para.children.flatMap((c) => (c.name === 'r' ? [c] : ['hyperlink', 'ins', 'smartTag', 'sdt', 'fldSimple'].includes(c.name) ? below(c, 'r') : []));
  return runs.flatMap((run) => {
    const look = lookOf(r, value(child(run, 'rPr', 'rStyle')) ?? style, [child(run, 'rPr')]);
    return run.children.flatMap((c): Piece[] => {
      if (c.name === 'fldChar') { field = { begin: 'named', separate: 'shown', end: 'none' }[value(c, 'fldCharType') ?? 'end'] as typeof field; return []; }
      if (c.name === 'instrText') return /\bPAGE\b/.test(c.text) ? [{ is: 'page', ...look }] : [];
      if (c.name === 't') return field === 'none' && c.text !== '' ? [{ is: 'text', text: c.text, ...look }] : [];
      if (c.name === 'br') return value(c, 'type') === 'page' ? [] : [{ is: 'break', ...look }];
      if (c.name === 'tab') return [{ is: 'tab', ...look }];
      return c.name === 'drawing' ? pictureOf(r, c) : [];
    });
  });
}

const pairs: Readonly<Record<string, (w: number) => number[]>> = { thickThinSmallGap: (w) => [w, w / 3], thinThickSmallGap: (w) => [w / 3, w], double: (w) => [w / 3, w / 3] };

function ruleOf(node: Node | undefined): Rule | undefined {
  const kind = value(node);
  if (node === undefined || kind === undefined || kind === 'nil' || kind === 'none') return undefined;
  const width = Number(value(node, 'sz') ?? 4) / 8;
  const color = value(node, 'color');
  return { color: color === undefined || color === 'auto' ? '#000000' : `#${color}`, strokes: pairs[kind]?.(width) ?? [width], space: Number(value(node, 'space') ?? 0) };
}

function paraOf(r: Reading, node: Node): Para {
  const own = child(node, 'pPr');
  const style = value(child(own, 'pStyle')) ?? 'Normal';
  const of = gather(r, 'pPr', style, [own]);
  const look = lookOf(r, style, [child(own, 'rPr')]);
  const [ind, spacing, border] = [of('ind'), of('spacing'), of('pBdr')];
  const chars = value(ind, 'firstLineChars');
  const exact = value(spacing, 'lineRule') === 'exact' || value(spacing, 'lineRule') === 'atLeast';
  const jc = value(of('jc')) ?? 'left';
  return {
    is: 'para', look, heading: /^(?:Title|Heading1)$/i.test(style) ? 1 : /^Heading2$/i.test(style) ? 2 : 0, align: jc === 'center' || jc === 'right' || jc === 'both' ? jc : jc === 'end' ? 'right' : 'left',
    left: twips(value(ind, 'left') ?? value(ind, 'start')), right: twips(value(ind, 'right') ?? value(ind, 'end')),
    first: chars === undefined ? twips(value(ind, 'firstLine')) - twips(value(ind, 'hanging')) : (Number(chars) / 100) * (look.size + r.charSpace * (look.size / 16)),
    before: twips(value(spacing, 'before')), after: twips(value(spacing, 'after')),
    line: exact ? { exact: twips(value(spacing, 'line')) } : { times: (Number(value(spacing, 'line') ?? 240) / 240) * 1.3 },
    keepNext: isOn(of('keepNext')), newPage: isOn(of('pageBreakBefore')) || below(node, 'br').some((b) => value(b, 'type') === 'page'), top: ruleOf(child(border, 'top')), bottom: ruleOf(child(border, 'bottom')), pieces: piecesOf(r, node, style),
  };
}

function tableOf(r: Reading, node: Node): Table {
  const borders = child(node, 'tblPr', 'tblBorders');
  const cellOf = (cell: Node) => ({ span: Number(value(child(cell, 'tcPr', 'gridSpan')) ?? 1), blocks: blocksOf(r, cell) });
  const rows = childrenOf(node, 'tr');
  const heads = rows.findIndex((row) => !isOn(child(row, 'trPr', 'tblHeader')));
  return {
    is: 'table', heads: heads < 0 ? 0 : heads, widths: childrenOf(child(node, 'tblGrid'), 'gridCol').map((c) => twips(value(c, 'w'))), ruled: ruleOf(child(borders, 'insideH') ?? child(borders, 'top')) !== undefined,
    rows: rows.map((row) => childrenOf(row, 'tc').map(cellOf)),
  };
}

const blocksOf = (r: Reading, node: Node | undefined): Block[] => node?.children.flatMap((c): Block[] => (c.name === 'p' ? [paraOf(r, c)] : c.name === 'tbl' ? [tableOf(r, c)] : c.name === 'sdt' ? blocksOf(r, child(c, 'sdtContent')) : [])) ?? [];

/** Relations of a part: id → target. */
function relationsOf(parts: ReadonlyMap<string, Buffer>, part: string): ReadonlyMap<string, string> {
  const bytes = parts.get(`word/_rels/${part}.rels`);
  return new Map(bytes === undefined ? [] : treeOf(bytes).children.map((n) => [value(n, 'Id') ?? '', value(n, 'Target') ?? '']));
}

/** What a .docx says. @throws Error when it cannot be read. */
export async function readSheet(docx: Buffer): Promise<Sheet> {
  const parts = await openParts(docx);
  if (parts === undefined) throw new Error('not a .docx');
  const styleTree = parts.has('word/styles.xml') ? treeOf(parts.get('word/styles.xml') as Buffer) : undefined;
  const body = child(treeOf(parts.get('word/document.xml') as Buffer), 'body');
  const section = child(body, 'sectPr');
  const charSpace = Number(value(child(section, 'docGrid'), 'charSpace') ?? 0) / 4096;
  const reading = (part: string): Reading => ({ parts, charSpace, styles: new Map(childrenOf(styleTree, 'style').map((s) => [value(s, 'styleId') ?? '', s])), defaults: child(styleTree, 'docDefaults'), relations: relationsOf(parts, part) });
  const main = reading('document.xml');
  const [size, margin] = [child(section, 'pgSz'), child(section, 'pgMar')];
  const isTitled = isOn(child(section, 'titlePg'));
  const part = (kind: 'header' | 'footer', type: string): Block[] => {
    const id = value(childrenOf(section, `${kind}Reference`).find((n) => (value(n, 'type') ?? 'default') === type), 'id');
    const target = id === undefined ? undefined : main.relations.get(id)?.replace(/^\/?(?:word\/)?/, '');
    const bytes = target === undefined ? undefined : parts.get(`word/${target}`);
    return target === undefined || bytes === undefined ? [] : blocksOf(reading(target), treeOf(bytes));
  };
  const pair = (kind: 'header' | 'footer') => ({ first: part(kind, isTitled ? 'first' : 'default'), rest: part(kind, 'default') });
  return {
    width: twips(value(size, 'w') ?? '11906'), height: twips(value(size, 'h') ?? '16838'), charSpace,
    margin: { top: twips(value(margin, 'top')), right: twips(value(margin, 'right')), bottom: twips(value(margin, 'bottom')), left: twips(value(margin, 'left')), header: twips(value(margin, 'header')), footer: twips(value(margin, 'footer')) },
    head: pair('header'), foot: pair('footer'), blocks: blocksOf(main, body),
  };
}
