/**
 * 办理: what an actor may do to a record on a day, and what the ledger will say. Time, law and calendar act once, here;
 * the entry keeps the resulting state and due day, so that reading history never asks today's rules.
 */
import { type Actor, barredIn, type Grant, holds, roles, type Role, type Whereabouts } from './actor.ts';
import { addTerm } from './calendar.ts';
import { boundOf, clockRefusal, type DueDay, limitOf, moveClock } from './clock.ts';
import { checkInput } from './field.ts';
import { done, fail, type Outcome } from './problem.ts';
import type { AboutFacts, ActionDef, Context, Deed, Register, StateDef, SubjectFacts } from './register.ts';
import type { Limit, Rule, RuleLookup, RuleRef } from './rules.ts';

export interface Current {
  readonly state: string;
  readonly version: number;
  readonly where: Whereabouts;
  readonly sofar: Readonly<Record<string, unknown>>;
  readonly due: DueDay | null;
}

export interface Decision {
  readonly action: string;
  readonly stateFrom: string | null;
  readonly state: string;
  readonly version: number;
  readonly sofar: Readonly<Record<string, unknown>>;
  readonly input: Readonly<Record<string, unknown>>;
  readonly due: DueDay | null;
  /** The request that now waits for its answer. */
  readonly asked: string | null;
  readonly rules: readonly RuleRef[];
  readonly closing: string | null;
}

export interface Question {
  readonly register: Register;
  readonly action: string;
  readonly actor: Actor;
  readonly input: unknown;
  readonly today: string;
  readonly rules: RuleLookup;
  readonly current: Current | null;
  readonly subject: SubjectFacts | null;
  readonly deeds: readonly Deed[];
  readonly about?: AboutFacts | null;
  readonly counted?: number;
}

/** The grants that let someone do an action in a state. */
export function grantsFor(action: ActionDef<any, any, any, any>, state: string | null): readonly Grant[] {
  const by = action.by as Grant | readonly Grant[] | Record<string, Grant | readonly Grant[]>;
  if (typeof by === 'string') return [by];
  if (Array.isArray(by)) return by as readonly Grant[];
  const table = by as Record<string, Grant | readonly Grant[]>;
  return state === null ? Object.values(table).flat() : [table[state] ?? []].flat();
}

const startsHere = (action: ActionDef<any, any, any, any>, state: string | null): boolean =>
  action.from === 'nothing' ? state === null : state !== null && (action.from as readonly string[]).includes(state);

function nextState(action: ActionDef<any, any, any, any>, ctx: Context<any>): string {
  const to = action.to as string | Record<string, unknown>;
  if (to === 'same') return ctx.state as string;
  if (typeof to === 'string') return to;
  if ('choose' in to) return (to as { choose: (c: Context<any>) => string }).choose(ctx);
  return (to as Record<string, string>)[ctx.state as string] as string;
}

/** The due day that a state sets on a day, with the rule it came from; null when no clock runs. */
export function reckonDue(register: Register, state: string, sofar: Readonly<Record<string, unknown>>, from: string, rules: RuleLookup): DueDay | null {
  const due = (register.states[state] as StateDef<any, any>).due;
  if (due === undefined) return null;
  if ('on' in due) {
    const on = due.on(sofar);
    return on === undefined ? null : { on, from, rule: { kind: 'severity', key: String(sofar['severity'] ?? due.rule), version: 0 }, provisional: false };
  }
  const rule = rules.get('limit', due.within);
  const reckoned = reckonOnce(rules, rule, from);
  const bound = boundOf(register.states[state] as StateDef<any, any>, sofar);
  return { on: bound !== undefined && bound < reckoned.on ? bound : reckoned.on, from, rule: { kind: 'limit', key: rule.key, version: rule.version }, provisional: reckoned.provisional };
}

const reckoned = new WeakMap<Limit, Map<string, { on: string; provisional: boolean }>>();

/** A batch of thousands starts the same clock on the same day: reckoned once for each rule, calendar and day. */
function reckonOnce(rules: RuleLookup, rule: Rule<'limit'>, from: string): { on: string; provisional: boolean } {
  const known = reckoned.get(rule.body) ?? new Map<string, { on: string; provisional: boolean }>();
  reckoned.set(rule.body, known);
  const key = `${from} ${calendarVersion(rules)}`;
  const found = known.get(key) ?? addTerm(rules.calendar, from, rule.body, { rollIfHoliday: rule.body.rollIfHoliday });
  if (known.size < 1000) known.set(key, { on: found.on, provisional: found.provisional });
  return found;
}

const calendarVersion = (rules: RuleLookup): number => rules.find('calendar', 'working-days')?.version ?? 0;

const wasDoneBy = (deeds: readonly Deed[], actions: readonly string[], accountId: string | null): Deed | undefined =>
  accountId === null ? undefined : deeds.find((d) => d.by === accountId && actions.includes(d.action));

/** What scopes are judged by: where the record stands; for one that is to begin, where the matter stands that it is about. */
const whereOf = ({ current, about }: Omit<Question, 'input'>): Whereabouts | null =>
  current?.where ?? (about == null ? null : { subjectId: about.subjectId, areaCode: about.areaCode, makerBody: about.makerBody, handlerBody: null });

