// 留存的记录: each record held about the person, with its source and its end.
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { Row } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { DueDay, StateTag, recordPath } from '../../ui/index.ts';
import { DataTable } from '../looks/data-table.tsx';

/** A row about oneself also says who brought it and until when it is kept. */
export type HeldRow = Row & { source?: string | null; until?: string | null };

export function HeldRecords({ rows }: { rows: HeldRow[] }): ReactElement {
  return (
    <DataTable rows={rows} rowKey={(row) => row.id} caption={t({ zh: '关于我的记录', en: 'Records about me' })} empty={null} columns={[
      { key: 'title', label: t({ zh: '记录', en: 'Record' }), head: true, cell: (row) => <><Link to={recordPath(row)}>{row.title}</Link><span className="rc-cell-sub">{[row.no, row.item && t(row.item.label)].filter(Boolean).join(' · ')}</span></> },
      { key: 'source', label: t({ zh: '来源', en: 'From' }), cell: (row) => row.source ?? t({ zh: '未载明', en: 'not stated' }) },
      { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (row) => <StateTag state={row.state} label={row.stateLabel} /> },
      { key: 'until', label: t({ zh: '留存或公示至', en: 'Held until' }), cell: (row) => <span className="rc-num">{row.until ? showDay(row.until) : t({ zh: '尚未决定', en: 'not decided yet' })}</span> },
      { key: 'due', label: t({ zh: '下一步到期', en: 'Next due' }), cell: (row) => <DueDay on={row.dueOn} light={row.light} provisional={row.provisional} /> },
    ]} />
  );
}
