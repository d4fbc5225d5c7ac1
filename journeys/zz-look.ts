import { launchBrowser } from '/work/main/journeys/chromium.ts';
import { readFileSync, mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
const log = readFileSync('/tmp/jn/start.log','utf8');
const con = /Console\s+(http:\S+)/.exec(log)![1]!, por = /Portal\s+(http:\S+)/.exec(log)![1]!;
const t0=performance.now();
const b = await launchBrowser();
console.log('launched', performance.now()-t0, b.version());
const c = await b.newContext({locale:'zh-CN', viewport:{width:1440,height:900}, javaScriptEnabled: false});
const p = await c.newPage();
await p.goto(por+'/');
console.log(await p.title());
const t1=performance.now();
try { const r = await new AxeBuilder({page:p}).withTags(['wcag2a','wcag2aa','wcag21aa','wcag22aa']).analyze(); console.log('axe nojs', r.violations.length, r.passes.length, performance.now()-t1);} catch(e){console.log('axe nojs fail', (e as Error).message.slice(0,300));}
await p.screenshot({path:'/tmp/jn/home.png', timeout:10000});
await b.close();
