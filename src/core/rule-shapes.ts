/**
 * 规则内容的形状: what each kind of rule must look like before it may enter the rulebook, whether it comes from a city's
 * files or from a proposal. One schema per kind, with reasons a clerk can act on.
 */
import { z } from 'zod';
import { type CatalogItem, catalogItemSchema } from './catalog.ts';
import { letterKinds, seriesShape, templateBytesMax, type LetterKey } from './letter.ts';
import type { FieldError } from './problem.ts';
import { duties, type Measure, type RuleKind, type RuleLookup } from './rules.ts';

const label = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const source = z.strictObject({ instrument: z.string().min(1), article: z.string(), says: z.string().optional() });
const term = z.strictObject({ amount: z.number().int().min(0).max(3650), unit: z.enum(['workingDay', 'day', 'month', 'year']) });
const key = z.string().regex(/^[A-Za-z][A-Za-z0-9.-]{0,79}$/, '只用英文字母、数字、点和连字符，以字母开头 (letters, digits, dots, hyphens)');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const severityKey = z.enum(['minor', 'general', 'serious']);
const measure = z.strictObject({
  key, label, kind: z.enum(['restraint', 'incentive']), for: z.enum(['body', 'official']), levels: z.array(z.enum(['city', 'county', 'town', 'village'])).min(1).optional(),
  trigger: z.strictObject({ items: z.array(key).min(1).optional(), severities: z.array(severityKey) }).optional(), proportion: z.array(severityKey).min(1).optional(), proportionSource: source.optional(),
  ground: label.optional(), executor: z.enum(duties), does: label, lasts: term.optional(), shown: source.optional(), repealed: z.literal(true).optional(), source,
}).superRefine((m, context) => {
  const complain = (path: string, zh: string, message: string) => context.addIssue({ code: 'custom', path: [path], message, params: { zh } });
  const restrains = m.kind === 'restraint';
  for (const part of ['trigger', 'proportion', 'proportionSource'] as const) if (restrains !== (m[part] !== undefined)) complain(part, restrains ? '惩戒措施须写明触发条件、相当的严重程度及其出处' : '激励措施没有触发条件和严重程度，请删去', 'A restraint says what it follows and who weighed it; an incentive does not');
  if (restrains === (m.ground !== undefined)) complain('ground', restrains ? '惩戒措施不写激励事由，请删去' : '激励措施须写明激励什么', 'An incentive says what it rewards; a restraint does not');
  if (!restrains && m.lasts === undefined) complain('lasts', '激励措施须有期限', 'An incentive has an end');
  if (m.trigger?.severities.some((s) => m.proportion?.includes(s) !== true)) complain('trigger', '自动触发的严重程度不得超出相当的严重程度', 'It cannot begin by itself beyond proportion');
  if (m.for === 'official' && (m.shown !== undefined || m.levels !== undefined)) complain('for', '针对公务员的措施一律不公开，也不分单位层级', 'What concerns a person is never shown and knows no level');
});

export const ruleSchemas = {
  item: catalogItemSchema,
  limit: z.strictObject({ key, label, ...term.shape, start: label, rollIfHoliday: z.boolean(), extendMax: term.optional(), pausable: label.optional(), source }),
  severity: z.strictObject({ key: z.enum(['minor', 'general', 'serious']), label, publishByDefault: z.boolean(), publicityMin: term, publicityMax: term, source }),
  ground: z.strictObject({ key, label, for: z.array(z.enum(['body', 'official'])).min(1), modes: z.array(z.enum(['full', 'summary', 'statistics'])).min(1), source }),
  closing: z.strictObject({ key, label, kind: z.enum(['expired', 'annulled', 'withdrawn', 'repaired']), source }),
  letter: z.strictObject({
    key: z.enum(Object.keys(letterKinds) as [LetterKey, ...LetterKey[]]), label, series: z.string().regex(seriesShape), title: z.string().min(1).max(60),
    template: z.base64().startsWith('UEsDB').max(Math.ceil(templateBytesMax / 3) * 4), source,
  }),
  eligibility: z.strictObject({
    key, label, for: z.array(z.enum(['body', 'official'])).min(1), reveals: z.enum(['answer', 'numbers']), source,
    counts: z.array(z.strictObject({
      items: z.array(z.string().min(1)).min(1).optional(), severities: z.array(z.enum(['minor', 'general', 'serious'])).min(1), states: z.array(z.string().min(1)).min(1), within: z.strictObject({ amount: z.number().int().min(1).max(3650), unit: z.enum(['day', 'month', 'year']) }).optional(),
    })).min(1),
  }),
  repair: z.strictObject({ key, label, items: z.array(key).max(50), afterMin: z.boolean(), closing: z.enum(['repair-granted', 'duty-performed', 'debtor-removed']), commitment: label, source,
    training: z.strictObject({ severities: z.array(severityKey).min(1), hours: z.number().int().min(1).max(200), organiser: z.enum(duties), source }).optional() }),
  leniency: z.strictObject({ key, label, items: z.array(key).min(1).max(50), source }),
  measure,
  calendar: z.strictObject({ officialYears: z.array(z.number().int().min(2000).max(2100)), days: z.record(day, z.enum(['rest', 'work'])) }),
} satisfies Record<RuleKind, z.ZodType>;

