/**
 * 规则: the shapes of what the rulebook holds, and the lookup that decisions are made with. A lookup is fixed to a day:
 * asking it twice gives the same version, and each answer says which version it was, so that a decision can cite it.
 */
import type { CalendarData } from './calendar.ts';
import type { CatalogItem } from './catalog.ts';
import type { Label } from './label.ts';
import type { Basis, Citation } from './law.ts';
import type { LetterRule } from './letter.ts';

export type TermUnit = 'workingDay' | 'day' | 'month' | 'year';
export interface Term {
  readonly amount: number;
  readonly unit: TermUnit;
}

/** 期限: a number of days with its source. */
export interface Limit extends Term {
  readonly key: string;
  readonly label: Label;
  readonly start: Label;
  readonly rollIfHoliday: boolean;
  /** How much one approved extension adds; without it the clock cannot be extended. */
  readonly extendMax?: Term;
  /** For what the clock may stand still; without it the clock cannot be paused. */
  readonly pausable?: Label;
  readonly source: Citation;
}

/** 严重程度: the class that sets the earliest repair and the latest day of publicity. */
export interface SeverityClass {
  readonly key: Severity;
  readonly label: Label;
  readonly publishByDefault: boolean;
  readonly publicityMin: Term;
  readonly publicityMax: Term;
  readonly source: Citation;
}
export type Severity = 'minor' | 'general' | 'serious';

export type DisclosureMode = 'full' | 'summary' | 'statistics' | 'closed';

/** 公示依据: a ground in law on which something may be shown, and about whom. */
export interface Ground {
  readonly key: string;
  readonly label: Label;
  readonly for: readonly ('body' | 'official')[];
  readonly modes: readonly DisclosureMode[];
  readonly source: Citation;
}

/** 撤下事由: why a disclosure ends. */
export interface ClosingReason {
  readonly key: string;
  readonly label: Label;
  readonly kind: 'expired' | 'annulled' | 'withdrawn' | 'repaired';
  readonly source: Citation;
}

/** 核查规则: for one occasion (评优评先, 资金申报 …), which findings stand in the way. Whatever no line names does not. */
export interface EligibilityRule {
  readonly key: string;
  readonly label: Label;
  /** Whom the occasion is for. */
  readonly for: readonly ('body' | 'official')[];
  /** A finding counts when all that one line says holds. */
  readonly counts: readonly EligibilityLine[];
  /** answer: only whether; numbers: which records as well, where the asker answers for their area. */
  readonly reveals: 'answer' | 'numbers';
  readonly source: Citation;
}
export interface EligibilityLine {
  /** Catalogue items; all of them when left out. */
  readonly items?: readonly string[];
  readonly severities: readonly Severity[];
  /** States in which a finding is in effect. */
  readonly states: readonly string[];
  /** How far back the day of the document may lie, counted from the day of the check; without end when left out. */
  readonly within?: { readonly amount: number; readonly unit: 'day' | 'month' | 'year' };
}

/** 修复条件: for which findings a repair may be asked for when, and what the applicant promises. One rule without items is for all others. */
export interface RepairRule {
  readonly key: string;
  readonly label: Label;
  /** Catalogue items it is for; none: all that no other rule names. */
  readonly items: readonly string[];
  /** Only after the shortest publicity of the class; otherwise as soon as the duty is performed. */
  readonly afterMin: boolean;
  /** The reason for ending that a grant gives. */
  readonly closing: 'repair-granted' | 'duty-performed' | 'debtor-removed';
  /** 专题培训: a training that has to be finished before a grant, for findings of these classes; who holds it, by duty. */
  readonly training?: { readonly severities: readonly Severity[]; readonly hours: number; readonly organiser: Duty; readonly source: Citation };
  /** The text of the commitment that the applicant confirms. */
  readonly commitment: Label;
  readonly source: Citation;
}

