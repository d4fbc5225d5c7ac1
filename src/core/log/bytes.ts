/**
 * 字节与文本的转换. The log is made of bytes and shown as text (base64, hex, UTF-8). These conversions are strict, so that
 * one value has exactly one spelling, and use only what Node and browsers share.
 */

/** Outcome of reading or checking something that came from outside: a value, or a kebab-case reason why not. Never thrown. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; reason: string };

/** Wraps a value as a successful {@link Outcome}. */
export function accept<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** Makes a failed {@link Outcome}. */
export function reject(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hexForm = /^(?:[0-9a-f]{2})*$/;
// `String.fromCharCode` takes its bytes as arguments, and engines bound the number of arguments.
const charsPerCall = 8192;

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of UTF-8 bytes, or undefined when they are not valid UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let chars = '';
  for (let at = 0; at < bytes.length; at += charsPerCall) {
    chars += String.fromCharCode(...bytes.subarray(at, at + charsPerCall));
  }
  return btoa(chars);
}

/** Bytes of canonical standard base64, or undefined for anything else: blanks, missing padding, stray low bits. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!base64Form.test(text)) return undefined;
  const chars = atob(text);
  const bytes = new Uint8Array(chars.length);
  for (let at = 0; at < chars.length; at++) bytes[at] = chars.charCodeAt(at);
  return toBase64(bytes) === text ? bytes : undefined;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) text += hexOfByte[bytes[at]!];
  return text;
}

/** Bytes of lower-case hexadecimal, or undefined. */
export function fromHex(text: string): Uint8Array | undefined {
  if (!hexForm.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** All parts, one after the other, in a new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Whether two byte strings are the same. Not constant-time: everything compared in the log is public. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Value of a decimal without sign or leading zero, at most 2^53−1; undefined for anything else. */
export function fromDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
