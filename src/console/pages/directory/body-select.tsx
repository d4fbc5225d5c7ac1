// 选择机构: finds a body by typing part of its name, short name or code.
import { useQuery } from '@tanstack/react-query';
import { Select, TreeSelect } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import { t } from '../../i18n.ts';
import { areaTree } from './words.ts';

type Value = string | string[];

/** `many` lets several be chosen, in order. */
export function BodySelect({ id, value, onChange, except, many = false }: { id?: string; value?: Value; onChange?: (id: Value) => void; except?: string; many?: boolean }): ReactElement {
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const bodies = useQuery({ queryKey: ['bodies', 'select', q], queryFn: () => api.bodies.list({ q }), placeholderData: (last) => last });
  const options = (bodies.data?.items ?? []).filter((body) => body.id !== except).map((body) => ({ value: body.id, label: body.name }));
  return (
    <Select {...(id ? { id } : {})} value={value || undefined} onChange={onChange} {...(many ? { mode: 'multiple' as const } : {})} showSearch={{ filterOption: false, onSearch: setTyped }} loading={bodies.isFetching} options={options} 
      placeholder={t({ zh: '输入名称或代码查找', en: 'Type a name or code' })} style={{ width: '100%' }}
      notFoundContent={t({ zh: '没有找到，请换个名称', en: 'Nothing found; try another name' })} />
  );
}

/** 选择区划: the areas in being, as a tree. */
export function AreaSelect({ id, value, onChange }: { id?: string; value?: string; onChange?: (code: string) => void }): ReactElement {
  const areas = useQuery({ queryKey: ['areas'], queryFn: api.areas, staleTime: 300_000 });
  return (
    <TreeSelect {...(id ? { id } : {})} value={value || undefined} onChange={onChange} treeData={areaTree((areas.data ?? []).filter((area) => !area.validTo))} fieldNames={{ label: 'title', value: 'key', children: 'children' }}
      showSearch treeNodeFilterProp="title" allowClear style={{ width: '100%' }} placeholder={t({ zh: '选择区划', en: 'Choose an area' })} loading={areas.isFetching} />
  );
}
