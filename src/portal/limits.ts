/** 期限的说法: how long a time limit is, as the rulebook says it today. A page never says a number of days of its own. */
import type { Label } from '../core/label.ts';
import { lengthOf } from './labels.ts';
import type { PageContext } from './layout.ts';
import { inForce } from './reader/site.ts';

/** The length of a limit in words: 3 个工作日. Where the rulebook has none, only that the rules say so. */
export function limitWords(ctx: Pick<PageContext, 'site' | 'today'>, key: string): Label {
  const body = inForce(ctx.site.rules.filter((rule) => rule.kind === 'limit' && rule.key === key), ctx.today)[0]?.body;
  if (body?.amount === undefined || body.unit === undefined) return { zh: '规则规定的期限', en: 'the time that the rules set' };
  const length = { amount: body.amount, unit: body.unit };
  return { zh: lengthOf(length), en: lengthOf(length, 'en') };
}
