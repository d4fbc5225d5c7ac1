// 统一社会信用代码输入: checks the code as it is typed and points at the character that is probably wrong.
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import { t } from '../../i18n.ts';

const LENGTH = 18;
const narrow = (text: string): string => text.normalize('NFKC').toUpperCase().replaceAll(/\s/g, '');

/** The code with the suspicious position (counted from 1) marked; a position behind the end is a gap. */
function Pointed({ code, at }: { code: string; at: number }): ReactElement {
  return (
    <code className="rc-uscc" aria-hidden="true">
      {code.slice(0, at - 1)}<mark>{code.charAt(at - 1) || '␣'}</mark>{code.slice(at)}
    </code>
  );
}

/** `value` is the code without spaces, in capitals. */
export function UsccInput({ id, value = '', onChange }: { id?: string; value?: string; onChange?: (code: string) => void }): ReactElement {
  const complete = value.length >= LENGTH;
  const answer = useQuery({ queryKey: ['uscc', value], queryFn: () => api.uscc(value), enabled: complete, staleTime: Infinity, retry: false });
  const suggestions = (answer.data as { suggestions?: string[] } | undefined)?.suggestions ?? [];
  const bad = complete && answer.data?.ok === false ? answer.data : undefined;
  const hint = value === '' ? t({ zh: '18 位；没有可不填', en: '18 characters; leave empty if there is none' })
    : !complete ? t({ zh: `已输入 ${value.length} 位，还差 ${LENGTH - value.length} 位`, en: `${LENGTH - value.length} more` })
      : bad ? bad.zh : answer.data?.ok ? t({ zh: '校验通过', en: 'valid' }) : answer.error ? t({ zh: '暂时无法校验，提交时会再校验', en: 'cannot be checked now; it is checked when sent' }) : t({ zh: '正在校验…', en: 'checking…' });
  return (
    <div>
      <Input {...(id ? { id } : {})} value={value} onChange={(event) => onChange?.(narrow(event.target.value))} maxLength={24} status={bad ? 'error' : ''} aria-invalid={bad !== undefined} aria-describedby={`${id}-uscc`} autoComplete="off" />
      <div id={`${id}-uscc`} className={bad ? 'rc-hint rc-hint-bad' : 'rc-hint'} role="status">
        {hint}{bad?.at && <> <Pointed code={value} at={bad.at} /></>}
        {bad && suggestions[0] && <> <Button size="small" type="link" onClick={() => onChange?.(suggestions[0] ?? value)}>{t({ zh: `改为 ${suggestions[0]}`, en: `Use ${suggestions[0]}` })}</Button></>}
      </div>
    </div>
  );
}
