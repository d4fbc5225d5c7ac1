/**
 * 状态与公示的对应: a record in a disclosed state stands in the published schema and no other does; whatever left a disclosed
 * state stands among the ended; what was sealed has an envelope. Nobody may be shown or hidden by editing one table alone.
 * That something of a kind is amiss shows when all records are gone through; here it is found which, and asked for nothing else.
 */
import type { Register, StateDef } from '../../core/register.ts';
import type { Asked } from '../db.ts';
import type { Counts } from './counts.ts';
import { type Finding, type Findings, namedMax, nextStep } from './findings.ts';

type Found = { readonly name: string };

interface Check {
  readonly code: string;
  readonly table: string;
  readonly column?: string;
  readonly zh: string;
  readonly en: string;
  readonly sql: string;
  /** What to do about it, when it is not to restore a backup. */
  readonly next?: Finding['next'];
}

/** Sums of one table of counts that are not what the records say. */
const miscounted = (tally: string, keys: string, sums: string, truth: string, some = `having ${sums.split(', ')[0]} <> 0`): Check => ({
  code: 'miscounted', table: tally, zh: '计数与记录不符', en: 'does not count what is recorded', next: nextStep.recount,
  sql: `select '${tally}' as name where exists ((select ${keys}, ${sums} from ${tally} group by ${keys} ${some} except ${truth}) union all (${truth} except select ${keys}, ${sums} from ${tally} group by ${keys} ${some}))`,
});

const checks: readonly Check[] = [
  {
    code: 'not-published', table: 'pub.record', zh: '状态为公示中，公示库里却没有', en: 'is in a disclosed state but not published',
    sql: `select coalesce(r.no, r.id::text) as name from rc.record r where (r.register, r.state) in (select * from disclosed) and not exists (select from pub.record p where p.id = r.id)`,
  },
  {
    code: 'not-disclosed', table: 'pub.record', zh: '在公示库里，而该记录不存在或不在公示中', en: 'is published but the record is missing or in no disclosed state',
    sql: `select p.no as name from pub.record p where not exists (select from rc.record r where r.id = p.id and (r.register, r.state) in (select * from disclosed))`,
  },
  {
    code: 'number-differs', table: 'pub.record', column: 'no', zh: '公示库里的编号与记录的编号不符', en: 'bears another number in public than inside',
    sql: `select p.no as name from pub.record p join rc.record r on r.id = p.id where r.no is distinct from p.no`,
  },
  {
    code: 'not-ended', table: 'pub.ended', zh: '曾经公示、现已不在公示中，却没有结束公示的登记', en: 'was disclosed and is no longer, but nothing says that it ended',
    sql: `select coalesce(r.no, r.id::text) as name from rc.record r where (r.register, r.state) not in (select * from disclosed)
      and exists (select from rc.entry e where e.register = r.register and e.record_id = r.id and (e.register, e.state_to) in (select * from disclosed)) and not exists (select from pub.ended x where x.id = r.id)`,
  },
  {
    code: 'ended-alive', table: 'pub.ended', zh: '登记为已结束公示，而该记录不存在或仍在公示中', en: 'is among the ended but the record is missing or still disclosed',
    sql: `select x.id::text as name from pub.ended x where not exists (select from rc.record r where r.id = x.id and ((r.register, r.state) not in (select * from disclosed)
      or exists (select from pub.record p where p.id = x.id and p.leaf > (select max(l.n::bigint) from jsonb_array_elements_text(x.leaves) as l (n)))))`,
  },
  {
    code: 'not-sealed', table: 'rc.sealed', zh: '已到封存状态，却没有封存件', en: 'came to a state that seals but has no envelope',
    sql: `select coalesce(r.no, r.id::text) as name from rc.record r where (r.register, r.state) in (select * from sealing) and not exists (select from rc.sealed s where s.register = r.register and s.record_id = r.id)`,
  },
  {
    code: 'sealed-early', table: 'rc.sealed', zh: '有封存件，而该记录不在封存状态', en: 'has an envelope but is in no state that seals',
    sql: `select coalesce(r.no, s.record_id::text) as name from rc.sealed s left join rc.record r on r.register = s.register and r.id = s.record_id where r.id is null or (s.opened_n is null and (r.register, r.state) not in (select * from sealing)
      and not exists (select from rc.link l join rc.sealed p on (p.register, p.record_id) = (l.from_register, l.from_id) where (l.to_register, l.to_id) = (r.register, r.id) and l.kind in (l.to_register, 'of')))`,
  },
  {
    code: 'entry-missing', table: 'rc.entry', column: 'n', zh: '没有任何办理记录', en: 'has no entry at all',
    sql: `select coalesce(r.no, r.id::text) as name from rc.record r where not exists (select from rc.entry e where e.register = r.register and e.record_id = r.id)`,
  },
  {
    code: 'content-orphan', table: 'rc.entry_content', zh: '办理内容没有对应的办理记录', en: 'is content without an entry',
    sql: `select c.register || '/' || c.record_id || '#' || c.n as name from rc.entry_content c where not exists (select from rc.entry e where (e.register, e.record_id, e.n) = (c.register, c.record_id, c.n))`,
  },
  miscounted('rc.stock_tally', 'register, area_code, maker_body, state, item, severity', 'sum(n)', 'select register, area_code, maker_body, state, item, severity, count(*) from rc.record group by 1, 2, 3, 4, 5, 6'),
  miscounted('rc.flow_tally', 'register, month, action, area_code, maker_body', 'sum(n)', 'select f.register, f.month, f.action, r.area_code, r.maker_body, count(*) from rc.flow_fact f join rc.record r on (r.register, r.id) = (f.register, f.record_id) group by 1, 2, 3, 4, 5'),
  miscounted('rc.push_tally', 'register, push_id, area_code, maker_body', 'sum(pushed), sum(accepted), sum(returned)', 'select f.register, f.push_id, r.area_code, r.maker_body, count(*), sum(f.accepted), sum(f.returned) from rc.push_fact f join rc.record r on (r.register, r.id) = (f.register, f.record_id) group by 1, 2, 3, 4'),
];

