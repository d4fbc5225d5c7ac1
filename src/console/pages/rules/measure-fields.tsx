// 奖惩措施的表单: an entry of the catalogue of measures: a restraint says what it follows and to what it is in proportion, an incentive what
// it rewards and how long it lasts. Choosing the other kind takes away what does not belong to it.
import { Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, type ReactElement, useId } from 'react';
import { duties, type Term } from '../../../core/rules.ts';
import { api } from '../../api.ts';
import { t } from '../../i18n.ts';
import { showPath, showValue } from './words.ts';

type Values = Record<string, unknown>;
/** The inputs that every rule's form shares. */
export type Parts = {
  Choices: ComponentType<{ path: string; value: unknown; onChange: (chosen: unknown) => void; among: readonly string[]; many?: boolean }>;
  TermField: ComponentType<{ path: string; value: Term | undefined; onChange: (term: Term | undefined) => void; optional?: boolean }>;
  YesNo: ComponentType<{ path: string; value: unknown; onChange: (on: boolean) => void }>;
  text: (key: string, part: string, long?: boolean) => ReactElement;
};
type Trigger = { items?: string[]; severities: string[] };

const severities = ['minor', 'general', 'serious'] as const;
const source = { instrument: '', article: '', says: '' };

/** What stays of an entry when its kind changes, and what it now must say. */
export function ofKind(body: Values, kind: string): Values {
  const { trigger: _t, proportion: _p, proportionSource: _s, ground: _g, ...rest } = body;
  return kind === 'restraint' ? { ...rest, kind, trigger: { severities: [] }, proportion: [], proportionSource: source } : { ...rest, kind, ground: { zh: '', en: '' }, lasts: rest.lasts ?? { amount: 1, unit: 'year' } };
}

function Items({ value, about, onChange }: { value: string[] | undefined; about: string; onChange: (items: string[] | undefined) => void }): ReactElement {
  const id = useId();
  const items = useQuery({ queryKey: ['catalog'], queryFn: () => api.catalog.list(), staleTime: 300_000 });
  const options = (items.data ?? []).filter((item) => item.subjectKind === about).map((item) => ({ value: item.id, label: t(item.label) }));
  return (
    <div className="rc-labelled">
      <label htmlFor={id}>{showPath('items')}{t({ zh: '（不选即各类事项）', en: ' (none: all)' })}</label>
      <Select id={id} mode="multiple" options={options} value={value ?? []} onChange={(chosen: string[]) => onChange(chosen.length === 0 ? undefined : chosen)} />
    </div>
  );
}

export function MeasureFields({ body, onChange, parts: { Choices, TermField, YesNo, text } }: { body: Values; onChange: (body: Values) => void; parts: Parts }): ReactElement {
  const id = useId();
  const trigger = (body.trigger ?? { severities: [] }) as Trigger;
  const put = (key: string, value: unknown): void => {
    const { [key]: _, ...rest } = body;
    onChange(value === undefined ? rest : { ...body, [key]: value });
  };
  const about = String(body.for ?? 'body');
  const follow = (next: Trigger): void => put('trigger', next.items === undefined ? { severities: next.severities } : next);
  return (
    <>
      <Choices path="kind" among={['restraint', 'incentive']} value={body.kind} onChange={(kind) => onChange(ofKind(body, String(kind)))} />
      <Choices path="for" among={['body', 'official']} value={body.for} onChange={(chosen) => put('for', chosen)} />
      {body.kind === 'restraint' ? (
        <>
          <Items value={trigger.items} about={about} onChange={(items) => follow({ severities: trigger.severities, ...(items === undefined ? {} : { items }) })} />
          <Choices path="severities" many among={severities} value={trigger.severities} onChange={(chosen) => follow({ ...trigger, severities: chosen as string[] })} />
          <Choices path="proportion" many among={severities} value={body.proportion} onChange={(chosen) => put('proportion', chosen)} />
          {text('proportionSource', 'instrument')}
          {text('proportionSource', 'article')}
          {text('proportionSource', 'says', true)}
        </>
      ) : <>{text('ground', 'zh')}{text('ground', 'en')}</>}
      <div className="rc-labelled">
        <label htmlFor={id}>{showPath('executor')}</label>
        <Select id={id} options={duties.map((duty) => ({ value: duty, label: showValue(duty) }))} value={String(body.executor ?? '')} onChange={(duty: string) => put('executor', duty)} />
      </div>
      {text('does', 'zh', true)}
      {text('does', 'en', true)}
      <TermField path="lasts" optional value={body.lasts as Term | undefined} onChange={(term) => put('lasts', term)} />
      <YesNo path="repealed" value={body.repealed} onChange={(on) => put('repealed', on ? true : undefined)} />
    </>
  );
}
