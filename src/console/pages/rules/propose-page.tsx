// 提出修改: one person proposes the next version with its source, first day and reason; another approves. The same checks that the server
// makes run while one types, so that a fault is seen where it is made.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Form, Input, Radio, Skeleton } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { RuleKind } from '../../../core/rules.ts';
import { api, newKey } from '../../api.ts';
import type { RuleRow } from '../../api.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { DateInput, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { dayRule } from '../directory/body-changes.tsx';
import { findFaults } from './faults.ts';
import { JsonEditor } from './json-editor.tsx';
import { inForceOn } from './rule-page.tsx';
import { TermFields } from './term-fields.tsx';
import { CHANGES, isRuleKind, rulePath } from './words.ts';

type Meta = { basis: string; effectiveFrom: string; reason: string };

function Proposal({ kind, base }: { kind: RuleKind; base: RuleRow }): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [key] = useState(newKey);
  const [body, setBody] = useState<unknown>(base.body);
  const [pressed, setPressed] = useState(false);
  const byForm = kind === 'limit' || kind === 'severity';
  const faults = body === undefined ? [] : findFaults(kind, base.key, body);
  const same = JSON.stringify(body) === JSON.stringify(base.body);
  const propose = useMutation({
    mutationFn: (meta: Meta) => api.records.start(CHANGES, 'propose', { kind, key: base.key, body, ...meta }, key),
    onSuccess: async (made) => {
      void message.success(t({ zh: '已提出，等待另一人批准', en: 'Proposed; another person approves' }));
      await client.invalidateQueries();
      await navigate(`/rules/changes/${encodeURIComponent(made.id)}`);
    },
  });
  const blocked = body === undefined || faults.length > 0 || same;
  const send = (meta: Meta): void => { setPressed(true); if (!blocked) propose.mutate(meta); };
  const notEarlier = { validator: (_: unknown, day: string) => (day && day < me.today ? Promise.reject(new Error(t({ zh: '生效日不能早于今天', en: 'Rules do not reach back' }))) : Promise.resolve()) };
  return (
    <Form<Meta> layout="vertical" initialValues={{ basis: base.basis }} onFinish={send} onFinishFailed={() => setPressed(true)} scrollToFirstError={{ focus: true }} style={{ maxWidth: 840 }}>
      <div className="rc-stack">
        <ProblemAlert error={propose.error} />
        <Card title={t({ zh: '新内容', en: 'New content' })}>
          {byForm ? <TermFields kind={kind} body={body as Record<string, unknown>} onChange={setBody} /> : <JsonEditor value={base.body} onChange={setBody} />}
          <div role="alert">{faults.length > 0 && <ul className="rc-faults">{faults.map((fault) => <li key={fault}>{fault}</li>)}</ul>}</div>
          {pressed && same && <p className="rc-hint-bad" role="alert">{t({ zh: '内容和现行版本相同，还没有改动。', en: 'Nothing differs from the version in force.' })}</p>}
        </Card>
        <Card title={t({ zh: '何时起、为什么', en: 'From when, and why' })}>
          <Form.Item name="basis" label={t({ zh: '性质', en: 'Basis' })} rules={[{ required: true }]}>
            <Radio.Group options={[{ value: 'law', label: t({ zh: '法律法规或上级文件规定', en: 'Law' }) }, { value: 'policy', label: t({ zh: '本市拟定政策', en: 'Policy of this city' }) }]} />
          </Form.Item>
          <Form.Item name="effectiveFrom" label={t({ zh: '生效日', en: 'In force from' })} rules={[{ required: true, message: t({ zh: '请填生效日', en: 'Give the day' }) }, dayRule, notEarlier]}><DateInput /></Form.Item>
          <Form.Item name="reason" label={t({ zh: '理由与出处', en: 'Reason and source' })} rules={[{ required: true, whitespace: true, message: t({ zh: '请写明理由与出处', en: 'Give the reason' }) }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={propose.isPending}>{t({ zh: '提出，交另一人批准', en: 'Propose' })}</Button>
        </Card>
      </div>
    </Form>
  );
}

export function ProposePage(): ReactElement {
  const { kind = '', key = '' } = useParams();
  const me = useMe();
  const rule = useQuery({ queryKey: ['rules', kind, key, 'versions'], queryFn: () => api.rules.get(kind, key) });
  const crumbs = [{ label: t({ zh: '规则库', en: 'Rulebook' }), to: '/rules' }, { label: rule.data?.versions[0] ? t(rule.data.versions[0].label) : key, to: rulePath(kind, key) }];
  const base = rule.data && (inForceOn(rule.data.versions, me.today) ?? rule.data.versions.at(-1));
  return (
    <>
      <PageHeader title={t({ zh: '提出修改', en: 'Propose a change' })} crumbs={crumbs} lead={t({ zh: '批准之前，现行规则照旧；批准之后，自生效日起作出的决定用新版本，已经作出的决定不变。', en: 'The rule in force stays until approval; decisions already made do not change.' })} />
      <ProblemAlert error={rule.error} onRetry={() => void rule.refetch()} />
      {rule.isPending && <Skeleton active />}
      {base && isRuleKind(kind) && <Proposal kind={kind} base={base} />}
    </>
  );
}
