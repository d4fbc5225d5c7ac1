/**
 * 救济途径: the roads that stay open to whoever is not content with an answer, in words made from the rules of the day: our own
 * appeal, and beside it the statutory ones, which we name and never replace.
 */
import type { SubjectFacts } from '../../core/register.ts';
import type { RuleKind, RuleLookup, TermUnit } from '../../core/rules.ts';

const units: Record<TermUnit, string> = { workingDay: '个工作日', day: '日', month: '个月', year: '年' };

function within(rules: RuleLookup, key: string): string {
  const { amount, unit } = rules.get('limit' satisfies RuleKind, key).body;
  return `${amount}${units[unit]}`;
}
const cited = (rules: RuleLookup, key: string): string => {
  const { instrument, article } = rules.get('limit', key).body.source;
  return `《${instrument}》${article}`;
};

/** What a refusal says about where to go next; an appeal of our own is named only where there is one. */
export function roadsOf(rules: RuleLookup, subject: SubjectFacts | null, { appeal = true }: { readonly appeal?: boolean } = {}): string {
  const own = !appeal ? '' : `对本答复不服的，可以自收到之日起${within(rules, 'appeal.raise')}内提出申诉，由未参与本事项的另一机构复查，${within(rules, 'appeal.decide')}内答复。\n`;
  const law = `认为记录所依据的行政行为侵犯合法权益的，可以依${cited(rules, 'remedy.reconsideration')}自知道之日起${within(rules, 'remedy.reconsideration')}内申请行政复议，或者依法提起诉讼。`;
  const official = `公务员对涉及本人的人事处理不服的，可以依${cited(rules, 'remedy.review')}自知道之日起${within(rules, 'remedy.review')}内申请复核或者直接提出申诉，对复核结果不服的自接到之日起${within(rules, 'remedy.appeal')}内提出申诉。`;
  return `${own}${subject?.kind === 'official' ? official : ''}${law}\n以上法定途径不因提出异议或者申诉而受影响，其期限也不因此延长。`;
}
