// 日期输入: a day is typed the way people write it (2026-11-23, 2026年11月23日, 20261123); what was understood, or why it was not, is said
// at once. The browser's own calendar can be opened beside it, but nobody has to.
import { CalendarOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { parseDate } from '../../core/identifiers/dates.ts';
import { showDay } from '../days.ts';
import { t } from '../i18n.ts';

const dayOf = (text: string): string | undefined => {
  const read = parseDate(text);
  return read.ok ? read.value : undefined;
};

/** `value` is 'YYYY-MM-DD', or the raw text while it is no day (so that the form or the server can refuse it by name). */
export function DateInput({ value, onChange, id, disabled = false, label, invalid = false, describedBy }: {
  value?: string | null; onChange?: (day: string) => void; id?: string; disabled?: boolean; label?: string; invalid?: boolean; describedBy?: string;
}) {
  const own = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText((shown) => ((dayOf(shown) ?? shown) === (value ?? '') ? shown : value ?? '')), [value]);
  const read = text.trim() ? parseDate(text) : undefined;
  const bad = read?.ok === false;
  const hintId = `${id ?? own}-hint`;
  const type = (next: string): void => { setText(next); onChange?.(dayOf(next) ?? next.trim()); };
  const hint = !read ? t({ zh: '如 2026-11-23、2026年11月23日、20261123', en: 'e.g. 2026-11-23 or 20261123' }) : read.ok ? showDay(read.value, { weekday: true }) : t(read);
  return (
    <div className="rc-date">
      <div className="rc-date-row">
        <Input id={id ?? own} value={text} disabled={disabled} autoComplete="off" status={bad || invalid ? 'error' : ''}
          aria-label={label} aria-describedby={describedBy ? `${hintId} ${describedBy}` : hintId} aria-invalid={bad || invalid}
          onChange={(event) => type(event.target.value)} onBlur={() => { if (read?.ok) setText(read.value); }} />
        <Button icon={<CalendarOutlined aria-hidden />} disabled={disabled} aria-label={t({ zh: '打开日历', en: 'Open calendar' })} onClick={() => picker.current?.showPicker?.()} />
        <input ref={picker} type="date" className="rc-date-native" tabIndex={-1} aria-hidden="true" value={read?.ok ? read.value : ''} onChange={(event) => type(event.target.value)} />
      </div>
      <div id={hintId} className={bad ? 'rc-hint rc-hint-bad' : 'rc-hint'}>{hint}</div>
    </div>
  );
}
