// 提出规则: one person proposes a new rule, or the next version of one, with its source, first day and reason; another approves. The same
// checks that the server makes run while one types, so that a fault is seen where it is made.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Form, Input, Radio, Skeleton } from 'antd';
import { Suspense, lazy, useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { ruleKinds } from '../../../core/rules.ts';
import type { RuleKind } from '../../../core/rules.ts';
import type { CalendarData } from '../../../core/working-days.ts';
import { api, newKey } from '../../api.ts';
import type { RuleRow } from '../../api.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { DateInput, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { dayRule } from '../directory/body-changes.tsx';
import { CalendarFields } from './calendar-fields.tsx';
import { findFaults } from './faults.ts';
import { LetterFields } from './letter-fields.tsx';
import { RuleFields, emptyRule, hasForm } from './rule-fields.tsx';
import { inForceOn } from './rule-page.tsx';
import { CHANGES, isRuleKind, rulePath } from './words.ts';

const ItemFields = lazy(() => import('./item-fields.tsx'));

type Meta = { basis: string; effectiveFrom: string; reason: string };
type Plain = Record<string, unknown>;
const isPlain = (body: unknown): body is Plain => typeof body === 'object' && body !== null && !Array.isArray(body);

/** The key that a new rule goes by: an item's id, else what was typed. */
const keyIn = (body: unknown): string => { const named = isPlain(body) ? body['id'] ?? body['key'] : undefined; return typeof named === 'string' ? named : ''; };

function Content({ kind, base, others, body, onChange }: { kind: RuleKind; base: RuleRow | undefined; others: readonly RuleRow[]; body: unknown; onChange: (body: unknown) => void }): ReactElement {
  const me = useMe();
  const setKey = (key: string): void => onChange({ ...(isPlain(body) ? body : {}), key });
  if (kind === 'calendar') return <CalendarFields base={base?.body as CalendarData ?? { officialYears: [], days: {} }} year={Number(me.today.slice(0, 4))} onChange={onChange} />;
  if (kind === 'letter' && base) return <LetterFields body={body as Plain} base={base.body as Plain} version={base.version} onChange={onChange} />;
  if (!hasForm(kind)) return <Suspense fallback={<Skeleton active />}><ItemFields base={base?.body} models={base ? [] : others} onChange={onChange} /></Suspense>;
  return (
    <>
      {!base && <div className="rc-labelled rc-rule-key"><label htmlFor="rule-key">{t({ zh: '代号（英文字母、数字、点和连字符，定下后不改）', en: 'Key (letters, digits, dots and hyphens; never changed)' })}</label><Input id="rule-key" maxLength={80} value={keyIn(body)} onChange={(event) => setKey(event.target.value.trim())} /></div>}
      <RuleFields kind={kind} body={body as Plain} onChange={onChange} />
    </>
  );
}

/** When, why and by what right; sends what is given. */
function Send({ basis, busy, onTry, onSend }: { basis: string | undefined; busy: boolean; onTry: () => void; onSend: (meta: Meta) => void }): ReactElement {
  const me = useMe();
  const notEarlier = { validator: (_: unknown, day: string) => (day && day < me.today ? Promise.reject(new Error(t({ zh: '生效日不能早于今天', en: 'Rules do not reach back' }))) : Promise.resolve()) };
  return (
    <Form<Meta> layout="vertical" initialValues={{ basis }} onFinish={onSend} onFinishFailed={onTry} scrollToFirstError={{ focus: true }}>
      <Card title={t({ zh: '何时起、为什么', en: 'From when, and why' })}>
        <Form.Item name="basis" label={t({ zh: '性质', en: 'Basis' })} rules={[{ required: true, message: t({ zh: '请选性质：没有法律给出的数字，选“本市拟定政策”', en: 'Choose: a number that no law gives is policy of this city' }) }]}>
          <Radio.Group options={[{ value: 'law', label: t({ zh: '法律法规或上级文件规定', en: 'Law' }) }, { value: 'policy', label: t({ zh: '本市拟定政策', en: 'Policy of this city' }) }]} />
        </Form.Item>
        <Form.Item name="effectiveFrom" label={t({ zh: '生效日', en: 'In force from' })} rules={[{ required: true, message: t({ zh: '请填生效日', en: 'Give the day' }) }, dayRule, notEarlier]}><DateInput /></Form.Item>
        <Form.Item name="reason" label={t({ zh: '理由与出处', en: 'Reason and source' })} rules={[{ required: true, whitespace: true, message: t({ zh: '请写明理由与出处', en: 'Give the reason' }) }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t({ zh: '提出，交另一人批准', en: 'Propose' })}</Button>
      </Card>
    </Form>
  );
}

function Proposal({ kind, base, others }: { kind: RuleKind; base?: RuleRow | undefined; others: readonly RuleRow[] }): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [key] = useState(newKey);
  const [body, setBody] = useState<unknown>(() => base?.body ?? (hasForm(kind) ? emptyRule(kind) : undefined));
  const [pressed, setPressed] = useState(false);
  const ruleKey = base?.key ?? keyIn(body);
  // An item states its own basis and first day; the proposal sets both, so that they cannot disagree.
  const whole = (meta: Partial<Meta>): unknown => (kind === 'item' && isPlain(body) ? { ...body, ...(meta.basis && { basis: meta.basis }), ...(meta.effectiveFrom && { effectiveFrom: meta.effectiveFrom }) } : body);
  const faults = body === undefined ? [] : findFaults(kind, ruleKey, whole({ basis: 'policy', effectiveFrom: '2000-01-01' }));
  const known = base ? undefined : others.find((rule) => rule.key === ruleKey);
  const same = base !== undefined && JSON.stringify(body) === JSON.stringify(base.body);
  const propose = useMutation({
    mutationFn: (meta: Meta) => api.records.start(CHANGES, 'propose', { kind, key: ruleKey, body: whole(meta), ...meta }, key),
    onSuccess: async (made) => {
      void message.success(t({ zh: '已提出，等待另一人批准', en: 'Proposed; another person approves' }));
      await client.invalidateQueries();
      await navigate(`/rules/changes/${encodeURIComponent(made.id)}`);
    },
  });
  const blocked = body === undefined || faults.length > 0 || same || known !== undefined;
  const shown = base !== undefined || pressed || kind === 'item';
  return (
    <div className="rc-stack" style={{ maxWidth: 840 }}>
      <ProblemAlert error={propose.error} />
      <Card title={base ? t({ zh: '新内容', en: 'New content' }) : t({ zh: '规则内容', en: 'Content' })}>
        <Content kind={kind} base={base} others={others} body={body} onChange={setBody} />
        <div role="alert">{shown && faults.length > 0 && <ul className="rc-faults">{faults.map((fault) => <li key={fault}>{fault}</li>)}</ul>}</div>
        {known && <p className="rc-hint-bad" role="alert">{t({ zh: `已有代号为“${ruleKey}”的规则。要改它，请打开`, en: `There is a rule “${ruleKey}”. To change it, open ` })}<Link to={rulePath(kind, ruleKey)}>{t(known.label)}</Link>{t({ zh: '，点“提出修改”；要新增，请换一个代号。', en: ' and propose a change; for a new one choose another key.' })}</p>}
        {pressed && same && <p className="rc-hint-bad" role="alert">{t({ zh: '内容和现行版本相同，还没有改动。', en: 'Nothing differs from the version in force.' })}</p>}
        {pressed && body === undefined && <p className="rc-hint-bad" role="alert">{t({ zh: '还没有可以提出的内容，请先填写或粘贴。', en: 'There is nothing to propose yet: fill it in or paste it.' })}</p>}
      </Card>
      <Send basis={base?.basis} busy={propose.isPending} onTry={() => setPressed(true)} onSend={(meta) => { setPressed(true); if (!blocked) propose.mutate(meta); }} />
    </div>
  );
}

const useRules = (kind: string) => useQuery({ queryKey: ['rules', kind, 'now'], queryFn: () => api.rules.list({ kind }), enabled: isRuleKind(kind) });

/** The next version of a rule that there is. */
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
      {base && isRuleKind(kind) && <Proposal kind={kind} base={base} others={[]} />}
    </>
  );
}

