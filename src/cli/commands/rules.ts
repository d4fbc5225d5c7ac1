/**
 * 规则 rules: the rulebook as a file: taken out, compared, and proposed. A file never changes a rule by itself: import makes
 * proposals in one person's name, and another person approves each in the console.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse, stringify, type YAMLParseError } from 'yaml';
import { z } from 'zod';
import { canonicalText, type Json } from '../../core/log/canonical.ts';
import type { RuleKind } from '../../core/rules.ts';
import { ruleKinds } from '../../core/rules.ts';
import { ruleErrors } from '../../core/rule-shapes.ts';
import type { Wired } from '../../wiring.ts';
import { addCommand, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { json, line, mark, say } from '../output.ts';
import type { Act } from '../program.ts';
import { exitCodes, Trouble } from '../trouble.ts';

const kinds = Object.keys(ruleKinds) as [RuleKind, ...RuleKind[]];
const fileSchema = z.array(z.looseObject({ kind: z.enum(kinds), key: z.string().min(1), version: z.number().optional(), effectiveFrom: z.iso.date(), effectiveTo: z.iso.date().nullish(), basis: z.enum(['law', 'policy']), body: z.unknown() }));
type FileRule = z.infer<typeof fileSchema>[number];

export function ruleCommands(program: Command, done: Act): void {
  const rules = addCommand(program, { usage: 'rules', zh: '规则库：导出、比较、提出变更', en: 'The rulebook: export, compare, propose', examples: ['rules export -o rules.yaml', 'rules diff rules.yaml'] });
  const sub = (usage: string, zh: string, en: string, examples: readonly string[]): Command => withConfig(addCommand(rules, { usage, zh, en, examples }), databaseKeys).option('--json', '以 JSON 输出 print JSON');
  sub('export', '导出某日有效的规则（YAML）', 'Export the rules in force on a day', ['rules export -o rules.yaml', 'rules export --on 2026-01-01', 'rules export --all -o history.yaml'])
    .option('-o, --output <file>', '写入文件；不给则打印 write to a file').option('--on <day>', '日期，默认今天 the day, default today').option('--all', '全部版本 all versions')
    .action(async (flags: Flags) => done(await within(flags, (house) => exportRules(house, flags))));
  sub('diff <file>', '比较文件与规则库；有差异时退出码为 1', 'Compare a file with the rulebook; exit code 1 when they differ', ['rules diff rules.yaml', 'rules diff rules.yaml --json'])
    .action(async (file: string, flags: Flags) => done(await within(flags, (house) => diff(house, file, flags))));
  sub('import <file>', '把文件中与规则库不同的规则逐条提出变更，由另一人在工作台批准', 'Propose every rule of the file that differs; another person approves', ['rules import rules.yaml --as guize1 --reason "按国办发〔2025〕22号调整"'])
    .requiredOption('--as <login>', '提出人的账号 login of the proposer').requiredOption('--reason <text>', '理由与出处 reason and source').option('--from <day>', '生效日；默认用文件中的，早于今天时用今天 first day in force')
    .action(async (file: string, flags: Flags) => done(await within(flags, (house) => propose(house, file, flags))));
}

async function within<T>(flags: Flags, work: (house: Wired) => Promise<T>): Promise<T> {
  const { withHouse } = await import('../database.ts');
  return withHouse(configFrom(flags), ({ house }) => work(house));
}

async function exportRules(house: Wired, flags: Flags): Promise<void> {
  const on = (flags['on'] as string | undefined) ?? house.clock.today();
  if (!z.iso.date().safeParse(on).success) throw new Trouble(`“${on}”不是日期，请写成 2026-01-01 这样`, `"${on}" is no day; write it like 2026-01-01`);
  const inForce = flags['all'] === true ? '' : `where effective_from <= $1 and (effective_to is null or $1 < effective_to)`;
  const { rows } = await house.pool.query(
    `select distinct on (kind, key, ${flags['all'] === true ? 'version' : '1::int'}) kind, key, version, effective_from as "effectiveFrom", effective_to as "effectiveTo", basis, body from rc.rule ${inForce} order by kind, key, ${flags['all'] === true ? 'version' : '1::int, version desc'}`,
    flags['all'] === true ? [] : [on]);
  const text = flags['json'] === true ? `${JSON.stringify(rows, null, 2)}\n` : stringify(rows, { lineWidth: 0 });
  if (flags['output'] === undefined) return void process.stdout.write(text);
  writeFileSync(flags['output'] as string, text);
  say({ zh: `已导出 ${rows.length} 条规则到 ${flags['output'] as string}。`, en: `${rows.length} rules exported.` });
}

function parseYaml(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return parse(text);
  } catch (error) {
    const { message, linePos } = error as YAMLParseError;
    const line = linePos?.[0].line;
    throw new Trouble(`${file}${line === undefined ? '' : ` 第 ${line} 行`}不是正确的 YAML，请更正后重试（${message.split('\n')[0]}）`, `${file} is no valid YAML: ${message}`);
  }
}

function readRulesFile(file: string): FileRule[] {
  const parsed = fileSchema.safeParse(parseYaml(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Trouble(`${file} 不是规则文件：${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}。格式见 rongcheng rules export 的输出`, `${file} is no rules file; see the output of rongcheng rules export`);
  }
  for (const rule of parsed.data) {
    const errors = ruleErrors(rule.kind, rule.key, rule.body);
    if (errors.length > 0) throw new Trouble(`${file}（${rule.kind} ${rule.key}）：${errors.map((e) => e.zh).join('；')}`, `${rule.kind} ${rule.key}: ${errors.map((e) => e.en).join('; ')}`);
  }
  return parsed.data;
}

interface Difference {
  readonly rule: FileRule;
  /** Version in force; undefined when the rulebook has no such rule. */
  readonly version: number | undefined;
  readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
}

