// 框架: what stands around every page: whose city, who am I, where can I go. It lets nobody in who is not signed in, and gives pages `useMe()`.
import { DownOutlined, GlobalOutlined, LogoutOutlined, MenuOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Dropdown } from 'antd';
import { useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { api, asProblem, type Me } from '../api.ts';
import { clearDrafts } from '../draft.ts';
import { language, switchLanguage, t } from '../i18n.ts';
import { MeContext, signInPath, useSession } from '../session.ts';
import { Mark, ProblemAlert } from '../ui/index.ts';
import { Loading } from './loading.tsx';
import { Menu } from './menu.tsx';
import { Offline } from './offline.tsx';
import { Search } from './search.tsx';

export function Layout() {
  const session = useSession();
  const here = useLocation();
  if (session.data) return <Frame me={session.data} />;
  if (session.isPending) return <Loading />;
  if (asProblem(session.error).status === 401) return <Navigate to={signInPath(here.pathname + here.search)} replace />;
  return <main className="rc-alone"><ProblemAlert error={session.error} onRetry={() => void session.refetch()} /></main>;
}

function Frame({ me }: { me: Me }) {
  const [open, setOpen] = useState(false);
  const here = useLocation();
  useEffect(() => { window.scrollTo(0, 0); }, [here.pathname]);
  return (
    <MeContext value={me}>
      <a className="rc-skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t({ zh: '跳到主要内容', en: 'Skip to content' })}</a>
      <header className="rc-bar">
        <Button type="text" className="rc-bar-menu" icon={<MenuOutlined aria-hidden />} aria-label={t({ zh: '打开菜单', en: 'Open menu' })} aria-expanded={open} onClick={() => setOpen(true)} />
        <span className="rc-brand"><Mark size={26} /><b>{t({ zh: '榕诚', en: 'Rongcheng' })}</b><span className="rc-brand-city">{t(me.city.label)}</span></span>
        {me.city.demo && <span className="rc-demo" title={t({ zh: '虚构城市，数据均为演示', en: 'An invented city; all data is for demonstration' })}>{t({ zh: '演示', en: 'DEMO' })}</span>}
        <span className="rc-bar-space" />
        <Search />
        <Who me={me} />
      </header>
      <Offline />
      <div className="rc-frame">
        <aside className="rc-side"><Menu /></aside>
        <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={264} title={t({ zh: '菜单', en: 'Menu' })} className="rc-drawer"><Menu onGo={() => setOpen(false)} /></Drawer>
        <main id="main" tabIndex={-1} className="rc-main"><Outlet /></main>
      </div>
    </MeContext>
  );
}

function Who({ me }: { me: Me }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async (): Promise<void> => {
    await api.session.signOut().catch(() => undefined);
    clearDrafts();
    client.clear();
    await navigate('/sign-in');
  };
  return (
    <Dropdown trigger={['click']} menu={{
      items: [
        { key: 'who', disabled: true, label: <span className="rc-who-card"><b>{me.account.name}</b><span>{me.account.body.name}</span><span>{[me.account.area.name, ...(me.account.roleLabels ?? []).map(t)].join(' · ')}</span></span> },
        { type: 'divider' },
        { key: 'language', icon: <GlobalOutlined aria-hidden />, label: <span lang={language === 'zh' ? 'en' : 'zh-CN'}>{language === 'zh' ? 'English' : '中文'}</span>, onClick: () => switchLanguage(language === 'zh' ? 'en' : 'zh') },
        { key: 'out', icon: <LogoutOutlined aria-hidden />, label: t({ zh: '退出登录', en: 'Sign out' }), onClick: () => void signOut() },
      ],
    }}>
      <Button type="text" className="rc-who">
        <span className="rc-sr">{t({ zh: '当前账号', en: 'Account' })}</span><b>{me.account.name}</b><span className="rc-wide">{me.account.body.name}</span><DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  );
}
