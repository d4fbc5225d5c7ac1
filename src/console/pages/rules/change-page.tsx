// 一项规则变更: what would change, field by field against the version in force, why, and the decision of another person.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Input, Skeleton, Typography } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { api, newKey } from '../../api.ts';
import type { Action, Detail, Label } from '../../api.ts';
import { showDay, showInstant } from '../../days.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert, StateTag } from '../../ui/index.ts';
import { DataTable } from '../looks/data-table.tsx';
import { BasisTag } from './basis.tsx';
import { RuleBody } from './rule-body.tsx';
import { inForceOn } from './rule-page.tsx';
import { CHANGES, flatten, isRuleKind, rulePath, showPath, showValue } from './words.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Lines that differ between two contents. */
export function differences(before: unknown, after: unknown): { path: string; before: unknown; after: unknown }[] {
  const old = new Map(flatten(before).map(({ path, value }) => [path, value]));
  const now = new Map(flatten(after).map(({ path, value }) => [path, value]));
  return [...new Set([...old.keys(), ...now.keys()])].filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(now.get(path)))
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }));
}

/** Whether a rule of that key is in force; undefined until that is known. Asking for one that is not there would be a refusal. */
function useKnown(kind: string, ruleKey: string): boolean | undefined {
  return useQuery({ queryKey: ['rules', kind, 'now'], queryFn: () => api.rules.list({ kind }), enabled: isRuleKind(kind) }).data?.some((rule) => rule.key === ruleKey);
}

function Difference({ kind, ruleKey, body }: { kind: string; ruleKey: string; body: unknown }): ReactElement {
  const me = useMe();
  const known = useKnown(kind, ruleKey);
  const rule = useQuery({ queryKey: ['rules', kind, ruleKey, 'versions'], queryFn: () => api.rules.get(kind, ruleKey), retry: false, enabled: known === true });
  const base = rule.data && inForceOn(rule.data.versions, me.today);
  if (known === false) return <><p className="rc-quiet">{t({ zh: '这是一条新规则，现在还没有同代号的规则。全部内容如下：', en: 'A new rule: there is none of this key yet. All of it:' })}</p><RuleBody kind={kind} body={body} /></>;
  if (rule.isPending) return <Skeleton active />;
  return (
    <DataTable rows={differences(base?.body ?? {}, body)} rowKey={(change) => change.path} caption={t({ zh: '与现行版本比较', en: 'Against the version in force' })}
      empty={<Empty title={t({ zh: '内容与现行版本相同', en: 'No difference' })} fill={t({ zh: '可能已经批准并生效。', en: 'It may already be in force.' })} />} columns={[
        { key: 'path', label: t({ zh: '项目', en: 'Field' }), head: true, cell: (change) => showPath(change.path) },
        { key: 'before', label: t({ zh: '现行', en: 'In force' }), cell: (change) => <del className="rc-value">{showValue(change.before)}</del> },
        { key: 'after', label: t({ zh: '拟改为', en: 'Proposed' }), cell: (change) => <ins className="rc-value">{showValue(change.after)}</ins> },
      ]} />
  );
}

function Decide({ detail }: { detail: Detail }): ReactElement {
  const client = useQueryClient();
  const { message } = App.useApp();
  const field = useId();
  const [words, setWords] = useState('');
  const [gap, setGap] = useState<string>();
  const [key] = useState(newKey);
  const act = useMutation({
    mutationFn: ({ action, input }: { action: Action; input: Record<string, string> }) => api.records.act(CHANGES, detail.id, action.id, input, detail.seq, key + action.id),
    onSuccess: async () => { void message.success(t({ zh: '已办理', en: 'Done' })); await client.invalidateQueries(); },
  });
  const press = (action: Action): void => {
    const said = words.trim();
    const take = action.takes.find(({ key: name }) => name === 'reason' || name === 'remark');
    if (take?.required && !said) { setGap(t({ zh: `“${action.label.zh}”须写明理由。`, en: 'Give a reason.' })); return; }
    setGap(undefined);
    act.mutate({ action, input: take && said ? { [take.key]: said } : {} });
  };
  if (detail.actions.length === 0) {
    return <p className="rc-quiet">{t({ zh: '这项变更现在没有您可以办理的事。待批准的变更须由提出人以外、有规则批准权限的人办理。', en: 'Nothing for you to do here. A waiting change is decided by somebody else than its proposer.' })}</p>;
  }
  return (
    <Card title={t({ zh: '审批', en: 'Decision' })}>
      <ProblemAlert error={act.error} />
      <Flex vertical gap={8} align="start">
        <label htmlFor={field}>{t({ zh: '意见或理由（不批准、撤回时必填）', en: 'Remark or reason (required to refuse or withdraw)' })}</label>
        <Input.TextArea id={field} rows={3} maxLength={2000} value={words} status={gap ? 'error' : ''} aria-invalid={gap !== undefined} aria-describedby={`${field}-gap`} onChange={(event) => setWords(event.target.value)} />
        <span id={`${field}-gap`} className="rc-hint-bad" role="alert">{gap ?? ''}</span>
        <Flex gap={8} wrap>
          {detail.actions.map((action) => <Button key={action.id} type={action.id === 'approve' ? 'primary' : 'default'} danger={action.danger ?? false} disabled={action.why !== undefined} loading={act.isPending && act.variables.action.id === action.id} onClick={() => press(action)}>{t(action.label)}</Button>)}
        </Flex>
        {detail.actions.filter((action) => action.why).map((action) => <Typography.Text key={action.id} type="secondary">{t(action.label)}：{t(action.why)}</Typography.Text>)}
      </Flex>
    </Card>
  );
}

