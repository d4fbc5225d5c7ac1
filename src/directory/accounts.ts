/**
 * 账号与会话: who signs in, how long a session lasts, and the actor that a session speaks for. Passwords are argon2id; a wrong
 * login and a wrong password look and cost the same; repeated failures lock for a while. Sessions live on the server, so
 * ending one ends it at once.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Actor, Level, Role } from '../core/actor.ts';
import { accountRoles, roles } from '../core/actor.ts';
import { judgingDuties } from '../core/rules.ts';
import { done, fail, type Outcome } from '../core/problem.ts';
import type { Asked } from '../store/db.ts';
import { areasUnder, type Area } from './areas.ts';

/** Failures before an account is locked, and for how many minutes (GB/T 22239 level 3 asks for a lock; the numbers are ours). */
export const failuresMax = 5;
export const lockMinutes = 15;
/** A session ends after this much idleness, and in any case after the absolute time. */
export const idleMinutes = 30;
export const sessionHours = 8;

export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly bodyId: string;
  readonly bodyName: string;
  readonly areaCode: string;
  readonly areaName: string;
  readonly level: Level;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly roles: readonly Role[];
  /** Offices of the same level in whose stead its body judges; only an arbiter's does. */
  readonly standsFor: readonly string[];
}

const accountSql = `select a.id, a.login, a.name, a.body_id as "bodyId", b.name as "bodyName", b.area_code as "areaCode", ar.name as "areaName", b.level, a.person_id as "personId", p.name as "personName",
  array(select role from rc.account_role r where r.account_id = a.id order by role) as roles,
  array(select s.id from rc.subject s join rc.area sa on sa.code = s.area_code and sa.parent is null where s.kind = 'body' and s.valid_to is null and s.level = b.level and s.id <> b.id and s.duties && '{${judgingDuties.join(',')}}'
    and exists (select from rc.account_role r where r.account_id = a.id and r.role = 'arbiter') order by s.id) as "standsFor"
  from rc.account a join rc.subject b on b.id = a.body_id join rc.area ar on ar.code = b.area_code left join rc.subject p on p.id = a.person_id where a.active and `;

const refusal = () => fail('unauthenticated', 'wrong-login', '账号或密码不对，请重新输入；连续输错将暂时锁定', 'Wrong login or password');
/** What an unknown login is checked against, so that it takes as long as a known one. */
let decoy: Promise<string> | undefined;

interface Stranger {
  readonly failures: number;
  readonly lockedUntil: Date | null;
}
/** Logins that nobody has lock like those that somebody has, or the lock would tell them apart. Forgotten with the process. */
const strangers = new Map<string, Stranger>();
const strangersMax = 10_000;

function noteStranger(login: string, now: Date): void {
  if (strangers.size >= strangersMax) strangers.clear();
  const failures = (strangers.get(login)?.failures ?? 0) + 1;
  const locks = failures >= failuresMax;
  strangers.set(login, { failures: locks ? 0 : failures, lockedUntil: locks ? new Date(now.getTime() + lockMinutes * 60_000) : null });
}

/** Signs in. @returns the new session's secret, to be kept by the browser alone. */
export async function signIn(db: Asked, login: string, password: string, now: Date, agent: string): Promise<Outcome<{ token: string; account: Account }>> {
  const { rows: [row] } = await db.query<{ id: string; password_hash: string; failures: number; locked_until: Date | null }>(
    'select id, password_hash, failures, locked_until from rc.account where login = lower($1) and active', [login]);
  const lockedUntil = row === undefined ? strangers.get(login.toLowerCase())?.lockedUntil : row.locked_until;
  if (lockedUntil != null && lockedUntil > now) {
    const minutes = Math.ceil((lockedUntil.getTime() - now.getTime()) / 60_000);
    return fail('too-many', 'locked', `输错次数过多，账号已锁定，请 ${minutes} 分钟后再试或联系管理员`, `Locked, try again in ${minutes} minutes`);
  }
  decoy ??= hash(randomBytes(16).toString('hex'));
  const right = await verify(row?.password_hash ?? (await decoy), password).catch(() => false);
  if (row === undefined || !right) {
    if (row === undefined) noteStranger(login.toLowerCase(), now);
    else await noteFailure(db, row.id, now);
    await db.query("insert into rc.event (at, account_id, kind, detail) values ($1, $2, 'sign-in-failed', '{}')", [now, row?.id ?? null]);
    return refusal();
  }
  await db.query('update rc.account set failures = 0, locked_until = null where id = $1', [row.id]);
  const token = randomBytes(32).toString('base64url');
  await db.query('insert into rc.session (id_hash, account_id, created_at, seen_at, expires_at, agent) values ($1,$2,$3,$3,$4,$5)',
    [hashOf(token), row.id, now, new Date(now.getTime() + sessionHours * 3_600_000), agent.slice(0, 200)]);
  await db.query("insert into rc.event (at, account_id, kind, detail) values ($1, $2, 'sign-in', '{}')", [now, row.id]);
  const { rows: [account] } = await db.query<Account>(`${accountSql} a.id = $1`, [row.id]);
  return done({ token, account: account as Account });
}

