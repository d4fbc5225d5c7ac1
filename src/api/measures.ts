/** 奖惩措施接口: who carries out what, who has not answered, who has not given a shared finding back; and what one finding brought about, whom it is known to. */
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { daysBetween } from '../core/identifiers/dates.ts';
import type { Register, StateDef } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import { holdersByAnswer } from '../store/answers.ts';
import { boundsOf, findRecord } from '../store/records.ts';
import { type Placed, readable, type RecordRow } from '../store/rows.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { type RouteDef, route } from './route.ts';

/** Most lines of one board: what is open is read by people. Those who owe an answer come first, and how many more there are is said. */
const linesMax = 500;
/** States in which somebody has let the time pass. */
const late = ['silent', 'unacknowledged'];

interface Line extends RecordRow {
  readonly body_name: string | null;
  readonly subject_name: string | null;
  readonly record_id: string | null;
  readonly record_no: string | null;
  /** The finding as far as it tells who may open it. */
  readonly finding: (Placed & { readonly state: string }) | null;
  readonly first_on: string;
  readonly since_on: string;
  /** The last day that a clock of it had. */
  readonly was_due: string | null;
}

interface Asked {
  readonly record: string | undefined;
  readonly states: readonly string[] | undefined;
  /** The body that handles it; 'none' where there is none yet. */
  readonly executor?: string | undefined;
}

/** Lines of a register that the actor may read, with the body that handles each and the finding it is about. */
async function linesOf(house: Wired, actor: Actor, register: Register, { record, states, executor }: Asked): Promise<Line[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where = [`r.register = ${bind(register.id)}`, ...(states === undefined ? [] : [`r.state = any(${bind(states)})`])];
  if (record !== undefined) where.push(`exists (select from rc.link l where l.to_register = r.register and l.to_id = r.id and l.from_register = 'dishonesty-record' and l.from_id = ${bind(record)})`);
  if (executor !== undefined) where.push(executor === 'none' ? 'r.handler_body is null' : `r.handler_body = ${bind(executor)}`);
  const bounds = boundsOf(actor, register, bind);
  const { rows } = await house.pool.query<Line>(
    `select r.*, b.name as body_name, s.name as subject_name, f.id as record_id, f.no as record_no, f.finding, first.on_day as first_on, last.on_day as since_on, clock.due_on as was_due
     from (select * from rc.record where ${bounds}) r left join rc.subject b on b.id = r.handler_body left join rc.subject s on s.id = r.subject_id
       left join lateral (select t.id, t.no, jsonb_build_object('state', t.state, 'subject_id', t.subject_id, 'area_code', t.area_code, 'maker_body', t.maker_body, 'handler_body', t.handler_body) as finding from rc.link l join rc.record t on (t.register, t.id) = (l.from_register, l.from_id) where (l.to_register, l.to_id, l.from_register) = (r.register, r.id, 'dishonesty-record') limit 1) f on true
       join rc.entry first on (first.register, first.record_id, first.n) = (r.register, r.id, 1)
       join lateral (select e.on_day from rc.entry e where (e.register, e.record_id) = (r.register, r.id) and e.state_from is distinct from e.state_to order by e.n desc limit 1) last on true
       left join lateral (${wasDue}) clock on true
     where ${where.join(' and ')} order by (r.state = any(${bind(late)})) desc, case when r.state = any(${bind(late)}) then clock.due_on end, b.name nulls first, last.on_day, r.no limit ${linesMax}`, values);
  return rows;
}

/** The last day that a record's clock had: a lapse is entered when the platform gets to it, and counts from that day all the same. */
const wasDue = 'select e.due_on from rc.entry e where (e.register, e.record_id) = (r.register, r.id) and e.due_on is not null order by e.n desc limit 1';
/** How long somebody has owed an answer; in other states, how long it has stood there. */
const daysOf = ({ state, was_due: due, since_on: since }: Pick<Line, 'state' | 'was_due' | 'since_on'>, today: string): number => daysBetween(late.includes(state) ? due ?? since : since, today);

interface Sum {
  readonly id: string | null;
  readonly name: string | null;
  readonly state: string;
  readonly count: number;
  /** Of what is late: since when the longest. */
  readonly since: string | null;
}

