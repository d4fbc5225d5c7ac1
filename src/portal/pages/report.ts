/**
 * 信用报告页: what is public about a body, in the order of sections of the national report standard as far as it fits a public body,
 * with a number and a code. Every number opens its list; an empty section says what would fill it. Made to be printed.
 */
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { bodyKinds, levels } from '../labels.ts';
import { areaIn, link, renderPage, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, day, nothing, summary, table } from '../parts.ts';
import { listedMax } from '../reader/reports.ts';
import type { ReportFacts, ReportMark, ReportRecord } from '../reader/reports.ts';
import { inForce } from '../reader/site.ts';
import type { BodyRow } from '../types.ts';

export interface ReportSubject {
  readonly body: BodyRow;
  readonly predecessors: readonly { readonly slug: string; readonly name: string; readonly validTo: string | null }[];
}

/** The number of a body's report: it goes up with every change of what is public. */
export const reportNo = (slug: string, { version }: Pick<ReportMark, 'version'>): string => `XB-${slug}-${version}`;

type SectionKey = 'registration' | 'administrative' | 'honours' | 'severe' | 'rectification' | 'commitments' | 'evaluations' | 'judgments' | 'other' | 'suggestions';
const sections: Readonly<Record<SectionKey, Label>> = {
  registration: { zh: '一、登记信息', en: '1. Registration' }, administrative: { zh: '二、行政管理信息', en: '2. Administrative findings' }, honours: { zh: '三、诚实守信荣誉与激励', en: '3. Honours and incentives' },
  severe: { zh: '四、严重失信信息', en: '4. Severe findings' }, rectification: { zh: '五、整改与后续办理', en: '5. Rectification' }, commitments: { zh: '六、承诺与履行', en: '6. Commitments' },
  evaluations: { zh: '七、政务诚信评价', en: '7. Evaluations' }, judgments: { zh: '八、司法裁判与执行', en: '8. Judgments and enforcement' }, other: { zh: '九、其他信息', en: '9. Other' }, suggestions: { zh: '十、改进提示', en: '10. Suggestions' },
};

/** A finding that a court made is known by its item, which asks for a case number. */
const judicialItems = (ctx: PageContext): ReadonlySet<string> => new Set(inForce(ctx.site.items, ctx.today).filter(({ body }) => body.fields.some((f) => f.type === 'caseNumber' && f.required)).map(({ key }) => key));

interface Sorted {
  readonly counts: Readonly<Record<'administrative' | 'severe' | 'judgments' | 'disputed', number>>;
  readonly isJudicial: (r: ReportRecord) => boolean;
}

function sorted(ctx: PageContext, { figures }: ReportFacts): Sorted {
  const judicial = judicialItems(ctx);
  const sum = (fits: (f: ReportFacts['figures'][number]) => boolean): number => figures.filter(fits).reduce((n, f) => n + f.count, 0);
  return {
    counts: { administrative: sum((f) => !judicial.has(f.item)), severe: sum((f) => f.severity === 'serious'), judgments: sum((f) => judicial.has(f.item)), disputed: figures.reduce((n, f) => n + f.disputed, 0) },
    isJudicial: (r) => judicial.has(r.itemKey),
  };
}

/** A caption beside a heading that names the section already. */
const howMany = (count: number): Label => ({ zh: `共 ${countText(count)} 条`, en: `${countText(count)} in all` });

function recordTable(ctx: PageContext, records: readonly ReportRecord[], count: number, empty: Label, slug: string): Child {
  if (count === 0) return nothing(say(ctx, empty));
  return [
    table(ctx, howMany(count), [
      { label: { zh: '记录编号', en: 'Record' }, cell: (r) => link(ctx, `/records/${r.id}`, r.no) },
      { label: { zh: '事项', en: 'Kind' }, cell: (r) => html`${say(ctx, r.item)}${r.disputed && html` <strong>${say(ctx, { zh: '异议处理中', en: 'In dispute' })}</strong>`}` },
      { label: { zh: '严重程度', en: 'Severity' }, cell: (r) => say(ctx, r.severity.label) },
      { label: { zh: '依据文书', en: 'Document' }, cell: (r) => r.documentNumber },
      { label: { zh: '公示期', en: 'Public' }, cell: (r) => html`${day(ctx, r.disclosedOn)} – ${day(ctx, r.untilOn)}` },
    ], records),
    records.length < count && html`<p class="govuk-body">${tell(ctx, html`另有 ${countText(count - records.length)} 条，见${link(ctx, `/bodies/${slug}`, '机构页')}。`, html`${countText(count - records.length)} more: see ${link(ctx, `/bodies/${slug}`, 'the body’s page')}.`)}</p>`,
  ];
}

const heading = (ctx: PageContext, key: SectionKey): Html => html`<h2 class="govuk-heading-m rc-section" id="${key}">${say(ctx, sections[key])}</h2>`;

