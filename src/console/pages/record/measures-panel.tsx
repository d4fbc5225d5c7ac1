// 由此产生的措施: what a finding brought about, who carries it out and whether they answered; with whom the finding is shared; and, on the page
// of a measure, the entry that it rests on: law, trigger, executor, start, and what ends it.
import { useQuery } from '@tanstack/react-query';
import { Descriptions, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api, type Detail, type Entry, type MeasureBoard, type MeasureLine } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { ProblemAlert, StateTag, lawLine, recordPath, severityLabel } from '../../ui/index.ts';
import { DataTable, LinkButton, type Column } from '../looks/data-table.tsx';
import { showValue } from '../rules/words.ts';

const useMeasures = (record: string) => useQuery({ queryKey: ['measures', record], queryFn: () => api.measures({ record }) });

/** How long somebody has owed an answer, in words. */
export const owed = ({ state, days, dueOn }: MeasureLine): string =>
  (state === 'silent' || state === 'unacknowledged' ? t({ zh: `逾期 ${days} 天`, en: `${days} days late` }) : dueOn ? t({ zh: `${showDay(dueOn)}前`, en: `by ${showDay(dueOn)}` }) : '');

export const State = ({ line }: { line: MeasureLine }) => <><StateTag state={line.state} label={line.stateLabel} {...(line.state === 'silent' || line.state === 'unacknowledged' ? { tone: 'breach' as const } : {})} /><span className="rc-cell-sub"><span className="rc-num">{owed(line)}</span>{line.cause && ` ${t(line.cause)}`}</span></>;

/** A finding by number; who may not open it reads the number alone. */
export const Finding = ({ of }: { of: NonNullable<MeasureLine['record']> }) => (of.opens ? <Link to={recordPath({ register: 'dishonesty-record', id: of.id })}>{of.no}</Link> : <>{of.no}</>);

const columns: Column<MeasureLine>[] = [
  { key: 'title', label: t({ zh: '措施', en: 'Measure' }), head: true, cell: (line) => <Link to={recordPath(line)}>{line.entry ? t(line.entry.label) : line.title}</Link> },
  { key: 'body', label: t({ zh: '执行单位', en: 'Executor' }), cell: (line) => line.body?.name ?? t({ zh: '尚未指定', en: 'none yet' }) },
  { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (line) => <State line={line} /> },
  { key: 'on', label: t({ zh: '起', en: 'Since' }), cell: (line) => <span className="rc-num">{showDay(line.startedOn)}</span> },
];

type Shared = MeasureLine | MeasureBoard['answers'][number];
const isLease = (one: Shared): one is MeasureLine => 'register' in one;

const leaseColumns: Column<Shared>[] = [
  { key: 'body', label: t({ zh: '接收单位', en: 'Recipient' }), head: true, cell: (one) => (isLease(one) ? <Link to={recordPath(one)}>{one.body?.name ?? one.no}</Link> : one.body.name) },
  { key: 'purpose', label: t({ zh: '用途', en: 'Purpose' }), cell: (one) => <>{one.purpose ?? ''}{!isLease(one) && <span className="rc-cell-sub rc-num">{one.answers}</span>}</> },
  { key: 'until', label: t({ zh: '使用至', en: 'Until' }), cell: (one) => <span className="rc-num">{!isLease(one) ? t({ zh: '随记录', en: 'with the finding' }) : one.untilOn ? showDay(one.untilOn) : t({ zh: '随措施', en: 'with its measure' })}</span> },
  { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (one) => (isLease(one) ? <State line={one} /> : <><StateTag state="held" label={{ zh: '核查答复', en: 'Told by an answer' }} /><span className="rc-cell-sub rc-num">{showDay(one.sinceOn)}</span></>) },
];

/** Shown once a finding took effect: before, it brings nothing about. */
export function MeasuresPanel({ detail }: { detail: Detail }) {
  const me = useMe();
  const found = useMeasures(detail.id);
  const { measures = [], leases = [], answers = [] } = found.data ?? {};
  const isInEffect = ['effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked'].includes(detail.state);
  if (found.error) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!isInEffect && measures.length === 0 && leases.length === 0) return null;
  const may = isInEffect && me.account.roles.includes('verifier');
  return (
    <>
      <section className="rc-panel">
        <h2>{t({ zh: '由此产生的措施', en: 'Measures that follow' })}</h2>
        <DataTable rows={measures} loading={found.isPending} columns={columns} rowKey={(line) => line.id} caption={t({ zh: '由此产生的措施', en: 'Measures that follow' })}
          empty={<p className="rc-quiet">{t({ zh: '目录中没有与这条记录相当的措施自动开始。', en: 'Nothing in the catalogue began by itself.' })}</p>} />
        {may && <p><LinkButton to={`/records/measure/begin/choose?recordId=${detail.id}`}>{t({ zh: '从目录中选定措施', en: 'Choose a measure' })}</LinkButton></p>}
      </section>
      <section className="rc-panel">
        <h2>{t({ zh: '共享清单', en: 'Shared with' })}</h2>
        <DataTable rows={[...leases, ...answers]} loading={found.isPending} columns={leaseColumns} rowKey={(one) => (isLease(one) ? one.id : `answers ${one.body.id}`)} caption={t({ zh: '共享清单', en: 'Shared with' })}
          empty={<p className="rc-quiet">{t({ zh: '没有共享给任何单位。', en: 'Shared with nobody.' })}</p>} />
        {may && <p><LinkButton to={`/records/lease/begin/share?recordId=${detail.id}`}>{t({ zh: '共享给单位', en: 'Share' })}</LinkButton></p>}
      </section>
    </>
  );
}

