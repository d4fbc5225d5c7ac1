// 表头对应的判断: what still stands in the way of checking the rows.
import type { Batch } from '../../api.ts';

/** Column number → field key; null is "not imported". */
export type Choices = Record<string, string | null>;
type Field = Batch['fields'][number];

/** Required fields without a column, and fields with more than one. */
export function judgeMapping(fields: readonly Field[], choices: Choices): { missing: Field[]; doubled: Field[] } {
  const chosen = Object.values(choices);
  const times = (key: string): number => chosen.filter((choice) => choice === key).length;
  return {
    missing: fields.filter((field) => field.required && times(field.key) === 0),
    doubled: fields.filter((field) => times(field.key) > 1),
  };
}
