// 一条规则: its versions, what each says, how two of them differ, and the way to propose a new one.
import { useQuery } from '@tanstack/react-query';
import { Card, Flex, Select, Skeleton } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { ruleKinds } from '../../../core/rules.ts';
import { api } from '../../api.ts';
import type { RuleRow } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert, StateTag, lawLine } from '../../ui/index.ts';
import { DataTable, LinkButton } from '../looks/data-table.tsx';
import { BasisTag } from './basis.tsx';
import { RuleBody } from './rule-body.tsx';
import { isRuleKind, rulePath, showPath, showValue } from './words.ts';

const newestFirst = (versions: RuleRow[]): RuleRow[] => [...versions].sort((a, b) => b.version - a.version);

/** The version in force on a day. */
export const inForceOn = (versions: readonly RuleRow[], day: string): RuleRow | undefined =>
  [...versions].sort((a, b) => b.version - a.version).find((rule) => rule.effectiveFrom <= day && (rule.effectiveTo === null || day < rule.effectiveTo));

function Standing({ rule, today, current }: { rule: RuleRow; today: string; current: RuleRow | undefined }): ReactElement {
  if (rule.version === current?.version) return <StateTag tone="done" label={t({ zh: '现行', en: 'in force' })} />;
  if (rule.effectiveFrom > today) return <StateTag tone="wait" label={t({ zh: '尚未生效', en: 'not yet in force' })} />;
  return <StateTag tone="plain" label={t({ zh: '已失效', en: 'past' })} />;
}

function Versions({ versions, today }: { versions: RuleRow[]; today: string }): ReactElement {
  const current = inForceOn(versions, today);
  return (
    <Card title={t({ zh: '各版本', en: 'Versions' })}>
      <DataTable rows={newestFirst(versions)} rowKey={(rule) => String(rule.version)} caption={t({ zh: '各版本', en: 'Versions' })} empty={null} columns={[
        { key: 'version', label: t({ zh: '版本', en: 'Version' }), head: true, cell: (rule) => t({ zh: `第 ${rule.version} 版`, en: `version ${rule.version}` }) },
        { key: 'standing', label: t({ zh: '状态', en: 'State' }), cell: (rule) => <Standing rule={rule} today={today} current={current} /> },
        { key: 'from', label: t({ zh: '生效', en: 'From' }), cell: (rule) => <span className="rc-num">{showDay(rule.effectiveFrom)}</span> },
        { key: 'to', label: t({ zh: '失效', en: 'Until' }), cell: (rule) => <span className="rc-num">{rule.effectiveTo ? showDay(rule.effectiveTo) : '—'}</span> },
        { key: 'summary', label: t({ zh: '内容', en: 'Content' }), cell: (rule) => t(rule.summary) },
        { key: 'source', label: t({ zh: '来源', en: 'Source' }), cell: (rule) => <><BasisTag basis={rule.basis} /> {lawLine(rule.source)}</> },
      ]} />
    </Card>
  );
}

