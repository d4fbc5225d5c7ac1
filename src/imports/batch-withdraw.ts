/**
 * 整批撤回: takes back what a batch brought in, as far as nobody has verified it to the end. What went further stays, is told beforehand
 * and afterwards by state and number, and keeps the batch from being called withdrawn: each such record has a procedure of its own.
 */
import type { Actor } from '../core/actor.ts';
import type { Label } from '../core/label.ts';
import { fail, type Outcome } from '../core/problem.ts';
import type { Register, StateDef } from '../core/register.ts';
import { actIn } from '../store/act.ts';
import { type Asked, transaction } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { type BatchRow, getBatch, moveBatch, type Within } from './batch.ts';
import { withdrawOfficials } from './officials-commit.ts';
import { officialsTable } from './officials-table.ts';

const registerId = 'dishonesty-record';
const action = 'discard';
/** Records that are named one by one for each state. */
const namedMax = 5;

/** How many of a batch's records stand in a state, and the first of them by number. */
export interface Standing {
  readonly state: string;
  readonly label: Label;
  readonly count: number;
  /** Whether a withdrawal of the batch takes them back. */
  readonly withdrawable: boolean;
  /** Whether they have come to their end already. */
  readonly ended: boolean;
  readonly records: readonly { readonly id: string; readonly no: string }[];
}

type Registers = Pick<House, 'registers'>;
const registerOf = ({ registers }: Registers): Register => registers[registerId] as Register;
const openStates = (register: Register): readonly string[] => (register.actions[action] as { from: readonly string[] }).from;

/** How the records of a batch stand now, in the order of a record's life. */
export async function standingOf(db: Asked, house: Registers, batchId: string): Promise<Standing[]> {
  const register = registerOf(house);
  const states = register.states as Readonly<Record<string, StateDef<any, any>>>;
  const { rows } = await db.query<{ state: string; count: number; records: Standing['records'] }>(
    `select state, count(*)::int as count, coalesce(json_agg(json_build_object('id', id, 'no', no) order by no) filter (where nth <= ${namedMax}), '[]') as records
     from (select state, id, no, row_number() over (partition by state order by no) as nth from rc.record where register = $1 and batch_id = $2) r group by state`, [registerId, batchId]);
  const open = openStates(register);
  return Object.entries(states).flatMap(([state, def]) => rows.filter((row) => row.state === state).map(({ count, records }) => (
    { state, label: { zh: def.zh, en: def.en }, count, withdrawable: open.includes(state), ended: def.end === true, records })));
}

/** Those that stay when a batch is withdrawn: in force, and further than its makers can take back. */
const staying = (standing: readonly Standing[]): Standing[] => standing.filter(({ withdrawable, ended }) => !withdrawable && !ended);
const listed = (standing: readonly Standing[]): string => standing.map(({ label, count, records }) => `${label.zh} ${count} 条（${records.map(({ no }) => no).join('、')}${count > records.length ? '等' : ''}）`).join('，');

/** Orders the withdrawal; refused where not one record can be taken back, with the names of those that stand in the way. */
export async function orderWithdraw(house: Within & Registers, actor: Actor, batch: BatchRow, reason: string): Promise<Outcome<true>> {
  const standing = batch.state === 'done' ? await standingOf(house.pool, house, batch.id) : [];
  const left = staying(standing);
  if (left.length > 0 && !standing.some(({ withdrawable }) => withdrawable)) {
    return fail('refused', 'none-to-withdraw', `没有可以撤回的记录：${listed(left)}已经过核验，不能再撤回；依据已被撤销的，请在记录页办理“终止记录”`, 'No record of this batch can be withdrawn any more; those whose basis fell away are annulled one by one');
  }
  // Withdrawn once more, a batch goes on counting.
  const first = batch.withdrawn_by === null ? { done: 0 } : {};
  return moveBatch(house, batch.id, ['done'], 'withdrawing', { reason, withdrawn_by: actor.accountId, started_at: house.clock.now(), finished_at: null, refusal: null, ...first }, 'import-withdraw');
}

/** Takes back what can be taken back. The batch is withdrawn when nothing of it is left in force; otherwise it stays, and says why. */
export async function withdrawBatch(house: House, actor: Actor, batchId: string): Promise<void> {
  const batch = await getBatch(house, batchId);
  if (batch.state !== 'withdrawing') return;
  if (batch.item === officialsTable) return withdrawOfficials(house, actor, batch);
  let refusal: Label | undefined;
  const input = { reason: batch.reason ?? '整批撤回' };
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await house.pool.query<{ id: string }>('select id from rc.record where register = $1 and batch_id = $2 and state = any($3) and id > $4 order by id limit 200', [registerId, batchId, openStates(registerOf(house)), after]);
    if (rows.length === 0) break;
    for (const { id } of rows) {
      const outcome = await transaction(house.pool, async (tx) => {
        const acted = await actIn(tx, house, actor, { register: registerId, action, recordId: id, input });
        await tx.query('update rc.batch set done = done + 1 where id = $1', [batchId]);
        return acted;
      });
      if (outcome.ok) house.afterCommit(outcome.value);
      else refusal ??= outcome.problem.detail;
    }
    after = rows.at(-1)?.id ?? after;
  }
  const isLeft = (await standingOf(house.pool, house, batchId)).some(({ ended }) => !ended);
  await moveBatch(house, batchId, ['withdrawing'], isLeft ? 'done' : 'withdrawn', { finished_at: house.clock.now(), refusal: refusal === undefined ? null : JSON.stringify(refusal) });
}
