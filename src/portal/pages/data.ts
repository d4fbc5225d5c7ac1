/**
 * 开放数据页: what can be downloaded, in which form, how often it changes and what one may do with it.
 */
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { opening, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, table } from '../parts.ts';

/** One way to get the data. */
export interface Distribution {
  readonly path: string;
  readonly zh: string;
  readonly en: string;
  readonly mediaType: string;
  readonly note: string;
  readonly noteEn: string;
}

/** Everything that is offered for download, for the page and for the machine-readable catalogue alike. */
export const distributions: readonly Distribution[] = [
  { path: '/data/records.csv', zh: '全部公示记录（CSV）', en: 'All records (CSV)', mediaType: 'text/csv', note: 'UTF-8（带 BOM），Excel、WPS 可直接打开；含整改情况', noteEn: 'UTF-8 with a mark; opens in Excel and WPS; says how it stands with putting it right' },
  { path: '/data/records.ndjson', zh: '全部公示记录（NDJSON）', en: 'All records (NDJSON)', mediaType: 'application/x-ndjson', note: '每行一条，含全部字段，与存证时的正文相同，并附页面上“后续办理”各项（整改、异议等）的状态', noteEn: 'One record a line, all fields, the very text that was logged, and how what has followed stands (rectification, objection)' },
  { path: '/data/changes.ndjson', zh: '变更（NDJSON）', en: 'Changes (NDJSON)', mediaType: 'application/x-ndjson', note: '按时间列出公示、更正、异议与整改的进展和停止公示，用于增量同步', noteEn: 'Disclosures, corrections, how objections and rectification go on, and ends in order of time, to keep a copy in step' },
  { path: '/data/bodies.csv', zh: '政府机构名录（CSV）', en: 'Public bodies (CSV)', mediaType: 'text/csv', note: '名称、代码、区域、层级、类型、是否终止', noteEn: 'Name, code, area, level, kind, whether ended' },
  { path: '/data/catalog.json', zh: '采集目录（JSON）', en: 'Catalogue of what is collected (JSON)', mediaType: 'application/json', note: '字段、法律依据、公开程度、保存期限', noteEn: 'Fields, law, disclosure, retention' },
  { path: '/data/statistics.csv', zh: '仅公布统计的事项（CSV）', en: 'Statistics (CSV)', mediaType: 'text/csv', note: '按类别、区域、月份的数量，不含任何记录', noteEn: 'Numbers by kind, area and month; no records' },
];

/** Columns of the CSV of records, for its header and for the dictionary on the page. */
export const recordColumns = [
  ['id', '记录标识', 'id of the record'], ['no', '记录编号', 'number of the record'], ['item', '类别代码', 'kind, as a key'], ['itemLabel', '类别', 'kind'], ['subject', '责任机构', 'body concerned'], ['subjectCode', '统一社会信用代码', 'unified social credit code'], ['areaCode', '区域代码', 'area, as a code'], ['area', '区域', 'area'],
  ['severity', '严重程度', 'severity'], ['documentNumber', '文书号', 'document number'], ['decidedBy', '认定单位', 'determined by'], ['decidedOn', '认定日期', 'determined on'], ['summary', '事实摘要', 'summary'], ['facts', '其他内容', 'other content'], ['mode', '公示方式', 'mode of disclosure'],
  ['ground', '公示依据', 'ground'], ['from', '公示起', 'public from'], ['until', '公示止', 'public until'], ['version', '版本', 'version'], ['disputed', '异议处理中', 'objection under review'],
  ['rectification', '整改情况', 'how it stands with putting it right'], ['rectificationOn', '整改情况起始日', 'since'], ['rectificationDueOn', '整改下一步最迟', 'next step by'], ['leaf', '存证序号', 'index in the log'], ['url', '网址', 'address'],
] as const;

/** The same dictionary for machines (CSV on the Web). */
const dictionary = {
  '@type': 'csvw:Schema',
  'csvw:column': recordColumns.map(([name, zh, en]) => ({ '@type': 'csvw:Column', 'csvw:name': name, 'csvw:title': [{ '@value': zh, '@language': 'zh' }, { '@value': en, '@language': 'en' }] })),
};

