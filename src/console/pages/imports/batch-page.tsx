// 一个导入批次: shows what the batch waits for now. While the server works the page asks again each second, so progress survives a reload.
import { useQuery } from '@tanstack/react-query';
import { Alert, Flex, Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api.ts';
import type { Batch } from '../../api.ts';
import { showInstant } from '../../days.ts';
import { t } from '../../i18n.ts';
import { PageHeader, ProblemAlert } from '../../ui/index.ts';
import { LinkButton } from '../looks/data-table.tsx';
import { CancelButton } from './cancel-button.tsx';
import { CommitPanel } from './commit-panel.tsx';
import { MappingPanel } from './mapping-panel.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { ReceiptPanel } from './receipt-panel.tsx';
import { ReportPanel } from './report-panel.tsx';
import { BatchTag, StageBar, isRunning } from './stage.tsx';

function SameFile({ batch }: { batch: Batch }): ReactElement | null {
  if (!batch.sameAs || batch.sameAs === batch.id) return null;
  return (
    <Alert type="info" showIcon title={t({ zh: '已导入', en: 'Already imported' })}
      description={<>{t({ zh: '同一个文件此前已经上传过，相同的行不会再次入库。', en: 'The same file was uploaded before; equal rows are not stored twice.' })}{' '}
        <Link to={`/imports/${batch.sameAs}`}>{t({ zh: '查看之前的批次', en: 'See the earlier batch' })}</Link></>} />
  );
}

function Refused({ batch }: { batch: Batch }): ReactElement {
  return (
    <Alert type="error" showIcon title={t({ zh: '这个文件没有被接收，什么都没有入库', en: 'This file was not accepted; nothing was stored' })}
      description={<Flex vertical gap={12} align="start">
        <span>{t(batch.refusal) || t({ zh: '文件不能读取。请另存为 xlsx 后重新上传。', en: 'The file cannot be read. Save it as xlsx and upload it again.' })}</span>
        <LinkButton to={`/imports/new?item=${batch.item.id}`}>{t({ zh: '改好后重新上传', en: 'Upload a corrected file' })}</LinkButton>
      </Flex>} />
  );
}

function Cancelled({ batch }: { batch: Batch }): ReactElement {
  return (
    <Alert type="info" showIcon title={t({ zh: '这个批次已取消，什么都没有入库', en: 'Cancelled; nothing was stored' })}
      description={<Link to={`/imports/new?item=${batch.item.id}`}>{t({ zh: '重新上传', en: 'Upload again' })}</Link>} />
  );
}

/** Where every column was recognised the server checks at once; the clerk can still look at the columns, change them and check again. */
function Columns({ batch }: { batch: Batch }): ReactElement {
  return (
    <details className="rc-panel">
      <summary>{t({ zh: '核对每一列对应的字段（改后重新校验）', en: 'Look at the columns (a change checks again)' })}</summary>
      <div className="rc-columns"><MappingPanel batch={batch} /></div>
    </details>
  );
}

function Now({ batch }: { batch: Batch }): ReactElement {
  switch (batch.state) {
    case 'reading': case 'checking': case 'committing': case 'withdrawing': return <ProgressPanel batch={batch} />;
    case 'mapping': return <MappingPanel batch={batch} />;
    case 'ready': return <><ReportPanel batch={batch} /><Columns batch={batch} /><CommitPanel batch={batch} /></>;
    case 'done': case 'withdrawn': return <><ReceiptPanel batch={batch} /><ReportPanel batch={batch} /></>;
    case 'refused': return <Refused batch={batch} />;
    case 'cancelled': return <Cancelled batch={batch} />;
  }
}

/** Who uploaded it, who ordered the commit and who the withdrawal: each answers for their own step. */
function showHands({ by, committedBy, withdrawnBy }: Batch): string {
  return [
    t({ zh: `上传：${by.name}`, en: `uploaded by ${by.name}` }), committedBy && t({ zh: `提交：${committedBy.name}`, en: `committed by ${committedBy.name}` }),
    withdrawnBy && t({ zh: `撤回：${withdrawnBy.name}`, en: `withdrawn by ${withdrawnBy.name}` }),
  ].filter(Boolean).join(' · ');
}

export function BatchPage(): ReactElement {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['imports', id], queryFn: () => api.imports.get(id),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data.state) ? 1000 : false),
  });
  const crumbs = [{ label: t({ zh: '批量导入', en: 'Imports' }), to: '/imports' }];
  if (query.error) {
    return <><PageHeader title={t({ zh: '导入批次', en: 'Import' })} crumbs={crumbs} /><ProblemAlert error={query.error} onRetry={() => void query.refetch()} /></>;
  }
  if (!query.data) return <Skeleton active />;
  const batch = query.data;
  const open = batch.state === 'mapping' || batch.state === 'ready' || batch.state === 'reading' || batch.state === 'checking';
  return (
    <>
      <PageHeader title={batch.fileName} crumbs={crumbs} actions={open && <CancelButton batch={batch} />}
        lead={<>{t(batch.item.label)} · {showHands(batch)} · <span className="rc-num">{showInstant(batch.createdAt)}</span> <BatchTag batch={batch} /></>} />
      <StageBar state={batch.state} />
      <Flex vertical gap={16}>
        <SameFile batch={batch} />
        <Now batch={batch} />
      </Flex>
    </>
  );
}
