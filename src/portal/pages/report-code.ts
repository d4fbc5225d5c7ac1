/** 报告查验页: whether a printed credit report still says what is public. Of one that does not, nothing but that. */
import { html } from '../html.ts';
import { link, renderPage, say } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day, summary } from '../parts.ts';
import type { findReport } from '../reader/reports.ts';
import { reportNo } from './report-content.ts';

type Found = NonNullable<Awaited<ReturnType<typeof findReport>>>;

/** The page of a report's code. */
export function reportCodePage(ctx: PageContext, found: Found): string {
  const title = found.current ? { zh: '这份信用报告与现在公开的一致', en: 'This report is up to date' } : { zh: '这份信用报告已更新', en: 'This report has been updated' };
  const body = found.current
    ? html`<p class="rc-tags"><strong class="govuk-tag">${say(ctx, { zh: '有效', en: 'Up to date' })}</strong></p>${summary(ctx, [
      { label: { zh: '文书种类', en: 'Kind' }, value: say(ctx, { zh: '信用报告', en: 'Credit report' }) }, { label: { zh: '机构', en: 'Body' }, value: link(ctx, `/bodies/${found.slug}`, found.name) },
      { label: { zh: '报告编号', en: 'Number' }, value: html`<span class="rc-mono">${reportNo(found.slug, found)}</span>` }, { label: { zh: '截至', en: 'As of' }, value: day(ctx, ctx.today) },
    ])}<p class="govuk-body">${say(ctx, { zh: '报告出具后，这个机构公开的记录没有变化。请把纸面与现在的报告对照；不一致的，纸面可能被改动过。', en: 'Nothing public about this body has changed since. Compare the paper with the report as it is now.' })} ${link(ctx, `/bodies/${found.slug}/report`, say(ctx, { zh: '打开现在的报告', en: 'Open the report' }))}</p>`
    : html`<p class="rc-tags"><strong class="govuk-tag rc-tag--plain">${say(ctx, { zh: '已更新', en: 'Updated' })}</strong></p><p class="govuk-body">${say(ctx, { zh: '它只对出具那天有效。此后公开的记录有变化，请从机构页重新打开报告。依照规定，其他内容不再提供。', en: 'It was right on its day. What is public has changed since: open the report again from the body’s page. By rule nothing else is told.' })}</p>`;
  return renderPage(ctx, { title, crumbs: [{ label: { zh: '文书查验', en: 'Check a letter' }, href: '/v' }], noindex: true, body: html`<div class="rc-prose"><h1 class="govuk-heading-l">${say(ctx, title)}</h1>${body}<p class="govuk-body">${link(ctx, '/v', say(ctx, { zh: '查验另一份文书', en: 'Check another letter' }))}</p></div>` });
}
