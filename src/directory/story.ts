/**
 * 演示故事: plays the example city's year through the product's own door: every step by the account that would take it, on its
 * own day, under that day's rules. The demo is therefore made of the same entries, leaves and proofs as real use.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { counterActor, systemActor, type Actor } from '../core/actor.ts';
import { readList } from '../rulebook/city-files.ts';
import { actIn } from '../store/act.ts';
import { transaction, type Tx } from '../store/db.ts';
import { storeFile } from '../store/uploads.ts';
import { chinaDay, fixedClock } from '../clock.ts';
import type { Wired } from '../wiring.ts';
import { actorOf, findAccount } from './accounts.ts';
import { idOfSlug } from './load.ts';
import { actOnEach, type Apart, fault, type Habit, habitual, isAgo, playerApart, type Step } from './story-apart.ts';

interface Told {
  readonly item: string;
  readonly maker: string;
  readonly subject: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
  /** Steps of other matters about it, by register. */
  readonly after?: readonly Step[];
  /** The habits of others let this one be. */
  readonly unanswered?: true;
}

/** A document that a step hands in: uploaded by whoever takes the step. */
interface Paper {
  readonly name: string;
  readonly text: string;
}

/** Something else that happened in that year, told on its day among the steps of the records. */
export interface Also {
  readonly daysAgo: number;
  readonly play: (tx: Tx, house: Wired, actorFor: (login: string) => Promise<Actor>) => Promise<unknown>;
}

