/**
 * 通报批评页: bodies that were told to put a disclosed finding right and did not, by the plan's own words (予以公开通报批评). It says
 * what that means and lists nothing but what is public itself; the moment a body is found to have put it right it is gone from here.
 */
import { html } from '../html.ts';
import { link, opening, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { day, disputedTag, nothing, pagination } from '../parts.ts';
import type { Criticised } from '../reader/criticised.ts';
import { pageLines } from '../reader/search.ts';

const title = { zh: '通报批评', en: 'Public criticism' };

/** The list, a page at a time. */
export function criticisedPage(ctx: PageContext, page: number, lines: readonly Criticised[], total: number): string {
  return renderPage(ctx, {
    title, canonical: '/criticised', description: '逾期未整改、已被通报批评或者认定未整改的政府机构失信记录。',
    body: html`${opening(ctx, title, '下列单位的失信记录正在公示，经书面说明、限期整改和蓝、橙、红三次督查仍未整改，被通报批评或者认定未整改。核查认定已经整改的，不再列在这里。', 'The records below are public, and their bodies did not put them right in time, after an order and three urging letters. Once a verifier finds that they did, they leave this list.')}
${lines.length === 0 ? nothing(tell(ctx, '目前没有被通报批评的单位。', 'No body stands criticised now.'))
      : html`<ol class="rc-list">${lines.map((line) => html`<li><h2>${link(ctx, `/records/${line.id}`, [line.subject, '：', say(ctx, line.item)])}</h2>${line.summary && html`<p class="govuk-body govuk-!-margin-bottom-1">${line.summary}</p>`}<p class="rc-meta"><span><strong>${say(ctx, line.state)}</strong>${line.disputed && html` ${disputedTag(ctx)}`}</span><span>${day(ctx, line.on)}</span><span>${line.areaName}</span></p></li>`)}</ol>${pagination(ctx, page, Math.ceil(total / pageLines))}`}
<p class="govuk-body">${tell(ctx, html`依据：榕发改信用〔2017〕82号四(三)。期限见${link(ctx, '/rules', '规则')}。`, html`The time limits are among the ${link(ctx, '/rules', 'rules')}.`)}</p>`,
  });
}
