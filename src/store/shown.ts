/**
 * 旁注: beside a disclosed finding the public sees how what follows from it stands (整改中, 异议处理中), by the name of its
 * state and its due day, never by its content. It comes and goes with the disclosure.
 */
import type { Register, StateDef } from '../core/register.ts';
import type { Label } from '../core/label.ts';
import type { RuleLookup } from '../core/rules.ts';
import { reveal } from './conceal.ts';
import type { Tx } from './db.ts';
import type { House } from './house.ts';

const stateOf = (register: Register, state: string): StateDef<any, any> => register.states[state] as StateDef<any, any>;
const shows = (register: Register): boolean => Object.values(register.states as Record<string, StateDef<any, any>>).some((s) => s.shown !== undefined);

export interface Beside {
  readonly register: Register;
  readonly id: string;
  readonly no: string;
  readonly state: string;
  readonly sofar: Readonly<Record<string, unknown>>;
  readonly rules: RuleLookup;
  readonly today: string;
  readonly dueOn: string | null;
}

/**
 * Brings the line beside a finding up to date; does nothing where the finding is not public. Where the line changed the finding did, at
 * `changedAt`: whoever keeps a copy of what is public, or holds a print of it, is told. Null for one that becomes or ceases to be public anyway.
 */
export async function showBeside(tx: Tx, recordId: string, b: Beside, changedAt: Date | null): Promise<void> {
  if (!shows(b.register)) return;
  if ((await isChanged(tx, recordId, b)) && changedAt !== null) await tx.query('update pub.record set updated_at = $2 where id = $1', [recordId, changedAt]);
}

async function isChanged(tx: Tx, recordId: string, b: Beside): Promise<boolean> {
  const state = stateOf(b.register, b.state);
  const label: Label | undefined = typeof state.shown === 'function' ? state.shown(b.sofar, b.rules) : state.shown === true ? b.register.label : undefined;
  if (label === undefined) return (await tx.query('delete from pub.matter where register = $1 and id = $2', [b.register.id, b.id])).rowCount === 1;
  const { zh, en } = label;
  const { rowCount } = await tx.query(
    `insert into pub.matter as old (register, id, record_id, no, label, state, on_day, due_on, key) select $1, $2, id, $4, $5, $6, $7, $8, $9 from pub.record where id = $3
     on conflict (register, id) do update set state = excluded.state, on_day = case when old.key = excluded.key then old.on_day else excluded.on_day end, due_on = excluded.due_on, key = excluded.key
     where (old.key, old.due_on, old.state) is distinct from (excluded.key, excluded.due_on, excluded.state)`,
    [b.register.id, b.id, recordId, b.no, JSON.stringify({ zh, en }), JSON.stringify({ zh: state.zh, en: state.en }), b.today, b.dueOn, b.state]);
  return rowCount === 1;
}

/** A finding that becomes public brings the lines of what has followed from it already. */
export async function showAllBeside(tx: Tx, house: House, register: string, recordId: string): Promise<void> {
  const { rows } = await tx.query<{ register: string; id: string; no: string; state: string; due_on: string | null; on_day: string; data: Readonly<Record<string, unknown>> }>(
    `select r.register, r.id, r.no, r.state, r.due_on, r.data, (select max(on_day) from rc.entry e where (e.register, e.record_id) = (r.register, r.id) and e.state_to = r.state and e.state_from is distinct from r.state) as on_day
     from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where (l.from_register, l.from_id) = ($1, $2) and l.kind = l.to_register`, [register, recordId]);
  for (const row of rows) {
    const def = house.registers[row.register];
    if (def !== undefined) await showBeside(tx, recordId, { register: def, id: row.id, no: row.no, state: row.state, sofar: reveal(house, row.data), rules: house.rulesOn(house.clock.today()), today: row.on_day, dueOn: row.due_on }, null);
  }
}

/** Puts a record's line on its public list, brings it up to date, or takes it off. The day it came on stays. */
export async function listOrNot(tx: Tx, register: Register, at: { readonly id: string; readonly no: string; readonly state: string; readonly sofar: Readonly<Record<string, unknown>>; readonly rules: RuleLookup; readonly today: string }): Promise<void> {
  if (register.listed === undefined) return;
  const line = register.listed({ state: at.state, sofar: at.sofar, rules: at.rules });
  if (line === undefined) return void (await tx.query('delete from pub.listed where register = $1 and id = $2', [register.id, at.id]));
  await tx.query(
    `insert into pub.listed (register, id, list, no, body_id, name, area_code, label, ground, from_on, until_on) select $1, $2, $3, $4, s.id, s.name, s.area_code, $6, $7, $8, $9 from rc.subject s where s.id = $5 and s.kind = 'body'
     on conflict (register, id) do update set label = excluded.label, ground = excluded.ground, until_on = excluded.until_on`,
    [register.id, at.id, line.list, at.no, line.bodyId, line.label === null ? null : JSON.stringify(line.label), line.ground, at.today, line.untilOn]);
}
