// 查阅用途: whoever opens an official's record first says why. The purpose is kept and can be shown to that official.
import { Button, Form, Input, Modal, Radio } from 'antd';
import { useNavigate } from 'react-router';
import type { Purpose, Why } from '../../api.ts';
import { t } from '../../i18n.ts';
import { PageHeader } from '../../ui/index.ts';

const BECAUSE_MIN = 4;

type Asking = { purposes: Purpose[]; onState: (why: Why) => void };

export function PurposeGate(asking: Asking) {
  return (
    <>
      <PageHeader title={t({ zh: '公职人员记录', en: 'Record of an official' })} lead={t({ zh: '说明用途后才能查看。', en: 'State a purpose to see it.' })} />
      <PurposeModal {...asking} title={t({ zh: '您为什么要查看这条记录？', en: 'Why do you need to see this record?' })} />
    </>
  );
}

/** Stands before what it is about until the purpose is stated; whoever does not want to say goes back. */
export function PurposeModal({ purposes, onState, title, onLeave }: Asking & { title: string; onLeave?: () => void }) {
  const navigate = useNavigate();
  const leave = onLeave ?? (() => void navigate(-1));
  const [form] = Form.useForm<Why>();
  return (
    <Modal open title={title} onCancel={leave} mask={{ closable: false }}
      footer={[<Button key="no" onClick={leave}>{t({ zh: '不查看，返回', en: 'Go back' })}</Button>, <Button key="yes" type="primary" onClick={() => form.submit()}>{t({ zh: '查看', en: 'Open' })}</Button>]}>
      <p className="rc-purpose-note">{t({ zh: '查看人、时间、用途和事由都会留存，本人可以查询。', en: 'Who, when and why is kept, and the official can see it.' })}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={onState}>
        <Form.Item name="purpose" label={t({ zh: '用途', en: 'Purpose' })} rules={[{ required: true, message: t({ zh: '请选择用途', en: 'Choose a purpose' }) }]}>
          <Radio.Group className="rc-radios" options={purposes.map(({ key, label }) => ({ value: key, label: t(label) }))} />
        </Form.Item>
        <Form.Item name="because" htmlFor="because" label={t({ zh: '具体事由', en: 'Reason' })} rules={[{ required: true, min: BECAUSE_MIN, whitespace: true, message: t({ zh: `请写明事由，至少 ${BECAUSE_MIN} 个字，如“核实 2026 年第 12 号问责决定”`, en: 'Say why' }) }]}>
          <Input.TextArea id="because" rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
