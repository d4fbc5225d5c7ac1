// 上传: one file by button or by dragging. A real file input stands behind the button, so that keyboard and screen reader work.
import { InboxOutlined } from '@ant-design/icons';
import { Button, Flex, Typography, theme } from 'antd';
import { useRef, useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { t } from '../../i18n.ts';

const ACCEPTED = ['.xlsx', '.csv', '.ndjson', '.jsonl'];

/** What a file of another kind should have been, or nothing when it is one that we read. The server looks at the content itself. */
export function refuseFile(name: string, bytes: number): string | undefined {
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase();
  if (bytes === 0) return t({ zh: `“${name}”是空文件。请确认已保存后重新选择。`, en: `“${name}” is empty. Save it and choose it again.` });
  if (ACCEPTED.includes(ending)) return undefined;
  if (['.xls', '.et', '.wps', '.ods', '.xlsm'].includes(ending)) {
    return t({ zh: `“${name}”不是 xlsx。请在 WPS 或 Excel 里打开，另存为“Excel 工作簿（.xlsx）”，再上传。`, en: `“${name}” is not an xlsx file. Open it and save it as .xlsx, then upload that.` });
  }
  return t({ zh: `不能读取“${name}”。请上传 xlsx、csv 或 ndjson 文件。`, en: `“${name}” cannot be read. Upload an xlsx, csv or ndjson file.` });
}

export function FileDrop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const { token } = theme.useToken();
  const take = (file: File | undefined): void => {
    if (!file || busy) return;
    const problem = refuseFile(file.name, file.size);
    setRefusal(problem);
    if (!problem) onFile(file);
  };
  const drop = (event: DragEvent): void => { event.preventDefault(); setOver(false); take(event.dataTransfer.files[0]); };
  return (
    <Flex vertical align="center" gap={12} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}
      style={{ border: `2px dashed ${over ? token.colorPrimary : token.colorBorder}`, borderRadius: token.borderRadiusLG, padding: 24, background: over ? token.colorPrimaryBg : undefined }}>
      <InboxOutlined aria-hidden style={{ fontSize: 32, color: token.colorPrimary }} />
      <Typography.Text>{t({ zh: '把文件拖到这里，或', en: 'Drop the file here, or' })}</Typography.Text>
      <Button type="primary" loading={busy} onClick={() => input.current?.click()}>{t({ zh: '选择文件', en: 'Choose a file' })}</Button>
      <input ref={input} type="file" hidden accept={ACCEPTED.join(',')} aria-label={t({ zh: '导入文件', en: 'Import file' })}
        onChange={(event) => { take(event.target.files?.[0]); event.target.value = ''; }} />
      <Typography.Text type="secondary" style={{ textAlign: 'center' }}>
        {t({ zh: '可用 xlsx（只读第一张工作表）、csv（UTF-8 或 GB18030）、ndjson。有密码的文件请先取消密码；公式请先转为数值；证件号、代码等长数字请设为文本。', en: 'xlsx (first sheet), csv (UTF-8 or GB18030) or ndjson. Remove passwords, turn formulas into values, keep long numbers as text.' })}
      </Typography.Text>
      {refusal && <Typography.Text type="danger" role="alert">{refusal}</Typography.Text>}
    </Flex>
  );
}
