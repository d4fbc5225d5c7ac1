/**
 * 信用报告的内容: what is public about a body, in the order of sections of the national report standard as far as it fits a public body: said once
 * here, shown as a page and printed as PDF elsewhere. Every number opens its list; an empty section says what would fill it.
 */
import type { Label } from '../../core/label.ts';
import { bodyKinds, levels } from '../labels.ts';
import type { PageContext } from '../layout.ts';
import { countText } from '../parts.ts';
import { listedMax, type ReportFacts, type ReportMark, type ReportRecord } from '../reader/reports.ts';
import { inForce } from '../reader/site.ts';
import type { BodyRow } from '../types.ts';

export interface ReportSubject {
  readonly body: BodyRow;
  readonly predecessors: readonly { readonly slug: string; readonly name: string; readonly validTo: string | null }[];
}

/** A piece of text: names and facts as they are, our own words in both languages, a day, a number to be copied, a link. */
export type Piece =
  | string
  | { readonly zh: string | readonly Piece[]; readonly en: string | readonly Piece[] }
  | { readonly on: string }
  | { readonly exact: string }
  | { readonly strong: Label }
  /** To a page of this site, or to a section of this one, where `name` says it aloud. */
  | { readonly to: string; readonly text: Piece; readonly name?: Label };
/** Nothing (null, undefined, false, '') leaves out what it would be the value of. */
export type Said = Piece | readonly Piece[] | null | undefined | false;

export interface Column {
  readonly label: Label;
  readonly number?: true;
  /** How wide it is in print beside the others. */
  readonly share: number;
}
export type Part =
  | { readonly is: 'pairs'; readonly pairs: readonly { readonly label: Label; readonly value: Said }[] }
  | { readonly is: 'table'; readonly caption: Label; readonly columns: readonly Column[]; readonly rows: readonly (readonly Said[])[] }
  | { readonly is: 'text' | 'note' | 'nothing'; readonly text: Piece }
  | { readonly is: 'items'; readonly items: readonly Said[] };

export interface Section {
  /** Its place in the page; the parts before the first numbered section have none. */
  readonly key: SectionKey | undefined;
  readonly heading: Label;
  readonly parts: readonly Part[];
}
export interface ReportContent {
  readonly no: string;
  readonly title: Label;
  readonly lead: Label;
  readonly cover: Extract<Part, { is: 'pairs' }>;
  readonly sections: readonly Section[];
  readonly closing: Label;
}

/** The number of a body's report: it goes up with every change of what is public. */
export const reportNo = (slug: string, { version }: Pick<ReportMark, 'version'>): string => `XB-${slug}-${version}`;

const sectionNames = {
  registration: { zh: '一、登记信息', en: '1. Registration' }, administrative: { zh: '二、行政管理信息', en: '2. Administrative findings' }, honours: { zh: '三、诚实守信荣誉与激励', en: '3. Honours and incentives' },
  severe: { zh: '四、严重失信信息', en: '4. Severe findings' }, rectification: { zh: '五、整改与后续办理', en: '5. Rectification' }, commitments: { zh: '六、承诺与履行', en: '6. Commitments' },
  evaluations: { zh: '七、政务诚信评价', en: '7. Evaluations' }, judgments: { zh: '八、司法裁判与执行', en: '8. Judgments and enforcement' }, other: { zh: '九、其他信息', en: '9. Other' }, suggestions: { zh: '十、改进提示', en: '10. Suggestions' },
} as const satisfies Readonly<Record<string, Label>>;
export type SectionKey = keyof typeof sectionNames;

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
const empty = (zh: string, en: string): Part => ({ is: 'nothing', text: { zh, en } });
const section = (key: SectionKey, ...parts: readonly Part[]): Section => ({ key, heading: sectionNames[key], parts });

function recordParts(records: readonly ReportRecord[], count: number, nothing: Part, slug: string): Part[] {
  if (count === 0) return [nothing];
  const more = countText(count - records.length);
  return [
    { is: 'table', caption: howMany(count), columns: [
      { label: { zh: '记录编号', en: 'Record' }, share: 25 }, { label: { zh: '事项', en: 'Kind' }, share: 28 }, { label: { zh: '严重程度', en: 'Severity' }, share: 17 }, { label: { zh: '依据文书', en: 'Document' }, share: 32 }, { label: { zh: '公示期', en: 'Public' }, share: 36 },
    ], rows: records.map((r) => [{ to: `/records/${r.id}`, text: r.no }, [r.item, ...(r.disputed ? [' ', { strong: { zh: '异议处理中', en: 'In dispute' } }] : [])], r.severity.label, r.documentNumber, [{ on: r.disclosedOn }, ' – ', { on: r.untilOn }]]) },
    ...(records.length < count ? [{ is: 'text' as const, text: { zh: [`另有 ${more} 条，见`, { to: `/bodies/${slug}`, text: '机构页' }, '。'], en: [`${more} more: see `, { to: `/bodies/${slug}`, text: 'the body’s page' }, '.'] } }] : []),
  ];
}

