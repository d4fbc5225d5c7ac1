// 下一步: which of the allowed actions is the way forward. What is done at will (editing, annulling, withdrawing) stays in the second row,
// whatever its order, so that the one obvious button never destroys anything.
import type { RowAction } from './contract.ts';

/** Decisions about disclosure are taken at the disclosure desk, with the public page before one's eyes. */
const atDesk = new Set(['propose', 'approve']);

type Offered = RowAction & { danger?: boolean; why?: unknown };

const offered = <A extends Offered>(actions: A[]): A[] => actions.filter((action) => !action.danger && !action.why && !action.atWill);

/** The action to offer first (a decision about disclosure begins at its desk, not with sending back); nothing when the matter just runs its time. */
export const nextAction = <A extends Offered>(actions: A[]): A | undefined => offered(actions).find((action) => atDesk.has(action.id)) ?? offered(actions)[0];

/** The page of a record: a register may bring its own. */
export function recordPath({ register, id }: { register: string; id: string }): string {
  if (register === 'rule-change') return `/rules/changes/${encodeURIComponent(id)}`;
  return `/records/${encodeURIComponent(register)}/${encodeURIComponent(id)}`;
}

/** Where an action is carried out: a page of its own, or the record with the dialog open. */
export function actionPath(row: { register: string; id: string }, action: string): string {
  if (row.register === 'dishonesty-record' && atDesk.has(action)) return `/disclosure/${encodeURIComponent(row.id)}`;
  const path = recordPath(row);
  return path.startsWith('/records/') ? `${path}?do=${encodeURIComponent(action)}` : path;
}
