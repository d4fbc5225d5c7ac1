// 导入批次: what was brought in, by whom, how it ended, and what still waits for somebody's next step.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import type { Batch, Label } from '../../api.ts';
import { showInstant } from '../../days.ts';
import { showNumber, t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { DataTable, LinkButton } from '../looks/data-table.tsx';
import type { Column } from '../looks/data-table.tsx';
import { BatchTag, isRunning } from './stage.tsx';

type CountKey = keyof Batch['counts'];
const countLabels: Record<CountKey, Label> = {
  total: { zh: '总行数', en: 'Rows' }, good: { zh: '通过', en: 'Good' }, warned: { zh: '有提醒', en: 'Warned' },
  bad: { zh: '有错误', en: 'Bad' }, duplicate: { zh: '重复', en: 'Duplicate' }, committed: { zh: '已入库', en: 'Stored' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' },
};
const count = (key: CountKey): Column<Batch> => ({ key, label: t(countLabels[key]), right: true, cell: (batch) => showNumber(batch.counts[key]) });

const columns: Column<Batch>[] = [
  { key: 'file', label: t({ zh: '文件', en: 'File' }), head: true, cell: (batch) => (
    <><Link to={`/imports/${batch.id}`}>{batch.fileName}</Link><span className="rc-cell-sub">{t(batch.item.label)}</span></>
  ) },
  { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (batch) => <BatchTag batch={batch} /> },
  ...(Object.keys(countLabels) as CountKey[]).map(count),
  { key: 'by', label: t({ zh: '上传', en: 'Uploaded' }), cell: (batch) => <>{batch.by.name}<span className="rc-cell-sub rc-num">{showInstant(batch.createdAt)}</span></> },
];

export function BatchList(): ReactElement {
  const batches = useQuery({
    queryKey: ['imports'], queryFn: api.imports.list,
    refetchInterval: ({ state }) => (state.data?.items.some((batch) => isRunning(batch.state)) ? 2000 : false),
  });
  const start = <LinkButton to="/imports/new" primary>{t({ zh: '新的导入', en: 'New import' })}</LinkButton>;
  return (
    <>
      <PageHeader title={t({ zh: '批量导入', en: 'Imports' })} actions={start}
        lead={t({ zh: '把电子表格里的失信信息成批登记为记录。提交之前什么都不入库。', en: 'Bring findings in from a spreadsheet. Nothing is stored before you commit.' })} />
      {batches.error ? <ProblemAlert error={batches.error} onRetry={() => void batches.refetch()} /> : (
        <DataTable rows={batches.data?.items} columns={columns} rowKey={(batch) => batch.id} caption={t({ zh: '导入批次', en: 'Imports' })}
          empty={<Empty title={t({ zh: '还没有导入批次', en: 'No imports yet' })} action={start}
            fill={t({ zh: '先下载所选事项的模板，填好后上传，批次就会出现在这里。', en: 'Fill in the template of an item and upload it; the batch then appears here.' })} />} />
      )}
    </>
  );
}
