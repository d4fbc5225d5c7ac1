/** 后果的形状: what one matter's action may cause in another, and what the table of consequences is told. */
import type { Actor } from './actor.ts';
import type { LetterRequestOf } from './letter.ts';
import type { AboutFacts, Columns, SubjectFacts } from './register.ts';
import type { Duty, RuleKind, RuleLookup } from './rules.ts';

/** A body that the directory finds: with a duty, in an area or the nearest above it; or the one that stands above a body. */
export type Sought = { readonly duty: Duty; readonly areaCode: string | null } | { readonly superiorOf: string };

/** Who held a post in a body on a day. */
export interface Holder {
  readonly personId: string;
  readonly bodyName: string;
  readonly post: string;
  readonly bearing: 'head' | 'direct';
}

/** A body that was told of a finding by eligibility answers: which answers and lines, for what and on what ground. */
export interface Informed {
  readonly bodyId: string;
  readonly answers: string;
  readonly purpose: string;
  readonly ground: string;
}

export type Effect =
  | { readonly do: 'start'; readonly register: string; readonly action: string; readonly input: Readonly<Record<string, unknown>>; readonly areaCode: string | null; readonly link: string;
      /** The body that the new record counts as made by; nobody's otherwise. */
      readonly makerBody?: string | null;
      /** Fields that the directory fills in; a body that is not found leaves its field out. */
      readonly find?: Readonly<Record<string, Sought>>;
      /** Begun once for each person who headed a body, or was directly responsible in it, on a day: who they are, and what they were there, goes to these fields. */
      readonly each?: { readonly postsOf: string; readonly on: string; readonly into: Readonly<Record<keyof Holder, string>> }
        /** Or once for each body that answers which are over told of a finding about a subject; what they were told is taken out of those answers. */
        | { readonly toldOf: string; readonly about: string; readonly into: Readonly<Record<keyof Informed, string>> };
      /** Not begun again while a linked record with these values is open. */
      readonly unless?: Readonly<Record<string, unknown>>;
      /** Begun once for each body that has the duty anywhere, whose id goes into the field. */
      readonly eachBody?: { readonly field: string; readonly duty: Duty } }
  | { readonly do: 'act'; readonly register: string; readonly recordId: string; readonly action: string; readonly input: Readonly<Record<string, unknown>>; readonly find?: Readonly<Record<string, Sought>> }
  /** The same for every record of a register that is linked with this one (or with the one `at`: what this one is about), holds these values and is in a state that allows it. */
  | { readonly do: 'actLinked'; readonly at?: { readonly register: string; readonly id: string }; readonly register: string; readonly link: string; readonly action: string; readonly input: Readonly<Record<string, unknown>>; readonly where?: Readonly<Record<string, unknown>> }
  /** The same for every record of a register about a subject. */
  | { readonly do: 'actSubject'; readonly register: string; readonly subjectId: string; readonly action: string; readonly input: Readonly<Record<string, unknown>> }
  /** A record of the same register takes the place of this one: maker, batch, documents that the input names and links go over to it. */
  | { readonly do: 'replace'; readonly action: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly do: 'rule'; readonly kind: RuleKind; readonly key: string; readonly body: unknown; readonly basis: string; readonly effectiveFrom: string }
  /**
   * 文书: issues a letter about the record on which this happened, in the same transaction: `{ do: 'letter', kind: 'notice', fields: {…} }`; the fields
   * of each kind stand in letter.ts and are checked by the compiler. It goes to the record's subject, or where `to` says. When the record ends,
   * its letters and those of the records linked from it are no longer in force; so the letter that tells of an end comes last in a row's effects.
   */
  | ({ readonly do: 'letter'; readonly to?: Addressee } & LetterRequestOf)
  /** The letters about this record are no longer in force: what they told was quashed. */
  | { readonly do: 'voidLetters' }
  /** A person judged to be new to the directory; the new subject's id goes to the action that follows. */
  | { readonly do: 'enrol'; readonly name: string; readonly register: string; readonly recordId: string; readonly action: string }
  /** A record was judged to be about a person: what it states to know them by is kept with them, or forgotten when the judgement is taken back. */
  | { readonly do: 'learn'; readonly register: string; readonly recordId: string; readonly subjectId: string }
  | { readonly do: 'forget'; readonly register: string; readonly recordId: string };

/** To whom a letter goes: a subject of the directory, a body that the directory finds, or somebody by name (a person who objected without an account). */
export type Addressee = { readonly subjectId: string } | { readonly find: Sought } | { readonly name: string };

/** A name that could not be matched to one subject, and who bears it. */
export interface Unresolved {
  readonly name: string;
  readonly hint?: string;
  readonly candidates: readonly { readonly id: string; readonly name: string; readonly about: string }[];
}

export interface Happened {
  readonly recordId: string;
  readonly no: string;
  readonly action: string;
  /** The state before; null for a start. */
  readonly stateFrom: string | null;
  /** The state that followed, and its last day. */
  readonly state: string;
  readonly dueOn: string | null;
  /** The last day of the state before. */
  readonly dueWas: string | null;
  /** Who did it; where it followed from something, whoever did that. */
  readonly by: Pick<Actor, 'accountId' | 'name' | 'bodyId' | 'bodyName'>;
  /** The body that made the record. */
  readonly makerBody: string | null;
  /** About a natural person. */
  readonly personal: boolean;
  readonly columns: Columns;
  readonly sofar: Readonly<Record<string, unknown>>;
  readonly areaCode: string | null;
  readonly subject: SubjectFacts | null;
  readonly about: AboutFacts | null;
  readonly today: string;
  readonly rules: RuleLookup;
  readonly unresolved: Unresolved | null;
}
