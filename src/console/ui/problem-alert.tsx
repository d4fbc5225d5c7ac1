// 出错提示: what went wrong, and what to do next, in the server's own words; with an error summary whose lines lead to the fields, and a
// request number that the clerk can read out to whoever looks after the system.
import { Alert, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { asProblem } from '../api.ts';
import { t } from '../i18n.ts';

/** Field key of a pointer: '/input/facts/amount' and 'facts.amount' → 'amount'. */
export const pointerKey = (pointer: string): string => pointer.split(/[/.]/).at(-1) ?? '';

/** Words to show at one field, if the problem names it. */
export function fieldError(error: unknown, key: string): string | undefined {
  if (!error) return undefined;
  const hit = asProblem(error).body.errors?.find((entry) => pointerKey(entry.pointer) === key);
  return hit && t(hit);
}

/** Shows nothing without an error. `fieldId` turns a field key into the id of its input so that the summary can lead there. */
export function ProblemAlert({ error, onRetry, fieldId, focus = true, title }: {
  error: unknown; /** Says it better here than the kind of problem does. */ title?: string | undefined; onRetry?: () => void; fieldId?: (key: string) => string; focus?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { if (error && focus) box.current?.focus(); }, [error, focus]);
  if (!error) return null;
  const { body } = asProblem(error);
  const lines = body.errors ?? [];
  return (
    <div ref={box} tabIndex={-1} className="rc-problem">
      <Alert
        type="error" showIcon title={title ?? body.title}
        description={(
          <>
            {body.detail && <p>{t({ zh: body.detail, en: body.detailEn ?? body.detail })}</p>}
            {lines.length > 0 && (
              <ul>{lines.map((line) => (
                <li key={line.pointer + line.zh}>{fieldId
                  ? <a href={`#${fieldId(pointerKey(line.pointer))}`} onClick={(event) => { event.preventDefault(); document.getElementById(fieldId(pointerKey(line.pointer)))?.focus(); }}>{t(line)}</a>
                  : t(line)}</li>
              ))}</ul>
            )}
            {body.requestId && <p className="rc-quiet">{t({ zh: '请求编号', en: 'Request' })} <code>{body.requestId}</code></p>}
          </>
        )}
        action={onRetry && <Button size="small" onClick={onRetry}>{t({ zh: '重试', en: 'Try again' })}</Button>}
      />
    </div>
  );
}
