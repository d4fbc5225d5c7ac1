/**
 * 采集目录 (catalogue): what a city collects about its bodies and officials. One item (民商事判决, 行政处罚 …) is data,
 * a file `cities/<id>/catalog/<item>.yaml`, never code: the form, the API, the import template and the public page are
 * all derived from it. This file says what such an item may contain and refuses one that contradicts itself.
 */
import { z } from 'zod';

/** A name in the language of the law and in English. */
export const labelSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** The kinds of value a column can hold; each has exactly one checker in `facts.ts`. */
export const factTypes = [
  'text', 'longText', 'name', 'orgName', 'uscc', 'idNumber', 'date', 'money', 'integer', 'choice', 'choices', 'caseNumber', 'documentNumber',
] as const;
export type FactType = (typeof factTypes)[number];

/** What a field means to the platform, whatever the item calls it. */
export const factRoles = [
  'subjectName', 'subjectCode', 'personIdNumber', 'documentNumber', 'decidedBy', 'decidedOn', 'effectiveOn', 'summary', 'amount', 'courtCaseNumber', 'period', 'beneficiary',
] as const;
export type FactRole = (typeof factRoles)[number];

/** The types that can play a role; roles not named here may be of any type. */
const typesOfRole: Partial<Record<FactRole, readonly FactType[]>> = {
  subjectName: ['orgName', 'name'],
  subjectCode: ['uscc'],
  personIdNumber: ['idNumber'],
  documentNumber: ['documentNumber', 'caseNumber', 'text'],
  decidedBy: ['orgName', 'text'],
  decidedOn: ['date'],
  effectiveOn: ['date'],
  summary: ['text', 'longText'],
  amount: ['money'],
  courtCaseNumber: ['caseNumber'],
  /** Whom the body owed what the finding is about: heard before a repair. */
  beneficiary: ['orgName', 'name', 'text'],
};

const choiceSchema = z.strictObject({ value: z.string().min(1), zh: z.string().min(1), en: z.string().min(1) });

const factFieldSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-zA-Z0-9]*$/, '以小写英文字母开头，只含英文字母和数字 (camelCase)').refine((key) => !(key in Object.prototype), '请换一个名称，这个名称程序已占用 (a name that every object has)'),
  /** Official column code, e.g. CF_WSH; accepted as an import header. */
  code: z.string().regex(/^[A-Z][A-Z0-9_]*$/, '只用大写英文字母、数字和下划线 (UPPER_CASE)').optional(),
  label: labelSchema,
  type: z.enum(factTypes),
  required: z.boolean(),
  /** Required as well when another field holds one of these values. */
  requiredWhen: z.strictObject({ field: z.string(), in: z.array(z.string()).min(1) }).optional(),
  /** Longest text in characters. */
  max: z.number().int().positive().optional(),
  /** The unit in which people write the amount; it is stored in fen. */
  unit: z.enum(['yuan', 'wanYuan']).optional(),
  choices: z.array(choiceSchema).min(1).optional(),
  /** Stands between the values of a `choices` field in one cell. */
  separator: z.string().length(1).optional(),
  /** Other names under which the column travels. */
  synonyms: z.array(z.string().min(1)).optional(),
  meaning: z.string().min(1),
  example: z.string(),
  law: z.string(),
  /** summary: in summary and full disclosure; full: in full only; never: internal. */
  disclose: z.enum(['full', 'summary', 'never']),
  as: z.enum(factRoles).optional(),
});
export type FactField = z.infer<typeof factFieldSchema>;

const severityClass = z.enum(['minor', 'general', 'serious']);
const dayOn = z.iso.date();

const originSchema = z.strictObject({ basis: z.enum(['law', 'policy']), instrument: z.string().min(1), article: z.string(), says: z.string().min(1) });

const shape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, '只用小写英文字母、数字和连字符，以字母开头 (lower-case-with-hyphens)'),
  label: labelSchema,
  description: labelSchema,
  subjectKind: z.enum(['body', 'official']),
  /** The kind of source a finding comes from, e.g. 司法判决. */
  sourceType: z.strictObject({ zh: z.string().min(1) }),
  law: z.array(z.strictObject({ instrument: z.string().min(1), article: z.string(), says: z.string().min(1) })).min(1),
  basis: z.enum(['law', 'policy']),
  effectiveFrom: dayOn,
  requiredDocument: labelSchema,
  disclosure: z.strictObject({ class: z.enum(['full', 'summary', 'statistics', 'closed']), grounds: z.array(z.string()) }),
  /** The last matching rule wins; money is compared in yuan. */
  severity: z.strictObject({
    default: severityClass,
    rules: z.array(z.strictObject({
      when: z.union([
        z.strictObject({ field: z.string(), atLeast: z.number() }),
        z.strictObject({ field: z.string(), in: z.array(z.string()).min(1) }),
      ]),
      class: severityClass,
    })),
  }),
  retentionMonths: z.number().int().positive(),
  /** Who set the classes of severity and the months kept: seldom the law that the item itself rests on. */
  origins: z.strictObject({ severity: originSchema, retention: originSchema }).optional(),
  /** Field keys whose equal values mean the same record again. */
  uniqueBy: z.array(z.string()).min(1),
  fields: z.array(factFieldSchema).min(1),
});

