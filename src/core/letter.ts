/**
 * 文书: the kinds of letter that the platform issues and what each must be told. Wording and form are the city's: a template
 * of the rulebook, edited in Word; here stands only which tags it may use. A tag is the Chinese name in braces: {申辩截止日}.
 */
import type { Label } from './label.ts';
import type { Citation } from './law.ts';

/** A field of a letter: a text, a day (2026-04-01 → 2026年4月1日), an amount in fen (→ 123.00元（壹佰贰拾叁元整）), several paragraphs, or the rows of a table. */
export interface LetterField extends Label {
  readonly as: 'text' | 'day' | 'money' | 'lines' | 'rows';
  /** A template may do without it, and whoever issues the letter may leave it out. */
  readonly optional?: true;
  /** Of rows: a text for each column. A template opens the field in a table's first cell and closes it in the last: {#附表}{行号} … {说明}{/附表}. */
  readonly columns?: Readonly<Record<string, Label>>;
}
type LetterFields = Readonly<Record<string, LetterField>>;

const field = <A extends LetterField['as']>(as: A) => (zh: string, en: string): Label & { readonly as: A } => ({ zh, en, as });
const text = field('text');
const day = field('day');
const lines = field('lines');
const money = field('money');
const rows = <C extends Readonly<Record<string, Label>>>(zh: string, en: string, columns: C): Label & { readonly as: 'rows'; readonly columns: C } => ({ zh, en, as: 'rows', columns });
const maybe = <F extends LetterField>(one: F): F & { readonly optional: true } => ({ ...one, optional: true });

/** What is said of the finding that a letter is about. */
const finding = { finding: text('失信事项', 'Finding'), documentNumber: maybe(text('依据文书号', 'Number of the document')), decidedBy: maybe(text('作出单位', 'Decided by')), recordNo: text('记录编号', 'Record number') };

/** Every kind of letter with its fields. A new kind is one entry here, a rule in cities/common/rules/letters.yaml and a template beside it. */
export const letterKinds = {
  /** 拟记录告知: before a finding takes effect; ends with the record. */
  notice: { zh: '拟记录告知书', en: 'Notice of an intended record', fields: { ...finding, facts: maybe(lines('事实摘要', 'Facts')), amount: maybe(money('涉及金额', 'Amount')), defenceUntil: day('申辩截止日', 'Defence until') } },
  rectification: { zh: '整改通知书', en: 'Rectification order', fields: { ...finding, demands: lines('整改要求', 'Demands'), explainUntil: maybe(day('说明截止日', 'Explanation until')), finishUntil: day('整改截止日', 'To be finished by') } },
  /** 三色督查单: light is 蓝, 橙 or 红; without one it is a plain urging. */
  urging: { zh: '督办函', en: 'Urging letter', fields: { ...finding, light: maybe(text('督办等级', 'Light')), matter: text('督办事项', 'Matter urged'), dueOn: maybe(day('原定期限', 'Was due on')), demands: lines('督办要求', 'Demands'), answerUntil: day('反馈截止日', 'Answer until') } },
  criticism: { zh: '通报', en: 'Public criticism', fields: { ...finding, facts: lines('通报事实', 'Facts'), reason: text('通报理由', 'Reason') } },
  /** 两书同达: goes out together with the decision whether a finding is disclosed; says until when it is shown, or, where it is not, until when it is kept. */
  repairNotice: { zh: '信用修复告知书', en: 'Repair notice', fields: { ...finding, severity: text('严重程度', 'Severity'), earliestOn: day('最早申请日', 'Earliest application'), until: maybe(day('公示截止日', 'Disclosed until')), keptUntil: maybe(day('保存截止日', 'Kept until')) } },
  repairGranted: { zh: '信用修复决定书', en: 'Repair granted', fields: { ...finding, appliedOn: day('申请日期', 'Applied on'), reason: lines('决定理由', 'Reasons') } },
  repairRefused: { zh: '不予信用修复决定书', en: 'Repair refused', fields: { ...finding, appliedOn: day('申请日期', 'Applied on'), reason: lines('决定理由', 'Reasons'), remedyUntil: maybe(day('申请复查截止日', 'Review until')) } },
  objectionReply: { zh: '异议答复书', en: 'Reply to an objection', fields: { ...finding, objectedOn: maybe(day('异议日期', 'Objected on')), outcome: text('处理结果', 'Outcome'), reason: lines('答复理由', 'Reasons'), roads: maybe(lines('救济途径', 'Where to go next')), remedyUntil: maybe(day('申诉截止日', 'Appeal until')) } },
  /** 核查答复: for one name all that is told; for a list how many of each, with the names in a table or, when they are many, in the signed document alone. */
  eligibilityAnswer: { zh: '评优评先核查答复', en: 'Eligibility answer', fields: {
    asked: text('核查对象', 'Asked about'), purpose: text('核查用途', 'Purpose'), asOf: day('核查日', 'As of'), outcome: lines('核查结论', 'Outcome'), rules: lines('适用规则', 'Rules applied'), digest: maybe(text('答复摘要', 'Digest of the signed answer')),
    annexTitle: maybe(text('附件名称', 'Annex')), annex: maybe(rows('附表', 'Table', { line: { zh: '行号', en: 'Line' }, name: { zh: '名称', en: 'Name' }, about: { zh: '代码或单位', en: 'Code or body' }, answer: { zh: '结论', en: 'Answer' }, why: { zh: '说明', en: 'Why' } })),
  } },
} as const satisfies Readonly<Record<string, Label & { fields: LetterFields }>>;

