/**
 * 页面框架: what every public page has: the name of the site, the way around it, the matter itself and the official
 * footer. Chinese first; `lang=en` turns all our own words to English. Names, facts and the text of the law stay as they are,
 * in Chinese, and the page says so: it remains a Chinese page in which English is marked.
 */
import type { Label } from '../core/label.ts';
import { html, jsonScript } from './html.ts';
import type { Child, Html } from './html.ts';
import { mark } from './mark.ts';
import type { Site } from './types.ts';

export type Lang = 'zh' | 'en';

/** How a page is to be shown, whatever it shows. */
export interface PageContext {
  readonly site: Site;
  readonly lang: Lang;
  /** 长辈版: larger type, fewer choices. */
  readonly elder: boolean;
  /** Path and query as asked, for the links that change language or size. */
  readonly url: string;
  /** Where the public reaches the site, without trailing slash. */
  readonly publicUrl: string;
  readonly today: string;
  /** The style sheet's address, or its text for a page that stands alone. */
  readonly style: { readonly href: string } | { readonly css: string };
  /** Address of the script that adds printing and checking in the browser; none in a preview. */
  readonly script?: string;
}

export interface Page {
  readonly title: Label;
  readonly description?: string;
  /** What the trail calls this page, where its title says more. */
  readonly here?: Label;
  readonly crumbs?: readonly { readonly label: Label; readonly href: string }[];
  /** Path without query, for the canonical link; none for pages that have no address of their own. */
  readonly canonical?: string;
  readonly current?: string;
  readonly feed?: { readonly href: string; readonly title: string };
  readonly structured?: unknown;
  readonly noindex?: boolean;
  /** Stands above the main column, over the full width. */
  readonly hero?: Html;
  readonly body: Child;
}

const nav: readonly { href: string; label: Label; elder: boolean }[] = [
  { href: '/search', label: { zh: '查询记录', en: 'Records' }, elder: true },
  { href: '/bodies', label: { zh: '政府机构', en: 'Public bodies' }, elder: true },
  { href: '/catalog', label: { zh: '采集目录', en: 'What is collected' }, elder: false },
  { href: '/rules', label: { zh: '规则', en: 'Rules' }, elder: false },
  { href: '/takedowns', label: { zh: '停止公示', en: 'Takedowns' }, elder: false },
  { href: '/log', label: { zh: '存证日志', en: 'Public log' }, elder: false },
  { href: '/data', label: { zh: '开放数据', en: 'Open data' }, elder: false },
  { href: '/help', label: { zh: '异议与帮助', en: 'Help' }, elder: true },
];

/** A name in the language of the page; English is marked as such, since the page itself is Chinese. */
export function say(ctx: PageContext, label: Label): Child {
  return ctx.lang === 'en' ? html`<span lang="en">${label.en}</span>` : label.zh;
}

/** The same as bare text, for an attribute or an option, where markup cannot stand. */
export const plain = (ctx: PageContext, label: Label): string => (ctx.lang === 'en' ? label.en : label.zh);

/** Marks an element whose own words follow the language of the page. */
export const inLang = (ctx: PageContext): Child => ctx.lang === 'en' && html` lang="en"`;

/** A passage in the language of the page; values and links inside may be of any. */
export function tell(ctx: PageContext, zh: Child, en: Child): Child {
  return ctx.lang === 'en' ? html`<span lang="en">${en}</span>` : zh;
}

/** What is Chinese on an English page, such as a name inside a sentence. */
export const chinese = (ctx: PageContext, text: Child): Child => (ctx.lang === 'en' ? html`<span lang="zh-CN">${text}</span>` : text);

/** An area by name, in English where it has such a name. */
export function areaIn(ctx: PageContext, code: string, name?: string): Child {
  const area = ctx.site.areas.get(code);
  return ctx.lang === 'en' && area?.nameEn ? html`<span lang="en">${area.nameEn}</span>` : (area?.name ?? name ?? code);
}

/** A path of this site that keeps the language. */
export function to(ctx: PageContext, path: string): string {
  if (ctx.lang !== 'en') return path;
  const [before, fragment] = path.split('#', 2);
  return `${before}${before!.includes('?') ? '&' : '?'}lang=en${fragment === undefined ? '' : `#${fragment}`}`;
}

/** A link within the site. */
export function link(ctx: PageContext, path: string, text: Child): Html {
  return html`<a class="govuk-link" href="${to(ctx, path)}">${text}</a>`;
}

