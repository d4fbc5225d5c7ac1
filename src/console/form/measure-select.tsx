// 措施选择: one entry of the catalogue of measures that is in force. What is not there cannot be chosen, and the server asks again.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { api } from '../api.ts';
import { t } from '../i18n.ts';

type Body = { kind: string; repealed?: boolean; does: { zh: string; en: string } };

export function MeasureSelect({ only, aria, value, onChange }: { only: 'restraint' | 'incentive' | undefined; aria: Record<string, unknown>; value: string | null; onChange: (key: string) => void }) {
  const rules = useQuery({ queryKey: ['rules', 'measure', 'now'], queryFn: () => api.rules.list({ kind: 'measure' }), staleTime: 60_000 });
  const options = (rules.data ?? []).filter(({ body }) => { const entry = body as Body; return entry.repealed !== true && (only === undefined || entry.kind === only); }).map((rule) => ({ value: rule.key, label: t(rule.label) }));
  return <Select {...aria} className="rc-input-wide" showSearch={{ optionFilterProp: 'label' }} loading={rules.isPending} options={options} value={value} onChange={onChange} placeholder={t({ zh: '从目录中选择', en: 'Choose from the catalogue' })} />;
}
