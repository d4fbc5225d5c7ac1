/** 登录与本人: signing in and out, who I am, and which pages my roles open. */
import { z } from 'zod';
import type { Role } from '../core/actor.ts';
import { roles } from '../core/actor.ts';
import { type Account, sessionHours, signIn, signOut } from '../directory/accounts.ts';
import { mayKeepStaff } from '../directory/officials.ts';
import { mayAsk } from '../eligibility/check.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { orProblem, type RouteDef, route, sessionCookie } from './route.ts';

const menuFor: readonly { page: string; roles: readonly Role[] }[] = [
  { page: 'work', roles: ['maker', 'verifier', 'reviewer', 'contact', 'official', 'identity', 'arbiter', 'rulekeeper', 'ruleapprover', 'auditor'] },
  { page: 'records', roles: ['maker', 'verifier', 'reviewer', 'contact', 'auditor'] },
  { page: 'imports', roles: ['maker'] },
  { page: 'disclosure', roles: ['verifier', 'reviewer', 'arbiter'] },
  { page: 'measures', roles: ['verifier', 'reviewer', 'contact', 'auditor'] },
  { page: 'debtors', roles: ['verifier', 'reviewer', 'auditor'] },
  { page: 'rectifications', roles: ['verifier', 'reviewer', 'contact', 'auditor'] },
  { page: 'urgings', roles: ['verifier', 'reviewer', 'contact', 'auditor'] },
  { page: 'recommendations', roles: ['verifier', 'reviewer', 'contact', 'auditor'] },
  { page: 'accountability', roles: ['verifier', 'reviewer', 'auditor'] },
  { page: 'endings', roles: ['reviewer', 'arbiter', 'auditor'] },
  { page: 'receipts', roles: ['maker', 'verifier'] },
  { page: 'report', roles: ['verifier', 'reviewer', 'auditor'] },
  { page: 'objections', roles: ['maker', 'verifier', 'reviewer', 'contact', 'official', 'arbiter', 'auditor'] },
  { page: 'appeals', roles: ['reviewer', 'contact', 'official', 'arbiter', 'auditor'] },
  { page: 'repairs', roles: ['maker', 'verifier', 'reviewer', 'contact', 'official', 'arbiter', 'auditor'] },
  { page: 'leniency', roles: ['verifier', 'reviewer', 'contact', 'official', 'arbiter', 'auditor'] },
  { page: 'clearances', roles: ['verifier', 'reviewer', 'official', 'auditor'] },
  { page: 'retaliation', roles: ['verifier', 'reviewer', 'contact', 'official', 'arbiter'] },
  { page: 'identity', roles: ['identity'] },
  { page: 'directory', roles: ['maker', 'verifier', 'reviewer', 'identity', 'auditor', 'sysadmin'] },
  { page: 'rules', roles: ['maker', 'verifier', 'reviewer', 'rulekeeper', 'ruleapprover', 'auditor'] },
  { page: 'looks', roles: ['auditor'] },
  { page: 'mine', roles: ['official'] },
];

interface CityFacts {
  readonly label: { readonly zh: string; readonly en: string };
  readonly demo: boolean;
  readonly demoPassword?: string;
}

async function cityOf(house: Wired): Promise<CityFacts> {
  const { rows } = await house.pool.query<{ value: CityFacts }>("select value from pub.site where key = 'city'");
  return (rows[0] as { value: CityFacts }).value;
}

async function me(house: Wired, a: Account): Promise<unknown> {
  const { label, demo } = await cityOf(house);
  return {
    account: {
      id: a.id, login: a.login, name: a.name, body: { id: a.bodyId, name: a.bodyName }, area: { code: a.areaCode, name: a.areaName }, level: a.level, roles: a.roles,
      roleLabels: a.roles.map((r) => roles[r]), ...(a.personId === null ? {} : { person: { id: a.personId, name: a.personName } }),
    },
    city: { label, demo }, today: house.clock.today(), menu: [...menuFor.filter((m) => m.roles.some((r) => a.roles.includes(r))).map((m) => m.page), ...((await mayAsk(house.pool, a)) ? ['eligibility'] : []), ...((await mayKeepStaff(house.pool, a)) ? ['officials'] : [])],
  };
}

export const accountRoutes = ({ signInsPerMinute = 30 }: { signInsPerMinute?: number }): RouteDef[] => [
  route({
    method: 'POST', url: '/session', answer: shape.me, open: true, once: 'free', summary: { zh: '登录', en: 'Sign in' },
    body: z.strictObject({ login: z.string().min(1).max(60), password: z.string().min(1).max(200) }),
    handler: async ({ house, body, request, reply }) => {
      await limitSignIns(request.ip, signInsPerMinute, house.clock.now());
      const { token, account } = orProblem(await signIn(house.pool, body.login.trim(), body.password, house.clock.now(), String(request.headers['user-agent'] ?? '')));
      reply.setCookie(sessionCookie, token, { httpOnly: true, sameSite: 'lax', path: '/', maxAge: sessionHours * 3600, secure: request.protocol === 'https' });
      return me(house, account);
    },
  }),
  route({ method: 'GET', url: '/session', answer: shape.me, summary: { zh: '当前登录人', en: 'Who is signed in' }, handler: ({ house, account }) => me(house, account) }),
  route({
    method: 'DELETE', url: '/session', answer: shape.nothing, status: 204, open: true, once: 'free', summary: { zh: '退出', en: 'Sign out' },
    handler: async ({ house, request, reply }) => {
      const token = request.cookies[sessionCookie];
      if (token !== undefined) await signOut(house.pool, token);
      reply.clearCookie(sessionCookie, { path: '/' });
    },
  }),
  route({
    method: 'GET', url: '/session/demo', answer: shape.demoLogins, open: true, summary: { zh: '演示账号', en: 'Demo logins' },
    handler: async ({ house }) => {
      const city = await cityOf(house);
      if (!city.demo) return [];
      const { rows } = await house.pool.query<{ login: string; name: string; body: string; roles: Role[] }>(`select a.login, a.name, b.name as body, array(select role from rc.account_role r where r.account_id = a.id order by role) as roles
        from rc.account a join rc.subject b on b.id = a.body_id where a.is_demo and a.active order by a.created_at, a.login`);
      return rows.map((r) => ({ ...r, roleLabels: r.roles.map((k) => roles[k]), password: city.demoPassword }));
    },
  }),
];

const tries = new Map<string, { minute: number; count: number }>();

/** A brake per address, beside the lock per account: guessing many accounts from one place is slow too. */
async function limitSignIns(address: string, perMinute: number, now: Date): Promise<void> {
  const minute = Math.floor(now.getTime() / 60_000);
  if (tries.size > 10_000) tries.clear();
  const seen = tries.get(address);
  const count = seen?.minute === minute ? seen.count + 1 : 1;
  tries.set(address, { minute, count });
  if (count > perMinute) orProblem({ ok: false, problem: { kind: 'too-many', code: 'sign-in-rate', detail: { zh: '此网络的登录尝试过于频繁，请一分钟后再试', en: 'Too many sign-ins from this address' } } });
}
