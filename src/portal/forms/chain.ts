/**
 * 表单流程: from page to page of a form: what was sent is read, checked and signed into the next page; only the last one goes to the
 * counter. Nothing is kept here between two requests.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { handedFilesMax, type Receipt } from '../../core/counter.ts';
import type { Label } from '../../core/label.ts';
import type { Problem } from '../../core/problem.ts';
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { link, say, tell } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { caching, contextOf } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { errorsOf, type Form, type FormError, type Step } from './form.ts';
import { awayPage, checkPage, donePage, elsewhere, plainPage, startPage, stepPage } from './form-pages.ts';
import type { Rates } from './rates.ts';
import { readForm, type Sent } from './read-form.ts';
import { ifPunished, retaliationForm } from './retaliation-form.ts';
import type { FormState } from './token.ts';

export interface Desk {
  readonly portal: Portal;
  readonly rates: Rates;
}

/** A page of the counter is one reader's own: kept nowhere. */
export const answer = (reply: FastifyReply, status: number, page: string): FastifyReply => reply.code(status).header('cache-control', caching.never).type('text/html; charset=utf-8').send(page);

/** Another site's page cannot send a form here in somebody's name. */
export const isForeign = (request: FastifyRequest, publicUrl: string): boolean => {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== new URL(publicUrl).origin && URL.parse(origin)?.host !== host;
};

export const tooManyPage = (ctx: PageContext, minutes: number): string => plainPage(ctx, { zh: '请稍后再试', en: 'Try again later' }, html`<p class="govuk-body">${tell(ctx, html`尝试的次数太多了。为防止有人冒用，请等 <strong>${minutes} 分钟</strong>后再试。急需办理的，可以打电话：`, html`That was tried too often. So that nobody can guess, wait <strong>${minutes} minutes</strong>. If it is urgent, telephone:`)}</p>${elsewhere(ctx)}<p class="govuk-body">${link(ctx, '/', say(ctx, { zh: '回到首页', en: 'Back to the home page' }))}</p>`);

export function tooMany(ctx: PageContext, reply: FastifyReply, minutes: number): FastifyReply {
  return answer(reply.header('retry-after', String(minutes * 60)), 429, tooManyPage(ctx, minutes));
}

interface Turn {
  readonly desk: Desk;
  readonly form: Form;
  readonly ctx: PageContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly state: FormState;
}

const shown = ({ desk, form }: Turn, state: FormState, errors: readonly FormError[] = []) => ({ form, state, token: desk.portal.forms.seal(state), errors });
const show = (turn: Turn, state: FormState, step: Step, errors: readonly FormError[] = []): FastifyReply => answer(turn.reply, errors.length > 0 ? 400 : 200, stepPage(turn.ctx, shown(turn, state, errors), step));
const check = (turn: Turn, state: FormState, errors: readonly FormError[] = []): FastifyReply => answer(turn.reply, errors.length > 0 ? 400 : 200, checkPage(turn.ctx, shown(turn, state, errors)));
const away = (turn: Turn, state: FormState, step: string, problem: Problem): FastifyReply => answer(turn.reply.header('retry-after', '60'), 503, awayPage(turn.ctx, shown(turn, state), step, problem.detail));
const noCounter: Problem = { kind: 'unavailable', code: 'no-counter', detail: { zh: '窗口暂时不能办理', en: 'The counter cannot answer now' } };

/** The first page of a form about something; without a counter, where else to go. */
export function beginForm(portal: Portal, form: Form, ctx: PageContext, reply: FastifyReply, about: FormState['about']): FastifyReply {
  const state = portal.forms.begin(form.id, about);
  if (portal.counter === undefined) return answer(reply, 200, plainPage(ctx, form.title, html`<p class="govuk-body">${say(ctx, { zh: '现在不能在网上提交，请用下面的方式办理：', en: 'Nothing can be handed in here now. Do it this way:' })}</p><p class="govuk-body">${form.about(ctx, state)}</p>${elsewhere(ctx, form.onPaper)}`));
  return answer(reply, 200, startPage(ctx, { form, state, token: portal.forms.seal(state) }));
}

