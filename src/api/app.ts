/**
 * 接口与工作台: the server that staff and other systems talk to. It serves the console's files, the API under /api/v1 and its
 * documentation; every answer carries the security headers, every failure is a problem in Chinese.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import etag from '@fastify/etag';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import staticFiles from '@fastify/static';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { type Problem, ProblemError, problemStatus, problemTitle } from '../core/problem.ts';
import { momentLeaseMs } from '../core/publication.ts';
import { isAway } from '../store/db.ts';
import type { Wired } from '../wiring.ts';
import { accountRoutes } from './account.ts';
import { attachmentRoutes } from './attachments.ts';
import { apartRoutes } from './apart.ts';
import { boardRoutes } from './board.ts';
import { bodyReportRoutes } from './body-report.ts';
import { catalogRoutes } from './catalog.ts';
import { debtorRoutes } from './debtors.ts';
import { directoryRoutes } from './directory.ts';
import { disclosureRoutes, type Preview } from './disclosure.ts';
import { docsPage, docsPolicy } from './docs-page.ts';
import { openApi } from './openapi.ts';
import { eligibilityRoutes } from './eligibility.ts';
import { importRoutes } from './imports.ts';
import { letterRoutes } from './letters.ts';
import { lookRoutes } from './looks.ts';
import { recordRoutes } from './records.ts';
import { repairRoutes } from './repairs.ts';
import { reportRoutes } from './report.ts';
import { measureRoutes } from './measures.ts';
import { mount, type RouteDef } from './route.ts';
import { ruleRoutes } from './rules.ts';
import { workRoutes } from './work.ts';

/** Largest uploaded file in bytes, and largest JSON body. */
export const uploadMax = 50 * 1024 * 1024;
const bodyMax = 2 * 1024 * 1024;

export interface ApiOptions {
  readonly house: Wired;
  /** Built console; undefined serves the API alone. */
  readonly consoleDir?: string;
  /** Renders a record exactly as the public page will. */
  readonly preview: Preview;
  readonly publicUrl: string;
  readonly logLevel?: string;
  /** Sign-ins per minute and address; tests raise it. */
  readonly signInsPerMinute?: number;
}

export const allRoutes = (options: Pick<ApiOptions, 'preview' | 'publicUrl' | 'signInsPerMinute'>): RouteDef[] => [
  ...accountRoutes(options), ...workRoutes, ...recordRoutes(options), ...apartRoutes, ...repairRoutes, ...boardRoutes, ...measureRoutes, ...debtorRoutes, ...reportRoutes, ...disclosureRoutes(options), ...attachmentRoutes, ...catalogRoutes, ...importRoutes, ...directoryRoutes, ...ruleRoutes, ...letterRoutes, ...lookRoutes,
  ...eligibilityRoutes, ...bodyReportRoutes,
];

