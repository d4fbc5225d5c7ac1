/**
 * 规则变更: how the rulebook changes: one person proposes a new version with its source and first day, another approves.
 * It exists because plan 六(二) asks for rules that grow step by step, and because a number that moves clocks must have two names under it.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { defineRegister } from '../../core/register.ts';
import { type Measure, ruleKinds, type RuleKind, type RuleLookup } from '../../core/rules.ts';
import type { CatalogItem } from '../../core/catalog.ts';
import type { FieldError } from '../../core/problem.ts';
import { itemErrors, measureErrors, ruleErrors } from '../../core/rule-shapes.ts';

const kinds = Object.entries(ruleKinds).map(([value, label]) => ({ value, ...label }));

function faultsOf({ input, rules }: { readonly input: { readonly kind?: string; readonly key?: string; readonly body?: unknown }; readonly rules: RuleLookup }): readonly FieldError[] {
  const errors = ruleErrors(input.kind as RuleKind, input.key as string, input.body);
  if (errors.length > 0) return errors;
  return input.kind === 'item' ? itemErrors(input.body as CatalogItem, rules) : input.kind === 'measure' ? measureErrors(input.body as Measure, rules) : [];
}

export const ruleChange = defineRegister({
  id: 'rule-change',
  label: { zh: '规则变更', en: 'Rule change' },
  purpose: { zh: '规则由一人提出、另一人批准，按生效日执行，旧版本可查', en: 'One proposes, another approves; old versions stay readable' },
  law: [cite('榕发改信用〔2017〕82号', '六(二)', '逐步建立和完善政务诚信建设法规规范')],
  series: 'GZ',
  fields: {
    kind: field.choice({ zh: '规则类别', en: 'Kind', choices: kinds }),
    key: field.text({ zh: '规则代号', en: 'Key', max: 80 }),
    body: field.json({ zh: '规则内容', en: 'Content' }),
    basis: field.choice({ zh: '性质', en: 'Basis', choices: [{ value: 'law', zh: '法律法规或上级文件规定', en: 'Law' }, { value: 'policy', zh: '本市拟定政策', en: 'Policy of this city' }] }),
    effectiveFrom: field.date({ zh: '生效日', en: 'In force from' }),
    reason: field.longText({ zh: '理由与出处', en: 'Reason and source', max: 2000 }),
    remark: field.longText({ zh: '意见', en: 'Remark', max: 2000, optional: true }),
  },
  refusals: {
    'past-day': { zh: '生效日不能早于今天：已作出的决定适用当日有效的规则', en: 'Rules do not reach back' },
    'day-gone': { zh: '生效日已过，请退回提出人重新填写生效日', en: 'The first day has passed; refuse and propose again' },
  },
  states: {
    proposed: { zh: '待批准', en: 'Proposed', due: { within: 'rule.review' } },
    approved: { zh: '已批准', en: 'Approved', end: true },
    refused: { zh: '未批准', en: 'Refused', end: true },
    withdrawn: { zh: '已撤回', en: 'Withdrawn', end: true },
  },
  actions: {
    propose: { zh: '提出变更', en: 'Propose', from: 'nothing', to: 'proposed', by: 'rulekeeper@any', takes: ['kind', 'key', 'body', 'basis', 'effectiveFrom', 'reason'], checks: faultsOf, refuse: ({ input, today }) => ((input.effectiveFrom as string) < today ? 'past-day' : undefined) },
    approve: { zh: '批准', en: 'Approve', from: ['proposed'], to: 'approved', by: 'ruleapprover@any', takes: ['remark'], apart: ['propose'], refuse: ({ sofar, today }) => ((sofar.effectiveFrom as string) < today ? 'day-gone' : undefined) },
    refuse: { zh: '不批准', en: 'Refuse', from: ['proposed'], to: 'refused', by: 'ruleapprover@any', takes: ['reason'], apart: ['propose'] },
    withdraw: { zh: '撤回', en: 'Withdraw', atWill: true, from: ['proposed'], to: 'withdrawn', by: 'rulekeeper@own', takes: ['reason'] },
  },
  reads: ['rulekeeper@any', 'ruleapprover@any', 'auditor@any'],
  columns: (sofar) => ({ title: `${sofar.kind === undefined ? '' : ruleKinds[sofar.kind as RuleKind].zh}：${sofar.key ?? ''}（${sofar.effectiveFrom ?? ''}起）`, searchText: sofar.key ?? '' }),
});
