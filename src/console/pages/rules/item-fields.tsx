// 目录事项: an item is a page of text, in YAML or JSON, as in a city's folder. One starts from an item that is like it, changes what
// differs, and sees at once what does not fit, field by field.
import { Flex, Input, Select } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { YAMLParseError, parse, stringify } from 'yaml';
import type { RuleRow } from '../../api.ts';
import { t } from '../../i18n.ts';
import { TextFile } from './text-file.tsx';

/** What the text says, or where it breaks, in words. */
export function readItem(text: string): { body?: unknown; fault?: string } {
  try {
    return { body: parse(text) as unknown };
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    return { fault: line === undefined
      ? t({ zh: '文字不是正确的 YAML 或 JSON，请检查缩进、引号和括号。', en: 'Not valid YAML or JSON: check indents, quotes and brackets.' })
      : t({ zh: `第 ${line} 行附近不是正确的 YAML 或 JSON：请检查缩进、冒号后的空格、引号和括号。`, en: `Not valid YAML or JSON near line ${line}: check indents, the space after a colon, quotes and brackets.` }) };
  }
}

/** Gives `undefined` while the text cannot be read. `models` are the items one may start from. */
export default function ItemFields({ base, models, onChange }: { base?: unknown; models: readonly RuleRow[]; onChange: (body: unknown) => void }): ReactElement {
  const id = useId();
  const [text, setText] = useState(() => (base === undefined ? '' : stringify(base, { lineWidth: 0 })));
  const { fault } = text.trim() === '' ? {} : readItem(text);
  const put = (next: string): void => { setText(next); onChange(next.trim() === '' ? undefined : readItem(next).body); };
  return (
    <Flex vertical gap={12}>
      {models.length > 0 && (
        <div className="rc-labelled">
          <label htmlFor={`${id}-model`}>{t({ zh: '照着现有事项写（可不选）', en: 'Start from an item (optional)' })}</label>
          <Select id={`${id}-model`} style={{ maxWidth: 360 }} value={null} placeholder={t({ zh: '选一个相近的事项，再改代号、名称和字段', en: 'Choose one that is like it' })} options={models.map((model) => ({ value: model.key, label: t(model.label) }))}
            onChange={(key) => { const model = models.find((one) => one.key === key); if (model) put(stringify(model.body, { lineWidth: 0 })); }} />
        </div>
      )}
      <div className="rc-labelled">
        <label htmlFor={`${id}-text`}>{t({ zh: '事项内容（YAML 或 JSON）', en: 'Content (YAML or JSON)' })}</label>
        <span id={`${id}-help`} className="rc-hint">{t({ zh: '可以粘贴、从文件读入，或在此修改。表单、接口、导入模板和公众目录页都由它生成。', en: 'Paste it, read it from a file or edit it here. Form, API, import template and public page are made from it.' })}</span>
        <Input.TextArea id={`${id}-text`} className="rc-json" value={text} autoSize={{ minRows: 10, maxRows: 36 }} spellCheck={false} status={fault ? 'error' : ''} aria-invalid={fault !== undefined} aria-describedby={`${id}-help ${id}-fault`} onChange={(event) => put(event.target.value)} />
        <p id={`${id}-fault`} className="rc-hint-bad" role="alert">{fault ?? ''}</p>
      </div>
      <TextFile accept=".yaml,.yml,.json,.txt" onText={put} />
    </Flex>
  );
}
