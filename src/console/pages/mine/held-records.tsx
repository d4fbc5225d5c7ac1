// 留存的记录: each record with its source and its end. Both stand in the record itself, which the person may read without giving a purpose
// other than that it is about them.
import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import type { Detail, Row } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { DueDay, StateTag, recordPath } from '../../ui/index.ts';
import { DataTable } from '../looks/data-table.tsx';

const self = { purpose: 'self', because: t({ zh: '查看关于我的记录', en: 'Record about me' }) };

/** The body that brought the record: the maker of its first entry. */
function sourceOf(detail: Detail | undefined): string {
  const body = detail?.timeline[0]?.by?.body;
  return typeof body === 'string' ? body : body?.name ?? '';
}

/** Until when it is shown or kept. */
function endOf(detail: Detail | undefined): string {
  const until = detail?.disclosure?.until ?? detail?.data.until;
  return typeof until === 'string' ? showDay(until) : '';
}

export function HeldRecords({ rows }: { rows: Row[] }): ReactElement {
  const details = useQueries({ queries: rows.map((row) => ({ queryKey: ['record', row.register, row.id, 'mine'], queryFn: () => api.records.get(row.register, row.id, self), retry: false, staleTime: 300_000 })) });
  const held = rows.map((row, n) => ({ row, detail: details[n]?.data, loading: details[n]?.isPending ?? false }));
  const unknown = t({ zh: '未载明', en: 'not stated' });
  return (
    <DataTable rows={held} rowKey={({ row }) => row.id} caption={t({ zh: '关于我的记录', en: 'Records about me' })} empty={null} columns={[
      { key: 'title', label: t({ zh: '记录', en: 'Record' }), head: true, cell: ({ row }) => <><Link to={recordPath(row)}>{row.title}</Link><span className="rc-cell-sub">{[row.no, row.item && t(row.item.label)].filter(Boolean).join(' · ')}</span></> },
      { key: 'source', label: t({ zh: '来源', en: 'From' }), cell: ({ detail, loading }) => (loading ? '…' : sourceOf(detail) || unknown) },
      { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: ({ row }) => <StateTag state={row.state} label={row.stateLabel} /> },
      { key: 'until', label: t({ zh: '留存或公示至', en: 'Held until' }), cell: ({ detail, loading }) => <span className="rc-num">{loading ? '…' : endOf(detail) || t({ zh: '尚未决定', en: 'not decided yet' })}</span> },
      { key: 'due', label: t({ zh: '下一步到期', en: 'Next due' }), cell: ({ row }) => <DueDay on={row.dueOn} light={row.light} provisional={row.provisional} /> },
    ]} />
  );
}