function Compare({ kind, ruleKey, versions }: { kind: string; ruleKey: string; versions: RuleRow[] }): ReactElement {
  const sorted = newestFirst(versions);
  const [a, setA] = useState(sorted[1]?.version ?? 0);
  const [b, setB] = useState(sorted[0]?.version ?? 0);
  const ready = versions.length > 1 && a !== b;
  const changes = useQuery({ queryKey: ['rules', kind, ruleKey, 'compare', a, b], queryFn: () => api.rules.compare(kind, ruleKey, a, b), enabled: ready });
  const options = sorted.map((rule) => ({ value: rule.version, label: t({ zh: `第 ${rule.version} 版（${showDay(rule.effectiveFrom)} 起）`, en: `version ${rule.version} (${showDay(rule.effectiveFrom)})` }) }));
  if (versions.length < 2) return <Card title={t({ zh: '比较两个版本', en: 'Compare versions' })}><Empty title={t({ zh: '只有一个版本', en: 'One version only' })} fill={t({ zh: '变更获批后会多出一个版本，就可以在这里逐项比较。', en: 'An approved change adds a version that can be compared here.' })} /></Card>;
  return (
    <Card title={t({ zh: '比较两个版本', en: 'Compare versions' })}>
      <Flex vertical gap={12}>
        <Flex gap={8} align="center" wrap>
          <Select value={a} options={options} onChange={setA} aria-label={t({ zh: '前一个版本', en: 'Earlier version' })} style={{ minWidth: 240 }} />
          <span aria-hidden="true">→</span>
          <Select value={b} options={options} onChange={setB} aria-label={t({ zh: '后一个版本', en: 'Later version' })} style={{ minWidth: 240 }} />
        </Flex>
        {!ready && <p className="rc-quiet">{t({ zh: '请选两个不同的版本。', en: 'Choose two different versions.' })}</p>}
        <ProblemAlert error={changes.error} focus={false} />
        {ready && changes.data && <DataTable rows={changes.data} rowKey={(change) => change.path} caption={t({ zh: '逐项比较', en: 'Field by field' })}
          empty={<Empty title={t({ zh: '两个版本内容相同', en: 'No difference' })} fill={t({ zh: '只有生效日期不同。', en: 'Only the dates differ.' })} />}
          columns={[
            { key: 'path', label: t({ zh: '项目', en: 'Field' }), head: true, cell: (change) => showPath(change.path) },
            { key: 'before', label: t({ zh: '前', en: 'Before' }), cell: (change) => <del className="rc-value">{showValue(change.before)}</del> },
            { key: 'after', label: t({ zh: '后', en: 'After' }), cell: (change) => <ins className="rc-value">{showValue(change.after)}</ins> },
          ]} />}
      </Flex>
    </Card>
  );
}

export function RulePage(): ReactElement {
  const { kind = '', key = '' } = useParams();
  const me = useMe();
  const rule = useQuery({ queryKey: ['rules', kind, key, 'versions'], queryFn: () => api.rules.get(kind, key) });
  const kindLabel = isRuleKind(kind) ? t(ruleKinds[kind]) : kind;
  const crumbs = [{ label: t({ zh: '规则库', en: 'Rulebook' }), to: '/rules' }, { label: kindLabel, to: `/rules?kind=${encodeURIComponent(kind)}` }];
  if (rule.error) return <><PageHeader title={key} crumbs={crumbs} /><ProblemAlert error={rule.error} onRetry={() => void rule.refetch()} /></>;
  if (!rule.data) return <Skeleton active />;
  const { versions } = rule.data;
  const shown = inForceOn(versions, me.today) ?? newestFirst(versions)[0];
  if (!shown) return <Empty title={t({ zh: '没有版本', en: 'No version' })} fill={t({ zh: '这条规则还没有获批的版本。', en: 'No version was approved yet.' })} />;
  return (
    <>
      <PageHeader title={t(shown.label)} crumbs={crumbs} lead={<><BasisTag basis={shown.basis} /> {lawLine(shown.source)}</>}
        actions={me.account.roles.includes('rulekeeper') && <LinkButton to={`${rulePath(kind, key)}/propose`} primary>{t({ zh: '提出修改', en: 'Propose a change' })}</LinkButton>} />
      <div className="rc-stack">
        <Card title={t({ zh: `第 ${shown.version} 版，${showDay(shown.effectiveFrom)} 起`, en: `Version ${shown.version}, from ${showDay(shown.effectiveFrom)}` })}><RuleBody kind={kind} body={shown.body} />{kind === 'letter' && <p><a href={api.rules.templateUrl(shown.key, shown.version)}>{t({ zh: '下载这一版的 Word 模板', en: 'Download this Word template' })}</a></p>}</Card>
        <Versions versions={versions} today={me.today} />
        <Compare kind={kind} ruleKey={key} versions={versions} />
      </div>
    </>
  );
}
