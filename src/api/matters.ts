/**
 * 关于另一事项的事项: what an objection, an appeal or an order shows beside its own content: the matter it is about, what it holds
 * itself, and what else may be begun about a record.
 */
import type { FieldDef } from '../core/field.ts';
import { permits } from '../core/lifecycle.ts';
import { earliestRepair } from '../core/repair.ts';
import type { RuleLookup } from '../core/rules.ts';
import type { ActionDef, Register, StateDef } from '../core/register.ts';
import { revealWords } from '../store/conceal.ts';
import { aboutOf, findAbout } from '../store/linked.ts';
import { findSubject, type RecordRow } from '../store/rows.ts';
import { actionView, factsView, itemFor, type Said, sayInput, shownTitle, type ViewContext } from './view.ts';

type Content = Readonly<Record<string, unknown>>;

/** What says itself elsewhere on the page, or nothing to a reader. */
const apart: ReadonlySet<string> = new Set(['item', 'itemVersion', 'subjectId', 'recordId', 'aboutRegister', 'aboutId', 'facts', 'proposedFacts', 'attachments', 'candidates', 'body']);

/** Whether a field says which matter it is about: that one has a panel and a link of its own, and its id tells nobody anything. */
export const isAbout = (register: Register, content: Content, key: string): boolean => register.about?.(content)?.id === content[key];

/** All fields of a matter that have a value, by the register's own labels: for matters that have no catalogue item of their own. */
export async function fieldsView({ house, register }: ViewContext, data: Content, said: Said): Promise<unknown[]> {
  const fields = (Object.entries(register.fields) as [string, FieldDef][]).filter(([key]) => !apart.has(key) && !isAbout(register, data, key) && data[key] !== undefined && data[key] !== null);
  const bodies = new Map<string, string>();
  for (const [key, def] of fields) {
    const id = String(data[key]);
    if (def.kind === 'subject') bodies.set(id, (await findSubject(house.pool, id))?.name ?? '');
  }
  return fields.map(([key, def]) => ({ key, label: { zh: def.zh, en: def.en }, display: bodies.get(String(data[key])) ?? sayInput(def, data[key], said) }));
}

/** The matter that a record is about, with its facts, for whoever may read that one too. */
export async function aboutView({ house, actor, register }: ViewContext, row: RecordRow): Promise<unknown> {
  const found = await findAbout(house.pool, house, register, actor, row.data);
  if (found === null) return null;
  const { about } = found;
  const other = { ...found.row, data: revealWords(house, found.row.data) };
  const { zh, en } = (house.registers[about.register] as Register).states[about.state] as StateDef<any, any>;
  const sealed = other.data['sealed'] === true;
  // A matter about a person's record was opened for a purpose; any other says nothing of the person.
  const hides = found.row.personal && !row.personal && found.row.subject_id !== actor.personId;
  return {
    register: about.register, id: about.id, no: about.no, title: hides ? shownTitle(house, actor, found.row) : about.title, state: about.state, stateLabel: { zh, en },
    summary: !hides && typeof other.data['summary'] === 'string' ? other.data['summary'] : null,
    facts: hides || sealed || other.data['facts'] === undefined ? [] : factsView(itemFor(house.rulesOn(house.clock.today()), other.data), other.data['facts'] as Content),
  };
}

