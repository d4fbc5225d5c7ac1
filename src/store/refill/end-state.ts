/** 终止于何状态: where a record goes whose disclosure ended, asked of its register. */
import { fail } from '../../core/problem.ts';
import type { ActionDef, Register } from '../../core/register.ts';
import { refuse } from '../db.ts';

/** Where an action that ends a disclosure leads from this state: one that gives this very reason, or any. */
export function endStateOf(register: Register, state: string, reason: string): string {
  const ways = Object.values(register.actions as Record<string, ActionDef<any, string, any, any>>).filter(({ closing, from, to }) => closing !== undefined && from !== 'nothing' && from.includes(state) && typeof to === 'string');
  const found = ways.find(({ closing }) => closing === reason) ?? ways[0];
  return (found?.to as string | undefined) ?? refuse(fail('wrong-state', 'no-end', `登记簿“${register.id}”没有从“${state}”结束公示的办理`, 'No action ends a disclosure from here'));
}
