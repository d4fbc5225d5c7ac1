/** 通报批评的读取: disclosed findings whose body did not put things right, as long as both stand. */
import type { Pool } from 'pg';
import type { Label } from '../../core/label.ts';
import type { RecordLine } from '../types.ts';
import { lineColumns } from './records.ts';

/** States of a rectification that are listed: criticised in public, or closed as not implemented. */
export const criticisedStates = ['criticised', 'notImplemented'] as const;

export interface Criticised extends RecordLine {
  readonly state: Label;
  readonly on: string;
}

/** The latest first, from `offset` on, and how many there are. */
export async function listCriticised(pool: Pool, offset: number, count: number): Promise<{ lines: Criticised[]; total: number }> {
  const from = "from pub.matter m join pub.record r on r.id = m.record_id where m.register = 'rectification' and m.key = any($1)";
  const [{ rows: lines }, { rows: [all] }] = await Promise.all([
    pool.query<Criticised>({ name: 'criticised', text: `select ${lineColumns}, m.state, m.on_day::text as "on" ${from} order by m.on_day desc, m.id offset $2 limit $3`, values: [criticisedStates, offset, count] }),
    pool.query<{ total: number }>({ name: 'criticised-count', text: `select count(*)::int as total ${from}`, values: [criticisedStates] }),
  ]);
  return { lines, total: all?.total ?? 0 };
}
