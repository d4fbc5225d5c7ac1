// 下一步: one obvious button, then what else is possible, then what is refused now and why.
import { Alert, Button } from 'antd';
import { useNavigate } from 'react-router';
import type { Action, Begin, Detail } from '../../api.ts';
import { t } from '../../i18n.ts';
import { actionPath, nextAction } from '../../next-action.ts';
import { LastWords } from './last-words.tsx';

export function ActionPanel({ detail, onDo, onBegin }: { detail: Detail; onDo: (action: string) => void; onBegin: (begin: Begin) => void }) {
  const navigate = useNavigate();
  const next = nextAction(detail.actions);
  const others = detail.actions.filter((action) => action !== next && !action.why);
  const refused = detail.actions.filter((action) => action.why);
  const go = (action: Action): void => {
    const path = actionPath(detail, action.id);
    if (path.startsWith('/records/')) onDo(action.id); else void navigate(path);
  };
  return (
    <section className="rc-panel rc-side-panel rc-next">
      <h2>{t({ zh: '下一步', en: 'Next step' })}</h2>
      {detail.actions.length > 0 && <LastWords detail={detail} />}
      {next && <Button type="primary" size="large" block onClick={() => go(next)}>{t(next.label)}</Button>}
      {detail.recused && <Alert type="warning" showIcon title={t(detail.recused)} />}
      {detail.actions.length === 0 && !detail.recused && <p className="rc-quiet">{t({ zh: '现在没有需要您办理的事。轮到您时，会出现在工作台。', en: 'Nothing for you to do now. It will appear in Work when it is your turn.' })}</p>}
      {!next && others.length > 0 && <p className="rc-quiet">{t({ zh: '现在不等您办理。确有需要时，可以：', en: 'Nobody waits for you now. If need be, you may:' })}</p>}
      {others.length > 0 && (
        <div className="rc-others">{others.map((action) => <Button key={action.id} danger={action.danger ?? false} onClick={() => go(action)}>{t(action.label)}</Button>)}</div>
      )}
      {(detail.begins ?? []).length > 0 && <div className="rc-others">{detail.begins?.map((begin) => <Button key={`${begin.register} ${begin.action.id}`} onClick={() => onBegin(begin)}>{t(begin.action.label)}</Button>)}</div>}
      {refused.length > 0 && (
        <ul className="rc-refused">{refused.map((action) => <li key={action.id}><b>{t(action.label)}</b><span>{t(action.why)}</span></li>)}</ul>
      )}
    </section>
  );
}
