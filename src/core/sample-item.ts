/**
 * 示例事项: an invented catalogue item with a field of every type, for the tests of whatever is derived from items. No city
 * collects it.
 */
import type { CatalogItem, FactField } from './catalog.ts';

type Given = Pick<FactField, 'key' | 'type'> & Partial<FactField> & { zh: string };

const fieldOf = ({ zh, ...given }: Given): FactField => ({
  label: { zh, en: given.key }, required: false, meaning: `${zh}的含义`, example: '', law: '示例办法第一条', disclose: 'full', ...given,
});

export const sampleItem: CatalogItem = {
  id: 'sample',
  label: { zh: '示例事项', en: 'Sample' },
  description: { zh: '只用于测试。', en: 'For tests only.' },
  subjectKind: 'body',
  sourceType: { zh: '其他' },
  law: [{ instrument: '示例办法', article: '第一条', says: '示例。' }],
  basis: 'policy',
  effectiveFrom: '2025-01-01',
  requiredDocument: { zh: '示例决定书', en: 'Sample decision' },
  disclosure: { class: 'full', grounds: [] },
  severity: { default: 'minor', rules: [{ when: { field: 'fine', atLeast: 10_000 }, class: 'serious' }] },
  retentionMonths: 60,
  uniqueBy: ['documentNumber', 'subjectName'],
  fields: [
    fieldOf({ key: 'subjectName', zh: '单位名称', type: 'orgName', required: true, as: 'subjectName', code: 'X_MC', synonyms: ['机构名称', '单位'], example: '江衡市某局' }),
    fieldOf({ key: 'subjectCode', zh: '代码_1(统一社会信用代码)', type: 'uscc', as: 'subjectCode', code: 'X_DM', synonyms: ['统一社会信用代码'], example: '11990100YY00000018' }),
    fieldOf({ key: 'representative', zh: '负责人', type: 'name', disclose: 'never', example: '钟砚秋' }),
    fieldOf({ key: 'personId', zh: '身份证号', type: 'idNumber', disclose: 'never', as: 'personIdNumber', example: '990100198002290170' }),
    fieldOf({ key: 'documentNumber', zh: '文号', type: 'documentNumber', required: true, as: 'documentNumber', code: 'X_WH', example: '江处罚〔2025〕1号' }),
    fieldOf({ key: 'caseNumber', zh: '案号', type: 'caseNumber', as: 'courtCaseNumber', example: '（2025）示0102执12号' }),
    fieldOf({ key: 'decidedBy', zh: '决定机关', type: 'orgName', required: true, as: 'decidedBy', example: '江衡市人民政府' }),
    fieldOf({ key: 'decidedOn', zh: '决定日期', type: 'date', required: true, as: 'decidedOn', synonyms: ['日期'], example: '2026-05-18' }),
    fieldOf({ key: 'effectiveOn', zh: '生效日期', type: 'date', as: 'effectiveOn', synonyms: ['日期'], example: '2026-06-01' }),
    fieldOf({ key: 'facts', zh: '事实', type: 'longText', required: true, as: 'summary', max: 50, example: '未按约定支付。' }),
    fieldOf({ key: 'status', zh: '状态', type: 'choice', choices: [{ value: '01', zh: '已履行', en: 'Done' }, { value: '02', zh: '未履行', en: 'Not done' }], example: '未履行' }),
    fieldOf({
      key: 'kind', zh: '类别', type: 'choices', separator: ';', example: '罚款;没收违法所得、没收非法财物',
      choices: [{ value: 'warning', zh: '警告', en: 'Warning' }, { value: 'fine', zh: '罚款', en: 'Fine' }, { value: 'confiscation', zh: '没收违法所得、没收非法财物', en: 'Confiscation' }],
    }),
    fieldOf({ key: 'fine', zh: '罚款金额(万元)', type: 'money', unit: 'wanYuan', as: 'amount', requiredWhen: { field: 'kind', in: ['fine'] }, example: '1.5' }),
    fieldOf({ key: 'count', zh: '拖欠天数', type: 'integer', example: '30' }),
    fieldOf({ key: 'remark', zh: '备注', type: 'text', max: 20, example: '无' }),
  ],
};

/** What a person would type for the sample; every value is acceptable. */
export const sampleRaw: Readonly<Record<string, string>> = Object.fromEntries(sampleItem.fields.map((field) => [field.key, field.example]));
