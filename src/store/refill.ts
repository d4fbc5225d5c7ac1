/**
 * 补回日志: after a restore from an older backup the public knows leaves that our database does not. From a copy of the log the
 * missing ones come back, after the whole tree over ours and theirs gave the very root that this key signed; so the log goes on
 * without a fork. What had ended in the meantime ends again at once; what was disclosed, corrected or issued
 * as a letter is gone and is listed.
 */
import { sameBytes } from '../core/log/bytes.ts';
import type { Checkpoint } from '../core/log/checkpoint.ts';
import { decodeEntry, type LogEntry } from '../core/log/entry.ts';
import { endFromLog } from './act.ts';
import { transaction, type Tx } from './db.ts';
import { copyRows } from './fsck/copy-rows.ts';
import { Spine } from './fsck/spine.ts';
import { Fate } from './refill/fate.ts';
import type { House } from './house.ts';
import { skipNumbers } from './numbers.ts';
import { addLeaves, growStored, type Head, lockLog, remembered, type Remembered, sign, suite } from './log.ts';
import { checkpointOf, entriesOf, type Mirror } from './refill/mirror.ts';
import { RefillRefused } from './refill/refused.ts';

/** What the refilled leaves mean for people. */
export interface Refilled {
  /** Leaves before and after. */
  readonly from: number;
  readonly size: number;
  /** hex */
  readonly root: string;
  /** Records that had ended and stood in public again: taken down now. */
  readonly ended: readonly { readonly no: string; readonly leaf: number; readonly on: string; readonly reason: string }[];
  /** Records whose correction was lost: the public sees what had been replaced. */
  readonly correct: readonly { readonly no: string; readonly leaf: number; readonly on: string }[];
  /** Disclosures whose content was lost and is not in our records. */
  readonly disclose: readonly { readonly leaf: number; readonly on: string }[];
  /** Letters that were lost: whoever holds one finds its code unknown. Their numbers are not given again: each series skips as many as were lost in its year. */
  readonly letters: readonly { readonly leaf: number; readonly on: string }[];
}

