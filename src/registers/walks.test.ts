import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Actor, systemActor } from '../core/actor.ts';
import { pausedSince } from '../core/clock.ts';
import type { FieldDef } from '../core/field.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { type Current, decide, type Decision, grantsFor, permits } from '../core/lifecycle.ts';
import type { Publication } from '../core/publication.ts';
import type { ActionDef, Deed, Register, StateDef } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { registers } from './catalog.ts';
import { aboutFor, body, cities, drawer, inputFor, official, people, rulebookOf, subjects } from './world-for-tests.ts';

type Action = ActionDef<any, any, any, any>;
const stateOf = (r: Register, key: string) => r.states[key] as StateDef<any, any>;
const action = (r: Register, key: string) => r.actions[key] as Action;
const names = (r: Register): string[] => Object.keys(r.actions);

const books = new Map<string, Rulebook>();
before(async () => { for (const city of cities) books.set(city, await rulebookOf(city)); });

interface Life {
  readonly register: Register;
  current: Current | null;
  deeds: Deed[];
  today: string;
}

const seen = { states: new Set<string>(), fields: new Set<string>(), moves: new Set<string>() };

/** What the actor would be told about the record, asked as the door asks it. */
const question = (life: Life, name: string, actor: Actor, rules: RuleLookup) => ({
  register: life.register, action: name, actor, today: life.today, rules, current: life.current, deeds: life.deeds,
  subject: subjects.find((s) => s.id === life.current?.where.subjectId) ?? (life.register.about === undefined ? null : body),
  about: aboutFor(life.register),
});

function follow(life: Life, actor: Actor, d: Decision): void {
  const where = life.current?.where ?? { subjectId: null, areaCode: body.areaCode, makerBody: actor.bodyId ?? 'office-county', handlerBody: body.id };
  const { subjectId, handlerId } = life.register.columns(d.sofar as never, books.get('example')?.on(life.today) as RuleLookup);
  life.current = { state: d.state, version: d.version, sofar: JSON.parse(JSON.stringify(d.sofar)), due: d.due, where: { ...where, subjectId: subjectId ?? null, handlerBody: handlerId ?? where.handlerBody } };
  life.deeds = [...life.deeds, { action: d.action, by: actor.accountId }];
  seen.states.add(`${life.register.id} ${d.state}`);
  for (const key of Object.keys(d.sofar)) seen.fields.add(`${life.register.id} ${key}`);
}

/** One attempt; what was decided, if anything. */
function attempt(life: Life, name: string, actor: Actor, tape: readonly number[], rules: RuleLookup): Decision | undefined {
  const { takes } = action(life.register, name);
  const input = actor.accountId === null && takes.length === 1 && (life.register.fields as Record<string, FieldDef>)[takes[0] as string]?.kind === 'subject' ? { [takes[0] as string]: official.id } : inputFor(life.register, takes, life.current?.sofar ?? {}, rules, drawer(tape));
  const about = subjects.find((s) => s.id === input['subjectId']);
  const q = question(life, name, actor, rules);
  const outcome = decide({ ...q, subject: about ?? q.subject, input });
  if (!outcome.ok) {
    assert.ok(outcome.problem.detail.zh.length > 4 && outcome.problem.detail.en.length > 2, outcome.problem.code);
    return undefined;
  }
  check(life, actor, outcome.value);
  follow(life, actor, outcome.value);
  return outcome.value;
}

/** What must hold after every decision, whatever the register. */
function check(life: Life, actor: Actor, d: Decision): void {
  const { register } = life;
  const a = action(register, d.action);
  const state = stateOf(register, d.state);
  if (a.to !== 'same') assert.equal(d.due === null, state.due === undefined, `${d.state}: a clock runs exactly where it is declared`);
  if (d.due?.on === null) assert.equal(a.clock === 'pause' || life.current?.due?.on === null, true, `${d.action} stops the clock`);
  else if ((a.to !== 'same' && !runsOn(life, d)) || a.clock !== undefined) assert.ok(d.due === null || d.due.on >= life.today, `${d.action} on ${life.today} sets ${d.due?.on}`);
  checkMove(life, a, d);
  assert.equal(d.version, (life.current?.version ?? 1) + (a.revises === true ? 1 : 0));
  for (const key of Object.keys(d.sofar)) assert.ok(Object.hasOwn(register.fields, key), `${key} is no field`);
  if (actor.accountId !== null) for (const deed of life.deeds) assert.ok(!(deed.by === actor.accountId && ((a.apart ?? []) as readonly string[]).includes(deed.action)), `${d.action} by whoever did ${deed.action}`);
  const wasShown = d.stateFrom !== null && stateOf(register, d.stateFrom).disclosed === true;
  if (state.disclosed !== true || wasShown) return;
  const hands = new Set([...life.deeds.map((deed) => deed.by), actor.accountId].filter((by) => by !== null));
  assert.ok(hands.size >= 3, `disclosed by the hands of ${hands.size}`);
  const [first] = life.deeds;
  assert.notEqual(first?.by, actor.accountId, 'whoever began it also disclosed it');
}

