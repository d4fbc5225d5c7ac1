/** 目录事项页: one catalogue item as its file says it: law, severity, disclosure, retention and every field. */
import type { CatalogItem, FactField } from '../core/catalog.ts';
import { originOf, type Origin } from '../core/origin.ts';
import { both, cited, code, page, table } from './markdown.ts';

const disclosed: Readonly<Record<FactField['disclose'], string>> = { summary: '摘要起公开 from summary on', full: '仅全文公开 full only', never: '不公开 never' };

function requirement(field: FactField): string {
  if (field.required) return '必填';
  return field.requiredWhen === undefined ? '选填' : `当 ${code(field.requiredWhen.field)} 为 ${field.requiredWhen.in.map(code).join('、')} 时必填`;
}

function kindOf(field: FactField): string {
  const more = [field.max === undefined ? '' : `≤ ${field.max}`, field.unit === undefined ? '' : (field.unit === 'wanYuan' ? '万元' : '元'), field.choices?.map((choice) => choice.zh).join('、') ?? ''].filter(Boolean);
  return [field.type, ...more].join(' ');
}

const conditionText = (when: CatalogItem['severity']['rules'][number]['when']): string =>
  'atLeast' in when ? `${code(when.field)} ≥ ${when.atLeast}` : `${code(when.field)} = ${when.in.map(code).join(' / ')}`;

const originText = (origin: Origin): string => `${origin.basis === 'law' ? '法律法规 law' : '本市拟定政策 policy of the city'}：${cited(origin)}`;

/** The page of one item. */
export function catalogPage(item: CatalogItem): string {
  const { disclosure, severity } = item;
  return page(`${item.label.zh} ${item.label.en} (${code(item.id)})`, [
    `${item.description.zh} ${item.description.en}`,
    table(['项目', '内容'], [
      ['主体 Subject', item.subjectKind === 'body' ? '政府机构 bodies' : '公务员 officials'],
      ['来源 Source', item.sourceType.zh],
      ['性质 Basis', item.basis === 'law' ? '法律法规或上级文件 law' : '本市拟定政策 policy of the city'],
      ['施行 In force from', item.effectiveFrom],
      ['依据文书 Required document', both(item.requiredDocument)],
      ['公开方式上限 Widest disclosure', disclosure.class],
      ['可用依据 Grounds', disclosure.grounds.map(code).join(' ')],
      ['严重程度 Severity', [severity.default, ...severity.rules.map((rule) => `${conditionText(rule.when)} → ${rule.class}`)].join('; ')],
      ['归类由谁规定 Who set it', originText(originOf(item, 'severity'))],
      ['保存期 Retention', `${item.retentionMonths} 个月 months`],
      ['保存期由谁规定 Who set it', originText(originOf(item, 'retention'))],
      ['同一记录 Same record when equal', item.uniqueBy.map(code).join(' + ')],
    ]),
    '## 依据 Law', item.law.map((law) => `- ${cited(law)}`).join('\n'),
    '## 字段 Fields',
    table(['字段', '名称', '代码', '类型', '必填', '公开', '含义', '示例', '依据'], item.fields.map((field) => [
      code(field.key) + (field.as === undefined ? '' : ` (${field.as})`), both(field.label), field.code, kindOf(field), requirement(field), disclosed[field.disclose], field.meaning, field.example, field.law,
    ])),
  ]);
}
