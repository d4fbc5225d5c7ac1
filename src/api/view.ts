/**
 * 事项的呈现: how a record looks to the one who asks: the row of a list and the full detail with its due day explained, its
 * history, its versions and what may be done next. Names of officials are masked in lists; a detail needs a purpose first.
 */
import { type Actor, roles } from '../core/actor.ts';
import { builtInActions } from '../core/built-in-actions.ts';
import { light, type Light } from '../core/calendar.ts';
import type { CatalogItem } from '../core/catalog.ts';
import { type DueDay, pausedSince, reckonClock } from '../core/clock.ts';
import { factText } from '../core/fact-text.ts';
import { checkFacts, compileItem } from '../core/facts.ts';
import type { FieldDef } from '../core/field.ts';
import type { Label } from '../core/label.ts';
import { maskPersonName } from '../core/identifiers/name.ts';
import { permits } from '../core/lifecycle.ts';
import { type ActionDef, type Deed, isAtWill, type Register, type StateDef } from '../core/register.ts';
import type { RuleKind, RuleLookup } from '../core/rules.ts';
import { maskOf, revealWords } from '../store/conceal.ts';
import { deedsOf } from '../store/linked.ts';
import { listEntries, type EntryRow } from '../store/records.ts';
import { findSubject, type Placed, readable, type RecordRow, whereabouts } from '../store/rows.ts';
import type { Wired } from '../wiring.ts';
import { aboutView, beginsView, fieldsView, isAbout, repairView, withRules } from './matters.ts';

/** Working days before the due day at which a light turns yellow (三明三色督查 practice; a display matter, no deadline hangs on it). */
export const yellowWithin = 3;

type Content = Readonly<Record<string, unknown>>;
const action = (register: Register, key: string) => register.actions[key] as ActionDef<any, any, any, any>;
const state = (register: Register, key: string) => register.states[key] as StateDef<any, any>;

export const itemFor = (rules: RuleLookup, data: Content): CatalogItem | undefined => {
  const key = data['item'];
  if (typeof key !== 'string') return undefined;
  const version = data['itemVersion'];
  return (typeof version === 'number' ? rules.version('item', key, version) : undefined)?.body ?? rules.find('item', key)?.body;
};

const current = (row: RecordRow, data: Content = {}) => ({ state: row.state, version: row.version, where: whereabouts(row), sofar: data, due: row.due });

/** Actions that the actor may take now, in the register's order. */
export function possible(house: Wired, actor: Actor, register: Register, row: RecordRow, deeds: readonly Deed[]): string[] {
  const q = { register, actor, today: house.clock.today(), rules: house.rulesOn(house.clock.today()), current: current(row), subject: null, deeds };
  return Object.keys(register.actions).filter((key) => action(register, key).from !== 'nothing' && permits({ ...q, action: key }).ok);
}

/** Why the actor judges nothing here though it would be theirs, and who does instead. */
function recusedView(house: Wired, actor: Actor, register: Register, row: RecordRow, deeds: readonly Deed[]): Label | null {
  const q = { register, actor, today: house.clock.today(), rules: house.rulesOn(house.clock.today()), current: current(row), subject: null, deeds };
  // What would be their duty comes before what they might do at will, and clocks last.
  const rank = (key: string): number => { const { clock, answers, atWill } = action(register, key); return clock !== undefined || answers !== undefined ? 2 : Number(isAtWill({ atWill }, row.handler_body)); };
  const keys = Object.keys(register.actions).toSorted((a, b) => rank(a) - rank(b));
  const refused = keys.map((key) => permits({ ...q, action: key })).find((outcome) => !outcome.ok && outcome.problem.code === 'own-body');
  return refused === undefined || refused.ok ? null : refused.problem.detail;
}

type Titled = Pick<RecordRow, 'register' | 'no' | 'title' | 'item' | 'subject_id' | 'personal'>;

/** Whether a person's name must stay hidden in a list: nobody stated a purpose there. Only the person sees it. */
const hidesName = (actor: Actor, row: Pick<RecordRow, 'personal' | 'subject_id'>): boolean => row.personal && (row.subject_id === null || row.subject_id !== actor.personId);

