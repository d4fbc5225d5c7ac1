/**
 * 经手不复查: who took part in what they later judged, read from the entries and links alone. For each step that checks, reviews or decides
 * on what others did it says which earlier steps by the same person are out of the question: in the matter itself (`own`), and in whatever
 * it is linked with: what it is about, what is about it, and what else is about the same (`near`).
 */
import assert from 'node:assert/strict';
import type { ActionDef, Register } from '../core/register.ts';
import type { Pool } from '../store/db.ts';

interface Judging {
  readonly own?: readonly string[];
  readonly near?: readonly string[];
}

const finding = (...actions: string[]): string[] => actions.map((action) => `dishonesty-record.${action}`);
const made = ['create', 'file', 'reopen', 'edit', 'fix', 'submit'];
/** Whoever made a finding what it is: wrote it, checked it, decided on it, or decided in another matter what it says now. */
const ofTheFinding = [...finding('create', 'file', 'edit', 'fix', 'submit', 'verify', 'confirm', 'propose', 'approve', 'correct', 'accept', 'decline', 'reaffirm'), 'objection.correct', 'leniency.lighten', 'leniency.exempt', 'repair.revoke'];
const extension: Judging = { own: ['askExtension'] };
const onObjection: Judging = { own: ['raise', 'answer', 'verifyHere', 'refuse'], near: ofTheFinding };
const onRepair: Judging = { own: ['apply', 'accept', 'decline', 'confirm', 'confirmHere', 'refuse'], near: ofTheFinding };
const onLeniency: Judging = { own: ['apply', 'check'], near: ofTheFinding };
const onAppeal: Judging = { own: ['raise'], near: [...ofTheFinding, 'objection.raise', 'objection.answer', 'objection.verifyHere', 'objection.refuse', 'repair.apply', 'repair.accept', 'repair.decline', 'repair.confirm', 'repair.confirmHere', 'repair.refuse'] };
const onEnding: Judging = { near: finding('annul', 'withdraw') };
const onRectification: Judging = { own: ['explain', 'claim', 'enterExplanation', 'enterClaim'] };

export const judging: Readonly<Record<string, Judging>> = {
  'dishonesty-record.verify': { own: made },
  'dishonesty-record.confirm': { own: [...made, 'state'] }, 'dishonesty-record.uphold': { own: [...made, 'state'] },
  'dishonesty-record.sendBack': { own: ['propose'] },
  'dishonesty-record.approve': { own: [...made, 'verify', 'confirm', 'propose', 'correct', 'accept'], near: ['objection.correct'] },
  'dishonesty-record.reaffirm': { own: ['propose', 'approve'] },
  'dishonesty-record.accept': { own: [...made, 'correct'] }, 'dishonesty-record.decline': { own: [...made, 'correct'] },
  'objection.answer': { own: ['raise', 'refuse'], near: finding('create', 'file') }, 'objection.verifyHere': { own: ['raise', 'refuse'], near: finding('create', 'file') },
  'objection.correct': onObjection, 'objection.withdraw': onObjection, 'objection.refuse': onObjection,
  'repair.accept': { own: ['apply'] }, 'repair.decline': { own: ['apply'] },
  'repair.confirm': { own: ['apply', 'accept', 'decline', 'refuse'] }, 'repair.confirmHere': { own: ['apply', 'accept', 'decline', 'refuse'] },
  'repair.grant': onRepair, 'repair.refuse': onRepair, 'repair.revoke': { own: ['apply', 'accept', 'confirm', 'confirmHere', 'grant', 'decline', 'refuse'] },
  'leniency.check': { own: ['apply'], near: ofTheFinding }, 'leniency.lighten': onLeniency, 'leniency.exempt': onLeniency, 'leniency.refuse': onLeniency,
  'appeal.confirm': onAppeal, 'appeal.overturn': onAppeal, 'appeal.sendBack': onAppeal,
  'end-review.confirm': onEnding, 'end-review.contest': onEnding, 'end-review.conclude': onEnding,
  'rectification.accept': onRectification, 'rectification.sendBack': onRectification, 'rectification.giveUp': onRectification, 'rectification.supersede': onRectification,
  'rectification.criticise': { own: [...(onRectification.own ?? []), 'order'] }, 'rectification.spare': { own: [...(onRectification.own ?? []), 'order'] },
  'clearance.approve': { own: ['draft', 'redraft'] }, 'clearance.sendBack': { own: ['draft', 'redraft'] },
  'retaliation.find': { own: ['accept', 'inquire'] },
  'measure.revoke': { own: ['choose'] }, 'accountability.clear': { own: ['pass'] },
  'incentive.approve': { own: ['propose'], near: ['regional-evaluation.draw'] }, 'incentive.decline': { own: ['propose'] },
  'regional-evaluation.approve': { own: ['draw'], near: ['evaluation-opinion.file'] },
  'confirmation.weigh': { own: ['deny'], near: ['repair.apply'] },
  'training.accept': { own: ['claim'] }, 'training.sendBack': { own: ['claim'] }, 'training.waive': { own: ['order', 'claim'] },
  'recommendation.close': { own: ['claim', 'enterClaim'] }, 'recommendation.sendBack': { own: ['claim', 'enterClaim'] },
  'rule-change.approve': { own: ['propose'] }, 'rule-change.refuse': { own: ['propose'] },
  ...Object.fromEntries(['dishonesty-record', 'objection', 'appeal', 'repair', 'rectification', 'retaliation', 'recommendation'].flatMap((register) => [[`${register}.extend`, extension], [`${register}.refuseExtension`, extension]])),
};