/** The address to which the form was sent begins it anew. */
const again = (ctx: PageContext, text: string) => html`<a class="govuk-link" href="${ctx.url}">${text}</a>`;

/** One turn of a form. */
export async function takeTurn(desk: Desk, form: Form, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { portal, rates } = desk;
  const ctx = contextOf(portal, request, await portal.site());
  if (isForeign(request, portal.publicUrl)) return answer(reply, 403, plainPage(ctx, { zh: '请从本站打开表单', en: 'Open the form on this site' }, html`<p class="govuk-body">${tell(ctx, html`这份表单不是从本站提交的，没有收下。请${again(ctx, '重新打开')}。`, html`This form was not sent from this site and was not taken. Please ${again(ctx, 'open it again')}.`)}</p>`));
  const rest = rates.rests('post', request.ip);
  if (rest !== undefined) return tooMany(ctx, reply, rest);
  rates.note('post', request.ip);
  const sent = await readForm(request);
  const state = portal.forms.open(form.id, sent.fields['state'] ?? '');
  if (state === undefined || (sent.fields['website'] ?? '') !== '') return answer(reply, 400, plainPage(ctx, { zh: '表单已失效', en: 'This form is no longer valid' }, html`<p class="govuk-body">${tell(ctx, html`表单打开太久或者内容不完整，没有提交。请${again(ctx, '重新打开')}；不方便的话，可以用其他方式办理：`, html`It was open for too long, or is not complete; nothing was sent. Please ${again(ctx, 'open it again')}, or do it another way:`)}</p>${elsewhere(ctx, form.onPaper)}`));
  const turn: Turn = { desk, form, ctx, request, reply, state };
  const { step: key = '', go = '' } = sent.fields;
  if (key === 'open') return answer(reply, 200, startPage(ctx, shown(turn, state)));
  if (key === 'start') return show(turn, state, form.steps[0] as Step);
  if (key === 'check') return go.startsWith('to:') ? show(turn, { ...state, answers: { ...state.answers, checking: 'yes' } }, stepNamed(form, go.slice(3))) : submit(turn);
  return moveOn(turn, stepNamed(form, key), sent, go);
}

const stepNamed = (form: Form, key: string): Step => form.steps.find((step) => step.key === key) ?? (form.steps[0] as Step);

/** What was typed on a page is taken over, right or wrong; only what is right goes on. */
async function moveOn(turn: Turn, step: Step, sent: Sent, go: string): Promise<FastifyReply> {
  const { form } = turn;
  const typed = Object.fromEntries(step.questions.flatMap(({ name, charsMax }) => (sent.fields[name] === undefined ? [] : [[name, sent.fields[name].slice(0, charsMax * 2).trim()]])));
  let state: FormState = { ...turn.state, answers: { ...turn.state.answers, ...typed } };
  if (go.startsWith('drop:')) return show(turn, { ...state, files: state.files.filter(({ id }) => id !== go.slice(5)) }, step);
  if (go === 'back') {
    const before = form.steps[form.steps.indexOf(step) - 1];
    return before === undefined ? answer(turn.reply, 200, startPage(turn.ctx, shown(turn, state))) : show(turn, state, before);
  }
  const errors = errorsOf(step, state.answers);
  if (step.files === true) {
    const taken = await takeFiles(turn, state, sent);
    // The files themselves are still with the reader: the page asks for them again and keeps the rest.
    if ('away' in taken) return answer(turn.reply.header('retry-after', '60'), 503, stepPage(turn.ctx, shown(turn, taken.state, [{ field: 'f-files', text: { zh: `${taken.away.detail.zh}：文件没有收下，其他内容都在，请稍后重新选择文件`, en: `${taken.away.detail.en}: the files were not taken, the rest is kept; choose them again later` } }]), step));
    state = taken.state;
    errors.push(...taken.errors);
  }
  if (errors.length > 0) return show(turn, state, step, errors);
  const next = form.steps[form.steps.indexOf(step) + 1];
  return state.answers['checking'] === 'yes' || next === undefined ? check(turn, { ...state, answers: { ...state.answers, checking: 'yes' } }) : show(turn, state, next);
}

