// 下一步: which of the allowed actions is the way forward. What is done at will (editing, annulling, withdrawing) stays in the second row,
// whatever its order, so that the one obvious button never destroys anything.
import type { RowAction } from './contract.ts';

/** Decisions about disclosure are taken at the disclosure desk, with the public page before one's eyes. */
const atDesk = new Set(['propose', 'approve']);

type Offered = RowAction & { danger?: boolean; why?: unknown };

/** The action to offer first; nothing when the matter just runs its time. */
export const nextAction = <A extends Offered>(actions: A[]): A | undefined => actions.find((action) => !action.danger && !action.why && !action.atWill);

/** Where an action is carried out: its own page, or the record with the dialog open. */
export function actionPath(row: { register: string; id: string }, action: string): string {
  const id = encodeURIComponent(row.id);
  if (row.register === 'dishonesty-record' && atDesk.has(action)) return `/disclosure/${id}`;
  return `/records/${encodeURIComponent(row.register)}/${id}?do=${encodeURIComponent(action)}`;
}
