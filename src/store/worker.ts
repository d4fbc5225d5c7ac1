/**
 * 后台任务: what happens without anybody asking: limits that ran out take their course, ended records' files are sealed,
 * statistics are counted, leftovers are cleared, and the log is signed even if a moment was missed. Jobs stand in the
 * database and join the transaction that ordered them, so a killed process loses none.
 */
import { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, parseCronItems, run, type Runner, type Task, type TaskList, type WorkerEvents } from 'graphile-worker';
import { systemActor } from '../core/actor.ts';
import { boundOf } from '../core/clock.ts';
import type { Register, StateDef } from '../core/register.ts';
import { act } from './act.ts';
import { concealDocuments } from './conceal.ts';
import { recheck } from './conditions.ts';
import { clearDrafts, clearOrphans, openFiles, plainPath, sealedPath, sealFiles, unsealedRecords } from './files.ts';
import type { House } from './house.ts';
import { ForkRefused, integrate } from './log.ts';
import { logPosted } from './posted.ts';
import { reclock } from './reclock.ts';

/** What the worker says; a person reads it in the process's log. */
export interface WorkerLog {
  info(zh: string, en: string): void;
  warn(zh: string, en: string): void;
  error(zh: string, en: string, error?: unknown): void;
}

export interface WorkerOptions {
  readonly house: House;
  /** States whose records are only counted, by register. */
  readonly counted: readonly { readonly register: string; readonly state: string }[];
  /** Tasks of other parts, such as imports, by name. */
  readonly tasks?: TaskList;
  readonly log: WorkerLog;
  /** No other process works on this queue: jobs that a killed process had taken are free again at once, not after hours. */
  readonly alone?: boolean;
}

export interface Worker {
  /** Lets running jobs finish, then stops. */
  stop(): Promise<void>;
}

/** Seconds between two attempts to sign what nobody signed. */
const integrateSeconds = 10;
const concurrentJobs = 2;
const restartSeconds = 2;
/** Cells below this count would point at people or single bodies and are not written. */
export const cellMin = 5;
const idempotencyHours = 24;
const looseFileHours = 24;
const failedRowDays = 30;
const dueAtOnce = 200;

// With a delay, be it none, an outcome that could not be noted ends the runner, which is started again; without one, it would
// be an unhandled rejection that ends the process.
const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

const cron = [
  { task: 'sweep', match: '* * * * *', options: { jobKey: 'sweep', maxAttempts: 1, backfillPeriod: 0 } },
  { task: 'statistics', match: '*/10 * * * *', options: { jobKey: 'statistics', maxAttempts: 1, backfillPeriod: 0 } },
  { task: 'reclock', match: '11 * * * *', options: { jobKey: 'reclock', maxAttempts: 1, backfillPeriod: 0 } },
  { task: 'purge', match: '7 * * * *', options: { jobKey: 'purge', maxAttempts: 1, backfillPeriod: 0 } },
];

/** Starts the jobs; the first sweep, count and signature come at once. */
export async function startWorker({ house, counted, tasks = {}, log, alone = false }: WorkerOptions): Promise<Worker> {
  if (alone) await house.pool.query('select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))');
  // Jobs of a runner that lost the database: it could not give them back, and they would stay taken for hours.
  const former: string[] = [];
  const taskList: TaskList = {
    sweep: logged(log, 'sweep', async () => { await sweep(house, log); }),
    statistics: logged(log, 'statistics', () => countStatistics(house, counted)),
    purge: logged(log, 'purge', () => purge(house)),
    // A calendar approved for a later day moves clocks on that day, and a rule that ends takes with it what rests on it.
    reclock: logged(log, 'reclock', async () => {
      await reclock(house);
      await recheck(house);
    }),
    'seal-files': logged(log, 'seal-files', async (payload) => {
      const { register, recordId } = payload as { register: string; recordId: string };
      await sealFiles(house, register, recordId);
    }),
    'open-files': logged(log, 'open-files', async (payload) => {
      const { register, recordId } = payload as { register: string; recordId: string };
      await openFiles(house, register, recordId);
    }),
    ...tasks,
  };
  let stopping = false;
  const begin = async (): Promise<Runner> => {
    if (former.length > 0) await house.pool.query('select graphile_worker.force_unlock_workers($1)', [former]);
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => former.push(workerPool.id));
    return run({ pgPool: house.pool, taskList, parsedCronItems: parseCronItems(cron), concurrency: concurrentJobs, noHandleSignals: true, logger: quietLogger(log, () => stopping), events, preset });
  };
  let runner = await begin();
  // The queue gives up when the database is away for long; the platform does not.
  const keep = async (): Promise<void> => {
    while (!stopping) {
      await runner.promise.catch(() => undefined);
      if (stopping) return;
      log.warn(`后台任务中断，${restartSeconds} 秒后继续`, `The worker stopped; it goes on in ${restartSeconds} s`);
      await sleep(restartSeconds * 1000, undefined, { ref: false });
      runner = await begin().catch(() => runner);
    }
  };
  void keep();
  await house.pool.query(`select graphile_worker.add_job(task, job_key := task, max_attempts := 1) from unnest(array['sweep', 'statistics', 'purge', 'reclock']) as task`);
  const signing = keepSigning(house, log);
  return {
    stop: async () => {
      stopping = true;
      await signing.stop();
      await runner.stop().catch(() => undefined);
    },
  };
}

