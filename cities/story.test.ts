/**
 * 演示故事的走查: plays the example city's story through the same decision the product makes, without a database: every step
 * must be allowed to the account that takes it, on that day, under that day's rules. It exists because a story that the
 * product would refuse leaves a demo half told, and that shows only at somebody's first start.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type Actor, type Level, type Role, systemActor } from '../src/core/actor.ts';
import { type Current, decide } from '../src/core/lifecycle.ts';
import type { Deed, Register, SubjectFacts } from '../src/core/register.ts';
import type { CalendarData } from '../src/core/calendar.ts';
import type { Rule, RuleKind, RuleLookup } from '../src/core/rules.ts';
import { areasUnder } from '../src/directory/areas.ts';
import { stagesText } from '../src/directory/story.ts';
import { registers } from '../src/registers/catalog.ts';
import { dishonestyRecord } from '../src/registers/credit/dishonesty-record.ts';
import { rectification } from '../src/registers/credit/rectification.ts';
import { readList, readRules, readTable } from '../src/rulebook/city-files.ts';

interface Step { do: string; on?: string; by: string; daysAgo: number; with?: Record<string, unknown> }
interface Told { item: string; maker: string; subject: string; facts: Record<string, unknown>; steps: Step[]; after?: Step[] }
interface Account { login: string; name: string; body: string; roles: Role[]; person?: string }

const register = dishonestyRecord as unknown as Register;
const dayBefore = (today: string, days: number): string => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);

const areas = readTable('example', 'areas.csv').map((row) => ({
  code: row['code'] as string, name: row['name'] as string, kind: row['kind'] as string, parent: row['parent'] || null,
  validFrom: row['validFrom'] || null, validTo: row['validTo'] || null, successor: row['successor'] || null,
}));
const bodies = new Map(readTable('example', 'bodies.csv').map((row) => [row['id'] as string, row]));
const officials = new Map(readTable('example', 'officials.csv').map((row) => [row['personId'] as string, row]));
const accounts = new Map(readList<Account>('example', 'accounts.yaml').map((account) => [account.login, account]));
const story = readList<Told>('example', 'story.yaml');
const uuids = new Map([...bodies.keys(), ...officials.keys()].map((slug) => [slug, randomUUID()]));

const rules: Rule[] = [];
for (const { kind, key, effectiveFrom, effectiveTo, basis, body } of readRules('example')) {
  const version = 1 + rules.filter((rule) => rule.kind === kind && rule.key === key).length;
  rules.push({ kind, key, version, effectiveFrom, effectiveTo, basis, body } as Rule);
}

function rulesOn(on: string): RuleLookup {
  const inForce = rules.filter((rule) => rule.effectiveFrom <= on && (rule.effectiveTo === null || on < rule.effectiveTo));
  const find = <K extends RuleKind>(kind: K, key: string): Rule<K> | undefined => inForce.find((rule) => rule.kind === kind && rule.key === key) as Rule<K> | undefined;
  return {
    on, find,
    get: (kind, key) => find(kind, key) ?? assert.fail(`no ${kind} ${key} in force on ${on}`),
    version: (kind, key, version) => rules.find((rule) => rule.kind === kind && rule.key === key && rule.version === version) as never,
    all: (kind) => inForce.filter((rule) => rule.kind === kind) as never,
    calendar: find('calendar', 'working-days')?.body as CalendarData,
  };
}

function actorOf(login: string): Actor {
  if (login === 'system') return systemActor;
  const account = accounts.get(login);
  assert.ok(account, `no account ${login}`);
  const body = bodies.get(account.body) as Record<string, string>;
  const areaCode = body['area'] as string;
  return {
    accountId: login, name: account.name, bodyId: uuids.get(account.body) as string, bodyName: body['name'] as string,
    personId: account.person === undefined ? null : (uuids.get(account.person) as string), areaCode, level: body['level'] as Level, roles: account.roles, areas: areasUnder(areas as never, areaCode),
  };
}

function subjectOf(slug: string): SubjectFacts {
  const official = officials.get(slug);
  const body = bodies.get(official === undefined ? slug : (official['posts'] as string).split('|')[0] as string);
  assert.ok(body, `no subject ${slug}`);
  const areaCode = body['area'] as string;
  const areaName = areas.find((area) => area.code === areaCode)?.name as string;
  const name = (official ?? body)['name'] as string;
  return { id: uuids.get(slug) as string, kind: official === undefined ? 'body' : 'official', name, uscc: official === undefined ? body['uscc'] || null : null, areaCode, areaName, level: body['level'] as string };
}

/** Facts with their relative days made absolute, as a person would type them. */
const typed = (facts: Record<string, unknown>, today: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, value !== null && typeof value === 'object' && 'daysAgo' in value ? dayBefore(today, value.daysAgo as number) : value]));

