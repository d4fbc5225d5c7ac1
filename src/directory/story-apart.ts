/**
 * 故事的其余部分: what the demo story tells beside the findings: the habits of those who have to handle what findings bring about, and
 * matters that stand by themselves, such as incentives. They go through the same door, in the order of the same days.
 */
import type { FixedClock } from '../clock.ts';
import type { Actor } from '../core/actor.ts';
import { actIn } from '../store/act.ts';
import type { Tx } from '../store/db.ts';
import type { Wired } from '../wiring.ts';
import { idOfSlug } from './load.ts';

export interface Step {
  readonly do: string;
  /** A step of a matter that this finding brought about, or that somebody raises about it: the register. */
  readonly on?: string;
  /** The register of the matter that this one is about, where that is not the finding itself. */
  readonly about?: string;
  readonly by: string;
  readonly daysAgo: number;
  readonly with?: Readonly<Record<string, unknown>>;
  /** Only matters that hold these values, such as one measure of several. */
  readonly where?: Readonly<Record<string, unknown>>;
}
/** What somebody does with every matter of a register that a step of a finding brings about, some days later; and nothing where there is none. */
export interface Habit extends Omit<Step, 'daysAgo'> {
  readonly on: string;
  readonly after: readonly string[];
  readonly days: number;
}
/** A matter that no finding brings about, such as an incentive: how it begins, and its steps. */
export interface Apart {
  readonly register: string;
  readonly subject: string;
  readonly steps: readonly Step[];
}

export const isAgo = (value: unknown): value is { daysAgo: number } => typeof value === 'object' && value !== null && 'daysAgo' in value;

/** What habits add to a finding's own steps and to those of matters about it, named `register.action`; what would lie ahead is not told. */
export function habitual({ steps, after: others = [], unanswered }: { readonly steps: readonly Step[]; readonly after?: readonly Step[]; readonly unanswered?: true }, habits: readonly Habit[]): (Step & { readonly habit: true })[] {
  if (unanswered === true) return [];
  const all = [...steps, ...others].map((step) => ({ name: step.on === undefined ? step.do : `${step.on}.${step.do}`, ...step }));
  return habits.flatMap(({ after, days, ...habit }) => all.filter((step) => after.includes(step.name) && step.daysAgo - days >= 0).map((step) => ({ ...habit, daysAgo: step.daysAgo - days, habit: true as const })));
}

interface Playing {
  readonly city: string;
  readonly clock: FixedClock;
  readonly dayBefore: (days: number) => string;
  readonly actorFor: (login: string) => Promise<Actor>;
}

/** Matters that stand by themselves: what is returned plays them up to a day. `{ daysAgo }` in what is filled in becomes a day. */
export function playerApart(tx: Tx, house: Wired, matters: readonly Apart[], { city, clock, dayBefore, actorFor }: Playing): (daysAgo: number) => Promise<void> {
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
export async function actOnEach(tx: Tx, house: Wired, actor: Actor, step: Step, register: string, aboutId: string): Promise<void> {
  const from = (house.registers[register]?.actions[step.do] as { from?: readonly string[] } | undefined)?.from ?? [];
  const { rows } = await tx.query<{ id: string }>(
    'select r.id from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_id = $1 and l.to_register = $2 and l.kind = $2 and r.state = any($3) and (r.handler_body = $4 or $4::uuid is null) and r.data @> $5 order by r.no',
    [aboutId, register, from, actor.bodyId, JSON.stringify(step.where ?? {})]);
  for (const { id } of rows) await actIn(tx, house, actor, { register, action: step.do, recordId: id, input: step.with ?? {} });
}

/** A story that cannot be told is a bug of its files. @throws always */
export function fault(message: string): never {
  throw new Error(message);
}
