// 筛选条件: one row of conditions; each writes itself into the address. Narrowing by a batch or a push comes from elsewhere and shows as a chip.
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Tag } from 'antd';
import { useEffect, useId, useState } from 'react';
import { api, type Register } from '../../api.ts';
import { t } from '../../i18n.ts';
import { severityLabel } from '../../ui/index.ts';

export const filterKeys = ['q', 'state', 'item', 'area', 'severity', 'light', 'mine', 'batch', 'push', 'subject', 'documentNumber', 'exactArea', 'action', 'month'] as const;
export type FilterKey = (typeof filterKeys)[number];
type Values = Partial<Record<FilterKey, string>>;

const lights = [
  { value: 'red', label: { zh: '已超期', en: 'Overdue' } }, { value: 'yellow', label: { zh: '即将到期', en: 'Due soon' } }, { value: 'green', label: { zh: '期限内', en: 'In time' } },
];
const chips: { key: FilterKey; label: { zh: string; en: string } }[] = [
  { key: 'action', label: { zh: '月报：某月办理过的', en: 'Report: handled in a month' } }, { key: 'exactArea', label: { zh: '月报：限一个区划', en: 'Report: one area' } },
  { key: 'batch', label: { zh: '仅看某次导入', en: 'One import' } }, { key: 'push', label: { zh: '仅看某次报送', en: 'One push' } },
  { key: 'subject', label: { zh: '仅看某个主体', en: 'One subject' } }, { key: 'documentNumber', label: { zh: '仅看某个文书号', en: 'One document' } },
];

export function Filters({ register, values, onChange }: { register: Register | undefined; values: Values; onChange: (next: Partial<Record<FilterKey, string | undefined>>) => void }) {
  const items = useQuery({ queryKey: ['catalog'], queryFn: () => api.catalog.list(), staleTime: 300_000 });
  const areas = useQuery({ queryKey: ['areas'], queryFn: api.areas, staleTime: 300_000 });
  const [text, setText] = useState(values.q ?? '');
  useEffect(() => setText(values.q ?? ''), [values.q]);
  const pick = (key: FilterKey, label: string, options: { value: string; label: string }[]) => (
    <Pick label={label} value={values[key]} options={options} onChange={(next) => onChange({ [key]: next })} />
  );
  const any = filterKeys.some((key) => values[key]);
  const isMain = register?.id === 'dishonesty-record';
  return (
    <form role="search" className="rc-filters" onSubmit={(event) => { event.preventDefault(); onChange({ q: text.trim() || undefined }); }}>
      <label className="rc-filter rc-filter-q">
        <span>{t({ zh: '关键词', en: 'Words' })}</span>
        <Input.Search value={text} allowClear enterButton={t({ zh: '查', en: 'Find' })} placeholder={t({ zh: '名称、编号、文书号、文字', en: 'Name, number, words' })} onChange={(event) => setText(event.target.value)}
          onSearch={(next) => onChange({ q: next.trim() || undefined })} />
      </label>
      {pick('state', t({ zh: '状态', en: 'State' }), Object.entries(register?.states ?? {}).map(([value, state]) => ({ value, label: t(state.label) })))}
      {isMain && pick('item', t({ zh: '目录事项', en: 'Item' }), (items.data ?? []).map((item) => ({ value: item.id, label: t(item.label) })))}
      {isMain && pick('area', t({ zh: '辖区', en: 'Area' }), (areas.data ?? []).map((area) => ({ value: area.code, label: area.name })))}
      {isMain && pick('severity', t({ zh: '严重程度', en: 'Severity' }), ['minor', 'general', 'serious'].map((value) => ({ value, label: severityLabel(value) })))}
      {pick('light', t({ zh: '期限', en: 'Time' }), lights.map(({ value, label }) => ({ value, label: t(label) })))}
      {pick('mine', t({ zh: '范围', en: 'Whose' }), [{ value: '1', label: t({ zh: '我录入的', en: 'Made by me' }) }])}
      {any && <Button type="link" onClick={() => onChange(Object.fromEntries(filterKeys.map((key) => [key, undefined])))}>{t({ zh: '清除条件', en: 'Clear' })}</Button>}
      <div className="rc-chips">
        {chips.filter(({ key }) => values[key]).map(({ key, label }) => <Tag key={key} closable onClose={() => onChange({ [key]: undefined })}>{t(label)}</Tag>)}
      </div>
    </form>
  );
}

function Pick({ label, value, options, onChange }: { label: string; value: string | undefined; options: { value: string; label: string }[]; onChange: (next: string | undefined) => void }) {
  const id = useId();
  return (
    <div className="rc-filter">
      <label htmlFor={id}>{label}</label>
      <Select id={id} allowClear value={value ?? null} options={options} placeholder={t({ zh: '全部', en: 'All' })} showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
        popupMatchSelectWidth={false} onChange={(next: string | null | undefined) => onChange(next ?? undefined)} />
    </div>
  );
}
