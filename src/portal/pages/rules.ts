/**
 * 规则页: the rules by which records become public and cease to be: severity and periods, grounds, time limits, reasons to
 * end, each with its source, law and the city's own policy kept apart. As of today, or of any day one asks for.
 */
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { dayInWords, lengthOf, modes, ruleKinds } from '../labels.ts';
import { opening, renderPage, say } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { nothing, source, table } from '../parts.ts';
import type { Column } from '../parts.ts';
import { inForce } from '../reader/site.ts';
import type { Rule } from '../types.ts';

const name: Column<Rule> = { label: { zh: '名称', en: 'Name' }, cell: (rule) => html`<span id="${rule.kind}-${rule.key}">${rule.body.label?.zh ?? rule.key}</span>${rule.body.label && html`<br><span class="rc-note" lang="en">${rule.body.label.en}</span>`}` };
const basis: Column<Rule> = {
  label: { zh: '依据', en: 'Source' },
  cell: (rule) => html`${rule.basis === 'law' ? html`<strong class="govuk-tag">法定</strong>` : html`<strong class="govuk-tag rc-tag--plain">本市规定</strong>`} ${source(rule.body.source)}<br><span class="rc-note">第 ${rule.version} 版，${dayInWords(rule.effectiveFrom)}起施行</span>`,
};
const own: Record<string, readonly Column<Rule>[]> = {
  severity: [
    { label: { zh: '最短', en: 'At least' }, cell: ({ body }) => body.publicityMin && (body.publicityMin.amount === 0 ? '不设' : lengthOf(body.publicityMin)) },
    { label: { zh: '最长', en: 'At most' }, cell: ({ body }) => body.publicityMax && lengthOf(body.publicityMax) },
    { label: { zh: '一般是否公示', en: 'Public by default' }, cell: ({ body }) => (body.publishByDefault ? '公示' : '原则上不公示') },
  ],
  ground: [
    { label: { zh: '适用对象', en: 'For' }, cell: ({ body }) => body.for?.map((kind) => (kind === 'official' ? '公务员' : '政府机构')).join('、') },
    { label: { zh: '可公示方式', en: 'Modes' }, cell: ({ body }) => body.modes?.map((mode) => modes[mode]?.zh ?? mode).join('、') },
  ],
  limit: [
    { label: { zh: '时限', en: 'Limit' }, cell: ({ body }) => html`${body.amount !== undefined && body.unit && lengthOf({ amount: body.amount, unit: body.unit })}${body.extendMax && html`<br><span class="rc-note">可延长一次，最多 ${lengthOf(body.extendMax)}</span>`}${body.pausable && html`<br><span class="rc-note">${body.pausable.zh}，可中止计时</span>`}` },
    { label: { zh: '自何时起算', en: 'Counted from' }, cell: ({ body }) => body.start?.zh },
  ],
  closing: [],
};

function section(ctx: PageContext, kind: string, rules: readonly Rule[]): Child {
  const label = ruleKinds[kind]!;
  return html`<section class="rc-section"><h2 class="govuk-heading-m" id="${kind}">${say(ctx, label)}</h2><p class="govuk-body">${label.meaning}</p>${rules.length === 0 ? nothing('这一类规则尚未发布。') : table(ctx, { zh: `共 ${rules.length} 条`, en: `${rules.length} in force` }, [name, ...own[kind]!, basis], rules)}</section>`;
}

/** The rules in force on a day. `problem` says why the day asked for was not understood. */
export function rulesPage(ctx: PageContext, on: string, typed: string, problem: string | undefined): string {
  const form: Html = html`<form class="rc-filters rc-noprint" action="/rules" method="get"><label for="f-on">${say(ctx, { zh: '查看哪一天的规则', en: 'Rules as of' })}</label>${problem && html`<p class="govuk-error-message" id="e-on"><span class="govuk-visually-hidden">错误：</span>${problem}</p>`}<div class="rc-actions"><input class="govuk-input govuk-input--width-10" id="f-on" name="on" value="${typed}" placeholder="${ctx.today}" maxlength="20" autocomplete="off"${problem && html` aria-describedby="e-on"`}><button class="govuk-button" type="submit">${say(ctx, { zh: '查看', en: 'Show' })}</button></div></form>`;
  return renderPage(ctx, {
    title: { zh: '规则', en: 'Rules' }, current: '/rules', canonical: '/rules', crumbs: [],
    body: html`${opening(ctx, { zh: '规则', en: 'Rules' }, html`公示多久、依据什么、何时停止，都按规则办，规则有版本和出处。以下是 ${dayInWords(on)}有效的规则。`, 'How long records are public, on what ground, and when they end. Every rule has a version and a source; law and local policy are kept apart.')}${form}${Object.keys(ruleKinds).map((kind) => section(ctx, kind, inForce(ctx.site.rules.filter((rule) => rule.kind === kind), on)))}`,
  });
}
