// 加载中: shown while a page's bundle or the session is on its way.
import { Spin } from 'antd';
import { t } from '../i18n.ts';

export function Loading() {
  return <div className="rc-loading" role="status"><Spin /><span>{t({ zh: '正在打开…', en: 'Opening…' })}</span></div>;
}
