// 规则一览: rules by kind as they stand on a day, with what is law and what is only the city's policy kept visibly apart.
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Radio } from 'antd';
import type { ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { isCivilDay } from '../../../core/identifiers/dates.ts';
import { ruleKinds } from '../../../core/rules.ts';
import type { RuleKind } from '../../../core/rules.ts';
import { api } from '../../api.ts';
import type { RuleRow } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { DateInput, Empty, PageHeader, ProblemAlert, lawLine } from '../../ui/index.ts';
import { DataTable, LinkButton } from '../looks/data-table.tsx';
import type { Column } from '../looks/data-table.tsx';
import { BasisTag } from './basis.tsx';
import { isRuleKind, rulePath } from './words.ts';

const columns: Column<RuleRow>[] = [
  { key: 'label', label: t({ zh: '规则', en: 'Rule' }), head: true, cell: (rule) => <><Link to={rulePath(rule.kind, rule.key)}>{t(rule.label)}</Link><span className="rc-cell-sub"><code>{rule.key}</code></span></> },
  { key: 'summary', label: t({ zh: '内容', en: 'Content' }), cell: (rule) => t(rule.summary) },
  { key: 'basis', label: t({ zh: '性质', en: 'Basis' }), cell: (rule) => <BasisTag basis={rule.basis} /> },
  { key: 'source', label: t({ zh: '来源', en: 'Source' }), cell: (rule) => lawLine(rule.source) },
  { key: 'from', label: t({ zh: '生效', en: 'In force' }), cell: (rule) => (
    <><span className="rc-num">{showDay(rule.effectiveFrom)}{t({ zh: ' 起', en: ' on' })}</span>{rule.effectiveTo && <span className="rc-cell-sub rc-num">{t({ zh: `至 ${showDay(rule.effectiveTo)}`, en: `until ${showDay(rule.effectiveTo)}` })}</span>}</>
  ) },
  { key: 'version', label: t({ zh: '版本', en: 'Version' }), right: true, cell: (rule) => `${rule.version} / ${rule.versions}` },
];

function Apart({ rules }: { rules: RuleRow[] }): ReactElement {
  const law = rules.filter((rule) => rule.basis === 'law').length;
  const policy = rules.length - law;
  return (
    <p className="rc-apart"><BasisTag basis="law" /> {t({ zh: `${law} 条，有法律法规或上级文件依据`, en: `${law} rest on law` })} <BasisTag basis="policy" /> {t({ zh: `${policy} 条，是本市拟定、尚无法律规定的数值`, en: `${policy} are numbers that the city itself means to set` })}</p>
  );
}

export function RuleList(): ReactElement {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const asked = params.get('kind') ?? 'item';
  const kind: RuleKind = isRuleKind(asked) ? asked : 'item';
  const on = params.get('on') ?? '';
  const set = (key: string, value: string): void => setParams((now) => { if (value) now.set(key, value); else now.delete(key); return now; }, { replace: true });
  const day = isCivilDay(on) ? on : undefined;
  const rules = useQuery({ queryKey: ['rules', kind, day ?? 'now'], queryFn: () => api.rules.list({ kind, ...(day ? { on: day } : {}) }) });
  return (
    <>
      <PageHeader title={t({ zh: '规则库', en: 'Rulebook' })} lead={t({ zh: '采集什么、几天办结、公示多久、凭什么公示，都在这里；每次决定都记下所用的版本。', en: 'What is collected, within how many days, shown for how long and on what ground; each decision cites the version it used.' })}
        actions={<>{me.account.roles.includes('rulekeeper') && <LinkButton to={`/rules/new?kind=${kind}`} primary>{t({ zh: '提出新规则', en: 'Propose a new rule' })}</LinkButton>}<LinkButton to="/rules/changes">{t({ zh: '变更与审批', en: 'Changes' })}</LinkButton><Button icon={<DownloadOutlined aria-hidden />} href={api.rules.exportUrl()} download>{t({ zh: '导出规则（YAML）', en: 'Export (YAML)' })}</Button></>} />
      <div className="rc-stack">
        <Flex gap={16} wrap align="end" justify="space-between">
          <Radio.Group optionType="button" className="rc-wrap-choice" value={kind} onChange={(event) => set('kind', event.target.value as string)} aria-label={t({ zh: '规则类别', en: 'Kind' })}
            options={Object.entries(ruleKinds).map(([value, label]) => ({ value, label: t(label) }))} />
          <div><label htmlFor="rules-on">{t({ zh: '按哪一天看', en: 'As of' })}</label><DateInput id="rules-on" value={on || me.today} onChange={(value) => set('on', value === me.today ? '' : value)} /></div>
        </Flex>
        <ProblemAlert error={rules.error} onRetry={() => void rules.refetch()} />
        {rules.data && rules.data.length > 0 && <Apart rules={rules.data} />}
        {!rules.error && <DataTable rows={rules.data} columns={columns} rowKey={(rule) => rule.key} caption={t(ruleKinds[kind])}
          empty={<Empty title={t({ zh: '这一天没有这类规则', en: 'No such rule on that day' })} fill={t({ zh: '规则随城市数据载入，或由一人提出、另一人批准后，自生效日起出现。换一个日期可以看到其他版本。', en: 'Rules come with the city’s data or by an approved change, from their first day on. Try another day.' })} />} />}
      </div>
    </>
  );
}
