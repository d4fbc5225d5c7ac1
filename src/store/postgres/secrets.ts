// 密钥文件 Secrets: the generated passwords and keys of one installation, in secrets.json of its data folder, for its
// owner's eyes only. Whoever restores a backup needs this file too.

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ServerTrouble } from './trouble.ts';

/** The file that holds the secrets of a data folder. */
export const secretsFile = (dataDir: string): string => join(dataDir, 'secrets.json');

/** The secret of that name, or undefined. Throws ServerTrouble if the file is not readable as secrets. */
export function findSecret(dataDir: string, name: string): string | undefined {
  return readSecrets(dataDir)[name];
}

/** The secret of that name, made (256 random bits, base64url) and stored if there is none yet. */
export function getOrMakeSecret(dataDir: string, name: string): string {
  const secrets = readSecrets(dataDir);
  const existing = secrets[name];
  if (existing !== undefined) return existing;
  const made = randomBytes(32).toString('base64url');
  writeSecrets(dataDir, { ...secrets, [name]: made });
  return made;
}

function readSecrets(dataDir: string): Record<string, string> {
  const file = secretsFile(dataDir);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ServerTrouble(
      {
        zh: `无法读取 ${file}。请检查权限;文件损坏时请从备份恢复该文件。`,
        en: `Cannot read ${file}. Check its permissions; if it is damaged, restore it from a backup.`,
      },
      error,
    );
  }
}

/** Whole or not at all: a half-written file would lock everybody out. */
function writeSecrets(dataDir: string, secrets: Record<string, string>): void {
  const partial = `${secretsFile(dataDir)}.${process.pid}`;
  const file = openSync(partial, 'w', 0o600);
  writeSync(file, `${JSON.stringify(secrets, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(partial, secretsFile(dataDir));
}
