/** 澄清公告页: what was found false about a person, in the very words that the person consented to and another approved, until its day. */
import { html } from '../html.ts';
import { opening, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day, nothing } from '../parts.ts';
import type { PostedRow } from '../reader/posted.ts';

export const clearancesPage = (ctx: PageContext, posted: readonly PostedRow[]): string => renderPage(ctx, {
  title: { zh: '澄清正名', en: 'Names cleared' }, current: '/help', canonical: '/clearances', noindex: true, crumbs: [],
  body: html`${opening(ctx, { zh: '澄清正名', en: 'Names cleared' }, '经查失实的举报和记录，经本人同意、他人审批，在原来公开的范围内澄清。文字一字不改，没有本人同意不写姓名，到期自动停止。', 'Reports and records that were found false are said to be so here, with the person’s consent and another’s approval, until a day.')}
${posted.length === 0 ? nothing(say(ctx, { zh: '目前没有正在公布的澄清。', en: 'No clearing is published now.' })) : posted.map((each) => html`<article class="rc-section rc-prose" id="${each.id}" aria-labelledby="t-${each.id}"><h2 class="govuk-heading-m" id="t-${each.id}">${each.no}</h2><p class="govuk-body rc-text" lang="zh-CN">${each.text}</p><p class="rc-note">${tell(ctx, html`${day(ctx, each.on)}公布，至 ${day(ctx, each.until)} 止`, html`Published on ${day(ctx, each.on)}, until ${day(ctx, each.until)}`)}</p></article>`)}`,
});
