import { test, before, after } from 'node:test';
import { launchBrowser } from './chromium.ts';
import { readFileSync } from 'node:fs';
import { sitDown, openPage } from './staff.ts';
import { visit } from './visitor.ts';
const log = readFileSync('/tmp/jn/start.log','utf8');
const con = /Console\s+(http:\S+)/.exec(log)![1]!, por = /Portal\s+(http:\S+)/.exec(log)![1]!;
const world: any = { instance: { consoleUrl: con, portalUrl: por, password: 'Rongcheng-2026' } };
before(async () => { world.browser = await launchBrowser(); });
after(async () => { await world.browser.close(); });
const pages: [string, string[]][] = [['xinyong1', ['工作台','政务失信记录','批量导入','报送回执','公示办理','月报','机构名录','规则库']], ['shenfen1', ['身份核查']], ['shenji1', ['查阅留痕']], ['gongwu1', ['我的记录']]];
for (const [who, names] of pages) for (const name of names) test(`${who} ${name}`, async (t) => {
  const v = await sitDown(t, world, who);
  if (name !== '工作台') await openPage(v.page, name);
  await v.seen(`${who}-${name}`);
});
test('sign-in', async (t) => { const v = await visit(t, world); await v.page.goto(con + '/sign-in'); await v.page.getByRole('heading', {name:'演示账号'}).waitFor(); await v.seen('sign-in'); });
for (const path of ['/', '/search', '/search?q=住建局', '/bodies', '/catalog', '/catalog/arrears', '/rules', '/takedowns', '/log', '/data', '/help', '/nothing']) test('portal '+path, async (t) => { const v = await visit(t, world); if (path === '/nothing') v.forgive(/404/); await v.page.goto(por + path); await v.seen('portal'+path.replace(/\W+/g, '-')); });
