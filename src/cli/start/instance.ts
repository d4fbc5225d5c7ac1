/**
 * 唯一实例: of all processes on one database, one does the jobs. The claim lives as long as a connection, so whatever kills
 * the process also gives it back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, Tx } from '../../store/db.ts';

export interface Claim {
  release(): void;
}

const triesMax = 20;
const pauseMs = 250;

/** Claims the database for this process; undefined when another one holds it. A process just killed is waited for a few seconds. */
export async function claimInstance(owner: Pool, wait = true): Promise<Claim | undefined> {
  const client: Tx = await owner.connect();
  try {
    for (let tries = 0; ; tries++) {
      const { rows: [answer] } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(hashtext('rongcheng instance')) as mine`);
      if (answer?.mine === true) return claimOf(client);
      if (!wait || tries >= triesMax) break;
      await sleep(pauseMs);
    }
    client.release();
    return undefined;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Given back once only: a pool takes no connection twice. */
function claimOf(client: Tx): Claim {
  let held = true;
  return {
    release: () => {
      if (held) client.release(true);
      held = false;
    },
  };
}

/** Runs `work` while no other process can do the jobs of this database; `refused` is thrown when one does them now. */
export async function whileAlone<T>(owner: Pool, refused: () => Error, work: () => Promise<T>): Promise<T> {
  const claim = await claimInstance(owner, false);
  if (claim === undefined) throw refused();
  try {
    return await work();
  } finally {
    claim.release();
  }
}
