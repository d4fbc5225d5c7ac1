// 记录内容的输入: one input for each type of catalogue field. What the core would refuse (a slip in a credit code, an impossible sum) is said
// while typing, by the very function that the server uses; the server still has the last word.
import { Checkbox, Input, Select } from 'antd';
import type { CatalogField, Choice } from '../api.ts';
import { formatMoney, parseMoney } from '../../core/identifiers/money.ts';
import { parseUscc } from '../../core/identifiers/uscc.ts';
import { showNumber, t } from '../i18n.ts';
import { DateInput } from '../ui/index.ts';
import type { Wiring } from './form-field.tsx';

export type FactValue = string | string[];

export const choiceLabel = (choice: Choice): string => t(choice.label ?? { zh: choice.zh ?? choice.value, en: choice.en ?? choice.zh ?? choice.value });

/** What a stored value looks like in the form: sums in the unit people write, everything else as text. */
export function factToForm(field: CatalogField, value: unknown): FactValue {
  if (value === null || value === undefined) return field.type === 'choices' ? [] : '';
  if (field.type === 'choices') return Array.isArray(value) ? value.map(String) : [String(value)];
  if (field.type === 'money' && typeof value === 'number') return formatMoney(value, field.unit ?? 'yuan').replace(/[^\d.,-]/g, '');
  return String(value);
}

/** A quiet word on what was typed: the sum as understood, or the place of the likely slip. */
function remark(field: CatalogField, text: string): { bad: boolean; words: string } | undefined {
  if (!text.trim()) return undefined;
  if (field.type === 'uscc') {
    const read = parseUscc(text);
    return read.ok ? { bad: false, words: read.warnings?.map(t).join('；') ?? t({ zh: '校验通过', en: 'Check passed' }) } : { bad: true, words: t(read) };
  }
  if (field.type === 'money') {
    const read = parseMoney(text, field.unit ?? 'yuan');
    return read.ok ? { bad: false, words: `= ${formatMoney(read.value)}` } : { bad: true, words: t(read) };
  }
  return undefined;
}

export function FactInput({ field, value, onChange, wiring }: { field: CatalogField; value: FactValue | undefined; onChange: (value: FactValue) => void; wiring: Wiring }) {
  const text = typeof value === 'string' ? value : '';
  const aria = { id: wiring.id, 'aria-describedby': wiring.describedBy || undefined, 'aria-invalid': wiring.invalid, 'aria-required': field.required };
  const status = wiring.invalid ? 'error' as const : '' as const;
  const options = (field.choices ?? []).map((choice) => ({ value: choice.value, label: choiceLabel(choice) }));
  switch (field.type) {
    case 'date':
      return <DateInput id={wiring.id} value={text} onChange={onChange} invalid={wiring.invalid} describedBy={wiring.describedBy} />;
    case 'choice':
      return <Select {...aria} status={status} value={text || undefined} options={options} allowClear={!field.required} onChange={(next: string | undefined) => onChange(next ?? '')} placeholder={t({ zh: '请选择', en: 'Choose' })} className="rc-input-mid" showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false} />;
    case 'choices':
      return <div role="group" id={wiring.id} tabIndex={-1} aria-describedby={aria['aria-describedby']}><Checkbox.Group options={options} value={Array.isArray(value) ? value : []} onChange={(next) => onChange(next.map(String))} /></div>;
    case 'longText':
      return <Input.TextArea {...aria} status={status} value={text} rows={3} {...(field.max ? { count: { show: true, max: field.max } } : {})} onChange={(event) => onChange(event.target.value)} />;
    default: {
      const said = remark(field, text);
      const unit = field.type === 'money' ? t(field.unit === 'wanYuan' ? { zh: '万元', en: '10,000 yuan' } : { zh: '元', en: 'yuan' }) : undefined;
      const short = field.type === 'money' || field.type === 'integer' || field.type === 'idNumber' || field.type === 'uscc';
      return (
        <>
          <Input {...aria} status={said?.bad ? 'error' : status} value={text} autoComplete="off" className={short ? 'rc-input-mid rc-num' : ''} suffix={unit}
            inputMode={field.type === 'integer' ? 'numeric' : field.type === 'money' ? 'decimal' : 'text'} spellCheck={false} onChange={(event) => onChange(event.target.value)} />
          {said && <p className={said.bad ? 'rc-hint rc-hint-bad' : 'rc-hint'} role="status">{said.words}</p>}
          {field.max && text.length > field.max && field.type !== 'integer' && <p className="rc-hint rc-hint-bad">{t({ zh: `超过 ${showNumber(field.max)} 字，请删减`, en: `Over ${field.max} characters` })}</p>}
        </>
      );
    }
  }
}
