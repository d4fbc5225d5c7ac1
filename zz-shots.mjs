import { launchBrowser } from './journeys/chromium.ts';
import AxeBuilder from '@axe-core/playwright';
const b = await launchBrowser();
const C='http://127.0.0.1:8930', P='http://127.0.0.1:8931';
const h2 = (p) => p.locator('#letters-title');
const ctx = await b.newContext({ viewport: { width: 1440, height: 900 } }); const page = await ctx.newPage();
const sign = async (p, who) => { await p.goto(`${C}/sign-in`); await p.getByLabel('账号', { exact: true }).fill(who); await p.getByLabel('密码', { exact: true }).fill('Rongcheng-2026'); await p.getByRole('button', { name: '登录', exact: true }).click(); await p.getByRole('heading', { level: 1, name: '工作台', exact: true }).waitFor(); };
await sign(page, 'xinyong3');
const list = await page.evaluate(async () => (await (await fetch('/api/v1/records/dishonesty-record?state=disclosed&limit=3')).json()).items.map((r) => r.id));
await page.goto(`${C}/records/dishonesty-record/${list[0]}`); await h2(page).waitFor();
await h2(page).scrollIntoViewIfNeeded(); await page.screenshot({ path: '/tmp/lx/console.png' });
const letters = await page.evaluate(async (id) => (await (await fetch(`/api/v1/records/dishonesty-record/${id}/letters`)).json()), list[0]);
console.log(JSON.stringify(letters.letters.map((l) => [l.no, l.inForce])), letters.offers.map((o) => o.kind));
const proof = await page.evaluate(async (id) => (await (await fetch(`/api/v1/letters/${id}/letter-proof.json`)).json()), letters.letters[0].id);
const code = proof.letter.code;
for (const w of [1440, 375]) { const c2 = await b.newContext({ viewport: { width: w, height: 800 } }); const p = await c2.newPage();
 for (const [n, url] of [['form', '/v'], ['bad', '/v?code=0O'], ['ok', `/v/${code}`], ['none', '/v/AAAA-AAAA-AAAA-AAAA'], ['en', '/v?code=0O&lang=en']]) { await p.goto(P + url); await p.screenshot({ path: `/tmp/lx/v-${n}-${w}.png` });
  console.log(w, n, JSON.stringify((await new AxeBuilder({ page: p }).analyze()).violations.map((v) => [v.id, v.nodes[0].html.slice(0, 100)])), await p.evaluate(() => document.documentElement.scrollWidth)); } }
if (letters.offers.length > 0) {
await page.getByRole('button', { name: /^出具/ }).click(); await page.getByRole('dialog').waitFor(); await page.getByLabel('通报事实').fill('判决生效后六个月仍未履行。\n已两次督促。'); await page.getByLabel('通报理由').fill('有履行能力而拖延'); await page.screenshot({ path: '/tmp/lx/dialog.png' });
console.log('axe dialog', JSON.stringify((await new AxeBuilder({ page }).analyze()).violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0,120)])));
await page.getByRole('button', { name: '预览' }).click(); await page.getByRole('button', { name: '编号并出具' }).waitFor(); await page.screenshot({ path: '/tmp/lx/preview.png' });
await page.getByRole('button', { name: '编号并出具' }).click(); await page.getByText(/已出具/).waitFor(); }
await page.waitForTimeout(800); console.log('axe console', JSON.stringify((await new AxeBuilder({ page }).analyze()).violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0,160)])));
await page.setViewportSize({ width: 375, height: 800 }); await h2(page).scrollIntoViewIfNeeded(); await page.screenshot({ path: '/tmp/lx/console-375.png' });
const g = await (await b.newContext({ viewport: { width: 1440, height: 1000 } })).newPage(); await sign(g, 'guize1');
await g.goto(`${C}/rules/letter/notice`); await g.waitForTimeout(1500); await g.getByRole('link', { name: /提出修改/ }).or(g.getByRole('button', { name: /提出修改/ })).first().click(); await g.waitForTimeout(2000); await g.screenshot({ path: '/tmp/lx/propose.png' }); console.log(g.url(), JSON.stringify((await new AxeBuilder({ page: g }).analyze()).violations.map((v) => [v.id, v.nodes[0].html.slice(0, 100)])));
await b.close();