export type LetterKey = keyof typeof letterKinds;
/** One row of a table, by column. */
export type LetterTableRow = Readonly<Record<string, string>>;
export type LetterValues = Readonly<Record<string, string | readonly string[] | readonly LetterTableRow[] | undefined>>;
/** What stands for the tags of a template, by Chinese name. */
export type LetterTexts = Readonly<Record<string, string | readonly LetterTableRow[]>>;
type FieldsOf<K extends LetterKey> = (typeof letterKinds)[K]['fields'];
type ValueOf<D> = D extends { as: 'rows'; columns: infer C } ? readonly { readonly [P in keyof C]: string }[] : D extends { as: 'lines' } ? string | readonly string[] : string;
type Optional<F> = { [P in keyof F]: F[P] extends { optional: true } ? P : never }[keyof F];
/** What a letter of a kind must and may be told; days as 2026-04-01, amounts in fen. */
export type LetterInput<K extends LetterKey> = { readonly [P in Exclude<keyof FieldsOf<K>, Optional<FieldsOf<K>>>]: ValueOf<FieldsOf<K>[P]> } & { readonly [P in Optional<FieldsOf<K>>]?: ValueOf<FieldsOf<K>[P]> | undefined };
export type LetterRequestOf = { [K in LetterKey]: { readonly kind: K; readonly fields: LetterInput<K> } }[LetterKey];

export const isLetterKey = (key: string): key is LetterKey => Object.hasOwn(letterKinds, key);
export const fieldsOf = (kind: LetterKey): LetterFields => letterKinds[kind].fields;

/** 文书规则: what a city decides of a kind of letter. */
export interface LetterRule {
  readonly key: LetterKey;
  readonly label: Label;
  /** 机关代字 of the issuing office, e.g. 衡信改. */
  readonly series: string;
  readonly title: string;
  /** The Word template, base64. */
  readonly template: string;
  readonly source: Citation;
}

/** Largest template in bytes. */
export const templateBytesMax = 200 * 1024;

/** Tags that every letter has; a template must use those marked so. */
export const letterTags: Readonly<Record<'issuer' | 'no' | 'title' | 'to' | 'issuedOn' | 'code' | 'qr' | 'address', { readonly zh: string; readonly must: boolean }>> = {
  issuer: { zh: '发文机关', must: true }, no: { zh: '文号', must: true }, title: { zh: '标题', must: true }, to: { zh: '主送', must: true },
  issuedOn: { zh: '成文日期', must: true }, code: { zh: '验证码', must: true }, qr: { zh: '二维码', must: true }, address: { zh: '核验网址', must: false },
};

/** All tags that a template of a kind may use, and those that it must. */
export const tagsFor = (kind: LetterKey): readonly { readonly zh: string; readonly must: boolean }[] => [
  ...Object.values(letterTags),
  ...Object.values(fieldsOf(kind)).flatMap((f) => [{ zh: f.zh, must: f.optional !== true }, ...Object.values(f.columns ?? {}).map(({ zh }) => ({ zh, must: false }))]),
];

/** 发文字号, GB/T 9704-2012: 机关代字〔2026〕3号. */
export const documentNumberShape = /^[\u4e00-\u9fa5A-Za-z]{1,16}〔(19|20)\d{2}〕[1-9]\d{0,4}号$/;
export const seriesShape = /^[\u4e00-\u9fa5A-Za-z]{1,16}$/;

/** 2026-04-01 → 2026年4月1日. */
export const longDay = (on: string): string => on.replace(/^(\d{4})-0?(\d{1,2})-0?(\d{1,2})$/, '$1年$2月$3日');