/** One thing that is wrong with a rule's content: where, and what, in both languages. */
export interface RuleFault {
  readonly path: readonly string[];
  readonly zh: string;
  readonly en: string;
}

const kindsOfValue: Record<string, string> = { string: '文字', number: '数字', int: '整数', boolean: '“是”或“否”（true、false）', array: '列表', object: '一组值', record: '一组值' };

/** A fault in words that a clerk can act on. */
function sayIssue(issue: z.core.$ZodIssue): string {
  if ('params' in issue && typeof issue.params?.['zh'] === 'string') return issue.params['zh'];
  switch (issue.code) {
    case 'invalid_type': return issue.message.endsWith(' undefined') ? '还没有填写' : `应为${kindsOfValue[issue.expected] ?? '另一种值'}`;
    case 'too_small': return issue.origin === 'array' ? `至少要有 ${Number(issue.minimum)} 项` : issue.origin === 'string' ? '还没有填写' : `${issue.inclusive === false ? '须大于' : '不能小于'} ${Number(issue.minimum)}`;
    case 'too_big': return issue.origin === 'array' ? `至多 ${Number(issue.maximum)} 项` : `不能大于 ${Number(issue.maximum)}`;
    case 'invalid_value': return `须是下列之一：${issue.values.map(String).join('、')}`;
    case 'unrecognized_keys': return `不认识的项目“${issue.keys.join('”“')}”，请删去或更正拼写`;
    case 'invalid_union': return '写法不对：请写“字段 + 不少于（atLeast）”或“字段 + 为其中之一（in）”';
    case 'invalid_format': return issue.format === 'date' ? '须是日期，如 2026-11-23' : /\p{Script=Han}/u.test(issue.message) ? issue.message : '格式不对，请对照现有规则';
    default: return /\p{Script=Han}/u.test(issue.message) ? issue.message : '不符合要求，请对照现有规则';
  }
}

/** What is wrong with the shape of a content; empty when nothing is. */
export function ruleFaults(kind: RuleKind, body: unknown): readonly RuleFault[] {
  const parsed = ruleSchemas[kind].safeParse(body);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({ path: issue.path.map(String), zh: sayIssue(issue), en: issue.message }));
}

/** Why a rule's content is not acceptable, with the path of each fault; empty when it is. */
export function ruleErrors(kind: RuleKind, ruleKey: string, body: unknown): readonly FieldError[] {
  const faults = ruleFaults(kind, body);
  if (faults.length > 0) {
    return faults.slice(0, 20).map(({ path, zh, en }) => {
      const pointer = ['body', ...path].join('.');
      return { pointer, zh: `规则内容“${pointer}”不符合要求，请更正：${zh}`, en: `${pointer}: ${en}` };
    });
  }
  if (kind === 'calendar' && ruleKey !== 'working-days') return [{ pointer: 'key', zh: '工作日历的代号只能是“working-days”，请更正', en: 'The calendar has one key: working-days' }];
  const own = (body as { key?: string; id?: string }).key ?? (body as { id?: string }).id ?? ruleKey;
  return own === ruleKey ? [] : [{ pointer: 'key', zh: `规则代号“${ruleKey}”与内容中的“${own}”不一致`, en: 'Key and content disagree' }];
}

/** Why a measure cannot stand beside the other rules: it follows an item that does not exist, or one about another kind of subject. */
export const measureErrors = ({ trigger, for: about }: Measure, rules: RuleLookup): readonly FieldError[] => (trigger?.items ?? []).filter((item) => rules.find('item', item)?.body.subjectKind !== about).map((item) => ({
  pointer: 'body.trigger.items', zh: `目录事项“${item}”不在规则库中，或不是针对${about === 'body' ? '机构' : '公务员'}的，请更正`, en: `No item ${item} about this kind of subject`,
}));

/** Why an item cannot stand beside the other rules: a ground that does not exist, or that is not for its kind of subject. */
export function itemErrors(item: CatalogItem, rules: RuleLookup): readonly FieldError[] {
  return item.disclosure.grounds.filter((key) => rules.find('ground', key)?.body.for.includes(item.subjectKind) !== true).map((key) => ({
    pointer: 'body.disclosure.grounds', zh: `公示依据“${key}”不在规则库中，或不适用于${item.subjectKind === 'body' ? '机构' : '公务员'}，请更正`, en: `No ground ${key} for this kind of subject`,
  }));
}
