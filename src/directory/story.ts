/**
 * 演示故事: plays the example city's year through the product's own door: every step by the account that would take it, on its
 * own day, under that day's rules. The demo is therefore made of the same entries, leaves and proofs as real use.
 */
import { randomUUID } from 'node:crypto';
import { counterActor, systemActor, type Actor } from '../core/actor.ts';
import { readList } from '../rulebook/city-files.ts';
import { actIn } from '../store/act.ts';
import { transaction, type Tx } from '../store/db.ts';
import { chinaDay, type FixedClock, fixedClock } from '../clock.ts';
import type { Wired } from '../wiring.ts';
import { actorOf, findAccount } from './accounts.ts';
import { idOfSlug } from './load.ts';

interface Step {
  readonly do: string;
  /** A step of a matter that this finding brought about, or that somebody raises about it: the register. */
  readonly on?: string;
  readonly by: string;
  readonly daysAgo: number;
  readonly with?: Readonly<Record<string, unknown>>;
  /** Only matters that hold these values, such as one measure of several. */
  readonly where?: Readonly<Record<string, unknown>>;
}
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
/** What somebody does with every matter of a register that a step of a finding brings about, some days later; and nothing where there is none. */
interface Habit extends Omit<Step, 'daysAgo'> {
  readonly on: string;
  readonly after: readonly string[];
  readonly days: number;
}
/** A matter that no finding brings about, such as an incentive: how it begins, and its steps. */
interface Apart {
  readonly register: string;
  readonly subject: string;
  readonly steps: readonly Step[];
}

const isAgo = (value: unknown): value is { daysAgo: number } => typeof value === 'object' && value !== null && 'daysAgo' in value;

