// 请求: the one place where the console talks to the server. It adds what every unsafe request owes (the CSRF header and an
// Idempotency-Key, so that a double press or a retry after a cut line makes one record and not two) and turns every failure,
// a missing network included, into one kind of value that pages can show.
import type { ProblemBody } from './contract.ts';

const BASE = '/api/v1';

/** A failed request. `status` 0 means that the server could not be reached. */
export class Problem extends Error {
  readonly body: ProblemBody;
  constructor(body: ProblemBody) {
    super(body.detail ?? body.title);
    this.name = 'Problem';
    this.body = body;
  }
  get status(): number { return this.body.status; }
  get code(): string { return this.body.code; }
}

/** Sees any thrown thing as a problem, so that a page needs one way to show failures. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ title: '页面出错', status: -1, code: 'page-error', detail: '请刷新页面后重试；若仍出现，请把出现的时间和操作告诉系统管理员。' });
}

const offline = (): Problem => new Problem({
  title: '连接不上服务器', status: 0, code: 'offline', detail: '您填写的内容仍保留在本页。请检查网络后重试。',
});

/** A key that stays the same while one intention is retried. Pages that retry by themselves make it once and pass it on. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export type Send = { method?: 'GET' | 'POST' | 'DELETE'; body?: unknown; form?: FormData; key?: string; signal?: AbortSignal };

async function readProblem(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => null) as ProblemBody | null;
  if (body && typeof body.title === 'string') return new Problem({ ...body, status: response.status });
  return new Problem({
    title: '服务器暂时不能处理', status: response.status, code: 'unexpected', detail: '请稍后重试；若仍出现，请联系系统管理员。',
  });
}

/** Sends one request under /api/v1. Throws `Problem`. */
export async function send<T>(path: string, { method = 'GET', body, form, key, signal }: Send = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') {
    headers['x-rongcheng'] = '1';
    headers['idempotency-key'] = key ?? newKey();
  }
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(BASE + path, {
    method, headers, credentials: 'same-origin', body: form ?? (body === undefined ? null : JSON.stringify(body)), signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw offline();
  });
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** A file that the server may refuse to give, in words: a plain link would show them as a page of JSON. Throws `Problem`. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await fetch(BASE + path, { headers: { accept: '*/*' }, credentials: 'same-origin' }).catch(() => { throw offline(); });
  if (!response.ok) throw await readProblem(response);
  return response.blob();
}

/** '?a=1&b=2' of the values that say something; '' when none does. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The address of a file to download (a plain link: the session cookie goes with it). */
export const fileUrl = (path: string): string => BASE + path;