function differences(house: Wired, rules: readonly FileRule[]): Difference[] {
  const lookup = house.rulesOn(house.clock.today());
  return rules.flatMap((rule) => {
    const present = lookup.find(rule.kind, rule.key);
    const changes = present === undefined ? [] : changesIn(present.body, rule.body, '');
    return present !== undefined && changes.length === 0 ? [] : [{ rule, version: present?.version, changes }];
  });
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Leaves that differ, by path. */
function changesIn(before: unknown, after: unknown, path: string): Difference['changes'] {
  if (isBranch(before) && isBranch(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => changesIn(before[name], after[name], path === '' ? name : `${path}.${name}`));
  }
  return same(before, after) ? [] : [{ path, before, after }];
}

const same = (a: unknown, b: unknown): boolean => a === b || (a !== undefined && b !== undefined && canonicalText(a as Json) === canonicalText(b as Json));

async function diff(house: Wired, file: string, flags: Flags): Promise<number> {
  const found = differences(house, readRulesFile(file));
  if (flags['json'] === true) json(found.map(({ rule, version, changes }) => ({ kind: rule.kind, key: rule.key, version: version ?? null, changes })));
  else {
    for (const { rule, version, changes } of found) {
      line(`${mark('warn')} ${ruleKinds[rule.kind].zh} ${rule.key}：${version === undefined ? '规则库中没有 not in the rulebook' : `与第 ${version} 版不同 differs from version ${version}`}`);
      for (const { path, before, after } of changes) line(`    ${path}：${JSON.stringify(before) ?? '（无 none）'} → ${JSON.stringify(after) ?? '（无 none）'}`);
    }
    line(found.length === 0 ? `${mark('ok')} 与规则库一致。 No difference.` : `${found.length} 条不同。 ${found.length} differ.`);
  }
  return found.length === 0 ? exitCodes.done : exitCodes.failed;
}

async function propose(house: Wired, file: string, flags: Flags): Promise<void> {
  const { act } = await import('../../store/act.ts');
  const { actorOf, findAccount } = await import('../../directory/accounts.ts');
  const login = flags['as'] as string;
  const account = await findAccount(house.pool, login);
  if (account === undefined) throw new Trouble(`没有启用的账号“${login}”。运行 rongcheng user list 查看全部`, `There is no active account "${login}"`);
  const today = house.clock.today();
  const proposed: { kind: string; key: string; no: string }[] = [];
  for (const { rule } of differences(house, readRulesFile(file))) {
    const wish = (flags['from'] as string | undefined) ?? rule.effectiveFrom;
    const input = { kind: rule.kind, key: rule.key, body: rule.body, basis: rule.basis, effectiveFrom: wish < today ? today : wish, reason: flags['reason'] };
    const outcome = await act(house, actorOf(account, house.areas()), { register: 'rule-change', action: 'propose', input, areaCode: account.areaCode });
    if (!outcome.ok) throw new Trouble(`${rule.kind} ${rule.key}：${outcome.problem.detail.zh}（此前已提出 ${proposed.length} 条）`, outcome.problem.detail.en);
    proposed.push({ kind: rule.kind, key: rule.key, no: outcome.value.no });
  }
  if (flags['json'] === true) return json({ proposed });
  for (const { kind, key, no } of proposed) line(`${mark('ok')} ${no} ${kind} ${key}`);
  line(proposed.length === 0 ? '与规则库一致，无须变更。 Nothing to propose.' : `已提出 ${proposed.length} 条变更，须由另一人在工作台“规则”中批准。 Another person approves them.`);
}
