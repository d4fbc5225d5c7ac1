// 核查用语: the words of checks, and the mark that says whether an answer still holds.
import type { ReactElement } from 'react';
import type { AnswerKind, Check, Label } from '../../api.ts';
import { StateTag } from '../../ui/index.ts';

export const kinds: Record<'body' | 'official', Label> = { body: { zh: '单位', en: 'Bodies' }, official: { zh: '公务员', en: 'Officials' } };
export const answers: Record<AnswerKind, Label> = { clear: { zh: '符合', en: 'Eligible' }, barred: { zh: '不符合', en: 'Not eligible' }, review: { zh: '需人工核实', en: 'To be checked' } };

export function InForce({ check }: { check: Check }): ReactElement {
  return check.inForce ? <StateTag tone="done" label={{ zh: '有效', en: 'In force' }} /> : <StateTag tone="plain" label={{ zh: '不再有效', en: 'No longer in force' }} />;
}
