/**
 * 测试用的小城: the example city on days that pass, for random lives. Somebody of its accounts takes an action that a register offers, or
 * one that it does not; days go by; the rulebook changes; somebody asks before an award. Every draw comes from a tape of numbers, and
 * nothing depends on ids, so that one seed tells one story.
 */
import assert from 'node:assert/strict';
import { type Actor, counterActor, type Role, systemActor } from '../core/actor.ts';
import type { Unresolved } from '../core/effect.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { grantsFor, permits } from '../core/lifecycle.ts';
import type { ActionDef, Register } from '../core/register.ts';
import { check } from '../eligibility/check.ts';
import { askedLine } from '../eligibility/asked.ts';
import type { TestHouse } from '../for-tests.ts';
import { drawer } from '../registers/world-for-tests.ts';
import { act } from '../store/act.ts';
import { recheck } from '../store/conditions.ts';
import { reveal } from '../store/conceal.ts';
import { transaction } from '../store/db.ts';
import { type Door, doorOf, slug } from '../store/door-for-tests.ts';
import { aboutOf, deedsOf } from '../store/linked.ts';
import { readable, type RecordRow, whereabouts } from '../store/rows.ts';
import { sweep } from '../store/worker.ts';
import { findingOf, type FindingKind, inputFor } from './inputs-for-tests.ts';

export type TurnKind = 'act' | 'begin' | 'stray' | 'wait' | 'find' | 'rule' | 'ask';

/** One turn of fate; `tape` is what all its choices are drawn from. */
export interface Turn {
  readonly kind: TurnKind;
  readonly tape: readonly number[];
}

type Action = ActionDef<any, any, any, any>;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const staff: readonly Role[] = ['maker', 'verifier', 'reviewer', 'arbiter', 'auditor', 'identity'];
const inputsTried = 4;
/** Rules of measures and incentives that come and go. */
/** Matters about findings about persons alone, and about bodies alone. */
const ofPersons: Readonly<Record<string, boolean>> = { leniency: true, clearance: true, rectification: false };
/** Where people judge what others did: of these there should be much. */
const judgedTwice = ['objection', 'appeal', 'repair', 'leniency', 'end-review', 'identity-review'];
/** Steps that end a matter, or leave it where it is, though no definition calls them dangerous. */
const seldom = ['regional-evaluation.drop', 'incentive.decline', 'incentive.revoke', 'clearance.decline', 'repair.decline', 'measure.urge', 'lease.urge', 'rectification.urge', 'measure.assign', 'rule-change.withdraw'];
const changing = ['honours.cancel', 'criticism.public', 'assessment.strict', 'official.honours', 'standing.list'];

/** How often each action was tried and taken in all cities of a run: what was tried least comes next. */
export type Tried = Map<string, { tries: number; taken: number }>;

/** A finding about a person whose name more than one bears, as an import brings it. */
const unresolvedOf = (register: string, input: Readonly<Record<string, unknown>>): Unresolved | null => (register !== 'dishonesty-record' || input['subjectId'] !== undefined || !['discipline', 'accountability-official'].includes(String(input['item'])) ? null
  : { name: '曹观澜', hint: '某局科员', candidates: ['cao-guanlan', 'liang-zhiwei'].map((name) => ({ id: slug(name), name, about: '' })) });

export class Town {
  readonly t: TestHouse;
  readonly door: Door;
  readonly actors: readonly Actor[];
  /** What happened so far, a line each. */
  readonly story: string[] = [];
  readonly #tried: Tried;
  #findings = 0;
  #cases = 0;

  private constructor(t: TestHouse, actors: readonly Actor[], tried: Tried) {
    this.t = t;
    this.#tried = tried;
    this.door = doorOf(t);
    this.actors = actors;
  }