/** A rule that there was not. */
export function NewRulePage(): ReactElement {
  const [params, setParams] = useSearchParams();
  const asked = params.get('kind') ?? 'item';
  // Kinds of letters are a closed list: one changes a letter's rule and never begins another.
  const kind: RuleKind = isRuleKind(asked) && asked !== 'letter' ? asked : 'item';
  const rules = useRules(kind);
  return (
    <>
      <PageHeader title={t({ zh: '提出新规则', en: 'Propose a new rule' })} crumbs={[{ label: t({ zh: '规则库', en: 'Rulebook' }), to: '/rules' }]} lead={t({ zh: '您提出，另一人批准，自生效日起执行。新的目录事项批准后，填报表单、导入模板、接口和公众目录页立即可用。', en: 'You propose, another approves; it holds from its first day. An approved item has its form, template, API and public page at once.' })} />
      <div className="rc-stack">
        <Radio.Group optionType="button" className="rc-wrap-choice" value={kind} onChange={(event) => setParams({ kind: event.target.value as string }, { replace: true })} aria-label={t({ zh: '规则类别', en: 'Kind' })} options={Object.entries(ruleKinds).filter(([value]) => value !== 'letter').map(([value, label]) => ({ value, label: t(label) }))} />
        <ProblemAlert error={rules.error} onRetry={() => void rules.refetch()} />
        {rules.isPending && <Skeleton active />}
        {rules.data && <Proposal key={kind} kind={kind} base={kind === 'calendar' ? rules.data[0] : undefined} others={rules.data} />}
      </div>
    </>
  );
}
