/**
 * 基准 B5: a table of names is checked against all records, answer out. The peer copies the same names into a temporary table and asks one
 * join for the same findings; what the product does more (homonyms, rule, signed document, its end) is in its time.
 */
import { randomUUID } from 'node:crypto';
import { makeUscc } from '../src/core/identifiers/uscc.ts';
import type { AskedLine } from '../src/eligibility/asked.ts';
import { check } from '../src/eligibility/check.ts';
import { namedMax } from '../src/eligibility/counted.ts';
import { openBody } from '../src/eligibility/read.ts';
import { copyInto, copyText } from '../src/store/copy.ts';
import { transaction } from '../src/store/db.ts';
import type { City } from './city.ts';
import { alternate, lineOf, mustEqual, type Report, timed } from './measure.ts';
import { benchItem, random, seed } from './rows.ts';

interface Sample {
  readonly names: readonly AskedLine[];
}

const day = (n: number): string => new Date(Date.UTC(2022, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

/** Twice as many bodies as names, six in ten of them without a record, and the records spread over the rest, few having most. */
async function fill(city: City, rows: number, names: number): Promise<Sample> {
  const next = random(seed);
  const bodies = Array.from({ length: names * 2 }, (_, n) => ({ id: randomUUID(), name: `测第${n + 1}号测试单位`, code: makeUscc(n + 1), area: city.bodies[n % city.bodies.length]?.area ?? null }));
  const bearing = Math.ceil(bodies.length * 0.4);
  const done = await transaction(city.owner, async (tx) => {
    await copyInto(tx, 'rc.subject (id, slug, kind, name, uscc, area_code, level)', bodies.map((b, n) => `${b.id}\tbench-${n}\tbody\t${b.name}\t${b.code}\t${copyText(b.area)}\tcounty\n`));
    const at = city.house.clock.now().toISOString();
    await copyInto(tx, 'rc.record (register, id, no, seq, version, state, title, item, subject_id, area_code, decided_on, severity, data, created_at, updated_at)', (function* () {
      for (let n = 0; n < rows; n++) {
        const b = bodies[Math.min(bearing - 1, Math.floor(bearing * next() ** 3))];
        const state = ['disclosed', 'counted', 'closed', 'ended', 'atCounty'][Math.floor(next() * 5)] as string;
        const severity = ['minor', 'general', 'serious'][Math.floor(next() * 3)] as string;
        yield `dishonesty-record\t${randomUUID()}\tSX-2025-${String(n + 1).padStart(7, '0')}\t1\t1\t${state}\t\t${benchItem}\t${b?.id}\t${copyText(b?.area ?? null)}\t${day(Math.floor(next() * 1780))}\t${severity}\t{}\t${at}\t${at}\n`;
      }
    })());
  });
  if (!done.ok) throw new Error(done.problem.detail.en);
  await city.owner.query('vacuum analyze rc.record, rc.subject');
  const names10 = Array.from({ length: names }, (_, n) => {
    const b = bodies[Math.floor(next() * bodies.length)] as (typeof bodies)[number];
    return { line: n + 2, name: b.name, code: n % 2 === 0 ? b.code : null, idNumber: null, bodyName: null, wrong: null };
  });
  return { names: names10 };
}

type Found = readonly [line: number, numbers: readonly string[]];

const peerSql = `
  with named as (select a.line, s.id from names a join rc.subject s on s.kind = 'body' and (case when a.code is null then s.name = a.name else s.uscc = a.code end)),
    counted as (select n.line, r.no, row_number() over (partition by n.line order by r.decided_on desc nulls last, r.id) as k from named n join rc.record r on r.subject_id = n.id and r.register = 'dishonesty-record'
      where r.state = any($1) and (r.severity = 'serious' or (r.severity = 'general' and r.decided_on >= $2::date)))
  select a.line, coalesce(array_agg(c.no order by c.k) filter (where c.no is not null), '{}') as numbers from names a left join counted c on c.line = a.line and c.k <= ${namedMax} group by a.line order by a.line`;

/** One join that both spellings of a name can use their index for is two joins; the better of the two is the peer. */
const peerSqlApart = peerSql.replace(/with named as \(.*\),\n/, `with named as (select a.line, s.id from names a join rc.subject s on s.uscc = a.code and s.kind = 'body' union all select a.line, s.id from names a join rc.subject s on a.code is null and s.name = a.name and s.kind = 'body'),\n`);

async function askPeer(city: City, { names }: Sample): Promise<Found[]> {
  const outcome = await transaction(city.house.pool, async (tx) => {
    await tx.query('create temp table names (line int, name text, code text) on commit drop');
    await copyInto(tx, 'names', names.map((n) => `${n.line}\t${n.name}\t${copyText(n.code)}\n`));
    await tx.query('analyze names');
    const states = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'];
    return (await tx.query<{ line: number; numbers: string[] }>(peerSqlApart, [states, '2024-11-23'])).rows;
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.en);
  return outcome.value.map(({ line, numbers }) => [line, numbers] as const);
}

/** B5: 10^4 names against all records. */
export async function benchEligibility(city: City, rows: number, rounds: number, report: Report): Promise<void> {
  const names = Math.min(10_000, Math.ceil(rows / 20));
  const sample = await fill(city, rows, names);
  // Asked with the view of the whole city, so that every record is named.
  const asker = { ...city.maker, areas: 'all' as const };
  const askProduct = async (): Promise<string> => {
    const made = await transaction(city.house.pool, (tx) => check(tx, city.house, asker, { occasion: 'award', kind: 'body', names: sample.names }, true));
    if (!made.ok) throw new Error(made.problem.detail.en);
    return made.value.id;
  };
  const body = await openBody(city.house, await askProduct());
  const said: Found[] = (body?.document.answers ?? []).map((a) => [a.line, (a.counted ?? []).map((c) => c.no)] as const);
  const peerSaid = await askPeer(city, sample);
  mustEqual('the counted records of each name', said, peerSaid);
  const both = await alternate(rounds, () => timed(() => askPeer(city, sample)), () => timed(askProduct), true);
  const barred = said.filter(([, numbers]) => numbers.length > 0).length;
  report(lineOf({
    id: 'B5', what: `eligibility check of ${names} names against ${rows} records, signed answer out, against one join on a temporary table`, unit: 'ms', target: { most: 1.5 }, lost: names - said.length,
    notes: [`${barred} of the names barred`, 'time of the product holds: homonyms, what did not count, document, signature, cipher, what ends the answer'],
  }, both));
}
