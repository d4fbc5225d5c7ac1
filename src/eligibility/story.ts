/** 演示核查: the checks of the example city's year (checks.yaml), asked through the module's own door on their day. */
import { createHash } from 'node:crypto';
import type { Also } from '../directory/story.ts';
import { readList } from '../rulebook/city-files.ts';
import { type AskedKind, askedLine } from './asked.ts';
import { check } from './check.ts';

interface Told {
  readonly occasion: string;
  readonly kind: AskedKind;
  readonly by: string;
  readonly daysAgo: number;
  /** Name of the table that was uploaded; without it one name was asked. */
  readonly file?: string;
  readonly because?: string;
  readonly names: readonly { readonly name?: string; readonly code?: string; readonly bodyName?: string }[];
}

/** What the story of a city has to tell of checks. */
export const checksOf = (city: string): Also[] => readList<Told>(city, 'checks.yaml').map((told) => ({
  daysAgo: told.daysAgo,
  play: async (tx, house, actorFor) => {
    const sha256 = createHash('sha256').update(JSON.stringify(told.names)).digest('hex');
    await check(tx, house, await actorFor(told.by), {
      occasion: told.occasion, kind: told.kind, names: told.names.map((n, at) => askedLine(told.kind, at + 2, n, house.clock.today())), ...(told.file === undefined ? {} : { file: { name: told.file, sha256 } }),
      ...(told.kind === 'official' ? { purpose: 'award', because: told.because } : {}),
    }, told.because !== undefined);
  },
}));
