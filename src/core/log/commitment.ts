/**
 * 加盐承诺值. Stands in the log for a body without telling anything of it: HMAC of the canonical body under a fresh random
 * salt. With body and salt anyone can make it again; without the salt even a list of all possible bodies finds no match,
 * so destroying the salt is forgetting. An HMAC has one length, so the body needs no padding to hide its own.
 */
import { utf8 } from './bytes.ts';
import { canonicalBytes, canonicalText } from './canonical.ts';
import type { Json } from './canonical.ts';
import type { LogSuite } from './suite.ts';

/**
 * Length of a salt. Exactly this: an HMAC pads shorter keys with zeros, so two salts of different length could otherwise
 * make the same commitment.
 */
export const saltBytes = 32;

/** Commitment of a body, 32 bytes. The salt must be fresh and random for every leaf. Throws RangeError on a salt of another length, CanonicalError on a body that is no JSON. */
export function commitmentOf(suite: Pick<LogSuite, 'hmac'>, salt: Uint8Array, body: Json): Uint8Array {
  return commitmentOfBytes(suite, salt, canonicalBytes(body));
}

/** The same for a body that is written already, in one piece or several. Right only for canonical bytes. */
export function commitmentOfBytes(suite: Pick<LogSuite, 'hmac'>, salt: Uint8Array, ...canonical: readonly Uint8Array[]): Uint8Array {
  if (salt.length !== saltBytes) throw new RangeError(`a salt has ${saltBytes} bytes`);
  return suite.hmac(salt, ...canonical);
}

/** What the commitment of an entry binds its content to. */
export interface EntryBinding {
  readonly register: string;
  readonly id: string;
  readonly n: number;
  readonly action: string;
  readonly by: string | null;
  readonly on: string;
  readonly state: string;
}

/**
 * Commitment of an entry: of `{...binding, content}`, whose members but for the content are written here, because in canonical
 * order the content stands third. `content` is its canonical text as bytes.
 */
export function entryCommitment(suite: Pick<LogSuite, 'hmac'>, salt: Uint8Array, { register, id, n, action, by, on, state }: EntryBinding, content: Uint8Array): Uint8Array {
  const before = `{"action":${canonicalText(action)},"by":${by === null ? 'null' : canonicalText(by)},"content":`;
  const after = `,"id":${canonicalText(id)},"n":${n},"on":${canonicalText(on)},"register":${canonicalText(register)},"state":${canonicalText(state)}}`;
  return commitmentOfBytes(suite, salt, utf8(before), content, utf8(after));
}
