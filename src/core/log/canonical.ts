/**
 * 规范 JSON. The one spelling of a JSON value (RFC 8785): members sorted, no blanks, numbers and strings in one form. A
 * commitment and a leaf are made of these bytes, so that anyone who has the content can make them again.
 */
import { utf8 } from './bytes.ts';

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Nesting of a value, deeper than any record, shallower than any call stack. */
export const canonicalDepthMax = 100;

/** A value that has no canonical form: a bug of the caller, or data that is no JSON. */
export class CanonicalError extends TypeError {
  override name = 'CanonicalError';
}

/**
 * Canonical text of a value. Throws {@link CanonicalError} for what JSON cannot carry faithfully: undefined, NaN and
 * infinities, bigint, functions, dates and other objects with a class, holes in arrays, lone surrogates, cycles.
 */
export function canonicalText(value: Json): string {
  return write(value, 0);
}

/** Canonical UTF-8 bytes of a value. Throws as {@link canonicalText}. */
export function canonicalBytes(value: Json): Uint8Array {
  return utf8(canonicalText(value));
}

function write(value: unknown, depth: number): string {
  if (depth > canonicalDepthMax) throw new CanonicalError('nested too deeply');
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new CanonicalError(`no JSON number: ${value}`);
      return JSON.stringify(value); // RFC 8785 §3.2.2.3 takes over the number format of ECMAScript
    case 'string':
      return writeString(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      throw new CanonicalError(`no JSON value: ${typeof value}`);
  }
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new CanonicalError('a string with a lone surrogate');
  return JSON.stringify(text); // the escapes of RFC 8785 §3.2.2.2 are those of ECMAScript
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '[';
  // By index, which visits holes too; they then fail as undefined.
  for (let at = 0; at < items.length; at++) text += at === 0 ? write(items[at], depth + 1) : `,${write(items[at], depth + 1)}`;
  return `${text}]`;
}

/** Names of members as written: records have the same ones over and over. */
const writtenNames = new Map<string, string>();
const writtenNamesMax = 2000;

function writeName(name: string): string {
  const known = writtenNames.get(name);
  if (known !== undefined) return known;
  const written = writeString(name);
  if (writtenNames.size < writtenNamesMax && name.length <= 64) writtenNames.set(name, written);
  return written;
}

function writeObject(object: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new CanonicalError('an object with a class');
  if (Object.getOwnPropertySymbols(object).length > 0) throw new CanonicalError('a member named by a symbol');
  // Default sort compares UTF-16 code units, as RFC 8785 §3.2.3 demands.
  const names = Object.keys(object).sort();
  let text = '{';
  for (const name of names) text += `${text === '{' ? '' : ','}${writeName(name)}:${write((object as Record<string, unknown>)[name], depth + 1)}`;
  return `${text}}`;
}
