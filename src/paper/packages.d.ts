declare module 'subset-font' {
  /** A font with only the characters of a text, at fixed weights. */
  export default function subsetFont(font: Buffer, text: string, options: { targetFormat: 'truetype'; variationAxes?: Readonly<Record<string, number>> }): Promise<Buffer>;
}
declare module 'fontkit' {
  export interface PathCommand { readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath'; readonly args: readonly number[] }
  export interface Glyph { readonly id: number; readonly advanceWidth: number; readonly path: { readonly commands: readonly PathCommand[] } }
  export interface Font { readonly characterSet: readonly number[]; glyphForCodePoint(codePoint: number): Glyph; hasGlyphForCodePoint(codePoint: number): boolean }
  export function create(font: Uint8Array): Font;
}
