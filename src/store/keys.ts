/**
 * 密钥: the secrets that must not stand in the database, so that a dump of it betrays nothing: the log's signing seed, the
 * archive key, and the keys of blind indexes. Made at first start, kept in one folder readable by its owner alone.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync, openSync, fsyncSync, closeSync, chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256Ed25519 } from '../core/log/suite.ts';

export interface Keys {
  /** Ed25519 seed of the disclosure log, 32 bytes. */
  readonly logSeed: Buffer;
  /** Wraps the key of each sealed record. */
  readonly archive: Buffer;
  /** Encrypts identity numbers. */
  readonly identity: Buffer;
  /** Keyed hashes: identity numbers, duplicate keys, file hashes. */
  readonly blind: Buffer;
  /** The folder, for the log's memory of what it signed last. */
  readonly folder: string;
}

const names = ['logSeed', 'archive', 'identity', 'blind'] as const;

/** Writes a file so that it is there whole or not at all, even if the power goes. */
export function writeWhole(path: string, content: string | Buffer): void {
  const draft = `${path}.new`;
  writeFileSync(draft, content, { mode: 0o600 });
  const handle = openSync(draft, 'r');
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, path);
  // Windows has no handle for folders and writes their entries by itself.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** Opens the key folder, making what is missing. */
export function openKeys(folder: string): Keys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const found = Object.fromEntries(names.map((name) => {
    const path = join(folder, `${name}.key`);
    if (!existsSync(path)) writeWhole(path, `${randomBytes(32).toString('base64')}\n`);
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
    if (key.length !== 32) throw new Error(`密钥文件损坏，请从备份恢复：${path} (key file damaged, restore it from backup)`);
    return [name, key];
  })) as Record<(typeof names)[number], Buffer>;
  return { ...found, folder };
}

/** A keyed hash: equal texts give equal bytes, and without the key nobody can try texts. */
export function blindIndex(keys: Keys, purpose: string, text: string): Buffer {
  const digest = sha256Ed25519.hmac(keys.blind, Buffer.from(`${purpose}\0${text}`));
  return Buffer.from(digest.buffer, digest.byteOffset, digest.length);
}

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, the rest cipher text. */
export function encrypt(key: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws when the key is not the one it was encrypted with, or the bytes were changed. */
export function decrypt(key: Buffer, sealed: Buffer): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  cipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([cipher.update(sealed.subarray(28)), cipher.final()]);
}
