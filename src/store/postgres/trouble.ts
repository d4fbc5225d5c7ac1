// 数据库故障 Server trouble: what can keep the database from starting, said so that a person knows what to do next.

import type { Label } from '../../core/label.ts';

/** The database server cannot be had; the message says why and what to do, Chinese then English. */
export class ServerTrouble extends Error {
  override readonly name = 'ServerTrouble';
  readonly text: Label;

  constructor(text: Label, cause?: unknown) {
    super(`${text.zh}\n${text.en}`, cause === undefined ? undefined : { cause });
    this.text = text;
  }
}

/** Hears what a person should know while the server starts. */
export type Say = (text: Label) => void;

const known: readonly { sign: RegExp; text: Label }[] = [
  {
    sign: /could not (resize|create) shared memory|Cannot allocate memory|out of memory/i,
    text: {
      zh: '内存或共享内存不足。请释放内存;容器中请加大 /dev/shm(docker run --shm-size=256m)。',
      en: 'Not enough memory or shared memory. Free some; in a container enlarge /dev/shm (docker run --shm-size=256m).',
    },
  },
  {
    sign: /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i,
    text: {
      zh: '磁盘空间不足(或超出配额)。请清理磁盘,或用 --data 指定另一处的数据目录。',
      en: 'The disk is full (or the quota is used up). Free some space, or choose another data folder with --data.',
    },
  },
  {
    sign: /EROFS|EACCES|EPERM|Permission denied|Read-only file system|Operation not permitted/i,
    text: {
      zh: '数据目录不可写,或不属于当前用户。请检查其属主与权限,或用 --data 指定另一个目录。',
      en: 'The data folder is not writable or belongs to somebody else. Check its owner and mode, or choose another one with --data.',
    },
  },
  {
    sign: /EEXIST: file already exists, mkdir|ENOTDIR/,
    text: {
      zh: '数据目录的路径上有一个同名文件。请移开它,或用 --data 指定另一个目录。',
      en: 'A file stands where the data folder should be. Move it, or choose another folder with --data.',
    },
  },
  {
    sign: /initialized by PostgreSQL version|incompatible with server/i,
    text: {
      zh: '数据目录由另一版本的 PostgreSQL 建立。请用原版本导出备份(rongcheng backup),再恢复到新的数据目录。',
      en: 'The data folder was made by another version of PostgreSQL. Back it up with the old version (rongcheng backup) and restore into a new folder.',
    },
  },
  {
    sign: /spawn .*ENOENT|GLIBC|error while loading shared libraries|cannot execute|ENOEXEC/i,
    text: {
      zh: '本机无法运行随附的 PostgreSQL(例如基于 musl 的系统)。请设置 DATABASE_URL 使用已有的 PostgreSQL(≥ 15)。',
      en: 'The packaged PostgreSQL cannot run here (on musl systems, for one). Set DATABASE_URL to use a PostgreSQL (≥ 15) of your own.',
    },
  },
];

/** The secrets do not fit the database that they lie beside. */
export function wrongPassword(): ServerTrouble {
  return new ServerTrouble({
    zh: '数据目录中的 secrets.json 没有其数据库的口令(文件可能被删除或替换)。请从备份恢复 secrets.json。',
    en: 'secrets.json of the data folder does not hold the password of its database (was it deleted or replaced?). Restore secrets.json from a backup.',
  });
}

/** Turns an error or the server's last words into trouble that names a way out; `doing` says what was tried. */
export function diagnose(doing: Label, evidence: unknown): ServerTrouble {
  if (evidence instanceof ServerTrouble) return evidence;
  const words = evidence instanceof Error ? evidence.message : String(evidence);
  const found = known.find(({ sign }) => sign.test(words))?.text ?? {
    zh: '可设置 DATABASE_URL 改用已有的 PostgreSQL(≥ 15)。',
    en: 'Set DATABASE_URL to use a PostgreSQL (≥ 15) of your own instead.',
  };
  return new ServerTrouble({ zh: `${doing.zh}失败。${found.zh}`, en: `${doing.en} failed. ${found.en}\n${words.trim()}` }, evidence);
}
