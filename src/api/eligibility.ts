/** 评优评先核查接口: one name or a table of names in, a signed answer out. An answer is made at once or not at all; the asker alone sees it again. */
import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { fail, type Outcome } from '../core/problem.ts';
import type { Register, StateDef } from '../core/register.ts';
import type { Rule } from '../core/rules.ts';
import { askedLine, columns, namesMax, readAsked } from '../eligibility/asked.ts';
import { check, type Check, letterRegister, refuseAsker, ruleFor, withPurpose } from '../eligibility/check.ts';
import { answers } from '../eligibility/document.ts';
import { type CheckRow, findCheck, listChecks, openBody, type Recall, recallsOf, signedAnswer, writeAnswers } from '../eligibility/read.ts';
import { findLetterOf, type LetterBytes } from '../letters/read.ts';
import { importsFolder, receive, writing } from '../store/files.ts';
import { safeName } from '../store/uploads.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { attached, sendLetter } from './letters.ts';
import { isStated, refusePurpose } from './look.ts';
import { type Asking, notFound, orProblem, type RouteDef, route } from './route.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const kind = z.enum(['body', 'official']);
const why = { purpose: z.string().max(40).optional(), because: z.string().trim().max(500).optional() };

const recallView = (house: Wired, { state, ...recall }: Recall) => {
  const { zh, en } = (house.registers['lease'] as Register).states[state] as StateDef<any, any>;
  return { ...recall, state, stateLabel: { zh, en } };
};

const view = async (house: Wired, row: CheckRow) => {
  const rule = house.rulebook.versions('eligibility', row.occasion).find((r) => r.version === row.rule_version) as Rule<'eligibility'> | undefined;
  const body = row.state === 'answered' ? await openBody(house, row.id) : undefined;
  return {
    id: row.id, no: row.no, occasion: { key: row.occasion, label: rule?.body.label ?? { zh: row.occasion, en: row.occasion } }, kind: row.kind, state: row.state, inForce: row.state === 'answered', fileName: row.file_name,
    on: row.on_day, at: row.at, voidOn: row.void_on, counts: row.counts, code: body?.document.code ?? null,
    rule: rule === undefined ? null : { version: rule.version, basis: rule.basis, source: rule.body.source, reveals: rule.body.reveals, counts: rule.body.counts },
  };
};

const checkOf = async (ask: Asking<unknown, unknown>): Promise<CheckRow> => (await findCheck(ask.house.pool, ask.actor, ask.params['id'] ?? '')) ?? notFound();
const over = () => orProblem(fail('refused', 'no-longer-in-force', '这份答复已不再有效，内容已销毁；请重新核查', 'This answer is no longer in force: ask again') as Outcome<never>);
const bodyOf = async (ask: Asking<unknown, unknown>, row: CheckRow) => (await openBody(ask.house, row.id)) ?? over();

/** Makes a check and answers how it stands. The answer to a request that is sent again is made anew: what it held may be gone. */
async function made(ask: Asking<unknown, unknown>, c: Check, said?: string) {
  const { house, actor } = ask;
  const { id } = await withPurpose(house, actor, c, refusePurpose, () => ask.once(async (tx) => ({ id: (await check(tx, house, actor, c, isStated(c.purpose, c.because))).id }), said));
  house.afterCommit({ leaves: true, rules: false });
  return shown(ask, { id });
}

/** The letter of an answer that is in force, for whoever asked. */
async function letterOf(ask: Asking<unknown, unknown>): Promise<LetterBytes> {
  const row = await checkOf(ask);
  if (row.state === 'void') return over();
  const letter = (await findLetterOf(ask.house, letterRegister, row.id)) ?? orProblem(fail('not-found', 'no-letter', '这份答复作出时还不出具文书；需要文书的请重新核查', 'No letter was issued with this answer: ask again') as Outcome<never>);
  return letter.pdf === null ? over() : letter;
}

const shown = async (ask: Asking<unknown, unknown>, { id }: { id: string }) => view(ask.house, (await findCheck(ask.house.pool, ask.actor, id)) ?? notFound());

const one = z.strictObject({ occasion: z.string().max(80), kind, name: z.string().max(200).optional(), code: z.string().max(40).optional(), idNumber: z.string().max(40).optional(), bodyName: z.string().max(200).optional(), ...why });

