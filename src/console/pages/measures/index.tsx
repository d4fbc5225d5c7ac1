// 奖惩措施: the board of everything that is withheld from somebody now: by executor, with who has answered, who is silent and for how long, and
// who has not yet said that a measure stopped or that a shared finding is no longer used. Every sum opens its measures.
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
import { Finding, State } from '../record/measures-panel.tsx';
import { filters, sumsOf, type Sum } from './sums.ts';

/** The address of the measures of an executor that are in one of the states; nothing chosen opens all. */
const pathOf = (state: string, executor: string | null): string => {
  const params = new URLSearchParams({ ...(state === 'all' ? {} : { state }), ...(executor === null ? {} : { executor }) }).toString();
  return `/measures${params === '' ? '' : `?${params}`}#lines`;
};

const nameOf = ({ name }: Pick<Sum, 'name'>): string => name ?? t({ zh: '尚未指定', en: 'none yet' });
const sumColumns: Column<Sum>[] = [
  { key: 'name', label: t({ zh: '执行单位', en: 'Executor' }), head: true, cell: (sum) => <Link to={pathOf('all', sum.id)}>{nameOf(sum)}</Link> },
  ...filters.filter((one) => one.value !== 'all').map(({ value, label }): Column<Sum> => ({
    key: value, label: t(label), right: true, cell: (sum) => (sum.counts[value] === undefined ? '0' : <Link to={pathOf(value, sum.id)} aria-label={`${nameOf(sum)} ${t(label)} ${showNumber(sum.counts[value])}`}>{showNumber(sum.counts[value])}</Link>),
  })),
  { key: 'longest', label: t({ zh: '最长逾期', en: 'Longest late' }), right: true, cell: (sum) => (sum.longest > 0 ? t({ zh: `${sum.longest} 天`, en: `${sum.longest} days` }) : '—') },
];

const columns: Column<MeasureLine>[] = [
  { key: 'title', label: t({ zh: '措施', en: 'Measure' }), head: true, cell: (line) => <><Link to={recordPath(line)}>{line.entry ? t(line.entry.label) : line.title}</Link><span className="rc-cell-sub rc-num">{line.no}</span></> },
  { key: 'subject', label: t({ zh: '对象', en: 'Subject' }), cell: (line) => <>{line.subject?.name ?? (line.personal ? t({ zh: '公务员（进入详情须说明目的）', en: 'an official (purpose needed)' }) : '—')}{line.record && <span className="rc-cell-sub rc-num"><Finding of={line.record} /></span>}</> },
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

function OneByOne({ executor, state, name, choose }: { executor: string | null; state: (typeof filters)[number]; name: string | undefined; choose: (state: string) => void }): ReactElement {
  const list = useQuery({ queryKey: ['measures', 'lines', state.value, executor], queryFn: () => api.measures({ state: state.states?.join(','), executor: executor ?? undefined }) });
  const shown = list.data?.measures.length ?? 0;
  const total = list.data?.total ?? 0;
  return (
    <section className="rc-section" id="lines"><h2>{t({ zh: '逐项', en: 'One by one' })}{executor !== null && `：${name ?? t({ zh: '尚未指定', en: 'none yet' })}`}</h2>
      {executor !== null && <p><Link to={pathOf(state.value, null)}>{t({ zh: '看全部执行单位', en: 'All executors' })}</Link></p>}
      <Radio.Group className="rc-filter-states" value={state.value} onChange={(event) => choose(String(event.target.value))} aria-label={t({ zh: '按状态筛选', en: 'Filter by state' })} options={filters.map(({ value, label }) => ({ value, label: t(label) }))} />
      {list.error ? <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
        : <DataTable rows={list.data?.measures} columns={columns} rowKey={(line) => line.id} caption={t({ zh: '措施', en: 'Measures' })} empty={<Empty title={t({ zh: '没有这样的措施', en: 'None' })} fill={t({ zh: '换一种状态，或者看全部执行单位。', en: 'Choose another state, or all executors.' })} />} />}
      {shown < total && <p className="rc-quiet" role="status">{t({ zh: `共 ${showNumber(total)} 项，这里列出前 ${showNumber(shown)} 项，逾期最久的在前。点上面的数字，看一个单位的。`, en: `The first ${showNumber(shown)} of ${showNumber(total)}, the longest late first. A number above opens one body's.` })}</p>}
    </section>
  );
}

export default function MeasuresPage(): ReactElement {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const chosen = filters.find((one) => one.value === params.get('state')) ?? filters[0];
  const executor = params.get('executor');
  const board = useQuery({ queryKey: ['measures', 'board'], queryFn: () => api.measures() });
  const sums = useMemo(() => sumsOf(board.data?.sums ?? []), [board.data]);
  const verifier = me.account.roles.includes('verifier');
  const choose = (state: string): void => setParams((now) => { const made = new URLSearchParams(now); if (state === 'all') made.delete('state'); else made.set('state', state); return made; }, { replace: true });
  return (
    <>
      <PageHeader title={t({ zh: '奖惩措施', en: 'Measures' })} lead={t({ zh: '措施随记录、目录和严重程度而生，任一不再成立即自动终止。这里看谁在执行、谁没有反馈、谁还没有确认停止；点数字看清单。', en: 'Measures live and end with their ground. Here: who carries out, who is silent, who has not confirmed the end. Every number opens its list.' })}
        actions={<>
          {verifier && <LinkButton to="/records/incentive/begin/propose" primary>{t({ zh: '提出守信激励', en: 'Propose an incentive' })}</LinkButton>}
          {verifier && <LinkButton to="/records/regional-evaluation/begin/open">{t({ zh: '发起联合评价', en: 'Open a joint evaluation' })}</LinkButton>}
          <LinkButton to="/records/incentive">{t({ zh: '守信激励', en: 'Incentives' })}</LinkButton>
          <LinkButton to={me.account.roles.includes('contact') ? '/records/evaluation-opinion' : '/records/regional-evaluation'}>{t({ zh: '联合评价', en: 'Evaluations' })}</LinkButton>
        </>} />
      {board.error ? <ProblemAlert error={board.error} onRetry={() => void board.refetch()} /> : (
        <div className="rc-stack">
          <section className="rc-section"><h2>{t({ zh: '按执行单位', en: 'By executor' })}</h2>
            <DataTable rows={board.data && sums} columns={sumColumns} rowKey={(sum) => sum.id} caption={t({ zh: '按执行单位汇总', en: 'By executor' })} empty={<Empty title={t({ zh: '现在没有措施', en: 'No measures now' })} fill={t({ zh: '记录生效后，目录规定的措施会自动出现在这里。', en: 'They begin when findings take effect.' })} />} />
          </section>
          <section className="rc-section" id="leases"><h2>{t({ zh: '已收回、尚未确认停止使用', en: 'Recalled and not yet acknowledged' })}</h2>
            <DataTable rows={board.data?.leases} columns={leaseColumns} rowKey={(line) => line.id} caption={t({ zh: '尚未确认的接收单位', en: 'Recipients that owe an answer' })} empty={<Empty title={t({ zh: '都已确认', en: 'All acknowledged' })} fill={t({ zh: '记录终止或更正后，接收单位须确认停止使用。', en: 'Recipients acknowledge when a finding ends.' })} />} />
          </section>
          <OneByOne executor={executor} state={chosen} name={sums.find((sum) => sum.id === executor)?.name ?? undefined} choose={choose} />
        </div>
      )}
    </>
  );
}