/** Plays one record; returns the states it went through, the last one first. */
function play(told: Told, today: string, seen: Set<string>): string[] {
  const subject = subjectOf(told.subject);
  const makerBody = actorOf(told.maker).bodyId;
  let facts = typed(told.facts, today);
  let current: Current | null = null;
  const deeds: Deed[] = [];
  const states: string[] = [];
  const start = told.steps[0]?.daysAgo ?? 0;
  const steps: Step[] = [{ do: 'create', by: told.maker, daysAgo: start, with: { item: told.item, subjectId: subject.id, facts } }, ...told.steps];
  for (const step of steps) {
    const on = dayBefore(today, step.daysAgo);
    const input = { ...step.with };
    if (step.do === 'fix') Object.assign(input, { subjectId: subject.id, facts: (facts = { ...facts, ...(step.with?.['facts'] as object) }) });
    if (step.do === 'correct') input['proposedFacts'] = { ...facts, ...(step.with?.['proposedFacts'] as object) };
    const actor = actorOf(step.by);
    // Unsent attachments are the empty list, as in the forms.
    if (['create', 'fix', 'state'].includes(step.do)) input['attachments'] = [];
    const due = current?.due?.on ?? undefined;
    if (step.by === 'system') assert.ok(due !== undefined && due <= on, `${told.item} ${told.subject}: ${step.do} on ${on}, before ${due}`);
    const outcome = decide({ register, action: step.do, actor, input, today: on, rules: rulesOn(on), current, subject, deeds });
    assert.ok(outcome.ok, `${told.item} ${told.subject}: ${step.do} by ${step.by}: ${outcome.ok ? '' : JSON.stringify(outcome.problem)}`);
    const { state, version, sofar } = outcome.value;
    current = { state, version, sofar, due: outcome.value.due, where: { subjectId: subject.id, areaCode: subject.areaCode, makerBody, handlerBody: null } };
    deeds.push({ action: step.do, by: actor.accountId });
    states.unshift(state);
    seen.add(step.do);
  }
  const last = register.states[states[0] as string];
  if (last?.due && 'else' in last.due && last.due.else !== undefined) assert.ok((('until' in last.due ? last.due.until?.(current?.sofar ?? {}) : undefined) ?? current?.due?.on ?? today) >= today, `${told.item} ${told.subject} would move by itself at first start`);
  return states;
}

/** Plays the rectifications that a finding brings about: one, and another when a repair is revoked. Returns the state the last stands in, or nothing where there is none. */
function playRectification(told: Told, today: string, seen: Set<string>): string | undefined {
  const after = told.after ?? [];
  const revoked = after.find((step) => step.on === 'repair' && step.do === 'revoke');
  if (revoked === undefined) return playOne(told, today, seen);
  playOne({ ...told, after: after.slice(0, after.indexOf(revoked)) }, today, seen);
  return playOne({ ...told, steps: [{ do: 'lapse', by: 'system', daysAgo: revoked.daysAgo }], after: after.slice(after.indexOf(revoked) + 1) }, today, seen);
}

