// 回执: what became of every row, as a sum that anyone can check; the way to the records; and the way back for the whole batch.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { api, newKey } from '../../api.ts';
import type { Batch } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';
import { LinkButton } from '../looks/data-table.tsx';

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

function Withdraw({ batch }: { batch: Batch }): ReactElement {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const field = useId();
  const withdraw = useMutation({
    mutationFn: () => api.imports.withdraw(batch.id, reason.trim(), key),
    onSuccess: () => { setOpen(false); return client.invalidateQueries(); },
  });
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>{t({ zh: '撤回整批', en: 'Withdraw the batch' })}</Button>
      <Modal open={open} title={t({ zh: '撤回整批？', en: 'Withdraw the whole batch?' })} onCancel={() => setOpen(false)} onOk={() => withdraw.mutate()} confirmLoading={withdraw.isPending}
        okText={t({ zh: '撤回', en: 'Withdraw' })} cancelText={t({ zh: '不撤回', en: 'Keep' })} okButtonProps={{ danger: true, disabled: reason.trim().length < 2 }}>
        <ProblemAlert error={withdraw.error} />
        <p>{t({ zh: `这一批的 ${showNumber(batch.counts.committed)} 条记录都会终止，过程留痕。`, en: `All ${showNumber(batch.counts.committed)} records of this batch will end, with a trace.` })}</p>
        <label htmlFor={field}>{t({ zh: '撤回理由（必填）', en: 'Reason (required)' })}</label>
        <Input.TextArea id={field} rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </>
  );
}

export function ReceiptPanel({ batch }: { batch: Batch }): ReactElement {
  const withdrawn = batch.state === 'withdrawn';
  return (
    <Card title={t({ zh: '导入回执', en: 'Receipt' })}>
      <Flex vertical gap={16}>
        {withdrawn
          ? <Alert type="info" showIcon title={t({ zh: '这一批已整批撤回', en: 'The whole batch was withdrawn' })} description={t({ zh: `${batch.withdrawnBy === null ? '' : `${batch.withdrawnBy.name}撤回。`}理由：${batch.reason ?? '未记'}。记录都留痕，可从下面打开查看。`, en: `${batch.withdrawnBy === null ? '' : `By ${batch.withdrawnBy.name}. `}Reason: ${batch.reason ?? 'none'}. The records are kept and can be opened below.` })} />
          : <Alert type="success" showIcon title={t({ zh: `已登记 ${showNumber(batch.counts.committed)} 条记录`, en: `${showNumber(batch.counts.committed)} records stored` })} />}
        <Sum counts={batch.counts} />
        <Flex gap={8} wrap>
          <LinkButton primary to={`/records/dishonesty-record?batch=${encodeURIComponent(batch.id)}`}>{t({ zh: '查看这一批的记录', en: 'See the records of this batch' })}</LinkButton>
          {!withdrawn && <Withdraw batch={batch} />}
        </Flex>
      </Flex>
    </Card>
  );
}
