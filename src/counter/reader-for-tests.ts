/** 测试用的读者: somebody at the public site without a browser: sends forms as one does, from an address of their own. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';

export interface SentFile {
  readonly name: string;
  readonly bytes: Buffer;
}

let address = 0;
/** Another reader: limits are by address. */
export const newReader = (): string => `10.0.${++address >> 8}.${address & 255}`;

export const stateIn = (page: string): string => (/name="state" value="([^"]+)"/.exec(page) as RegExpExecArray)[1] as string;
export const titleOf = (page: string): string => (/<title[^>]*>([^<]*)/.exec(page) as RegExpExecArray)[1] as string;
/** The text of the element with an id, without spaces. */
export const textAt = (page: string, id: string): string => ((new RegExp(`id="${id}">(?:<span[^>]*>)?([^<]*)`).exec(page) as RegExpExecArray)[1] as string).replaceAll(' ', '');
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

export const post = (app: FastifyInstance, url: string, fields: Record<string, string>, from: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url, remoteAddress: from, headers: Object.fromEntries(Object.entries({ 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers }).filter(([, value]) => value !== '')), payload: new URLSearchParams(fields).toString() });

export function upload(app: FastifyInstance, url: string, fields: Record<string, string>, files: readonly SentFile[], from: string): Promise<LightMyRequestResponse> {
  const edge = 'edge-of-parts';
  const parts = Object.entries(fields).map(([name, value]) => Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  const filed = files.map(({ name, bytes }) => Buffer.concat([Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`), bytes, Buffer.from('\r\n')]));
  return app.inject({ method: 'POST', url, remoteAddress: from, headers: { 'content-type': `multipart/form-data; boundary=${edge}`, 'sec-fetch-site': 'same-origin' }, payload: Buffer.concat([...parts, ...filed, Buffer.from(`--${edge}--\r\n`)]) });
}

/** Sends the steps of a form one after the other. @returns every page that came back, the last one last. */
export async function walk(app: FastifyInstance, url: string, first: string, steps: readonly (readonly [step: string, fields: Readonly<Record<string, string>>])[], from: string): Promise<string[]> {
  const pages: string[] = [];
  let page = first;
  for (const [step, fields] of steps) pages.push(page = (await post(app, url, { state: stateIn(page), step, ...fields }, from)).body);
  return pages;
}
