/**
 * 失信记录的判断: the refusals and derivations of the dishonesty record: which level verifies, how severe it is, until when it
 * may be shown, and exactly what the public sees. Conditions are functions; every number and ground comes from the rulebook.
 */
import type { Actor } from '../../core/actor.ts';
import { addTerm } from '../../core/calendar.ts';
import type { CatalogItem, FactRole } from '../../core/catalog.ts';
import { factText } from '../../core/fact-text.ts';
import { checkFactsOnce, compileItem, type CheckedFacts } from '../../core/facts.ts';
import { scan } from '../../core/gate.ts';
import { maskPersonName } from '../../core/identifiers/name.ts';
import { onlyHides } from '../../core/masking.ts';
import type { FieldError } from '../../core/problem.ts';
import type { Publication } from '../../core/publication.ts';
import type { Columns, Deed, SubjectFacts } from '../../core/register.ts';
import type { DisclosureMode, Rule, RuleLookup, Severity, Term } from '../../core/rules.ts';
import { lowerSeverity } from './measure-rules.ts';

export interface RecordValues {
  item: string;
  itemVersion: number;
  subjectId: string;
  facts: Readonly<Record<string, unknown>>;
  proposedFacts: Readonly<Record<string, unknown>>;
  attachments: readonly string[];
  severity: string;
  mode: string;
  ground: string;
  necessity: string;
  summary: string;
  masks: Readonly<Record<string, string>>;
  publicTexts: Readonly<Record<string, string>>;
  from: string;
  until: string;
  recheckOn: string;
  disputes: number;
  repairedBy: string;
  lighter: boolean;
  milder: boolean;
  exempted: boolean;
  training: string;
}
type Sofar = Partial<RecordValues>;
export type Changes = { [K in keyof RecordValues]?: RecordValues[K] | undefined };

/** The part of a decision's context that these rules look at. */
export interface Ctx {
  readonly state?: string | null;
  readonly actor: Actor;
  readonly today: string;
  readonly sofar: Sofar;
  readonly input: Sofar;
  readonly subject: SubjectFacts | null;
  readonly rules: RuleLookup;
  readonly deeds: readonly Deed[];
}

/** The catalogue item a record was made under: the version it cites, or the one in force for a new record. */
export function itemOf(sofar: Sofar, rules: RuleLookup): Rule<'item'> {
  const key = sofar.item as string;
  const cited = sofar.itemVersion === undefined ? undefined : rules.version('item', key, sofar.itemVersion);
  return cited ?? rules.get('item', key);
}

const keyAs = (item: CatalogItem, role: FactRole): string | undefined => item.fields.find((f) => f.as === role)?.key;
/** The fact that plays a role in an item, as text. */
export const factAs = (item: CatalogItem, facts: Readonly<Record<string, unknown>>, role: FactRole): string | undefined => {
  const key = keyAs(item, role);
  const value = key === undefined ? undefined : facts[key];
  return value === undefined || value === null || value === '' ? undefined : String(value);
};

type Verification = 'atTown' | 'atCounty' | 'atCity';
const firstLevel: Record<Actor['level'], Verification> = { village: 'atTown', town: 'atTown', county: 'atCounty', city: 'atCity' };

export const levelOf = {
  /** Verification starts at the level of the body that made the record. */
  state: (ctx: Ctx): Verification => firstLevel[ctx.actor.level],
  orDraft: (ctx: Ctx): Verification | 'draft' => (ctx.input.subjectId === undefined ? 'draft' : firstLevel[ctx.actor.level]),
  refusal: (ctx: Ctx): 'outside-area' | 'wrong-kind' | undefined => {
    if (ctx.subject === null) return undefined;
    const { actor, subject } = ctx;
    if (actor.areas !== 'all' && !(subject.areaCode !== null && actor.areas.has(subject.areaCode))) return 'outside-area';
    const wanted = itemOf({ ...ctx.sofar, ...ctx.input }, ctx.rules).body.subjectKind;
    return (wanted === 'official') === (subject.kind === 'official') ? undefined : 'wrong-kind';
  },
};

/** What a person typed, checked and normalised. */
const checked = (ctx: Ctx, raw: Readonly<Record<string, unknown>>): CheckedFacts => checkFactsOnce(compileItem(itemOf({ ...ctx.sofar, ...ctx.input }, ctx.rules).body), raw, ctx.today);