/** Whether this actor could take this action now, before any input: what menus and buttons follow. The server asks the same again. */
export function permits(q: Omit<Question, 'input'>): Outcome<ActionDef<any, any, any, any>> {
  const action = (Object.hasOwn(q.register.actions, q.action) ? q.register.actions[q.action] : undefined) as ActionDef<any, any, any, any> | undefined;
  if (action === undefined) return fail('not-found', 'no-such-action', `“${q.register.label.zh}”没有“${q.action}”这一办理动作`, `No action "${q.action}"`);
  const state = q.current?.state ?? null;
  const grants = grantsFor(action, startsHere(action, state) ? state : null);
  const where = q.current === null ? whereOf(q) : q.current.where;
  if (!grants.some((g) => holds(q.actor, g, where))) {
    const who = [...new Set(grants.map((g) => roles[g.split('@')[0] as Role].zh))].join('、') || '系统';
    return fail('forbidden', 'no-grant', `“${action.zh}”须由有权的${who}办理，请转交或联系本单位管理员`, `"${action.en}" needs another role or scope`);
  }
  const isAboutActor = q.actor.personId !== null && q.current?.where.subjectId === q.actor.personId;
  if (isAboutActor && !grants.some((g) => g.endsWith('@self') && holds(q.actor, g, q.current?.where ?? null))) {
    return fail('forbidden', 'own-matter', `本事项与您本人有关，依法应当回避；“${action.zh}”请交由他人办理`, 'Nobody handles a matter about themselves');
  }
  if (!startsHere(action, state)) {
    const now = state === null ? '尚未建立' : (q.register.states[state] as StateDef<any, any>).zh;
    return fail('wrong-state', 'wrong-state', `当前为“${now}”，不能“${action.zh}”；请刷新后按最新状态办理`, `Not possible in state ${state ?? 'none'}`);
  }
  const recused = recusal(q, action, grants);
  if (recused !== undefined) return recused;
  const before = wasDoneBy(q.deeds, action.judges === undefined ? (action.apart ?? []) : [...(action.apart ?? []), ...decisionsOf(q.register)], q.actor.accountId);
  if (before !== undefined) {
    const deed = (q.register.actions[before.action] as ActionDef<any, any, any, any> | undefined)?.zh ?? '前一环节';
    return fail('forbidden', 'same-person', `您已办理过本事项的“${deed}”，“${action.zh}”须由另一人办理`, 'Maker, checker and verifier are different people');
  }
  const still = isOpenTo(q, action);
  return still.ok ? done(action) : still;
}

/** The actions that decide on a register's records. */
const decisionsOf = (register: Register): string[] => Object.entries(register.actions as Record<string, ActionDef<any, any, any, any>>).filter(([, each]) => each.judges === 'deciding').map(([key]) => key);

/** 回避: nobody judges what is about themselves or their body, or what their body decided; the refusal says who does instead. */
function recusal(q: Omit<Question, 'input'>, action: ActionDef<any, any, any, any>, grants: readonly Grant[]): Outcome<never> | undefined {
  const barred = q.current === null || action.judges === undefined ? [] : barredIn(q.current.where);
  const { personId, bodyId } = q.actor;
  const mine = personId !== null && barred.includes(personId);
  if (!mine && (bodyId === null || !barred.includes(bodyId))) return undefined;
  const instead = grants.some((grant) => grant.endsWith('@stead')) ? '由其他有权的单位办理；信用主管部门或者审计机关须回避的，由同级政府的申诉复查机构代办，已列入其待办' : '请转交其他单位有权的人员办理';
  const why = mine ? '本事项与您本人有关' : '本事项针对您所在单位，或者复查的是您所在单位的答复';
  return fail('forbidden', mine ? 'own-matter' : 'own-body', `${why}，依法应当回避；“${action.zh}”${instead}`, 'Nobody judges a matter of their own, of their body or of its making; another body does');
}

const answersTo = (register: Register, request: string): ActionDef<any, any, any, any>[] => (Object.values(register.actions) as ActionDef<any, any, any, any>[]).filter((each) => each.answers === request);

/** Whether a request stands unanswered: nothing answered it since, and the record did not leave the state in which it was made. */
function isAsked(register: Register, request: string, deeds: readonly Deed[]): boolean {
  const last = deeds.findLast(({ action }) => {
    const def = register.actions[action] as ActionDef<any, any, any, any> | undefined;
    return action === request || (def !== undefined && (def.answers === request || def.to !== 'same'));
  });
  return last?.action === request;
}

