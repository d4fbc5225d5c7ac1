/**
 * 条件复查: some states last only while something in the rulebook does (a measure lives no longer than its catalogue entry).
 * When rules change, and each day, every record in such a state is asked again; where it no longer holds, the system acts.
 */
import { systemActor } from '../core/actor.ts';
import type { Register, StateDef } from '../core/register.ts';
import { act } from './act.ts';
import { reveal } from './conceal.ts';
import type { House } from './house.ts';
import type { RecordRow } from './rows.ts';

const atOnce = 200;

const conditionsOf = (register: Register): ReadonlyMap<string, NonNullable<StateDef<any, any>['while']>> =>
  new Map(Object.entries(register.states as Record<string, StateDef<any, any>>).flatMap(([key, state]) => (state.while === undefined ? [] : [[key, state.while] as const])));

/** Ends what the rules of today no longer carry. Safe to repeat. @returns how many records moved. */
export async function recheck(house: House): Promise<number> {
  const rules = house.rulesOn(house.clock.today());
  let moved = 0;
  for (const register of Object.values(house.registers)) {
    const conditions = conditionsOf(register);
    let after = '00000000-0000-0000-0000-000000000000';
    for (let more = conditions.size > 0; more;) {
      const { rows } = await house.pool.query<Pick<RecordRow, 'id' | 'state' | 'seq' | 'data'>>(
        `select id, state, seq, data from rc.record where register = $1 and state = any($2) and id > $3 order by id limit ${atOnce}`, [register.id, [...conditions.keys()], after]);
      for (const row of rows) {
        const condition = conditions.get(row.state);
        if (condition === undefined || condition.holds(reveal(house, row.data), rules)) continue;
        const outcome = await act(house, systemActor, { register: register.id, recordId: row.id, action: condition.else, input: {}, seq: row.seq });
        // Somebody else was faster: what they made of it is asked at the next turn.
        if (outcome.ok) moved += 1;
        else if (outcome.problem.kind !== 'conflict' && outcome.problem.kind !== 'wrong-state') throw new Error(outcome.problem.detail.zh);
      }
      more = rows.length === atOnce;
      after = rows.at(-1)?.id ?? after;
    }
  }
  return moved;
}
