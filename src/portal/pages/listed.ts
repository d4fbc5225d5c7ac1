/**
 * 名单页: bodies in good standing, on what ground and until when; and bodies that have not yet said that they stopped using a
 * finding that was recalled. Of a recall only the body and the days are told, never what was recalled.
 */
import { daysBetween } from '../../core/identifiers/dates.ts';
import type { Child } from '../html.ts';
import { html } from '../html.ts';
import { link, opening, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, day, nothing, source, table } from '../parts.ts';
import type { ListedRow } from '../reader/listed.ts';
import { inForce } from '../reader/site.ts';

const named = (ctx: PageContext) => ({ label: { zh: '单位', en: 'Body' }, cell: ({ name, slug }: ListedRow): Child => (slug === null ? name : link(ctx, `/bodies/${slug}`, name)) });
const placed = { label: { zh: '地区', en: 'Area' }, cell: ({ area }: ListedRow): Child => area ?? '' };

/** Who is in good standing today. */
export function goodStandingPage(ctx: PageContext, rows: readonly ListedRow[]): string {
  const title = { zh: '诚信单位名单', en: 'Bodies in good standing' };
  const entries = inForce(ctx.site.rules.filter(({ kind, body }) => kind === 'measure' && body.kind === 'incentive' && body.shown !== undefined && body.repealed !== true), ctx.today);
  return renderPage(ctx, {
    title, current: '/good-standing', canonical: '/good-standing', crumbs: [],
    body: html`${opening(ctx, title, '哪些单位被列入诚信名单、凭什么、到哪一天。一旦有失信记录生效，当即移出。', 'Which bodies are listed, on what ground and until when. A finding that takes effect takes them off at once.')}
${rows.length === 0 ? nothing(say(ctx, { zh: '现在没有列入名单的单位。经提出和另一人批准后会列在这里。', en: 'No body is listed now.' })) : table(ctx, { zh: `共 ${countText(rows.length)} 个单位`, en: `${countText(rows.length)} bodies` }, [
    named(ctx), placed,
    { label: { zh: '事由', en: 'Ground' }, cell: ({ ground }) => ground },
    { label: { zh: '列入日期', en: 'Since' }, cell: ({ fromOn }) => day(ctx, fromOn) },
    { label: { zh: '有效至', en: 'Until' }, cell: ({ untilOn }) => untilOn && day(ctx, untilOn) },
    { label: { zh: '编号', en: 'Number' }, cell: ({ no }) => no },
  ], rows)}
${entries.map((rule) => html`<p class="govuk-body rc-prose">${say(ctx, { zh: '依据：', en: 'Ground: ' })}${link(ctx, `/rules#measure-${rule.key}`, rule.body.label ? say(ctx, rule.body.label) : rule.key)} ${source(rule.body.shown)}</p>`)}`,
  });
}

/** Who has not acknowledged a recall in time. */
export function recallsPage(ctx: PageContext, rows: readonly ListedRow[]): string {
  const title = { zh: '收回未确认', en: 'Recalls not acknowledged' };
  const [limit] = inForce(ctx.site.rules.filter(({ kind, key }) => kind === 'limit' && key === 'lease.acknowledge'), ctx.today);
  return renderPage(ctx, {
    title, current: '/recalls', canonical: '/recalls', crumbs: [],
    body: html`${opening(ctx, title, '失信记录终止、修复或者更正后，取得记录的单位须停止使用并确认。逾期没有确认的列在这里；只公布单位和天数，不涉及任何记录的内容。', 'When a finding ends, is repaired or corrected, whoever was given it must stop using it and say so. Who has not is listed; nothing of the finding is told.')}
${rows.length === 0 ? nothing(say(ctx, { zh: '取得记录的单位都已按期确认。', en: 'Every recipient has acknowledged in time.' })) : table(ctx, { zh: `共 ${countText(rows.length)} 项`, en: `${countText(rows.length)} in all` }, [
    named(ctx), placed,
    { label: { zh: '逾期', en: 'Late' }, number: true, cell: ({ fromOn }) => say(ctx, { zh: `${daysBetween(fromOn, ctx.today) + 1} 天`, en: `${daysBetween(fromOn, ctx.today) + 1} days` }) },
    { label: { zh: '逾期起', en: 'Since' }, cell: ({ fromOn }) => day(ctx, fromOn) },
  ], rows)}
${limit && html`<p class="govuk-body rc-prose">${tell(ctx, html`确认期限见${link(ctx, '/rules#limit-lease.acknowledge', '规则')}。`, html`The time limit stands among the ${link(ctx, '/rules#limit-lease.acknowledge', 'rules')}.`)}</p>`}`,
  });
}
