// 附件: files are uploaded at once and kept by id and digest; what a file says that must not be shown is pointed out right away. A plain file input
// under a button: works with a keyboard, a phone's camera and dropped files.
import { DeleteOutlined, PaperClipOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Spin } from 'antd';
import { useRef, useState } from 'react';
import { api, asProblem, type Attachment, type Uploaded } from '../api.ts';
import { showNumber, t } from '../i18n.ts';
import { ProblemAlert } from '../ui/index.ts';
import type { Wiring } from './form-field.tsx';

export const showBytes = (bytes: number): string => (bytes < 1_048_576 ? `${showNumber(Math.max(1, Math.round(bytes / 1024)))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`);

export function FilesInput({ value, onChange, wiring, max = 20 }: { value: Uploaded[]; onChange: (files: Uploaded[]) => void; wiring: Wiring; max?: number }) {
  const input = useRef<HTMLInputElement>(null);
  const [reading, setReading] = useState<string[]>([]);
  const [error, setError] = useState<unknown>(null);
  const take = async (files: File[]): Promise<void> => {
    setError(null);
    let kept = value;
    for (const file of files.slice(0, max - value.length)) {
      setReading((names) => [...names, file.name]);
      try { kept = [...kept, await api.attachments.upload(file)]; onChange(kept); } catch (failure) { setError(asProblem(failure)); }
      setReading((names) => names.filter((name) => name !== file.name));
    }
  };
  return (
    <div className="rc-files" onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); void take([...event.dataTransfer.files]); }}>
      <input ref={input} type="file" multiple hidden accept=".pdf,.docx,.png,.jpg,.jpeg,.txt" onChange={(event) => { void take([...event.target.files ?? []]); event.target.value = ''; }} />
      <Button id={wiring.id} icon={<UploadOutlined aria-hidden />} disabled={value.length >= max} aria-describedby={wiring.describedBy || undefined} onClick={() => input.current?.click()}>
        {t({ zh: '选择文件', en: 'Choose files' })}
      </Button>
      <span className="rc-hint">{t({ zh: `PDF、Word（.docx）、图片或文本，可拖放到此处，最多 ${max} 个`, en: `PDF, .docx, images or text; drop them here, at most ${max}` })}</span>
      <ProblemAlert error={error} />
      <FileList files={value} onRemove={(file) => onChange(value.filter((one) => one.id !== file.id))} />
      <div role="status">{reading.map((name) => <p key={name} className="rc-quiet"><Spin size="small" /> {t({ zh: '正在上传', en: 'Uploading' })} {name}</p>)}</div>
    </div>
  );
}

/** The files with size and digest; each opens on its own. */
export function FileList({ files, onRemove }: { files: (Attachment & { hits?: Uploaded['hits'] })[]; onRemove?: (file: Attachment) => void }) {
  if (files.length === 0) return null;
  return (
    <ul className="rc-file-list">
      {files.map((file) => (
        <li key={file.id}>
          <PaperClipOutlined aria-hidden />
          <span>{file.sealed ? <span>{file.name || t({ zh: '附件', en: 'A document' })}{t({ zh: '（已封存）', en: ' (sealed)' })}</span> : <a href={api.attachments.url(file.id)}>{file.name}</a>}
            <span className="rc-cell-sub">{showBytes(file.bytes)}{file.sha256 && ` · SHA-256 ${file.sha256.slice(0, 12)}…`}</span>
            {file.hits && file.hits.length > 0 && <span className="rc-hint rc-amber">{t({ zh: `发现 ${file.hits.length} 处个人信息或涉密字样，公开前须遮盖`, en: `${file.hits.length} passages to mask before disclosure` })}</span>}
          </span>
          {onRemove && <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t({ zh: `移除 ${file.name}`, en: `Remove ${file.name}` })} onClick={() => onRemove(file)} />}
        </li>
      ))}
    </ul>
  );
}
