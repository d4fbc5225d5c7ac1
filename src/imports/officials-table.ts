/**
 * 公务员名册: the staff list as a table of the directory: who, by number, holds which post where, from when until when. It has the columns, the
 * template and the checks of a catalogue item and becomes no record: its rows are persons and posts. The departments that keep the staff hand it in.
 */
import type { Actor } from '../core/actor.ts';
import type { CatalogItem, FactField } from '../core/catalog.ts';
import type { RuleLookup } from '../core/rules.ts';
import { mayKeepStaff } from '../directory/officials.ts';
import { done, fail, type Outcome } from '../core/problem.ts';
import type { Asked } from '../store/db.ts';

export const officialsTable = 'officials';

/** What a row says when it is about another person than those of the name who are known. */
export const another = '另有其人';

type Column = Pick<FactField, 'key' | 'label' | 'type' | 'required' | 'meaning' | 'example'> & Partial<FactField>;
const column = (c: Column): FactField => ({ law: '公务员法第十二条', disclose: 'never', ...c });

const choice = (value: string, zh: string, en: string) => ({ value, zh, en });

export const officials: CatalogItem = {
  id: officialsTable, label: { zh: '公务员名册', en: 'Staff list of officials' },
  description: { zh: '姓名、公民身份号码和任职，一行一项任职；只进名录，不形成失信记录', en: 'Names, numbers and posts, one post a row; for the directory, no records' },
  subjectKind: 'official', sourceType: { zh: '名录' },
  law: [
    { instrument: '公务员法', article: '第十二条', says: '公务员主管部门负责本辖区公务员的综合管理' },
    { instrument: '个人信息保护法', article: '第三十四条', says: '国家机关为履行法定职责处理个人信息，不得超出履职所必需的范围和限度' },
  ],
  basis: 'policy', effectiveFrom: '2018-01-01', requiredDocument: { zh: '干部任免文件（留存本单位备查）', en: 'Documents of appointment, kept by the department' },
  disclosure: { class: 'closed', grounds: [] }, severity: { default: 'minor', rules: [] }, retentionMonths: 1, uniqueBy: ['idNumber', 'body', 'title', 'from'],
  fields: [
    column({ key: 'name', label: { zh: '姓名', en: 'Name' }, type: 'name', required: true, meaning: '公务员姓名', example: '梁知微', as: 'subjectName' }),
    column({ key: 'idNumber', label: { zh: '公民身份号码', en: 'Identity number' }, type: 'idNumber', required: true, meaning: '据以确认是哪一个人；加密保存，任何页面只显示掩码', example: '990100198002290170', synonyms: ['身份证号', '身份证号码'], as: 'personIdNumber' }),
    column({ key: 'body', label: { zh: '任职单位', en: 'Body' }, type: 'orgName', required: true, meaning: '名录中的单位全称或曾用名', example: '江北县财政局', synonyms: ['单位', '所在单位', '工作单位'] }),
    column({ key: 'bodyCode', label: { zh: '单位统一社会信用代码', en: 'Credit code of the body' }, type: 'uscc', required: false, meaning: '单位重名时据以区分', example: '' }),
    column({ key: 'title', label: { zh: '职务', en: 'Post' }, type: 'text', max: 60, required: true, meaning: '所任职务', example: '局长' }),
    column({ key: 'from', label: { zh: '任职日期', en: 'From' }, type: 'date', required: true, meaning: '任职文件所载日期', example: '2024-03-01' }),
    column({ key: 'to', label: { zh: '免职日期', en: 'Until' }, type: 'date', required: false, meaning: '仍在任的留空', example: '' }),
    column({ key: 'bearing', label: { zh: '责任', en: 'Bearing' }, type: 'choice', required: false, meaning: '主要负责人、直接责任人员，或都不是（留空）；单位失信时据此关联', example: '主要负责人', choices: [choice('head', '主要负责人', 'Head'), choice('direct', '直接责任人员', 'Directly responsible'), choice('both', '主要负责人兼直接责任人员', 'Both')] }),
    column({ key: 'sameAs', label: { zh: '同名确认', en: 'Namesake' }, type: 'text', max: 60, required: false, meaning: `名录中有同名而未登记号码的人员时由填报人判断：同一人填其名录编号，否则填“${another}”`, example: '' }),
  ],
};

/** A table that can be imported: an item of the catalogue, or the staff list. */
export const findTable = (rules: RuleLookup, key: string): { readonly body: CatalogItem; readonly version: number } | undefined => (key === officialsTable ? { body: officials, version: 1 } : rules.find('item', key));

/** Whether somebody may hand in a table. */
export async function permitsTable(db: Asked, actor: Actor, key: string): Promise<Outcome<true>> {
  if (key !== officialsTable || (await mayKeepStaff(db, actor))) return done(true);
  return fail('forbidden', 'no-grant', '公务员名册由组织、人社部门的经办人员导入，请商请上述部门办理', 'Staff lists are handed in by makers of the organisation and personnel departments');
}
