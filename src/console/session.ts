// 登录状态: who sits at this console. Every page may ask `useMe()`; the layout has made sure that somebody is signed in.
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { api, type Me } from './api.ts';

export const meKey = ['me'] as const;

export const MeContext = createContext<Me | null>(null);

/** The signed-in account, its city and today's date as the server counts it. Only below the layout. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('useMe is for pages below the layout');
  return me;
}

/** Asks who is signed in; answers 401 as an error. */
export const useSession = () => useQuery({ queryKey: meKey, queryFn: api.session.get, retry: false, staleTime: 60_000 });

/** Forgets everything of the last person, then knows the new one. */
export function enter(client: QueryClient, me: Me): void {
  client.clear();
  client.setQueryData(meKey, me);
}

/** The sign-in page that leads back to `from` afterwards; `ended` says that the session ran out. */
export const signInPath = (from: string, ended = false): string => {
  const params = new URLSearchParams(from && from !== '/' ? { from } : {});
  if (ended) params.set('ended', '1');
  const text = params.toString();
  return `/sign-in${text ? `?${text}` : ''}`;
};
