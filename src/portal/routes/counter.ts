/**
 * 公众窗口的路由: the only addresses of this site that take anything: an objection to a public record, an appeal, an application for a
 * repair, a report of retaliation, and a look at one's own case. What is taken goes to the counter of the main process; here
 * nothing of it stays.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Claim, readCode } from '../../core/counter.ts';
import type { Label } from '../../core/label.ts';
import { answer, beginForm, type Desk, isForeign, takeTurn, tooMany } from '../forms/chain.ts';
import type { FormError, Form } from '../forms/form.ts';
import { elsewhere, plainPage } from '../forms/form-pages.ts';
import { appealForm, objectionForm } from '../forms/objection-form.ts';
import { repairForm } from '../forms/repair-form.ts';
import { accusedAs, ifPunished, retaliationForm } from '../forms/retaliation-form.ts';
import { openRates } from '../forms/rates.ts';
import { fieldsBytesMax, readForm, takeForms } from '../forms/read-form.ts';
import type { FormState } from '../forms/token.ts';
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { link, say, tell, to } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { accusedPage } from '../pages/accused.ts';
import { casePage, caseViewPage } from '../pages/case.ts';
import { caching, contextOf, param } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { day } from '../parts.ts';
import { earliestRepairOf } from '../reckoning.ts';
import { findBody, listBodies } from '../reader/bodies.ts';
import { isId } from '../reader/records.ts';
import { inForceOf } from '../reader/site.ts';
import type { PublicRecordRow } from '../types.ts';

/** Three files and what stands around them. */
const formBytesMax = 18 * 2 ** 20;

/** Forms that anybody may begin from here; each takes its turns at its own address. */
const forms: readonly Form[] = [objectionForm, appealForm, repairForm, retaliationForm];

