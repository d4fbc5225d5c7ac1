/**
 * 核查答复的文书: what the letter says of an answer, in words made from the very lines that are signed: for one name all that the asker may know,
 * for a list how many of each and the names in a table, and always the text of the rule in force that day.
 */
import { type LetterInput, longDay } from '../core/letter.ts';
import type { EligibilityLine, Rule, RuleLookup } from '../core/rules.ts';
import type { House } from '../store/house.ts';
import type { AskedKind } from './asked.ts';
import { findings } from './counted.ts';
import { answers, type AnswerLine, countAnswers, type Named, severities } from './document.ts';

/** Most names that stand in the letter's own table; of a longer list each answer stands in the signed document, whose digest the letter gives. */
export const annexMax = 100;

export interface Answered {
  readonly rule: Rule<'eligibility'>;
  readonly kind: AskedKind;
  readonly lines: readonly AnswerLine[];
  readonly fileName: string | null;
  readonly because: string | null;
  readonly today: string;
  /** Hex digest of the signed document. */
  readonly digest: string;
}

const units = { day: '日', month: '个月', year: '年' } as const;
const noneCounts = '没有应计入的失信记录';
const moreUntold = '另有记录不在可告知范围内';

const named = ({ no, item, severity, decidedOn }: Named, why?: string): string => `${no}（${item}，${severity}${decidedOn === null ? '' : `，文书日期${longDay(decidedOn)}`}${why === undefined ? '' : `；${why}`}）`;
const counted = (a: AnswerLine): string[] => [...(a.counted === undefined ? [] : [`计入的记录：${a.counted.map((n) => named(n)).join('、')}`]), ...(a.more === true ? [moreUntold] : [])];
const notCounted = (a: AnswerLine): string[] => (a.notCounted === undefined ? [] : [`未计入的记录：${a.notCounted.map((n) => named(n, n.why)).join('、')}`]);
/** All that is told about one: why, what counted and what did not. */
const told = (a: AnswerLine): string[] => [a.reason ?? noneCounts, ...counted(a), ...notCounted(a)];

const whom = (a: AnswerLine): string => [a.name || undefined, ...(a.name !== '' && (a.code ?? a.bodyName) !== undefined ? [`（${a.code ?? a.bodyName}）`] : [a.name === '' ? a.code : undefined])].filter((part) => part !== undefined).join('');

/** What one line counts, but for the states. */
function lineText(rules: RuleLookup, { severities: classes, items, within }: EligibilityLine): string {
  const which = items === undefined ? '' : `属于${items.map((item) => `“${rules.find('item', item)?.body.label.zh ?? item}”`).join('')}的`;
  return `${which}${classes.map((s) => severities[s]).join('、')}失信${within === undefined ? '' : `，文书日期在${within.amount}${units[within.unit]}以内`}`;
}

/** All lines; the states once where they are the same for each. */
function linesText(house: Pick<House, 'registers'>, rules: RuleLookup, lines: readonly EligibilityLine[]): string {
  const statesOf = ({ states }: EligibilityLine): string => states.map((state) => `“${house.registers[findings]?.states[state]?.zh ?? state}”`).join('');
  const [first] = lines.map(statesOf);
  if (lines.every((line) => statesOf(line) === first)) return `${lines.map((line) => lineText(rules, line)).join('；')}。以上指状态为${first}的记录`;
  return lines.map((line) => `${lineText(rules, line)}，状态为${statesOf(line)}的`).join('；');
}

/** The rule as it stood that day: what counts, who set it, on what ground. */
function ruleText(house: Pick<House, 'registers'>, rules: RuleLookup, { body, version, effectiveFrom, basis }: Rule<'eligibility'>): string[] {
  const { instrument, article, says } = body.source;
  return [
    `“${body.label.zh}”核查规则第${version}版，${longDay(effectiveFrom)}起施行，属于${basis === 'policy' ? '本市拟定的政策' : '法律法规规定'}。`,
    `依据：${instrument}${article}：${says}`,
    `计入：${linesText(house, rules, body.counts)}。没有列入的不计入。`,
    body.reveals === 'answer' ? '按照规则，只告知是否符合，不告知具体记录。' : '按照规则，只在核查单位的管辖范围内告知具体记录。',
  ];
}

const sentences = (parts: readonly string[]): string[] => parts.map((part) => part.replace(/[。]?$/, '。'));

/** What the letter is told. */
export function letterFields(house: Pick<House, 'registers' | 'rulesOn'>, a: Answered): LetterInput<'eligibilityAnswer'> {
  const { lines, kind } = a;
  const [first] = lines as readonly [AnswerLine];
  const isList = a.fileName !== null;
  const n = countAnswers(lines);
  const inTable = isList && lines.length <= annexMax;
  const doubt = n.review === 0 ? [] : ['“需人工核实”不是“不符合”，请按说明核对后重新核查。'];
  const said = isList
    ? [`共核查${n.asked}${kind === 'body' ? '个单位' : '名公务员'}：符合${n.clear}，不符合${n.barred}，需人工核实${n.review}。`, inTable ? '逐个结论见附件。' : '名单较长，逐个结论见本答复的签名电子件。', ...doubt]
    : [`核查结论：${answers[first.answer].zh}。`, ...sentences(told(first)), ...doubt];
  return {
    asked: isList ? `名单“${a.fileName}”所列${n.asked}${kind === 'body' ? '个单位' : '名公务员'}` : whom(first), purpose: `${a.rule.body.label.zh}${a.because === null ? '' : `（${a.because}）`}`, asOf: a.today,
    outcome: said, rules: ruleText(house, house.rulesOn(a.today), a.rule), digest: (a.digest.match(/.{8}/g) ?? []).join(' '),
    ...(inTable ? { annexTitle: '核查结果表', annex: lines.map((line) => ({ line: String(line.line), name: line.name, about: line.code ?? line.bodyName ?? '', answer: answers[line.answer].zh, why: told(line).join('；') })) } : {}),
  };
}
