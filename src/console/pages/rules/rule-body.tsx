// 规则内容: a rule's content in words. A catalogue item shows its columns as a table, the rest as lines.
import { Descriptions } from 'antd';
import type { ReactElement } from 'react';
import type { CatalogField } from '../../api.ts';
import { t } from '../../i18n.ts';
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

export function RuleBody({ kind, body }: { kind: string; body: unknown }): ReactElement {
  const { fields, ...rest } = (typeof body === 'object' && body !== null ? body : {}) as { fields?: CatalogField[] };
  const lines = flatten(kind === 'item' ? rest : body);
  return (
    <div className="rc-stack rc-rule-body">
      <Descriptions column={1} size="small" bordered items={lines.map(({ path, value }) => ({ key: path, label: showPath(path), children: <span className="rc-value">{showValue(value)}</span> }))} />
      {kind === 'item' && fields && <Fields fields={fields} />}
    </div>
  );
}
