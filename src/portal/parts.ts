/**
 * 页面部件: the pieces that several pages share: a table with its caption, a list of records, pages to leaf through.
 */
import type { Label } from '../core/label.ts';
import { html } from './html.ts';
import type { Child, Html } from './html.ts';
import { dayInWords, readDay } from './labels.ts';
import { inLang, link, plain, say, withParams } from './layout.ts';
import type { PageContext } from './layout.ts';
import type { RecordLine, RuleSource } from './types.ts';

export interface Column<Row> {
  readonly label: Label;
  readonly cell: (row: Row) => Child;
  readonly number?: boolean;
}

/** Beyond this number of columns a phone shows each row as a block of its own. */
const columnsSideBySideMax = 3;

/**
 * A table with a caption; the first column names the row. The roles are spelled out because a row that a phone shows as a
 * block would lose them otherwise.
 */
export function table<Row>(ctx: PageContext, caption: Label, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const cell = (column: Column<Row>, row: Row, first: boolean): Html => {
    const extra = column.number ? ' rc-number' : '';
    const name = ctx.lang === 'en' ? column.label.en : column.label.zh;
    return first
      ? html`<th scope="row" role="rowheader" class="govuk-table__header${extra}">${column.cell(row)}</th>`
      : html`<td role="cell" class="govuk-table__cell${extra}" data-label="${name}">${column.cell(row)}</td>`;
  };
  const stacks = columns.length > columnsSideBySideMax;
  return html`<div class="rc-scroll"><table class="govuk-table${stacks && ' rc-stack'}" role="table"><caption class="govuk-table__caption govuk-table__caption--m">${say(ctx, caption)}</caption><thead class="govuk-table__head" role="rowgroup"><tr class="govuk-table__row" role="row">${columns.map((column) => html`<th scope="col" role="columnheader" class="govuk-table__header${column.number && ' rc-number'}">${say(ctx, column.label)}</th>`)}</tr></thead><tbody class="govuk-table__body" role="rowgroup">${rows.map((row) => html`<tr class="govuk-table__row" role="row">${columns.map((column, at) => cell(column, row, at === 0))}</tr>`)}</tbody></table></div>`;
}

