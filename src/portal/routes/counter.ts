/**
 * 公众窗口的路由: the only addresses of this site that take anything: an objection to a public record, an appeal, and a look at one's
 * own case. What is taken goes to the counter of the main process; here nothing of it stays.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Claim, readCode } from '../../core/counter.ts';
import { answer, beginForm, type Desk, isForeign, takeTurn, tooMany } from '../forms/chain.ts';
import type { FormError, Form } from '../forms/form.ts';
import { elsewhere, plainPage } from '../forms/form-pages.ts';
import { appealForm, objectionForm } from '../forms/objection-form.ts';
import { repairForm } from '../forms/repair-form.ts';
import { openRates } from '../forms/rates.ts';
import { fieldsBytesMax, readForm, takeForms } from '../forms/read-form.ts';
import { html } from '../html.ts';
import { link, to } from '../layout.ts';
import { casePage, caseViewPage } from '../pages/case.ts';
import { caching, contextOf, param } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { day } from '../parts.ts';
import { earliestRepairOf } from '../reckoning.ts';
import { isId } from '../reader/records.ts';
import { inForceOf } from '../reader/site.ts';

/** Three files and what stands around them. */
const formBytesMax = 18 * 2 ** 20;

/** Forms that anybody may begin from here; each takes its turns at its own address. */
const forms: readonly Form[] = [objectionForm, appealForm, repairForm];

/** Installs the counter. Its own part of the application, so that the rest goes on taking nothing. */
export async function counterRoutes(root: FastifyInstance, portal: Portal): Promise<void> {
  await root.register(async (app) => {
    await takeForms(app);
    const desk: Desk = { portal, rates: openRates() };
    for (const form of forms) app.post(form.path, { bodyLimit: formBytesMax }, (request, reply) => takeTurn(desk, form, request, reply));
    app.get('/object', async (request, reply) => {
      const ctx = contextOf(portal, request, await portal.site());
      const id = param(request, 'record', 40);
      const record = isId(id) ? await portal.record(id) : undefined;
      if (record === undefined) return answer(reply, 200, plainPage(ctx, '对哪条记录提出异议', html`<p class="govuk-body">${id !== '' && '没有找到这条公示中的记录，可能已经停止公示。'}请先${link(ctx, '/search', '查到那条记录')}，在记录页上点“提出异议”；也可以用其他方式办理：</p>${elsewhere(ctx)}`));
      return beginForm(portal, objectionForm, ctx, reply, { record: id, no: record.body.no, title: `${record.body.subject.name}：${record.body.item.label.zh}` });
    });
    app.get('/repair', async (request, reply) => {
      const ctx = contextOf(portal, request, await portal.site());
      const id = param(request, 'record', 40);
      const record = isId(id) ? await portal.record(id) : undefined;
      if (record === undefined) return answer(reply, 200, plainPage(ctx, '为哪条记录申请修复', html`<p class="govuk-body">${id !== '' && '没有找到这条公示中的记录，可能已经停止公示。'}请先${link(ctx, '/search', '查到那条记录')}，在记录页上点“申请信用修复”。申请不收任何费用。</p>${elsewhere(ctx)}`));
      const earliest = earliestRepairOf(record.body, inForceOf(ctx.site, ['repair', 'severity'], ctx.today));
      if (earliest !== undefined && earliest.on > ctx.today) return answer(reply, 200, plainPage(ctx, '还没有到可以申请的日子', html`<p class="govuk-body">记录 ${record.body.no} 最早可申请修复日为 <strong>${day(ctx, earliest.on)}</strong>：${earliest.zh}。</p><p class="govuk-body">请到时再来，申请不收任何费用。${link(ctx, `/records/${id}`, '回到记录页')}</p>`));
      return beginForm(portal, repairForm, ctx, reply, { record: id, no: record.body.no, title: `${record.body.subject.name}：${record.body.item.label.zh}`, item: record.body.item.id });
    });
    app.get('/appeal', (request, reply) => reply.redirect(request.url.includes('lang=en') ? '/case?lang=en' : '/case'));
    app.get('/case', async (request, reply) => {
      const ctx = contextOf(portal, request, await portal.site());
      return answer(reply, 200, casePage(ctx, { no: param(request, 'no', 40) }));
    });
    app.post('/case', { bodyLimit: fieldsBytesMax }, (request, reply) => lookUp(desk, request, reply));
    app.post('/case/letter', { bodyLimit: fieldsBytesMax }, (request, reply) => sendLetter(desk, request, reply));
  });
}

