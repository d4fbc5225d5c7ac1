// 规则用语: what the parts of a rule are called, and how their values are said. Used wherever a rule or a difference between versions is shown.
import { ruleKinds, type RuleKind, type Term } from '../../../core/rules.ts';
import type { Label, Law } from '../../api.ts';
import { t } from '../../i18n.ts';
import { lawLine } from '../../ui/index.ts';

export const CHANGES = 'rule-change';
export const rulePath = (kind: string, key: string): string => `/rules/${encodeURIComponent(kind)}/${encodeURIComponent(key)}`;
export const isRuleKind = (kind: string): kind is RuleKind => Object.hasOwn(ruleKinds, kind);

export const units: Record<Term['unit'], Label> = {
  workingDay: { zh: '个工作日', en: 'working days' }, day: { zh: '日（自然日）', en: 'days' }, month: { zh: '个月', en: 'months' }, year: { zh: '年', en: 'years' },
};

const parts: Record<string, Label> = {
  key: { zh: '代号', en: 'Key' }, id: { zh: '代号', en: 'Id' }, label: { zh: '名称', en: 'Name' }, amount: { zh: '时长', en: 'Length' }, unit: { zh: '单位', en: 'Unit' },
  start: { zh: '起算事由', en: 'Starts with' }, rollIfHoliday: { zh: '遇休息日顺延', en: 'Rolls over days of rest' }, extendMax: { zh: '最长可延长', en: 'Longest extension' }, pausable: { zh: '可以中止计时的情形', en: 'When the clock may pause' },
  source: { zh: '来源', en: 'Source' }, instrument: { zh: '文件', en: 'Instrument' }, article: { zh: '条款', en: 'Article' }, says: { zh: '规定内容', en: 'Says' },
  publishByDefault: { zh: '默认公示', en: 'Published by default' }, publicityMin: { zh: '最短公示期', en: 'Shortest publicity' }, publicityMax: { zh: '最长公示期', en: 'Longest publicity' },
  for: { zh: '适用对象', en: 'About' }, modes: { zh: '允许的公示方式', en: 'Modes allowed' }, kind: { zh: '类别', en: 'Kind' }, basis: { zh: '性质', en: 'Basis' },
  effectiveFrom: { zh: '生效日', en: 'In force from' }, effectiveTo: { zh: '失效日', en: 'In force until' }, description: { zh: '说明', en: 'Description' },
  severity: { zh: '严重程度', en: 'Severity' }, retentionMonths: { zh: '保存月数', en: 'Months kept' }, requiredDocument: { zh: '须附文书', en: 'Document required' }, uniqueBy: { zh: '判重字段', en: 'Unique by' },
  disclosure: { zh: '公示', en: 'Disclosure' }, fields: { zh: '字段', en: 'Fields' }, law: { zh: '依据', en: 'Law' },
  counts: { zh: '计入的记录', en: 'What counts' }, reveals: { zh: '告知范围', en: 'What is told' }, items: { zh: '目录事项', en: 'Items' }, severities: { zh: '严重程度', en: 'Severities' }, states: { zh: '记录状态', en: 'States' }, within: { zh: '文书日期在多久之内', en: 'How far back' },
  training: { zh: '专题培训', en: 'Training' }, hours: { zh: '学时', en: 'Hours' }, organiser: { zh: '组织单位（职责）', en: 'Organiser, by duty' }, series: { zh: '机关代字', en: 'Series' }, title: { zh: '标题', en: 'Title' }, template: { zh: 'Word 模板', en: 'Word template' },
  trigger: { zh: '触发条件', en: 'Follows' }, proportion: { zh: '相当的严重程度', en: 'In proportion to' }, proportionSource: { zh: '相当性由谁规定', en: 'Who weighed that' },
  ground: { zh: '激励事由', en: 'Rewards' }, executor: { zh: '执行单位（职责）', en: 'Executor, by duty' }, does: { zh: '怎样执行', en: 'What is done' }, lasts: { zh: '期限（空缺即随记录）', en: 'Lasts; empty: as long as the finding' }, levels: { zh: '只适用的层级', en: 'Levels' }, shown: { zh: '公开的依据', en: 'Ground to show it' }, repealed: { zh: '停止适用', en: 'Repealed' },
  officialYears: { zh: '已公布的年份', en: 'Years announced' }, days: { zh: '调休安排', en: 'Days moved' }, subjectKind: { zh: '主体类别', en: 'Subject' }, sourceType: { zh: '来源类别', en: 'Kind of source' },
  origins: { zh: '数字由谁规定', en: 'Who set the numbers' }, retention: { zh: '保存', en: 'Retention' },
  type: { zh: '类型', en: 'Type' }, required: { zh: '必填', en: 'Required' }, requiredWhen: { zh: '何时必填', en: 'Required when' }, disclose: { zh: '是否公开', en: 'Shown' }, meaning: { zh: '含义', en: 'Meaning' },
  example: { zh: '示例', en: 'Example' }, synonyms: { zh: '别名', en: 'Synonyms' }, choices: { zh: '选项', en: 'Choices' }, as: { zh: '作用（as）', en: 'Role (as)' }, code: { zh: '代码', en: 'Code' }, max: { zh: '最长', en: 'Longest' },
  separator: { zh: '分隔符', en: 'Separator' }, value: { zh: '值', en: 'Value' }, when: { zh: '条件', en: 'Condition' }, field: { zh: '字段', en: 'Field' }, atLeast: { zh: '不少于', en: 'At least' }, in: { zh: '为其中之一', en: 'One of' },
  default: { zh: '默认', en: 'default' }, zh: { zh: '中文', en: 'Chinese' }, en: { zh: '英文', en: 'English' }, class: { zh: '级别', en: 'class' }, grounds: { zh: '依据', en: 'grounds' }, rules: { zh: '规则', en: 'rules' },
};
const values: Record<string, Label> = {
  true: { zh: '是', en: 'yes' }, false: { zh: '否', en: 'no' },
  ...units, body: { zh: '机构', en: 'bodies' }, official: { zh: '公务员', en: 'officials' }, full: { zh: '全文', en: 'full' }, summary: { zh: '摘要', en: 'summary' },
  statistics: { zh: '仅作统计', en: 'statistics' }, closed: { zh: '不予公开', en: 'closed' }, law: { zh: '法律法规', en: 'law' }, policy: { zh: '拟定政策', en: 'policy' },
  expired: { zh: '期满', en: 'expired' }, annulled: { zh: '撤销', en: 'annulled' }, withdrawn: { zh: '撤下', en: 'withdrawn' }, repaired: { zh: '修复', en: 'repaired' },
  restraint: { zh: '惩戒', en: 'restraint' }, incentive: { zh: '激励', en: 'incentive' }, creditOffice: { zh: '信用工作机构', en: 'credit office' }, finance: { zh: '财政部门', en: 'finance' }, organisation: { zh: '组织部门', en: 'organisation department' }, hr: { zh: '人社部门', en: 'human resources' }, audit: { zh: '审计机关', en: 'audit' }, court: { zh: '人民法院', en: 'court' }, discipline: { zh: '监察机关', en: 'supervisory commission' }, hotline: { zh: '政务服务热线', en: 'hotline' }, source: { zh: '源头部门', en: 'source department' }, leadingGroup: { zh: '领导小组成员单位', en: 'leading group' },
  city: { zh: '市级', en: 'city' }, county: { zh: '县级', en: 'county' }, town: { zh: '乡镇级', en: 'town' }, village: { zh: '村级', en: 'village' },
  rest: { zh: '放假', en: 'rest' }, work: { zh: '上班', en: 'work' }, minor: { zh: '轻微', en: 'minor' }, general: { zh: '一般', en: 'general' }, serious: { zh: '严重', en: 'serious' },
};