/** The page's own address with some parameters set, or taken away by undefined. */
export function withParams(url: string, changes: Record<string, string | undefined>): string {
  const [path, query = ''] = url.split('?', 2);
  const params = new URLSearchParams(query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) params.delete(key);
    else params.set(key, value);
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path!;
}

/** The first words of a page: what it is, in a sentence, and on a Chinese page the same in small English. */
export function opening(ctx: PageContext, title: Label, zh: Child, en: Child): Html {
  if (ctx.lang === 'en') return html`<h1 class="govuk-heading-l">${say(ctx, title)}</h1><p class="rc-lead" lang="en">${en}</p>`;
  return html`<h1 class="govuk-heading-l">${say(ctx, title)}</h1><p class="rc-lead">${zh}</p><p class="rc-en" lang="en">${en}</p>`;
}

/** What was made of a city's name, rules and navigation stays as it is until they change. */
const made = new WeakMap<Site, Map<string, Html>>();

function once({ site, lang, elder }: PageContext, what: string, make: () => Html): Html {
  let ofSite = made.get(site);
  if (!ofSite) made.set(site, (ofSite = new Map()));
  const key = `${what} ${lang} ${elder}`;
  let part = ofSite.get(key);
  if (!part) ofSite.set(key, (part = make()));
  return part;
}

function brand(ctx: PageContext): Html {
  const { site } = ctx;
  return html`<header>${site.demo && html`<p class="rc-demo"><span class="govuk-width-container">演示站点：本站所有机构、人员和记录均为虚构。<span lang="en">Demonstration: everything here is invented.</span></span></p>`}
<div class="rc-head"><div class="govuk-width-container rc-head__row">
<a class="rc-brand" href="${to(ctx, '/')}">${mark}<span><span class="rc-brand__zh">${site.title.zh}</span> <span class="rc-brand__en" lang="en">${site.title.en}</span></span></a>
`;
}

function navigation(ctx: PageContext, current: string | undefined): Html {
  const links = nav.filter((entry) => !ctx.elder || entry.elder || entry.href === current);
  return html`</header>
<nav class="rc-nav" aria-label="${plain(ctx, { zh: '主导航', en: 'Main' })}"${inLang(ctx)}><div class="govuk-width-container"><ul>${links.map((entry) => html`<li><a href="${to(ctx, entry.href)}"${entry.href === current && html` aria-current="true"`}>${say(ctx, entry.label)}</a></li>`)}</ul></div></nav>${ctx.lang === 'en' && html`<p class="govuk-width-container rc-note" lang="en">Our own words are in English. Names, the facts of records and the text of the law stand in Chinese, as in the originals.</p>`}`;
}

function header(ctx: PageContext, current: string | undefined): Html {
  const size = ctx.elder ? { mode: 'normal', zh: '标准版', en: 'Standard size' } : { mode: 'elder', zh: '长辈版', en: 'Large print' };
  const other = ctx.lang === 'en' ? { lang: undefined, zh: '中文' } : { lang: 'en', zh: 'English' };
  return html`${once(ctx, 'brand', () => brand(ctx))}<ul class="rc-tools rc-noprint"><li><a href="${withParams(ctx.url, { mode: size.mode })}" rel="nofollow">${say(ctx, size)}</a></li><li><a href="${withParams(ctx.url, { lang: other.lang, mode: undefined })}" lang="${ctx.lang === 'en' ? 'zh-CN' : 'en'}" rel="nofollow">${other.zh}</a></li></ul>
</div></div>${once(ctx, `navigation ${current}`, () => navigation(ctx, current))}`;
}

function breadcrumbs(ctx: PageContext, page: Page): Child {
  if (!page.crumbs) return null;
  const all = [{ label: { zh: '首页', en: 'Home' }, href: '/' }, ...page.crumbs];
  return html`<nav class="govuk-breadcrumbs" aria-label="${plain(ctx, { zh: '当前位置', en: 'You are here' })}"${inLang(ctx)}><ol class="govuk-breadcrumbs__list">${all.map((crumb) => html`<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="${to(ctx, crumb.href)}">${say(ctx, crumb.label)}</a></li>`)}<li class="govuk-breadcrumbs__list-item" aria-current="page">${say(ctx, page.here ?? page.title)}</li></ol></nav>`;
}

