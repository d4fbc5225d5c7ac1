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
}

/** Prints what a person needs to begin. */
export async function announce(db: Asked, { city, consoleUrl, portalUrl, hasConsole, seconds, dataDir }: Announcement): Promise<void> {
  line();
  line(styled('bold', `榕诚 Rongcheng · ${city.zh} ${city.en}`));
  line(`  ${hasConsole ? '工作台 Console ' : '接口 API       '} ${consoleUrl}`);
  line(`  公众网站 Portal  ${portalUrl}`);
  line(`  接口文档 API docs ${consoleUrl}/api/docs`);
  const demo = await demoLogins(db);
  if (demo.rows.length > 0) {
    line();
    line(`演示账号（口令均为 ${styled('bold', demo.password)}） Demo logins, one per role`);
    line(table(['角色 Role', '账号 Login', '姓名 Name', '单位 Body'], demo.rows));
  }
  if (!(await hasAccounts(db))) {
    line();
    line('还没有账号，请新增第一个 No account yet, make the first one (npx rongcheng user add --help):');
    line(`  npx rongcheng user add anquan1 --name 姓名 --body 单位全称 --roles secadmin --data ${dataDir}`);
  }
  line();
  line(`就绪，用时 ${seconds.toFixed(1)} 秒。按 Ctrl-C 停止。 Ready in ${seconds.toFixed(1)} s. Ctrl-C stops everything.`);
}

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
