/**
 * 字段: what a register's actions take. Each kind knows its TypeScript type and how to check what a person typed; the
 * item-specific facts of a record are one field (`facts`), checked against the catalogue item instead.
 */
import { z } from 'zod';
import type { Label } from './label.ts';
import type { FieldError } from './problem.ts';
import type { RuleKind } from './rules.ts';

export interface FieldDef<K extends FieldKind = FieldKind> extends Label {
  readonly kind: K;
  readonly max?: number;
  readonly optional?: true;
  readonly choices?: readonly { readonly value: string; readonly zh: string; readonly en: string }[];
  readonly help?: string;
  /** Of the measures' catalogue only this kind may be chosen. */
  readonly only?: 'restraint' | 'incentive';
  /** Shown to whoever follows their matter by number and code: what was answered, never what was thought inside. */
  readonly told?: true;
  /** Of a subject: whom it names. Where it is left open, the catalogue item of the record says. */
  readonly who?: 'body' | 'official';
  /** Its value is the key of a rule of this kind, chosen from those of the day. */
  readonly among?: RuleKind;
  /** Kept as cipher text apart from the rest; nobody reads it with the record, only by itself and for a purpose. */
  readonly secret?: true;
  /** Shown when the record is disclosed; a field that says nothing is internal. */
  readonly disclose?: 'public';
}

export interface KindTypes {
  text: string;
  longText: string;
  date: string;
  choice: string;
  boolean: boolean;
  integer: number;
  /** A catalogue item's key. */
  item: string;
  /** A subject's id. */
  subject: string;
  /** Item-specific values, by field key. */
  facts: Readonly<Record<string, unknown>>;
  /** Ids of attachments. */
  files: readonly string[];
  ground: string;
  /** A measure's key in its catalogue. */
  measure: string;
  /** Replacement text by field key. */
  masks: Readonly<Record<string, string>>;
  json: unknown;
}
export type FieldKind = keyof KindTypes;
export type Fields = Readonly<Record<string, FieldDef>>;
export type Values<F extends Fields> = { -readonly [K in keyof F]: KindTypes[F[K]['kind']] };

type Options = Omit<FieldDef, 'kind'>;
const make = <K extends FieldKind>(kind: K) => <const O extends Options>(options: O): O & { kind: K } => ({ ...options, kind });

export const field = {
  text: make('text'), longText: make('longText'), date: make('date'), choice: make('choice'), boolean: make('boolean'),
  integer: make('integer'), item: make('item'), subject: make('subject'), facts: make('facts'), files: make('files'),
  ground: make('ground'), measure: make('measure'), masks: make('masks'), json: make('json'),
};

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const text = (max: number) => z.string().trim().min(1).max(max).refine((s) => !s.includes('\u0000') && !s.includes('\ufffd'));

const schemas = new WeakMap<FieldDef, z.ZodType>();

/** The shape of one field's value: the same schema checks the form, the API and the command line. Built once for each field. */
export function schemaOf(def: FieldDef): z.ZodType {
  const known = schemas.get(def) ?? makeSchema(def);
  schemas.set(def, known);
  return known;
}

function makeSchema(def: FieldDef): z.ZodType {
  switch (def.kind) {
    case 'text': return text(def.max ?? 200);
    case 'longText': return text(def.max ?? 4000);
    case 'date': return day;
    case 'choice': return z.enum((def.choices ?? []).map((c) => c.value) as [string, ...string[]]);
    case 'boolean': return z.boolean();
    case 'integer': return z.number().int().min(0).max(def.max ?? 1_000_000);
    case 'item': case 'ground': case 'measure': return text(80);
    case 'subject': return uuid;
    case 'facts': return z.record(z.string().max(64), z.union([z.string().max(20_000), z.number(), z.boolean(), z.null(), z.array(z.string().max(200)).max(50)]));
    case 'files': return z.array(uuid).max(def.max ?? 20);
    case 'masks': return z.record(z.string().max(80), z.string().max(20_000));
    case 'json': return z.json();
  }
}

/** Whether facts plainly have the form that their schema describes; a batch asks this for every row. What is unusual is left to the schema. */
function arePlainFacts(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(([key, fact]) => key.length <= 64 && key !== '__proto__' && ((typeof fact === 'string' && fact.length <= 20_000) || (typeof fact === 'number' && Number.isFinite(fact))));
}

const reasonFor = (def: FieldDef): Label => {
  switch (def.kind) {
    case 'date': return { zh: `“${def.zh}”请填写日期，如 2026-11-23`, en: `${def.en}: a date such as 2026-11-23` };
    case 'choice': return { zh: `“${def.zh}”请从列出的选项中选择`, en: `${def.en}: choose one of the options` };
    case 'subject': return { zh: `“${def.zh}”请从名录中选择`, en: `${def.en}: choose from the directory` };
    case 'files': return { zh: `“${def.zh}”请先上传文件，最多 ${def.max ?? 20} 个`, en: `${def.en}: upload the files first` };
    default: return { zh: `请填写“${def.zh}”，不超过 ${def.max ?? 4000} 字`, en: `${def.en} is required, at most ${def.max ?? 4000} characters` };
  }
};

/** Checks an action's input against the fields it takes: unknown keys are refused, absent optional ones left out unless the action needs them. */
export function checkInput(fields: Fields, takes: readonly string[], input: unknown, needs: readonly string[] = []): { values: Record<string, unknown>; errors: FieldError[] } {
  const values: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  const given = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!takes.includes(key)) errors.push({ pointer: key, zh: `不认识的字段“${key}”，请删除后重试`, en: `Unknown field "${key}"` });
  }
  for (const key of takes) {
    const def = fields[key] as FieldDef;
    const value = given[key];
    if (value === undefined || value === null || value === '') {
      if (def.optional !== true || needs.includes(key)) errors.push({ pointer: key, ...reasonFor(def) });
      continue;
    }
    if (def.kind === 'facts' && arePlainFacts(value)) {
      values[key] = value;
      continue;
    }
    const parsed = schemaOf(def).safeParse(value);
    if (parsed.success) values[key] = parsed.data;
    else errors.push({ pointer: key, ...reasonFor(def) });
  }
  return { values, errors };
}
