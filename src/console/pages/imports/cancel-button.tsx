// 取消批次: gives up a batch before anything is stored.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import type { Batch } from '../../api.ts';
import { t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';

export function CancelButton({ batch }: { batch: Batch }): ReactElement {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const cancel = useMutation({
    mutationFn: () => api.imports.cancel(batch.id),
    onSuccess: () => { setOpen(false); return client.invalidateQueries({ queryKey: ['imports'] }); },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t({ zh: '取消这个批次', en: 'Cancel this batch' })}</Button>
      <Modal open={open} title={t({ zh: '取消这个批次？', en: 'Cancel this batch?' })} onCancel={() => setOpen(false)} onOk={() => cancel.mutate()}
        confirmLoading={cancel.isPending} okText={t({ zh: '取消批次', en: 'Cancel the batch' })} cancelText={t({ zh: '继续办理', en: 'Go on' })} okButtonProps={{ danger: true }}>
        <ProblemAlert error={cancel.error} />
        <p>{t({ zh: '还没有任何一行入库，取消不会影响已有记录。以后可以重新上传同一个文件。', en: 'No row has been stored; existing records are not affected. You may upload the file again later.' })}</p>
      </Modal>
    </>
  );
}