const logged = (log: WorkerLog, name: string, task: Task): Task => async (payload, helpers) => {
  try {
    await task(payload, helpers);
  } catch (error) {
    log.error(`后台任务 ${name} 失败`, `Job ${name} failed`, error);
    throw error;
  }
};

/** The queue's own talk, without its chatter about each job, and not about its connections that go when it is being stopped. */
const quietLogger = (log: WorkerLog, isStopping: () => boolean): Logger => new Logger(() => (level, message) => {
  if (isStopping()) return;
  if (level === 'error') log.error('后台队列', message);
  else if (level === 'warning') log.warn('后台队列', message);
});

/** Signs what was left unsigned: after a crash between commit and signature, or when the moment failed. */
function keepSigning(house: House, log: WorkerLog): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let refused = false;
  const once = async (): Promise<void> => {
    try {
      await integrate(house);
      refused = false;
    } catch (error) {
      if (error instanceof ForkRefused) {
        if (!refused) log.error(`日志停止签署：${error.message}`, 'The log is not being signed', error);
        refused = true;
      } else log.warn(`暂时不能签署日志，${integrateSeconds} 秒后再试`, `Could not sign the log, trying again in ${integrateSeconds} s: ${(error as Error).message}`);
    }
  };
  running = once();
  const timer = setInterval(() => { running = running.then(once); }, integrateSeconds * 1000);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Whether a clock is bounded by a day from outside that has not passed yet: late, but not over. */
function isBoundOpen(register: Register, row: { state: string; data: Readonly<Record<string, unknown>> }, today: string): boolean {
  const bound = boundOf(register.states[row.state] as StateDef<any, any>, row.data);
  return bound !== undefined && bound >= today;
}

/** The action that a state takes when nobody acts in time, by state. */
function lapses(register: Register): ReadonlyMap<string, string> {
  const states = Object.entries(register.states as Record<string, StateDef<any, any>>);
  return new Map(states.flatMap(([state, { due }]) => (due !== undefined && due.else !== undefined ? [[state, due.else] as const] : [])));
}

/**
 * Lets every limit that ran out before today take its course, one record at a time through the one door, so that one that
 * cannot does not hold up the others. @returns how many records moved.
 */
export async function sweep(house: House, log: WorkerLog): Promise<number> {
  const today = house.clock.today();
  let moved = 0;
  for (const register of Object.values(house.registers)) {
    const actions = lapses(register);
    let after: readonly [string, string] = ['0001-01-01', '00000000-0000-0000-0000-000000000000'];
    for (let more = actions.size > 0; more;) {
      const { rows } = await house.pool.query<{ id: string; no: string; seq: number; state: string; due_on: string; data: Readonly<Record<string, unknown>> }>(
        `select id, no, seq, state, due_on, data from rc.record where register = $1 and state = any($2) and due_on < $3 and (due_on, id) > ($4::date, $5::uuid) order by due_on, id limit ${dueAtOnce}`,
        [register.id, [...actions.keys()], today, ...after]);
      for (const row of rows) {
        if (isBoundOpen(register, row, today)) continue;
        const outcome = await act(house, systemActor, { register: register.id, recordId: row.id, action: actions.get(row.state) as string, input: {}, seq: row.seq });
        if (outcome.ok) moved += 1;
        else if (outcome.problem.kind !== 'conflict') log.warn(`${row.no} 到期未能办理：${outcome.problem.detail.zh}`, `${row.no} could not lapse: ${outcome.problem.detail.en}`);
      }
      const last = rows.at(-1);
      more = rows.length === dueAtOnce && last !== undefined;
      if (last !== undefined) after = [last.due_on, last.id];
    }
  }
  return moved;
}