/** The open data page. */
export function dataPage(ctx: PageContext, total: number | undefined): string {
  const row = ({ path, zh, en }: Distribution): Html => html`<a class="govuk-link" href="${path}">${say(ctx, { zh, en })}</a>`;
  return renderPage(ctx, {
    title: { zh: '开放数据', en: 'Open data' }, current: '/data', canonical: '/data', crumbs: [], structured: dcat(ctx),
    body: html`${opening(ctx, { zh: '开放数据', en: 'Open data' }, html`正在公示的机构记录全部可以下载${total !== undefined && html`，现有 <strong>${countText(total)}</strong> 条`}。数据与网页同步，随时更新。`, html`Everything public here about bodies can be downloaded as data, current to the minute${ctx.lang === 'en' && total !== undefined && html`: <strong>${countText(total)}</strong> records now`}.`)}
${table(ctx, { zh: '数据集', en: 'Data sets' }, [{ label: { zh: '名称', en: 'Name' }, cell: row }, { label: { zh: '说明', en: 'Notes' }, cell: ({ note, noteEn }) => say(ctx, { zh: note, en: noteEn }) }], distributions)}
<p class="govuk-body">${say(ctx, { zh: '机器可读的数据目录（DCAT）：', en: 'Data catalogue for machines (DCAT): ' })}<a class="govuk-link" href="/data/catalog.jsonld">catalog.jsonld</a>${say(ctx, { zh: '。最新公示订阅：', en: '. Feed of the latest records: ' })}<a class="govuk-link" href="/feed.atom">feed.atom</a>${say(ctx, { zh: '。', en: '.' })}</p>
<div class="rc-prose"><h2 class="govuk-heading-m rc-section">${say(ctx, { zh: '怎样跟上变化', en: 'Keeping up' })}</h2><p class="govuk-body">${tell(ctx, html`请求 <span class="rc-mono">/data/changes.ndjson</span>，最后一行的 <span class="rc-mono">next</span> 是下次请求的 <span class="rc-mono">after</span>。每行是该记录当时的样子，同一变更可能出现两次：同一 <span class="rc-mono">id</span> 以最后一行为准。<strong>出现停止公示（ended）的，请删除您保存的副本</strong>：继续传播已停止公示的信用信息没有依据。`,
      html`Ask for <span class="rc-mono">/data/changes.ndjson</span>; <span class="rc-mono">next</span> on its last line is the <span class="rc-mono">after</span> of your next request. Each line is the record as it was then, and a change may come twice: of one <span class="rc-mono">id</span> the last line counts. <strong>Where a record has ended, delete your copy</strong>: nothing allows spreading credit information that is no longer public.`)}</p>
<h2 class="govuk-heading-m">${say(ctx, { zh: '使用说明', en: 'Terms' })}</h2><p class="govuk-body">${say(ctx, { zh: '可以免费使用、分析和转载，请注明来源和下载时间，不得用于识别、骚扰个人，不得在记录停止公示后继续公开。涉及公务员个人的公示只在各自页面展示，不提供批量下载。', en: 'Free to use, analyse and republish; name the source and the time of download. Not for identifying or harassing persons, and not to be shown after a record has ended. Records about individual officials stand on their own pages only and are not offered in bulk.' })}</p></div>
${table(ctx, { zh: '公示记录的字段', en: 'Data dictionary of records' }, [{ label: { zh: '字段', en: 'Column' }, cell: ([key]) => html`<span class="rc-mono">${key}</span>` }, { label: { zh: '含义', en: 'Meaning' }, cell: ([, zh, en]) => say(ctx, { zh, en }) }], recordColumns)}`,
  });
}

/** The data catalogue for machines, DCAT 3 in JSON-LD. */
export function dcat(ctx: PageContext): unknown {
  const { site, publicUrl } = ctx;
  return {
    '@context': { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/', foaf: 'http://xmlns.com/foaf/0.1/', csvw: 'http://www.w3.org/ns/csvw#' },
    '@type': 'dcat:Catalog', '@id': `${publicUrl}/data/catalog.jsonld`, 'dct:title': { '@value': site.title.zh, '@language': 'zh' }, 'dct:language': 'zh',
    ...(site.footer.sponsor && { 'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': site.footer.sponsor } }),
    'dcat:dataset': distributions.map(({ path, zh, en, mediaType, note }) => ({
      '@type': 'dcat:Dataset', '@id': `${publicUrl}${path}#dataset`, 'dct:title': [{ '@value': zh, '@language': 'zh' }, { '@value': en, '@language': 'en' }],
      'dct:description': { '@value': note, '@language': 'zh' }, 'dct:accrualPeriodicity': 'http://publications.europa.eu/resource/authority/frequency/CONT',
      'dcat:landingPage': `${publicUrl}/data`, 'dcat:distribution': { '@type': 'dcat:Distribution', 'dcat:downloadURL': `${publicUrl}${path}`, 'dcat:mediaType': mediaType, ...(path === '/data/records.csv' ? { 'csvw:tableSchema': dictionary } : {}) },
    })),
  };
}
