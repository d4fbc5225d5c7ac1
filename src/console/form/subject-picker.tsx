// 主体选择: which body, or which official, by name, short name or credit code. A body that was renamed or merged says who succeeded it; the record
// stays with the body as it was. Officials are looked up with a stated purpose, and namesakes are never guessed apart.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Select, Spin } from 'antd';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { api, type Body, type Official, type Why } from '../api.ts';
import { showDay } from '../days.ts';
import { t } from '../i18n.ts';
import { ProblemAlert } from '../ui/index.ts';
import type { Wiring } from './form-field.tsx';

export type Picked = { id: string; name: string; code?: string };
type Props = { why: Why; value: Picked | null; onChange: (picked: Picked | null) => void; wiring: Wiring };
type Option = { value: string; label: ReactNode; picked: Picked };

const areaName = (body: Body): string => (typeof body.area === 'string' ? body.area : body.area?.name ?? '');

const bodyOption = (body: Body): Option => ({
  value: body.id, picked: { id: body.id, name: body.name, ...(body.uscc ? { code: body.uscc } : {}) },
  label: <span className="rc-option"><b>{body.name}</b><span>{[areaName(body), body.uscc, body.validTo && t({ zh: `${showDay(body.validTo)} 止`, en: `until ${showDay(body.validTo)}` })].filter(Boolean).join(' · ')}</span></span>,
});

const officialOption = (official: Official): Option => {
  const post = official.posts.find((one) => !one.to) ?? official.posts[0];
  const body = post && (typeof post.body === 'string' ? post.body : post.body.name);
  return {
    value: official.id, picked: { id: official.id, name: official.name },
    label: <span className="rc-option"><b>{official.name}</b><span>{[body, post?.title, official.idMasked].filter(Boolean).join(' · ')}</span></span>,
  };
};

export function SubjectPicker({ kind, why, value, onChange, wiring }: Props & { kind: 'body' | 'official' }) {
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ['subjects', kind, q, kind === 'official' ? why : null], enabled: q.length > 0, staleTime: 60_000,
    queryFn: async (): Promise<Option[]> => (kind === 'body'
      ? (await api.bodies.list({ q })).items.map(bodyOption)
      : (await api.officials(q, why)).items.map(officialOption)),
  });
  const options = found.data ?? [];
  return (
    <>
      <Select<string, Option> id={wiring.id} aria-describedby={wiring.describedBy || undefined} aria-invalid={wiring.invalid} status={wiring.invalid ? 'error' : ''}
        className="rc-input-wide" allowClear showSearch={{ filterOption: false, onSearch: setText, searchValue: text }} value={value ? value.id : null}
        options={value && !options.some((option) => option.value === value.id) ? [{ value: value.id, label: value.name, picked: value }, ...options] : options}
        labelRender={() => value?.name ?? ''}
        placeholder={kind === 'body' ? t({ zh: '输入单位名称、简称或统一社会信用代码', en: 'Name, short name or credit code' }) : t({ zh: '输入姓名', en: 'Name' })}
        notFoundContent={found.isFetching ? <Spin size="small" /> : q ? t({ zh: '名录里没有。请核对全称，或请管理员补录该单位。', en: 'Not in the directory. Check the full name.' }) : t({ zh: '输入即查', en: 'Type to search' })}
        onChange={(_, option) => { onChange(option && !Array.isArray(option) ? option.picked : null); setText(''); }} />
      <ProblemAlert error={found.error} focus={false} />
      {kind === 'body' && value && <Successor id={value.id} onTake={onChange} />}
      {kind === 'official' && <p className="rc-hint">{t({ zh: '查询会留痕，本人可见。同名不能确认时请留空，保存后转身份核查。', en: 'The look-up is kept and the official can see it. Leave empty when namesakes cannot be told apart.' })}</p>}
    </>
  );
}

function Successor({ id, onTake }: { id: string; onTake: (picked: Picked) => void }) {
  const body = useQuery({ queryKey: ['body', id], queryFn: () => api.bodies.get(id), staleTime: 60_000, retry: false });
  const successor = body.data?.successor;
  if (!successor || !body.data) return null;
  return (
    <Alert type="warning" showIcon className="rc-note" title={t({ zh: `该单位已于${showDay(body.data.validTo)}撤销或更名，职责由“${successor.name}”承继。`, en: `This body ended; ${successor.name} succeeded it.` })}
      description={(
        <>
          <p>{t({ zh: '文书作出时是原单位的，仍记在原单位名下；文书作出在后的，请改记承继单位。', en: 'Keep the old body for a document of its time; choose the successor for a later one.' })}</p>
          <Button onClick={() => onTake(successor)}>{t({ zh: '改为承继单位', en: 'Use successor' })}</Button>
        </>
      )} />
  );
}
