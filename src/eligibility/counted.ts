/**
 * 计入与不计入: which findings stand in the way of the subjects that were asked about, by the rule's lines, in one statement over all of
 * them. The same lines are kept beside the answer; the database asks them again (rc.counts_by) whenever a record changes.
 */
import { addDays, addMonths } from '../core/identifiers/dates.ts';
import type { EligibilityLine, EligibilityRule, Severity } from '../core/rules.ts';
import type { Tx } from '../store/db.ts';

/** The register of findings; a check asks no other. */
export const findings = 'dishonesty-record';
/** Most records that an answer names about one subject: those that count first, the newest first. */
export const namedMax = 5;

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
  /** By which it counts: one class lower, or none, where leniency was granted to what follows. */
  readonly weight: Severity | 'none';
  readonly area_code: string | null;
  readonly decided_on: string | null;
  readonly disputed: boolean;
  readonly is_public: boolean;
  readonly counts: boolean;
}

/** The lines as a condition on `r`, and its values after `first`. */
function conditionOf(lines: readonly DatedLine[], first: number): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${first + values.push(value) - 1}`;
  const parts = lines.map((l) => [
    `r.state = any(${given(l.states)})`, `rc.weighs(r.severity, r.data) = any(${given(l.severities)})`, ...(l.items === undefined ? [] : [`r.item = any(${given(l.items)})`]),
    ...(l.since === undefined ? [] : [`(r.decided_on is null or r.decided_on >= ${given(l.since)}::date)`]),
  ].join(' and '));
  return { sql: parts.map((part) => `(${part})`).join(' or '), values };
}

/**
 * Findings about the subjects of `asked` that are in effect, of each the first few and one more: those that count, what is in dispute last,
 * and then, with `others`, those that do not. `shown`: states in which a finding is public.
 */
export async function findCounted(tx: Tx, lines: readonly DatedLine[], { others, shown }: { readonly others: boolean; readonly shown: readonly string[] }): Promise<Finding[]> {
  const states = [...new Set(lines.flatMap((l) => l.states))];
  const { sql, values } = conditionOf(lines, 5);
  const { rows } = await tx.query<Finding>(
    `select s.subject_id, f.* from (select distinct subject_id from asked where subject_id is not null) s cross join lateral (
       select r.id, r.no, r.item, r.severity, rc.weighs(r.severity, r.data) as weight, r.area_code, r.decided_on, r.disputed, r.state = any($4) as is_public, (${sql}) as counts
       from rc.record r where r.register = $1 and r.subject_id = s.subject_id and r.state = any($2) and ($3 or (${sql}))
       order by counts desc, r.disputed, r.decided_on desc nulls last, r.id limit ${namedMax + 1}) f order by s.subject_id, f.counts desc, f.disputed, f.decided_on desc nulls last, f.id`,
    [findings, states, others, shown, ...values]);
  return rows;
}
