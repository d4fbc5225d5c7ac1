// 规则的表单: every kind of rule that is a handful of values, as a form: limits, classes of severity, grounds, closing reasons.
import { Checkbox, Flex, Input, InputNumber, Radio, Select, Switch } from 'antd';
import { useId } from 'react';
import type { ReactElement } from 'react';
import type { Term } from '../../../core/rules.ts';
import { t } from '../../i18n.ts';
import { MeasureFields } from './measure-fields.tsx';
import { showPath, showValue, units } from './words.ts';

type Values = Record<string, unknown>;
const AMOUNT_MAX = 3650;

function Labelled({ id, path, children }: { id: string; path: string; children: ReactElement }): ReactElement {
  return <div className="rc-labelled"><label htmlFor={id}>{showPath(path)}</label>{children}</div>;
}

/** One term; `optional` may be emptied. */
function TermField({ path, value, onChange, optional = false }: { path: string; value: Term | undefined; onChange: (term: Term | undefined) => void; optional?: boolean }): ReactElement {
  const id = useId();
  return (
    <Labelled id={id} path={path}>
      <Flex gap={8}>
        <InputNumber id={id} min={0} max={AMOUNT_MAX} precision={0} value={value?.amount ?? null} style={{ width: 120 }}
          onChange={(amount) => onChange(amount === null && optional ? undefined : { amount: amount as number, unit: value?.unit ?? 'workingDay' })} />
        <Select value={value?.unit ?? 'workingDay'} style={{ width: 160 }} aria-label={`${showPath(path)} ${t({ zh: '单位', en: 'unit' })}`} disabled={!value}
          options={Object.entries(units).map(([unit, label]) => ({ value: unit, label: t(label) }))} onChange={(unit: Term['unit']) => onChange({ amount: value?.amount ?? 0, unit })} />
      </Flex>
    </Labelled>
  );
}

function TextField({ path, value, onChange, long = false }: { path: string; value: unknown; onChange: (text: string) => void; long?: boolean }): ReactElement {
  const id = useId();
  const text = typeof value === 'string' ? value : '';
  return (
    <Labelled id={id} path={path}>
      {long ? <Input.TextArea id={id} autoSize value={text} onChange={(event) => onChange(event.target.value)} /> : <Input id={id} value={text} onChange={(event) => onChange(event.target.value)} />}
    </Labelled>
  );
}

function YesNo({ path, value, onChange }: { path: string; value: unknown; onChange: (on: boolean) => void }): ReactElement {
  const id = useId();
  return <Labelled id={id} path={path}><span><Switch id={id} checked={value === true} onChange={onChange} checkedChildren={t({ zh: '是', en: 'yes' })} unCheckedChildren={t({ zh: '否', en: 'no' })} /></span></Labelled>;
}

function Choices({ path, value, onChange, among, many = false }: { path: string; value: unknown; onChange: (chosen: unknown) => void; among: readonly string[]; many?: boolean }): ReactElement {
  const id = useId();
  const options = among.map((one) => ({ value: one, label: showValue(one) }));
  return (
    <div className="rc-labelled" role="group" aria-labelledby={id}>
      <span id={id}>{showPath(path)}</span>
      {many ? <Checkbox.Group options={options} value={Array.isArray(value) ? value as string[] : []} onChange={onChange} /> : <Radio.Group options={options} value={value} onChange={(event) => onChange(event.target.value as string)} />}
    </div>
  );
}

/** Kinds that have a form of their own; an item is a text, the calendar a notice. */
export type FormKind = 'limit' | 'severity' | 'ground' | 'closing' | 'measure';
export const hasForm = (kind: string): kind is FormKind => ['limit', 'severity', 'ground', 'closing', 'measure'].includes(kind);

/** What a new rule of a kind starts from: nothing that decides anything. */
export const emptyRule = (kind: FormKind): Values => {
  const words = { label: { zh: '', en: '' }, source: { instrument: '', article: '', says: '' } };
  if (kind === 'limit') return { key: '', ...words, amount: 5, unit: 'workingDay', start: { zh: '', en: '' }, rollIfHoliday: false };
  if (kind === 'severity') return { key: '', ...words, publishByDefault: true, publicityMin: { amount: 3, unit: 'month' }, publicityMax: { amount: 1, unit: 'year' } };
  if (kind === 'measure') return { key: '', ...words, kind: 'restraint', for: 'body', trigger: { severities: [] }, proportion: [], proportionSource: { instrument: '', article: '', says: '' }, executor: 'creditOffice', does: { zh: '', en: '' } };
  return kind === 'ground' ? { key: '', ...words, for: ['body'], modes: [] } : { key: '', ...words };
};

export function RuleFields({ kind, body, onChange }: { kind: FormKind; body: Values; onChange: (body: Values) => void }): ReactElement {
  const put = (key: string, value: unknown): void => {
    const { [key]: _, ...rest } = body;
    onChange(value === undefined ? rest : { ...body, [key]: value });
  };
  const group = (key: string): Values => (typeof body[key] === 'object' && body[key] !== null ? body[key] as Values : {});
  const within = (key: string, part: string) => (text: string): void => put(key, { ...group(key), [part]: text });
  /** A label that may be missing: emptied in both languages it is gone. */
  const withinOptional = (key: string, part: 'zh' | 'en') => (text: string): void => {
    const next = { zh: '', en: '', ...group(key), [part]: text };
    put(key, next.zh === '' && next.en === '' ? undefined : next);
  };
  const text = (key: string, part: string, long = false): ReactElement => <TextField path={`${key}.${part}`} long={long} value={group(key)[part]} onChange={within(key, part)} />;
  return (
    <div className="rc-form-grid">
      {text('label', 'zh')}
      {text('label', 'en')}
      {kind === 'limit' && <>
        <TermField path="amount" value={body as unknown as Term} onChange={(term) => onChange({ ...body, amount: term?.amount, unit: term?.unit })} />
        <TermField path="extendMax" optional value={body.extendMax as Term | undefined} onChange={(term) => put('extendMax', term)} />
        <TextField path="pausable.zh" value={group('pausable').zh} onChange={withinOptional('pausable', 'zh')} />
        <TextField path="pausable.en" value={group('pausable').en} onChange={withinOptional('pausable', 'en')} />
        {text('start', 'zh')}
        {text('start', 'en')}
        <YesNo path="rollIfHoliday" value={body.rollIfHoliday} onChange={(on) => put('rollIfHoliday', on)} />
      </>}
      {kind === 'severity' && <>
        <TermField path="publicityMin" value={body.publicityMin as Term} onChange={(term) => put('publicityMin', term)} />
        <TermField path="publicityMax" value={body.publicityMax as Term} onChange={(term) => put('publicityMax', term)} />
        <YesNo path="publishByDefault" value={body.publishByDefault} onChange={(on) => put('publishByDefault', on)} />
      </>}
      {kind === 'ground' && <>
        <Choices path="for" many among={['body', 'official']} value={body.for} onChange={(chosen) => put('for', chosen)} />
        <Choices path="modes" many among={['full', 'summary', 'statistics']} value={body.modes} onChange={(chosen) => put('modes', chosen)} />
      </>}
      {kind === 'measure' && <MeasureFields body={body} onChange={onChange} parts={{ Choices, TermField, YesNo, text }} />}
      {kind === 'closing' && <Choices path="kind" among={['expired', 'annulled', 'withdrawn', 'repaired']} value={body.kind} onChange={(chosen) => put('kind', chosen)} />}
      {text('source', 'instrument')}
      {text('source', 'article')}
      {text('source', 'says', true)}
    </div>
  );
}
