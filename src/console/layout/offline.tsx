// 断网提示: says that the line is cut before the clerk presses a button in vain.
import { useSyncExternalStore } from 'react';
import { t } from '../i18n.ts';

function subscribe(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => { window.removeEventListener('online', changed); window.removeEventListener('offline', changed); };
}

export function Offline() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status">
      {!online && <p className="rc-offline">{t({ zh: '网络已断开。填写的内容保留在本页，恢复连接后再提交。', en: 'You are offline. What you typed stays on this page; submit when the connection is back.' })}</p>}
    </div>
  );
}