/** Whether the next state shares the clock of the one before. */
function runsOn({ register, current }: Life, d: Decision): boolean {
  const due = stateOf(register, d.state).due as { within?: string; runsOn?: true } | undefined;
  return due?.runsOn === true && current?.due?.rule.key === due.within && current?.state !== d.state;
}

/** What a move leaves behind: one open pause at most and only where there is no day, one extension at most, nothing lost, and a fresh clock elsewhere. */
function checkMove(life: Life, a: Action, d: Decision): void {
  const { register, current, today } = life;
  const stood = current?.due ?? null;
  const open = (d.due?.pauses ?? []).filter((pause) => pause.to === undefined);
  assert.deepEqual(open.length, d.due !== null && d.due.on === null ? 1 : 0);
  if (runsOn(life, d)) assert.deepEqual([d.due?.from, d.due?.rule, d.due?.extension], [stood?.from, stood?.rule, stood?.extension], `${d.action} goes on with the clock`);
  else if (a.to !== 'same') assert.deepEqual([d.due?.pauses, d.due?.extension], [undefined, undefined], `${d.action} starts a fresh clock`);
  if (a.clock === undefined) return a.to === 'same' ? assert.deepEqual(d.due, stood) : undefined;
  seen.moves.add(`${register.id} ${a.clock}`);
  assert.ok(stood !== null && d.due !== null);
  assert.deepEqual([d.due.from, d.due.rule], [stood.from, stood.rule]);
  assert.ok(d.rules.some((r) => r.key === stood.rule.key && r.version === stood.rule.version), `${d.action} cites the rule of its clock`);
  if (a.clock === 'extend') assert.ok(stood.extension === undefined && d.due.extension !== undefined && (d.due.on as string) > (stood.on as string));
  if (a.clock === 'resume' && pausedSince(stood) === today) assert.deepEqual(d.due.pauses, (stood.pauses ?? []).slice(0, -1), 'paused and resumed on one day');
}

/** What the platform does by itself on the days that pass. */
function pass(life: Life, days: number, rulebook: Rulebook): void {
  life.today = addDays(life.today, days);
  for (let turns = 0; turns < 5 && typeof life.current?.due?.on === 'string' && life.current.due.on < life.today; turns++) {
    const otherwise = stateOf(life.register, life.current.state).due?.else;
    if (otherwise === undefined) return;
    const done = attempt(life, otherwise, systemActor, [0], rulebook.on(life.today));
    assert.ok(done !== undefined, `${otherwise} could not run in ${life.current.state}`);
  }
}

/** An action that somebody may take now, and who; ends and ways back seldom, so that lives grow long. */
function choose(life: Life, actors: readonly Actor[], rules: RuleLookup, pick: number): readonly [Actor, string] | undefined {
  const { register, current } = life;
  const lapse = current === null ? undefined : stateOf(register, current.state).due?.else;
  const here = names(register).filter((key) => key !== lapse && (current === null ? action(register, key).from === 'nothing' : (action(register, key).from as readonly string[]).includes(current.state)));
  const able = new Map(here.map((key) => [key, actors.filter((actor) => permits(question(life, key, actor, rules)).ok)] as const).filter(([, who]) => who.length > 0));
  // What leaves a record and its clock where they are, such as a note or an urging: a life does not grow by that.
  const noted = (key: string): boolean => action(register, key).to === 'same' && (grantsFor(action(register, key), current?.state ?? null).every((grant) => grant === 'system@any')
    || (action(register, key).clock === undefined && action(register, key).answers === undefined && !names(register).some((each) => action(register, each).answers === key)));
  const forward = [...able.keys()].filter((key) => action(register, key).danger !== true && action(register, key).hands !== 'back' && !noted(key));
  const keys = forward.length > 0 && pick % 7 > 0 ? forward : [...able.keys()];
  const key = keys[(pick >> 3) % Math.max(1, keys.length)];
  if (key === undefined) return undefined;
  const who = able.get(key) as Actor[];
  return [who[(pick >> 6) % who.length] as Actor, key];
}

const step = fc.record({ days: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 30, 400), willing: fc.nat(9), pick: fc.nat(9999), tape: fc.array(fc.nat(9999), { minLength: 12, maxLength: 12 }) });
const walkSteps = fc.array(step, { minLength: 16, maxLength: 40 });

