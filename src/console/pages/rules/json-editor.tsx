// 规则内容编辑: the content of an item, ground or calendar as text. It says the line of a slip of the pen; what the content must be is checked
// beside it.
import { Input } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { t } from '../../i18n.ts';

/** Where a JSON text breaks, in words. */
export function syntaxFault(text: string): string | undefined {
  try { JSON.parse(text); return undefined; } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(said)?.[1];
    const line = at === undefined ? undefined : text.slice(0, Number(at)).split('\n').length;
    return line === undefined
      ? t({ zh: '文字不是完整的 JSON，请检查括号、引号和逗号是否成对、齐全。', en: 'Not complete JSON: check brackets, quotes and commas.' })
      : t({ zh: `第 ${line} 行附近不是正确的 JSON，请检查引号、逗号和括号。`, en: `Not valid JSON near line ${line}: check quotes, commas and brackets.` });
  }
}

/** Gives `undefined` while the text is no JSON. */
export function JsonEditor({ value, onChange }: { value: unknown; onChange: (body: unknown) => void }): ReactElement {
  const id = useId();
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const fault = syntaxFault(text);
  const type = (next: string): void => { setText(next); onChange(syntaxFault(next) ? undefined : JSON.parse(next)); };
  return (
    <div>
      <label htmlFor={id}>{t({ zh: '规则内容（JSON）', en: 'Content (JSON)' })}</label>
      <Input.TextArea id={id} className="rc-json" value={text} autoSize={{ minRows: 8, maxRows: 32 }} spellCheck={false} status={fault ? 'error' : ''} aria-invalid={fault !== undefined} aria-describedby={`${id}-fault`} onChange={(event) => type(event.target.value)} />
      <p id={`${id}-fault`} className="rc-hint-bad" role="alert">{fault ?? ''}</p>
    </div>
  );
}
