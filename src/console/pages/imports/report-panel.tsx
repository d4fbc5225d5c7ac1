// 校验报告: the dry run. What is wrong stands in the cell where it is wrong, in words; nothing is stored yet.
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Radio, Typography } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { api, asProblem } from '../../api.ts';
import type { Batch, ImportRow, Label, Why } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { Empty, ProblemAlert, StateTag, type Tone } from '../../ui/index.ts';
import { PurposeModal } from '../record/purpose-gate.tsx';

const SHOWN_MAX = 50;
type Status = 'bad' | 'warned' | 'duplicate' | 'good';
const statuses: Record<Status, Label & { tone: Tone }> = {
  bad: { zh: '有错误', en: 'Bad', tone: 'breach' },
  warned: { zh: '有提醒', en: 'Warned', tone: 'wait' },
  duplicate: { zh: '重复', en: 'Duplicate', tone: 'plain' },
  good: { zh: '通过', en: 'Good', tone: 'done' },
};

function Line({ row, width }: { row: ImportRow; width: number }): ReactElement {
  const status = statuses[row.status as Status];
  const whole = row.problems.filter((problem) => problem.column === null);
  return (
    <tr>
      <th scope="row" className="rc-num">{row.line}</th>
      <td><StateTag label={status ?? row.status} tone={status?.tone ?? 'plain'} />{whole.map((problem) => <span key={problem.code} className="rc-cell-reason">{problem.zh}</span>)}</td>
      {Array.from({ length: width }, (_, column) => {
        const problems = row.problems.filter((problem) => problem.column === column);
        return (
          <td key={column} className={problems.length > 0 ? (row.status === 'warned' ? 'rc-cell-warned' : 'rc-cell-bad') : undefined}>
            {row.cells[column] || (problems.length > 0 ? t({ zh: '（空）', en: '(empty)' }) : '')}
            {problems.map((problem) => <span key={problem.code} className="rc-cell-reason">{problem.zh}</span>)}
          </td>
        );
      })}
    </tr>
  );
}

function RowTable({ batch, rows }: { batch: Batch; rows: ImportRow[] }): ReactElement {
  return (
    <div className="rc-sheet" role="region" tabIndex={0} aria-label={t({ zh: '校验结果，可左右滚动', en: 'Checked rows, scrollable' })}>
      <table>
        <caption className="rc-sr">{t({ zh: '逐行校验结果', en: 'Checked rows' })}</caption>
        <thead><tr>
          <th scope="col">{t({ zh: '行号', en: 'Line' })}</th><th scope="col">{t({ zh: '结果', en: 'Result' })}</th>
          {batch.header.map((header, column) => <th scope="col" key={column}>{header}</th>)}
        </tr></thead>
        <tbody>{rows.map((row) => <Line key={row.line} row={row} width={batch.header.length} />)}</tbody>
      </table>
    </div>
  );
}

/** Rows about officials open to whoever is not handling the batch only after they have said why; the look is kept. */
function Rows({ batch, status }: { batch: Batch; status: Status | '' }): ReactElement {
  const [why, setWhy] = useState<Why>();
  const rows = useQuery({ queryKey: ['imports', batch.id, 'rows', status, batch.state, why ?? null], queryFn: () => api.imports.rows(batch.id, status || undefined, undefined, why) });
  const problem = rows.error === null ? undefined : asProblem(rows.error);
  if (problem?.code === 'purpose-required') return <PurposeModal purposes={problem.body.purposes ?? []} onState={setWhy} title={t({ zh: '您为什么要查看这批数据？', en: 'Why do you need to see the rows about officials?' })} />;
  if (rows.error) return <ProblemAlert error={rows.error} onRetry={() => void rows.refetch()} />;
  if (!rows.data) return <Typography.Text type="secondary">{t({ zh: '正在取前 50 行…', en: 'Fetching the first 50 rows…' })}</Typography.Text>;
  const shown = rows.data.items.slice(0, SHOWN_MAX);
  if (shown.length === 0) return <Empty title={t({ zh: '这一类没有行', en: 'No rows of this kind' })} fill={t({ zh: '换一个类别查看；改好文件重新上传后，结果会更新。', en: 'Choose another kind; a corrected upload brings new results.' })} />;
  const more = rows.data.next !== null || rows.data.items.length > SHOWN_MAX;
  return (
    <Flex vertical gap={8}>
      <RowTable batch={batch} rows={shown} />
      {more && <Typography.Text type="secondary">{t({ zh: `这里只列前 ${SHOWN_MAX} 行；全部有错误的行请下载“错误数据.xlsx”。`, en: `Only the first ${SHOWN_MAX} rows are shown; download the error file for all bad ones.` })}</Typography.Text>}
    </Flex>
  );
}

/** Kinds of rows that a batch still holds: what was stored is among the records, and not here any more. */
const keptOf = (isStored: boolean): Status[] => (Object.keys(statuses) as Status[]).filter((key) => !isStored || key === 'bad' || key === 'duplicate');

/** The result of the dry run by kind, with the reasons at their cells; after the commit only of the rows that were not stored. */
export function ReportPanel({ batch }: { batch: Batch }): ReactElement {
  const { counts } = batch;
  const isStored = batch.state === 'done' || batch.state === 'withdrawn';
  const kept = keptOf(isStored);
  const all = isStored ? counts.bad + counts.duplicate : counts.total;
  const [status, setStatus] = useState<Status | ''>(counts.bad > 0 ? 'bad' : '');
  const options = [
    { value: '', label: isStored ? t({ zh: `未入库 ${showNumber(all)}`, en: `Not stored ${showNumber(all)}` }) : t({ zh: `全部 ${showNumber(all)}`, en: `All ${showNumber(all)}` }) },
    ...kept.map((key) => ({ value: key, label: `${t(statuses[key])} ${showNumber(counts[key])}` })),
  ];
  return (
    <Card title={isStored ? t({ zh: '没有入库的行', en: 'Rows that were not stored' }) : t({ zh: '校验报告', en: 'Report' })} extra={counts.bad > 0 && (
      <Button icon={<DownloadOutlined aria-hidden />} href={api.imports.errorsUrl(batch.id)} download>{t({ zh: '下载错误数据.xlsx', en: 'Download the bad rows' })}</Button>
    )}>
      <Flex vertical gap={16}>
        {batch.state === 'ready' && <Alert type="info" showIcon title={t({ zh: '目前什么都没有入库', en: 'Nothing is stored yet' })}
          description={t({ zh: '下面是试算结果。只改有错误的行：下载错误数据，按最后一列的原因改好，再作为新的批次上传。', en: 'This is a dry run. Download the bad rows, correct them by the reason column, and upload them as a new batch.' })} />}
        {isStored && <p className="rc-stored">{all === 0 ? t({ zh: '每一行都已入库。', en: 'Every row was stored.' }) : null}{t({ zh: `入库的 ${showNumber(counts.committed)} 行已成为记录，不再列在这里：`, en: `${showNumber(counts.committed)} rows have become records and are not listed here: ` })}
          <Link to={`/records/dishonesty-record?batch=${encodeURIComponent(batch.id)}`}>{t({ zh: `打开这 ${showNumber(counts.committed)} 条记录`, en: `open these ${showNumber(counts.committed)} records` })}</Link></p>}
        {all > 0 && <>
          <Radio.Group optionType="button" className="rc-wrap" options={options} value={status} onChange={(event) => setStatus(event.target.value as Status | '')} aria-label={t({ zh: '按结果筛选', en: 'Filter by result' })} />
          <Rows batch={batch} status={status} />
        </>}
      </Flex>
    </Card>
  );
}
