// 奖惩措施: the board of everything that is withheld from somebody now: by executor, with who has answered, who is silent and for how long, and
// who has not yet said that a measure stopped or that a shared finding is no longer used.
import { useQuery } from '@tanstack/react-query';
import { Radio } from 'antd';
import { type ReactElement, useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api, type MeasureLine } from '../../api.ts';
import { showDay } from '../../days.ts';
import { showNumber, t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert, recordPath } from '../../ui/index.ts';
import { DataTable, LinkButton, type Column } from '../looks/data-table.tsx';
import { State } from '../record/measures-panel.tsx';

const filters = [
  { value: 'all', label: { zh: '全部', en: 'All' }, states: undefined }, { value: 'told', label: { zh: '待反馈', en: 'Feedback awaited' }, states: ['told'] }, { value: 'silent', label: { zh: '逾期未反馈', en: 'Silent' }, states: ['silent'] },
  { value: 'inForce', label: { zh: '执行中', en: 'In force' }, states: ['inForce'] }, { value: 'ended', label: { zh: '已终止待确认', en: 'Ended, to be acknowledged' }, states: ['lifted', 'unacknowledged'] },
] as const;

type Sum = { id: string; name: string; told: number; silent: number; inForce: number; ended: number; longest: number };

/** Sums by executor, the most silent first. */
export function sumsOf(lines: readonly MeasureLine[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const { body, state, days } of lines) {
    const id = body?.id ?? '';
    const sum = sums.get(id) ?? { id, name: body?.name ?? t({ zh: '尚未指定', en: 'none yet' }), told: 0, silent: 0, inForce: 0, ended: 0, longest: 0 };
    const key = state === 'lifted' || state === 'unacknowledged' ? 'ended' : state as 'told' | 'silent' | 'inForce';
    sums.set(id, { ...sum, [key]: sum[key] + 1, longest: state === 'silent' || state === 'unacknowledged' ? Math.max(sum.longest, days) : sum.longest });
  }
  return [...sums.values()].sort((a, b) => b.longest - a.longest || b.told - a.told);
}

const sumColumns: Column<Sum>[] = [
  { key: 'name', label: t({ zh: '执行单位', en: 'Executor' }), head: true, cell: (sum) => sum.name },
  ...(['told', 'silent', 'inForce', 'ended'] as const).map((key): Column<Sum> => ({ key, label: t(filters.find((one) => one.value === key)?.label ?? ''), right: true, cell: (sum) => showNumber(sum[key]) })),
  { key: 'longest', label: t({ zh: '最长逾期', en: 'Longest late' }), right: true, cell: (sum) => (sum.longest > 0 ? t({ zh: `${sum.longest} 天`, en: `${sum.longest} days` }) : '—') },
];

const columns: Column<MeasureLine>[] = [
  { key: 'title', label: t({ zh: '措施', en: 'Measure' }), head: true, cell: (line) => <><Link to={recordPath(line)}>{line.entry ? t(line.entry.label) : line.title}</Link><span className="rc-cell-sub rc-num">{line.no}</span></> },
  { key: 'subject', label: t({ zh: '对象', en: 'Subject' }), cell: (line) => <>{line.subject?.name ?? (line.personal ? t({ zh: '公务员（进入详情须说明目的）', en: 'an official (purpose needed)' }) : '—')}{line.record && <span className="rc-cell-sub rc-num"><Link to={recordPath({ register: 'dishonesty-record', id: line.record.id })}>{line.record.no}</Link></span>}</> },
  { key: 'body', label: t({ zh: '执行单位', en: 'Executor' }), cell: (line) => line.body?.name ?? t({ zh: '尚未指定', en: 'none yet' }) },
  { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (line) => <State line={line} /> },
  { key: 'since', label: t({ zh: '起', en: 'Since' }), cell: (line) => <span className="rc-num">{showDay(line.startedOn)}</span> },
];

