/**
 * 月报与导出: the numbers of a month, each with the filter that lists what it counts, so that no figure stands without its
 * records; and the export of any list, a line at a time, masked as on screen and kept in the log of operations.
 */
import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { z } from 'zod';
import type { Register, StateDef } from '../core/register.ts';
import type { Label } from '../core/label.ts';
import { csvLine } from '../imports/csv.ts';
import { boundsOf, countRecords, listRecords } from '../store/records.ts';
import type { Wired } from '../wiring.ts';
import type { Actor } from '../core/actor.ts';
import * as shape from './answers.ts';
import { look } from './look.ts';
import { filterOf, listQuery, purposeful, registerOf } from './records.ts';
import { notFound, type RouteDef, route } from './route.ts';
import { rowsView } from './view.ts';

const registerId = 'dishonesty-record';
/** What follows from findings and what is asked about them, each counted in a section of its own. */
const others = ['rectification', 'measure', 'accountability', 'objection', 'appeal', 'repair', 'leniency', 'clearance', 'incentive', 'end-review'];
const monthQuery = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) });

interface Line {
  readonly key: string;
  readonly label: Label;
  readonly value: number;
  /** The list behind the number, as the query of the page of its register. */
  readonly list: string;
}
interface Section {
  readonly id: string;
  /** Whose lists stand behind its numbers. */
  readonly register: string;
  readonly label: Label;
  readonly lines: readonly Line[];
}

/** What is counted by area and maker is there ready; who may see records of their own as well is few, and counts those. */
const isTallied = (bounds: string): boolean => !/subject_id|handler_body|away_from/.test(bounds);

/** The counters of a month, less what went through actions and is private to other bodies now: drafts, and those are few. */
function talliedFlow(actor: Actor, register: Register, values: unknown[], live: string): string {
  values.length = 2;
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const bounds = boundsOf(actor, { ...register, states: {} }, bind);
  const hidden = Object.entries(register.states as Record<string, StateDef<any, any>>).filter(([, s]) => s.private === true).map(([key]) => key);
  const others = `${live} state = any(${bind(hidden)}) and maker_body is distinct from ${bind(actor.bodyId)} and ${bounds})) as handled group by action`;
  return `select action, sum(n) as n from (select action, n from rc.flow_tally where register = $1 and month = $2::date and ${bounds} union all select action, -n from (${others}) as others) as counted group by action having sum(n) > 0`;
}

/** Entries of a month by action, each with the records that went through it. */
async function flow(house: Wired, actor: Actor, register: Register, month: string): Promise<Section> {
  const values: unknown[] = [register.id, `${month}-01`];
  const bounds = boundsOf(actor, register, (v) => `$${values.push(v)}`);
  const between = "on_day >= $2::date and on_day < $2::date + interval '1 month'";
  const live = `select action, count(*) as n from (select distinct action, record_id from rc.entry where register = $1 and ${between} and record_id in (select id from rc.record where register = $1 and`;
  const { rows } = await house.pool.query<{ action: string; n: number }>(isTallied(bounds) ? talliedFlow(actor, register, values, live) : `${live} ${bounds})) as handled group by action`, values);
  const counted = new Map(rows.map((r) => [r.action, r.n]));
  const lines = Object.entries(register.actions as Record<string, Label>).filter(([key]) => counted.has(key))
    .map(([key, { zh, en }]) => ({ key, label: { zh, en }, value: counted.get(key) ?? 0, list: `action=${key}&month=${month}` }));
  return { id: 'flow', register: register.id, label: { zh: '本月办理', en: 'Handled this month' }, lines };
}

type Column = 'state' | 'item' | 'severity' | 'area_code';

