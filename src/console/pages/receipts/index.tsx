// 报送回执: what became of everything that was pushed upward. The counts of a receipt add up, and each opens its records.
import { useQuery } from '@tanstack/react-query';
import { Radio } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link, Route, Routes } from 'react-router';
import { api } from '../../api.ts';
import type { Push } from '../../api.ts';
import { showInstant } from '../../days.ts';
import { showNumber, t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert, StateTag } from '../../ui/index.ts';
import { DataTable, LinkButton } from '../looks/data-table.tsx';
import type { Column } from '../looks/data-table.tsx';

const recordsOf = (push: Push): string => `/records/dishonesty-record?push=${encodeURIComponent(push.id)}`;

/** Whether total = accepted + returned + waiting. */
export const reconciles = (push: Pick<Push, 'total' | 'accepted' | 'returned' | 'waiting'>): boolean => push.total === push.accepted + push.returned + push.waiting;

function Verdict({ push }: { push: Push }): ReactElement {
  if (!reconciles(push)) return <StateTag tone="breach" label={t({ zh: '数目不符，请联系系统管理员', en: 'counts do not add up' })} />;
  if (push.waiting > 0) return <StateTag tone="wait" label={t({ zh: `还有 ${showNumber(push.waiting)} 条待办`, en: `${showNumber(push.waiting)} waiting` })} />;
  if (push.returned > 0) return <StateTag tone="breach" label={t({ zh: `有 ${showNumber(push.returned)} 条退回，须改正后重报`, en: `${showNumber(push.returned)} returned, to be corrected` })} />;
  return <StateTag tone="done" label={t({ zh: '全部接收', en: 'all accepted' })} />;
}

const columns: Column<Push>[] = [
  { key: 'at', label: t({ zh: '时间', en: 'At' }), head: true, cell: (push) => <><Link to={recordsOf(push)} className="rc-num">{showInstant(push.at)}</Link><span className="rc-cell-sub">{t(push.label)}</span></> },
  { key: 'by', label: t({ zh: '报送', en: 'By' }), cell: (push) => <>{push.by.name}<span className="rc-cell-sub">{typeof push.by.body === 'string' ? push.by.body : push.by.body?.name}</span></> },
  { key: 'total', label: t({ zh: '报送数', en: 'Total' }), right: true, cell: (push) => <b>{showNumber(push.total)}</b> },
  { key: 'accepted', label: t({ zh: '= 接收', en: '= accepted' }), right: true, cell: (push) => showNumber(push.accepted) },
  { key: 'returned', label: t({ zh: '+ 退回', en: '+ returned' }), right: true, cell: (push) => showNumber(push.returned) },
  { key: 'waiting', label: t({ zh: '+ 待办', en: '+ waiting' }), right: true, cell: (push) => showNumber(push.waiting) },
  { key: 'verdict', label: t({ zh: '结果', en: 'Result' }), cell: (push) => <Verdict push={push} /> },
  { key: 'open', label: t({ zh: '记录', en: 'Records' }), cell: (push) => <LinkButton to={recordsOf(push)}>{t({ zh: '查看记录', en: 'Open' })}</LinkButton> },
];

type Open = 'all' | 'waiting' | 'returned';

function Receipts(): ReactElement {
  const [open, setOpen] = useState<Open>('all');
  const pushes = useQuery({ queryKey: ['pushes'], queryFn: api.pushes });
  return (
    <>
      <PageHeader title={t({ zh: '报送回执', en: 'Receipts' })} lead={t({ zh: '每次报送多少条，接收、退回、待办各多少条，数目相加必须等于报送数。', en: 'For each push: accepted, returned and waiting add up to what was pushed.' })} />
      {pushes.error ? <ProblemAlert error={pushes.error} onRetry={() => void pushes.refetch()} /> : (
        <div className="rc-stack">
        <Radio.Group optionType="button" value={open} onChange={(event) => setOpen(event.target.value as Open)} aria-label={t({ zh: '筛选回执', en: 'Filter' })}
          options={[{ value: 'all', label: t({ zh: '全部', en: 'All' }) }, { value: 'returned', label: t({ zh: '有退回', en: 'With returns' }) }, { value: 'waiting', label: t({ zh: '有待办', en: 'With waiting' }) }]} />
        <DataTable rows={pushes.data?.items.filter((push) => open === 'all' || push[open] > 0)} columns={columns} rowKey={(push) => push.id} caption={t({ zh: '报送回执', en: 'Receipts' })}
          empty={<Empty title={open === 'all' ? t({ zh: '还没有回执', en: 'No receipts yet' }) : t({ zh: '没有这样的回执', en: 'No such receipt' })} fill={t({ zh: '从失信记录列表批量报送，或提交一个导入批次后，回执会出现在这里。', en: 'A receipt appears after a bulk push or a committed import.' })} />} />
        </div>
      )}
    </>
  );
}

/** Routes under /receipts. */
export default function ReceiptsPages(): ReactElement {
  return <Routes><Route index element={<Receipts />} /></Routes>;
}
