// 数据库角色 Login roles: the database accounts that the processes sign in with, each with no more than its work needs.
// What each may do stands in the migrations; here they exist and get their passwords.

import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { getOrMakeSecret } from './secrets.ts';
import { ServerTrouble } from './trouble.ts';

/** Database role of each process; roles belong to the server, so all databases on it share these names. */
export const loginRoles = { app: 'rongcheng_app', portal: 'rongcheng_portal' } as const;

/** Connection strings: `owner` migrates, `app` is the console and API, `portal` reads what is published. */
export type RoleUrls = { owner: string } & Record<keyof typeof loginRoles, string>;

/** Makes the login roles with passwords kept in the data folder's secrets, and gives everybody's connection string. Throws ServerTrouble if the owner may not make roles. */
export async function openRoles(ownerUrl: string, dataDir: string): Promise<RoleUrls> {
  return makeRoles(ownerUrl, { app: getOrMakeSecret(dataDir, loginRoles.app), portal: getOrMakeSecret(dataDir, loginRoles.portal) });
}

/** Makes the roles, or sets the password of one that does not let us in with it. */
export async function makeRoles(ownerUrl: string, passwords: Record<keyof typeof loginRoles, string>): Promise<RoleUrls> {
  const urls = { owner: ownerUrl, app: urlOf(ownerUrl, 'app', passwords.app), portal: urlOf(ownerUrl, 'portal', passwords.portal) };
  const client = new Client(ownerUrl);
  await client.connect();
  try {
    // One at a time: roles are rows that the whole server shares.
    await client.query(`select pg_advisory_lock(hashtext('rongcheng roles'))`);
    for (const key of ['app', 'portal'] as const) if (!(await letsIn(urls[key]))) await makeRole(client, loginRoles[key], passwords[key]);
  } finally {
    await client.end();
  }
  return urls;
}

async function makeRole(client: Client, role: string, password: string, tries = 5): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  const statement = `${rowCount ? 'alter' : 'create'} role ${escapeIdentifier(role)} login password ${escapeLiteral(password)}`;
  try {
    await client.query(statement);
  } catch (error) {
    const { code } = error as { code?: string };
    // The lock is of one database, roles are of the whole server: somebody in another database made or changed the role just now.
    if ((code === '42710' || code === '23505' || code === 'XX000') && tries > 0) return makeRole(client, role, password, tries - 1);
    if (code !== '42501') throw error;
    throw new ServerTrouble(
      {
        zh: `DATABASE_URL 的账户无权创建角色 ${role}。请由管理员执行:ALTER ROLE <该账户> CREATEROLE;`,
        en: `The account of DATABASE_URL may not make the role ${role}. Have an administrator run: ALTER ROLE <that account> CREATEROLE;`,
      },
      error,
    );
  }
}

function urlOf(ownerUrl: string, key: keyof typeof loginRoles, password: string): string {
  const url = new URL(ownerUrl);
  url.username = loginRoles[key];
  url.password = encodeURIComponent(password);
  return url.href;
}

async function letsIn(url: string): Promise<boolean> {
  const client = new Client(url);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Wrong password, no such role, or not admitted to this database yet, which a migration settles.
    const { code = '' } = error as { code?: string };
    if (code.startsWith('28')) return false;
    if (code === '42501') return true;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}