for (const register of Object.values(registers)) {
  describe(`random lives: ${register.id}`, () => {
    test('whoever acts in whatever order, clocks, versions, ends and the rule of three people hold', () => {
      const rulebook = books.get('example') as Rulebook;
      const actors = [...people(), systemActor];
      fc.assert(fc.property(walkSteps, fc.nat(2), (steps, patience) => {
        const life: Life = { register, current: null, deeds: [], today: '2026-11-23' };
        for (const { days, willing, pick, tape } of steps) {
          pass(life, days, rulebook);
          // In some lives nobody moves while days pass: limits take their course one after the other.
          if (patience === 0 && (days > 0 || pick % 2 === 0) && life.current !== null) continue;
          const rules = rulebook.on(life.today);
          const [actor, name] = (willing > 0 && choose(life, actors, rules, pick)) || [actors[pick % actors.length] as Actor, names(register)[pick % names(register).length] as string];
          const stood = life.current === null ? null : stateOf(register, life.current.state);
          // Most inputs are refused for a reason; a few more are tried before life goes on.
          let done: Decision | undefined;
          for (let shift = 0; shift < 4 && done === undefined; shift++) done = attempt(life, name, actor, [...tape.slice(shift), ...tape.slice(0, shift)], rules);
          if (stood?.end === true) assert.equal(done, undefined, `an end accepted ${name}`);
        }
      }), { numRuns: 1000, seed: 2017_83 });
    });

    test('those lives met every state, every field and every move of a clock that is declared', () => {
      const moves = names(register).flatMap((key) => action(register, key).clock ?? []);
      assert.deepEqual(moves.filter((move) => !seen.moves.has(`${register.id} ${move}`)), []);
      assert.deepEqual(Object.keys(register.states).filter((key) => !seen.states.has(`${register.id} ${key}`)), []);
      assert.deepEqual(Object.keys(register.fields).filter((key) => !seen.fields.has(`${register.id} ${key}`)), []);
    });
  });

  const { publication } = register;
  if (publication === undefined) continue;
  test(`what is not declared public never shows: ${register.id}`, () => {
    const fields = Object.entries(register.fields) as [string, FieldDef][];
    for (const city of cities) {
      const rules = (books.get(city) as Rulebook).on('2026-11-23');
      for (const item of rules.all('item')) for (const mode of ['full', 'summary'] as const) {
        const hidden: string[] = [];
        const hide = (what: string): string => { hidden.push(`哨${what}${hidden.length}兵`); return hidden.at(-1) as string; };
        const secret = item.body.fields.filter((f) => f.disclose === 'never' || (f.disclose === 'full' && mode === 'summary'));
        const facts = Object.fromEntries(item.body.fields.map((f) => [f.key, secret.includes(f) ? hide(f.key) : f.type === 'money' ? 100 : f.example]));
        const subject = { ...(item.body.subjectKind === 'official' ? official : body), name: item.body.subjectKind === 'official' && secret.some((f) => f.as === 'subjectName') ? '欧阳知微' : body.name };
        const sofar = Object.fromEntries(fields.map(([key, def]) => [key, def.kind === 'facts' && key !== 'facts' ? { [item.body.fields[0]?.key as string]: hide(key) }
          : def.kind === 'masks' ? (def.disclose === 'public' ? {} : Object.fromEntries([...secret.map((f) => f.key), 'nothing'].map((k) => [k, hide(`${key}.${k}`)])))
          : def.kind === 'choice' ? def.choices?.[0]?.value : def.disclose === 'public' ? '可以公开' : def.kind === 'files' ? [hide(key)] : hide(key)]));
        const shown: Publication = publication({
          no: 'XX-2026-000001', version: 1, subject, rules, attachmentNames: { a: hide('attachment') },
          sofar: { ...sofar, item: item.key, itemVersion: item.version, facts, mode, ground: rules.all('ground')[0]?.key, severity: 'general', from: '2026-11-23', until: '2027-11-23' },
        });
        const text: string = `${JSON.stringify(shown.body)}\n${shown.haystack}`;
        assert.ok(hidden.length >= 5);
        assert.deepEqual(hidden.filter((canary) => text.includes(canary)), [], `${city} ${item.key} ${mode}`);
        assert.ok(!text.includes('欧阳知微'), `${item.key} shows the name of a person`);
        assert.ok(item.body.fields.filter((f) => f.disclose === 'summary').every((f) => f.type === 'money' || f.type === 'choice' || f.type === 'choices' || f.example === '' || text.includes(f.example)), `${item.key} hides what it should show`);
      }
    }
  });
}
