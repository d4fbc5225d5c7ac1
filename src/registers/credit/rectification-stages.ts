/**
 * 整改阶段: what a body says it will do, one step a line, each with its last day, and which of them it calls done. Kept as text so
 * that it reads the same on paper, in a form and in the history; what is marked is the body's own word until a verifier has looked.
 */
import { addTerm } from '../../core/calendar.ts';
import { parseDate } from '../../core/identifiers/dates.ts';
import type { FieldError } from '../../core/problem.ts';
import type { RuleLookup } from '../../core/rules.ts';

export interface Stage {
  readonly on: string;
  readonly what: string;
}

/** Most steps in one plan. */
export const stagesMax = 20;

const said = (line: string): Stage | undefined => {
  const [, first = '', what = ''] = /^(?:\d{1,2}[.、)]\s*)?(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8})[\s，,：:、]*(\S.*)$/.exec(line.trim()) ?? [];
  const day = parseDate(first);
  return day.ok ? { on: day.value, what: what.trim() } : undefined;
};
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** The steps of a plan in the order they were written; lines that name no day are left out. */
export const stagesOf = (text: string | undefined): Stage[] => linesOf(text ?? '').map(said).filter((stage) => stage !== undefined);

/** The day by which all is to be done. */
export const lastDay = (text: string): string => stagesOf(text).map(({ on }) => on).sort().at(-1) ?? '';

/** As it is kept: `1. 2026-12-05 做什么`, in the order written. */
export const written = (text: string): string => stagesOf(text).map(({ on, what }, n) => `${n + 1}. ${on} ${what}`).join('\n');

const wrong = (zh: string, en: string): FieldError[] => [{ pointer: 'stages', zh, en }];

/** What is wrong with a plan made today: a line without a day, a day gone by, or one beyond the limit that starts now. */
export function stageErrors(text: string, today: string, rules: RuleLookup): readonly FieldError[] {
  const lines = linesOf(text);
  const bad = lines.find((line) => said(line) === undefined);
  if (bad !== undefined) return wrong(`“${bad.slice(0, 40)}”没有写明完成日：每行一步，先写日期再写事项，如“2026-12-05 支付第一笔30万元”`, 'Each line begins with its day, such as 2026-12-05');
  if (lines.length > stagesMax) return wrong(`分阶段安排最多 ${stagesMax} 步，请合并`, `At most ${stagesMax} steps`);
  const days = stagesOf(text).map(({ on }) => on);
  if (days.some((on) => on < today)) return wrong('分阶段安排里有早于今天的日期：已经做完的写进整改措施，这里只列还要做的', 'A step lies in the past');
  const { body } = rules.get('limit', 'rectification.finish');
  const { on: until } = addTerm(rules.calendar, today, body, { rollIfHoliday: body.rollIfHoliday });
  return days.some((on) => on > until) ? wrong(`整改期限到 ${until} 止，分阶段安排不能晚于这一天；确有困难的，先提交说明，再申请延长`, `The time ends on ${until}; ask for an extension afterwards`) : [];
}

/** A plan with a step that the body calls done on a day. */
export const marked = (text: string, nth: number, on: string): string =>
  text.split('\n').map((line, n) => (n === nth - 1 && !line.includes('（单位自报') ? `${line}（单位自报 ${on} 完成）` : line)).join('\n');
