// 工作台入口: wires the console together: language of the component library, theme, cache of answers, pages. The server puts a fresh nonce
// into the page so that the component library may add its styles under a strict content policy.
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider, type ConfigProviderProps } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { asProblem } from './api.ts';
import { language } from './i18n.ts';
import { makeRouter } from './routes.tsx';
import { signInPath } from './session.ts';
import { theme } from './theme.ts';
import './styles/base.css';
import './styles/parts.css';
import './styles/pages.css';

// The compiler takes these modules for CommonJS (the package says nothing); the bundler knows better and gives the locale itself.
const locale = (language === 'en' ? enUS : zhCN) as unknown as NonNullable<ConfigProviderProps['locale']>;
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
/** Dialogs and pop-ups stand beside the page, not in `body`: there the library would lock scrolling by a style without a nonce (base.css does it). */
const layers = document.getElementById('layers') ?? document.body;
const router = makeRouter();

/** A session that ended sends the clerk to sign in and back here; what was typed waits in session storage. */
function leaveWhenSignedOut(error: unknown): void {
  const { pathname, search } = window.location;
  if (asProblem(error).status === 401 && pathname !== '/sign-in') void router.navigate(signInPath(pathname + search, true));
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
  defaultOptions: {
    queries: { staleTime: 15_000, networkMode: 'always', retry: (times, error) => times < 2 && (asProblem(error).status === 0 || asProblem(error).status >= 500) },
    mutations: { networkMode: 'always' },
  },
});

document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ConfigProvider locale={locale} theme={theme} button={{ autoInsertSpace: false }} getPopupContainer={() => layers} {...(nonce ? { csp: { nonce } } : {})}>
      <App component={false}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  </StrictMode>,
);