function playOne(told: Told, today: string, seen: Set<string>): string | undefined {
  const def = rectification as unknown as Register;
  const subject = subjectOf(told.subject);
  const begins = told.steps.find((step) => step.do === 'lapse' || step.do === 'confirm');
  if (begins === undefined || subject.kind === 'official') return undefined;
  const ends = told.steps.find((step) => ['annul', 'withdraw', 'expire'].includes(step.do) || (step.do === 'mature' && step === told.steps.at(-1)));
  const lives = (told.after ?? []).filter((step) => step.on === 'rectification');
  const steps: Step[] = [{ do: 'order', by: 'system', daysAgo: begins.daysAgo, with: { recordId: randomUUID(), finding: told.facts['summary'] ?? '见所附记录' } }, ...lives, ...(ends === undefined ? [] : [{ do: 'moot', by: 'system', daysAgo: ends.daysAgo }])];
  const what = `rectification of ${told.item} ${told.subject}`;
  let current: Current | null = null;
  const deeds: Deed[] = [];
  for (const [n, step] of steps.entries()) {
    const on = dayBefore(today, step.daysAgo);
    const actor = actorOf(step.by);
    assert.ok(n === 0 || step.daysAgo <= (steps[n - 1] as Step).daysAgo, `${what}: ${step.do} is told out of order`);
    if (step.do === 'moot' && def.states[current?.state as string]?.end === true) break;
    const state: { due?: { else?: string } } | undefined = current === null ? undefined : def.states[current.state];
    const overrun: boolean = typeof current?.due?.on === 'string' && current.due.on < on && state?.due?.else !== undefined;
    assert.ok(!overrun || step.do === state?.due?.else, `${what}: ${step.do} on ${on}, but ${state?.due?.else} was due after ${current?.due?.on}`);
    if (step.do === state?.due?.else) assert.ok(overrun, `${what}: ${step.do} on ${on}, due ${current?.due?.on}`);
    const dayOf = (days: number): string => dayBefore(today, days);
    const input = { ...typed(step.with ?? {}, today), ...(step.with?.['stages'] === undefined ? {} : { stages: stagesText(step.with['stages'] as Record<string, string>, dayOf) }), ...(step.with?.['attachments'] === undefined ? {} : { attachments: [randomUUID()] }) };
    const about = { register: 'dishonesty-record', state: 'effective' } as never;
    const outcome = decide({ register: def, action: step.do, actor, input, today: on, rules: rulesOn(on), current, subject, deeds, about });
    assert.ok(outcome.ok, `${what}: ${step.do} by ${step.by}: ${outcome.ok ? '' : JSON.stringify(outcome.problem)}`);
    current = { state: outcome.value.state, version: 1, sofar: outcome.value.sofar, due: outcome.value.due, where: { subjectId: subject.id, areaCode: subject.areaCode, makerBody: null, handlerBody: null } };
    deeds.push({ action: step.do, by: actor.accountId });
    seen.add(step.do);
  }
  const { state, due } = current as unknown as Current;
  if ((def.states[state] as { due?: { else?: string } }).due?.else !== undefined && typeof due?.on === 'string') assert.ok(due.on >= today, `${what} would move by itself at first start: ${state} until ${due.on}`);
  return state;
}

for (const today of ['2026-11-23', '2026-12-20', '2027-03-15', '2027-10-12']) {
  test(`told on ${today}, the story is accepted step by step and ends in every state`, () => {
    const seen = new Set<string>();
    const last = new Map<string, number>();
    for (const told of story) {
      const state = play(told, today, seen)[0] as string;
      last.set(state, (last.get(state) ?? 0) + 1);
    }
    const states = Object.keys(register.states).filter((state) => state !== 'amending' && state !== 'repaired');
    assert.deepEqual(states.filter((state) => !last.has(state)), [], 'states in which no record stands');
    for (const action of ['submit', 'verify', 'return', 'fix', 'notify', 'state', 'lapse', 'confirm', 'uphold', 'propose', 'sendBack', 'approve', 'correct', 'accept', 'annul', 'withdraw', 'expire']) assert.ok(seen.has(action), action);
  });

  test(`told on ${today}, every finding in effect has a rectification that lives as told, and each light is there`, () => {
    const seen = new Set<string>();
    const last = new Map<string, number>();
    for (const told of story) {
      const state = playRectification(told, today, seen);
      if (state !== undefined) last.set(state, (last.get(state) ?? 0) + 1);
    }
    for (const state of ['ordered', 'explained', 'claimed', 'overdue', 'pressed', 'reddened', 'criticised', 'implemented', 'notImplemented', 'superseded']) assert.ok(last.has(state), `none is ${state}`);
    for (const action of ['enterExplanation', 'enterClaim', 'report', 'extend', 'pause', 'resume', 'sendBack', 'accept', 'spare', 'giveUp']) assert.ok(seen.has(action), action);
  });
}

test('steps of other matters name a register, an action and an account that are there; the whole is played on a database at each start', () => {
  const others = story.flatMap((told) => told.after ?? []);
  for (const { on, do: action, by } of others) {
    assert.ok(Object.hasOwn(registers[on as string]?.actions ?? {}, action), `${on} ${action}`);
    assert.ok(by === 'counter' || by === 'system' || accounts.has(by), by);
  }
  for (const action of ['raise', 'answer', 'correct', 'refuse', 'confirm']) assert.ok(others.some((step) => step.do === action), action);
});