/** One catalogue item as its file says it. */
export type CatalogItem = z.infer<typeof shape>;

type Complain = (path: (string | number)[], zh: string, en: string) => void;

/** The roles that every item must fill: without them a record has no title, no proof and no day to count from. */
const neededRoles: Partial<Record<FactRole, string>> = { subjectName: '主体名称', documentNumber: '文书号', decidedBy: '认定单位', decidedOn: '认定日期', summary: '事实摘要' };

function checkField(field: FactField, at: number, keys: ReadonlySet<string>, complain: Complain): void {
  const path = ['fields', at];
  const isChoice = field.type === 'choice' || field.type === 'choices';
  if (isChoice !== (field.choices !== undefined)) complain([...path, 'choices'], `“${field.key}”：选项（choices）只用于单选、多选，单选、多选也必须有选项`, `${field.key}: choices belong to type choice or choices, and those need them`);
  if (field.separator !== undefined && field.type !== 'choices') complain([...path, 'separator'], `“${field.key}”：只有多选（choices）才有分隔符`, `${field.key}: only type choices has a separator`);
  if (field.unit !== undefined && field.type !== 'money') complain([...path, 'unit'], `“${field.key}”：只有金额（money）才有单位`, `${field.key}: only type money has a unit`);
  if (field.requiredWhen && !keys.has(field.requiredWhen.field)) complain([...path, 'requiredWhen'], `“${field.key}”：没有名为“${field.requiredWhen.field}”的字段`, `${field.key}: no field ${field.requiredWhen.field}`);
  const types = field.as && typesOfRole[field.as];
  if (types && !types.includes(field.type)) complain([...path, 'as'], `“${field.key}”：作用为 ${field.as} 的字段，类型须是 ${types.join(' 或 ')}`, `${field.key}: ${field.as} must be of type ${types.join(' or ')}`);
  if (field.type === 'idNumber' && field.disclose !== 'never') complain([...path, 'disclose'], `“${field.key}”：身份号码任何情形都不公开，请写 never`, `${field.key}: an identity number is never disclosed`);
  const values = (field.choices ?? []).flatMap((choice) => [...new Set([choice.value, choice.zh])]);
  if (new Set(values).size !== values.length) complain([...path, 'choices'], `“${field.key}”：同一选项出现两次`, `${field.key}: a choice appears twice`);
}

function checkRoles(item: CatalogItem, complain: Complain): void {
  for (const role of factRoles) {
    const count = item.fields.filter((field) => field.as === role).length;
    if (neededRoles[role] !== undefined && count === 0) complain(['fields'], `缺少${neededRoles[role]}：请在对应的字段写上 as: ${role}`, `no field is the ${role}`);
    if (count > 1) complain(['fields'], `不止一个字段写了 as: ${role}，请只留一个`, `more than one field is the ${role}`);
  }
}

function checkItem(item: CatalogItem, complain: Complain): void {
  const keys = new Set<string>();
  const codes = new Set<string>();
  item.fields.forEach((field, at) => {
    if (keys.has(field.key)) complain(['fields', at, 'key'], `字段“${field.key}”出现两次`, `the field ${field.key} appears twice`);
    if (field.code && codes.has(field.code)) complain(['fields', at, 'code'], `代码“${field.code}”出现两次`, `the code ${field.code} appears twice`);
    keys.add(field.key);
    if (field.code) codes.add(field.code);
  });
  item.fields.forEach((field, at) => checkField(field, at, keys, complain));
  checkRoles(item, complain);
  for (const key of item.uniqueBy) if (!keys.has(key)) complain(['uniqueBy'], `没有名为“${key}”的字段`, `no field ${key}`);
  for (const rule of item.severity.rules) if (!keys.has(rule.when.field)) complain(['severity', 'rules'], `没有名为“${rule.when.field}”的字段`, `no field ${rule.when.field}`);
}

/** Validates a catalogue item read from its file; a refusal names the path of each contradiction, in English and, in `params.zh`, in Chinese. */
export const catalogItemSchema = shape.superRefine((item, context) => {
  checkItem(item, (path, zh, message) => context.addIssue({ code: 'custom', path, message, params: { zh } }));
});
