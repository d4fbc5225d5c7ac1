/**
 * 规则库: the rules in memory, by kind, key, version and day. A decision asks for a day and gets the version in force that
 * day; an old decision's version stays readable for ever. Loaded from the database, reloaded when a rule is put in force.
 */
import { hash } from 'node:crypto';
import type { CalendarData } from '../core/calendar.ts';
import type { Rule, RuleKind, RuleLookup } from '../core/rules.ts';
import type { Asked } from '../store/db.ts';

type Versions = readonly Rule[];

/** All versions of all rules; ask {@link Rulebook.on} for a day. */
export interface Rulebook {
  on(day: string): RuleLookup;
  versions(kind: RuleKind, key: string): Versions;
  keys(): readonly { kind: RuleKind; key: string }[];
  reload(db: Asked): Promise<void>;
}

const emptyCalendar: CalendarData = { officialYears: [], days: {} };

export async function openRulebook(db: Asked): Promise<Rulebook> {
  let table = new Map<string, Rule[]>();
  let lookups = new Map<string, RuleLookup>();
  let known: string | undefined;
  const reload = async (from: Asked): Promise<void> => {
    const { rows } = await from.query<Rule>('select kind, key, version, effective_from as "effectiveFrom", effective_to as "effectiveTo", basis, body from rc.rule order by kind, key, version');
    // Read again after every silence of the connection, mostly unchanged: what was looked up and decided by it then stays good.
    const digest = hash('sha256', JSON.stringify(rows));
    if (digest === known) return;
    known = digest;
    table = new Map();
    lookups = new Map();
    for (const rule of rows) table.set(`${rule.kind} ${rule.key}`, [...(table.get(`${rule.kind} ${rule.key}`) ?? []), rule]);
  };
  await reload(db);
  const versions = (kind: RuleKind, key: string): Versions => table.get(`${kind} ${key}`) ?? [];
  const on = (day: string): RuleLookup => {
    const before = lookups.get(day);
    if (before !== undefined) return before;
    if (lookups.size > 400) lookups = new Map();
    const made = lookupOn(day, table, versions);
    lookups.set(day, made);
    return made;
  };
  return { on, versions, keys: () => [...table.values()].map((v) => v[0] as Rule).map(({ kind, key }) => ({ kind, key })), reload };
}

/** Of the versions whose term covers the day, the one that took effect last; of two from the same day, the later approved. */
const inForce = (versions: Versions, day: string): Rule | undefined =>
  versions.filter((r) => r.effectiveFrom <= day && (r.effectiveTo === null || day < r.effectiveTo))
    .reduce<Rule | undefined>((best, r) => (best === undefined || r.effectiveFrom >= best.effectiveFrom ? r : best), undefined);

function lookupOn(day: string, table: ReadonlyMap<string, readonly Rule[]>, versions: (k: RuleKind, key: string) => Versions): RuleLookup {
  const found = new Map<string, Rule | undefined>();
  const find = <K extends RuleKind>(kind: K, key: string): Rule<K> | undefined => {
    const id = `${kind} ${key}`;
    if (!found.has(id)) found.set(id, inForce(versions(kind, key), day));
    return found.get(id) as Rule<K> | undefined;
  };
  const calendar = (find('calendar', 'working-days')?.body ?? emptyCalendar);
  return {
    on: day, find, calendar,
    get: (kind, key) => {
      const rule = find(kind, key);
      if (rule === undefined) throw new Error(`no ${kind} rule "${key}" in force on ${day}: load it with "rongcheng rules import"`);
      return rule;
    },
    version: <K extends RuleKind>(kind: K, key: string, version: number) => versions(kind, key).find((r) => r.version === version) as Rule<K> | undefined,
    all: <K extends RuleKind>(kind: K) => [...table.values()].filter((v) => v[0]?.kind === kind).map((v) => inForce(v, day)).filter((r): r is Rule => r !== undefined) as Rule<K>[],
  };
}
