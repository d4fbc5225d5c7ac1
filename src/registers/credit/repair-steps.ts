/**
 * 修复的步骤: what has to be done besides the application before a repair can be granted: whom the promise was made to says that it was
 * kept, and a training that the rulebook orders is finished. Which findings need which stands in the catalogue and in the rulebook.
 */
import type { Effect, Happened } from '../../core/effect.ts';
import type { AboutFacts } from '../../core/register.ts';
import { repairRuleFor } from '../../core/repair.ts';
import type { RuleLookup, Severity } from '../../core/rules.ts';
import { factAs, itemOf } from './record-rules.ts';

/** Where the beneficiary stands, as the application keeps it. */
export const beneficiaryChoices = [
  { value: 'awaited', zh: '待相对人确认', en: 'To be confirmed' }, { value: 'agreed', zh: '相对人已确认履行', en: 'Confirmed' }, { value: 'silent', zh: '相对人逾期未答复', en: 'No answer in time' },
  { value: 'disputed', zh: '相对人不认可，待认定', en: 'Denied, to be weighed' }, { value: 'overruled', zh: '相对人不认可，经认定已履行', en: 'Denied, found performed' }, { value: 'denied', zh: '相对人不认可，经认定没有履行', en: 'Denied, found not performed' },
] as const;

export const trainingChoices = [{ value: 'ordered', zh: '待完成', en: 'To be finished' }, { value: 'done', zh: '已完成', en: 'Finished' }, { value: 'waived', zh: '已免除', en: 'Waived' }] as const;

interface Asked {
  readonly about: AboutFacts | null;
  readonly sofar: { readonly beneficiary?: string };
}

/** The step that is still open, if any. */
export function openStep({ about, sofar: { beneficiary } }: Asked): 'beneficiary-awaited' | 'beneficiary-denies' | 'untrained' | undefined {
  if (beneficiary === 'awaited' || beneficiary === 'disputed') return 'beneficiary-awaited';
  if (beneficiary === 'denied') return 'beneficiary-denies';
  return about?.sofar['training'] === 'ordered' ? 'untrained' : undefined;
}

/** Whom the finding says that the body owed. */
export function beneficiaryOf(about: AboutFacts | null, rules: RuleLookup): string | undefined {
  if (about === null || about.sofar['item'] === undefined || about.personal) return undefined;
  return factAs(itemOf(about.sofar, rules).body, (about.sofar['facts'] ?? {}) as Readonly<Record<string, unknown>>, 'beneficiary');
}

/** The training that the rulebook orders for a finding. */
export function trainingFor(rules: RuleLookup, item: string | null | undefined, severity: string | null | undefined) {
  const training = item == null ? undefined : repairRuleFor(rules.all('repair'), item)?.body.training;
  return training?.severities.includes(severity as Severity) === true ? training : undefined;
}

/** Once an application is taken up, whoever was owed is asked; once, unless a review quashed what followed from a denial. */
export const consulted = (h: Happened): readonly Effect[] => {
  const name = beneficiaryOf(h.about, h.rules);
  if (h.state !== 'accepted' || name === undefined || (h.sofar['beneficiary'] !== undefined && h.sofar['beneficiary'] !== 'denied')) return [];
  return [{ do: 'start', register: 'confirmation', action: 'ask', areaCode: h.areaCode, makerBody: h.makerBody, link: 'confirmation', input: { repairId: h.recordId, subjectId: h.about?.subjectId ?? undefined, sourceId: h.about?.makerBody ?? undefined, name, matter: String(h.sofar['statement'] ?? '').slice(0, 4000) } }];
};

/** What the application learns of it. */
export const heard = ({ action, state }: Happened): string => (action === 'ask' ? 'awaited' : action === 'confirm' ? 'agreed' : action === 'lapse' ? 'silent' : action === 'deny' ? 'disputed' : state === 'overruled' ? 'overruled' : 'denied');

/** The training that a finding brings by itself, told to the body that holds it. */
export const ordered = (h: Happened): readonly Effect[] => {
  const training = trainingFor(h.rules, h.columns.item, h.columns.severity);
  if (h.state !== 'effective' || training === undefined || h.sofar['training'] !== undefined) return [];
  return [{ do: 'start', register: 'training', action: 'order', areaCode: h.areaCode, makerBody: h.makerBody, link: 'training', unless: {}, input: { recordId: h.recordId }, find: { organiserId: { duty: training.organiser, areaCode: h.areaCode } } }];
};
