/**
 * 规则内容的形状: what each kind of rule must look like before it may enter the rulebook, whether it comes from a city's
 * files or from a proposal. One schema per kind, with reasons a clerk can act on.
 */
import { z } from 'zod';
import { catalogItemSchema } from './catalog.ts';
import type { FieldError } from './problem.ts';
import type { RuleKind } from './rules.ts';

const label = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const source = z.strictObject({ instrument: z.string().min(1), article: z.string(), says: z.string().optional() });
const term = z.strictObject({ amount: z.number().int().min(0).max(3650), unit: z.enum(['workingDay', 'day', 'month', 'year']) });
const key = z.string().regex(/^[A-Za-z][A-Za-z0-9.-]{0,79}$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const ruleSchemas = {
  item: catalogItemSchema,
  limit: z.strictObject({ key, label, ...term.shape, start: label, rollIfHoliday: z.boolean(), extendMax: term.optional(), pausable: label.optional(), source }),
  severity: z.strictObject({ key: z.enum(['minor', 'general', 'serious']), label, publishByDefault: z.boolean(), publicityMin: term, publicityMax: term, source }),
  ground: z.strictObject({ key, label, for: z.array(z.enum(['body', 'official'])).min(1), modes: z.array(z.enum(['full', 'summary', 'statistics'])).min(1), source }),
  closing: z.strictObject({ key, label, kind: z.enum(['expired', 'annulled', 'withdrawn', 'repaired']), source }),
  calendar: z.strictObject({ officialYears: z.array(z.number().int().min(2000).max(2100)), days: z.record(day, z.enum(['rest', 'work'])) }),
} satisfies Record<RuleKind, z.ZodType>;

/** Why a rule's content is not acceptable, with the path of each fault; empty when it is. */
export function ruleErrors(kind: RuleKind, ruleKey: string, body: unknown): readonly FieldError[] {
  const parsed = ruleSchemas[kind].safeParse(body);
  if (!parsed.success) {
    return parsed.error.issues.slice(0, 20).map((issue) => {
      const path = ['body', ...issue.path.map(String)].join('.');
      return { pointer: path, zh: `规则内容“${path}”不符合要求，请对照现行版本更正（${issue.message}）`, en: `${path}: ${issue.message}` };
    });
  }
  if (kind === 'calendar' && ruleKey !== 'working-days') return [{ pointer: 'key', zh: '工作日历的代号只能是“working-days”，请更正', en: 'The calendar has one key: working-days' }];
  const own = (parsed.data as { key?: string; id?: string }).key ?? (parsed.data as { id?: string }).id ?? ruleKey;
  return own === ruleKey ? [] : [{ pointer: 'key', zh: `规则代号“${ruleKey}”与内容中的“${own}”不一致`, en: 'Key and content disagree' }];
}
