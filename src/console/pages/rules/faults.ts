// 内容有误: what is wrong with a proposed rule, said in Chinese and with the names that the form uses. The checks are the server's own.
import zhCN from 'zod/v4/locales/zh-CN.js';
import { ruleErrors, ruleSchemas } from '../../../core/rule-shapes.ts';
import type { RuleKind } from '../../../core/rules.ts';
import { language, t } from '../../i18n.ts';
import { showPath } from './words.ts';

const SHOWN_MAX = 10;

/** One line per fault, at most ten; empty when the content may be proposed. */
export function findFaults(kind: RuleKind, key: string, body: unknown): string[] {
  const parsed = ruleSchemas[kind].safeParse(body, language === 'zh' ? { error: zhCN().localeError } : undefined);
  if (parsed.success) return ruleErrors(kind, key, body).map((fault) => t(fault));
  const lines = parsed.error.issues.map((issue) => `${showPath(issue.path.map(String).join('.')) || t({ zh: '内容', en: 'Content' })}：${issue.message}`);
  const rest = lines.length - SHOWN_MAX;
  return rest > 0 ? [...lines.slice(0, SHOWN_MAX), t({ zh: `另有 ${rest} 处，改好上面的再看`, en: `${rest} more` })] : lines;
}
