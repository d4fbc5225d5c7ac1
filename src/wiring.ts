/**
 * 接线: puts the house together on one page: pools, keys, rulebook, directory and the one door. The faces, the command line and
 * the tests all get the same house from here.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import type { LetterRule } from './core/letter.ts';
import { listAreas, type Area } from './directory/areas.ts';
import { publishRules } from './directory/load.ts';
import { enrolOfficial, forgetNumber, learnNumber } from './directory/officials.ts';
import { issueLetter } from './letters/issue.ts';
import { templateErrors } from './letters/template.ts';
import { consequencesOf } from './registers/consequences.ts';
import { registers } from './registers/catalog.ts';
import { openRulebook, type Rulebook } from './rulebook/rulebook.ts';
import { fail } from './core/problem.ts';
import { recheck } from './store/conditions.ts';
import { appSettings, type Asked, isAway, openPool, type Pool, refuse } from './store/db.ts';
import type { House } from './store/house.ts';
import { openKeys } from './store/keys.ts';
import { integrate } from './store/log.ts';
import { listen, type Topic } from './store/notices.ts';
import { reclock } from './store/reclock.ts';

export interface Wired extends House {
  readonly rulebook: Rulebook;
  /** The area tree, as it stands in the database: whoever changes it there, every process hears of it. */
  areas(): readonly Area[];
  /** Whether changes made by other processes are heard at this moment. */
  hears(): boolean;
  /** Waits until the tree has caught up with every leaf, and the rulebook and open clocks with every rule, committed before the call. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface Wiring {
  readonly appUrl: string;
  readonly dataDir: string;
  readonly clock: Clock;
  /** Where the public reaches the portal, without trailing slash: it stands on letters. */
  readonly publicUrl?: string;
  /** Connections of this process. */
  readonly connections?: number;
  readonly onError?: (error: unknown) => void;
}

/** Seconds until what could not be read is read again. */
const rereadSeconds = 1;

/** Opens the house on a migrated database into which a city was loaded. */
export async function wire({ appUrl, dataDir, clock, publicUrl = 'http://127.0.0.1:8801', connections = 16, onError = () => undefined }: Wiring): Promise<Wired> {
  const pool = openPool(appUrl, connections, appSettings);
  const keys = openKeys(join(dataDir, 'keys'));
  const filesDir = join(dataDir, 'files');
  mkdirSync(filesDir, { recursive: true, mode: 0o700 });
  const rulebook = await openRulebook(pool);
  let areas = await listAreas(pool);
  const logOrigin = await originOf(pool);
  let tail: Promise<unknown> = Promise.resolve();
  let closing = false;
  const readAreas = async (): Promise<void> => { areas = await listAreas(pool); };
  // One after the other, so that what was read earlier never takes the place of what was read later.
  const then = (work: () => Promise<unknown>): void => { tail = tail.then(work).catch(onError); };
  const house: Wired = {
    pool, keys, filesDir, clock, logOrigin, publicUrl, registers, consequencesOf, rulebook, rulesOn: (day) => rulebook.on(day),
    issueLetter,
    putRule: async (tx, e, by) => {
      const errors = e.kind === 'letter' ? await templateErrors(e.key, (e.body as LetterRule).template) : [];
      if (errors.length > 0) refuse(fail('refused', 'template', errors.map((x) => x.zh).join('；'), errors.map((x) => x.en).join('; ')));
      await tx.query("update rc.rule set effective_to = $3 where kind = $1 and key = $2 and effective_to is null and effective_from <= $3", [e.kind, e.key, e.effectiveFrom]);
      await tx.query(
        `insert into rc.rule (kind, key, version, effective_from, body, basis, change_id, proposed_by, approved_by)
         select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8 from rc.rule where kind = $1 and key = $2`,
        [e.kind, e.key, e.effectiveFrom, JSON.stringify(e.body), e.basis, by.changeId, by.proposedBy, by.approvedBy]);
      await publishRules(tx);
    },
    enrol: (tx, e) => enrolOfficial(tx, house, e),
    learn: (tx, e) => learnNumber(tx, house, e),
    forget: (tx, e) => forgetNumber(tx, house, e),
    afterCommit: (what) => {
      if (what.leaves) then(() => integrate(house));
      if (what.rules) then(() => rulebook.reload(pool).then(() => reclock(house)).then(() => recheck(house)));
    },
    areas: () => areas,
    hears: () => listener.hears(),
    settled: async () => { await tail; },
    close: async () => {
      closing = true;
      await listener.close();
      await tail;
      await pool.end();
    },
  };
  // The opening reads count once more: something may have changed between them and the first moment of hearing.
  const heard = (topic: Topic): void => then(async () => {
    try {
      await (topic === 'rules' ? rulebook.reload(pool) : readAreas());
    } catch (error) {
      if (!isAway(error)) throw error;
      setTimeout(() => { if (!closing) heard(topic); }, rereadSeconds * 1000).unref();
    }
  });
  const listener = listen(appUrl, heard);
  return house;
}

async function originOf(pool: Pool | Asked): Promise<string> {
  const { rows: [row] } = await pool.query<{ origin: string | null }>("select value->>'logOrigin' as origin from pub.site where key = 'city'");
  if (row?.origin == null) throw new Error('数据库中没有城市，请先运行 rongcheng start 或 rongcheng migrate (no city is loaded)');
  return row.origin;
}
