/**
 * 事项登记簿: a register is a kind of matter that somebody answers for. Its fields, states, actions, grants, time limits
 * and legal basis stand in one definition; forms, validation, permissions, due days, ledger entries and documentation
 * are derived from it. A misspelt state, field, action, grant or refusal does not compile.
 */
import type { Actor, Grant } from './actor.ts';
import type { ClockMove } from './clock.ts';
import type { Fields, Values } from './field.ts';
import type { Label } from './label.ts';
import type { Citation } from './law.ts';
import type { FieldError } from './problem.ts';
import type { Posting } from './posting.ts';
import type { Publication } from './publication.ts';
import type { RuleLookup } from './rules.ts';

/** What the decision knows of the subject that the record is about. */
export interface SubjectFacts {
  readonly id: string;
  readonly kind: 'area' | 'body' | 'official' | 'enterprise';
  readonly name: string;
  readonly uscc: string | null;
  readonly areaCode: string | null;
  readonly areaName: string;
  readonly level: string | null;
  /** Of a body: government, department, court… */
  readonly bodyKind?: string | null;
}

/** One earlier action on the record, oldest first, and who did it: what "three different people" and open requests are judged by. What was done to a linked record is named `register.action`. */
export interface Deed {
  readonly action: string;
  readonly by: string | null;
}

/** The matter that a record is about, as it stands: the finding that an objection disputes, that a repair would end. */
export interface AboutFacts {
  readonly register: string;
  readonly id: string;
  readonly no: string;
  readonly state: string;
  readonly title: string;
  readonly item: string | null;
  readonly severity: string | null;
  readonly documentNumber: string | null;
  readonly decidedOn: string | null;
  readonly subjectId: string | null;
  readonly makerBody: string | null;
  readonly areaCode: string | null;
  readonly personal: boolean;
  readonly sofar: Readonly<Record<string, unknown>>;
}

export interface Context<F extends Fields, S extends string = string> {
  readonly actor: Actor;
  readonly today: string;
  readonly state: S | null;
  /** All fields so far, before this action's input. */
  readonly sofar: Partial<Values<F>>;
  readonly input: Partial<Values<F>>;
  readonly subject: SubjectFacts | null;
  readonly rules: RuleLookup;
  readonly deeds: readonly Deed[];
  /** Where the register says what a record is about: that matter. */
  readonly about: AboutFacts | null;
  /** How many records stand as the register's `counts` says. */
  readonly counted?: number;
}

export type Due<F extends Fields, A extends string> =
  /** `until` is a day that bounds the clock from outside: it may end sooner, and `else` happens only once that day has passed. */
  | { readonly within: string; readonly until?: (sofar: Partial<Values<F>>) => string | undefined; readonly else?: A;
      /** Arriving from a state with the same limit, its clock runs on: one time for both. */
      readonly runsOn?: true }
  | { readonly on: (sofar: Partial<Values<F>>) => string | undefined; readonly rule: string; readonly else: A };

export interface StateDef<F extends Fields, A extends string> extends Label {
  /** The clock that runs in this state; `else` is what the system does when nobody acts. */
  readonly due?: Due<F, A>;
  /** Shown to the public while in this state. */
  readonly disclosed?: true;
  /** While it stays here, the words that the register's `posting` has for it stand on the public site. */
  readonly posted?: true;
  /** What must go on being so while a record stays here; asked again whenever rules change. When it is no longer so, the system does `else`. */
  readonly while?: { readonly holds: (sofar: Partial<Values<F>>, rules: RuleLookup) => boolean; readonly else: A };
  /** Its name stands on the public page of the finding that the record is about, under the register's name or under the one given here; not at all when none is given. */
  readonly shown?: true | ((sofar: Partial<Values<F>>, rules: RuleLookup) => Label | undefined);
  /** Visible to the body or official it is about. */
  readonly toldSubject?: true;
  /** Nobody's business but the maker's body's: of `reads`, only grants at `own` hold in this state. */
  readonly private?: true;
  readonly end?: true;
  /** On arrival the content is sealed in the archive: salts and plain copies are destroyed. */
  readonly seals?: true;
}

export interface ActionDef<F extends Fields, S extends string, A extends string, R extends string> extends Label {
  readonly from: 'nothing' | readonly S[];
  /** One state; one per state it comes from; or a choice among some. 'same' leaves state and clock alone. */
  readonly to: S | 'same' | { readonly [K in S]?: S } | { readonly among: readonly S[]; readonly choose: (ctx: Context<F, S>) => S };
  readonly by: Grant | readonly Grant[] | { readonly [K in S]?: Grant | readonly Grant[] };
  readonly takes: readonly (keyof F & string)[];
  /** Of the fields that may be left out, those that this action cannot do without. */
  readonly needs?: readonly (keyof F & string)[];
  /** Whoever did one of these on this record may not do this. */
  readonly apart?: readonly (A | `${string}.${string}`)[];
  /** A step of judging: none of those barred takes it, nor whoever decided on this record before. Who decides has decided, also once that was quashed. */
  readonly judges?: 'examining' | 'deciding';
  /** What was decided before is void: its letters are no longer in force. */
  readonly quashes?: true;
  /** Handed in by somebody without an account: they are given number and code. */
  readonly receipt?: true;
  readonly refuse?: (ctx: Context<F, S>) => R | undefined;
  /** Checks that need the rulebook: item-specific facts, grounds, masks. */
  readonly checks?: (ctx: Context<F, S>) => readonly FieldError[];
  readonly sets?: (ctx: Context<F, S>) => { readonly [K in keyof Values<F>]?: Values<F>[K] | undefined };
  /** Moves the clock of the state it stays in, as far as the rule of that clock allows; only with `to: 'same'`. */
  readonly clock?: ClockMove;
  /** It answers this request: possible only while the request stands unanswered, and the request only while none stands. */
  readonly answers?: A;
  /** The content becomes a new version; the old one stays readable. */
  readonly revises?: true;
  /** Opens the sealed content again: the state it comes from had sealed it. */
  readonly unseals?: true;
  /** Why a disclosure ends when this action leaves a disclosed state or one with posted words: the key of a closing reason. */
  readonly closing?: string | ((ctx: Context<F, S>) => string);
  readonly danger?: true;
  /** Whoever takes it is named nowhere: it is entered as if the public counter had taken it. */
  readonly veiled?: true;
  /** Possible, but nobody's duty: it does not put the record on a work list. 'handled': as long as there is a body that has to handle the record; where there is none it is a duty. */
  readonly atWill?: true | 'handled';
  /** Part of the way upward: 'up' hands the record to the next level, 'back' returns it; receipts count both. */
  readonly hands?: 'up' | 'back';
}

