/**
 * 附件存放: where an attachment lies on disk, and how it is sealed with its record: encrypted under the record's own key, the
 * plain file removed. The database knows a file by its id alone; names and contents never meet a path.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '../core/problem.ts';
import type { Asked } from './db.ts';
import type { House } from './house.ts';
import { decrypt, encrypt, writeWhole } from './keys.ts';

/** Where the file of an attachment lies while its record lives: 256 folders, so that none grows too long. */
export const plainPath = (filesDir: string, id: string): string => join(filesDir, id.slice(0, 2), id);

/** Where it lies once its record was sealed. */
export const sealedPath = (filesDir: string, id: string): string => `${plainPath(filesDir, id)}.sealed`;

/** Seals the files of a sealed record; doing it again changes nothing. @returns how many were sealed now. */
export async function sealFiles(house: Pick<House, 'pool' | 'keys' | 'filesDir'>, register: string, recordId: string): Promise<number> {
  const { rows: [envelope] } = await house.pool.query<{ wrapped_key: Buffer | null }>('select wrapped_key from rc.sealed where register = $1 and record_id = $2', [register, recordId]);
  if (envelope === undefined) return 0;
  const { rows } = await house.pool.query<{ id: string }>('select id from rc.attachment where register = $1 and record_id = $2 and sealed', [register, recordId]);
  const key = envelope.wrapped_key === null ? undefined : decrypt(house.keys.archive, envelope.wrapped_key);
  let count = 0;
  for (const { id } of rows) {
    const plain = plainPath(house.filesDir, id);
    if (!existsSync(plain)) continue;
    // Once the key itself was destroyed, nothing is kept.
    if (key !== undefined) writeWhole(sealedPath(house.filesDir, id), encrypt(key, readFileSync(plain)));
    rmSync(plain);
    count += 1;
  }
  return count;
}

/** Opens the files of a record that lives again; doing it again changes nothing. @returns how many were opened now. */
export async function openFiles(house: Pick<House, 'pool' | 'keys' | 'filesDir'>, register: string, recordId: string): Promise<number> {
  const { rows: [envelope] } = await house.pool.query<{ wrapped_key: Buffer | null }>('select wrapped_key from rc.sealed where register = $1 and record_id = $2 and opened_n is not null', [register, recordId]);
  if (envelope?.wrapped_key == null) return 0;
  const key = decrypt(house.keys.archive, envelope.wrapped_key);
  const { rows } = await house.pool.query<{ id: string }>('select id from rc.attachment where register = $1 and record_id = $2 and not sealed', [register, recordId]);
  let count = 0;
  for (const { id } of rows) {
    const sealed = sealedPath(house.filesDir, id);
    if (!existsSync(sealed)) continue;
    if (!existsSync(plainPath(house.filesDir, id))) writeWhole(plainPath(house.filesDir, id), decrypt(key, readFileSync(sealed)));
    rmSync(sealed);
    count += 1;
  }
  return count;
}

/** Sealed records whose files are still plain, because a job was lost or a backup restored. */
export async function unsealedRecords(db: Asked, filesDir: string): Promise<{ register: string; recordId: string }[]> {
  const { rows } = await db.query<{ id: string; register: string; recordId: string }>('select id, register, record_id as "recordId" from rc.attachment where sealed and record_id is not null');
  const found = new Map(rows.filter((row) => existsSync(plainPath(filesDir, row.id))).map((row) => [`${row.register} ${row.recordId}`, { register: row.register, recordId: row.recordId }]));
  return [...found.values()];
}

/** Errors of a disk that is full, over quota, broken, read-only or not where it should be. */
const storageCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT', 'EMFILE', 'ENFILE']);

/** What a form says that ends too soon, and a stream whose sender went away. */
const cutOff = /unexpected end of (?:form|multipart data)|premature close/i;

/** Runs a step that receives or writes a file; what the sender broke off or the disk refuses becomes a problem that says so, and that nothing was kept. */
export async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (cutOff.test((error as Error).message)) throw new ProblemError({ kind: 'invalid', code: 'incomplete', detail: { zh: '文件没有传完，没有保存；请重新上传', en: 'The upload ended before its end; nothing was kept' } });
    if (!storageCodes.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new ProblemError({ kind: 'unavailable', code: 'storage', detail: { zh: '存储空间不足或暂不可写，文件没有保存；请稍后重新上传，仍不行请联系系统管理员', en: 'The file could not be stored (disk full or not writable); nothing was kept' } });
  }
}

/**
 * Receives a stream into a file, making its folder, and updates the digest. What comes after a disk refused is read all the same
 * and thrown away: a sender who is still talking does not hear the answer. @throws what the disk or the stream said.
 */
export async function receive(stream: Readable, path: string, digest: Hash): Promise<void> {
  let file: FileHandle | undefined;
  let refused: unknown;
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    if (refused === undefined) await work().catch((error: unknown) => { refused = error; });
  };
  await attempt(async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    file = await open(path, 'w', 0o600);
  });
  const keep = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      digest.update(chunk);
      void attempt(async () => file?.appendFile(chunk)).then(() => done());
    },
  });
  try {
    await pipeline(stream, keep);
    await attempt(async () => file?.sync());
  } finally {
    await file?.close();
  }
  if (refused !== undefined) throw refused;
}

/** Puts a finished draft in its place, so that it is there even if the power goes. */
export async function settleFile(draft: string, path: string): Promise<void> {
  await rename(draft, path);
  // Windows has no handle for folders and writes their entries by itself.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}

/** All files below a folder, as paths. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Whether a file is an upload or a sealing that has not finished, or never will. */
export const isDraft = (path: string): boolean => path.endsWith('.part') || path.endsWith('.new');

/** Removes drafts that nobody has written to since `before`: of uploads whose process was killed. */
export function clearDrafts(filesDir: string, before: Date): void {
  for (const path of filesUnder(filesDir)) if (isDraft(path) && (statSync(path, { throwIfNoEntry: false })?.mtime ?? before) < before) rmSync(path, { force: true });
}

/** Where imported tables wait, below the folder of attachments. */
export const importsFolder = 'imports';

/**
 * Removes files that no row speaks of, untouched since `before`: of uploads whose process was killed between file and row, and
 * the tables of imports that have come to their end. Where they outnumber the files that are known, folder or database were
 * mixed up or an old backup was restored, and nothing is removed. @returns how many.
 */
export async function clearOrphans(db: Asked, filesDir: string, before: Date): Promise<number> {
  const idOf = (path: string): string => basename(path).replace(/\.sealed$/, '');
  const isOld = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.mtime ?? before) < before;
  const paths = filesUnder(filesDir).filter((path) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(idOf(path)));
  const { rows } = await db.query<{ id: string; ended: boolean }>(
    "select id, false as ended from rc.attachment where id = any($1::uuid[]) union all select id, state in ('done', 'withdrawn', 'refused', 'cancelled') from rc.batch where id = any($1::uuid[])", [paths.map(idOf)]);
  const ended = new Map(rows.map((row) => [row.id, row.ended]));
  const unknown = paths.filter((path) => !ended.has(idOf(path)));
  const clearable = [...(unknown.length > ended.size ? [] : unknown), ...paths.filter((path) => ended.get(idOf(path)) === true)].filter(isOld);
  for (const path of clearable) rmSync(path, { force: true });
  return clearable.length;
}

/** SHA-256 of a file, in hex. */
export async function sha256Of(path: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return digest.digest('hex');
}
