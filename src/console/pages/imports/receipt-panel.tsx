// 回执: what became of every row, as a sum that anyone can check; the way to the records; and the way back for the whole batch.
import { Alert, Card, Flex } from 'antd';
import type { ReactElement } from 'react';
import type { Batch } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { LinkButton } from '../looks/data-table.tsx';
import { isStaffList } from './commit-panel.tsx';
import { Withdraw, Withdrawn } from './withdraw-panel.tsx';

function Sum({ counts }: { counts: Batch['counts'] }): ReactElement {
  const skipped = counts.total - counts.committed - counts.bad - counts.duplicate;
  const parts: [string, number][] = [
    [t({ zh: '已入库', en: 'stored' }), counts.committed], [t({ zh: '有错误未入库', en: 'bad, not stored' }), counts.bad], [t({ zh: '重复未入库', en: 'duplicate, not stored' }), counts.duplicate],
    ...(skipped > 0 ? [[t({ zh: '提交时未入库', en: 'not stored when committing' }), skipped] as [string, number]] : []),
  ];
  return (
    <dl className="rc-sum">
      <div><dt>{t({ zh: '文件总行数', en: 'rows of the file' })}</dt><dd>{showNumber(counts.total)}</dd></div>
      {parts.map(([label, value], n) => <div key={label}><dt><span aria-hidden="true">{n === 0 ? '= ' : '+ '}</span>{label}</dt><dd>{showNumber(value)}</dd></div>)}
    </dl>
  );
}

export function ReceiptPanel({ batch }: { batch: Batch }): ReactElement {
  return (
    <Card title={t({ zh: '导入回执', en: 'Receipt' })}>
      <Flex vertical gap={16}>
        {batch.withdrawnBy === null
          ? <Alert type="success" showIcon title={t({ zh: `已登记 ${showNumber(batch.counts.committed)} ${isStaffList(batch) ? '项任职' : '条记录'}`, en: `${showNumber(batch.counts.committed)} ${isStaffList(batch) ? 'posts' : 'records'} stored` })} />
          : <Withdrawn batch={batch} />}
        <Sum counts={batch.counts} />
        <Flex gap={8} wrap>
          {isStaffList(batch) ? <LinkButton primary to="/directory/officials">{t({ zh: '查公务员', en: 'Officials' })}</LinkButton> : <LinkButton primary to={`/records/dishonesty-record?batch=${encodeURIComponent(batch.id)}`}>{t({ zh: '查看这一批的记录', en: 'See the records of this batch' })}</LinkButton>}
          {batch.state !== 'withdrawn' && <Withdraw batch={batch} />}
        </Flex>
      </Flex>
    </Card>
  );
}