export function factErrors(ctx: Ctx): readonly FieldError[] {
  const key = ctx.input.item;
  if (key !== undefined && ctx.rules.find('item', key) === undefined) {
    return [{ pointer: 'item', zh: `目录中没有“${key}”这一事项，请从目录中选择`, en: `No catalogue item "${key}" in force` }];
  }
  const at = ctx.input.facts === undefined ? 'proposedFacts' : 'facts';
  const raw = ctx.input[at];
  if (raw === undefined) return [];
  return checked(ctx, raw).errors.map((e) => ({ pointer: `${at}.${e.field}`, zh: e.zh, en: e.en }));
}

/** The facts as stored: normalised, under the item version they were checked with. */
export function factsInForce(ctx: Ctx): Changes {
  const raw = ctx.input.facts ?? ctx.sofar.proposedFacts;
  if (raw === undefined) return {};
  const sofar = { ...ctx.sofar, ...ctx.input };
  const facts = checked({ ...ctx, input: { ...ctx.input, item: sofar.item as string } }, raw).facts;
  const changes: Changes = { facts, itemVersion: itemOf(sofar, ctx.rules).version, proposedFacts: undefined };
  return ctx.sofar.severity === undefined ? changes : { ...changes, ...severityOf({ ...ctx, sofar: { ...sofar, facts } }) };
}

/** Documents of a statement belong to the record, but are none of the source's. */
export const sourcesKept = (ctx: Ctx): Changes => ({ attachments: ctx.sofar.attachments });

/** The class by the item's rules; one lower where leniency was granted. */
export function severityOf(ctx: Ctx): { severity: Severity } {
  const item = itemOf(ctx.sofar, ctx.rules).body;
  const facts = ctx.sofar.facts ?? {};
  let found: Severity = item.severity.default;
  for (const rule of item.severity.rules) {
    const field = item.fields.find((f) => f.key === rule.when.field);
    const value = facts[rule.when.field];
    if (value === undefined || value === null || field === undefined) continue;
    const hit = 'atLeast' in rule.when
      ? Number(value) >= rule.when.atLeast * (field.type === 'money' ? 100 : 1)
      : (Array.isArray(value) ? value : [value]).some((v) => (rule.when as { in: readonly string[] }).in.includes(String(v)));
    if (hit) found = rule.class;
  }
  return { severity: ctx.sofar.lighter === true ? lowerSeverity(found) : found };
}

/** The sealed copy of an ended record is kept for the item's retention, then its key is destroyed (个人信息保护法 19). */
export const archiveEnd = (sofar: Sofar, rules: RuleLookup, endedOn: string): string =>
  addTerm(rules.calendar, endedOn, { amount: itemOf(sofar, rules).body.retentionMonths, unit: 'month' }, { rollIfHoliday: false }).on;

export const isPersonal = (sofar: Sofar, rules: RuleLookup): boolean => sofar.item !== undefined && itemOf(sofar, rules).body.subjectKind === 'official';

const width: Record<DisclosureMode, number> = { closed: 0, statistics: 1, summary: 2, full: 3 };

export function checkMode(ctx: Ctx): 'no-ground' | 'not-by-default' | 'mode-too-wide' | 'gate' | 'mask-rewrites' | 'term-over' | undefined {
  const sofar = { ...ctx.sofar, ...ctx.input };
  const mode = sofar.mode as DisclosureMode;
  if (mode === 'closed') return undefined;
  const item = itemOf(sofar, ctx.rules).body;
  const ground = sofar.ground === undefined ? undefined : ctx.rules.find('ground', sofar.ground)?.body;
  const about = ctx.subject?.kind === 'official' ? 'official' : 'body';
  const grounded = ground !== undefined && ground.for.includes(about) && ground.modes.includes(mode);
  if (!grounded && (mode !== 'statistics' || about === 'official')) return 'no-ground';
  // Whether a class is shown in principle is the rulebook's to say (国办发〔2025〕22号: minor findings are not).
  const isShown = mode === 'full' || mode === 'summary';
  if (isShown && !ctx.rules.get('severity', sofar.severity as string).body.publishByDefault && (sofar.necessity ?? '').trim() === '') return 'not-by-default';
  const listed = ground !== undefined && item.disclosure.grounds.includes(ground.key);
  if (width[mode] > width[item.disclosure.class] && !(grounded && listed)) return 'mode-too-wide';
  return disclosureRefusal({ ...ctx, sofar: { ...sofar, ...disclosureTerm(ctx) } });
}

const latest = (days: readonly (string | undefined)[]): string => days.filter((d): d is string => d !== undefined).sort().at(-1) as string;

