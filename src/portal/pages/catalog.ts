/**
 * 采集目录页: what the city collects about its public bodies, field by field: what each means, which law asks for it, whether
 * the public sees it and how long it is kept.
 */
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import type { CatalogItem, FactField } from '../../core/catalog.ts';
import type { Label } from '../../core/label.ts';
import { originOf } from '../../core/origin.ts';
import { modes } from '../labels.ts';
import { areaIn, link, opening, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, day, nothing, source, summary, table } from '../parts.ts';
import type { Counts } from '../reader/records.ts';
import { inForce } from '../reader/site.ts';
import type { CatalogVersion } from '../types.ts';

const subjects: Record<CatalogItem['subjectKind'], { zh: string; en: string }> = { body: { zh: '政府机构', en: 'Public bodies' }, official: { zh: '公务员', en: 'Officials' } };
const disclosed: Record<FactField['disclose'], { zh: string; en: string }> = {
  summary: { zh: '公示', en: 'Public' }, full: { zh: '仅全文公示时', en: 'In full text only' }, never: { zh: '不公开', en: 'Never' },
};
const typesEn: Record<FactField['type'], string> = {
  text: 'text', longText: 'long text', name: 'name', orgName: 'name of a body', uscc: 'unified social credit code', idNumber: 'identity number', date: 'date', money: 'amount', integer: 'whole number', choice: 'one choice', choices: 'several choices', caseNumber: 'case number', documentNumber: 'document number',
};
const types: Record<FactField['type'], string> = {
  text: '文字', longText: '长文字', name: '姓名', orgName: '机构名称', uscc: '统一社会信用代码', idNumber: '身份号码', date: '日期', money: '金额', integer: '整数', choice: '单选', choices: '多选', caseNumber: '案号', documentNumber: '文书号',
};

const cityPolicy: Label = { zh: '本市拟定政策', en: 'City policy' };
const monthsOf = ({ body }: CatalogVersion): Label => ({ zh: `${body.retentionMonths} 个月`, en: `${body.retentionMonths} months` });

/** Who set a number: the law that the item rests on seldom did. */
function numberOrigin(ctx: PageContext, { body }: CatalogVersion, of: 'severity' | 'retention'): Html {
  const origin = originOf(body, of);
  return html`<br><strong class="govuk-tag${origin.basis === 'policy' && ' rc-tag--plain'}">${say(ctx, origin.basis === 'policy' ? cityPolicy : { zh: '法定', en: 'Law' })}</strong> <span class="rc-note">${source(origin)}</span>`;
}

/** How the item's findings are classed, each rule in words. */
function severityLines(ctx: PageContext, { body }: CatalogVersion): Html {
  const classOf = (key: string): Child => say(ctx, inForce(ctx.site.rules.filter((rule) => rule.kind === 'severity'), ctx.today).find((rule) => rule.key === key)?.body.label ?? { zh: key, en: key });
  const fieldOf = (key: string): FactField | undefined => body.fields.find((field) => field.key === key);
  const values = (key: string, among: readonly string[]): Label => {
    const chosen = among.map((value) => fieldOf(key)?.choices?.find((choice) => choice.value === value) ?? { zh: value, en: value });
    return { zh: chosen.map(({ zh }) => zh).join('、'), en: chosen.map(({ en }) => en).join(', ') };
  };
  const condition = ({ when }: CatalogItem['severity']['rules'][number]): Label => {
    const name = fieldOf(when.field)?.label ?? { zh: when.field, en: when.field };
    if (!('atLeast' in when)) { const { zh, en } = values(when.field, when.in); return { zh: `${name.zh}为${zh}`, en: `${name.en}: ${en}` }; }
    const unit = fieldOf(when.field)?.type === 'money' ? { zh: ' 元', en: ' yuan' } : { zh: '', en: '' };
    return { zh: `${name.zh}不少于 ${countText(when.atLeast)}${unit.zh}`, en: `${name.en} at least ${countText(when.atLeast)}${unit.en}` };
  };
  return html`${say(ctx, { zh: '一般归为：', en: 'As a rule: ' })}${classOf(body.severity.default)}${body.severity.rules.map((rule) => html`<br>${say(ctx, condition(rule))} → ${classOf(rule.class)}`)}`;
}

