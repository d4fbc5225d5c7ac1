// 表单项: label, what it means, the input, and what is wrong with it, tied together for eyes and screen readers alike. Meaning, example and
// law come with the field so that a clerk needs no handbook.
import { Button, Popover } from 'antd';
import { QuestionCircleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { t } from '../i18n.ts';

export type Wiring = { id: string; describedBy: string; invalid: boolean };

/** Id of a field's input; the error summary leads there. */
export const fieldId = (key: string): string => `field-${key}`;

export function FormField({ name, label, required = false, help, law, mark, error, children }: {
  name: string; label: string; required?: boolean; help?: ReactNode; law?: string; mark?: string | undefined; error?: string | undefined; children: (wiring: Wiring) => ReactNode;
}) {
  const id = fieldId(name);
  return (
    <div className={`rc-field${error ? ' rc-field-bad' : ''}`}>
      <div className="rc-field-label">
        <label htmlFor={id}>{label}{!required && <span className="rc-quiet">{t({ zh: '（选填）', en: ' (optional)' })}</span>}</label>
        {mark && <span className="rc-internal">{mark}</span>}
        {law && (
          <Popover trigger="click" title={t({ zh: '为什么要填', en: 'Why this is asked' })} content={<p className="rc-law">{law}</p>}>
            <Button type="text" size="small" icon={<QuestionCircleOutlined aria-hidden />} aria-label={t({ zh: `“${label}”的依据`, en: `Legal basis of ${label}` })} />
          </Popover>
        )}
      </div>
      {help && <div className="rc-hint" id={`${id}-help`}>{help}</div>}
      {children({ id, describedBy: [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' '), invalid: Boolean(error) })}
      {error && <p className="rc-hint rc-hint-bad" id={`${id}-error`}>{error}</p>}
    </div>
  );
}
