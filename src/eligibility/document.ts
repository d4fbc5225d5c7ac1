/**
 * 核查答复: what is answered about each name and the document that says so: signed, with the text of the rule in force that day, and
 * with no more about a finding than the asker may know.
 */
import type { Actor } from '../core/actor.ts';
import type { Label } from '../core/label.ts';
import type { Json } from '../core/log/canonical.ts';
import type { Rule } from '../core/rules.ts';
import type { AskedKind, AskedLine } from './asked.ts';
import { type Finding, namedMax } from './counted.ts';

export const answers = {
  clear: { zh: '符合', en: 'Eligible' }, barred: { zh: '不符合', en: 'Not eligible' }, review: { zh: '需人工核实', en: 'To be checked by a person' },
} as const satisfies Record<string, Label>;
export type Answer = keyof typeof answers;

/** A record named in an answer; without it, only that there is one. */
export interface Named {
  readonly no: string;
  readonly item: string;
  readonly severity: string;
  readonly decidedOn: string | null;
  readonly isPublic: boolean;
  /** An objection to it is being examined. */
  readonly disputed?: true;
}

export interface AnswerLine {
  readonly line: number;
  readonly name: string;
  readonly code?: string;
  readonly bodyName?: string;
  readonly answer: Answer;
  /** Why a person has to look, or why not eligible. */
  readonly reason?: string;
  readonly counted?: readonly Named[];
  readonly notCounted?: readonly (Named & { readonly why: string })[];
  /** More records stand behind the answer than it names. */
  readonly more?: true;
}

export interface Matched {
  readonly subjectId: string | null;
  readonly why: string | null;
}

export const severities = { minor: '轻微', general: '一般', serious: '严重' } as const;

const knows = (actor: Actor, f: Finding): boolean => actor.areas === 'all' || (f.area_code !== null && actor.areas.has(f.area_code));
const nameIt = (labelOf: (item: string) => string) => (f: Finding): Named => ({ no: f.no, item: labelOf(f.item), severity: severities[f.severity], decidedOn: f.decided_on, isPublic: f.is_public, ...(f.disputed ? { disputed: true as const } : {}) });

/** Why a finding in effect does not count: leniency, its class, its kind, or its age. */
function whyNot(rule: Rule<'eligibility'>, f: Finding): string {
  const lines = rule.body.counts;
  const { weight } = f;
  if (weight === 'none') return '已决定免于惩戒，不计入';
  if (!lines.some((l) => l.severities.includes(weight))) return weight === f.severity ? `${severities[weight]}失信不计入` : `惩戒已从轻，按${severities[weight]}计，不计入`;
  if (!lines.some((l) => l.severities.includes(weight) && (l.items === undefined || l.items.includes(f.item)))) return '这一目录事项不计入';
  return '文书日期已超出规则的年限';
}

export interface Answering {
  readonly actor: Actor;
  readonly rule: Rule<'eligibility'>;
  readonly itemLabel: (item: string) => string;
}

/** The findings that an answer about one tells of: those that count, named or not, and those that it notes beside them. */
export function toldOf({ actor, rule }: Pick<Answering, 'actor' | 'rule'>, found: readonly Finding[]): { readonly counted: readonly Finding[]; readonly noted: readonly Finding[] } {
  return { counted: found.filter((f) => f.counts).slice(0, namedMax), noted: rule.body.reveals === 'answer' ? [] : found.slice(0, namedMax).filter((f) => !f.counts && knows(actor, f)) };
}

/** What is answered about one name, from the findings about its subject. */
export function answerLine(answering: Answering, asked: AskedLine, matched: Matched, found: readonly Finding[]): AnswerLine {
  const head = { line: asked.line, name: asked.name, ...(asked.code === null ? {} : { code: asked.code }), ...(asked.bodyName === null ? {} : { bodyName: asked.bodyName }) };
  const { actor, rule, itemLabel } = answering;
  const open = asked.wrong ?? matched.why;
  if (open !== null) return { ...head, answer: 'review', reason: open };
  const counted = found.filter((f) => f.counts);
  const isDisputed = counted.length > 0 && counted.every((f) => f.disputed);
  const answer: Answer = counted.length === 0 ? 'clear' : isDisputed ? 'review' : 'barred';
  const reason = answer === 'clear' ? {} : { reason: isDisputed ? '有失信记录正在异议处理中，请待处理完毕后再核查' : '有应计入的失信记录' };
  if (rule.body.reveals === 'answer') return { ...head, answer, ...reason };
  const told = toldOf(answering, found);
  const shown = told.counted.filter((f) => knows(actor, f));
  const others = told.noted;
  const name = nameIt(itemLabel);
  return {
    ...head, answer, ...reason, ...(shown.length === 0 ? {} : { counted: shown.map(name) }), ...(others.length === 0 ? {} : { notCounted: others.map((f) => ({ ...name(f), why: whyNot(rule, f) })) }),
    ...(shown.length < counted.length ? { more: true as const } : {}),
  };
}

export type Counts = Readonly<Record<Answer, number>> & { readonly asked: number };
export const countAnswers = (lines: readonly AnswerLine[]): Counts => {
  const of = (answer: Answer): number => lines.filter((l) => l.answer === answer).length;
  return { asked: lines.length, clear: of('clear'), barred: of('barred'), review: of('review') };
};

export interface Facts {
  readonly no: string;
  readonly code: string;
  readonly issuer: string;
  readonly askedBy: string;
  readonly kind: AskedKind;
  readonly today: string;
  readonly purpose: string | null;
  readonly sha256: string;
  readonly lines: readonly AnswerLine[];
}

/** The document that is signed. */
export function documentOf(rule: Rule<'eligibility'>, f: Facts): Json {
  const { counts, ...body } = rule.body;
  return {
    title: '评优评先核查答复', no: f.no, code: f.code, issuer: f.issuer, asOf: f.today, occasion: { key: rule.key, label: body.label.zh }, askedBy: f.askedBy, kind: f.kind, ...(f.purpose === null ? {} : { purpose: f.purpose }),
    rule: { key: rule.key, version: rule.version, effectiveFrom: rule.effectiveFrom, basis: rule.basis, reveals: body.reveals, source: { ...body.source }, counts } as unknown as Json,
    inputSha256: f.sha256, counts: { ...countAnswers(f.lines) }, answers: f.lines as unknown as Json,
    note: '只对核查日有效；任何人可凭验证码在公众网站查验是否仍然有效。“需人工核实”不是“不符合”。',
  };
}
