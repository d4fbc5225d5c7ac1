// 查阅目的: data about an official opens only to somebody who says why. Purpose and reason are kept and can be shown to that official.
import { Button, Card, Flex, Input, Radio } from 'antd';
import { useId, useState } from 'react';
import type { FormEvent, ReactElement, ReactNode } from 'react';
import type { Purpose, Why } from '../../api.ts';
import { t } from '../../i18n.ts';
import { purposes as allPurposes } from './words.ts';

/** Asks for purpose and reason; `children` are further questions of the page, above the button. */
export function PurposeForm({ purposes, onGive, action, children }: { purposes?: Purpose[]; onGive: (why: Why) => void; action?: string; children?: ReactNode }): ReactElement {
  const [purpose, setPurpose] = useState('');
  const [because, setBecause] = useState('');
  const [pressed, setPressed] = useState(false);
  const field = useId();
  const list = purposes && purposes.length > 0 ? purposes : allPurposes;
  const gap = !purpose ? t({ zh: '请选择查阅目的。', en: 'Choose a purpose.' }) : because.trim().length < 2 ? t({ zh: '请写明缘由，如文号、事项。', en: 'State the reason.' }) : '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setPressed(true);
    if (!gap) onGive({ purpose, because: because.trim() });
  };
  return (
    <Card title={t({ zh: '请先说明查阅目的', en: 'State your purpose first' })} style={{ maxWidth: 720 }}>
      <form onSubmit={submit}>
        <Flex vertical gap={16} align="start">
          <p>{t({ zh: '这里是公务员的信息。每次查阅都会留痕，本人可以看到是谁、为什么查阅。', en: 'This is data about an official. Every look is kept, and that person can see who looked and why.' })}</p>
          {children}
          <Radio.Group value={purpose} onChange={(event) => setPurpose(event.target.value as string)} aria-label={t({ zh: '查阅目的', en: 'Purpose' })}>
            <Flex vertical gap={4}>{list.map((entry) => <Radio key={entry.key} value={entry.key}>{t(entry.label)}</Radio>)}</Flex>
          </Radio.Group>
          <div style={{ width: '100%' }}>
            <label htmlFor={field}>{t({ zh: '缘由（必填，如文号、事项）', en: 'Reason (required)' })}</label>
            <Input id={field} value={because} maxLength={200} onChange={(event) => setBecause(event.target.value)} aria-required="true" />
          </div>
          <span role="alert" className="rc-hint-bad">{pressed ? gap : ''}</span>
          <Button type="primary" htmlType="submit">{action ?? t({ zh: '查阅', en: 'Look' })}</Button>
        </Flex>
      </form>
    </Card>
  );
}
