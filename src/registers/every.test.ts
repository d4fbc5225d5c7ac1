import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { roles, type Actor, type Level, type Role, type Scope, scopes, systemActor } from '../core/actor.ts';
import type { FieldDef } from '../core/field.ts';
import { type Current, decide, grantsFor, permits, reckonDue } from '../core/lifecycle.ts';
import type { ActionDef, Deed, Register, StateDef } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import { boundsOf } from '../store/records.ts';
import { readable } from '../store/rows.ts';
import { registers } from './catalog.ts';
import { aboutFor, body, cities, official, personWith, rulebookOf } from './world-for-tests.ts';

type Action = ActionDef<any, any, any, any>;
type State = StateDef<any, any>;
const today = '2026-11-23';
const lookups = new Map<string, RuleLookup>();
const rulesOf = (city: string): RuleLookup => lookups.get(city) as RuleLookup;
before(async () => { for (const city of cities) lookups.set(city, (await rulebookOf(city)).on(today)); });

const statesOf = (r: Register) => Object.entries(r.states) as [string, State][];
const actionsOf = (r: Register) => Object.entries(r.actions) as [string, Action][];
const fieldsOf = (r: Register) => Object.entries(r.fields) as [string, FieldDef][];
const fromOf = (a: Action): (string | null)[] => (a.from === 'nothing' ? [null] : [...(a.from as readonly string[])]);

/** Where an action may lead from a state. */
function targets(a: Action, from: string | null): string[] {
  const to = a.to as string | { among?: readonly string[] } & Record<string, string>;
  if (to === 'same') return from === null ? [] : [from];
  if (typeof to === 'string') return [to];
  if (to.among !== undefined) return [...to.among];
  return to[from as string] === undefined ? [] : [to[from as string] as string];
}

function reach(r: Register, starts: readonly (string | null)[]): Set<string> {
  const found = new Set<string>();
  const open = [...starts];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const [, a] of actionsOf(r)) {
      for (const to of fromOf(a).includes(state) ? targets(a, state) : []) {
        if (!found.has(to)) open.push(to);
        found.add(to);
      }
    }
  }
  return found;
}

/** What is written in the folder: a refusal is declared once and used at least once. */
const sources = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && !e.name.includes('test')).map((e) => readFileSync(join(e.parentPath, e.name), 'utf8')).join('\n');

const caused = readFileSync(join(import.meta.dirname, 'consequences.ts'), 'utf8').split('\n');
/** Whether another matter takes an action of a register: on what it is about, or on what is linked with it. */
const isCaused = ({ id }: Register, name: string): boolean => caused.some((line) => line.includes(`'${name}'`) && (line.includes('onAbout(h') || line.includes(`do: 'actLinked', register: '${id}'`)));

const hasWords = (label: { zh: string; en: string } | undefined): boolean => label !== undefined && label.zh.trim() !== '' && label.en.trim() !== '' && /\p{Script=Han}/u.test(label.zh);

/** Somebody who stands where every scope of a grant is met, or nowhere near a record. */
const placed = (roleList: readonly Role[], level: Level, personal: boolean): Actor => personWith(roleList, level, { bodyId: personal ? 'x' : body.id, personId: official.id, standsFor: ['office-barred'] });
// The office that would judge is barred, so that whoever stands in for it may act too.
const where = { subjectId: body.id, areaCode: '990121', makerBody: body.id, handlerBody: body.id, barred: ['office-barred'] };
/** A record as an action needs to find it: its clock runs, or stands still for what resumes it. */
function currentFor(register: Register, action: string, state: string | null): Current | null {
  if (state === null) return null;
  const due = reckonDue(register, state, {}, today, rulesOf('example'));
  return { state, version: 1, where, sofar: {}, due: due !== null && clockOf(register, action) === 'resume' ? { ...due, on: null, pauses: [{ from: today }] } : due };
}
const clockOf = (register: Register, action: string) => (Object.hasOwn(register.actions, action) ? (register.actions[action] as Action).clock : undefined);
/** What must have happened before an action can: somebody asked for it. */
const deedsFor = (register: Register, action: string): Deed[] => {
  const request = Object.hasOwn(register.actions, action) ? (register.actions[action] as Action).answers : undefined;
  return request === undefined ? [] : [{ action: request as string, by: 'asker' }];
};

