/**
 * 发现: what a check of the whole database found, one line for each row that is not as it must be. A tampered database can
 * hold a million such rows; the first of each kind are named and the rest counted.
 */

/** `error`: records or log are not what they were. `warning`: something is to be done, nothing was altered. */
export type FindingSeverity = 'error' | 'warning';

/** One finding, and what to do about it. */
export interface Finding {
  readonly severity: FindingSeverity;
  /** Stable word for programs, e.g. `body-altered`. */
  readonly code: string;
  /** Schema and table, `keys/last-signed.json` or `files/`. */
  readonly table: string;
  /** Which row: a record number, a leaf index, a tile, a file. */
  readonly row: string;
  readonly column?: string;
  readonly zh: string;
  readonly en: string;
  /** What to do next. */
  readonly next: { readonly zh: string; readonly en: string };
}

/** Named findings of one kind; more are only counted. */
export const namedMax = 50;

/** What to do, by what happened. */
export const nextStep = {
  restore: { zh: '保全数据库和服务器日志以查明何人何时改动；从最近的备份核对并恢复该行', en: 'Preserve the logs to find out who changed it; compare with the latest backup and restore the row' },
  repair: { zh: '运行 rongcheng fsck --repair 由日志条目重建瓦片', en: 'Run rongcheng fsck --repair: it rebuilds the tiles from the entries' },
  stop: { zh: '停止签署，不要继续发布；从较新的备份恢复，或由日志副本补回（rongcheng log refill），或公开说明日志为何分叉', en: 'Stop signing; restore a newer backup, refill the log from a copy (rongcheng log refill), or explain the fork in public' },
  lostLetter: { zh: '核对已送达的原件，由经办人员重新制发并送达', en: 'Have it issued and delivered again after comparing the original that was delivered' },
  lost: { zh: '核对纸质或外部留存，由经办人员重新办理；该条目的旧证明不能再出示正文', en: 'Have it recorded and disclosed again; the old proof can no longer show a body' },
  wait: { zh: '平台运行时会自动补上；若一直存在请查看后台任务', en: 'The running platform catches up by itself; if it stays, look at the jobs' },
  file: { zh: '从备份恢复该文件；确无备份的，请经办单位重新上传', en: 'Restore the file from a backup, or have it uploaded again' },
  recount: { zh: '在数据库中执行 select rc.recount() 重新计数；记录本身没有受影响', en: 'Run select rc.recount() in the database; the records themselves are not affected' },
  orphan: { zh: '核对后可删除该文件；它不属于任何记录', en: 'No record owns this file: delete it after a look' },
} as const;

/** Collects findings as the checks go. */
export class Findings {
  readonly named: Finding[] = [];
  /** All of each kind, table and code. */
  readonly counts = new Map<string, number>();

  add(finding: Finding): void {
    const kind = `${finding.table} ${finding.code}`;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (count <= namedMax) this.named.push(finding);
  }

  /** Findings of all kinds, the merely counted ones included. */
  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Kinds with more findings than were named: table, code and how many in all. */
  get overflow(): { readonly kind: string; readonly count: number }[] {
    return [...this.counts].filter(([, count]) => count > namedMax).map(([kind, count]) => ({ kind, count }));
  }

  /** Takes over what another part found, perhaps in another thread. */
  absorb(other: Pick<Findings, 'named' | 'counts'>): void {
    this.named.push(...other.named);
    for (const [kind, count] of other.counts) this.counts.set(kind, (this.counts.get(kind) ?? 0) + count);
  }

  has(code: string): boolean {
    return this.named.some((finding) => finding.code === code);
  }
}
