// 随附文书的文字: the words of an attached document may go out with the record; the document itself never does. What the machine read is
// offered as a beginning, and passes the same gate as everything else.
import { Button, Flex, Input } from 'antd';
import { useId } from 'react';
import type { ReactElement } from 'react';
import { t } from '../../i18n.ts';
import type { Texts } from './masks.ts';

/** `text` is null where the machine could not read the document; `finds` is how much the gate found in it. */
export type DocumentText = { id: string; name: string; text: string | null; finds: number };
const TEXT_MAX = 20_000;

function DocumentLine({ file, value, onChange }: { file: DocumentText; value: string; onChange: (text: string) => void }): ReactElement {
  const id = useId();
  return (
    <Flex vertical gap={4} align="start">
      <label htmlFor={id}>{file.name}</label>
      {value === '' && file.finds > 0 && <p className="rc-quiet">{t({ zh: `这份文书里有 ${file.finds} 处个人信息或涉密字样；不公开文字就不受影响。`, en: `${file.finds} finds in this document; they matter only if its text is shown.` })}</p>}
      {value === '' && file.text && <Button size="small" onClick={() => onChange((file.text ?? '').slice(0, TEXT_MAX))}>{t({ zh: '取出文书文字，遮盖后公开', en: 'Take its text, to be masked and shown' })}</Button>}
      <Input.TextArea id={id} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={TEXT_MAX} value={value} onChange={(event) => onChange(event.target.value)} />
    </Flex>
  );
}

export function DocumentTexts({ documents, texts, onChange }: { documents: DocumentText[]; texts: Texts; onChange: (texts: Texts) => void }): ReactElement | null {
  if (documents.length === 0) return null;
  return (
    <details>
      <summary>{t({ zh: '随附公开文书的文字（可不填，原件不公开）', en: 'Text of documents to show (optional; originals stay internal)' })}</summary>
      <Flex vertical gap={12} style={{ marginTop: 8 }}>
        {documents.map((file) => <DocumentLine key={file.id} file={file} value={texts[file.id] ?? ''} onChange={(text) => onChange({ ...texts, [file.id]: text })} />)}
      </Flex>
    </details>
  );
}
