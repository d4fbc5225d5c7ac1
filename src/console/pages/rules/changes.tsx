// 规则变更: proposals that wait for another person, and those that were decided.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import type { Row } from '../../api.ts';
import { showInstant } from '../../days.ts';
import { t } from '../../i18n.ts';
import { DueDay, Empty, PageHeader, ProblemAlert, StateTag } from '../../ui/index.ts';
import { DataTable } from '../looks/data-table.tsx';
import type { Column } from '../looks/data-table.tsx';
import { CHANGES } from './words.ts';

const columns: Column<Row>[] = [
  { key: 'title', label: t({ zh: '变更', en: 'Change' }), head: true, cell: (row) => <><Link to={`/rules/changes/${encodeURIComponent(row.id)}`}>{row.title}</Link><span className="rc-cell-sub">{row.no}</span></> },
  { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (row) => <StateTag state={row.state === 'proposed' ? 'ready' : row.state} label={row.stateLabel} /> },
  { key: 'due', label: t({ zh: '到期日', en: 'Due' }), cell: (row) => <DueDay on={row.dueOn} light={row.light} provisional={row.provisional} record={row} /> },
  { key: 'updated', label: t({ zh: '更新时间', en: 'Updated' }), cell: (row) => <span className="rc-num">{showInstant(row.updatedAt)}</span> },
];

/** The changes of the rulebook, the waiting ones first. */
export function Changes(): ReactElement {
  const changes = useQuery({ queryKey: ['records', CHANGES, 'all'], queryFn: () => api.records.list(CHANGES, { limit: 100 }) });
  const rows = changes.data && [...changes.data.items].sort((a, b) => Number(b.state === 'proposed') - Number(a.state === 'proposed'));
  return (
    <>
      <PageHeader title={t({ zh: '规则变更与审批', en: 'Changes of rules' })} crumbs={[{ label: t({ zh: '规则库', en: 'Rulebook' }), to: '/rules' }]}
        lead={t({ zh: '一人提出，另一人批准；不能批准自己提出的变更。', en: 'One proposes, another approves.' })} />
      {changes.error ? <ProblemAlert error={changes.error} onRetry={() => void changes.refetch()} /> : (
        <DataTable rows={rows} columns={columns} rowKey={(row) => row.id} caption={t({ zh: '规则变更', en: 'Changes' })}
          empty={<Empty title={t({ zh: '没有规则变更', en: 'No changes' })} fill={t({ zh: '在规则库点“提出新规则”，或打开一条规则点“提出修改”，就会出现在这里等待批准。', en: 'Open a rule and press “Propose a change”; it then waits here.' })} />} />
      )}
    </>
  );
}
