// 涉及公务员的记录: a list that is searched by name leaves persons out until a purpose is stated, and one with persons in it is taken away for a
// purpose only. Both are asked for here.
import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Why } from '../../api.ts';
import { asProblem, fetchFile, query } from '../../http.ts';
import { t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';
import { purposes } from '../directory/words.ts';
import { PurposeModal } from '../record/purpose-gate.tsx';

const asks = (zh: string, en: string, onState: (why: Why) => void, onLeave: () => void): ReactElement => <PurposeModal purposes={purposes} title={t({ zh, en })} onState={onState} onLeave={onLeave} />;

/** Says that persons were left out, and lets them in for a purpose. */
export function WithoutPersons({ onState }: { onState: (why: Why) => void }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Alert type="info" showIcon title={t({ zh: '涉及公务员的记录没有列入：按姓名、主体或文号查找个人须先说明用途', en: 'Records about officials are left out: state a purpose to search for a person' })}
        action={<Button size="small" onClick={() => setOpen(true)}>{t({ zh: '说明用途', en: 'State a purpose' })}</Button>} />
      {open && asks('您为什么要查找个人的记录？', 'Why do you search for a person?', (why) => { setOpen(false); onState(why); }, () => setOpen(false))}
    </>
  );
}

/** Takes a list away as a file; where persons are in it, the server asks for a purpose first. */
export function ExportButton({ register, name, filters }: { register: string; name: string; filters: Readonly<Record<string, string | undefined>> }): ReactElement {
  const [asking, setAsking] = useState(false);
  const take = useMutation({
    mutationFn: (why: Why | undefined) => fetchFile(`/records/${register}/export${query({ ...filters, ...why })}`),
    onSuccess: (file) => {
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: `${name}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    onError: (error) => setAsking(asProblem(error).code === 'purpose-required'),
  });
  const failed = take.error !== null && asProblem(take.error).code !== 'purpose-required';
  return (
    <>
      <Button loading={take.isPending} onClick={() => take.mutate(undefined)}>{t({ zh: '导出列表', en: 'Export' })}</Button>
      {failed && <ProblemAlert error={take.error} />}
      {asking && asks('列表中有公务员的记录，您为什么要导出？', 'The list holds records about officials: why do you export it?', (why) => { setAsking(false); take.mutate(why); }, () => setAsking(false))}
    </>
  );
}
