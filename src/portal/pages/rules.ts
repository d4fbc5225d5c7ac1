/**
 * 规则页: the rules by which records become public and cease to be: severity and periods, grounds, time limits, reasons to
 * end, each with its source, law and the city's own policy kept apart. As of today, or of any day one asks for.
 */
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { dayInWords, lengthOf, modes, ruleKinds } from '../labels.ts';
import { opening, renderPage, say } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { nothing, source, table } from '../parts.ts';
import type { Column } from '../parts.ts';
import { inForce } from '../reader/site.ts';
import type { Amount, Rule } from '../types.ts';

const named = (ctx: PageContext): Column<Rule> => ({ label: { zh: '名称', en: 'Name' }, cell: (rule) => html`<span id="${rule.kind}-${rule.key}">${rule.body.label ? say(ctx, rule.body.label) : rule.key}</span>${ctx.lang === 'zh' && rule.body.label && html`<br><span class="rc-note" lang="en">${rule.body.label.en}</span>`}` });
const sourced = (ctx: PageContext): Column<Rule> => ({
  label: { zh: '依据', en: 'Source' },
  cell: (rule) => html`<strong class="govuk-tag${rule.basis === 'policy' && ' rc-tag--plain'}">${say(ctx, rule.basis === 'law' ? { zh: '法定', en: 'Law' } : { zh: '本市拟定政策', en: 'City policy' })}</strong> ${source(rule.body.source)}<br><span class="rc-note">${say(ctx, { zh: `第 ${rule.version} 版，${dayInWords(rule.effectiveFrom)}起施行`, en: `version ${rule.version}, in force from ${dayInWords(rule.effectiveFrom, 'en')}` })}</span>`,
});

/** Severity classes by the city's own names. */
const severitiesOf = (ctx: PageContext, keys: readonly string[]): Label[] => keys.map((one) => ctx.site.rules.findLast(({ kind, key }) => kind === 'severity' && key === one)?.body.label ?? { zh: one, en: one });

/** The columns of a kind's own, beside name and source. */
function ownColumns(ctx: PageContext, kind: string): readonly Column<Rule>[] {
  const length = (term: Amount): Child => say(ctx, { zh: lengthOf(term), en: lengthOf(term, 'en') });
  const list = (labels: readonly Label[]): Child => say(ctx, { zh: labels.map(({ zh }) => zh).join('、'), en: labels.map(({ en }) => en).join(', ') });
  if (kind === 'severity') return [
    { label: { zh: '最短', en: 'At least' }, cell: ({ body }) => body.publicityMin && (body.publicityMin.amount === 0 ? say(ctx, { zh: '不设', en: 'none' }) : length(body.publicityMin)) },
    { label: { zh: '最长', en: 'At most' }, cell: ({ body }) => body.publicityMax && length(body.publicityMax) },
    { label: { zh: '一般是否公示', en: 'Public by default' }, cell: ({ body }) => say(ctx, body.publishByDefault ? { zh: '公示', en: 'yes' } : { zh: '原则上不公示', en: 'not in principle' }) },
  ];
  if (kind === 'ground') return [
    { label: { zh: '适用对象', en: 'For' }, cell: ({ body }) => Array.isArray(body.for) && list((body.for as readonly string[]).map((one) => (one === 'official' ? { zh: '公务员', en: 'officials' } : { zh: '政府机构', en: 'public bodies' }))) },
    { label: { zh: '可公示方式', en: 'Modes' }, cell: ({ body }) => body.modes && list(body.modes.map((mode) => modes[mode] ?? { zh: mode, en: mode })) },
  ];
  if (kind === 'measure') return [
    { label: { zh: '类别和对象', en: 'Kind and subject' }, cell: ({ body }) => [say(ctx, body.kind === 'incentive' ? { zh: '激励', en: 'Incentive' } : { zh: '惩戒', en: 'Restraint' }), '，', say(ctx, body.for === 'official' ? { zh: '公务员', en: 'officials' } : { zh: '政府机构', en: 'public bodies' })] },
    { label: { zh: '怎样执行', en: 'What is done' }, cell: ({ body }) => body.does && say(ctx, body.does) },
    { label: { zh: '条件和相当性', en: 'Condition and proportion' }, cell: ({ body }) => (body.ground ? say(ctx, body.ground) : html`${list(severitiesOf(ctx, body.proportion ?? []))}${body.proportionSource && html`<br><span class="rc-note">${source(body.proportionSource)}</span>`}`) },
    { label: { zh: '期限', en: 'Lasts' }, cell: ({ body }) => (body.lasts ? length(body.lasts) : say(ctx, { zh: '随记录', en: 'with the finding' })) },
  ];
  if (kind === 'limit') return [
    { label: { zh: '时限', en: 'Limit' }, cell: ({ body }) => html`${body.amount !== undefined && body.unit && length({ amount: body.amount, unit: body.unit })}${body.extendMax && html`<br><span class="rc-note">${say(ctx, { zh: `可延长一次，最多 ${lengthOf(body.extendMax)}`, en: `may be extended once, by ${lengthOf(body.extendMax, 'en')} at most` })}</span>`}${body.pausable && html`<br><span class="rc-note">${say(ctx, { zh: `${body.pausable.zh}，可中止计时`, en: `${body.pausable.en}: the clock may be paused` })}</span>`}` },
    { label: { zh: '自何时起算', en: 'Counted from' }, cell: ({ body }) => body.start && say(ctx, body.start) },
  ];
  if (kind === 'repair') return [{ label: { zh: '何时可以申请', en: 'When' }, cell: ({ body }) => say(ctx, body.afterMin ? { zh: '最短公示期届满后', en: 'after the shortest publicity' } : { zh: '履行完毕即可', en: 'as soon as the duty is performed' }) }, { label: { zh: '专题培训', en: 'Training' }, cell: ({ body }) => body.training && html`${list(severitiesOf(ctx, body.training.severities))}<br><span class="rc-note">${say(ctx, { zh: `须学完 ${body.training.hours} 学时`, en: `${body.training.hours} hours` })}；${source(body.training.source)}</span>` }];
  return [];
}

