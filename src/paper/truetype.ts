/**
 * 字形文件: writes a small TrueType font of just the glyphs that a document uses. The font of the lockfile comes in slices, so that a page would
 * carry dozens of fonts; as one font of its own it stays small and its text can be searched and copied.
 */
import type { PathCommand } from 'fontkit';

export interface Outline {
  readonly advance: number;
  readonly commands: readonly PathCommand[];
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

/** Contours of a path; a curve's control point is off the line. */
function contoursOf(commands: readonly PathCommand[]): Point[][] {
  const contours: Point[][] = [];
  let now: Point[] = [];
  const add = (x: number | undefined, y: number | undefined, on: boolean): void => { now.push({ x: Math.round(x ?? 0), y: Math.round(y ?? 0), on }); };
  const close = (): void => {
    const [first, last] = [now[0], now.at(-1)];
    if (now.length > 1 && first !== undefined && last?.on === true && first.x === last.x && first.y === last.y) now.pop();
    if (now.length > 0) contours.push(now);
    now = [];
  };
  for (const { command, args } of commands) {
    if (command === 'moveTo') { close(); add(args[0], args[1], true); }
    else if (command === 'lineTo') add(args[0], args[1], true);
    else if (command === 'quadraticCurveTo') { add(args[0], args[1], false); add(args[2], args[3], true); }
    else if (command === 'closePath') close();
    else throw new Error('a cubic curve in a TrueType outline');
  }
  close();
  return contours;
}

interface Written {
  readonly bytes: Buffer;
  readonly left: number;
  readonly points: number;
  readonly contours: number;
}

function glyphOf({ commands }: Outline): Written {
  const contours = contoursOf(commands);
  const points = contours.flat();
  if (points.length === 0) return { bytes: Buffer.alloc(0), left: 0, points: 0, contours: 0 };
  const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
  const head = Buffer.alloc(10 + contours.length * 2 + 2);
  [contours.length, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].forEach((n, at) => head.writeInt16BE(n, at * 2));
  let end = -1;
  contours.forEach((c, at) => head.writeUInt16BE(end += c.length, 10 + at * 2));
  // Deltas as plain 16 bit: the file is compressed as a whole anyway.
  const delta = (of: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(of.length * 2);
    of.forEach((n, at) => bytes.writeInt16BE(n - (of[at - 1] ?? 0), at * 2));
    return bytes;
  };
  const whole = Buffer.concat([head, Buffer.from(points.map((p) => (p.on ? 1 : 0))), delta(xs), delta(ys)]);
  return { bytes: Buffer.concat([whole, Buffer.alloc((4 - (whole.length % 4)) % 4)]), left: Math.min(...xs), points: points.length, contours: contours.length };
}

/** One table after another, each of 16 bit numbers unless said otherwise. */
const shorts = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((v, at) => bytes.writeUInt16BE(v & 0xffff, at * 2));
  return bytes;
};
const longs = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((v, at) => bytes.writeUInt32BE(v >>> 0, at * 4));
  return bytes;
};

export interface Metrics {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
}

/** A font file with these glyphs, the first of which stands for what is missing. */
export function writeTrueType(outlines: readonly Outline[], { unitsPerEm, ascent, descent }: Metrics): Buffer {
  const glyphs = outlines.map(glyphOf);
  const offsets: number[] = [0];
  for (const { bytes } of glyphs) offsets.push((offsets.at(-1) as number) + bytes.length);
  const widest = Math.max(...outlines.map((o) => Math.round(o.advance)));
  const most = (of: 'points' | 'contours'): number => Math.max(...glyphs.map((g) => g[of]));
  const tables: Record<string, Buffer> = {
    glyf: Buffer.concat(glyphs.map((g) => g.bytes)),
    head: Buffer.concat([longs(0x10000, 0x10000, 0, 0x5f0f3cf5), shorts(0, unitsPerEm), Buffer.alloc(16), shorts(0, descent, unitsPerEm * 2, ascent, 0, 8, 2, 1, 0)]),
    hhea: Buffer.concat([longs(0x10000), shorts(ascent, descent, 0, widest, 0, 0, widest, 1), Buffer.alloc(14), shorts(outlines.length)]),
    hmtx: Buffer.concat(outlines.map((o, at) => shorts(Math.round(o.advance), glyphs[at]?.left ?? 0))),
    loca: longs(...offsets),
    maxp: Buffer.concat([longs(0x10000), shorts(outlines.length, most('points'), most('contours'), 0, 0, 2, 0, 0, 0, 0, 0, 0, 0)]),
  };
  const names = Object.keys(tables).sort();
  let at = 12 + names.length * 16;
  const directory: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const name of names) {
    const body = tables[name] as Buffer;
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    let sum = 0;
    for (let i = 0; i < padded.length; i += 4) sum = (sum + padded.readUInt32BE(i)) >>> 0;
    directory.push(Buffer.from(name), longs(sum, at, body.length));
    bodies.push(padded);
    at += padded.length;
  }
  const power = 2 ** Math.floor(Math.log2(names.length));
  return Buffer.concat([longs(0x10000), shorts(names.length, power * 16, Math.log2(power), (names.length - power) * 16), ...directory, ...bodies]);
}