/** Installs the counter. Its own part of the application, so that the rest goes on taking nothing. */
export async function counterRoutes(root: FastifyInstance, portal: Portal): Promise<void> {
  await root.register(async (app) => {
    await takeForms(app);
    const desk: Desk = { portal, rates: openRates() };
    for (const form of forms) app.post(form.path, { bodyLimit: formBytesMax }, (request, reply) => takeTurn(desk, form, request, reply));
    app.get('/object', async (request, reply) => {
      const ctx = contextOf(portal, request, await portal.site());
      const { id, record } = await recordOf(portal, request);
      if (record === undefined) return answer(reply, 200, noRecord(ctx, id, objectionForm, { zh: '对哪条记录提出异议', en: 'Which record do you object to' }, tell(ctx, html`在记录页上点“提出异议”；也可以用其他方式办理：`, html`press “Object to this record” on its page; or do it another way:`)));
      return beginForm(portal, objectionForm, ctx, reply, aboutOf(id, record));
    });
    app.get('/repair', async (request, reply) => {
      const ctx = contextOf(portal, request, await portal.site());
      const { id, record } = await recordOf(portal, request);
      if (record === undefined) return answer(reply, 200, noRecord(ctx, id, repairForm, { zh: '为哪条记录申请修复', en: 'Which record do you ask a repair for' }, tell(ctx, html`在记录页上点“申请信用修复”。申请不收任何费用。`, html`press “Ask for a repair” on its page. It is free of charge.`)));
      const earliest = earliestRepairOf(record.body, inForceOf(ctx.site, ['repair', 'severity'], ctx.today));
      if (earliest !== undefined && earliest.on > ctx.today) return answer(reply, 200, plainPage(ctx, { zh: '还没有到可以申请的日子', en: 'It is too early to ask' }, html`<p class="govuk-body">${tell(ctx, html`记录 ${record.body.no} 最早可申请修复日为 <strong>${day(ctx, earliest.on)}</strong>：${earliest.zh}。`, html`For record ${record.body.no} a repair may be asked for from <strong>${day(ctx, earliest.on)}</strong>: ${earliest.en}.`)}</p><p class="govuk-body">${tell(ctx, html`请到时再来，申请不收任何费用。${link(ctx, `/records/${id}`, '回到记录页')}`, html`Come back then; it is free of charge. ${link(ctx, `/records/${id}`, 'Back to the record')}`)}</p>`));
      return beginForm(portal, repairForm, ctx, reply, { ...aboutOf(id, record), item: record.body.item.id });
    });
    app.get('/retaliation', async (request, reply) => {
      const ctx = contextOf(portal, request, await portal.site());
      const slug = param(request, 'body', 60);
      const body = slug === '' ? undefined : await findBody(portal.pool, slug);
      if (body !== undefined) return beginForm(portal, retaliationForm, ctx, reply, accusedAs(body));
      const q = param(request, 'q', 60);
      return answer(reply, 200, accusedPage(ctx, q, q.trim() === '' ? undefined : await listBodies(portal.pool, { text: q, page: 1 })));
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

/** The disclosed record that an address names. */
async function recordOf(portal: Portal, request: FastifyRequest): Promise<{ readonly id: string; readonly record: PublicRecordRow | undefined }> {
  const id = param(request, 'record', 40);
  return { id, record: isId(id) ? await portal.record(id) : undefined };
}

/** What a form about a record keeps of it, and of the body that it is about. */
const aboutOf = (record: string, { body: { no, subject, item }, bodySlug }: PublicRecordRow): FormState['about'] => ({
  record, no, subject: subject.name, itemZh: item.label.zh, itemEn: item.label.en, ...(bodySlug === undefined ? {} : { body: subject.id, bodyName: subject.name }),
});

/** A form about a record begins on the record's page. */
const noRecord = (ctx: PageContext, id: string, { onPaper }: Form, title: Label, how: Child): string => plainPage(ctx, title, html`<p class="govuk-body">${id !== '' && say(ctx, { zh: '没有找到这条公示中的记录，可能已经停止公示。', en: 'No such record is public; it may have ended. ' })}${tell(ctx, html`请先${link(ctx, '/search', '查到那条记录')}，${how}`, html`First ${link(ctx, '/search', 'find the record')}, then ${how}`)}</p>${elsewhere(ctx, onPaper)}`);

const missing = ({ no, code }: Claim): FormError[] => [...(no === '' ? [{ field: 'f-no', text: { zh: '请填写编号', en: 'Give the number' } }] : []), ...(code === '' ? [{ field: 'f-code', text: { zh: '请填写查询码', en: 'Give the code' } }] : [])];

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
  if (outcome === undefined || (!outcome.ok && outcome.problem.kind === 'unavailable')) return answer(reply.header('retry-after', '60'), 503, plainPage(ctx, { zh: '暂时不能查询', en: 'Not possible for the moment' }, html`<p class="govuk-body">${say(ctx, { zh: '请过几分钟再试，也可以打电话询问：', en: 'Try again in a few minutes, or ask by telephone:' })}</p>${elsewhere(ctx)}`));
  if (outcome.ok) {
    const { no, open, label, body } = outcome.value;
    const token = portal.forms.seal(portal.forms.begin(appealForm.id, { ...claim, no, ...(body === null ? {} : { body: body.id, bodyName: body.name }) }));
    const appeal = open.includes(appealForm.register) && html`<form method="post" action="${to(ctx, appealForm.path)}"><input type="hidden" name="state" value="${token}"><input type="hidden" name="step" value="open"><button class="govuk-button" type="submit">${say(ctx, { zh: '不同意答复，提出申诉', en: 'I disagree: appeal' })}</button></form>`;
    const tokenOf = (letter: string): string => portal.forms.seal(portal.forms.begin(letterForm, { ...claim, no, letter }));
    const after = outcome.value.register !== retaliationForm.register && ifPunished(ctx, portal.forms, { what: label, no, body: body ?? undefined });
    return answer(reply, 200, caseViewPage(ctx, outcome.value, { appeal, tokenOf, after }));
  }
  if (outcome.problem.kind === 'too-many') return tooMany(ctx, reply, minutesUntil(outcome.problem.more?.['until'], portal));
  rates.note('wrong', request.ip);
  const now = rates.rests('wrong', request.ip);
  return now === undefined ? answer(reply, 400, casePage(ctx, claim, [{ field: 'f-code', text: outcome.problem.detail }])) : tooMany(ctx, reply, now);
}

const letterForm = 'letter';
const letterTypes = { pdf: 'application/pdf', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } as const;

/** A letter to whoever looked up their case: asked of the counter each time, kept nowhere here. */
async function sendLetter({ portal, rates }: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const ctx = contextOf(portal, request, await portal.site());
  const again = (status: number, zh: string, en: string): FastifyReply => answer(reply, status, plainPage(ctx, { zh: '没有取到文书', en: 'No letter' }, html`<p class="govuk-body">${say(ctx, { zh, en })}</p><p class="govuk-body">${link(ctx, '/case', say(ctx, { zh: '回到办理查询', en: 'Back to your case' }))}</p>${elsewhere(ctx)}`));
  if (isForeign(request, portal.publicUrl)) return again(403, '请从办理查询页下载。', 'Download it from the page of your case.');
  const rest = rates.rests('wrong', request.ip) ?? rates.rests('post', request.ip);
  if (rest !== undefined) return tooMany(ctx, reply, rest);
  rates.note('post', request.ip);
  const { fields } = await readForm(request);
  const { no = '', code = '', letter = '' } = portal.forms.open(letterForm, fields['state'] ?? '')?.about ?? {};
  if (letter === '') return again(400, '页面打开太久了，请重新输入编号和查询码。', 'The page was open for too long: type number and code again.');
  const as = fields['as'] === 'docx' ? 'docx' : 'pdf';
  const outcome = await portal.counter?.ask({ kind: 'letter', claim: { no, code }, no: letter, as });
  if (outcome?.ok === true) return reply.header('cache-control', caching.never).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${letter}.${as}`)}`).type(letterTypes[as]).send(Buffer.from(outcome.value.bytes));
  if (outcome === undefined || outcome.problem.kind === 'unavailable') {
    void reply.header('retry-after', '60');
    return again(503, '暂时不能下载，请过几分钟再试。', 'It cannot be downloaded now: try again in a few minutes.');
  }
  return outcome.problem.kind === 'too-many' ? tooMany(ctx, reply, minutesUntil(outcome.problem.more?.['until'], portal)) : again(404, `${outcome.problem.detail.zh}。`, `${outcome.problem.detail.en}.`);
}

const minutesUntil = (until: unknown, { clock }: Portal): number => (typeof until === 'string' ? Math.max(1, Math.ceil((Date.parse(until) - clock.now().getTime()) / 60_000)) : 15);
