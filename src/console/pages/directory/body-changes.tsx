// 更名与合并: changes of a body, each with its day and the document it rests on. Who may do it decides the server; a refusal says whom to ask.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { isCivilDay } from '../../../core/identifiers/dates.ts';
import { api } from '../../api.ts';
import type { BodyDetail, Day } from '../../api.ts';
import { t } from '../../i18n.ts';
import { DateInput, ProblemAlert } from '../../ui/index.ts';
import { BodySelect } from './body-select.tsx';

const required = (zh: string, en: string) => [{ required: true, whitespace: true, message: t({ zh, en }) }];
/** A form rule: the field holds a day of the calendar. */
export const dayRule = { validator: (_: unknown, value: string) => (!value || isCivilDay(value) ? Promise.resolve() : Promise.reject(new Error(t({ zh: '日期不对，请写成 2026-11-23', en: 'Not a date' })))) };

function Change<T extends object>({ title, button, note, send, children, danger = false }: {
  title: string; button: string; note: string; send: (values: T) => Promise<unknown>; children: ReactNode; danger?: boolean;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<T>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const change = useMutation({
    mutationFn: send,
    onSuccess: async () => { setOpen(false); form.resetFields(); void message.success(t({ zh: '已登记', en: 'Registered' })); await client.invalidateQueries(); },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{button}</Button>
      <Modal open={open} title={title} onCancel={() => setOpen(false)} onOk={() => form.submit()} confirmLoading={change.isPending} okButtonProps={{ danger }}
        okText={t({ zh: '登记', en: 'Register' })} cancelText={t({ zh: '取消', en: 'Cancel' })} forceRender>
        <ProblemAlert error={change.error} />
        <p className="rc-quiet">{note}</p>
        <Form form={form} layout="vertical" onFinish={(values) => change.mutate(values)}>
          {children}
          <Form.Item name="on" label={t({ zh: '生效日期', en: 'From' })} rules={[...required('请填生效日期', 'Give the day'), dayRule]}><DateInput /></Form.Item>
          <Form.Item name="document" label={t({ zh: '依据文件（文号或名称）', en: 'Document' })} rules={required('请填依据文件', 'Name the document')}><Input maxLength={120} /></Form.Item>
        </Form>
      </Modal>
    </>
  );
}

type Rename = { name: string; on: Day; document: string };
export function RenameButton({ body }: { body: BodyDetail }): ReactElement {
  return (
    <Change<Rename> title={t({ zh: `${body.name}更名`, en: `Rename ${body.name}` })} button={t({ zh: '登记更名', en: 'Rename' })} send={(values) => api.bodies.rename(body.id, values)}
      note={t({ zh: '原名保留为曾用名，原有记录不变。', en: 'The old name is kept; records do not change.' })}>
      <Form.Item name="name" label={t({ zh: '新名称', en: 'New name' })} rules={required('请填新名称', 'Give the new name')}><Input maxLength={100} /></Form.Item>
    </Change>
  );
}

type Merge = { into: string; on: Day; document: string };
export function MergeButton({ body }: { body: BodyDetail }): ReactElement {
  return (
    <Change<Merge> danger title={t({ zh: `${body.name}并入其他机构`, en: `Merge ${body.name} into another body` })} button={t({ zh: '登记合并', en: 'Merge' })} send={(values) => api.bodies.merge(body.id, values)}
      note={t({ zh: '合并后这个机构不再存续；原有记录仍在原名下，页面指向承继机构。', en: 'This body then ends; its records stay under its name and its page leads to the successor.' })}>
      <Form.Item name="into" label={t({ zh: '并入', en: 'Into' })} rules={required('请选承继机构', 'Choose the successor')}><BodySelect except={body.id} /></Form.Item>
    </Change>
  );
}
