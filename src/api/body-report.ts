/**
 * 内部信用报告: a body's credit report for those who answer for its area: what is public and what is not yet or not to be, in the same
 * sections as the public one. It names no person, and bears the code of the public report: that says whether what is public has changed.
 */
import type { Actor } from '../core/actor.ts';
import type { Label } from '../core/label.ts';
import { longDay } from '../core/letter.ts';
import { fail, type Outcome } from '../core/problem.ts';
import type { Register, StateDef } from '../core/register.ts';
import { issuerOf } from '../letters/issue.ts';
import type { Plain } from '../paper/compose.ts';
import { Press, PressBusy, type PrintOrder } from '../paper/press.ts';
import { listRecords } from '../store/records.ts';
import type { RecordRow } from '../store/rows.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { attached } from './letters.ts';
import { type Asking, notFound, orProblem, type RouteDef, route } from './route.ts';

const listedMax = 200;
const findings = 'dishonesty-record';
const readers: readonly Actor['roles'][number][] = ['maker', 'verifier', 'reviewer', 'auditor'];

interface Section {
  readonly id: string;
  readonly label: Label;
  /** What would stand here. */
  readonly empty: Label;
}
const sections: readonly Section[] = [
  { id: 'administrative', label: { zh: '二、行政管理信息', en: '2. Administrative findings' }, empty: { zh: '行政处罚、复议、拖欠账款、失信违约等生效后列在这里。', en: 'Penalties, reconsiderations, arrears and breaches in effect.' } },
  { id: 'honours', label: { zh: '三、诚实守信荣誉与激励', en: '3. Honours and incentives' }, empty: { zh: '守信激励措施给予后列在这里。', en: 'Incentives once granted.' } },
  { id: 'severe', label: { zh: '四、严重失信信息', en: '4. Severe findings' }, empty: { zh: '严重程度为“严重”的记录列在这里。', en: 'Findings that are serious.' } },
  { id: 'rectification', label: { zh: '五、整改与后续办理', en: '5. Rectification' }, empty: { zh: '对生效记录下达整改后列在这里。', en: 'What follows from findings in effect.' } },
  { id: 'commitments', label: { zh: '六、承诺与履行', en: '6. Commitments' }, empty: { zh: '服务承诺、合同和政策承诺登记后列在这里。', en: 'Registered promises.' } },
  { id: 'evaluations', label: { zh: '七、政务诚信评价', en: '7. Evaluations' }, empty: { zh: '按公布的标准作出评价后列在这里。', en: 'Evaluations by a published standard.' } },
  { id: 'judgments', label: { zh: '八、司法裁判与执行', en: '8. Judgments' }, empty: { zh: '未履行的生效裁判、失信被执行人信息生效后列在这里。', en: 'Judgments not performed.' } },
];

/** States in which a finding is in effect: told, decided upon and not over. */
const inEffect = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'];

/** Rows that an actor may see about a body; none where the register does not exist. */
async function rowsOf(house: Wired, actor: Actor, registerId: string, subjectId: string, states?: readonly string[]): Promise<{ register: Register; rows: readonly RecordRow[] } | undefined> {
  const register = house.registers[registerId];
  if (register === undefined) return undefined;
  const { rows } = await listRecords(house.pool, actor, register, { subjectId, ...(states === undefined ? {} : { states }) }, { limit: listedMax });
  return { register, rows };
}

/** What else stands about a body, section by section: its register and the states in which it counts; all where none are named. */
const beside: Readonly<Record<string, { readonly register: string; readonly states?: readonly string[] }>> = {
  rectification: { register: 'rectification' }, honours: { register: 'incentive', states: ['granted', 'carried'] }, evaluations: { register: 'regional-evaluation', states: ['approved'] },
};

function lineOf(house: Wired, register: Register, row: RecordRow, listed: ReadonlySet<string>) {
  const state = register.states[row.state] as StateDef<any, any>;
  return {
    register: register.id, id: row.id, no: row.no, item: row.item === null ? (register.about === undefined ? { zh: row.title, en: row.title } : register.label) : (house.rulesOn(house.clock.today()).find('item', row.item)?.body.label ?? null), severity: row.severity,
    documentNumber: row.document_number, decidedOn: row.decided_on, state: { zh: state.zh, en: state.en }, isPublic: state.disclosed === true || listed.has(row.id), disputed: row.disputed, dueOn: row.due_on,
  };
}

