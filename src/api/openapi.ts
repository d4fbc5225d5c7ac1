/**
 * 接口文档: OpenAPI 3.1 derived from the routes, the registers and the catalogue. What a route takes, with which status it answers and
 * what the answer looks like stands in its definition alone; every answer that a test gets is held against this document.
 */
import { z } from 'zod';
import { actionGrants, type ActionText, factsName, inputSchema, itemSchema } from './action-schemas.ts';
import { type ProblemKind, problemStatus, problemTitle } from '../core/problem.ts';
import type { Label } from '../core/label.ts';
import type { Wired } from '../wiring.ts';
import { named } from './answers.ts';
import type { RouteDef } from './route.ts';

type Json = Record<string, unknown>;
const inPath = /:(\w+)/g;

/** Shapes of the document, each once under its own name. */
class Shapes {
  readonly schemas: Record<string, unknown> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), { unrepresentable: 'any', io, metadata: named }) as unknown as { properties: { it: Json }; $defs?: Record<string, Json> };
    for (const [key, { id: _id, ...def }] of Object.entries($defs)) this.schemas[key] = relinked(def);
    return relinked(properties.it);
  }
}

const relinked = (schema: Json): Json => JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;

/** Whether a route takes an Idempotency-Key. */
export const takesKey = (def: RouteDef): boolean => def.once !== undefined && def.once !== 'free';
const changes = (def: Pick<RouteDef, 'method'>): boolean => def.method !== 'GET';
const isFile = (answer: RouteDef['answer']): answer is readonly string[] => Array.isArray(answer);
export const statusOf = (def: RouteDef): number => def.status ?? 200;
/** Media types of a success, without their parameters. */
export const typesOf = (def: RouteDef): readonly string[] => (isFile(def.answer) ? def.answer : ['application/json']);
/** What is sent whole bears an ETag; a file that is written while it is sent has none. */
const hasTag = (def: RouteDef): boolean => def.method === 'GET' && !isFile(def.answer);

const takesPurpose = ({ query, body }: RouteDef): boolean => [query, body].some((schema) => schema instanceof z.ZodObject && 'purpose' in schema.shape);
const aboutRecord = ({ url }: RouteDef): boolean => url.includes('/:id/') || url.startsWith('/attachments/') || url.startsWith('/imports/');

/** The statuses with which a route may refuse. */
export function failuresOf(def: RouteDef): number[] {
  const { method, open, url } = def;
  return [
    ...(open === true && method !== 'POST' ? [] : [401]), ...(open === true && method === 'GET' ? [] : [403]), ...(url.includes(':') ? [404] : []),
    ...(changes(def) && method === 'POST' && open !== true ? [409] : []), ...(method === 'POST' ? [413] : []), 422, ...(takesPurpose(def) || (aboutRecord(def) && method !== 'DELETE') ? [428] : []), 429, 500, 503,
  ];
}

const kindsAt = (status: number): ProblemKind[] => (Object.keys(problemStatus) as ProblemKind[]).filter((kind) => problemStatus[kind] === status);
const statuses = [...new Set([...Object.values(problemStatus), 500])].sort((a, b) => a - b);

const problemResponses = (): Json => Object.fromEntries(statuses.map((status) => [`Problem${status}`, {
  description: kindsAt(status).map((kind) => `${problemTitle[kind].zh} ${problemTitle[kind].en}`).join(' · ') || '系统出错，已记录 A bug, which was logged',
  ...(status === 503 ? { headers: { 'Retry-After': { schema: { type: 'integer' }, description: '几秒后再试 Seconds to wait' } } } : {}),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}]));
const refusals = (def: RouteDef): Json => Object.fromEntries(failuresOf(def).map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]));

