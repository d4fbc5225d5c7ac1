/** 派生页目: which pages are derived, and where each stands below docs/derived. */
import { join } from 'node:path';
import type { CatalogItem } from '../core/catalog.ts';
import { registers } from '../registers/catalog.ts';
import { listCities, readRules } from '../rulebook/city-files.ts';
import { catalogPage } from './catalog-page.ts';
import { both, page, table } from './markdown.ts';
import { configurationPage, permissionsPage, routesPage, wordsPage } from './reference-pages.ts';
import { registerPage } from './register-page.ts';
import { rulesPage } from './rules-page.ts';

export const derivedDir = join(import.meta.dirname, '..', '..', 'docs', 'derived');
/** The city whose catalogue is shown: the invented one collects what is common to all. */
const shownCity = 'example';

/** All derived pages: text by path below docs/derived. */
export function derivePages(): ReadonlyMap<string, string> {
  const items = readRules(shownCity).filter((rule) => rule.kind === 'item').map((rule) => rule.body as CatalogItem);
  const all = Object.values(registers);
  const pages = new Map<string, string>();
  for (const register of all) pages.set(`registers/${register.id}.md`, registerPage(register));
  for (const item of items) pages.set(`catalogue/${item.id}.md`, catalogPage(item));
  for (const city of listCities()) pages.set(`rules-${city}.md`, rulesPage(city));
  pages.set('permissions.md', permissionsPage(all));
  pages.set('configuration.md', configurationPage());
  pages.set('api.md', routesPage());
  pages.set('words.md', wordsPage(all));
  pages.set('README.md', page('派生文档 Derived pages', [
    'Written from the code by `node src/docs/derive.ts` (Node 24; `npx node` in this folder is one). Nobody edits them.',
    '## 登记簿 Registers', table(['登记簿', '用途'], all.map((register) => [`[${both(register.label)}](registers/${register.id}.md)`, register.purpose.zh])),
    '## 采集目录 Catalogue', table(['事项', '主体', '说明'], items.map((item) => [`[${both(item.label)}](catalogue/${item.id}.md)`, item.subjectKind === 'body' ? '政府机构' : '公务员', item.description.zh])),
    '## 对照表 Reference', [
      ...listCities().map((city) => `- [规则 Rules: ${city}](rules-${city}.md)`), '- [权限矩阵 Permissions](permissions.md)', '- [配置 Configuration](configuration.md)', '- [接口 API](api.md)', '- [词表 Words](words.md)',
    ].join('\n'),
  ]));
  return pages;
}
