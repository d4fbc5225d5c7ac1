// 查阅筛选: by the account that looked.
import { Button, Flex, Input } from 'antd';
import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { t } from '../../i18n.ts';

export function LooksFilter({ account, onFilter }: { account: string; onFilter: (account: string) => void }): ReactElement {
  const [who, setWho] = useState(account);
  const submit = (event: FormEvent): void => { event.preventDefault(); onFilter(who.trim()); };
  return (
    <form onSubmit={submit}>
      <Flex gap={8} wrap align="end">
        <div><label htmlFor="looks-account">{t({ zh: '查阅人（姓名或账号）', en: 'Looked by (name or login)' })}</label><Input id="looks-account" value={who} allowClear maxLength={60} onChange={(event) => setWho(event.target.value)} /></div>
        <Button htmlType="submit">{t({ zh: '筛选', en: 'Filter' })}</Button>
      </Flex>
    </form>
  );
}
