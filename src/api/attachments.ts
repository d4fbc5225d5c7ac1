/** 附件接口: upload with an immediate look for personal data and secrecy marks, and download within one's scope. */
import { z } from 'zod';
import { scan } from '../core/gate.ts';
import { fail } from '../core/problem.ts';
import { readFileStream, storeFile } from '../store/uploads.ts';
import * as shape from './answers.ts';
import { findStated, getRecord, look } from './look.ts';
import { notFound, orProblem, type RouteDef, route } from './route.ts';
import { isHandling } from './view.ts';

export const attachmentRoutes: RouteDef[] = [
  route({
    method: 'POST', url: '/attachments', answer: shape.uploaded, status: 201, summary: { zh: '上传附件', en: 'Upload a document' }, once: 'file',
    handler: async ({ house, actor, request, once }) => {
      const part = request.isMultipart() ? await request.file() : undefined;
      if (part === undefined) return orProblem(fail('invalid', 'no-file', '请选择要上传的文件', 'Choose a file'));
      const stored = await storeFile(house, actor, part.file, part.filename, (digest, enter) => once(enter, `${digest} ${part.filename}`));
      if (stored === undefined) return orProblem(fail('invalid', 'file-kind', '只接受 PDF、Word（.docx）、PNG、JPEG 和文本文件；旧版 .doc 请另存为 .docx', 'Only PDF, .docx, PNG, JPEG and text'));
      const { text, ...rest } = stored;
      const hits = scan(text ?? '').map(({ kind, zh, en, mask, blocks }) => ({ kind, zh, en, mask, blocks }));
      return { ...rest, hits, readable: text !== null };
    },
  }),
  route({
    method: 'GET', url: '/attachments/:id', answer: shape.document, query: z.object({ purpose: z.string().optional(), because: z.string().optional() }), summary: { zh: '下载附件', en: 'Download a document' },
    handler: async ({ house, actor, params, query, reply }) => {
      if (!/^[0-9a-f-]{36}$/.test(params['id'] ?? '')) return notFound();
      const { rows: [file] } = await house.pool.query<{ id: string; name: string; mime: string; register: string | null; record_id: string | null; by_account: string; sealed: boolean }>('select * from rc.attachment where id = $1', [params['id']]);
      if (file === undefined || file.sealed) return notFound();
      const register = file.register === null ? undefined : house.registers[file.register];
      const row = register === undefined || file.record_id === null ? undefined : await getRecord(house, actor, register, file.record_id, '下载附件');
      if (row === undefined && !(file.record_id === null && file.by_account === actor.accountId)) return notFound();
      if (row?.personal === true) {
        const why = query.purpose === undefined ? await findStated(house, actor, row) : query;
        await look(house, actor, { subjectId: row.subject_id, register: row.register, recordId: row.id, what: '下载附件', handling: query.purpose === undefined && (await isHandling(house, actor, row)), purpose: why?.purpose, because: why?.because });
      }
      return reply.type(file.mime).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`).header('content-security-policy', "default-src 'none'; sandbox").send(readFileStream(house, file.id));
    },
  }),
];
