/** 澄清公告页: what was found false about a person, in the very words that the person consented to and another approved, until its day. */
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { link, opening, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day, nothing, summary } from '../parts.ts';
import type { PostedRow, UnpostedRow } from '../reader/posted.ts';
import { reasonLabel } from './ended.ts';
import { endProofSection, proofSection } from './proof.ts';
import type { ProofContext } from './proof.ts';

const crumbs = [{ label: { zh: '澄清正名', en: 'Names cleared' }, href: '/clearances' }];

const words = (ctx: PageContext, { text, on, until }: PostedRow): Html =>
  html`<p class="govuk-body rc-text" lang="zh-CN">${text}</p><p class="rc-note">${tell(ctx, html`${day(ctx, on)}公布，至 ${day(ctx, until)} 止`, html`Published on ${day(ctx, on)}, until ${day(ctx, until)}`)}</p>`;

export const clearancesPage = (ctx: PageContext, posted: readonly PostedRow[]): string => renderPage(ctx, {
  title: { zh: '澄清正名', en: 'Names cleared' }, current: '/help', canonical: '/clearances', noindex: true, crumbs: [],
  body: html`${opening(ctx, { zh: '澄清正名', en: 'Names cleared' }, '经查失实的举报和记录，经本人同意、他人审批，在原来公开的范围内澄清。文字一字不改，没有本人同意不写姓名，到期自动停止。', 'Reports and records that were found false are said to be so here, with the person’s consent and another’s approval, until a day.')}
${posted.length === 0 ? nothing(say(ctx, { zh: '目前没有正在公布的澄清。', en: 'No clearing is published now.' })) : posted.map((each) => html`<article class="rc-section rc-prose" id="${each.id}" aria-labelledby="t-${each.id}"><h2 class="govuk-heading-m" id="t-${each.id}">${link(ctx, `/clearances/${each.id}`, each.no)}</h2>${words(ctx, each)}</article>`)}`,
});

/** One clearing, with its proof. */
export const clearancePage = (ctx: ProofContext, posted: PostedRow): string => renderPage(ctx, {
  title: { zh: `澄清正名 ${posted.no}`, en: `Name cleared, ${posted.no}` }, current: '/help', canonical: `/clearances/${posted.id}`, noindex: true, crumbs,
  body: html`${opening(ctx, { zh: `澄清正名 ${posted.no}`, en: `Name cleared, ${posted.no}` }, '经查失实的内容，经本人同意、他人审批，在此澄清。', 'What was found false is said to be so here, with the person’s consent and another’s approval.')}
<div class="rc-prose">${words(ctx, posted)}</div><div class="govuk-!-margin-top-7">${proofSection(ctx, { at: `/clearances/${posted.id}`, id: posted.id, leaf: posted.leaf, what: { zh: '本澄清', en: 'this text' } })}</div>`,
});

/** What stands at the address of a clearing that ended: never whom it was about or what it said. */
export const clearanceEndedPage = (ctx: PageContext, ended: UnpostedRow, proved: boolean): string => renderPage(ctx, {
  title: { zh: '该澄清已停止公布', en: 'No longer public' }, noindex: true, crumbs,
  body: html`${opening(ctx, { zh: '该澄清已停止公布', en: 'No longer public' }, '此处曾公布一则澄清，现已停止，文字已经销毁，本站不再提供。', 'A clearing was public here. It ended; its text was destroyed and is no longer offered.')}
${summary(ctx, [{ label: { zh: '停止日期', en: 'Ended on' }, value: day(ctx, ended.endedOn) }, { label: { zh: '原因', en: 'Reason' }, value: reasonLabel(ctx, ended.reason) }, { label: { zh: '依据', en: 'Article' }, value: ended.article }])}
${endProofSection(ctx, { at: `/clearances/${ended.id}`, id: ended.id, leaves: ended.leaves, proved })}`,
});
