/** 就绪告知: where to go in a browser, and in an invented city one login for each role. */
import { type Role, roles } from '../../core/actor.ts';
import type { Label } from '../../core/label.ts';
import type { Asked } from '../../store/db.ts';
import { line, styled, table } from '../output.ts';

export interface Announcement {
  readonly city: Label;
  readonly consoleUrl: string;
  readonly portalUrl: string;
  readonly hasConsole: boolean;
  readonly seconds: number;
  readonly dataDir: string;
  /** For a program: one line, before the log. */
  readonly asJson?: boolean;
}

/** Prints what a person needs to begin. */
export async function announce(db: Asked, announcement: Announcement): Promise<void> {
  const { city, consoleUrl, portalUrl, hasConsole, seconds, dataDir } = announcement;
  const demo = await demoLogins(db);
  const hasAny = await hasAccounts(db);
  if (announcement.asJson === true) {
    const logins = demo.rows.map(([role, login, name, body]) => ({ role, login, name, body }));
    return line(JSON.stringify({ ready: true, city, consoleUrl: hasConsole ? consoleUrl : null, apiUrl: `${consoleUrl}/api/v1`, docsUrl: `${consoleUrl}/api/docs`, portalUrl, dataDir, seconds: Number(seconds.toFixed(1)), hasAccounts: hasAny, demo: demo.rows.length === 0 ? null : { password: demo.password, logins } }));
  }
  line();
  line(styled('bold', `榕诚 Rongcheng · ${city.zh} ${city.en}`));
  line(`  ${hasConsole ? '工作台 Console ' : '接口 API       '} ${consoleUrl}`);
  line(`  公众网站 Portal  ${portalUrl}`);
  line(`  接口文档 API docs ${consoleUrl}/api/docs`);
  if (demo.rows.length > 0) {
    line();
    line(`演示账号（口令均为 ${styled('bold', demo.password)}） Demo logins, one per role`);
    line(table(['角色 Role', '账号 Login', '姓名 Name', '单位 Body'], demo.rows));
  }
  if (!hasAny) {
    line();
    line('还没有账号，请先新增下面三个 No account yet, make these three first (npx rongcheng user add --help):');
    for (const [login, role, does] of firstAccounts) line(`  npx rongcheng user add ${login} --name 姓名 --body 单位全称 --roles ${role} --data ${dataDir}    # ${does.zh} ${does.en}`);
    line('经办与核验须是不同的人；只有管理员账号办不了事项。 Maker and verifier are two people; an administrator alone handles nothing.');
  }
  line();
  line(`就绪，用时 ${seconds.toFixed(1)} 秒。按 Ctrl-C 停止。 Ready in ${seconds.toFixed(1)} s. Ctrl-C stops everything.`);
}

/** Whom a city needs before anything can happen: who files, who verifies, and who looks after the accounts. */
const firstAccounts: readonly (readonly [login: string, role: Role, does: Label])[] = [
  ['jingban1', 'maker', { zh: '经办：录入、导入', en: 'files and imports' }],
  ['heyan1', 'verifier', { zh: '核验，并维护名录', en: 'verifies, and keeps the directory' }],
  ['anquan1', 'secadmin', roles.secadmin],
];

async function hasAccounts(db: Asked): Promise<boolean> {
  const { rows: [answer] } = await db.query<{ some: boolean }>('select exists (select from rc.account) as some');
  return answer?.some === true;
}

async function demoLogins(db: Asked): Promise<{ password: string; rows: string[][] }> {
  const { rows: [city] } = await db.query<{ demo: boolean; password: string | null }>("select (value->>'demo')::boolean as demo, value->>'demoPassword' as password from pub.site where key = 'city'");
  if (city?.demo !== true || city.password === null) return { password: '', rows: [] };
  const { rows } = await db.query<{ role: Role; login: string; name: string; body: string }>(
    `select distinct on (r.role) r.role, a.login, a.name, b.name as body from rc.account a join rc.account_role r on r.account_id = a.id join rc.subject b on b.id = a.body_id
     where a.is_demo and a.active order by r.role, (select count(*) from rc.account_role o where o.account_id = a.id), a.login`);
  const shown = (Object.keys(roles) as Role[]).flatMap((role) => rows.filter((row) => row.role === role));
  return { password: city.password, rows: shown.map(({ role, login, name, body }) => [`${roles[role].zh} ${roles[role].en}`, login, name, body]) };
}