function triggerWords({ trigger, proportion }: Entry, itemName: (key: string) => string): string {
  const items = trigger?.items ? trigger.items.map(itemName).join('、') : t({ zh: '各类记录', en: 'any item' });
  const auto = trigger?.severities.length ? t({ zh: `${trigger.severities.map(severityLabel).join('、')}的随记录生效自动开始`, en: `begins by itself at: ${trigger.severities.map(severityLabel).join(', ')}` }) : t({ zh: '由核验人员选定', en: 'chosen by a verifier' });
  return t({ zh: `${items}；${auto}；最多用于${(proportion ?? []).map(severityLabel).join('、')}失信`, en: `${items}; ${auto}; at most ${(proportion ?? []).map(severityLabel).join(', ')}` });
}

const stops = ({ lasts }: Entry): string => t({
  zh: `记录终止（撤销、修复、期满、撤下）、更正后不再相当、目录不再有这项措施${lasts ? `、满${showValue(lasts)}` : ''}，任一情形出现即自动终止`,
  en: `Ends by itself with the finding, when a correction puts it out of proportion, when its entry is repealed${lasts ? `, or after ${showValue(lasts)}` : ''}`,
});

export function MeasureEntry({ detail }: { detail: Detail }) {
  const { recordId } = detail.data as { recordId?: string };
  const found = useMeasures(recordId ?? '');
  const items = useQuery({ queryKey: ['catalog'], queryFn: () => api.catalog.list(), staleTime: 300_000 });
  const line = found.data?.measures.find((one) => one.id === detail.id);
  if (found.error) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!line?.entry) return <div className="rc-panel" aria-busy={found.isPending}><Skeleton active /></div>;
  const { entry } = line;
  const itemName = (key: string): string => { const label = items.data?.find((item) => item.id === key)?.label; return label ? t(label) : key; };
  const feedback = detail.timeline.findLast((one) => one.action === 'feedback' || one.action === 'report');
  const rows: [string, ReactNode][] = [
    [t({ zh: '措施', en: 'Measure' }), <b key="m">{t(entry.label)}</b>], [t({ zh: '怎样执行', en: 'What is done' }), t(entry.does)],
    [t({ zh: '法律和文件依据', en: 'Law' }), lawLine(entry.source)], [t({ zh: '触发', en: 'Trigger' }), triggerWords(entry, itemName)],
    [t({ zh: '相当性由谁规定', en: 'Who weighed that' }), entry.proportionSource ? lawLine(entry.proportionSource) : ''],
    [t({ zh: '所依据的记录', en: 'Finding' }), line.record ? <Finding key="f" of={line.record} /> : ''],
    [t({ zh: '执行单位', en: 'Executor' }), line.body?.name ?? t({ zh: '尚未指定', en: 'none yet' })], [t({ zh: '开始', en: 'Began' }), showDay(line.startedOn)],
    [t({ zh: '何时终止', en: 'What ends it' }), stops(entry)], [t({ zh: '最迟止于', en: 'At the latest' }), line.untilOn ? showDay(line.untilOn) : t({ zh: '随记录', en: 'with the finding' })],
    [t({ zh: '反馈', en: 'Feedback' }), feedback ? `${showDay(feedback.on)} ${feedback.input.find((one) => one.key === 'feedback')?.display ?? ''}` : <span key="s">{t({ zh: '尚无', en: 'none' })} {owed(line)}</span>],
    [t({ zh: '是否公开', en: 'Public' }), entry.shown && !line.personal ? lawLine(entry.shown) : t({ zh: '不公开', en: 'no' })],
  ];
  return <section className="rc-panel"><h2>{t({ zh: '措施的依据和执行', en: 'Ground and execution' })}</h2><Descriptions column={1} size="small" bordered items={rows.map(([label, children]) => ({ key: label, label, children: <span className="rc-value">{children}</span> }))} /></section>;
}
