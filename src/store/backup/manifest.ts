/** 备份清单: what a backup holds, so that a restore can tell whether all of it is there and unaltered before it writes anything. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const backupFormat = 'rongcheng-backup@1';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
/** A path below the backup, never out of it. */
const path = z.string().regex(/^(tables|files)\/[\w.-]+(\/[\w.-]+)*$/).refine((text) => !text.includes('..'));

const schema = z.strictObject({
  format: z.literal(backupFormat),
  /** When the snapshot was taken, ISO. */
  at: z.string(),
  city: z.string().nullable(),
  logOrigin: z.string().nullable(),
  /** Migrations applied, oldest first. */
  migrations: z.array(z.strictObject({ name: z.string(), sha256: hex })),
  tables: z.array(z.strictObject({ table: z.string().regex(/^(rc|pub)\.[a-z_]+$/), columns: z.array(z.string().regex(/^[a-z0-9_]+$/)), rows: z.number(), path, bytes: z.number(), sha256: hex })),
  files: z.array(z.strictObject({ path, bytes: z.number(), sha256: hex })),
  /** Attachments whose file was not there when the backup was made. */
  missing: z.array(z.string()),
  /** Leaves in the snapshot; size and root of its latest checkpoint. */
  log: z.strictObject({ leaves: z.number(), size: z.number(), root: z.string() }),
  /** Verifier key of the log. */
  vkey: z.string(),
});

export type Manifest = z.infer<typeof schema>;

export const keysFormat = 'rongcheng-keys@1';
const base64 = z.base64();

const keysSchema = z.strictObject({
  format: z.literal(keysFormat),
  logSeed: base64, archive: base64, identity: base64, blind: base64,
  /** What the log signed last when the keys were copied. */
  lastSigned: z.strictObject({ size: z.number(), root: z.string() }),
});

/** The keys of an installation in one file, to be kept apart from the backup. */
export type KeysFile = z.infer<typeof keysSchema>;

/** A backup that is incomplete, altered or not ours; the message says which. */
export class BackupError extends Error {
  readonly en: string;
  constructor(zh: string, en: string) {
    super(zh);
    this.en = en;
  }
}

function read<T>(shape: z.ZodType<T>, path_: string, name: string): T {
  if (!existsSync(path_)) throw new BackupError(`备份中没有 ${name}，请检查路径：${path_}`, `There is no ${name} at ${path_}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path_, 'utf8'));
  } catch {
    throw new BackupError(`${path_} 不是完整的 JSON，备份已损坏`, `${path_} is not whole`);
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new BackupError(`${path_} 不是本程序的备份，或版本不符（${parsed.error.issues[0]?.path.join('.') ?? ''}）`, `${path_} is not a backup of this program`);
  return parsed.data;
}

export const readManifest = (folder: string): Manifest => read(schema, join(folder, 'manifest.json'), 'manifest.json');
export const readKeysFile = (path_: string): KeysFile => read(keysSchema, path_, 'keys.json');