async function report(ask: Asking<unknown, unknown>) {
  const { house, actor } = ask;
  const id = ask.params['id'] ?? '';
  if (!/^[0-9a-f-]{36}$/.test(id) || !readers.some((role) => actor.roles.includes(role))) return notFound();
  const { rows: [body] } = await house.pool.query<{ id: string; slug: string; name: string; uscc: string | null; area_code: string; code: string | null; version: number | null }>(
    "select s.id, s.slug, s.name, s.uscc, s.area_code, r.code, r.version from rc.subject s left join pub.report r on r.body_id = s.id and r.current where s.id = $1 and s.kind = 'body'", [id]);
  if (body === undefined || !(actor.areas === 'all' || actor.areas.has(body.area_code))) return notFound();
  const [found, others, { rows: lists }, issuer] = await Promise.all([
    rowsOf(house, actor, findings, id, inEffect), Promise.all(Object.entries(beside).map(async ([key, of]) => [key, await rowsOf(house, actor, of.register, id, of.states)] as const)),
    house.pool.query<{ id: string }>("select id from pub.listed where body_id = $1 and list = 'good-standing'", [id]), issuerOf(house.pool),
  ]);
  const follow = new Map(others);
  const listed = new Set(lists.map((l) => l.id));
  const rules = house.rulesOn(house.clock.today());
  const isJudicial = (row: RecordRow): boolean => rules.find('item', row.item ?? '')?.body.fields.some((f) => f.type === 'caseNumber' && f.required) === true;
  const fits: Readonly<Record<string, (row: RecordRow) => boolean>> = { administrative: (r) => !isJudicial(r), severe: (r) => r.severity === 'serious', judgments: isJudicial };
  return {
    no: `XB-${body.slug}-${body.version}`, code: body.code, on: house.clock.today(), issuer, body: { id: body.id, name: body.name, uscc: body.uscc, slug: body.slug },
    sections: sections.map(({ id: key, label, empty }) => {
      const of = follow.get(key) ?? (fits[key] === undefined ? undefined : found);
      const lines = of === undefined ? [] : of.rows.filter(fits[key] ?? (() => true)).map((row) => lineOf(house, of.register, row, listed));
      return { id: key, label, empty, count: lines.length, lines };
    }),
  };
}

type Line = ReturnType<typeof lineOf>;
const severityNames: Readonly<Record<string, string>> = { minor: '轻微', general: '一般', serious: '严重' };
const press = new Press();

/** The report as the press prints it: every page says that it holds what is not public. */
function orderOf(r: Awaited<ReturnType<typeof report>>, publicUrl: string): PrintOrder {
  const title = `${r.body.name}信用报告（内部）`;
  const warning = '含未公开信息，只供办理公务使用，不得对外提供';
  const row = (l: Line): string[] => [l.no, `${l.item?.zh ?? ''}${l.disputed ? '【异议处理中】' : ''}`, severityNames[l.severity ?? ''] ?? '', l.documentNumber ?? '', `${l.state.zh}${l.isPublic ? '' : '（未公开）'}`];
  const table = (lines: readonly Line[]): Plain[] => [{ is: 'caption', text: `共 ${lines.length} 条` }, { is: 'table', heads: ['编号', '事项', '严重程度', '依据文书', '状态'], shares: [25, 28, 17, 32, 36], rows: lines.map(row) }];
  const pairs = [['单位', r.body.name], ['统一社会信用代码', r.body.uscc ?? ''], ['报告编号', r.no], ['报告日期', longDay(r.on)], ['出具单位', r.issuer], ['验证码（公开部分）', r.code ?? '']] as const;
  return {
    blocks: [
      { is: 'title', text: title }, { is: 'text', text: `${warning}。不含任何个人的记录。对外请使用公众网站上的公开报告。` }, { is: 'pairs', pairs: pairs.filter(([, value]) => value !== '') },
      ...(r.code === null ? [] : [{ is: 'check' as const, address: `${publicUrl}/v/${r.code}`, alt: '公开部分的验证二维码', lines: ['扫描二维码，可以查验这个单位公开的内容此后有没有变化。'] }]),
      ...r.sections.flatMap((section): Plain[] => [{ is: 'heading', text: section.label.zh }, ...(section.lines.length === 0 ? [{ is: 'text' as const, text: `没有。${section.empty.zh}` }] : table(section.lines))]),
    ],
    running: `${warning} ${r.no}`, about: { title: `${title} ${r.no}`, author: r.issuer, on: r.on },
  };
}

async function reportPdf(ask: Asking<unknown, unknown>): Promise<unknown> {
  const found = await report(ask);
  try {
    const pdf = await press.print(orderOf(found, ask.house.publicUrl));
    return await ask.reply.type('application/pdf').header('cache-control', 'no-store').header('content-disposition', attached(`${found.no} 内部.pdf`)).header('content-security-policy', "default-src 'none'; sandbox").send(pdf);
  } catch (error) {
    if (!(error instanceof PressBusy)) throw error;
    return orProblem(fail('unavailable', 'press-busy', '正在生成的报告太多，请过一会儿再下载', 'Too many reports are being printed') as Outcome<never>);
  }
}

export const bodyReportRoutes: RouteDef[] = [
  route({ method: 'GET', url: '/bodies/:id/report', answer: shape.bodyReport, summary: { zh: '单位信用报告（内部）', en: 'Credit report of a body, for staff' }, handler: report }),
  route({ method: 'GET', url: '/bodies/:id/report.pdf', answer: shape.pdf, summary: { zh: '单位信用报告（内部，PDF）', en: 'Credit report of a body, for staff, as PDF' }, handler: reportPdf }),
];
