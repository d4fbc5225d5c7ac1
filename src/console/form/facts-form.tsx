// 记录内容表单: the form of one catalogue item, made from the catalogue alone, so that a city's new item needs no page of its own.
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { api, type CatalogField, type CatalogItem } from '../api.ts';
import { t } from '../i18n.ts';
import { ProblemAlert, fieldError } from '../ui/index.ts';
import { FactInput, type FactValue } from './fact-input.tsx';
import { FormField } from './form-field.tsx';

export type Facts = Record<string, FactValue>;

export const useCatalogItem = (id: string | undefined) =>
  useQuery({ queryKey: ['catalog', id], queryFn: () => api.catalog.get(id ?? ''), enabled: Boolean(id), staleTime: 300_000 });

/** Required now, also because of what another field says. */
export const isRequired = (field: CatalogField, facts: Facts): boolean => {
  const other = field.requiredWhen && facts[field.requiredWhen.field];
  return field.required || Boolean(other && (Array.isArray(other) ? other : [other]).some((value) => field.requiredWhen?.in.includes(value)));
};

/** What the server is told: empty answers are left out. */
export const filledFacts = (facts: Facts): Facts => Object.fromEntries(Object.entries(facts).filter(([, value]) => (typeof value === 'string' ? value.trim() !== '' : value.length > 0)));

/** What is missing, before the server is asked. */
export const missingFacts = (item: CatalogItem, facts: Facts): { pointer: string; zh: string; en: string }[] => {
  const filled = filledFacts(facts);
  return item.fields.filter((field) => isRequired(field, facts) && !(field.key in filled))
    .map((field) => ({ pointer: `facts.${field.key}`, zh: `请填写“${field.label.zh}”`, en: `${field.label.en} is required` }));
};

const groups: { title: { zh: string; en: string }; holds: (field: CatalogField) => boolean }[] = [
  { title: { zh: '涉及主体', en: 'Subject' }, holds: (field) => ['subjectName', 'subjectCode', 'personIdNumber'].includes(field.as ?? '') },
  { title: { zh: '依据文书', en: 'Document' }, holds: (field) => ['documentNumber', 'decidedBy', 'decidedOn', 'effectiveOn', 'courtCaseNumber'].includes(field.as ?? '') },
  { title: { zh: '事实与情况', en: 'Facts' }, holds: () => true },
];

export function FactsForm({ item, value, onChange, error, hide }: {
  item: CatalogItem; value: Facts; onChange: (facts: Facts) => void; error?: unknown; hide?: (field: CatalogField) => boolean;
}) {
  const left = new Set(item.fields.filter((field) => !hide?.(field)));
  return groups.map((group) => {
    const fields = [...left].filter(group.holds);
    for (const field of fields) left.delete(field);
    if (fields.length === 0) return null;
    return (
      <fieldset key={group.title.zh} className="rc-fieldset">
        <legend>{t(group.title)}</legend>
        {fields.map((field) => (
          <FormField key={field.key} name={field.key} label={t(field.label)} required={isRequired(field, value)} law={t(field.law)} error={fieldError(error, field.key)}
            help={<>{t(field.meaning)}{field.example !== '' && <span className="rc-example">{t({ zh: '例：', en: 'e.g. ' })}{field.example}</span>}</>} mark={field.disclose === 'never' ? t({ zh: '不公开', en: 'Never disclosed' }) : undefined}>
            {(wiring) => <FactInput field={field} value={value[field.key]} wiring={wiring} onChange={(next) => onChange({ ...value, [field.key]: next })} />}
          </FormField>
        ))}
      </fieldset>
    );
  });
}

/** The form of an item known by its key. */
export function FactsFormOf({ itemId, ...rest }: { itemId: string; value: Facts; onChange: (facts: Facts) => void; error?: unknown }) {
  const item = useCatalogItem(itemId);
  if (item.error) return <ProblemAlert error={item.error} onRetry={() => void item.refetch()} />;
  return item.data ? <FactsForm item={item.data} {...rest} /> : <Skeleton active />;
}
