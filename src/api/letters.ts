/** 文书接口: the letters of a record: what is out, what may be issued now, a preview, the documents and the proof that can be checked offline. */
import { z } from 'zod';
import { fail } from '../core/problem.ts';
import { findLetter, issueByHand, type LetterBytes, listLetters, maySee, offersFor, previewLetter, proofOf } from '../letters/read.ts';
import { findRecord } from '../store/records.ts';
import * as shape from './answers.ts';
import { findStated, getRecord, look } from './look.ts';
import { recordOf, registerOf } from './records.ts';
import { type Asking, notFound, orProblem, type RouteDef, route } from './route.ts';
import { isHandling } from './view.ts';

export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const why = z.object({ purpose: z.string().max(40).optional(), because: z.string().max(500).optional() });
const draft = z.strictObject({ kind: z.string().max(40), fields: z.record(z.string().max(40), z.string().max(10_000)).default({}) });

type Why = z.output<typeof why>;

/** The record behind a letter's own address; for a person's, the purpose stated when it was opened holds. */
async function recordFor(ask: Asking<unknown, unknown>): ReturnType<typeof recordOf> {
  const { house, actor, params } = ask;
  const register = registerOf(house, params['register']);
  const row = await getRecord(house, actor, register, params['id'], '记录的文书');
  if (row.personal) await lookAt(ask, row, '记录的文书');
  return { register, row };
}

async function lookAt({ house, actor, query }: Asking<unknown, unknown>, row: Awaited<ReturnType<typeof recordOf>>['row'], what: string): Promise<void> {
  const asked = (query ?? {}) as Why;
  const stated = asked.purpose === undefined ? await findStated(house, actor, row) : asked;
  const handling = asked.purpose === undefined && (await isHandling(house, actor, row));
  await look(house, actor, { subjectId: row.subject_id, register: row.register, recordId: row.id, what, handling, purpose: stated?.purpose, because: stated?.because });
}

async function letterOf(ask: Asking<unknown, unknown>, what: string): Promise<LetterBytes> {
  const { house, actor, params } = ask;
  const letter = (await findLetter(house, params['letter'] ?? '')) ?? notFound();
  const register = house.registers[letter.register];
  const row = register === undefined ? undefined : await findRecord(house.pool, actor, register, letter.recordId);
  if (register === undefined || row === undefined || !maySee(actor, register, row, letter)) return notFound();
  if (row.personal) await lookAt(ask, row, what);
  if (letter.pdf === null) return orProblem(fail('not-found', 'letter-sealed', '事项已经终止，文书内容已随记录封存；只保留文号、日期和存证', 'The matter ended and its letters were sealed'));
  return letter;
}

/** Sends Word, PDF or proof of a letter that the asker may have. */
export async function sendLetter({ house, reply }: Asking<unknown, unknown>, letter: LetterBytes, as: 'docx' | 'pdf' | 'proof'): Promise<unknown> {
  if (as === 'docx') return reply.type(docxType).header('content-disposition', attached(`${letter.no}.docx`)).send(letter.docx);
  if (as === 'pdf') return reply.type('application/pdf').header('content-disposition', attached(`${letter.no}.pdf`)).header('content-security-policy', "default-src 'none'; sandbox").send(letter.pdf);
  const proof = (await proofOf(house, letter)) ?? orProblem(fail('unavailable', 'proof-later', '存证正在生成，请一分钟后再试', 'The proof is being made; try again in a minute'));
  return reply.type('application/json; charset=utf-8').header('content-disposition', attached(`${letter.no}.letter-proof.json`)).send(`${JSON.stringify(proof, null, 2)}\n`);
}

export const attached = (name: string): string => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;

export const letterRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/records/:register/:id/letters', answer: shape.letters, query: why, summary: { zh: '事项的文书', en: 'Letters of a record' },
    handler: async (ask) => {
      const { register, row } = await recordFor(ask as never);
      return { letters: await listLetters(ask.house, ask.actor, register, row), offers: await offersFor(ask.house, ask.house.pool, ask.actor, row) };
    },
  }),
  route({
    method: 'POST', url: '/records/:register/:id/letters/preview', answer: shape.letterPreview, once: 'free', body: draft, summary: { zh: '预览文书', en: 'Preview a letter' },
    handler: async (ask) => previewLetter(ask.house, ask.actor, (await recordFor(ask as never)).row, ask.body.kind, ask.body.fields),
  }),
  route({
    method: 'POST', url: '/records/:register/:id/letters', answer: shape.letter, status: 201, once: 'answer', body: draft, summary: { zh: '出具文书', en: 'Issue a letter' },
    handler: async (ask) => {
      const { row } = await recordFor(ask as never);
      const issued = await ask.once((tx) => issueByHand(tx, ask.house, ask.actor, row, ask.body.kind, ask.body.fields));
      ask.house.afterCommit({ leaves: true, rules: false });
      return issued;
    },
  }),
  route({
    method: 'GET', url: '/letters/:letter/letter.docx', answer: shape.docx, query: why, summary: { zh: '下载文书（Word）', en: 'A letter as .docx' },
    handler: async (ask) => sendLetter(ask as never, await letterOf(ask as never, '下载文书'), 'docx'),
  }),
  route({
    method: 'GET', url: '/letters/:letter/letter.pdf', answer: shape.pdf, query: why, summary: { zh: '下载文书（PDF）', en: 'A letter as PDF' },
    handler: async (ask) => sendLetter(ask as never, await letterOf(ask as never, '下载文书'), 'pdf'),
  }),
  route({
    method: 'GET', url: '/letters/:letter/letter-proof.json', answer: shape.jsonFile, query: why, summary: { zh: '下载文书的存证', en: 'The proof of a letter' },
    handler: async (ask) => sendLetter(ask as never, await letterOf(ask as never, '下载文书存证'), 'proof'),
  }),
];