/** The Word file that is proposed: whoever approves opens it first. */
function ProposedTemplate({ body }: { body: unknown }): ReactElement | null {
  const { template, title } = body as { template?: string; title?: string };
  if (!template) return null;
  return <p><a href={`data:application/vnd.openxmlformats-officedocument.wordprocessingml.document;base64,${template}`} download={`${title ?? ''}（拟改）.docx`}>{t({ zh: '下载拟改的 Word 模板', en: 'Download the proposed template' })}</a></p>;
}

/** The rule by the name it would have; the calendar has none. */
const nameOf = (body: unknown): string | undefined => (typeof body === 'object' && body !== null && 'label' in body ? t(body.label as Label) : undefined);

function RuleName({ kind, ruleKey, body }: { kind: string; ruleKey: string; body: unknown }): ReactElement {
  const name = nameOf(body) ?? ruleKey;
  return useKnown(kind, ruleKey) === true ? <Link to={rulePath(kind, ruleKey)}>{name}</Link> : <>{name} <code>{ruleKey}</code></>;
}

export function ChangePage(): ReactElement {
  const { id = '' } = useParams();
  const change = useQuery({ queryKey: ['record', CHANGES, id], queryFn: () => api.records.get(CHANGES, id), retry: false });
  const crumbs = [{ label: t({ zh: '规则库', en: 'Rulebook' }), to: '/rules' }, { label: t({ zh: '变更与审批', en: 'Changes' }), to: '/rules/changes' }];
  if (change.error) return <><PageHeader title={t({ zh: '规则变更', en: 'Change' })} crumbs={crumbs} /><ProblemAlert error={change.error} onRetry={() => void change.refetch()} /></>;
  if (!change.data) return <Skeleton active />;
  const detail = change.data;
  const [kind, key] = [text(detail.data.kind), text(detail.data.key)];
  const first = detail.timeline[0];
  return (
    <>
      <PageHeader title={detail.title} crumbs={crumbs} lead={<>{detail.no} <StateTag state={detail.state === 'proposed' ? 'ready' : detail.state} label={detail.stateLabel} /></>} />
      <div className="rc-stack rc-rule">
        <Card title={t({ zh: '提出', en: 'Proposal' })}>
          <Descriptions column={1} size="small" items={[
            { key: 'rule', label: t({ zh: '规则', en: 'Rule' }), children: <RuleName kind={kind} ruleKey={key} body={detail.data.body} /> },
            { key: 'from', label: t({ zh: '生效日', en: 'In force from' }), children: <span className="rc-num">{showDay(text(detail.data.effectiveFrom))}</span> },
            ...(text(detail.data.basis) ? [{ key: 'basis', label: t({ zh: '性质', en: 'Basis' }), children: <BasisTag basis={text(detail.data.basis)} /> }] : []),
            { key: 'reason', label: t({ zh: '理由与出处', en: 'Reason' }), children: text(detail.data.reason) },
            { key: 'by', label: t({ zh: '提出人', en: 'By' }), children: <span>{first?.by?.name} {first && <span className="rc-num">{showInstant(first.at)}</span>}</span> },
          ]} />
        </Card>
        <Card title={t({ zh: '会改变什么', en: 'What would change' })}><Difference kind={kind} ruleKey={key} body={detail.data.body} />{kind === 'letter' && <ProposedTemplate body={detail.data.body} />}</Card>
        <Decide key={detail.seq} detail={detail} />
      </div>
    </>
  );
}
