/** 同一时刻: connections that see the same moment of the database and cannot write, in this thread or in others. */
import type { Pool, Tx } from '../db.ts';

/** A check of everything may take hours, and some of its connections wait while others stream. */
export const unhurried = 'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0';

const begin = `begin isolation level repeatable read read only; ${unhurried}`;

/** Opens `count` connections on the moment named by `snapshot`, or on the present one, and ends them after `work`. */
export async function inSnapshot<T>(pool: Pool, count: number, work: (connections: readonly Tx[], snapshot: string) => Promise<T>, snapshot?: string): Promise<T> {
  const connections: Tx[] = [];
  let shared = snapshot;
  try {
    while (connections.length < count) {
      const next = await pool.connect();
      connections.push(next);
      await next.query(begin);
      if (shared === undefined) shared = (await next.query<{ id: string }>('select pg_export_snapshot() as id')).rows[0]?.id as string;
      else await next.query(`set transaction snapshot '${shared}'`);
    }
    return await work(connections, shared as string);
  } finally {
    // A connection in the middle of a COPY cannot be used again.
    for (const connection of connections) connection.release(true);
  }
}