const missing = ({ no, code }: Claim): FormError[] => [...(no === '' ? [{ field: 'f-no', text: '请填写编号' }] : []), ...(code === '' ? [{ field: 'f-code', text: '请填写查询码' }] : [])];

async function lookUp({ portal, rates }: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const ctx = contextOf(portal, request, await portal.site());
  if (isForeign(request, portal.publicUrl)) return answer(reply, 403, casePage(ctx, { no: '' }));
  const rest = rates.rests('wrong', request.ip) ?? rates.rests('post', request.ip);
  if (rest !== undefined) return tooMany(ctx, reply, rest);
  rates.note('post', request.ip);
  const { fields } = await readForm(request);
  const claim: Claim = { no: (fields['no'] ?? '').trim().slice(0, 40), code: readCode(fields['code'] ?? '').slice(0, 40) };
  const errors = missing(claim);
  if (errors.length > 0) return answer(reply, 400, casePage(ctx, claim, errors));
  const outcome = await portal.counter?.ask({ kind: 'case', claim });
  if (outcome === undefined || (!outcome.ok && outcome.problem.kind === 'unavailable')) return answer(reply.header('retry-after', '60'), 503, plainPage(ctx, '暂时不能查询', html`<p class="govuk-body">请过几分钟再试，也可以打电话询问：</p>${elsewhere(ctx)}`));
  if (outcome.ok) {
    const token = portal.forms.seal(portal.forms.begin(appealForm.id, { ...claim, no: outcome.value.no }));
    const appeal = outcome.value.open.includes(appealForm.register) && html`<form method="post" action="${to(ctx, appealForm.path)}"><input type="hidden" name="state" value="${token}"><input type="hidden" name="step" value="open"><button class="govuk-button" type="submit">不同意答复，提出申诉</button></form>`;
    const tokenOf = (letter: string): string => portal.forms.seal(portal.forms.begin(letterForm, { ...claim, no: outcome.value.no, letter }));
    return answer(reply, 200, caseViewPage(ctx, outcome.value, appeal, tokenOf));
  }
  if (outcome.problem.kind === 'too-many') return tooMany(ctx, reply, minutesUntil(outcome.problem.more?.['until'], portal));
  rates.note('wrong', request.ip);
  const now = rates.rests('wrong', request.ip);
  return now === undefined ? answer(reply, 400, casePage(ctx, claim, [{ field: 'f-code', text: outcome.problem.detail.zh }])) : tooMany(ctx, reply, now);
}

const letterForm = 'letter';
const letterTypes = { pdf: 'application/pdf', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } as const;

/** A letter to whoever looked up their case: asked of the counter each time, kept nowhere here. */
async function sendLetter({ portal, rates }: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const ctx = contextOf(portal, request, await portal.site());
  const again = (status: number, why: string): FastifyReply => answer(reply, status, plainPage(ctx, '没有取到文书', html`<p class="govuk-body">${why}</p><p class="govuk-body">${link(ctx, '/case', '回到办理查询')}</p>${elsewhere(ctx)}`));
  if (isForeign(request, portal.publicUrl)) return again(403, '请从办理查询页下载。');
  const rest = rates.rests('wrong', request.ip) ?? rates.rests('post', request.ip);
  if (rest !== undefined) return tooMany(ctx, reply, rest);
  rates.note('post', request.ip);
  const { fields } = await readForm(request);
  const { no = '', code = '', letter = '' } = portal.forms.open(letterForm, fields['state'] ?? '')?.about ?? {};
  if (letter === '') return again(400, '页面打开太久了，请重新输入编号和查询码。');
  const as = fields['as'] === 'docx' ? 'docx' : 'pdf';
  const outcome = await portal.counter?.ask({ kind: 'letter', claim: { no, code }, no: letter, as });
  if (outcome?.ok === true) return reply.header('cache-control', caching.never).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${letter}.${as}`)}`).type(letterTypes[as]).send(Buffer.from(outcome.value.bytes));
  if (outcome === undefined || outcome.problem.kind === 'unavailable') {
    void reply.header('retry-after', '60');
    return again(503, '暂时不能下载，请过几分钟再试。');
  }
  return outcome.problem.kind === 'too-many' ? tooMany(ctx, reply, minutesUntil(outcome.problem.more?.['until'], portal)) : again(404, `${outcome.problem.detail.zh}。`);
}

const minutesUntil = (until: unknown, { clock }: Portal): number => (typeof until === 'string' ? Math.max(1, Math.ceil((Date.parse(until) - clock.now().getTime()) / 60_000)) : 15);