/** A title without the person: it begins with them as the facts name them, unless it begins with the register's own words (措施：…). Where what follows is not an item and its number, no post stands beside the mask. */
function hideIn(house: Wired, { title, item, register }: Titled): string {
  const { label } = house.registers[register] as Register;
  const at = title.indexOf('：');
  if (at <= 0 || label.zh.endsWith(title.slice(0, at))) return title;
  return `${maskPersonName(title.slice(0, at))}${item === null ? `：${label.zh}` : title.slice(at)}`;
}

/** How a record is called where no purpose was stated. */
export const shownTitle = (house: Wired, actor: Actor, row: Titled): string => (row.title === '' ? `${row.no}（已封存）` : hidesName(actor, row) ? hideIn(house, row) : row.title);

/** What is about the person whose record is being looked at, for a purpose that was stated, need hide nothing. */
export const seenOf = <T extends Pick<RecordRow, 'personal' | 'subject_id'>>(row: RecordRow, other: T): T => (row.personal && row.subject_id !== null && row.subject_id === other.subject_id ? { ...other, personal: false } : other);

/** Whether the actor has something to do with a record now: only that makes a look part of handling it, never that somebody says so. */
export async function isHandling(house: Wired, actor: Actor, row: RecordRow): Promise<boolean> {
  return possible(house, actor, house.registers[row.register] as Register, row, await deedsOf(house.pool, house.registers[row.register] as Register, [row.id])).length > 0;
}

export interface ViewContext {
  readonly house: Wired;
  readonly actor: Actor;
  readonly register: Register;
}

/** Rows of a list, with lights and next steps; two queries for a whole page. */
export async function rowsView({ house, actor, register }: ViewContext, rows: readonly RecordRow[]): Promise<unknown[]> {
  const { rows: subjects } = await house.pool.query<{ id: string; name: string }>('select id, name from rc.subject where id = any($1::uuid[])', [rows.map((r) => r.subject_id).filter((id) => id !== null)]);
  const deeds = await deedsOf(house.pool, register, rows.map((r) => r.id));
  const nameOf = new Map(subjects.map((s) => [s.id, s.name]));
  return rows.map((row) => rowView({ house, actor, register }, row, nameOf.get(row.subject_id ?? ''), deeds.filter((d) => d.record_id === row.id)));
}

function rowView({ house, actor, register }: ViewContext, row: RecordRow, subjectName: string | undefined, deeds: readonly Deed[]) {
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const hide = hidesName(actor, row);
  const item = row.item === null ? null : rules.find('item', row.item);
  const area = house.areas().find((a) => a.code === row.area_code);
  return {
    register: register.id, registerLabel: register.label, id: row.id, no: row.no, title: shownTitle(house, actor, row),
    item: item == null ? null : { id: item.key, label: item.body.label },
    subject: row.subject_id === null ? null : { id: row.subject_id, name: hide ? maskPersonName(subjectName ?? '') : (subjectName ?? '') },
    area: { code: row.area_code ?? '', name: area?.name ?? '' }, state: row.state, stateLabel: labelOf(state(register, row.state)), dueOn: row.due_on, light: lightView(rules, row, today), provisional: row.due?.provisional === true,
    severity: row.severity, disputed: row.disputed, updatedAt: row.updated_at, version: row.version, seq: row.seq, personal: row.personal,
    actions: possible(house, actor, register, row, deeds).map((key) => ({ id: key, label: labelOf(action(register, key)), atWill: isAtWill(action(register, key), row.handler_body) })),
  };
}

/** A paused clock says so: it must not look like a matter without one. */
function lightView({ calendar }: RuleLookup, { due, due_on: dueOn }: Pick<RecordRow, 'due' | 'due_on'>, today: string): { level: Light['colour'] | 'paused' | 'none'; zh: string; en: string } {
  if (pausedSince(due) !== undefined) return { level: 'paused', zh: '已中止计时', en: 'Clock paused' };
  if (dueOn === null) return { level: 'none', zh: '无期限', en: 'No clock' };
  const { colour, zh, en } = light(calendar, today, dueOn, { yellowWithin });
  return { level: colour, zh, en };
}

