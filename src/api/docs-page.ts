/**
 * 接口文档页: the document of the API as a page to read, in both languages, without network or script, on a telephone too: every call
 * with its parameters, grouped as in the document, and every kind of failure.
 */
import { createHash } from 'node:crypto';
import { type ProblemKind, problemStatus, problemTitle } from '../core/problem.ts';
import type { openApi } from './openapi.ts';

/** The console's colours and type. */
const style = `
:root { --banyan: #1f5c4a; --deep: #17483a; --wash: #e6efea; --ink: #1b2521; --quiet: #55605a; --line: #dcdcd3; --paper: #f6f5f0; --sheet: #fff; }
html { background: var(--paper); scroll-padding-top: 16px; }
body { margin: 0; color: var(--ink); font: 15px/1.6 "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
a { color: var(--banyan); text-underline-offset: 3px; }
a:focus-visible, summary:focus-visible { outline: 3px solid #d9a400; outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: 8px; top: -64px; background: var(--sheet); padding: 8px 16px; }
.skip:focus { top: 8px; }
header { background: var(--banyan); color: #fff; padding: 12px 24px; }
header b { font-size: 18px; letter-spacing: 1px; }
main { max-width: 960px; margin: 0 auto; padding: 24px 24px 64px; }
h1 { font-size: 26px; line-height: 36px; font-weight: 650; margin: 0 0 8px; }
h2 { font-size: 18px; line-height: 24px; margin: 32px 0 12px; }
[lang="en"] { color: var(--quiet); }
.toc { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 0; list-style: none; }
section, .panel { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 16px 24px; margin: 16px 0; }
section h2 { margin: 0 0 8px; }
section > ul { list-style: none; margin: 0; padding: 0; }
section > ul > li { border-top: 1px solid var(--line); padding: 10px 0; }
code { font: 13px/1.5 ui-monospace, "SF Mono", Consolas, monospace; overflow-wrap: anywhere; }
.call { margin: 0; }
.method { display: inline-block; min-width: 56px; padding: 0 6px; margin-right: 8px; border: 1px solid var(--banyan); border-radius: 4px; color: var(--deep); font-weight: 600; text-align: center; box-sizing: border-box; }
.method-post, .method-delete { background: var(--banyan); color: #fff; }
.what, .takes { margin: 2px 0 0; }
.takes { color: var(--quiet); font-size: 14px; }
summary { cursor: pointer; font-weight: 600; }
@media (max-width: 640px) { main { padding: 16px 16px 48px; } section, .panel { padding: 12px 16px; } header { padding: 12px 16px; } }
`;

export const docsPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

type Spec = ReturnType<typeof openApi>;
interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
}
interface Operation {
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly security: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly properties?: Readonly<Record<string, { readonly properties?: object }>> } }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

const escape = (text: unknown): string => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
const both = (zh: string, en: string): string => `${escape(zh)} <span lang="en">${escape(en)}</span>`;
const codes = (names: readonly string[]): string => names.map((name) => `<code>${escape(name)}</code>`).join(' ');

const named = (spec: Spec, { $ref, ...own }: Parameter): Parameter => ($ref === undefined ? own : (spec.components.parameters[$ref.split('/').at(-1) as string] as Parameter));

function taken(spec: Spec, { parameters, requestBody }: Operation): string {
  const all = parameters.map((parameter) => named(spec, parameter));
  const of = (where: string): string[] => all.filter((p) => p.in === where).map((p) => `${p.name}${p.required === true ? '' : '?'}`);
  const [[type, media] = []] = Object.entries(requestBody?.content ?? {});
  const properties = media?.schema.properties ?? {};
  const body = Object.keys(properties['input']?.properties ?? properties);
  return [['查询', 'query', of('query')], ['头', 'headers', of('header')], [type === 'multipart/form-data' ? '文件' : '内容', type ?? '', body]]
    .filter(([, , names]) => (names as string[]).length > 0).map(([zh, en, names]) => `${both(zh as string, en as string)}：${codes(names as string[])}`).join(' · ');
}

function call(spec: Spec, path: string, method: string, op: Operation): string {
  const [status = '', answer] = Object.entries(op.responses).find(([code]) => code.startsWith('2')) ?? [];
  const takes = taken(spec, op);
  const gives = [status, ...Object.keys(answer?.content ?? {})];
  return `<li><p class="call"><span class="method method-${method}">${method.toUpperCase()}</span><code>${escape(path)}</code></p><p class="what">${both(op.summary, op.description)}${op.security.length === 0 ? `（${both('不须登录', 'no session')}）` : ''}</p>${takes === '' ? '' : `<p class="takes">${takes}</p>`}<p class="takes">${both('答复', 'answers')}：${codes(gives)}</p></li>`;
}

/** The documentation as one page. */
export function docsPage(spec: Spec): string {
  const calls = Object.entries(spec.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => ({ path, method, op: op as unknown as Operation })));
  const groups = spec.tags.map(({ name, description }) => ({ name, title: description, calls: calls.filter(({ op }) => op.tags[0] === name) })).filter((group) => group.calls.length > 0);
  const idOf = (name: string): string => `calls-${name}`;
  const sections = groups.map(({ name, title, calls: of }) => `<section aria-labelledby="${idOf(name)}"><h2 id="${idOf(name)}">${escape(title)}</h2><ul>${of.map(({ path, method, op }) => call(spec, path, method, op)).join('')}</ul></section>`);
  const problems = (Object.keys(problemTitle) as ProblemKind[]).map((kind) => `<li id="${kind}"><p class="call"><span class="method">${problemStatus[kind]}</span><code>${kind}</code></p><p class="what">${both(problemTitle[kind].zh, problemTitle[kind].en)}</p></li>`);
  const [zh = '', en = ''] = spec.info.description.split('\n\n');
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>接口文档 API · 榕诚 Rongcheng</title><style>${style}</style></head><body>
<a class="skip" href="#main">跳到正文 Skip to content</a><header><b>榕诚 Rongcheng</b></header>
<main id="main"><h1>接口文档 <span lang="en">API</span></h1><p>${escape(zh)}</p><p lang="en">${escape(en)}</p><p><a href="/api/v1/openapi.json">OpenAPI 3.1（JSON）</a></p>
<nav class="panel" aria-label="目录 Contents"><ul class="toc">${[...groups.map(({ name, title, calls: of }) => `<li><a href="#${idOf(name)}">${escape(title)}</a>（${of.length}）</li>`), '<li><a href="#problems">错误 Failures</a></li>'].join('')}</ul></nav>
${sections.join('\n')}
<section aria-labelledby="problems"><h2 id="problems">${both('错误', 'Failures')}</h2><ul>${problems.join('')}</ul></section></main></body></html>`;
}