const pathParameter = (name: string, values?: readonly string[]): Json => ({ name, in: 'path', required: true, schema: { type: 'string', maxLength: 200, ...(values === undefined ? {} : { enum: values }) } });
const headerParameters: Record<string, Json> = {
  Rongcheng: { name: 'x-rongcheng', in: 'header', required: true, schema: { type: 'string', examples: ['1'] }, description: '写操作必带，任意值；别的网站发不出这个头 Required of every call that changes something: pages of other sites cannot send it' },
  IdempotencyKey: {
    name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 },
    description: '同一键、同一内容重发：返回首次的结果，不重复办理（24 小时内）；同一键、不同内容：409。批量办理逐项记住结果，中断后重发会办完其余各项；上传文件以文件摘要识别内容。 The same request under the same key within 24 hours gets the first answer and nothing is done twice; another request under that key is a 409.',
  },
  IfNoneMatch: { name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' }, description: '上次答复的 ETag；内容未变则答 304 The ETag of an earlier answer: 304 if nothing has changed' },
};
const header = (name: string): Json => ({ $ref: `#/components/parameters/${name}` });
const headersOf = (def: RouteDef): Json[] => [...(changes(def) ? [header('Rongcheng')] : []), ...(takesKey(def) ? [header('IdempotencyKey')] : []), ...(hasTag(def) ? [header('IfNoneMatch')] : [])];

const isText = (type: string): boolean => /^text\/|ndjson|yaml/.test(type);

function success(def: RouteDef, shapes: Shapes): Json {
  if (statusOf(def) === 204) return { 204: { description: '成功，无内容 Done, no content' } };
  const content = isFile(def.answer)
    ? Object.fromEntries(def.answer.map((type) => [type, { schema: type === 'application/json' ? { type: 'object' } : isText(type) ? { type: 'string' } : {} }]))
    : { 'application/json': { schema: shapes.of(def.answer as z.ZodType, 'output') } };
  const headers = isFile(def.answer) ? { 'Content-Disposition': { schema: { type: 'string' } } } : hasTag(def) ? { ETag: { schema: { type: 'string' } } } : undefined;
  return { [statusOf(def)]: { description: '成功 Done', ...(headers === undefined ? {} : { headers }), content }, ...(hasTag(def) ? { 304: { description: '未变 Not changed' } } : {}) };
}

const filePart = { required: true, content: { 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } }, required: ['file'] } } } };

function queryOf(def: RouteDef, shapes: Shapes): Json[] {
  if (def.query === undefined) return [];
  const { properties = {}, required = [] } = shapes.of(def.query, 'input') as { properties?: Record<string, Json>; required?: readonly string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

function operation(def: RouteDef, shapes: Shapes, house: Wired): Json {
  const known: Readonly<Record<string, readonly string[]>> = { register: Object.keys(house.registers) };
  const path = [...def.url.matchAll(inPath)].map((m) => pathParameter(m[1] as string, known[m[1] as string]));
  return {
    summary: def.summary.zh, description: def.summary.en, tags: [tagOf(def)], parameters: [...path, ...queryOf(def, shapes), ...headersOf(def)], security: def.open === true ? [] : [{ session: [] }],
    ...(def.once === 'file' ? { requestBody: filePart } : def.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: shapes.of(def.body, 'input') } } } }),
    responses: { ...success(def, shapes), ...refusals(def) },
  };
}

/** The action of one register, as the route that serves all of them takes it. */
function actionOperation(serving: RouteDef, key: string, action: ActionText, register: Wired['registers'][string], shapes: Shapes, items: readonly string[]): Json {
  const input = inputSchema(register, action, items, (schema) => shapes.of(schema, 'input'));
  const needs = (input['required'] as readonly string[]).length > 0;
  const path = [...serving.url.matchAll(inPath)].filter((m) => m[1] === 'id').map(() => pathParameter('id'));
  return {
    summary: `${register.label.zh}：${action.zh}`, description: `${register.label.en}: ${action.en}`, tags: [register.id], operationId: `${register.id}.${key}`, parameters: [...path, ...headersOf(serving)], security: [{ session: [] }],
    requestBody: { required: needs, content: { 'application/json': { schema: { type: 'object', properties: { input, seq: { type: 'integer', minimum: 1, description: '您看到的办理次数；他人已办则答 409 The count of entries you saw; 409 when somebody acted meanwhile' } }, required: needs ? ['input'] : [], additionalProperties: false } } } },
    responses: { ...success(serving, shapes), ...refusals(serving) },
  };
}

