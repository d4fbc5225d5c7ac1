/**
 * 计入与不计入: which findings stand in the way of the subjects that were asked about, by the rule's lines, in one statement over all of
 * them. The same lines are kept beside the answer; the database asks them again (rc.counts_by) whenever a record changes.
 */
import { addDays, addMonths } from '../core/identifiers/dates.ts';
import type { EligibilityLine, EligibilityRule, Severity } from '../core/rules.ts';
import type { Tx } from '../store/db.ts';

/** The register of findings; a check asks no other. */
export const findings = 'dishonesty-record';
/** Most records of one kind that an answer names about one subject; the newest. */
export const namedMax = 20;

/** A line of a rule on a day: with the first day of a document that counts. */
export interface DatedLine {
  readonly items?: readonly string[];
  readonly severities: readonly Severity[];
  readonly states: readonly string[];
  readonly since?: string;
}

const since = (today: string, { amount, unit }: NonNullable<EligibilityLine['within']>): string => (unit === 'day' ? addDays(today, -amount) : addMonths(today, unit === 'year' ? -12 * amount : -amount));

export const datedLines = (rule: EligibilityRule, today: string): DatedLine[] =>
  rule.counts.map(({ within, ...line }) => ({ ...line, ...(within === undefined ? {} : { since: since(today, within) }) }));

/** A finding about a subject, as the database has it. */
export interface Finding {
  readonly subject_id: string;
  readonly id: string;
  readonly no: string;
  readonly item: string;
  readonly severity: Severity;
  readonly area_code: string | null;
  readonly decided_on: string | null;
  readonly disputed: boolean;
  readonly is_public: boolean;
  readonly counts: boolean;
  /** How many of its kind there are, named or not. */
  readonly total: number;
}

/** The lines as a condition on `r`, and its values after `first`. */
function conditionOf(lines: readonly DatedLine[], first: number): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${first + values.push(value) - 1}`;
  const parts = lines.map((l) => [
    `r.state = any(${given(l.states)})`, `r.severity = any(${given(l.severities)})`, ...(l.items === undefined ? [] : [`r.item = any(${given(l.items)})`]),
    ...(l.since === undefined ? [] : [`(r.decided_on is null or r.decided_on >= ${given(l.since)}::date)`]),
  ].join(' and '));
  return { sql: parts.map((part) => `(${part})`).join(' or '), values };
}

/**
 * Findings about the subjects of `asked` that are in effect: those that count and, with `others`, those that do not, of each the newest few.
 */
export async function findCounted(tx: Tx, lines: readonly DatedLine[], others: boolean): Promise<Finding[]> {
  const states = [...new Set(lines.flatMap((l) => l.states))];
  const { sql, values } = conditionOf(lines, 4);
  const { rows } = await tx.query<Finding>(
    `with subjects as materialized (select distinct subject_id from asked where subject_id is not null),
       found as (select r.subject_id, r.id, r.no, r.item, r.severity, r.area_code, r.decided_on, r.disputed, (${sql}) as counts
         from subjects join rc.record r on r.subject_id = subjects.subject_id where r.register = $1 and r.state = any($2)),
       ranked as (select found.*, row_number() over of_kind as n, count(*) over (partition by subject_id, counts)::int as total from found where counts or $3
         window of_kind as (partition by subject_id, counts order by decided_on desc nulls last, id))
     select ranked.*, exists (select from pub.record p where p.id = ranked.id) as is_public from ranked where n <= ${namedMax} order by subject_id, counts desc, n`,
    [findings, states, others, ...values]);
  return rows;
}