function section(ctx: PageContext, kind: string, rules: readonly Rule[]): Child {
  const label = ruleKinds[kind]!;
  return html`<section class="rc-section"><h2 class="govuk-heading-m" id="${kind}">${say(ctx, label)}</h2><p class="govuk-body">${say(ctx, label.meaning)}</p>${rules.length === 0 ? nothing(say(ctx, { zh: '这一类规则尚未发布。', en: 'No rule of this kind is published yet.' })) : table(ctx, { zh: `共 ${rules.length} 条`, en: `${rules.length} in force` }, [named(ctx), ...ownColumns(ctx, kind), sourced(ctx)], rules)}</section>`;
}

/** The rules in force on a day. `problem` says why the day asked for was not understood. */
export function rulesPage(ctx: PageContext, on: string, typed: string, problem: Label | undefined): string {
  const form: Html = html`<form class="rc-filters rc-noprint" action="/rules" method="get">${ctx.lang === 'en' && html`<input type="hidden" name="lang" value="en">`}<label for="f-on">${say(ctx, { zh: '查看哪一天的规则', en: 'Rules as of' })}</label>${problem && html`<p class="govuk-error-message" id="e-on"><span class="govuk-visually-hidden">${say(ctx, { zh: '错误：', en: 'Error: ' })}</span>${say(ctx, problem)}</p>`}<div class="rc-actions"><input class="govuk-input govuk-input--width-10" id="f-on" name="on" value="${typed}" placeholder="${ctx.today}" maxlength="20" autocomplete="off"${problem && html` aria-describedby="e-on"`}><button class="govuk-button" type="submit">${say(ctx, { zh: '查看', en: 'Show' })}</button></div></form>`;
  return renderPage(ctx, {
    title: { zh: '规则', en: 'Rules' }, current: '/rules', canonical: '/rules', crumbs: [],
    body: html`${opening(ctx, { zh: '规则', en: 'Rules' }, html`公示多久、依据什么、何时停止，都按规则办，规则有版本和出处。以下是 ${dayInWords(on)}有效的规则。`, html`How long records are public, on what ground, and when they end. Every rule has a version and a source; law and local policy are kept apart.${ctx.lang === 'en' && html` These were in force on ${dayInWords(on, 'en')}.`}`)}${form}${Object.keys(ruleKinds).map((kind) => section(ctx, kind, inForce(ctx.site.rules.filter((rule) => rule.kind === kind), on).filter(({ body }) => body.repealed !== true)))}`,
  });
}