/** All items in force. */
export function catalogPage(ctx: PageContext, counts: Counts | undefined): string {
  const items = inForce(ctx.site.items, ctx.today);
  return renderPage(ctx, {
    title: { zh: '采集目录', en: 'What is collected' }, current: '/catalog', canonical: '/catalog', crumbs: [],
    body: html`${opening(ctx, { zh: '采集目录', en: 'What is collected' }, '本市采集哪些政务失信信息、依据什么、公开到什么程度、保存多久。目录之外的信息不采集。', 'What is collected about public bodies, on what legal basis, how far it is public and how long it is kept. Nothing else is collected.')}
${items.length === 0 ? nothing(say(ctx, { zh: '目录尚未发布。', en: 'The catalogue is not published yet.' })) : table(ctx, { zh: `现行目录，共 ${items.length} 类`, en: `${items.length} kinds in force` }, [
      { label: { zh: '类别', en: 'Kind' }, cell: (item: CatalogVersion): Child => link(ctx, `/catalog/${item.key}`, say(ctx, item.body.label)) },
      { label: { zh: '对象', en: 'Subject' }, cell: (item: CatalogVersion): Child => say(ctx, subjects[item.body.subjectKind]) },
      { label: { zh: '公开程度', en: 'Disclosure' }, cell: (item: CatalogVersion): Child => say(ctx, modes[item.body.disclosure.class]!) },
      { label: { zh: '保存', en: 'Kept' }, number: true, cell: (item: CatalogVersion): Child => html`${say(ctx, monthsOf(item))}${originOf(item.body, 'retention').basis === 'policy' && html`<br><span class="rc-note">${say(ctx, cityPolicy)}</span>`}` },
      { label: { zh: '正在公示', en: 'Public now' }, number: true, cell: (item: CatalogVersion): Child => (counts ? link(ctx, `/search?item=${encodeURIComponent(item.key)}`, countText(counts.byItem.get(item.key) ?? 0)) : '—') },
    ], items)}
<p class="govuk-body"><a class="govuk-link" href="/data/catalog.json">${say(ctx, { zh: '下载目录（JSON）', en: 'Catalogue as data (JSON)' })}</a></p>`,
  });
}

/** One item. `statistics` are monthly counts of what is public as numbers only. */
export function catalogItemPage(ctx: PageContext, item: CatalogVersion, statistics: readonly { areaCode: string; month: string; count: number }[]): string {
  const { body } = item;
  return renderPage(ctx, {
    title: body.label, current: '/catalog', canonical: `/catalog/${item.key}`, crumbs: [{ label: { zh: '采集目录', en: 'What is collected' }, href: '/catalog' }],
    body: html`${opening(ctx, body.label, body.description.zh, body.description.en)}${summary(ctx, [
      { label: { zh: '对象', en: 'Subject' }, value: say(ctx, subjects[body.subjectKind]) },
      { label: { zh: '信息来源', en: 'Source' }, value: body.sourceType.zh },
      { label: { zh: '法律依据', en: 'Law' }, value: body.law.map((law) => html`<p class="govuk-body">${source(law)}</p>`) },
      { label: { zh: '须附文书', en: 'Document required' }, value: say(ctx, body.requiredDocument) },
      { label: { zh: '公开程度', en: 'Disclosure' }, value: say(ctx, modes[body.disclosure.class]!) },
      { label: { zh: '保存期限', en: 'Kept' }, value: html`${say(ctx, monthsOf(item))}${numberOrigin(ctx, item, 'retention')}` },
      { label: { zh: '严重程度', en: 'Severity' }, value: html`${severityLines(ctx, item)}${numberOrigin(ctx, item, 'severity')}` },
      { label: { zh: '版本', en: 'Version' }, value: tell(ctx, html`第 ${item.version} 版，自 ${day(ctx, item.effectiveFrom)} 起施行`, html`version ${item.version}, in force from ${day(ctx, item.effectiveFrom)}`) },
    ])}
${table(ctx, { zh: '采集的内容', en: 'Fields' }, [
      { label: { zh: '名称', en: 'Field' }, cell: (field: FactField): Child => html`${say(ctx, field.label)}${field.code && html`<br><span class="rc-note rc-mono">${field.code}</span>`}` },
      { label: { zh: '含义', en: 'Meaning' }, cell: (field: FactField): Child => html`${field.meaning}${field.law && html`<br><span class="rc-note">${field.law}</span>`}` },
      { label: { zh: '类型', en: 'Type' }, cell: (field: FactField): Child => say(ctx, { zh: `${types[field.type]}${field.required ? '，必填' : ''}`, en: `${typesEn[field.type]}${field.required ? ', required' : ''}` }) },
      { label: { zh: '是否公开', en: 'Public' }, cell: (field: FactField): Child => say(ctx, disclosed[field.disclose]) },
    ], body.fields)}
${statistics.length > 0 && table(ctx, { zh: '按月统计的数量', en: 'Counts by month' }, [
      { label: { zh: '月份', en: 'Month' }, cell: (row: (typeof statistics)[number]): Child => row.month },
      { label: { zh: '区域', en: 'Area' }, cell: (row: (typeof statistics)[number]): Child => areaIn(ctx, row.areaCode) },
      { label: { zh: '数量', en: 'Count' }, number: true, cell: (row: (typeof statistics)[number]): Child => countText(row.count) },
    ], statistics)}
<p class="govuk-body">${link(ctx, `/search?item=${encodeURIComponent(item.key)}`, say(ctx, { zh: '查看这一类正在公示的记录', en: 'Records of this kind' }))}</p>`,
  });
}
