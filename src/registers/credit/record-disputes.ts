/**
 * 异议对记录的作用: what an objection does to the record it is about: a mark while it is open; a corrected version or the end of
 * the record when it was found right. The platform does these as consequence of what people decided in the objection.
 */
import { correction, correctionRefusal, type Ctx, factErrors } from './record-rules.ts';

/** What somebody was told of and what has not ended: it can be objected to. */
export const told = ['notified', 'heard', 'effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'] as const;
/** What is shown goes on being shown, corrected; what waits for a decision on that waits for it anew; who is being heard is heard on what is true. */
const righted = { notified: 'notified', heard: 'heard', effective: 'effective', proposed: 'effective', disclosed: 'disclosed', correcting: 'disclosed', amending: 'effective', counted: 'effective', closed: 'effective', rechecked: 'effective' } as const;
const struck = { notified: 'dropped', heard: 'dropped', effective: 'ended', proposed: 'ended', disclosed: 'ended', correcting: 'ended', amending: 'ended', counted: 'ended', closed: 'ended', rechecked: 'ended' } as const;

/** What nobody told the person of goes back as it is; what they were told of ends, and the finding begins anew. */
export const taken = { draft: 'draft', atTown: 'draft', atCounty: 'draft', atCity: 'draft', returned: 'draft', verified: 'draft', notified: 'ended', heard: 'ended', effective: 'ended', proposed: 'ended', disclosed: 'ended', correcting: 'ended', amending: 'ended', counted: 'ended', closed: 'ended', rechecked: 'ended' } as const;

/** How many objections are open once one more was raised or answered; none leaves nothing behind. */
const disputesAfter = (change: 1 | -1) => (ctx: Ctx): { disputes: number | undefined } => {
  const open = Math.max(0, (ctx.sofar.disputes ?? 0) + change);
  return { disputes: open === 0 ? undefined : open };
};

/** The actions of the record that objections cause; people decide in the objection, never here. */
export const disputing = {
  dispute: { zh: '标注异议处理中', en: 'Mark as in dispute', from: told, to: 'same', by: 'system@any', takes: [], sets: disputesAfter(1) },
  undispute: { zh: '一件异议办结', en: 'An objection is answered', from: told, to: 'same', by: 'system@any', takes: [], sets: disputesAfter(-1) },
  righten: { zh: '异议成立，更正', en: 'Correct after an objection', from: told, to: righted, by: 'system@any', takes: ['facts', 'summary', 'masks'], refuse: correctionRefusal, checks: factErrors, sets: correction, revises: true },
  strike: { zh: '异议成立，撤下', en: 'End after an objection', from: told, to: struck, by: 'system@any', takes: [], closing: 'objection-upheld', danger: true },
} as const;