/** What the history and the clock say: an answer needs a request, a request is made once and only where it could be granted. */
function isOpenTo(q: Omit<Question, 'input'>, action: ActionDef<any, any, any, any>): Outcome<undefined> {
  const answers = answersTo(q.register, q.action);
  const request = action.answers as string | undefined;
  if (request !== undefined && !isAsked(q.register, request, q.deeds)) {
    return fail('refused', 'nothing-asked', `现在没有待答复的“${(q.register.actions[request] as ActionDef<any, any, any, any>).zh}”，不用办理“${action.zh}”`, 'There is no request to answer');
  }
  if (answers.length > 0 && isAsked(q.register, q.action, q.deeds)) return fail('refused', 'asked-already', `已有一件“${action.zh}”等待答复，请先等答复或催办`, 'A request is waiting for its answer');
  const move = action.clock ?? answers.find((each) => each.clock !== undefined)?.clock;
  if (move === undefined || q.current === null) return done(undefined);
  const why = clockRefusal(move, { state: q.register.states[q.current.state] as StateDef<any, any>, due: q.current.due, rules: q.rules, today: q.today });
  return why === undefined ? done(undefined) : fail('refused', why.code, why.zh, why.en);
}

/** The request that stands unanswered after an action, the latest if there are several. */
function askedAfter(q: Question, action: ActionDef<any, any, any, any>): string | null {
  if (answersTo(q.register, q.action).length > 0) return q.action;
  if (action.to !== 'same') return null;
  return q.deeds.findLast((deed) => deed.action !== action.answers && answersTo(q.register, deed.action).length > 0 && isAsked(q.register, deed.action, q.deeds))?.action ?? null;
}

/** The clock that goes on into a state which shares its limit; one that stood still goes on with what was left. */
function runningOn(q: Question, next: string, rules: RuleLookup): DueDay | undefined {
  const due = (q.register.states[next] as StateDef<any, any>).due;
  const stood = q.current?.due ?? null;
  if (due === undefined || !('within' in due) || due.runsOn !== true || stood?.rule.kind !== 'limit' || stood.rule.key !== due.within) return undefined;
  const limit = limitOf(stood, rules);
  return stood.on !== null || limit === undefined ? stood : moveClock('resume', stood, limit, rules);
}

/** The clock after an action: started anew in a new state unless that shares the limit, moved where the action says so, else as it stood. */
function clockAfter(q: Question, action: ActionDef<any, any, any, any>, next: string, sofar: Readonly<Record<string, unknown>>, rules: RuleLookup): DueDay | null {
  if (action.to !== 'same') return runningOn(q, next, rules) ?? reckonDue(q.register, next, sofar, q.today, rules);
  const due = q.current?.due ?? null;
  const limit = due === null ? undefined : limitOf(due, rules);
  return action.clock === undefined || due === null || limit === undefined ? due : moveClock(action.clock, due, limit, rules);
}

/** Decides one action. Never throws on what a person did; a missing rule or a broken definition is a bug and throws. */
export function decide(q: Question): Outcome<Decision> {
  const permitted = permits(q);
  if (!permitted.ok) return permitted;
  const action = permitted.value;
  const { values, errors } = checkInput(q.register.fields, action.takes, q.input, action.needs);
  if (errors.length > 0) return fail('invalid', 'invalid', `有 ${errors.length} 处填写有误，请逐项更正`, `${errors.length} fields need correction`, errors);
  const state = q.current?.state ?? null;
  const used = new Map<string, RuleRef>();
  const rules = citing(q.rules, used);
  const ctx: Context<any> = { actor: q.actor, today: q.today, state, sofar: q.current?.sofar ?? {}, input: values, subject: q.subject, rules, deeds: q.deeds, about: q.about ?? null, counted: q.counted ?? 0 };
  const refusal = action.refuse?.(ctx);
  if (refusal !== undefined) {
    const why = q.register.refusals[refusal] as { zh: string; en: string };
    return fail('refused', refusal, why.zh, why.en);
  }
  const wrong = action.checks?.(ctx) ?? [];
  if (wrong.length > 0) return fail('invalid', 'invalid', `有 ${wrong.length} 处填写有误，请逐项更正`, `${wrong.length} fields need correction`, wrong);
  const sofar = { ...ctx.sofar, ...values, ...action.sets?.(ctx) } as Record<string, unknown>;
  const next = nextState(action, ctx);
  const due = clockAfter(q, action, next, sofar, rules);
  if (action.clock !== undefined && due?.rule.kind === 'limit') used.set(`limit ${due.rule.key}`, due.rule as RuleRef);
  const closing = typeof action.closing === 'function' ? action.closing(ctx) : (action.closing ?? null);
  return done({
    action: q.action, stateFrom: state, state: next, version: (q.current?.version ?? 1) + (action.revises === true ? 1 : 0),
    sofar, input: values, due, asked: askedAfter(q, action), rules: [...used.values()], closing,
  });
}

/** A lookup that remembers which versions were asked for: the decision's citations. */
function citing(rules: RuleLookup, used: Map<string, RuleRef>): RuleLookup {
  const note = <T extends RuleRef | undefined>(rule: T): T => {
    if (rule !== undefined) used.set(`${rule.kind} ${rule.key}`, { kind: rule.kind, key: rule.key, version: rule.version });
    return rule;
  };
  return {
    on: rules.on, calendar: rules.calendar, all: (kind) => rules.all(kind), version: (k, key, v) => rules.version(k, key, v),
    find: (kind, key) => note(rules.find(kind, key)), get: (kind, key) => note(rules.get(kind, key)),
  };
}
