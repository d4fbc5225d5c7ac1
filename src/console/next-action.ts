// 下一步: which of the allowed actions is the way forward. What is done at will (editing, annulling, withdrawing) stays in the second row,
// whatever its order, so that the one obvious button never destroys anything.
import type { Label, RowAction } from './contract.ts';

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

/** Decisions for or against somebody: the work list leads to the record and leaves every answer open. These say so in words of their own. */
const weighed: Record<string, Record<string, Label>> = {
  'end-review': { confirm: { zh: '复查', en: 'Review' }, conclude: { zh: '督办', en: 'Follow up' } },
  rectification: { accept: { zh: '核查', en: 'Verify' }, criticise: { zh: '决定是否通报', en: 'Decide on criticism' }, extend: { zh: '答复延长申请', en: 'Answer the request' } },
  accountability: { hold: { zh: '登记处理结果', en: 'Record the outcome' } },
  objection: { correct: { zh: '决定异议', en: 'Decide' } }, appeal: { confirm: { zh: '复查', en: 'Review' } },
  repair: { accept: { zh: '审查申请', en: 'Weigh the application' }, grant: { zh: '决定修复', en: 'Decide' } }, leniency: { lighten: { zh: '决定从轻', en: 'Decide' } },
  incentive: { approve: { zh: '审批', en: 'Decide' } }, 'regional-evaluation': { approve: { zh: '审批', en: 'Decide' } }, clearance: { consent: { zh: '审阅澄清', en: 'Read the clearing' }, approve: { zh: '审批', en: 'Decide' } },
  'dishonesty-record': {
    verify: { zh: '核验', en: 'Verify' }, confirm: { zh: '审查申辩', en: 'Weigh the statement' }, accept: { zh: '审查更正', en: 'Weigh the correction' }, reaffirm: { zh: '复审', en: 'Review' }, approve: { zh: '复核', en: 'Review' },
    extend: { zh: '答复延长申请', en: 'Answer the request' },
  },
};

/** Answers that every register gives alike. */
const answers: Record<string, Label> = { extend: { zh: '答复延长申请', en: 'Answer the request' } };

/** The button of the work list: what it is called and where it leads. */
export function workStep(row: { register: string; id: string; actions?: readonly Offered[] }, action: RowAction): { label: Label; path: string } {
  // Where more than one answer is open none is presumed, whatever the register; a button that says one of them would.
  const isWeighed = (row.actions ?? []).filter((one) => !one.why && !one.atWill).length > 1;
  const label = weighed[row.register]?.[action.id] ?? (isWeighed ? answers[action.id] ?? { zh: '审查决定', en: 'Decide' } : undefined);
  if (label === undefined) return { label: action.label, path: actionPath(row, action.id) };
  return { label, path: row.register === 'dishonesty-record' && atDesk.has(action.id) ? actionPath(row, action.id) : recordPath(row) };
}

/** Where an action is carried out: a page of its own, or the record with the dialog open. */
export function actionPath(row: { register: string; id: string }, action: string): string {
  if (row.register === 'dishonesty-record' && atDesk.has(action)) return `/disclosure/${encodeURIComponent(row.id)}`;
  const path = recordPath(row);
  return path.startsWith('/records/') ? `${path}?do=${encodeURIComponent(action)}` : path;
}