/** Counts records that are disclosed as statistics only: by item, county-level area and month; small cells are left out. */
export async function countStatistics(house: House, counted: WorkerOptions['counted']): Promise<void> {
  await house.pool.query(
    `with recursive top (code, top) as (
       select code, code from rc.area where parent is null
       union all select a.code, case when p.parent is null then a.code else t.top end from rc.area a join top t on t.code = a.parent join rc.area p on p.code = a.parent
     ), cells as (
       select r.item, t.top as area_code, date_trunc('month', r.decided_on)::date as month, count(*)::int as count
       from rc.record r join top t on t.code = r.area_code join unnest($1::text[], $2::text[]) as c (register, state) on (c.register, c.state) = (r.register, r.state)
       where r.item is not null and r.decided_on is not null group by 1, 2, 3 having count(*) >= $3
     ), gone as (
       delete from pub.statistic s where not exists (select from cells c where (c.item, c.area_code, c.month) = (s.item, s.area_code, s.month))
     )
     insert into pub.statistic (item, area_code, month, count) select item, area_code, month, count from cells
     on conflict (item, area_code, month) do update set count = excluded.count`,
    [counted.map((c) => c.register), counted.map((c) => c.state), cellMin]);
}

/** Destroys the keys of sealed copies whose time is up: what is left of them cannot be read by anybody. */
async function forget(house: House): Promise<void> {
  const { rows } = await house.pool.query<{ register: string; record_id: string }>(
    'update rc.sealed set wrapped_key = null where wrapped_key is not null and keep_until < $1 returning register, record_id', [house.clock.today()]);
  for (const { register, record_id } of rows) {
    const files = await house.pool.query<{ id: string }>('select id from rc.attachment where register = $1 and record_id = $2', [register, record_id]);
    for (const { id } of files.rows) rmSync(sealedPath(house.filesDir, id), { force: true });
  }
}

/** Clears what has served its time: sessions, remembered answers, uploads that no record took, rows of imports that failed. */
export async function purge(house: House): Promise<void> {
  const hoursAgo = (hours: number): Date => new Date(house.clock.now().getTime() - hours * 3_600_000);
  await house.pool.query('delete from rc.session where expires_at < $1', [house.clock.now()]);
  await house.pool.query('delete from rc.idempotency where at < $1', [hoursAgo(idempotencyHours)]);
  await house.pool.query('select rc.fold_tallies()');
  // A table that nobody went on with holds what was typed about people: it does not wait for ever.
  await house.pool.query("update rc.batch set state = 'cancelled' where state in ('mapping', 'ready') and coalesce(finished_at, created_at) < $1", [hoursAgo(failedRowDays * 24)]);
  await house.pool.query(
    `delete from rc.batch_row r using rc.batch b where b.id = r.batch_id and b.state in ('done', 'withdrawn', 'refused', 'cancelled') and coalesce(b.finished_at, b.created_at) < $1`,
    [hoursAgo(failedRowDays * 24)]);
  await concealDocuments(house);
  await logPosted(house);
  const { rows } = await house.pool.query<{ id: string }>('delete from rc.attachment where record_id is null and at < $1 returning id', [hoursAgo(looseFileHours)]);
  for (const { id } of rows) for (const path of [plainPath(house.filesDir, id), sealedPath(house.filesDir, id)]) rmSync(path, { force: true });
  clearDrafts(house.filesDir, hoursAgo(looseFileHours));
  await clearOrphans(house.pool, house.filesDir, hoursAgo(looseFileHours));
  await forget(house);
  for (const { register, recordId } of await unsealedRecords(house.pool, house.filesDir)) await sealFiles(house, register, recordId);
}