const labelOf = ({ zh, en }: { zh: string; en: string }) => ({ zh, en });

/** How a due day came about, by the rule version it cites, with all that paused or extended it. */
function dueView(house: Wired, due: DueDay | null) {
  if (due === null) return null;
  const rules = house.rulesOn(due.from);
  if (due.rule.kind !== 'limit') {
    const severity = rules.find('severity', due.rule.key);
    return {
      on: due.on, provisional: false, pausedSince: null, extended: null, rule: severity == null ? null : { key: severity.key, version: severity.version, label: severity.body.label, source: severity.body.source },
      steps: [{ kind: 'due', on: due.on, zh: `至${due.on}止：自文书日期起算，按${severity?.body.label.zh ?? '保存期限'}计`, en: `Until ${due.on}, counted from the document's day` }],
    };
  }
  const rule = rules.version('limit', due.rule.key, due.rule.version);
  const reckoned = rule === undefined ? undefined : reckonClock(due, rule.body, house.rulesOn(house.clock.today()).calendar);
  return {
    on: due.on, provisional: due.provisional, pausedSince: pausedSince(due) ?? null, extended: due.extension ?? null, steps: reckoned?.steps ?? [],
    rule: rule === undefined ? null : { key: rule.key, version: rule.version, label: rule.body.label, source: rule.body.source, basis: rule.basis, pausable: rule.body.pausable ?? null, extendMax: rule.body.extendMax ?? null },
  };
}

/** Facts with label, meaning and law; identity numbers only as their mask. */
export const factsView = (item: CatalogItem | undefined, facts: Content | undefined) =>
  (item?.fields ?? []).map((f) => ({ key: f.key, label: f.label, value: maskOf(facts?.[f.key] ?? null), display: String(maskOf(factText(f, facts?.[f.key]))), type: f.type, disclose: f.disclose, law: f.law, meaning: f.meaning, as: f.as ?? null }));

/** `people` are those whom the record itself lists, and the bodies it names, by id; `stored` are facts that were read before, as an entry that names their item's version holds them. */
export type Said = { readonly rules: RuleLookup; readonly item: CatalogItem | undefined; readonly day: string; readonly people: ReadonlyMap<string, string>; readonly stored: boolean };

/** What was typed is kept as typed (a sum in its own unit); it is read again before it is shown, lest fen be taken for yuan. */
const asRead = ({ item, day }: Said, typed: Content): Content => (item === undefined ? typed : { ...typed, ...checkFacts(compileItem(item), typed, day).facts });

const maskLabel = (item: CatalogItem | undefined, key: string): string => item?.fields.find((f) => f.key === key)?.label.zh ?? '文书';

