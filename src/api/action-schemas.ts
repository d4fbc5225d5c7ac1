/** 办理的输入: what an action of a register takes, and what the facts of a catalogue item look like, as schemas of the API's document. */
import type { z } from 'zod';
import type { CatalogItem, FactField } from '../core/catalog.ts';
import { type FieldDef, schemaOf } from '../core/field.ts';
import type { Register } from '../core/register.ts';

type Json = Record<string, unknown>;

export interface ActionText {
  readonly zh: string;
  readonly en: string;
  readonly from: unknown;
  readonly takes: readonly string[];
  readonly by: string | readonly string[] | Readonly<Record<string, string | readonly string[]>>;
}

/** Everybody who may take an action, in whatever state. */
export const actionGrants = ({ by }: ActionText): string[] => (typeof by === 'string' ? [by] : Object.values(by).flat());

export const factsName = (item: string): string => `facts-${item}`;

/** How a cell may be sent: as it was typed; numbers also as numbers, lists also as lists. */
function typeOf({ type }: FactField): Json {
  if (type === 'choices') return { type: ['array', 'string'], items: { type: 'string' } };
  return { type: type === 'integer' || type === 'money' ? ['string', 'number'] : 'string' };
}

const factSchema = (f: FactField): Json => ({
  ...typeOf(f), title: f.label.zh, description: `${f.label.en} · ${f.meaning}；例：${f.example}；依据：${f.law}`,
  ...(f.max === undefined ? {} : { maxLength: f.max }), ...(f.choices === undefined || f.type === 'choices' ? {} : { enum: f.choices.map((c) => c.value) }), ...(f.code === undefined ? {} : { 'x-code': f.code }),
});

export const itemSchema = (item: CatalogItem): Json => ({
  type: 'object', title: item.label.zh, description: `${item.description.zh} ${item.label.en}`, properties: Object.fromEntries(item.fields.map((f) => [f.key, factSchema(f)])), required: item.fields.filter((f) => f.required).map((f) => f.key), additionalProperties: false,
});

/** The input of an action: each field by its kind; facts by the items in force. */
export function inputSchema(register: Register, { takes }: ActionText, items: readonly string[], shape: (schema: z.ZodType) => Json): Json {
  const fields = register.fields as Readonly<Record<string, FieldDef>>;
  const anyItem = { anyOf: items.map((item) => ({ $ref: `#/components/schemas/${factsName(item)}` })) };
  const one = (def: FieldDef): Json => (def.kind === 'facts' ? anyItem : def.kind === 'item' ? { type: 'string', enum: items } : def.kind === 'json' ? {} : shape(schemaOf(def)));
  return {
    type: 'object', properties: Object.fromEntries(takes.map((key) => [key, { ...one(fields[key] as FieldDef), title: fields[key]?.zh, description: fields[key]?.en }])),
    required: takes.filter((key) => fields[key]?.optional !== true), additionalProperties: false,
  };
}
