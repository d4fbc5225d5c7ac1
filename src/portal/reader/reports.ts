/**
 * 信用报告的读取: what is public about one body as its report needs it, with the code that stands for exactly that; and whether a code's
 * report is still what is public.
 */
import type { Pool } from 'pg';
import type { Label } from '../../core/label.ts';
import type { RecordLine } from '../types.ts';
import { lineColumns } from './records.ts';

/** Most records that a report lists; more are counted. */
export const listedMax = 100;

export interface ReportMark {
  readonly code: string;
  readonly version: number;
}

export interface ReportRecord extends RecordLine {
  readonly itemKey: string;
}

/** What follows from a finding, by name of its state. */
export interface ReportMatter {
  readonly recordId: string;
  readonly recordNo: string;
  readonly label: Label;
  readonly state: Label;
  readonly on: string;
  readonly dueOn: string | null;
}

/** An incentive by which it stands on the public list of bodies in good standing. */
export interface ReportHonour {
  readonly no: string;
  readonly label: Label | null;
  readonly ground: string | null;
  readonly fromOn: string;
  readonly untilOn: string | null;
}

export interface ReportFacts {
  readonly mark: ReportMark;
  readonly records: readonly ReportRecord[];
  readonly matters: readonly ReportMatter[];
  readonly honours: readonly ReportHonour[];
  readonly figures: readonly { readonly item: string; readonly severity: string; readonly count: number; readonly disputed: number }[];
}

/** Mark and facts in one statement, so that the code stands for just these facts. */
const text = `select (select json_build_object('code', code, 'version', version) from pub.report where body_id = $1 and current) as mark,
  (select coalesce(json_agg(l), '[]') from (select ${lineColumns}, r.item as "itemKey" from pub.record r where r.body_id = $1 order by (r.severity = 'serious') desc, r.disclosed_on desc, r.id desc limit ${listedMax}) l) as records,
  (select coalesce(json_agg(m), '[]') from (select m.record_id as "recordId", r.no as "recordNo", m.label, m.state, m.on_day as "on", m.due_on as "dueOn" from pub.matter m join pub.record r on r.id = m.record_id where r.body_id = $1 order by m.on_day desc, m.no limit ${listedMax}) m) as matters,
  (select coalesce(json_agg(h), '[]') from (select no, label, ground, from_on as "fromOn", until_on as "untilOn" from pub.listed where body_id = $1 and list = 'good-standing' order by from_on, no limit ${listedMax}) h) as honours,
  (select coalesce(json_agg(f), '[]') from (select item, severity, count(*)::int as count, count(*) filter (where disputed)::int as disputed from pub.record where body_id = $1 group by 1, 2 order by 1, 2) f) as figures`;

export async function reportOf(pool: Pool, bodyId: string): Promise<ReportFacts | undefined> {
  const { rows: [row] } = await pool.query<Omit<ReportFacts, 'mark'> & { mark: ReportMark | null }>({ name: 'report', text, values: [bodyId] });
  return row?.mark == null ? undefined : { ...row, mark: row.mark };
}

/** A report by its code: of which body, and whether what is public is still the same. Of one that is not, nothing but that. */
export async function findReport(pool: Pool, code: string): Promise<{ readonly current: false } | { readonly current: true; readonly slug: string; readonly name: string; readonly version: number } | undefined> {
  const { rows: [row] } = await pool.query<{ current: boolean; slug: string; name: string; version: number }>({
    name: 'report-code', text: 'select r.current, b.slug, b.name, r.version from pub.report r join pub.body b on b.id = r.body_id where r.code = $1', values: [code],
  });
  return row === undefined ? undefined : row.current ? { current: true, slug: row.slug, name: row.name, version: row.version } : { current: false };
}