/** What stands at this moment, by each of four columns, in one pass over the records. */
async function stock(house: Wired, actor: Actor, register: Register): Promise<(column: Column, label: Label, name: (key: string) => Label, param: string) => Section> {
  const values: unknown[] = [register.id];
  const bounds = boundsOf(actor, register, (v) => `$${values.push(v)}`);
  const { rows } = await house.pool.query<{ [C in Column]: string | null } & { n: number }>(
    `select state, item, severity, area_code, sum(n) as n from ${isTallied(bounds) ? 'rc.stock_tally' : '(select *, 1 as n from rc.record) as each'} where register = $1 and ${bounds}
     group by grouping sets ((state), (item), (severity), (area_code)) having sum(n) > 0 order by n desc, 1, 2, 3, 4`, values);
  return (column, label, name, param) => ({
    id: column, register: register.id, label,
    lines: rows.filter((r) => r[column] !== null).map((r) => ({ key: r[column] as string, label: name(r[column] as string), value: r.n, list: `${param}=${encodeURIComponent(r[column] as string)}` })),
  });
}

/** Of another register: what was done this month and how what there is stands, in one section. */
async function otherSection(house: Wired, actor: Actor, register: Register, month: string): Promise<Section> {
  const [done, standing] = await Promise.all([flow(house, actor, register, month), stock(house, actor, register)]);
  const now = standing('state', register.label, (k) => { const s = register.states[k] as Label; return { zh: s.zh, en: s.en }; }, 'state');
  const said = (lines: readonly Line[], zh: string, en: string): Line[] => lines.map((line) => ({ ...line, key: `${en} ${line.key}`, label: { zh: `${zh}：${line.label.zh}`, en: `${en}: ${line.label.en}` } }));
  return { id: register.id, register: register.id, label: { zh: register.label.zh, en: register.label.en }, lines: [...said(done.lines, '本月', 'this month'), ...said(now.lines, '现有', 'standing')] };
}

async function reportOf(house: Wired, actor: Actor, month: string): Promise<{ month: string; sections: Section[] }> {
  const register = house.registers[registerId] ?? notFound();
  const rules = house.rulesOn(house.clock.today());
  const standing = await stock(house, actor, register);
  const beside = await Promise.all(others.flatMap((id) => house.registers[id] ?? []).map((other) => otherSection(house, actor, other, month)));
  const same = (text: string): Label => ({ zh: text, en: text });
  return {
    month,
    sections: [
      await flow(house, actor, register, month),
      standing('state', { zh: '现有记录（按状态）', en: 'Standing, by state' }, (k) => { const s = register.states[k] as StateDef<any, any>; return { zh: s.zh, en: s.en }; }, 'state'),
      standing('item', { zh: '现有记录（按目录事项）', en: 'Standing, by item' }, (k) => rules.find('item', k)?.body.label ?? same(k), 'item'),
      standing('severity', { zh: '现有记录（按严重程度，生效时定级）', en: 'Standing, by severity (set when in effect)' }, (k) => rules.find('severity', k)?.body.label ?? same(k), 'severity'),
      standing('area_code', { zh: '现有记录（按区划）', en: 'Standing, by area' }, (k) => same(house.areas().find((a) => a.code === k)?.name ?? k), 'exactArea'),
      ...beside.filter(({ lines }) => lines.length > 0),
    ],
  };
}

const attach = (name: string): string => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;

interface ExportRow {
  readonly no: string;
  readonly title: string;
  readonly item: { readonly label: Label } | null;
  readonly subject: { readonly name: string } | null;
  readonly area: { readonly name: string };
  readonly stateLabel: Label;
  readonly disputed: boolean;
  readonly severity: string | null;
  readonly dueOn: string | null;
  readonly updatedAt: Date;
}
const severityZh: Readonly<Record<string, string>> = { minor: '轻微', general: '一般', serious: '严重' };
/** An instant as a clerk reads it in a table: 2026-11-24 09:18, China time. */
const chinaTime = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

const columns: readonly [string, (r: ExportRow) => string][] = [
  ['编号', (r) => r.no], ['标题', (r) => r.title], ['目录事项', (r) => r.item?.label.zh ?? ''], ['主体', (r) => r.subject?.name ?? ''], ['区划', (r) => r.area.name], ['状态', (r) => r.stateLabel.zh], ['异议处理中', (r) => (r.disputed ? '是' : '否')],
  ['严重程度', (r) => (r.severity === null ? '' : severityZh[r.severity] ?? r.severity)], ['到期日', (r) => r.dueOn ?? ''], ['更新时间', (r) => chinaTime(r.updatedAt)],
];