export function sayInput(def: FieldDef | undefined, value: unknown, said: Said): string {
  switch (def?.kind) {
    case 'facts': return factsView(said.item, said.stored ? value as Content : asRead(said, value as Content)).filter((f) => f.display !== '').map((f) => `${f.label.zh}：${f.display}`).join('\n');
    case 'choice': return def.choices?.find((c) => c.value === value)?.zh ?? String(value);
    case 'ground': return said.rules.find('ground', String(value))?.body.label.zh ?? String(value);
    case 'measure': return said.rules.find('measure', String(value))?.body.label.zh ?? String(value);
    case 'masks': return Object.entries(value as Content).map(([key, text]) => `${maskLabel(said.item, key)}：${String(text)}`).join('\n');
    case 'subject': return said.people.get(String(value)) ?? String(value);
    case 'json': return isCandidates(value) ? value.map(nameOfCandidate).join('\n') : isOpinions(value) ? value.map((o) => `${o.member}（${o.grade}）：${o.opinion}`).join('\n') : JSON.stringify(value);
    case 'boolean': return value === true ? '是' : '否';
    default: return def?.among !== undefined ? ruleWord(said.rules, def.among, String(value)) : Array.isArray(value) ? `${value.length} 个文件` : typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

function ruleWord(rules: RuleLookup, kind: RuleKind, key: string): string {
  const body = rules.find(kind, key)?.body;
  return body !== undefined && 'label' in body ? body.label.zh : key;
}

function inputView(register: Register, input: Content, said: Said) {
  // In the order in which the register declares them: the database has its own.
  const order = Object.keys(register.fields);
  return Object.entries(input).filter(([key]) => !['item', 'itemVersion', 'subjectId', 'recordId', 'aboutRegister', 'aboutId'].includes(key) && !isAbout(register, input, key)).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([key, value]) => {
    const def = (register.fields as Record<string, FieldDef>)[key];
    return { key, label: def === undefined ? { zh: key, en: key } : labelOf(def), display: sayInput(def, value, said) };
  });
}

const builtInInputView = (key: string, input: Content) => Object.entries(builtInActions[key]?.input ?? {}).map(([name, label]) => ({ key: name, label: labelOf(label), display: String(input[name] ?? '') }));

/** A cited rule by its name; the working calendar has none. */
function ruleLabel(rules: RuleLookup, { kind, key, version }: EntryRow['rules'][number]): { label?: { zh: string; en: string } } {
  const body = rules.version(kind as RuleKind, key, version)?.body;
  return body !== undefined && 'label' in body ? { label: labelOf(body.label) } : {};
}

interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}
const isCandidates = (value: unknown): value is readonly Candidate[] => Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null && 'name' in each && 'about' in each);
/** What several bodies said of one matter, each by itself. */
const isOpinions = (value: unknown): value is readonly { member: string; grade: string; opinion: string }[] => Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null && 'member' in each && 'opinion' in each);
const nameOfCandidate = ({ name, about }: Candidate): string => (about === '' ? name : `${name}（${about}）`);

/** What nobody with an account did and the counter may do came over the counter; what is veiled says nothing of how it came. */
const cameByCounter = (register: Register, key: string): boolean => {
  const def = action(register, key) as ActionDef<any, any, any, any> | undefined;
  return def !== undefined && def.veiled !== true && ([def.by].flat() as unknown[]).includes('counter@any');
};

/** Masked people keep their mask in what the system wrote about them too. */
function timelineView(register: Register, item: CatalogItem | undefined, entries: readonly EntryRow[], rules: RuleLookup, bodies: readonly (readonly [string, string])[]) {
  const people = new Map([...bodies, ...entries.flatMap((e) => Object.values(e.content?.input ?? {})).filter(isCandidates).flat().map((each) => [each.id, nameOfCandidate(each)] as const)]);
  return entries.map((e) => ({
    n: e.n, action: e.action, label: labelOf(action(register, e.action) ?? builtInActions[e.action] ?? { zh: e.action, en: e.action }), by: e.by_account !== null ? { name: e.by_name, body: e.body_name } : cameByCounter(register, e.action) ? { name: roles.counter.zh, body: null } : null, at: e.at, on: e.on_day,
    stateFrom: e.state_from, stateTo: e.state_to, stateLabel: labelOf(state(register, e.state_to)), dueOn: e.due_on, version: e.version, rules: (e.rules ?? []).map((r) => ({ ...r, ...ruleLabel(rules, r) })),
    input: e.content === null ? [] : builtInActions[e.action] === undefined ? inputView(register, e.content.input, { rules, item, day: e.on_day, people, stored: 'itemVersion' in e.content.input }) : builtInInputView(e.action, e.content.input), sealed: e.content === null,
  }));
}

/** Names of the bodies that a history mentions; persons are named by their own matter alone. */
async function bodiesIn(house: Wired, register: Register, entries: readonly EntryRow[]): Promise<(readonly [string, string])[]> {
  const keys = Object.entries(register.fields as Record<string, FieldDef>).filter(([key, def]) => def.kind === 'subject' && key !== 'subjectId').map(([key]) => key);
  const ids = entries.flatMap((e) => keys.map((key) => e.content?.input[key])).filter((id) => typeof id === 'string');
  if (ids.length === 0) return [];
  const { rows } = await house.pool.query<{ id: string; name: string }>("select id, name from rc.subject where id::text = any($1) and kind <> 'official'", [ids]);
  return rows.map(({ id, name }) => [id, name] as const);
}

