/** 测试用的世界: the rules of a city without a database, subjects and people of every role, and inputs made from a field's own definition. */
import { type Actor, counterActor, type Level, type Role } from '../core/actor.ts';
import type { FieldDef } from '../core/field.ts';
import type { AboutFacts, Register, SubjectFacts } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import { readRules } from '../rulebook/city-files.ts';
import { openRulebook, type Rulebook } from '../rulebook/rulebook.ts';

export const cities = ['example', 'fuzhou'] as const;

/** A city's rulebook straight from its files. */
export async function rulebookOf(city: string): Promise<Rulebook> {
  const versions = new Map<string, number>();
  const rows = readRules(city).map((rule) => {
    const id = `${rule.kind} ${rule.key}`;
    versions.set(id, (versions.get(id) ?? 0) + 1);
    return { ...rule, version: versions.get(id) };
  });
  return openRulebook({ query: async () => ({ rows }) } as never);
}

const area = '990121';
export const body: SubjectFacts = { id: '00000000-0000-4000-8000-00000000000b', kind: 'body', name: '江北县某局', uscc: null, areaCode: area, areaName: '江北县', level: 'county', bodyKind: 'government' };
export const official: SubjectFacts = { id: '00000000-0000-4000-8000-00000000000f', kind: 'official', name: '梁知微', uscc: null, areaCode: area, areaName: '江北县', level: null };
export const subjects = [body, official];

/** A disclosed finding, for registers whose records are about one. */
export const finding: AboutFacts = {
  register: 'dishonesty-record', id: '00000000-0000-4000-8000-0000000000aa', no: 'SX-2026-000001', state: 'disclosed', title: '江北县某局：民商事判决', item: 'civil-judgment', severity: 'general',
  documentNumber: '（2026）衡0121民初1号', decidedOn: '2026-03-01', subjectId: body.id, makerBody: 'office-city', areaCode: area, personal: false,
  sofar: { item: 'civil-judgment', subjectId: body.id, severity: 'general', mode: 'full', from: '2026-04-01', until: '2027-03-01' },
};

/** What a register's records are about: a disclosed finding; for an appeal, the refusal of an objection. */
export const aboutFor = ({ id, about }: Register): AboutFacts | null => (about === undefined ? null : ['leniency', 'clearance', 'training'].includes(id) ? { ...finding, state: 'closed', item: 'discipline', subjectId: official.id, personal: true, sofar: { item: 'discipline', subjectId: official.id, severity: 'general', mode: 'closed', until: '2031-03-01' } } : id !== 'appeal' ? finding
  : { ...finding, register: 'objection', id: '00000000-0000-4000-8000-0000000000ab', no: 'YY-2026-000001', state: 'refused', sofar: { recordId: finding.id, item: 'civil-judgment', via: 'account', who: 'body', decidedBy: 'office-credit', sourceId: 'office-source' } });

let made = 0;
export function personWith(roles: readonly Role[], level: Level = 'city', more: Partial<Actor> = {}): Actor {
  made += 1;
  return { accountId: `account-${made}`, name: `${made}`, bodyId: `office-${level}`, bodyName: level, personId: null, areaCode: area, level, roles, areas: 'all', ...more };
}

/** Two of every kind, and some who hold more than one role: whom only the three-people rule keeps apart. */
export function people(): Actor[] {
  const levels: Level[] = ['town', 'county', 'city'];
  const staff = levels.flatMap((level) => [
    personWith(['maker'], level), personWith(['verifier'], level), personWith(['reviewer'], level), personWith(['maker', 'verifier', 'reviewer'], level), personWith(['maker', 'verifier', 'reviewer'], level),
  ]);
  const others: Role[][] = [['identity'], ['auditor'], ['rulekeeper'], ['ruleapprover'], ['rulekeeper', 'ruleapprover'], ['sysadmin'], ['secadmin'], ['arbiter'], ['arbiter']];
  return [...staff, ...others.map((roles) => personWith(roles)), personWith(['contact'], 'county', { bodyId: body.id }), personWith(['official'], 'county', { personId: official.id }), counterActor];
}

/** Draws from a tape of random numbers, so that a failing life shrinks. */
export function drawer(tape: readonly number[]): <T>(from: readonly T[]) => T {
  let at = 0;
  return <T>(from: readonly T[]): T => from[(tape[at++ % tape.length] as number) % from.length] as T;
}
type Draw = ReturnType<typeof drawer>;

/** Facts of an item, as a person would type them. */
export function typedFacts(item: string, rules: RuleLookup, draw: Draw): Record<string, unknown> {
  const fields = rules.find('item', item)?.body.fields ?? [];
  return Object.fromEntries(fields.filter((f) => f.required || f.requiredWhen !== undefined || draw([true, false])).map((f) => [f.key, f.type === 'date' ? draw(['2026-09-30', '2026-10-12']) : f.example]));
}

/** An input that may well be accepted: every field by its kind. */
export function inputFor(register: Register, takes: readonly string[], sofar: Readonly<Record<string, unknown>>, rules: RuleLookup, draw: Draw): Record<string, unknown> {
  const fields = register.fields as Record<string, FieldDef>;
  const input: Record<string, unknown> = {};
  const rule = draw([...rules.all('limit'), ...rules.all('ground'), ...rules.all('closing'), ...rules.all('measure')]);
  const item = String(sofar['item'] ?? draw(rules.all('item')).key);
  const about = rules.find('item', item)?.body.subjectKind === 'official' ? official : body;
  for (const key of takes) {
    const def = fields[key] as FieldDef;
    if (def.optional === true && draw([true, false, false, false, false, false])) continue;
    input[key] = valueFor(key, def, { rules, draw, rule, item, about });
  }
  return input;
}

interface Choosing {
  readonly rules: RuleLookup;
  readonly draw: Draw;
  readonly rule: { readonly kind: string; readonly key: string; readonly body: unknown };
  readonly item: string;
  readonly about: SubjectFacts;
}

function valueFor(key: string, def: FieldDef, { rules, draw, rule, item, about }: Choosing): unknown {
  if (def.among !== undefined) return draw(rules.all(def.among)).key;
  switch (def.kind) {
    case 'text': return key === 'key' ? rule.key : key === 'newNo' ? 'SX-2026-000123' : '某某';
    case 'longText': return key === 'stages' ? [1, 2, 3].map((n) => `${rules.on} 支付第${n}笔`).join('\n') : '正当理由';
    case 'date': return draw([rules.on, '2027-03-01']);
    case 'choice': return def.choices?.find((c) => c.value === rule.kind)?.value ?? draw(def.choices ?? []).value;
    case 'boolean': return draw([true, false]);
    case 'integer': return key === 'attended' ? 40 : 3;
    case 'item': return item;
    case 'subject': return draw([about, about, about, ...subjects]).id;
    case 'facts': return typedFacts(item, rules, draw);
    case 'files': return draw([[], ['00000000-0000-4000-8000-0000000000f1']]);
    case 'ground': return draw(rules.find('item', item)?.body.disclosure.grounds ?? ['foi-19']);
    case 'measure': return draw(rules.all('measure')).key;
    case 'masks': return {};
    case 'json': return key === 'body' ? rule.body : subjects.map(({ id, name }) => ({ id, name, about: '' }));
  }
}