/** 'source.article' → 来源 · 条款. */
export const showPath = (path: string): string => path.split(/[.[\]]+/).filter(Boolean).map((part) => (parts[part] ? t(parts[part]) : /^\d+$/.test(part) ? t({ zh: `第 ${Number(part) + 1} 项`, en: `no. ${Number(part) + 1}` }) : part)).join(' · ');

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTerm = (value: unknown): value is Term => isPlain(value) && 'amount' in value && 'unit' in value;
const isLabel = (value: unknown): value is Label => isPlain(value) && typeof value.zh === 'string' && Object.keys(value).every((key) => key === 'zh' || key === 'en');
const isCitation = (value: unknown): value is Law => isPlain(value) && 'instrument' in value;
/** Parts that are said as one line. */
const isWhole = (value: unknown): boolean => !isPlain(value) || isLabel(value) || isCitation(value) || isTerm(value);

/** {when: {field, atLeast | in}, class} of a severity rule: amount ≥ 10000000 → 严重. */
function showSeverityRule({ when, class: key }: Plain): string {
  const { field, atLeast, in: among } = when as Plain;
  return `${String(field)} ${atLeast === undefined ? `∈ ${showValue(among)}` : `≥ ${Number(atLeast).toLocaleString('zh-CN')}`} → ${showValue(key)}`;
}

/** A value of a rule in words; nothing is said as such. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined || value === '' || value === 'null' || value === 'undefined') return t({ zh: '（无）', en: '(none)' });
  if (Array.isArray(value)) return value.length === 0 ? t({ zh: '（无）', en: '(none)' }) : value.map(showValue).join(value.every((one) => !isPlain(one)) ? '、' : '\n');
  if (isTerm(value)) return `${value.amount} ${t(units[value.unit])}`;
  if (isLabel(value)) return value.en ? `${value.zh}（${value.en}）` : value.zh;
  if (isCitation(value)) return 'basis' in value ? t({ zh: `${value.basis === 'law' ? '法律法规' : '本市拟定政策'}：${lawLine(value)}`, en: `${value.basis === 'law' ? 'Law' : 'City policy'}: ${lawLine(value)}` }) : lawLine(value);
  if (typeof value === 'string' && value.startsWith('UEsDB')) return t({ zh: `Word 模板 ${Math.ceil((value.length * 3) / 4 / 1024)} kB`, en: `Word template, ${Math.ceil((value.length * 3) / 4 / 1024)} kB` });
  if (isPlain(value)) return 'when' in value && 'class' in value ? showSeverityRule(value) : JSON.stringify(value, null, 2);
  return values[String(value)] ? t(values[String(value)]) : String(value);
}

const order = Object.keys(parts);
const rank = (path: string): number => { const at = order.indexOf(path.split('.')[0] ?? ''); return at < 0 ? order.length : at; };

function walk(body: Plain, path: string): { path: string; value: unknown }[] {
  const { amount, unit } = body;
  const own = amount !== undefined && unit !== undefined;
  const lines = Object.entries(body).filter(([key]) => !own || (key !== 'amount' && key !== 'unit')).flatMap(([key, value]) => {
    const at = path ? `${path}.${key}` : key;
    return isPlain(value) && !isWhole(value) ? walk(value, at) : [{ path: at, value }];
  });
  return own ? [...lines, { path: 'amount', value: { amount, unit } }] : lines;
}

/** A rule's content as lines of path and value in the order in which people read; names, citations and terms stay whole. */
export const flatten = (body: unknown): { path: string; value: unknown }[] => (isPlain(body) ? walk(body, '').sort((a, b) => rank(a.path) - rank(b.path)) : []);
