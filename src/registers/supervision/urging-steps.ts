/**
 * 催办的作用: who is urged by an urging of a rectification or a measure, what they and their superior are told in writing, and what ends
 * it. About a person the letter says what kind of finding it is and nothing that tells who.
 */
import type { Effect, Happened } from '../../core/effect.ts';
import type { AboutFacts } from '../../core/register.ts';
import { findingOf } from '../credit/record-letters.ts';

const urging = 'urging';
const text = (value: unknown, max: number): string => String(value ?? '').slice(0, max);

/** By what the one who was urged shows that the matter moves. */
export const moving: Readonly<Record<'rectification' | 'measure', readonly string[]>> = {
  rectification: ['explain', 'enterExplanation', 'claim', 'enterClaim'],
  measure: ['feedback', 'lift', 'revoke', 'acknowledge', 'assign'],
};

export const settled: Effect = { do: 'actLinked', register: urging, link: urging, action: 'settle', input: {} };

/** What the letter says of the finding. One that is over said what it said: whoever is pressed to stop a measure is told that it ended, and no more. */
function foundIn(h: Happened, about: AboutFacts): Partial<ReturnType<typeof findingOf>> {
  if (about.sofar['sealed'] === true) return { finding: '已经终止的记录', recordNo: h.no };
  const whole = findingOf({ no: about.no, sofar: about.sofar, dueOn: null, today: h.today, rules: h.rules });
  return about.personal ? { finding: whole.finding, recordNo: h.no } : whole;
}

/** A new urging takes the place of one that still stands. Whoever stands above and urges itself is not told of it. */
export function urged(h: Happened, register: 'rectification' | 'measure'): readonly Effect[] {
  if (h.about === null) return [];
  const subjectId = h.sofar[register === 'measure' ? 'executorId' : 'subjectId'];
  if (typeof subjectId !== 'string') return [];
  const matter = register === 'measure' ? h.columns.title : text(h.sofar['finding'], 400);
  const input = { aboutRegister: register, aboutId: h.recordId, subjectId, matter, reason: text(h.sofar['reason'], 2000), dueOn: h.dueOn ?? undefined, ...foundIn(h, h.about) };
  const above = h.by.bodyId !== null && h.by.bodyId === h.sofar['superiorId'] ? {} : { find: { superiorId: { superiorOf: subjectId } } };
  return [settled, { do: 'start', register: urging, action: 'send', areaCode: h.areaCode, makerBody: h.makerBody, link: urging, input, ...above }];
}

/** The letter, to whoever has to act and to the body above. It bears no light: those come of themselves once a day has passed. */
export function urgingLetters(h: Happened): readonly Effect[] {
  const { finding, documentNumber, decidedBy, recordNo, matter, dueOn, reason, superiorId } = h.sofar as Readonly<Record<string, string | undefined>>;
  const fields = { finding: finding ?? '', documentNumber, decidedBy, recordNo: recordNo ?? h.no, matter: matter ?? '', dueOn, demands: reason ?? '', answerUntil: h.dueOn ?? h.today };
  return [{ do: 'letter', kind: 'urging', fields }, ...(superiorId === undefined ? [] : [{ do: 'letter', kind: 'urging', to: { subjectId: superiorId }, fields } as const])];
}