/** Plays the whole story in one transaction, so that it is there in full or not at all. @returns how many records it made. */
export async function playStory(house: Wired, city: string): Promise<number> {
  const story = readList<Told>(city, 'story.yaml');
  const now = house.clock.now();
  const dayBefore = (days: number): string => chinaDay(new Date(now.getTime() - days * 86_400_000));

  const clock = fixedClock(now);
  const then: Wired = { ...house, clock };
  const actors = new Map<string, Actor>();
  const actorFor = async (login: string): Promise<Actor> => {
    if (login === 'system') return systemActor;
    if (login === 'counter') return counterActor;
    const known = actors.get(login) ?? actorOf((await findAccount(house.pool, login)) ?? fault(`no account ${login}`), house.areas());
    actors.set(login, known);
    return known;
  };
  const habits = readList<Habit>(city, 'habits.yaml');
  const acts: { told: number; step: Step & { readonly habit?: true }; order: number }[] = story.flatMap((told, i) =>
    [{ do: 'create', by: told.maker, daysAgo: told.steps[0]?.daysAgo ?? 0 }, ...told.steps, ...(told.after ?? []), ...habitual(told, habits)].map((step: Step, order) => ({ told: i, step, order })));
  // Told in the order of the days, so that record numbers and leaves run as they would have run.
  acts.sort((a, b) => b.step.daysAgo - a.step.daysAgo || a.told - b.told || a.order - b.order);
  const ids = new Map<number, string>();
  // What one person hands on the same day is one push, as when a clerk sends a batch.
  const pushes = new Map<string, string>();
  const pushOf = (step: Pick<Step, 'do' | 'by' | 'daysAgo'>): string => {
    const key = `${step.do} ${step.by} ${step.daysAgo}`;
    const known = pushes.get(key) ?? randomUUID();
    pushes.set(key, known);
    return known;
  };
  const typed = new Map<number, Record<string, unknown>>();
  const outcome = await transaction(house.pool, async (tx) => {
    const apart = playerApart(tx, then, readList<Apart>(city, 'apart.yaml'), { city, clock, dayBefore, actorFor });
    for (const { told, step, order } of acts) {
      await apart(step.daysAgo);
      const t = story[told] as Told;
      // Later steps of one record come later in the day.
      const minutes = 9 * 60 + (told * 7) % 40 + order * 31;
      clock.set(new Date(`${dayBefore(step.daysAgo)}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00+08:00`));
      if (step.on !== undefined) {
        await actOn(tx, then, await actorFor(step.by), step, step.on, ids.get(told) ?? fault(`story ${told}: ${step.on} before its record`), step.habit === true).catch((error: Error) => fault(`story ${told} (${t.item}, ${t.subject}) ${step.on} ${step.do} by ${step.by}: ${error.message}`));
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
    await tx.query("insert into rc.event (at, kind, detail) values ($1, 'story-played', $2)", [now, JSON.stringify({ city, records: story.length })]);
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  house.afterCommit({ leaves: true, rules: false });
  await house.settled();
  return story.length;
}

/** What habits add to a finding's own steps; what would lie ahead is not told. */
const habitual = ({ steps, unanswered }: Told, habits: readonly Habit[]): (Step & { readonly habit: true })[] =>
  (unanswered === true ? [] : habits.flatMap(({ after, days, ...habit }) => steps.filter((step) => after.includes(step.do) && step.daysAgo - days >= 0).map((step) => ({ ...habit, daysAgo: step.daysAgo - days, habit: true as const }))));

interface Playing {
  readonly city: string;
  readonly clock: FixedClock;
  readonly dayBefore: (days: number) => string;
  readonly actorFor: (login: string) => Promise<Actor>;
}

/** Matters that stand by themselves: what is returned plays them up to a day. `{ daysAgo }` in what is filled in becomes a day. */
function playerApart(tx: Tx, house: Wired, matters: readonly Apart[], { city, clock, dayBefore, actorFor }: Playing): (daysAgo: number) => Promise<void> {
  const acts = matters.flatMap((matter, i) => matter.steps.map((step, order) => ({ matter, i, step, order })));
  acts.sort((a, b) => b.step.daysAgo - a.step.daysAgo || a.i - b.i || a.order - b.order);
  const ids = new Map<number, string>();
  const play = async ({ matter, i, step, order }: (typeof acts)[number]): Promise<void> => {
    clock.set(new Date(`${dayBefore(step.daysAgo)}T15:${String(10 + order).padStart(2, '0')}:00+08:00`));
    const filled = Object.fromEntries(Object.entries(step.with ?? {}).map(([key, value]) => [key, isAgo(value) ? dayBefore(value.daysAgo) : value]));
    const id = ids.get(i);
    const told = `${matter.register} ${step.do} by ${step.by}`;
    if (step.on === undefined) {
      const acted = await actIn(tx, house, await actorFor(step.by), { register: matter.register, action: step.do, input: id === undefined ? { subjectId: idOfSlug(city, matter.subject), ...filled } : filled, ...(id === undefined ? {} : { recordId: id }) })
        .catch((error: Error) => fault(`${told}: ${error.message}`));
      ids.set(i, acted.id);
    } else await actOnEach(tx, house, await actorFor(step.by), { ...step, with: filled }, step.on, id ?? fault(`${told}: not begun`)).catch((error: Error) => fault(`${told}: ${error.message}`));
  };
  return async (daysAgo) => {
    while (acts[0] !== undefined && acts[0].step.daysAgo > daysAgo) await play(acts.shift() as (typeof acts)[number]);
  };
}

/** The step for each matter of a register about another that this actor's body has to handle and that allows it now; the system's, whoever handles them. */
async function actOnEach(tx: Tx, house: Wired, actor: Actor, step: Step, register: string, aboutId: string): Promise<void> {
  const from = (house.registers[register]?.actions[step.do] as { from?: readonly string[] } | undefined)?.from ?? [];
  const { rows } = await tx.query<{ id: string }>(
    'select r.id from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_id = $1 and l.to_register = $2 and l.kind = $2 and r.state = any($3) and (r.handler_body = $4 or $4::uuid is null) and r.data @> $5 order by r.no',
    [aboutId, register, from, actor.bodyId, JSON.stringify(step.where ?? {})]);
  for (const { id } of rows) await actIn(tx, house, actor, { register, action: step.do, recordId: id, input: step.with ?? {} });
}

/** A step of the latest matter of a register about a finding, or the one that raises it; a habit is for all of them. */
async function actOn(tx: Tx, house: Wired, actor: Actor, step: Step, register: string, recordId: string, habit: boolean): Promise<void> {
  if (habit) return actOnEach(tx, house, actor, step, register, recordId);
  const starts = (house.registers[register]?.actions[step.do] as { from?: unknown } | undefined)?.from === 'nothing';
  const { rows: [last] } = await tx.query<{ id: string }>("select r.id from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_register = 'dishonesty-record' and l.from_id = $1 and l.to_register = $2 and r.data @> $3 order by r.created_at desc, r.no desc limit 1", [recordId, register, JSON.stringify(step.where ?? {})]);
  if (!starts && last === undefined) return fault(`no ${register} to act on`);
  await actIn(tx, house, actor, { register, action: step.do, ...(starts ? { input: { recordId, ...step.with } } : { recordId: (last as { id: string }).id, input: step.with ?? {} }) });
}

const hands = (house: Wired, action: string): boolean => (house.registers['dishonesty-record']?.actions[action] as { hands?: string } | undefined)?.hands === 'up';

function fault(message: string): never {
  throw new Error(message);
}
