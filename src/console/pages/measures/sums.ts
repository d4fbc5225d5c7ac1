// 按执行单位汇总: what the server counts by executor and state, as the columns of the board.
import type { MeasureSum } from '../../contract.ts';

export const filters = [
  { value: 'all', label: { zh: '全部', en: 'All' }, states: undefined }, { value: 'told', label: { zh: '待反馈', en: 'Feedback awaited' }, states: ['told'] }, { value: 'silent', label: { zh: '逾期未反馈', en: 'Silent' }, states: ['silent'] },
  { value: 'inForce', label: { zh: '执行中', en: 'In force' }, states: ['inForce'] }, { value: 'ended', label: { zh: '已终止待确认', en: 'Ended, to be acknowledged' }, states: ['lifted', 'unacknowledged'] },
] as const;

/** `id` is 'none' for what nobody carries out yet. */
export type Sum = { id: string; name: string | null; counts: Partial<Record<string, number>>; longest: number };

/** One line for each executor, the longest silent first. */
export function sumsOf(counted: readonly MeasureSum[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const { id, name, state, count, longest } of counted) {
    const key = id ?? 'none';
    const sum = sums.get(key) ?? { id: key, name, counts: {}, longest: 0 };
    const column = filters.find((one) => (one.states as readonly string[] | undefined)?.includes(state))?.value ?? state;
    sums.set(key, { ...sum, counts: { ...sum.counts, [column]: (sum.counts[column] ?? 0) + count }, longest: Math.max(sum.longest, longest) });
  }
  return [...sums.values()].sort((a, b) => b.longest - a.longest || (b.counts['told'] ?? 0) - (a.counts['told'] ?? 0));
}
