// 规则内容: a rule's content in words. A catalogue item shows its columns as a table, the rest as lines.
import { Descriptions } from 'antd';
import type { ReactElement } from 'react';
import type { CatalogItem } from '../../../core/catalog.ts';
import { originOf } from '../../../core/origin.ts';
import type { CatalogField } from '../../api.ts';
import { choiceLabel } from '../../form/fact-input.tsx';
import { t } from '../../i18n.ts';
import { useGrounds } from '../disclosure/rules.ts';
import { DataTable } from '../looks/data-table.tsx';
import { flatten, showPath, showValue } from './words.ts';

const disclosed: Record<string, string> = { full: t({ zh: '仅全文', en: 'full only' }), summary: t({ zh: '摘要和全文', en: 'summary and full' }), never: t({ zh: '内部', en: 'internal' }) };

function Fields({ fields }: { fields: CatalogField[] }): ReactElement {
  return (
    <DataTable rows={fields} rowKey={(field) => field.key} caption={t({ zh: '字段', en: 'Fields' })} empty={null} columns={[
      { key: 'label', label: t({ zh: '字段', en: 'Field' }), head: true, cell: (field) => <>{field.label ? t(field.label) : field.key}<span className="rc-cell-sub"><code>{field.code ?? field.key}</code></span></> },
      { key: 'required', label: t({ zh: '必填', en: 'Required' }), cell: (field) => <span className="rc-num">{field.required ? t({ zh: '必填', en: 'yes' }) : t({ zh: '选填', en: 'no' })}</span> },
      { key: 'meaning', label: t({ zh: '含义', en: 'Meaning' }), cell: (field) => t(field.meaning) },
      { key: 'law', label: t({ zh: '依据', en: 'Law' }), cell: (field) => (field.law ? t(field.law) : '') },
      { key: 'disclose', label: t({ zh: '公开', en: 'Shown' }), cell: (field) => <span className="rc-num">{disclosed[field.disclose] ?? ''}</span> },
    ]} />
  );
}

type Named = Pick<CatalogItem, 'origins'> & { uniqueBy?: string[]; severity?: { rules?: { when: { field: string; in?: string[] } }[] }; disclosure?: { grounds?: string[] } };

/** The item with its fields, choices and grounds called by name: a clerk reads the catalogue, not its keys. */
function named(item: Named, fields: CatalogField[], groundName: (key: string) => string): Named {
  const field = (key: string) => fields.find((one) => one.key === key);
  const call = (key: string): string => { const label = field(key)?.label; return label ? t(label) : key; };
  const choice = (key: string, value: string): string => { const found = field(key)?.choices?.find((one) => one.value === value); return found ? choiceLabel(found) : value; };
  return {
    ...item, origins: { severity: originOf(item, 'severity'), retention: originOf(item, 'retention') },
    ...(item.uniqueBy ? { uniqueBy: item.uniqueBy.map(call) } : {}),
    ...(item.disclosure?.grounds ? { disclosure: { ...item.disclosure, grounds: item.disclosure.grounds.map(groundName) } } : {}),
    ...(item.severity?.rules ? { severity: { ...item.severity, rules: item.severity.rules.map((rule) => ({ ...rule, when: { ...rule.when, field: call(rule.when.field), ...(rule.when.in ? { in: rule.when.in.map((value) => choice(rule.when.field, value)) } : {}) } })) } } : {}),
  };
}

export function RuleBody({ kind, body }: { kind: string; body: unknown }): ReactElement {
  const { fields, ...rest } = (typeof body === 'object' && body !== null ? body : {}) as { fields?: CatalogField[] };
  const grounds = useGrounds();
  const groundName = (key: string): string => { const label = grounds.data?.find((one) => one.key === key)?.label; return label ? t(label) : key; };
  const lines = flatten(kind === 'item' ? named(rest, fields ?? [], groundName) : body);
  return (
    <div className="rc-stack rc-rule-body">
      <Descriptions column={1} size="small" bordered items={lines.map(({ path, value }) => ({ key: path, label: showPath(path), children: <span className="rc-value">{showValue(value)}</span> }))} />
      {kind === 'item' && fields && <Fields fields={fields} />}
    </div>
  );
}
