/**
 * 公示视图的形状: what stands in schema `pub`, as the portal reads it. The portal knows a record only in this form; what
 * was not disclosed has no type here.
 */
import type { CatalogItem } from '../core/catalog.ts';
import type { Label } from '../core/label.ts';
import type { PublicBody } from '../core/publication.ts';

export type { PublicBody };

/** Stands for the subject of a record about an official: a person has no page and no public id. */
export const personId = '00000000-0000-0000-0000-000000000000';

/** Whether a record is about an official: shown on its own page only, never in bulk and never to search engines. */
export const isAboutPerson = (body: PublicBody): boolean => body.subject.id === personId;

/** One line of a record's public history; `leaf` is its place in the log, null before it has one. */
export interface HistoryLine {
  readonly version: number;
  readonly on: string;
  readonly kind: 'disclosed' | 'corrected';
  readonly leaf: number | null;
  readonly note?: string;
}

/** What follows from a record, as the public may know it: which kind of matter, how it stands, since when, by when. */
export interface BesideLine {
  /** Register of the matter, for programs: `rectification`, `objection`, `measure`. */
  readonly matter: string;
  readonly label: Label;
  readonly state: Label;
  readonly on: string;
  readonly dueOn: string | null;
}

/** A disclosed record. Before disclosure (a preview) it has neither salt nor leaf. */
export interface PublicRecordRow {
  readonly id: string;
  readonly body: PublicBody;
  readonly salt: Uint8Array | null;
  readonly leaf: number | null;
  readonly history: readonly HistoryLine[];
  readonly version: number;
  readonly disclosedOn: string;
  readonly untilOn: string;
  readonly disputed: boolean;
  readonly beside?: readonly BesideLine[];
  /** Address name of the body's page and its successor, if it has one; absent when the body has no page. */
  readonly bodySlug?: string;
  readonly successor?: { readonly slug: string; readonly name: string };
}

/** A record as a line in a list. */
export interface RecordLine {
  readonly id: string;
  readonly no: string;
  readonly item: Label;
  readonly subject: string;
  readonly areaName: string;
  readonly severity: { readonly key: string; readonly label: Label };
  readonly documentNumber: string | null;
  readonly summary: string | null;
  readonly disclosedOn: string;
  readonly untilOn: string;
  readonly disputed: boolean;
  readonly version: number;
}

export type EndKind = 'expired' | 'annulled' | 'withdrawn' | 'repaired';

export interface EndedRow {
  readonly id: string;
  readonly endedOn: string;
  readonly kind: EndKind;
  readonly reason: string;
  readonly article: string;
  readonly leaves: readonly number[];
}

export interface BodyName {
  readonly name: string;
  readonly kind: string;
  readonly from?: string | null;
  readonly to?: string | null;
}

export interface BodyRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string;
  readonly uscc: string | null;
  readonly areaCode: string;
  readonly level: string | null;
  readonly bodyKind: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly names: readonly BodyName[];
  readonly parent: { readonly slug: string; readonly name: string } | null;
  readonly successor: { readonly slug: string; readonly name: string; readonly kind: string } | null;
}

export interface Area {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly validTo: string | null;
  readonly successor: string | null;
}

export interface RuleSource {
  readonly instrument: string;
  readonly article: string;
  readonly says?: string;
}

export interface Amount {
  readonly amount: number;
  readonly unit: 'workingDay' | 'day' | 'month' | 'year';
}

/** What the bodies of limit, severity, ground and closing rules have in common and apart. */
export interface RuleBody {
  /** Of a condition of repair: only after the shortest publicity; and the items it is for. */
  readonly afterMin?: boolean;
  readonly training?: { readonly severities: readonly string[]; readonly hours: number; readonly source: RuleSource };
  readonly commitment?: Label;
  readonly items?: readonly string[];
  readonly label?: Label;
  readonly source?: RuleSource;
  readonly amount?: number;
  readonly unit?: Amount['unit'];
  readonly start?: Label;
  readonly extendMax?: Amount;
  readonly pausable?: Label;
  readonly publicityMin?: Amount;
  readonly publicityMax?: Amount;
  readonly publishByDefault?: boolean;
  readonly for?: readonly string[] | string;
  readonly modes?: readonly string[];
  readonly kind?: string;
  readonly trigger?: { readonly items?: readonly string[]; readonly severities: readonly string[] };
  readonly proportion?: readonly string[];
  readonly proportionSource?: RuleSource;
  readonly ground?: Label;
  readonly does?: Label;
  readonly lasts?: Amount;
  readonly shown?: RuleSource;
  readonly repealed?: true;
}

export interface Rule {
  readonly kind: string;
  readonly key: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly body: RuleBody;
  readonly basis: 'law' | 'policy';
}

/** A version of a catalogue item. */
export interface CatalogVersion extends Omit<Rule, 'body'> {
  readonly body: CatalogItem;
}

/** What every page needs to know of the city. */
export interface Site {
  readonly city: Label;
  readonly demo: boolean;
  readonly title: Label;
  readonly footer: { readonly sponsor: string; readonly operator: string; readonly phone: string; readonly siteCode: string; readonly icp: string; readonly policeFiling: string };
  readonly plan: { readonly zh: string; readonly number: string } | null;
  readonly logOrigin: string;
  readonly rootArea: string;
  readonly areas: ReadonlyMap<string, Area>;
  readonly rules: readonly Rule[];
  readonly items: readonly CatalogVersion[];
}
