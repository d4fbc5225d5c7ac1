/**
 * 唯一实例: of all processes on one database, one does the jobs. The claim lives as long as a connection, so whatever kills
 * the process also gives it back.
 */
import type { Pool, Tx } from '../../store/db.ts';

export interface Claim {
  release(): void;
}

const triesMax = 20;
const pauseMs = 250;

/** Claims the database for this process; undefined when another one holds it. A process just killed is waited for a few seconds. */
export async function claimInstance(owner: Pool, wait = true): Promise<Claim | undefined> {
  const client: Tx = await owner.connect();
  for (let tries = 0; ; tries++) {
    const { rows: [answer] } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(hashtext('rongcheng instance')) as mine`);
    if (answer?.mine === true) return { release: () => client.release(true) };
    if (!wait || tries >= triesMax) {
      client.release();
      return undefined;
    }
    await new Promise((resolve) => { setTimeout(resolve, pauseMs); });
  }
}
