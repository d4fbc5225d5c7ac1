/**
 * 采集目录页: what the city collects about its public bodies, field by field: what each means, which law asks for it, whether
 * the public sees it and how long it is kept.
 */
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import type { CatalogItem, FactField } from '../../core/catalog.ts';
import { originOf } from '../../core/origin.ts';
import { modes } from '../labels.ts';
import { link, opening, renderPage, say } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, day, nothing, source, summary, table } from '../parts.ts';
import type { Counts } from '../reader/records.ts';
import { inForce } from '../reader/site.ts';
import type { CatalogVersion } from '../types.ts';

const subjects: Record<CatalogItem['subjectKind'], { zh: string; en: string }> = { body: { zh: '政府机构', en: 'Public bodies' }, official: { zh: '公务员', en: 'Officials' } };
const disclosed: Record<FactField['disclose'], { zh: string; en: string }> = {
  summary: { zh: '公示', en: 'Public' }, full: { zh: '仅全文公示时', en: 'In full text only' }, never: { zh: '不公开', en: 'Never' },
};
const types: Record<FactField['type'], string> = {
  text: '文字', longText: '长文字', name: '姓名', orgName: '机构名称', uscc: '统一社会信用代码', idNumber: '身份号码', date: '日期', money: '金额', integer: '整数', choice: '单选', choices: '多选', caseNumber: '案号', documentNumber: '文书号',
};

/** All items in force. */
export function catalogPage(ctx: PageContext, counts: Counts | undefined): string {
  const items = inForce(ctx.site.items, ctx.today);
  return renderPage(ctx, {
    title: { zh: '采集目录', en: 'What is collected' }, current: '/catalog', canonical: '/catalog', crumbs: [],
    body: html`${opening(ctx, { zh: '采集目录', en: 'What is collected' }, '本市采集哪些政务失信信息、依据什么、公开到什么程度、保存多久。目录之外的信息不采集。', 'What is collected about public bodies, on what legal basis, how far it is public and how long it is kept. Nothing else is collected.')}
${items.length === 0 ? nothing('目录尚未发布。') : table(ctx, { zh: `现行目录，共 ${items.length} 类`, en: `${items.length} kinds in force` }, [
      { label: { zh: '类别', en: 'Kind' }, cell: (item: CatalogVersion): Child => link(ctx, `/catalog/${item.key}`, say(ctx, item.body.label)) },
      { label: { zh: '对象', en: 'Subject' }, cell: (item: CatalogVersion): Child => say(ctx, subjects[item.body.subjectKind]) },
      { label: { zh: '公开程度', en: 'Disclosure' }, cell: (item: CatalogVersion): Child => say(ctx, modes[item.body.disclosure.class]!) },
      { label: { zh: '保存', en: 'Kept' }, number: true, cell: (item: CatalogVersion): Child => `${item.body.retentionMonths} 个月` },
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
      { label: { zh: '保存期限', en: 'Kept' }, value: `${body.retentionMonths} 个月` },
      { label: { zh: '版本', en: 'Version' }, value: html`第 ${item.version} 版，自 ${day(item.effectiveFrom)} 起施行` },
    ])}
${table(ctx, { zh: '采集的内容', en: 'Fields' }, [
      { label: { zh: '名称', en: 'Field' }, cell: (field: FactField): Child => html`${say(ctx, field.label)}${field.code && html`<br><span class="rc-note rc-mono">${field.code}</span>`}` },
      { label: { zh: '含义', en: 'Meaning' }, cell: (field: FactField): Child => html`${field.meaning}${field.law && html`<br><span class="rc-note">${field.law}</span>`}` },
      { label: { zh: '类型', en: 'Type' }, cell: (field: FactField): Child => `${types[field.type]}${field.required ? '，必填' : ''}` },
      { label: { zh: '是否公开', en: 'Public' }, cell: (field: FactField): Child => say(ctx, disclosed[field.disclose]) },
    ], body.fields)}
${statistics.length > 0 && table(ctx, { zh: '按月统计的数量', en: 'Counts by month' }, [
      { label: { zh: '月份', en: 'Month' }, cell: (row: (typeof statistics)[number]): Child => row.month },
      { label: { zh: '区域', en: 'Area' }, cell: (row: (typeof statistics)[number]): Child => ctx.site.areas.get(row.areaCode)?.name ?? row.areaCode },
      { label: { zh: '数量', en: 'Count' }, number: true, cell: (row: (typeof statistics)[number]): Child => countText(row.count) },
    ], statistics)}
<p class="govuk-body">${link(ctx, `/search?item=${encodeURIComponent(item.key)}`, say(ctx, { zh: '查看这一类正在公示的记录', en: 'Records of this kind' }))}</p>`,
  });
}
