// 记录列表: rows of any register as a real table (caption, header cells, one link per row) that becomes a stack of cards on a narrow screen.
// Selection and the next step of a row are brought by the page.
import { Checkbox, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Row } from '../api.ts';
import { showInstant } from '../days.ts';
import { t } from '../i18n.ts';
import { recordPath } from '../next-action.ts';
import { DueDay } from './due-day.tsx';
import { Empty } from './empty.tsx';
import { DisputedTag, StateTag } from './state-tag.tsx';

export type RecordColumn = 'subject' | 'area' | 'state' | 'due' | 'severity' | 'updated';
export type Selection = { ids: ReadonlySet<string>; onChange: (ids: Set<string>) => void; allows?: (row: Row) => boolean };

const severities: Record<string, { zh: string; en: string }> = {
  minor: { zh: '轻微', en: 'Minor' }, general: { zh: '一般', en: 'General' }, serious: { zh: '严重', en: 'Serious' },
};
export const severityLabel = (key: string | null): string => (key ? t(severities[key] ?? key) : '');

const columnLabels: Record<RecordColumn, { zh: string; en: string }> = {
  subject: { zh: '主体', en: 'Subject' }, area: { zh: '辖区', en: 'Area' }, state: { zh: '状态', en: 'State' },
  due: { zh: '到期日', en: 'Due' }, severity: { zh: '严重程度', en: 'Severity' }, updated: { zh: '更新时间', en: 'Updated' },
};

function cell(column: RecordColumn, row: Row): ReactNode {
  switch (column) {
    case 'subject': return row.subject?.name ?? <span className="rc-quiet">{row.register === 'dishonesty-record' ? t({ zh: '未指定', en: 'None' }) : '—'}</span>;
    case 'area': return <span className="rc-nowrap">{row.area?.name}</span>;
    case 'state': return <><StateTag state={row.state} label={row.stateLabel} />{row.disputed && <> <DisputedTag /></>}</>;
    case 'due': return <DueDay on={row.dueOn} light={row.light} provisional={row.provisional} record={row} />;
    case 'severity': return severityLabel(row.severity);
    case 'updated': return <span className="rc-num">{showInstant(row.updatedAt)}</span>;
  }
}

/** `action` is the last column (what to do next); `caption` is read out by screen readers and names the table. */
export function RecordTable({ rows, caption, loading = false, columns = ['subject', 'area', 'state', 'due'], action, selection, empty }: {
  rows: Row[]; caption: string; loading?: boolean; columns?: RecordColumn[]; action?: (row: Row) => ReactNode; selection?: Selection; empty?: ReactNode;
}) {
  if (loading) return <div className="rc-panel" aria-busy="true"><Skeleton active title={false} paragraph={{ rows: 6 }} /></div>;
  if (rows.length === 0) return <>{empty ?? <Empty title={t({ zh: '没有记录', en: 'No records' })} fill={t({ zh: '录入或导入后会出现在这里。', en: 'They appear here once entered or imported.' })} />}</>;
  const choosable = selection ? rows.filter((row) => selection.allows?.(row) ?? true) : [];
  const chosen = choosable.filter((row) => selection?.ids.has(row.id)).length;
  const toggle = (ids: string[], on: boolean): void => {
    const next = new Set(selection?.ids);
    for (const id of ids) { if (on) next.add(id); else next.delete(id); }
    selection?.onChange(next);
  };
  return (
    <div className="rc-table-wrap">
      <table className="rc-table">
        <caption className="rc-sr">{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="rc-cell-check" data-label={t({ zh: '全选', en: 'Select all' })}>
                <Checkbox aria-label={t({ zh: '全选本页可操作的记录', en: 'Select all on this page' })} disabled={choosable.length === 0}
                  checked={chosen > 0 && chosen === choosable.length} indeterminate={chosen > 0 && chosen < choosable.length}
                  onChange={(event) => toggle(choosable.map((row) => row.id), event.target.checked)} />
              </th>
            )}
            <th scope="col">{t({ zh: '记录', en: 'Record' })}</th>
            {columns.map((column) => <th scope="col" key={column}>{t(columnLabels[column])}</th>)}
            {action && <th scope="col">{t({ zh: '下一步', en: 'Next step' })}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={row.light.level === 'red' ? 'rc-row-red' : undefined}>
              {selection && (
                <td className="rc-cell-check">
                  <Checkbox aria-label={t({ zh: `选择 ${row.title}`, en: `Select ${row.title}` })} disabled={!choosable.includes(row)}
                    checked={selection.ids.has(row.id)} onChange={(event) => toggle([row.id], event.target.checked)} />
                </td>
              )}
              <th scope="row">
                <Link to={recordPath(row)}>{row.title}</Link>
                <span className="rc-cell-sub">{[row.no ?? t({ zh: '未编号', en: 'No number yet' }), row.item && t(row.item.label)].filter(Boolean).join(' · ')}</span>
              </th>
              {columns.map((column) => <td key={column} data-label={t(columnLabels[column])}>{cell(column, row)}</td>)}
              {action && <td className="rc-cell-action">{action(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
