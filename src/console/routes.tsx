// 路由: the table of pages. Each page is its own bundle, loaded when first visited. A page below '/' has a signed-in account.
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { Layout } from './layout/layout.tsx';
import { Missing } from './layout/missing.tsx';
import { Broken } from './layout/broken.tsx';
import { Loading } from './layout/loading.tsx';

type PageModule = { default: ComponentType };

function page(path: string, load: () => Promise<PageModule>): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).default }), errorElement: <Broken />, hydrateFallbackElement: <Loading /> };
}

/** A page that has routes of its own below `path` (it reads them with `<Routes>`). */
const pages = (path: string, load: () => Promise<PageModule>): RouteObject => page(`${path}/*`, load);

export const routes: RouteObject[] = [
  page('/sign-in', () => import('./pages/sign-in/index.tsx')),
  {
    path: '/', element: <Layout />, errorElement: <Broken />, hydrateFallbackElement: <Loading />,
    children: [
      { index: true, element: <Navigate to="/work" replace /> },
      page('work', () => import('./pages/work/index.tsx')),
      page('records', () => import('./pages/records/index.tsx')),
      page('records/:register', () => import('./pages/records/index.tsx')),
      page('records/:register/new', () => import('./pages/new-record/index.tsx')),
      page('records/:register/begin/:action', () => import('./pages/begin/index.tsx')),
      page('measures', () => import('./pages/measures/index.tsx')),
      page('records/:register/:id', () => import('./pages/record/index.tsx')),
      pages('imports', () => import('./pages/imports/index.tsx')),
      page('debtors', () => import('./pages/debtors/index.tsx')),
      page('rectifications', () => import('./pages/rectifications/index.tsx')),
      pages('disclosure', () => import('./pages/disclosure/index.tsx')),
      pages('directory', () => import('./pages/directory/index.tsx')),
      pages('rules', () => import('./pages/rules/index.tsx')),
      pages('access', () => import('./pages/looks/index.tsx')),
      pages('eligibility', () => import('./pages/eligibility/index.tsx')),
      page('repairs', () => import('./pages/repairs/index.tsx')),
      page('retaliation', () => import('./pages/retaliation/index.tsx')),
      page('report', () => import('./pages/report/index.tsx')),
      pages('receipts', () => import('./pages/receipts/index.tsx')),
      pages('mine', () => import('./pages/mine/index.tsx')),
      { path: '*', element: <Missing /> },
    ],
  },
];

export const makeRouter = () => createBrowserRouter(routes);