function versionsView(item: CatalogItem | undefined, row: RecordRow, entries: readonly EntryRow[]) {
  const closedBy = entries.filter((e) => e.content?.before !== undefined);
  const old = closedBy.map((e) => ({ version: e.version - 1, until: e.at, by: e.by_name, facts: factsView(item, e.content?.before?.['facts'] as Content | undefined) }));
  const last = closedBy.at(-1);
  return [...old, { version: row.version, until: null, by: last?.by_name ?? entries[0]?.by_name ?? null, facts: factsView(item, row.data['facts'] as Content | undefined) }];
}

const inputsOf = (register: Register, takes: readonly string[], needs: readonly string[] = []) => takes.map((key) => {
  const def = (register.fields as Record<string, FieldDef>)[key] as FieldDef;
  return { key, label: labelOf(def), type: def.kind, required: def.optional !== true || needs.includes(key), ...(def.max === undefined ? {} : { max: def.max }), ...(def.help === undefined ? {} : { help: def.help }), ...(def.only === undefined ? {} : { only: def.only }), ...(def.who === undefined ? {} : { who: def.who }), ...(def.choices === undefined ? {} : { choices: def.choices.map(({ value, zh, en }) => ({ value, label: { zh, en } })) }) };
});

/** An action as it is offered, on a record if there is one. */
export const actionView = (register: Register, key: string, row?: Pick<RecordRow, 'handler_body'>) => {
  const def = action(register, key);
  return { id: key, label: labelOf(def), takes: inputsOf(register, def.takes, def.needs), danger: def.danger === true, atWill: row === undefined ? def.atWill !== undefined : isAtWill(def, row.handler_body) };
};

const groundLabel = (house: Wired, key: string) => house.rulesOn(house.clock.today()).find('ground', key)?.body.label ?? { zh: key, en: key };

/** Where the record itself lists who may be chosen, the form offers just them. */
function withCandidates(view: ReturnType<typeof actionView>, data: Content) {
  const candidates = data['candidates'];
  if (!isCandidates(candidates)) return view;
  const choices = candidates.map((c) => ({ value: c.id, label: { zh: nameOfCandidate(c), en: `${c.name} (${c.about})` } }));
  return { ...view, takes: view.takes.map((t) => (t.type === 'subject' ? { ...t, choices } : t)) };
}

const entryWords = (house: Wired, { input, before }: NonNullable<EntryRow['content']>): EntryRow['content'] => ({ input: revealWords(house, input), ...(before === undefined ? {} : { before: revealWords(house, before) }) });

/** A register may name an item without holding its facts. */
const hasFacts = (register: Register): boolean => Object.values(register.fields as Record<string, FieldDef>).some((f) => f.kind === 'facts');

/** The words of a matter that stand in public, and where: the public site has them under the register's name. */
async function postingView(house: Wired, row: RecordRow, publicUrl: string): Promise<unknown> {
  const { rows: [posted] } = await house.pool.query<{ on_day: string; until_on: string; leaf: number | null }>('select on_day, until_on, leaf from pub.posted where register = $1 and id = $2 and ended_on is null', [row.register, row.id]);
  return posted === undefined ? null : { from: posted.on_day, until: posted.until_on, leaf: posted.leaf, url: `${publicUrl}/${row.register}s/${row.id}` };
}

const linkedColumns = 'l.kind, r.register, r.id, r.no, r.title, r.item, r.state, r.personal, r.subject_id, r.area_code, r.maker_body, r.handler_body, r.away_from from rc.link l join rc.record r';

