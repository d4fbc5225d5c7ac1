// 查阅筛选: by the person looked at and by the account that looked.
import { Button, Flex, Input } from 'antd';
import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { t } from '../../i18n.ts';

export function LooksFilter({ subject, account, onFilter }: { subject: string; account: string; onFilter: (values: { subject: string; account: string }) => void }): ReactElement {
  const [whom, setWhom] = useState(subject);
  const [who, setWho] = useState(account);
  const submit = (event: FormEvent): void => { event.preventDefault(); onFilter({ subject: whom.trim(), account: who.trim() }); };
  return (
    <form onSubmit={submit}>
      <Flex gap={8} wrap align="end">
        <div><label htmlFor="looks-subject">{t({ zh: '被查阅人', en: 'Looked at' })}</label><Input id="looks-subject" value={whom} allowClear onChange={(event) => setWhom(event.target.value)} /></div>
        <div><label htmlFor="looks-account">{t({ zh: '查阅人', en: 'Looked by' })}</label><Input id="looks-account" value={who} allowClear onChange={(event) => setWho(event.target.value)} /></div>
        <Button htmlType="submit">{t({ zh: '筛选', en: 'Filter' })}</Button>
      </Flex>
    </form>
  );
}
