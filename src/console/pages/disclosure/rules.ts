// 公示所依的规则: what the rulebook says about grounds and severity classes, read for the decision at hand.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import type { Label, RuleRow } from '../../api.ts';
import type { Ground, SeverityClass, Term } from '../../../core/rules.ts';
import { t } from '../../i18n.ts';

const units: Record<Term['unit'], Label> = {
  workingDay: { zh: '个工作日', en: 'working days' }, day: { zh: '日', en: 'days' }, month: { zh: '个月', en: 'months' }, year: { zh: '年', en: 'years' },
};

/** 10 个工作日, 1 年. */
export const showTerm = (term: Term): string => `${term.amount} ${t(units[term.unit])}`;

export type GroundRule = RuleRow & { body: Ground };
export type SeverityRule = RuleRow & { body: SeverityClass };

export function useGrounds() {
  return useQuery({ queryKey: ['rules', 'ground'], queryFn: async () => await api.rules.list({ kind: 'ground' }) as GroundRule[], staleTime: 300_000 });
}

export function useSeverity(key: string | null) {
  const rules = useQuery({ queryKey: ['rules', 'severity'], queryFn: async () => await api.rules.list({ kind: 'severity' }) as SeverityRule[], staleTime: 300_000 });
  return rules.data?.find((rule) => rule.key === key);
}

/** The grounds that can carry this mode for this kind of subject: for an official only grounds that the law knows for a person. */
export function groundsFor(grounds: readonly GroundRule[], subjectKind: string, mode: string): GroundRule[] {
  const about = subjectKind === 'official' ? 'official' : 'body';
  return grounds.filter((ground) => ground.body.for.includes(about) && ground.body.modes.some((allowed) => allowed === mode));
}

/** Whether a mode needs a ground at all: to be counted, only an official's record does. */
export const needsGround = (mode: string, subjectKind: string): boolean =>
  mode === 'full' || mode === 'summary' || (mode === 'statistics' && subjectKind === 'official');