export const eligibilityRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/eligibility/occasions', answer: shape.occasions, summary: { zh: '核查场合', en: 'Occasions of a check' },
    handler: async ({ house }) => ({
      namesMax, items: house.rulesOn(house.clock.today()).all('eligibility').map((r) => ({ key: r.key, label: r.body.label, for: r.body.for, reveals: r.body.reveals, version: r.version, basis: r.basis, source: r.body.source, counts: r.body.counts })),
      columns: Object.fromEntries(Object.entries(columns).map(([key, list]) => [key, list.map((f) => f.label)])),
    }),
  }),
  route({
    method: 'GET', url: '/eligibility', answer: shape.items(shape.check), summary: { zh: '我的核查', en: 'My checks' },
    handler: async ({ house, actor }) => ({ items: await Promise.all((await listChecks(house.pool, actor)).map((row) => view(house, row))) }),
  }),
  route({
    method: 'POST', url: '/eligibility', answer: shape.check, status: 201, body: one, summary: { zh: '核查一个单位或一名公务员', en: 'Check one subject' }, once: shown,
    handler: async (ask) => {
      const { occasion, kind: of, purpose, because, ...raw } = ask.body;
      await refuseAsker(ask.house.pool, ask.actor);
      ruleFor(ask.house, occasion, of);
      const asked = askedLine(of, 1, raw, ask.house.clock.today());
      if (asked.wrong !== null) return orProblem(fail('invalid', 'name', asked.wrong, 'The name cannot be read'));
      return made(ask, { occasion, kind: of, names: [asked], purpose, because });
    },
  }),
  route({
    method: 'POST', url: '/eligibility/batch', answer: shape.check, status: 201, query: z.object({ occasion: z.string().max(80), kind, ...why }), summary: { zh: '按名单核查', en: 'Check a table of names' }, once: 'file',
    handler: async (ask) => {
      const { house, actor, query, request } = ask;
      await refuseAsker(house.pool, actor);
      ruleFor(house, query.occasion, query.kind);
      const part = request.isMultipart() ? await request.file() : undefined;
      if (part === undefined) return orProblem(fail('invalid', 'no-file', '请选择名单文件（.xlsx 或 .csv）', 'Choose a file'));
      const path = join(house.filesDir, importsFolder, `${randomUUID()}.part`);
      const digest = createHash('sha256');
      try {
        await writing(() => receive(part.file, path, digest));
        if (part.file.truncated) throw Object.assign(new Error('too large'), { code: 'FST_REQ_FILE_TOO_LARGE', statusCode: 413 });
        const names = orProblem(await readAsked(path, part.filename, query.kind, house.clock.today()));
        const sha256 = digest.digest('hex');
        return await made(ask, { occasion: query.occasion, kind: query.kind, names, file: { name: safeName(part.filename), sha256 }, purpose: query.purpose, because: query.because }, `${sha256} ${part.filename}`);
      } finally {
        await rm(path, { force: true }).catch(() => undefined);
      }
    },
  }),
  route({
    method: 'GET', url: '/eligibility/:id', answer: shape.checkWithRecalls, summary: { zh: '一次核查', en: 'One check' },
    handler: async (ask) => {
      const row = await checkOf(ask);
      const recalls = row.state === 'void' ? await recallsOf(ask.house.pool, ask.actor, row) : [];
      return { ...(await view(ask.house, row)), recalls: recalls.map((each) => recallView(ask.house, each)) };
    },
  }),
  route({
    method: 'GET', url: '/eligibility/:id/lines', answer: shape.checkLines, query: z.object({ answer: z.enum(Object.keys(answers) as [keyof typeof answers]).optional(), cursor: z.coerce.number().int().min(0).max(2 ** 31 - 1).default(0), limit: z.coerce.number().int().min(1).max(200).default(50) }), summary: { zh: '核查结果逐行', en: 'Answers' },
    handler: async (ask) => {
      const { answer, cursor, limit } = ask.query;
      const lines = (await bodyOf(ask, await checkOf(ask))).document.answers.filter((a) => answer === undefined || a.answer === answer);
      const items = lines.slice(cursor, cursor + limit).map((a) => ({ ...a, label: answers[a.answer] }));
      return { items, next: cursor + limit < lines.length ? String(cursor + limit) : null };
    },
  }),
  route({
    method: 'GET', url: '/eligibility/:id/result.xlsx', answer: shape.xlsx, summary: { zh: '核查结果表', en: 'Answers as a workbook' },
    handler: async (ask) => {
      const row = await checkOf(ask);
      const body = await bodyOf(ask, row);
      const out = new PassThrough();
      ask.reply.type(xlsx).header('content-disposition', attached(`核查结果 ${row.no}.xlsx`));
      const sent = ask.reply.send(out);
      await writeAnswers(body, out);
      return sent;
    },
  }),
  route({ method: 'GET', url: '/eligibility/:id/letter.docx', answer: shape.docx, summary: { zh: '核查答复（Word）', en: 'The answer’s letter as .docx' }, handler: async (ask) => sendLetter(ask, await letterOf(ask), 'docx') }),
  route({ method: 'GET', url: '/eligibility/:id/letter.pdf', answer: shape.pdf, summary: { zh: '核查答复（PDF）', en: 'The answer’s letter as PDF' }, handler: async (ask) => sendLetter(ask, await letterOf(ask), 'pdf') }),
  route({ method: 'GET', url: '/eligibility/:id/letter-proof.json', answer: shape.jsonFile, summary: { zh: '核查答复文书的存证', en: 'The proof of the answer’s letter' }, handler: async (ask) => sendLetter(ask, await letterOf(ask), 'proof') }),
  route({
    method: 'GET', url: '/eligibility/:id/answer.json', answer: shape.jsonFile, summary: { zh: '签名的核查答复', en: 'The signed answer' },
    handler: async (ask) => {
      const row = await checkOf(ask);
      const body = await bodyOf(ask, row);
      return ask.reply.type('application/json; charset=utf-8').header('content-disposition', attached(`核查答复 ${row.no}.json`)).send(JSON.stringify(signedAnswer(ask.house, body), null, 1));
    },
  }),
];
