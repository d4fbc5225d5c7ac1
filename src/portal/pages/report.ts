/** 信用报告页: the report of a body as a page, made to be printed, and as the PDF that says the same. */
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { link, plain, renderPage, say, tell, to as inThisLanguage } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day, nothing, summary, table } from '../parts.ts';
import type { Part, Piece, ReportContent, ReportSubject, Said, Section } from './report-content.ts';

function pieceHtml(ctx: PageContext, piece: Piece): Child {
  if (typeof piece === 'string') return piece.split('\n').map((text, at) => [at > 0 && html`<br>`, text]);
  if ('on' in piece) return day(ctx, piece.on);
  if ('exact' in piece) return html`<span class="rc-mono">${piece.exact}</span>`;
  if ('strong' in piece) return html`<strong>${say(ctx, piece.strong)}</strong>`;
  if ('to' in piece) return piece.to.startsWith('#') ? html`<a class="govuk-link" href="${piece.to}"${piece.name !== undefined && html` aria-label="${plain(ctx, piece.name)}"`}>${pieceHtml(ctx, piece.text)}</a>` : link(ctx, piece.to, pieceHtml(ctx, piece.text));
  return tell(ctx, saidHtml(ctx, piece.zh), saidHtml(ctx, piece.en));
}
const saidHtml = (ctx: PageContext, said: Said): Child => (Array.isArray(said) ? (said as readonly Piece[]).map((piece) => pieceHtml(ctx, piece)) : said ? pieceHtml(ctx, said as Piece) : null);
const hasWords = (said: Said): boolean => (Array.isArray(said) ? said.length > 0 : Boolean(said));

function partHtml(ctx: PageContext, part: Part): Child {
  switch (part.is) {
    case 'pairs': return summary(ctx, part.pairs.map(({ label, value }) => ({ label, value: hasWords(value) && saidHtml(ctx, value) })));
    case 'table': return table(ctx, part.caption, part.columns.map(({ label, number }, at) => ({ label, ...(number && { number }), cell: (row: readonly Said[]) => saidHtml(ctx, row[at]) })), part.rows);
    case 'text': return html`<p class="govuk-body">${pieceHtml(ctx, part.text)}</p>`;
    case 'note': return html`<p class="rc-note">${pieceHtml(ctx, part.text)}</p>`;
    case 'nothing': return nothing(pieceHtml(ctx, part.text));
    case 'items': return html`<ul class="govuk-list govuk-list--bullet">${part.items.map((item) => html`<li>${saidHtml(ctx, item)}</li>`)}</ul>`;
  }
}

const sectionHtml = (ctx: PageContext, { key, heading, parts }: Section): Html => html`${key === undefined ? html`<h2 class="govuk-heading-m">${say(ctx, heading)}</h2>` : html`<h2 class="govuk-heading-m rc-section" id="${key}">${say(ctx, heading)}</h2>`}${parts.map((part) => partHtml(ctx, part))}
`;

/** The report of a body as a page. */
export function reportPage(ctx: PageContext, { body }: ReportSubject, content: ReportContent): string {
  return renderPage(ctx, {
    title: content.title, current: '/bodies', canonical: `/bodies/${body.slug}/report`, noindex: true,
    crumbs: [{ label: { zh: '政府机构', en: 'Public bodies' }, href: '/bodies' }, { label: { zh: body.name, en: body.nameEn || body.name }, href: `/bodies/${body.slug}` }],
    body: html`<h1 class="govuk-heading-l">${say(ctx, content.title)}</h1><p class="rc-lead">${say(ctx, content.lead)}</p>
${partHtml(ctx, content.cover)}
<div class="rc-actions rc-noprint"><a class="govuk-button rc-button--quiet" role="button" draggable="false" rel="nofollow" href="${inThisLanguage(ctx, `/bodies/${body.slug}/report.pdf`)}">${say(ctx, { zh: '下载 PDF', en: 'Download as PDF' })}</a><button class="govuk-button rc-button--quiet" type="button" id="print" hidden>${say(ctx, { zh: '打印本报告', en: 'Print' })}</button></div>
${content.sections.map((section) => sectionHtml(ctx, section))}<p class="rc-note">${say(ctx, content.closing)}</p>`,
  });
}