const cover = (ctx: PageContext, { body }: ReportSubject, { mark }: ReportFacts): ReportContent['cover'] => ({ is: 'pairs', pairs: [
  { label: { zh: '报告编号', en: 'Number' }, value: { exact: reportNo(body.slug, mark) } },
  { label: { zh: '报告日期', en: 'Day' }, value: { on: ctx.today } },
  { label: { zh: '出具单位', en: 'Issued by' }, value: ctx.site.footer.sponsor || ctx.site.title.zh },
  { label: { zh: '验证码', en: 'Code' }, value: [{ exact: mark.code }, '\n', { zh: ['在', { to: `/v/${mark.code}`, text: `${ctx.publicUrl}/v` }, '输入，可知公开的内容此后有没有变化。'], en: ['Type it at ', { to: `/v/${mark.code}`, text: `${ctx.publicUrl}/v` }, ' to learn whether anything has changed since.'] }] },
] });

const notes: Section = { key: undefined, heading: { zh: '报告说明', en: 'Notes' }, parts: [{ is: 'items', items: [
  { zh: '只汇总此刻正在公示的信息。公示期满、已修复、已撤销的不再列示，也不留痕迹。', en: 'Only what is public at this moment. What expired, was repaired or annulled is not in it and leaves no trace.' },
  { zh: '没有记录不等于没有失信行为，也可能是尚未核实或依法不公开。本报告不作排名，也不作评分。', en: 'No record does not mean no breach. The report neither ranks nor scores.' },
  { zh: ['认为内容有误的，请看', { to: '/help#object', text: '如何提出异议' }, '。'], en: ['If something is wrong, see ', { to: '/help#object', text: 'how to object' }, '.'] },
] }] };

function overview(facts: ReportFacts, { counts }: Sorted): Section {
  const lines = ([['administrative', counts.administrative], ['honours', facts.honours.length], ['severe', counts.severe], ['rectification', facts.matters.length], ['commitments', 0], ['evaluations', 0], ['judgments', counts.judgments]] as const);
  return { key: undefined, heading: { zh: '概要', en: 'Summary' }, parts: [
    { is: 'table', caption: { zh: '各部分的条数', en: 'Entries by section' }, columns: [{ label: { zh: '部分', en: 'Section' }, share: 100 }, { label: { zh: '条数', en: 'Entries' }, number: true, share: 26 }],
      rows: lines.map(([key, count]) => [{ to: `#${key}`, text: sectionNames[key] }, { to: `#${key}`, text: countText(count), name: { zh: `${sectionNames[key].zh} ${count}`, en: `${sectionNames[key].en}: ${count}` } }]) },
    { is: 'note', text: { zh: '严重失信同时列在第二或第八部分，条数不能相加。', en: 'Severe findings stand in section 2 or 8 as well: the numbers do not add up.' } },
  ] };
}

function registration(ctx: PageContext, { body }: ReportSubject): Section {
  const kind = body.bodyKind === null ? undefined : bodyKinds[body.bodyKind];
  const level = body.level === null ? undefined : levels[body.level];
  const area = ctx.site.areas.get(body.areaCode);
  return section('registration', { is: 'pairs', pairs: [
    { label: { zh: '名称', en: 'Name' }, value: { to: `/bodies/${body.slug}`, text: body.name } }, { label: { zh: '统一社会信用代码', en: 'USCC' }, value: body.uscc === null ? null : { exact: body.uscc } },
    { label: { zh: '区域', en: 'Area' }, value: area?.nameEn ? { zh: area.name, en: area.nameEn } : (area?.name ?? body.areaCode) }, { label: { zh: '层级与类型', en: 'Level and kind' }, value: [...(level ? [level] : []), ...(kind ? [' · ', kind] : [])] },
    { label: { zh: '上级机构', en: 'Superior' }, value: body.parent?.name }, { label: { zh: '曾用名', en: 'Former names' }, value: body.names.filter((n) => n.kind === 'former').map(({ name }) => name).join('、') },
  ] });
}

const honours = ({ honours: list }: ReportFacts): Section => section('honours', list.length === 0
  ? empty('没有公开的荣誉和激励。守信激励措施依规给予并公开后列在这里。', 'None. Incentives would stand here once granted and public.')
  : { is: 'table', caption: howMany(list.length), columns: [{ label: { zh: '编号', en: 'Number' }, share: 24 }, { label: { zh: '激励', en: 'Incentive' }, share: 36 }, { label: { zh: '事由', en: 'Ground' }, share: 40 }, { label: { zh: '有效期', en: 'In force' }, share: 36 }],
    rows: list.map((h) => [h.no, h.label, h.ground, [{ on: h.fromOn }, ' – ', ...(h.untilOn === null ? [] : [{ on: h.untilOn }])]]) });

