// 修复台: for the body or the official, which of their records may be repaired from when, and the way to ask; for the desk, what was asked for,
// with its two documents, its days, and what stops when it is granted.
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { Link } from 'react-router';
import { api, type RepairRow } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { DueDay, Empty, PageHeader, ProblemAlert, StateTag, recordPath } from '../../ui/index.ts';
import { DataTable } from '../looks/data-table.tsx';

const title = (row: RepairRow) => <><Link to={recordPath(row)}>{row.title}</Link><span className="rc-cell-sub">{[row.no, row.item && t(row.item.label)].filter(Boolean).join(' · ')}</span></>;

function Own({ rows, today }: { rows: RepairRow[]; today: string }) {
  return (
    <section className="rc-section">
      <h2>{t({ zh: '可以申请修复的记录', en: 'Records that may be repaired' })}</h2>
      <DataTable rows={rows} rowKey={(row) => row.id} caption={t({ zh: '可以申请修复的记录', en: 'Records that may be repaired' })}
        empty={<Empty title={t({ zh: '没有生效中的记录', en: 'No record in effect' })} fill={t({ zh: '有关于您的记录生效后，会出现在这里。', en: 'A record about you that takes effect appears here.' })} />} columns={[
          { key: 'title', label: t({ zh: '记录', en: 'Record' }), head: true, cell: title },
          { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (row) => <StateTag state={row.state} label={row.stateLabel} /> },
          { key: 'earliest', label: t({ zh: '最早可申请修复日', en: 'Earliest day' }), cell: (row) => <><span className="rc-num">{row.earliestOn ? showDay(row.earliestOn) : '—'}</span>{row.reckoning && <span className="rc-cell-sub">{t(row.reckoning)}</span>}</> },
          { key: 'do', label: t({ zh: '办理', en: 'Do' }), cell: (row) => (row.earliestOn && row.earliestOn <= today
            ? <Link to={`${recordPath(row)}?do=${encodeURIComponent('begin repair apply')}`}>{t({ zh: '申请修复', en: 'Apply' })}</Link> : <span className="rc-quiet">{t({ zh: '未到时间', en: 'Not yet' })}</span>) },
        ]} />
    </section>
  );
}

function Desk({ rows }: { rows: RepairRow[] }) {
  return (
    <section className="rc-section">
      <h2>{t({ zh: '修复申请', en: 'Applications' })}</h2>
      <DataTable rows={rows} rowKey={(row) => row.id} caption={t({ zh: '修复申请', en: 'Applications' })}
        empty={<Empty title={t({ zh: '还没有修复申请', en: 'No application yet' })} fill={t({ zh: '单位、公务员本人或者公众网站提出的申请会出现在这里。', en: 'Applications by bodies, officials or over the public site appear here.' })} />} columns={[
          { key: 'title', label: t({ zh: '申请', en: 'Application' }), head: true, cell: title },
          { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (row) => <StateTag state={row.state} label={row.stateLabel} /> },
          { key: 'papers', label: t({ zh: '两份材料', en: 'Two documents' }), cell: (row) => (row.proofs === null || row.proofs === undefined ? '—' : t({ zh: `履行证明 ${row.proofs} 份；承诺书${row.committed ? '已确认' : '未确认'}`, en: `${row.proofs} proofs; commitment ${row.committed ? 'confirmed' : 'missing'}` })) },
          { key: 'earliest', label: t({ zh: '最早可申请日', en: 'Earliest day' }), cell: (row) => <span className="rc-num">{row.earliestOn ? showDay(row.earliestOn) : '—'}</span> },
          { key: 'total', label: t({ zh: '答复截止', en: 'Answer by' }), cell: (row) => <span className="rc-num">{row.totalOn ? showDay(row.totalOn) : '—'}</span> },
          { key: 'due', label: t({ zh: '本步到期', en: 'Step due' }), cell: (row) => <DueDay on={row.dueOn} light={row.light} provisional={row.provisional} /> },
        ]} />
    </section>
  );
}

export default function RepairsPage() {
  const me = useMe();
  const list = useQuery({ queryKey: ['repairs'], queryFn: () => api.repairs() });
  const asks = me.account.roles.some((role) => role === 'contact' || role === 'official');
  return (
    <>
      <PageHeader title={t({ zh: '信用修复', en: 'Repairs' })} lead={t({ zh: '义务履行完毕、到了最早可申请日就可以申请，不收任何费用，只交履行证明和信用承诺书两份材料。准予后停止公示、停止共享、解除措施，三件事同时办。', en: 'Free of charge, two documents; once granted, publicity, sharing and measures end together.' })} />
      {list.error ? <ProblemAlert error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <div className="rc-panel"><Skeleton active /></div> : (
        <div className="rc-stack">
          {asks && <Own rows={list.data.mine} today={me.today} />}
          <Desk rows={list.data.desk} />
        </div>
      )}
    </>
  );
}