type Taken = { readonly state: FormState; readonly errors: readonly FormError[] } | { readonly state: FormState; readonly away: Problem };

/** Files go to the counter at once, so that an error on the page does not lose them. */
async function takeFiles({ desk, request }: Turn, before: FormState, { files }: Sent): Promise<Taken> {
  let state = before;
  const errors: FormError[] = [];
  for (const file of files) {
    const wrong = (text: Label): void => void errors.push({ field: 'f-files', text });
    if (state.files.length >= handedFilesMax) { wrong({ zh: `最多 ${handedFilesMax} 个文件，“${file.name}”没有收下`, en: `${handedFilesMax} files at most: “${file.name}” was not taken` }); continue; }
    if (file.tooLarge) { wrong({ zh: `“${file.name}”超过 5 MB，请压缩或者拆分后再传`, en: `“${file.name}” is larger than 5 MB: compress or split it` }); continue; }
    if (desk.rates.rests('file', request.ip) !== undefined) { wrong({ zh: '一小时内传的文件太多了，请稍后再传', en: 'Too many files within an hour: try again later' }); continue; }
    desk.rates.note('file', request.ip);
    const outcome = await desk.portal.counter?.ask({ kind: 'file', name: file.name, bytes: file.bytes });
    if (outcome === undefined || (!outcome.ok && outcome.problem.kind === 'unavailable')) return { state, away: outcome?.problem ?? noCounter };
    if (outcome.ok) state = { ...state, files: [...state.files, outcome.value] };
    else wrong({ zh: `“${file.name}”：${outcome.problem.detail.zh}`, en: `“${file.name}”: ${outcome.problem.detail.en}` });
  }
  return { state, errors };
}

/** Below the receipt: what to do when one is punished for it; a report of that itself needs no such word. */
const afterwards = (ctx: PageContext, { forms }: Portal, form: Form, { about }: FormState, { no }: Receipt): Child =>
  form.id !== retaliationForm.id && ifPunished(ctx, forms, { what: form.title, no, ...(about['body'] === undefined ? {} : { body: { id: about['body'], name: about['bodyName'] ?? '' } }) });

/** The last step: the counter takes it, once however often it is sent. */
async function submit(turn: Turn): Promise<FastifyReply> {
  const { desk, form, ctx, request, reply, state } = turn;
  const { portal } = desk;
  const open = form.steps.find((step) => errorsOf(step, state.answers).length > 0);
  if (open !== undefined) return show(turn, state, open, errorsOf(open, state.answers));
  const rest = desk.rates.rests('begin', request.ip);
  if (rest !== undefined) return tooMany(ctx, reply, rest);
  const claim = form.claim?.(state);
  const outcome = await portal.counter?.ask({ kind: 'begin', register: form.register, once: state.once, input: form.input(state), ...(claim === undefined ? {} : { about: claim }) });
  if (outcome === undefined) return away(turn, state, 'check', noCounter);
  if (outcome.ok) {
    if (outcome.value.repeated !== true) desk.rates.note('begin', request.ip);
    return answer(reply, 200, donePage(ctx, { form, state }, outcome.value, afterwards(ctx, portal, form, state, outcome.value)));
  }
  return outcome.problem.kind === 'unavailable' ? away(turn, state, 'check', outcome.problem) : check(turn, state, [{ field: 'f-check', text: outcome.problem.errors?.[0] ?? outcome.problem.detail }]);
}