/** First and last day of publicity (counted from the document's day), or the end of retention for what is not shown. */
export function disclosureTerm(ctx: Ctx): { from: string; until: string; recheckOn: string | undefined } {
  const sofar = { ...ctx.sofar, ...ctx.input };
  const item = itemOf(sofar, ctx.rules).body;
  const facts = sofar.facts ?? {};
  const start = factAs(item, facts, 'decidedOn') ?? factAs(item, facts, 'effectiveOn') ?? ctx.today;
  const shown = sofar.mode === 'full' || sofar.mode === 'summary';
  const months = Number(factAs(item, facts, 'period') ?? Number.NaN);
  const term: Term = shown
    ? ctx.rules.get('severity', sofar.severity as string).body.publicityMax
    : { amount: Number.isInteger(months) && months > 0 ? months : item.retentionMonths, unit: 'month' };
  const until = addTerm(ctx.rules.calendar, start, term, { rollIfHoliday: false }).on;
  const end = shown ? until : latest([until, ctx.today]);
  return { from: ctx.today, until: end, recheckOn: shown ? undefined : recheckDay(ctx, end) };
}

/** What is withheld is looked at again after a term, or at the end of retention if that comes first (政府信息公开条例 18). */
function recheckDay(ctx: Ctx, until: string): string {
  const rule = ctx.rules.get('limit', 'record.recheck').body;
  return [addTerm(ctx.rules.calendar, ctx.today, rule, { rollIfHoliday: rule.rollIfHoliday }).on, until].sort()[0] as string;
}

export const recheckAgain = (ctx: Ctx): { recheckOn: string } => ({ recheckOn: recheckDay(ctx, ctx.sofar.until ?? ctx.today) });

/** A correction taken over: the facts, the term that follows from them, and no mask that hides what was corrected. */
export function correction(ctx: Ctx): Changes {
  const changes = factsInForce(ctx);
  const before = ctx.sofar.facts ?? {};
  const kept = Object.entries(ctx.sofar.masks ?? {}).filter(([key]) => JSON.stringify(before[key]) === JSON.stringify(changes.facts?.[key]));
  const summary = ctx.input.summary === undefined ? {} : { summary: ctx.input.summary };
  const all: Changes = { ...changes, ...summary, masks: ctx.input.masks ?? Object.fromEntries(kept) };
  const shown = ctx.sofar.from !== undefined && (ctx.sofar.mode === 'full' || ctx.sofar.mode === 'summary');
  return shown ? { ...all, until: disclosureTerm({ ...ctx, sofar: { ...ctx.sofar, ...all }, input: {} }).until } : all;
}

/** What is shown while it is corrected passes the gate again. */
export const correctionRefusal = (ctx: Ctx): 'gate' | 'mask-rewrites' | 'term-over' | undefined =>
  (ctx.state === 'correcting' || ctx.state === 'disclosed' ? disclosureRefusal({ ...ctx, sofar: { ...ctx.sofar, ...correction(ctx) } }) : undefined);

/** Masks hide parts of what was found; they never say something else. */
function rewrites(sofar: Sofar, rules: RuleLookup): boolean {
  const { masks, ...open } = sofar;
  // The summary written for the public takes the place of the source's own under the same key.
  const original = (key: string, value: string): string => (key === 'summary' && sofar.summary !== undefined ? sofar.summary : value);
  return publicParts(open, rules).facts.some(({ key, value }) => masks?.[key] !== undefined && !onlyHides(original(key, value), masks[key]));
}

export function disclosureRefusal(ctx: Ctx): 'gate' | 'mask-rewrites' | 'term-over' | undefined {
  const mode = ctx.sofar.mode;
  if (mode !== 'full' && mode !== 'summary') return undefined;
  if ((ctx.sofar.until ?? disclosureTerm(ctx).until) <= ctx.today) return 'term-over';
  if (rewrites(ctx.sofar, ctx.rules)) return 'mask-rewrites';
  const parts = publicParts(ctx.sofar, ctx.rules);
  const texts = [...parts.facts.map((f) => f.value), parts.summary ?? '', ...Object.values(ctx.sofar.publicTexts ?? {})];
  return texts.some((text) => scan(text).some((hit) => hit.blocks)) ? 'gate' : undefined;
}

/** The facts the chosen mode shows, masked where the proposer masked them. */
export function publicParts(sofar: Sofar, rules: RuleLookup): { facts: { key: string; label: { zh: string; en: string }; value: string }[]; summary: string | undefined } {
  const item = itemOf(sofar, rules).body;
  const masks = sofar.masks ?? {};
  const shown = item.fields.filter((f) => f.disclose === 'summary' || (f.disclose === 'full' && sofar.mode === 'full'));
  const facts = shown
    .map((f) => ({ key: f.key, label: f.label, value: masks[f.key] ?? factText(f, sofar.facts?.[f.key]) }))
    .filter((f) => f.value !== '');
  return { facts, summary: masks['summary'] ?? sofar.summary };
}

