/**
 * 账号 user: accounts from the command line, for the first administrator and for emergencies. Every change is kept as an event;
 * passwords are read from stdin or made here and shown once, never taken as an argument that others could see.
 */
import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { accountRoles, type Role, roles } from '../../core/actor.ts';
import { getValue } from '../../core/problem.ts';
import type { Asked } from '../../store/db.ts';
import type { Wired } from '../../wiring.ts';
import { addCommand, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { json, line, mark, table } from '../output.ts';
import type { Act } from '../program.ts';
import { Trouble } from '../trouble.ts';

const roleList = accountRoles.join(', ');
const passwordBytes = 12;

export function userCommands(program: Command, done: Act): void {
  const user = addCommand(program, { usage: 'user', zh: '账号：新增、列出、停用、改密码、改角色', en: 'Accounts', examples: ['user list', 'user add zhangsan --name 张三 --body 市发展和改革委员会 --roles maker'] });
  const sub = (usage: string, zh: string, en: string, examples: readonly string[]): Command => withConfig(addCommand(user, { usage, zh, en, examples }), databaseKeys).option('--json', '以 JSON 输出 print JSON');
  sub('list', '列出账号', 'List accounts', ['user list']).action(async (flags: Flags) => done(await withAccounts(flags, list)));
  sub('add <login>', '新增账号', 'Add an account', ['user add zhangsan --name 张三 --body 市发展和改革委员会 --roles maker,verifier'])
    .requiredOption('--name <name>', '姓名 name').requiredOption('--body <body>', '单位全称、代码或统一社会信用代码 body by name, slug or code').requiredOption('--roles <roles>', `角色，逗号分隔 roles: ${roleList}`)
    .option('--person <slug>', '公务员本人的代码 slug of the official').option('--password-stdin', '从标准输入读密码；不给则自动生成 read the password from stdin')
    .action(async (login: string, flags: Flags) => done(await withAccounts(flags, (house) => add(house, login, flags))));
  sub('lock <login>', '停用账号并结束其会话', 'Close an account and end its sessions', ['user lock zhangsan', 'user lock zhangsan --undo'])
    .option('--undo', '重新启用 open it again').action(async (login: string, flags: Flags) => done(await withAccounts(flags, (house) => lock(house, login, flags))));
  sub('password <login>', '改密码并结束其会话', 'Set a password and end the sessions', ['user password zhangsan', 'user password zhangsan --password-stdin < secret.txt'])
    .option('--password-stdin', '从标准输入读密码；不给则自动生成 read the password from stdin').action(async (login: string, flags: Flags) => done(await withAccounts(flags, (house) => setPassword(house, login, flags))));
  sub('roles <login> <roles>', '改角色', 'Set the roles', ['user roles zhangsan maker,verifier']).action(async (login: string, wanted: string, flags: Flags) => done(await withAccounts(flags, (house) => setRoles(house, login, wanted, flags))));
}

async function withAccounts(flags: Flags, work: (house: Wired, flags: Flags) => Promise<void>): Promise<void> {
  const { withHouse } = await import('../database.ts');
  await withHouse(configFrom(flags), ({ house }) => work(house, flags));
}

function rolesOf(text: string): Role[] {
  const wanted = text.split(/[,，;；\s]+/).filter((role) => role !== '');
  const wrong = wanted.filter((role) => !(accountRoles as readonly string[]).includes(role));
  if (wrong.length > 0 || wanted.length === 0) throw new Trouble(`没有角色“${wrong.join('、')}”。可用：${roleList}`, `No such role: ${wrong.join(', ')}. There are: ${roleList}`);
  return wanted as Role[];
}

async function passwordFrom(flags: Flags): Promise<{ password: string; made: boolean }> {
  if (flags['passwordStdin'] !== true) return { password: randomBytes(passwordBytes).toString('base64url'), made: true };
  return { password: (await readAll(process.stdin)).replace(/\r?\n$/, ''), made: false };
}

const note = (db: Asked, kind: string, accountId: string, detail: Readonly<Record<string, unknown>>): Promise<unknown> =>
  db.query('insert into rc.event (at, account_id, kind, detail) values (now(), $1, $2, $3)', [accountId, kind, JSON.stringify({ ...detail, by: 'command line' })]);

async function accountOf(db: Asked, login: string): Promise<{ id: string; login: string }> {
  const { rows: [account] } = await db.query<{ id: string; login: string }>('select id, login from rc.account where login = lower($1)', [login]);
  if (account === undefined) throw new Trouble(`没有账号“${login}”。运行 rongcheng user list 查看全部`, `There is no account "${login}". Run rongcheng user list`);
  return account;
}

async function list(house: Wired, flags: Flags): Promise<void> {
  const { rows } = await house.pool.query<{ login: string; name: string; body: string; active: boolean; locked: boolean; demo: boolean; roles: Role[] }>(
    `select a.login, a.name, b.name as body, a.active, coalesce(a.locked_until > now(), false) as locked, a.is_demo as demo, array(select role from rc.account_role r where r.account_id = a.id order by role) as roles
     from rc.account a join rc.subject b on b.id = a.body_id order by a.login`);
  if (flags['json'] === true) return json(rows);
  line(table(['账号 Login', '姓名 Name', '单位 Body', '角色 Roles', '状态 State'], rows.map((row) => [
    row.login, row.name, row.body, row.roles.map((role) => roles[role].zh).join('、'), `${row.active ? (row.locked ? '暂时锁定 locked' : '启用 active') : '停用 closed'}${row.demo ? '（演示 demo）' : ''}`])));
}

async function add(house: Wired, login: string, flags: Flags): Promise<void> {
  const { openAccount } = await import('../../directory/accounts.ts');
  const { password, made } = await passwordFrom(flags);
  const person = flags['person'] as string | undefined;
  const { id } = getValue(await openAccount(house.pool, { login, name: flags['name'] as string, body: flags['body'] as string, roles: rolesOf(flags['roles'] as string), password, ...(person === undefined ? {} : { person }) }));
  await note(house.pool, 'user-added', id, { login });
  if (flags['json'] === true) return json({ id, login, ...(made ? { password } : {}) });
  line(`${mark('ok')} 已新增账号 ${login}。 Added.${made ? ` 初始密码（只显示这一次 shown once）：${password}` : ''}`);
}

async function lock(house: Wired, login: string, flags: Flags): Promise<void> {
  const account = await accountOf(house.pool, login);
  const active = flags['undo'] === true;
  await house.pool.query('update rc.account set active = $2, failures = 0, locked_until = null where id = $1', [account.id, active]);
  if (!active) await house.pool.query('delete from rc.session where account_id = $1', [account.id]);
  await note(house.pool, active ? 'user-unlocked' : 'user-locked', account.id, {});
  if (flags['json'] === true) return json({ login: account.login, active });
  line(`${mark('ok')} 账号 ${account.login} 已${active ? '启用。 Open again.' : '停用，其会话已结束。 Closed.'}`);
}

async function setPassword(house: Wired, login: string, flags: Flags): Promise<void> {
  const { hash } = await import('@node-rs/argon2');
  const account = await accountOf(house.pool, login);
  const { password, made } = await passwordFrom(flags);
  if (password.length < 12) throw new Trouble('密码至少 12 位', 'A password has at least 12 characters');
  await house.pool.query('update rc.account set password_hash = $2, failures = 0, locked_until = null where id = $1', [account.id, await hash(password)]);
  await house.pool.query('delete from rc.session where account_id = $1', [account.id]);
  await note(house.pool, 'user-password', account.id, {});
  if (flags['json'] === true) return json({ login: account.login, ...(made ? { password } : {}) });
  line(`${mark('ok')} 账号 ${account.login} 的密码已更改，其会话已结束。 Changed.${made ? ` 新密码（只显示这一次 shown once）：${password}` : ''}`);
}

async function setRoles(house: Wired, login: string, text: string, flags: Flags): Promise<void> {
  const { roleConflict } = await import('../../directory/accounts.ts');
  const { transaction } = await import('../../store/db.ts');
  const account = await accountOf(house.pool, login);
  const wanted = rolesOf(text);
  getValue(roleConflict(wanted));
  getValue(await transaction(house.pool, async (tx) => {
    await tx.query('delete from rc.account_role where account_id = $1 and not role = any($2)', [account.id, wanted]);
    for (const role of wanted) await tx.query('insert into rc.account_role (account_id, role) values ($1, $2) on conflict do nothing', [account.id, role]);
    // What somebody may do changes at once, not at the next sign-in.
    await tx.query('delete from rc.session where account_id = $1', [account.id]);
    await note(tx, 'user-roles', account.id, { roles: wanted });
  }));
  if (flags['json'] === true) return json({ login: account.login, roles: wanted });
  line(`${mark('ok')} 账号 ${account.login} 的角色现为：${wanted.map((role) => roles[role].zh).join('、')}。 Roles: ${wanted.join(', ')}.`);
}
