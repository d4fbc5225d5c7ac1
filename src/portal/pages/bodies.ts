/**
 * 机构页: the directory of public bodies, and of each body what is public about it. A record stays with the body that did
 * the deed under the name it then had; a successor is named, not charged.
 */
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { bodyKinds, dayInWords, levels } from '../labels.ts';
import { areaIn, chinese, link, opening, plain, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { choiceField, countText, day, nothing, pagination, recordList, summary, table } from '../parts.ts';
import { pageBodies } from '../reader/bodies.ts';
import type { BodyLine } from '../reader/bodies.ts';
import type { Counts } from '../reader/records.ts';
import { pageLines } from '../reader/search.ts';
import type { BodyRow, RecordLine } from '../types.ts';
import { areaChoices } from './search.ts';

export interface BodiesForm {
  readonly q: string;
  readonly area: string;
  readonly level: string;
  readonly page: number;
}

/** The directory. */
export function bodiesPage(ctx: PageContext, form: BodiesForm, found: { readonly lines: readonly BodyLine[]; readonly count: number }, counts: Counts | undefined): string {
  const columns = [
    { label: { zh: '机构', en: 'Body' }, cell: (body: BodyLine): Child => html`${link(ctx, `/bodies/${body.slug}`, body.name)}${body.validTo !== null && html` <span class="rc-note">${say(ctx, { zh: `（${dayInWords(body.validTo)}止）`, en: ` (until ${dayInWords(body.validTo, 'en')})` })}</span>`}` },
    { label: { zh: '区域', en: 'Area' }, cell: (body: BodyLine): Child => areaIn(ctx, body.areaCode) },
    { label: { zh: '层级', en: 'Level' }, cell: (body: BodyLine): Child => body.level && say(ctx, levels[body.level] ?? { zh: body.level, en: body.level }) },
    { label: { zh: '类型', en: 'Kind' }, cell: (body: BodyLine): Child => body.bodyKind && say(ctx, bodyKinds[body.bodyKind] ?? { zh: body.bodyKind, en: body.bodyKind }) },
    { label: { zh: '正在公示', en: 'Records' }, number: true, cell: (body: BodyLine): Child => (counts ? countText(counts.byBody.get(body.id) ?? 0) : '—') },
  ];
  return renderPage(ctx, {
    title: { zh: '政府机构', en: 'Public bodies' }, current: '/bodies', canonical: '/bodies', crumbs: [], noindex: form.q !== '',
    body: html`${opening(ctx, { zh: '政府机构', en: 'Public bodies' }, '按区域和层级查找机构，点开名称看它正在公示的记录。', 'Find a public body by area and level; open it to see its records.')}
<form class="rc-filters rc-noprint" action="/bodies" method="get" role="search" aria-label="${plain(ctx, { zh: '查找机构', en: 'Find a body' })}"><label for="f-q">${say(ctx, { zh: '机构名称或简称', en: 'Name of the body' })}</label><input class="govuk-input" id="f-q" name="q" type="search" maxlength="60" value="${form.q}" autocomplete="off">
<div class="rc-filters__grid">${choiceField(ctx, 'area', { zh: '区域', en: 'Area' }, areaChoices(ctx, form.area), form.area)}${choiceField(ctx, 'level', { zh: '层级', en: 'Level' }, Object.entries(levels).map(([value, label]) => ({ value, label: plain(ctx, label) })), form.level)}</div>${ctx.lang === 'en' && html`<input type="hidden" name="lang" value="en">`}<button class="govuk-button" type="submit">${say(ctx, { zh: '查找', en: 'Find' })}</button></form>
${found.lines.length > 0 ? html`${table(ctx, { zh: `共 ${found.count} 个机构`, en: `${found.count} bodies` }, columns, found.lines)}${pagination(ctx, form.page, Math.ceil(found.count / pageBodies))}` : nothing(tell(ctx, html`没有找到这样的机构。可以换用更短的名称，或${link(ctx, '/bodies', '查看全部机构')}。`, html`No such body. Try a shorter name, or ${link(ctx, '/bodies', 'see all bodies')}.`))}`,
  });
}

export interface BodyFacts {
  readonly body: BodyRow;
  readonly predecessors: readonly { readonly slug: string; readonly name: string; readonly validTo: string | null }[];
  readonly figures: readonly { readonly by: 'severity' | 'item'; readonly key: string; readonly label: { zh: string; en: string }; readonly count: number }[];
  readonly records: readonly RecordLine[];
  readonly page: number;
}

const successions: Record<string, Label> = { renamed: { zh: '更名为', en: 'was renamed' }, merged: { zh: '并入', en: 'was merged into' }, split: { zh: '职能划转至', en: 'handed its duties to' } };
const succeeded: Label = { zh: '由下列机构承继：', en: 'is succeeded by' };

function succession(ctx: PageContext, { body, predecessors }: BodyFacts): Child {
  return [
    body.successor && html`<div class="govuk-inset-text">${tell(ctx, html`本机构${body.validTo && `于${dayInWords(body.validTo)}`}${(successions[body.successor.kind] ?? succeeded).zh}${link(ctx, `/bodies/${body.successor.slug}`, body.successor.name)}。记录仍按行为发生时的机构列示，不转记到承继机构名下。`,
      html`This body ${(successions[body.successor.kind] ?? succeeded).en} ${link(ctx, `/bodies/${body.successor.slug}`, chinese(ctx, body.successor.name))}${body.validTo && ` on ${dayInWords(body.validTo, 'en')}`}. Records stay with the body that did the deed and are not charged to its successor.`)}</div>`,
    predecessors.length > 0 && html`<div class="govuk-inset-text">${say(ctx, { zh: '本机构承继：', en: 'This body succeeds: ' })}${predecessors.map((before, at) => html`${at > 0 && '、'}${link(ctx, `/bodies/${before.slug}`, before.name)}`)}${say(ctx, { zh: '。它们的记录列在各自名下。', en: '. Their records stand under their own names.' })}</div>`,
  ];
}

function formerNames(ctx: PageContext, body: BodyRow): Child {
  return body.names.filter(({ kind }) => kind === 'former').map(({ name, to: until }) => html`<span>${name}${until && say(ctx, { zh: `（至${dayInWords(until)}）`, en: ` (until ${dayInWords(until, 'en')})` })}</span><br>`);
}

function shortNames(body: BodyRow): string {
  return body.names.filter(({ kind }) => kind === 'alias').map(({ name }) => name).join('、');
}

function figures(ctx: PageContext, facts: BodyFacts): Html {
  const total = facts.figures.filter(({ by }) => by === 'severity').reduce((sum, { count }) => sum + count, 0);
  const rows = facts.figures.filter(({ by }) => by === 'item');
  return html`<p class="govuk-body">${tell(ctx, html`现有 <strong>${countText(total)}</strong> 条记录正在公示${total > 0 && html`：${facts.figures.filter(({ by }) => by === 'severity').map(({ label, count }, at) => html`${at > 0 && '、'}${label.zh} ${count} 条`)}`}。`,
    html`<strong>${countText(total)}</strong> ${total === 1 ? 'record is' : 'records are'} public now${total > 0 && html`: ${facts.figures.filter(({ by }) => by === 'severity').map(({ label, count }, at) => html`${at > 0 && ', '}${label.en} ${count}`)}`}.`)}</p>
${rows.length > 0 && table(ctx, { zh: '按类别', en: 'By kind' }, [
    { label: { zh: '类别', en: 'Kind' }, cell: (row) => link(ctx, `/catalog/${row.key}`, say(ctx, row.label)) },
    { label: { zh: '记录数', en: 'Records' }, number: true, cell: (row) => countText(row.count) },
  ], rows)}
<details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">${say(ctx, { zh: '这些数字说明什么', en: 'What the numbers mean' })}</span></summary><div class="govuk-details__text"><p>${say(ctx, { zh: '数字只统计此刻正在公示的记录，不含公示期满、已修复和已撤销的记录。没有记录不等于没有失信行为，也可能是尚未核实或依法不公开；记录多的机构也可能办理的事项更多。本页不作排名，也不作评分。', en: 'The numbers count what is public at this moment, not what expired, was repaired or annulled. No record does not mean no breach: it may not be verified yet, or may not be public by law; and a body with many records may simply handle more matters. This page neither ranks nor scores.' })}</p></div></details>`;
}

/** A body with its records. */
export function bodyPage(ctx: PageContext, facts: BodyFacts): string {
  const { body } = facts;
  const total = facts.figures.filter(({ by }) => by === 'severity').reduce((sum, { count }) => sum + count, 0);
  const area = ctx.site.areas.get(body.areaCode);
  const kind = body.bodyKind === null ? undefined : bodyKinds[body.bodyKind];
  return renderPage(ctx, {
    title: { zh: body.name, en: body.nameEn || body.name }, current: '/bodies', canonical: `/bodies/${body.slug}`, crumbs: [{ label: { zh: '政府机构', en: 'Public bodies' }, href: '/bodies' }],
    description: `${body.name}正在公示的政务失信记录。`, feed: { href: `/bodies/${body.slug}/feed.atom`, title: `${body.name}的公示` },
    structured: { '@context': 'https://schema.org', '@type': 'GovernmentOrganization', name: body.name, url: `${ctx.publicUrl}/bodies/${body.slug}`, ...(body.uscc && { identifier: body.uscc }), ...(area && { areaServed: area.name }) },
    body: html`<h1 class="govuk-heading-l">${body.name}</h1>${body.nameEn && html`<p class="rc-en" lang="en">${body.nameEn}</p>`}${succession(ctx, facts)}
${summary(ctx, [
    { label: { zh: '统一社会信用代码', en: 'Unified social credit code' }, value: body.uscc && html`<span class="rc-mono">${body.uscc}</span>` },
    { label: { zh: '区域', en: 'Area' }, value: area && link(ctx, `/bodies?area=${area.code}`, areaIn(ctx, area.code)) },
    { label: { zh: '层级与类型', en: 'Level and kind' }, value: [body.level && say(ctx, levels[body.level]!), kind && html` · ${say(ctx, kind)}`] },
    { label: { zh: '上级机构', en: 'Superior body' }, value: body.parent && link(ctx, `/bodies/${body.parent.slug}`, body.parent.name) },
    { label: { zh: '简称', en: 'Short names' }, value: shortNames(body) },
    { label: { zh: '曾用名', en: 'Former names' }, value: body.names.some(({ kind }) => kind === 'former') && formerNames(ctx, body) },
    { label: { zh: '存续', en: 'Existed' }, value: (body.validFrom || body.validTo) && html`${body.validFrom && html`${say(ctx, { zh: '自', en: 'from' })} ${day(ctx, body.validFrom)}`}${body.validTo && html` ${say(ctx, { zh: '至', en: 'until' })} ${day(ctx, body.validTo)}`}` },
  ])}
<h2 class="govuk-heading-m rc-section">${say(ctx, { zh: '正在公示的记录', en: 'Public records' })}</h2>${figures(ctx, facts)}${facts.records.length > 0 ? html`${recordList(ctx, facts.records, 3)}${pagination(ctx, facts.page, Math.ceil(total / pageLines))}` : nothing(tell(ctx, html`目前没有关于本机构的公示记录。${link(ctx, '/catalog', '采集目录')}列出了哪些行为会被记录。`, html`No record about this body is public now. ${link(ctx, '/catalog', 'What is collected')} lists which deeds are recorded.`))}
<p class="govuk-body govuk-!-margin-top-6">${link(ctx, `/bodies/${body.slug}/report`, say(ctx, { zh: '查看并打印信用报告', en: 'Credit report to print' }))}</p>
<p class="govuk-body"><a class="govuk-link" href="/bodies/${body.slug}/feed.atom">${say(ctx, { zh: '订阅本机构的更新', en: 'Feed of this body' })}</a></p>`,
  });
}