const rectification = ({ matters }: ReportFacts): Section => section('rectification', matters.length === 0
  ? empty('没有公开的整改事项。对公示记录下达的整改和后续办理列在这里。', 'None. What follows from a public finding would stand here.')
  : { is: 'table', caption: howMany(matters.length), columns: [{ label: { zh: '所涉记录', en: 'Record' }, share: 26 }, { label: { zh: '事项', en: 'Matter' }, share: 24 }, { label: { zh: '状态', en: 'State' }, share: 48 }, { label: { zh: '期限', en: 'Due' }, share: 28 }],
    rows: matters.map((m) => [{ to: `/records/${m.recordId}`, text: m.recordNo }, m.label, m.state, m.dueOn === null ? null : { on: m.dueOn }]) });

function other({ body, predecessors }: ReportSubject, { counts }: Sorted): Section {
  const lines: Said[] = [
    ...(counts.disputed > 0 ? [{ zh: `有 ${counts.disputed} 条记录正在异议处理中，结论可能改变。`, en: `${counts.disputed} records are in dispute and may change.` }] : []),
    ...(body.successor === null ? [] : [[{ zh: '承继机构：', en: 'Succeeded by: ' }, { to: `/bodies/${body.successor.slug}/report`, text: body.successor.name }]]),
    ...predecessors.map((p) => [{ zh: '承继自：', en: 'Succeeds: ' }, { to: `/bodies/${p.slug}/report`, text: p.name }]),
  ];
  return section('other', lines.length === 0 ? empty('没有其他公开信息。机构更替、正在处理的异议会列在这里。', 'Nothing else. Succession and open disputes would stand here.') : { is: 'items', items: lines });
}

function suggestions(facts: ReportFacts): Section {
  const soonest = facts.records.map(({ untilOn }) => untilOn).sort()[0];
  return section('suggestions', { is: 'text', text: soonest === undefined ? { zh: '目前没有公开的失信记录。按期履行承诺、裁判和付款义务，可以继续保持。', en: 'No public finding now. Keep promises, judgments and payments in time.' }
    : { zh: `履行义务、完成整改后可以申请信用修复，不收费；不申请的，最早一条将于 ${soonest} 期满停止公示。`, en: `Perform the duty and put it right, then apply for repair, free of charge; otherwise the first record expires on ${soonest}.` } });
}

/** All that the report of a body says. */
export function reportContent(ctx: PageContext, subject: ReportSubject, facts: ReportFacts): ReportContent {
  const { body } = subject;
  const s = sorted(ctx, facts);
  const list = (key: 'administrative' | 'severe' | 'judgments', fits: (r: ReportRecord) => boolean, nothing: Part): Section => section(key, ...recordParts(facts.records.filter(fits), s.counts[key], nothing, body.slug));
  return {
    no: reportNo(body.slug, facts.mark), title: { zh: `${body.name}信用报告`, en: `Credit report: ${body.nameEn || body.name}` },
    lead: { zh: '这份报告汇总目前依法公开的信息，可以打印；编号和验证码代表这一刻公开的内容。', en: 'What is lawfully public about this body now, made to be printed; number and code stand for just this content.' },
    cover: cover(ctx, subject, facts),
    sections: [
      notes, overview(facts, s), registration(ctx, subject),
      list('administrative', (r) => !s.isJudicial(r), empty('没有公开的行政管理类失信记录。行政处罚、复议、拖欠账款、失信违约等经核实公示后列在这里。', 'None. Penalties, reconsiderations, arrears and breaches would stand here.')),
      honours(facts),
      list('severe', (r) => r.severity.key === 'serious', empty('没有公开的严重失信记录。', 'No severe finding is public.')),
      rectification(facts),
      section('commitments', empty('没有公开的承诺。单位向社会公开的服务承诺、合同和政策承诺登记后，连同是否按期履行列在这里。', 'None. Registered promises and whether they were kept would stand here.')),
      section('evaluations', empty('没有公开的评价。按公布的标准作出政务诚信评价后列在这里。', 'None. Evaluations by a published standard would stand here.')),
      list('judgments', s.isJudicial, empty('没有公开的司法裁判与执行记录。未履行的生效裁判、失信被执行人信息经核实公示后列在这里。', 'None. Judgments not performed would stand here.')),
      other(subject, s), suggestions(facts),
    ],
    closing: { zh: `列示至多 ${listedMax} 条，严重的在前。报告结束。`, en: `At most ${listedMax} records are listed, severe ones first. End of report.` },
  };
}
