// 评优核查: who may be honoured, funded or promoted: one name or a list, answered at once and signed; an answer that is no longer right says so.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, Route, Routes } from 'react-router';
import { api } from '../../api.ts';
import type { Check } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { type Column, DataTable, LinkButton } from '../looks/data-table.tsx';
import { CheckPage } from './check-page.tsx';
import { NewCheck } from './new-check.tsx';
import { InForce, kinds } from './words.tsx';

const columns: readonly Column<Check>[] = [
  { key: 'no', label: t({ zh: '编号', en: 'Number' }), head: true, cell: (c) => <Link to={`/eligibility/${c.id}`}>{c.no}</Link> },
  { key: 'occasion', label: t({ zh: '场合', en: 'Occasion' }), cell: (c) => t(c.occasion.label) },
  { key: 'kind', label: t({ zh: '对象', en: 'About' }), cell: (c) => t(kinds[c.kind]) },
  { key: 'on', label: t({ zh: '核查日', en: 'Day' }), cell: (c) => c.on },
  { key: 'asked', label: t({ zh: '个数', en: 'Names' }), right: true, cell: (c) => c.counts?.asked ?? '—' },
  { key: 'state', label: t({ zh: '效力', en: 'In force' }), cell: (c) => <InForce check={c} /> },
];

function Checks(): ReactElement {
  const checks = useQuery({ queryKey: ['eligibility'], queryFn: () => api.eligibility.list() });
  const start = <LinkButton to="/eligibility/new" primary>{t({ zh: '新的核查', en: 'New check' })}</LinkButton>;
  return (
    <>
      <PageHeader title={t({ zh: '评优核查', en: 'Eligibility' })} lead={t({ zh: '评优评先、试点和资金申报之前，核查单位或公务员有没有应计入的失信记录。答复当场签名，只有您自己看得到。', en: 'Before awards, pilots and funds: is there a finding that counts? Answers are signed and seen by you alone.' })} actions={start} />
      {checks.error ? <ProblemAlert error={checks.error} onRetry={() => void checks.refetch()} /> : (
        <DataTable rows={checks.data?.items} columns={columns} rowKey={(c) => c.id} caption={t({ zh: '我的核查', en: 'My checks' })}
          empty={<Empty title={t({ zh: '还没有核查', en: 'No checks yet' })} fill={t({ zh: '核查一个名称或上传一份名单，答复会列在这里。', en: 'Ask about one name or upload a list; answers stand here.' })} action={start} />} />
      )}
    </>
  );
}

/** Routes under /eligibility. */
export default function Eligibility(): ReactElement {
  return (
    <Routes>
      <Route index element={<Checks />} />
      <Route path="new" element={<NewCheck />} />
      <Route path=":id" element={<CheckPage />} />
    </Routes>
  );
}