/** 从轻、免于的情形: the only grounds on which leniency can be granted, and for which findings. */
export interface LeniencyGround {
  readonly key: string;
  readonly label: Label;
  readonly items: readonly string[];
  readonly source: Citation;
}

/** 执行职责: the words of the directory for who carries measures out and who judges together. */
export const duties = ['creditOffice', 'source', 'court', 'discipline', 'hr', 'audit', 'hotline', 'finance', 'organisation', 'leadingGroup'] as const;
export type Duty = (typeof duties)[number];
/** Whoever holds one of these for the whole city judges matters of others; when it is barred itself, an arbiter of its level does in its stead. */
export const judgingDuties: readonly Duty[] = ['creditOffice', 'audit'];

/** 奖惩措施: one entry of the catalogue. Nothing outside it may be imposed, and an entry reaches no further than it says. */
export interface Measure {
  readonly key: string;
  readonly label: Label;
  readonly kind: 'restraint' | 'incentive';
  readonly for: 'body' | 'official';
  /** Only bodies of these levels. */
  readonly levels?: readonly ('city' | 'county' | 'town' | 'village')[];
  /** What a restraint follows: findings of these items (of any, when absent); it begins by itself at these severities, at others only when somebody chooses it. */
  readonly trigger?: { readonly items?: readonly string[]; readonly severities: readonly Severity[] };
  /** 过惩相当: the severities that a restraint may follow at all, and who weighed that. */
  readonly proportion?: readonly Severity[];
  readonly proportionSource?: Citation;
  /** What an incentive rewards. */
  readonly ground?: Label;
  readonly executor: Duty;
  readonly does: Label;
  /** How long it lasts; without it, as long as the finding is in effect. */
  readonly lasts?: Term;
  /** The ground on which the public sees it. */
  readonly shown?: Citation;
  /** A version that says the entry is no longer in force. */
  readonly repealed?: true;
  readonly source: Citation;
}

export interface RuleBodies {
  item: CatalogItem;
  limit: Limit;
  severity: SeverityClass;
  ground: Ground;
  closing: ClosingReason;
  letter: LetterRule;
  eligibility: EligibilityRule;
  repair: RepairRule;
  leniency: LeniencyGround;
  measure: Measure;
  calendar: CalendarData;
}
export type RuleKind = keyof RuleBodies;

export const ruleKinds: Record<RuleKind, Label> = {
  item: { zh: '目录事项', en: 'Catalogue items' },
  limit: { zh: '期限', en: 'Time limits' },
  severity: { zh: '严重程度', en: 'Severity classes' },
  ground: { zh: '公示依据', en: 'Grounds of disclosure' },
  closing: { zh: '撤下事由', en: 'Reasons for ending' },
  letter: { zh: '文书模板', en: 'Letter templates' },
  eligibility: { zh: '核查规则', en: 'Eligibility rules' },
  repair: { zh: '修复条件', en: 'Conditions of repair' },
  leniency: { zh: '从轻免于情形', en: 'Grounds of leniency' },
  measure: { zh: '奖惩措施', en: 'Measures and incentives' },
  calendar: { zh: '工作日历', en: 'Calendar' },
};

/** Which version of which rule was used. */
export interface RuleRef {
  readonly kind: RuleKind;
  readonly key: string;
  readonly version: number;
}

export interface Rule<K extends RuleKind = RuleKind> extends RuleRef {
  readonly kind: K;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly basis: Basis;
  readonly body: RuleBodies[K];
}

/** The rules in force on one day. */
export interface RuleLookup {
  readonly on: string;
  find<K extends RuleKind>(kind: K, key: string): Rule<K> | undefined;
  /** @throws when no version is in force that day: a city without the rule cannot run the register that needs it. */
  get<K extends RuleKind>(kind: K, key: string): Rule<K>;
  /** The very version that an entry cites, in force or not. */
  version<K extends RuleKind>(kind: K, key: string, version: number): Rule<K> | undefined;
  all<K extends RuleKind>(kind: K): readonly Rule<K>[];
  readonly calendar: CalendarData;
}
