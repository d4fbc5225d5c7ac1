// 更名、登记代码、变更隶属、合并与撤销: changes of a body, each with its day and the document it rests on. Who may do it decides the server; a refusal says whom to ask.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { isCivilDay } from '../../../core/identifiers/dates.ts';
import { api } from '../../api.ts';
import type { BodyDetail, Day } from '../../api.ts';
import { t } from '../../i18n.ts';
import { DateInput, ProblemAlert } from '../../ui/index.ts';
import { AreaSelect, BodySelect } from './body-select.tsx';
import { UsccInput } from './uscc-input.tsx';

const required = (zh: string, en: string) => [{ required: true, whitespace: true, message: t({ zh, en }) }];
/** A form rule: the field holds a day of the calendar. */
export const dayRule = { validator: (_: unknown, value: string) => (!value || isCivilDay(value) ? Promise.resolve() : Promise.reject(new Error(t({ zh: '日期不对，请写成 2026-11-23', en: 'Not a date' })))) };

export function Change<T extends object>({ title, button, note, send, children, danger = false }: {
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

export function CodeButton({ body }: { body: BodyDetail }): ReactElement {
  return (
    <Change<{ uscc: string; on: Day; document: string }> title={t({ zh: `登记${body.name}的统一社会信用代码`, en: `Credit code of ${body.name}` })} send={(values) => api.bodies.code(body.id, values)}
      button={body.uscc ? t({ zh: '更正代码', en: 'Correct the code' }) : t({ zh: '登记代码', en: 'Register the code' })} note={t({ zh: '登记后可按代码查找和比对；已有记录不变。', en: 'It is then found by its code; records do not change.' })}>
      <Form.Item name="uscc" label={t({ zh: '统一社会信用代码', en: 'Credit code' })} rules={required('请填统一社会信用代码', 'Give the code')}><UsccInput /></Form.Item>
    </Change>
  );
}

export function MoveButton({ body }: { body: BodyDetail }): ReactElement {
  return (
    <Change<{ parentId?: string; area?: string; on: Day; document: string }> title={t({ zh: `变更${body.name}的隶属`, en: `Move ${body.name}` })} button={t({ zh: '变更隶属', en: 'Move' })} send={(values) => api.bodies.move(body.id, values)}
      note={t({ zh: '上级和辖区可以只改一项；原有记录仍在原辖区。', en: 'Change the superior, the area or both; records stay in the old area.' })}>
      <Form.Item name="parentId" label={t({ zh: '新的上级（不变则留空）', en: 'New superior (empty: unchanged)' })}><BodySelect except={body.id} /></Form.Item>
      <Form.Item name="area" label={t({ zh: '新的辖区（不变则留空）', en: 'New area (empty: unchanged)' })}><AreaSelect /></Form.Item>
    </Change>
  );
}

export function EndButton({ body }: { body: BodyDetail }): ReactElement {
  return (
    <Change<{ into?: string[]; on: Day; document: string }> danger title={t({ zh: `撤销${body.name}`, en: `End ${body.name}` })} button={t({ zh: '登记撤销或分立', en: 'End or split' })}
      send={({ into, ...values }) => api.bodies.end(body.id, { ...values, into: into ?? [] })}
      note={t({ zh: '没有承继机构的留空；分立的依次选择承继机构，原有记录由第一个承继机构答复。', en: 'Leave empty if nobody succeeds; after a split the first answers for old records.' })}>
      <Form.Item name="into" label={t({ zh: '承继机构', en: 'Successors' })}><BodySelect except={body.id} many /></Form.Item>
    </Change>
  );
}
