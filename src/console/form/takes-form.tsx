// 办理表单: the questions that an action asks, made from what the server says it takes. One dialog serves every action of every register.
import { Input, Radio, Select, Switch } from 'antd';
import { useRef } from 'react';
import type { Fact, Label, Take, Uploaded, Why } from '../api.ts';
import { t } from '../i18n.ts';
import { DateInput, fieldError } from '../ui/index.ts';
import { choiceLabel } from './fact-input.tsx';
import { FactsFormOf, filledFacts, type Facts } from './facts-form.tsx';
import { FilesInput } from './files-input.tsx';
import { FormField, type Wiring } from './form-field.tsx';
import { MeasureSelect } from './measure-select.tsx';
import { SubjectPicker, type Picked } from './subject-picker.tsx';

export type Answers = Record<string, unknown>;
/** What the form must know of the record: its catalogue item, its kind of subject where a question leaves that open, and what is being done, which a look-up of a person is kept with. */
export type About = { item: string | null; subjectKind: 'body' | 'official'; doing: Why };

/** Why a person is looked up while a form is filled in. A matter that has a purpose of its own is named by it. */
export const lookingFor = (register: string, action: Label): Why => ({ purpose: register === 'clearance' ? 'clearance' : register === 'accountability' ? 'accountability' : 'verification', because: t({ zh: `办理“${action.zh}”时确认人员`, en: `Identifying a person for “${action.en}”` }) });

/** The answers as the server takes them: files and subjects by id, empty ones left out. */
export function toInput(takes: Take[], answers: Answers): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const { key, type } of takes) {
    const value = answers[key];
    if (value === undefined || value === null || value === '') continue;
    if (type === 'files') { if ((value as Uploaded[]).length > 0) input[key] = (value as Uploaded[]).map((file) => file.id); }
    else if (type === 'subject') input[key] = typeof value === 'string' ? value : (value as Picked).id;
    else if (type === 'facts') input[key] = filledFacts(value as Facts);
    else if (type === 'integer') input[key] = Number(value);
    else input[key] = typeof value === 'string' ? value.trim() : value;
  }
  return input;
}

/** Which required questions have no answer yet. */
export const missingTakes = (takes: Take[], answers: Answers): { pointer: string; zh: string; en: string }[] => {
  const input = toInput(takes, answers);
  return takes.filter((take) => take.required && take.type !== 'boolean' && input[take.key] === undefined)
    .map((take) => ({ pointer: take.key, zh: `请填写“${take.label.zh}”`, en: `${take.label.en} is required` }));
};

/** `masks` are the facts whose public wording may be replaced; without them no masking is offered. */
export function TakesForm({ takes, answers, onChange, about, masks = [], error }: {
  takes: Take[]; answers: Answers; onChange: (answers: Answers) => void; about: About; masks?: Fact[]; error?: unknown;
}) {
  // A file that arrives after more was typed takes nothing of that back.
  const latest = useRef(answers);
  latest.current = answers;
  const set = (key: string, value: unknown): void => onChange({ ...latest.current, [key]: value });
  return takes.map((take) => (take.type === 'masks'
    ? <Masks key={take.key} take={take} facts={masks} value={(answers[take.key] ?? {}) as Record<string, string>} set={(value) => set(take.key, value)} />
    : take.type === 'facts' && about.item ? <FactsFormOf key={take.key} itemId={about.item} value={(answers[take.key] ?? {}) as Facts} onChange={(facts) => set(take.key, facts)} error={error} /> : (
      <FormField key={take.key} name={take.key} label={t(take.label)} required={take.required} help={take.help ? t(take.help) : undefined} error={fieldError(error, take.key)}>
        {(wiring) => <TakeInput take={take} value={answers[take.key]} set={(value) => set(take.key, value)} wiring={wiring} about={about} />}
      </FormField>
    )));
}

function TakeInput({ take, value, set, wiring, about }: { take: Take; value: unknown; set: (value: unknown) => void; wiring: Wiring; about: About }) {
  const text = typeof value === 'string' ? value : '';
  const aria = { id: wiring.id, 'aria-describedby': wiring.describedBy || undefined, 'aria-invalid': wiring.invalid, 'aria-required': take.required };
  const options = (take.choices ?? []).map((choice) => ({ value: choice.value, label: choiceLabel(choice) }));
  if (options.length > 0) {
    return options.length <= 6
      ? <Radio.Group id={wiring.id} className="rc-radios" options={options} value={text || null} onChange={(event) => set(event.target.value)} />
      : <Select {...aria} className="rc-input-wide" showSearch={{ optionFilterProp: 'label' }} options={options} value={text || null} onChange={set} placeholder={t({ zh: '请选择', en: 'Choose' })} />;
  }
  switch (take.type) {
    case 'date': return <DateInput id={wiring.id} value={text} onChange={set} invalid={wiring.invalid} describedBy={wiring.describedBy} />;
    case 'boolean': return <Switch id={wiring.id} checked={value === true} onChange={set} />;
    case 'measure': return <MeasureSelect only={take.only} aria={aria} value={text || null} onChange={set} />;
    case 'subject': return <SubjectPicker kind={take.who ?? about.subjectKind} why={about.doing} value={(value ?? null) as Picked | null} onChange={set} wiring={wiring} />;
    case 'files': return <FilesInput value={(value ?? []) as Uploaded[]} onChange={set} wiring={wiring} {...(take.max ? { max: take.max } : {})} />;
    case 'longText': return <Input.TextArea {...aria} value={text} rows={3} {...(take.max ? { count: { show: true, max: take.max } } : {})} onChange={(event) => set(event.target.value)} />;
    default: return <Input {...aria} value={text} autoComplete="off" {...(take.max ? { maxLength: take.max } : {})} onChange={(event) => set(event.target.value)} />;
  }
}

/** The public wording of single fields, where it must differ from what is recorded; folded away because it is seldom needed. */
function Masks({ take, facts, value, set }: { take: Take; facts: Fact[]; value: Record<string, string>; set: (value: Record<string, string>) => void }) {
  const shown = facts.filter((fact) => fact.disclose !== 'never' && fact.display !== '');
  if (shown.length === 0) return null;
  return (
    <details className="rc-details" open={Object.keys(value).length > 0}>
      <summary>{t(take.label)}{t({ zh: '（选填）', en: ' (optional)' })}</summary>
      {shown.map((fact) => (
        <FormField key={fact.key} name={`${take.key}-${fact.key}`} label={t(fact.label)} help={fact.display}>
          {(wiring) => <Input id={wiring.id} aria-describedby={wiring.describedBy} value={value[fact.key] ?? ''} placeholder={t({ zh: '不填则照原文公示', en: 'Empty: shown as recorded' })}
            onChange={(event) => { const { [fact.key]: _, ...rest } = value; set(event.target.value ? { ...rest, [fact.key]: event.target.value } : rest); }} />}
        </FormField>
      ))}
    </details>
  );
}
