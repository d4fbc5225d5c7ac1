// 页面出错: the last net. A page that threw, or whose bundle a newer version has replaced, says so and offers to load again.
import { Button } from 'antd';
import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { t } from '../i18n.ts';

export function Broken() {
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return (
    <main className="rc-alone">
      <h1>{t({ zh: '这个页面没能打开', en: 'This page could not open' })}</h1>
      <p>{t({ zh: '可能是系统刚更新过，或网络中断。重新载入后，未提交的内容仍会保留。', en: 'The system may just have been updated, or the line was cut. Drafts are kept when you reload.' })}</p>
      <Button type="primary" onClick={() => location.reload()}>{t({ zh: '重新载入', en: 'Reload' })}</Button>
    </main>
  );
}
