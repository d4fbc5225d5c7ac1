/**
 * 房屋: what the one door needs to do its work, wired once at start. The store knows no register and no rule by name; both
 * are handed in.
 */
import type { Actor } from '../core/actor.ts';
import type { Effect, Happened } from '../core/effect.ts';
import type { Register } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import type { Asked, Pool, Tx } from './db.ts';
import type { LetterOrder } from './letters.ts';
import type { Keys } from './keys.ts';

/** Tells the time; see clock.ts. */
export interface Timekeeper {
  now(): Date;
  today(): string;
}

export interface House {
  readonly pool: Pool;
  readonly clock: Timekeeper;
  readonly keys: Keys;
  /** Folder of attachments. */
  readonly filesDir: string;
  /** Name of the disclosure log, e.g. `example.rongcheng/log`. */
  readonly logOrigin: string;
  /** Where the public reaches the portal, without trailing slash: it stands on letters. */
  readonly publicUrl: string;
  readonly registers: Readonly<Record<string, Register>>;
  readonly consequencesOf: (register: string, happened: Happened) => readonly Effect[];
  /** The rules in force on a day. */
  readonly rulesOn: (day: string) => RuleLookup;
  /** Puts a rule into the rulebook inside a transaction. */
  readonly putRule: (tx: Tx, effect: Extract<Effect, { do: 'rule' }>, by: { changeId: string; proposedBy: string | null; approvedBy: string | null }) => Promise<void>;
  /** Enters a person in the directory inside a transaction; gives the subject's id. */
  readonly enrol: (tx: Tx, effect: Extract<Effect, { do: 'enrol' }>) => Promise<string>;
  /** Keeps with a person what a judgement says of them, and takes it back with the judgement. */
  readonly learn: (tx: Tx, effect: Extract<Effect, { do: 'learn' }>) => Promise<void>;
  readonly forget: (tx: Tx, effect: Extract<Effect, { do: 'forget' }>) => Promise<void>;
  /** Issues a letter inside a transaction, by the clock and rules of the house given: number, documents, code and leaf, or a problem and nothing. */
  readonly issueLetter: (tx: Tx, house: House, order: LetterOrder, by: Pick<Actor, 'accountId'>) => Promise<{ readonly id: string; readonly no: string }>;
  /** Called after a commit that added leaves or rules; must not throw. */
  readonly afterCommit: (what: { leaves: boolean; rules: boolean }) => void;
}

export type { Asked };