const info = {
  title: '榕诚 Rongcheng', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description: '政务诚信平台接口；错误均为 application/problem+json（RFC 9457），中文在前。写操作须带 x-rongcheng 头；参数中列有 Idempotency-Key 的接口，带上它重发是安全的。\n\nThe API of the platform. Every failure is an RFC 9457 problem in Chinese and English. Calls that change something need the header x-rongcheng; those that list an Idempotency-Key may be sent again safely.',
};

const problem = {
  type: 'object', required: ['type', 'title', 'status', 'detail', 'detailEn', 'code', 'requestId'], properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, detailEn: { type: 'string' }, code: { type: 'string' }, requestId: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', required: ['pointer', 'zh', 'en'], properties: { pointer: { type: 'string' }, zh: { type: 'string' }, en: { type: 'string' } } } }, purposes: { type: 'array', items: { type: 'object' } },
  },
};

export function openApi(routes: readonly RouteDef[], house: Wired) {
  const shapes = new Shapes();
  const paths: Record<string, Record<string, Json>> = {};
  const at = (url: string): string => `/api/v1${url.replace(inPath, '{$1}')}`;
  for (const def of routes) paths[at(def.url)] = { ...paths[at(def.url)], [def.method.toLowerCase()]: operation(def, shapes, house) };
  const items = house.rulesOn(house.clock.today()).all('item');
  for (const register of Object.values(house.registers)) {
    for (const [key, action] of Object.entries(register.actions as unknown as Record<string, ActionText>)) {
      // What only the system does has no call.
      if (actionGrants(action).every((grant) => grant.startsWith('system@'))) continue;
      const url = `/records/${register.id}/${action.from === 'nothing' ? '' : ':id/'}actions/`;
      const serving = routes.find((def) => def.method === 'POST' && def.url === `${url.replace(register.id, ':register')}:action`);
      if (serving !== undefined) paths[at(`${url}${key}`)] = { post: actionOperation(serving, key, action, register, shapes, items.map((r) => r.key)) };
    }
  }
  return {
    openapi: '3.1.0', info, paths, tags: tagsOf(routes, house),
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'rongcheng' } }, parameters: headerParameters, responses: problemResponses(),
      schemas: { Problem: problem, ...shapes.schemas, ...Object.fromEntries(items.map((r) => [factsName(r.key), itemSchema(r.body)])) },
    },
  };
}

/** The groups of the document by the first word of the address; each register has one more for its actions. */
const groups: Readonly<Record<string, Label>> = {
  session: { zh: '登录', en: 'Session' }, work: { zh: '待办', en: 'Work' }, search: { zh: '查找', en: 'Search' }, registers: { zh: '登记簿', en: 'Registers' }, records: { zh: '事项', en: 'Records' }, repairs: { zh: '修复台', en: 'Repairs' },
  'judgment-debtors': { zh: '失信被执行人', en: 'Judgment debtors' }, measures: { zh: '措施与租约', en: 'Measures and leases' }, report: { zh: '月报', en: 'Monthly report' }, attachments: { zh: '附件', en: 'Documents' }, catalog: { zh: '采集目录', en: 'Catalogue' }, imports: { zh: '批量导入', en: 'Imports' },
  areas: { zh: '区划', en: 'Areas' }, bodies: { zh: '单位名录', en: 'Bodies' }, uscc: { zh: '统一社会信用代码', en: 'Credit codes' }, officials: { zh: '公务员', en: 'Officials' }, rules: { zh: '规则库', en: 'Rulebook' }, letters: { zh: '文书', en: 'Letters' },
  looks: { zh: '查阅留痕', en: 'Looks' }, mine: { zh: '我的记录', en: 'What is held about me' }, pushes: { zh: '推送回执', en: 'Receipts of pushes' }, eligibility: { zh: '资格核查', en: 'Eligibility checks' },
};
const tagOf = ({ url }: RouteDef): string => (url.split('/')[1] as string).split('.')[0] as string;
const tagsOf = (routes: readonly RouteDef[], house: Wired): { name: string; description: string }[] => [
  ...[...new Set(routes.map(tagOf))].map((name) => ({ name, description: groups[name] === undefined ? name : `${groups[name].zh} ${groups[name].en}` })),
  ...Object.values(house.registers).map(({ id, label }) => ({ name: id, description: `${label.zh} ${label.en}` })),
];
