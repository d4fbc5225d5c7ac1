// 列表: a plain table for things that are no records (batches, bodies, rules, looks). It wears the same clothes as the list of records:
// a real table with caption and header cells that becomes a stack of cards on a narrow screen.
import { Button, Skeleton } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useNavigate } from 'react-router';

/** `head` makes the cell the header of its row; `right` is for figures. */
export type Column<T> = { key: string; label: string; cell: (row: T) => ReactNode; head?: boolean; right?: boolean };

export function DataTable<T>({ rows, columns, rowKey, caption, empty, loading = false }: {
  rows: readonly T[] | undefined; columns: readonly Column<T>[]; rowKey: (row: T) => string; caption: string; empty: ReactNode; loading?: boolean;
}): ReactElement {
  if (loading || !rows) return <div className="rc-panel" aria-busy="true"><Skeleton active title={false} paragraph={{ rows: 5 }} /></div>;
  if (rows.length === 0) return <>{empty}</>;
  const align = (column: Column<T>) => (column.right ? { style: { textAlign: 'right' as const } } : {});
  const className = (column: Column<T>): string | undefined => (column.right ? 'rc-num' : undefined);
  return (
    <div className="rc-table-wrap">
      <table className="rc-table">
        <caption className="rc-sr">{caption}</caption>
        <thead><tr>{columns.map((column) => <th scope="col" key={column.key} {...align(column)}>{column.label}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (column.head
                ? <th scope="row" key={column.key}>{column.cell(row)}</th>
                : <td key={column.key} data-label={column.label} className={className(column)} {...align(column)}>{column.cell(row)}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A link that looks like a button: it can be opened in a new tab, and does not reload the console. */
export function LinkButton({ to, primary = false, children }: { to: string; primary?: boolean; children: ReactNode }): ReactElement {
  const navigate = useNavigate();
  return (
    <Button href={to} type={primary ? 'primary' : 'default'} onClick={(event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      void navigate(to);
    }}>{children}</Button>
  );
}
