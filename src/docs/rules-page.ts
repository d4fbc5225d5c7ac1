/** 规则一览: every version of every rule of a city, with its days, its number, whether it is law or the city's own, and its source. */
import type { CalendarData } from '../core/calendar.ts';
import type { CatalogItem } from '../core/catalog.ts';
import type { LetterRule } from '../core/letter.ts';
import { originOf } from '../core/origin.ts';
import { ruleKinds, type ClosingReason, type EligibilityRule, type Ground, type LeniencyGround, type Limit, type Measure, type RepairRule, type RuleKind, type SeverityClass, type Term } from '../core/rules.ts';
import { readCity, readList, readRules, type FileRule } from '../rulebook/city-files.ts';
import { both, cited, code, page, table } from './markdown.ts';

const units: Readonly<Record<Term['unit'], string>> = { workingDay: '个工作日', day: '日', month: '个月', year: '年' };
const termText = ({ amount, unit }: Term): string => `${amount} ${units[unit]}`;

const severityNames = { minor: '轻微', general: '一般', serious: '严重' } as const;
const eligibilityText = ({ counts, reveals }: EligibilityRule): string => `计入：${counts.map((l) => `${l.severities.map((s) => severityNames[s]).join('、')}${l.items === undefined ? '' : `（${l.items.join('、')}）`}${l.within === undefined ? '' : `，文书日期在 ${termText(l.within)}内`}`).join('；')}；${reveals === 'answer' ? '只告知结论' : '在管辖范围内告知记录编号'}`;

const trainingText = (training: RepairRule['training']): string => (training === undefined ? '' : `；${training.severities.map((s) => severityNames[s]).join('、')}的须学完 ${training.hours} 学时专题培训（${training.organiser}；${training.source.instrument}）`);

const said: { readonly [K in RuleKind]: (body: unknown) => string } = {
  limit: (body) => {
    const limit = body as Limit;
    return [termText(limit), `起算：${limit.start.zh}`, limit.rollIfHoliday ? '末日为休息日的顺延' : '', limit.extendMax === undefined ? '' : `可延长一次，至多 ${termText(limit.extendMax)}`, limit.pausable === undefined ? '' : `可中止计时：${limit.pausable.zh}`].filter(Boolean).join('；');
  },
  severity: (body) => {
    const { publicityMin, publicityMax, publishByDefault } = body as SeverityClass;
    return `公示 ${termText(publicityMin)}–${termText(publicityMax)}；${publishByDefault ? '一般应公示' : '一般不公示'}`;
  },
  ground: (body) => `${(body as Ground).for.join(' / ')}；${(body as Ground).modes.join(' / ')}`,
  closing: (body) => (body as ClosingReason).kind,
  eligibility: (body) => eligibilityText(body as EligibilityRule),
  repair: (body) => `${(body as RepairRule).afterMin ? '最短公示期届满后' : '履行完毕即可'}；${(body as RepairRule).items.length === 0 ? '其余事项' : (body as RepairRule).items.join(' / ')}；${(body as RepairRule).closing}${trainingText((body as RepairRule).training)}`,
  leniency: (body) => (body as LeniencyGround).items.join(' / '),
  measure: (body) => {
    const { kind, for: about, executor, trigger, proportion, lasts } = body as Measure;
    const follows = kind === 'incentive' ? '激励' : `惩戒；限 ${(proportion ?? []).join(' / ')}；${trigger?.severities.length === 0 ? '由核验人员选定' : `自动触发 ${(trigger?.severities ?? []).join(' / ')}`}`;
    return [follows, about, `执行 ${executor}`, trigger?.items === undefined ? '' : `事项 ${trigger.items.join(' / ')}`, lasts === undefined ? '随记录' : termText(lasts)].filter(Boolean).join('；');
  },
  item: (body) => `${(body as CatalogItem).fields.length} 个字段；保存 ${(body as CatalogItem).retentionMonths} 个月（${originOf(body as CatalogItem, 'retention').basis === 'law' ? '法定' : '本市拟定政策'}）`,
  letter: (body) => `${(body as LetterRule).series}〔年〕序号号；《${(body as LetterRule).title}》`,
  calendar: (body) => `官方放假安排：${(body as CalendarData).officialYears.join('、')} 年；其余年份的到期日为暂定`,
};

const kinds: readonly RuleKind[] = ['limit', 'severity', 'ground', 'closing', 'measure', 'letter', 'repair', 'leniency', 'eligibility', 'item', 'calendar'];

/** Files of a city that hold rules, by kind: what stands there is the city's own. */
const files: Partial<Record<RuleKind, string>> = {
  limit: 'limits.yaml', severity: 'severity.yaml', ground: 'grounds.yaml', closing: 'closing-reasons.yaml', measure: 'measures.yaml', letter: 'letters.yaml', repair: 'repair.yaml', leniency: 'leniency.yaml', eligibility: 'eligibility.yaml',
};

function ownKeys(city: string, kind: RuleKind): ReadonlySet<string> {
  const file = files[kind];
  return new Set(file === undefined ? [] : readList<{ key: string }>(city, `rules/${file}`).map(({ key }) => key));
}

function rowOf(rule: FileRule, own: ReadonlySet<string>): string[] {
  const body = rule.body as { label?: { zh: string; en: string }; source?: Parameters<typeof cited>[0]; law?: readonly Parameters<typeof cited>[0][] };
  const source = body.source ?? body.law?.[0];
  return [
    code(rule.key), body.label === undefined ? '' : both(body.label), said[rule.kind](rule.body), rule.effectiveFrom + (rule.effectiveTo === null ? ' 起' : ` – ${rule.effectiveTo}`),
    rule.basis === 'law' ? '法律 law' : '政策 policy', own.has(rule.key) ? '本市 own' : '共同 common', source === undefined ? '' : cited(source),
  ];
}

/** The rules of one city. */
export function rulesPage(city: string): string {
  const rules = readRules(city);
  const { label } = readCity(city);
  return page(`${label.zh}的规则 Rules of ${label.en}`, [
    'What the city’s files say. Changes in operation are made in the console by two people and stand in the rulebook with their day. A key with several lines has several versions: a decision uses, and cites, the one in force on its day. The last day of a version is the first on which it no longer holds.',
    ...kinds.flatMap((kind) => [
      `## ${both(ruleKinds[kind])}`,
      table(['代号', '名称', '内容', '有效期', '性质', '来自', '出处'], rules.filter((rule) => rule.kind === kind).map((rule) => rowOf(rule, ownKeys(city, kind)))),
    ]),
  ]);
}