/** Refills the log from a copy; all of it or nothing. @throws RefillRefused when the copy is not a continuation of what we have. */
export async function refill(house: House, mirror: Mirror): Promise<Refilled> {
  const head = await checkpointOf(mirror, house);
  const outcome = await transaction(house.pool, async (tx) => {
    await tx.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    await lockLog(tx);
    const { rows: [row] } = await tx.query<{ next: number }>('select next from rc.log_head for update');
    const next = (row as { next: number }).next;
    const last = remembered(house);
    if (head.size < last.size) refuseOld(mirror, head, last);
    if (next > head.size) throw new RefillRefused(`数据库里已有 ${next} 条日志，副本只有 ${head.size} 条：没有可补的。请换一份较新的副本`, `Our log has ${next} leaves, the copy ${head.size}: there is nothing to refill`);
    const entries = await entriesOf(mirror, next, head.size);
    await refuseFork(tx, mirror, { next, entries, head, last });
    if (entries.length === 0) return done(next, head);
    await addLeaves(tx, next, entries, house.clock.now());
    await tx.query('update rc.log_head set next = $1', [head.size]);
    const fate = await fateOf(tx, next, entries);
    for (const end of fate.ends) await endFromLog(tx, house, end);
    await noteFates(tx, house, fate);
    // A leaf does not tell its letter's series: no series can have lost more than all together.
    for (const [year, lost] of Map.groupBy(fate.letters, ({ on }) => Number(on.slice(0, 4)))) await skipNumbers(tx, year, lost.length, 'letters');
    const grown = await growStored(tx);
    if (grown === null || grown.size !== head.size || !sameBytes(grown.root, head.root)) throw new RefillRefused('重建的树与副本的检查点不符，未作任何改动。请运行 rongcheng fsck', 'The tree that was built differs from the checkpoint; nothing was changed. Run rongcheng fsck');
    await sign(house, tx, grown);
    return { ...done(next, head), ended: fate.ends.map(({ no, leaf, entry }) => ({ no, leaf, on: entry.endedOn, reason: entry.reason })), correct: fate.corrections, disclose: fate.disclosures, letters: fate.letters };
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  return outcome.value;
}

const done = (from: number, { size, root }: Head): Refilled => ({ from, size, root: Buffer.from(root).toString('hex'), ended: [], correct: [], disclose: [], letters: [] });

function refuseOld(mirror: Mirror, head: Checkpoint, last: Remembered): never {
  throw new RefillRefused(`${mirror.name} 只有 ${head.size} 条，本机曾签署 ${last.size} 条：副本不够新，补回后仍不能签署。请换一份较新的副本`, `The copy has ${head.size} leaves, ${last.size} were signed here: use a newer one`);
}

interface Joined {
  readonly next: number;
  readonly entries: readonly Uint8Array[];
  readonly head: Checkpoint;
  readonly last: Remembered;
}

/** The tree over our leaves and the copy's must be the one that was signed, and go through the one that was remembered. */
async function refuseFork(tx: Tx, mirror: Mirror, { next, entries, head, last }: Joined): Promise<void> {
  const spine = new Spine(suite, () => undefined);
  let passed = last.size === 0;
  const append = (entry: Uint8Array): void => {
    spine.append(entry);
    if (spine.size === last.size) passed = Buffer.from(spine.root()).toString('base64') === last.root;
  };
  for await (const rows of copyRows(tx, 'select entry from pub.log_leaf order by idx')) while (rows.next()) append(rows.view(0) as Buffer);
  if (spine.size !== next) throw new RefillRefused(`数据库里的日志缺条目（应有 ${next} 条，实有 ${spine.size} 条）。请先运行 rongcheng fsck`, `The database lacks leaves of its own (${spine.size} of ${next}): run rongcheng fsck`);
  for (const entry of entries) append(entry);
  if (sameBytes(spine.root(), head.root)) {
    if (passed) return;
    throw new RefillRefused(`${mirror.name} 与本机记得签署过的日志（${last.size} 条）不是同一条：同一把密钥签过两条日志。请停止签署，保全两份副本并查明原因`, `The copy forks from the log of ${last.size} leaves that was signed here: stop signing and find out why`);
  }
  await refuseDifferent(tx, mirror, next, head);
}

/** Says on whose side the fault is: our leaves, or the copy's. */
async function refuseDifferent(tx: Tx, mirror: Mirror, next: number, head: Checkpoint): Promise<never> {
  const theirs = await entriesOf(mirror, 0, head.size);
  const spine = new Spine(suite, () => undefined);
  for (const entry of theirs) spine.append(entry);
  if (!sameBytes(spine.root(), head.root)) throw new RefillRefused(`${mirror.name} 的条目与它自己的检查点不符：副本已损坏或被改动。请换一份副本`, 'The entries of the copy do not give the root of its own checkpoint: use another copy');
  let leaf = 0;
  for await (const rows of copyRows(tx, 'select entry from pub.log_leaf order by idx')) {
    while (rows.next()) {
      if (!sameBytes(rows.view(0) as Buffer, theirs[leaf] as Uint8Array)) {
        throw new RefillRefused(`日志第 ${leaf} 条与公众已见的不同：恢复之后又有公示或撤下，或条目被改动。请把备份重新恢复到空的数据目录，在启动平台之前补回`,
          `Leaf ${leaf} is not the one the public saw: something was disclosed or ended after the restore. Restore the backup again into an empty folder and refill before the platform starts`);
      }
      leaf += 1;
    }
  }
  throw new Error(`our ${next} leaves are those of the copy, yet the roots differ`);
}

async function fateOf(tx: Tx, first: number, entries: readonly Uint8Array[]): Promise<Fate> {
  const leaves = entries.map((bytes, at) => {
    const entry = decodeEntry(bytes);
    if (!entry.ok) throw new Error(`leaf ${first + at} is no entry`);
    return { leaf: first + at, entry: entry.value };
  });
  const referred = leaves.flatMap(({ entry }: { entry: LogEntry }) => (entry.kind === 'disclosed' || entry.kind === 'issued' || entry.refers >= first ? [] : [entry.refers]));
  const { rows } = await tx.query<{ id: string; no: string; leaf: number; leaves: number[] }>(
    `select id, no, leaf, array(select (h->>'leaf')::int8 from jsonb_array_elements(history) h) as leaves from pub.record where leaf = any($1::int8[])
     union all select id, no, leaf, array[leaf] from pub.posted where ended_on is null and leaf = any($1::int8[])`, [referred]);
  return new Fate(leaves, rows.map((row) => ({ ...row, leaves: row.leaves.map(Number) })));
}

async function noteFates(tx: Tx, house: House, { needs }: Fate): Promise<void> {
  await tx.query('insert into pub.refilled (idx, need, at) select idx, need, $3 from unnest($1::int8[], $2::text[]) as fate (idx, need)', [[...needs.keys()], [...needs.values()], house.clock.now()]);
}
