/**
 * 表单读取: what a browser sends: fields and files, bounded before anything is looked at. Nothing is written to disk here.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import multipart from '@fastify/multipart';
import { handedBytesMax, handedFilesMax } from '../../core/counter.ts';

export const fieldsBytesMax = 128 * 1024;
const fieldsMax = 20;

export interface SentFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
}

export interface Sent {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly SentFile[];
}

/** Lets routes of this part of the application take forms. */
export async function takeForms(app: FastifyInstance): Promise<void> {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: fieldsBytesMax }, (_request, body, done) => done(null, body));
  await app.register(multipart, { throwFileSizeLimit: false, limits: { fieldSize: fieldsBytesMax, fields: fieldsMax, files: handedFilesMax * 3, fileSize: handedBytesMax } });
}

const clean = (text: string): string => text.toWellFormed().replaceAll('\u0000', '').replace(/\r\n?/g, '\n');

/** Fields (the first of each name) and files of a request. */
export async function readForm(request: FastifyRequest): Promise<Sent> {
  if (!request.isMultipart()) {
    const fields: Record<string, string> = {};
    for (const [key, value] of new URLSearchParams(typeof request.body === 'string' ? request.body : '')) if (!Object.hasOwn(fields, key)) fields[key] = clean(value);
    return { fields, files: [] };
  }
  const fields: Record<string, string> = {};
  const files: SentFile[] = [];
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (typeof part.value === 'string' && !Object.hasOwn(fields, part.fieldname)) fields[part.fieldname] = clean(part.value);
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of part.file) chunks.push(chunk as Buffer);
    if (part.filename !== '') files.push({ name: part.filename, bytes: part.file.truncated ? Buffer.alloc(0) : Buffer.concat(chunks), tooLarge: part.file.truncated });
  }
  return { fields, files };
}