function cover(ctx: PageContext, { body }: ReportSubject, facts: ReportFacts): Html {
  return html`<h1 class="govuk-heading-l">${say(ctx, { zh: `${body.name}信用报告`, en: `Credit report: ${body.nameEn || body.name}` })}</h1><p class="rc-lead">${say(ctx, { zh: '这份报告汇总目前依法公开的信息，可以打印；编号和验证码代表这一刻公开的内容。', en: 'What is lawfully public about this body now, made to be printed; number and code stand for just this content.' })}</p>
${summary(ctx, [
    { label: { zh: '报告编号', en: 'Number' }, value: html`<span class="rc-mono">${reportNo(body.slug, facts.mark)}</span>` },
    { label: { zh: '报告日期', en: 'Day' }, value: day(ctx, ctx.today) },
    { label: { zh: '出具单位', en: 'Issued by' }, value: ctx.site.footer.sponsor || ctx.site.title.zh },
    { label: { zh: '验证码', en: 'Code' }, value: html`<span class="rc-mono">${facts.mark.code}</span><br>${tell(ctx, html`在${link(ctx, `/v/${facts.mark.code}`, `${ctx.publicUrl}/v`)}输入，可知公开的内容此后有没有变化。`, html`Type it at ${link(ctx, `/v/${facts.mark.code}`, `${ctx.publicUrl}/v`)} to learn whether anything has changed since.`)}` },
  ])}
<div class="rc-actions rc-noprint"><button class="govuk-button rc-button--quiet" type="button" id="print" hidden>${say(ctx, { zh: '打印本报告', en: 'Print' })}</button><p class="rc-note">${say(ctx, { zh: '用浏览器的打印功能（Ctrl+P）可打印或存为 PDF。', en: 'Print (Ctrl+P) it or keep it as PDF.' })}</p></div>
<h2 class="govuk-heading-m">${say(ctx, { zh: '报告说明', en: 'Notes' })}</h2><ul class="govuk-list govuk-list--bullet"><li>${say(ctx, { zh: '只汇总此刻正在公示的信息。公示期满、已修复、已撤销的不再列示，也不留痕迹。', en: 'Only what is public at this moment. What expired, was repaired or annulled is not in it and leaves no trace.' })}</li><li>${say(ctx, { zh: '没有记录不等于没有失信行为，也可能是尚未核实或依法不公开。本报告不作排名，也不作评分。', en: 'No record does not mean no breach. The report neither ranks nor scores.' })}</li><li>${tell(ctx, html`认为内容有误的，请看${link(ctx, '/help#object', '如何提出异议')}。`, html`If something is wrong, see ${link(ctx, '/help#object', 'how to object')}.`)}</li></ul>`;
}

function overview(ctx: PageContext, facts: ReportFacts, { counts }: Sorted): Html {
  const line = (key: SectionKey, count: number): { key: SectionKey; count: number } => ({ key, count });
  return html`<h2 class="govuk-heading-m">${say(ctx, { zh: '概要', en: 'Summary' })}</h2>${table(ctx, { zh: '各部分的条数', en: 'Entries by section' }, [
    { label: { zh: '部分', en: 'Section' }, cell: (row) => html`<a class="govuk-link" href="#${row.key}">${say(ctx, sections[row.key])}</a>` },
    { label: { zh: '条数', en: 'Entries' }, number: true, cell: (row) => html`<a class="govuk-link" href="#${row.key}" aria-label="${`${sections[row.key].zh} ${row.count}`}">${countText(row.count)}</a>` },
  ], [line('administrative', counts.administrative), line('honours', 0), line('severe', counts.severe), line('rectification', facts.matters.length), line('commitments', 0), line('evaluations', 0), line('judgments', counts.judgments)])}
<p class="rc-note">${say(ctx, { zh: '严重失信同时列在第二或第八部分，条数不能相加。', en: 'Severe findings stand in section 2 or 8 as well: the numbers do not add up.' })}</p>`;
}

function registration(ctx: PageContext, { body }: ReportSubject): Html {
  const kind = body.bodyKind === null ? undefined : bodyKinds[body.bodyKind];
  const former = body.names.filter((n) => n.kind === 'former').map(({ name }) => name).join('、');
  return html`${heading(ctx, 'registration')}${summary(ctx, [
    { label: { zh: '名称', en: 'Name' }, value: link(ctx, `/bodies/${body.slug}`, body.name) }, { label: { zh: '统一社会信用代码', en: 'USCC' }, value: body.uscc && html`<span class="rc-mono">${body.uscc}</span>` },
    { label: { zh: '区域', en: 'Area' }, value: areaIn(ctx, body.areaCode) }, { label: { zh: '层级与类型', en: 'Level and kind' }, value: [body.level && say(ctx, levels[body.level]!), kind && html` · ${say(ctx, kind)}`] },
    { label: { zh: '上级机构', en: 'Superior' }, value: body.parent?.name }, { label: { zh: '曾用名', en: 'Former names' }, value: former },
  ])}`;
}