async function noteFailure(db: Asked, id: string, now: Date): Promise<void> {
  const until = new Date(now.getTime() + lockMinutes * 60_000);
  await db.query(
    'update rc.account set failures = case when failures + 1 >= $2 then 0 else failures + 1 end, locked_until = case when failures + 1 >= $2 then $3::timestamptz else locked_until end where id = $1',
    [id, failuresMax, until]);
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** The account a session speaks for, or undefined when it is over. Each use keeps it alive. */
export async function findSession(db: Asked, token: string, now: Date): Promise<Account | undefined> {
  const idle = new Date(now.getTime() - idleMinutes * 60_000);
  const { rows: [session] } = await db.query<{ account_id: string; seen_at: Date }>({
    name: 'session', text: 'select account_id, seen_at from rc.session where id_hash = $1 and expires_at > $2 and seen_at > $3', values: [hashOf(token), now, idle],
  });
  if (session === undefined) return undefined;
  if (now.getTime() - session.seen_at.getTime() > 60_000) await db.query('update rc.session set seen_at = $2 where id_hash = $1', [hashOf(token), now]);
  const { rows: [account] } = await db.query<Account>({ name: 'session-account', text: `${accountSql} a.id = $1`, values: [session.account_id] });
  return account;
}

export async function signOut(db: Asked, token: string): Promise<void> {
  await db.query('delete from rc.session where id_hash = $1', [hashOf(token)]);
}

export async function findAccount(db: Asked, login: string): Promise<Account | undefined> {
  const { rows } = await db.query<Account>(`${accountSql} a.login = lower($1)`, [login]);
  return rows[0];
}

export async function findAccountById(db: Asked, id: string): Promise<Account | undefined> {
  const { rows } = await db.query<Account>(`${accountSql} a.id = $1`, [id]);
  return rows[0];
}

/** The actor that an account is, with the areas it answers for. */
export function actorOf(account: Account, areas: readonly Area[]): Actor {
  const { id, name, bodyId, bodyName, personId, areaCode, level, roles: held, standsFor } = account;
  return { accountId: id, name, bodyId, bodyName, personId, areaCode, level, roles: held.filter((r) => accountRoles.includes(r)), areas: areasUnder(areas, areaCode), standsFor };
}

/** The three kinds of administrator exclude one another and every business role (GB/T 22239 level 3, 三员). */
export function roleConflict(held: readonly Role[]): Outcome<true> {
  const admins = held.filter((r) => r === 'sysadmin' || r === 'secadmin' || r === 'auditor');
  if (admins.length > 1 || (admins.length === 1 && held.length > 1)) {
    return fail('refused', 'roles-exclude', `${admins.map((r) => roles[r].zh).join('、')}不能与其他角色由同一人担任，请分开设置`, 'Administrators and auditors hold no other role');
  }
  if (held.includes('rulekeeper') && held.includes('ruleapprover')) return fail('refused', 'roles-exclude', '规则的提出与批准不能由同一人担任', 'Proposer and approver are two people');
  return done(true);
}

export interface NewAccount {
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly body: string;
  readonly roles: readonly Role[];
  readonly person?: string;
}

/** Opens an account for a body named by slug, name or code. */
export async function openAccount(db: Asked, account: NewAccount): Promise<Outcome<{ id: string }>> {
  const conflict = roleConflict(account.roles);
  if (!conflict.ok) return conflict;
  if (!/^[a-z][a-z0-9._-]{2,39}$/.test(account.login)) return fail('invalid', 'bad-login', '账号须为 3 至 40 位小写字母、数字或 . _ -，以字母开头', 'Bad login');
  if (account.password.length < 12) return fail('invalid', 'weak-password', '密码至少 12 位', 'At least 12 characters');
  const { rows: [body] } = await db.query<{ id: string }>("select id from rc.subject where kind = 'body' and (slug = $1 or name = $1 or uscc = $1)", [account.body]);
  if (body === undefined) return fail('invalid', 'no-such-body', `名录中没有“${account.body}”，请填写单位全称、代码或统一社会信用代码`, 'No such body');
  const { rows: [person] } = account.person === undefined ? { rows: [] } : await db.query<{ id: string }>("select id from rc.subject where kind = 'official' and slug = $1", [account.person]);
  if (account.person !== undefined && person === undefined) return fail('invalid', 'no-such-person', `名录中没有代码为“${account.person}”的公职人员，请核对后重试；账号没有新增`, `There is no official "${account.person}"; no account was made`);
  const id = randomUUID();
  const { rowCount } = await db.query('insert into rc.account (id, login, name, password_hash, body_id, person_id) values ($1,$2,$3,$4,$5,$6) on conflict (login) do nothing', [id, account.login, account.name, await hash(account.password), body.id, person?.id ?? null]);
  if (rowCount === 0) return fail('conflict', 'login-taken', `账号“${account.login}”已存在，请换一个`, 'Login taken');
  for (const role of account.roles) await db.query('insert into rc.account_role (account_id, role) values ($1,$2)', [id, role]);
  return done({ id });
}
