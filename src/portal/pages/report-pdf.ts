/** 信用报告 PDF: the content of a body's report as plain blocks for the press: the very words of the page, and its code as a picture. */
import type { Plain } from '../../paper/compose.ts';
import type { PrintOrder } from '../../paper/press.ts';
import { dayInWords, readDay } from '../labels.ts';
import { plain } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import type { ReportMark } from '../reader/reports.ts';
import type { Part, Piece, ReportContent, Said } from './report-content.ts';

function pieceText(ctx: PageContext, piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if ('on' in piece) return dayInWords(readDay(piece.on) ?? piece.on, ctx.lang);
  if ('exact' in piece) return piece.exact;
  if ('strong' in piece) return `【${plain(ctx, piece.strong)}】`;
  if ('to' in piece) return pieceText(ctx, piece.text);
  return saidText(ctx, ctx.lang === 'en' ? piece.en : piece.zh);
}
const saidText = (ctx: PageContext, said: Said): string => (Array.isArray(said) ? (said as readonly Piece[]).map((piece) => pieceText(ctx, piece)).join('') : said ? pieceText(ctx, said as Piece) : '');

function blockOf(ctx: PageContext, part: Part): Plain[] {
  switch (part.is) {
    case 'pairs': return [{ is: 'pairs', pairs: part.pairs.map(({ label, value }) => [plain(ctx, label), saidText(ctx, value)] as const).filter(([, value]) => value !== '') }];
    case 'table': return [{ is: 'caption', text: plain(ctx, part.caption) }, { is: 'table', heads: part.columns.map(({ label }) => plain(ctx, label)), shares: part.columns.map(({ share }) => share), rows: part.rows.map((row) => row.map((said) => saidText(ctx, said))) }];
    case 'nothing': return [{ is: 'text', text: pieceText(ctx, part.text) }];
    case 'text': case 'note': return [{ is: part.is, text: pieceText(ctx, part.text) }];
    case 'items': return [{ is: 'items', items: part.items.map((item) => saidText(ctx, item)) }];
  }
}

/** What the press is told. */
export function reportOrder(ctx: PageContext, content: ReportContent, { code }: ReportMark): PrintOrder {
  const title = plain(ctx, content.title);
  const blocks: Plain[] = [
    { is: 'title', text: title }, { is: 'text', text: plain(ctx, content.lead) }, ...blockOf(ctx, content.cover),
    { is: 'check', address: `${ctx.publicUrl}/v/${code}`, alt: plain(ctx, { zh: '本报告的验证二维码', en: 'Code of this report' }), lines: [plain(ctx, { zh: '扫描二维码，可以查验本报告是否由本平台出具、此后公开的内容有没有变化。', en: 'Scan it to learn whether this report was issued here and whether anything public has changed since.' })] },
    ...content.sections.flatMap(({ heading, parts }): Plain[] => [{ is: 'heading', text: plain(ctx, heading) }, ...parts.flatMap((part) => blockOf(ctx, part))]),
    { is: 'note', text: plain(ctx, content.closing) },
  ];
  return { blocks, running: `${title} ${content.no}`, about: { title: `${title} ${content.no}`, author: ctx.site.footer.sponsor || ctx.site.title.zh, on: ctx.today, lang: ctx.lang === 'en' ? 'en' : 'zh-CN' } };
}
