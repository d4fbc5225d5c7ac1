/**
 * 编号与文号: the numbers of records and letters, counted by series and year in the database alone. What a database forgot when an older backup
 * took its place it would give again, to something else; so whoever brings one back skips numbers, and says how many.
 */
import { fail } from '../core/problem.ts';
import { type Asked, refuse, type Tx } from './db.ts';
import type { House } from './house.ts';
import { isOlder, lockHead } from './log.ts';

/** The series of letters with a 机关代字. */
const letterSeries = (series: string): string => `文号 ${series}`;
/** What is skipped in series that have no number in a year yet: in every one, and in those of letters. */
const floors = { all: '*', letters: '文号 *' } as const;

/** The n-th number of a series and year: SX-2026-000123. */
export const numberOf = (prefix: string, year: number, n: number): string => `${prefix}-${year}-${String(n).padStart(6, '0')}`;

async function take(db: Asked, prefix: string, year: number, count: number, above: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ last: number }>(
    `insert into rc.number_series (prefix, year, last) values ($1, $2, $3 + coalesce((select sum(last)::int from rc.number_series where year = $2 and prefix = any($4)), 0))
     on conflict (prefix, year) do update set last = rc.number_series.last + $3 returning last`, [prefix, year, count, above]);
  return (rows[0] as { last: number }).last - count + 1;
}

/**
 * Takes the next `count` numbers of a series and year. Others wait for theirs until the caller's transaction ends, and what it rolls back
 * is given again: only what takes more than it uses leaves gaps. @returns the first.
 */
export const takeNumbers = (db: Asked, prefix: string, year: number, count: number): Promise<number> => take(db, prefix, year, count, [floors.all]);

/**
 * The next number of a series of letters and year; both stay locked until commit, so that numbers have no gap. The log's head is locked first, as
 * whoever publishes has done already: two letters never wait for each other in a ring. While the database is older than
 * what the log signed last, a number may stand on a letter that it does not know. @throws unavailable
 */
export async function takeLetterNumber(tx: Tx, house: Pick<House, 'keys'>, series: string, year: number): Promise<number> {
  await lockHead(tx);
  if (await isOlder(tx, house)) {
    refuse(fail('unavailable', 'log-behind', '数据库恢复自旧备份，缺少公开日志已有的条目：此时出具文书，文号可能与已经发出的重复。请系统管理员先用 rongcheng log refill 补回日志，再办理', 'The database is older than the public log: a number could be given twice. Run rongcheng log refill first'));
  }
  return take(tx, letterSeries(series), year, 1, [floors.all, floors.letters]);
}

/** Skips `count` numbers in each series of a year, also in those that begin later: in all, or in those of letters only. */
export async function skipNumbers(tx: Tx, year: number, count: number, which: keyof typeof floors): Promise<void> {
  if (count === 0) return;
  await tx.query('update rc.number_series set last = last + $2 where year = $1 and prefix <> all($3) and ($4 or prefix like $5)', [year, count, Object.values(floors), which === 'all', letterSeries('%')]);
  await tx.query('insert into rc.number_series (prefix, year, last) values ($1, $2, $3) on conflict (prefix, year) do update set last = rc.number_series.last + $3', [floors[which], year, count]);
}