export async function detailView(ctx: ViewContext, stored: RecordRow, publicUrl: string): Promise<unknown> {
  const { house, actor, register } = ctx;
  const row = { ...stored, data: revealWords(house, stored.data) };
  const entries = (await listEntries(house.pool, register, row.id)).map((e) => (e.content === null ? e : { ...e, content: entryWords(house, e.content) }));
  const deeds = await deedsOf(house.pool, register, [row.id]);
  const subject = row.subject_id === null ? undefined : await findSubject(house.pool, row.subject_id);
  const item = itemFor(house.rulesOn(house.clock.today()), row.data);
  const { rows: attachments } = await house.pool.query("select id, name, mime, bytes, encode(sha256, 'hex') as sha256, sealed from rc.attachment where register = $1 and record_id = $2 order by at", [register.id, row.id]);
  const { rows: links } = await house.pool.query<{ kind: string } & Placed & Titled & Pick<RecordRow, 'id' | 'state'>>(
    `select ${linkedColumns} on (r.register, r.id) = (l.to_register, l.to_id) where (l.from_register, l.from_id) = ($1, $2)
     union select ${linkedColumns} on (r.register, r.id) = (l.from_register, l.from_id) where (l.to_register, l.to_id) = ($1, $2)`, [register.id, row.id]);
  const { rows: [shown] } = await house.pool.query<{ mode: string; ground: string; disclosed_on: string; until_on: string; leaf: number }>('select mode, ground, disclosed_on, until_on, leaf from pub.record where id = $1', [row.id]);
  const { rows: [successor] } = subject === undefined ? { rows: [] } : await house.pool.query('select n.id, n.name from rc.subject s join rc.subject n on n.id = s.successor_id where s.id = $1', [subject.id]);
  const plain = { ...row, personal: false };
  // A matter about another one, or about a rule, has content of its own and no facts of a catalogue item.
  const own = register.about === undefined && hasFacts(register);
  const sealed = row.data['sealed'] === true;
  const rules = house.rulesOn(house.clock.today());
  const actions = possible(house, actor, register, row, deeds).filter((key) => !sealed || action(register, key).unseals === true).map((key) => withCandidates(withRules(actionView(register, key, row), register, rules, row.item), row.data));
  const linked = links.filter((l) => readable(actor, house.registers[l.register] as Register, l)).map((l) => ({ ...l, title: l.title === '' ? `${l.no}（已封存）` : shownTitle(house, actor, seenOf(row, l)) })).map(({ kind, register: to, id, no, title, state: at }) => ({ kind, register: to, id, no, title, state: at, stateLabel: labelOf(state(house.registers[to] as Register, at)), ended: state(house.registers[to] as Register, at).end === true, lasts: state(house.registers[to] as Register, at).while !== undefined }));
  return {
    ...(rowView(ctx, plain, subject?.name, deeds) as object), personal: row.personal, createdAt: row.created_at,
    data: Object.fromEntries(Object.entries(row.data).filter(([key]) => !['facts', 'proposedFacts'].includes(key))),
    facts: own ? factsView(item, row.data['facts'] as Content | undefined) : [],
    ...(own ? {} : { fields: await fieldsView(ctx, row.data, { rules: house.rulesOn(house.clock.today()), item, day: house.clock.today(), people: new Map(), stored: false }) }),
    about: await aboutView(ctx, row), begins: row.data['sealed'] === true ? [] : beginsView(ctx, row),
    ...(row.data['proposedFacts'] === undefined ? {} : { proposedFacts: factsView(item, row.data['proposedFacts'] as Content) }),
    subject: subject === undefined ? null : { id: subject.id, kind: subject.kind, name: subject.name, uscc: subject.uscc, area: subject.areaName, successor: successor ?? null },
    seq: row.seq, version: row.version, due: dueView(house, row.due), timeline: timelineView(register, item, entries, house.rulesOn(house.clock.today()), await bodiesIn(house, register, entries)), versions: versionsView(own ? item : undefined, row, entries), attachments,
    // What the actor may not open does not exist for them, not as a title either.
    links: linked.map(({ kind, register: to, id, no, title, state: at, stateLabel }) => ({ kind, register: to, id, no, title, state: at, stateLabel })), repair: repairView(ctx, row, linked, shown !== undefined),
    disclosure: shown === undefined ? null : { mode: shown.mode, ground: groundLabel(house, shown.ground), from: shown.disclosed_on, until: shown.until_on, leaf: shown.leaf, url: `${publicUrl}/records/${row.id}` },
    posting: await postingView(house, row, publicUrl), actions, sealed, recused: recusedView(house, actor, register, row, deeds),
  };
}
