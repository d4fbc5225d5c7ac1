// 时钟 Clock: the one place that reads the time. Everything else is given a clock, so that a test or a replay can be
// at any moment it likes and a due day never depends on when the code happened to run.

/** Tells the time. */
export interface Clock {
  /** The instant. */
  now(): Date;
  /** The civil day in China, 'YYYY-MM-DD'. */
  today(): string;
}

/** A clock that stands still until it is set. */
export interface FixedClock extends Clock {
  /** Moves the clock, forwards or backwards. Throws RangeError if `at` is not an instant. */
  set(at: Date | string): void;
}

// China has one time zone and has had no summer time since 1991.
const chinaOffsetMs = 8 * 60 * 60 * 1000;

/** The civil day in China at an instant, 'YYYY-MM-DD'. */
export function chinaDay(at: Date): string {
  return new Date(at.getTime() + chinaOffsetMs).toISOString().slice(0, 10);
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  today: () => chinaDay(new Date()),
};

/** A clock for tests and replays. `at` as an ISO instant ('2026-11-23T09:00:00+08:00') or a Date; RangeError if it is neither. */
export function fixedClock(at: Date | string): FixedClock {
  let current = toInstant(at);
  return {
    now: () => new Date(current),
    today: () => chinaDay(current),
    set: (next) => {
      current = toInstant(next);
    },
  };
}

function toInstant(at: Date | string): Date {
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime())) throw new RangeError(`not an instant: ${String(at)}`);
  return instant;
}