/** What an export was of, without the words that were searched for: they may name a person, and this log is never cleared. */
const asked = (query: z.output<typeof listQuery>): object => ({
  filter: Object.fromEntries(Object.entries(query).filter(([key]) => !['q', 'documentNumber', 'because', 'cursor'].includes(key))),
  words: [query.q, query.documentNumber].filter((text) => text !== undefined).length,
});

export const reportRoutes: RouteDef[] = [
  route({ method: 'GET', url: '/report', answer: shape.month, query: monthQuery, summary: { zh: '月报', en: 'Monthly report' }, handler: ({ house, actor, query }) => reportOf(house, actor, query.month) }),
  route({
    method: 'GET', url: '/report.xlsx', answer: shape.xlsx, query: monthQuery, summary: { zh: '月报（电子表格）', en: 'Monthly report as a table' },
    handler: async ({ house, actor, account, query, request, reply }) => {
      const report = await reportOf(house, actor, query.month);
      const book = new ExcelJS.Workbook();
      const sheet = book.addWorksheet('月报');
      sheet.columns = [{ width: 28 }, { width: 34 }, { width: 12 }];
      sheet.addRow([`政务失信记录月报 ${query.month}`]).font = { bold: true, size: 14 };
      sheet.addRow([`导出：${account.bodyName} ${account.name}`, chinaTime(house.clock.now())]);
      const origin = `${request.protocol}://${request.host}`;
      for (const section of report.sections) {
        sheet.addRow([]);
        sheet.addRow([section.label.zh]).font = { bold: true };
        for (const line of section.lines) sheet.addRow(['', line.label.zh, { text: String(line.value), hyperlink: `${origin}/records/${section.register}?${line.list}` }]);
      }
      await house.pool.query("insert into rc.event (at, account_id, kind, detail) values ($1, $2, 'report-exported', $3)", [house.clock.now(), account.id, JSON.stringify({ month: query.month })]);
      return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', attach(`政务失信记录月报-${query.month}.xlsx`)).send(Buffer.from(await book.xlsx.writeBuffer()));
    },
  }),
  route({
    method: 'GET', url: '/records/:register/export', answer: shape.exported, query: listQuery.extend({ format: z.enum(['ndjson', 'csv']).default('csv') }), summary: { zh: '导出列表', en: 'Export a list' },
    handler: async ({ house, actor, account, params, query, reply }) => {
      const register = registerOf(house, params['register']);
      const filter = await purposeful(house, actor, register, query, filterOf(house, actor, query));
      // Names stay masked in it; who takes away what is held about persons says why all the same.
      if ((await countRecords(house.pool, actor, register, { ...filter, personal: true })).value > 0) await look(house, actor, { subjectId: query.subject ?? null, register: register.id, recordId: null, what: '导出列表', purpose: query.purpose, because: query.because });
      await house.pool.query("insert into rc.event (at, account_id, kind, detail) values ($1, $2, 'list-exported', $3)", [house.clock.now(), account.id, JSON.stringify({ register: register.id, ...asked(query) })]);
      const csv = query.format === 'csv';
      const lines = async function* () {
        if (csv) yield `\ufeff${csvLine(columns.map(([name]) => name))}`;
        for (let cursor: string | null | undefined; cursor !== null;) {
          const page = await listRecords(house.pool, actor, register, filter, { limit: 200, ...(cursor === undefined ? {} : { cursor }) });
          for (const row of (await rowsView({ house, actor, register }, page.rows)) as (ExportRow & object)[]) yield csv ? csvLine(columns.map(([, value]) => value(row))) : `${JSON.stringify(row)}\n`;
          cursor = page.next;
        }
      };
      return reply.type(csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8').header('content-disposition', attach(`${register.label.zh}.${query.format}`)).send(Readable.from(lines()));
    },
  }),
];