function other(ctx: PageContext, { body, predecessors }: ReportSubject, { counts }: Sorted): Html {
  const lines: Child[] = [
    counts.disputed > 0 && html`<li>${say(ctx, { zh: `有 ${counts.disputed} 条记录正在异议处理中，结论可能改变。`, en: `${counts.disputed} records are in dispute and may change.` })}</li>`,
    body.successor && html`<li>${say(ctx, { zh: '承继机构：', en: 'Succeeded by: ' })}${link(ctx, `/bodies/${body.successor.slug}/report`, body.successor.name)}</li>`,
    ...predecessors.map((p) => html`<li>${say(ctx, { zh: '承继自：', en: 'Succeeds: ' })}${link(ctx, `/bodies/${p.slug}/report`, p.name)}</li>`),
  ].filter(Boolean);
  return html`${heading(ctx, 'other')}${lines.length === 0 ? nothing(say(ctx, { zh: '没有其他公开信息。机构更替、正在处理的异议会列在这里。', en: 'Nothing else. Succession and open disputes would stand here.' })) : html`<ul class="govuk-list govuk-list--bullet">${lines}</ul>`}`;
}

function suggestions(ctx: PageContext, facts: ReportFacts): Html {
  const soonest = facts.records.map(({ untilOn }) => untilOn).sort()[0];
  const text = soonest === undefined ? { zh: '目前没有公开的失信记录。按期履行承诺、裁判和付款义务，可以继续保持。', en: 'No public finding now. Keep promises, judgments and payments in time.' }
    : { zh: `履行义务、完成整改后可以申请信用修复，不收费；不申请的，最早一条将于 ${soonest} 期满停止公示。`, en: `Perform the duty and put it right, then apply for repair, free of charge; otherwise the first record expires on ${soonest}.` };
  return html`${heading(ctx, 'suggestions')}<p class="govuk-body">${say(ctx, text)}</p>`;
}

/** The report of a body. */
export function reportPage(ctx: PageContext, subject: ReportSubject, facts: ReportFacts): string {
  const { body } = subject;
  const s = sorted(ctx, facts);
  const list = (key: 'administrative' | 'severe' | 'judgments', fits: (r: ReportRecord) => boolean, empty: Label): Html => html`${heading(ctx, key)}${recordTable(ctx, facts.records.filter(fits), s.counts[key], empty, body.slug)}`;
  const empty = (key: SectionKey, text: Label): Html => html`${heading(ctx, key)}${nothing(say(ctx, text))}`;
  return renderPage(ctx, {
    title: { zh: `${body.name}信用报告`, en: `Credit report: ${body.nameEn || body.name}` }, current: '/bodies', canonical: `/bodies/${body.slug}/report`, noindex: true,
    crumbs: [{ label: { zh: '政府机构', en: 'Public bodies' }, href: '/bodies' }, { label: { zh: body.name, en: body.nameEn || body.name }, href: `/bodies/${body.slug}` }],
    body: html`${cover(ctx, subject, facts)}${overview(ctx, facts, s)}${registration(ctx, subject)}
${list('administrative', (r) => !s.isJudicial(r), { zh: '没有公开的行政管理类失信记录。行政处罚、复议、拖欠账款、失信违约等经核实公示后列在这里。', en: 'None. Penalties, reconsiderations, arrears and breaches would stand here.' })}
${empty('honours', { zh: '没有公开的荣誉和激励。守信激励措施依规给予并公开后列在这里。', en: 'None. Incentives would stand here once granted and public.' })}
${list('severe', (r) => r.severity.key === 'serious', { zh: '没有公开的严重失信记录。', en: 'No severe finding is public.' })}
${facts.matters.length === 0 ? empty('rectification', { zh: '没有公开的整改事项。对公示记录下达的整改和后续办理列在这里。', en: 'None. What follows from a public finding would stand here.' }) : html`${heading(ctx, 'rectification')}${table(ctx, howMany(facts.matters.length), [
      { label: { zh: '所涉记录', en: 'Record' }, cell: (m) => link(ctx, `/records/${m.recordId}`, m.recordNo) }, { label: { zh: '事项', en: 'Matter' }, cell: (m) => say(ctx, m.label) },
      { label: { zh: '状态', en: 'State' }, cell: (m) => say(ctx, m.state) }, { label: { zh: '期限', en: 'Due' }, cell: (m) => m.dueOn && day(ctx, m.dueOn) },
    ], facts.matters)}`}
${empty('commitments', { zh: '没有公开的承诺。单位向社会公开的服务承诺、合同和政策承诺登记后，连同是否按期履行列在这里。', en: 'None. Registered promises and whether they were kept would stand here.' })}
${empty('evaluations', { zh: '没有公开的评价。按公布的标准作出政务诚信评价后列在这里。', en: 'None. Evaluations by a published standard would stand here.' })}
${list('judgments', s.isJudicial, { zh: '没有公开的司法裁判与执行记录。未履行的生效裁判、失信被执行人信息经核实公示后列在这里。', en: 'None. Judgments not performed would stand here.' })}
${other(ctx, subject, s)}${suggestions(ctx, facts)}
<p class="rc-note">${say(ctx, { zh: `列示至多 ${listedMax} 条，严重的在前。报告结束。`, en: `At most ${listedMax} records are listed, severe ones first. End of report.` })}</p>`,
  });
}
