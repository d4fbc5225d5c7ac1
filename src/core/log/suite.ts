/**
 * 密码套件. The hash and the signature a log is built with, as one parameter, so that a 国密 twin (SM3 tree, SM2
 * signatures) can run over the same entries without a second implementation. This file holds the C2SP suite, SHA-256 with
 * Ed25519, and is the only file of the log that needs Node.
 */
import { createHash, createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import { concat } from './bytes.ts';

/** Length in bytes of every hash in the tree. SM3 has the same, so tiles and proofs keep their form in a 国密 log. */
export const hashBytes = 32;

/** A key that can sign, and its public half. */
export interface SuiteSigner {
  publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** Everything of a log that depends on the choice of cryptography. All hashes are {@link hashBytes} long. */
export interface LogSuite {
  id: string;
  /** Hash of the parts, one after the other. */
  hash(...parts: readonly Uint8Array[]): Uint8Array;
  /** Hash of a message as a string of bytes (latin1), which costs a third of what an array of them does. */
  digest(message: Uint8Array): string;
  /** RFC 6962 §2.1: H(0x00 ‖ entry). */
  leafHash(entry: Uint8Array): Uint8Array;
  /** RFC 6962 §2.1: H(0x01 ‖ left ‖ right). */
  nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** Root of the tree without leaves: H(""). */
  emptyRoot(): Uint8Array;
  /** HMAC of the parts, one after the other. */
  hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** C2SP signed-note signature type: one assigned byte, or 0xff and a long name. Prefixes the key inside a vkey. */
  signatureType: Uint8Array;
  publicKeyBytes: number;
  seedBytes: number;
  /** The key that belongs to a secret seed of `seedBytes` random bytes; the caller brings the randomness. Throws RangeError on another length. */
  signer(seed: Uint8Array): SuiteSigner;
  /** Whether the signature is good. False, never an error, for a key or signature of wrong form. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

const leafPrefix = 0x00;
const nodePrefix = 0x01;
// What RFC 8410 puts before the 32 bytes of an Ed25519 private and public key in DER.
const privateDerPrefix = Uint8Array.from([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]);
const publicDerPrefix = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]);

// Hashing is synchronous, so one scratch area serves every inner node: half of the cost of a node was its allocation.
const nodeInput = new Uint8Array(1 + 2 * hashBytes);
nodeInput[0] = nodePrefix;

/** Bytes without Node's Buffer around them, so that results compare equal to what browsers make. */
function plain(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHash('sha256');
  for (const part of parts) state.update(part);
  return plain(state.digest());
}

const digest = (message: Uint8Array): string => hash('sha256', message, 'binary');

/** The bytes of such a string, in a place of their own: a cut of a common one would keep all of that alive. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(hashBytes);
  for (let at = 0; at < hashBytes; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function leafHash(entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input[0] = leafPrefix;
  input.set(entry, 1);
  return bytesOf(digest(input));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== hashBytes || right.length !== hashBytes) throw new RangeError('a tree hash has 32 bytes');
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + hashBytes);
  return bytesOf(digest(nodeInput));
}

const blockBytes = 64;
const innerPad = 0x36;
const outerPad = 0x5c;

// Hashing is synchronous here too; messages that fit are put together in the same place.
const innerInput = new Uint8Array(8192);
const outerInput = Buffer.alloc(blockBytes + hashBytes);

/** HMAC-SHA-256 (RFC 2104) of two one-shot hashes: Node's own spends more time on its key object than on hashing. */
function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const short = key.length > blockBytes ? hash('sha256', key, 'buffer') : key;
  let length = blockBytes;
  for (const part of parts) length += part.length;
  const inner = length <= innerInput.length ? innerInput.subarray(0, length) : new Uint8Array(length);
  inner.fill(innerPad, 0, blockBytes);
  outerInput.fill(outerPad, 0, blockBytes);
  for (let at = 0; at < short.length; at++) {
    inner[at] = short[at]! ^ innerPad;
    outerInput[at] = short[at]! ^ outerPad;
  }
  let end = blockBytes;
  for (const part of parts) {
    inner.set(part, end);
    end += part.length;
  }
  // As a string of bytes, which is cheaper to make and to forget than an array of them.
  outerInput.write(digest(inner), blockBytes, 'latin1');
  return bytesOf(digest(outerInput));
}

function ed25519Signer(seed: Uint8Array): SuiteSigner {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed has 32 bytes');
  const key = createPrivateKey({ key: Buffer.from(concat(privateDerPrefix, seed)), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(publicDerPrefix.length)),
    sign: (message) => plain(sign(null, message, key)),
  };
}

function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(concat(publicDerPrefix, publicKey)), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  } catch {
    return false; // 32 bytes that are no point of the curve
  }
}

/** The suite of C2SP logs: SHA-256 (FIPS 180-4) and Ed25519 (RFC 8032). */
export const sha256Ed25519: LogSuite = {
  id: 'sha256-ed25519',
  hash: sha256,
  digest,
  leafHash,
  nodeHash,
  emptyRoot: () => sha256(),
  hmac: hmacSha256,
  signatureType: Uint8Array.from([0x01]),
  publicKeyBytes: 32,
  seedBytes: 32,
  signer: ed25519Signer,
  verify: ed25519Verify,
};
