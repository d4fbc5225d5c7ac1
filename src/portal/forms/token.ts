/**
 * 表单凭据: what somebody answered so far travels with the page itself, signed, because this process keeps nothing of its readers.
 * Whoever changes it finds it refused; the form's own number inside makes that what is sent twice counts once.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { HandedFile } from '../../core/counter.ts';
import type { PortalClock } from '../portal.ts';

export interface FormState {
  /** Which form it is. */
  readonly form: string;
  /** The form's own number. */
  readonly once: string;
  /** When it was begun, in milliseconds. */
  readonly at: number;
  /** What it is about, set by us and never by the reader. */
  readonly about: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, string>>;
  readonly files: readonly HandedFile[];
}

export interface Forms {
  /** A fresh one; `answers` are those that are known already, for the reader to change. */
  begin(form: string, about: FormState['about'], answers?: FormState['answers']): FormState;
  seal(state: FormState): string;
  /** The state of a form that we signed; undefined for another form's, a changed or an old one. */
  open(form: string, token: string): FormState | undefined;
}

/** Uploaded files that nothing refers to are cleared after a day; so long a form may be open. */
const hoursMax = 20;

/** Signs with a key that only the processes of this installation know. */
export function openForms(key: Uint8Array, clock: Pick<PortalClock, 'now'>): Forms {
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    begin: (form, about, answers = {}) => ({ form, once: randomBytes(16).toString('hex'), at: clock.now().getTime(), about, answers, files: [] }),
    seal: (state) => {
      const text = Buffer.from(JSON.stringify(state)).toString('base64url');
      return `${text}.${sign(text).toString('base64url')}`;
    },
    open: (form, token) => {
      const [text = '', signature = ''] = token.split('.', 2);
      const given = Buffer.from(signature, 'base64url');
      const wanted = sign(text);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const state = JSON.parse(Buffer.from(text, 'base64url').toString()) as FormState;
      return state.form === form && clock.now().getTime() - state.at < hoursMax * 3_600_000 ? state : undefined;
    },
  };
}
