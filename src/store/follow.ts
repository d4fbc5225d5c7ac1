/**
 * 联动: carries out what the table of consequences says follows from an action: as the system, through the same door, in the same
 * transaction, so that no effect can be missing where its cause is on record.
 */
import { type Actor, systemActor } from '../core/actor.ts';
import type { Effect, Happened, Sought } from '../core/effect.ts';
import type { ActionDef, StateDef } from '../core/register.ts';
import type { Acted, Request } from './act.ts';
import { takeFromAnswers } from './answers.ts';
import type { Tx } from './db.ts';
import type { House } from './house.ts';
import { voidLetters } from './letters.ts';
import { findSought, holdersOf } from './linked.ts';

/** The door itself, handed in: effects go through it like everything else. */
export type Door = (tx: Tx, house: House, actor: Actor, request: Request) => Promise<Acted>;

export interface Followed {
  readonly leaves: boolean;
  readonly rules: boolean;
}

/** Carries out the effects of what happened, in order. */
export async function follow(tx: Tx, house: House, door: Door, actor: Actor, register: string, happened: Happened): Promise<Followed> {
  let leaves = false;
  let rules = false;
  for (const effect of house.consequencesOf(register, happened)) {
    const results = await carryOut({ tx, house, door, actor, register, recordId: happened.recordId, happened }, effect);
    leaves ||= results.some((r) => r.leaves);
    rules ||= effect.do === 'rule' || results.some((r) => r.rules);
  }
  return { leaves, rules };
}

interface Carrying {
  readonly tx: Tx;
  readonly house: House;
  readonly door: Door;
  readonly actor: Actor;
  readonly register: string;
  readonly recordId: string;
  readonly happened: Happened;
}

/** What follows is done by the system; whose deed it follows from goes along. */
const bySystem = (c: Carrying, request: Request): Promise<Acted> => c.door(c.tx, c.house, systemActor, { ...request, cause: c.happened.by });

async function carryOut(c: Carrying, effect: Effect): Promise<readonly Pick<Acted, 'leaves' | 'rules'>[]> {
  const { tx, house } = c;
  switch (effect.do) {
    case 'rule': {
      const { rows: [first] } = await tx.query<{ by: string | null }>('select by_account as by from rc.entry where register = $1 and record_id = $2 and n = 1', [c.register, c.recordId]);
      await house.putRule(tx, effect, { changeId: c.recordId, proposedBy: first?.by ?? null, approvedBy: c.actor.accountId });
      return [];
    }
    case 'letter':
      await house.issueLetter(tx, house, { ...effect, about: { register: c.register, id: c.recordId }, to: effect.to ?? null }, c.happened.by);
      return [{ leaves: true, rules: false }];
    case 'voidLetters':
      await voidLetters(tx, c.register, c.recordId, c.happened.today);
      return [];
    case 'start': return effect.eachBody === undefined ? start(c, effect) : startEach(c, effect, effect.eachBody);
    case 'actSubject': return actSubject(c, effect);
    case 'actLinked': return actLinked(c, effect);
    case 'replace': return [await bySystem(c, { register: c.register, action: effect.action, input: effect.input, insteadOf: c.recordId })];
    case 'enrol': return [await bySystem(c, { register: effect.register, recordId: effect.recordId, action: effect.action, input: { subjectId: await house.enrol(tx, effect) } })];
    case 'learn': return house.learn(tx, effect).then(() => []);
    case 'forget': return house.forget(tx, effect).then(() => []);
    case 'act': return [await bySystem(c, { register: effect.register, recordId: effect.recordId, action: effect.action, input: await filled(tx, effect.input, effect.find) })];
  }
}

async function filled(tx: Tx, input: Readonly<Record<string, unknown>>, find: Readonly<Record<string, Sought>> = {}): Promise<Record<string, unknown>> {
  const whole: Record<string, unknown> = { ...input };
  for (const [key, sought] of Object.entries(find)) {
    const id = await findSought(tx, sought);
    if (id !== undefined) whole[key] = id;
  }
  return whole;
}

const endsOf = (house: House, register: string): string[] => Object.entries((house.registers[register]?.states ?? {}) as Record<string, StateDef<any, any>>).filter(([, s]) => s.end === true).map(([key]) => key);

