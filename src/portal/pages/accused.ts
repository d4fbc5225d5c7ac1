/**
 * 被举报单位页: before a report of retaliation somebody says which body it is about, from the public directory: by its name or a short
 * one. Nothing is asked of whoever reports.
 */
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { elsewhere } from '../forms/form-pages.ts';
import { retaliationForm } from '../forms/retaliation-form.ts';
import { areaIn, chinese, link, opening, plain, renderPage, say, tell, to } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { nothing } from '../parts.ts';
import type { BodyLine } from '../reader/bodies.ts';

/** Bodies that are offered; whoever finds more says it more exactly. */
export const offeredMax = 20;

/** Asks which body is accused. `found` is undefined before anything was asked. */
export function accusedPage(ctx: PageContext, q: string, found: { readonly lines: readonly BodyLine[]; readonly count: number } | undefined): string {
  const { title, path, onPaper } = retaliationForm;
  const line = (body: BodyLine): Child => html`<li><a class="govuk-link" href="${to(ctx, `${path}?body=${body.slug}`)}" rel="nofollow">${chinese(ctx, body.name)}</a> <span class="rc-note">${areaIn(ctx, body.areaCode)}</span></li>`;
  const list = found === undefined ? null : found.lines.length === 0
    ? nothing(tell(ctx, html`名录里没有这样的单位。请换用更短的名称，或在${link(ctx, '/bodies', '机构名录')}里找到它；针对个人的，请选他所在的单位。`, html`No such body. Try a shorter name, or find it in the ${link(ctx, '/bodies', 'directory')}; about a person, choose the body where they work.`))
    : html`<h2 class="govuk-heading-m">${say(ctx, { zh: '请选择单位', en: 'Choose the body' })}</h2><ul class="govuk-list">${found.lines.slice(0, offeredMax).map(line)}</ul>${found.count > offeredMax && html`<p class="rc-note">${say(ctx, { zh: `共 ${found.count} 个，只列出前 ${offeredMax} 个：请把名称写得更完整。`, en: `${found.count} in all, the first ${offeredMax} are shown: write more of the name.` })}</p>`}`;
  return renderPage(ctx, {
    title, noindex: q !== '', canonical: path, current: '/help', crumbs: [],
    body: html`${opening(ctx, title, '因为提出异议、投诉、举报或者作证受到打击报复的，在这里举报。可以匿名，不收费；被举报的单位看不到。', 'If you are punished for having objected, complained, reported or given evidence, report it here. You may stay anonymous; the body that you accuse does not see it.')}
<form class="rc-form" action="${path}" method="get" role="search" aria-label="${plain(ctx, { zh: '查找单位', en: 'Find a body' })}"><div class="govuk-form-group"><label class="govuk-label govuk-label--m" for="f-q">${say(ctx, { zh: '哪个单位打击报复？', en: 'Which body retaliates?' })}</label><div class="govuk-hint" id="f-q-hint">${say(ctx, { zh: '写单位名称或者简称；针对个人的，写他所在的单位。', en: 'Its name or a short one, in Chinese; about a person, the body where they work.' })}</div><input class="govuk-input" id="f-q" name="q" type="search" maxlength="60" value="${q}" autocomplete="off" aria-describedby="f-q-hint"></div>${ctx.lang === 'en' && html`<input type="hidden" name="lang" value="en">`}<button class="govuk-button" type="submit">${say(ctx, { zh: '查找', en: 'Find' })}</button></form>
${list}<h2 class="govuk-heading-m rc-section">${say(ctx, { zh: '其他方式', en: 'Other ways' })}</h2>${elsewhere(ctx, onPaper)}<p class="govuk-body rc-prose">${say(ctx, { zh: '打击报复由公职人员作出的，也可以向监察机关检举、控告（举报电话 12388）。', en: 'Against an official you may also turn to the supervisory commission (telephone 12388).' })}</p>`,
  });
}
