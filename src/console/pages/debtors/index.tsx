// 失信被执行人看板: which bodies a court has put on its list or is about to, which day of how many it is, whether the body has said what it will do,
// and one button to urge whoever has not.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, type Debtor } from '../../api.ts';
import { showDay } from '../../days.ts';
import { showNumber, t } from '../../i18n.ts';
import { DisputedTag, Empty, PageHeader, ProblemAlert, StateTag, recordPath } from '../../ui/index.ts';
import { DataTable, type Column } from '../looks/data-table.tsx';

/** 'day 2 of 5', in the unit of the rule. */
function Step({ row }: { row: Debtor }): ReactElement {
  const { step } = row;
  if (step === null) return <span className="rc-quiet">{row.order && !row.order.open ? t({ zh: '整改已办结', en: 'Closed' }) : t({ zh: '现在没有期限', en: 'No clock' })}</span>;
  const unit = step.unit === 'workingDay' ? t({ zh: '个工作日', en: 'working days' }) : t({ zh: '天', en: 'days' });
  const words = step.late > 0 ? t({ zh: `${step.of} ${unit}已过，逾期 ${step.late} 天`, en: `${step.of} ${unit} are over, ${step.late} days late` })
    : step.day === 0 ? t({ zh: `共 ${step.of} ${unit}，明日起算`, en: `${step.of} ${unit}, counted from tomorrow` }) : t({ zh: `第 ${step.day} 天，共 ${step.of} ${unit}`, en: `Day ${step.day} of ${step.of} ${unit}` });
  return <><b className={`rc-num${step.late > 0 ? ' rc-late' : ''}`}>{words}</b><span className="rc-cell-sub"><Link to={`/rules/${step.rule.kind}/${encodeURIComponent(step.rule.key)}`}>{t(step.rule.label)}</Link></span></>;
}

const planWords = (row: Debtor): string => (row.stage === 'before' && !row.order
  ? (row.plan ? t({ zh: '已陈述', en: 'Statement filed' }) : t({ zh: '没有陈述，也没有整改打算', en: 'Nothing said yet' }))
  : (row.plan ? t({ zh: '已书面说明，有整改安排', en: 'Explained, with a plan' }) : t({ zh: '没有书面说明和整改安排', en: 'No explanation and no plan' })));

function Urge({ row }: { row: Debtor }): ReactElement {
  const navigate = useNavigate();
  const { urge } = row;
  if (urge === null) return <Link to={recordPath(row)} aria-label={t({ zh: `打开 ${row.title}`, en: `Open ${row.title}` })}>{t({ zh: '打开', en: 'Open' })}</Link>;
  return <Button type={row.plan ? 'default' : 'primary'} aria-label={t({ zh: `催办：${row.title}`, en: `Urge: ${row.title}` })} onClick={() => void navigate(`${recordPath(urge)}?do=urge`)}>{t({ zh: '催办', en: 'Urge' })}</Button>;
}

const columns: Column<Debtor>[] = [
  { key: 'body', label: t({ zh: '单位', en: 'Body' }), head: true, cell: (row) => <><Link to={recordPath(row)}>{row.subject?.name ?? row.title}</Link><span className="rc-cell-sub rc-num">{row.no}</span></> },
  { key: 'state', label: t({ zh: '记录', en: 'Record' }), cell: (row) => <><StateTag state={row.state} label={row.stateLabel} />{row.disputed && <> <DisputedTag /></>}{row.order && <span className="rc-cell-sub"><Link to={recordPath(row.order)}>{t({ zh: '整改：', en: 'Rectification: ' })}{t(row.order.stateLabel)}</Link></span>}</> },
  { key: 'step', label: t({ zh: '第几天', en: 'Day' }), cell: (row) => <><Step row={row} />{row.dueOn && row.stage === 'before' && <span className="rc-cell-sub rc-num">{t({ zh: `至${showDay(row.dueOn)}`, en: `until ${showDay(row.dueOn)}` })}</span>}</> },
  { key: 'plan', label: t({ zh: '单位方案', en: 'Plan of the body' }), cell: (row) => <StateTag tone={row.plan ? 'done' : 'breach'} label={planWords(row)} /> },
  { key: 'do', label: t({ zh: '办理', en: 'Do' }), cell: (row) => <Urge row={row} /> },
];

function Section({ id, title, rows, empty }: { id: string; title: string; rows: Debtor[] | undefined; empty: { title: string; fill: string } }): ReactElement {
  return (
    <section className="rc-section" aria-labelledby={id}><h2 id={id}>{title}</h2>
      <DataTable rows={rows} columns={columns} rowKey={(row) => row.id} caption={title} empty={<Empty {...empty} />} />
    </section>
  );
}

export default function DebtorsPage(): ReactElement {
  const board = useQuery({ queryKey: ['work', 'debtors'], queryFn: api.debtors });
  const rows = board.data?.items;
  const alerts = rows?.filter((row) => row.stage === 'before');
  const listed = rows?.filter((row) => row.stage === 'inEffect');
  const silent = rows?.filter((row) => !row.plan && row.urge).length ?? 0;
  const total = board.data?.count;
  return (
    <>
      <PageHeader title={t({ zh: '失信被执行人', en: 'Judgment debtors' })} lead={rows && t({
        zh: `生效前预警 ${showNumber(alerts?.length ?? 0)} 件，已生效 ${showNumber(listed?.length ?? 0)} 件${silent > 0 ? `，其中 ${showNumber(silent)} 件单位没有拿出方案，请催办` : ''}。`,
        en: `${showNumber(alerts?.length ?? 0)} before taking effect, ${showNumber(listed?.length ?? 0)} in effect${silent > 0 ? `; ${showNumber(silent)} without a plan` : ''}.`,
      })} actions={<Link to="/records/dishonesty-record?item=judgment-debtor">{t({ zh: '全部记录', en: 'All records' })}</Link>} />
      {board.error ? <ProblemAlert error={board.error} onRetry={() => void board.refetch()} /> : (
        <div className="rc-stack">
          <Section id="debtors-before" title={t({ zh: '预警：生效之前', en: 'Alerts: before it takes effect' })} rows={alerts} empty={{ title: t({ zh: '没有预警', en: 'No alerts' }), fill: t({ zh: '法院报来的记录核验通过、告知单位以后，会出现在这里。', en: 'A record that a court sent appears here once it is verified and the body is told.' }) }} />
          <Section id="debtors-listed" title={t({ zh: '已生效', en: 'In effect' })} rows={listed} empty={{ title: t({ zh: '没有生效的记录', en: 'None in effect' }), fill: t({ zh: '记录生效以后会出现在这里，到修复、撤销或者期满为止。', en: 'Records appear here until they are repaired, annulled or expire.' }) }} />
          {total && total.value > (rows?.length ?? 0) && <p role="status" className="rc-quiet">{t({ zh: `共 ${showNumber(total.value)}${total.capped ? ' 件以上' : ' 件'}，这里列出最近的 ${showNumber(rows?.length ?? 0)} 件。`, en: `The latest ${showNumber(rows?.length ?? 0)} of ${showNumber(total.value)}.` })}</p>}
        </div>
      )}
    </>
  );
}
