// 内容有误: what is wrong with a proposed rule, field by field and with the names that the forms use. The checks are the server's own.
import { ruleErrors, ruleFaults } from '../../../core/rule-shapes.ts';
import type { RuleKind } from '../../../core/rules.ts';
import { t } from '../../i18n.ts';
import { showPath } from './words.ts';

const SHOWN_MAX = 10;

/** One line per fault, at most ten; empty when the content may be proposed. */
export function findFaults(kind: RuleKind, key: string, body: unknown): string[] {
  const faults = ruleFaults(kind, body);
  if (faults.length === 0) return ruleErrors(kind, key, body).map((fault) => t(fault));
  const lines = faults.map((fault) => `${showPath(fault.path.join('.')) || t({ zh: '内容', en: 'Content' })}：${t(fault)}`);
  const rest = lines.length - SHOWN_MAX;
  return rest > 0 ? [...lines.slice(0, SHOWN_MAX), t({ zh: `另有 ${rest} 处，改好上面的再看`, en: `${rest} more` })] : lines;
}
