/** 文书查验路由: /v takes a code, /v/:code answers. Both work without scripts, and nobody keeps the answer. */
import type { FastifyInstance } from 'fastify';
import { letterFormPage, letterPage } from '../pages/letter.ts';
import { caching, contextOf, param, sendPage } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { reportCodePage } from '../pages/report-code.ts';
import { findLetter, readCode } from '../reader/letters.ts';
import { findReport } from '../reader/reports.ts';

const malformed = { zh: '验证码是十六位字母和数字，请对照文书重新输入', en: 'A code has sixteen letters and figures; compare it with the letter' };
const empty = { zh: '请输入验证码', en: 'Type the code' };

export function letterRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/v', async (request, reply) => {
    const typed = param(request, 'code', 40);
    const ctx = contextOf(portal, request, await portal.site());
    const asked = Object.hasOwn(request.query as object, 'code');
    if (!asked) return sendPage(request, reply, letterFormPage(ctx), caching.still);
    const code = readCode(typed);
    if (code !== undefined) return reply.header('cache-control', caching.never).redirect(`/v/${code}${ctx.lang === 'en' ? '?lang=en' : ''}`, 303);
    return sendPage(request, reply.code(400), letterFormPage(ctx, typed, typed.trim() === '' ? empty : malformed), caching.never);
  });
  app.get<{ Params: { code: string } }>('/v/:code', async (request, reply) => {
    const ctx = contextOf(portal, request, await portal.site());
    const code = readCode(request.params.code);
    if (code === undefined) return sendPage(request, reply.code(400), letterFormPage(ctx, request.params.code.slice(0, 40).toWellFormed(), malformed), caching.never);
    const found = await findLetter(portal.pool, code);
    const report = found === undefined ? await findReport(portal.pool, code) : undefined;
    if (report !== undefined) return sendPage(request, reply, reportCodePage(ctx, report), caching.never);
    return sendPage(request, found === undefined ? reply.code(404) : reply, letterPage(ctx, code, found), caching.never);
  });
}
