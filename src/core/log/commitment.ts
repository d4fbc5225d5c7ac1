/**
 * 加盐承诺值. Stands in the log for a body without telling anything of it: HMAC of the canonical body under a fresh random
 * salt. With body and salt anyone can make it again; without the salt even a list of all possible bodies finds no match,
 * so destroying the salt is forgetting. An HMAC has one length, so the body needs no padding to hide its own.
 */
import { canonicalBytes } from './canonical.ts';
import type { Json } from './canonical.ts';
import type { LogSuite } from './suite.ts';

/**
 * Length of a salt. Exactly this: an HMAC pads shorter keys with zeros, so two salts of different length could otherwise
 * make the same commitment.
 */
export const saltBytes = 32;

/** Commitment of a body, 32 bytes. The salt must be fresh and random for every leaf. Throws RangeError on a salt of another length, CanonicalError on a body that is no JSON. */
export function commitmentOf(suite: Pick<LogSuite, 'hmac'>, salt: Uint8Array, body: Json): Uint8Array {
  if (salt.length !== saltBytes) throw new RangeError(`a salt has ${saltBytes} bytes`);
  return suite.hmac(salt, canonicalBytes(body));
}
