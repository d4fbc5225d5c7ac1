/**
 * 整改的文书: what goes out when a rectification is ordered, runs late, is criticised or is found not implemented: 整改通知书, the
 * 督办函 in three colours to the body and, from orange on, to its superior, and 通报. Each tells what to do and until when.
 */
import { addTerm } from '../../core/calendar.ts';
import type { Effect, Happened } from '../../core/effect.ts';
import { findingOf } from './record-letters.ts';

type Light = { readonly zh: string; readonly demands: readonly string[] };

/** 三色督查单, by the action that brings each. */
const lights: Readonly<Record<string, Light>> = {
  lapse: { zh: '蓝', demands: ['立即提交书面说明，或者完成整改并附凭证报告。', '反馈截止日前仍无动作的，发橙色督查单，并告知上级单位督促。'] },
  press: { zh: '橙', demands: ['主要负责人立即组织整改，并附凭证报告。', '上级单位约谈责任单位，登记督促情况。', '反馈截止日前仍未整改的，发红色督查单，由复核人员决定是否通报批评。'] },
  redden: { zh: '红', demands: ['立即完成整改并附凭证报告。', '复核人员将在反馈截止日前决定是否通报批评。'] },
};

const termFrom = ({ rules }: Happened, key: string, from: string): string => {
  const { body } = rules.get('limit', key);
  return addTerm(rules.calendar, from, body, { rollIfHoliday: body.rollIfHoliday }).on;
};

const matterOf = (h: Happened): string => String(h.sofar['finding'] ?? '').slice(0, 500);

/** Whoever stands above the body, where the directory has one. */
const superior = (h: Happened): { readonly subjectId: string } | undefined => (typeof h.sofar['superiorId'] === 'string' ? { subjectId: h.sofar['superiorId'] } : undefined);

/** The letters that go out with an action of a rectification. */
export function lettersOf(h: Happened): readonly Effect[] {
  if (h.about === null) return [];
  const found = findingOf({ no: h.about.no, sofar: h.about.sofar, dueOn: null, today: h.today, rules: h.rules });
  const above = superior(h);
  if (h.action === 'order') {
    const explainUntil = h.dueOn ?? h.today;
    const demands = [matterOf(h), '在说明截止日前书面说明原因、整改措施和分阶段完成日。', '在整改截止日前完成整改并附凭证报告；单位报告完成后由核验人员核查办结。'];
    return [{ do: 'letter', kind: 'rectification', fields: { ...found, demands, explainUntil, finishUntil: termFrom(h, 'rectification.finish', explainUntil) } }];
  }
  const light = lights[h.action];
  if (light !== undefined) {
    const fields = { ...found, light: light.zh, matter: matterOf(h), dueOn: h.dueWas ?? h.today, demands: light.demands, answerUntil: h.dueOn ?? h.today };
    return [{ do: 'letter', kind: 'urging', fields }, ...(h.action === 'lapse' || above === undefined ? [] : [{ do: 'letter', kind: 'urging', to: above, fields } as const])];
  }
  if (h.action === 'criticise') {
    const fields = { ...found, facts: [matterOf(h), '逾期未整改，蓝、橙、红三次督查没有结果。'], reason: String(h.sofar['reason'] ?? '') };
    return [{ do: 'letter', kind: 'criticism', fields }, ...(above === undefined ? [] : [{ do: 'letter', kind: 'criticism', to: above, fields } as const])];
  }
  const demands = [`经核查认定未整改：${String(h.sofar['evidence'] ?? '').slice(0, 500)}`, '请督促履行义务，并依规追究主要负责人和直接责任人的责任。'];
  return above === undefined ? [] : [{ do: 'letter', kind: 'urging', to: above, fields: { ...found, light: '红', matter: matterOf(h), dueOn: h.dueWas ?? h.today, demands, answerUntil: termFrom(h, 'accountability.decide', h.today) } }];
}
