// 名录用语: the words for kinds, levels, names and purposes that the directory shows and offers.
import type { Area, Label, Purpose } from '../../api.ts';
import { t } from '../../i18n.ts';

export const bodyKinds: Record<string, Label> = {
  government: { zh: '人民政府', en: 'Government' }, department: { zh: '政府部门', en: 'Department' }, court: { zh: '法院', en: 'Court' },
  procuratorate: { zh: '检察院', en: 'Procuratorate' }, party: { zh: '党委机构', en: 'Party organ' }, npc: { zh: '人大', en: 'People’s congress' },
  cppcc: { zh: '政协', en: 'CPPCC' }, institution: { zh: '事业单位', en: 'Public institution' }, street: { zh: '街道办事处', en: 'Street office' },
  township: { zh: '乡镇政府', en: 'Township' }, village: { zh: '村（居）委会', en: 'Village' }, massOrganisation: { zh: '群团组织', en: 'Mass organisation' }, other: { zh: '其他', en: 'Other' },
};
export const levels: Record<string, Label> = {
  city: { zh: '市级', en: 'City' }, county: { zh: '县级', en: 'County' }, town: { zh: '乡镇级', en: 'Town' }, village: { zh: '村级', en: 'Village' },
};
export const areaKinds: Record<string, Label> = {
  city: { zh: '市', en: 'city' }, district: { zh: '区', en: 'district' }, county: { zh: '县', en: 'county' }, countyCity: { zh: '县级市', en: 'county-level city' },
  functional: { zh: '功能区', en: 'functional area' }, street: { zh: '街道', en: 'street' }, town: { zh: '镇', en: 'town' }, township: { zh: '乡', en: 'township' }, unit: { zh: '单位', en: 'unit' },
};
export const nameKinds: Record<string, Label> = {
  full: { zh: '全称', en: 'full name' }, official: { zh: '现名', en: 'current' }, current: { zh: '现名', en: 'current' }, former: { zh: '曾用名', en: 'former' }, alias: { zh: '简称', en: 'short name' }, en: { zh: '英文名', en: 'English' },
};

/** Purposes that a person may choose for a look at data about an official; a closed list, shown to that official afterwards. */
export const purposes: Purpose[] = [
  { key: 'verification', label: { zh: '核实失信记录', en: 'Verify a record' } },
  { key: 'appointment', label: { zh: '干部考察任用', en: 'Appointment of cadres' } },
  { key: 'award', label: { zh: '评优评先核查', en: 'Award check' } },
  { key: 'objection', label: { zh: '办理异议申诉', en: 'Objection or appeal' } },
  { key: 'clearance', label: { zh: '澄清正名', en: 'Clearing a name' } },
  { key: 'accountability', label: { zh: '责任追究', en: 'Accountability' } },
  { key: 'audit', label: { zh: '审计监督', en: 'Audit' } },
];

/** Choices for a select box. */
export const asOptions = (labels: Record<string, Label>): { value: string; label: string }[] => Object.entries(labels).map(([value, label]) => ({ value, label: t(label) }));

export type AreaNode = { key: string; title: string; area: Area; children: AreaNode[] };

/** The areas as a tree; an area whose parent is unknown stands at the top. */
export function areaTree(areas: readonly Area[]): AreaNode[] {
  const nodes = new Map(areas.map((area) => [area.code, { key: area.code, title: area.name, area, children: [] as AreaNode[] }]));
  const tops: AreaNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.area.parent ? nodes.get(node.area.parent) : undefined;
    (parent ? parent.children : tops).push(node);
  }
  return tops;
}
