/**
 * 计数复核: counts all records and what was done to them anew, as the check goes through them, to be compared with the tables of counts.
 */
import type { Asked } from '../db.ts';

/** What of a record is counted; undefined for null. */
export interface Counted {
  readonly register: string;
  readonly area: string | undefined;
  readonly maker: string | undefined;
  readonly state: string;
  readonly item: string | undefined;
  readonly severity: string | undefined;
}

// Stand in no text that PostgreSQL keeps.
const between = '\u0000';
const none = '\u0000\u0000';
const keyOf = (...parts: readonly (string | null | undefined)[]): string => parts.map((part) => part ?? none).join(between);

const tallied: Readonly<Record<string, string>> = {
  'rc.stock_tally': 'select array[register, area_code, maker_body::text, state, item, severity] as key, sum(n)::int8 as n from rc.stock_tally group by register, area_code, maker_body, state, item, severity having sum(n) <> 0',
  'rc.flow_tally': `select array[register, to_char(month, 'YYYY-MM'), action, area_code, maker_body::text] as key, sum(n)::int8 as n from rc.flow_tally group by register, month, action, area_code, maker_body having sum(n) <> 0`,
};

export class Counts {
  readonly #counts: Readonly<Record<string, Map<string, number>>> = { 'rc.stock_tally': new Map(), 'rc.flow_tally': new Map() };

  /** Counts a record and, for each month, the actions it went through. `acts` are month and action, `2026-11 approve`, and may repeat. */
  add({ register, area, maker, state, item, severity }: Counted, acts: readonly string[]): void {
    this.#one('rc.stock_tally', keyOf(register, area, maker, state, item, severity));
    for (const [at, act] of acts.entries()) {
      if (acts.indexOf(act) < at) continue;
      this.#one('rc.flow_tally', keyOf(register, act.slice(0, 7), act.slice(8), area, maker));
    }
  }

  #one(table: string, key: string): void {
    const counts = this.#counts[table] as Map<string, number>;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  /** Whether a table says what was counted; false for one that was not counted here. */
  async agree(db: Asked, table: string): Promise<boolean> {
    const sql = tallied[table];
    const counts = this.#counts[table];
    if (sql === undefined || counts === undefined) return false;
    const { rows } = await db.query<{ key: (string | null)[]; n: number }>(sql);
    return rows.length === counts.size && rows.every(({ key, n }) => counts.get(keyOf(...key)) === n);
  }
}