  /** @param isCrowded everybody of the staff holds every role: then nothing but the rules about persons keeps them apart. */
  static async open(t: TestHouse, isCrowded: boolean, tried: Tried): Promise<Town> {
    const { rows } = await t.house.pool.query<{ login: string }>('select login from rc.account where active order by login');
    const actors: Actor[] = [];
    for (const { login } of rows) {
      const actor = await t.actor(login);
      const isStaff = actor.roles.some((role) => staff.includes(role));
      actors.push(isCrowded && isStaff ? { ...actor, roles: [...new Set([...actor.roles, ...staff])] } : actor);
    }
    return new Town(t, [...actors, counterActor, systemActor], tried);
  }

  get today(): string { return this.t.clock.today(); }

  /** Time goes on with every turn, so that what came first can be told. */
  tick(): void { this.t.clock.set(new Date(this.t.clock.now().getTime() + 60_000)); }

  /** A number that no other document of this city bears. */
  nextCase(): number { return (this.#cases += 1); }

  note(line: string): void { this.story.push(`${this.today} ${line}`); }

  /** @returns whether anything changed. */
  async live({ kind, tape }: Turn): Promise<boolean> {
    const draw = drawer(tape);
    this.tick();
    switch (kind) {
      case 'wait': return this.#wait(draw([1, 3, 8, 8, 20, 20, 35, 95, 400]));
      case 'find': return this.#find(draw);
      case 'rule': return this.#changeRule(draw);
      case 'ask': return this.#ask(draw);
      case 'stray': return this.#stray(draw);
      case 'begin': return (await this.#begin(draw)) || this.#act(draw);
      case 'act': return (await this.#act(draw)) || this.#begin(draw);
    }
  }

  async #wait(days: number): Promise<boolean> {
    this.t.clock.set(new Date(`${addDays(this.today, days)}T09:00:00+08:00`));
    const moved = (await recheck(this.t.house)) + (await sweep(this.t.house, quiet));
    this.note(`waited ${days} days, ${moved} moved`);
    return true;
  }

  /** A finding is brought as far as chance has it, by the people whose work that is. */
  async #find(draw: Draw): Promise<boolean> {
    this.#findings += 1;
    // A city begins with something of each that is to be seen.
    const first: readonly (readonly FindingKind[])[] = [['honour'], ['judgment', 'grave', 'breach'], ['sanction'], ['clearing'], ['dispute']];
    const kind = draw<FindingKind>(first[this.#findings - 1] ?? ['judgment', 'grave', 'breach', 'breach', 'sanction', 'sanction']);
    const { no, state } = await findingOf(this, kind, this.#findings, draw);
    this.note(`found ${no} (${kind}), ${state}`);
    return true;
  }

  async #changeRule(draw: Draw): Promise<boolean> {
    const key = draw(changing);
    const { rows: [last] } = await this.t.house.pool.query("select body from rc.rule where kind = 'measure' and key = $1 order by version desc limit 1", [key]);
    const { repealed, ...body } = last.body;
    const next = repealed === true ? body : draw([true, false]) && body.kind === 'restraint' ? { ...body, proportion: ['serious'], trigger: { ...body.trigger, severities: ['serious'] } } : { ...body, repealed: true };
    const { id } = await this.door.does('guize1', 'propose', undefined, { kind: 'measure', key, body: next, basis: 'policy', effectiveFrom: this.today, reason: '修订' }, { register: 'rule-change' });
    this.tick();
    await this.door.does('guize2', 'approve', id, {}, { register: 'rule-change' });
    await this.t.house.settled();
    await recheck(this.t.house);
    this.note(`rule ${key} ${next.repealed === true ? 'repealed' : 'changed'}`);
    return true;
  }

  async #ask(draw: Draw): Promise<boolean> {
    const kind = draw(['body', 'body', 'official'] as const);
    const { rows } = await this.t.house.pool.query<{ name: string; at: string }>(
      kind === 'body' ? "select name, '' as at from rc.subject where slug in ('jb-housing', 'jb-transport', 'jb-finance') order by slug"
      : "select s.name, b.name as at from rc.subject s join rc.post p on p.official_id = s.id join rc.subject b on b.id = p.body_id where s.slug in ('cao-guanlan', 'liang-zhiwei') and p.valid_to is null order by s.slug");
    const names = rows.filter(() => draw([true, true, false])).map(({ name, at }, n) => askedLine(kind, n + 1, { name, bodyName: at }, this.today));
    if (names.length === 0) return false;
    const actor = this.actors.find((a) => a.accountId !== null && a.bodyName === '江衡市发展和改革委员会' && a.roles.includes('verifier')) as Actor;
    const asked = { occasion: draw(kind === 'body' ? ['award', 'honour', 'pilot', 'fund'] : ['award']), kind, names, ...(kind === 'body' ? {} : { purpose: 'award', because: '年度评优' }) };
    this.tick();
    const made = await transaction(this.t.house.pool, (tx) => check(tx, this.t.house, actor, asked, true));
    assert.ok(made.ok, JSON.stringify(made));
    this.t.house.afterCommit({ leaves: true, rules: false });
    this.note(`asked ${made.value.no} for ${asked.occasion}: ${names.map(({ name }) => name).join(' ')}`);
    return true;
  }

  /** Matters that go on, in the order of their numbers. */
  async #open(where: string, values: readonly unknown[] = []): Promise<RecordRow[]> {
    const { rows } = await this.t.house.pool.query<RecordRow>(`select * from rc.record where ${where} order by created_at, no`, [...values]);
    return rows.filter((row) => this.register(row.register).states[row.state]?.end !== true);
  }

  register(id: string): Register { return this.t.house.registers[id] as Register; }

  /** Who could take which actions of a matter now. */
  async #able(row: RecordRow): Promise<(readonly [string, readonly Actor[]])[]> {
    const register = this.register(row.register);
    const deeds = await deedsOf(this.t.house.pool, register, [row.id]);
    const current = { state: row.state, version: row.version, where: whereabouts(row), sofar: row.data, due: row.due };
    const q = { register, today: this.today, rules: this.t.house.rulesOn(this.today), current, subject: null, deeds };
    const here = Object.entries(register.actions as Record<string, Action>).filter(([, { from }]) => from !== 'nothing' && from.includes(row.state));
    const people = this.actors.filter((a) => a !== systemActor);
    return here.map(([name]) => [name, people.filter((actor) => readable(actor, register, row) && permits({ ...q, action: name, actor }).ok)] as const).filter(([, who]) => who.length > 0);
  }

  /** Of what could be done, what was tried least so far, or any. */
  #rarest<T>(draw: Draw, of: readonly T[], name: (each: T) => string): T {
    const count = (each: T): number => this.#tried.get(name(each))?.tries ?? 0;
    const least = Math.min(...of.map(count));
    return draw(draw([true, true, false]) ? of.filter((each) => count(each) === least) : of);
  }

