/** 对照表: the permission matrix, the table of options and the list of API calls, each read from the code that enforces it. */
import { z } from 'zod';
import { allRoutes } from '../api/app.ts';
import { takesKey } from '../api/openapi.ts';
import type { RouteDef } from '../api/route.ts';
import { options } from '../config.ts';
import { roles, type Role } from '../core/actor.ts';
import { problemStatus, problemTitle, type ProblemKind } from '../core/problem.ts';
import type { Label } from '../core/label.ts';
import type { ActionDef, Register } from '../core/register.ts';
import { ruleKinds } from '../core/rules.ts';
import { batchStates } from '../imports/batch.ts';
import { both, code, page, table } from './markdown.ts';
import { grantsOf } from './register-page.ts';

const scopeMeaning: readonly (readonly [string, string])[] = [
  ['own', '本单位建立的事项 made by the actor’s body'], ['jurisdiction', '本区域及其下级 the actor’s area and below'], ['town / county / city', '同上，且本单位处于该层级 the same, and the actor’s body stands at that level'],
  ['self', '关于本单位或本人 about the actor’s body or the actor'], ['handling', '由本单位办理 the actor’s body has to handle it'], ['stead', '应当由其判断的市级单位须回避，由本单位代办 the city’s office that would judge is barred, and the actor’s body does in its stead'], ['any', '不限 no bound'],
];

function matrixOf(register: Register): string {
  const actions = Object.entries(register.actions as Readonly<Record<string, ActionDef<any, any, any, any>>>);
  const rows = actions.map(([key, action]) => ({ name: `${code(key)} ${action.zh}`, grants: grantsOf(action) }));
  const reads = { name: '查阅 read', grants: register.reads.map((grant) => ({ grant, states: [] as readonly string[] })) };
  const shown = [...rows, reads];
  const used = (Object.keys(roles) as Role[]).filter((role) => shown.some(({ grants }) => grants.some(({ grant }) => grant.startsWith(`${role}@`))));
  return table(['动作 Action', ...used.map((role) => both(roles[role]))], shown.map(({ name, grants }) => [
    name, ...used.map((role) => grants.filter(({ grant }) => grant.startsWith(`${role}@`)).map(({ grant, states }) => `@${grant.split('@')[1]}${states.length === 0 ? '' : ` (${states.join(' ')})`}`).join('<br>')),
  ]));
}

/** Who may do what, for all registers. */
export function permissionsPage(registers: readonly Register[]): string {
  return page('权限矩阵 Permission matrix', [
    'A cell is the scope at which a role may take the action; an empty cell means the server refuses. “Apart from” rules (different people) stand on the page of each register.',
    table(['范围 Scope', '含义'], scopeMeaning.map(([scope, meaning]) => [code(scope), meaning])),
    ...registers.flatMap((register) => [`## ${both(register.label)} (${code(register.id)})`, matrixOf(register)]),
  ]);
}

/** Every word that registers, rules and imports show, with the name it has in code. */
export function wordsPage(registers: readonly Register[]): string {
  const rows = (names: Readonly<Record<string, Label>>): string => table(['代码 Code', '中文', 'English'], Object.entries(names).map(([key, { zh, en }]) => [code(key), zh, en]));
  return page('词表 Words', [
    'Every word the platform shows for roles, rules, states, actions and fields, read from the code. Ideas and the words we keep apart are explained in [the glossary](../glossary.md).',
    '## 角色 Roles', rows(roles), '## 规则 Rules', rows(ruleKinds), '## 导入批次 Import batches', rows(batchStates),
    ...registers.flatMap((register) => [
      `## ${both(register.label)} (${code(register.id)})`, '### 状态 States', rows(register.states as Readonly<Record<string, Label>>), '### 动作 Actions', rows(register.actions as Readonly<Record<string, Label>>),
      '### 字段 Fields', rows(register.fields as Readonly<Record<string, Label>>),
    ]),
  ]);
}

/** Every option by flag and environment variable. */
export function configurationPage(): string {
  return page('配置 Configuration', [
    'A flag wins over its variable, a variable over the default; an empty variable counts as unset. A wrong value stops the start and says what is expected. There is no other setting and no configuration file.',
    table(['选项 Flag', '变量 Variable', '默认 Default', '含义', '取值 Expected'], options.map((option) => [
      option.flag === undefined ? '' : code(option.value === undefined ? option.flag : `${option.flag} ${option.value}`), code(option.variable), option.default === undefined ? '' : code(option.default), both(option.label), both(option.expects),
    ])),
  ]);
}

function properties(schema: z.ZodType | undefined): string {
  if (schema === undefined) return '';
  const { properties: known = {}, required = [] } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as { properties?: Readonly<Record<string, unknown>>; required?: readonly string[] };
  return Object.keys(known).map((key) => code(required.includes(key) ? key : `${key}?`)).join(' ');
}

const rowOf = (def: RouteDef): string[] => [code(`${def.method} ${def.url}`), both(def.summary), def.open === true ? '公开 open' : '须登录 session', properties(def.query), properties(def.body), takesKey(def) ? '可 yes' : ''];

/** All calls of the API. */
export function routesPage(): string {
  const routes = allRoutes({ preview: async () => '', publicUrl: '' });
  return page('接口 API', [
    'Below `/api/v1` of the console’s port. The full description with schemas is served by every installation at `/api/docs` and `/api/v1/openapi.json`. Calls that change something need the header `x-rongcheng: 1`; those marked take an `Idempotency-Key`: sent again under the same key within 24 hours, the same request gets the first answer and nothing is done twice; another request under that key is a 409. A bulk action remembers what each record came to, and goes on where it broke off.',
    table(['调用 Call', '名称', '身份', '查询参数 Query', '内容 Body', '重发 Idempotency-Key'], routes.map(rowOf)),
    '## 失败 Failures', 'Every failure is an RFC 9457 problem (`application/problem+json`) with a Chinese title, a detail that says what to do next, a stable `code` and, for wrong input, the field.',
    table(['种类 Kind', '状态码', '标题'], (Object.keys(problemTitle) as ProblemKind[]).map((kind) => [code(kind), String(problemStatus[kind]), both(problemTitle[kind])])),
  ]);
}
