// 页面不存在: an address that leads nowhere, or to something outside of one's scope; it never says which.
import { Button } from 'antd';
import { Link } from 'react-router';
import { t } from '../i18n.ts';
import { Empty, PageHeader } from '../ui/index.ts';

export function Missing() {
  return (
    <>
      <PageHeader title={t({ zh: '没有这个页面', en: 'Page not found' })} />
      <div className="rc-panel">
        <Empty title={t({ zh: '地址不存在，或不在您的权限范围内', en: 'The address does not exist, or is outside your scope' })}
          fill={t({ zh: '请核对地址，或从工作台、搜索进入。', en: 'Check the address, or start from Work or Search.' })}
          action={<Link to="/work"><Button type="primary" tabIndex={-1}>{t({ zh: '回到工作台', en: 'Back to work' })}</Button></Link>} />
      </div>
    </>
  );
}
