// 下一步: which of the allowed actions is the way forward. Actions that end or reopen a matter stay in the second row, whatever their order, so
// that the one obvious button never destroys anything.
import type { Register } from './contract.ts';

const onlyWhenNeeded = new Set(['correct', 'annul', 'withdraw', 'discard', 'reverse', 'unidentify']);
/** Decisions about disclosure are taken at the disclosure desk, with the public page before one's eyes. */
const atDesk = new Set(['propose', 'approve']);

type Offered = { id: string; danger?: boolean; why?: unknown };

/** The action to offer first; nothing when the matter just runs its time. */
export function nextAction<A extends Offered>(actions: A[], register?: Register): A | undefined {
  const ready = actions.filter((action) => !action.danger && !action.why && !onlyWhenNeeded.has(action.id));
  return ready.find((action) => register?.actions[action.id]?.to !== 'same') ?? ready[0];
}

/** Where an action is carried out: its own page, or the record with the dialog open. */
export function actionPath(row: { register: string; id: string }, action: string): string {
  const id = encodeURIComponent(row.id);
  if (row.register === 'dishonesty-record' && atDesk.has(action)) return `/disclosure/${id}`;
  return `/records/${encodeURIComponent(row.register)}/${id}?do=${encodeURIComponent(action)}`;
}