/** Plays the whole story in one transaction, so that it is there in full or not at all. @returns how many records it made. */
export async function playStory(house: Wired, city: string, also: readonly Also[] = []): Promise<number> {
  const story = readList<Told>(city, 'story.yaml');
  const now = house.clock.now();
  const dayBefore = (days: number): string => chinaDay(new Date(now.getTime() - days * 86_400_000));
  const clock = fixedClock(now);
  const then: Wired = { ...house, clock };
  const actorFor = casting(house);
  const acts = actsOf(story, readList<Habit>(city, 'habits.yaml'));
  const ids = new Map<number, string>();
  const pushOf = pushing();
  const typed = new Map<number, Record<string, unknown>>();
  const outcome = await transaction(house.pool, async (tx) => {
    const apart = playerApart(tx, then, readList<Apart>(city, 'apart.yaml'), { city, clock, dayBefore, actorFor });
    const tellBefore = teller(also, tx, then, actorFor, (daysAgo) => clock.set(new Date(`${dayBefore(daysAgo)}T17:00:00+08:00`)));
    for (const { told, step, order } of acts) {
      await apart(step.daysAgo);
      await tellBefore(step.daysAgo);
      const t = story[told] as Told;
      // Later steps of one record come later in the day.
      const minutes = Math.min(9 * 60 + (told * 7) % 40 + order * 31, 24 * 60 - 1);
      clock.set(new Date(`${dayBefore(step.daysAgo)}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00+08:00`));
      if (step.on !== undefined) {
        const [actor, whole] = [await actorFor(step.by), wholeOf(step, typed.get(told))];
        await actOn(tx, then, actor, { ...whole, with: await filled(then, actor, city, whole.with ?? {}, dayBefore) }, step.on, ids.get(told) ?? fault(`story ${told}: ${step.on} before its record`), step.habit === true).catch((error: Error) => fault(`story ${told} (${t.item}, ${t.subject}) ${step.on} ${step.do} by ${step.by}: ${error.message}`));
        continue;
      }
      const subjectId = idOfSlug(city, t.subject);
      const facts = typed.get(told) ?? Object.fromEntries(Object.entries(t.facts).map(([k, v]) => [k, isAgo(v) ? dayBefore(v.daysAgo) : v]));
      const extra = step.with ?? {};
      const merged = { ...facts, ...(extra['facts'] as object | undefined) };
      typed.set(told, merged);
      const input = step.do === 'create' ? { item: t.item, subjectId, facts }
        : step.do === 'fix' ? { ...extra, subjectId, facts: merged }
        : step.do === 'correct' ? { ...extra, proposedFacts: { ...facts, ...(extra['proposedFacts'] as object) } } : extra;
      const id = ids.get(told);
      const acted = await actIn(tx, then, await actorFor(step.by), { register: 'dishonesty-record', action: step.do, input, ...(hands(then, step.do) ? { pushId: pushOf(step) } : {}), ...(id === undefined ? {} : { recordId: id }) })
        .catch((error: Error) => fault(`story ${told} (${t.item}, ${t.subject}) ${step.do} by ${step.by}: ${error.message}`));
      ids.set(told, acted.id);
    }
    await apart(-1);
    await tellBefore(-Infinity);
    await tx.query("insert into rc.event (at, kind, detail) values ($1, 'story-played', $2)", [now, JSON.stringify({ city, records: story.length })]);
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  house.afterCommit({ leaves: true, rules: false });
  await house.settled();
  return story.length;
}

/** Whoever takes a step, by login; asked for once. */
function casting(house: Wired): (login: string) => Promise<Actor> {
  const actors = new Map<string, Actor>([['system', systemActor], ['counter', counterActor]]);
  return async (login) => {
    const known = actors.get(login) ?? actorOf((await findAccount(house.pool, login)) ?? fault(`no account ${login}`), house.areas());
    actors.set(login, known);
    return known;
  };
}

/** What one person hands on the same day is one push, as when a clerk sends a batch. */
function pushing(): (step: Pick<Step, 'do' | 'by' | 'daysAgo'>) => string {
  const pushes = new Map<string, string>();
  return (step) => {
    const key = `${step.do} ${step.by} ${step.daysAgo}`;
    const known = pushes.get(key) ?? randomUUID();
    pushes.set(key, known);
    return known;
  };
}

/** What a step says, with its days made absolute, its subject found, its plan written out line by line and its papers uploaded by whoever takes it. */
async function filled(house: Wired, actor: Actor, city: string, said: Readonly<Record<string, unknown>>, dayBefore: (days: number) => string): Promise<Record<string, unknown>> {
  const whole: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(said)) {
    if (isAgo(value)) whole[key] = dayBefore(value.daysAgo);
    else if ((key === 'subjectId' || key === 'holderId') && typeof value === 'string') whole[key] = idOfSlug(city, value);
    else if (key === 'stages') whole[key] = stagesText(value as Readonly<Record<string, string>>, dayBefore);
    else if (key === 'attachments') {
      const ids: string[] = [];
      for (const { name, text } of value as readonly Paper[]) ids.push(((await storeFile(house, actor, Readable.from([Buffer.from(text)]), name)) ?? fault(`no such kind of file: ${name}`)).id);
      whole[key] = ids;
    } else whole[key] = value;
  }
  return whole;
}

/** `{ 20: 支付第一笔, 5: 付清 }`, days ago, as the lines of a plan. */
export const stagesText = (stages: Readonly<Record<string, string>>, dayBefore: (days: number) => string): string =>
  Object.entries(stages).sort(([a], [b]) => Number(b) - Number(a)).map(([ago, what]) => `${dayBefore(Number(ago))} ${what}`).join('\n');

interface Act {
  readonly told: number;
  readonly step: Step & { readonly habit?: true };
  readonly order: number;
}

/** All steps in the order of the days, so that record numbers and leaves run as they would have run. */
function actsOf(story: readonly Told[], habits: readonly Habit[]): Act[] {
  const acts = story.flatMap((told, i) => [{ do: 'create', by: told.maker, daysAgo: told.steps[0]?.daysAgo ?? 0 }, ...told.steps, ...(told.after ?? []), ...habitual(told, habits)].map((step: Step, order) => ({ told: i, step, order })));
  return acts.sort((a, b) => b.step.daysAgo - a.step.daysAgo || a.told - b.told || a.order - b.order);
}

/** Tells what else happened before a day, each at the end of its own: whatever the records went through that day came before. */
function teller(also: readonly Also[], tx: Tx, house: Wired, actorFor: (login: string) => Promise<Actor>, setClock: (daysAgo: number) => void): (daysAgo: number) => Promise<void> {
  const left = [...also].sort((a, b) => b.daysAgo - a.daysAgo);
  return async (daysAgo) => {
    while (left[0] !== undefined && left[0].daysAgo > daysAgo) {
      const next = left.shift() as Also;
      setClock(next.daysAgo);
      await next.play(tx, house, actorFor).catch((error: Error) => fault(`story, ${next.daysAgo} days ago: ${error.message}`));
    }
  };
}

/** The latest matter of a register about a finding that holds these values; of a register that is about nothing, the latest of all. */
async function lastOf(tx: Tx, house: Wired, name: string, recordId: string, where: Readonly<Record<string, unknown>> = {}): Promise<{ id: string } | undefined> {
  if (name === 'dishonesty-record') return { id: recordId };
  const { rows: [linked] } = await tx.query<{ id: string }>(
    "select r.id from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_register = 'dishonesty-record' and l.from_id = $1 and l.to_register = $2 and r.data @> $3 order by r.created_at desc, r.no desc limit 1", [recordId, name, JSON.stringify(where)]);
  if (linked !== undefined || house.registers[name]?.about !== undefined) return linked;
  return (await tx.query<{ id: string }>('select id from rc.record where register = $1 order by created_at desc, no desc limit 1', [name])).rows[0];
}

/** A step of the latest matter of a register about a finding, or the one that raises it; a habit is for all of them. */
async function actOn(tx: Tx, house: Wired, actor: Actor, step: Step, register: string, recordId: string, habit: boolean): Promise<void> {
  if (habit) return actOnEach(tx, house, actor, step, register, recordId);
  const action = house.registers[register]?.actions[step.do] as { readonly from?: unknown; readonly takes: readonly string[] } | undefined;
  const starts = action?.from === 'nothing';
  const last = await lastOf(tx, house, register, recordId, step.where);
  if (!starts && last === undefined) return fault(`no ${register} to act on`);
  const about = step.about !== undefined ? { aboutRegister: step.about, aboutId: (await lastOf(tx, house, step.about, recordId))?.id } : action?.takes.includes('recordId') === true ? { recordId } : {};
  await actIn(tx, house, actor, { register, action: step.do, ...(starts ? { input: { ...about, ...step.with } } : { recordId: (last as { id: string }).id, input: step.with ?? {} }) });
}

/** A correction says only what it changes of the facts. */
const wholeOf = (step: Step, facts: object | undefined): Step => (step.with?.['facts'] === undefined ? step : { ...step, with: { ...step.with, facts: { ...facts, ...(step.with['facts'] as object) } } });

const hands = (house: Wired, action: string): boolean => (house.registers['dishonesty-record']?.actions[action] as { hands?: string } | undefined)?.hands === 'up';