for (const register of Object.values(registers)) {
  describe(`every register: ${register.id}`, () => {
    const ask = (action: string, state: string | null, actor: Actor, deeds: Deed[] = []) =>
      ({ register, action, actor, today, rules: rulesOf('example'), current: currentFor(register, action, state), subject: body, about: aboutFor(register), deeds: [...deedsFor(register, action), ...deeds] });

    test('it has words in both languages everywhere and says which law it serves', () => {
      for (const [what, label] of [['label', register.label], ['purpose', register.purpose], ...fieldsOf(register), ...statesOf(register), ...actionsOf(register), ...Object.entries(register.refusals)] as [string, State][]) assert.ok(hasWords(label), what);
      for (const [key, def] of fieldsOf(register)) for (const choice of def.choices ?? []) assert.ok(hasWords(choice), `${key}: ${choice.value}`);
      assert.ok(register.law.length > 0);
      for (const { instrument, article, says } of register.law) assert.ok(instrument !== '' && article !== '' && (says ?? '') !== '', instrument);
      assert.match(register.series, /^[A-Z]{2}$/);
      assert.match(register.id, /^[a-z]+(-[a-z]+)*$/);
    });

    test('actions take declared fields, keep declared people apart and use every refusal that is declared', () => {
      for (const refusal of Object.keys(register.refusals)) assert.ok(sources.split(`'${refusal}'`).length > 2, `nothing refuses with ${refusal}`);
      for (const [key, a] of actionsOf(register)) {
        for (const take of a.takes) assert.ok(Object.hasOwn(register.fields, take), `${key} takes ${take}`);
        for (const other of (a.apart ?? []) as readonly string[]) {
          const [there, deed] = other.includes('.') ? other.split('.') as [string, string] : [register.id, other];
          assert.ok(Object.hasOwn(registers[there]?.actions ?? {}, deed), `${key} apart from ${other}`);
        }
        if (a.unseals === true) for (const state of fromOf(a)) assert.equal((register.states[state as string] as State).seals, true, `${key} opens what ${state} does not seal`);
        for (const state of fromOf(a)) {
          assert.ok(state === null || Object.hasOwn(register.states, state), `${key} from ${state}`);
          assert.ok(targets(a, state).length > 0, `${key} leads nowhere from ${state}`);
          for (const to of targets(a, state)) assert.ok(Object.hasOwn(register.states, to), `${key} to ${to}`);
          assert.ok(grantsFor(a, state).length > 0, `${key} is granted to nobody in ${state}`);
        }
        for (const state of fromOf(a)) {
          for (const grant of grantsFor(a, state)) {
            const [role, scope] = grant.split('@') as [Role, Scope];
            assert.ok(Object.hasOwn(roles, role) && scopes.includes(scope), grant);
          }
        }
      }
    });

    test('every state can be reached from nothing, left by somebody, and followed to an end', () => {
      const reached = reach(register, [null]);
      for (const [key, state] of statesOf(register)) {
        assert.ok(reached.has(key), `${key} cannot be reached`);
        const ways = actionsOf(register).filter(([, a]) => fromOf(a).includes(key));
        if (state.end === true) {
          assert.deepEqual(ways.map(([name]) => name), [], `${key} is an end`);
          assert.equal(state.due, undefined, `a clock runs in the end ${key}`);
          assert.notEqual(state.disclosed, true, `the end ${key} is disclosed`);
          continue;
        }
        const bySomebody = ways.some(([name, a]) => targets(a, key).some((to) => to !== key) && grantsFor(a, key).some((g) => !g.startsWith('system@') || state.due?.else === name || isCaused(register, name)));
        assert.ok(bySomebody, `nobody can leave ${key}`);
        assert.ok([...reach(register, [key])].some((to) => (register.states[to] as State).end === true), `no end from ${key}`);
      }
    });

    test('limits are in the rulebook of every city, and what happens when nobody acts is the system’s to do', () => {
      for (const [key, state] of statesOf(register)) {
        const { due } = state;
        if (state.while !== undefined) {
          const a = register.actions[state.while.else] as Action | undefined;
          assert.ok(a !== undefined && fromOf(a).includes(key) && grantsFor(a, key).includes('system@any'), `${state.while.else} cannot end ${key}`);
        }
        if (due === undefined) continue;
        if ('within' in due) for (const city of cities) assert.ok(rulesOf(city).find('limit', due.within), `${city}: ${key} needs the limit ${due.within}`);
        if (due.else === undefined) continue;
        const a = register.actions[due.else] as Action | undefined;
        assert.ok(a !== undefined && fromOf(a).includes(key), `${due.else} does not go from ${key}`);
        assert.deepEqual(grantsFor(a, key), ['system@any'], `${due.else} is not the system's`);
        assert.deepEqual(a.takes.filter((t) => (register.fields[t] as FieldDef).optional !== true), [], `${due.else} asks for input`);
      }
    });

    test('a clock is moved where it stays, runs by a limit with no day from outside, and every city lets it move somewhere', () => {
      for (const [key, a] of actionsOf(register)) {
        if (a.answers !== undefined) assert.ok(Object.hasOwn(register.actions, a.answers) && fromOf(a).every((s) => fromOf(register.actions[a.answers as string] as Action).includes(s)), `${key} answers ${a.answers}`);
        if (a.clock === undefined) continue;
        assert.equal(a.to, 'same', `${key} moves a clock and leaves it`);
        const limits = fromOf(a).map((state) => {
          const due = state === null ? undefined : (register.states[state] as State).due;
          assert.ok(due !== undefined && 'within' in due && due.until === undefined, `${key}: no clock that can be moved runs in ${state}`);
          return due.within;
        });
        for (const city of cities) for (const limit of limits) {
          const { body: rule } = rulesOf(city).get('limit', limit);
          assert.ok(a.clock === 'extend' ? rule.extendMax : rule.pausable, `${city}: ${limit} cannot ${a.clock}`);
        }
        if (a.clock === 'pause') assert.ok(actionsOf(register).some(([, other]) => other.clock === 'resume' && fromOf(a).every((s) => fromOf(other).includes(s))), `${key} cannot be resumed`);
        if (a.clock === 'extend') assert.ok(a.answers !== undefined && (a.apart as string[]).includes(a.answers), `${key} takes only one person`);
      }
    });

    test('what is disclosed can be published, and leaving disclosure names a reason that every city knows', () => {
      const disclosed = statesOf(register).filter(([, s]) => s.disclosed === true).map(([key]) => key);
      assert.equal(disclosed.length > 0, register.publication !== undefined);
      const posted = statesOf(register).filter(([, s]) => s.posted === true).map(([key]) => key);
      assert.equal(posted.length > 0, register.posting !== undefined);
      const shown = [...disclosed, ...posted];
      for (const [key, a] of actionsOf(register)) {
        const ends = fromOf(a).some((from) => from !== null && shown.includes(from) && targets(a, from).some((to) => !shown.includes(to)));
        if (ends) assert.ok(a.closing !== undefined, `${key} ends a disclosure without a reason`);
        const choices = a.takes.flatMap((t) => ((register.fields[t] as FieldDef).choices ?? []).map((c) => ({ [t]: c.value })));
        const reasons = typeof a.closing === 'function' ? choices.map((input) => (a.closing as (c: unknown) => string | undefined)({ input })).filter((r) => r !== undefined) : a.closing === undefined ? [] : [a.closing];
        if (typeof a.closing === 'function') assert.ok(reasons.length > 0, `${key} never names a reason`);
        for (const reason of reasons) for (const city of cities) assert.ok(rulesOf(city).find('closing', reason), `${city}: ${key} closes with ${reason}`);
      }
    });

    test('no role acts without a grant, in any state', () => {
      for (const [key, a] of actionsOf(register)) {
        for (const role of Object.keys(roles) as Role[]) {
          for (const state of fromOf(a)) {
            if (grantsFor(a, state).some((g) => g.startsWith(`${role}@`))) continue;
            for (const level of ['town', 'county', 'city'] as const) {
              const outcome = permits(ask(key, state, placed([role], level, false)));
              assert.ok(!outcome.ok && outcome.problem.kind === 'forbidden', `${role} could ${key} in ${state}`);
            }
          }
        }
      }
    });

    test('a grant reaches no further than its scope', () => {
      for (const [key, a] of actionsOf(register)) {
        for (const state of fromOf(a).filter((s) => s !== null)) {
          for (const grant of grantsFor(a, state)) {
            const [role, scope] = grant.split('@') as [Role, Scope];
            if (scope === 'any' || role === 'system') continue;
            const level = (['town', 'county', 'city'] as string[]).includes(scope) ? (scope as Level) : 'county';
            const stranger = personWith([role], level, { bodyId: 'elsewhere', personId: null, areas: new Set(['990122']) });
            const outcome = permits(ask(key, state, stranger));
            assert.ok(!outcome.ok && outcome.problem.kind === 'forbidden', `a stranger could ${key} by ${grant}`);
          }
        }
      }
    });

    test('what is private to its maker’s body is read at own alone, is told to nobody and is nobody else’s to handle', () => {
      const row = { subject_id: body.id, area_code: '990121', handler_body: body.id, maker_body: body.id, barred: where.barred };
      for (const [key, state] of statesOf(register)) {
        for (const grant of register.reads) {
          const [role, scope] = grant.split('@') as [Role, Scope];
          const level = (['town', 'county', 'city'] as string[]).includes(scope) ? (scope as Level) : 'city';
          const [maker, other] = [placed([role], level, false), personWith([role], level, { bodyId: 'another body', personId: null, areas: 'all' })];
          assert.ok(scope === 'self' || readable(maker, register, { ...row, state: key }) === (state.private !== true || scope === 'own'), `${grant} in ${key}`);
          const seen = readable(other, register, { ...row, state: key });
          const further = register.reads.some((each) => each.startsWith(`${role}@`) && !/@(own|self|handling|stead)$/.test(each));
          assert.equal(seen, state.private !== true && further, `another body by ${grant} in ${key}`);
          const values: unknown[] = [];
          const bounds = boundsOf(other, register, (v) => `$${values.push(v)}`);
          const hidden = statesOf(register).filter(([, s]) => s.private === true).map(([name]) => name);
          assert.ok(scope === 'own' || scope === 'self' || hidden.length === 0 || (bounds.includes('not state = any(') && values.some((v) => JSON.stringify(v) === JSON.stringify(hidden))), `${grant} lists ${hidden.join(' ')}: ${bounds}`);
        }
        if (state.private !== true) continue;
        assert.ok(state.toldSubject !== true && state.disclosed !== true, `${key} is private and told`);
        for (const [name, a] of actionsOf(register)) if (fromOf(a).includes(key)) for (const grant of grantsFor(a, key)) assert.ok(grant.endsWith('@own') || grant === 'system@any', `${name} in the private ${key} by ${grant}`);
      }
    });

    test('whoever did what must be kept apart is refused, though holding every role', () => {
      for (const [key, a] of actionsOf(register)) {
        for (const earlier of a.apart ?? []) {
          for (const state of fromOf(a)) {
            const grants = grantsFor(a, state);
            const level = (['town', 'county', 'city'] as const).find((l) => grants.some((g) => g.endsWith(`@${l}`))) ?? 'county';
            const actor = placed(Object.keys(roles).filter((r) => r !== 'system') as Role[], level, false);
            assert.ok(permits(ask(key, state, actor)).ok, `${key} in ${state} is open to nobody`);
            const outcome = permits(ask(key, state, actor, [{ action: earlier, by: actor.accountId }]));
            assert.ok(!outcome.ok && outcome.problem.code === 'same-person', `${key} after ${earlier} by one person`);
          }
        }
      }
    });

    test('nobody judges who is barred, or whose body is, or who decided before, though holding every role; and whoever would judge the office’s own is named', () => {
      const judging = actionsOf(register).filter(([, a]) => a.judges !== undefined);
      for (const [key, a] of judging) {
        for (const state of fromOf(a)) {
          const level = (['town', 'county', 'city'] as const).find((l) => grantsFor(a, state).some((g) => g.endsWith(`@${l}`))) ?? 'county';
          const actor = placed(Object.keys(roles).filter((r) => r !== 'system') as Role[], level, false);
          const barring = (barred: readonly string[]) => permits({ ...ask(key, state, actor), current: { ...(currentFor(register, key, state) as Current), where: { ...where, barred: ['office-barred', ...barred] } } });
          for (const [barred, code] of [[[body.id], 'own-body'], [[official.id], 'own-matter']] as const) {
            const outcome = barring(barred);
            assert.ok(!outcome.ok && outcome.problem.code === code && outcome.problem.detail.zh.includes('回避'), `${key} in ${state} by ${code}`);
          }
          for (const [decided] of judging.filter(([, other]) => other.judges === 'deciding')) {
            const again = permits(ask(key, state, actor, [{ action: decided, by: actor.accountId }]));
            assert.ok(!again.ok && again.problem.code === 'same-person', `${key} in ${state} by whoever did ${decided}`);
          }
          assert.ok(!grantsFor(a, state).some((g) => /^(verifier|reviewer)@city$|^auditor@/.test(g)) || grantsFor(a, state).includes('arbiter@stead'), `nobody may ${key} in ${state} when the office is barred`);
        }
      }
      // What can be appealed against is judged, and by a level not above that of those who review.
      if (!Object.hasOwn(register.actions, 'contest') || !grantsFor(register.actions['contest'] as Action, 'refused').includes('system@any')) return;
      const reviewers = Object.values(registers['appeal']?.actions ?? {}).filter((a) => (a as Action).judges === 'deciding').flatMap((a) => grantsFor(a as Action, 'raised'));
      assert.ok(judging.some(([, a]) => a.judges === 'deciding') && reviewers.length > 0 && reviewers.every((g) => g === 'arbiter@city'));
      assert.ok(fieldsOf(registers['appeal'] as Register).some(([key, f]) => key === 'aboutRegister' && f.choices?.some((c) => c.value === register.id)), 'a refusal that promises an appeal can be appealed against');
    });

    test('keys that an action does not take are refused, and names every object has are no actions', () => {
      const everybody = (level: Level): Actor => placed(Object.keys(roles) as Role[], level, false);
      const other = fieldsOf(register).map(([key]) => key);
      for (const [key, a] of actionsOf(register)) {
        const unknown = ['zzz', 'state', 'id', 'seq', 'constructor', ...other.filter((f) => !a.takes.includes(f))];
        const outcome = decide({ ...ask(key, fromOf(a)[0] ?? null, everybody('city')), actor: systemLike(a, fromOf(a)[0] ?? null), input: Object.fromEntries(unknown.map((k) => [k, 'x'])) });
        assert.ok(!outcome.ok && outcome.problem.kind === 'invalid', `${key}: ${JSON.stringify(outcome)}`);
        const named = outcome.problem.errors?.map((e) => e.pointer) ?? [];
        for (const k of unknown) assert.ok(named.includes(k), `${key} lets ${k} through`);
      }
      for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
        const outcome = permits(ask(name, null, everybody('city')));
        assert.ok(!outcome.ok && outcome.problem.kind === 'not-found', name);
      }
    });
  });
}

/** Somebody who may take the action. */
function systemLike(a: Action, state: string | null): Actor {
  const [grant] = grantsFor(a, state);
  const [role, scope] = (grant as string).split('@') as [Role, string];
  if (role === 'system') return systemActor;
  return placed([role], (['town', 'county', 'city'] as string[]).includes(scope) ? (scope as Level) : 'city', false);
}