function imprint(ctx: PageContext): Html {
  const { footer: official, plan } = ctx.site;
  const line = (zh: string, en: string, value: string): Child => value && html`<p>${zh && say(ctx, { zh, en })}${value}</p>`;
  const more: readonly { href: string; label: Label }[] = [
    { href: '/help#object', label: { zh: '如何提出异议', en: 'How to object' } },
    { href: '/case', label: { zh: '办理查询', en: 'Follow your case' } },
    { href: '/retaliation', label: { zh: '举报打击报复', en: 'Report retaliation' } },
    { href: '/v', label: { zh: '文书查验', en: 'Check a letter' } },
    { href: '/good-standing', label: { zh: '诚信单位名单', en: 'Good standing' } },
    { href: '/recalls', label: { zh: '收回未确认', en: 'Recalls' } },
    { href: '/criticised', label: { zh: '通报批评', en: 'Public criticism' } },
    { href: '/clearances', label: { zh: '澄清正名', en: 'Names cleared' } },
    { href: '/help#accessibility', label: { zh: '无障碍说明', en: 'Accessibility' } },
    ...nav.filter((entry) => ['/rules', '/takedowns', '/log', '/data'].includes(entry.href)),
  ];
  return html`<footer class="rc-foot"><div class="govuk-width-container">
<ul>${more.map((entry) => html`<li><a href="${to(ctx, entry.href)}">${say(ctx, entry.label)}</a></li>`)}<li><a href="/sitemap.xml">${say(ctx, { zh: '网站地图', en: 'Sitemap' })}</a></li><li><a href="/feed.atom">${say(ctx, { zh: '订阅更新', en: 'Feed' })}</a></li></ul>
${line('主办单位：', 'Responsible: ', official.sponsor)}${line('承办单位：', 'Run by: ', official.operator)}${line('联系电话：', 'Telephone: ', official.phone)}${line('网站标识码：', 'Site code: ', official.siteCode)}${line('', '', official.icp)}${line('', '', official.policeFiling)}
${plan && html`<p>${say(ctx, { zh: '依据：', en: 'Under: ' })}${plan.zh}${plan.number && `（${plan.number}）`}</p>`}`;
}

function footer(ctx: PageContext): Html {
  return html`${once(ctx, 'imprint', () => imprint(ctx))}<p class="rc-print-only">${say(ctx, { zh: '打印自 ', en: 'Printed from ' })}${ctx.publicUrl}${ctx.url.split('?')[0]} ${ctx.today}</p></div></footer>`;
}

/** A whole page as text. */
export function renderPage(ctx: PageContext, page: Page): string {
  const title = ctx.lang === 'en' ? `${page.title.en} - ${ctx.site.title.en}` : `${page.title.zh} - ${ctx.site.title.zh}`;
  const style = 'href' in ctx.style ? html`<link rel="stylesheet" href="${ctx.style.href}">`.text : `<style>${ctx.style.css}</style>`;
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title${inLang(ctx)}>${title}</title>${page.description && html`<meta name="description" content="${page.description}">`}${page.noindex && html`<meta name="robots" content="noindex">`}<meta name="theme-color" content="#1f5c4a">${page.canonical !== undefined && html`<link rel="canonical" href="${ctx.publicUrl}${to(ctx, page.canonical)}"><link rel="alternate" hreflang="zh-CN" href="${ctx.publicUrl}${page.canonical}"><link rel="alternate" hreflang="en" href="${ctx.publicUrl}${to({ ...ctx, lang: 'en' }, page.canonical)}">`}<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">${page.feed && html`<link rel="alternate" type="application/atom+xml" title="${page.feed.title}" href="${page.feed.href}">`}`;
  const script = ctx.script ? html`<script type="module" src="${ctx.script}"></script>` : null;
  return `<!doctype html><html lang="zh-CN" class="govuk-template${ctx.elder ? ' elder' : ''}"><head>${head.text}${style}${page.structured ? jsonScript(page.structured).text : ''}${script?.text ?? ''}</head>${html`<body class="govuk-template__body"><a href="#main" class="govuk-skip-link">${say(ctx, { zh: '跳到正文', en: 'Skip to content' })}</a>
${header(ctx, page.current)}<div class="rc-body"><div class="govuk-width-container">${breadcrumbs(ctx, page)}</div><main id="main" tabindex="-1">${page.hero}<div class="govuk-width-container govuk-main-wrapper">${page.body}</div></main></div>
${footer(ctx)}</body>`.text}</html>`;
}