  /** Ends and ways back seldom, so that lives grow long. */
  #forward<T extends { readonly row: RecordRow; readonly action: string }>(draw: Draw, able: readonly T[]): readonly T[] {
    const forward = able.filter(({ row, action }) => {
      const a = this.register(row.register).actions[action] as Action;
      return a.danger !== true && a.hands !== 'back' && !seldom.includes(`${row.register}.${action}`);
    });
    return forward.length > 0 && draw([true, true, true, true, true, false]) ? forward : able;
  }

  async #act(draw: Draw): Promise<boolean> {
    const open = await this.#open("not data ? 'sealed' or state in ('granted', 'repaired')");
    // One of each register, lest the many small matters leave the few great ones no turn.
    const some = [...Map.groupBy(open, (row) => row.register).values()].map((rows) => draw(draw([true, false]) ? rows : rows.slice(-2)));
    const all = (await Promise.all(some.map(async (row) => (await this.#able(row)).map(([action, who]) => ({ row, action, who }))))).flat();
    if (all.length === 0) return false;
    const judged = all.filter(({ row }) => judgedTwice.includes(row.register));
    const able = judged.length > 0 && draw([true, true, false]) ? judged : all;
    const { row, action, who } = this.#rarest(draw, this.#forward(draw, able), (each) => `${each.row.register}.${each.action}`);
    return this.#take(draw, row.register, action, draw(who), row);
  }

  /** Begins a matter that people begin, about another one where it is about one. */
  async #begin(draw: Draw): Promise<boolean> {
    const starts = Object.values(this.t.house.registers).flatMap((register) => Object.entries(register.actions as Record<string, Action>)
      .filter(([, a]) => a.from === 'nothing' && grantsFor(a, null).some((grant) => !grant.startsWith('system@'))).map(([action]) => ({ register, action })));
    const judged = draw([true, true, false]) ? starts.filter((each) => judgedTwice.includes(each.register.id)) : starts.filter((each) => each.register.id !== 'rule-change');
    const { register, action } = this.#rarest(draw, judged, (each) => `${each.register.id}.${each.action}`);
    const abouts = register.id === 'appeal' ? await this.#open("register in ('objection', 'repair') and state = 'refused'") : register.about === undefined ? [] : await this.#open("register = 'dishonesty-record' and state not in ('draft', 'discarded') and personal is not distinct from coalesce($1, personal)", [ofPersons[register.id] ?? null]);
    const about = abouts.length === 0 ? undefined : draw(draw([true, false]) ? abouts : abouts.slice(-3));
    if (register.about !== undefined && about === undefined) return false;
    const q = { register, action, today: this.today, rules: this.t.house.rulesOn(this.today), current: null, subject: null, deeds: [], about: about === undefined ? null : aboutOf(this.t.house, about) };
    const who = this.actors.filter((actor) => actor !== systemActor && permits({ ...q, actor }).ok && (about === undefined || actor === counterActor || readable(actor, this.register(about.register), about)));
    // An appeal is for whoever was refused, by the way in which they had asked.
    const fitting = register.id !== 'appeal' || about === undefined ? who : who.filter((a) => (about.data['via'] === 'account') === (about.subject_id !== null && [a.bodyId, a.personId].includes(about.subject_id)));
    return fitting.length > 0 && this.#take(draw, register.id, action, draw(fitting), undefined, about);
  }

  /** Anybody tries anything. */
  async #stray(draw: Draw): Promise<boolean> {
    const rows = await this.#open('true');
    const row = rows.length === 0 ? undefined : draw(rows);
    const register = row === undefined || draw([true, false, false]) ? draw(Object.values(this.t.house.registers)) : this.register(row.register);
    const action = draw(Object.keys(register.actions));
    return this.#take(draw, register.id, action, draw(this.actors.filter((a) => a !== systemActor)), row?.register === register.id ? row : undefined, row, 1);
  }

  async #take(draw: Draw, register: string, action: string, actor: Actor, row: RecordRow | undefined, about?: RecordRow, tries = inputsTried): Promise<boolean> {
    const { takes } = this.register(register).actions[action] as Action;
    let why = '';
    const key = `${register}.${action}`;
    const tried = this.#tried.get(key) ?? { tries: 0, taken: 0 };
    this.#tried.set(key, tried);
    tried.tries += 1;
    for (let n = 0; n < tries; n++) {
      const sofar = row === undefined ? {} : reveal(this.t.house, row.data);
      const input = await inputFor(this, { register, action, takes, actor, row, about, sofar }, draw);
      const outcome = await act(this.t.house, actor, { register, action, input, ...(row === undefined ? { unresolved: unresolvedOf(register, input) } : { recordId: row.id }) });
      const by = this.nameOf(actor);
      if (outcome.ok) {
        tried.taken += 1;
        this.note(`${outcome.value.no} ${key} by ${by}${about === undefined || row !== undefined ? '' : ` about ${about.no}`} → ${outcome.value.state}`);
        return true;
      }
      assert.match(outcome.problem.detail.zh, /\p{Script=Han}.{3}/u, `${key} is refused without words: ${JSON.stringify(outcome.problem)}`);
      why = `${outcome.problem.code} ${JSON.stringify(outcome.problem.errors ?? '')}`;
      if (outcome.problem.kind === 'forbidden' || outcome.problem.kind === 'wrong-state') break;
    }
    this.note(`(${row?.no ?? ''} ${key} by ${this.nameOf(actor)}: ${why})`);
    return false;
  }

  nameOf(actor: Actor): string { return actor.name.split(' ').at(-1) as string; }
}

export type Draw = ReturnType<typeof drawer>;