async function start(c: Carrying, effect: Extract<Effect, { do: 'start' }>): Promise<readonly Acted[]> {
  const { tx, house } = c;
  if (effect.unless !== undefined) {
    const { rowCount } = await tx.query(
      `select from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id)
       where (l.from_register, l.from_id, l.to_register, l.kind) = ($1, $2, $3, $4) and r.data @> $5 and r.state <> all($6)`,
      [c.register, c.recordId, effect.register, effect.link, JSON.stringify(effect.unless), endsOf(house, effect.register)]);
    if (rowCount !== 0) return [];
  }
  const whole = await filled(tx, effect.input, effect.find);
  const starts: Acted[] = [];
  for (const more of await inputsOfEach(tx, house, effect.each)) {
    const started = await bySystem(c, { register: effect.register, action: effect.action, input: { ...whole, ...more }, areaCode: effect.areaCode, makerBody: effect.makerBody ?? null });
    await tx.query('insert into rc.link (from_register, from_id, to_register, to_id, kind) values ($1,$2,$3,$4,$5) on conflict do nothing', [c.register, c.recordId, effect.register, started.id, effect.link]);
    starts.push(started);
  }
  return starts;
}

/** What each of the matters to begin is told on top; one that is begun for nobody in particular is told nothing. */
async function inputsOfEach(tx: Tx, house: House, each: Extract<Effect, { do: 'start' }>['each']): Promise<readonly Readonly<Record<string, string>>[]> {
  if (each === undefined) return [{}];
  if ('toldOf' in each) return (await takeFromAnswers(tx, house, each.about, each.toldOf)).map((told) => pick(each.into, told));
  return (await holdersOf(tx, each.postsOf, each.on)).map((holder) => pick(each.into, holder));
}

const pick = <K extends string>(into: Readonly<Record<K, string>>, from: Readonly<Record<K, string>>): Record<string, string> => Object.fromEntries((Object.keys(into) as K[]).map((key) => [into[key], from[key]]));

/** One for each body with a duty, in the order of the directory. */
async function startEach(c: Carrying, effect: Extract<Effect, { do: 'start' }>, { field, duty }: { readonly field: string; readonly duty: string }): Promise<readonly Acted[]> {
  const { rows } = await c.tx.query<{ id: string }>("select id from rc.subject where kind = 'body' and valid_to is null and $1 = any(duties) order by slug, id", [duty]);
  const started: Acted[] = [];
  for (const { id } of rows) started.push(...(await start(c, { ...effect, input: { ...effect.input, [field]: id } })));
  return started;
}

async function actSubject(c: Carrying, effect: Extract<Effect, { do: 'actSubject' }>): Promise<readonly Acted[]> {
  const action = c.house.registers[effect.register]?.actions[effect.action] as ActionDef<any, any, any, any> | undefined;
  const { rows } = await c.tx.query<{ id: string }>('select id from rc.record where register = $1 and subject_id = $2 and state = any($3) order by id', [effect.register, effect.subjectId, action?.from ?? []]);
  const acted: Acted[] = [];
  for (const { id } of rows) acted.push(await bySystem(c, { register: effect.register, recordId: id, action: effect.action, input: effect.input }));
  return acted;
}

async function actLinked(c: Carrying, effect: Extract<Effect, { do: 'actLinked' }>): Promise<readonly Acted[]> {
  const action = c.house.registers[effect.register]?.actions[effect.action] as ActionDef<any, any, any, any> | undefined;
  const { rows } = await c.tx.query<{ id: string }>(
    `select r.id from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id)
     where (l.from_register, l.from_id, l.to_register, l.kind) = ($1, $2, $3, $4) and r.state = any($5) and r.data @> $6 order by r.id`,
    [effect.at?.register ?? c.register, effect.at?.id ?? c.recordId, effect.register, effect.link, action?.from ?? [], JSON.stringify(effect.where ?? {})]);
  const acted: Acted[] = [];
  for (const { id } of rows) acted.push(await bySystem(c, { register: effect.register, recordId: id, action: effect.action, input: effect.input }));
  return acted;
}