/** Whether an action on a record is nobody's duty. */
export const isAtWill = ({ atWill }: Pick<ActionDef<any, any, any, any>, 'atWill'>, handlerBody: string | null): boolean => atWill === true || (atWill === 'handled' && handlerBody !== null);

/** What lists filter by, derived from the content. */
export interface Columns {
  readonly title: string;
  readonly item?: string | null;
  readonly subjectId?: string | null;
  /** The body that has to handle it: scope `handling`. */
  readonly handlerId?: string | null;
  /** The body that it is kept away from: nobody of it reads it or acts on it, whatever their role. */
  readonly awayFrom?: string | null;
  /** 回避: bodies and persons that judge nothing in it: whom it is about, and whose decision is looked at. Left out, the subject. */
  readonly barred?: readonly (string | undefined)[];
  readonly documentNumber?: string | null;
  readonly decidedOn?: string | null;
  readonly severity?: string | null;
  /** Two records of a register with the same key are the same matter; compared as a keyed hash. */
  readonly uniqueKey?: string | null;
  readonly searchText?: string;
}

/** A line of a public list: a body, and what is said of it. Only bodies stand on lists, never persons. */
export interface Listing {
  readonly list: 'good-standing' | 'recalls';
  readonly bodyId: string;
  readonly label: Label | null;
  readonly ground: string | null;
  readonly untilOn: string | null;
}

export interface RegisterDef<F extends Fields = Fields, S extends string = string, A extends string = string, R extends string = string> {
  readonly id: string;
  readonly label: Label;
  readonly purpose: Label;
  readonly law: readonly Citation[];
  /** Prefix of the record number, e.g. SX → SX-2026-000123. */
  readonly series: string;
  readonly fields: F;
  /** Said to whoever begins what stands already. */
  readonly duplicate?: Label;
  readonly refusals: Readonly<Record<R, Label>>;
  readonly states: Readonly<Record<S, StateDef<F, NoInfer<A>>>>;
  readonly actions: Readonly<Record<A, ActionDef<F, NoInfer<S>, NoInfer<A>, NoInfer<R>>>>;
  /** Who may read a record; the subject's own sight follows `toldSubject`. */
  readonly reads: readonly Grant[];
  /** The last day an ended record's sealed copy is kept; without it the copy stays. */
  readonly keptUntil?: (sofar: Partial<Values<F>>, rules: RuleLookup, endedOn: string) => string;
  /** Which record it is about. Whoever begins it must be able to see that one, unless the platform begins it itself. */
  readonly about?: (sofar: Partial<Values<F>>) => { readonly register: string; readonly id: string } | undefined;
  /** Whether a mark stands at the record everywhere it is shown, saying that it is in dispute. */
  readonly disputed?: (sofar: Partial<Values<F>>) => boolean;
  /** Its records are kept away from the body that `columns().awayFrom` names. */
  readonly keepsAway?: true;
  /** About a natural person: every look needs a purpose and is kept. */
  readonly personal?: (sofar: Partial<Values<F>>, rules: RuleLookup) => boolean;
  /** Decisions need to know how many records of another register about the same subject stand in these states. */
  readonly counts?: { readonly register: string; readonly states: readonly string[] };
  /** The line on a public list, in the states where there is one; it leaves the list in the transaction in which that ends. */
  readonly listed?: (at: { readonly state: S; readonly sofar: Partial<Values<F>>; readonly rules: RuleLookup }) => Listing | undefined;
  /** The words that are posted in a `posted` state, and their last day; none where they are not for the public. */
  readonly posting?: (sofar: Partial<Values<F>>) => Posting | undefined;
  readonly columns: (sofar: Partial<Values<F>>, rules: RuleLookup) => Columns;
  /** The public view; required when a state is disclosed. */
  readonly publication?: (ctx: PublicationContext<F>) => Publication;
}

export interface PublicationContext<F extends Fields> {
  readonly no: string;
  readonly version: number;
  readonly sofar: Partial<Values<F>>;
  readonly subject: SubjectFacts | null;
  readonly rules: RuleLookup;
  /** Extracted text of the attachments, by attachment id. */
  readonly attachmentNames: Readonly<Record<string, string>>;
}

/** Any register, once its own words no longer matter. */
// The erased form is deliberately wide: each definition was checked where it was written.
export type Register = RegisterDef<any, any, any, any>;

/** Defines a register; the literal's own states, actions, fields and refusals check one another. */
export function defineRegister<const F extends Fields, const S extends string, const A extends string, const R extends string>(
  def: RegisterDef<F, S, A, R>,
): RegisterDef<F, S, A, R> {
  return def;
}
