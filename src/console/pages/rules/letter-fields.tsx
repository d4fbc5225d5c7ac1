// 文书模板的修改: series and title, and the Word file: download the one in force, change it in Word, choose it here. The server tries it before it is proposed.
import { Button, Form, Input } from 'antd';
import { useId, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { isLetterKey, tagsFor } from '../../../core/letter.ts';
import { api } from '../../api.ts';
import { t } from '../../i18n.ts';

type Body = Record<string, unknown>;

/** The bytes of a file as base64. */
async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function Tags({ kind }: { kind: string }): ReactElement | null {
  if (!isLetterKey(kind)) return null;
  return (
    <details className="rc-details"><summary>{t({ zh: '模板里可以用哪些标签', en: 'Tags for the template' })}</summary>
      <p>{t({ zh: '标签连同花括号写在 Word 里，出具时换成内容。带星号的必须有。可有可无的内容写成 {#名称}……{/名称}，没有时整段不出现；表格的一行写成 {#名称}……{/名称}，有几行就重复几次。', en: 'Tags stand in braces and are replaced when a letter is issued; those with a star are needed.' })}</p>
      <p>{tagsFor(kind).map(({ zh, must }) => `{${zh}}${must ? '*' : ''}`).join('　')}</p>
    </details>
  );
}

/** `base` is the content in force. */
export function LetterFields({ body, base, version, onChange }: { body: Body; base: Body; version: number; onChange: (body: Body) => void }): ReactElement {
  const kind = String(body['key']);
  const [name, setName] = useState<string>();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    onChange({ ...body, template: await base64Of(file) });
    setName(file.name);
  };
  return (
    <>
      <Form.Item label={t({ zh: '标题', en: 'Title' })} htmlFor={`${id}-title`}><Input id={`${id}-title`} value={String(body['title'])} maxLength={60} onChange={(event) => onChange({ ...body, title: event.target.value })} /></Form.Item>
      <Form.Item label={t({ zh: '机关代字', en: 'Series' })} htmlFor={`${id}-series`} extra={t({ zh: '文号写作：机关代字〔年〕序号号。改了代字，序号从 1 起。', en: 'Numbers start anew with a new series.' })}><Input id={`${id}-series`} value={String(body['series'])} maxLength={16} onChange={(event) => onChange({ ...body, series: event.target.value.trim() })} /></Form.Item>
      <Form.Item label={t({ zh: 'Word 模板', en: 'Word template' })} htmlFor={`${id}-file`}>
        <p>{t({ zh: '先下载现行模板，在 Word 中修改并另存为 .docx，再在这里选择。', en: 'Download the one in force, change it in Word, then choose it here.' })}</p>
        <p><a href={api.rules.templateUrl(kind, version)}>{t({ zh: '下载现行模板', en: 'Download the one in force' })}</a></p>
        <input ref={input} id={`${id}-file`} className="rc-file" type="file" accept=".docx" onChange={(event) => void choose(event.target.files?.[0])} />
        {name && <p role="status">{t({ zh: `已选择：${name}`, en: `Chosen: ${name}` })} <Button size="small" onClick={() => { onChange({ ...body, template: base['template'] }); setName(undefined); if (input.current) input.current.value = ''; }}>{t({ zh: '改回现行模板', en: 'Back to the one in force' })}</Button></p>}
      </Form.Item>
      <Tags kind={kind} />
    </>
  );
}