/** What the actor may begin about this record now, with what the form need not ask. */
export function beginsView({ house, actor }: ViewContext, row: RecordRow): unknown[] {
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const preset: Content = { recordId: row.id, aboutRegister: row.register, aboutId: row.id };
  const about = aboutOf(house, row);
  return Object.values(house.registers).flatMap((register) => {
    const at = register.about?.(preset);
    if (at?.register !== row.register || at.id !== row.id) return [];
    return (Object.entries(register.actions) as [string, ActionDef<any, any, any, any>][]).filter(([key, action]) => {
      if (action.from !== 'nothing') return false;
      const q = { register, action: key, actor, today, rules, current: null, subject: null, deeds: [], about };
      return permits(q).ok && action.refuse?.({ ...q, state: null, sofar: {}, input: {} }) === undefined;
    }).map(([key, action]) => {
      const input = Object.fromEntries(Object.entries(preset).filter(([name]) => action.takes.includes(name)));
      const view = withRules(actionView(register, key), register, rules, row.item);
      return { register: register.id, registerLabel: { zh: register.label.zh, en: register.label.en }, action: { ...view, takes: view.takes.filter((take) => !(take.key in input)) }, input };
    });
  });
}

/** Where a field is the key of a rule, the form offers the rules of the day; of those that are for certain catalogue items, the ones that fit. */
export function withRules<V extends ReturnType<typeof actionView>>(view: V, register: Register, rules: RuleLookup, item: string | null): V {
  const kindOf = (key: string) => (register.fields as Record<string, FieldDef>)[key]?.among;
  return { ...view, takes: view.takes.map((take) => {
    const kind = kindOf(take.key);
    return kind === undefined ? take : { ...take, choices: rules.all(kind).filter(({ body }) => item === null || !('items' in body) || body.items.length === 0 || body.items.includes(item)).map(({ key, body }) => ({ value: key, label: 'label' in body ? { zh: body.label.zh, en: body.label.en } : { zh: key, en: key } })) };
  }) };
}

/** What a linked register stands for among the things that end with a repair. */
const stopping: Readonly<Record<string, 'sharing' | 'measures'>> = { lease: 'sharing', measure: 'measures', rectification: 'measures' };
const stopLabels = { disclosure: { zh: '停止公示', en: 'Publicity ended' }, sharing: { zh: '停止共享，收回已共享的信息', en: 'Sharing ended and recalled' }, measures: { zh: '解除措施', en: 'Measures lifted' } } as const;

const stepLabels: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = { ordered: { zh: '诚信专题培训（待学完）', en: 'Training, to be finished' }, done: { zh: '诚信专题培训（已学完）', en: 'Training, finished' }, waived: { zh: '诚信专题培训（已免除）', en: 'Training, waived' } };

/** From when a repair may be asked for, what it needs, and what stops or has stopped with it. */
export function repairView({ house, register }: ViewContext, row: RecordRow, links: readonly { readonly register: string; readonly ended: boolean; readonly lasts: boolean }[], shown: boolean): unknown {
  const inEffect = register.states[row.state] as StateDef<any, any>;
  if (register.id !== 'dishonesty-record') return null;
  const earliest = earliestRepair(house.rulesOn(house.clock.today()), { item: row.item, severity: row.severity, decidedOn: row.decided_on });
  const repaired = inEffect.seals === true && inEffect.end !== true;
  if (!repaired && earliest === undefined) return null;
  const of = (what: string) => links.filter((l) => stopping[l.register] === what && !l.ended);
  // What was recalled or lifted has stopped, though somebody has still to acknowledge it.
  const stillOn = (what: string): number => (what === 'disclosure' ? Number(shown) : of(what).filter((l) => l.lasts || l.register === 'rectification').length);
  const training = row.data['training'] as string | undefined;
  return {
    // What the rulebook asks for besides the application itself.
    steps: training === undefined || repaired ? [] : [{ key: 'training', label: stepLabels[training] ?? stepLabels['ordered'], done: training !== 'ordered' }],
    repaired, ...(repaired || earliest === undefined ? {} : { earliestOn: earliest.on, reckoning: { zh: earliest.zh, en: earliest.en }, commitment: earliest.rule.body.commitment }),
    stops: (['disclosure', 'sharing', 'measures'] as const).map((key) => { const left = stillOn(key); return { key, label: stopLabels[key], done: repaired && left === 0, left, unacknowledged: of(key).length - (key === 'disclosure' ? 0 : left) }; }),
  };
}
