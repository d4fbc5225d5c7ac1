/** 接口文档: OpenAPI 3.1 derived from the routes, the registers and the catalogue, and a page of it that needs no network and no script. */
import { z } from 'zod';
import type { CatalogItem, FactField } from '../core/catalog.ts';
import { problemStatus, problemTitle, type ProblemKind } from '../core/problem.ts';
import type { Wired } from '../wiring.ts';
import type { RouteDef } from './route.ts';

const factSchema = (f: FactField) => ({
  type: f.type === 'choices' ? ['array', 'string'] : 'string', title: f.label.zh, description: `${f.meaning}；例：${f.example}；依据：${f.law}`,
  ...(f.max === undefined ? {} : { maxLength: f.max }), ...(f.choices === undefined || f.type === 'choices' ? {} : { enum: f.choices.map((c) => c.value) }), ...(f.code === undefined ? {} : { 'x-code': f.code }),
});

const itemSchema = (item: CatalogItem) => ({
  type: 'object', title: item.label.zh, description: item.description.zh, properties: Object.fromEntries(item.fields.map((f) => [f.key, factSchema(f)])), required: item.fields.filter((f) => f.required).map((f) => f.key), additionalProperties: false,
});

const jsonSchema = (schema: z.ZodType): object => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Record<string, unknown>;
  return rest;
};

/** What a caller has to know of a route that takes an Idempotency-Key: the header, and the refusal when the key belongs to another request. */
const repeatHeader = {
  name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 },
  description: '同一键、同一内容重发：返回首次的结果，不重复办理（24 小时内）；同一键、不同内容：409。批量办理逐项记住结果，中断后重发会办完其余各项；上传文件以文件摘要识别内容。',
};
const reused = { description: '同一个 Idempotency-Key 已用于另一请求，请换一个新的', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };

/** Whether a route takes an Idempotency-Key. */
export const takesKey = (def: RouteDef): boolean => def.once !== undefined && def.once !== 'free';

function operation(def: RouteDef) {
  const path = [...def.url.matchAll(/:(\w+)/g)].map((m) => ({ name: m[1], in: 'path', required: true, schema: { type: 'string' } }));
  const properties = def.query === undefined ? {} : ((jsonSchema(def.query) as { properties?: object }).properties ?? {});
  const query = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
  const problem = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  return {
    summary: def.summary.zh, description: def.summary.en, parameters: [...path, ...query, ...(takesKey(def) ? [repeatHeader] : [])], security: def.open === true ? [] : [{ session: [] }],
    ...(def.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(def.body) } } } }),
    responses: { '200': { description: '成功' }, ...(takesKey(def) ? { '409': reused } : {}), '401': { description: problemTitle.unauthenticated.zh, ...problem }, '404': { description: problemTitle['not-found'].zh, ...problem }, '422': { description: problemTitle.invalid.zh, ...problem } },
  };
}

export function openApi(routes: readonly RouteDef[], house: Wired) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const def of routes) {
    const path = `/api/v1${def.url.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [def.method.toLowerCase()]: operation(def) };
  }
  for (const register of Object.values(house.registers)) {
    for (const [key, action] of Object.entries(register.actions as Record<string, { zh: string; en: string; from: unknown; takes: readonly string[] }>)) {
      const path = `/api/v1/records/${register.id}/${action.from === 'nothing' ? '' : '{id}/'}actions/${key}`;
      const input = { type: 'object', properties: Object.fromEntries(action.takes.map((t) => [t, { title: (register.fields as Record<string, { zh: string; kind: string }>)[t]?.zh, description: (register.fields as Record<string, { kind: string }>)[t]?.kind }])) };
      paths[path] = { post: { summary: `${register.label.zh}：${action.zh}`, description: action.en, parameters: [repeatHeader], security: [{ session: [] }], requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { input, seq: { type: 'integer' } } } } } }, responses: { '200': { description: '成功' }, '409': reused } } };
    }
  }
  const items = house.rulesOn(house.clock.today()).all('item');
  return {
    openapi: '3.1.0', info: { title: '榕诚 Rongcheng', version: '1', description: '政务诚信平台接口；错误均为 application/problem+json（RFC 9457）。写操作须带 x-rongcheng 头；参数中列有 Idempotency-Key 的接口，带上它重发是安全的。' }, paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'rongcheng' } },
      schemas: {
        Problem: { type: 'object', properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, code: { type: 'string' }, errors: { type: 'array', items: { type: 'object' } }, requestId: { type: 'string' } } },
        ...Object.fromEntries(items.map((r) => [`facts-${r.key}`, itemSchema(r.body)])),
      },
    },
  };
}

const escape = (text: unknown): string => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** The documentation as one plain page. */
export function docsPage(spec: ReturnType<typeof openApi>): string {
  const rows = Object.entries(spec.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => {
    const o = op as { summary: string; parameters?: { name: string | undefined; in: string }[] };
    return `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${escape(path)}</code></td><td>${escape(o.summary)}</td><td>${escape((o.parameters ?? []).filter((p) => p.in === 'query').map((p) => p.name).join(', '))}</td><td>${(o.parameters ?? []).some((p) => p.in === 'header') ? '可带 Idempotency-Key' : ''}</td></tr>`;
  }));
  const problems = (Object.keys(problemTitle) as ProblemKind[]).map((k) => `<tr id="${k}"><td>${problemStatus[k]}</td><td><code>${k}</code></td><td>${problemTitle[k].zh}</td></tr>`);
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>接口文档 · 榕诚</title><body>
<main><h1>接口文档</h1><p>${escape(spec.info.description)}</p><p><a href="/api/v1/openapi.json">OpenAPI 3.1（JSON）</a></p>
<h2>路径</h2><table><caption>全部接口</caption><thead><tr><th scope="col">方法</th><th scope="col">路径</th><th scope="col">用途</th><th scope="col">查询参数</th><th scope="col">重发</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<h2>错误</h2><table><caption>错误类型</caption><thead><tr><th scope="col">状态</th><th scope="col">类型</th><th scope="col">含义</th></tr></thead><tbody>${problems.join('')}</tbody></table></main></body></html>`;
}