/** What of the standing of records one look at all of them put in doubt: codes of checks. */
export type Doubt = 'not-published' | 'not-disclosed' | 'number-differs' | 'not-ended' | 'ended-alive' | 'not-sealed' | 'sealed-early' | 'entry-missing' | 'content-orphan';

/** States of registers, pair by pair; plain, so that a thread can be given them. */
export interface StatePairs {
  readonly register: readonly string[];
  readonly state: readonly string[];
}

/** States in which a record is shown, and in which it is sealed. */
export interface StandingPairs {
  readonly disclosed: StatePairs;
  readonly sealing: StatePairs;
}

const pairsOf = (registers: readonly Register[], is: (state: StateDef<any, any>) => boolean): StatePairs => {
  const found = registers.flatMap((register) => Object.entries(register.states as Record<string, StateDef<any, any>>).filter(([, state]) => is(state)).map(([state]) => [register.id, state] as const));
  return { register: found.map(([register]) => register), state: found.map(([, state]) => state) };
};

export const standingPairs = (registers: readonly Register[]): StandingPairs => ({ disclosed: pairsOf(registers, (state) => state.disclosed === true), sealing: pairsOf(registers, (state) => state.seals === true) });

/** The same to be asked of every record. */
export class Standing {
  readonly disclosed: States;
  readonly sealing: States;

  constructor({ disclosed, sealing }: StandingPairs) {
    this.disclosed = new States(disclosed);
    this.sealing = new States(sealing);
  }
}

class States implements StatePairs {
  readonly register: readonly string[];
  readonly state: readonly string[];
  readonly #byRegister = new Map<string, Set<string>>();

  constructor({ register, state }: StatePairs) {
    this.register = register;
    this.state = state;
    for (const [at, each] of register.entries()) this.#byRegister.set(each, (this.#byRegister.get(each) ?? new Set()).add(state[at] as string));
  }

  has(register: string, state: string): boolean {
    return this.#byRegister.get(register)?.has(state) === true;
  }
}

/** Names the rows behind each doubt, and the counts that do not fit what was counted. */
export async function checkStanding(db: Asked, { disclosed, sealing }: Standing, doubts: ReadonlySet<Doubt>, counts: Counts, findings: Findings): Promise<void> {
  const given = 'with disclosed as (select * from unnest($1::text[], $2::text[])), sealing as (select * from unnest($3::text[], $4::text[]))';
  for (const check of checks) {
    if (check.code === 'miscounted' ? await counts.agree(db, check.table) : !doubts.has(check.code as Doubt)) continue;
    const { rows } = await db.query<Found>(`${given} select name from (${check.sql}) as found order by name limit ${namedMax + 1}`, [disclosed.register, disclosed.state, sealing.register, sealing.state]);
    for (const { name } of rows) findings.add(findingOf(check, name));
  }
}

const findingOf = ({ code, table, column, zh, en, next }: Check, row: string): Finding =>
  ({ severity: 'error', code, table, row, ...(column === undefined ? {} : { column }), zh: `${row}：${zh}`, en: `${row} ${en}`, next: next ?? nextStep.restore });
