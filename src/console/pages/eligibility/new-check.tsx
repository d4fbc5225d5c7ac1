// 新的核查: occasion, kind, and one name or a table. About officials a purpose is stated; every person asked about sees that look.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Input, Radio, Spin, Typography } from 'antd';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, newKey } from '../../api.ts';
import type { CheckAsked, Occasion, Occasions } from '../../api.ts';
import { FormField } from '../../form/form-field.tsx';
import { t } from '../../i18n.ts';
import { lawLine, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { FileDrop } from '../imports/file-drop.tsx';
import { kinds } from './words.tsx';

type Kind = 'body' | 'official';
type Texts = { name: string; code: string; idNumber: string; bodyName: string };

function OccasionChoice({ items, chosen, onChoose }: { items: Occasion[]; chosen: Occasion | undefined; onChoose: (key: string) => void }): ReactElement {
  return (
    <Card title={t({ zh: '场合', en: 'Occasion' })}>
      <Radio.Group value={chosen?.key} onChange={(event) => onChoose(event.target.value as string)} aria-label={t({ zh: '场合', en: 'Occasion' })}>
        <Flex vertical gap={12}>
          {items.map((o) => (
            <Radio key={o.key} value={o.key}>
              <strong>{t(o.label)}</strong>
              <Typography.Text type="secondary" style={{ display: 'block' }}>{o.reveals === 'answer' ? t({ zh: '只告知结论。', en: 'Only the answer is told.' }) : t({ zh: '在您的管辖范围内告知记录编号。', en: 'Record numbers are told within your area.' })} {o.basis === 'policy' ? t({ zh: '本市拟定政策', en: 'City policy' }) : t({ zh: '法律法规', en: 'Law' })}：{lawLine(o.source)}</Typography.Text>
            </Radio>
          ))}
        </Flex>
      </Radio.Group>
    </Card>
  );
}

const fields: Record<Kind, readonly { key: keyof Texts; zh: string; en: string; required: boolean }[]> = {
  body: [{ key: 'name', zh: '单位名称', en: 'Body', required: true }, { key: 'code', zh: '统一社会信用代码', en: 'USCC', required: false }],
  official: [{ key: 'name', zh: '姓名', en: 'Name', required: true }, { key: 'idNumber', zh: '公民身份号码', en: 'Identity number', required: false }, { key: 'bodyName', zh: '所在单位', en: 'Serves at', required: false }],
};

function OneName({ kind, busy, onAsk }: { kind: Kind; busy: boolean; onAsk: (texts: Partial<Texts>) => void }): ReactElement {
  const [texts, setTexts] = useState<Texts>({ name: '', code: '', idNumber: '', bodyName: '' });
  const [pressed, setPressed] = useState(false);
  const missing = texts.name.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setPressed(true);
    if (!missing) onAsk(Object.fromEntries(fields[kind].flatMap(({ key }) => (texts[key].trim() === '' ? [] : [[key, texts[key].trim()]]))));
  };
  return (
    <Card title={t({ zh: '核查一个', en: 'Ask about one' })}>
      <form onSubmit={submit}>
        <Flex vertical gap={16} align="stretch">
          {fields[kind].map(({ key, required, ...label }) => (
            <FormField key={`${kind}-${key}`} name={key} label={t(label)} required={required} error={pressed && key === 'name' && missing ? t({ zh: '请填写名称', en: 'Give a name' }) : undefined}>
              {({ id, describedBy, invalid }) => <Input id={id} value={texts[key]} maxLength={200} autoComplete="off" aria-describedby={describedBy || undefined} aria-invalid={invalid} onChange={(event) => setTexts({ ...texts, [key]: event.target.value })} />}
            </FormField>
          ))}
          <div><Button type="primary" htmlType="submit" loading={busy}>{t({ zh: '核查', en: 'Check' })}</Button></div>
        </Flex>
      </form>
    </Card>
  );
}