export function columnsOf(sofar: Sofar, rules: RuleLookup): Columns {
  const item = itemOf(sofar, rules).body;
  const facts = sofar.facts ?? {};
  const name = factAs(item, facts, 'subjectName') ?? '';
  const number = factAs(item, facts, 'documentNumber') ?? null;
  return {
    title: `${name}：${item.label.zh}${number === null ? '' : `（${number}）`}`,
    item: item.id,
    subjectId: sofar.subjectId ?? null,
    documentNumber: number,
    decidedOn: factAs(item, facts, 'decidedOn') ?? null,
    severity: sofar.severity ?? null,
    uniqueKey: JSON.stringify([item.id, ...item.uniqueBy.map((k) => facts[k] ?? null)]),
    // What was found about a person is not searched for by its words: they would stand in the index in plain.
    searchText: [name, number, item.subjectKind === 'official' ? undefined : factAs(item, facts, 'summary'), factAs(item, facts, 'decidedBy')].filter(Boolean).join(' '),
  };
}

/** Nobody: a person has no page, so nothing may link the records of one person. */
const unnamedId = '00000000-0000-0000-0000-000000000000';

/** A body appears as itself; a person by masked name, unless the item lets the name be shown. */
function publicSubject(item: CatalogItem, subject: SubjectFacts): { id: string; name: string; code: string | null } {
  if (subject.kind !== 'official') return { id: subject.id, name: subject.name, code: subject.uscc };
  const open = item.fields.some((f) => f.as === 'subjectName' && f.disclose !== 'never');
  return { id: unnamedId, name: open ? subject.name : maskPersonName(subject.name), code: null };
}

/** A file's name is the uploader's, not the reviewer's: where the gate finds anything in it, it is not shown. */
const publicName = (name: string | undefined): string => (name === undefined || scan(name).length > 0 ? '文书' : name);

interface Published {
  readonly no: string;
  readonly version: number;
  readonly sofar: Sofar;
  readonly subject: SubjectFacts | null;
  readonly rules: RuleLookup;
  readonly attachmentNames: Readonly<Record<string, string>>;
}

/** The public view: built from a closed list, so that what is not named here cannot be shown. */
export function publicationOf({ no, version, sofar, subject, rules, attachmentNames }: Published): Publication {
  if (subject === null) throw new Error(`record ${no} has no subject and cannot be disclosed`);
  const rule = itemOf(sofar, rules);
  const ground = rules.get('ground', sofar.ground as string);
  const severity = rules.get('severity', sofar.severity as string);
  const { facts, summary } = publicParts(sofar, rules);
  const shown = (role: FactRole): string | undefined => facts.find((f) => f.key === keyAs(rule.body, role))?.value;
  const attachments = Object.entries(sofar.publicTexts ?? {}).map(([id, text]) => ({ name: publicName(attachmentNames[id]), text }));
  const optional = { documentNumber: shown('documentNumber'), decidedBy: shown('decidedBy'), decidedOn: shown('decidedOn'), summary: summary ?? shown('summary') };
  const body = {
    format: 'rongcheng-public-record@1' as const, no, item: { id: rule.key, label: rule.body.label },
    subject: { ...publicSubject(rule.body, subject), areaCode: subject.areaCode ?? '', areaName: subject.areaName },
    severity: { key: severity.key, label: severity.body.label },
    ...Object.fromEntries(Object.entries(optional).filter(([, v]) => v !== undefined)),
    facts, attachments, mode: sofar.mode as 'full' | 'summary',
    ground: { key: ground.key, label: ground.body.label, instrument: ground.body.source.instrument, article: ground.body.source.article, says: ground.body.source.says ?? '' },
    from: sofar.from as string, until: sofar.until as string, version,
    rules: [rule, ground, severity].map(({ kind, key, version: v }) => ({ kind, key, version: v })),
  };
  const haystack = [no, body.item.label.zh, body.subject.name, body.subject.code, summary, ...facts.map((f) => f.value), ...attachments.map((a) => a.text)].filter(Boolean).join('\n');
  const masked = Object.entries(sofar.masks ?? {}).filter(([key]) => key === 'summary' || facts.some((f) => f.key === key));
  const hidden = [...(masked.length === 0 ? [] : [{ kind: 'personal', count: masked.length }]), ...(body.subject.name === subject.name ? [] : [{ kind: 'name', count: 1 }])];
  return { body, mode: body.mode, haystack, masked: hidden };
}