/** How many measures each executor has in each state: all of them, however many lines the board shows. */
async function sumsOf(house: Wired, actor: Actor, register: Register, states: readonly string[]): Promise<readonly (Omit<Sum, 'since'> & { longest: number })[]> {
  const values: unknown[] = [register.id, states, late];
  const bounds = boundsOf(actor, register, (value) => `$${values.push(value)}`);
  const { rows } = await house.pool.query<Sum>(
    `select r.handler_body as id, b.name, r.state, count(*)::int as count, min(clock.due_on) as since from (select * from rc.record where register = $1 and state = any($2) and ${bounds}) r
       left join rc.subject b on b.id = r.handler_body left join lateral (${wasDue}) clock on r.state = any($3) group by 1, 2, 3 order by b.name nulls first, r.state`, values);
  return rows.map(({ since, ...sum }) => ({ ...sum, longest: since === null ? 0 : daysBetween(since, house.clock.today()) }));
}

function lineView(house: Wired, actor: Actor, register: Register, row: Line, rules: RuleLookup) {
  const state = register.states[row.state] as StateDef<any, any>;
  const data = row.data as { measure?: string; measureVersion?: number; endsOn?: string; cause?: string; purpose?: string; untilOn?: string };
  const entry = data.measure === undefined ? undefined : (data.measureVersion === undefined ? undefined : rules.version('measure', data.measure, data.measureVersion)) ?? rules.find('measure', data.measure);
  return {
    register: register.id, id: row.id, no: row.no, state: row.state, stateLabel: { zh: state.zh, en: state.en }, dueOn: row.due_on, severity: row.severity,
    title: row.title === '' ? `${row.no}（已封存）` : row.title, entry: entry === undefined ? null : { version: entry.version, basis: entry.basis, ...entry.body },
    body: row.handler_body === null ? null : { id: row.handler_body, name: row.body_name ?? '' },
    // Whom a measure about a person concerns is told on its own page, for a purpose.
    subject: row.subject_id === null || row.personal ? null : { id: row.subject_id, name: row.subject_name ?? '' }, personal: row.personal,
    record: row.record_id === null ? null : { id: row.record_id, no: row.record_no, opens: row.finding !== null && readable(actor, house.registers['dishonesty-record'] as Register, row.finding) }, startedOn: row.first_on, sinceOn: row.since_on, days: daysOf(row, house.clock.today()),
    purpose: data.purpose ?? null, untilOn: data.endsOn ?? data.untilOn ?? null, cause: causeLabel(register, data.cause),
  };
}

function causeLabel(register: Register, cause: string | undefined) {
  const found = (register.fields as Record<string, { choices?: readonly { value: string; zh: string; en: string }[] }>)['cause']?.choices?.find((c) => c.value === cause);
  return found === undefined ? null : { zh: found.zh, en: found.en };
}

/** Whom answers told of a finding, for those who may see its leases. */
async function answersAbout(house: Wired, actor: Actor, lease: Register, recordId: string) {
  const finding = await findRecord(house.pool, actor, house.registers['dishonesty-record'] as Register, recordId);
  if (finding === undefined || !readable(actor, lease, { ...finding, handler_body: null, state: 'held' })) return [];
  return (await holdersByAnswer(house.pool, house, finding)).map(({ bodyId, bodyName, answers, purpose, sinceOn }) => ({ body: { id: bodyId, name: bodyName }, answers, purpose, sinceOn }));
}

const query = z.object({ record: z.uuid().optional(), state: z.string().max(80).optional(), executor: z.union([z.uuid(), z.literal('none')]).optional() });
const isOpen = (register: Register): string[] => Object.entries(register.states as Record<string, StateDef<any, any>>).filter(([, s]) => s.end !== true).map(([key]) => key);

export const measureRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/measures', answer: shape.measures, query, summary: { zh: '奖惩措施与共享租约', en: 'Measures and leases' },
    handler: async ({ house, actor, query: { record, state, executor } }) => {
      const rules = house.rulesOn(house.clock.today());
      const [measure, lease] = [house.registers['measure'] as Register, house.registers['lease'] as Register];
      // The board shows what is open; beside a finding stands everything that it brought about.
      const open = isOpen(measure);
      const asked = state?.split(',') ?? open;
      const [measures, leases, sums, answers] = await Promise.all([
        linesOf(house, actor, measure, { record, executor, states: record === undefined ? open.filter((one) => asked.includes(one)) : undefined }),
        linesOf(house, actor, lease, { record, states: record === undefined ? ['recalled', 'unacknowledged'] : undefined }),
        record === undefined ? sumsOf(house, actor, measure, open) : [],
        record === undefined ? [] : answersAbout(house, actor, lease, record),
      ]);
      const fits = sums.filter((sum) => asked.includes(sum.state) && (executor === undefined || (sum.id ?? 'none') === executor));
      return { sums, total: record === undefined ? fits.reduce((n, sum) => n + sum.count, 0) : measures.length, measures: measures.map((row) => lineView(house, actor, measure, row, rules)), leases: leases.map((row) => lineView(house, actor, lease, row, rules)), answers };
    },
  }),
];