function Reason({ value, onChange, missing }: { value: string; onChange: (text: string) => void; missing: boolean }): ReactElement {
  return (
    <Card title={t({ zh: '查阅目的：评优评先核查', en: 'Purpose: award check' })}>
      <FormField name="because" label={t({ zh: '具体事由', en: 'Reason' })} required help={t({ zh: '如通知文号、评选名称。每一位被核查的公务员都能看到是谁、为什么核查。', en: 'Each official asked about can see who asked and why.' })} error={missing ? t({ zh: '请先写明事由', en: 'Give the reason first' }) : undefined}>
        {({ id, describedBy, invalid }) => <Input id={id} value={value} maxLength={200} aria-describedby={describedBy || undefined} aria-invalid={invalid} onChange={(event) => onChange(event.target.value)} />}
      </FormField>
    </Card>
  );
}

function AskForm({ known }: { known: Occasions }): ReactElement {
  const navigate = useNavigate();
  const [occasionKey, setOccasion] = useState(known.items[0]?.key ?? '');
  const [wanted, setKind] = useState<Kind>('body');
  const [because, setBecause] = useState('');
  const [lacks, setLacks] = useState(false);
  const occasion = known.items.find((o) => o.key === occasionKey);
  const kind: Kind = occasion?.for.includes(wanted) === true ? wanted : (occasion?.for[0] ?? 'body');
  const ask = useMutation({
    mutationFn: ({ texts, file }: { texts?: Partial<Texts>; file?: File }) => {
      const asked: CheckAsked = { occasion: occasionKey, kind, ...(kind === 'official' ? { purpose: 'award', because: because.trim() } : {}) };
      return file ? api.eligibility.upload(asked, file, newKey()) : api.eligibility.ask({ ...asked, ...texts }, newKey());
    },
    onSuccess: (made) => navigate(`/eligibility/${made.id}`),
  });
  const start = (what: { texts?: Partial<Texts>; file?: File }): void => {
    const isMissing = kind === 'official' && because.trim().length < 2;
    setLacks(isMissing);
    if (!isMissing) ask.mutate(what);
    else document.getElementById('field-because')?.focus();
  };
  return (
    <Flex vertical gap={16}>
      {ask.error && <ProblemAlert error={ask.error} />}
      <OccasionChoice items={known.items} chosen={occasion} onChoose={setOccasion} />
      <Radio.Group optionType="button" value={kind} onChange={(event) => setKind(event.target.value as Kind)} aria-label={t({ zh: '对象', en: 'About' })}
        options={(['body', 'official'] as const).map((value) => ({ value, label: t(kinds[value]), disabled: occasion?.for.includes(value) !== true }))} />
      {kind === 'official' && <Reason value={because} onChange={setBecause} missing={lacks} />}
      <OneName kind={kind} busy={ask.isPending} onAsk={(texts) => start({ texts })} />
      <Card title={t({ zh: '按名单核查', en: 'Ask about a list' })}>
        <p>{t({ zh: `第一行写列名：${known.columns[kind].map((c) => c.zh).join('、')}。一次至多 ${known.namesMax.toLocaleString('en')} 个。同名或查不到的列为“需人工核实”，不作猜测。`, en: `Columns: ${known.columns[kind].map((c) => c.en).join(', ')}. At most ${known.namesMax} names; what is not certain is for a person to check.` })}</p>
        <FileDrop busy={ask.isPending} onFile={(file) => start({ file })} />
      </Card>
    </Flex>
  );
}

/** One page of one question: about whom, for what. */
export function NewCheck(): ReactElement {
  const known = useQuery({ queryKey: ['eligibility', 'occasions'], queryFn: () => api.eligibility.occasions() });
  return (
    <>
      <PageHeader title={t({ zh: '新的核查', en: 'New check' })} crumbs={[{ label: t({ zh: '评优核查', en: 'Eligibility' }), to: '/eligibility' }]} />
      {known.error ? <ProblemAlert error={known.error} onRetry={() => void known.refetch()} /> : known.data ? <AskForm known={known.data} /> : <Spin />}
    </>
  );
}
