/**
 * 查询页: one box and five filters; the address of the page is the query, so a result can be kept, sent and found again.
 */
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { areaIn, link, opening, plain, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { choiceField, countText, nothing, pagination, recordList } from '../parts.ts';
import { pageLines } from '../reader/search.ts';
import type { SearchResult } from '../reader/search.ts';
import { inForce } from '../reader/site.ts';
import type { Area, BodyRow } from '../types.ts';

/** The query as typed; what could not be understood is in `problems`. */
export interface SearchForm {
  readonly q: string;
  readonly item: string;
  readonly area: string;
  readonly severity: string;
  readonly from: string;
  readonly to: string;
  readonly page: number;
  readonly problems: readonly { readonly field: 'q' | 'from' | 'to'; readonly zh: string; readonly en: string }[];
}

/** Areas to choose from: the city's counties and functional areas, and the chosen one if it is smaller. */
export function areaChoices(ctx: PageContext, chosen: string): { value: string; label: Child }[] {
  const { site } = ctx;
  const offered = (area: Area): boolean => area.code === chosen || (area.validTo === null && area.parent === site.rootArea && area.kind !== 'unit');
  return [...site.areas.values()].filter(offered).map((area) => ({ value: area.code, label: ctx.lang === 'en' ? area.nameEn || area.name : area.name }));
}

function dayField(ctx: PageContext, form: SearchForm, name: 'from' | 'to', zh: string, en: string): Html {
  const problem = form.problems.find(({ field }) => field === name);
  return html`<div><label for="f-${name}">${say(ctx, { zh, en })}</label>${problem && html`<p class="govuk-error-message" id="e-${name}"><span class="govuk-visually-hidden">${say(ctx, { zh: '错误：', en: 'Error: ' })}</span>${say(ctx, problem)}</p>`}<input class="govuk-input${problem && ' govuk-input--error'}" id="f-${name}" name="${name}" value="${form[name]}" placeholder="2026-11-23" maxlength="20" autocomplete="off"${problem && html` aria-describedby="e-${name}"`}></div>`;
}

function filters(ctx: PageContext, form: SearchForm): Html {
  const items = inForce(ctx.site.items, ctx.today).filter(({ body }) => body.subjectKind === 'body');
  const severities = inForce(ctx.site.rules.filter(({ kind }) => kind === 'severity'), ctx.today);
  const problem = form.problems.find(({ field }) => field === 'q');
  return html`<form class="rc-filters rc-noprint" action="/search" method="get" role="search" aria-label="${plain(ctx, { zh: '查询条件', en: 'Search' })}"><label for="f-q">${say(ctx, { zh: '名称、代码、文书号或关键词', en: 'Name, code, document number or words' })}</label>${problem && html`<p class="govuk-error-message" id="e-q"><span class="govuk-visually-hidden">${say(ctx, { zh: '错误：', en: 'Error: ' })}</span>${say(ctx, problem)}</p>`}<input class="govuk-input" id="f-q" name="q" type="search" maxlength="100" value="${form.q}" autocomplete="off"${problem && html` aria-describedby="e-q"`}>
<div class="rc-filters__grid">${choiceField(ctx, 'item', { zh: '类别', en: 'Kind' }, items.map(({ key, body }) => ({ value: key, label: ctx.lang === 'en' ? body.label.en : body.label.zh })), form.item)}${choiceField(ctx, 'area', { zh: '区域', en: 'Area' }, areaChoices(ctx, form.area), form.area)}${choiceField(ctx, 'severity', { zh: '严重程度', en: 'Severity' }, severities.map(({ key, body }) => ({ value: key, label: (ctx.lang === 'en' ? body.label?.en : body.label?.zh) ?? key })), form.severity)}${dayField(ctx, form, 'from', '公示日期自', 'Disclosed from')}${dayField(ctx, form, 'to', '至', 'to')}</div>
${ctx.lang === 'en' && html`<input type="hidden" name="lang" value="en">`}<div class="rc-actions"><button class="govuk-button" type="submit">${say(ctx, { zh: '查询', en: 'Search' })}</button><p>${link(ctx, '/search', say(ctx, { zh: '清除条件', en: 'Clear' }))}</p></div></form>`;
}

/** The search page with its results. */
export function searchPage(ctx: PageContext, form: SearchForm, result: SearchResult, bodies: readonly Pick<BodyRow, 'slug' | 'name' | 'areaCode' | 'validTo'>[]): string {
  const asked = form.q.trim();
  const pages = Math.max(1, Math.ceil(result.count / pageLines));
  const found = html`<p class="govuk-body" role="status">${tell(ctx, html`${asked ? html`与“<strong>${asked}</strong>”相符的记录` : '符合条件的记录'} <strong>${countText(result.count, result.capped)}</strong> 条${pages > 1 && `，第 ${form.page} 页，共 ${pages} 页`}，最新的在前。${result.capped && '结果较多，只列出前一千条，可增加条件缩小范围。'}`,
    html`<strong>${countText(result.count, result.capped)}</strong> ${result.count === 1 ? 'record' : 'records'} ${asked ? html`for “<strong>${asked}</strong>”` : 'found'}${pages > 1 && `, page ${form.page} of ${pages}`}, newest first.${result.capped && ' There are more: only the first thousand are listed. Add a condition.'}`)}</p>`;
  const narrowed = asked !== '' || [form.item, form.area, form.severity, form.from, form.to].some((value) => value !== '');
  const none = nothing(!narrowed && form.page === 1 ? say(ctx, { zh: '目前没有正在公示的记录。记录经核实、告知、复核并决定公示后，会出现在这里。', en: 'No record is public now. Records appear here once they were verified, notified, reviewed and disclosed.' }) : tell(ctx, html`没有找到正在公示的记录。可以换用简称或更短的词，去掉部分条件，或从${link(ctx, '/bodies', '机构名录')}查找。公示期满、已修复的记录不再显示，其数量见${link(ctx, '/takedowns', '停止公示')}。`, html`No public record was found. Try a short name or fewer words, drop a condition, or look in the ${link(ctx, '/bodies', 'directory of bodies')}. Records that expired or were repaired are no longer shown; their numbers are among the ${link(ctx, '/takedowns', 'takedowns')}.`));
  return renderPage(ctx, {
    title: { zh: asked ? `“${asked}”的查询结果` : '查询记录', en: asked ? `Results for “${asked}”` : 'Search records' }, current: '/search', canonical: '/search', noindex: asked !== '' || form.page > 1,
    crumbs: [], feed: { href: '/feed.atom', title: '最新公示' },
    body: html`${opening(ctx, { zh: '查询记录', en: 'Search records' }, '查询正在公示的政府机构失信记录。名称可用简称，文书号的括号写法不限。', 'Search the records now public. Short names work; brackets in document numbers do not matter.')}
${filters(ctx, form)}${bodies.length > 0 && html`<h2 class="govuk-heading-s">${say(ctx, { zh: '名称相符的机构', en: 'Bodies with this name' })}</h2><ul class="govuk-list">${bodies.map((body) => html`<li>${link(ctx, `/bodies/${body.slug}`, body.name)}${body.validTo !== null && html` <span class="rc-note">${say(ctx, { zh: '已更名或撤并', en: 'renamed or merged' })}</span>`} <span class="rc-note">${areaIn(ctx, body.areaCode)}</span></li>`)}</ul><p class="govuk-body-s">${link(ctx, `/bodies?q=${encodeURIComponent(form.q)}`, say(ctx, { zh: '在机构名录中查看全部相符的机构', en: 'All bodies with this name, in the directory' }))}</p>`}
${form.problems.length > 0 ? null : result.lines.length > 0 ? html`${found}${recordList(ctx, result.lines)}${pagination(ctx, form.page, pages)}` : none}
<p class="rc-note govuk-!-margin-top-6">${tell(ctx, html`需要全部数据？见${link(ctx, '/data', '开放数据')}。`, html`Need everything? See ${link(ctx, '/data', 'open data')}.`)}</p>`,
  });
}