/** Names and values; a value that is nothing is left out with its name. */
export function summary(ctx: PageContext, rows: readonly { readonly label: Label; readonly value: Child }[]): Html {
  const present = rows.filter(({ value }) => value !== null && value !== undefined && value !== false && value !== '');
  return html`<dl class="govuk-summary-list">${present.map(({ label, value }) => html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${say(ctx, label)}</dt><dd class="govuk-summary-list__value">${value}</dd></div>`)}</dl>`;
}

/** How grave a record is, in words and colour; serious alone is seal red. */
export function severityTag(ctx: PageContext, severity: { readonly key: string; readonly label: Label }): Html {
  return html`<strong class="govuk-tag ${severity.key === 'serious' ? 'rc-tag--breach' : 'rc-tag--plain'}"><span class="govuk-visually-hidden">${say(ctx, { zh: '严重程度：', en: 'Severity: ' })}</span>${say(ctx, severity.label)}</strong>`;
}

/** The mark of a record to which an objection is being examined. */
export function disputedTag(ctx: PageContext): Html {
  return html`<strong class="govuk-tag rc-tag--note">${say(ctx, { zh: '异议处理中', en: 'Objection under review' })}</strong>`;
}

/** A day for people, and for machines beside it; a text that is no day stays as it is. */
export function day(ctx: PageContext, on: string): Html {
  const iso = readDay(on);
  return iso ? html`<time class="rc-day" datetime="${iso}"${inLang(ctx)}>${dayInWords(iso, ctx.lang)}</time>` : html`${on}`;
}

/** Records as a list of links with what one needs to choose. `level` is the heading's, so that headings nest. */
export function recordList(ctx: PageContext, lines: readonly RecordLine[], level: 2 | 3 = 2): Html {
  const heading = (line: RecordLine): Html => {
    const inside = link(ctx, `/records/${line.id}`, [line.subject, '：', say(ctx, line.item)]);
    return level === 2 ? html`<h2>${inside}</h2>` : html`<h3>${inside}</h3>`;
  };
  return html`<ol class="rc-list">${lines.map((line) => html`<li>${heading(line)}${line.summary && html`<p class="govuk-body govuk-!-margin-bottom-1">${line.summary}</p>`}
<p class="rc-meta"><span>${severityTag(ctx, line.severity)}${line.disputed && html` ${disputedTag(ctx)}`}</span><span>${line.areaName}</span>${line.documentNumber && html`<span>${line.documentNumber}</span>`}<span>${say(ctx, { zh: '公示', en: 'Disclosed' })} ${day(ctx, line.disclosedOn)}</span><span>${say(ctx, { zh: '至', en: 'until' })} ${day(ctx, line.untilOn)}</span></p></li>`)}</ol>`;
}

/** Links to the pages around this one. */
export function pagination(ctx: PageContext, page: number, pages: number): Child {
  if (pages <= 1) return null;
  const href = (n: number): string => withParams(ctx.url, { page: n === 1 ? undefined : String(n), mode: undefined });
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((n) => n >= 1 && n <= pages);
  const numbers = shown.map((n, at) => html`${at > 0 && n - shown[at - 1]! > 1 && html`<li class="govuk-pagination__item govuk-pagination__item--ellipsis">…</li>`}<li class="govuk-pagination__item${n === page && ' govuk-pagination__item--current'}"><a class="govuk-link govuk-pagination__link" href="${href(n)}" aria-label="${plain(ctx, { zh: `第 ${n} 页`, en: `Page ${n}` })}"${n === page && html` aria-current="page"`}>${n}</a></li>`);
  return html`<nav class="govuk-pagination rc-noprint" aria-label="${plain(ctx, { zh: '分页', en: 'Pages' })}"${inLang(ctx)}>${page > 1 && html`<div class="govuk-pagination__prev"><a class="govuk-link govuk-pagination__link" href="${href(page - 1)}" rel="prev">${say(ctx, { zh: '上一页', en: 'Previous' })}</a></div>`}<ul class="govuk-pagination__list">${numbers}</ul>${page < pages && html`<div class="govuk-pagination__next"><a class="govuk-link govuk-pagination__link" href="${href(page + 1)}" rel="next">${say(ctx, { zh: '下一页', en: 'Next' })}</a></div>`}</nav>`;
}

/** An instrument and its article, and in our own words what it demands. */
export function source(from: RuleSource | undefined): Child {
  return from && html`${from.instrument}${from.article && ` ${from.article}`}${from.says && html`<br><span class="rc-note">${from.says}</span>`}`;
}

/** A field of a search form with its label. */
export function choiceField(ctx: PageContext, name: string, label: Label, options: readonly { readonly value: string; readonly label: Child }[], chosen: string): Html {
  return html`<div><label for="f-${name}">${say(ctx, label)}</label><select class="govuk-select" id="f-${name}" name="${name}"><option value=""${inLang(ctx)}>${plain(ctx, { zh: '全部', en: 'All' })}</option>${options.map((option) => html`<option value="${option.value}"${!/\p{Script=Han}/u.test(String(option.label)) && inLang(ctx)}${option.value === chosen && html` selected`}>${option.label}</option>`)}</select></div>`;
}

/** The one big search box; keeps the language. */
export function searchBox(ctx: PageContext, id: string, text = ''): Html {
  return html`<form class="rc-search" action="/search" method="get" role="search"><label class="govuk-visually-hidden" for="${id}">${say(ctx, { zh: '输入机构名称、统一社会信用代码、文书号或关键词', en: 'Name, code, document number or words' })}</label><input class="govuk-input" id="${id}" name="q" type="search" maxlength="100" value="${text}" autocomplete="off" placeholder="${plain(ctx, { zh: '机构名称、文书号、关键词', en: 'Name, number, words' })}">${ctx.lang === 'en' && html`<input type="hidden" name="lang" value="en">`}<button class="govuk-button" type="submit">${say(ctx, { zh: '查询', en: 'Search' })}</button></form>`;
}

/** A number with the word for more; `1,000+` when counting stopped there. */
export function countText(count: number, capped = false): string {
  return `${count.toLocaleString('en-US')}${capped ? '+' : ''}`;
}

/** Shown where a list would be, when there is nothing: says what would fill it. */
export function nothing(text: Child): Html {
  return html`<p class="govuk-inset-text">${text}</p>`;
}

