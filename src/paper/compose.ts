/**
 * 拼版: a report as plain blocks (headings, names with values, tables, lists) laid out as a sheet of A4, for documents that no template of a city
 * shapes. Who fills the blocks decides what they say; here stands only how they look.
 */
import QRCode from 'qrcode';
import type { Block, Cell, Look, Para, Piece, Sheet } from './sheet.ts';

export type Plain =
  /** A caption stays with the table below it. */
  | { readonly is: 'title' | 'heading' | 'text' | 'note' | 'caption'; readonly text: string }
  | { readonly is: 'items'; readonly items: readonly string[] }
  | { readonly is: 'pairs'; readonly pairs: readonly (readonly [string, string])[] }
  /** `shares`: how wide each column is beside the others. */
  | { readonly is: 'table'; readonly heads: readonly string[]; readonly shares: readonly number[]; readonly rows: readonly (readonly string[])[] }
  /** By which anybody can check the paper: the address as a picture, and words beside it. */
  | { readonly is: 'check'; readonly address: string; readonly alt: string; readonly lines: readonly string[] };

const mm = (n: number): number => (n * 72) / 25.4;
const page = { width: mm(210), height: mm(297), side: mm(22), top: mm(22), bottom: mm(20) };
const inner = page.width - page.side * 2;
const qrSide = 72;
const ink = '#000000';
const quiet = '#444444';

const look = (size: number, more: Partial<Look> = {}): Look => ({ size, bold: false, color: ink, ...more });

function para(text: string, shape: Look, more: Partial<Para> = {}): Para {
  const pieces: Piece[] = text === '' ? [] : text.split('\n').flatMap((part, at): Piece[] => [...(at === 0 ? [] : [{ is: 'break', ...shape } as const]), { is: 'text', text: part, ...shape }]);
  return { is: 'para', heading: 0, align: 'left', left: 0, right: 0, first: 0, before: 0, after: 0, line: { times: 1.55 }, newPage: false, keepNext: false, top: undefined, bottom: undefined, look: shape, pieces, ...more };
}

const small = look(9.5);
const cell = (text: string, shape: Look): Cell => ({ span: 1, blocks: [para(text, shape, { line: { times: 1.4 }, before: 2, after: 2 })] });
const widths = (shares: readonly number[]): number[] => {
  const whole = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => (inner * share) / whole);
};
const gap = (height: number): Para => para('', look(1), { line: { exact: height } });

async function checkBlocks({ address, alt, lines }: Extract<Plain, { is: 'check' }>): Promise<Block[]> {
  const png = await QRCode.toBuffer(address, { errorCorrectionLevel: 'M', margin: 1, width: 300 });
  return [{ is: 'table', ruled: false, heads: 0, widths: [qrSide + 16, inner - qrSide - 16], rows: [[
    { span: 1, blocks: [{ ...para('', small), line: { exact: qrSide }, pieces: [{ is: 'picture', png, width: qrSide, height: qrSide, alt }] }] },
    { span: 1, blocks: lines.map((text) => para(text, small, { after: 2 })) },
  ]] }, gap(6)];
}

async function blocksOf(plain: Plain): Promise<Block[]> {
  switch (plain.is) {
    case 'title': return [para(plain.text, look(20, { bold: true }), { heading: 1, align: 'center', after: 10 })];
    case 'heading': return [para(plain.text, look(13, { bold: true }), { heading: 2, before: 14, after: 4, keepNext: true })];
    case 'text': return [para(plain.text, look(10.5), { align: 'both', after: 4 })];
    case 'note': return [para(plain.text, look(9, { color: quiet }), { before: 6 })];
    case 'caption': return [para(plain.text, look(9, { color: quiet }), { after: 2, keepNext: true })];
    case 'items': return plain.items.map((item) => para(`· ${item}`, look(10.5), { left: 12, first: -12, after: 2 }));
    case 'pairs': return [{ is: 'table', ruled: true, heads: 0, widths: widths([30, 96]), rows: plain.pairs.map(([name, value]) => [cell(name, { ...small, bold: true }), cell(value, small)]) }, gap(6)];
    case 'table': return [{ is: 'table', ruled: true, heads: 1, widths: widths(plain.shares), rows: [plain.heads.map((head) => cell(head, { ...small, bold: true })), ...plain.rows.map((row) => row.map((text) => cell(text, small)))] }, gap(6)];
    case 'check': return checkBlocks(plain);
  }
}

/** A sheet of A4 that shows the blocks; `running` stands at the head of every page but the first, page numbers at every foot. */
export async function composeSheet(blocks: readonly Plain[], running: string): Promise<Sheet> {
  const foot = { ...para('', look(9)), align: 'center' as const, pieces: [{ is: 'text' as const, text: '— ', ...look(9) }, { is: 'page' as const, ...look(9) }, { is: 'text' as const, text: ' —', ...look(9) }] };
  const head = para(running, look(9, { color: quiet }), { align: 'right' });
  return {
    width: page.width, height: page.height, charSpace: 0, margin: { top: page.top, bottom: page.bottom, left: page.side, right: page.side, header: mm(12), footer: mm(10) },
    head: { first: [], rest: [head] }, foot: { first: [foot], rest: [foot] }, blocks: (await Promise.all(blocks.map(blocksOf))).flat(),
  };
}
