/**
 * 数据库连接: pools, transactions and how PostgreSQL's types become ours: days stay text ('YYYY-MM-DD'), counts are numbers,
 * nothing is turned into a local-time Date by accident.
 */
import pg from 'pg';
import { type Outcome, type Problem, ProblemError } from '../core/problem.ts';

const dayOid = 1082;
const bigintOid = 20;
const numericOid = 1700;
pg.types.setTypeParser(dayOid, (text) => text);
pg.types.setTypeParser(bigintOid, (text) => Number(text));
pg.types.setTypeParser(numericOid, (text) => Number(text));

export type Pool = pg.Pool;
export type Tx = pg.PoolClient;
/** A pool or a transaction: whatever can be asked. */
export type Asked = Pick<pg.Pool, 'query'>;

/** What holds for every connection of the public portal: it reads, briefly, and nothing it asks is worth compiling. */
export const portalSettings = '-c default_transaction_read_only=on -c statement_timeout=5000 -c jit=off';

/**
 * What holds for every connection of the application: nobody waits for a lock or a statement without end, and a transaction
 * that nobody goes on with is ended by the server, so that one that hangs does not hold up the rest.
 */
export const appSettings = '-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s';

/** @param url connection string of a login role · @param max connections · @param settings for every connection of the pool */
export function openPool(url: string, max: number, settings?: string): Pool {
  const pool = new pg.Pool({ ...(settings === undefined ? {} : { options: settings }), connectionString: url, max, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000, application_name: 'rongcheng' });
  // Without a listener, a restart of the database would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The server is going, gone or not back yet; too busy, out of room, or holding a lock for too long. The same may work soon. */
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '25P03', '53100', '53200', '53300', '53400', '55P03', '57014', '57P01', '57P02', '57P03', '57P05', '58030', '40001', '40P01']);
const awayWords = /^timeout exceeded when trying to connect|^Connection terminated|^Client has encountered a connection error/;

/** Whether an error says that the database cannot answer now, so that what was asked may be asked again. */
export function isAway(error: unknown): boolean {
  const { code = '', message = '', syscall = '' } = error as { code?: string; message?: string; syscall?: string };
  // A server that is down has no socket: ENOENT, but only of a connection; a missing file is something else.
  return awayCodes.has(code) || code.startsWith('08') || (syscall === 'connect' && code !== '') || awayWords.test(message);
}

const retriable = new Set(['40001', '40P01']);

/** Runs `work` in one transaction; a ProblemError rolls back and becomes its problem; deadlocks are tried again. */
export async function transaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<Outcome<T>> {
  for (let attempt = 1; ; attempt++) {
    const tx = await pool.connect();
    let broken: Error | undefined;
    try {
      await tx.query('begin');
      const value = await work(tx);
      await tx.query('commit');
      return { ok: true, value };
    } catch (error) {
      await tx.query('rollback').catch((e: Error) => { broken = e; });
      if (error instanceof ProblemError) return { ok: false, problem: error.problem };
      if (!(retriable.has((error as { code?: string }).code ?? '') && attempt < 4)) throw error;
    } finally {
      tx.release(broken);
    }
  }
}

/** Ends the transaction with a problem. */
export function refuse(problem: Problem | { readonly ok: false; readonly problem: Problem }): never {
  throw new ProblemError('problem' in problem ? problem.problem : problem);
}

/** Whether an error is PostgreSQL's "unique value exists already", and on which constraint. */
export function uniqueViolation(error: unknown): string | undefined {
  const e = error as { code?: string; constraint?: string };
  return e.code === '23505' ? (e.constraint ?? '') : undefined;
}
