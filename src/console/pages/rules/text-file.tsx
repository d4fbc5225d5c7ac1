// 读文本文件: a file's text goes into the field above it, so that one sees and may still change what was uploaded.
import { UploadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { t } from '../../i18n.ts';

const BYTES_MAX = 500_000;

export function TextFile({ accept, onText }: { accept: string; onText: (text: string) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<string>();
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const text = file.size > BYTES_MAX ? undefined : await file.text().catch(() => undefined);
    setRefusal(text === undefined ? t({ zh: `不能读取“${file.name}”：请选择不超过 500 KB 的文本文件。`, en: `“${file.name}” cannot be read: choose a text file of 500 KB at most.` }) : undefined);
    if (text !== undefined) onText(text);
  };
  return (
    <div>
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => input.current?.click()}>{t({ zh: '从文件读入', en: 'Read from a file' })}</Button>
      <input ref={input} type="file" hidden accept={accept} aria-label={t({ zh: '规则文件', en: 'Rule file' })} onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ''; }} />
      {refusal && <p className="rc-hint-bad" role="alert">{refusal}</p>}
    </div>
  );
}
