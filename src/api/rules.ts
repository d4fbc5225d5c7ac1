/** 规则接口: the rulebook as of a day, its versions, and how two versions differ. Changes go through the register of rule changes. */
import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { LetterRule } from '../core/letter.ts';
import { ruleKinds, type EligibilityRule, type Rule, type RuleKind } from '../core/rules.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { docxType } from './letters.ts';
import { notFound, type RouteDef, route } from './route.ts';

const kind = z.enum(Object.keys(ruleKinds) as [RuleKind, ...RuleKind[]]);
const labelOf = (rule: Rule): unknown => (rule.kind === 'calendar' ? { zh: '工作日历', en: 'Working days' } : (rule.body as { label: unknown }).label);
const sourceOf = (rule: Rule): unknown => {
  const body = rule.body as { source?: unknown; law?: readonly unknown[] };
  return body.source ?? body.law?.[0] ?? null;
};

const units: Record<string, string> = { workingDay: '个工作日', day: '日', month: '个月', year: '年' };
function summaryOf(rule: Rule): string {
  const b = rule.body as unknown as Record<string, { amount: number; unit: string }> & { amount?: number; unit?: string; officialYears?: number[]; fields?: unknown[] };
  if (rule.kind === 'limit') return `${b.amount}${units[String(b.unit)]}`;
  if (rule.kind === 'severity') return `公示最短 ${b['publicityMin']?.amount}${units[b['publicityMin']?.unit ?? '']}，最长 ${b['publicityMax']?.amount}${units[b['publicityMax']?.unit ?? '']}`;
  if (rule.kind === 'calendar') return `已有官方放假通知的年份：${b.officialYears?.join('、')}`;
  if (rule.kind === 'eligibility') return `${(rule.body as EligibilityRule).for.map((f) => (f === 'body' ? '单位' : '公务员')).join('、')}；${(rule.body as EligibilityRule).reveals === 'answer' ? '只告知结论' : '告知记录编号'}`;
  if (rule.kind === 'letter') return `${(rule.body as LetterRule).series}〔年〕序号号`;
  return rule.kind === 'item' ? `${b.fields?.length} 个字段` : '';
}

/** A letter's template as a reader of rules needs it: how large, and whether two are the same; the file itself has an address of its own. */
const bodyOf = (rule: Rule): unknown => {
  if (rule.kind !== 'letter') return rule.body;
  const docx = Buffer.from((rule.body as LetterRule).template, 'base64');
  return { ...rule.body, template: `Word 模板 ${Math.ceil(docx.length / 1024)} kB（SHA-256 ${createHash('sha256').update(docx).digest('hex').slice(0, 16)}…）` };
};

const view = (house: Wired, rule: Rule, body: unknown = rule.body) => ({
  kind: rule.kind, key: rule.key, label: labelOf(rule), version: rule.version, versions: house.rulebook.versions(rule.kind, rule.key).length, effectiveFrom: rule.effectiveFrom, effectiveTo: rule.effectiveTo,
  basis: rule.basis, source: sourceOf(rule), body, summary: summaryOf(rule),
});

/** Leaf values of a rule by path, so that two versions can be laid side by side. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((v, i) => leaves(v, `${path}[${(v as { key?: string } | null)?.key ?? i}]`));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([k, v]) => leaves(v, path === '' ? k : `${path}.${k}`));
  return [[path, String(value)]];
}

export const ruleRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/rules', answer: z.array(shape.rule), query: z.object({ kind: kind.optional(), on: z.string().regex(/^\d{4}-\d{2}-\d{2}$/).optional() }), summary: { zh: '规则库', en: 'The rulebook' },
    handler: async ({ house, query }) => {
      const rules = house.rulesOn(query.on ?? house.clock.today());
      return (query.kind === undefined ? (Object.keys(ruleKinds) as RuleKind[]) : [query.kind]).flatMap((k) => rules.all(k).map((r) => view(house, r, bodyOf(r))));
    },
  }),
  route({
    method: 'GET', url: '/rules/export', answer: shape.yaml, summary: { zh: '导出规则', en: 'Export the rules' },
    handler: async ({ house, reply }) => {
      const all = house.rulebook.keys().flatMap(({ kind: k, key }) => house.rulebook.versions(k, key));
      return reply.type('application/yaml; charset=utf-8').header('content-disposition', 'attachment; filename="rules.yaml"').send(stringify(all));
    },
  }),
  route({
    method: 'GET', url: '/rules/:kind/:key', answer: shape.ruleVersions, summary: { zh: '一条规则', en: 'One rule' },
    handler: async ({ house, params }) => {
      const versions = house.rulebook.versions(kind.catch('limit').parse(params['kind']), params['key'] ?? '');
      return versions.length === 0 ? notFound() : { versions: versions.map((r) => view(house, r)) };
    },
  }),
  route({
    method: 'GET', url: '/rules/letter/:key/template.docx', answer: shape.docx, query: z.object({ version: z.coerce.number().int().optional() }), summary: { zh: '下载文书模板', en: 'The Word template of a letter' },
    handler: async ({ house, params, query, reply }) => {
      const key = params['key'] ?? '';
      const rule = (query.version === undefined ? house.rulesOn(house.clock.today()).find('letter', key) : house.rulebook.versions('letter', key).find((r) => r.version === query.version) as Rule<'letter'> | undefined) ?? notFound();
      return reply.type(docxType).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${rule.body.title}模板第${rule.version}版.docx`)}`).send(Buffer.from(rule.body.template, 'base64'));
    },
  }),
  route({
    method: 'GET', url: '/rules/:kind/:key/compare', answer: shape.differences, query: z.object({ a: z.coerce.number().int(), b: z.coerce.number().int() }), summary: { zh: '比较两个版本', en: 'Compare versions' },
    handler: async ({ house, params, query }) => {
      const versions = house.rulebook.versions(kind.catch('limit').parse(params['kind']), params['key'] ?? '');
      const [a, b] = [query.a, query.b].map((v) => versions.find((r) => r.version === v) ?? notFound());
      const parts = (r: Rule) => new Map(leaves({ effectiveFrom: r.effectiveFrom, effectiveTo: r.effectiveTo, basis: r.basis, ...(bodyOf(r) as object) }));
      const before = parts(a as Rule);
      const after = parts(b as Rule);
      return [...new Set([...before.keys(), ...after.keys()])].filter((p) => before.get(p) !== after.get(p)).map((path) => ({ path, label: path, before: before.get(path) ?? null, after: after.get(path) ?? null }));
    },
  }),
];
