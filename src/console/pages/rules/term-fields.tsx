// 期限与严重程度的表单: the rules that clerks change most, as a form: amount, unit, start, extension, source.
import { Flex, Input, InputNumber, Select, Switch } from 'antd';
import { useId } from 'react';
import type { ReactElement } from 'react';
import type { Term } from '../../../core/rules.ts';
import { t } from '../../i18n.ts';
import { showPath, units } from './words.ts';

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

export function TermFields({ kind, body, onChange }: { kind: 'limit' | 'severity'; body: Values; onChange: (body: Values) => void }): ReactElement {
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
  return (
    <div className="rc-form-grid">
      <TextField path="label.zh" value={group('label').zh} onChange={within('label', 'zh')} />
      <TextField path="label.en" value={group('label').en} onChange={within('label', 'en')} />
      {kind === 'limit' && <>
        <TermField path="amount" value={body as unknown as Term} onChange={(term) => onChange({ ...body, amount: term?.amount, unit: term?.unit })} />
        <TermField path="extendMax" optional value={body.extendMax as Term | undefined} onChange={(term) => put('extendMax', term)} />
        <TextField path="pausable.zh" value={group('pausable').zh} onChange={withinOptional('pausable', 'zh')} />
        <TextField path="pausable.en" value={group('pausable').en} onChange={withinOptional('pausable', 'en')} />
        <TextField path="start.zh" value={group('start').zh} onChange={within('start', 'zh')} />
        <TextField path="start.en" value={group('start').en} onChange={within('start', 'en')} />
        <YesNo path="rollIfHoliday" value={body.rollIfHoliday} onChange={(on) => put('rollIfHoliday', on)} />
      </>}
      {kind === 'severity' && <>
        <TermField path="publicityMin" value={body.publicityMin as Term} onChange={(term) => put('publicityMin', term)} />
        <TermField path="publicityMax" value={body.publicityMax as Term} onChange={(term) => put('publicityMax', term)} />
        <YesNo path="publishByDefault" value={body.publishByDefault} onChange={(on) => put('publishByDefault', on)} />
      </>}
      <TextField path="source.instrument" value={group('source').instrument} onChange={within('source', 'instrument')} />
      <TextField path="source.article" value={group('source').article} onChange={within('source', 'article')} />
      <TextField path="source.says" long value={group('source').says} onChange={within('source', 'says')} />
    </div>
  );
}
