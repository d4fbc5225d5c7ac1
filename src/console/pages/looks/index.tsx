// 查阅留痕: the auditor's view of every look at non-public data about an official: who, about whom, for what purpose, and which were refused.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Flex, Radio } from 'antd';
import type { ReactElement } from 'react';
import { Link, Route, Routes, useSearchParams } from 'react-router';
import { api } from '../../api.ts';
import type { Look } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { DataTable } from './data-table.tsx';
import { lookColumns, lookKey } from './look-columns.tsx';
import { LooksFilter } from './looks-filter.tsx';

function Looks(): ReactElement {
  const [params, setParams] = useSearchParams();
  const [subject, account, allowed] = [params.get('subject') ?? '', params.get('account') ?? '', params.get('allowed') ?? ''];
  const set = (values: Record<string, string>): void => setParams((now) => {
    for (const [key, value] of Object.entries(values)) { if (value) now.set(key, value); else now.delete(key); }
    return now;
  }, { replace: true });
  const looks = useInfiniteQuery({
    queryKey: ['looks', subject, account, allowed], initialPageParam: '', queryFn: ({ pageParam }) => api.looks.list({ subject, account, allowed, cursor: pageParam }), getNextPageParam: (last) => last.next || undefined,
  });
  const kept = useQuery({ queryKey: ['rules', 'limit', 'access.keep'], queryFn: () => api.rules.list({ kind: 'limit' }), select: (rules) => rules.find((rule) => rule.key === 'access.keep') }).data;
  const rows: Look[] | undefined = looks.data?.pages.flatMap((page) => page.items);
  const filtered = Boolean(subject || account || allowed);
  return (
    <>
      <PageHeader title={t({ zh: '查阅留痕', en: 'Access log' })} lead={<>{t({ zh: '每次查阅公务员的非公开信息都在这里，包括被拒绝的；本人也能看到关于自己的。', en: 'Every look at non-public data about an official, refused ones included; that person can see theirs too.' })}{kept && <> {t({ zh: `至少保存 ${t(kept.summary)}。`, en: `Kept for ${t(kept.summary)} at least.` })}</>}</>} />
      <div className="rc-stack">
        <Flex gap={16} wrap align="end">
          <LooksFilter key={account} account={account} onFilter={(value) => set({ account: value })} />
          <Radio.Group optionType="button" value={allowed} onChange={(event) => set({ allowed: event.target.value as string })} aria-label={t({ zh: '结果', en: 'Outcome' })}
            options={[{ value: '', label: t({ zh: '全部', en: 'All' }) }, { value: 'true', label: t({ zh: '准许', en: 'Allowed' }) }, { value: 'false', label: t({ zh: '被拒', en: 'Refused' }) }]} />
        </Flex>
        {subject && <Flex gap={8} align="center" wrap><span>{t({ zh: `只看对“${rows?.[0]?.subject?.name ?? '此人'}”的查阅`, en: `Only looks at ${rows?.[0]?.subject?.name ?? 'this person'}` })}</span><Button size="small" onClick={() => set({ subject: '' })}>{t({ zh: '看全部', en: 'Show all' })}</Button></Flex>}
        {looks.error ? <ProblemAlert error={looks.error} onRetry={() => void looks.refetch()} /> : (
          <DataTable rows={rows} columns={lookColumns((id) => set({ subject: id }))} rowKey={lookKey} caption={t({ zh: '查阅留痕', en: 'Looks' })}
            empty={filtered
              ? <Empty title={t({ zh: '没有符合条件的查阅', en: 'No look matches' })} fill={<Link to="/access">{t({ zh: '去掉筛选条件', en: 'Clear the filters' })}</Link>} />
              : <Empty title={t({ zh: '还没有查阅', en: 'No looks yet' })} fill={t({ zh: '有人查阅公务员的记录或名录时，会自动记在这里，任何人都不能删改。', en: 'When somebody looks at an official’s data it is written here; nobody can change it.' })} />} />
        )}
        {looks.hasNextPage && <div><Button loading={looks.isFetchingNextPage} onClick={() => void looks.fetchNextPage()}>{t({ zh: '继续显示', en: 'Show more' })}</Button></div>}
      </div>
    </>
  );
}

/** Routes under /access. */
export default function LooksPages(): ReactElement {
  return <Routes><Route index element={<Looks />} /></Routes>;
}
