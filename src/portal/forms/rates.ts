/**
 * 频次: how often one address may hand something in or try a code. Kept in memory and forgotten soon; an address never leaves this
 * process and is written nowhere.
 */

export interface Rate {
  readonly times: number;
  readonly minutes: number;
}

export const rates = { post: { times: 200, minutes: 10 }, begin: { times: 10, minutes: 60 }, file: { times: 30, minutes: 60 }, wrong: { times: 5, minutes: 15 } } as const satisfies Record<string, Rate>;

const entriesMax = 20_000;

export interface Rates {
  /** Minutes until this may be done again; undefined when it may be done now. */
  rests(what: keyof typeof rates, address: string): number | undefined;
  /** Notes that it was done. */
  note(what: keyof typeof rates, address: string): void;
}

/** Counts by address and kind in fixed windows. @param nowMs a clock that only goes forward */
export function openRates(nowMs: () => number = () => performance.now()): Rates {
  const seen = new Map<string, { count: number; until: number }>();
  const live = (key: string): { count: number; until: number } | undefined => {
    const entry = seen.get(key);
    return entry !== undefined && entry.until > nowMs() ? entry : undefined;
  };
  return {
    rests: (what, address) => {
      const entry = live(`${what} ${address}`);
      return entry !== undefined && entry.count >= rates[what].times ? Math.ceil((entry.until - nowMs()) / 60_000) : undefined;
    },
    note: (what, address) => {
      const key = `${what} ${address}`;
      const entry = live(key) ?? { count: 0, until: nowMs() + rates[what].minutes * 60_000 };
      seen.delete(key);
      seen.set(key, { ...entry, count: entry.count + 1 });
      // The oldest give way, so that many addresses cost no memory.
      if (seen.size > entriesMax) seen.delete(seen.keys().next().value as string);
    },
  };
}
