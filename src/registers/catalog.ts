/** 登记簿名册: every register of the platform, by id. Adding a register is one line here. */
import type { Register } from '../core/register.ts';
import { ruleChange } from './assurance/rule-change.ts';
import { accountability } from './credit/accountability.ts';
import { appeal } from './credit/appeal.ts';
import { clearance } from './credit/clearance.ts';
import { dishonestyRecord } from './credit/dishonesty-record.ts';
import { confirmation } from './credit/confirmation.ts';
import { endReview } from './credit/end-review.ts';
import { identityReview } from './credit/identity-review.ts';
import { leniency } from './credit/leniency.ts';
import { incentive } from './credit/incentive.ts';
import { lease } from './credit/lease.ts';
import { measure } from './credit/measure.ts';
import { evaluationOpinion, regionalEvaluation } from './credit/regional-evaluation.ts';
import { objection } from './credit/objection.ts';
import { rectification } from './credit/rectification.ts';
import { repair } from './credit/repair.ts';
import { retaliation } from './credit/retaliation.ts';
import { training } from './credit/training.ts';
import { recommendation } from './supervision/recommendation.ts';
import { urging } from './supervision/urging.ts';

export const registers = {
  [dishonestyRecord.id]: dishonestyRecord,
  [rectification.id]: rectification,
  [measure.id]: measure,
  [lease.id]: lease,
  [incentive.id]: incentive,
  [regionalEvaluation.id]: regionalEvaluation,
  [evaluationOpinion.id]: evaluationOpinion,
  [accountability.id]: accountability,
  [repair.id]: repair,
  [confirmation.id]: confirmation,
  [training.id]: training,
  [leniency.id]: leniency,
  [clearance.id]: clearance,
  [retaliation.id]: retaliation,
  [objection.id]: objection,
  [appeal.id]: appeal,
  [identityReview.id]: identityReview,
  [endReview.id]: endReview,
  [recommendation.id]: recommendation,
  [urging.id]: urging,
  [ruleChange.id]: ruleChange,
} as Readonly<Record<string, Register>>;

export const findRegister = (id: string): Register | undefined => (Object.hasOwn(registers, id) ? registers[id] : undefined);

/** @throws when there is no such register. */
export function getRegister(id: string): Register {
  const register = findRegister(id);
  if (register === undefined) throw new Error(`no register "${id}"`);
  return register;
}