export async function buildApi(options: ApiOptions): Promise<FastifyInstance> {
  const { house, consoleDir } = options;
  const app = Fastify({
    // A proxy on this machine may say whom it speaks for; nobody else may.
    trustProxy: 'loopback', bodyLimit: bodyMax, genReqId: () => randomBytes(6).toString('hex'), routerOptions: { maxParamLength: 200 },
    logger: options.logLevel === undefined ? false : { level: options.logLevel, redact: ['req.headers.cookie', 'req.headers.authorization'], serializers: { req: (r: { method: string; url: string; id: string }) => ({ method: r.method, url: r.url.split('?')[0], id: r.id }) } },
  });
  await app.register(cookie);
  await app.register(compress);
  await app.register(etag);
  await app.register(multipart, { limits: { fileSize: uploadMax, files: 1, fields: 10 } });
  await app.register(rateLimit, { global: true, max: 1200, timeWindow: '1 minute', errorResponseBuilder: () => new ProblemError({ kind: 'too-many', code: 'rate', detail: { zh: '请求过于频繁，请稍候一分钟再试', en: 'Slow down' } }) });
  app.addHook('onSend', async (request, reply) => {
    secure(reply, request.url);
    // Who changed something is told so when the portal, too, shows it.
    if (request.method !== 'GET' && request.method !== 'HEAD') await sleep(momentLeaseMs + 1);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(reply, request.id, problemFrom(error, (e) => request.log.error(e))));
  const routes = allRoutes(options);
  mount(app, house, '/api/v1', routes);
  app.get('/api/v1/openapi.json', async () => openApi(routes, house));
  app.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').header('content-security-policy', docsPolicy).send(docsPage(openApi(routes, house))));
  app.get('/livez', async () => ({ ok: true }));
  app.get('/readyz', async () => ({ ok: (await house.pool.query('select 1')).rowCount === 1 }));
  if (consoleDir !== undefined && existsSync(join(consoleDir, 'index.html'))) await serveConsole(app, consoleDir);
  app.setNotFoundHandler(async (request, reply) => {
    if (request.method === 'GET' && consoleDir !== undefined && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/')) return sendIndex(reply, consoleDir);
    return sendProblem(reply, request.id, { kind: 'not-found', code: 'no-route', detail: { zh: '没有这个地址，请检查网址', en: 'No such address' } });
  });
  return app;
}

function secure(reply: FastifyReply, url: string): void {
  reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer').header('x-frame-options', 'DENY')
    .header('cross-origin-opener-policy', 'same-origin').header('cross-origin-resource-policy', 'same-origin').header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (reply.getHeader('content-security-policy') === undefined) reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  if (url.startsWith('/api/') && reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'no-store');
}

function problemFrom(error: FastifyError & { problem?: Problem }, log: (e: unknown) => void): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error.code === 'FST_REQ_FILE_TOO_LARGE' || error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { kind: 'too-large', code: 'too-large', detail: { zh: `文件或内容过大（上限 ${uploadMax / 1024 / 1024} MB），请拆分后重试`, en: 'Too large' } };
  if (error.statusCode !== undefined && error.statusCode < 500) return { kind: 'invalid', code: 'bad-request', detail: { zh: '请求格式有误，请检查后重试', en: error.message } };
  if (isAway(error)) return { kind: 'unavailable', code: 'database', detail: { zh: '数据库暂不可用，您填写的内容没有丢失，请稍后重试', en: 'The database is unavailable, try again shortly' } };
  log(error);
  return { kind: 'unavailable', code: 'bug', detail: { zh: '系统出错，已记录；请把编号告知管理员', en: 'Something went wrong and was logged' } };
}

function sendProblem(reply: FastifyReply, requestId: string, problem: Problem): FastifyReply {
  const status = problem.code === 'bug' ? 500 : problemStatus[problem.kind];
  if (problem.kind === 'unavailable' && status === 503) reply.header('retry-after', '5');
  return reply.code(status).type('application/problem+json; charset=utf-8').send(JSON.stringify({
    type: `/api/docs#${problem.kind}`, title: problemTitle[problem.kind].zh, status, detail: problem.detail.zh, detailEn: problem.detail.en, code: problem.code,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }), ...problem.more, requestId,
  }));
}

async function serveConsole(app: FastifyInstance, consoleDir: string): Promise<void> {
  await app.register(staticFiles, { root: join(consoleDir, 'assets'), prefix: '/assets/', index: false, immutable: true, maxAge: '365d', wildcard: false });
  app.get('/', async (_request, reply) => sendIndex(reply, consoleDir));
}

let indexHtml: { dir: string; text: string } | undefined;

/** The console's page, with a nonce of its own for the styles that its components insert. */
function sendIndex(reply: FastifyReply, consoleDir: string): FastifyReply {
  if (indexHtml?.dir !== consoleDir) indexHtml = { dir: consoleDir, text: readFileSync(join(consoleDir, 'index.html'), 'utf8') };
  const nonce = randomBytes(16).toString('base64');
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
    .header('content-security-policy', `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`)
    .send(indexHtml.text.replaceAll('__NONCE__', nonce));
}
