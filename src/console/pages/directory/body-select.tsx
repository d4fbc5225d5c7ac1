// 选择机构: finds a body by typing part of its name, short name or code.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import { t } from '../../i18n.ts';

export function BodySelect({ id, value, onChange, except }: { id?: string; value?: string; onChange?: (id: string) => void; except?: string }): ReactElement {
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const bodies = useQuery({ queryKey: ['bodies', 'select', q], queryFn: () => api.bodies.list({ q }), placeholderData: (last) => last });
  const options = (bodies.data?.items ?? []).filter((body) => body.id !== except).map((body) => ({ value: body.id, label: body.name }));
  return (
    <Select {...(id ? { id } : {})} value={value || undefined} onChange={onChange} showSearch={{ filterOption: false, onSearch: setTyped }} loading={bodies.isFetching} options={options} 
      placeholder={t({ zh: '输入名称或代码查找', en: 'Type a name or code' })} style={{ width: '100%' }}
      notFoundContent={t({ zh: '没有找到，请换个名称', en: 'Nothing found; try another name' })} />
  );
}