/** Each pair of steps by one person in one matter or in linked ones, the earlier first. Whoever brought in the table that a finding came from counts among its makers, and whoever of that body wrote the one whose place it takes. */
const pairs = `with step as (
    select register, record_id, n, action, by_account, at from rc.entry where by_account is not null
    union all select r.register, r.id, 0, 'file', b.by_account, b.created_at from rc.record r join rc.batch b on b.id = r.batch_id
    union all select l.to_register, l.to_id, 0, e.action, e.by_account, e.at from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) join rc.entry e on (e.register, e.record_id, e.by_body) = (l.from_register, l.from_id, r.maker_body) where l.kind = 'instead' and e.by_account is not null),
  tie as (select from_register as a_register, from_id as a_id, to_register as b_register, to_id as b_id from rc.link union select to_register, to_id, from_register, from_id from rc.link),
  near as (select * from tie union select x.a_register, x.a_id, y.b_register, y.b_id from tie x join tie y on (y.a_register, y.a_id) = (x.b_register, x.b_id) where (y.b_register, y.b_id) <> (x.a_register, x.a_id))
  select e.register || '.' || e.action as judged, 'own' as rel, p.action as earlier, r.no || ' by ' || a.name as row
    from step e join step p on (p.register, p.record_id, p.by_account) = (e.register, e.record_id, e.by_account) and p.n < e.n and e.at >= $1 join rc.record r on (r.register, r.id) = (e.register, e.record_id) join rc.account a on a.id = e.by_account
  union all select e.register || '.' || e.action, 'near', p.register || '.' || p.action, r.no || ' by ' || a.name
    from step e join near t on (t.a_register, t.a_id) = (e.register, e.record_id) join step p on (p.register, p.record_id, p.by_account) = (t.b_register, t.b_id, e.by_account) and p.at < e.at and e.at >= $1 join rc.record r on (r.register, r.id) = (e.register, e.record_id) join rc.account a on a.id = e.by_account`;

/** Fails with each step since then of somebody who judged what they had a hand in. */
export async function assertNobodyJudgesTheirOwn(pool: Pool, since: Date): Promise<void> {
  const { rows } = await pool.query<{ judged: string; rel: 'own' | 'near'; earlier: string; row: string }>({ name: 'hands', text: pairs, values: [since] });
  const broken = rows.filter(({ judged, rel, earlier }) => judging[judged]?.[rel]?.includes(earlier) === true);
  assert.deepEqual(broken.map(({ judged, earlier, row }) => `${row}: ${judged} after ${earlier}`), []);
}

/** Steps that a register keeps apart from earlier ones, and that are not looked at here. */
export const overlooked = (registers: Readonly<Record<string, Register>>): string[] => Object.values(registers).flatMap((register) =>
  Object.entries(register.actions as Record<string, ActionDef<any, any, any, any>>).filter(([, { apart = [] }]) => apart.length > 0).map(([action]) => `${register.id}.${action}`)).filter((key) => judging[key] === undefined);