const leaseColumns: Column<MeasureLine>[] = [
  { key: 'body', label: t({ zh: '接收单位', en: 'Recipient' }), head: true, cell: (line) => <Link to={recordPath(line)}>{line.body?.name ?? line.no}</Link> },
  { key: 'purpose', label: t({ zh: '用途', en: 'Purpose' }), cell: (line) => line.purpose ?? '' },
  { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (line) => <State line={line} /> },
  { key: 'since', label: t({ zh: '收回', en: 'Recalled' }), cell: (line) => <span className="rc-num">{showDay(line.sinceOn)}</span> },
];

export default function MeasuresPage(): ReactElement {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const chosen = filters.find((one) => one.value === params.get('state')) ?? filters[0];
  const board = useQuery({ queryKey: ['measures', 'board'], queryFn: () => api.measures() });
  const lines = board.data?.measures;
  const sums = useMemo(() => sumsOf(lines ?? []), [lines]);
  const verifier = me.account.roles.includes('verifier');
  return (
    <>
      <PageHeader title={t({ zh: '奖惩措施', en: 'Measures' })} lead={t({ zh: '措施随记录、目录和严重程度而生，任一不再成立即自动终止。这里看谁在执行、谁没有反馈、谁还没有确认停止。', en: 'Measures live and end with their ground. Here: who carries out, who is silent, who has not confirmed the end.' })}
        actions={<>
          {verifier && <LinkButton to="/records/incentive/begin/propose" primary>{t({ zh: '提出守信激励', en: 'Propose an incentive' })}</LinkButton>}
          {verifier && <LinkButton to="/records/regional-evaluation/begin/open">{t({ zh: '发起联合评价', en: 'Open a joint evaluation' })}</LinkButton>}
          <LinkButton to="/records/incentive">{t({ zh: '守信激励', en: 'Incentives' })}</LinkButton>
          <LinkButton to="/records/regional-evaluation">{t({ zh: '联合评价', en: 'Evaluations' })}</LinkButton>
        </>} />
      {board.error ? <ProblemAlert error={board.error} onRetry={() => void board.refetch()} /> : (
        <div className="rc-stack">
          <section className="rc-section"><h2>{t({ zh: '按执行单位', en: 'By executor' })}</h2>
            <DataTable rows={lines && sums} columns={sumColumns} rowKey={(sum) => sum.id} caption={t({ zh: '按执行单位汇总', en: 'By executor' })} empty={<Empty title={t({ zh: '现在没有措施', en: 'No measures now' })} fill={t({ zh: '记录生效后，目录规定的措施会自动出现在这里。', en: 'They begin when findings take effect.' })} />} />
          </section>
          <section className="rc-section"><h2>{t({ zh: '逐项', en: 'One by one' })}</h2>
            <Radio.Group className="rc-filter-states" value={chosen.value} onChange={(event) => setParams(event.target.value === 'all' ? {} : { state: String(event.target.value) }, { replace: true })} aria-label={t({ zh: '按状态筛选', en: 'Filter by state' })} options={filters.map(({ value, label }) => ({ value, label: t(label) }))} />
            <DataTable rows={lines?.filter((line) => chosen.states === undefined || (chosen.states as readonly string[]).includes(line.state))} columns={columns} rowKey={(line) => line.id} caption={t({ zh: '措施', en: 'Measures' })} empty={<Empty title={t({ zh: '没有这样的措施', en: 'None' })} fill={t({ zh: '换一种状态看看。', en: 'Choose another state.' })} />} />
          </section>
          <section className="rc-section" id="leases"><h2>{t({ zh: '已收回、尚未确认停止使用', en: 'Recalled and not yet acknowledged' })}</h2>
            <DataTable rows={board.data?.leases} columns={leaseColumns} rowKey={(line) => line.id} caption={t({ zh: '尚未确认的接收单位', en: 'Recipients that owe an answer' })} empty={<Empty title={t({ zh: '都已确认', en: 'All acknowledged' })} fill={t({ zh: '记录终止或更正后，接收单位须确认停止使用。', en: 'Recipients acknowledge when a finding ends.' })} />} />
          </section>
        </div>
      )}
    </>
  );
}
