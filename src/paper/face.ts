/**
 * 字体: the open Chinese font that the lockfile carries, in two weights. It comes as some hundred compressed slices; a slice is opened
 * when a letter first needs one of its characters, and outlines stay in memory. No font of the machine is asked for.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as fontkit from 'fontkit';
import subsetFont from 'subset-font';
import { type Outline, writeTrueType } from './truetype.ts';

export type Weight = 400 | 700;

const folder = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-serif-sc/package.json'));
/** Of the font itself; all its slices have the same. */
const metrics = { unitsPerEm: 1000, ascent: 1151, descent: -286 };
const notdef: Outline = { advance: 1000, commands: [] };

interface Slice {
  readonly file: string;
  readonly codePoints: readonly number[];
}

function readSlices(): Slice[] {
  const ranges = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(ranges).map(([name, text]) => ({
    file: join(folder, 'files', `noto-serif-sc-${name.replace(/[[\]]/g, '')}-wght-normal.woff2`),
    codePoints: text.split(',').flatMap((range) => {
      const [from, to] = range.replace('U+', '').split('-').map((hex) => Number.parseInt(hex, 16)) as [number, number?];
      return Array.from({ length: (to ?? from) - from + 1 }, (_, i) => from + i);
    }),
  }));
}

let sliceOf: ReadonlyMap<number, Slice> | undefined;
const slices = (): ReadonlyMap<number, Slice> => (sliceOf ??= new Map(readSlices().flatMap((slice) => slice.codePoints.map((cp) => [cp, slice] as const))));

const opened = new Map<string, Promise<ReadonlyMap<number, Outline>>>();

/** Outlines of a slice at a weight. */
function openSlice({ file, codePoints }: Slice, weight: Weight): Promise<ReadonlyMap<number, Outline>> {
  const key = `${file} ${weight}`;
  const known = opened.get(key);
  if (known !== undefined) return known;
  const made = subsetFont(readFileSync(file), String.fromCodePoint(...codePoints), { targetFormat: 'truetype', variationAxes: { wght: weight } }).then((bytes) => {
    const font = fontkit.create(bytes);
    return new Map(font.characterSet.map((cp) => {
      const glyph = font.glyphForCodePoint(cp);
      return [cp, { advance: glyph.advanceWidth, get commands() { return glyph.path.commands; } }] as const;
    }));
  });
  opened.set(key, made);
  return made;
}

/** A font as pdfkit takes it: made of the glyphs of one document. */
export class Face {
  readonly weight: Weight;
  readonly #outlines: ReadonlyMap<number, Outline>;
  readonly unitsPerEm = metrics.unitsPerEm;
  readonly ascent = metrics.ascent;
  readonly descent = metrics.descent;
  readonly xHeight = 514;
  readonly capHeight = 729;
  readonly lineGap = 0;
  readonly italicAngle = 0;
  readonly bbox = { minX: -100, minY: metrics.descent, maxX: 2000, maxY: metrics.ascent };
  readonly head = { macStyle: { italic: false } };
  readonly post = { isFixedPitch: false };
  constructor(weight: Weight, outlines: ReadonlyMap<number, Outline>) {
    this.weight = weight;
    this.#outlines = outlines;
  }
  get postscriptName(): string { return `NotoSerifSC-${this.weight}`; }
  has(char: string): boolean { return this.#outlines.has(char.codePointAt(0) as number); }
  /** Width of a character in parts of its size. */
  widthOf(char: string): number { return (this.#outlines.get(char.codePointAt(0) as number) ?? notdef).advance / metrics.unitsPerEm; }
  getGlyph(id: number): { readonly id: number; readonly advanceWidth: number; readonly codePoints: readonly number[] } {
    return { id, advanceWidth: (this.#outlines.get(id) ?? notdef).advance, codePoints: [id] };
  }
  /** Glyphs of a text; a glyph goes by its code point. */
  layout(text: string): { glyphs: unknown[]; positions: Record<string, number>[]; advanceWidth: number } {
    const glyphs = Array.from(text, (char) => this.getGlyph(char.codePointAt(0) as number));
    const positions = glyphs.map(({ advanceWidth }) => ({ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 }));
    return { glyphs, positions, advanceWidth: glyphs.reduce((sum, g) => sum + g.advanceWidth, 0) };
  }
  createSubset(): { includeGlyph(id: number): number; encode(): Buffer } {
    const used: number[] = [];
    const places = new Map<number, number>();
    return {
      includeGlyph: (id) => {
        if (!places.has(id)) places.set(id, used.push(id));
        return places.get(id) as number;
      },
      encode: () => writeTrueType([notdef, ...used.map((id) => this.#outlines.get(id) ?? notdef)], metrics),
    };
  }
}

/** A face that has every character of the text that the font knows. */
export async function openFace(weight: Weight, text: string): Promise<Face> {
  const wanted = [...new Set(text)].map((char) => char.codePointAt(0) as number);
  const outlines = new Map<number, Outline>();
  // One slice after another: they are opened by one engine, and most are open already.
  for (const cp of wanted) {
    const slice = slices().get(cp);
    const outline = slice === undefined ? undefined : (await openSlice(slice, weight)).get(cp);
    if (outline !== undefined) outlines.set(cp, outline);
  }
  return new Face(weight, outlines);
}
